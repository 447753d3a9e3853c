//! The learner: where one is in a lesson, what one typed and answered. Everything else — the world,
//! the ticks at the goals, the reply to a mistake, the results board — is worked out from that.
//!
//! [`history`] holds the lines with undo and redo, [`saved`] is all that is worth keeping of a
//! session, [`progress`] keeps it on disk ([`whole`] writes the files, [`lock`] keeps others out), [`help`] is what was asked for
//! and why a command fails, [`board`] puts the same test of several phases side by side,
//! [`proof`] walks a lesson as a learner would, [`drill`] deals broken worlds, [`sandbox`] is free play,
//! [`bring`] brings a world along for it, and [`record`] makes a lesson of what an author does. [`parcel`] is
//! progress as a text that can be carried elsewhere, [`change`] puts such a text or a checkpoint in the place of
//! what is kept, and [`class`] reads off many of them who is where and what goes wrong.

pub mod board;
pub mod bring;
pub mod change;
pub mod class;
pub mod drill;
pub mod help;
pub mod history;
pub mod lock;
pub mod parcel;
pub mod progress;
pub mod proof;
pub mod record;
pub mod sandbox;
pub mod saved;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
pub mod whole;

use crate::cloud::World;
use crate::guest::console::{Console, NotUnderstood, Record};
use crate::lesson::ask::{Answer, Mark, Truth};
use crate::lesson::goal::{Situation, Verdict};
use crate::lesson::model::{Goal, Mistake, Sign, Wanted};
use crate::lesson::{Lesson, Step, Text};
pub use history::{By, Entry, History};
use std::collections::BTreeSet;
use std::sync::Arc;

/// One learner in one lesson. Cheap to copy: a copy is what "off the script and back" rests on.
#[derive(Clone, Debug)]
pub struct Session {
    lesson: Arc<Lesson>,
    /// What was done, by scene.
    scenes: Vec<History>,
    step: usize,
    reached: usize,
    skipped: BTreeSet<usize>,
    given: Vec<Given>,
    asked: Vec<help::Asked>,
    judged: Judged,
}

/// An answer that was given.
#[derive(Clone, Debug)]
pub struct Given {
    /// The position of the step.
    pub step: usize,
    /// The position of the question in its step.
    pub ask: usize,
    /// The answer.
    pub answer: Answer,
    /// What it is worth.
    pub mark: Mark,
    /// What is right.
    pub truth: Truth,
}

/// What became of the wish to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advance {
    /// On to the next step.
    Moved,
    /// So many goals are open yet.
    Open(usize),
    /// This is the last step.
    AtEnd,
}

/// What was found out about the present state.
#[derive(Clone, Debug, Default)]
struct Judged {
    goals: Vec<Verdict>,
    mistake: Option<usize>,
}

impl Session {
    /// A session at the beginning of a lesson.
    pub fn new(lesson: Arc<Lesson>) -> Self {
        let scenes = untouched(&lesson);
        let (skipped, given, asked) = (BTreeSet::new(), Vec::new(), Vec::new());
        let judged = Judged::default();
        let mut session = Self { lesson, scenes, step: 0, reached: 0, skipped, given, asked, judged };
        session.judge();
        session
    }

    /// A session at the beginning of a step, with everything before it done as the lesson's author does it.
    pub fn at(lesson: Arc<Lesson>, step: usize) -> Self {
        let mut session = Self::new(lesson);
        session.jump(step);
        session
    }

    /// A session at the end of a lesson, with everything done as the lesson's author does it.
    pub fn finished(lesson: &Arc<Lesson>) -> Self {
        Self::at(Arc::clone(lesson), lesson.steps.len())
    }

    /// The lesson.
    pub fn lesson(&self) -> &Arc<Lesson> {
        &self.lesson
    }

    /// Whether there is one step only, and nothing to reach in it: free play.
    pub fn is_endless(&self) -> bool {
        matches!(self.lesson.steps.as_slice(), [step] if step.goals.is_empty() && step.asks.is_empty())
    }

    /// The position of the present step.
    pub fn step(&self) -> usize {
        self.step
    }

    /// The present step.
    pub fn current(&self) -> &Step {
        &self.lesson.steps[self.step]
    }

    /// The furthest step that was reached.
    pub fn reached(&self) -> usize {
        self.reached
    }

    /// Whether a step was left with open goals.
    pub fn is_skipped(&self, step: usize) -> bool {
        self.skipped.contains(&step)
    }

    /// The world as it is now.
    pub fn world(&self) -> &World {
        &self.history().console().world
    }

    /// The console as it is now: the world, and the variables.
    pub fn console(&self) -> &Console {
        self.history().console()
    }

    /// The world as it was when the present step began.
    pub fn step_world(&self) -> &World {
        &self.history().at(self.begin_of(self.step)).world
    }

    /// What was typed in the present scene, and what it did.
    pub fn history(&self) -> &History {
        self.scene(self.step)
    }

    /// What was typed in each scene, in order.
    pub fn scenes(&self) -> &[History] {
        &self.scenes
    }

    /// What was typed in the scene of a step.
    fn scene(&self, step: usize) -> &History {
        &self.scenes[self.lesson.scene_of(step)]
    }

    fn scene_mut(&mut self, step: usize) -> &mut History {
        &mut self.scenes[self.lesson.scene_of(step)]
    }

    /// The records of all lines of the present scene, in order.
    pub fn records(&self) -> impl DoubleEndedIterator<Item = &Arc<Record>> {
        self.history().done().iter().map(|done| &done.record)
    }

    /// The goals of the present step, each with whether it holds.
    pub fn goals(&self) -> impl ExactSizeIterator<Item = (&Goal, &Verdict)> {
        self.current().goals.iter().zip(&self.judged.goals)
    }

    /// How many goals of the present step are open.
    pub fn open_goals(&self) -> usize {
        self.judged.goals.iter().filter(|verdict| !verdict.is_met()).count()
    }

    /// The mistake that shows in the present state, if the author foresaw it.
    pub fn mistake(&self) -> Option<&Mistake> {
        self.current().mistakes.get(self.judged.mistake?)
    }

    /// Carries a line out. A line that isn't understood changes nothing and isn't kept.
    pub fn exec(&mut self, line: &str) -> Result<Option<Arc<Record>>, NotUnderstood> {
        let entry = Entry::typed(line, self.step);
        let record = self.scene_mut(self.step).exec(entry)?;
        self.judge();
        Ok(record)
    }

    /// Takes the last line back that changed the world, goes to the step it was typed at, and returns it.
    pub fn undo(&mut self) -> Option<Entry> {
        let entry = self.scene_mut(self.step).undo()?;
        self.step = entry.step;
        self.judge();
        Some(entry)
    }

    /// Does again what was undone last, goes to the step it was typed at, and returns it.
    pub fn redo(&mut self) -> Option<Entry> {
        let entry = self.scene_mut(self.step).redo();
        if let Some(entry) = &entry {
            self.step = entry.step;
        }
        self.judge();
        entry
    }

    /// On to the next step, where no goal is open.
    pub fn advance(&mut self) -> Advance {
        match self.open_goals() {
            0 => self.move_on(),
            open if self.step + 1 < self.lesson.steps.len() => Advance::Open(open),
            _ => Advance::AtEnd,
        }
    }

    /// On to the next step even with open goals; the step is marked. The world stays as it is.
    pub fn skip(&mut self) -> Advance {
        let (step, open) = (self.step, self.open_goals());
        let advance = self.move_on();
        if advance == Advance::Moved && open > 0 {
            self.skipped.insert(step);
        }
        advance
    }

    fn move_on(&mut self) -> Advance {
        if self.step + 1 >= self.lesson.steps.len() {
            return Advance::AtEnd;
        }
        if self.open_goals() == 0 {
            self.skipped.remove(&self.step);
        }
        self.go(self.step + 1);
        Advance::Moved
    }

    /// Back to the step before, to read or to work on it; the world stays as it is.
    pub fn previous(&mut self) {
        self.go(self.step.saturating_sub(1));
    }

    /// To a step, the last one at most; the world stays as it is.
    pub fn go(&mut self, step: usize) {
        self.step = step.min(self.lesson.steps.len().saturating_sub(1));
        self.reached = self.reached.max(self.step);
        self.judge();
    }

    /// To the beginning of a step, in the world that the author's solutions of all steps before it
    /// make. What was typed is forgotten; answers are kept.
    pub fn jump(&mut self, step: usize) {
        self.scenes = untouched(&self.lesson);
        let lesson = Arc::clone(&self.lesson);
        for (position, before) in lesson.steps.iter().enumerate().take(step) {
            for line in &before.solution {
                // A proved lesson has no line that isn't understood; of another, the rest still runs.
                let _ = self.scene_mut(position).exec(Entry { by: By::Jump, ..Entry::typed(&line.text, position) });
            }
        }
        self.go(step);
    }

    /// Carries the author's solution of the present step out, from where the step began.
    pub fn solve(&mut self) {
        self.reset_step();
        let (lesson, step) = (Arc::clone(&self.lesson), self.step);
        for line in &lesson.steps[step].solution {
            let _ = self.scene_mut(step).exec(Entry { by: By::Solution, ..Entry::typed(&line.text, step) });
        }
        self.judge();
    }

    /// Takes back what was done since the present step began. It can be redone.
    pub fn reset_step(&mut self) {
        let begin = self.begin_of(self.step);
        self.scene_mut(self.step).rewind(begin);
        self.judge();
    }

    /// Back to the very beginning. The lines can be redone; answers and marks are forgotten.
    pub fn reset_lesson(&mut self) {
        self.scenes.iter_mut().for_each(|scene| scene.rewind(0));
        (self.step, self.reached) = (0, 0);
        self.skipped.clear();
        self.given.clear();
        self.asked.clear();
        self.judge();
    }

    /// All answers given.
    pub fn answers(&self) -> &[Given] {
        &self.given
    }

    /// The answer given to a question of the present step.
    pub fn answer_to(&self, ask: usize) -> Option<&Given> {
        self.given.iter().find(|given| (given.step, given.ask) == (self.step, ask))
    }

    /// What is told about an answer that was given.
    pub fn reply(&self, given: &Given) -> Option<&Text> {
        self.lesson.steps.get(given.step)?.asks.get(given.ask)?.reply(&given.answer)
    }

    /// Answers a question of the present step, as of the world in which the step began. The first
    /// readable answer counts; the answer that counts is returned. None where there is no such question.
    pub fn answer(&mut self, ask: usize, answer: Answer) -> Option<Given> {
        if let Some(given) = self.answer_to(ask) {
            return Some(given.clone());
        }
        let given = self.mark(self.step, ask, answer)?;
        if given.mark != Mark::Unreadable {
            self.given.push(given.clone());
        }
        Some(given)
    }

    fn mark(&self, step: usize, ask: usize, answer: Answer) -> Option<Given> {
        let question = self.lesson.steps.get(step)?.asks.get(ask)?;
        let world = &self.scene(step).at(self.begin_of(step)).world;
        let truth = question.truth(&Situation::new(world, &[]));
        let mark = question.mark(&answer, &truth);
        Some(Given { step, ask, answer, mark, truth })
    }

    /// The position in the history of its scene at which a step began: its first line, else the first line of a
    /// later step, else the end.
    fn begin_of(&self, step: usize) -> usize {
        let done = self.scene(step).done();
        let first = |wanted: &dyn Fn(usize) -> bool| done.iter().position(|done| wanted(done.entry.step));
        first(&|at| at == step).or_else(|| first(&|at| at > step)).unwrap_or(done.len())
    }

    /// Finds out how things stand. Called after every change.
    fn judge(&mut self) {
        let records: Vec<Arc<Record>> = self.step_records().cloned().collect();
        let situation = Situation::new(self.world(), &records);
        let step = self.current();
        let goals: Vec<Verdict> = step.goals.iter().map(|goal| goal.check(&situation)).collect();
        let open = goals.iter().any(|verdict| !verdict.is_met());
        let tried = records.iter().any(|record| history::attempted(record));
        let speaks = |sign: &Sign| {
            tried || !records.is_empty() && matches!(sign, Sign::Holds(Wanted::Saw(_) | Wanted::Called(_)))
        };
        let shows = |mistake: &Mistake| speaks(&mistake.when) && mistake.when.shows(&situation);
        let mistake = if open { step.mistakes.iter().position(shows) } else { None };
        self.judged = Judged { goals, mistake };
    }

    /// The records of the lines typed at the present step.
    pub fn step_records(&self) -> impl Iterator<Item = &Arc<Record>> {
        let here = self.history().done().iter().filter(|done| done.entry.step == self.step);
        here.map(|done| &done.record)
    }
}

/// Every scene of a lesson before anything is done.
fn untouched(lesson: &Lesson) -> Vec<History> {
    (0..lesson.scenes()).map(|scene| History::new(lesson.scene_world(scene).clone())).collect()
}
