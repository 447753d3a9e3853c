//! What colours are where no terminal says it: the page that each theme was chosen for, and the values
//! of the colours that have only a name or a number.

use crate::tui::look::Theme;
use ratatui::style::Color;
use std::fmt;

/// Red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

/// The 16 colours in the order of their numbers: the 8 plain ones, then the bright ones.
pub const NAMED: [Rgb; 16] = [
    Rgb(0x00, 0x00, 0x00),
    Rgb(0xcd, 0x31, 0x31),
    Rgb(0x0d, 0xbc, 0x79),
    Rgb(0xe5, 0xe5, 0x10),
    Rgb(0x24, 0x72, 0xc8),
    Rgb(0xbc, 0x3f, 0xbc),
    Rgb(0x11, 0xa8, 0xcd),
    Rgb(0xe5, 0xe5, 0xe5),
    Rgb(0x66, 0x66, 0x66),
    Rgb(0xf1, 0x4c, 0x4c),
    Rgb(0x23, 0xd1, 0x8b),
    Rgb(0xf5, 0xf5, 0x43),
    Rgb(0x3b, 0x8e, 0xea),
    Rgb(0xd6, 0x70, 0xd6),
    Rgb(0x29, 0xb8, 0xdb),
    Rgb(0xff, 0xff, 0xff),
];

/// What a screen lies on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// Text without a colour of its own.
    pub ink: Rgb,
    /// Cells without one.
    pub paper: Rgb,
}

impl Page {
    /// The page of a theme.
    pub fn of(theme: Theme) -> Self {
        let style = theme.picture();
        let ink = style.fg.and_then(value).unwrap_or(Rgb(0xff, 0xff, 0xff));
        let paper = style.bg.and_then(value).unwrap_or(Rgb(0, 0, 0));
        Self { ink, paper }
    }
}

/// The value of a colour; none where it is the page's.
pub fn value(color: Color) -> Option<Rgb> {
    let number = match color {
        Color::Reset => return None,
        Color::Rgb(r, g, b) => return Some(Rgb(r, g, b)),
        Color::Indexed(number) => number,
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
    };
    Some(match number {
        0..16 => NAMED[usize::from(number)],
        16..232 => {
            // A cube of 6 levels a colour.
            let level = |n: u8| if n == 0 { 0 } else { 55 + 40 * n };
            let n = number - 16;
            Rgb(level(n / 36), level(n / 6 % 6), level(n % 6))
        }
        232.. => {
            let grey = 8 + 10 * (number - 232);
            Rgb(grey, grey, grey)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_values_that_terminals_give_them() {
        assert_eq!(value(Color::Reset), None);
        assert_eq!(value(Color::Indexed(9)), value(Color::LightRed));
        assert_eq!(value(Color::Indexed(16)), Some(Rgb(0, 0, 0)));
        assert_eq!(value(Color::Indexed(81)), Some(Rgb(95, 215, 255)));
        assert_eq!(value(Color::Indexed(231)), Some(Rgb(255, 255, 255)));
        assert_eq!(value(Color::Indexed(255)), Some(Rgb(238, 238, 238)));
        assert_eq!(Rgb(1, 171, 16).to_string(), "#01ab10");
    }
}
