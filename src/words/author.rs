//! What authors of lessons are told on the stage.

use super::{Words, words};
use crate::lesson::{Lang, Problem};

/// The head of the page of problems.
pub const PROBLEMS: Words = words("教材の問題", "Problems in the lesson");

/// The file was read again.
pub fn read_again(lang: Lang, step: usize, id: &str) -> String {
    match lang {
        Lang::Ja => format!("読み直しました: 手順 {} ({id})", step + 1),
        Lang::En => format!("Read again: step {} ({id})", step + 1),
    }
}

/// The first of so many things that do not hold when the lesson is played.
pub fn not_proven(lang: Lang, first: &Problem, count: usize) -> String {
    let (line, what) = (first.place.line, first.message.in_(lang));
    match (lang, count) {
        (Lang::Ja, 1) => format!("{line} 行目: {what}"),
        (Lang::Ja, _) => format!("{line} 行目: {what} (ほか {} 件)", count - 1),
        (Lang::En, 1) => format!("Line {line}: {what}"),
        (Lang::En, _) => format!("Line {line}: {what} (and {} more)", count - 1),
    }
}
