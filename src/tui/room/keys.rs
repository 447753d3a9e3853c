//! The presenter's keys. Clickers send Page Up and Page Down, and some send `.` or `b` for a dark wall and
//! Esc or F5 for a show that starts and stops: those must never end it. Letters that leave the script are the
//! same on it and off it.

use crate::tui::keys::{Groups, Hint, Key, KeyRow, ch, code, ctrl, hints};
use crate::words::room::{KEYS as TITLE, OFF_SCRIPT, key as say};
use crate::words::ui;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// What a key does on the script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Do {
    Forward,
    Back,
    NextBeat,
    NextStep,
    PreviousStep,
    Steps,
    Leave,
    Break,
    WhatIf,
    Map,
    Film,
    Play,
    Less,
    Auto,
    Blank,
    Language,
    Theme,
    Help,
    Suspend,
    Quit,
    QuitNow,
}

pub(super) static KEYS: &[KeyRow<Do>] = &[
    KeyRow {
        keys: &[ch(' '), code(KeyCode::Right), code(KeyCode::PageDown), code(KeyCode::Down)],
        say: say::FORWARD,
        does: Do::Forward,
    },
    KeyRow {
        keys: &[code(KeyCode::Left), code(KeyCode::PageUp), code(KeyCode::Up), code(KeyCode::Backspace)],
        say: say::BACK,
        does: Do::Back,
    },
    KeyRow { keys: &[code(KeyCode::End)], say: say::NEXT_BEAT, does: Do::NextBeat },
    KeyRow { keys: &[ch('n')], say: say::NEXT, does: Do::NextStep },
    KeyRow { keys: &[ch('p')], say: say::PREVIOUS, does: Do::PreviousStep },
    KeyRow { keys: &[ch('g')], say: say::STEPS, does: Do::Steps },
    KeyRow { keys: &[ch('m')], say: say::MAP, does: Do::Map },
    KeyRow { keys: &[ch('v')], say: say::FILM, does: Do::Film },
    KeyRow { keys: &[code(KeyCode::Enter)], say: say::PLAY, does: Do::Play },
    KeyRow { keys: &[ch('e')], say: say::LEAVE, does: Do::Leave },
    KeyRow { keys: &[ch('B')], say: say::BREAK, does: Do::Break },
    KeyRow { keys: &[ch('W')], say: say::WHAT_IF, does: Do::WhatIf },
    KeyRow { keys: &[ch('a')], say: say::AUTO, does: Do::Auto },
    KeyRow { keys: &[ch('.'), ch('b')], say: say::BLANK, does: Do::Blank },
    KeyRow { keys: &[ch('-')], say: say::LESS, does: Do::Less },
    KeyRow { keys: &[ch('L')], say: ui::key::LANGUAGE, does: Do::Language },
    KeyRow { keys: &[ch('T')], say: ui::key::THEME, does: Do::Theme },
    KeyRow { keys: &[ch('?')], say: ui::key::HELP, does: Do::Help },
    KeyRow { keys: &[ctrl('z')], say: say::SUSPEND, does: Do::Suspend },
    KeyRow { keys: &[ch('q'), ctrl('c')], say: say::QUIT, does: Do::Quit },
    KeyRow { keys: &[ctrl('q')], say: say::QUIT_NOW, does: Do::QuitNow },
];

/// What a key does off the script, before the workspace has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aside {
    Return,
    Break,
    WhatIf,
}

pub(super) static ASIDE: &[KeyRow<Aside>] = &[
    KeyRow { keys: &[code(KeyCode::Home)], say: say::RETURN, does: Aside::Return },
    KeyRow { keys: &[ch('B')], say: say::BREAK, does: Aside::Break },
    KeyRow { keys: &[ch('W')], say: say::WHAT_IF, does: Aside::WhatIf },
];

/// The keys that count hands, for the page of keys.
static HANDS: [Key; 6] = [ch('1'), ch('2'), ch('3'), ch('4'), ch('5'), ch('6')];

/// A hand for or against a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hand {
    Up(usize),
    Down(usize),
}

/// The hand that a key counts. With Shift, Japanese and American keyboards send different signs for a digit.
pub(super) fn hand(key: KeyEvent) -> Option<Hand> {
    const SHIFTED: [(char, usize); 8] =
        [('!', 0), ('@', 1), ('"', 1), ('#', 2), ('$', 3), ('%', 4), ('^', 5), ('&', 5)];
    let KeyCode::Char(char) = key.code else { return None };
    let digit = char.to_digit(10).filter(|digit| *digit > 0).map(|digit| digit as usize - 1);
    let down = key.modifiers.intersects(KeyModifiers::SHIFT | KeyModifiers::ALT);
    match digit {
        Some(at) if down => Some(Hand::Down(at)),
        Some(at) if key.modifiers.is_empty() => Some(Hand::Up(at)),
        _ => SHIFTED.iter().find(|(sign, _)| *sign == char).map(|(_, at)| Hand::Down(*at)),
    }
}

/// All keys, for their page.
pub(super) fn groups() -> Groups {
    let mut keys = hints(KEYS);
    keys.insert(15, Hint { keys: &HANDS, say: say::HANDS });
    vec![(TITLE, keys), (OFF_SCRIPT, hints(ASIDE))]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digit_counts_a_hand_and_with_shift_takes_it_back_on_both_keyboards() {
        let key = |char| KeyEvent::new(KeyCode::Char(char), KeyModifiers::NONE);
        assert_eq!(hand(key('2')), Some(Hand::Up(1)));
        assert_eq!(hand(key('@')), Some(Hand::Down(1)));
        assert_eq!(hand(key('"')), Some(Hand::Down(1)));
        assert_eq!(hand(KeyEvent::new(KeyCode::Char('2'), KeyModifiers::ALT)), Some(Hand::Down(1)));
        assert_eq!(hand(key('0')), None);
        assert_eq!(hand(key('x')), None);
    }
}
