//! `v6dojo present`: a lesson on a wall, for a hall.

use super::first_world::step_of;
use super::{eprint, first_world, unless_gone};
use crate::lesson::library;
use crate::lesson::{Lang, Lesson};
use crate::session::progress::default_folder;
use crate::tui::look::fit::Asked;
use crate::tui::room::fits::check;
use crate::tui::room::pages::name;
use crate::tui::room::run::{Auto, First, Pace, Presented, present};
use crate::words::room as say;
use anyhow::{Result, anyhow, bail, ensure};
use clap::Args;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// How a lesson is presented.
#[derive(Debug, Args)]
#[command(after_help = "On the stage `?` shows the keys, and how notes join (v6dojo notes).\n\nExamples:
  $ v6dojo present nat64-dns64 --at dns64
  $ v6dojo present --check 100x30
  $ v6dojo present --autoplay --minutes 10")]
pub struct Present {
    /// The lesson: its short name or its file; else the first one.
    #[arg(value_name = "LESSON")]
    lesson: Option<String>,
    /// Begin with this step: its name, or its number from 1.
    #[arg(long, value_name = "STEP")]
    at: Option<String>,
    /// Begin with how notes join, and their code.
    #[arg(long)]
    notes: bool,
    /// Let notes join at this address of this machine too; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Vec<SocketAddr>,
    /// Allow --listen at an address that others can reach. The code is needed there as well.
    #[arg(long, requires = "listen")]
    reachable: bool,
    /// Go on without keys, in the lesson's planned minutes.
    #[arg(long)]
    autoplay: bool,
    /// Plan with so many minutes instead of the lesson's.
    #[arg(long, value_name = "MINUTES", value_parser = clap::value_parser!(u32).range(1..=1440))]
    minutes: Option<u32>,
    /// Only check whether every page fits a wall of that size.
    #[arg(long, value_name = "COLSxROWS")]
    check: Option<Size>,
}

/// Columns and rows.
#[derive(Clone, Copy, Debug)]
struct Size(u16, u16);

impl std::str::FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let side = |text: &str| text.parse().ok().filter(|side| (1..=500).contains(side));
        let size = text.split_once('x').and_then(|(columns, rows)| Some(Self(side(columns)?, side(rows)?)));
        size.ok_or_else(|| "expected columns and rows from 1 to 500, like 100x30".to_owned())
    }
}

impl Present {
    /// Presents the lesson, or checks it.
    pub fn run(&self, (look, lang): (Asked, Lang), lessons: Option<&Path>) -> Result<ExitCode> {
        let lesson = Arc::new(find(self.lesson.as_deref(), lessons)?);
        if let Some(size) = self.check {
            return unless_gone(self.tell_fit(&lesson, size, lang));
        }
        for address in &self.listen {
            ensure!(
                address.ip().is_loopback() || self.reachable,
                "others can reach {address}: add --reachable if that is meant, or use 127.0.0.1"
            );
        }
        let step = self.at.as_deref().map_or(Ok(0), |at| step_of(&lesson, at))?;
        let joining = if self.notes { First::Joining } else { First::Lesson };
        let auto = if self.autoplay { Auto::On } else { Auto::Off };
        let last = present(&Presented {
            lesson: Arc::clone(&lesson),
            step,
            look,
            state: state_folder(),
            folder: room_folder(),
            listen: self.listen.clone(),
            joining,
            pace: Pace { auto, minutes: self.minutes },
        })?;
        if last > 0 {
            let name = self.lesson.as_deref().unwrap_or(&lesson.id);
            eprint(&format!("{}\n", say::goes_on(lang, name, &lesson.steps[last].id)));
        }
        Ok(ExitCode::SUCCESS)
    }

    /// Says what does not fit.
    fn tell_fit(&self, lesson: &Arc<Lesson>, Size(width, height): Size, lang: Lang) -> Result<ExitCode> {
        let (pages, misfits) = check(lesson, (width, height));
        let mut out = io::stdout().lock();
        for misfit in &misfits {
            let id = &lesson.steps[misfit.step].id;
            let language = misfit.lang.pick(lang.pick("日本語", "Japanese"), lang.pick("英語", "English"));
            let beat = name(misfit.beat, lang);
            writeln!(out, "{}", say::too_long(lang, (misfit.step + 1, id, beat), (language, misfit.rows)))?;
        }
        if misfits.is_empty() {
            writeln!(out, "{}", say::fits(lang, pages, &format!("{width}x{height}")))?;
            return Ok(ExitCode::SUCCESS);
        }
        Ok(ExitCode::FAILURE)
    }
}

/// The lesson of a short name or a file, else the first one; of a folder, or those inside the program.
fn find(wanted: Option<&str>, lessons: Option<&Path>) -> Result<Lesson> {
    let is_file = wanted.is_some_and(|wanted| Path::new(wanted).extension().is_some_and(|it| it == "yaml"));
    let sources = match (lessons, wanted) {
        (None, Some(wanted)) => return first_world::lesson(wanted),
        (Some(_), Some(wanted)) if is_file => return first_world::lesson(wanted),
        (Some(folder), _) => library::folder(folder)?,
        (None, None) => library::embedded(),
    };
    let mut known = Vec::new();
    for source in sources {
        match source.load() {
            Ok(lesson) if wanted.is_none_or(|wanted| wanted == lesson.id) => return Ok(lesson),
            Ok(lesson) => known.push(lesson.id),
            Err(refused) if wanted.is_none() => return Err(anyhow!("{}", refused.draw(Lang::En))),
            Err(refused) => eprint(&format!("{}\n", refused.draw(Lang::En))),
        }
    }
    bail!("there is no lesson {}; there is {}", wanted.unwrap_or("at all"), known.join(", "))
}

/// The folder of settings, where somebody names one, or the system has one.
pub(super) fn state_folder() -> Option<PathBuf> {
    std::env::var_os("V6DOJO_STATE_DIR").map(PathBuf::from).or_else(|| default_folder().ok())
}

/// The private folder in which the stage and its notes find each other.
pub(super) fn room_folder() -> Option<PathBuf> {
    if let Some(state) = std::env::var_os("V6DOJO_STATE_DIR") {
        return Some(Path::new(&state).join("room"));
    }
    let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(|folder| Path::new(&folder).join("v6dojo"));
    runtime.or_else(|| Some(default_folder().ok()?.join("room")))
}
