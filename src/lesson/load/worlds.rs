//! The worlds of a lesson: found by their names, and made different by calls. A world that is named twice
//! is made once.

use super::{FindWorld, NoWorld, Reader};
use crate::cloud::World;
use crate::guest::console::Console;
use crate::lesson::problem::{Problem, nearest};
use crate::lesson::proof::error_line;
use crate::lesson::raw;
use crate::lesson::yaml::At;
use std::collections::{BTreeMap, BTreeSet};

/// The worlds that a lesson may name.
pub(super) struct Worlds<'a> {
    /// Those of the lesson itself.
    own: &'a BTreeMap<String, At<raw::World>>,
    find: &'a FindWorld<'a>,
    /// What has been made of a name; none where it can't be, which has been reported.
    made: BTreeMap<String, Option<World>>,
    /// Names that are being made.
    begun: BTreeSet<String>,
}

impl<'a> Worlds<'a> {
    pub fn new(own: &'a BTreeMap<String, At<raw::World>>, find: &'a FindWorld<'a>) -> Self {
        Self { own, find, made: BTreeMap::new(), begun: BTreeSet::new() }
    }
}

impl Reader {
    /// Makes a world; none where that can't be done, which is reported once.
    pub(super) fn world(&mut self, raw: &At<raw::World>, worlds: &mut Worlds<'_>) -> Option<World> {
        match &raw.value {
            raw::World::Named(name) => self.named(&At { value: name.clone(), place: raw.place }, worlds),
            raw::World::Heir(heir) => self.heir(heir, worlds),
        }
    }

    /// Makes the lesson's own worlds that no step begins in: what is wrong there is told all the same.
    pub(super) fn unused_worlds(&mut self, own: &BTreeMap<String, At<raw::World>>, worlds: &mut Worlds<'_>) {
        for (name, world) in own {
            self.named(&At { value: name.clone(), place: world.place }, worlds);
        }
    }

    fn named(&mut self, name: &At<String>, worlds: &mut Worlds<'_>) -> Option<World> {
        if let Some(made) = worlds.made.get(&name.value) {
            return made.clone();
        }
        let own = worlds.own;
        let world = match own.get(&name.value) {
            Some(_) if !worlds.begun.insert(name.value.clone()) => {
                let ja = format!("ワールド `{}` が自分自身を継承しています", name.value);
                self.report(Problem::new(name.place, ja, format!("the world `{}` inherits from itself", name.value)));
                return None;
            }
            Some(own) => self.world(own, worlds),
            None => match (worlds.find)(&name.value) {
                Ok(world) => Some(world),
                Err(NoWorld { why, known }) => {
                    let problem = Problem::new(name.place, why.ja, why.en);
                    let near = nearest(&name.value, own.keys().chain(&known).map(String::as_str));
                    self.report(Problem { near, ..problem });
                    None
                }
            },
        };
        worlds.made.insert(name.value.clone(), world.clone());
        world
    }

    fn heir(&mut self, raw: &raw::Heir, worlds: &mut Worlds<'_>) -> Option<World> {
        let from = self.named(&raw.from, worlds)?;
        carry_out(&raw.calls, from).map_err(|problems| problems.into_iter().for_each(|it| self.report(it))).ok()
    }
}

/// Carries lines out in a world; else everything that is wrong with them.
pub(super) fn carry_out(lines: &[At<String>], world: World) -> Result<World, Vec<Problem>> {
    let mut console = Console::new(world);
    let problems: Vec<Problem> = lines.iter().filter_map(|line| call(&mut console, line)).collect();
    console.world.settle();
    if problems.is_empty() { Ok(console.world) } else { Err(problems) }
}

/// Carries a line out; what is wrong with it.
fn call(console: &mut Console, line: &At<String>) -> Option<Problem> {
    match console.exec(line) {
        Err(why) => {
            let place = line.place.inside(line, why.column.saturating_sub(1));
            let en = format!("this line is not understood: {why}");
            Some(Problem::new(place, format!("この行は理解できません: {why}"), en))
        }
        Ok(Some(record)) if record.exit != 0 => {
            let said = error_line(&record);
            let en = format!("this line fails: {said}");
            Some(Problem::new(line.place, format!("この行は失敗します: {said}"), en))
        }
        Ok(_) => None,
    }
}
