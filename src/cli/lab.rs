//! `v6dojo lab`: the same world without a screen, for scripts, for CI and for proofs. A line a
//! command; a transcript as a terminal would show it, or a JSON object a command.

use super::first_world::FirstWorld;
use super::{NOT_UNDERSTOOD, eprint};
use crate::cloud::World;
use crate::guest::console::{Console, Kind, NotUnderstood, Record, Waiting};
use crate::guest::repair::{Command, blockers, repair};
use crate::guest::{Output, Stream};
use crate::lesson::Lang;
use crate::session::whole;
use crate::sim::blockers::{Code, Way};
use crate::sim::repair::lines;
use crate::sim::{Outcome, Trace};
use crate::words::capture::{self as say, Recorder};
use anyhow::{Context, Result, anyhow};
use clap::Args;
use serde::Serialize;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What the lab is asked to do.
#[derive(Debug, Args)]
pub struct Lab {
    #[command(flatten)]
    world: FirstWorld,
    /// One JSON object a command, one a line, instead of a transcript.
    #[arg(long)]
    json: bool,
    /// Don't let time pass before each line until nothing is in transition.
    #[arg(long)]
    no_wait: bool,
    /// Stop at the first command that fails, with its status.
    #[arg(long)]
    strict: bool,
    /// Save every packet of the guest commands in this file, as pcapng.
    #[arg(long, value_name = "FILE")]
    pcap: Option<PathBuf>,
    /// The script, a line a command; `-` or nothing is standard input.
    #[arg(value_name = "SCRIPT")]
    script: Option<PathBuf>,
}

/// A command as `--json` shows it.
#[derive(Serialize)]
struct Shown<'a> {
    n: usize,
    input: &'a str,
    exit: i32,
    stdout: String,
    stderr: String,
    #[serde(flatten)]
    guest: Option<Guest<'a>>,
}

/// What is shown of a guest command besides.
#[derive(Serialize)]
struct Guest<'a> {
    outcome: Outcome,
    path: &'a [String],
    /// Seconds until nothing is in transition, where the repair has to wait for that (`--no-wait`).
    #[serde(skip_serializing_if = "Option::is_none")]
    wait: Option<u64>,
    /// `[]` where it already succeeds or waiting is enough, `null` where none was found.
    repair: Option<Vec<String>>,
    /// What stands in its way, in path order.
    blockers: Vec<Obstacle>,
}

/// A blocker as `--json` shows it.
#[derive(Serialize)]
struct Obstacle {
    code: Code,
    way: Way,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
}

impl<'a> Guest<'a> {
    /// What is known of a command that ran in the world `before`.
    fn of(trace: &'a Trace, before: &World) -> Self {
        let (outcome, path) = (trace.outcome, trace.path.as_slice());
        if matches!(outcome, Outcome::Ok | Outcome::Usage) {
            let repair = (outcome == Outcome::Ok).then(Vec::new);
            return Self { outcome, path, wait: None, repair, blockers: Vec::new() };
        }
        let command = Command::of(trace);
        let repair = repair(before, &command, &[]);
        let blockers = blockers(before, &command, repair.as_ref()).into_iter().map(|blocker| Obstacle {
            code: blocker.code,
            way: blocker.way,
            at: blocker.place.as_ref().map(|place| crate::sim::path::name(before, place)),
        });
        let blockers = blockers.collect();
        let wait = repair.as_ref().map(|repair| repair.wait.as_secs_f64().ceil() as u64).filter(|wait| *wait > 0);
        let repair = repair.map(|repair| lines(before, &repair.calls));
        Self { outcome, path, wait, repair, blockers }
    }
}

impl Lab {
    /// Carries the script out.
    pub fn run(&self, lang: Lang) -> Result<ExitCode> {
        let mut console = Console::new(self.world.make()?);
        if self.no_wait {
            console.waiting = Waiting::AtOnce;
        }
        let (name, script) = open_script(self.script.as_deref())?;
        let mut recorder = Recorder::new(lang);
        let code = match self.play((&mut console, &mut recorder), &name, script) {
            Err(Stop::Reading(error)) => Err(error).with_context(|| format!("read the script {name}")),
            // Whoever read the output has gone: nobody is left to be told anything.
            Err(Stop::Writing(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
            Err(Stop::Writing(error)) => Err(error).context("write to standard output"),
            Ok(code) => Ok(code),
        }?;
        self.save(recorder, lang)?;
        Ok(code)
    }

    /// Saves what was recorded, where that is wanted, and says so.
    fn save(&self, recorder: Recorder, lang: Lang) -> Result<()> {
        let Some(path) = &self.pcap else { return Ok(()) };
        let capture = recorder.finish();
        whole::replace(path, |out| capture.write(out)).map_err(|why| anyhow!(say::not_saved(path, &why, lang)))?;
        eprint(&format!("{}\n", say::saved(&capture, path, lang)));
        Ok(())
    }

    /// Plays line after line, and gives the lab's own status.
    fn play(
        &self,
        (console, recorder): (&mut Console, &mut Recorder),
        name: &str,
        script: impl BufRead,
    ) -> Result<ExitCode, Stop> {
        let mut out = io::stdout().lock();
        let mut code = ExitCode::SUCCESS;
        let mut n = 0;
        for (index, line) in script.lines().enumerate() {
            let line = line.map_err(Stop::Reading)?;
            // Cheap: a copy shares what does not change.
            let mut before = console.world.clone();
            if console.waiting == Waiting::Settle {
                before.settle();
            }
            let record = match console.exec(&line) {
                Ok(None) => {
                    if !self.json && !line.trim().is_empty() {
                        writeln!(out, "{line}").map_err(Stop::Writing)?;
                    }
                    continue;
                }
                Ok(Some(record)) => record,
                Err(error) => {
                    code = ExitCode::from(NOT_UNDERSTOOD);
                    let record = not_understood(&line, &format!("{name}:{}", index + 1), &error);
                    eprint(&record.output.of(Stream::Err));
                    record
                }
            };
            n += 1;
            if let (Kind::Guest(trace), Some(_)) = (&record.kind, &self.pcap) {
                recorder.add(&record.input, trace, &console.world);
            }
            self.show(&mut out, n, (&record, &before)).map_err(Stop::Writing)?;
            if self.strict && record.exit != 0 {
                return Ok(ExitCode::from(u8::try_from(record.exit).unwrap_or(1)));
            }
        }
        Ok(code)
    }

    fn show(&self, out: &mut impl Write, n: usize, (record, before): (&Record, &World)) -> io::Result<()> {
        if self.json {
            let guest = match &record.kind {
                Kind::Guest(trace) => Some(Guest::of(trace, before)),
                // A guest command on a machine that is not there: nothing was tried.
                Kind::Malformed if has_own_prompt(&record.input) && record.exit != i32::from(NOT_UNDERSTOOD) => {
                    Some(Guest { outcome: Outcome::Usage, path: &[], wait: None, repair: None, blockers: Vec::new() })
                }
                Kind::Api { .. } | Kind::Malformed => None,
            };
            let (stdout, stderr) = (record.output.of(Stream::Out), record.output.of(Stream::Err));
            let shown = Shown { n, input: &record.input, exit: record.exit, stdout, stderr, guest };
            serde_json::to_writer(&mut *out, &shown)?;
            writeln!(out)?;
        } else {
            transcript(out, record)?;
        }
        out.flush()
    }
}

/// The script's name and its lines; `-` or nothing is standard input.
pub(super) fn open_script(path: Option<&Path>) -> Result<(String, Box<dyn BufRead>)> {
    match path {
        Some(path) if path.as_os_str() != "-" => {
            let file = File::open(path).with_context(|| format!("open the script {}", path.display()))?;
            Ok((path.display().to_string(), Box::new(BufReader::new(file))))
        }
        _ => Ok(("-".to_owned(), Box::new(io::stdin().lock()))),
    }
}

/// Why a script was not played to its end.
pub(super) enum Stop {
    Reading(io::Error),
    Writing(io::Error),
}

/// A line that is not understood has a record too.
pub(super) fn not_understood(line: &str, place: &str, error: &NotUnderstood) -> Record {
    let mut output = Output::default();
    output.error(format!("{place}:{}: {error}", error.column));
    Record { input: line.to_owned(), exit: i32::from(NOT_UNDERSTOOD), output, kind: Kind::Malformed }
}

/// Whether a line brings its prompt along: `HOST$ command`.
fn has_own_prompt(input: &str) -> bool {
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
    Ok(())
}
