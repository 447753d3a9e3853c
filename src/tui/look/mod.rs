//! How everything looks: language, colours, signs and motion in one value that every view is given.
//!
//! One meaning, one sign, one colour, everywhere: see [`Sign`]. Colour is never the only sign.

use crate::lesson::Lang;
use ratatui::style::{Color, Modifier, Style};

/// How to draw.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// In which language.
    pub lang: Lang,
    /// With which colours.
    pub theme: Theme,
    /// With which characters.
    pub glyphs: Glyphs,
    /// Whether things move.
    pub motion: Motion,
}

/// The colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// For dark terminals.
    #[default]
    Dark,
    /// For light terminals.
    Light,
    /// No colours at all (`NO_COLOR`): signs and brightness tell it.
    Plain,
}

/// The characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Glyphs {
    /// Line drawing and symbols.
    #[default]
    Unicode,
    /// ASCII only, for terminals that draw symbols wrongly.
    Ascii,
}

impl Glyphs {
    /// One of two signs.
    pub fn pick<T>(self, unicode: T, ascii: T) -> T {
        match self {
            Self::Unicode => unicode,
            Self::Ascii => ascii,
        }
    }
}

/// Whether things move.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Motion {
    /// Along the wires.
    #[default]
    Full,
    /// From station to station, without anything in between.
    Reduced,
}

/// What a sign stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// IPv6.
    Ipv6,
    /// IPv4.
    Ipv4,
    /// DNS.
    Dns,
    /// Arrived, done, right.
    Good,
    /// Dropped, failed, wrong.
    Bad,
    /// Not yet.
    Waiting,
    /// Changed since the last step.
    Changed,
    /// Where the attention belongs.
    Focus,
    /// Less important.
    Quiet,
}

impl Look {
    /// The character of a sign.
    pub fn glyph(&self, sign: Sign) -> &'static str {
        let (unicode, ascii) = match sign {
            Sign::Ipv6 => ("◆", "6"),
            Sign::Ipv4 => ("●", "4"),
            Sign::Dns => ("▲", "?"),
            Sign::Good => ("✓", "v"),
            Sign::Bad => ("✗", "x"),
            Sign::Waiting => ("…", "."),
            Sign::Changed => ("+", "+"),
            Sign::Focus => ("›", ">"),
            Sign::Quiet => ("·", "."),
        };
        match self.glyphs {
            Glyphs::Unicode => unicode,
            Glyphs::Ascii => ascii,
        }
    }

    /// The style of a sign and of what belongs to it.
    pub fn style(&self, sign: Sign) -> Style {
        let plain = match sign {
            Sign::Focus | Sign::Good | Sign::Bad => Style::new().add_modifier(Modifier::BOLD),
            Sign::Quiet => Style::new().add_modifier(Modifier::DIM),
            _ => Style::new(),
        };
        let (dark, light) = match sign {
            Sign::Ipv6 => (Color::Rgb(86, 200, 220), Color::Rgb(0, 105, 130)),
            Sign::Ipv4 => (Color::Rgb(240, 180, 80), Color::Rgb(150, 85, 0)),
            Sign::Dns => (Color::Rgb(190, 150, 250), Color::Rgb(110, 60, 180)),
            Sign::Good => (Color::Rgb(120, 210, 120), Color::Rgb(0, 115, 45)),
            Sign::Bad => (Color::Rgb(250, 110, 110), Color::Rgb(185, 20, 30)),
            Sign::Waiting | Sign::Quiet => (Color::Rgb(130, 138, 148), Color::Rgb(105, 110, 118)),
            Sign::Changed => (Color::Rgb(230, 220, 120), Color::Rgb(120, 95, 0)),
            Sign::Focus => (Color::Rgb(255, 255, 255), Color::Rgb(0, 0, 0)),
        };
        match self.theme {
            Theme::Dark => plain.remove_modifier(Modifier::DIM).fg(dark),
            Theme::Light => plain.remove_modifier(Modifier::DIM).fg(light),
            Theme::Plain => plain,
        }
    }

    /// Names, addresses and commands inside a sentence.
    pub fn code(&self) -> Style {
        match self.theme {
            Theme::Dark => Style::new().fg(Color::Rgb(214, 222, 235)).bg(Color::Rgb(34, 41, 50)),
            Theme::Light => Style::new().fg(Color::Rgb(30, 40, 60)).bg(Color::Rgb(229, 233, 239)),
            Theme::Plain => Style::new(),
        }
    }

    /// Important words.
    pub fn strong(&self) -> Style {
        self.style(Sign::Focus)
    }

    /// What a machine prints as an error.
    pub fn error_text(&self) -> Style {
        match self.theme {
            Theme::Dark => Style::new().fg(Color::Rgb(240, 170, 165)),
            Theme::Light => Style::new().fg(Color::Rgb(150, 30, 30)),
            Theme::Plain => Style::new(),
        }
    }

    /// What the tutor says between the machine's lines.
    pub fn remark(&self) -> Style {
        match self.theme {
            Theme::Dark => Style::new().fg(Color::Rgb(165, 190, 230)),
            Theme::Light => Style::new().fg(Color::Rgb(40, 70, 130)),
            Theme::Plain => Style::new().add_modifier(Modifier::ITALIC),
        }
    }

    /// The prompt of the command line.
    pub fn prompt(&self) -> Style {
        match self.theme {
            Theme::Dark => Style::new().fg(Color::Rgb(130, 170, 225)),
            Theme::Light => Style::new().fg(Color::Rgb(35, 80, 150)),
            Theme::Plain => Style::new().add_modifier(Modifier::BOLD),
        }
    }

    /// Behind a short message.
    pub fn banner(&self) -> Style {
        match self.theme {
            Theme::Dark => Style::new().fg(Color::Rgb(230, 233, 238)).bg(Color::Rgb(40, 50, 64)),
            Theme::Light => Style::new().fg(Color::Rgb(20, 24, 30)).bg(Color::Rgb(222, 229, 240)),
            Theme::Plain => Style::new().add_modifier(Modifier::REVERSED),
        }
    }

    /// The chosen row of a list, and the cursor.
    pub fn chosen(&self) -> Style {
        match self.theme {
            Theme::Dark => Style::new().fg(Color::Rgb(255, 255, 255)).bg(Color::Rgb(44, 62, 88)),
            Theme::Light => Style::new().fg(Color::Rgb(0, 0, 0)).bg(Color::Rgb(205, 220, 240)),
            Theme::Plain => Style::new().add_modifier(Modifier::REVERSED),
        }
    }

    /// A piece of a horizontal rule.
    pub fn line(&self) -> &'static str {
        self.glyphs.pick("─", "-")
    }
}
