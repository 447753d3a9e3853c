//! A screen as SVG. Each text says in which column it stands and how many cells it takes, so that
//! columns stay columns in whatever font there is; Japanese characters stand in the middle of their two
//! cells. Lines, arrows and dots are shapes (see [`glyphs`](super::glyphs)).
//!
//! Colours are attributes and nothing has a name, so several pictures can lie in one page.

use super::Sheet;
use super::colours::{Page, Rgb, value};
use super::glyphs::{HEIGHT, Pen, Piece, WIDTH, pieces};
use crate::tui::headless::Shot;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Position;
use ratatui::style::Modifier;
use std::collections::BTreeMap;
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

/// Around the cells.
const MARGIN: u32 = 12;
/// A letter of this size is one cell wide in most fonts.
const FONT_SIZE: u32 = 15;
/// Japanese characters are as wide as this, and have two cells.
const WIDE_SIZE: u32 = 17;
/// From the top of a cell to the line that letters stand on.
const BASELINE: u32 = 15;
/// The same for Japanese characters.
const WIDE_BASELINE: u32 = 16;
/// Fonts of fixed width, then those with Japanese.
const FONTS: &str = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',\
                     'Noto Sans Mono CJK JP','Noto Sans CJK JP','Hiragino Sans','Yu Gothic','BIZ UDGothic',Meiryo,monospace";

/// Draws a screen.
pub fn svg(shot: Shot, sheet: &Sheet) -> String {
    let page = Page::of(sheet.theme);
    let area = shot.screen.area;
    let (width, height) = (u32::from(area.width) * WIDTH + 2 * MARGIN, u32::from(area.height) * HEIGHT + 2 * MARGIN);
    let mut drawing = Drawing::default();
    for glyph in glyphs(shot.screen, shot.cursor, page) {
        drawing.add(&glyph, page);
    }
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\" xml:lang=\"{lang}\">\n\
         <title>{title}</title>\n\
         <rect width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"{paper}\"/>\n\
         <g transform=\"translate({MARGIN} {MARGIN})\" font-family=\"{FONTS}\" font-size=\"{FONT_SIZE}\" \
         stroke-linecap=\"square\">\n",
        lang = sheet.lang.pick("ja", "en"),
        title = escape(sheet.title),
        paper = page.paper,
    );
    drawing.write(&mut out);
    out.push_str("</g>\n</svg>\n");
    out
}

/// What a character is drawn with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Ink {
    colour: Rgb,
    /// Only what changes how characters look.
    modifier: Modifier,
}

/// A character in its cells.
struct Glyph<'a> {
    symbol: &'a str,
    x: u32,
    y: u32,
    /// How many cells it takes.
    wide: u32,
    ink: Ink,
    paper: Rgb,
    /// Lines through and under it.
    ruled: Modifier,
}

/// The characters of a screen, row by row.
fn glyphs(screen: &Buffer, cursor: Option<Position>, page: Page) -> Vec<Glyph<'_>> {
    let area = screen.area;
    let mut found = Vec::new();
    for y in area.top()..area.bottom() {
        let mut x = area.left();
        while let Some(cell) = screen.cell((x, y)).filter(|_| x < area.right()) {
            let wide = u16::try_from(cell.symbol().width().max(1)).unwrap_or(1).min(area.right() - x);
            let under = cursor == Some(Position { x, y });
            found.push(Glyph {
                x: u32::from(x - area.left()),
                y: u32::from(y - area.top()),
                wide: u32::from(wide),
                ..glyph(cell, under, page)
            });
            x += wide;
        }
    }
    found
}

/// A cell's character, in the upper left corner.
fn glyph(cell: &Cell, under_cursor: bool, page: Page) -> Glyph<'_> {
    let mut colours = (value(cell.fg).unwrap_or(page.ink), value(cell.bg).unwrap_or(page.paper));
    if cell.modifier.contains(Modifier::REVERSED) != under_cursor {
        colours = (colours.1, colours.0);
    }
    let symbol = if cell.modifier.contains(Modifier::HIDDEN) { " " } else { cell.symbol() };
    let modifier = cell.modifier & (Modifier::BOLD | Modifier::ITALIC | Modifier::DIM);
    let ruled = cell.modifier & (Modifier::UNDERLINED | Modifier::CROSSED_OUT);
    Glyph { symbol, x: 0, y: 0, wide: 1, ink: Ink { colour: colours.0, modifier }, paper: colours.1, ruled }
}

/// Everything that is drawn: what lies under the characters, and the characters of each ink.
#[derive(Default)]
struct Drawing {
    papers: Vec<(Rgb, Vec<Strip>)>,
    inks: Vec<(Ink, Layer)>,
}

/// Cells of one row beside each other.
struct Strip {
    x: u32,
    y: u32,
    cells: u32,
}

/// What is drawn with one ink.
#[derive(Default)]
struct Layer {
    /// Lines by their pen and where they run; each from where to where.
    rows: BTreeMap<(Pen, u32), Vec<(u32, u32)>>,
    columns: BTreeMap<(Pen, u32), Vec<(u32, u32)>>,
    shapes: BTreeMap<Pen, String>,
    /// Letters of a cell each.
    letters: Vec<(Strip, String)>,
    /// Characters of two cells each.
    wide: Vec<(Strip, String)>,
    /// What has no width to rely on: each stands alone.
    signs: Vec<(Strip, String)>,
}

/// The value that an entry of the list has, made where there is none.
fn of<K: PartialEq, V: Default>(list: &mut Vec<(K, V)>, key: K) -> &mut V {
    let at = list.iter().position(|(known, _)| *known == key).unwrap_or_else(|| {
        list.push((key, V::default()));
        list.len() - 1
    });
    &mut list[at].1
}

impl Drawing {
    fn add(&mut self, glyph: &Glyph, page: Page) {
        let strip = Strip { x: glyph.x, y: glyph.y, cells: glyph.wide };
        if glyph.paper != page.paper {
            let strips = of(&mut self.papers, glyph.paper);
            match strips.last_mut().filter(|last| last.y == strip.y && last.x + last.cells == strip.x) {
                Some(last) => last.cells += strip.cells,
                None => strips.push(strip),
            }
        }
        if glyph.symbol.trim().is_empty() && glyph.ruled.is_empty() {
            return;
        }
        let layer = of(&mut self.inks, glyph.ink);
        for (modifier, below) in [(Modifier::UNDERLINED, 18), (Modifier::CROSSED_OUT, 11)] {
            if glyph.ruled.contains(modifier) {
                let (left, y) = (glyph.x * WIDTH, glyph.y * HEIGHT + below);
                layer.line(
                    Pen::Thin,
                    (left as f32, y as f32 + 0.5),
                    ((left + glyph.wide * WIDTH) as f32, y as f32 + 0.5),
                );
            }
        }
        match pieces(glyph.symbol) {
            Some(pieces) => pieces.into_iter().for_each(|piece| layer.piece(piece, (glyph.x, glyph.y))),
            None => layer.text(glyph),
        }
    }

    fn write(&self, out: &mut String) {
        for (paper, strips) in &self.papers {
            let _ = write!(out, "<path shape-rendering=\"crispEdges\" fill=\"{paper}\" d=\"");
            for Strip { x, y, cells } in strips {
                let (width, left, top) = (cells * WIDTH, x * WIDTH, y * HEIGHT);
                let _ = write!(out, "M{left} {top}h{width}v{HEIGHT}h-{width}z");
            }
            out.push_str("\"/>\n");
        }
        for (ink, layer) in &self.inks {
            let Ink { colour, modifier } = ink;
            let _ = write!(out, "<g fill=\"{colour}\"");
            let look = [
                (Modifier::BOLD, " font-weight=\"bold\""),
                (Modifier::ITALIC, " font-style=\"italic\""),
                (Modifier::DIM, " opacity=\"0.6\""),
            ];
            out.extend(look.iter().filter(|(wanted, _)| modifier.contains(*wanted)).map(|(_, said)| *said));
            out.push_str(">\n");
            layer.write(*colour, out);
            out.push_str("</g>\n");
        }
    }
}

/// Twice a place: all lines run along halves of units, and whole numbers can be keys.
fn halves(place: f32) -> u32 {
    (place * 2.0).round() as u32
}

impl Layer {
    fn line(&mut self, pen: Pen, from: (f32, f32), to: (f32, f32)) {
        if from.1 == to.1 {
            self.rows.entry((pen, halves(from.1))).or_default().push((halves(from.0), halves(to.0)));
        } else {
            self.columns.entry((pen, halves(from.0))).or_default().push((halves(from.1), halves(to.1)));
        }
    }

    fn piece(&mut self, piece: Piece, (x, y): (u32, u32)) {
        let (left, top) = ((x * WIDTH) as f32, (y * HEIGHT) as f32);
        match piece {
            Piece::Line(pen, from, to) => self.line(pen, (left + from.0, top + from.1), (left + to.0, top + to.1)),
            Piece::Shape(pen, at, path) => {
                let _ = write!(self.shapes.entry(pen).or_default(), "M{} {}{path}", left + at.0, top + at.1);
            }
            Piece::Block(x, y, width, height) => {
                let path = self.shapes.entry(Pen::Fill).or_default();
                let _ = write!(path, "M{} {}h{width}v{height}h-{width}z", left + x, top + y);
            }
        }
    }

    fn text(&mut self, glyph: &Glyph) {
        let Glyph { symbol, x, y, wide, .. } = *glyph;
        let mut characters = symbol.chars();
        let only = characters.next().filter(|_| characters.next().is_none());
        // One space between letters is written too; more of them would be taken for one.
        let (runs, gap) = match (only, wide) {
            (Some(char), 1) if char.is_ascii_graphic() => (&mut self.letters, 1),
            (Some(char), 2) if char.len_utf16() == 1 => (&mut self.wide, 0),
            _ => return self.signs.push((Strip { x, y, cells: wide }, symbol.to_owned())),
        };
        if let Some((strip, text)) = runs.last_mut()
            && let end = strip.x + strip.cells
            && strip.y == y
            && (end..=end + gap).contains(&x)
        {
            text.push_str(if x == end { "" } else { " " });
            text.push_str(symbol);
            strip.cells = x + wide - strip.x;
            return;
        }
        runs.push((Strip { x, y, cells: wide }, symbol.to_owned()));
    }

    fn write(&self, colour: Rgb, out: &mut String) {
        let mut paths = self.shapes.clone();
        for ((pen, y), spans) in &self.rows {
            let path = paths.entry(*pen).or_default();
            for (from, to) in joined(spans) {
                let _ = write!(path, "M{} {}h{}", half(from), half(*y), half(to - from));
            }
        }
        for ((pen, x), spans) in &self.columns {
            let path = paths.entry(*pen).or_default();
            for (from, to) in joined(spans) {
                let _ = write!(path, "M{} {}v{}", half(*x), half(from), half(to - from));
            }
        }
        for (pen, path) in &paths {
            let width = match pen {
                Pen::Fill => None,
                Pen::Thin => Some("1"),
                Pen::Letter => Some("1.5"),
                Pen::Thick => Some("3"),
            };
            let _ = match width {
                None => writeln!(out, "<path d=\"{path}\"/>"),
                Some(width) => {
                    writeln!(out, "<path fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\" d=\"{path}\"/>")
                }
            };
        }
        self.write_text(out);
    }

    fn write_text(&self, out: &mut String) {
        for (Strip { x, y, cells }, text) in &self.letters {
            let (x, y, width, text) = (x * WIDTH, y * HEIGHT + BASELINE, cells * WIDTH, escape(text));
            let _ = match cells {
                1 => writeln!(out, "<text x=\"{x}\" y=\"{y}\">{text}</text>"),
                _ => writeln!(out, "<text x=\"{x}\" y=\"{y}\" textLength=\"{width}\">{text}</text>"),
            };
        }
        for (Strip { x, y, cells }, text) in &self.signs {
            let (middle, y) = ((2 * x + cells) * WIDTH, y * HEIGHT + BASELINE);
            let (middle, text) = (half(middle), escape(text));
            let _ = writeln!(out, "<text text-anchor=\"middle\" x=\"{middle}\" y=\"{y}\">{text}</text>");
        }
        if self.wide.is_empty() {
            return;
        }
        // No browser shall move brackets and commas closer together.
        let spacing = 2 * WIDTH - WIDE_SIZE;
        let _ = writeln!(
            out,
            "<g font-size=\"{WIDE_SIZE}\" letter-spacing=\"{spacing}\" style=\"text-spacing-trim:space-all\">"
        );
        for (Strip { x, y, cells }, text) in &self.wide {
            let (x, y, width) = (half(2 * x * WIDTH + spacing), y * HEIGHT + WIDE_BASELINE, cells * WIDTH);
            let _ = writeln!(out, "<text x=\"{x}\" y=\"{y}\" textLength=\"{width}\">{}</text>", escape(text));
        }
        out.push_str("</g>\n");
    }
}

/// A place counted in halves.
fn half(place: u32) -> f32 {
    place as f32 / 2.0
}

/// Spans that touch or overlap made one.
fn joined(spans: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let mut spans = spans.to_vec();
    spans.sort_unstable();
    let mut joined: Vec<(u32, u32)> = Vec::new();
    for (from, to) in spans {
        match joined.last_mut().filter(|last| last.1 >= from) {
            Some(last) => last.1 = last.1.max(to),
            None => joined.push((from, to)),
        }
    }
    joined
}

/// Text as XML takes it. What XML has no sign for becomes the sign for that.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => escaped.push(char::REPLACEMENT_CHARACTER),
            char if char.is_control() && char != '\n' && char != '\t' => escaped.push(char::REPLACEMENT_CHARACTER),
            char => escaped.push(char),
        }
    }
    escaped
}
