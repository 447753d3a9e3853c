//! Where lessons come from: the ones inside the program, or the files of a folder. A lesson is a
//! file `NAME.yaml`; the first world it names is `WORLD.world.yaml` beside it, or one inside the program.
//! They are shown in the order that they give themselves, then of their file names.

use super::head::{Built, Head};
use super::load::{self, NoWorld};
use super::model::Lesson;
use super::problem::{Place, Problem};
use super::text::{Lang, Text};
use crate::cloud::World;
use crate::cloud::world_file::BadWorld;
use crate::guest::world;
use anyhow::Context as _;
use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// A lesson's text, and where it came from.
#[derive(Clone, Debug)]
pub struct Source {
    /// The file's name as problems show it.
    pub file: String,
    /// Its text.
    pub text: Cow<'static, str>,
    /// The folder with worlds of its own; none inside the program.
    folder: Option<PathBuf>,
    /// What is known of it without reading it.
    built: Option<&'static Built>,
    /// The first place that is not UTF-8.
    unreadable: Option<Place>,
}

/// A lesson that can't be used.
#[derive(Clone, Debug)]
pub struct Refused {
    /// Where it came from.
    pub source: Source,
    /// Everything that is wrong with it.
    pub problems: Vec<Problem>,
}

/// The lessons inside the program.
pub fn embedded() -> Vec<Source> {
    let source = |((file, text), built): (&(&str, &'static str), &'static Option<Built>)| Source {
        file: format!("lessons/{file}"),
        text: Cow::Borrowed(text),
        folder: None,
        built: built.as_ref(),
        unreadable: None,
    };
    let mut sources: Vec<Source> =
        LESSONS.iter().zip(HEADS).filter(|((file, _), _)| !is_world(file)).map(source).collect();
    sources.sort_by_key(Source::order);
    sources
}

/// The lessons of a folder. Fails where the folder or a file in it can't be read.
pub fn folder(folder: &Path) -> anyhow::Result<Vec<Source>> {
    let entries = fs::read_dir(folder).with_context(|| format!("list the lessons in {}", folder.display()))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.with_context(|| format!("list the lessons in {}", folder.display()))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.ends_with(".yaml") && !is_world(&name) {
            files.push(path);
        }
    }
    files.sort();
    let mut sources: Vec<Source> = files.iter().map(|path| file(path)).collect::<anyhow::Result<_>>()?;
    sources.sort_by_key(Source::order);
    Ok(sources)
}

/// The lesson in a file. Fails where it can't be read.
pub fn file(path: &Path) -> anyhow::Result<Source> {
    let bytes = fs::read(path).with_context(|| format!("read the lesson {}", path.display()))?;
    let folder = path.parent().map(Path::to_path_buf);
    let (text, unreadable) = match String::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let place = Place::after(&String::from_utf8_lossy(&error.as_bytes()[..error.utf8_error().valid_up_to()]));
            (String::from_utf8_lossy(error.as_bytes()).into_owned(), Some(place))
        }
    };
    Ok(Source { file: path.display().to_string(), text: Cow::Owned(text), folder, built: None, unreadable })
}

/// The world in a file; what it inherits from is found as a lesson beside it would find it.
pub fn world(path: &Path) -> anyhow::Result<World> {
    let source = file(path)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name = name.strip_suffix(".world.yaml").unwrap_or(&name);
    source.made(name, &source.text, &mut Vec::new()).map_err(|why| anyhow::anyhow!("{}: {}", path.display(), why.en))
}

/// The world that a lesson in this folder means by a name.
pub fn world_named(name: &str, folder: &Path) -> Result<World, Text> {
    let (file, text) = (String::new(), Cow::Borrowed(""));
    Source { file, text, folder: Some(folder.to_path_buf()), built: None, unreadable: None }.world(name)
}

fn is_world(file: &str) -> bool {
    file.ends_with(".world.yaml")
}

impl Source {
    /// What a list shows of it, where that is known without reading it.
    pub fn head(&self) -> Option<Head> {
        self.built.map(Head::from)
    }

    /// Reads it.
    pub fn load(&self) -> Result<Lesson, Refused> {
        let find = |name: &str| self.world(name).map_err(|why| NoWorld { why, known: shared_worlds() });
        let lesson = match self.unreadable {
            Some(place) => Err(vec![not_utf8(place)]),
            None => load::load(&self.text, &find),
        };
        lesson.map_err(|problems| Refused { source: self.clone(), problems })
    }

    /// Its place in the list, as far as that is seen without reading all of it.
    fn order(&self) -> u32 {
        let line = || self.text.lines().find_map(|line| line.strip_prefix("order:")?.trim().parse().ok());
        self.built.map(|built| built.order).or_else(line).unwrap_or(u32::MAX)
    }

    fn world(&self, name: &str) -> Result<World, Text> {
        self.inherited(name, &mut Vec::new())
    }

    /// A world, after those that it inherits from; `heirs` are on the way.
    fn inherited(&self, name: &str, heirs: &mut Vec<String>) -> Result<World, Text> {
        self.made(name, &self.world_text(name)?, heirs)
    }

    fn made(&self, name: &str, text: &str, heirs: &mut Vec<String>) -> Result<World, Text> {
        let wrong = |error: BadWorld| Text {
            ja: format!("ワールド `{name}` に誤りがあります: {error}"),
            en: format!("the world `{name}` is wrong: {error}"),
        };
        let Some(from) = world::inherits(text) else { return world::load(text).map_err(wrong) };
        if heirs.iter().any(|heir| heir == name) {
            return Err(Text {
                ja: format!("ワールド `{name}` が自分自身を継承しています"),
                en: format!("the world `{name}` inherits from itself"),
            });
        }
        heirs.push(name.to_owned());
        let base = self.inherited(&from, heirs)?;
        load::heir(text, base).map_err(|problem| {
            let Place { line, column, .. } = problem.place;
            let at = |why: &str| format!("{name}.world.yaml:{line}:{column}: {why}");
            Text { ja: at(&problem.message.ja), en: at(&problem.message.en) }
        })
    }

    fn world_text(&self, name: &str) -> Result<String, Text> {
        let beside = format!("{name}.world.yaml");
        let own = self.folder.as_ref().map(|folder| folder.join(&beside)).filter(|path| path.is_file());
        match own {
            Some(path) => fs::read_to_string(&path).map_err(|error| Text {
                ja: format!("ワールド {} を読めません: {error}", path.display()),
                en: format!("the world {} can't be read: {error}", path.display()),
            }),
            None => inside(name, &beside).map(str::to_owned).ok_or_else(|| unknown(name)),
        }
    }
}

/// The text of a world inside the program.
fn inside(name: &str, beside: &str) -> Option<&'static str> {
    let own = LESSONS.iter().find(|(file, _)| *file == beside);
    let shared = || WORLDS.iter().find(|(file, _)| file.strip_suffix(".yaml") == Some(name));
    own.or_else(shared).map(|(_, text)| *text)
}

/// The names of the worlds that any lesson may name.
fn shared_worlds() -> Vec<String> {
    WORLDS.iter().filter_map(|(file, _)| file.strip_suffix(".yaml")).map(str::to_owned).collect()
}

fn unknown(name: &str) -> Text {
    let known = shared_worlds().iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    Text {
        ja: format!(
            "ワールド `{name}` がありません。このファイルの隣に {name}.world.yaml を置くか、{known} を書いてください"
        ),
        en: format!("there is no world `{name}`; put {name}.world.yaml beside this file, or write {known}"),
    }
}

fn not_utf8(place: Place) -> Problem {
    let problem = Problem::new(place, "UTF-8 の文字ではありません", "this is not UTF-8");
    let ja = "エディターで文字コードを UTF-8 にして保存し直してください (Shift_JIS や UTF-16 は読めません)";
    problem.expect(ja, "save the file as UTF-8; Shift_JIS and UTF-16 can't be read")
}

impl Refused {
    /// All problems, drawn under their lines.
    pub fn draw(&self, lang: Lang) -> String {
        let drawn = self.problems.iter().map(|problem| problem.draw(&self.source.file, &self.source.text, lang));
        drawn.collect::<Vec<_>>().join("\n\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_of_a_lesson_before_it_is_read_is_what_it_says() {
        for source in embedded() {
            let read = Head::of(&source.load().unwrap());
            assert_eq!(source.head().unwrap(), read, "{}", source.file);
        }
    }
}
