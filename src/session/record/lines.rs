//! Lines as a lesson has them: with names in place of ids and variables, so that they work in any learner's
//! world.

use crate::cloud::command_line::quote;
use crate::cloud::name::shortest;
use crate::cloud::{Changes, World};
use crate::guest::console::{Kind, Record};
use crate::session::History;
use crate::sim::repair::lines;
use crate::sim::{Outcome, Trace};

/// What a line was good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// A call that changed the world.
    Change,
    /// A call that looked at it.
    Look,
    /// A command on an instance.
    Run,
    /// A call that EC2 refused.
    Refused,
    /// Nothing: a slip of the pen, or help.
    Nothing,
}

/// What a line was good for.
pub fn sort(record: &Record) -> Sort {
    match &record.kind {
        Kind::Api { call, .. } if call.is_dry_run() => Sort::Nothing,
        Kind::Api { call, refusal } => match (call.changes(), refusal) {
            (Changes::World, None) => Sort::Change,
            (Changes::Nothing, None) => Sort::Look,
            (Changes::World, Some(_)) => Sort::Refused,
            (Changes::Nothing, Some(_)) => Sort::Nothing,
        },
        Kind::Guest(trace) if trace.outcome == Outcome::Usage => Sort::Nothing,
        Kind::Guest(_) => Sort::Run,
        Kind::Malformed => Sort::Nothing,
    }
}

/// A line as a lesson has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Made {
    /// A call that changes the world, with names in place of ids.
    Call(String),
    /// A call that looks at it.
    Look(String),
    /// A command on an instance.
    Run(String),
    /// A call that EC2 refuses, and its operation.
    Refused(String, &'static str),
    /// None.
    Nothing,
}

impl Made {
    /// The line.
    pub fn text(&self) -> &str {
        match self {
            Self::Call(line) | Self::Look(line) | Self::Run(line) | Self::Refused(line, _) => line,
            Self::Nothing => "",
        }
    }
}

/// All lines, each in the world it was typed in.
pub fn all(history: &History) -> Vec<Made> {
    let made = history.done().iter().enumerate().map(|(position, done)| {
        let mut world = history.at(position).world.clone();
        world.settle();
        one(&done.record, &world)
    });
    made.collect()
}

fn one(record: &Record, world: &World) -> Made {
    match (sort(record), &record.kind) {
        (Sort::Run, Kind::Guest(trace)) => Made::Run(run(&record.input, trace, world)),
        (sort, Kind::Api { call, .. }) => {
            let line = lines(world, std::slice::from_ref(call)).pop().unwrap_or_default();
            match sort {
                Sort::Change => Made::Call(line),
                Sort::Look => Made::Look(line),
                Sort::Refused => Made::Refused(line, call.operation()),
                Sort::Run | Sort::Nothing => Made::Nothing,
            }
        }
        _ => Made::Nothing,
    }
}

/// A command: as it was typed, with the instance's name before it, and what variables held in their place.
fn run(typed: &str, trace: &Trace, world: &World) -> String {
    let words = |words: &[String]| words.iter().map(|word| quote(&named(word, world))).collect::<Vec<_>>().join(" ");
    let typed = typed.trim();
    if typed.split_whitespace().next() == Some("aws") {
        return format!("aws {}", words(&trace.command));
    }
    let rest = typed.split_once('$').map_or("", |(_, rest)| rest).trim();
    let rest = if rest.contains('$') { words(&trace.command) } else { rest.to_owned() };
    format!("{}$ {rest}", world.name_of(trace.host))
}

/// A name in place of an id.
fn named(word: &str, world: &World) -> String {
    let meant = world.resources().into_iter().find(|it| it.id == word);
    meant.map_or_else(|| word.to_owned(), |it| shortest(world, &it))
}
