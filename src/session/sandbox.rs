//! Sandboxes: free play in a world, without goals. A sandbox is a lesson of one step, kept and resumed as
//! any other, one a beginning. A world that was brought along is kept beside its progress, so that it
//! is there the next time, too.

use super::Session;
use super::bring::{Brought, Refusal, built};
use super::whole;
use crate::cloud::world::mix;
use crate::cloud::{LeftOut, World};
use crate::lesson::Lesson;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where a sandbox begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Start {
    /// In the first world of this lesson.
    First(String),
    /// In the world at the end of this lesson.
    End(String),
    /// In the Region of this lesson, with nothing in it.
    Empty(String),
    /// In a world that was brought along, by its key.
    World(String),
}

/// Whether a sandbox goes on or begins again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// As it was left.
    AsLeft,
    /// As it was at the beginning; what was done since can be done again.
    Anew,
}

/// A beginning, with its world.
#[derive(Clone, Debug)]
pub struct Beginning {
    /// Which one.
    pub start: Start,
    /// The first world.
    pub world: World,
    /// What the world lacks of the account it was made from.
    pub left_out: Vec<LeftOut>,
    /// A number that differs when the first world differs.
    pub fingerprint: u64,
}

/// Makes the beginning of a lesson or a key.
type Make = fn(String) -> Start;

/// The kinds of beginnings, as ids name them.
const KINDS: [(&str, Make); 4] = [
    ("sandbox-first-", Start::First),
    ("sandbox-end-", Start::End),
    ("sandbox-empty-", Start::Empty),
    ("sandbox-world-", Start::World),
];

impl Start {
    /// The short name under which its progress is kept.
    pub fn id(&self) -> String {
        let (kind, rest) = match self {
            Self::First(lesson) => (0, lesson),
            Self::End(lesson) => (1, lesson),
            Self::Empty(lesson) => (2, lesson),
            Self::World(key) => (3, key),
        };
        format!("{}{rest}", KINDS[kind].0)
    }

    /// The beginning of this short name.
    pub fn from_id(id: &str) -> Option<Self> {
        KINDS.iter().find_map(|(kind, start)| id.strip_prefix(kind).map(|rest| start(rest.to_owned())))
    }

    /// The name of a world that was brought along; none for the others.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::World(key) => Some(key.rsplit_once('-').map_or(key, |(name, _)| name)),
            Self::First(_) | Self::End(_) | Self::Empty(_) => None,
        }
    }

    /// It with its world; none where there is no such lesson, or the world that was brought along is gone.
    pub fn begin(self, lessons: &[Arc<Lesson>], folder: Option<&Path>) -> Option<Result<Beginning, Refusal>> {
        let find = |id: &String| lessons.iter().find(|lesson| lesson.id == *id);
        let of = |lesson: &Arc<Lesson>, world: World| {
            Some(Ok(Beginning { start: self.clone(), world, left_out: Vec::new(), fingerprint: lesson.fingerprint }))
        };
        match &self {
            Self::First(lesson) => find(lesson).and_then(|lesson| of(lesson, lesson.world.clone())),
            Self::End(lesson) => find(lesson).and_then(|lesson| of(lesson, Session::finished(lesson).world().clone())),
            Self::Empty(lesson) => find(lesson).and_then(|lesson| of(lesson, lesson.world.emptied())),
            Self::World(key) => {
                let path = world_file(folder?, key);
                let text = fs::read_to_string(&path).ok()?;
                let name = self.name().unwrap_or_default().to_owned();
                let brought = built(name, text).map_err(|bad| Refusal::World { path, bad });
                Some(brought.map(|brought| Beginning { start: self.clone(), ..Beginning::of(brought) }))
            }
        }
    }
}

impl Beginning {
    /// The beginning in a world that was brought along.
    pub fn of(brought: Brought) -> Self {
        let (start, fingerprint) = (Start::World(brought.key()), mix(&brought.text));
        Self { start, world: brought.world, left_out: brought.left_out, fingerprint }
    }
}

/// Keeps a world that was brought along, so that its sandbox can be entered again.
pub fn keep(folder: &Path, brought: &Brought) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    whole::replace(&world_file(folder, &brought.key()), |out| out.write_all(brought.text.as_bytes()))
}

fn world_file(folder: &Path, key: &str) -> PathBuf {
    folder.join(format!("sandbox-world-{key}.world.yaml"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_stands_for_its_beginning() {
        let of = |start: fn(String) -> Start, name: &str| start(name.to_owned());
        for start in [
            of(Start::First, "a-lesson"),
            of(Start::End, "a-lesson"),
            of(Start::Empty, "a-lesson"),
            of(Start::World, "my-vpc-00c0ffee"),
        ] {
            assert_eq!(Start::from_id(&start.id()), Some(start));
        }
        assert_eq!(Start::from_id("nat64-dns64"), None);
        assert_eq!(of(Start::World, "my-vpc-00c0ffee").name(), Some("my-vpc"));
    }
}
