//! What is right, for the hall and for the instructor's notes: read off the simulation.

use crate::lesson::ask::{Answer, Truth};
use crate::lesson::foresee::says;
use crate::lesson::model::{Ask, Question};
use crate::lesson::{Lang, Text};
use crate::tui::standing::{foreseen, question};
use crate::words::room as say;
use crate::words::trace::outcome_choice;

/// The positions of the right choices.
pub fn right_ones(ask: &Ask, truth: &Truth) -> Vec<usize> {
    let all = |right: &dyn Fn(usize) -> bool, count: usize| (0..count).filter(|at| right(*at)).collect();
    match (&ask.what, truth) {
        (Question::Predict { choices, .. }, Truth::Outcome(trace)) => {
            all(&|at| choices[at] == trace.outcome, choices.len())
        }
        (Question::Foresee { choices, .. }, Truth::Foreseen(_, right)) => {
            all(&|at| says(&choices[at], right), choices.len())
        }
        (_, Truth::Choice(right)) => right.clone(),
        _ => Vec::new(),
    }
}

/// Why it is so, as the author says it.
pub fn why<'a>(ask: &'a Ask, truth: &Truth) -> Option<&'a Text> {
    let answer = match truth {
        Truth::Outcome(trace) => Answer::Outcome(trace.outcome),
        Truth::Address(right) => Answer::Address(right.to_string()),
        Truth::Choice(_) | Truth::Foreseen(..) => Answer::Choice(*right_ones(ask, truth).first()?),
        Truth::CannotRun => return None,
    };
    ask.reply(&answer)
}

/// What is right, in words.
pub fn expected(ask: &Ask, truth: &Truth, lang: Lang) -> String {
    match truth {
        Truth::Outcome(trace) => outcome_choice(trace.outcome, lang).to_owned(),
        Truth::Foreseen(_, right) => foreseen(right, lang),
        Truth::Address(right) => right.to_string(),
        Truth::Choice(right) => {
            let (_, choices) = question(ask, lang);
            let said = right.iter().filter_map(|at| choices.get(*at).cloned());
            said.collect::<Vec<_>>().join(lang.pick("、", "; "))
        }
        Truth::CannotRun => say::CANNOT_RUN.in_(lang).to_owned(),
    }
}
