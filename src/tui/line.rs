//! A line being typed: editing, history, and pasted lines that wait for their turn.

use super::draw::floor;
use ratatui::crossterm::event::{Event, KeyEvent};
use std::collections::VecDeque;
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

/// The longest line, in bytes. A paste beyond it is cut, and the learner is told.
pub const LONGEST: usize = 16 * 1024;

/// Pasted lines that may wait.
const WAITING: usize = 200;

/// Lines of history that are remembered.
const HISTORY: usize = 500;

/// A line being typed, with what was typed before.
#[derive(Debug, Default, Clone)]
pub struct EditLine {
    input: Input,
    history: Vec<String>,
    /// Where in the history the learner looks; none: at the line being typed.
    at: Option<usize>,
    /// The line being typed, while the learner looks at the history.
    draft: String,
    waiting: VecDeque<String>,
}

/// Whether a paste came in whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pasted {
    /// All of it.
    Whole,
    /// Its end was cut off.
    Cut,
}

impl EditLine {
    /// The text.
    pub fn text(&self) -> &str {
        self.input.value()
    }

    /// The part before the cursor.
    pub fn before_cursor(&self) -> &str {
        let text = self.input.value();
        let end = text.char_indices().nth(self.input.cursor()).map_or(text.len(), |(at, _)| at);
        &text[..end]
    }

    /// Pasted lines that wait for their turn.
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Replaces the text; the cursor goes to its end.
    pub fn set(&mut self, text: &str) {
        self.input = Input::new(text.to_owned());
        self.at = None;
    }

    /// Replaces what stands between byte `from` and the cursor.
    pub fn complete(&mut self, from: usize, with: &str) {
        let cursor = self.before_cursor().len();
        let text = self.input.value();
        let from = floor(text, from.min(cursor));
        let head = format!("{}{with}", &text[..from]);
        let whole = format!("{head}{}", &text[cursor..]);
        self.input = Input::new(whole).with_cursor(head.chars().count());
    }

    /// Edits by a key; whether the key meant anything.
    pub fn edit(&mut self, key: KeyEvent) -> bool {
        if self.input.value().len() >= LONGEST && matches!(key.code, ratatui::crossterm::event::KeyCode::Char(_)) {
            return true;
        }
        self.input.handle_event(&Event::Key(key)).is_some()
    }

    /// Takes pasted text: the first line goes to the cursor, the others wait. A backslash before a
    /// line's end joins it with the next, as in a shell.
    pub fn paste(&mut self, text: &str) -> Pasted {
        let kept = &text[..floor(text, LONGEST * 4)];
        let joined = kept.replace("\r\n", "\n").replace('\r', "\n").replace("\\\n", " ");
        let mut lines = joined.split('\n').map(clean).enumerate();
        let mut cut = kept.len() < text.len();
        if let Some((_, first)) = lines.next() {
            let room = LONGEST.saturating_sub(self.text().len());
            let fits = floor(&first, room);
            cut |= fits < first.len();
            let at = self.before_cursor().len();
            self.complete(at, &first[..fits]);
        }
        for (_, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
            if self.waiting.len() >= WAITING || line.len() > LONGEST {
                cut = true;
            } else {
                self.waiting.push_back(line);
            }
        }
        if cut { Pasted::Cut } else { Pasted::Whole }
    }

    /// Takes the line to run it; the next waiting line moves up.
    pub fn take(&mut self) -> String {
        let line = self.input.value_and_reset();
        self.at = None;
        self.remember(&line);
        if let Some(next) = self.waiting.pop_front() {
            self.set(&next);
        }
        line
    }

    /// Empties the line and lets go of what waits.
    pub fn reset(&mut self) {
        self.input.reset();
        self.waiting.clear();
        self.at = None;
    }

    /// Adds a line to the history.
    pub fn remember(&mut self, line: &str) {
        let line = line.trim();
        if !line.is_empty() && self.history.last().is_none_or(|last| last != line) {
            if self.history.len() >= HISTORY {
                self.history.remove(0);
            }
            self.history.push(line.to_owned());
        }
    }

    /// The newest line of the history before `end` that has `text` in it, by its place.
    pub fn find_before(&self, text: &str, end: usize) -> Option<usize> {
        let end = end.min(self.history.len());
        self.history[..end].iter().rposition(|line| line.contains(text))
    }

    /// A line of the history.
    pub fn typed_before(&self, at: usize) -> Option<&str> {
        self.history.get(at).map(String::as_str)
    }

    /// Goes to the line typed before; the one being typed is kept.
    pub fn older(&mut self) {
        let next = match self.at {
            None => {
                self.draft = self.text().to_owned();
                self.history.len().checked_sub(1)
            }
            Some(at) => Some(at.saturating_sub(1)),
        };
        self.look_at(next);
    }

    /// Comes back towards the line being typed.
    pub fn newer(&mut self) {
        if let Some(at) = self.at {
            self.look_at(Some(at + 1).filter(|at| *at < self.history.len()));
        }
    }

    fn look_at(&mut self, at: Option<usize>) {
        let text = at.and_then(|at| self.history.get(at)).unwrap_or(&self.draft).clone();
        self.set(&text);
        self.at = at;
    }
}

/// A pasted line without what can't stand on one.
fn clean(line: &str) -> String {
    line.chars().map(|char| if char == '\t' { ' ' } else { char }).filter(|char| !char.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paste_of_lines_waits_line_by_line() {
        let mut line = EditLine::default();
        assert_eq!(line.paste("aws ec2 \\\n  describe-vpcs\r\ncurl x\n\n"), Pasted::Whole);
        assert_eq!(line.take(), "aws ec2    describe-vpcs");
        assert_eq!(line.text(), "curl x");
        assert_eq!(line.waiting(), 0);
    }

    #[test]
    fn a_paste_of_megabytes_is_cut() {
        let mut line = EditLine::default();
        assert_eq!(line.paste(&"あ".repeat(4_000_000)), Pasted::Cut);
        assert!(line.text().len() <= LONGEST);
        let mut line = EditLine::default();
        assert_eq!(line.paste(&"x\n".repeat(1_000_000)), Pasted::Cut);
        assert!(line.waiting() <= WAITING);
    }

    #[test]
    fn history_goes_back_and_forth_and_keeps_the_draft() {
        let mut line = EditLine::default();
        for text in ["one", "two", "two"] {
            line.set(text);
            line.take();
        }
        line.set("draft");
        line.older();
        assert_eq!(line.text(), "two");
        line.older();
        line.older();
        assert_eq!(line.text(), "one");
        line.newer();
        line.newer();
        assert_eq!(line.text(), "draft");
        line.newer();
        assert_eq!(line.text(), "draft");
    }

    #[test]
    fn completion_replaces_up_to_the_cursor() {
        let mut line = EditLine::default();
        line.set("curl htt");
        line.complete(5, "https://github.com/");
        assert_eq!(line.text(), "curl https://github.com/");
        assert_eq!(line.before_cursor(), "curl https://github.com/");
    }
}
