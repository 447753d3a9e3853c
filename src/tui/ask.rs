//! What the terminal is asked at the start, and how its answers are told from keys.
//!
//! Nothing ever waits for an answer: the first frame is drawn with what the environment says, and again
//! should an answer change it. A terminal answers on the same way that keys come in, and the library that
//! reads them knows only some answers. `ESC ] 11 ; rgb:…` is not among them: it comes in as Alt-`]`, `1`,
//! `1`, `;` … Each of those is a key here, and an answer may come at any time, over a slow line after
//! seconds. So the keys run through a [`Sieve`] that knows the answer by its letters and keeps it, and
//! lets all else pass.

use ratatui::crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use std::time::Duration;

/// Asks in one go whether characters of ambiguous width are two cells wide, by drawing some and asking
/// where the cursor is then, and for the background. The window is clean afterwards. The answer about the
/// background comes last: when it has come the other one is there too, or never will be.
pub const QUESTIONS: &str = "\x1b[?2026h\x1b[H─→◆\x1b[6n\x1b[2J\x1b[H\x1b]11;?\x1b\\\x1b[?2026l";

/// Where the cursor is after those characters, where each is one cell wide.
const NARROW: u16 = 3;

/// Beginnings of the names of terminals that are known to answer, or at least to keep quiet. Others might
/// draw the question.
const ANSWERING: [&str; 14] = [
    "xterm",
    "alacritty",
    "contour",
    "foot",
    "ghostty",
    "gnome",
    "iterm",
    "kitty",
    "konsole",
    "mlterm",
    "rxvt",
    "tmux",
    "vte",
    "wezterm",
];

/// Whether the terminal may be asked, by what it says of itself.
pub fn may_ask(variable: impl Fn(&str) -> Option<String>) -> bool {
    let term = variable("TERM").unwrap_or_default();
    // GNU screen hands the answer on as typed text; tmux goes by that name too, and answers itself.
    let tmux = term.starts_with("screen") && variable("TMUX").is_some();
    tmux || ANSWERING.iter().any(|name| term.starts_with(name))
}

/// What a terminal answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The colour behind everything.
    Background(Background),
    /// Characters of ambiguous width are two cells wide.
    Wide,
}

/// The colour behind everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Background {
    /// Red.
    pub r: u8,
    /// Green.
    pub g: u8,
    /// Blue.
    pub b: u8,
}

impl Background {
    /// Whether dark letters are read better on it than light ones. The eye sees green as far brighter than
    /// blue, and half as bright is a fifth of the light.
    pub fn is_light(self) -> bool {
        let light = |part: u8| (f32::from(part) / 255.0).powf(2.2);
        0.2126 * light(self.r) + 0.7152 * light(self.g) + 0.0722 * light(self.b) > 0.18
    }
}

/// What the place of the cursor says after [`QUESTIONS`].
pub fn width_by((column, row): (u16, u16)) -> Option<Answer> {
    (row == 0 && (NARROW + 1..=2 * NARROW).contains(&column)).then_some(Answer::Wide)
}

/// What came through the sieve.
#[derive(Clone, Debug, PartialEq)]
pub enum Sifted {
    /// Something for the learner's program.
    Event(Event),
    /// The terminal's answer.
    Background(Background),
}

/// Keeps the terminal's answer out of the keys.
#[derive(Debug, Default)]
pub struct Sieve {
    /// Keys that may be the beginning of an answer.
    held: Vec<Event>,
    /// The bytes they came from.
    text: String,
    /// Whether the key before was Esc: an answer that is torn after its first byte begins with it.
    after_esc: bool,
}

/// How an answer begins; nobody types that by hand.
const BEGINNING: &str = "\x1b]11;";

impl Sieve {
    /// Takes an event and hands on what is due, in order.
    pub fn take(&mut self, event: Event) -> Vec<Sifted> {
        let Some(bytes) = bytes(&event) else {
            let typed = matches!(event, Event::Key(_)) && self.patience().is_some();
            return if typed { self.release(Some(event)) } else { vec![Sifted::Event(event)] };
        };
        if self.held.is_empty() {
            let torn = bytes == "]" && self.after_esc;
            self.after_esc = bytes == "\x1b";
            if bytes != "\x1b]" && !torn {
                return vec![Sifted::Event(event)];
            }
            self.text = "\x1b]".to_owned();
            self.held.push(event);
            return Vec::new();
        }
        self.text.push_str(&bytes);
        self.held.push(event);
        match read(&self.text) {
            Read::Whole(background) => {
                self.forget();
                vec![Sifted::Background(background)]
            }
            Read::Part => Vec::new(),
            // An answer that can't be read is still none of the learner's.
            Read::Odd => {
                self.forget();
                Vec::new()
            }
            Read::Keys => self.release(None),
        }
    }

    /// How long to wait for the next event before what is held is handed on; `None`: for ever.
    pub fn patience(&self) -> Option<Duration> {
        let may_be_typed = !self.held.is_empty() && self.text.len() < BEGINNING.len();
        may_be_typed.then_some(Duration::from_millis(50))
    }

    /// Hands on what is held, and then `event`.
    pub fn release(&mut self, event: Option<Event>) -> Vec<Sifted> {
        self.text.clear();
        self.after_esc = false;
        self.held.drain(..).chain(event).map(Sifted::Event).collect()
    }

    fn forget(&mut self) {
        self.held.clear();
        self.text.clear();
        self.after_esc = false;
    }
}

/// The bytes that a key came from, as far as an answer can have them.
fn bytes(event: &Event) -> Option<String> {
    let Event::Key(KeyEvent { code, modifiers, kind: KeyEventKind::Press, .. }) = event else { return None };
    let held = *modifiers - KeyModifiers::SHIFT;
    match code {
        KeyCode::Char(char) if held.is_empty() => Some(char.to_string()),
        KeyCode::Char(char) if held == KeyModifiers::ALT => Some(format!("\x1b{char}")),
        KeyCode::Char('g') if held == KeyModifiers::CONTROL => Some("\x07".to_owned()),
        KeyCode::Esc if held.is_empty() => Some("\x1b".to_owned()),
        _ => None,
    }
}

/// What held keys turn out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Read {
    /// An answer.
    Whole(Background),
    /// The beginning of one.
    Part,
    /// An answer to no question of ours.
    Odd,
    /// Keys.
    Keys,
}

/// The longest answer, with some room: `rgba:` with four digits each.
const LONGEST: usize = 40;

/// Reads `ESC ] 11 ; rgb:RRRR/GGGG/BBBB`, ended by `BEL` or `ESC \`.
fn read(text: &str) -> Read {
    let Some(colour) = text.strip_prefix(BEGINNING) else {
        return if BEGINNING.starts_with(text) { Read::Part } else { Read::Keys };
    };
    match colour.strip_suffix('\x07').or_else(|| colour.strip_suffix("\x1b\\")) {
        Some(colour) => parse(colour).map_or(Read::Odd, Read::Whole),
        None if text.len() > LONGEST => Read::Odd,
        None => Read::Part,
    }
}

/// `rgb:` or `rgba:` and three or more numbers of one to four hexadecimal digits.
fn parse(colour: &str) -> Option<Background> {
    let parts = colour.strip_prefix("rgb:").or_else(|| colour.strip_prefix("rgba:"))?;
    let mut parts = parts.split('/').map(|part| {
        let most = 16_u32.checked_pow(u32::try_from(part.len()).ok()?)?.checked_sub(1)?;
        let value = u32::from_str_radix(part, 16).ok()?;
        u8::try_from((value * 255).checked_div(most)?).ok()
    });
    Some(Background { r: parts.next()??, g: parts.next()??, b: parts.next()?? })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The keys that bytes come in as.
    fn keys(text: &str) -> Vec<Event> {
        let mut keys = Vec::new();
        let mut chars = text.chars();
        let key = |code, held| Event::Key(KeyEvent::new(code, held));
        while let Some(char) = chars.next() {
            keys.push(match char {
                '\x1b' => match chars.next() {
                    Some(next) => key(KeyCode::Char(next), KeyModifiers::ALT),
                    None => key(KeyCode::Esc, KeyModifiers::NONE),
                },
                '\x07' => key(KeyCode::Char('g'), KeyModifiers::CONTROL),
                char => key(KeyCode::Char(char), KeyModifiers::NONE),
            });
        }
        keys
    }

    /// What comes through when this comes in.
    fn sifted(events: Vec<Event>) -> Vec<Sifted> {
        let mut sieve = Sieve::default();
        events.into_iter().flat_map(|event| sieve.take(event)).collect()
    }

    fn events(text: &str) -> Vec<Sifted> {
        keys(text).into_iter().map(Sifted::Event).collect()
    }

    const WHITE: Background = Background { r: 255, g: 255, b: 255 };

    #[test]
    fn answers_in_all_spellings_are_kept_out_of_the_keys() {
        for answer in [
            "\x1b]11;rgb:ffff/ffff/ffff\x1b\\",
            "\x1b]11;rgb:ffff/ffff/ffff\x07",
            "\x1b]11;rgb:ff/ff/ff\x1b\\",
            "\x1b]11;rgb:f/f/f\x07",
            "\x1b]11;rgba:ffff/ffff/ffff/ffff\x07",
        ] {
            let came = sifted(keys(&format!("j{answer}k")));
            let wanted = [events("j"), vec![Sifted::Background(WHITE)], events("k")].concat();
            assert_eq!(came, wanted, "{answer:?}");
        }
        let dark = sifted(keys("\x1b]11;rgb:1e1e/2a2a/3636\x07"));
        assert_eq!(dark, [Sifted::Background(Background { r: 30, g: 42, b: 54 })]);
    }

    #[test]
    fn an_answer_torn_after_any_byte_is_still_one() {
        let esc = || Event::Key(KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE));
        let torn_first = [vec![esc()], keys("]11;rgb:ffff/ffff/ffff\x07")].concat();
        assert_eq!(sifted(torn_first), [Sifted::Event(esc()), Sifted::Background(WHITE)]);
        let torn_last = [keys("\x1b]11;rgb:ffff/ffff/ffff"), vec![esc()], keys("\\")].concat();
        assert_eq!(sifted(torn_last), [Sifted::Background(WHITE)]);
    }

    #[test]
    fn what_is_typed_comes_through_whole() {
        for typed in ["Subnets[].CidrBlock", "\x1b]", "\x1b]x", "\x1b]11x", "\x1bf", "]11;rgb:"] {
            let mut sieve = Sieve::default();
            let mut came: Vec<Sifted> = keys(typed).into_iter().flat_map(|event| sieve.take(event)).collect();
            if sieve.patience().is_some() {
                came.extend(sieve.release(None));
            }
            assert_eq!(came, events(typed), "{typed:?}");
        }
    }

    #[test]
    fn an_answer_that_cannot_be_read_is_dropped() {
        assert_eq!(sifted(keys("\x1b]11;?\x07j")), events("j"));
        assert_eq!(sifted(keys("\x1b]11;rgb:zz/00/00\x07j")), events("j"));
    }

    #[test]
    fn a_key_that_no_answer_has_ends_the_waiting() {
        let down = Event::Key(KeyEvent::new(KeyCode::Down, KeyModifiers::NONE));
        let came = sifted([keys("\x1b]1"), vec![down.clone()]].concat());
        assert_eq!(came, [events("\x1b]1"), vec![Sifted::Event(down)]].concat());
    }

    #[test]
    fn what_comes_in_the_middle_of_an_answer_overtakes_it() {
        for other in [Event::Resize(80, 24), Event::Key(KeyEvent::new(KeyCode::Down, KeyModifiers::NONE))] {
            let came = sifted([keys("\x1b]11;rgb:ff"), vec![other.clone()], keys("/ff/ff\x07")].concat());
            assert_eq!(came, [Sifted::Event(other), Sifted::Background(WHITE)]);
        }
    }

    #[test]
    fn light_and_dark_are_told_as_the_eye_does() {
        let light = |r, g, b| Background { r, g, b }.is_light();
        assert!(light(255, 255, 255) && light(253, 246, 227) && light(200, 200, 200));
        assert!(!light(0, 0, 0) && !light(0, 43, 54) && !light(48, 10, 36) && !light(0, 0, 255));
    }

    #[test]
    fn only_terminals_that_answer_are_asked() {
        let asked = |term: &'static str| may_ask(|name| (name == "TERM").then(|| term.to_owned()));
        for term in ["xterm-256color", "tmux-256color", "alacritty", "rxvt-unicode-256color"] {
            assert!(asked(term), "{term}");
        }
        for term in ["dumb", "linux", "screen", "screen-256color", "vt220", "eterm-color", ""] {
            assert!(!asked(term), "{term}");
        }
        let tmux = |name: &str| match name {
            "TERM" => Some("screen-256color".to_owned()),
            "TMUX" => Some("/tmp/tmux-0/default,1,0".to_owned()),
            _ => None,
        };
        assert!(may_ask(tmux));
    }

    #[test]
    fn the_cursor_tells_the_width_where_it_stands_where_it_was_left() {
        assert_eq!(width_by((3, 0)), None);
        assert_eq!(width_by((6, 0)), Some(Answer::Wide));
        assert_eq!(width_by((4, 0)), Some(Answer::Wide), "only some are wide");
        assert_eq!(width_by((6, 7)), None, "an answer to another question");
        assert_eq!(width_by((0, 0)), None);
    }
}
