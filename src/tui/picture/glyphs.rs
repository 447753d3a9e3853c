//! Signs that are drawn instead of written. A browser sets lines and blocks of text with gaps between
//! them, and takes arrows and dots from a font in which they may be two cells wide; as shapes they fill
//! their cell exactly.
//!
//! Shapes are in the units of the picture, from the upper left corner of their cell.

/// Width of a cell.
pub const WIDTH: u32 = 9;
/// Height of a cell.
pub const HEIGHT: u32 = 20;

// The middle of a cell, where a line one unit thick covers whole pixels.
const X: f32 = 4.5;
const Y: f32 = 10.5;
const RIGHT: f32 = WIDTH as f32;
const BOTTOM: f32 = HEIGHT as f32;

/// How a shape is brought to paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pen {
    /// A thin line.
    Thin,
    /// The line of a sign, as thick as a letter's.
    Letter,
    /// A thick line.
    Thick,
    /// Filled.
    Fill,
}

/// A piece of a sign.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// A line along a row or a column: it may be joined with the next cell's.
    Line(Pen, (f32, f32), (f32, f32)),
    /// Any shape: path data that begins at a place in the cell and goes on relative to it.
    Shape(Pen, (f32, f32), &'static str),
    /// A block: left, top, width, height.
    Block(f32, f32, f32, f32),
}

/// The pieces of a sign; none for what is written as text.
pub fn pieces(symbol: &str) -> Option<Vec<Piece>> {
    let mut characters = symbol.chars();
    let (Some(char), None) = (characters.next(), characters.next()) else { return None };
    arms(char).map(lines).or_else(|| shape(char)).or_else(|| block(char).map(|block| vec![block]))
}

/// The four arms of a line-drawing character: up, right, down, left.
type Arms = [Option<Pen>; 4];

fn arms(char: char) -> Option<Arms> {
    const O: Option<Pen> = None;
    const I: Option<Pen> = Some(Pen::Thin);
    const H: Option<Pen> = Some(Pen::Thick);
    Some(match char {
        '─' => [O, I, O, I],
        '━' => [O, H, O, H],
        '│' => [I, O, I, O],
        '┃' => [H, O, H, O],
        '┌' => [O, I, I, O],
        '┐' => [O, O, I, I],
        '└' => [I, I, O, O],
        '┘' => [I, O, O, I],
        '├' => [I, I, I, O],
        '┤' => [I, O, I, I],
        '┬' => [O, I, I, I],
        '┴' => [I, I, O, I],
        '┼' => [I, I, I, I],
        '┏' => [O, H, H, O],
        '┓' => [O, O, H, H],
        '┗' => [H, H, O, O],
        '┛' => [H, O, O, H],
        '┣' => [H, H, H, O],
        '┫' => [H, O, H, H],
        '┳' => [O, H, H, H],
        '┻' => [H, H, O, H],
        '╋' => [H, H, H, H],
        '┝' => [I, H, I, O],
        '┥' => [I, O, I, H],
        '┠' => [H, I, H, O],
        '┨' => [H, O, H, I],
        '┯' => [O, H, I, H],
        '┷' => [I, H, O, H],
        '┿' => [I, H, I, H],
        '╂' => [H, I, H, I],
        '╴' => [O, O, O, I],
        '╵' => [I, O, O, O],
        '╶' => [O, I, O, O],
        '╷' => [O, O, I, O],
        '╸' => [O, O, O, H],
        '╹' => [H, O, O, O],
        '╺' => [O, H, O, O],
        '╻' => [O, O, H, O],
        _ => return None,
    })
}

fn lines(arms: Arms) -> Vec<Piece> {
    let ends = [(X, 0.0), (RIGHT, Y), (X, BOTTOM), (0.0, Y)];
    let arm = |at: usize| arms[at].map(|pen| (pen, ends[at]));
    // Opposite arms of one kind are one line.
    let both = |from: usize, to: usize| match (arm(from), arm(to)) {
        (Some((one, from)), Some((other, to))) if one == other => vec![Piece::Line(one, from, to)],
        (from, to) => {
            let from = from.map(|(pen, end)| Piece::Line(pen, end, (X, Y)));
            let to = to.map(|(pen, end)| Piece::Line(pen, (X, Y), end));
            from.into_iter().chain(to).collect()
        }
    };
    [both(3, 1), both(0, 2)].concat()
}

fn shape(char: char) -> Option<Vec<Piece>> {
    use Pen::{Fill, Letter, Thin};
    let one = |pen, at, path| Some(vec![Piece::Shape(pen, at, path)]);
    match char {
        '╭' => one(Thin, (X, BOTTOM), "v-5q0-4.5 4.5-4.5"),
        '╮' => one(Thin, (X, BOTTOM), "v-5q0-4.5-4.5-4.5"),
        '╰' => one(Thin, (X, 0.0), "v6q0 4.5 4.5 4.5"),
        '╯' => one(Thin, (X, 0.0), "v6q0 4.5-4.5 4.5"),
        '┄' | '╌' => one(Thin, (1.0, Y), "h2.5m2 0h2.5"),
        '┆' | '╎' => one(Thin, (X, 1.0), "v4m0 3v4m0 3v4"),
        '→' => one(Letter, (0.5, Y), "h7.5m-3.5-3.5l3.5 3.5l-3.5 3.5"),
        '←' => one(Letter, (8.5, Y), "h-7.5m3.5-3.5l-3.5 3.5l3.5 3.5"),
        '↑' => one(Letter, (X, 16.0), "v-11m-3.5 3.5l3.5-3.5l3.5 3.5"),
        '↓' => one(Letter, (X, 5.0), "v11m-3.5-3.5l3.5 3.5l3.5-3.5"),
        '✓' => one(Letter, (1.0, 11.0), "l2.5 3.5l4.5-8.5"),
        '✗' => one(Letter, (1.5, 7.0), "l6 7m0-7l-6 7"),
        '×' => one(Letter, (2.0, 8.0), "l5 5m0-5l-5 5"),
        '›' => one(Letter, (3.0, 7.0), "l3 3.5l-3 3.5"),
        '‹' => one(Letter, (6.0, 7.0), "l-3 3.5l3 3.5"),
        '◆' => one(Fill, (X, 5.5), "l4.5 5l-4.5 5l-4.5-5z"),
        '◇' => one(Thin, (X, 6.0), "l4 4.5l-4 4.5l-4-4.5z"),
        '●' => one(Fill, (0.5, Y), "a4 4 0 1 1 8 0a4 4 0 1 1-8 0z"),
        '○' => one(Thin, (1.0, Y), "a3.5 3.5 0 1 1 7 0a3.5 3.5 0 1 1-7 0z"),
        '•' => one(Fill, (2.0, Y), "a2.5 2.5 0 1 1 5 0a2.5 2.5 0 1 1-5 0z"),
        '·' => one(Fill, (3.3, Y), "a1.2 1.2 0 1 1 2.4 0a1.2 1.2 0 1 1-2.4 0z"),
        '…' => one(Fill, (0.6, 14.0), "h1.8v1.8h-1.8zm3 0h1.8v1.8h-1.8zm3 0h1.8v1.8h-1.8z"),
        '▲' => one(Fill, (X, 6.0), "l4.5 9h-9z"),
        '▼' => one(Fill, (X, 15.0), "l4.5-9h-9z"),
        '▶' | '►' => one(Fill, (0.0, 6.0), "l9 4.5l-9 4.5z"),
        '◀' | '◄' => one(Fill, (9.0, 6.0), "l-9 4.5l9 4.5z"),
        '▸' => one(Fill, (2.0, 7.0), "l5.5 3.5l-5.5 3.5z"),
        '◂' => one(Fill, (7.0, 7.0), "l-5.5 3.5l5.5 3.5z"),
        '■' => one(Fill, (0.5, 6.5), "h8v8h-8z"),
        '□' => one(Thin, (1.0, 7.0), "h7v7h-7z"),
        _ => None,
    }
}

/// Blocks of eighths.
fn block(char: char) -> Option<Piece> {
    let eighths = |first: char| u32::from(char) - u32::from(first) + 1;
    let part = |n: u32, of: f32| of * n as f32 / 8.0;
    Some(match char {
        '▀' => Piece::Block(0.0, 0.0, RIGHT, BOTTOM / 2.0),
        '▐' => Piece::Block(X, 0.0, RIGHT - X, BOTTOM),
        '▁'..='█' => {
            let high = part(eighths('▁'), BOTTOM);
            Piece::Block(0.0, BOTTOM - high, RIGHT, high)
        }
        '▉'..='▏' => Piece::Block(0.0, 0.0, part(8 - eighths('▉'), RIGHT), BOTTOM),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_reach_the_edges_of_their_cell_and_meet_in_its_middle() {
        let line = |pen, from, to| Piece::Line(pen, from, to);
        assert_eq!(pieces("─"), Some(vec![line(Pen::Thin, (0.0, Y), (RIGHT, Y))]));
        assert_eq!(pieces("┌"), Some(vec![line(Pen::Thin, (X, Y), (RIGHT, Y)), line(Pen::Thin, (X, Y), (X, BOTTOM))]));
        assert_eq!(
            pieces("┿"),
            Some(vec![line(Pen::Thick, (0.0, Y), (RIGHT, Y)), line(Pen::Thin, (X, 0.0), (X, BOTTOM))])
        );
    }

    #[test]
    fn blocks_are_eighths() {
        assert_eq!(pieces("█"), Some(vec![Piece::Block(0.0, 0.0, RIGHT, BOTTOM)]));
        assert_eq!(pieces("▁"), Some(vec![Piece::Block(0.0, 17.5, RIGHT, 2.5)]));
        assert_eq!(pieces("▏"), Some(vec![Piece::Block(0.0, 0.0, RIGHT / 8.0, BOTTOM)]));
        assert_eq!(pieces("▌"), Some(vec![Piece::Block(0.0, 0.0, RIGHT / 2.0, BOTTOM)]));
    }

    #[test]
    fn text_is_written() {
        for text in ["a", "あ", "", "e\u{301}"] {
            assert_eq!(pieces(text), None, "{text}");
        }
    }
}
