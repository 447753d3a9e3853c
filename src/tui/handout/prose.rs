//! The parts of a step as words of one language, for every form of the document.

use super::Answers;
use super::played::Played;
use crate::guest::console::{Kind, Record};
use crate::lesson::Lang;
use crate::lesson::model::Wanted;
use crate::tui::standing::standing;
use crate::tui::story::Standing;

/// A step's words where it begins: nothing is answered yet.
fn before(step: &Played, lang: Lang) -> Standing {
    standing(&step.begin, None, (lang, 0))
}

/// A step's words where it ends.
pub fn after(step: &Played, lang: Lang) -> Standing {
    standing(&step.end, None, (lang, 0))
}

/// What is to be reached. Where the answers are to be found out, goals that tell how a command ended are left out.
pub fn goals(step: &Played, answers: Answers, lang: Lang) -> Vec<String> {
    let told = |wanted: &Wanted| answers == Answers::Given || !matches!(wanted, Wanted::Saw(_));
    let goals = before(step, lang).goals.into_iter().zip(&step.begin.current().goals);
    goals.filter(|(_, goal)| told(&goal.what)).map(|(goal, _)| goal.say).collect()
}

/// A command as a terminal shows it: behind a prompt, where it does not bring its own.
pub fn prompt(record: &Record) -> String {
    let input = record.input.trim();
    match record.kind {
        Kind::Guest(_) => input.to_owned(),
        Kind::Api { .. } | Kind::Malformed => format!("$ {input}"),
    }
}

/// Whether it is told that nothing was printed: a shell's assignments never print anything.
pub fn says_nothing(record: &Record) -> bool {
    matches!(record.kind, Kind::Guest(_)) || record.input.trim().starts_with("aws")
}

/// What it printed.
pub fn printed(record: &Record) -> String {
    let input = record.input.trim();
    // What an assignment keeps is not printed by a shell.
    if matches!(record.kind, Kind::Api { .. }) && !input.starts_with("aws") && record.exit == 0 {
        return String::new();
    }
    record.output.whole().trim_end().to_owned()
}
