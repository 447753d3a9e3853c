//! How many colours a terminal shows, and how a colour of 16 million is told to one that knows 256.

use ratatui::style::{Color, Style};
use serde::{Deserialize, Serialize};

/// How many colours a terminal shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Depth {
    /// 16 million.
    #[default]
    #[serde(rename = "true")]
    True,
    /// 256: each colour becomes the nearest of them.
    #[serde(rename = "256")]
    Indexed,
    /// The 16 of the terminal's own palette, by name: they go with its background, whatever that is.
    #[serde(rename = "16")]
    Sixteen,
    /// None: only bold letters and the like.
    #[serde(rename = "none")]
    Mono,
}

/// Ends of names in `TERM` that tell how many colours there are; the first that fits counts.
const ENDS: [(&str, Depth); 8] = [
    ("-direct", Depth::True),
    ("-256color", Depth::Indexed),
    ("-88color", Depth::Sixteen),
    ("-16color", Depth::Sixteen),
    ("-8color", Depth::Sixteen),
    ("-color", Depth::Sixteen),
    ("-mono", Depth::Mono),
    ("-m", Depth::Mono),
];

/// Beginnings of such names; the first that fits counts. What is named after xterm is left out: it has had 256
/// colours for decades, also where it says nothing of it.
const STARTS: [(&str, Depth); 17] = [
    ("xterm-kitty", Depth::True),
    ("xterm-ghostty", Depth::True),
    ("alacritty", Depth::True),
    ("contour", Depth::True),
    ("foot", Depth::True),
    ("wezterm", Depth::True),
    ("linux", Depth::Sixteen),
    ("rxvt", Depth::Sixteen),
    ("ansi", Depth::Sixteen),
    ("cygwin", Depth::Sixteen),
    ("cons25", Depth::Sixteen),
    ("pcansi", Depth::Sixteen),
    ("dumb", Depth::Mono),
    ("vt1", Depth::Mono),
    ("vt2", Depth::Mono),
    ("vt3", Depth::Mono),
    ("vt4", Depth::Mono),
];

impl Depth {
    /// By what the terminal says of itself in its environment.
    pub fn detect(variable: impl Fn(&str) -> Option<String>) -> Self {
        let term = variable("TERM").unwrap_or_default();
        let by_name = ENDS
            .iter()
            .find(|(end, _)| term.ends_with(end))
            .or_else(|| STARTS.iter().find(|(start, _)| term.starts_with(start)));
        let by_name = by_name.map_or(Self::Indexed, |(_, depth)| *depth);
        let said = variable("COLORTERM").is_some_and(|value| value == "truecolor" || value == "24bit");
        let known = ["WT_SESSION", "KITTY_WINDOW_ID"].iter().any(|name| variable(name).is_some());
        // GNU screen hands on what the terminal around it said, but shows 256 colours at most.
        let screen = term.starts_with("screen") && variable("TMUX").is_none();
        match by_name {
            Self::Indexed if (said || known) && !screen => Self::True,
            other => other,
        }
    }

    /// Whether the environment wants no colours (<https://no-color.org>).
    pub fn unwanted(variable: impl Fn(&str) -> Option<String>) -> bool {
        variable("NO_COLOR").is_some_and(|value| !value.is_empty())
    }
}

/// A style in the nearest of the 256 colours.
pub fn indexed(style: Style) -> Style {
    Style { fg: style.fg.map(nearest), bg: style.bg.map(nearest), ..style }
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

    /// What is detected where only these variables are set.
    fn detected(variables: &[(&str, &str)]) -> Depth {
        let variable =
            |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        Depth::detect(variable)
    }

    #[test]
    fn terminals_are_known_by_their_names() {
        for (term, depth) in [
            ("xterm", Depth::Indexed),
            ("xterm-256color", Depth::Indexed),
            ("tmux-256color", Depth::Indexed),
            ("xterm-direct", Depth::True),
            ("xterm-kitty", Depth::True),
            ("xterm-16color", Depth::Sixteen),
            ("xterm-color", Depth::Sixteen),
            ("linux", Depth::Sixteen),
            ("rxvt", Depth::Sixteen),
            ("rxvt-unicode-256color", Depth::Indexed),
            ("vt220", Depth::Mono),
            ("xterm-mono", Depth::Mono),
            ("dumb", Depth::Mono),
        ] {
            assert_eq!(detected(&[("TERM", term)]), depth, "{term}");
        }
        assert_eq!(detected(&[]), Depth::Indexed, "a terminal that says nothing");
    }

    #[test]
    fn what_a_terminal_promises_beside_its_name_counts_where_the_name_allows_it() {
        assert_eq!(detected(&[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")]), Depth::True);
        assert_eq!(detected(&[("TERM", "xterm"), ("COLORTERM", "24bit")]), Depth::True);
        assert_eq!(detected(&[("WT_SESSION", "1")]), Depth::True);
        assert_eq!(detected(&[("TERM", "xterm"), ("COLORTERM", "yes")]), Depth::Indexed);
        assert_eq!(detected(&[("TERM", "linux"), ("COLORTERM", "truecolor")]), Depth::Sixteen);
        assert_eq!(detected(&[("TERM", "dumb"), ("COLORTERM", "truecolor")]), Depth::Mono);
        assert_eq!(detected(&[("TERM", "screen-256color"), ("COLORTERM", "truecolor")]), Depth::Indexed);
        let in_tmux = [("TERM", "screen-256color"), ("COLORTERM", "truecolor"), ("TMUX", "/tmp/tmux-0/default,1,0")];
        assert_eq!(detected(&in_tmux), Depth::True);
    }

    #[test]
    fn no_color_counts_unless_it_is_empty() {
        let set = |value: &'static str| move |name: &str| (name == "NO_COLOR").then(|| value.to_owned());
        assert!(Depth::unwanted(set("1")));
        assert!(!Depth::unwanted(set("")));
        assert!(!Depth::unwanted(|_| None));
    }
}
