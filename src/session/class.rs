//! A class: what an instructor can read off the progress of many learners. Their lines are carried out
//! again, so mistakes and refusals are counted as they happened, whatever was kept of them.

use super::parcel::Parcel;
use super::saved::{Saved, SavedLine};
use super::{Session, help::AskedFor};
use crate::guest::console::{Kind, Record};
use crate::lesson::ask::Mark;
use crate::lesson::{Lesson, Step};
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

/// So many refused calls, failed lines and wishes for help without a goal reached: somebody is stuck.
pub const STUCK: usize = 3;

/// Where one learner is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Learner {
    /// The name.
    pub name: String,
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
    /// Wishes for help, in the whole lesson.
    pub asked: usize,
    /// Wrong answers.
    pub wrong: usize,
    /// Vain tries and wishes for help at the present step since a goal was reached last.
    pub vain: usize,
    /// Whether that is many, and goals are open.
    pub is_stuck: bool,
    /// Whether everything is done.
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
    /// The learners, in the order of their names.
    pub learners: Vec<Learner>,
    /// What happened, the most learners first.
    pub common: Vec<Counted>,
}

/// How often each thing happened to one learner.
type Tally = BTreeMap<(usize, Event), usize>;

impl Class {
    /// The class of these parcels, each with its lesson.
    pub fn of(parcels: &[(Parcel, Arc<Lesson>)]) -> Self {
        let mut class = Self::default();
        let mut common: BTreeMap<(String, usize, Event), (String, usize, usize)> = BTreeMap::new();
        for (parcel, lesson) in parcels {
            let (learner, tally) = look(parcel, lesson);
            for ((step, event), times) in tally {
                let id = lesson.steps.get(step).map(|step| step.id.clone()).unwrap_or_default();
                let entry = common.entry((lesson.id.clone(), step, event)).or_insert((id, 0, 0));
                entry.1 += times;
                entry.2 += 1;
            }
            class.learners.push(learner);
        }
        class.learners.sort_by(|a, b| (&a.lesson, &a.name).cmp(&(&b.lesson, &b.name)));
        let counted = |((lesson, _, what), (step, times, learners))| Counted { lesson, step, what, times, learners };
        class.common = common.into_iter().map(counted).collect();
        // Stable: what is equally common stays in the lesson's order.
        class.common.sort_by_key(|it| Reverse((it.learners, it.times)));
        class
    }
}

/// One learner, and what happened.
fn look(parcel: &Parcel, lesson: &Arc<Lesson>) -> (Learner, Tally) {
    let saved = &parcel.saved;
    let (now, resumed) = Session::resume(Arc::clone(lesson), saved);
    let mut tally = Tally::new();
    let vain_lines = replay(saved, lesson, (&mut tally, now.step()));
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
    let sum = |wanted: fn(&Event) -> bool| tally.iter().filter(|((_, what), _)| wanted(what)).map(|(_, n)| n).sum();
    let open = now.open_goals();
    let goals = now.goals().len();
    let vain = vain_lines + now.asked().iter().filter(|asked| asked.step == now.step()).count();
    let learner = Learner {
        name: parcel.name.clone(),
        lesson: lesson.id.clone(),
        step: now.current().id.clone(),
        number: now.step() + 1,
        steps: lesson.steps.len(),
        met: goals - open,
        goals,
        kept: parcel.kept,
        refused: sum(|what| matches!(what, Event::Refused { .. })),
        asked: sum(|what| matches!(what, Event::Hint | Event::Solution | Event::Why)),
        wrong: sum(|what| matches!(what, Event::WrongAnswer(_))),
        vain,
        is_stuck: open > 0 && vain >= STUCK,
        is_finished: open == 0 && now.step() + 1 == lesson.steps.len(),
        lost: resumed.lost.len(),
    };
    (learner, tally)
}

/// Carries the lines out and counts what went wrong; how many lines were in vain at the step `present`
/// since a goal was reached last.
fn replay(saved: &Saved, lesson: &Arc<Lesson>, (tally, present): (&mut Tally, usize)) -> usize {
    let mut session = Session::new(Arc::clone(lesson));
    let (mut vain, mut shown, mut typed) = (0, None, Vec::new());
    for SavedLine { step, line, .. } in &saved.lines {
        let step = lesson.step(step).unwrap_or(session.step());
        if step != session.step() {
            session.go(step);
            (shown, typed) = (None, Vec::new());
        }
        typed.push(line.as_str());
        let open = session.open_goals();
        let Ok(Some(record)) = session.exec(line) else { continue };
        if let Some(event) = refusal(&record) {
            *tally.entry((step, event)).or_default() += 1;
        }
        let shows = session.mistake().map(|mistake| mistake.place);
        if shows != shown {
            let position = lesson.steps[step].mistakes.iter().position(|mistake| Some(mistake.place) == shows);
            // On the author's own way what looks like a mistake is only half of the work.
            if let Some(position) = position.filter(|_| !is_on_the_way(&typed, &lesson.steps[step])) {
                *tally.entry((step, Event::Mistake(position))).or_default() += 1;
            }
            shown = shows;
        }
        if step == present {
            vain = if session.open_goals() < open { 0 } else { vain + usize::from(record.exit != 0) };
        }
    }
    vain
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
