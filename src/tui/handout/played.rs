//! A lesson played as its author does it: the state in which each step begins and ends, and what every
//! line of the solution did.

use crate::cloud::World;
use crate::guest::console::{Kind, Record};
use crate::lesson::Lesson;
use crate::lesson::ask::{Answer, Truth};
use crate::lesson::foresee::says;
use crate::lesson::model::{Ask, Question};
use crate::session::Session;
use crate::sim::Trace;
use std::sync::Arc;

/// A step.
pub struct Played {
    /// Where it begins.
    pub begin: Session,
    /// Where it ends, with all questions answered right.
    pub end: Session,
    /// What was done in between.
    pub runs: Vec<Run>,
}

/// A line of the solution.
pub struct Run {
    /// What it did.
    pub record: Arc<Record>,
    /// The world after it.
    pub world: World,
}

impl Run {
    /// What a guest command's packets did.
    pub fn trace(&self) -> Option<&Arc<Trace>> {
        match &self.record.kind {
            Kind::Guest(trace) => Some(trace),
            Kind::Api { .. } | Kind::Malformed => None,
        }
    }
}

/// Plays all steps.
pub fn play(lesson: &Arc<Lesson>) -> Vec<Played> {
    let mut session = Session::new(Arc::clone(lesson));
    let mut steps = Vec::new();
    for (position, step) in lesson.steps.iter().enumerate() {
        session.go(position);
        let begin = session.clone();
        for (number, ask) in step.asks.iter().enumerate() {
            if let Some(answer) = right_answer(&session, number, ask) {
                session.answer(number, answer);
            }
        }
        let mut runs = Vec::new();
        for line in &step.solution {
            // A proved lesson has no line that isn't understood.
            if let Ok(Some(record)) = session.exec(&line.text) {
                runs.push(Run { record, world: session.world().clone() });
            }
        }
        steps.push(Played { begin, end: session.clone(), runs });
    }
    steps
}

/// The answer that is right where the step begins.
pub fn right_answer(session: &Session, number: usize, ask: &Ask) -> Option<Answer> {
    // What is right is known once anything was answered.
    let mut tried = session.clone();
    let any = match &ask.what {
        Question::Predict { choices, .. } => Answer::Outcome(*choices.first()?),
        Question::Address { right, .. } => Answer::Address(right.to_string()),
        Question::Foresee { .. } | Question::Choice { .. } => Answer::Choice(0),
    };
    let given = tried.answer(number, any)?;
    match (&given.truth, &ask.what) {
        (Truth::Outcome(trace), _) => Some(Answer::Outcome(trace.outcome)),
        (Truth::Address(right), _) => Some(Answer::Address(right.to_string())),
        (Truth::Choice(right), _) => right.first().map(|at| Answer::Choice(*at)),
        (Truth::Foreseen(_, right), Question::Foresee { choices, .. }) => {
            choices.iter().position(|choice| says(choice, right)).map(Answer::Choice)
        }
        (Truth::Foreseen(..) | Truth::CannotRun, _) => None,
    }
}
