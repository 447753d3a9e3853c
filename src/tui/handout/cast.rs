//! The lesson played through the real program, as a recording: every question is answered, every line
//! of the solution typed, and of every flow the scene that decides is shown.

use super::Order;
use super::drawing::look;
use super::played::right_answer;
use crate::lesson::ask::Answer;
use crate::lesson::model::{Ask, Question};
use crate::session::Session;
use crate::tui::headless::Headless;
use crate::tui::look::{Look, Theme};
use crate::tui::picture::{Cast, Sheet};
use crate::tui::strokes::Stroke;
use anyhow::{Context, Result};
use ratatui::buffer::Buffer;
use std::sync::Arc;
use std::time::Duration;

/// Columns and rows.
const SIZE: (u16, u16) = (120, 40);

/// A lesson that was played.
#[derive(Clone, Debug)]
pub struct Recording {
    /// What asciinema plays.
    pub cast: String,
    /// The screen that it ends with.
    pub end: Buffer,
}

/// The recording, in the first language of the order.
pub fn cast(order: &Order) -> Result<Recording> {
    let (lesson, lang) = (&order.lesson, order.lang());
    let look = Look { theme: Theme::dark(), ..look(lang) };
    let mut stage = Headless::open(look, SIZE, None, None)?;
    stage.enter(Session::new(Arc::clone(lesson)));
    let sheet = Sheet { title: lesson.title.in_(lang), lang, theme: look.theme };
    let mut cast = Cast::new(stage.shot().screen.area, &sheet);
    let mut recorded = Ok(());
    stage.play(&strokes(lesson), &mut |shot| {
        if recorded.is_ok() {
            recorded = cast.add(shot);
        }
    })?;
    recorded.context("record the lesson")?;
    let last = stage.shot();
    Ok(Recording { cast: cast.finish(last.at), end: last.screen.clone() })
}

/// What somebody does who knows everything.
fn strokes(lesson: &Arc<crate::lesson::Lesson>) -> Vec<Stroke> {
    let mut strokes = Vec::new();
    let mut session = Session::new(Arc::clone(lesson));
    for (position, step) in lesson.steps.iter().enumerate() {
        session.go(position);
        strokes.extend([key("1"), pause(3.0)]);
        for (number, ask) in step.asks.iter().enumerate() {
            if let Some(answer) = right_answer(&session, number, ask) {
                strokes.extend(said(ask, &answer));
                strokes.push(pause(2.0));
            }
        }
        for line in &step.solution {
            strokes.extend([key("4"), Stroke::Text(line.text.clone()), key("Enter"), pause(1.5), key("Esc")]);
            let ran = session.exec(&line.text);
            if ran.is_ok_and(|record| record.is_some_and(|record| record.outcome().is_some())) {
                strokes.extend([key("5"), key("d"), pause(2.5)]);
            }
        }
        strokes.extend([key("2"), pause(2.0), key("1"), pause(1.0)]);
        if position + 1 < lesson.steps.len() {
            strokes.push(key("n"));
        }
    }
    strokes
}

/// The keys of an answer.
fn said(ask: &Ask, answer: &Answer) -> Vec<Stroke> {
    let letter = |at: usize| ('a'..).nth(at).map(|letter| key(&letter.to_string())).into_iter().collect();
    match (answer, &ask.what) {
        (Answer::Choice(at), _) => letter(*at),
        (Answer::Outcome(outcome), Question::Predict { choices, .. }) => {
            choices.iter().position(|choice| choice == outcome).map(letter).unwrap_or_default()
        }
        (Answer::Address(address), _) => vec![key("Enter"), Stroke::Text(address.clone()), key("Enter")],
        (Answer::Outcome(_), _) => Vec::new(),
    }
}

/// A key by its name.
fn key(name: &str) -> Stroke {
    name.parse().unwrap_or_else(|_| Stroke::Text(name.to_owned()))
}

fn pause(seconds: f64) -> Stroke {
    Stroke::Wait(Duration::from_secs_f64(seconds))
}
