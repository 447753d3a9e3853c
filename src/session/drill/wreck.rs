//! Something breaks, in whatever world there is: a drill's fault where the world has all its parts, else a
//! route that is gone. What breaks nothing that worked is no wreck.

use super::faults::Fault;
use super::parts::Parts;
use crate::cloud::route_table::Target;
use crate::cloud::{Call, World};
use crate::guest::repair::{Command, everyday};
use crate::sim::Outcome;
use crate::sim::repair::{Maker, carry_out, lines, route_key};

/// What broke.
#[derive(Clone, Debug, PartialEq)]
pub struct Wreck {
    /// The `aws` lines that broke it.
    pub lines: Vec<String>,
    /// A command that worked before and fails now, as it is typed.
    pub fails: String,
}

/// Breaks something. The same number breaks the same.
pub fn wreck(world: &World, number: usize) -> Option<Wreck> {
    let mut world = world.clone();
    world.settle();
    let parts = Parts::of(&world);
    let works = |command: &Command, world: &World| command.trace(world).outcome == Outcome::Ok;
    let tried = parts.as_ref().map(|parts| parts.probes(&world)).unwrap_or_default();
    let tried: Vec<Command> =
        tried.into_iter().chain(everyday(&world)).filter(|command| works(command, &world)).collect();
    let ways = match &parts {
        Some(parts) => Fault::ALL.into_iter().filter_map(|fault| fault.calls(&world, parts)).collect(),
        None => routes_gone(&world),
    };
    let breaks = |calls: &Vec<Call>| {
        let broken = carry_out(&world, calls)?;
        let fails = tried.iter().find(|command| !works(command, &broken))?;
        Some(Wreck { lines: lines(&world, calls), fails: fails.line(&world) })
    };
    // Neighbours on the list are alike, and a class wants to see something else each time.
    const STRIDE: usize = 17;
    let count = ways.len();
    (0..count).map(|more| (number * STRIDE + more) % count).find_map(|at| breaks(&ways[at]))
}

/// For each route that somebody made, the call that deletes it.
fn routes_gone(world: &World) -> Vec<Vec<Call>> {
    let tables = world.route_tables.iter();
    let routes = tables.flat_map(|table| table.routes.iter().map(move |route| (table.id, route)));
    let made = routes.filter(|(_, route)| route.target != Target::Local);
    made.filter_map(|(table, route)| {
        let mut maker = Maker::new(world);
        maker.call("DeleteRoute", route_key(table, route.destination))?;
        Some(maker.finish())
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guest::console::Console;
    use crate::lesson::library;
    use crate::session::Session;
    use std::sync::Arc;

    #[test]
    fn at_every_step_something_can_break_and_undoing_its_lines_is_possible() {
        let lesson = Arc::new(library::embedded().remove(0).load().unwrap());
        for step in [0, lesson.steps.len() - 1] {
            let session = Session::at(Arc::clone(&lesson), step);
            let wreck = wreck(session.world(), 1).unwrap();
            let mut console = Console::new(session.world().clone());
            assert_eq!(console.exec(&wreck.fails).unwrap().unwrap().exit, 0, "{wreck:?}");
            for line in &wreck.lines {
                assert_eq!(console.exec(line).unwrap().unwrap().exit, 0, "{line}");
            }
            assert_ne!(console.exec(&wreck.fails).unwrap().unwrap().exit, 0, "{wreck:?}");
        }
    }

    #[test]
    fn another_number_breaks_something_else() {
        let lesson = Arc::new(library::embedded().remove(0).load().unwrap());
        let world = Session::finished(&lesson).world().clone();
        let broken: Vec<_> = (0..4).filter_map(|number| wreck(&world, number)).map(|wreck| wreck.lines).collect();
        assert_eq!(broken.len(), 4);
        assert!(broken.windows(2).all(|two| two[0] != two[1]), "{broken:?}");
        assert_eq!(wreck(&World::default(), 0), None);
    }
}
