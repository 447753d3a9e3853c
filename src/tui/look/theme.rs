//! Themes: a style for each meaning, read from the files in `assets/themes`. What a file holds is told at
//! the top of `dark.yaml`. Adding a theme touches nothing but its file.
//!
//! Most themes leave the background as the terminal has it: whoever chose a wallpaper, or a black that
//! spares the eyes, keeps it. Only where a contrast is promised to the learner whatever the terminal looks
//! like (high contrast, the wall) does a theme have a `page` and paint the whole window.

use super::depth::{Depth, indexed};
use crate::lesson::Text;
use ratatui::style::{Color, Modifier, Style};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::sync::{LazyLock, OnceLock};

include!(concat!(env!("OUT_DIR"), "/themes.rs"));

/// A theme there is.
#[derive(Clone, Copy)]
pub struct Theme(&'static File);

/// A theme's file. It is read when it is first drawn with: a start needs one of them, and `--help` none.
struct File {
    name: &'static str,
    text: &'static str,
    sheet: OnceLock<Sheet>,
}

/// What a theme's file holds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sheet {
    title: Text,
    about: Text,
    /// The contrast that is promised.
    contrast: f32,
    /// The terminals' backgrounds that it is promised on.
    #[serde(default)]
    over: Vec<Ground>,
    /// Everything where no role says something else; only themes that paint the window have it.
    #[serde(default)]
    page: Paint,
    /// What a picture of the screen lies on, for themes that leave that to the terminal.
    #[serde(default, deserialize_with = "written")]
    picture: Style,
    roles: Roles,
}

/// A style as it is written in a file.
fn written<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Style, D::Error> {
    let text = String::deserialize(deserializer)?;
    style(&text).ok_or_else(|| D::Error::custom(format!("`{text}` is no style")))
}

/// A style for each meaning.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Roles {
    pub ipv6: Paint,
    pub ipv4: Paint,
    pub dns: Paint,
    pub good: Paint,
    pub bad: Paint,
    pub waiting: Paint,
    pub changed: Paint,
    pub focus: Paint,
    pub quiet: Paint,
    pub code: Paint,
    pub error: Paint,
    pub remark: Paint,
    pub prompt: Paint,
    pub banner: Paint,
    pub chosen: Paint,
}

/// A style at each depth of colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Paint {
    exact: Style,
    indexed: Style,
    named: Style,
}

impl Paint {
    /// The style where the terminal shows that many colours.
    pub fn at(&self, depth: Depth) -> Style {
        match depth {
            Depth::True => self.exact,
            Depth::Indexed => self.indexed,
            Depth::Sixteen | Depth::Mono => self.named,
        }
    }
}

impl<'de> Deserialize<'de> for Paint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Written {
            exact: String,
            indexed: Option<String>,
            named: String,
        }
        let written = Written::deserialize(deserializer)?;
        let style = |text: &str| style(text).ok_or_else(|| D::Error::custom(format!("`{text}` is no style")));
        let exact = style(&written.exact)?;
        let nearest = written.indexed.as_deref().map(style).transpose()?;
        Ok(Self { exact, indexed: nearest.unwrap_or_else(|| indexed(exact)), named: style(&written.named)? })
    }
}

/// A background that a terminal may have.
#[derive(Debug)]
struct Ground(Color);

impl<'de> Deserialize<'de> for Ground {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(Self).map_err(|_| D::Error::custom(format!("`{text}` is no colour")))
    }
}

/// A style from words: `[bold] [dim] [italic] [underlined] [reversed] [COLOUR] [on COLOUR]`.
fn style(text: &str) -> Option<Style> {
    let (front, back) = match text.strip_prefix("on ") {
        Some(back) => ("", Some(back)),
        None => text.split_once(" on ").map_or((text, None), |(front, back)| (front, Some(back))),
    };
    let mut style = Style::new();
    let mut colour = Vec::new();
    for word in front.split_whitespace() {
        match word {
            "bold" => style = style.add_modifier(Modifier::BOLD),
            "dim" => style = style.add_modifier(Modifier::DIM),
            "italic" => style = style.add_modifier(Modifier::ITALIC),
            "underlined" => style = style.add_modifier(Modifier::UNDERLINED),
            "reversed" => style = style.add_modifier(Modifier::REVERSED),
            other => colour.push(other),
        }
    }
    if !colour.is_empty() {
        style.fg = Some(colour.join(" ").parse().ok()?);
    }
    if let Some(back) = back {
        style.bg = Some(back.parse().ok()?);
    }
    Some(style)
}

/// All files.
static ALL: LazyLock<Vec<File>> = LazyLock::new(|| {
    let file = |(file, text): &(&'static str, &'static str)| {
        let name = file.strip_suffix(".yaml").unwrap_or(file);
        File { name, text, sheet: OnceLock::new() }
    };
    THEMES.iter().map(file).collect()
});

/// What stands for a theme that is not there; a test sees to it that nobody needs it.
static BARE: File = File { name: "", text: "", sheet: OnceLock::new() };

impl File {
    /// What it holds. One that can't be read counts as one without colours; a test keeps that from happening.
    fn sheet(&self) -> &Sheet {
        let none = || Text { ja: String::new(), en: String::new() };
        let (over, page, picture, roles) = (Vec::new(), Paint::default(), Style::new(), Roles::default());
        let bare = || Sheet { title: none(), about: none(), contrast: 0.0, over, page, picture, roles };
        self.sheet.get_or_init(|| serde_yaml::from_str(self.text).unwrap_or_else(|_| bare()))
    }
}

impl Theme {
    /// All there are, by name.
    pub fn all() -> impl Iterator<Item = Self> {
        ALL.iter().map(Self)
    }

    /// The theme of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::all().find(|theme| theme.name() == name)
    }

    /// The one for dark terminals.
    pub fn dark() -> Self {
        Self::named("dark").unwrap_or(Self(&BARE))
    }

    /// The one for light terminals.
    pub fn light() -> Self {
        Self::named("light").unwrap_or(Self(&BARE))
    }

    /// The one without colours.
    pub fn plain() -> Self {
        Self::named("plain").unwrap_or(Self(&BARE))
    }

    /// The next one, and after the last the first.
    pub fn next(self) -> Self {
        let after = Self::all().skip_while(|theme| *theme != self).nth(1);
        after.or_else(|| Self::all().next()).unwrap_or(self)
    }

    /// Its name on the command line and on disk.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// Its name on the screen.
    pub fn title(self) -> &'static Text {
        &self.0.sheet().title
    }

    /// For whom it is, in a sentence.
    pub fn about(self) -> &'static Text {
        &self.0.sheet().about
    }

    /// What lies under everything.
    pub(super) fn page(self) -> &'static Paint {
        &self.0.sheet().page
    }

    /// What a picture of the screen lies on: its page, or a terminal's colours that it is made for.
    pub fn picture(self) -> Style {
        let sheet = self.0.sheet();
        sheet.picture.patch(sheet.page.at(Depth::True))
    }

    /// The styles of the meanings.
    pub(super) fn roles(self) -> &'static Roles {
        &self.0.sheet().roles
    }

    /// The contrast (WCAG 2) that its colours keep at least.
    pub fn contrast(self) -> f32 {
        self.0.sheet().contrast
    }

    /// The backgrounds of terminals that they keep it on.
    pub fn over(self) -> impl Iterator<Item = Color> {
        self.0.sheet().over.iter().map(|ground| ground.0)
    }
}

impl Default for Theme {
    fn default() -> Self {
        Self::dark()
    }
}

impl PartialEq for Theme {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Theme {}

impl fmt::Debug for Theme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Theme {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Theme {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        let known = || Self::all().map(|theme| format!("`{}`", theme.name())).collect::<Vec<_>>().join(", ");
        Self::named(&name).ok_or_else(|| D::Error::custom(format!("no theme `{name}`, expected one of {}", known())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_can_be_read() {
        for (file, text) in THEMES {
            let sheet: Result<Sheet, _> = serde_yaml::from_str(text);
            assert!(sheet.is_ok(), "{file}: {}", sheet.unwrap_err());
        }
    }

    #[test]
    fn styles_are_words() {
        let white_on_blue = Style::new().fg(Color::White).bg(Color::Rgb(0, 0, 95));
        assert_eq!(style(""), Some(Style::new()));
        assert_eq!(style("bold cyan"), Some(Style::new().fg(Color::Cyan).add_modifier(Modifier::BOLD)));
        assert_eq!(style("bright white on #00005f"), Some(white_on_blue));
        assert_eq!(style("on 195"), Some(Style::new().bg(Color::Indexed(195))));
        assert_eq!(style("dim italic"), Some(Style::new().add_modifier(Modifier::DIM | Modifier::ITALIC)));
        assert_eq!(style("pinkish"), None);
        assert_eq!(style("bold on"), None);
    }

    #[test]
    fn the_nearest_of_256_is_taken_unless_the_file_says_which() {
        let paint: Paint = serde_yaml::from_str("{exact: \"#5fd7ff\", named: cyan}").unwrap();
        assert_eq!(paint.at(Depth::Indexed).fg, Some(Color::Indexed(81)));
        let paint: Paint = serde_yaml::from_str("{exact: \"#5fd7ff\", indexed: \"16\", named: cyan}").unwrap();
        assert_eq!(paint.at(Depth::Indexed).fg, Some(Color::Indexed(16)));
        assert_eq!(paint.at(Depth::Sixteen).fg, Some(Color::Cyan));
    }
}
