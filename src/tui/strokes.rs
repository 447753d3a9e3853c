//! Keys as text, one word or line a stroke: what somebody at the keyboard does, written down so that it
//! can be done again. `Enter` and `C-t` are keys, `text:…` is typed, `wait:…` lets time pass, and
//! `see:…` says what has to be on the screen by then, so that a script that no longer fits is found out.

use crate::lesson::problem::nearest;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// One thing that somebody at the keyboard does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stroke {
    /// Presses a key.
    Key(KeyEvent),
    /// Types a text, letter by letter.
    Text(String),
    /// Waits that long.
    Wait(Duration),
    /// Waits until nothing moves any more.
    Still,
    /// Waits until this can be read in a row of the screen.
    See(String),
    /// Presses a key until this can be read in a row of the screen.
    Until(KeyEvent, String),
}

/// The forms a stroke can be written in, for help pages.
pub const FORMS: &str = "  \
  Enter, Space, F1   that key; also Esc, Tab, Backspace, Up, PageDown, Home …, with Ctrl, Alt or Shift held
                     down: C-t, A-1, S-Tab
  q                  the key of one character
  text:curl x        the text, letter by letter
  wait:2.5           seconds pass; what moves moves
  wait:still         time passes until nothing moves any more
  see:NAT GW         time passes until this can be read on the screen; an error where it never can
  until:Right:NAT64  the key is pressed until the text behind it can be read; an error where it never can";

/// Keys with a name, in both spellings that terminals use.
const NAMED: [(&str, KeyCode); 20] = [
    ("Enter", KeyCode::Enter),
    ("Esc", KeyCode::Esc),
    ("Escape", KeyCode::Esc),
    ("Tab", KeyCode::Tab),
    ("BackTab", KeyCode::BackTab),
    ("Space", KeyCode::Char(' ')),
    ("Backspace", KeyCode::Backspace),
    ("BSpace", KeyCode::Backspace),
    ("Delete", KeyCode::Delete),
    ("Insert", KeyCode::Insert),
    ("Up", KeyCode::Up),
    ("Down", KeyCode::Down),
    ("Left", KeyCode::Left),
    ("Right", KeyCode::Right),
    ("Home", KeyCode::Home),
    ("End", KeyCode::End),
    ("PageUp", KeyCode::PageUp),
    ("PgUp", KeyCode::PageUp),
    ("PageDown", KeyCode::PageDown),
    ("PgDn", KeyCode::PageDown),
];

/// The longest time a script can wait at once.
const LONGEST: f64 = 3600.0;

/// What is wrong with a stroke.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadStroke {
    /// No key is called so.
    #[error("there is no key `{name}`{}", near.as_ref().map(|near| format!("; did you mean `{near}`?")).unwrap_or_default())]
    NoKey {
        /// What was written.
        name: String,
        /// What may have been meant.
        near: Option<String>,
    },
    /// Not a time.
    #[error("`{0}` is no time: seconds like `2.5`, an hour at most, or `still`")]
    NoTime(String),
    /// There is nothing to type or to look for.
    #[error("there is no text behind the colon")]
    NoText,
}

impl FromStr for Stroke {
    type Err = BadStroke;

    fn from_str(text: &str) -> Result<Self, BadStroke> {
        let words = |text: &str| if text.is_empty() { Err(BadStroke::NoText) } else { Ok(text.to_owned()) };
        match text.split_once(':') {
            Some(("text", typed)) => words(typed).map(Self::Text),
            Some(("wait", "still")) => Ok(Self::Still),
            Some(("wait", time)) => seconds(time).map(Self::Wait),
            Some(("see", seen)) => words(seen).map(Self::See),
            Some(("until", rest)) => {
                let (name, seen) = rest.split_once(':').ok_or(BadStroke::NoText)?;
                Ok(Self::Until(key(name)?, words(seen)?))
            }
            _ => key(text).map(Self::Key),
        }
    }
}

impl fmt::Display for Stroke {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(key) => f.write_str(&name(*key)),
            Self::Text(text) => write!(f, "text:{text}"),
            Self::Wait(time) => write!(f, "wait:{}", time.as_secs_f64()),
            Self::Still => f.write_str("wait:still"),
            Self::See(text) => write!(f, "see:{text}"),
            Self::Until(key, text) => write!(f, "until:{}:{text}", name(*key)),
        }
    }
}

/// The name of a key, as it can be read again.
fn name(key: KeyEvent) -> String {
    let held = [(KeyModifiers::CONTROL, "C-"), (KeyModifiers::ALT, "A-"), (KeyModifiers::SHIFT, "S-")];
    let held: String = held.iter().filter(|(held, _)| key.modifiers.contains(*held)).map(|(_, name)| *name).collect();
    let named = NAMED.iter().find(|(_, code)| *code == key.code);
    match (key.code, named) {
        (_, Some((name, _))) => format!("{held}{name}"),
        (KeyCode::Char(char), None) => format!("{held}{char}"),
        (KeyCode::F(number), None) => format!("{held}F{number}"),
        (other, None) => format!("{held}{other}"),
    }
}

fn seconds(text: &str) -> Result<Duration, BadStroke> {
    let time = text.parse().ok().filter(|time| (0.0..=LONGEST).contains(time));
    time.map(Duration::from_secs_f64).ok_or_else(|| BadStroke::NoTime(text.to_owned()))
}

/// The key of a name, with what is held down before it.
fn key(name: &str) -> Result<KeyEvent, BadStroke> {
    let (mut held, mut rest) = (KeyModifiers::NONE, name);
    while let Some((modifier, after)) = rest.split_once('-').filter(|(_, after)| !after.is_empty()) {
        held |= match modifier {
            "C" | "Ctrl" => KeyModifiers::CONTROL,
            "A" | "M" | "Alt" => KeyModifiers::ALT,
            "S" | "Shift" => KeyModifiers::SHIFT,
            _ => break,
        };
        rest = after;
    }
    let code = code(rest).ok_or_else(|| {
        let near = nearest(rest, NAMED.iter().map(|(name, _)| *name));
        BadStroke::NoKey { name: name.to_owned(), near }
    })?;
    // That is how terminals send it.
    let code = if code == KeyCode::Tab && held.contains(KeyModifiers::SHIFT) { KeyCode::BackTab } else { code };
    Ok(KeyEvent::new(code, held))
}

fn code(name: &str) -> Option<KeyCode> {
    let mut characters = name.chars();
    if let (Some(only), None) = (characters.next(), characters.next()) {
        return Some(KeyCode::Char(only));
    }
    let number = || name.strip_prefix('F')?.parse().ok().filter(|number| (1..=12).contains(number)).map(KeyCode::F);
    NAMED.iter().find(|(known, _)| *known == name).map(|(_, code)| *code).or_else(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pressed(code: KeyCode, held: KeyModifiers) -> Result<Stroke, BadStroke> {
        Ok(Stroke::Key(KeyEvent::new(code, held)))
    }

    #[test]
    fn keys_are_named_as_elsewhere() {
        let none = KeyModifiers::NONE;
        assert_eq!("Enter".parse(), pressed(KeyCode::Enter, none));
        assert_eq!("4".parse(), pressed(KeyCode::Char('4'), none));
        assert_eq!("-".parse(), pressed(KeyCode::Char('-'), none));
        assert_eq!(":".parse(), pressed(KeyCode::Char(':'), none));
        assert_eq!("F12".parse(), pressed(KeyCode::F(12), none));
        assert_eq!("C-t".parse(), pressed(KeyCode::Char('t'), KeyModifiers::CONTROL));
        assert_eq!("C--".parse(), pressed(KeyCode::Char('-'), KeyModifiers::CONTROL));
        assert_eq!("A-1".parse(), pressed(KeyCode::Char('1'), KeyModifiers::ALT));
        assert_eq!("S-Tab".parse(), pressed(KeyCode::BackTab, KeyModifiers::SHIFT));
    }

    #[test]
    fn what_is_no_key_is_said_with_what_was_meant() {
        let said = |text: &str| Stroke::from_str(text).unwrap_err().to_string();
        assert_eq!(said("enter"), "there is no key `enter`; did you mean `Enter`?");
        assert_eq!(said("C-Entre"), "there is no key `C-Entre`; did you mean `Enter`?");
        assert_eq!(said("F13"), "there is no key `F13`");
        assert_eq!(said(""), "there is no key ``");
        assert_eq!(said("wait:soon"), "`soon` is no time: seconds like `2.5`, an hour at most, or `still`");
        assert_eq!(said("wait:-1"), "`-1` is no time: seconds like `2.5`, an hour at most, or `still`");
        assert_eq!(said("text:"), "there is no text behind the colon");
        assert_eq!(said("until:Right"), "there is no text behind the colon");
    }

    #[test]
    fn what_is_shown_can_be_read_again() {
        for text in [
            "Enter",
            "C-t",
            "A-1",
            "S-BackTab",
            "F5",
            "x",
            "あ",
            "text:a b:c",
            "wait:2.5",
            "wait:still",
            "see:変換",
            "until:Right:a:b",
        ] {
            assert_eq!(Stroke::from_str(text).map(|stroke| stroke.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn texts_and_times_are_read_behind_their_colon() {
        let right = KeyEvent::new(KeyCode::Right, KeyModifiers::NONE);
        assert_eq!("text: a:b ".parse(), Ok(Stroke::Text(" a:b ".into())));
        assert_eq!("wait:2.5".parse(), Ok(Stroke::Wait(Duration::from_millis(2500))));
        assert_eq!("wait:still".parse(), Ok(Stroke::Still));
        assert_eq!("see:変換: 済み".parse(), Ok(Stroke::See("変換: 済み".into())));
        assert_eq!("until:Right:::/0".parse(), Ok(Stroke::Until(right, "::/0".into())));
    }
}
