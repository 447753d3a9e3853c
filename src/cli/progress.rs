//! `v6dojo progress` and `v6dojo checkpoint`: kept progress written down for others, brought in from
//! another machine, or put where the class is.

use super::first_world::{lesson, step_of};
use super::{eprint, unless_gone};
use crate::lesson::{Lang, Lesson, library};
use crate::session::change::{Changed, Existing, bring, checkpoint};
use crate::session::parcel::Parcel;
use crate::session::progress::{Notice, default_folder, peek};
use crate::session::whole;
use crate::words::class as say;
use crate::words::progress::{notice, refused, resumed as told};
use anyhow::{Context, Result, anyhow, bail};
use clap::{Args, Subcommand};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// Progress, carried from here or to here.
#[derive(Debug, Args)]
pub struct Progress {
    #[command(subcommand)]
    what: What,
}

/// Which way.
#[derive(Debug, Subcommand)]
enum What {
    /// Write your progress as a short text: a file, or a code to paste into a message.
    Export {
        /// The lesson; else the one you were in last.
        #[arg(value_name = "LESSON")]
        lesson: Option<String>,
        /// The file to write; else standard output.
        #[arg(short, long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// What the instructor shall call you.
        #[arg(long, value_name = "NAME", default_value = "")]
        name: String,
        /// Overwrite the file whatever it holds.
        #[arg(long)]
        force: bool,
    },
    /// Bring in progress that was exported elsewhere.
    Import {
        /// The file, the code itself, or `-` for standard input.
        #[arg(value_name = "FILE|CODE")]
        from: String,
        /// Replace other progress in that lesson; a backup of it is kept.
        #[arg(long)]
        replace: bool,
    },
}

/// Jump in where the class is.
#[derive(Debug, Args)]
pub struct Checkpoint {
    /// The step: its name, or its number from 1.
    #[arg(value_name = "STEP")]
    step: String,
    /// The lesson; else the one you were in last, else the first.
    #[arg(long, value_name = "ID")]
    lesson: Option<String>,
}

impl Progress {
    /// Does it.
    pub fn run(&self, lang: Lang) -> Result<ExitCode> {
        match &self.what {
            What::Export { lesson, out, name, force } => {
                if let Some(path) = out.as_deref().filter(|_| !force) {
                    spare(path, name, lang)?;
                }
                export((lesson.as_deref(), name), out.as_deref(), lang)
            }
            What::Import { from, replace } => {
                import(from, if *replace { Existing::IsReplaced } else { Existing::Stays }, lang)
            }
        }
    }
}

impl Checkpoint {
    /// Does it.
    pub fn run(&self, lang: Lang) -> Result<ExitCode> {
        let folder = folder()?;
        let lesson = match self.lesson.as_deref().map(str::to_owned).or_else(|| latest(&folder)) {
            Some(id) => lesson(&id)?,
            None => first()?,
        };
        let step = step_of(&lesson, &self.step)?;
        let at = (lesson.id.clone(), lesson.steps[step].id.clone());
        let changed = checkpoint(&folder, Arc::new(lesson), step);
        let changed = changed.map_err(|error| anyhow!("{}", refused(&error, lang)))?;
        tell(changed, &say::jumped((&at.0, &at.1), lang), (&at.0, lang))
    }
}

/// The folder with progress.
fn folder() -> Result<PathBuf> {
    std::env::var_os("V6DOJO_STATE_DIR").map(PathBuf::from).map_or_else(default_folder, Ok)
}

fn first() -> Result<Lesson> {
    let source = library::embedded().into_iter().next().context("there is no lesson")?;
    source.load().map_err(|refused| anyhow!("{}", refused.draw(Lang::En)))
}

/// The lesson whose progress was kept last.
fn latest(folder: &Path) -> Option<String> {
    let files = std::fs::read_dir(folder).ok()?.filter_map(Result::ok);
    let kept = files.filter_map(|file| {
        let name = file.file_name().into_string().ok()?;
        let id = name.strip_suffix(".json")?.to_owned();
        peek(folder, &id).filter(|saved| saved.lesson == id)?;
        Some((file.metadata().ok()?.modified().ok()?, id))
    });
    kept.max().map(|(_, id)| id)
}

fn export((id, name): (Option<&str>, &str), out: Option<&Path>, lang: Lang) -> Result<ExitCode> {
    let folder = folder()?;
    let Some(id) = id.map(str::to_owned).or_else(|| latest(&folder)) else {
        bail!("{}", say::NOTHING_KEPT_AT_ALL.in_(lang));
    };
    let saved = peek(&folder, &id).ok_or_else(|| anyhow!("{}", say::nothing_kept(&id, lang)))?;
    let kept = std::fs::metadata(folder.join(format!("{id}.json"))).and_then(|file| file.modified());
    let parcel = Parcel { name: name.to_owned(), kept: seconds(kept.unwrap_or_else(|_| SystemTime::now())), saved };
    let text = parcel.write().context("write down the progress")?;
    match out {
        None => unless_gone(io::stdout().write_all(text.as_bytes()).map(|()| ExitCode::SUCCESS).map_err(Into::into)),
        Some(path) => {
            whole::replace(path, |out| out.write_all(text.as_bytes()))
                .with_context(|| format!("write {}", path.display()))?;
            let at = (parcel.saved.lesson.as_str(), parcel.saved.step.as_str());
            eprint(&format!("{}\n", say::exported(&path.display().to_string(), at, lang)));
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Refuses a file that holds anything but progress of the same name.
fn spare(path: &Path, name: &str, lang: Lang) -> Result<()> {
    let Ok(bytes) = std::fs::read(path) else { return Ok(()) };
    let there = Parcel::read_bytes(&bytes).ok();
    let is_own = there.as_ref().is_some_and(|there| there.is_named(name));
    if !is_own && !bytes.is_empty() {
        let whose = there.as_ref().map(|there| there.name.as_str());
        bail!("{}", say::in_the_way(&path.display().to_string(), whose, lang));
    }
    Ok(())
}

/// Seconds since 1970.
pub(super) fn seconds(at: SystemTime) -> u64 {
    at.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

fn import(from: &str, existing: Existing, lang: Lang) -> Result<ExitCode> {
    let bytes = if from == "-" {
        let mut bytes = Vec::new();
        io::stdin().read_to_end(&mut bytes).context("read standard input")?;
        bytes
    } else if Parcel::is_one(from) {
        from.as_bytes().to_vec()
    } else {
        std::fs::read(from).with_context(|| format!("read {from}"))?
    };
    let parcel = Parcel::read_bytes(&bytes).map_err(|unfit| anyhow!("{}", say::unfit(&unfit, lang)))?;
    let lesson = lesson(&parcel.saved.lesson).map_err(|_| anyhow!("{}", say::no_lesson(&parcel.saved.lesson, lang)))?;
    let at = (lesson.id.clone(), parcel.saved.step.clone());
    let changed = bring(&folder()?, Arc::new(lesson), (&parcel.saved, existing));
    let changed = changed.map_err(|error| anyhow!("{}", refused(&error, lang)))?;
    tell(changed, &say::imported((&at.0, &at.1), lang), (&at.0, lang))
}

/// Says what became of it.
fn tell(changed: Changed, done: &str, (lesson, lang): (&str, Lang)) -> Result<ExitCode> {
    let mut lines = Vec::new();
    match changed {
        Changed::Done { backup, notice: old, resumed, .. } => {
            lines.push(done.to_owned());
            lines.extend(backup.map(|path| say::backup(&path.display().to_string(), lang)));
            lines.extend(old.map(|old| notice(&old, lang)));
            if !resumed.lost.is_empty() || resumed.lesson_changed {
                lines.extend(told(&resumed, lang));
            }
        }
        Changed::Same => lines.push(say::ALREADY_HERE.in_(lang).to_owned()),
        Changed::Other(step) => bail!("{}", say::other_here((lesson, &step), lang)),
        Changed::Left(Notice::Open { process }) => bail!("{}", say::open_elsewhere(process, lang)),
        Changed::Left(other) => bail!("{}", notice(&other, lang)),
    }
    let text = lines.join("\n") + "\n";
    unless_gone(io::stdout().write_all(text.as_bytes()).map(|()| ExitCode::SUCCESS).map_err(Into::into))
}
