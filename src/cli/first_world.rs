//! The world that a command without a screen begins with: the chapter's, a lesson's, or a file's.

use crate::cloud::World;
use crate::guest::world;
use crate::lesson::{Lang, Lesson, library};
use crate::session::Session;
use anyhow::{Context, Result, anyhow, bail};
use clap::Args;
use std::path::PathBuf;
use std::sync::Arc;

/// Which world.
#[derive(Debug, Args)]
pub struct FirstWorld {
    /// Begin with this lesson's world.
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
            let text = std::fs::read_to_string(path).with_context(|| format!("read the world {}", path.display()))?;
            return world::load(&text).map_err(|error| anyhow!("the world {}: {error}", path.display()));
        }
        let Some(id) = &self.lesson else {
            return world::load(world::CHAPTER).map_err(|error| anyhow!("the chapter's world: {error}"));
        };
        let mut known = Vec::new();
        for source in library::embedded() {
            let lesson = source.load().map_err(|refused| anyhow!("{}", refused.draw(Lang::En)))?;
            if lesson.id == *id {
                let Some(at) = &self.at else { return Ok(lesson.world) };
                let step = step_of(&lesson, at)?;
                return Ok(Session::at(Arc::new(lesson), step).world().clone());
            }
            known.push(lesson.id);
        }
        bail!("there is no lesson {id}; there is {}", known.join(", "))
    }
}

/// The step of a name, or of a number from 1.
pub(super) fn step_of(lesson: &Lesson, at: &str) -> Result<usize> {
    let ids: Vec<&str> = lesson.steps.iter().map(|step| step.id.as_str()).collect();
    let by_number = at.parse().ok().filter(|number| (1..=ids.len()).contains(number));
    let step = ids.iter().position(|id| *id == at).or(by_number.map(|number| number - 1));
    step.ok_or_else(|| anyhow!("the lesson {} has no step {at}; it has {}", lesson.id, ids.join(", ")))
}
