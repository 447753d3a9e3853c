//! The least that mends it. For a failed command this searches the smallest list of API calls after
//! which the very command succeeds, by trying them on copies of the world.
//!
//! The command is a function from a world to a trace, so the search knows nothing of programs. Each
//! failed trace ends at one obstacle; [`fixes`] proposes the calls that could lift or avoid it, and
//! every proposal is tried. The search goes by the number of calls, then by how little they open
//! up, and is bounded. A list that breaks what worked before is taken only where no other is found.

mod filters;
mod fixes;
mod lines;
mod make;
mod routes;

pub use lines::lines;
pub use make::{Maker, carry_out};

use super::blockers::Blocker;
use super::trace::Trace;
use super::{Outcome, blockers};
use crate::cloud::{Call, World};
use std::sync::Arc;

/// How far the search goes.
#[derive(Clone, Copy, Debug)]
pub struct Bound {
    /// Calls in a list at most.
    pub calls: usize,
    /// Worlds that are tried at most.
    pub worlds: usize,
}

impl Bound {
    /// Enough for three faults at once in a world of the chapter's size.
    pub const USUAL: Self = Self { calls: 6, worlds: 1500 };
}

/// What to ask of a world.
pub struct Question<'q> {
    /// The command that failed: runs it in a world.
    pub probe: &'q dyn Fn(&World) -> Trace,
    /// What shall go on working: for each such command, whether it succeeds in a world.
    pub works: &'q dyn Fn(&World) -> Vec<bool>,
}

/// The way out.
#[derive(Clone, Debug, PartialEq)]
pub struct Repair {
    /// The calls, in order. Empty where waiting is enough, or nothing is wrong.
    pub calls: Vec<Call>,
    /// Which of the commands that worked before no longer work after it, by their place in
    /// [`Question::works`]. Empty unless every list that was found breaks something.
    pub breaks: Vec<usize>,
}

/// A list of calls that was tried.
struct Tried {
    world: World,
    calls: Vec<Call>,
    /// How much it opens up, in the unit of [`fixes::Fix::opens`].
    opens: u32,
    trace: Arc<Trace>,
}

/// The obstacles of a failed command in path order: each is lifted on a copy, and then the next one
/// shows. Where a repair is known its calls lift them. Where there is none, each is lifted in the
/// least way that gets the command further, up to one that no call lifts.
pub fn blockers(world: &World, probe: &dyn Fn(&World) -> Trace, repair: Option<&Repair>) -> Vec<Blocker> {
    match repair {
        Some(repair) => lifted_by(world, probe, &repair.calls),
        None => lifted_one_by_one(world, probe),
    }
}

fn lifted_by(world: &World, probe: &dyn Fn(&World) -> Trace, calls: &[Call]) -> Vec<Blocker> {
    let mut found: Vec<Blocker> = Vec::new();
    for done in 0..=calls.len() {
        let Some(world) = make::carry_out(world, &calls[..done]) else { break };
        let blocker = Blocker::of(&Arc::new(probe(&world)));
        found.extend(blocker.filter(|blocker| !found.iter().any(|known| known.is_same(blocker))));
    }
    found
}

fn lifted_one_by_one(world: &World, probe: &dyn Fn(&World) -> Trace) -> Vec<Blocker> {
    const MOST: usize = 12;
    let mut found: Vec<Blocker> = Vec::new();
    let mut here = Tried::start(world, probe);
    while let Some(blocker) = Blocker::of(&here.trace) {
        found.push(blocker.clone());
        let further = fixes::of(&here.world, &blocker).into_iter().filter_map(|fix| here.after(fix, probe));
        let next = further.filter(|next| gets_further(next, &found)).min_by_key(|next| next.opens);
        match next {
            Some(next) if found.len() < MOST => here = next,
            _ => break,
        }
    }
    found
}

/// Whether a trace ends at none of the obstacles met before.
fn gets_further(tried: &Tried, before: &[Blocker]) -> bool {
    match Blocker::of(&tried.trace) {
        Some(blocker) => !before.iter().any(|known| known.is_same(&blocker)),
        None => tried.trace.outcome == Outcome::Ok,
    }
}

/// The smallest repair, or none within the bound.
pub fn find(world: &World, question: &Question<'_>, bound: Bound) -> Option<Repair> {
    let start = Tried::start(world, question.probe);
    if start.trace.outcome == Outcome::Ok {
        return Some(Repair { calls: Vec::new(), breaks: Vec::new() });
    }
    let before = (question.works)(&start.world);
    let start_world = world.clone();
    let mut search = Search { start: start_world, question, bound, before, worlds: 0, broken: None };
    search.run(start)
}

struct Search<'q, 'p> {
    start: World,
    question: &'q Question<'p>,
    bound: Bound,
    before: Vec<bool>,
    worlds: usize,
    /// The best list so far that mends, but breaks something.
    broken: Option<Repair>,
}

impl Search<'_, '_> {
    /// Level by level: all lists of one length before any longer one.
    fn run(&mut self, start: Tried) -> Option<Repair> {
        let mut levels: Vec<Vec<Tried>> = (0..=self.bound.calls).map(|_| Vec::new()).collect();
        levels[0].push(start);
        for length in 0..levels.len() {
            let mut here = std::mem::take(&mut levels[length]);
            here.sort_by_key(|tried| tried.opens);
            for tried in here {
                if tried.trace.outcome == Outcome::Ok {
                    if let Some(found) = self.judge(&tried) {
                        return Some(found);
                    }
                    continue;
                }
                for next in self.further(&tried) {
                    if let Some(level) = levels.get_mut(next.calls.len()) {
                        level.push(next);
                    }
                }
            }
        }
        self.broken.take()
    }

    /// The lists that go on from one that does not mend yet, and get the command further.
    fn further(&mut self, tried: &Tried) -> Vec<Tried> {
        let Some(blocker) = blockers::Blocker::of(&tried.trace) else { return Vec::new() };
        let met = [blocker];
        let mut next = Vec::new();
        for fix in fixes::of(&tried.world, &met[0]) {
            if self.worlds == self.bound.worlds || tried.calls.len() + fix.calls.len() > self.bound.calls {
                continue;
            }
            self.worlds += 1;
            let after = tried.after(fix, self.question.probe);
            next.extend(after.filter(|after| gets_further(after, &met)));
        }
        next
    }

    /// Whether a list that mends is the answer: no call of it can be left out, and nothing breaks.
    fn judge(&mut self, tried: &Tried) -> Option<Repair> {
        if !self.needs_all(&tried.calls) {
            return None;
        }
        let after = (self.question.works)(&tried.world);
        let pairs = self.before.iter().zip(&after).enumerate();
        let breaks: Vec<usize> = pairs.filter(|(_, (before, after))| **before && !**after).map(|(at, _)| at).collect();
        let repair = Repair { calls: tried.calls.clone(), breaks };
        if repair.breaks.is_empty() {
            return Some(repair);
        }
        self.broken.get_or_insert(repair);
        None
    }

    /// Whether every list with calls left out leaves the command failing. Calls that need one that is
    /// left out are refused, and the others carried out, as in a terminal.
    fn needs_all(&self, calls: &[Call]) -> bool {
        // One bit a call: which are kept. All of them would be the list itself.
        (0..(1_u32 << calls.len()) - 1).all(|kept| {
            let some = calls.iter().enumerate().filter(|(at, _)| kept & (1 << at) != 0).map(|(_, call)| call);
            let world = make::carry_out_what_goes(&self.start, some);
            (self.question.probe)(&world).outcome != Outcome::Ok
        })
    }
}

impl Tried {
    fn start(world: &World, probe: &dyn Fn(&World) -> Trace) -> Self {
        let trace = Arc::new(probe(world));
        Self { world: world.clone(), calls: Vec::new(), opens: 0, trace }
    }

    /// The same with a fix on top; none where EC2 refuses it.
    fn after(&self, fix: fixes::Fix, probe: &dyn Fn(&World) -> Trace) -> Option<Self> {
        let world = make::carry_out(&self.world, &fix.calls)?;
        let trace = Arc::new(probe(&world));
        let calls = self.calls.iter().chain(&fix.calls).cloned().collect();
        Some(Self { world, calls, opens: self.opens + fix.opens, trace })
    }
}
