//! `v6dojo lesson`: the authors' tools. They begin a lesson, say what is wrong with it, prove that it
//! works, and describe its format to editors.

mod check;
mod new;
mod prove;
pub mod record;
mod stats;

use super::unless_gone;
use crate::lesson::Lang;
use crate::lesson::library::{self, Source};
use anyhow::{Context, Result, ensure};
use check::{Depth, Report};
use clap::{Args, Subcommand};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The authors' tools.
#[derive(Debug, Args)]
pub struct Lesson {
    #[command(subcommand)]
    what: What,
}

/// Which of them.
#[derive(Debug, Subcommand)]
enum What {
    /// Begin a lesson: write a file that already passes `test`, and the schema beside it.
    New(new::New),
    /// Say what is wrong with the form and the meaning of lessons, without playing them.
    Check(Files),
    /// Prove that lessons work: every step can be done, every mistake is caught, every question has an answer.
    Test(Files),
    /// Prove what learners may do besides: no dead end, no wrong verdict, and something to say about every failure.
    Prove(prove::Prove),
    /// Show a lesson on the stage while you edit it: each time the file is saved it opens at the step that changed.
    Watch {
        /// The lesson's file.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Make a lesson of what you do: on the stage, or by a script.
    Record(record::Record),
    /// Count minutes, words and hints, and find what is not translated.
    Stats(Files),
    /// Print the JSON Schema of lesson files, for editors.
    Schema,
}

/// Lessons to look at.
#[derive(Debug, Args)]
struct Files {
    /// Lesson files, or folders of them; else the lessons inside the program.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Print JSON, for editors and CI.
    #[arg(long)]
    json: bool,
}

impl Lesson {
    /// The lesson that is to be shown while it is edited, if that is wanted.
    pub fn watched(&self) -> Option<&Path> {
        if let What::Watch { file } = &self.what { Some(file) } else { None }
    }

    /// What is to be recorded on the stage, if that is wanted.
    pub fn recorded(&self) -> Option<&record::Record> {
        if let What::Record(record) = &self.what { Some(record).filter(|it| it.is_on_stage()) } else { None }
    }

    /// Does it. The status is 1 where a lesson does not hold.
    pub fn run(&self, lang: Lang) -> Result<ExitCode> {
        unless_gone(self.carry_out(lang, &mut io::stdout().lock()))
    }

    fn carry_out(&self, lang: Lang, out: &mut impl Write) -> Result<ExitCode> {
        match &self.what {
            What::New(new) => new.run(lang, out),
            What::Check(files) => files.look(Depth::Read, lang, out),
            What::Test(files) => files.look(Depth::Played, lang, out),
            What::Prove(prove) => prove.run(lang, out),
            // The stage is opened where it is known how it is to look.
            What::Watch { .. } => Ok(ExitCode::SUCCESS),
            What::Record(record) => record.play(lang, out),
            What::Stats(files) => stats::print(files, lang, out),
            What::Schema => {
                write!(out, "{}", schema()?).context("write to standard output")?;
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}

/// The schema as text.
fn schema() -> Result<String> {
    let schema = serde_json::to_string_pretty(&crate::lesson::schema()).context("write the schema")?;
    Ok(schema + "\n")
}

impl Files {
    fn sources(&self) -> Result<Vec<Source>> {
        if self.files.is_empty() {
            return Ok(library::embedded());
        }
        let read = |path: &PathBuf| if path.is_dir() { all(path) } else { one(path) };
        let sources: Result<Vec<Vec<Source>>> = self.files.iter().map(read).collect();
        Ok(sources?.into_iter().flatten().collect())
    }

    /// Looks at every lesson and says what was found.
    fn look(&self, depth: Depth, lang: Lang, out: &mut impl Write) -> Result<ExitCode> {
        let reports: Vec<Report> = self.sources()?.iter().map(|source| check::look(source, depth)).collect();
        if self.json {
            let all: Vec<_> = reports.iter().flat_map(Report::json).collect();
            let text = serde_json::to_string_pretty(&all).context("write the problems")?;
            writeln!(out, "{text}").context("write to standard output")?;
        } else {
            for report in &reports {
                report.print(lang, out).context("write to standard output")?;
            }
        }
        Ok(if reports.iter().all(Report::is_clean) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// The lessons of a folder; a folder without any is a slip, and no success.
fn all(folder: &Path) -> Result<Vec<Source>> {
    let sources = library::folder(folder)?;
    ensure!(!sources.is_empty(), "there is no lesson (NAME.yaml) in {}", folder.display());
    Ok(sources)
}

fn one(path: &Path) -> Result<Vec<Source>> {
    Ok(vec![library::file(path)?])
}
