//! What learners may do besides what the author does, tried out: a search over the worlds that they can
//! make in each step, by calls in other orders, with other targets, left out, and taken back.
//!
//! Of every world found it is proved that there is a way on to the goals, that the goals do not hold
//! where the author's own lines end otherwise, that no goal is open which nothing needs, and that the
//! tutor has something to say wherever a goal is open. What does not hold is shown with the shortest script
//! that leads there.
//!
//! [`moves`] is what can be done, [`back`] how it is taken back, [`carry`] does it so that the order
//! leaves no trace, [`fingerprint`] knows a world again, [`judge`] says what to think of it, [`search`]
//! goes through all of them, and [`script`] writes the way down.
//!
//! A goal may insist on anything that the learner was told: what the step's text or the goal's own `say`
//! names, and what a mistake's `when` recognises, is meant so. Goals about what was seen or called count
//! as reachable where the step begins, and are asked again where everything is built.

mod back;
mod carry;
mod fingerprint;
mod judge;
mod moves;
mod script;
mod search;
#[cfg(test)]
mod tests;

use super::model::{Lesson, Step};
use super::problem::{Place, Problem};
use super::proof::word;
use crate::cloud::World;
use crate::guest::console::Console;
use judge::{Judge, State};
use moves::Alphabet;
use search::Search;

/// How far the search goes in each step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    /// Calls more than the author needs.
    pub beyond: usize,
    /// Worlds at most.
    pub states: usize,
}

impl Default for Bound {
    fn default() -> Self {
        Self { beyond: 2, states: 20_000 }
    }
}

/// Who does the work: the search knows nothing of threads.
pub trait Workers {
    /// Does the same to each item, in any order, and gives the results in the items' order.
    fn map<T: Sync, R: Send>(&self, items: &[T], work: &(dyn Fn(&T) -> R + Sync)) -> Vec<R>;
}

/// One after the other.
#[derive(Clone, Copy, Debug, Default)]
pub struct Alone;

impl Workers for Alone {
    fn map<T: Sync, R: Send>(&self, items: &[T], work: &(dyn Fn(&T) -> R + Sync)) -> Vec<R> {
        items.iter().map(work).collect()
    }
}

/// How much was tried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Different worlds.
    pub states: usize,
    /// Calls that were tried.
    pub calls: usize,
    /// Of these, the ones that EC2 refused.
    pub refused: usize,
    /// Of these, the ones that led to a world known already.
    pub again: usize,
    /// Calls in a row at most.
    pub depth: usize,
    /// What ended the search.
    pub end: End,
}

/// What ended a search.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum End {
    /// There is nothing more: every world that these calls can make was found.
    #[default]
    Everything,
    /// Every world was found that so many calls in a row can make.
    Calls,
    /// There were more worlds than the bound allows.
    States,
}

/// What does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// The goals can't be reached any more.
    DeadEnd,
    /// The goals hold, but the author's lines end otherwise.
    FalsePass,
    /// A goal is open that nothing needs.
    FalseFail,
    /// A goal is open, and the tutor has nothing to say.
    Untold,
}

/// Something that does not hold, and how to get there.
#[derive(Clone, Debug)]
pub struct Finding {
    /// What kind of thing.
    pub flaw: Flaw,
    /// Where, and what.
    pub problem: Problem,
    /// The lines that lead there, typed where the step begins; the shortest there are.
    pub script: Vec<String>,
    /// In how many worlds it is so.
    pub worlds: usize,
}

/// What was found of a step.
#[derive(Clone, Debug)]
pub struct Explored {
    /// The step's short name.
    pub step: String,
    /// How much was tried.
    pub counts: Counts,
    /// What does not hold.
    pub findings: Vec<Finding>,
}

/// Explores every step of a lesson from where its author begins it.
pub fn explore(lesson: &Lesson, bound: Bound, workers: &impl Workers) -> Vec<Explored> {
    let mut explored = Vec::with_capacity(lesson.steps.len());
    let mut console = Console::new(lesson.world.clone());
    for (at, step) in lesson.steps.iter().enumerate() {
        if let Some(world) = &step.world {
            console = Console::new(world.clone());
        }
        let later = lesson.steps[at + 1..].iter().position(|later| later.world.is_some());
        let end = later.map_or(lesson.steps.len(), |later| at + 1 + later);
        explored.push(explore_step(&lesson.steps[at..end], &console.world, bound, workers));
        for line in &step.solution {
            // A proved lesson has no line that isn't understood; of another, the rest still runs.
            let _ = console.exec(&line.text);
        }
    }
    explored
}

/// Explores the first of these steps, which begins in `world`; the others follow it in the same world.
pub fn explore_step(steps: &[Step], world: &World, bound: Bound, workers: &impl Workers) -> Explored {
    let mut begin = world.clone();
    begin.settle();
    let step = steps.first();
    let mut explored = Explored {
        step: step.map_or_else(String::new, |step| step.id.clone()),
        counts: Counts::default(),
        findings: Vec::new(),
    };
    let Some(step) = step else { return explored };
    let mut alphabet = Alphabet::of(step, &begin);
    let Some(judge) = Judge::new(steps, &begin, &alphabet) else { return explored };
    let search = Search::run(&begin, &judge, &mut alphabet, (bound, workers));
    explored.counts = search.counts;
    explored.findings = findings(step, &begin, &search);
    explored
}

/// What does not hold, the nearest world of each kind and place.
fn findings(step: &Step, begin: &World, search: &Search) -> Vec<Finding> {
    let mut found: Vec<Finding> = Vec::new();
    for (node, state, way_on) in search.states() {
        let flaws = [(!way_on).then(|| (Flaw::DeadEnd, dead_end(step))), flaw(state)];
        for (flaw, problem) in flaws.into_iter().flatten() {
            match found.iter_mut().find(|it| it.flaw == flaw && it.problem == problem) {
                Some(known) => known.worlds += 1,
                None => {
                    let script = script::of(begin, &search.path(node));
                    found.push(Finding { flaw, problem, script, worlds: 1 });
                }
            }
        }
    }
    found
}

fn dead_end(step: &Step) -> Problem {
    let ja = format!("手順 `{}` は行き止まりになることがあります: 目標に戻る呼び出しが見つかりません", step.id);
    let en = format!("step `{}` can end in a dead end: no calls were found that still lead to its goals", step.id);
    Problem::new(step.place, ja, en)
}

fn flaw(state: &State) -> Option<(Flaw, Problem)> {
    match state {
        State::Done | State::Told => None,
        State::Untold { goal } => Some((Flaw::Untold, untold(*goal))),
        State::FalsePass { line, outcomes: (want, have) } => {
            let have = have.as_ref().map_or_else(|| "-".to_owned(), word);
            let want = word(want);
            let ja = format!("目標はすべて満たされるのに、この行の結果が `{want}` ではなく `{have}` になります");
            let en = format!("all goals hold, but this line then ends in `{have}`, not in `{want}`");
            Some((Flaw::FalsePass, Problem::new(line.place, ja, en)))
        }
        State::FalseFail { goal, wants } => {
            let ja = format!("この目標が求める `{wants}` は、本文にも目標の文にも書かれておらず、通信にも要りません");
            let en = format!(
                "this goal insists on `{wants}`, which neither the text nor the goal's `say` names and no command needs"
            );
            Some((Flaw::FalseFail, Problem::new(*goal, ja, en)))
        }
    }
}

fn untold(goal: Place) -> Problem {
    let ja = "この目標が満たされないとき、「まだです」としか言えない状態があります";
    Problem::new(goal, ja, "this goal can be open with nothing to say but \"not yet\"")
}
