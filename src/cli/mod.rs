//! The door: what the command line asks for, one file a subcommand.

pub mod class;
pub mod dns;
pub mod drill;
pub mod first_world;
pub mod handout;
pub mod import;
pub mod lab;
pub mod lesson;
mod look;
pub mod notes;
pub mod picture;
pub mod present;
pub mod progress;
pub mod reach;
pub mod sandbox;
mod script;
pub mod wire;

use crate::lesson::Lang;
use crate::tui::look::Look;
use crate::tui::look::fit::Fit;
use crate::tui::msg::Effect;
use crate::tui::{self, Options, machine_language};
use crate::words::record::told::NO_SCREEN;
use crate::words::{Words, plain};
use anyhow::{Result, bail};
use clap::{Parser, Subcommand, ValueEnum};
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// How an IPv6-only subnet reaches the IPv4 Internet: a tutor on a simulated AWS VPC.
#[derive(Debug, Parser)]
#[command(name = "v6dojo", version, about, disable_help_subcommand = true)]
pub struct Arguments {
    /// The language; else the one used last, else the machine's.
    #[arg(long, value_name = "LANG", global = true)]
    lang: Option<Language>,
    #[command(flatten)]
    look: look::Look,
    /// A folder with lessons; else those inside the program.
    #[arg(long, value_name = "DIR")]
    lessons: Option<PathBuf>,
    /// Text only, one line after the other: for screen readers, dumb terminals and logs.
    #[arg(long)]
    plain: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

/// A language as the command line names it.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Language {
    /// Japanese.
    Ja,
    /// English.
    En,
    /// Both, for hand-outs.
    Both,
}

impl Language {
    /// The one language that is meant; none where that is open.
    fn one(self) -> Option<Lang> {
        match self {
            Self::Ja => Some(Lang::Ja),
            Self::En => Some(Lang::En),
            Self::Both => None,
        }
    }
}

/// What can be done besides learning.
#[derive(Debug, Subcommand)]
enum Command {
    /// Carry out a script, a line a command, without a screen.
    Lab(lab::Lab),
    /// Find out why a network fails, and mend it.
    Drill(drill::Drill),
    /// Play freely in a lesson's world, an empty Region or your own VPC.
    Sandbox(sandbox::Sandbox),
    /// Make a world of your own VPC from what `aws ec2 describe-…` prints.
    Import(import::Import),
    /// Present a lesson to a hall, on a wall.
    Present(present::Present),
    /// The instructor's notes, in a second terminal beside `present`.
    Notes(notes::Notes),
    /// Tools for authors of lessons.
    Lesson(lesson::Lesson),
    /// The pure parts, one at a time: addresses, routes, packets, DNS64.
    Wire(wire::Wire),
    /// Answer a real `dig` as the simulated resolver would.
    Dns(dns::Dns),
    /// Make a picture or a recording of a screen, without a terminal.
    Picture(Box<picture::Picture>),
    /// Make a hand-out of a lesson: Markdown, HTML, pages for a PDF, a recording, or diagrams.
    Handout(handout::Handout),
    /// Carry progress to another machine, or to the instructor.
    Progress(progress::Progress),
    /// Jump in at a step, with everything before it done; the progress so far is kept as a backup.
    Checkpoint(progress::Checkpoint),
    /// Show the instructor where everybody is, what goes wrong, and who is stuck.
    Class(class::ClassTable),
    /// Say what becomes of packets from a machine, for every destination there is.
    Reach(reach::Reach),
}

/// Does what the command line asks for.
pub fn run(arguments: Arguments) -> Result<ExitCode> {
    let lang = arguments.lang().or_else(machine_language).unwrap_or(Lang::En);
    let both = matches!(arguments.lang, Some(Language::Both));
    if both && !matches!(arguments.command, Some(Command::Handout(_))) {
        bail!("{}", crate::words::handout::BOTH_ONLY_HERE.in_(lang));
    }
    match arguments.command {
        Some(Command::Handout(ref handout)) => handout.run(if both { vec![Lang::Ja, Lang::En] } else { vec![lang] }),
        Some(Command::Lab(ref lab)) => lab.run(lang),
        Some(Command::Import(ref import)) => import.run(lang),
        Some(Command::Lesson(ref lesson)) => match (lesson.watched(), lesson.recorded()) {
            (Some(file), _) => arguments.watch(file),
            (None, Some(record)) => arguments.record(record, lang),
            (None, None) => lesson.run(lang),
        },
        Some(Command::Present(ref present)) => {
            let look = arguments.look.asked(arguments.lang());
            present.run((look, lang), arguments.lessons.as_deref())
        }
        Some(Command::Notes(ref notes)) => notes.run(arguments.look.asked(arguments.lang())),
        Some(Command::Wire(ref wire)) => wire.run(),
        Some(Command::Dns(ref dns)) => dns.run(),
        Some(Command::Progress(ref progress)) => progress.run(lang),
        Some(Command::Checkpoint(ref checkpoint)) => checkpoint.run(lang),
        Some(Command::Class(ref class)) => class.run(lang),
        Some(Command::Reach(ref reach)) => reach.run(lang),
        Some(Command::Picture(ref picture)) => picture.run(arguments.look(lang), arguments.lessons.as_deref()),
        Some(Command::Drill(ref drill)) => match drill.by_hand(arguments.plain) {
            Some((seed, faults)) => arguments.learn(Some(Effect::Deal { seed, faults }), lang),
            None => drill.run(lang),
        },
        Some(Command::Sandbox(ref sandbox)) => match sandbox.first(lang) {
            Ok(first) => arguments.learn(Some(first), lang),
            Err(status) => Ok(status),
        },
        None => arguments.learn(None, lang),
    }
}

impl Arguments {
    /// The language that was asked for.
    fn lang(&self) -> Option<Lang> {
        self.lang.and_then(Language::one)
    }

    /// How everything looks, in this language.
    fn look(&self, lang: Lang) -> Look {
        Fit { asked: self.look.asked(Some(lang)), ..Fit::default() }.look()
    }

    /// How the stage is to be set.
    fn options(&self) -> Options {
        let look = self.look.asked(self.lang());
        let state = std::env::var_os("V6DOJO_STATE_DIR").map(PathBuf::from);
        Options { look, lessons: self.lessons.clone(), state, ..Options::default() }
    }

    /// Opens the stage on a lesson whose author is at work.
    fn watch(&self, file: &Path) -> Result<ExitCode> {
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let lessons = Some(folder.to_path_buf());
        tui::run(&Options { lessons, watched: Some(file.to_path_buf()), ..self.options() })?;
        Ok(ExitCode::SUCCESS)
    }

    /// Opens the stage for an author who records.
    fn record(&self, record: &lesson::record::Record, lang: Lang) -> Result<ExitCode> {
        if self.plain || no_screen().is_some() {
            bail!(NO_SCREEN.in_(lang));
        }
        let written = tui::record(&self.options(), record.recording(lang)?)?;
        unless_gone(record.report(written.as_deref(), lang, &mut io::stdout().lock()))
    }

    /// Opens the stage, or the plain form, with what is opened first.
    fn learn(&self, first: Option<Effect>, said_in: Lang) -> Result<ExitCode> {
        let options = Options { first, ..self.options() };
        let why = no_screen();
        if let Some(why) = why.filter(|_| !self.plain) {
            eprint(&format!("v6dojo: {}\n", why.in_(said_in)));
        }
        if self.plain || why.is_some() {
            tui::plain::run(&options)?
        } else {
            tui::run(&options)?
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Why there can be no screen: then there is the plain form, which works everywhere.
fn no_screen() -> Option<Words> {
    if !io::stdout().is_terminal() {
        return Some(plain::NO_TERMINAL);
    }
    std::env::var_os("TERM").is_some_and(|term| term == "dumb").then_some(plain::DUMB_TERMINAL)
}

/// The status where some of the input was not understood.
const NOT_UNDERSTOOD: u8 = 2;

/// Standard error may be closed; that is no reason to stop.
fn eprint(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}

/// Where whoever read the output has gone nobody is left to be told anything: that is success. An error
/// that does not say yet what failed is the output's.
fn unless_gone(done: Result<ExitCode>) -> Result<ExitCode> {
    done.or_else(|error| match error.downcast_ref::<io::Error>().map(io::Error::kind) {
        Some(io::ErrorKind::BrokenPipe) => Ok(ExitCode::SUCCESS),
        Some(_) if error.chain().len() == 1 => Err(error.context("write to standard output")),
        _ => Err(error),
    })
}
