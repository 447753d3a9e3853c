//! How everything looks: language, colours, signs and motion in one value that every view is given.
//!
//! One meaning, one sign, one colour, everywhere: see [`Sign`]. Colour is never the only sign. Which
//! colours those are is said by a [`theme`], how many of them the terminal shows by its [`depth`], and
//! which characters are safe on it by [`Glyphs`]; [`fit`] settles all that.

pub mod depth;
mod finish;
pub mod fit;
pub mod theme;

pub use depth::Depth;
pub use finish::is_ambiguous;
pub use theme::Theme;

use crate::lesson::Lang;
use ratatui::style::Style;
use serde::{Deserialize, Serialize};
use theme::{Paint, Roles};

/// How to draw.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// In which language.
    pub lang: Lang,
    /// With which colours.
    pub theme: Theme,
    /// How many of them.
    pub depth: Depth,
    /// With which characters.
    pub glyphs: Glyphs,
    /// Whether things move.
    pub motion: Motion,
}

/// The characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Glyphs {
    /// Line drawing and symbols.
    #[default]
    Unicode,
    /// Only what is one cell wide on every terminal. Those set up for East Asian text draw `─`, `→` or `●`
    /// two cells wide ("ambiguous width"), which would tear every line that has one.
    Narrow,
    /// ASCII only, for terminals that draw symbols wrongly.
    Ascii,
}

impl Glyphs {
    /// One of two signs.
    pub fn pick<T>(self, unicode: T, ascii: T) -> T {
        match self {
            Self::Unicode => unicode,
            Self::Narrow | Self::Ascii => ascii,
        }
    }
}

/// Whether things move.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
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

impl Sign {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Ipv6,
        Self::Ipv4,
        Self::Dns,
        Self::Good,
        Self::Bad,
        Self::Waiting,
        Self::Changed,
        Self::Focus,
        Self::Quiet,
    ];
}

impl Look {
    /// The character of a sign.
    pub fn glyph(&self, sign: Sign) -> &'static str {
        let [unicode, narrow, ascii] = match sign {
            Sign::Ipv6 => ["◆", "6", "6"],
            Sign::Ipv4 => ["●", "4", "4"],
            Sign::Dns => ["▲", "?", "?"],
            Sign::Good => ["✓", "✓", "v"],
            Sign::Bad => ["✗", "✗", "x"],
            Sign::Waiting => ["…", ".", "."],
            Sign::Changed => ["+", "+", "+"],
            Sign::Focus => ["›", "›", ">"],
            Sign::Quiet => ["·", "-", "-"],
        };
        match self.glyphs {
            Glyphs::Unicode => unicode,
            Glyphs::Narrow => narrow,
            Glyphs::Ascii => ascii,
        }
    }

    /// The style of a sign and of what belongs to it.
    pub fn style(&self, sign: Sign) -> Style {
        self.role(|roles| match sign {
            Sign::Ipv6 => &roles.ipv6,
            Sign::Ipv4 => &roles.ipv4,
            Sign::Dns => &roles.dns,
            Sign::Good => &roles.good,
            Sign::Bad => &roles.bad,
            Sign::Waiting => &roles.waiting,
            Sign::Changed => &roles.changed,
            Sign::Focus => &roles.focus,
            Sign::Quiet => &roles.quiet,
        })
    }

    /// Names, addresses and commands inside a sentence.
    pub fn code(&self) -> Style {
        self.role(|roles| &roles.code)
    }

    /// Important words.
    pub fn strong(&self) -> Style {
        self.style(Sign::Focus)
    }

    /// What a machine prints as an error.
    pub fn error_text(&self) -> Style {
        self.role(|roles| &roles.error)
    }

    /// What the tutor says between the machine's lines.
    pub fn remark(&self) -> Style {
        self.role(|roles| &roles.remark)
    }

    /// The prompt of the command line.
    pub fn prompt(&self) -> Style {
        self.role(|roles| &roles.prompt)
    }

    /// Behind a short message.
    pub fn banner(&self) -> Style {
        self.role(|roles| &roles.banner)
    }

    /// The chosen row of a list, and the cursor.
    pub fn chosen(&self) -> Style {
        self.role(|roles| &roles.chosen)
    }

    /// What lies under everything, where the theme paints the window; else nothing.
    pub fn page(&self) -> Style {
        self.seen().page().at(self.depth)
    }

    /// A piece of a horizontal rule.
    pub fn line(&self) -> &'static str {
        self.glyphs.pick("─", "-")
    }

    /// The theme that is seen: without colours they are all the plain one.
    fn seen(&self) -> Theme {
        match self.depth {
            Depth::Mono => Theme::plain(),
            Depth::True | Depth::Indexed | Depth::Sixteen => self.theme,
        }
    }

    fn role(&self, role: impl Fn(&Roles) -> &Paint) -> Style {
        role(self.seen().roles()).at(self.depth)
    }
}
