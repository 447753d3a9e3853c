//! What the command line has shown so far: prompts, lines and what they printed.

use super::draw::floor;
use super::look::{Look, Sign};
use super::text::render;
use crate::guest::{Output, Stream};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Entries that are kept; older ones are forgotten.
const ENTRIES: usize = 500;

/// Bytes of one command's output that are kept: more than any screen is patient for.
const OUTPUT: usize = 256 * 1024;

/// A line that was typed, and what came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Before the line: `client-001a$`.
    pub prompt: String,
    /// The line.
    pub line: String,
    /// What was printed, in order.
    pub output: Output,
    /// What the tutor has to say about it, as itself and not as the machine.
    pub remarks: Vec<String>,
}

/// All entries, the newest last.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scrollback {
    entries: Vec<Entry>,
}

impl Scrollback {
    /// Adds what was typed and what came of it.
    pub fn push(&mut self, mut entry: Entry) {
        let mut left = OUTPUT;
        for (_, text) in &mut entry.output.0 {
            let keep = floor(text, left);
            text.truncate(keep);
            left -= keep;
        }
        if self.entries.len() >= ENTRIES {
            self.entries.drain(..ENTRIES / 5);
        }
        self.entries.push(entry);
    }

    /// Adds a remark to the newest entry.
    pub fn remark(&mut self, text: String) {
        if let Some(entry) = self.entries.last_mut() {
            entry.remarks.push(text);
        }
    }

    /// The newest line with what it printed, as plain text.
    pub fn newest(&self) -> Option<String> {
        let entry = self.entries.last()?;
        let printed = entry.output.whole();
        Some(format!("{} {}\n{}", entry.prompt, entry.line, printed.trim_end_matches('\n')).trim_end().to_owned())
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.entries.clear();
    }

    /// Whether nothing was typed yet.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The last `count` lines at this width, in order. Works from the end, so that a long story
    /// costs no more than what is seen of it.
    pub fn tail(&self, count: usize, width: usize, look: &Look) -> Vec<Line<'static>> {
        let mut blocks = Vec::new();
        let mut have = 0;
        for entry in self.entries.iter().rev() {
            if have >= count {
                break;
            }
            let lines = entry.lines(width, look);
            have += lines.len();
            blocks.push(lines);
        }
        let lines: Vec<Line> = blocks.into_iter().rev().flatten().collect();
        let skip = lines.len().saturating_sub(count);
        lines.into_iter().skip(skip).collect()
    }
}

impl Entry {
    /// This entry's lines at this width.
    fn lines(&self, width: usize, look: &Look) -> Vec<Line<'static>> {
        let mut lines = prompt_lines(&self.prompt, &self.line, width, look);
        for (stream, text) in &self.output.0 {
            let style = match stream {
                Stream::Out => Style::new(),
                Stream::Err => look.error_text(),
            };
            for line in text.trim_end_matches('\n').split('\n') {
                lines.extend(cells(line, width).into_iter().map(|line| Line::styled(line, style)));
            }
        }
        for remark in &self.remarks {
            let mark = look.glyph(Sign::Focus);
            for (number, mut line) in render(remark, width.saturating_sub(2).max(1), look).into_iter().enumerate() {
                line.style = look.remark();
                let lead = if number == 0 { format!("{mark} ") } else { "  ".to_owned() };
                line.spans.insert(0, Span::styled(lead, look.remark()));
                lines.push(line);
            }
        }
        lines
    }
}

/// A prompt and what stands behind it, as a terminal breaks it: at the edge.
pub fn prompt_lines(prompt: &str, line: &str, width: usize, look: &Look) -> Vec<Line<'static>> {
    let whole = format!("{prompt} {line}");
    let mut lines = Vec::new();
    let mut at = 0;
    for row in cells(&whole, width) {
        let cut = prompt.len().saturating_sub(at).min(row.len());
        let cut = floor(&row, cut);
        let (head, tail) = row.split_at(cut);
        at += row.len();
        lines.push(Line::from(vec![Span::styled(head.to_owned(), look.prompt()), Span::raw(tail.to_owned())]));
    }
    lines
}

/// Text cut at `width` cells, as a terminal does it, whole characters only. Control characters,
/// which a terminal would obey, are left out.
pub fn cells(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let mut rows = vec![String::new()];
    let mut used = 0;
    for glyph in text.graphemes(true) {
        let tab = " ".repeat(8 - used % 8);
        let glyph = if glyph == "\t" { tab.as_str() } else { glyph };
        if glyph.contains(char::is_control) {
            continue;
        }
        let wide = glyph.width();
        if used + wide > width && used > 0 {
            rows.push(String::new());
            used = 0;
        }
        if let Some(row) = rows.last_mut() {
            row.push_str(glyph);
        }
        used += wide;
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(line: &str, output: &str) -> Entry {
        let mut printed = Output::default();
        printed.push(Stream::Out, output.to_owned());
        Entry { prompt: "host$".to_owned(), line: line.to_owned(), output: printed, remarks: Vec::new() }
    }

    fn texts(lines: &[Line]) -> Vec<String> {
        lines.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_tail_is_the_newest_lines_in_order() {
        let mut back = Scrollback::default();
        back.push(entry("one", "1\n2\n"));
        back.push(entry("two", "3\n"));
        assert_eq!(texts(&back.tail(3, 20, &Look::default())), ["2", "host$ two", "3"]);
    }

    #[test]
    fn long_lines_break_at_the_edge_and_tabs_and_controls_do_no_harm() {
        assert_eq!(cells("abcdef", 4), ["abcd", "ef"]);
        assert_eq!(cells("あいう", 5), ["あい", "う"]);
        assert_eq!(cells("a\tb\u{1b}[31mc", 40), ["a       b[31mc"]);
        assert_eq!(cells("", 4), [""]);
    }

    #[test]
    fn output_without_end_is_bounded() {
        let mut back = Scrollback::default();
        for _ in 0..2000 {
            back.push(entry("x", &"あ".repeat(200_000)));
        }
        assert!(back.entries.len() <= ENTRIES);
        assert!(back.entries.iter().all(|entry| entry.output.whole().len() <= OUTPUT));
    }
}
