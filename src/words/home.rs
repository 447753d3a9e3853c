//! The words on the first screen.

use super::{Words, words};
use crate::lesson::Lang;

/// The head of what there is besides lessons.
pub const BESIDES: Words = words("練習", "Practice");

/// What comes next in a lesson: the step one is at, if it was begun, and that step's title.
pub fn next(number: Option<usize>, title: &str, finished: bool, lang: Lang) -> String {
    match (number, finished, lang) {
        (_, true, Lang::Ja) => "修了しました。Enter で見直せます。".to_owned(),
        (_, true, Lang::En) => "Finished. Enter opens it again.".to_owned(),
        (Some(number), false, Lang::Ja) => format!("Enter で続きから: 手順 {number}「{title}」"),
        (Some(number), false, Lang::En) => format!("Enter goes on with step {number}: {title}"),
        (None, false, Lang::Ja) => format!("Enter で始めます。最初は「{title}」"),
        (None, false, Lang::En) => format!("Enter begins with: {title}"),
    }
}
