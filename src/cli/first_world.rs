//! The world that a command without a screen begins with: the chapter's, a lesson's, or a file's.

use crate::cloud::World;
use crate::guest::world;
use crate::lesson::library::{self, Source};
use crate::lesson::{Lang, Lesson};
use crate::session::Session;
use anyhow::{Result, anyhow, bail};
use clap::Args;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Which world.
#[derive(Debug, Args)]
pub struct FirstWorld {
    /// Begin with this lesson's world: its short name, or its file.
    #[arg(long, value_name = "ID", conflicts_with = "world")]
    lesson: Option<String>,
    /// Begin where this step of the lesson begins: its name, or its number from 1.
    #[arg(long, value_name = "STEP", requires = "lesson")]
    at: Option<String>,
    /// Begin with the world of this file.
    #[arg(long, value_name = "FILE")]
    world: Option<PathBuf>,
}

impl FirstWorld {
    /// Makes it.
    pub fn make(&self) -> Result<World> {
        if let Some(path) = &self.world {
            return library::world(path);
        }
        let Some(id) = &self.lesson else {
            return world::load(world::CHAPTER).map_err(|error| anyhow!("the chapter's world: {error}"));
        };
        let lesson = lesson(id)?;
        let Some(at) = &self.at else { return Ok(lesson.scene_world(0).clone()) };
        let step = step_of(&lesson, at)?;
        Ok(Session::at(Arc::new(lesson), step).world().clone())
    }
}

/// The lesson of a short name, or of a file.
pub(super) fn lesson(id: &str) -> Result<Lesson> {
    let load = |source: Source| source.load().map_err(|refused| anyhow!("{}", refused.draw(Lang::En)));
    if Path::new(id).extension().is_some_and(|extension| extension == "yaml") {
        return load(library::file(Path::new(id))?);
    }
    let mut known = Vec::new();
    for source in library::embedded() {
        let its = match source.head() {
            Some(head) => head.id,
            None => load(source.clone())?.id,
        };
        if its == id {
            return load(source);
        }
        known.push(its);
    }
    bail!("there is no lesson {id}; there is {}", known.join(", "))
}

/// The step of a name, or of a number from 1.
pub(super) fn step_of(lesson: &Lesson, at: &str) -> Result<usize> {
    let ids: Vec<&str> = lesson.steps.iter().map(|step| step.id.as_str()).collect();
    let by_number = at.parse().ok().filter(|number| (1..=ids.len()).contains(number));
    let step = ids.iter().position(|id| *id == at).or(by_number.map(|number| number - 1));
    step.ok_or_else(|| anyhow!("the lesson {} has no step {at}; it has {}", lesson.id, ids.join(", ")))
}
