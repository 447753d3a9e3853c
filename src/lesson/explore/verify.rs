//! Looks for counter-examples among the states that were reached, the nearest first.

use super::back;
use super::judge::{Asked, Standing, Told};
use super::moves::Move;
use super::script;
use super::search::Search;
use super::way::{Deviation, Rest, Way};
use super::{Fault, Finding, Hands, StepBound};
use crate::cloud::World;
use crate::guest::repair::{Command, repair};
use crate::lesson::Step;
use crate::lesson::goal::Situation;
use crate::lesson::model::Wanted;
use crate::lesson::problem::Place;
use crate::sim::Outcome;
use crate::sim::blockers::Blocker;

/// How often everything that can be undone is undone, before no way back is believed in.
const ROUNDS: usize = 12;

/// Dead ends that are looked into one by one; where there are more, the first are enough to tell.
const DEAD_ENDS: usize = 2_000;

/// What was found in a step.
#[derive(Default)]
pub(super) struct Verified {
    pub met: usize,
    pub walks: usize,
    pub unwalked: usize,
    pub broken_later: usize,
    pub findings: Vec<Finding>,
}

/// A step with what was reached in it.
struct Verifier<'v, 'l> {
    search: &'v Search<'l>,
    way: &'v Way<'l>,
    step: &'v Step,
    at: usize,
    found: Verified,
}

/// How the rest of the author's way ends from a state.
enum Walked {
    /// As it does for the author.
    Well,
    /// Otherwise, for a call that was not needed; the tutor can say so then.
    BrokenByMore,
    /// Otherwise, though no call could be left out.
    Badly(Deviation),
}

/// Looks for counter-examples.
pub(super) fn verify<'l>(
    search: &Search<'l>,
    way: &Way<'l>,
    (step, at): (&Step, usize),
    (bound, hands): (StepBound, &impl Hands),
) -> Verified {
    let mut verifier = Verifier { search, way, step, at, found: Verified::default() };
    if verifier.is_solved() {
        let good = verifier.met();
        verifier.dead_ends(good, hands);
        let rest = way.rest(at);
        verifier.false_passes(&rest, bound, hands);
        verifier.false_fails(&rest, bound, hands);
        verifier.silent();
    }
    verifier.found
}

impl Verifier<'_, '_> {
    /// Whether the solution reaches the goals; else nothing can be said.
    fn is_solved(&mut self) -> bool {
        let judge = &self.search.judge;
        let (world, seen) = self.search.solve(&self.search.stage.root, 0, &mut |_, _| false);
        let is_solved = judge.is_met(&world, seen);
        if !is_solved {
            self.find(self.step.place, Fault::Unsolved, (0, 1));
        }
        is_solved
    }

    /// Which states are done.
    fn met(&mut self) -> Vec<bool> {
        let met: Vec<bool> = self.search.states.iter().map(|state| state.standing == Standing::Met).collect();
        self.found.met = met.iter().filter(|met| **met).count();
        met
    }

    fn find(&mut self, place: Place, fault: Fault, (at, states): (usize, usize)) {
        let stage = self.search.stage;
        let (_, moves) = self.search.replay(at);
        let script = script::of(&stage.begun.world, &stage.root, &moves);
        self.found.findings.push(Finding { place, fault, script, states });
    }

    /// States from which nothing leads to the goals.
    fn dead_ends(&mut self, mut good: Vec<bool>, hands: &impl Hands) {
        self.search.mark_all_before(&mut good);
        let lost = |good: &[bool]| (0..good.len()).filter(|at| !good[*at]).collect::<Vec<usize>>();
        let mut first = None;
        let mut hopeless = 0;
        let mut open = lost(&good);
        open.truncate(DEAD_ENDS);
        while !open.is_empty() {
            let part: Vec<usize> = open.drain(..open.len().min(64 * hands.count())).filter(|at| !good[*at]).collect();
            let saved = hands.map(&part, &|part: &[usize]| part.iter().map(|at| self.is_saved(*at, &good)).collect());
            let mut any = false;
            for (at, saved) in part.iter().zip(saved) {
                good[*at] = saved;
                any |= saved;
                if !saved {
                    hopeless += 1;
                    first = first.or(Some(*at));
                }
            }
            if any {
                self.search.mark_all_before(&mut good);
            }
        }
        // A state that was given up may lead to one that was saved later.
        if let Some(at) = lost(&good).first().copied().filter(|_| first.is_some()) {
            let left = lost(&good).len().min(hopeless);
            self.find(self.step.place, Fault::DeadEnd, (at, left));
        }
    }

    /// Whether the goals are reached after all: by the solution, by undoing everything, or by the repair.
    fn is_saved(&self, at: usize, good: &[bool]) -> bool {
        let search = self.search;
        let (world, _) = search.replay(at);
        let seen = search.states[at].seen;
        let known = |world: &World, seen: u32| search.place(world, seen).is_some_and(|at| good[at]);
        let solved = |world: &World, seen: u32| {
            let (last, last_seen) = search.solve(world, seen, &mut |world, seen| known(world, seen));
            known(&last, last_seen) || search.judge.is_met(&last, last_seen)
        };
        if solved(&world, seen) {
            return true;
        }
        let mut undone = world.clone();
        for _ in 0..ROUNDS {
            let before = super::print::of(&undone);
            for call in back::calls(&search.stage.root, &undone) {
                if let Ok(moved) = Move::new(call).carry_out(&undone) {
                    undone = moved.world;
                    if known(&undone, seen) {
                        return true;
                    }
                }
            }
            if super::print::of(&undone) == before {
                break;
            }
        }
        solved(&undone, seen) || self.repaired(&world).is_some_and(|world| solved(&world, seen))
    }

    /// The world after the repair of the first command of a goal that fails.
    fn repaired(&self, world: &World) -> Option<World> {
        let situation = Situation::new(world, &[]);
        let mut probes = self.step.goals.iter().filter_map(|goal| match &goal.what {
            Wanted::Probe(probe) if probe.outcome == Outcome::Ok => situation.run(&probe.run.text),
            _ => None,
        });
        let trace = probes.find(|trace| trace.outcome != Outcome::Ok)?;
        let repair = repair(world, &Command::of(&trace), &[])?;
        let carried = |world: World, call| Some(Move::new(call).carry_out(&world).ok()?.world);
        repair.calls.into_iter().try_fold(world.clone(), carried)
    }

    /// States that are done, from which the rest of the author's way goes wrong.
    fn false_passes(&mut self, rest: &Rest, bound: StepBound, hands: &impl Hands) {
        let met = |at: &usize| self.search.states[*at].standing == Standing::Met;
        let all: Vec<usize> = (0..self.search.states.len()).filter(met).collect();
        let some = &all[..all.len().min(bound.walks)];
        let walked = hands.map(some, &|part: &[usize]| part.iter().map(|at| self.walk(*at, rest)).collect());
        self.found.walks += some.len();
        self.found.unwalked += all.len() - some.len();
        self.found.broken_later = walked.iter().filter(|walked| matches!(walked, Walked::BrokenByMore)).count();
        let mut bad = some.iter().zip(walked).filter_map(|(at, walked)| match walked {
            Walked::Badly(deviation) => Some((*at, deviation)),
            Walked::Well | Walked::BrokenByMore => None,
        });
        let Some((at, Deviation { line, place, want, have, .. })) = bad.next() else { return };
        let states = 1 + bad.count();
        let goal = self.step.goals.first().map_or(self.step.place, |goal| goal.place);
        self.find(goal, Fault::FalsePass { line, place, want, have }, (at, states));
    }

    fn walk(&self, at: usize, rest: &Rest) -> Walked {
        let (world, moves) = self.search.replay(at);
        let Some(deviation) = self.way.deviation(self.at, &world, rest) else { return Walked::Well };
        let is_told = deviation.trace.as_ref().is_some_and(|trace| Blocker::of(trace).is_some());
        let is_needless = |without: usize| {
            let kept = moves.iter().enumerate().filter(|(at, _)| *at != without).map(|(_, made)| made);
            let (world, seen) = self.carried_out(kept);
            self.search.judge.is_met(&world, seen)
        };
        match (0..moves.len()).any(is_needless) && is_told {
            true => Walked::BrokenByMore,
            false => Walked::Badly(deviation),
        }
    }

    /// The world after some moves, as far as they go, and what has happened in it.
    fn carried_out<'m>(&self, moves: impl Iterator<Item = &'m Move>) -> (World, u32) {
        let judge = &self.search.judge;
        let look = |world: &World, seen| if judge.can_look() { judge.look(world, seen) } else { seen };
        let mut world = self.search.stage.root.clone();
        let mut seen = look(&world, 0);
        for made in moves {
            match made.carry_out(&world) {
                Ok(moved) => {
                    world = moved.world;
                    seen = judge.call(&made.call, None, seen);
                }
                Err(refusal) => seen = judge.call(&made.call, Some(&refusal), seen),
            }
            seen = look(&world, seen);
        }
        (world, seen)
    }

    /// States that are refused for what nobody asked for, though everything works in them. Where the rest of
    /// the way works without this step too, it proves nothing.
    fn false_fails(&mut self, rest: &Rest, bound: StepBound, hands: &impl Hands) {
        if self.way.deviation(self.at, &self.search.stage.root, rest).is_none() {
            return;
        }
        let silently = |at: &usize| {
            matches!(self.search.states[*at].standing, Standing::Open { asked: Asked::Silently, .. })
        };
        let all: Vec<usize> = (0..self.search.states.len()).filter(silently).collect();
        let some = &all[..all.len().min(bound.walks)];
        let works = hands.map(some, &|part: &[usize]| {
            let works = |at: &usize| self.way.deviation(self.at, &self.search.replay(*at).0, rest).is_none();
            part.iter().map(works).collect()
        });
        self.found.walks += some.len();
        self.found.unwalked += all.len() - some.len();
        let refused: Vec<usize> = some.iter().zip(works).filter(|(_, works)| *works).map(|(at, _)| *at).collect();
        for goal in 0..self.step.goals.len() {
            let mut here = refused.iter().filter(|at| self.open_goal(**at) == Some(goal));
            if let Some(at) = here.next() {
                let (place, missing) = (self.step.goals[goal].place, self.missing(*at, goal));
                let states = 1 + here.count();
                self.find(place, Fault::FalseFail { missing }, (*at, states));
            }
        }
    }

    /// States in which the tutor has nothing to say.
    fn silent(&mut self) {
        let is_silent = |at: &usize| {
            matches!(self.search.states[*at].standing, Standing::Open { told: Told::Nothing, .. })
        };
        let silent: Vec<usize> = (0..self.search.states.len()).filter(is_silent).collect();
        let Some(at) = silent.first().copied() else { return };
        let Some(goal) = self.open_goal(at) else { return };
        let (place, missing) = (self.step.goals[goal].place, self.missing(at, goal));
        self.find(place, Fault::NoDiagnosis { missing }, (at, silent.len()));
    }

    fn open_goal(&self, at: usize) -> Option<usize> {
        match self.search.states[at].standing {
            Standing::Met => None,
            Standing::Open { goal, .. } => Some(goal),
        }
    }

    /// What a goal misses in a state, in an author's shorthand.
    fn missing(&self, at: usize, goal: usize) -> String {
        let (world, _) = self.search.replay(at);
        let verdict = self.step.goals[goal].check(&Situation::new(&world, &[]));
        match verdict {
            crate::lesson::goal::Verdict::Met => String::new(),
            crate::lesson::goal::Verdict::Missing(near) => crate::lesson::proof::brief(&near),
        }
    }
}
