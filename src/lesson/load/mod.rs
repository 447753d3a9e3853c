//! From a file's text to a [`Lesson`], or to everything that is wrong with it at once.
//!
//! The parser stops at the first mistake of shape; everything after that is looked at to the end,
//! so that an author mends a file in one go. [`asks`] reads questions, [`goals`] goals and mistakes,
//! [`worlds`] makes the worlds.

mod asks;
mod goals;
mod worlds;

use super::command::Command;
use super::model::{Lesson, Line, Step};
use super::problem::{Place, Problem};
use super::raw;
use super::text::Text;
use super::yaml::{self, At};
use crate::cloud::World;
use std::collections::BTreeMap;
use worlds::Worlds;

/// The format this program reads.
pub const FORMAT: u64 = 1;

/// Finds a world by its name.
pub type FindWorld<'a> = dyn Fn(&str) -> Result<World, NoWorld> + 'a;

/// Why there is no world of a name.
#[derive(Clone, Debug)]
pub struct NoWorld {
    /// Why.
    pub why: Text,
    /// The names that there are.
    pub known: Vec<String>,
}

/// Reads a lesson. `find` knows the worlds.
pub fn load(text: &str, find: &FindWorld<'_>) -> Result<Lesson, Vec<Problem>> {
    let raw = read(text).map_err(|problem| vec![*problem])?;
    let mut reader = Reader { problems: Vec::new() };
    let lesson = reader.lesson(&raw, text, find);
    reader.problems.sort_by_key(|problem| problem.place);
    match lesson {
        Some(lesson) if reader.problems.is_empty() => Ok(lesson),
        _ => Err(reader.problems),
    }
}

/// Makes the world of a file that inherits from another one, or says what is wrong with it first.
pub fn heir(text: &str, from: World) -> Result<World, Box<Problem>> {
    let heir: raw::Heir = yaml::read(text)?;
    worlds::carry_out(&heir.calls, from).map_err(|problems| {
        Box::new(
            problems
                .into_iter()
                .next()
                .unwrap_or_else(|| Problem::new(Place::START, "ワールドを作れません", "the world can't be made")),
        )
    })
}

/// Reads the shape. Of a file in another format only that is told; it is looked for where it
/// matters, because reading takes most of the time.
fn read(text: &str) -> Result<raw::Lesson, Box<Problem>> {
    match yaml::read::<raw::Lesson>(text) {
        Ok(raw) if u64::from(raw.format) == FORMAT => Ok(raw),
        Ok(raw) => check_format(text).map(|()| raw),
        Err(problem) => check_format(text).and(Err(problem)),
    }
}

fn check_format(text: &str) -> Result<(), Box<Problem>> {
    let head: raw::Head = yaml::read(text)?;
    let Some(format) = head.format else {
        let missing = Problem::new(Place::START, "`format:` がありません", "the field `format` is missing");
        let (ja, en) = ("ファイルの先頭に `format: 1` と書いてください", "begin the file with `format: 1`");
        return Err(Box::new(missing.expect(ja, en)));
    };
    if format.as_u64() == Some(FORMAT) {
        return Ok(());
    }
    let found = &format.value;
    let other = Problem::new(
        format.place,
        format!("このプログラムが読める形式は 1 だけです (書かれているのは {found})"),
        format!("this program reads format 1 only, and this file says {found}"),
    );
    let (ja, en) = ("`format: 1` か、より新しい v6dojo が必要です", "write `format: 1`, or use a newer v6dojo");
    Err(Box::new(other.expect(ja, en)))
}

/// Collects problems while it reads.
struct Reader {
    problems: Vec<Problem>,
}

impl Reader {
    fn report(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    fn lesson(&mut self, raw: &raw::Lesson, text: &str, find: &FindWorld<'_>) -> Option<Lesson> {
        let id = self.short_name(&raw.id);
        let title = self.words(&raw.title);
        let summary = self.words(&raw.summary);
        let mut worlds = Worlds::new(&raw.worlds, find);
        let world = self.world(&raw.world, &mut worlds);
        self.unused_worlds(&raw.worlds, &mut worlds);
        if raw.steps.is_empty() {
            self.report(Problem::new(raw.steps.place, "手順が 1 つもありません", "there are no steps"));
        }
        self.unique_steps(&raw.steps);
        let steps = self.all(&raw.steps, |reader, step| reader.step(step, &mut worlds));
        Some(Lesson {
            id: id?,
            title: title?,
            summary: summary?,
            minutes: raw.minutes.value,
            order: raw.order.unwrap_or(u32::MAX),
            world: world?,
            steps: steps?,
            fingerprint: crate::cloud::world::mix(text),
        })
    }

    /// Reads every item, also after one failed; none where any did.
    fn all<A, B>(&mut self, items: &[A], mut read: impl FnMut(&mut Self, &A) -> Option<B>) -> Option<Vec<B>> {
        let read: Vec<Option<B>> = items.iter().map(|item| read(self, item)).collect();
        read.into_iter().collect()
    }

    /// Reads what may be missing: `None` only where it is there and wrong.
    fn maybe<A, B>(&mut self, item: Option<&A>, read: impl FnOnce(&mut Self, &A) -> Option<B>) -> Option<Option<B>> {
        match item {
            Some(item) => read(self, item).map(Some),
            None => Some(None),
        }
    }

    fn unique_steps(&mut self, steps: &[raw::Step]) {
        let mut first = BTreeMap::new();
        for step in steps {
            let id = step.id.as_str();
            if let Some(line) = first.get(id) {
                self.report(Problem::new(
                    step.id.place,
                    format!("手順の id `{id}` は {line} 行目でも使われています"),
                    format!("the step id `{id}` is already taken on line {line}"),
                ));
            } else {
                first.insert(id, step.id.place.line);
            }
        }
    }

    fn short_name(&mut self, name: &At<String>) -> Option<String> {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if !name.is_empty() && name.chars().all(fits) && !name.starts_with('-') {
            return Some(name.value.clone());
        }
        let (found, ja, en) =
            (&name.value, "英小文字・数字・ハイフンだけが使えます", "use small letters, digits and hyphens");
        let problem = Problem::new(name.place, format!("id `{found}` は使えません"), format!("`{found}` is no id"));
        self.report(problem.expect(ja, en));
        None
    }

    fn words(&mut self, words: &At<raw::Words>) -> Option<Text> {
        let ja = self.one_language(words.ja.as_ref(), words.place, ("日本語", "Japanese", "ja"));
        let en = self.one_language(words.en.as_ref(), words.place, ("英語", "English", "en"));
        Some(Text { ja: ja?, en: en? })
    }

    fn one_language(&mut self, words: Option<&At<String>>, place: Place, name: (&str, &str, &str)) -> Option<String> {
        let (ja, en, key) = name;
        match words {
            Some(words) if !words.trim().is_empty() => Some(words.value.trim_end().to_owned()),
            Some(words) => {
                let problem = Problem::new(
                    words.place,
                    format!("{ja} (`{key}`) が空です"),
                    format!("the {en} (`{key}`) is empty"),
                );
                self.report(problem);
                None
            }
            None => {
                let place = Place { len: 0, ..place };
                let problem = Problem::new(
                    place,
                    format!("{ja} (`{key}`) がありません"),
                    format!("the {en} (`{key}`) is missing"),
                );
                self.report(problem);
                None
            }
        }
    }

    fn step(&mut self, raw: &raw::Step, worlds: &mut Worlds<'_>) -> Option<Step> {
        let id = self.short_name(&raw.id);
        let phase = self.words(&raw.phase);
        let title = self.words(&raw.title);
        let text = self.words(&raw.text);
        let world = self.maybe(raw.world.as_ref(), |reader, world| reader.world(world, worlds));
        let notes = self.maybe(raw.notes.as_ref(), Self::words);
        let asks = self.all(&raw.ask, Self::ask);
        let goals = self.all(&raw.goals, Self::goal);
        let solution = self.all(&raw.solution, Self::line);
        let mistakes = self.all(&raw.mistakes, Self::mistake);
        let hints = self.all(&raw.hints, Self::words);
        if raw.goals.is_empty() && !raw.mistakes.is_empty() {
            let ja = "目標 (`goals`) のない手順に間違い (`mistakes`) は書けません";
            self.report(Problem::new(raw.mistakes[0].place, ja, "a step without `goals` has nothing to get wrong"));
        }
        Some(Step {
            id: id?,
            phase: phase?,
            title: title?,
            text: text?,
            world: world?,
            notes: notes?,
            asks: asks?,
            goals: goals?,
            solution: solution?,
            mistakes: mistakes?,
            hints: hints?,
            place: raw.id.place,
        })
    }

    /// A line of the console.
    fn line(&mut self, line: &At<String>) -> Option<Line> {
        match Command::read(line) {
            Ok(_) => Some(Line { text: line.trim().to_owned(), place: line.place }),
            Err(why) => {
                self.report(why.problem(line));
                None
            }
        }
    }

    /// A line that runs something on an instance.
    fn guest_line(&mut self, line: &At<String>) -> Option<Line> {
        match Command::read(line) {
            Ok(Command::Guest { .. } | Command::Connect) => {
                Some(Line { text: line.trim().to_owned(), place: line.place })
            }
            Ok(Command::Aws | Command::Assignment) => {
                let problem = Problem::new(
                    line.place,
                    "これはインスタンスで実行するコマンドではありません",
                    "this is no command that runs on an instance",
                );
                self.report(problem.expect("`HOST$ curl …` の形で書いてください", "write it as `HOST$ curl …`"));
                None
            }
            Err(why) => {
                self.report(why.problem(line));
                None
            }
        }
    }
}

#[cfg(test)]
mod tests;
