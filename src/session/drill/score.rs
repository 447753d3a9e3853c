//! What a drill was worth: the fewer probes, wrong claims and needless changes, the better.

use super::Drill;
use crate::guest::console::{Kind, Record};
use crate::session::history::changed;
use serde::Serialize;
use std::time::Duration;

/// What was done so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Guest commands that sent something; undoing does not take them back.
    pub probes: usize,
    /// Simulated time they took.
    pub time: Duration,
    /// Claims that were wrong.
    pub wrong_claims: usize,
    /// How often help was asked for.
    pub helps: usize,
    /// Changes of the world that stand.
    pub changes: usize,
}

/// A score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Score {
    /// Guest commands that sent something.
    pub probes: usize,
    /// Claims that were wrong.
    pub wrong_claims: usize,
    /// How often help was asked for.
    pub helps: usize,
    /// Changes that were made.
    pub mend: usize,
    /// Changes that would have been enough.
    pub smallest: usize,
    /// Simulated milliseconds that probes took.
    pub probes_ms: u128,
    /// One for a probe, two for a change too many or help, three for a wrong claim: the fewer, the
    /// better. None where the drill was not mended.
    pub points: Option<usize>,
}

/// How far a drill has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finish {
    /// The probe succeeds.
    Mended,
    /// It does not, or somebody gave up.
    Open,
}

impl Tally {
    /// Counts a line that was carried out.
    pub fn count(&mut self, record: &Record) {
        if let Kind::Guest(trace) = &record.kind
            && (trace.flights().next().is_some() || trace.lookups().next().is_some())
        {
            self.probes += 1;
            self.time += trace.took;
        }
        self.changes += usize::from(changed(record));
    }

    /// What it is worth in a drill.
    pub fn score(&self, drill: &Drill, finish: Finish) -> Score {
        let smallest = drill.repair.calls.len();
        let (probes, wrong_claims, helps, mend) = (self.probes, self.wrong_claims, self.helps, self.changes);
        let points = match finish {
            Finish::Mended => Some(probes + 2 * (mend.saturating_sub(smallest) + helps) + 3 * wrong_claims),
            Finish::Open => None,
        };
        Score { probes, wrong_claims, helps, mend, smallest, probes_ms: self.time.as_millis(), points }
    }
}
