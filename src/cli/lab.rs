//! `v6dojo lab`: the same world without a screen, for scripts, for CI and for proofs. A line a
//! command; a transcript as a terminal would show it, or a JSON object a command.

use super::first_world::FirstWorld;
use super::script::{Obstacle, Script, Shown, has_own_prompt, json_line, transcript};
use super::{NOT_UNDERSTOOD, eprint, unless_gone};
use crate::cloud::World;
use crate::guest::console::{Console, Kind, Record, Waiting};
use crate::guest::repair::{Command, blockers, everyday, repair};
use crate::lesson::Lang;
use crate::session::whole;
use crate::sim::repair::lines;
use crate::sim::{Outcome, Trace};
use crate::words::capture::{self as say, Recorder};
use anyhow::{Result, anyhow};
use clap::Args;
use serde::Serialize;
use std::io::{self, Write};
use std::path::PathBuf;
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

impl<'a> Guest<'a> {
    /// What is known of a command that ran in the world `before`.
    fn of(trace: &'a Trace, before: &World) -> Self {
        let (outcome, path) = (trace.outcome, trace.path.as_slice());
        if matches!(outcome, Outcome::Ok | Outcome::Usage) {
            let repair = (outcome == Outcome::Ok).then(Vec::new);
            return Self { outcome, path, wait: None, repair, blockers: Vec::new() };
        }
        let command = Command::of(trace);
        let repair = repair(before, &command, &everyday(before));
        let blockers = blockers(before, &command, repair.as_ref());
        let blockers = blockers.iter().map(|blocker| Obstacle::of(blocker, before)).collect();
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
        let script = Script::open(self.script.as_deref())?;
        let mut recorder = Recorder::new(lang);
        let code = unless_gone(self.play((&mut console, &mut recorder), script))?;
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
    fn play(&self, (console, recorder): (&mut Console, &mut Recorder), script: Script) -> Result<ExitCode> {
        let mut out = io::stdout().lock();
        let mut code = ExitCode::SUCCESS;
        let mut n = 0;
        for line in script.numbered() {
            let line = line?;
            // Cheap: a copy shares what does not change.
            let mut before = console.world.clone();
            if console.waiting == Waiting::Settle {
                before.settle();
            }
            let record = match console.exec(&line.text) {
                Ok(None) => {
                    if !self.json && !line.text.trim().is_empty() {
                        writeln!(out, "{}", line.text)?;
                    }
                    continue;
                }
                Ok(Some(record)) => record,
                Err(error) => {
                    code = ExitCode::from(NOT_UNDERSTOOD);
                    line.not_understood(&error)
                }
            };
            n += 1;
            if let (Kind::Guest(trace), Some(_)) = (&record.kind, &self.pcap) {
                recorder.add(&record.input, trace, &console.world);
            }
            self.show(&mut out, n, (&record, &before))?;
            if self.strict && record.exit != 0 {
                return Ok(ExitCode::from(u8::try_from(record.exit).unwrap_or(1)));
            }
        }
        Ok(code)
    }

    fn show(&self, out: &mut impl Write, n: usize, (record, before): (&Record, &World)) -> io::Result<()> {
        if !self.json {
            return transcript(out, record);
        }
        let guest = match &record.kind {
            Kind::Guest(trace) => Some(Guest::of(trace, before)),
            // A guest command on a machine that is not there: nothing was tried.
            Kind::Malformed if has_own_prompt(&record.input) && record.exit != i32::from(NOT_UNDERSTOOD) => {
                Some(Guest { outcome: Outcome::Usage, path: &[], wait: None, repair: None, blockers: Vec::new() })
            }
            Kind::Api { .. } | Kind::Malformed => None,
        };
        json_line(out, &Shown::of(n, record, guest))
    }
}
