//! `v6dojo picture`: a screen as a file, made by the real program without a terminal. Strokes stand for
//! somebody at the keyboard, and time is what they say it is, so the same command makes the same bytes.

mod album;

use super::first_world::step_of;
use super::unless_gone;
use crate::lesson::Lesson;
use crate::session::{Session, whole};
use crate::tui::draw::dump;
use crate::tui::headless::Headless;
use crate::tui::look::Look;
use crate::tui::picture::{Cast, Sheet, svg};
use crate::tui::strokes::{FORMS, Stroke};
use anyhow::{Context, Result, anyhow};
use clap::{Args, ValueEnum};
use serde::Deserialize;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::str::FromStr;
use std::sync::Arc;

/// What is to be made.
#[derive(Debug, Args)]
#[command(after_help = format!("Strokes, one an argument, or one a line of a file:\n{FORMS}\n\nExamples:
  $ v6dojo picture --lesson nat64-dns64 --at test-again --size 120x40 --out map.svg 2
  $ v6dojo picture --lesson nat64-dns64 --at as-found --format text 4 C-t 'text:curl https://github.com/' Enter
  $ v6dojo picture --all assets/pictures"))]
pub struct Picture {
    /// Make all files that DIR/pictures.yaml describes.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["lesson", "at", "size", "title", "format", "keys", "state", "strokes"])]
    all: Option<PathBuf>,
    /// Begin in this lesson, as if for the first time; else with the list of lessons.
    #[arg(long, value_name = "ID")]
    lesson: Option<String>,
    /// Begin where this step of the lesson begins: its name, or its number from 1.
    #[arg(long, value_name = "STEP", requires = "lesson")]
    at: Option<String>,
    /// Columns and rows.
    #[arg(long, value_name = "COLSxROWS", default_value = "100x30")]
    size: Size,
    /// What is to be seen, for those who can't see it; else the lesson's title.
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// What to make; else by the name of the file, else text.
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    /// Where to write it, with `--all` the folder; else to standard output, or where they are described.
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
    /// Do the strokes of this file first, one a line; blank lines and those that begin with `# ` are left out.
    #[arg(long, value_name = "FILE")]
    keys: Option<PathBuf>,
    /// Read and keep progress in this folder; else nothing is kept.
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,
    /// What somebody at the keyboard does.
    #[arg(value_name = "STROKE")]
    strokes: Vec<String>,
}

/// What a screen becomes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Format {
    /// The last screen as a picture.
    #[default]
    Svg,
    /// The last screen as text, without colours.
    Text,
    /// All of it as a recording for asciinema.
    Cast,
}

impl Format {
    /// What the name of a file asks for.
    fn of(path: &Path) -> Self {
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("svg") => Self::Svg,
            Some("cast") => Self::Cast,
            _ => Self::Text,
        }
    }

    /// What the names of its files end in.
    fn extension(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Text => "txt",
            Self::Cast => "cast",
        }
    }
}

/// Columns and rows of a screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Size {
    columns: u16,
    rows: u16,
}

impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let side = |text: &str| text.parse().ok().filter(|side| (1..=500).contains(side));
        let (columns, rows) = text.split_once('x').unwrap_or_default();
        let size = side(columns).zip(side(rows)).map(|(columns, rows)| Self { columns, rows });
        size.ok_or_else(|| "expected columns and rows from 1 to 500, like 120x40".to_owned())
    }
}

/// One file to be made.
struct Order<'a> {
    look: Look,
    size: Size,
    lessons: Option<&'a Path>,
    state: Option<PathBuf>,
    /// The lesson to begin in, and the step.
    begin: Option<(&'a str, Option<&'a str>)>,
    strokes: &'a [Stroke],
    format: Format,
    /// What it says of itself; else the lesson's title.
    title: Option<&'a str>,
}

impl Picture {
    /// Makes it as `look` has it.
    pub fn run(&self, look: Look, lessons: Option<&Path>) -> Result<ExitCode> {
        if let Some(folder) = &self.all {
            let out = self.out.as_deref().unwrap_or(folder);
            return unless_gone(album::make(folder, out, (look, lessons)).map(|()| ExitCode::SUCCESS));
        }
        let strokes = self.strokes()?;
        let format = self.format.or(self.out.as_deref().map(Format::of)).unwrap_or(Format::Text);
        let made = Order {
            look,
            size: self.size,
            lessons,
            state: self.state.clone(),
            begin: self.lesson.as_deref().map(|lesson| (lesson, self.at.as_deref())),
            strokes: &strokes,
            format,
            title: self.title.as_deref(),
        };
        let made = made.make()?;
        match &self.out {
            Some(path) => write(path, &made)?,
            None => {
                return unless_gone(
                    io::stdout().write_all(made.as_bytes()).map(|()| ExitCode::SUCCESS).map_err(Into::into),
                );
            }
        }
        Ok(ExitCode::SUCCESS)
    }

    /// The strokes of the file and of the command line.
    fn strokes(&self) -> Result<Vec<Stroke>> {
        let mut strokes = Vec::new();
        if let Some(path) = &self.keys {
            let text = std::fs::read_to_string(path).with_context(|| format!("read the strokes {}", path.display()))?;
            for (number, line) in text.lines().enumerate().filter(|(_, line)| is_stroke(line)) {
                let stroke = line.parse::<Stroke>().with_context(|| format!("{}:{}", path.display(), number + 1))?;
                strokes.push(stroke);
            }
        }
        for (number, text) in self.strokes.iter().enumerate() {
            let stroke =
                text.parse::<Stroke>().with_context(|| format!("stroke {} of the command line", number + 1))?;
            strokes.push(stroke);
        }
        Ok(strokes)
    }
}

/// Whether a line is neither blank nor a comment. A single `#` is a key.
fn is_stroke(line: &str) -> bool {
    !line.trim().is_empty() && !line.starts_with("# ")
}

fn write(path: &Path, text: &str) -> Result<()> {
    whole::replace(path, |out| out.write_all(text.as_bytes())).with_context(|| format!("write {}", path.display()))
}

impl Order<'_> {
    /// Plays the strokes; what the file then holds.
    fn make(&self) -> Result<String> {
        let Size { columns, rows } = self.size;
        let mut stage = Headless::open(self.look, (columns, rows), self.lessons, self.state.clone())?;
        let mut title = self.title.unwrap_or("v6dojo").to_owned();
        if let Some((id, at)) = self.begin {
            let lesson = lesson_of(&stage.lessons(), id)?;
            if self.title.is_none() {
                lesson.title.in_(self.look.lang).clone_into(&mut title);
            }
            let step = at.map_or(Ok(0), |at| step_of(&lesson, at))?;
            stage.enter(Session::at(lesson, step));
        }
        let sheet = Sheet { title: &title, lang: self.look.lang, theme: self.look.theme };
        if self.format == Format::Cast {
            return record(&mut stage, self.strokes, &sheet);
        }
        stage.play(self.strokes, &mut |_| {})?;
        Ok(match self.format {
            Format::Svg => svg(stage.shot(), &sheet),
            Format::Text | Format::Cast => dump(stage.shot().screen),
        })
    }
}

/// Plays the strokes with the camera on.
fn record(stage: &mut Headless, strokes: &[Stroke], sheet: &Sheet) -> Result<String> {
    let mut cast = Cast::new(stage.shot().screen.area, sheet);
    let mut recorded = Ok(());
    stage.play(strokes, &mut |shot| {
        if recorded.is_ok() {
            recorded = cast.add(shot);
        }
    })?;
    recorded?;
    Ok(cast.finish(stage.shot().at))
}

/// The lesson of this name.
fn lesson_of(lessons: &[Arc<Lesson>], id: &str) -> Result<Arc<Lesson>> {
    let known = || lessons.iter().map(|lesson| lesson.id.as_str()).collect::<Vec<_>>().join(", ");
    let found = lessons.iter().find(|lesson| lesson.id == id);
    found.map(Arc::clone).ok_or_else(|| anyhow!("there is no lesson {id}; there is {}", known()))
}
