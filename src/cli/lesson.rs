//! `v6dojo lesson`: the authors' tools. They prove that a lesson works, and describe its format to editors.

use super::unless_gone;
use crate::lesson::library::{self, Source};
use crate::lesson::{Lang, proof};
use crate::session;
use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// The authors' tools.
#[derive(Debug, Args)]
pub struct Lesson {
    #[command(subcommand)]
    what: What,
}

/// Which of them.
#[derive(Debug, Subcommand)]
enum What {
    /// Prove that lessons work: every step can be done, every mistake is caught, every question has an answer.
    Test {
        /// Lesson files, or folders of them; else the lessons inside the program.
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Print the JSON Schema of lesson files, for editors.
    Schema,
}

impl Lesson {
    /// Does it. The status is 1 where a lesson does not hold.
    pub fn run(&self, lang: Lang) -> Result<ExitCode> {
        unless_gone(self.carry_out(lang, &mut io::stdout().lock()))
    }

    fn carry_out(&self, lang: Lang, out: &mut impl Write) -> Result<ExitCode> {
        match &self.what {
            What::Schema => {
                let schema = serde_json::to_string_pretty(&crate::lesson::schema()).context("write the schema")?;
                writeln!(out, "{schema}").context("write to standard output")?;
                Ok(ExitCode::SUCCESS)
            }
            What::Test { files } => {
                let mut holds = true;
                for source in sources(files)? {
                    holds &= test(&source, lang, out)?;
                }
                Ok(if holds { ExitCode::SUCCESS } else { ExitCode::FAILURE })
            }
        }
    }
}

fn sources(files: &[PathBuf]) -> Result<Vec<Source>> {
    if files.is_empty() {
        return Ok(library::embedded());
    }
    let read = |path: &Path| if path.is_dir() { library::folder(path) } else { Ok(vec![library::file(path)?]) };
    let sources: Result<Vec<Vec<Source>>> = files.iter().map(|path| read(path)).collect();
    Ok(sources?.into_iter().flatten().collect())
}

/// Tests one lesson, says what was found, and whether it holds.
fn test(source: &Source, lang: Lang, out: &mut impl Write) -> Result<bool> {
    let file = &source.file;
    let lesson = match source.load() {
        Ok(lesson) => Arc::new(lesson),
        Err(refused) => {
            writeln!(out, "{}\n", refused.draw(lang)).context("write to standard output")?;
            let count = refused.problems.len();
            let said = lang.pick(format!("{file}: 問題 {count} 件"), format!("{file}: {count} problem(s)"));
            writeln!(out, "{said}").context("write to standard output")?;
            return Ok(false);
        }
    };
    let proof = proof::prove(&lesson);
    let walk = session::proof::prove(&lesson);
    for finding in proof.findings.iter().chain(&walk) {
        writeln!(out, "{}\n", finding.draw(file, &source.text, lang)).context("write to standard output")?;
    }
    let found = proof.findings.len() + walk.len();
    let (steps, goals, mistakes, asks) = (lesson.steps.len(), proof.goals, proof.mistakes, proof.asks);
    let said = match found {
        0 => lang.pick(
            format!("{file}: すべて証明できました (手順 {steps}、目標 {goals}、間違い {mistakes}、質問 {asks})"),
            format!("{file}: all proven ({steps} steps, {goals} goals, {mistakes} mistakes, {asks} questions)"),
        ),
        _ => lang.pick(format!("{file}: 問題 {found} 件"), format!("{file}: {found} problem(s)")),
    };
    writeln!(out, "{said}").context("write to standard output")?;
    Ok(found == 0)
}
