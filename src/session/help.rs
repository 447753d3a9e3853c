//! The help a learner asks for: hints, the solution, and why the last command failed. What was asked
//! for is kept, in order; how much of it is shown is counted from that.

use super::Session;
use crate::cloud::World;
use crate::guest::console::Kind;
use crate::guest::repair::{Command, blockers, everyday, repair};
use crate::lesson::goal::{Near, Verdict};
use crate::sim::blockers::{Blocker, Code};
use crate::sim::repair::Repair;
use crate::sim::{Outcome, Trace};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How often help about one failure can be asked for: where to look, what is wrong there, which kind
/// of change, and the exact command.
pub const TIERS: usize = 4;

/// Commands that worked and shall go on working: so many of the last ones are watched.
const WATCHED: usize = 8;

/// A wish for help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The position of the step.
    pub step: usize,
    /// For what.
    pub what: AskedFor,
}

/// What can be asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AskedFor {
    /// The next hint of the step.
    Hint,
    /// The step's solution.
    Solution,
    /// The next tier of why a command failed that has these blockers.
    Why(Vec<Code>),
}

/// Why a command fails in the present world, and what would mend it.
#[derive(Clone, Debug)]
pub struct Diagnosis {
    /// The command as it was typed.
    pub line: String,
    /// What stands in its way, in path order.
    pub blockers: Vec<Blocker>,
    /// The least that mends it; none where nothing was found.
    pub repair: Option<Repair>,
    /// Commands that work now and no longer would after the repair.
    pub breaks: Vec<String>,
}

impl Diagnosis {
    /// The blockers' codes, by which a failure is told from another.
    pub fn codes(&self) -> Vec<Code> {
        self.blockers.iter().map(|blocker| blocker.code).collect()
    }
}

/// How much help of a step is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// Hints.
    pub hints: usize,
    /// Whether the solution.
    pub solution: bool,
}

impl Session {
    /// What was asked for, in order.
    pub fn asked(&self) -> &[Asked] {
        &self.asked
    }

    /// Asks for help at the present step.
    pub fn ask(&mut self, what: AskedFor) {
        self.asked.push(Asked { step: self.step, what });
    }

    /// How much help of the present step is shown.
    pub fn shown(&self) -> Shown {
        let here = || self.asked.iter().filter(|asked| asked.step == self.step);
        Shown {
            hints: here().filter(|asked| asked.what == AskedFor::Hint).count(),
            solution: here().any(|asked| asked.what == AskedFor::Solution),
        }
    }

    /// How many tiers about this failure were asked for at the present step.
    pub fn tiers(&self, diagnosis: &Diagnosis) -> usize {
        let same = AskedFor::Why(diagnosis.codes());
        self.asked.iter().filter(|asked| asked.step == self.step && asked.what == same).count().min(TIERS)
    }

    /// Why the last guest command of the step fails, or else the command of an open goal; none where
    /// it succeeds now, or there is none.
    pub fn diagnosis(&self) -> Option<Diagnosis> {
        let ran = self.step_records().filter_map(|record| match &record.kind {
            Kind::Guest(trace) => Some((record.input.clone(), Arc::clone(trace))),
            Kind::Api { .. } | Kind::Malformed => None,
        });
        let last = ran.last().filter(|(_, trace)| has_failed(trace));
        let (line, trace) = last.or_else(|| self.open_probe())?;
        let mut world = self.world().clone();
        world.settle();
        self.diagnose(line, &Command::of(&trace), &world)
    }

    /// The command of a goal that wants it to succeed, and it does not.
    fn open_probe(&self) -> Option<(String, Arc<Trace>)> {
        self.goals().find_map(|(_, verdict)| match verdict {
            Verdict::Missing(Near::Probe { line, trace, .. }) if has_failed(trace) => {
                Some((line.clone(), Arc::clone(trace)))
            }
            Verdict::Met | Verdict::Missing(_) => None,
        })
    }

    fn diagnose(&self, line: String, command: &Command, world: &World) -> Option<Diagnosis> {
        if command.trace(world).outcome == Outcome::Ok {
            return None;
        }
        let worked = self.records().rev().filter_map(|record| match &record.kind {
            Kind::Guest(trace) if trace.outcome == Outcome::Ok => Some(Command::of(trace)),
            Kind::Guest(_) | Kind::Api { .. } | Kind::Malformed => None,
        });
        let watched: Vec<Command> = everyday(world).into_iter().chain(worked.take(WATCHED)).collect();
        let repair = repair(world, command, &watched);
        let blockers = blockers(world, command, repair.as_ref());
        let broken = repair.iter().flat_map(|repair| &repair.breaks).filter_map(|at| watched.get(*at));
        let breaks = broken.map(|command| command.line(world)).collect();
        (!blockers.is_empty()).then_some(Diagnosis { line, blockers, repair, breaks })
    }
}

fn has_failed(trace: &Trace) -> bool {
    !matches!(trace.outcome, Outcome::Ok | Outcome::Usage)
}
