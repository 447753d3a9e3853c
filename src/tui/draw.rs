//! Drawing that can't go wrong: never outside the area, never half of a wide character.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::Line;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Cells a text takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// Puts `text` at `x`,`y` inside `area`, cut at whole characters, and returns the column after it.
/// Where words were cut off an ellipsis stands in the last column. A wide character that is half
/// overwritten becomes a space.
pub fn put(buf: &mut Buffer, area: Rect, (x, y): (u16, u16), text: &str, style: Style) -> u16 {
    let area = area.intersection(buf.area);
    let mut x = x;
    if y < area.top() || y >= area.bottom() || x < area.left() {
        return x;
    }
    for (at, glyph) in text.grapheme_indices(true) {
        let wide = u16::try_from(glyph.width()).unwrap_or(u16::MAX);
        if wide == 0 {
            continue;
        }
        if glyph.contains(char::is_control) {
            break;
        }
        if u32::from(x) + u32::from(wide) > u32::from(area.right()) {
            // A rule or an arrow that ends at the edge says all it has to say.
            if text[at..].contains(char::is_alphanumeric) {
                cut(buf, area, y, style);
            }
            break;
        }
        mend(buf, x, y);
        mend(buf, x + wide, y);
        if let Some(cell) = buf.cell_mut((x, y)) {
            debug_assert!(!hides(cell.symbol(), glyph), "{text:?} is drawn over {:?} at {x},{y}", cell.symbol());
            cell.set_symbol(glyph).set_style(style);
        }
        for tail in x + 1..x + wide {
            if let Some(cell) = buf.cell_mut((tail, y)) {
                cell.reset();
                cell.set_style(style);
            }
        }
        x += wide;
    }
    x
}

/// Whether words would hide others: what lies above something else clears its area first.
fn hides(below: &str, above: &str) -> bool {
    let is_word = |symbol: &str| symbol.contains(char::is_alphanumeric);
    is_word(below) && (is_word(above) && above != below)
}

/// Marks in the last column of `area` that something was cut off there.
fn cut(buf: &mut Buffer, area: Rect, y: u16, style: Style) {
    let Some(x) = area.right().checked_sub(1).filter(|x| *x >= area.x) else { return };
    mend(buf, x, y);
    mend(buf, x + 1, y);
    if let Some(cell) = buf.cell_mut((x, y)) {
        cell.set_symbol("…").set_style(style);
    }
}

/// If a wide character lies across the left edge of column `x`, makes both its halves spaces.
fn mend(buf: &mut Buffer, x: u16, y: u16) {
    let Some(left) = x.checked_sub(1) else { return };
    if let Some(cell) = buf.cell_mut((left, y))
        && cell.symbol().width() > 1
    {
        cell.set_symbol(" ");
        if let Some(tail) = buf.cell_mut((x, y)) {
            tail.set_symbol(" ");
        }
    }
}

/// Puts a styled line at `x`,`y` inside `area`, and returns the column after it.
pub fn put_line(buf: &mut Buffer, area: Rect, (x, y): (u16, u16), line: &Line) -> u16 {
    let mut x = x;
    for span in &line.spans {
        let next = put(buf, area, (x, y), &span.content, line.style.patch(span.style));
        let whole = u32::from(x) + u32::try_from(span.width()).unwrap_or(u32::MAX);
        x = next;
        if u32::from(next) < whole {
            break;
        }
    }
    x
}

/// Puts lines from the top of `area`, as many as fit.
pub fn put_lines(buf: &mut Buffer, area: Rect, lines: &[Line]) {
    for (y, line) in (area.top()..area.bottom()).zip(lines) {
        put_line(buf, area, (area.x, y), line);
    }
}

/// Empties `area` without leaving half of a wide character at its edges.
pub fn clear_area(buf: &mut Buffer, area: Rect) {
    let area = area.intersection(buf.area);
    for y in area.top()..area.bottom() {
        mend(buf, area.left(), y);
        mend(buf, area.right(), y);
        for x in area.left()..area.right() {
            if let Some(cell) = buf.cell_mut(Position { x, y }) {
                cell.reset();
            }
        }
    }
}

/// The last byte up to `at` where a character begins.
pub fn floor(text: &str, at: usize) -> usize {
    if at >= text.len() {
        return text.len();
    }
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// `text` cut to `width` cells, with an ellipsis where something is missing.
pub fn ellipsis(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut short = String::new();
    let mut used = 0;
    for glyph in text.graphemes(true) {
        if used + glyph.width() + 1 > width {
            break;
        }
        used += glyph.width();
        short.push_str(glyph);
    }
    if width > 0 {
        short.push('…');
    }
    short
}

/// `text` with spaces after it up to `width` cells, cut where it is longer.
pub fn pad(text: &str, width: usize) -> String {
    let short = ellipsis(text, width);
    let gap = width.saturating_sub(short.width());
    short + &" ".repeat(gap)
}

/// The buffer as text: a line a row, without trailing spaces, wide characters once. For tests.
pub fn dump(buf: &Buffer) -> String {
    let mut text = String::new();
    for y in buf.area.top()..buf.area.bottom() {
        let mut line = String::new();
        let mut x = buf.area.left();
        while x < buf.area.right() {
            let symbol = buf.cell((x, y)).map_or(" ", |cell| cell.symbol());
            line.push_str(symbol);
            x += u16::try_from(symbol.width().max(1)).unwrap_or(1);
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn buffer(width: u16, height: u16) -> Buffer {
        Buffer::empty(Rect::new(0, 0, width, height))
    }

    #[test]
    fn overwriting_the_right_half_of_a_wide_character_leaves_no_left_half() {
        let mut buf = buffer(10, 1);
        let area = buf.area;
        put(&mut buf, area, (0, 0), "あいうえお", Style::new());
        put(&mut buf, area, (3, 0), "*", Style::new());
        assert_eq!(dump(&buf), "あ *うえお\n");
    }

    #[test]
    fn overwriting_the_left_half_of_a_wide_character_leaves_no_right_half() {
        let mut buf = buffer(10, 1);
        let area = buf.area;
        put(&mut buf, area, (0, 0), "あいうえお", Style::new());
        put(&mut buf, area, (2, 0), "*", Style::new());
        assert_eq!(dump(&buf), "あ* うえお\n");
    }

    #[test]
    fn a_wide_character_that_does_not_fit_is_left_out() {
        let mut buf = buffer(5, 1);
        let area = buf.area;
        assert_eq!(put(&mut buf, area, (0, 0), "あいう", Style::new()), 4);
        assert_eq!(dump(&buf), "あい…\n");
    }

    #[test]
    fn nothing_is_drawn_outside() {
        let mut buf = buffer(4, 2);
        put(&mut buf, Rect::new(0, 0, 100, 100), (2, 1), "abcdef", Style::new());
        put(&mut buf, Rect::new(0, 0, 100, 100), (2, 9), "abcdef", Style::new());
        assert_eq!(dump(&buf), "\n  a…\n");
    }

    #[test]
    fn clearing_over_wide_text_cuts_it_at_whole_characters() {
        let mut buf = buffer(8, 1);
        let area = buf.area;
        put(&mut buf, area, (0, 0), "あいうえ", Style::new());
        clear_area(&mut buf, Rect::new(1, 0, 4, 1));
        assert_eq!(dump(&buf), "      え\n");
    }

    #[test]
    fn an_ellipsis_counts_cells() {
        assert_eq!(ellipsis("日本語です", 10), "日本語です");
        assert_eq!(ellipsis("日本語です", 8), "日本語…");
        assert_eq!(ellipsis("abc", 2), "a…");
        assert_eq!(ellipsis("abc", 0), "");
        assert_eq!(pad("日本", 6), "日本  ");
    }
}
