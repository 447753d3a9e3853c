//! Where one stands in a step, as the text pane shows it: read off the session, in one language.

use super::story::{Aimed, Answered, Asked, Begins, Standing, Then, Worth};
use crate::lesson::Lang;
use crate::lesson::ask::{Answer, Mark, Truth};
use crate::lesson::foresee::NONE;
use crate::lesson::goal::Verdict;
use crate::lesson::model::{Ask, Question};
use crate::session::help::{Diagnosis, TIERS};
use crate::session::{Given, Session};
use crate::words::trace::{outcome, outcome_choice};
use crate::words::{goal, ui, why};

/// Where the learner stands. `diagnosis` is why a command of the step fails, where that is wanted;
/// `edition` differs from that of every other standing.
pub fn standing(session: &Session, diagnosis: Option<&Diagnosis>, (lang, edition): (Lang, u64)) -> Standing {
    let (step, shown) = (session.current(), session.shown());
    let asks = step.asks.iter().enumerate().map(|(number, ask)| asked(session, number, ask, lang));
    // Before anything was tried there is no near miss, only a beginning.
    let tried = session.step_records().next().is_some();
    let mut goals: Vec<Aimed> = Vec::new();
    for (wanted, verdict) in session.goals() {
        let missing = match verdict {
            Verdict::Met => None,
            Verdict::Missing(near) if tried => Some(goal::near(near, lang)),
            Verdict::Missing(_) => Some(String::new()),
        };
        // Goals about the same thing miss it in the same way; once is enough.
        let said = missing.is_some() && goals.iter().any(|goal| goal.missing == missing);
        let missing = if said { Some(String::new()) } else { missing };
        goals.push(Aimed { say: goal::goal(wanted, lang), missing });
    }
    let solution = if shown.solution { step.solution.iter().map(|line| line.text.clone()).collect() } else { vec![] };
    Standing {
        edition,
        title: step.title.in_(lang).to_owned(),
        // The first one begins nowhere else.
        begins: if step.world.is_some() && session.step() > 0 { Begins::Anew } else { Begins::WhereOneIs },
        text: step.text.in_(lang).to_owned(),
        asks: asks.collect(),
        hints: hints(session, diagnosis, lang),
        solution,
        goals,
        reply: session.mistake().map(|mistake| mistake.say.in_(lang).to_owned()),
        then: if session.is_endless() { Then::List } else { Then::Next },
        recorded: None,
    }
}

/// The hints asked for so far: the lesson's own words, and where it has none for a tier, what the
/// repair says.
fn hints(session: &Session, diagnosis: Option<&Diagnosis>, lang: Lang) -> Vec<String> {
    let own = &session.current().hints;
    let made = |tier: usize| {
        let diagnosis = diagnosis.filter(|_| tier < TIERS)?;
        Some(why::tier(diagnosis, tier, session.world(), lang))
    };
    let hint = |tier: usize| own.get(tier).map(|hint| hint.in_(lang).to_owned()).or_else(|| made(tier));
    (0..session.shown().hints).filter_map(hint).collect()
}

fn asked(session: &Session, number: usize, ask: &Ask, lang: Lang) -> Asked {
    let (question, choices) = question(ask, lang);
    let answered = session.answer_to(number).map(|given| answered(session, ask, given, lang));
    Asked { question, choices, answered }
}

/// A question in words, and what one may choose; nothing where one types.
pub(super) fn question(ask: &Ask, lang: Lang) -> (String, Vec<String>) {
    let question = ui::question(ask, lang);
    let choices = match &ask.what {
        Question::Predict { choices, .. } => {
            choices.iter().map(|choice| outcome_choice(*choice, lang).to_owned()).collect()
        }
        Question::Choice { options, .. } => options.iter().map(|option| option.say.in_(lang).to_owned()).collect(),
        Question::Foresee { choices, .. } => choices.iter().map(|choice| foreseen(choice, lang)).collect(),
        Question::Address { .. } => Vec::new(),
    };
    (question, choices)
}

fn answered(session: &Session, ask: &Ask, given: &Given, lang: Lang) -> Answered {
    let said = match (&given.answer, &ask.what) {
        (Answer::Outcome(said), _) => outcome_choice(*said, lang).to_owned(),
        (Answer::Choice(at), Question::Choice { options, .. }) => {
            options.get(*at).map(|option| option.say.in_(lang).to_owned()).unwrap_or_default()
        }
        (Answer::Choice(at), Question::Foresee { choices, .. }) => {
            choices.get(*at).map(|choice| foreseen(choice, lang)).unwrap_or_default()
        }
        (Answer::Choice(at), Question::Predict { .. } | Question::Address { .. }) => at.to_string(),
        (Answer::Address(said), _) => said.clone(),
    };
    let reply = session.reply(given).map(|reply| reply.in_(lang).to_owned()).unwrap_or_default();
    let (worth, truth) = match given.mark {
        Mark::Right => (Worth::Right, None),
        Mark::Wrong | Mark::Unreadable => (Worth::Wrong, truth(&given.truth, lang)),
    };
    Answered { said, worth, reply: truth.map_or(reply.clone(), |truth| format!("{truth} {reply}")) }
}

/// Something to choose: a name or an address, or that there is none.
pub(super) fn foreseen(choice: &str, lang: Lang) -> String {
    if choice == NONE { ui::NONE_OF_IT.in_(lang).to_owned() } else { choice.to_owned() }
}

/// What is right, where the reply to a wrong answer does not say it by itself.
fn truth(truth: &Truth, lang: Lang) -> Option<String> {
    match truth {
        Truth::Outcome(trace) => Some(ui::it_is(lang, outcome(trace.outcome, lang))),
        Truth::Address(right) => Some(ui::it_is(lang, &format!("`{right}`"))),
        Truth::Foreseen(_, right) if right == NONE => Some(ui::it_is(lang, ui::NONE_OF_IT.in_(lang))),
        Truth::Foreseen(_, right) => Some(ui::it_is(lang, &format!("`{right}`"))),
        Truth::CannotRun | Truth::Choice(_) => None,
    }
}
