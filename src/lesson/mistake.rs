//! Recognising what learners do wrong, in whatever world they have built.

use super::goal::Situation;
use super::model::{Mistake, Sign, Step};
use crate::cloud::Changes;
use crate::guest::console::Kind;

impl Step {
    /// The first of the author's mistakes that shows in this situation.
    pub fn mistake(&self, situation: &Situation<'_>) -> Option<&Mistake> {
        self.mistakes.iter().find(|mistake| mistake.when.shows(situation))
    }
}

impl Sign {
    /// Whether it shows.
    pub fn shows(&self, situation: &Situation<'_>) -> bool {
        match self {
            Self::Holds(wanted) => wanted.check(situation).is_met(),
            Self::Refused { operation, code } => refused(situation, operation, code.as_deref()),
        }
    }
}

/// Whether the last call that was to change something was refused that way.
fn refused(situation: &Situation<'_>, operation: &str, code: Option<&str>) -> bool {
    let last = situation.records().iter().rev().find_map(|record| match &record.kind {
        Kind::Api { call, refusal } if call.changes() == Changes::World => Some((call, refusal)),
        Kind::Api { .. } | Kind::Malformed | Kind::Guest(_) => None,
    });
    let Some((call, Some(refusal))) = last else { return false };
    call.operation() == operation && code.is_none_or(|code| refusal.code == code)
}
