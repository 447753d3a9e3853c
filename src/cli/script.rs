//! What the commands that play scripts share: where the lines come from, what becomes of one that nobody
//! understands, and how a command is shown, as a transcript or in JSON.

use super::{NOT_UNDERSTOOD, eprint};
use crate::cloud::World;
use crate::guest::console::{Kind, NotUnderstood, Record};
use crate::guest::{Output, Stream};
use crate::sim::blockers::{Blocker, Code, Way};
use crate::sim::path;
use anyhow::{Context, Result};
use serde::Serialize;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;

/// A script's name, as messages give it, and its lines.
pub(super) struct Script {
    pub name: String,
    pub lines: Box<dyn BufRead>,
}

impl Script {
    /// Opens one; `-` or nothing is standard input.
    pub fn open(path: Option<&Path>) -> Result<Self> {
        match path {
            Some(path) if path.as_os_str() != "-" => {
                let file = File::open(path).with_context(|| format!("open the script {}", path.display()))?;
                Ok(Self { name: path.display().to_string(), lines: Box::new(BufReader::new(file)) })
            }
            _ => Ok(Self { name: "-".to_owned(), lines: Box::new(io::stdin().lock()) }),
        }
    }

    /// The numbered lines, from 1. One that can't be read is an error of the script.
    pub fn numbered(self) -> impl Iterator<Item = Result<Line>> {
        let Self { name, lines } = self;
        lines.lines().zip(1..).map(move |(text, number)| {
            // Kept from looking like an error of the output, where a broken pipe ends all quietly.
            let text = text.map_err(|error| anyhow::anyhow!("read the script {name}: {error}"))?;
            Ok(Line { text, place: format!("{name}:{number}") })
        })
    }
}

/// A line of a script.
pub(super) struct Line {
    pub text: String,
    /// The script and the number of the line: `FILE:N`.
    pub place: String,
}

impl Line {
    /// Says on standard error why it is not understood, and makes it a record like any other.
    pub fn not_understood(&self, error: &NotUnderstood) -> Record {
        let mut output = Output::default();
        output.error(format!("{}:{}: {error}", self.place, error.column));
        eprint(&output.of(Stream::Err));
        Record { input: self.text.clone(), exit: i32::from(NOT_UNDERSTOOD), output, kind: Kind::Malformed }
    }
}

/// A command as `--json` shows it, with what there is to say about a guest command besides.
#[derive(Serialize)]
pub(super) struct Shown<'a, G> {
    n: usize,
    input: &'a str,
    exit: i32,
    stdout: String,
    stderr: String,
    #[serde(flatten)]
    guest: Option<G>,
}

impl<'a, G> Shown<'a, G> {
    /// The command of this number.
    pub fn of(n: usize, record: &'a Record, guest: Option<G>) -> Self {
        let (stdout, stderr) = (record.output.of(Stream::Out), record.output.of(Stream::Err));
        Self { n, input: &record.input, exit: record.exit, stdout, stderr, guest }
    }
}

/// A blocker as `--json` shows it.
#[derive(Serialize)]
pub(super) struct Obstacle {
    pub code: Code,
    way: Way,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
}

impl Obstacle {
    /// A blocker with its place as this world names it.
    pub fn of(blocker: &Blocker, world: &World) -> Self {
        let at = blocker.place.as_ref().map(|place| path::name(world, place));
        Self { code: blocker.code, way: blocker.way, at }
    }
}

/// Whether a line brings its prompt along: `HOST$ command`.
pub(super) fn has_own_prompt(input: &str) -> bool {
    input.split_whitespace().next().is_some_and(|word| word.ends_with('$'))
}

/// A command as a terminal shows it: `aws` lines behind a prompt, guest commands behind their own.
pub(super) fn transcript(out: &mut impl Write, record: &Record) -> io::Result<()> {
    let input = record.input.trim();
    writeln!(out, "{}{input}", if has_own_prompt(input) { "" } else { "$ " })?;
    // What an assignment keeps is not printed by a shell.
    let keeps = !input.starts_with("aws") && matches!(record.kind, Kind::Api { .. });
    for (stream, text) in &record.output.0 {
        if !(keeps && *stream == Stream::Out) {
            write!(out, "{text}")?;
        }
    }
    if !record.output.whole().is_empty() && !record.output.whole().ends_with('\n') {
        writeln!(out)?;
    }
    out.flush()
}

/// One object on a line of its own.
pub(super) fn json_line(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    writeln!(out)?;
    out.flush()
}
