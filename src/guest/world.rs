//! Worlds from their files. A file holds the lines that build the world, and lines are the console's
//! business; so a world is made here and not in the cloud.

use super::Stream;
use super::console::Console;
use crate::cloud::World;
use crate::cloud::world_file::{BadWorld, SharedInternet, WorldFile};
use serde::Deserialize;

/// The chapter's world as a file.
pub const CHAPTER: &str = include_str!("../../assets/worlds/chapter.yaml");

/// A world file that only says what is different from another world.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Heir {
    #[expect(dead_code, reason = "its name was read before")]
    from: String,
    #[serde(default)]
    calls: Vec<String>,
}

/// The name of the world that a file inherits from, if it inherits.
pub fn inherits(text: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Begin {
        from: Option<String>,
    }
    serde_yaml::from_str::<Begin>(text).ok()?.from
}

/// Makes the world of a file that inherits from another one.
pub fn inherit(text: &str, from: World) -> Result<World, BadWorld> {
    let heir: Heir = serde_yaml::from_str(text).map_err(|error| BadWorld::Shape(error.to_string()))?;
    let mut world = carry_out(&heir.calls, from)?;
    world.settle();
    Ok(world)
}

/// Makes the world of a file that inherits from none: every line carried out, nothing in transition, no variables left.
pub fn load(text: &str) -> Result<World, BadWorld> {
    let mut file = WorldFile::read(text)?;
    if file.internet == Some(SharedInternet::Chapter) {
        file.share_internet_of(WorldFile::read(CHAPTER)?);
    }
    let mut world = carry_out(&file.calls, file.begin()?)?;
    world.settle();
    file.finish(&mut world)?;
    Ok(world)
}

/// Carries every line out; each has to succeed.
fn carry_out(lines: &[String], world: World) -> Result<World, BadWorld> {
    let mut console = Console::new(world);
    for (index, line) in lines.iter().enumerate() {
        let bad = |why: String| BadWorld::Call { number: index + 1, line: line.clone(), why };
        match console.exec(line) {
            Err(error) => return Err(bad(error.to_string())),
            Ok(Some(record)) if record.exit != 0 => return Err(bad(record.output.of(Stream::Err))),
            Ok(_) => {}
        }
    }
    Ok(console.world)
}
