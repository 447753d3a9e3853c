//! The console: what a learner, a lesson, saved progress and a script all speak, a line a command.

use super::words::{self, Line, Word};
use super::{Output, PROGRAMS, Stream, aws};
use crate::cloud::command_line::near;
use crate::cloud::instance::{Instance, InstanceState};
use crate::cloud::{ApiError, Call, InstanceId, World, tag};
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
    pub fn exec(&mut self, line: &str) -> Result<Option<Record>, NotUnderstood> {
        let understood = match words::split(line, &self.variables)? {
            Line::Blank => return Ok(None),
            Line::Assignment { variable, command } => {
                if command.first().is_none_or(|word| word.text != "aws") {
                    let column = command.first().map_or(1, |word| word.column);
                    let what = format!("a variable keeps what an aws command prints: {variable}=$(aws …)");
                    return Err(NotUnderstood { column, what });
                }
                Understood::Keep(variable, command)
            }
            Line::Command(command) => Understood::of(command)?,
        };
        if self.waiting == Waiting::Settle {
            self.world.settle();
        }
        let input = line.trim_end_matches(['\r', '\n']).to_owned();
        Ok(Some(match understood {
            Understood::Aws(command) => self.aws(input, &command),
            Understood::Keep(variable, command) => self.keep(input, variable, &command),
            Understood::Guest(host, command) => self.guest(input, &host, &command),
        }))
    }

    fn aws(&mut self, input: String, command: &[Word]) -> Record {
        let done = aws::run(&mut self.world, &command[1..]);
        if let Kind::Guest(trace) = &done.kind {
            self.world.advance(trace.took);
        }
        Record { input, exit: done.exit, output: done.output, kind: done.kind }
    }

    /// `VAR=$(aws …)`: what is printed is kept, without the line ends behind it, as a shell does.
    fn keep(&mut self, input: String, variable: String, command: &[Word]) -> Record {
        let mut record = self.aws(input, command);
        let printed = record.output.of(Stream::Out);
        let kept = if record.exit == 0 { printed.trim_end_matches('\n') } else { "" };
        let mut output = Output::default();
        if !kept.is_empty() {
            output.line(kept);
        }
        output.push(Stream::Err, record.output.of(Stream::Err));
        record.output = output;
        self.variables.insert(variable, kept.to_owned());
        record
    }

    fn guest(&mut self, input: String, host: &str, command: &[String]) -> Record {
        let host = match find_host(&self.world, host) {
            Ok(host) => host,
            Err(why) => {
                let mut output = Output::default();
                output.error(why);
                return Record { input, exit: 255, output, kind: Kind::Malformed };
            }
        };
        let run = super::run(&self.world, host, command);
        self.world.advance(run.trace.took);
        Record { input, exit: run.exit, output: run.output, kind: Kind::Guest(Arc::new(run.trace)) }
    }
}

/// A line that is understood, before anything is done.
enum Understood {
    Aws(Vec<Word>),
    Keep(String, Vec<Word>),
    Guest(String, Vec<String>),
}

impl Understood {
    fn of(command: Vec<Word>) -> Result<Self, NotUnderstood> {
        let Some(first) = command.first() else {
            return Err(NotUnderstood { column: 1, what: "nothing to do".to_owned() });
        };
        if first.text == "aws" {
            return Ok(Self::Aws(command));
        }
        let host = first.text.strip_suffix('$').filter(|host| !host.is_empty());
        if let Some(host) = host.filter(|_| first.inserted.last().is_none_or(|part| part.end < first.text.len())) {
            let host = host.to_owned();
            return Ok(Self::Guest(host, command.into_iter().skip(1).map(|word| word.text).collect()));
        }
        let guest = PROGRAMS.iter().any(|program| program.name == first.text);
        let what = if guest {
            format!("`{0}` runs on an instance: write HOST$ {0} …, with the instance's name for HOST", first.text)
        } else {
            format!("`{}` is neither an aws line, nor NAME=$(aws …), nor HOST$ command", first.text)
        };
        Err(NotUnderstood { column: first.column, what })
    }
}

/// The running instance that is meant, or why there is none.
pub fn find_host(world: &World, wanted: &str) -> Result<InstanceId, String> {
    let live: Vec<&Instance> = world.instances.iter().filter(|instance| instance.is_live()).collect();
    let is_meant =
        |instance: &&&Instance| tag::name(&instance.tags) == Some(wanted) || instance.id.to_string() == wanted;
    let meant: Vec<&&Instance> = live.iter().filter(is_meant).collect();
    match meant.as_slice() {
        [instance] => match instance.state {
            InstanceState::Running => Ok(instance.id),
            state => Err(format!("{wanted} is {}: nobody can type there now", state_name(state))),
        },
        [] => {
            let names = live.iter().filter_map(|instance| tag::name(&instance.tags));
            let close = near(wanted, names.clone());
            let known = if close.is_empty() { names.collect() } else { close };
            Err(match known.as_slice() {
                [] => format!("there is no instance {wanted}, and no other either"),
                known => format!("there is no instance {wanted}; there is {}", known.join(", ")),
            })
        }
        several => {
            let ids: Vec<String> = several.iter().map(|instance| instance.id.to_string()).collect();
            Err(format!("several instances are named {wanted}: {}", ids.join(", ")))
        }
    }
}

const fn state_name(state: InstanceState) -> &'static str {
    match state {
        InstanceState::Pending { .. } => "pending",
        InstanceState::Running => "running",
        InstanceState::Stopping { .. } => "stopping",
        InstanceState::Stopped => "stopped",
        InstanceState::ShuttingDown { .. } => "shutting-down",
        InstanceState::Terminated => "terminated",
    }
}
