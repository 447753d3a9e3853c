//! A running command: its machine, its clock, what it printed and the evidence it leaves.
//!
//! Simulated time passes only by [`Process::now`]. Whatever varies in reality (milliseconds, ports,
//! identifiers) is drawn from [`Process::dice`], which the command and the moment seed: the same
//! command at the same moment in the same world prints the same bytes.

use super::machine::Machine;
use super::{Output, Run};
use crate::cloud::world::mix;
use crate::sim::Flows;
use crate::sim::trace::{Aim, Event, What};
use crate::sim::{Outcome, Trace, path};
use std::time::Duration;

/// A running command.
#[derive(Debug)]
pub struct Process<'w> {
    /// Where it runs.
    pub machine: Machine<'w>,
    /// How long it has been running.
    pub now: Duration,
    /// What it printed.
    pub output: Output,
    /// What stateful devices on the way remember of its packets.
    pub flows: Flows,
    events: Vec<Event>,
    deciding: Option<usize>,
    /// Answers by what they answer, for the path of an answer that got lost.
    answers: Vec<(EventId, EventId)>,
    command: Vec<String>,
    seed: u64,
}

/// How a program ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exit {
    /// Its exit status.
    pub status: i32,
    /// The same in the closed set.
    pub outcome: Outcome,
    /// What it wanted to reach.
    pub aim: Option<Aim>,
}

impl Exit {
    /// It did what was asked.
    pub const OK: Self = Self { status: 0, outcome: Outcome::Ok, aim: None };

    /// The command line was wrong.
    pub const fn usage(status: i32) -> Self {
        Self { status, outcome: Outcome::Usage, aim: None }
    }

    /// The same exit, of a program that wanted to reach something.
    pub fn aimed(self, aim: Aim) -> Self {
        Self { aim: Some(aim), ..self }
    }
}

/// An event of a process, to point at it later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventId(usize);

impl<'w> Process<'w> {
    /// A command that begins on `machine`.
    pub fn new(machine: Machine<'w>, command: &[String]) -> Self {
        let seed = mix(&format!("{}/{}/{}", machine.world.now.as_nanos(), machine.instance.id, command.join(" ")));
        Self {
            machine,
            now: Duration::ZERO,
            output: Output::default(),
            flows: Flows::default(),
            events: Vec::new(),
            deciding: None,
            answers: Vec::new(),
            command: command.to_vec(),
            seed,
        }
    }

    /// A number below `below`, always the same for the same `what` in this run.
    pub fn dice(&self, what: &str, below: u64) -> u64 {
        // SplitMix64's last steps: two numbers become one that depends on every bit of both.
        let both = self.seed ^ mix(what).rotate_left(17);
        let mixed = (both ^ (both >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % below.max(1)
    }

    /// A port from Linux's ephemeral range, drawn for `what`.
    pub fn ephemeral_port(&self, what: &str) -> u16 {
        let drawn = self.dice(what, 28_232);
        32_768 + u16::try_from(drawn).unwrap_or(0)
    }

    /// The present moment of the calendar.
    pub fn moment(&self) -> jiff::Timestamp {
        let world = self.machine.world;
        let since = (world.now + self.now).as_nanos();
        let seconds = world.epoch.saturating_add_unsigned(since / 1_000_000_000);
        jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
    }

    /// Lets time pass.
    pub fn wait(&mut self, time: Duration) {
        self.now += time;
    }

    /// Lets time pass up to `moment`, if that is still to come.
    pub fn wait_until(&mut self, moment: Duration) {
        self.now = self.now.max(moment);
    }

    /// Prints a line on standard output.
    pub fn out(&mut self, line: impl AsRef<str>) {
        self.output.line(line);
    }

    /// Prints a line on standard error.
    pub fn err(&mut self, line: impl AsRef<str>) {
        self.output.error(line);
    }

    /// Writes down what happened now.
    pub fn note(&mut self, what: What) -> EventId {
        self.note_at(self.now, what)
    }

    /// Writes down what happened at a moment.
    pub fn note_at(&mut self, at: Duration, what: What) -> EventId {
        self.events.push(Event { at, what });
        EventId(self.events.len() - 1)
    }

    /// Says that this event decided the outcome; a later word replaces it.
    pub fn decided_by(&mut self, event: EventId) {
        self.deciding = Some(event.0);
    }

    /// Says that one flight answers another: where the answer decides, the path is the other's.
    pub fn came_from(&mut self, answer: EventId, question: EventId) {
        self.answers.push((answer, question));
    }

    /// Reads an event again.
    pub fn event(&self, id: EventId) -> Option<&Event> {
        self.events.get(id.0)
    }

    /// What the deciding packet crossed on its way out.
    fn path(&self) -> Vec<String> {
        let deciding = self.deciding.map(EventId);
        let out = self.answers.iter().find(|(answer, _)| Some(*answer) == deciding).map(|(_, question)| *question);
        match out.or(deciding).and_then(|event| self.event(event)).map(|event| &event.what) {
            Some(What::Flight(flight)) => path(self.machine.world, flight),
            _ => Vec::new(),
        }
    }

    /// What was run, when it is over.
    pub fn finish(self, exit: Exit) -> Run {
        let path = self.path();
        let mut order: Vec<usize> = (0..self.events.len()).collect();
        order.sort_by_key(|&index| self.events[index].at);
        let deciding = self.deciding.and_then(|wanted| order.iter().position(|&index| index == wanted));
        let mut slots: Vec<Option<Event>> = self.events.into_iter().map(Some).collect();
        let events: Vec<Event> = order.into_iter().filter_map(|index| slots[index].take()).collect();
        let trace = Trace {
            host: self.machine.instance.id,
            command: self.command,
            started: self.machine.world.now,
            took: self.now,
            events,
            deciding,
            outcome: exit.outcome,
            path,
            aim: exit.aim,
        };
        Run { exit: exit.status, output: self.output, trace }
    }
}
