//! Markdown as lines on the screen: paragraphs, emphasis, code, lists, tables, quotes and headings.
//!
//! Two things are done for Japanese. A line end in the source between two wide characters is nothing,
//! not a space. And `**` beside Japanese punctuation opens and closes: CommonMark's rule, made for
//! languages with spaces, leaves `これは**「重要」**です` as it stands, so a thin space goes outside
//! each pair before parsing and is taken out again after.

use super::look::{Look, Sign};
use super::table::Table;
use super::wrap::{Breaks, Piece, continued, with_names, wrap, wrap_command};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Stands outside of `**` while parsing; no lesson contains it.
pub(super) const THIN: char = '\u{2005}';

/// Code up to this wide is never broken.
const WHOLE_CODE: usize = 28;

/// For which sense the lines are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sense {
    /// For the eye.
    Sight,
    /// For the ear: no signs, no columns, and commands that can be typed as they stand.
    Hearing,
}

/// Markdown in lines of at most `width` cells.
pub fn render(markdown: &str, width: usize, look: &Look) -> Vec<Line<'static>> {
    laid_out(markdown, Page::new(width, *look, Sense::Sight))
}

/// Markdown in lines of at most `width` cells that can be read aloud one after the other.
pub fn plain(markdown: &str, width: usize) -> Vec<String> {
    let lines = laid_out(markdown, Page::new(width, Look::default(), Sense::Hearing));
    lines.iter().map(ToString::to_string).collect()
}

fn laid_out(markdown: &str, mut page: Page) -> Vec<Line<'static>> {
    let source = open_emphasis(markdown);
    for event in Parser::new_ext(&source, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        page.event(event);
    }
    page.finish()
}

/// The lines of all code blocks of a Markdown text.
pub fn commands(markdown: &str) -> Vec<String> {
    let mut inside = false;
    let mut lines = Vec::new();
    for event in Parser::new(markdown) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => inside = true,
            Event::End(TagEnd::CodeBlock) => inside = false,
            Event::Text(text) if inside => lines.extend(text.lines().map(str::to_owned)),
            _ => {}
        }
    }
    lines
}

/// Puts a thin space outside each `**…**`, but not in code.
pub(super) fn open_emphasis(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len() + 16);
    let mut fenced = false;
    let mut inside = false;
    for line in markdown.split_inclusive('\n') {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        }
        if fenced || line.trim_start().starts_with("```") {
            out.push_str(line);
            continue;
        }
        if line.trim().is_empty() {
            inside = false;
        }
        let mut code = false;
        let mut rest = line;
        while let Some(char) = rest.chars().next() {
            code ^= char == '`';
            if !code && rest.starts_with("**") {
                if !inside {
                    out.push(THIN);
                }
                out.push_str("**");
                if inside {
                    out.push(THIN);
                }
                inside = !inside;
                rest = &rest[2..];
            } else {
                out.push(char);
                rest = &rest[char.len_utf8()..];
            }
        }
    }
    out
}

/// Lines under construction.
struct Page {
    look: Look,
    sense: Sense,
    width: usize,
    lines: Vec<Line<'static>>,
    pieces: Vec<Piece>,
    /// What nested inline marks add, outermost first.
    styles: Vec<Style>,
    /// What goes before each line: of list items and quotes, outermost first.
    indents: Vec<Indent>,
    /// The numbers of nested lists; none for bullets.
    lists: Vec<Option<u64>>,
    soft_break: bool,
    code_block: bool,
    table: Option<Table>,
}

/// What goes before the lines of a block inside another.
struct Indent {
    /// Before the first line; taken once used.
    first: Option<String>,
    /// Before the others.
    rest: String,
}

impl Page {
    fn new(width: usize, look: Look, sense: Sense) -> Self {
        Self {
            look,
            sense,
            width,
            lines: Vec::new(),
            pieces: Vec::new(),
            styles: vec![Style::new()],
            indents: Vec::new(),
            lists: Vec::new(),
            soft_break: false,
            code_block: false,
            table: None,
        }
    }

    fn event(&mut self, event: Event) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.code_block => self.code_lines(&text),
            Event::Text(text) => self.text(&text),
            Event::Code(code) => self.code(&code),
            Event::SoftBreak => self.soft_break = true,
            Event::HardBreak => self.flush(),
            Event::Rule if self.sense == Sense::Hearing => self.gap(),
            Event::Rule => {
                self.gap();
                let rule = self.look.line().repeat(self.width.min(24));
                self.lines.push(Line::styled(rule, self.look.style(Sign::Quiet)));
            }
            Event::Html(text) | Event::InlineHtml(text) => self.text(&text),
            Event::InlineMath(_) | Event::DisplayMath(_) | Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag) {
        match tag {
            Tag::Paragraph if self.indents.is_empty() => self.gap(),
            Tag::Heading { .. } => {
                self.gap();
                self.push_style(Style::new().add_modifier(Modifier::BOLD));
            }
            Tag::BlockQuote(_) => {
                self.gap();
                let bar = match self.sense {
                    Sense::Sight => format!("{} ", self.look.glyphs.pick("│", "|")),
                    Sense::Hearing => "  ".to_owned(),
                };
                self.indents.push(Indent { first: None, rest: bar });
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => {
                self.flush();
                self.gap();
                self.code_block = true;
            }
            Tag::List(first) => {
                self.flush();
                if self.lists.is_empty() {
                    self.gap();
                }
                self.lists.push(first);
            }
            Tag::Item => {
                let marker = self.marker();
                let rest = " ".repeat(marker.width());
                self.indents.push(Indent { first: Some(marker), rest });
            }
            Tag::Emphasis => self.push_style(Style::new().add_modifier(Modifier::ITALIC)),
            Tag::Strong => self.push_style(self.look.strong()),
            Tag::Strikethrough => self.push_style(Style::new().add_modifier(Modifier::CROSSED_OUT)),
            Tag::Table(_) => {
                self.gap();
                self.table = Some(Table::default());
            }
            Tag::TableHead | Tag::TableRow => {
                if let Some(table) = &mut self.table {
                    table.begin_row();
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.flush(),
            TagEnd::Heading(_) => {
                self.flush();
                self.styles.pop();
            }
            TagEnd::BlockQuote(_) => {
                self.flush();
                self.indents.pop();
            }
            TagEnd::Item => {
                self.flush();
                self.indents.pop();
            }
            TagEnd::CodeBlock => self.code_block = false,
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => {
                self.styles.pop();
            }
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.pieces);
                self.soft_break = false;
                if let Some(table) = &mut self.table {
                    table.add_cell(cell);
                }
            }
            TagEnd::Table => {
                if let Some(table) = self.table.take() {
                    let indent = self.take_indent();
                    let width = self.width.saturating_sub(indent.width());
                    self.lines.extend(match self.sense {
                        Sense::Sight => table.drawn(width, &self.look),
                        Sense::Hearing => table.told(width.max(1)),
                    });
                }
            }
            _ => {}
        }
    }

    /// The marker of the next item of the innermost list.
    fn marker(&mut self) -> String {
        let bullet = match self.sense {
            Sense::Sight => self.look.glyphs.pick("• ", "* "),
            Sense::Hearing => "- ",
        };
        match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                format!("{}. ", *number - 1)
            }
            _ => bullet.to_owned(),
        }
    }

    fn push_style(&mut self, style: Style) {
        let outer = self.styles.last().copied().unwrap_or_default();
        self.styles.push(outer.patch(style));
    }

    fn text(&mut self, text: &str) {
        let text: String = text.chars().filter(|char| *char != THIN && !char.is_control()).collect();
        self.join(text.chars().next());
        let style = self.styles.last().copied().unwrap_or_default();
        match self.sense {
            Sense::Sight => self.push(text, style, Breaks::Words),
            Sense::Hearing => self.pieces.extend(with_names(&text, style)),
        }
    }

    fn code(&mut self, code: &str) {
        self.join(code.chars().next());
        let outer = self.styles.last().copied().unwrap_or_default();
        // Where no colour tells code from words, signs do.
        let shown = self.look.code();
        let code = if shown == Style::new() { format!("`{code}`") } else { code.to_owned() };
        let breaks = if code.width() <= WHOLE_CODE { Breaks::Whole } else { Breaks::Spaces };
        self.push(code, outer.patch(shown), breaks);
    }

    fn push(&mut self, text: String, style: Style, breaks: Breaks) {
        if !text.is_empty() {
            self.pieces.push(Piece { text, style, breaks });
        }
    }

    /// Makes the line end before this text a space, except between two wide characters.
    fn join(&mut self, next: Option<char>) {
        if !std::mem::take(&mut self.soft_break) {
            return;
        }
        let last = self.pieces.last().and_then(|piece| piece.text.chars().last());
        let wide = |char: Option<char>| char.and_then(UnicodeWidthChar::width) == Some(2);
        if !(wide(last) && wide(next)) {
            self.push(" ".to_owned(), Style::new(), Breaks::Words);
        }
    }

    /// An empty line before a block, except at the beginning.
    fn gap(&mut self) {
        self.flush();
        if self.lines.last().is_some_and(|line| line.width() > 0) {
            self.lines.push(Line::default());
        }
    }

    /// What goes before the next line.
    fn take_indent(&mut self) -> String {
        self.indents.iter_mut().map(|indent| indent.first.take().unwrap_or_else(|| indent.rest.clone())).collect()
    }

    /// Ends a paragraph.
    fn flush(&mut self) {
        self.soft_break = false;
        if self.pieces.is_empty() {
            return;
        }
        let pieces = std::mem::take(&mut self.pieces);
        let indent: usize = self.indents.iter().map(|indent| indent.rest.width()).sum();
        for line in wrap(&pieces, self.width.saturating_sub(indent).max(1)) {
            let prefix = self.take_indent();
            self.push_line(prefix, line);
        }
    }

    fn push_line(&mut self, prefix: String, mut line: Line<'static>) {
        if !prefix.is_empty() {
            line.spans.insert(0, Span::styled(prefix, self.look.style(Sign::Quiet)));
        }
        self.lines.push(line);
    }

    /// Lines of a code block: as they are, cut by hand where they are too wide.
    fn code_lines(&mut self, text: &str) {
        let style = self.look.code();
        // For the ear an empty line is enough, and longer commands stay whole.
        let indent = if self.sense == Sense::Sight { "  " } else { "" };
        let outer: usize = self.indents.iter().map(|indent| indent.rest.width()).sum();
        let width = self.width.saturating_sub(outer + indent.len()).max(1);
        for line in text.trim_end_matches('\n').split('\n') {
            let line = line.replace('\t', "    ");
            let lines = match self.sense {
                Sense::Sight => wrap_command(&line, width, style),
                Sense::Hearing => continued(&line, width).into_iter().map(Line::from).collect(),
            };
            for line in lines {
                let prefix = self.take_indent() + indent;
                self.push_line(prefix, line);
            }
        }
    }

    fn finish(mut self) -> Vec<Line<'static>> {
        self.flush();
        while self.lines.last().is_some_and(|line| line.width() == 0) {
            self.lines.pop();
        }
        self.lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(markdown: &str, width: usize) -> Vec<String> {
        render(markdown, width, &Look::default()).iter().map(ToString::to_string).collect()
    }

    fn bold(markdown: &str) -> Vec<String> {
        let lines = render(markdown, 60, &Look::default());
        let spans = lines.iter().flat_map(|line| line.spans.clone());
        spans.filter(|s| s.style.add_modifier.contains(Modifier::BOLD)).map(|s| s.content.into_owned()).collect()
    }

    #[test]
    fn bold_works_beside_japanese_punctuation() {
        assert_eq!(bold("これは**「重要」**です。"), ["「重要」"]);
        assert_eq!(bold("**注意:**これは"), ["注意:"]);
        assert_eq!(bold("a **b** c"), ["b"]);
        assert_eq!(bold("`a ** b` と **c**"), ["c"]);
        assert_eq!(lines("これは**「重要」**です。", 60), ["これは「重要」です。"]);
    }

    #[test]
    fn a_line_end_between_japanese_characters_is_nothing() {
        assert_eq!(lines("サブネット\nです。", 60), ["サブネットです。"]);
        assert_eq!(lines("use\nthis", 60), ["use this"]);
        assert_eq!(lines("これは\nIPv6", 60), ["これは IPv6"]);
    }

    #[test]
    fn lists_hang_and_nest() {
        let text = "Before\n\n- one two three four\n- b\n  1. inner\n  2. next\n\nAfter";
        assert_eq!(
            lines(text, 12),
            ["Before", "", "• one two", "  three four", "• b", "  1. inner", "  2. next", "", "After"]
        );
    }

    #[test]
    fn tables_align_by_cells_and_wrap_when_too_wide() {
        let text = "| 名前 | AAAA |\n|---|---|\n| github.com | なし |\n| ALB | 2001:db8::1 |";
        assert_eq!(
            lines(text, 40),
            ["名前        AAAA", "───────────────────────", "github.com  なし", "ALB         2001:db8::1"]
        );
        assert!(lines(text, 18).iter().all(|line| line.width() <= 18), "{:?}", lines(text, 18));
    }

    #[test]
    fn for_the_ear_there_are_no_signs_and_no_columns() {
        let text =
            "# 見出し\n\n**太字** `code`\n\n- a\n  1. b\n\n> q\n\n---\n\n| 名前 | AAAA |\n|---|---|\n| x | なし |";
        let wanted = ["見出し", "", "太字 code", "", "- a", "  1. b", "", "  q", "", "名前: x; AAAA: なし"];
        assert_eq!(plain(text, 40), wanted);
        assert_eq!(plain("```\ndig +short github.com\n```", 16), ["dig +short \\", "github.com"]);
    }

    #[test]
    fn code_blocks_keep_their_lines() {
        assert_eq!(
            lines("Run:\n\n```\n$ curl  x\n  y\n```\nthen", 30),
            ["Run:", "", "  $ curl  x", "    y", "", "then"]
        );
    }

    #[test]
    fn any_width_is_survived() {
        let text = "# 見出し\n\n> 引用 **太字** `code`\n\n| a | b |\n|---|---|\n| 長い文字列です | y |\n\n- x\n\n---\n";
        for width in 0..40 {
            assert!(!lines(text, width).is_empty());
        }
    }
}
