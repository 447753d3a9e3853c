//! How many colours the terminal shows, and the nearest it has to one of 16 million.

use ratatui::style::Color;

/// How many colours the terminal shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// 16 million.
    True,
    /// 256: each colour becomes the nearest of them.
    Indexed,
}

impl Depth {
    /// By what the terminal says of itself in its environment.
    pub fn detect(variable: impl Fn(&str) -> Option<String>) -> Self {
        let said = variable("COLORTERM").is_some_and(|value| value == "truecolor" || value == "24bit");
        let known = ["WT_SESSION", "KITTY_WINDOW_ID"].iter().any(|name| variable(name).is_some());
        if said || known || variable("TERM").is_some_and(|term| term.ends_with("-direct")) {
            Self::True
        } else {
            Self::Indexed
        }
    }

    /// The colour that the terminal shows for this one.
    pub(super) fn shows(self, color: Color) -> Color {
        match self {
            Self::True => color,
            Self::Indexed => nearest(color),
        }
    }
}

/// The nearest of the 6x6x6 cube and the grey ramp.
fn nearest(color: Color) -> Color {
    let Color::Rgb(r, g, b) = color else { return color };
    let level = |c: u8| match c {
        0..48 => 0,
        48..115 => 1,
        _ => (c - 35) / 40,
    };
    let value = |level: u8| if level == 0 { 0 } else { 55 + 40 * i32::from(level) };
    let far = |(x, y, z): (i32, i32, i32)| {
        let square = |a: i32, b: u8| (a - i32::from(b)).pow(2);
        square(x, r) + square(y, g) + square(z, b)
    };
    let cube = (level(r), level(g), level(b));
    let mean = (u16::from(r) + u16::from(g) + u16::from(b)) / 3;
    let step = u8::try_from(mean.saturating_sub(3) / 10).unwrap_or(23).min(23);
    let grey = 8 + 10 * i32::from(step);
    if far((grey, grey, grey)) < far((value(cube.0), value(cube.1), value(cube.2))) {
        Color::Indexed(232 + step)
    } else {
        Color::Indexed(16 + 36 * cube.0 + 6 * cube.1 + cube.2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_become_the_nearest_of_256() {
        assert_eq!(nearest(Color::Rgb(0, 0, 0)), Color::Indexed(16));
        assert_eq!(nearest(Color::Rgb(255, 255, 255)), Color::Indexed(231));
        assert_eq!(nearest(Color::Rgb(95, 215, 255)), Color::Indexed(81));
        assert_eq!(nearest(Color::Rgb(128, 128, 128)), Color::Indexed(244));
        assert_eq!(nearest(Color::Reset), Color::Reset);
    }

    #[test]
    fn a_terminal_that_says_nothing_gets_256_colours() {
        let says =
            |wanted: &'static str, value: &'static str| move |name: &str| (name == wanted).then(|| value.to_owned());
        assert_eq!(Depth::detect(|_| None), Depth::Indexed);
        assert_eq!(Depth::detect(says("COLORTERM", "truecolor")), Depth::True);
        assert_eq!(Depth::detect(says("TERM", "xterm-256color")), Depth::Indexed);
    }
}
