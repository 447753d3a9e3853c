//! Worlds from their files. A file holds the lines that build the world, and lines are the console's
//! business; so a world is made here and not in the cloud.

use super::Stream;
use super::console::Console;
use crate::cloud::World;
use crate::cloud::world_file::{BadWorld, SharedInternet, WorldFile};
use serde::Deserialize;

/// The chapter's world as a file.
pub const CHAPTER: &str = include_str!("../../assets/worlds/chapter.yaml");

/// The name of the world that a file inherits from, if it inherits.
pub fn inherits(text: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Begin {
        from: Option<String>,
    }
    serde_yaml::from_str::<Begin>(text).ok()?.from
}

/// Makes the world of a file that inherits from none: every line carried out, nothing in transition, no variables left.
pub fn load(text: &str) -> Result<World, BadWorld> {
    let mut file = WorldFile::read(text)?;
    if file.internet == Some(SharedInternet::Chapter) {
        file.share_internet_of(WorldFile::read(CHAPTER)?);
    }
    let mut console = Console::new(file.begin()?);
    for (index, line) in file.calls.iter().enumerate() {
        let bad = |why: String| BadWorld::Call { number: index + 1, line: line.clone(), why };
        match console.exec(line) {
            Err(error) => return Err(bad(error.to_string())),
            Ok(Some(record)) if record.exit != 0 => return Err(bad(record.output.of(Stream::Err))),
            Ok(_) => {}
        }
    }
    let mut world = console.world;
    world.settle();
    file.finish(&mut world)?;
    Ok(world)
}
