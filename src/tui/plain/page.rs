//! What is said, line by line: nothing but words, none wider than asked for.

use crate::guest::Output;
use crate::lesson::Lang;
use crate::tui::scrollback::cells;
use crate::tui::text;
use crate::tui::wrap::{continued, with_names, wrap, wrap_command};
use crate::words::plain::spoken;
use ratatui::style::Style;

/// Lines under construction.
#[derive(Clone, Debug)]
pub(super) struct Page {
    width: usize,
    lang: Lang,
    lines: Vec<String>,
}

impl Page {
    /// An empty page of this width.
    pub fn new(width: usize, lang: Lang) -> Self {
        Self { width, lang, lines: Vec::new() }
    }

    /// From here on lines have this width.
    pub fn set_width(&mut self, width: usize) {
        self.width = width;
    }

    /// From here on signs become words of this language.
    pub fn speak(&mut self, lang: Lang) {
        self.lang = lang;
    }

    /// An empty line, except at the beginning and after another.
    pub fn gap(&mut self) {
        if self.lines.last().is_some_and(|line| !line.is_empty()) {
            self.lines.push(String::new());
        }
    }

    /// Sentences; each line of the text is a paragraph.
    pub fn say(&mut self, text: &str) {
        self.item(0, "", text);
    }

    /// Sentences behind a mark, further in by `indent`.
    pub fn item(&mut self, indent: usize, mark: &str, text: &str) {
        let text = spoken(text, self.lang);
        for (number, paragraph) in text.split('\n').enumerate() {
            let mark = if number == 0 { mark.to_owned() } else { " ".repeat(mark.len()) };
            let room = self.room(indent + mark.len());
            let lines = wrap(&with_names(paragraph, Style::new()), room);
            self.behind((indent, &mark), lines.iter().map(ToString::to_string));
        }
    }

    /// Markdown, further in by `indent`.
    pub fn markdown(&mut self, indent: usize, markdown: &str) {
        let lines = text::plain(&spoken(markdown, self.lang), self.room(indent));
        self.behind((indent, ""), lines.into_iter());
    }

    /// A command, further in by `indent`.
    pub fn command(&mut self, indent: usize, line: &str) {
        let lines = continued(line, self.room(indent));
        self.behind((indent, ""), lines.into_iter());
    }

    /// What a machine printed, broken between words where it is too wide.
    pub fn printed(&mut self, output: &Output) {
        let whole = output.whole();
        for line in whole.trim_end_matches('\n').split('\n').filter(|_| !whole.is_empty()) {
            let harmless = cells(line, usize::MAX).concat();
            let rows = wrap_command(harmless.trim_end(), self.room(0), Style::new());
            self.lines.extend(rows.iter().map(ToString::to_string));
        }
    }

    /// Takes the lines, and leaves an empty page of the same width.
    pub fn take(&mut self) -> Vec<String> {
        std::mem::take(&mut self.lines)
    }

    /// Cells that are left behind this many. Whatever the mark, some text has to fit.
    fn room(&self, taken: usize) -> usize {
        self.width.saturating_sub(taken).max(1)
    }

    fn behind(&mut self, (indent, mark): (usize, &str), lines: impl Iterator<Item = String>) {
        for (number, line) in lines.enumerate() {
            let mark = if number == 0 { mark.to_owned() } else { " ".repeat(mark.len()) };
            let line = format!("{}{mark}{line}", " ".repeat(indent));
            self.lines.push(line.trim_end().to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_width::UnicodeWidthStr;

    #[test]
    fn a_page_is_words_within_its_width() {
        let mut page = Page::new(24, Lang::En);
        page.gap();
        page.say("The way: a → b, at cl-ipv4-to-dualstack-rtb");
        page.gap();
        page.gap();
        page.item(2, "1. ", "one two three four five six");
        page.command(0, "aws ec2 describe-subnets --output text");
        let lines = page.take();
        assert_eq!(
            lines[..5],
            ["The way: a, then b, at", "cl-ipv4-to-dualstack-rtb", "", "  1. one two three four", "     five six"]
        );
        assert_eq!(lines[5..], ["aws ec2 \\", "describe-subnets \\", "--output text"]);
        assert!(lines.iter().all(|line| line.width() <= 24), "{lines:?}");
    }

    #[test]
    fn what_machines_print_can_do_no_harm() {
        let mut output = Output::default();
        output.line("a\u{1b}[31mb\tc");
        output.line("");
        output.line("0123456789");
        let mut page = Page::new(8, Lang::En);
        page.printed(&output);
        assert_eq!(page.take(), ["a[31mb", "c", "", "01234567", "89"]);
    }
}
