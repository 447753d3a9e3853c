//! The least that mends it. For a failed command this searches the smallest list of API calls after
//! which the very command succeeds, by trying them on copies of the world.
//!
//! The command is a function from a world to a trace, so the search knows nothing of programs. Each
//! failed trace ends at one obstacle; [`fixes`] proposes the calls that could lift or avoid it, and
//! every proposal is tried. The search goes by the number of calls, then by how little they open
//! up, and is bounded. A list that breaks what worked before is taken only where no other is found.
//! What is being made at the moment is waited for before the first call.

mod endpoints;
mod filters;
mod fixes;
mod lines;
mod make;
mod routes;

pub use lines::{line, lines};
pub use make::{Maker, carry_out, carry_out_what_goes, name_tag, route_key};

use super::Outcome;
use super::blockers::Blocker;
use super::trace::Trace;
use crate::cloud::{Call, World};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

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
    pub const USUAL: Self = Self { calls: 6, worlds: 400 };
}

/// What to ask of a world.
pub struct Question<'q> {
    /// The command that failed: runs it in a world.
    pub probe: &'q dyn Fn(&World) -> Trace,
    /// How many commands shall go on working.
    pub watched: usize,
    /// Whether one of them, by its place, succeeds in a world.
    pub works: &'q dyn Fn(&World, usize) -> bool,
}

/// The way out.
#[derive(Clone, Debug, PartialEq)]
pub struct Repair {
    /// How long to wait first, until nothing is in transition; zero where the calls mend it at once.
    pub wait: Duration,
    /// The calls, in order, each when nothing is in transition any more. Empty where waiting is
    /// enough, or nothing is wrong.
    pub calls: Vec<Call>,
    /// Which of the watched commands worked before and no longer work after it, by their place. Empty
    /// unless every list that was found breaks something.
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
/// shows. A filter is lifted by its narrowest rule, so that the filters behind it show too; all else
/// by the calls of the repair, where one is known.
pub fn blockers(world: &World, probe: &dyn Fn(&World) -> Trace, repair: Option<&Repair>) -> Vec<Blocker> {
    const MOST: usize = 12;
    let mut planned = repair.map_or(&[][..], |repair| &repair.calls).iter();
    let mut found: Vec<Blocker> = Vec::new();
    let mut here = Tried::start(world.clone(), probe);
    while let Some(blocker) = Blocker::of(&here.trace).filter(|_| found.len() < MOST) {
        if !found.iter().any(|known| known.is_same(&blocker)) {
            found.push(blocker.clone());
        }
        let by_rule = blocker.is_filter() || planned.len() == 0;
        let by_rule = by_rule.then(|| narrowest(&here, &blocker, &found, probe)).flatten();
        let next = by_rule.or_else(|| {
            let world = carry_out_what_goes(&here.world, [planned.next()?]);
            Some(Tried::start(world, probe))
        });
        match next {
            Some(next) => here = next,
            None => break,
        }
    }
    found
}

/// The fix that opens up least, of those that get the command past its obstacle to none met before.
fn narrowest(here: &Tried, at: &Blocker, met: &[Blocker], probe: &dyn Fn(&World) -> Trace) -> Option<Tried> {
    let after = fixes::of(&here.world, at).into_iter().filter_map(|fix| here.after(fix, probe));
    let is_behind = |next: &Tried| Blocker::of(&next.trace).is_none_or(|blocker| blocker.is_behind(at));
    after.filter(|next| gets_further(next, met) && is_behind(next)).min_by_key(|next| next.opens)
}

/// Whether a trace ends at none of the obstacles met before.
fn gets_further(tried: &Tried, before: &[Blocker]) -> bool {
    Blocker::of(&tried.trace).is_none_or(|blocker| !before.iter().any(|known| known.is_same(&blocker)))
}

/// The smallest repair, or none within the bound.
pub fn find(world: &World, question: &Question<'_>, bound: Bound) -> Option<Repair> {
    let now = Tried::start(world.clone(), question.probe);
    if now.trace.outcome == Outcome::Ok {
        return Some(Repair { wait: Duration::ZERO, calls: Vec::new(), breaks: Vec::new() });
    }
    let mut settled = world.clone();
    let wait = settled.settle();
    let start = if wait.is_zero() { now } else { Tried::start(settled.clone(), question.probe) };
    let mut search = Search { before: world, start: settled, question, bound, worlds: 0, broken: None };
    let found = search.run(start)?;
    let wait = if goes_at_once(world, &found.calls, question) { Duration::ZERO } else { wait };
    Some(Repair { wait, ..found })
}

/// Whether the calls mend the command without any waiting.
fn goes_at_once(world: &World, calls: &[Call], question: &Question<'_>) -> bool {
    let mut world = world.clone();
    calls.iter().all(|call| world.call(call).is_ok()) && (question.probe)(&world).outcome == Outcome::Ok
}

struct Search<'q, 'p> {
    /// The world as the command failed in it, and when nothing is in transition any more.
    before: &'q World,
    start: World,
    question: &'q Question<'p>,
    bound: Bound,
    worlds: usize,
    /// The best list so far that mends, but breaks something.
    broken: Option<Repair>,
}

impl Search<'_, '_> {
    /// The list with the fewest calls first, and of those the one that opens up least; then the one
    /// that was proposed first.
    fn run(&mut self, start: Tried) -> Option<Repair> {
        let mut open = BTreeMap::from([((0, 0, 0), start)]);
        while let Some((_, tried)) = open.pop_first() {
            if tried.trace.outcome == Outcome::Ok {
                match self.judge(&tried) {
                    Some(found) => return Some(found),
                    None => continue,
                }
            }
            for next in self.further(&tried) {
                self.worlds += 1;
                open.insert((next.calls.len(), next.opens, self.worlds), next);
            }
        }
        self.broken.take()
    }

    /// The lists that go on from one that does not mend yet, and get the command further.
    fn further(&self, tried: &Tried) -> Vec<Tried> {
        let Some(blocker) = Blocker::of(&tried.trace) else { return Vec::new() };
        let room = self.bound.worlds.saturating_sub(self.worlds);
        let fixes = fixes::of(&tried.world, &blocker).into_iter().take(room);
        let after = fixes.filter_map(|fix| tried.after(fix, self.question.probe));
        let met = [blocker];
        after.filter(|after| after.calls.len() <= self.bound.calls && gets_further(after, &met)).collect()
    }

    /// Whether a list that mends is the answer: no call of it can be left out, and nothing breaks.
    fn judge(&mut self, tried: &Tried) -> Option<Repair> {
        if !self.needs_all(&tried.calls) {
            return None;
        }
        // Most work after it: only of those that don't it matters whether they worked before.
        let works = self.question.works;
        let is_broken = |at: &usize| !works(&tried.world, *at) && works(self.before, *at);
        let breaks: Vec<usize> = (0..self.question.watched).filter(is_broken).collect();
        let repair = Repair { wait: Duration::ZERO, calls: tried.calls.clone(), breaks };
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
            let world = carry_out_what_goes(&self.start, some);
            (self.question.probe)(&world).outcome != Outcome::Ok
        })
    }
}

impl Tried {
    fn start(world: World, probe: &dyn Fn(&World) -> Trace) -> Self {
        let trace = Arc::new(probe(&world));
        Self { world, calls: Vec::new(), opens: 0, trace }
    }

    /// The same with a fix on top; none where EC2 refuses it.
    fn after(&self, fix: fixes::Fix, probe: &dyn Fn(&World) -> Trace) -> Option<Self> {
        let world = carry_out(&self.world, &fix.calls)?;
        let trace = Arc::new(probe(&world));
        let calls = make::joined(&self.calls, fix.calls);
        Some(Self { world, calls, opens: self.opens + fix.opens, trace })
    }
}
