//! `v6dojo handout`: a lesson as a document, a recording or pictures.

use super::first_world::lesson;
use super::{eprint, unless_gone};
use crate::lesson::Lang;
use crate::session::whole;
use crate::tui::handout::{Answers, Medium, Order, cast, drawings, html, markdown};
use crate::words::{Words, handout as say};
use anyhow::{Context, Result, anyhow, bail};
use clap::{Args, ValueEnum};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// What is to be made.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  $ v6dojo handout nat64-dns64 -o nat64.html
  $ v6dojo handout nat64-dns64 --lang both --no-answers --format pdf -o sheet.html
  $ v6dojo handout nat64-dns64 --format svg -o diagrams/")]
pub struct Handout {
    /// The lesson: its short name, or its file.
    #[arg(value_name = "LESSON")]
    lesson: String,
    /// What to make; else by the name of the file, else HTML.
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    /// With commands, outputs, flows and answers; that is so where nothing is said.
    #[arg(long, overrides_with = "no_answers")]
    answers: bool,
    /// With lines to fill in instead.
    #[arg(long)]
    no_answers: bool,
    /// The file to write (.html, .md, .cast), or the folder; else standard output.
    #[arg(short, long, value_name = "FILE|DIR")]
    out: Option<PathBuf>,
}

/// What a lesson becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Markdown.
    Md,
    /// One HTML file for a screen, a phone and paper.
    Html,
    /// HTML that is made to be printed or saved as PDF: each step begins a page.
    Pdf,
    /// A recording for asciinema.
    Cast,
    /// The diagrams, into a folder.
    Svg,
}

impl Format {
    /// What is asked for; else what the name of the file asks for.
    fn of(asked: Option<Self>, out: Option<&Path>) -> std::result::Result<Self, Words> {
        let Some(path) = out.filter(|path| !is_folder(path)) else { return Ok(asked.unwrap_or(Self::Html)) };
        let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_lowercase);
        match (asked, ending.as_deref()) {
            // Whoever opens it would see no PDF, and no picture.
            (_, Some("pdf")) => Err(say::NO_PDF),
            (_, Some("svg")) => Err(say::SVG_IS_A_FOLDER),
            (Some(format), _) => Ok(format),
            (None, Some("md" | "markdown")) => Ok(Self::Md),
            (None, Some("cast")) => Ok(Self::Cast),
            (None, Some("html" | "htm")) => Ok(Self::Html),
            (None, _) => Err(say::WHICH_FORMAT),
        }
    }

    fn extension(self) -> &'static str {
        match self {
            Self::Md => "md",
            Self::Html | Self::Pdf => "html",
            Self::Cast => "cast",
            Self::Svg => "svg",
        }
    }
}

impl Handout {
    /// Makes it in these languages.
    pub fn run(&self, langs: Vec<Lang>) -> Result<ExitCode> {
        let lang = langs.first().copied().unwrap_or_default();
        let format = Format::of(self.format, self.out.as_deref()).map_err(|why| anyhow!("{}", why.in_(lang)))?;
        let answers = if self.no_answers { Answers::Blank } else { Answers::Given };
        if format == Format::Cast && answers == Answers::Blank {
            bail!("{}", say::CAST_HAS_ANSWERS.in_(lang));
        }
        let medium = if format == Format::Pdf { Medium::Paper } else { Medium::Screen };
        let order = Order { lesson: Arc::new(lesson(&self.lesson)?), langs, answers, medium };
        if self.out.as_deref().is_some_and(|out| is_same(out, Path::new(&self.lesson))) {
            bail!("{}", say::IS_THE_LESSON.in_(lang));
        }
        self.hand_out(&make(&order, format)?, (format, lang))
    }

    /// Writes the files where they are wanted.
    fn hand_out(&self, files: &[(String, String)], (format, lang): (Format, Lang)) -> Result<ExitCode> {
        match (self.out.as_deref(), files) {
            (None, [(_, text)]) => {
                unless_gone(io::stdout().write_all(text.as_bytes()).map(|()| ExitCode::SUCCESS).map_err(Into::into))
            }
            (None, _) => bail!("{}", say::NEEDS_FOLDER.in_(lang)),
            (Some(path), [(_, text)]) if !is_folder(path) && format != Format::Svg => {
                write(path, text)?;
                Ok(ExitCode::SUCCESS)
            }
            (Some(path), files) if !is_folder(path) && format == Format::Cast => {
                for (name, text) in files {
                    // The name ends with the language, as in lesson.ja.cast.
                    let ending: Vec<&str> = name.rsplitn(3, '.').take(2).collect();
                    write(&path.with_extension(format!("{}.{}", ending[1], ending[0])), text)?;
                }
                Ok(ExitCode::SUCCESS)
            }
            (Some(folder), files) => {
                std::fs::create_dir_all(folder).with_context(|| format!("make the folder {}", folder.display()))?;
                for (name, text) in files {
                    write(&folder.join(name), text)?;
                }
                eprint(&format!("{}\n", say::written(files.len(), &folder.display().to_string(), lang)));
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}

/// The files, each with its name.
fn make(order: &Order, format: Format) -> Result<Vec<(String, String)>> {
    let name = |suffix: &str| format!("{}{suffix}.{}", order.lesson.id, format.extension());
    Ok(match format {
        Format::Md => vec![(name(""), markdown(order))],
        Format::Html | Format::Pdf => vec![(name(""), html(order))],
        Format::Svg => drawings(order),
        Format::Cast => {
            let mut files = Vec::new();
            for lang in &order.langs {
                let suffix = if order.langs.len() > 1 { lang.pick(".ja", ".en") } else { "" };
                files.push((name(suffix), cast(&Order { langs: vec![*lang], ..order.clone() })?.cast));
            }
            files
        }
    })
}

/// Whether both are the same file.
fn is_same(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other && one.is_file())
}

/// Whether a path is meant as a folder.
fn is_folder(path: &Path) -> bool {
    path.is_dir() || path.to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR])
}

fn write(path: &Path, text: &str) -> Result<()> {
    whole::replace(path, |out| out.write_all(text.as_bytes())).with_context(|| format!("write {}", path.display()))
}
