//! The author's way through a scene, and how it goes on from where a learner stands: the rest of the
//! author's lines is carried out there, and every command must end as it does for the author.

use super::moves::{Move, digits, tidied};
use super::template::Template;
use crate::cloud::{Call, Changes, World};
use crate::guest::console::{Console, Kind, Record};
use crate::lesson::Step;
use crate::lesson::model::{Line, Wanted};
use crate::lesson::problem::Place;
use crate::sim::{Outcome, Trace};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The author's way through the steps of a scene.
pub(super) struct Way<'l> {
    steps: &'l [Step],
    pub stages: Vec<Stage>,
}

/// One step of it.
pub(super) struct Stage {
    /// Where it begins: the world, and the variables.
    pub begun: Console,
    /// The world of [`Stage::begun`] as it is explored.
    pub root: World,
    /// The calls of its solution that change something.
    pub solution: Vec<Template>,
    /// The calls of its mistakes.
    pub mistakes: Vec<Template>,
    /// What each line of the solution is.
    lines: Vec<LineKind>,
    /// The world in which it ends, as it is explored.
    pub ended: World,
}

/// What a line of a solution is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineKind {
    /// A call that changes the world.
    Changes,
    /// Anything else: it looks.
    Looks,
}

/// How a command ended that should have ended otherwise.
#[derive(Clone, Debug)]
pub(super) struct Deviation {
    pub place: Place,
    pub line: String,
    /// As it ends on the author's way.
    pub want: Option<Outcome>,
    pub have: Option<Outcome>,
    pub trace: Option<Arc<Trace>>,
}

/// A command that was run on the way on.
struct Ran {
    place: Place,
    line: String,
    outcome: Option<Outcome>,
    trace: Option<Arc<Trace>>,
}

/// How the rest of the way ends for the author, command by command.
pub(super) struct Rest(Vec<Option<Outcome>>);

impl<'l> Way<'l> {
    /// Walks a scene from its first world.
    pub fn walk(world: &World, steps: &'l [Step]) -> Self {
        let mut console = Console::new(world.clone());
        let stages = steps.iter().map(|step| Stage::walk(step, &mut console)).collect();
        Self { steps, stages }
    }

    /// How the rest ends for the author.
    pub fn rest(&self, at: usize) -> Rest {
        let mut outcomes = Vec::new();
        self.go_on(at, &self.stages[at].ended, &mut |ran| {
            outcomes.push(ran.outcome);
            true
        });
        Rest(outcomes)
    }

    /// The first command that ends otherwise than it does for the author, when the rest of the author's way is
    /// gone from this world, in which the step at `at` is done.
    pub fn deviation(&self, at: usize, world: &World, rest: &Rest) -> Option<Deviation> {
        let mut wanted = rest.0.iter();
        let mut found = None;
        self.go_on(at, world, &mut |ran| {
            let want = wanted.next().copied().flatten();
            if ran.outcome == want {
                return true;
            }
            found = Some(Deviation { place: ran.place, line: ran.line, want, have: ran.outcome, trace: ran.trace });
            false
        });
        found
    }

    /// Goes on from a world as the author does, as long as `met` wants. Gives it every command.
    fn go_on(&self, at: usize, world: &World, met: &mut dyn FnMut(Ran) -> bool) {
        let mut console = Console { world: world.clone(), ..self.stages[at].begun.clone() };
        for number in at..self.steps.len() {
            let (step, stage) = (&self.steps[number], &self.stages[number]);
            for (line, kind) in step.solution.iter().zip(&stage.lines) {
                // What the author does here, the learner has done in a way of their own.
                if number == at && *kind == LineKind::Changes {
                    continue;
                }
                let record = console.exec(&line.text).ok().flatten();
                if let Some(ran) = command(line, record.as_ref()) {
                    if !met(ran) {
                        return;
                    }
                }
            }
            for goal in &step.goals {
                let Wanted::Probe(probe) = &goal.what else { continue };
                let record = console.clone().exec(&probe.run.text).ok().flatten();
                let ran = command(&probe.run, record.as_ref());
                let ran = ran.unwrap_or_else(|| Ran::nothing(&probe.run));
                if !met(ran) {
                    return;
                }
            }
        }
    }
}

impl Ran {
    fn nothing(line: &Line) -> Self {
        Self { place: line.place, line: line.text.clone(), outcome: None, trace: None }
    }
}

/// A line as a command, if it is one: `HOST$ …`, or a shell by the endpoint.
fn command(line: &Line, record: Option<&Record>) -> Option<Ran> {
    match record.map(|record| &record.kind) {
        Some(Kind::Guest(trace)) => {
            Some(Ran { outcome: Some(trace.outcome), trace: Some(Arc::clone(trace)), ..Ran::nothing(line) })
        }
        Some(Kind::Api { .. }) => None,
        // There is no such instance, or it can't be understood.
        Some(Kind::Malformed) | None => is_command(&line.text).then(|| Ran::nothing(line)),
    }
}

fn is_command(line: &str) -> bool {
    let first = line.split_whitespace().next().unwrap_or_default();
    first.ends_with('$') || line.starts_with("aws ec2-instance-connect")
}

impl Stage {
    /// The lines of the solution that look.
    pub fn looks<'s>(&self, step: &'s Step) -> Vec<&'s Line> {
        let lines = step.solution.iter().zip(&self.lines);
        lines.filter(|(_, kind)| **kind == LineKind::Looks).map(|(line, _)| line).collect()
    }

    fn walk(step: &Step, console: &mut Console) -> Self {
        console.world.settle();
        let begun = console.clone();
        let root = tidied(&begun.world);
        let mut walker = Walker { natural: begun.clone(), explored: root.clone(), ids: BTreeMap::new() };
        let mut solution = Vec::new();
        let lines = step.solution.iter().map(|line| walker.step(line, &mut solution)).collect();
        let mut mistakes = Vec::new();
        for mistake in &step.mistakes {
            let mut walker = Walker { natural: begun.clone(), explored: root.clone(), ids: BTreeMap::new() };
            for line in &mistake.lines {
                walker.step(line, &mut mistakes);
            }
        }
        *console = walker.natural;
        Self { begun, root, solution, mistakes, lines, ended: walker.explored }
    }
}

/// Walks in the author's world, and beside it in the one that is explored.
struct Walker {
    natural: Console,
    explored: World,
    /// The digits of ids that were made on the way, and what they are where it is explored.
    ids: BTreeMap<String, String>,
}

impl Walker {
    fn step(&mut self, line: &Line, calls: &mut Vec<Template>) -> LineKind {
        self.natural.world.settle();
        let minted = self.natural.world.minted;
        let record = self.natural.exec(&line.text).ok().flatten();
        let Some(Record { kind: Kind::Api { call, .. }, .. }) = record else { return LineKind::Looks };
        if call.changes() == Changes::Nothing || call.is_dry_run() {
            return LineKind::Looks;
        }
        let call = self.translated(&call);
        calls.push(Template::of(&self.explored, &call));
        if let Ok(moved) = Move::new(call).carry_out(&self.explored) {
            let (first, made) = moved.ids;
            for number in 1..=made {
                self.ids.insert(digits(minted + number), digits(first + number));
            }
            self.explored = moved.world;
        }
        LineKind::Changes
    }

    fn translated(&self, call: &Call) -> Call {
        super::script::with_ids(call, &self.ids)
    }
}
