//! Keys. One row says which keys, in which words, and what they do; dispatch, footer and help all
//! read that row, so they can't disagree.

use super::look::Glyphs;
use crate::words::Words;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// A key with what is held down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    code: KeyCode,
    held: KeyModifiers,
}

/// A plain character.
pub const fn ch(char: char) -> Key {
    Key { code: KeyCode::Char(char), held: KeyModifiers::NONE }
}

/// A character with Ctrl.
pub const fn ctrl(char: char) -> Key {
    Key { code: KeyCode::Char(char), held: KeyModifiers::CONTROL }
}

/// A character with Alt.
pub const fn alt(char: char) -> Key {
    Key { code: KeyCode::Char(char), held: KeyModifiers::ALT }
}

/// A key without a character: `KeyCode::Enter`, `KeyCode::Up` …
pub const fn code(code: KeyCode) -> Key {
    Key { code, held: KeyModifiers::NONE }
}

impl Key {
    /// Whether this is the key that was pressed. Shift is in the character already.
    pub fn is(self, event: KeyEvent) -> bool {
        let held = event.modifiers - KeyModifiers::SHIFT;
        self.code == event.code && self.held == held
    }

    /// Whether it only moves about: an arrow, a page key, Tab.
    pub fn moves(self) -> bool {
        matches!(
            self.code,
            KeyCode::Up
                | KeyCode::Down
                | KeyCode::Left
                | KeyCode::Right
                | KeyCode::PageUp
                | KeyCode::PageDown
                | KeyCode::Tab
                | KeyCode::BackTab
        )
    }

    /// The event of pressing it.
    pub fn event(self) -> KeyEvent {
        KeyEvent::new(self.code, self.held)
    }

    /// Its name on the screen.
    pub fn name(self, glyphs: Glyphs) -> String {
        let arrows = |unicode: &str, ascii: &str| glyphs.pick(unicode, ascii).to_owned();
        let name = match self.code {
            KeyCode::Char(' ') => "Space".to_owned(),
            KeyCode::Char(char) => char.to_string(),
            KeyCode::Up => arrows("↑", "Up"),
            KeyCode::Down => arrows("↓", "Down"),
            KeyCode::Left => arrows("←", "Left"),
            KeyCode::Right => arrows("→", "Right"),
            KeyCode::BackTab => "S-Tab".to_owned(),
            KeyCode::PageUp => "PgUp".to_owned(),
            KeyCode::PageDown => "PgDn".to_owned(),
            KeyCode::F(number) => format!("F{number}"),
            other => other.to_string(),
        };
        if self.held.contains(KeyModifiers::CONTROL) {
            format!("Ctrl-{name}")
        } else if self.held.contains(KeyModifiers::ALT) {
            format!("Alt-{name}")
        } else {
            name
        }
    }
}

/// One row: keys, words, and what they do here.
#[derive(Clone, Copy, Debug)]
pub struct KeyRow<D: 'static> {
    /// Any of these.
    pub keys: &'static [Key],
    /// What they do, in a word or two.
    pub say: Words,
    /// What they do.
    pub does: D,
}

/// A row as footer and help need it.
#[derive(Clone, Copy, Debug)]
pub struct Hint {
    /// Any of these.
    pub keys: &'static [Key],
    /// What they do.
    pub say: Words,
}

/// Hints in groups under their heads, as the page of keys shows them.
pub type Groups = Vec<(Words, Vec<Hint>)>;

impl Hint {
    /// The keys' names, joined.
    pub fn names(&self, glyphs: Glyphs) -> String {
        self.keys.iter().map(|key| key.name(glyphs)).collect::<Vec<_>>().join("/")
    }
}

/// What the pressed key does, by the first row that has it.
pub fn find<D: Copy>(rows: &[KeyRow<D>], event: KeyEvent) -> Option<D> {
    rows.iter().find(|row| row.keys.iter().any(|key| key.is(event))).map(|row| row.does)
}

/// The rows as footer and help need them.
pub fn hints<D>(rows: &'static [KeyRow<D>]) -> Vec<Hint> {
    rows.iter().map(|row| Hint { keys: row.keys, say: row.say }).collect()
}
