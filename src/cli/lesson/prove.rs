//! `lesson prove`: what learners may do besides what the author does, tried out on two cores.

use super::Files;
use crate::lesson::explore::{Alone, Bound, Explored, Finding, Workers, explore};
use crate::lesson::library::Source;
use crate::lesson::{Lang, Text};
use crate::words::prove as say;
use anyhow::{Context, Result};
use clap::Args;
use serde_json::{Value, json};
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// What is proved, and how far the search goes.
#[derive(Debug, Args)]
#[command(after_help = "A counter-example is a script: run it with `v6dojo lab --lesson ID --at STEP -`.\n\
    The status is 1 where something does not hold.")]
pub(super) struct Prove {
    #[command(flatten)]
    files: Files,
    /// Calls in a row, beyond those that the author needs for a step.
    #[arg(long, value_name = "N", default_value_t = Bound::default().beyond)]
    depth: usize,
    /// Worlds that are looked at in one step at most.
    #[arg(long, value_name = "N", default_value_t = Bound::default().states)]
    states: usize,
}

/// A lesson that was explored.
struct Report {
    source: Source,
    id: String,
    steps: Vec<Explored>,
    took: Duration,
}

impl Prove {
    /// Proves every lesson and says what was found. The status is 1 where something does not hold.
    pub(super) fn run(&self, lang: Lang, out: &mut impl Write) -> Result<ExitCode> {
        let bound = Bound { beyond: self.depth, states: self.states };
        let threads = Threads(thread::available_parallelism().map_or(1, NonZeroUsize::get));
        let mut reports = Vec::new();
        for source in self.files.sources()? {
            let lesson = match source.load() {
                Ok(lesson) => lesson,
                Err(refused) => {
                    writeln!(out, "{}", refused.draw(lang)).context("write to standard output")?;
                    return Ok(ExitCode::FAILURE);
                }
            };
            let start = Instant::now();
            let steps = explore(&lesson, bound, &threads);
            let report = Report { source, id: lesson.id, steps, took: start.elapsed() };
            if !self.files.json {
                report.print(lang, out).context("write to standard output")?;
            }
            reports.push(report);
        }
        if self.files.json {
            let all: Vec<Value> = reports.iter().map(Report::json).collect();
            let text = serde_json::to_string_pretty(&all).context("write what was found")?;
            writeln!(out, "{text}").context("write to standard output")?;
        }
        Ok(if reports.iter().all(Report::holds) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

impl Report {
    fn holds(&self) -> bool {
        self.steps.iter().all(|step| step.findings.is_empty())
    }

    fn print(&self, lang: Lang, out: &mut impl Write) -> io::Result<()> {
        let file = &self.source.file;
        for step in &self.steps {
            for finding in &step.findings {
                writeln!(out, "{}", finding.problem.draw(file, &self.source.text, lang))?;
                writeln!(out, "{}", say::script(&self.id, &step.step, finding.worlds, lang))?;
                for line in &finding.script {
                    writeln!(out, "    {line}")?;
                }
                writeln!(out)?;
            }
        }
        writeln!(out, "{file}: {}", say::summary(&self.steps, self.took, lang))
    }

    fn json(&self) -> Value {
        let finding = |finding: &Finding| {
            let both = |text: &Text| json!({ "ja": text.ja, "en": text.en });
            json!({
                "flaw": say::flaw_word(finding.flaw),
                "line": finding.problem.place.line,
                "column": finding.problem.place.column,
                "message": both(&finding.problem.message),
                "script": finding.script,
                "worlds": finding.worlds,
            })
        };
        let step = |step: &Explored| {
            let counts = step.counts;
            json!({
                "step": step.step,
                "states": counts.states,
                "calls": counts.calls,
                "refused": counts.refused,
                "duplicates": counts.again,
                "depth": counts.depth,
                "end": say::end_word(counts.end),
                "findings": step.findings.iter().map(finding).collect::<Vec<_>>(),
            })
        };
        json!({
            "file": self.source.file,
            "lesson": self.id,
            "holds": self.holds(),
            "seconds": self.took.as_secs_f64(),
            "steps": self.steps.iter().map(step).collect::<Vec<_>>(),
        })
    }
}

/// As many threads as there are cores.
struct Threads(usize);

impl Workers for Threads {
    fn map<T: Sync, R: Send>(&self, items: &[T], work: &(dyn Fn(&T) -> R + Sync)) -> Vec<R> {
        if items.len() < 2 || self.0 < 2 {
            return Alone.map(items, work);
        }
        let next = AtomicUsize::new(0);
        let done = Mutex::new(Vec::with_capacity(items.len()));
        thread::scope(|scope| {
            for _ in 0..self.0.min(items.len()) {
                scope.spawn(|| {
                    while let Some((at, item)) = {
                        let at = next.fetch_add(1, Ordering::Relaxed);
                        items.get(at).map(|item| (at, item))
                    } {
                        let result = work(item);
                        if let Ok(mut done) = done.lock() {
                            done.push((at, result));
                        }
                    }
                });
            }
        });
        let mut done = done.into_inner().unwrap_or_default();
        done.sort_unstable_by_key(|(at, _)| *at);
        done.into_iter().map(|(_, result)| result).collect()
    }
}
