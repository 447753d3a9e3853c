//! Hand-outs: a lesson as a document, for paper, for a phone, for a repository.
//!
//! [`played`] plays the lesson as its author does it, so that every output, map and flow in the
//! document is what the simulation says today. [`markdown`] and [`html`] write it down, [`drawing`]
//! draws maps and flows with the program's own pens, [`cast`] records the program itself at it. The same
//! lesson always gives the same bytes.

mod cast;
mod drawing;
mod flow;
mod html;
mod markdown;
mod played;
mod prose;
mod rich;

pub use cast::{Recording, cast};
pub use drawing::drawings;
pub use html::html;
pub use markdown::markdown;

use crate::lesson::{Lang, Lesson, Text};
use std::sync::Arc;

/// Which hand-out.
#[derive(Clone, Debug)]
pub struct Order {
    /// The lesson.
    pub lesson: Arc<Lesson>,
    /// The languages, in the order in which they stand; at least one.
    pub langs: Vec<Lang>,
    /// Whether what is to be found out is in it.
    pub answers: Answers,
    /// What it is to be read on.
    pub medium: Medium,
}

/// Whether what is to be found out is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answers {
    /// Commands, outputs, flows and answers.
    Given,
    /// Lines to fill in.
    Blank,
}

/// What a page is to be read on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Medium {
    /// A screen first: flows are watched step by step.
    Screen,
    /// Paper first: each step begins a page, and all of a flow is told.
    Paper,
}

impl Order {
    /// The first language: that of what is there only once.
    pub fn lang(&self) -> Lang {
        self.langs.first().copied().unwrap_or_default()
    }

    /// A text in all languages of the hand-out, on one line.
    fn line(&self, text: &Text) -> String {
        self.langs.iter().map(|lang| text.in_(*lang)).collect::<Vec<_>>().join(" / ")
    }
}

/// How a document names a language.
fn code(lang: Lang) -> &'static str {
    lang.pick("ja", "en")
}
