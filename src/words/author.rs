//! What authors of lessons are told on the stage.

use super::{Words, words};
use crate::lesson::Lang;

/// The head of the page of problems.
pub const PROBLEMS: Words = words("教材の問題", "Problems in the lesson");

/// The file was read again.
pub fn read_again(lang: Lang, step: usize, id: &str) -> String {
    match lang {
        Lang::Ja => format!("読み直しました: 手順 {} ({id})", step + 1),
        Lang::En => format!("Read again: step {} ({id})", step + 1),
    }
}

/// So many things do not hold when the lesson is played.
pub fn not_proven(lang: Lang, count: usize) -> String {
    match lang {
        Lang::Ja => format!("`lesson test` で {count} 件の問題があります"),
        Lang::En => format!("`lesson test` finds {count} problem(s)"),
    }
}

/// The file can't be followed.
pub const NOT_WATCHED: Words = words("ファイルの変更を監視できません", "changes of the file can't be seen");
