//! All pictures of a folder: a file there says what is to be seen on each, and one command makes them
//! anew. A test does the same and compares, so a picture can't be older than the screen it shows.

use super::{Format, Order, write};
use crate::lesson::yaml::{self, At};
use crate::lesson::{Lang, Problem, Text};
use crate::tui::look::{Look, Theme};
use crate::tui::strokes::Stroke;
use anyhow::{Context, Result, anyhow};
use serde::Deserialize;
use std::fmt::Display;
use std::io::{self, Write};
use std::path::Path;
use std::str::FromStr;

/// The file in the folder.
const LIST: &str = "pictures.yaml";

/// What it holds.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Album {
    pictures: Vec<Entry>,
}

/// A picture as it is described.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// The file's name, without what comes behind the dot.
    name: String,
    #[serde(default)]
    format: Format,
    lang: Lang,
    size: At<String>,
    theme: Option<Theme>,
    lesson: Option<String>,
    at: Option<String>,
    #[serde(default)]
    keys: Vec<At<String>>,
    /// What is to be seen, for those who can't see it.
    alt: Text,
}

/// Makes all files that a folder's list describes, in the folder `out`.
pub fn make(folder: &Path, out: &Path, (look, lessons): (Look, Option<&Path>)) -> Result<()> {
    let path = folder.join(LIST);
    let text = std::fs::read_to_string(&path).with_context(|| format!("read {}", path.display()))?;
    let list = List { name: path.display().to_string(), text, lang: look.lang };
    let album: Album = yaml::read(&list.text).map_err(|problem| list.refuse(&problem))?;
    for entry in &album.pictures {
        let strokes: Vec<Stroke> = entry.keys.iter().map(|key| list.read(key)).collect::<Result<_>>()?;
        let order = Order {
            look: Look { lang: entry.lang, theme: entry.theme.unwrap_or_default(), ..look },
            size: list.read(&entry.size)?,
            lessons,
            state: None,
            begin: entry.lesson.as_deref().map(|lesson| (lesson, entry.at.as_deref())),
            strokes: &strokes,
            format: entry.format,
            title: Some(entry.alt.in_(entry.lang)),
        };
        let made = order.make().with_context(|| format!("{}: picture {}", list.name, entry.name))?;
        let file = out.join(format!("{}.{}", entry.name, entry.format.extension()));
        write(&file, &made)?;
        writeln!(io::stdout(), "{}", file.display())?;
    }
    Ok(())
}

/// The file with the list, to show in it what is wrong.
struct List {
    name: String,
    text: String,
    lang: Lang,
}

impl List {
    /// Reads a text that stands in the list.
    fn read<T: FromStr<Err: Display>>(&self, written: &At<String>) -> Result<T> {
        let problem = |why: T::Err| Problem::new(written.place, why.to_string(), why.to_string());
        written.value.parse().map_err(|why| self.refuse(&problem(why)))
    }

    fn refuse(&self, problem: &Problem) -> anyhow::Error {
        anyhow!("{}", problem.draw(&self.name, &self.text, self.lang))
    }
}
