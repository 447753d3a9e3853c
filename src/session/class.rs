//! A class: what an instructor can read off the progress of many learners. Their lines are carried out
//! again, so mistakes and refusals are counted as they happened, and steps are done, skipped or done for the
//! learner as the lines say.

use super::parcel::Parcel;
use super::saved::{Saved, SavedLine};
use super::{By, Session, help::AskedFor};
use crate::guest::console::{Kind, Record};
use crate::lesson::ask::Mark;
use crate::lesson::{Lesson, Step};
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// So many refused calls, failed lines and wishes for help without a goal reached: somebody is stuck.
pub const STUCK: usize = 3;

/// A hand-in, with its lesson.
#[derive(Clone, Debug)]
pub struct HandIn {
    /// The file it was read from, as the instructor knows it.
    pub file: String,
    /// What it holds.
    pub parcel: Parcel,
    /// The lesson it is about.
    pub lesson: Arc<Lesson>,
}

impl HandIn {
    /// Whether both bear the same name, in capitals or not, and are about the same lesson.
    pub fn is_namesake_of(&self, other: &Self) -> bool {
        self.lesson.id == other.lesson.id && self.parcel.is_named(&other.parcel.name)
    }

    /// Whether this is evidently an earlier state of what the other holds: not kept later, and all that was
    /// typed, answered and asked for here begins the same log there. Where the learner did nothing nothing is evident.
    pub fn is_earlier_state_of(&self, other: &Self) -> bool {
        let (old, new) = (&self.parcel.saved, &other.parcel.saved);
        let lines = |saved: &Saved, scene: usize| {
            let here = |line: &&SavedLine| self.lesson.scene_of(self.lesson.step(&line.step).unwrap_or(0)) == scene;
            saved.lines.iter().filter(here).cloned().collect::<Vec<_>>()
        };
        let is_something = old.lines.iter().any(|line| line.by.is_learner()) || !old.answers.is_empty();
        is_something
            && self.parcel.kept <= other.parcel.kept
            && (0..self.lesson.scenes()).all(|scene| lines(new, scene).starts_with(&lines(old, scene)))
            && new.answers.starts_with(&old.answers)
            && new.asked.starts_with(&old.asked)
    }
}

/// Where one learner is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Learner {
    /// The name.
    pub name: String,
    /// The file of the hand-in.
    pub file: String,
    /// The lesson.
    pub lesson: String,
    /// The present step.
    pub step: String,
    /// Its number, from 1.
    pub number: usize,
    /// How many steps there are.
    pub steps: usize,
    /// How many goals of the present step hold.
    pub met: usize,
    /// How many there are.
    pub goals: usize,
    /// When it was kept last, in seconds since 1970 (UTC).
    pub kept: u64,
    /// Calls that EC2 refused, in the whole lesson.
    pub refused: usize,
    /// Wishes for help, in the whole lesson; a step solved by the program is one.
    pub asked: usize,
    /// Wrong answers.
    pub wrong: usize,
    /// Vain tries and wishes for help at the present step since a goal was reached last.
    pub vain: usize,
    /// Whether that is many, and goals are open.
    pub is_stuck: bool,
    /// Steps the learner had solved by the program.
    pub solved: usize,
    /// Steps left behind with open goals.
    pub skipped: usize,
    /// Steps that a checkpoint went past.
    pub jumped: usize,
    /// Questions without an answer, up to the furthest step.
    pub unanswered: usize,
    /// Whether the last step was reached, and its goals hold.
    pub is_at_end: bool,
    /// Whether it is the end, and the learner did all the steps.
    pub is_finished: bool,
    /// Lines that no longer do what they did: the lesson was another one then.
    pub lost: usize,
}

/// What can be counted across a class.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Event {
    /// A mistake the author foresaw, by its position in the step.
    Mistake(usize),
    /// A wrong answer, by the question's position.
    WrongAnswer(usize),
    /// A call that EC2 refused.
    Refused {
        /// The operation.
        operation: String,
        /// The code.
        code: String,
    },
    /// A hint.
    Hint,
    /// The solution.
    Solution,
    /// The step was solved by the program.
    Solved,
    /// Why a command failed.
    Why,
}

/// What happened, where, and to how many.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Counted {
    /// The lesson.
    pub lesson: String,
    /// The step.
    pub step: String,
    /// What.
    pub what: Event,
    /// How often.
    pub times: usize,
    /// To how many learners.
    pub learners: usize,
}

/// A class at a glance.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Class {
    /// The learners, those who are stuck first, then in the order of lessons and names.
    pub learners: Vec<Learner>,
    /// What happened, the most learners first.
    pub common: Vec<Counted>,
}

/// How often each thing happened to one learner.
type Tally = BTreeMap<(usize, Event), usize>;

impl Class {
    /// The class of these hand-ins.
    pub fn of(hand_ins: &[HandIn]) -> Self {
        let mut class = Self::default();
        let mut common: BTreeMap<(String, usize, Event), (String, usize, usize)> = BTreeMap::new();
        for hand_in in hand_ins {
            let lesson = &hand_in.lesson;
            let (learner, tally) = look(hand_in);
            for ((step, event), times) in tally {
                let id = lesson.steps.get(step).map(|step| step.id.clone()).unwrap_or_default();
                let entry = common.entry((lesson.id.clone(), step, event)).or_insert((id, 0, 0));
                entry.1 += times;
                entry.2 += 1;
            }
            class.learners.push(learner);
        }
        class.learners.sort_by(|a, b| {
            let place = |it: &Learner| (!it.is_stuck, it.lesson.clone(), it.name.clone(), it.file.clone());
            place(a).cmp(&place(b))
        });
        let counted = |((lesson, _, what), (step, times, learners))| Counted { lesson, step, what, times, learners };
        class.common = common.into_iter().map(counted).collect();
        // Stable: what is equally common stays in the lesson's order.
        class.common.sort_by_key(|it| Reverse((it.learners, it.times)));
        class
    }
}

/// One learner, and what happened.
fn look(HandIn { file, parcel, lesson }: &HandIn) -> (Learner, Tally) {
    let (now, resumed) = Session::resume(Arc::clone(lesson), &parcel.saved);
    let walked = Walk::of(&parcel.saved, lesson, &now);
    let tally = tally(&now, &walked);
    let sum = |wanted: fn(&Event) -> bool| tally.iter().filter(|((_, what), _)| wanted(what)).map(|(_, n)| n).sum();
    let (open, last) = (now.open_goals(), lesson.steps.len().saturating_sub(1));
    let vain = walked.vain + now.asked().iter().filter(|asked| asked.step == now.step()).count();
    let is_left_open = |step: &usize| {
        *step != now.step() && [&walked.met, &walked.solved, &walked.jumped].iter().all(|steps| !steps.contains(step))
    };
    let skipped = (0..walked.furthest).filter(is_left_open).count();
    let questions: usize = lesson.steps.iter().take(walked.furthest + 1).map(|step| step.asks.len()).sum();
    let is_at_end = walked.furthest == last && walked.met.contains(&last);
    let goals = now.goals().len();
    let learner = Learner {
        name: parcel.name.clone(),
        file: file.clone(),
        lesson: lesson.id.clone(),
        step: now.current().id.clone(),
        number: now.step() + 1,
        steps: lesson.steps.len(),
        met: goals - open,
        goals,
        kept: parcel.kept,
        refused: sum(|what| matches!(what, Event::Refused { .. })),
        asked: sum(|what| matches!(what, Event::Hint | Event::Solution | Event::Solved | Event::Why)),
        wrong: sum(|what| matches!(what, Event::WrongAnswer(_))),
        vain,
        is_stuck: open > 0 && vain >= STUCK,
        solved: walked.solved.len(),
        skipped,
        jumped: walked.jumped.len(),
        unanswered: questions.saturating_sub(now.answers().len()),
        is_at_end,
        is_finished: is_at_end && skipped + walked.solved.len() + walked.jumped.len() == 0,
        lost: resumed.lost.len(),
    };
    (learner, tally)
}

/// How often each thing happened.
fn tally(now: &Session, walked: &Walk) -> Tally {
    let mut tally = walked.tally.clone();
    for given in now.answers().iter().filter(|given| given.mark == Mark::Wrong) {
        *tally.entry((given.step, Event::WrongAnswer(given.ask))).or_default() += 1;
    }
    for asked in now.asked() {
        let event = match asked.what {
            AskedFor::Hint => Event::Hint,
            AskedFor::Solution => Event::Solution,
            AskedFor::Why(_) => Event::Why,
        };
        *tally.entry((asked.step, event)).or_default() += 1;
    }
    for step in &walked.solved {
        *tally.entry((*step, Event::Solved)).or_default() += 1;
    }
    tally
}

/// What a learner's lines say when they are carried out again.
#[derive(Default)]
struct Walk {
    /// What went wrong.
    tally: Tally,
    /// How many lines were in vain at the present step since a goal was reached last.
    vain: usize,
    /// Steps whose goals all held at some time while the learner was there or went past.
    met: BTreeSet<usize>,
    /// Steps with lines that the program carried out as the learner wished.
    solved: BTreeSet<usize>,
    /// Steps with lines of a jump past them.
    jumped: BTreeSet<usize>,
    /// The furthest step. What was reached before a jump is forgotten, as is what was typed there.
    furthest: usize,
}

impl Walk {
    fn of(saved: &Saved, lesson: &Arc<Lesson>, now: &Session) -> Self {
        let mut session = Session::new(Arc::clone(lesson));
        let mut walk = Self::default();
        let (mut shown, mut typed) = (None, Vec::new());
        for SavedLine { step, line, by, .. } in &saved.lines {
            let step = lesson.step(step).unwrap_or(session.step());
            if step != session.step() {
                walk.go(&mut session, step);
                (shown, typed) = (None, Vec::new());
            }
            typed.push(line.as_str());
            let open = session.open_goals();
            let Ok(Some(record)) = session.exec(line) else { continue };
            walk.note(&session);
            let shows = session.mistake().map(|mistake| mistake.place);
            let is_new = std::mem::replace(&mut shown, shows) != shows;
            match by {
                By::Solution => _ = walk.solved.insert(step),
                By::Jump => _ = walk.jumped.insert(step),
                By::Learner => {
                    let position = lesson.steps[step].mistakes.iter().position(|it| Some(it.place) == shows);
                    // On the author's own way what looks like a mistake is only half of the work.
                    let mistake = position.filter(|_| is_new && !is_on_the_way(&typed, &lesson.steps[step]));
                    walk.count(step, mistake.map(Event::Mistake).into_iter().chain(refusal(&record)));
                }
            }
            if step == now.step() {
                let is_vain = record.exit != 0 && by.is_learner();
                walk.vain = if session.open_goals() < open { 0 } else { walk.vain + usize::from(is_vain) };
            }
        }
        let worked = saved.lines.iter().filter_map(|line| lesson.step(&line.step)).max().unwrap_or(0);
        walk.furthest = if walk.jumped.is_empty() { now.reached() } else { now.step().max(worked) };
        walk.go(&mut session, walk.furthest);
        walk
    }

    fn count(&mut self, step: usize, events: impl Iterator<Item = Event>) {
        for event in events {
            *self.tally.entry((step, event)).or_default() += 1;
        }
    }

    /// To a step, looking at the goals of those on the way: some have none, some hold already.
    fn go(&mut self, session: &mut Session, step: usize) {
        for on_the_way in session.step().min(step)..=step {
            session.go(on_the_way);
            self.note(session);
        }
    }

    fn note(&mut self, session: &Session) {
        if session.open_goals() == 0 {
            self.met.insert(session.step());
        }
    }
}

/// Whether these lines are the first ones of the author's solution.
fn is_on_the_way(typed: &[&str], step: &Step) -> bool {
    let solution = step.solution.iter().map(|line| line.text.as_str());
    typed.len() <= step.solution.len() && typed.iter().copied().zip(solution).all(|(typed, wanted)| typed == wanted)
}

fn refusal(record: &Record) -> Option<Event> {
    match &record.kind {
        Kind::Api { call, refusal: Some(error) } => {
            Some(Event::Refused { operation: call.operation().to_owned(), code: error.code.to_string() })
        }
        _ => None,
    }
}
