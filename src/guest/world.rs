//! Worlds from world files: the console carries out the lines a file is made of.

use super::console::{Console, Waiting};
use crate::cloud::World;
use crate::cloud::world_file::{BadWorld, WorldFile};

/// The text of a world that comes with the program; none has this name otherwise.
pub fn embedded(name: &str) -> Option<&'static str> {
    (name == "chapter").then_some(include_str!("../../assets/worlds/chapter.yaml"))
}

/// Reads a world file and carries its lines out, up to the moment the learner arrives.
pub fn load(text: &str) -> Result<World, BadWorld> {
    let file = WorldFile::read(text)?;
    let mut console = Console { waiting: Waiting::Settle, ..Console::new(file.begin()?) };
    for (index, line) in file.calls.iter().enumerate() {
        let bad = |why: String| BadWorld::Call { number: index + 1, line: line.clone(), why };
        match console.exec(line) {
            Ok(Some(record)) if record.exit != 0 => return Err(bad(record.output.whole().trim().to_owned())),
            Ok(_) => {}
            Err(error) => return Err(bad(error.to_string())),
        }
    }
    console.world.settle();
    file.finish(&mut console.world)?;
    Ok(console.world)
}
