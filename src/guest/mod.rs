//! The machine one sits at: what an Amazon Linux instance knows by itself, and its programs.
//!
//! [`machine`] is the instance's own view: addresses, routes, resolver and the order of addresses.
//! Each program is a file; [`run`] starts one. [`console`] is what a learner types into: guest
//! commands, `aws` lines and assignments.

pub mod console;
pub mod words;
pub mod world;

use crate::cloud::{InstanceId, World};
use crate::sim::Trace;

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

/// Runs a command on an instance. `world.now` is when; the caller lets `trace.took` pass afterwards.
pub fn run(_world: &World, _host: InstanceId, _command: &[String]) -> Run {
    unimplemented!()
}
