//! The parts of a step as words of one language, for every form of the document.

use super::played::Played;
use crate::guest::console::{Kind, Record};
use crate::lesson::Lang;
use crate::tui::standing::standing;
use crate::tui::story::Standing;

/// A step's words where it begins: nothing is answered yet.
pub fn before(step: &Played, lang: Lang) -> Standing {
    standing(&step.begin, None, (lang, 0))
}

/// A step's words where it ends.
pub fn after(step: &Played, lang: Lang) -> Standing {
    standing(&step.end, None, (lang, 0))
}

/// A command as a terminal shows it: behind a prompt, where it does not bring its own.
pub fn prompt(record: &Record) -> String {
    let input = record.input.trim();
    match record.kind {
        Kind::Guest(_) => input.to_owned(),
        Kind::Api { .. } | Kind::Malformed => format!("$ {input}"),
    }
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
