//! Questions and answers. What is right is not written down: the simulation says what a command
//! does, and addresses are compared by value.

use super::foresee;
use super::goal::Situation;
use super::model::{Alternative, Ask, Question};
use super::text::Text;
use crate::sim::{Outcome, Trace};
use ipnet::IpNet;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;
use std::sync::Arc;

/// What somebody answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// A command will end like this.
    Outcome(Outcome),
    /// The address, as typed.
    Address(String),
    /// The option at this position, from 0.
    Choice(usize),
}

/// An address or a block of addresses, compared by value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Address {
    /// An address.
    One(IpAddr),
    /// A CIDR block, without the bits behind its prefix.
    Block(IpNet),
}

/// What is neither an address nor a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoAddress;

impl FromStr for Address {
    type Err = NoAddress;

    fn from_str(text: &str) -> Result<Self, NoAddress> {
        let text = text.trim();
        let block = || text.parse::<IpNet>().ok().filter(|net| net.trunc() == *net).map(Self::Block);
        text.parse().map(Self::One).ok().or_else(block).ok_or(NoAddress)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::One(address) => address.fmt(f),
            Self::Block(block) => block.fmt(f),
        }
    }
}

/// What is right.
#[derive(Clone, Debug)]
pub enum Truth {
    /// A command ends like this; here is the evidence.
    Outcome(Arc<Trace>),
    /// The command can't be run: its instance is not there.
    CannotRun,
    /// The address.
    Address(Address),
    /// The positions of the right options.
    Choice(Vec<usize>),
    /// What a command's trace says, and the trace.
    Foreseen(Arc<Trace>, String),
}

/// What an answer is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// Right.
    Right,
    /// Wrong.
    Wrong,
    /// No answer to this question at all: no address, no such option.
    Unreadable,
}

impl Ask {
    /// The question; none where the tutor words it from the command.
    pub fn question(&self) -> Option<&Text> {
        match &self.what {
            Question::Predict { question, .. } | Question::Foresee { question, .. } => question.as_ref(),
            Question::Address { question, .. } | Question::Choice { question, .. } => Some(question),
        }
    }

    /// What is right in this situation.
    pub fn truth(&self, situation: &Situation<'_>) -> Truth {
        match &self.what {
            Question::Predict { run, .. } => situation.run(&run.text).map_or(Truth::CannotRun, Truth::Outcome),
            Question::Foresee { run, what, .. } => match situation.run(&run.text) {
                Some(trace) => {
                    let right = what.of(&trace, situation.world());
                    Truth::Foreseen(trace, right)
                }
                None => Truth::CannotRun,
            },
            Question::Address { right, .. } => Truth::Address(*right),
            Question::Choice { options, .. } => Truth::Choice(right_ones(options)),
        }
    }

    /// What `answer` is worth, given what is right.
    pub fn mark(&self, answer: &Answer, truth: &Truth) -> Mark {
        let worth = |right| if right { Mark::Right } else { Mark::Wrong };
        match (&self.what, answer, truth) {
            (Question::Predict { .. }, Answer::Outcome(said), Truth::Outcome(trace)) => worth(*said == trace.outcome),
            (Question::Address { .. }, Answer::Address(said), Truth::Address(right)) => {
                said.parse::<Address>().map_or(Mark::Unreadable, |said| worth(said == *right))
            }
            (Question::Foresee { choices, .. }, Answer::Choice(chosen), Truth::Foreseen(_, right)) => {
                choices.get(*chosen).map_or(Mark::Unreadable, |choice| worth(foresee::says(choice, right)))
            }
            (Question::Choice { options, .. }, Answer::Choice(chosen), Truth::Choice(right)) => {
                if *chosen < options.len() { worth(right.contains(chosen)) } else { Mark::Unreadable }
            }
            _ => Mark::Unreadable,
        }
    }

    /// What is told to somebody who gave this answer.
    pub fn reply(&self, answer: &Answer) -> Option<&Text> {
        match (&self.what, answer) {
            (Question::Predict { why, .. } | Question::Foresee { why, .. } | Question::Address { why, .. }, _) => {
                Some(why)
            }
            (Question::Choice { options, .. }, Answer::Choice(chosen)) => options.get(*chosen).map(|it| &it.reply),
            (Question::Choice { .. }, Answer::Outcome(_) | Answer::Address(_)) => None,
        }
    }
}

fn right_ones(options: &[Alternative]) -> Vec<usize> {
    options.iter().enumerate().filter(|(_, option)| option.right).map(|(position, _)| position).collect()
}
