//! Whether a lesson's words fit the smallest window that lessons are written for: 80 columns and 24 rows. A
//! text that is longer can be scrolled, but who scrolls loses the beginning, and a hall can't scroll at all.

use super::look::Look;
use super::text::render;
use super::wrap::wrap_text;
use crate::lesson::model::{Ask, Question, Step};
use crate::lesson::proof::{self, Proof};
use crate::lesson::{Lang, Lesson, Problem, Text};
use crate::session;
use ratatui::style::Style;
use std::sync::Arc;

/// The columns of the text pane in the smallest window.
const WIDTH: usize = 76;
/// The rows of a step's title and text: those of the window without the header, the tabs, the keys and a goal.
const TEXT: usize = 19;
/// The rows of a question with its choices.
const QUESTION: usize = 14;
/// The rows of anything that appears beside the text: a reply, a hint, a reason.
const REMARK: usize = 8;
/// The rows of a goal.
const GOAL: usize = 2;

/// Plays a lesson and measures it: what was proved, and everything that is wrong, in the order of the file.
pub fn prove(lesson: &Arc<Lesson>) -> (Proof, Vec<Problem>) {
    let proof = proof::prove(lesson);
    let mut problems = proof.findings.clone();
    problems.extend(session::proof::prove(lesson));
    problems.extend(misfits(lesson));
    problems.sort_by_key(|problem| problem.place);
    (proof, problems)
}

/// Everything that does not fit, in both languages, with the rows too many.
pub fn misfits(lesson: &Lesson) -> Vec<Problem> {
    lesson.steps.iter().flat_map(|step| [Lang::Ja, Lang::En].into_iter().flat_map(|lang| in_step(step, lang))).collect()
}

fn in_step(step: &Step, lang: Lang) -> Vec<Problem> {
    let look = Look { lang, ..Look::default() };
    let rows = |text: &Text| render(text.in_(lang), WIDTH, &look).len();
    let title = wrap_text(step.title.in_(lang), WIDTH, Style::new()).len();
    let mut found = Vec::new();
    let mut check = |place, what: (&str, &str), rows: usize, room: usize| {
        if rows > room {
            let language = lang.pick(("日本語", "Japanese"), ("英語", "English"));
            let many = rows - room;
            let ja = format!("{}の{}が 80x24 に収まりません: {many} 行多すぎます", language.0, what.0);
            let en = format!("the {} {} does not fit 80x24: {many} row(s) too many", language.1, what.1);
            found.push(Problem::new(place, ja, en));
        }
    };
    let anew = usize::from(step.world.is_some());
    check(step.place, ("本文", "text"), title + anew + 1 + rows(&step.text), TEXT);
    for ask in &step.asks {
        check(ask.place, ("質問", "question"), question(ask, &rows), QUESTION);
        let longest = remarks(ask).into_iter().map(&rows).max().unwrap_or(0);
        check(ask.place, ("返答", "reply"), longest, REMARK);
    }
    for goal in &step.goals {
        check(goal.place, ("目標", "goal"), goal.say.as_ref().map_or(1, &rows), GOAL);
    }
    for mistake in &step.mistakes {
        check(mistake.place, ("返答", "reply"), rows(&mistake.say), REMARK);
    }
    for hint in &step.hints {
        check(step.place, ("ヒント", "hint"), rows(hint), REMARK);
    }
    found
}

/// The rows of a question and its choices.
fn question(ask: &Ask, rows: &dyn Fn(&Text) -> usize) -> usize {
    let choices = match &ask.what {
        Question::Predict { choices, .. } => choices.len(),
        Question::Foresee { choices, .. } => choices.len(),
        Question::Address { .. } => 1,
        Question::Choice { options, .. } => options.iter().map(|option| rows(&option.say)).sum(),
    };
    // A question of the tutor's own is short.
    choices + ask.question().map_or(2, rows)
}

/// What may be told after an answer.
fn remarks(ask: &Ask) -> Vec<&Text> {
    match &ask.what {
        Question::Predict { why, .. } | Question::Foresee { why, .. } | Question::Address { why, .. } => vec![why],
        Question::Choice { options, .. } => options.iter().map(|option| &option.reply).collect(),
    }
}
