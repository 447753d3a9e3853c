//! Letters for the last row of a hall: as large as a terminal's cells allow. Digits are built of blocks;
//! other letters get air around them, which is all that works for every script.

use crate::tui::look::Look;
use crate::tui::wrap::wrap_text;
use ratatui::style::Style;
use ratatui::text::Line;
use unicode_segmentation::UnicodeSegmentation;

/// A line with air is used up to this part of the width, in percent.
const AIRY: usize = 96;
/// More lines than this are no title any more: they stand as they are.
const LINES: usize = 3;

/// The digits, five rows each.
const DIGITS: [[&str; 5]; 10] = [
    ["█████", "█   █", "█   █", "█   █", "█████"],
    ["  ██ ", "   █ ", "   █ ", "   █ ", "  ███"],
    ["█████", "    █", "█████", "█    ", "█████"],
    ["█████", "    █", " ████", "    █", "█████"],
    ["█   █", "█   █", "█████", "    █", "    █"],
    ["█████", "█    ", "█████", "    █", "█████"],
    ["█████", "█    ", "█████", "█   █", "█████"],
    ["█████", "    █", "   █ ", "  █  ", "  █  "],
    ["█████", "█   █", "█████", "█   █", "█████"],
    ["█████", "█   █", "█████", "    █", "█████"],
];

/// A number in blocks, in the middle.
pub fn number(number: usize, look: &Look) -> Vec<Line<'static>> {
    let digits: Vec<usize> = number.to_string().bytes().map(|digit| usize::from(digit - b'0')).collect();
    let row = |row: usize| {
        let cells = digits.iter().map(|digit| DIGITS[*digit][row]).collect::<Vec<_>>().join("  ");
        let cells = cells.replace('█', look.glyphs.pick("█", "#"));
        Line::styled(cells, look.strong()).centered()
    };
    (0..5).map(row).collect()
}

/// A title with air between its letters, in lines in the middle; without air where it would take too many.
pub fn spaced(title: &str, width: usize, look: &Look) -> Vec<Line<'static>> {
    let style = look.strong();
    let airy = wrap_text(title, (width * AIRY / 200).max(1), Style::new());
    // A cell of air for each letter: half of the width is enough for narrow ones, and wide ones need less.
    if airy.len() <= LINES && width >= 20 {
        return airy.iter().map(|line| Line::styled(air(&line.to_string()), style).centered()).collect();
    }
    wrap_text(title, width.max(1), style).into_iter().map(Line::centered).collect()
}

/// A text with a cell between its letters.
fn air(text: &str) -> String {
    text.trim().graphemes(true).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_has_air_and_fits() {
        for width in [20, 40, 76, 156] {
            for title in ["Create the IPv6-only subnet", "IPv6 専用サブネットから IPv4 の世界へ"] {
                let lines = spaced(title, width, &Look::default());
                assert!(lines.iter().all(|line| line.width() <= width), "{width}: {lines:?}");
            }
        }
        assert_eq!(spaced("DNS64", 40, &Look::default())[0].to_string(), "D N S 6 4");
    }

    #[test]
    fn numbers_are_five_rows_high() {
        let lines = number(12, &Look::default());
        assert_eq!(lines.len(), 5);
        assert!(lines.iter().all(|line| line.width() == 12));
    }
}
