//! Keys on the script: what each of them does to the hall, and who has it first where something lies over
//! the wall.

use super::hall::{From, Hall, Over, Picker, Place, context};
use super::keys::{self, Do, Hand, KEYS};
use super::script::Beat;
use super::wire::Wish;
use crate::tui::keys::find;
use crate::tui::look::fit::Change;
use crate::tui::msg::{Effect, Tone};
use crate::tui::standing::question;
use crate::tui::view::View;
use crate::words::room as say;
use ratatui::crossterm::event::{KeyCode, KeyEvent};

impl Hall {
    /// A key; what only the outside can do is returned.
    pub fn key(&mut self, key: KeyEvent) -> Option<Effect> {
        if self.aside.is_some() {
            return self.key_aside(key);
        }
        let sure = matches!(self.over, Over::Quit);
        if !matches!(self.over, Over::Quit) && self.key_over(key) {
            return None;
        }
        self.said = None;
        if sure {
            self.over = Over::Nothing;
        }
        let does = find(KEYS, key);
        match (self.beat(), keys::hand(key)) {
            (Beat::Ask(ask) | Beat::Answer(ask), Some(hand)) => self.count(ask, hand),
            (Beat::Film(_), _) if self.film_has(key, does) => {}
            _ => return self.carry_out(does?, sure),
        }
        None
    }

    /// Keys of the player that don't lead through the script.
    fn film_has(&mut self, key: KeyEvent, does: Option<Do>) -> bool {
        let own =
            matches!(key.code, KeyCode::Char('+' | '-' | '=' | 'd' | ',' | 'o' | 'l')) && key.modifiers.is_empty();
        let key = match does {
            Some(Do::Play) => KeyEvent::from(KeyCode::Char(' ')),
            _ if own => key,
            _ => return false,
        };
        let ctx = context(self.look, &self.study);
        self.player.on_key(key, &ctx);
        true
    }

    /// What lies over the wall has a key first; whether it took it.
    fn key_over(&mut self, key: KeyEvent) -> bool {
        let leaves = matches!(key.code, KeyCode::Esc | KeyCode::Char('q'));
        match &mut self.over {
            Over::Nothing | Over::Quit => return false,
            Over::Dark => self.over = Over::Nothing,
            Over::Keys => {
                // A key that is only meant to close it must not give an answer away.
                self.over = Over::Nothing;
            }
            Over::Map => {
                let moves = matches!(find(KEYS, key), Some(Do::Map | Do::Forward | Do::Back));
                if !leaves && !moves {
                    return false;
                }
                self.over = Over::Nothing;
            }
            Over::Film(_) if leaves || key.code == KeyCode::Char('v') => self.over = Over::Nothing,
            Over::Film(player) => {
                let ctx = context(self.look, &self.study);
                return player.on_key(key, &ctx).is_some();
            }
            Over::Steps(_) => self.pick(key),
        }
        true
    }

    fn pick(&mut self, key: KeyEvent) {
        let last = self.lesson.steps.len() - 1;
        let Over::Steps(picker) = &mut self.over else { return };
        match key.code {
            KeyCode::Up | KeyCode::Char('k' | 'p') => picker.at = picker.at.saturating_sub(1),
            KeyCode::Down | KeyCode::Char('j' | 'n') => picker.at = (picker.at + 1).min(last),
            KeyCode::PageUp => picker.at = picker.at.saturating_sub(8),
            KeyCode::PageDown => picker.at = (picker.at + 8).min(last),
            KeyCode::Home => picker.at = 0,
            KeyCode::End => picker.at = last,
            KeyCode::Backspace => drop(picker.digits.pop()),
            KeyCode::Char(digit) if digit.is_ascii_digit() && picker.digits.len() < 3 => {
                picker.digits.push(digit);
                if let Ok(number @ 1..) = picker.digits.parse::<usize>() {
                    picker.at = (number - 1).min(last);
                }
            }
            KeyCode::Enter | KeyCode::Char(' ') => {
                let at = picker.at;
                self.over = Over::Nothing;
                self.go(Place { step: at, ..Place::default() }, From::Before);
            }
            KeyCode::Esc | KeyCode::Char('g' | 'q') => self.over = Over::Nothing,
            _ => {}
        }
    }

    fn carry_out(&mut self, does: Do, sure: bool) -> Option<Effect> {
        match does {
            Do::Forward => self.forward(),
            Do::Back => self.back(),
            Do::NextBeat => self.next_beat(),
            Do::NextStep => self.step_to(self.place.step + 1),
            Do::PreviousStep => match (self.place.step, self.place.beat + self.place.page) {
                (0, 0) => self.said = Some((Tone::Plain, say::BEGIN.in_(self.look.lang).to_owned())),
                // To the beginning of this step first, as players of music do it.
                (step, 0) => self.step_to(step - 1),
                (step, _) => self.step_to(step),
            },
            Do::Steps => self.over = Over::Steps(Picker { at: self.place.step, digits: String::new() }),
            Do::Map => self.over = Over::Map,
            Do::Film => self.peek(),
            Do::Play => self.forward(),
            Do::Leave => self.leave(),
            Do::Break => {
                self.leave();
                self.break_something();
            }
            Do::WhatIf => {
                self.leave();
                self.compare_from_the_script();
            }
            Do::Less => self.count_less(),
            Do::Auto => self.switch_auto(),
            Do::Blank => self.over = Over::Dark,
            Do::Help => self.over = Over::Keys,
            Do::Language => self.adapt(Change::Lang(self.look.lang.other())),
            Do::Theme => self.adapt(Change::Theme(Some(self.look.theme.next()))),
            Do::Suspend => return Some(Effect::Suspend),
            Do::QuitNow => return Some(Effect::Quit),
            Do::Quit if sure => return Some(Effect::Quit),
            Do::Quit => {
                self.said = Some((Tone::Plain, say::QUIT_SURE.in_(self.look.lang).to_owned()));
                self.over = Over::Quit;
            }
        }
        None
    }

    /// What somebody with notes asks for.
    pub fn wish(&mut self, wish: Wish) {
        self.said = None;
        if self.aside.is_some() {
            match wish {
                Wish::Return => self.come_back(),
                _ => return,
            }
        }
        self.over = Over::Nothing;
        match wish {
            Wish::Forward => self.forward(),
            Wish::Back => self.back(),
            Wish::NextStep => self.step_to(self.place.step + 1),
            Wish::PreviousStep => self.step_to(self.place.step.saturating_sub(1)),
            Wish::Step(step) if step < self.lesson.steps.len() => self.step_to(step),
            Wish::Step(_) | Wish::Return => {}
        }
    }

    fn count(&mut self, ask: usize, hand: Hand) {
        let (Hand::Up(at) | Hand::Down(at)) = hand;
        let (_, choices) = question(&self.session().current().asks[ask], self.look.lang);
        if at >= choices.len() {
            return;
        }
        let hands = self.hands.entry((self.place.step, ask)).or_insert_with(|| vec![0; choices.len()]);
        match hand {
            Hand::Up(_) => {
                hands[at] = (hands[at] + 1).min(9999);
                self.counted = Some(at);
            }
            Hand::Down(_) => hands[at] = hands[at].saturating_sub(1),
        }
    }

    fn count_less(&mut self) {
        if let (Beat::Ask(ask) | Beat::Answer(ask), Some(at)) = (self.beat(), self.counted) {
            self.count(ask, Hand::Down(at));
        }
    }
}
