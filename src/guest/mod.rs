//! The machine one sits at: what an Amazon Linux instance knows by itself, and its programs.
//!
//! [`machine`] is the instance's own view: addresses, routes and resolver; [`lookup`] puts addresses
//! into order, [`send`] lets packets leave and [`socket`] connects. Each program is a file or folder
//! and a row in [`PROGRAMS`]; it runs as a [`process`], which keeps its clock, its output and the
//! evidence. [`repair`] asks what would make a failed one succeed, [`cells`] throws the two switches of
//! NAT64, [`reach`] tells what becomes of packets to every destination at once, and [`preview`] what an
//! edit would change. [`console`] is what a learner types into: guest commands, `aws` lines and
//! assignments, read by [`words`].

pub mod aws;
pub mod cells;
pub mod connect;
pub mod console;
pub mod dig;
pub mod dns;
pub mod errno;
pub mod import;
pub mod lookup;
pub mod machine;
pub mod preview;
pub mod process;
pub mod reach;
pub mod remote;
pub mod repair;
pub mod send;
pub mod socket;
pub mod words;
pub mod world;

mod cat;
mod curl;
mod getent;
mod hostname;
mod ip;
mod ping;
mod ssh;
#[cfg(test)]
mod stories;

use crate::cloud::{InstanceId, World};
use crate::net::SimTime;
use crate::sim::{Outcome, Trace};
use machine::Machine;
use process::{Exit, Process};
use std::time::Duration;

/// Where a piece of output went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stream {
    /// Standard output.
    Out,
    /// Standard error.
    Err,
}

/// What a program printed: pieces in the order a terminal would show them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output(pub Vec<(Stream, String)>);

impl Output {
    /// Prints a line on standard output.
    pub fn line(&mut self, text: impl AsRef<str>) {
        self.push(Stream::Out, format!("{}\n", text.as_ref()));
    }

    /// Prints a line on standard error.
    pub fn error(&mut self, text: impl AsRef<str>) {
        self.push(Stream::Err, format!("{}\n", text.as_ref()));
    }

    /// Prints a piece, as it is.
    pub fn push(&mut self, stream: Stream, text: String) {
        if !text.is_empty() {
            self.0.push((stream, text));
        }
    }

    /// The last line that is not empty, its tabs as spaces.
    pub fn last_line(&self) -> String {
        let whole = self.whole();
        whole.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default().replace('\t', " ")
    }

    /// Everything that went to one stream.
    pub fn of(&self, stream: Stream) -> String {
        self.0.iter().filter(|(to, _)| *to == stream).map(|(_, text)| text.as_str()).collect()
    }

    /// Everything, as a terminal shows it.
    pub fn whole(&self) -> String {
        self.0.iter().map(|(_, text)| text.as_str()).collect()
    }
}

/// What one guest command did.
#[derive(Clone, Debug)]
pub struct Run {
    /// Its exit status.
    pub exit: i32,
    /// What it printed.
    pub output: Output,
    /// What happened.
    pub trace: Trace,
}

/// A program of the guest.
#[derive(Clone, Copy, Debug)]
pub struct Program {
    /// Its name.
    pub name: &'static str,
    /// What it is for, in a few words.
    pub summary: &'static str,
    run: fn(&mut Process<'_>, &[String]) -> Exit,
}

/// Every program there is.
pub const PROGRAMS: [Program; 10] = [
    Program { name: "curl", summary: "fetch a page by HTTP or HTTPS", run: curl::run },
    Program { name: "dig", summary: "ask a DNS server", run: dig::run },
    Program { name: "getent", summary: "what the C library makes of a name, in its order", run: getent::run },
    Program { name: "ping", summary: "ask a machine for an echo", run: ping::run },
    Program { name: "ssh", summary: "connect to a shell on another machine", run: ssh::run },
    Program { name: "ip", summary: "this machine's addresses and routes", run: ip::run },
    Program { name: "cat", summary: "show a file, like /etc/resolv.conf", run: cat::run },
    Program { name: "hostname", summary: "this machine's name", run: hostname::run },
    Program { name: "true", summary: "do nothing, successfully", run: |_, _| Exit::OK },
    Program { name: "help", summary: "list these programs", run: help },
];

/// Runs a command on an instance. `world.now` is when; the caller lets `trace.took` pass afterwards.
/// On an instance that is gone nothing runs.
pub fn run(world: &World, host: InstanceId, command: &[String]) -> Run {
    let Some(machine) = Machine::of(world, host) else { return nowhere(world.now, host, command) };
    let mut process = Process::new(machine, command);
    let Some((name, arguments)) = command.split_first() else { return process.finish(Exit::OK) };
    let exit = match PROGRAMS.iter().find(|program| program.name == name) {
        Some(program) => (program.run)(&mut process, arguments),
        None => not_found(&mut process, name),
    };
    process.finish(exit)
}

fn nowhere(now: SimTime, host: InstanceId, command: &[String]) -> Run {
    let trace = Trace {
        host,
        command: command.to_vec(),
        started: now,
        took: Duration::ZERO,
        events: Vec::new(),
        deciding: None,
        outcome: Outcome::Usage,
        path: Vec::new(),
        aim: None,
    };
    let mut output = Output::default();
    output.error(format!("{host} is not running"));
    Run { exit: 255, output, trace }
}

fn not_found(process: &mut Process<'_>, name: &str) -> Exit {
    process.err(format!("-bash: {name}: command not found"));
    let near = crate::cloud::command_line::near(name, PROGRAMS.iter().map(|program| program.name));
    match near.first() {
        Some(near) => process.err(format!("Did you mean {near}? `help` lists what there is.")),
        None => process.err("`help` lists what there is."),
    }
    Exit::usage(127)
}

fn help(process: &mut Process<'_>, _: &[String]) -> Exit {
    process.out("Programs on this machine:");
    for program in PROGRAMS {
        process.out(format!("  {:<10} {}", program.name, program.summary));
    }
    Exit::OK
}
