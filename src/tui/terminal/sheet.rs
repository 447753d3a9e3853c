//! From a drawn frame to the bytes that turn the frame before it into it, as few as will do: over a
//! slow line every byte is time. Nothing is sent for a frame that is on the screen already.

use super::switches::PLAIN;
use ratatui::buffer::{Buffer, Cell, CellWidth};
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier};
use std::io::Write;

/// The terminal shows nothing of a frame before all of it is there.
const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";
const CLEAR: &[u8] = b"\x1b[m\x1b[2J";
const CLEAR_TO_THE_RIGHT: &[u8] = b"\x1b[K";
const SHOW_CURSOR: &[u8] = b"\x1b[?25h";
const HIDE_CURSOR: &[u8] = b"\x1b[?25l";

/// A character for private use, of which no picture makes use.
const NOTHING_DRAWN: &str = "\u{f8ff}";

/// What can be seen of a space.
const SEEN_ON_BLANK: Modifier = Modifier::REVERSED.union(Modifier::UNDERLINED).union(Modifier::CROSSED_OUT);

/// The frame on the screen, and room for the next one.
pub(super) struct Sheet {
    shown: Shown,
    before: Buffer,
    next: Buffer,
    cursor: Option<Position>,
}

/// Whether the screen shows what we think it does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    /// The frame before.
    Before,
    /// Nobody knows.
    Anything,
}

impl Sheet {
    /// Of a terminal that shows anything.
    pub fn new() -> Self {
        let (before, next) = (Buffer::empty(Rect::ZERO), Buffer::empty(Rect::ZERO));
        Self { shown: Shown::Anything, before, next, cursor: None }
    }

    /// The size of the last frame.
    pub fn area(&self) -> Rect {
        self.before.area
    }

    /// Paints everything anew with the next frame.
    pub fn forget(&mut self) {
        self.shown = Shown::Anything;
    }

    /// What makes the screen show what `view` draws; nothing where it shows that already. `view`
    /// fills the buffer and says where the cursor belongs.
    pub fn frame(&mut self, area: Rect, view: impl FnOnce(Rect, &mut Buffer) -> Option<Position>) -> Vec<u8> {
        if area != self.before.area {
            self.shown = Shown::Anything;
            self.next.resize(area);
        }
        self.next.reset();
        let cursor = view(area, &mut self.next);
        let mut out = BEGIN.to_vec();
        if std::mem::replace(&mut self.shown, Shown::Before) == Shown::Anything {
            self.before.resize(area);
            self.before.reset();
            self.cursor = None;
            out.extend_from_slice(CLEAR);
            out.extend_from_slice(HIDE_CURSOR);
        }
        let painted = paint(&self.before, &self.next, &mut out);
        if cursor != self.cursor || painted == Painted::Something && cursor.is_some() {
            place(cursor, self.cursor, &mut out);
            self.cursor = cursor;
        }
        std::mem::swap(&mut self.before, &mut self.next);
        mark_second_halves(&mut self.before);
        if out.len() == BEGIN.len() {
            return Vec::new();
        }
        out.extend_from_slice(END);
        out
    }
}

/// Makes the second half of each wide character unlike anything that is drawn there next: when the
/// first half is written over, terminals make of the second one what they like.
fn mark_second_halves(buf: &mut Buffer) {
    for at in 1..buf.content.len() {
        if buf.content[at - 1].symbol().len() > 1 && buf.content[at - 1].cell_width() > 1 {
            buf.content[at].set_symbol(NOTHING_DRAWN);
        }
    }
}

/// Whether a cell was painted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Painted {
    Something,
    Nothing,
}

/// Puts the cursor where it belongs, or hides it.
fn place(cursor: Option<Position>, before: Option<Position>, out: &mut Vec<u8>) {
    match cursor {
        Some(Position { x, y }) => {
            go_to(out, (x, y));
            if before.is_none() {
                out.extend_from_slice(SHOW_CURSOR);
            }
        }
        None => out.extend_from_slice(HIDE_CURSOR),
    }
}

/// Paints the cells that differ.
fn paint(before: &Buffer, next: &Buffer, out: &mut Vec<u8>) -> Painted {
    let mut pen = Pen { out, at: None, exact: false, style: Style::PLAIN };
    let mut painted = Painted::Nothing;
    // The row looked at, where its text ends, and whether the rest of it is empty on the screen already.
    let (mut row, mut end, mut cleared) = (None, 0, false);
    for (x, y, cell) in before.diff_iter(next) {
        painted = Painted::Something;
        if row != Some(y) {
            (row, end, cleared) = (Some(y), text_end(next, y), false);
        }
        if x < end || next.area.width - x < 4 {
            pen.put((x, y), cell);
        } else if !cleared {
            cleared = true;
            pen.clear_to_the_right((x, y));
        }
    }
    if pen.style != Style::PLAIN {
        out.extend_from_slice(PLAIN);
    }
    painted
}

/// The column behind the last cell of a row in which anything can be seen.
fn text_end(buf: &Buffer, y: u16) -> u16 {
    let mut columns = buf.area.left()..buf.area.right();
    let seen = |x: &u16| buf.cell((*x, y)).is_some_and(|cell| !is_empty(cell));
    columns.rfind(seen).map_or(buf.area.left(), |x| x + cell_width(buf, (x, y)))
}

fn cell_width(buf: &Buffer, at: (u16, u16)) -> u16 {
    buf.cell(at).map_or(1, |cell| match advance(cell.symbol()) {
        Advance::Exact(cells) => cells,
        // As wide as a character may be.
        Advance::Likely | Advance::Unknown => 2,
    })
}

fn is_empty(cell: &Cell) -> bool {
    cell.symbol() == " " && cell.bg == Color::Reset && !cell.modifier.intersects(SEEN_ON_BLANK)
}

/// How far a terminal's cursor goes with a character.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Advance {
    /// So many cells, on every terminal.
    Exact(u16),
    /// One cell; two on terminals that are set up so.
    Likely,
    /// Terminals differ.
    Unknown,
}

fn advance(symbol: &str) -> Advance {
    let mut chars = symbol.chars();
    let (Some(char), None) = (chars.next(), chars.next()) else { return Advance::Unknown };
    match char {
        ' '..='~' => Advance::Exact(1),
        // Kana, Chinese characters, full-width forms.
        '\u{3001}'..='\u{3029}' | '\u{3041}'..='\u{3096}' | '\u{30a0}'..='\u{30ff}' => Advance::Exact(2),
        '\u{4e00}'..='\u{9fff}' | '\u{ff01}'..='\u{ff60}' => Advance::Exact(2),
        // Arrows, lines, shapes: what East Asian Width calls ambiguous, or narrow.
        '\u{a0}'..='\u{24ff}' | '\u{2500}'..='\u{25ff}' | '\u{2700}'..='\u{27bf}' => Advance::Likely,
        _ => Advance::Unknown,
    }
}

/// How characters look.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Style {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

impl Style {
    const PLAIN: Self = Self { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() };
}

/// Writes cells, and knows where the terminal's cursor is and how the next character would look.
struct Pen<'a> {
    out: &'a mut Vec<u8>,
    /// Where the cursor is, as far as we know.
    at: Option<(u16, u16)>,
    /// Whether it is there on every terminal.
    exact: bool,
    style: Style,
}

impl Pen<'_> {
    fn put(&mut self, at: (u16, u16), cell: &Cell) {
        self.go(at);
        self.dress(cell);
        self.out.extend_from_slice(cell.symbol().as_bytes());
        let advance = advance(cell.symbol());
        self.exact &= matches!(advance, Advance::Exact(_));
        self.at = match advance {
            Advance::Exact(cells) => Some((at.0 + cells, at.1)),
            Advance::Likely => Some((at.0 + 1, at.1)),
            Advance::Unknown => None,
        };
    }

    fn clear_to_the_right(&mut self, at: (u16, u16)) {
        self.go(at);
        // Some terminals clear in the present colour.
        if self.style.bg != Color::Reset || self.style.modifier.intersects(SEEN_ON_BLANK) {
            self.out.extend_from_slice(PLAIN);
            self.style = Style::PLAIN;
        }
        self.out.extend_from_slice(CLEAR_TO_THE_RIGHT);
    }

    fn go(&mut self, (x, y): (u16, u16)) {
        match self.at {
            Some(here) if here == (x, y) => return,
            Some((from, row)) if row == y && from < x && self.exact => match x - from {
                1 => self.out.extend_from_slice(b"\x1b[C"),
                cells => self.write(format_args!("\x1b[{cells}C")),
            },
            _ => {
                go_to(self.out, (x, y));
                self.exact = true;
            }
        }
        self.at = Some((x, y));
    }

    /// Makes the next character look like the cell, as far as that can be seen.
    fn dress(&mut self, cell: &Cell) {
        let (fg, bg) = (cell.fg, cell.bg);
        let wanted = Style { fg, bg, modifier: cell.modifier };
        let now = self.style;
        let blank = cell.symbol() == " " && !(wanted.modifier | now.modifier).intersects(SEEN_ON_BLANK);
        if wanted == now || blank && bg == now.bg {
            return;
        }
        self.style = wanted;
        if wanted == Style::PLAIN {
            self.out.extend_from_slice(PLAIN);
            return;
        }
        self.out.extend_from_slice(b"\x1b[");
        let begin = self.out.len();
        let now = if wanted.modifier.contains(now.modifier) {
            now
        } else {
            self.code(format_args!("0"));
            Style::PLAIN
        };
        for (modifier, code) in MODIFIERS {
            if (wanted.modifier - now.modifier).contains(modifier) {
                self.code(format_args!("{code}"));
            }
        }
        if fg != now.fg {
            self.colour(fg, 30);
        }
        if bg != now.bg {
            self.colour(bg, 40);
        }
        // Every code ends with a semicolon; the last one becomes the end.
        if self.out.len() > begin {
            self.out.pop();
        }
        self.out.push(b'm');
    }

    /// A colour; `base` is 30 for characters and 40 for what is behind them.
    fn colour(&mut self, color: Color, base: u8) {
        match color {
            Color::Reset => self.code(format_args!("{}", base + 9)),
            Color::Rgb(r, g, b) => self.code(format_args!("{};2;{r};{g};{b}", base + 8)),
            Color::Indexed(number) => self.code(format_args!("{};5;{number}", base + 8)),
            named => match NAMED.iter().zip(0..).find(|(color, _)| **color == named) {
                Some((_, number @ 0..8)) => self.code(format_args!("{}", base + number)),
                Some((_, number)) => self.code(format_args!("{}", base + 52 + number)),
                None => {}
            },
        }
    }

    fn code(&mut self, code: std::fmt::Arguments) {
        self.write(code);
        self.out.push(b';');
    }

    fn write(&mut self, text: std::fmt::Arguments) {
        // A vector takes everything.
        self.out.write_fmt(text).ok();
    }
}

/// The 16 colours with names, in the order of their numbers.
const NAMED: [Color; 16] = [
    Color::Black,
    Color::Red,
    Color::Green,
    Color::Yellow,
    Color::Blue,
    Color::Magenta,
    Color::Cyan,
    Color::Gray,
    Color::DarkGray,
    Color::LightRed,
    Color::LightGreen,
    Color::LightYellow,
    Color::LightBlue,
    Color::LightMagenta,
    Color::LightCyan,
    Color::White,
];

/// The codes that add a modifier.
const MODIFIERS: [(Modifier, u8); 9] = [
    (Modifier::BOLD, 1),
    (Modifier::DIM, 2),
    (Modifier::ITALIC, 3),
    (Modifier::UNDERLINED, 4),
    (Modifier::SLOW_BLINK, 5),
    (Modifier::RAPID_BLINK, 6),
    (Modifier::REVERSED, 7),
    (Modifier::HIDDEN, 8),
    (Modifier::CROSSED_OUT, 9),
];

fn go_to(out: &mut Vec<u8>, (x, y): (u16, u16)) {
    out.write_fmt(format_args!("\x1b[{};{}H", y + 1, x + 1)).ok();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::draw::{clear_area, put};
    use ratatui::style::Style as Look;
    use std::num::NonZeroU16;

    /// A terminal that reads what is sent.
    fn terminal(columns: u16, rows: u16) -> vt100::Parser {
        let size = |cells| NonZeroU16::new(cells).unwrap();
        vt100::Parser::new(size(rows), size(columns), 0)
    }

    /// Every cell of a screen as its text and its colours.
    fn cells(screen: &vt100::Screen) -> Vec<String> {
        let (rows, columns) = (screen.size().0.get(), screen.size().1.get());
        let cell = |y, x| {
            let cell = screen.cell(y, x).unwrap();
            let text = if cell.has_contents() { cell.contents() } else { " " };
            let ink = (text != " " || cell.inverse()).then(|| cell.fgcolor());
            format!("{y}.{x} {text} {ink:?} {:?} {} {}", cell.bgcolor(), text != " " && cell.bold(), cell.inverse())
        };
        (0..rows).flat_map(|y| (0..columns).map(move |x| cell(y, x))).collect()
    }

    /// A picture of words here and there, in styles, by a seed.
    fn picture(seed: u64, area: Rect, buf: &mut Buffer) {
        let words = ["DNS64 を使う", "● ─ ◆", "x", "ア 64:ff9b::/96", "    ", "経路表", "⚠ ok"];
        let looks = [
            Look::new(),
            Look::new().fg(Color::Rgb(86, 200, 220)),
            Look::new().fg(Color::Rgb(86, 200, 220)).bg(Color::Indexed(17)).add_modifier(Modifier::BOLD),
            Look::new().add_modifier(Modifier::REVERSED),
            Look::new().fg(Color::LightRed).add_modifier(Modifier::BOLD | Modifier::ITALIC),
        ];
        let mut random = fastrand::Rng::with_seed(seed);
        for _ in 0..random.usize(..24) {
            let (x, y) = (random.u16(..area.width), random.u16(..area.height));
            clear_area(buf, Rect { x, y, width: 20, height: 1 }.intersection(area));
            put(buf, area, (x, y), words[random.usize(..words.len())], looks[random.usize(..5)]);
        }
    }

    #[test]
    fn frame_after_frame_shows_what_painting_anew_shows() {
        let (columns, rows) = (31, 7);
        let area = Rect::new(0, 0, columns, rows);
        let mut sheet = Sheet::new();
        let mut followed = terminal(columns, rows);
        for seed in 0..400 {
            let draw = |area: Rect, buf: &mut Buffer| {
                picture(seed, area, buf);
                None
            };
            followed.process(&sheet.frame(area, draw));
            let mut anew = terminal(columns, rows);
            anew.process(&Sheet::new().frame(area, draw));
            let both = cells(followed.screen()).into_iter().zip(cells(anew.screen()));
            let differ: Vec<_> = both.filter(|(followed, anew)| followed != anew).collect();
            assert!(differ.is_empty(), "picture {seed}: {differ:?}");
        }
    }

    #[test]
    fn what_is_on_the_screen_is_not_sent_again() {
        let area = Rect::new(0, 0, 20, 3);
        let mut sheet = Sheet::new();
        let draw = |cursor: Option<Position>| {
            move |area: Rect, buf: &mut Buffer| {
                picture(7, area, buf);
                cursor
            }
        };
        assert!(!sheet.frame(area, draw(None)).is_empty());
        assert!(sheet.frame(area, draw(None)).is_empty());
        let here = Some(Position { x: 3, y: 1 });
        let mut terminal = terminal(20, 3);
        terminal.process(HIDE_CURSOR);
        terminal.process(&sheet.frame(area, draw(here)));
        assert!(!terminal.screen().hide_cursor());
        assert_eq!(terminal.screen().cursor_position(), (1, 3));
        assert!(sheet.frame(area, draw(here)).is_empty());
        terminal.process(&sheet.frame(area, draw(None)));
        assert!(terminal.screen().hide_cursor());
        sheet.forget();
        assert!(!sheet.frame(area, draw(None)).is_empty(), "what was forgotten is painted anew");
    }

    #[test]
    fn japanese_is_sent_as_a_run_and_a_style_once() {
        let style = Look::new().fg(Color::Rgb(1, 2, 3));
        let area = Rect::new(0, 0, 20, 1);
        let draw = |area: Rect, buf: &mut Buffer| {
            put(buf, area, (0, 0), "経路 a b", style);
            None
        };
        let sent = String::from_utf8(Sheet::new().frame(area, draw)).unwrap();
        assert!(sent.contains("\x1b[1;1H\x1b[38;2;1;2;3m経路 a b\x1b[m"), "{sent:?}");
    }
}
