//! A lesson being studied: the session, and what is read off it once after each change so that
//! drawing has nothing to work out.

use super::complete::{machine, machines};
use super::msg::Answer;
use super::shell::split_prompt;
use super::standing::standing;
use super::story::Standing;
use crate::cloud::internet::Host;
use crate::cloud::{InstanceId, World};
use crate::guest::console::{Kind, Record};
use crate::lesson::Lang;
use crate::lesson::ask::Answer as Said;
use crate::lesson::model::{Goal, Lesson, Question, Wanted};
use crate::net::Family;
use crate::net::pcapng::Capture;
use crate::session::help::{AskedFor, Diagnosis, TIERS};
use crate::session::{Given, Session};
use crate::sim::Trace;
use crate::words::capture::{Recorder, file_stem};
use crate::words::record::told;
use std::sync::Arc;

/// A lesson being studied.
pub struct Study {
    session: Session,
    standing: Standing,
    diagnosis: Option<Diagnosis>,
    edition: u64,
    trace: Option<Arc<Trace>>,
    solution: Vec<String>,
    named: Named,
    /// The steps and lines that are recorded, where an author records.
    recorded: Option<(usize, usize)>,
}

/// What a change has brought about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct News {
    /// Goals that hold now and did not before, in words.
    pub reached: Vec<String>,
    /// Whether with them all goals of the step hold.
    pub done: bool,
    /// The reply to a mistake that did not stand before.
    pub reply: Option<String>,
}

/// What stands between the learner and the next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Onward {
    /// Nothing.
    Free,
    /// There is no next step, and this one is done.
    Finished,
    /// Goals are open.
    Open,
    /// Goals are open, and there is no next step.
    OpenAtEnd,
}

impl Study {
    /// Studies this session.
    pub fn new(session: Session, lang: Lang) -> Self {
        let trace = session.records().rev().find_map(|record| trace_of(record));
        let mut named = Named::of(session.lesson());
        if session.is_endless() {
            named = Named::in_world(session.world());
        }
        let standing = Standing::default();
        let (diagnosis, solution) = (None, Vec::new());
        let mut study = Self { session, standing, diagnosis, edition: 0, trace, solution, named, recorded: None };
        study.look_again(lang);
        study
    }

    /// Shows how many steps and lines are recorded.
    pub fn set_recorded(&mut self, counted: (usize, usize), lang: Lang) {
        if self.recorded != Some(counted) {
            self.recorded = Some(counted);
            self.look_again(lang);
        }
    }

    /// The session.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Where the learner stands.
    pub fn standing(&self) -> &Standing {
        &self.standing
    }

    /// What the last guest command left.
    pub fn trace(&self) -> Option<&Arc<Trace>> {
        self.trace.as_ref()
    }

    /// The step's solution, line by line.
    pub fn solution(&self) -> &[String] {
        &self.solution
    }

    /// The hosts and machines that the lesson speaks of.
    pub fn named(&self) -> &Named {
        &self.named
    }

    /// The machine of the lesson that is looked at: the one the learner sits at; at none, the last one
    /// there is of those the lesson is about.
    pub fn looks_at(&self, sits_at: Option<InstanceId>) -> Option<InstanceId> {
        let world = self.session.world();
        let named = || self.named.machines.iter().rev().find_map(|name| machine(world, name));
        sits_at.or_else(named).or_else(|| machine(world, machines(world, &[]).first()?))
    }

    /// Whether the next step may be begun.
    pub fn onward(&self) -> Onward {
        let last = self.session.step() + 1 >= self.session.lesson().steps.len();
        match (self.session.open_goals(), last) {
            (0, false) => Onward::Free,
            (0, true) => Onward::Finished,
            (_, false) => Onward::Open,
            (_, true) => Onward::OpenAtEnd,
        }
    }

    /// The position of the first question that has no answer yet.
    pub fn open_question(&self) -> Option<usize> {
        (0..self.session.current().asks.len()).find(|number| self.session.answer_to(*number).is_none())
    }

    /// Answers the open question: which one that was, and what the answer is worth.
    pub fn answer(&mut self, lang: Lang, answer: &Answer) -> Option<(usize, Given)> {
        let number = self.open_question()?;
        let said = match (&self.session.current().asks[number].what, answer) {
            (Question::Predict { choices, .. }, Answer::Choice(at)) => Said::Outcome(*choices.get(*at)?),
            (_, Answer::Choice(at)) => Said::Choice(*at),
            (_, Answer::Typed(typed)) => Said::Address(typed.clone()),
        };
        let (given, _) = self.change(lang, |session| session.answer(number, said));
        Some((number, given?))
    }

    /// The packets of a trace as a capture, and a name for its file; none where there are no packets.
    pub fn capture(&self, trace: &Arc<Trace>, lang: Lang) -> Option<(String, Capture)> {
        let ran = |record: &&Arc<Record>| matches!(&record.kind, Kind::Guest(left) if Arc::ptr_eq(left, trace));
        let line = self.session.records().rfind(ran);
        let line = line.map_or_else(|| trace.command.join(" "), |record| record.input.clone());
        let world = self.session.world();
        let mut recorder = Recorder::new(lang);
        recorder.add(&line, trace, world);
        let capture = recorder.finish();
        (!capture.frames.is_empty()).then(|| (file_stem(trace, world), capture))
    }

    /// Keeps what a guest command left.
    pub fn keep_trace(&mut self, record: &Record) -> Option<&Arc<Trace>> {
        let trace = trace_of(record)?;
        Some(&*self.trace.insert(trace))
    }

    /// Changes the session by `change`, and says what that has brought about.
    pub fn change<T>(&mut self, lang: Lang, change: impl FnOnce(&mut Session) -> T) -> (T, News) {
        let step = self.session.step();
        let before = std::mem::take(&mut self.standing);
        let result = change(&mut self.session);
        self.look_again(lang);
        let news = if self.session.step() == step { self.news(&before) } else { News::default() };
        (result, news)
    }

    fn news(&self, before: &Standing) -> News {
        let now = &self.standing;
        let pairs = now.goals.iter().zip(&before.goals);
        let reached: Vec<String> = pairs
            .filter(|(now, before)| now.missing.is_none() && before.missing.is_some())
            .map(|(now, _)| now.say.clone())
            .collect();
        let done = !reached.is_empty() && now.met() == now.goals.len();
        let reply = now.reply.clone().filter(|reply| before.reply.as_ref() != Some(reply));
        News { reached, done, reply }
    }

    /// What the next wish for a hint would show: one more hint, or after the last one the solution.
    pub fn next_hint(&self) -> Option<AskedFor> {
        let (step, shown) = (self.session.current(), self.session.shown());
        let (own, ends) = (step.hints.len(), !step.solution.is_empty());
        let made = || if self.session.diagnosis().is_some() { TIERS } else { 0 };
        if shown.hints < own || shown.hints < made() {
            Some(AskedFor::Hint)
        } else {
            (!shown.solution && ends).then_some(AskedFor::Solution)
        }
    }

    /// Shows one more hint, or after the last one the solution; false where nothing is left to show.
    pub fn reveal(&mut self, lang: Lang) -> bool {
        let Some(next) = self.next_hint() else { return false };
        self.session.ask(next);
        self.look_again(lang);
        true
    }

    /// Why the last command failed, where that was asked for.
    pub fn diagnosis(&self) -> Option<&Diagnosis> {
        self.diagnosis.as_ref()
    }

    /// Shows one more tier of why the last command failed; false where nothing fails.
    pub fn ask_why(&mut self, lang: Lang) -> bool {
        let Some(diagnosis) = self.session.diagnosis() else { return false };
        if self.session.tiers(&diagnosis) < TIERS {
            self.session.ask(AskedFor::Why(diagnosis.codes()));
        }
        self.look_again(lang);
        true
    }

    /// Whether help is shown that rests on the diagnosis: it costs too much to make it for nothing.
    fn needs_diagnosis(&self) -> bool {
        let here = self.session.asked().iter().filter(|asked| asked.step == self.session.step());
        let why = here.clone().any(|asked| matches!(asked.what, AskedFor::Why(_)));
        why || self.session.shown().hints > self.session.current().hints.len()
    }

    /// Reads off the session how things stand, in this language.
    pub fn look_again(&mut self, lang: Lang) {
        self.edition += 1;
        self.diagnosis = if self.needs_diagnosis() { self.session.diagnosis() } else { None };
        self.standing = standing(&self.session, self.diagnosis.as_ref(), (lang, self.edition));
        self.standing.recorded = self.recorded.map(|(steps, lines)| told::so_far(lang, steps, lines));
        self.solution = self.session.current().solution.iter().map(|line| line.text.clone()).collect();
    }
}

fn trace_of(record: &Record) -> Option<Arc<Trace>> {
    match &record.kind {
        Kind::Guest(trace) => Some(Arc::clone(trace)),
        Kind::Api { .. } | Kind::Malformed => None,
    }
}

/// Names that a lesson speaks of, each once, in its order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// Hosts on the Internet.
    pub hosts: Vec<String>,
    /// Machines to sit at.
    pub machines: Vec<String>,
}

impl Named {
    fn of(lesson: &Lesson) -> Self {
        let mut named = Self::default();
        for goal in lesson.steps.iter().flat_map(|step| &step.goals) {
            named.goal(goal);
        }
        named
    }

    /// Where nobody speaks of any: a host of each kind, and the machine that has the most of IPv6.
    fn in_world(world: &World) -> Self {
        let balancers = world.load_balancers.iter().map(|balancer| balancer.dns_name.clone());
        let kinds: [fn(&Host) -> bool; 3] = [
            |host| host.has_only(Family::Ipv4),
            |host| host.has(Family::Ipv4) && host.has(Family::Ipv6),
            |host| host.has_only(Family::Ipv6),
        ];
        let hosts = kinds.iter().filter_map(|kind| world.internet.hosts.iter().find(|host| kind(host)));
        let hosts = hosts.map(|host| host.name.clone()).chain(balancers);
        let families = |name: &String| {
            let interface = machine(world, name).and_then(|id| world.interface_of(id));
            interface.map(|it| (!it.ipv6_addresses.is_empty(), it.private_ip.is_none()))
        };
        let mut machines = machines(world, &[]);
        machines.sort();
        machines.reverse();
        let most = machines.into_iter().max_by_key(families);
        Self { hosts: hosts.collect(), machines: most.into_iter().collect() }
    }

    fn goal(&mut self, goal: &Goal) {
        match &goal.what {
            Wanted::Saw(saw) => {
                note(&mut self.machines, &saw.from);
                if let Some(to) = &saw.to {
                    note(&mut self.hosts, to);
                }
            }
            Wanted::Probe(probe) => {
                if let (Some(host), _) = split_prompt(&probe.run.text) {
                    note(&mut self.machines, host);
                }
            }
            Wanted::Any(goals) => goals.iter().for_each(|goal| self.goal(goal)),
            Wanted::Resource(_) | Wanted::Absent { .. } | Wanted::Called(_) | Wanted::Setting(_) => {}
        }
    }
}

fn note(names: &mut Vec<String>, name: &str) {
    if !names.iter().any(|known| known == name) {
        names.push(name.to_owned());
    }
}
