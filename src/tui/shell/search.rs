//! Looking for a line typed before, as a shell does it: letter by letter, the newest first.

use crate::lesson::Lang;
use crate::tui::line::EditLine;
use crate::words::ui;

/// A search under way.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// What is looked for.
    pub query: String,
    /// The line found, by its place in the history.
    at: Option<usize>,
    /// Whether the last letter found nothing.
    failed: bool,
}

impl Search {
    /// Adds a letter.
    pub fn push(&mut self, char: char, line: &EditLine) {
        self.query.push(char);
        let newest = self.at.map_or(usize::MAX, |at| at + 1);
        self.look(line, newest);
    }

    /// Takes the last letter away.
    pub fn pop(&mut self, line: &EditLine) {
        self.query.pop();
        self.at = None;
        self.look(line, usize::MAX);
    }

    /// Goes on to the next older line.
    pub fn older(&mut self, line: &EditLine) {
        self.look(line, self.at.unwrap_or(usize::MAX));
    }

    /// The newest line before `end` that has what is looked for; the one found last stays otherwise.
    fn look(&mut self, line: &EditLine, end: usize) {
        let found = if self.query.is_empty() { None } else { line.find_before(&self.query, end) };
        self.failed = found.is_none() && !self.query.is_empty();
        self.at = found.or(self.at);
    }

    /// The line that was found.
    pub fn found<'l>(&self, line: &'l EditLine) -> &'l str {
        self.at.and_then(|at| line.typed_before(at)).unwrap_or_default()
    }

    /// What stands in the place of the prompt.
    pub fn prompt(&self, lang: Lang) -> String {
        ui::searching(lang, &self.query, self.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(lines: &[&str]) -> EditLine {
        let mut line = EditLine::default();
        for text in lines {
            line.remember(text);
        }
        line
    }

    #[test]
    fn the_newest_line_with_these_letters_is_found_and_then_older_ones() {
        let line = typed(&["curl -4 https://github.com/", "dig github.com", "curl https://gmail.com/", "ip -6 route"]);
        let mut search = Search::default();
        for char in "curl".chars() {
            search.push(char, &line);
        }
        assert_eq!(search.found(&line), "curl https://gmail.com/");
        search.older(&line);
        assert_eq!(search.found(&line), "curl -4 https://github.com/");
        search.older(&line);
        assert_eq!(search.found(&line), "curl -4 https://github.com/", "the oldest stays");
        assert!(search.prompt(Lang::En).contains("failed"));
        search.pop(&line);
        assert_eq!(search.found(&line), "curl https://gmail.com/", "from the newest again");
    }

    #[test]
    fn more_letters_narrow_it_down_from_where_one_is() {
        let line = typed(&["dig github.com AAAA", "dig gmail.com"]);
        let mut search = Search::default();
        for (char, found) in [('d', "dig gmail.com"), ('i', "dig gmail.com"), ('A', "dig gmail.com")] {
            search.push(char, &line);
            assert_eq!(search.found(&line), found);
        }
        search.pop(&line);
        for char in "g git".chars() {
            search.push(char, &line);
        }
        assert_eq!(search.found(&line), "dig github.com AAAA");
    }
}
