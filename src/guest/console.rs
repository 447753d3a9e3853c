//! The console: what a learner, a lesson, saved progress and a script all speak, a line a command.

use super::Output;
use crate::cloud::{ApiError, Call, World};
use crate::sim::{Outcome, Trace};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Whether time passes before a line until nothing is in transition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Waiting {
    /// As a patient person does.
    #[default]
    Settle,
    /// At once.
    AtOnce,
}

/// A world and what was kept in variables.
#[derive(Clone, Debug, Default)]
pub struct Console {
    /// The world as it is now.
    pub world: World,
    /// `VAR=$(aws …)` keeps here.
    pub variables: BTreeMap<String, String>,
    /// Whether to wait before each line.
    pub waiting: Waiting,
}

/// What one line did.
#[derive(Clone, Debug)]
pub struct Record {
    /// The line as typed.
    pub input: String,
    /// Its exit status.
    pub exit: i32,
    /// What it printed.
    pub output: Output,
    /// What kind of line it was, with what is known of it.
    pub kind: Kind,
}

/// The kinds of lines.
#[derive(Clone, Debug)]
pub enum Kind {
    /// An API call that was carried out or refused.
    Api {
        /// The call.
        call: Call,
        /// EC2's refusal, where it refused.
        refusal: Option<ApiError>,
    },
    /// An `aws` line that was no well-formed call: nothing was asked (exit 252), or help was shown.
    Malformed,
    /// A guest command.
    Guest(Arc<Trace>),
}

impl Record {
    /// How a guest command ended.
    pub fn outcome(&self) -> Option<Outcome> {
        match &self.kind {
            Kind::Guest(trace) => Some(trace.outcome),
            Kind::Api { .. } | Kind::Malformed => None,
        }
    }
}

/// Why a line could not be understood at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct NotUnderstood {
    /// Column, in characters from 1.
    pub column: usize,
    /// What was found and what was expected.
    pub what: String,
}

impl Console {
    /// A console onto this world.
    pub fn new(world: World) -> Self {
        Self { world, ..Self::default() }
    }

    /// Carries one line out. Blank lines and comments are nothing (`Ok(None)`).
    pub fn exec(&mut self, _line: &str) -> Result<Option<Record>, NotUnderstood> {
        unimplemented!()
    }
}
