//! Where a mouse can act.
//!
//! Nobody keeps a second map of the screen: a view that draws something to click on says so while it
//! draws it, in [`Ctx::touch`](super::view::Ctx::touch). When a button goes down, the screen is drawn
//! once more into a scratch buffer, only to learn what lies under the pointer. Most places stand for a
//! key, so that whatever the mouse can do the keyboard can do as well.

use super::keys::Key;
use super::msg::{Msg, Pane};
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::{Position, Rect};
use std::cell::RefCell;

/// What a place does when it is clicked on.
#[derive(Clone, Debug, PartialEq)]
pub enum Touch {
    /// What this key does.
    Key(Key),
    /// What the view that drew it does with its part of this number.
    Part(usize),
    /// This is asked for.
    Ask(Msg),
    /// Nothing by itself: the pane it belongs to gets the keys.
    Pane,
}

/// Lines that one notch of the wheel moves.
pub const NOTCH: usize = 3;

/// Which way the wheel was turned, a notch at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wheel {
    /// Towards the beginning.
    Up,
    /// Towards the end.
    Down,
}

impl Wheel {
    /// The key that does the same.
    pub fn key(self) -> KeyCode {
        match self {
            Self::Up => KeyCode::Up,
            Self::Down => KeyCode::Down,
        }
    }
}

/// What the mouse wants of a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Touched {
    /// Its part of this number was clicked on.
    Part(usize),
    /// The wheel was turned over it.
    Wheel(Wheel),
}

/// A place that was drawn.
#[derive(Clone, Debug)]
pub struct Place {
    area: Rect,
    /// The pane that drew it, where a screen has several.
    pub pane: Option<Pane>,
    /// What it does.
    pub touch: Touch,
}

/// All places of a drawn screen; what was drawn later lies above.
#[derive(Debug, Default)]
pub struct Touches(RefCell<Vec<Place>>);

impl Touches {
    /// Adds a place.
    pub fn add(&self, area: Rect, pane: Option<Pane>, touch: Touch) {
        self.0.borrow_mut().push(Place { area, pane, touch });
    }

    /// The uppermost place at a position.
    pub fn at(&self, position: Position) -> Option<Place> {
        self.0.borrow().iter().rev().find(|place| place.area.contains(position)).cloned()
    }

    /// All that can be clicked on, from the lowest to the uppermost: where, and what it does. For tests.
    pub fn all(&self) -> Vec<(Rect, Touch)> {
        self.0.borrow().iter().map(|place| (place.area, place.touch.clone())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::keys::ch;

    #[test]
    fn what_was_drawn_last_lies_above() {
        let touches = Touches::default();
        touches.add(Rect::new(0, 0, 10, 10), Some(Pane::Text), Touch::Pane);
        touches.add(Rect::new(2, 3, 4, 1), Some(Pane::Text), Touch::Key(ch('n')));
        let at = |x, y| touches.at(Position { x, y }).map(|place| place.touch);
        assert_eq!(at(3, 3), Some(Touch::Key(ch('n'))));
        assert_eq!(at(6, 3), Some(Touch::Pane));
        assert_eq!(at(10, 3), None);
    }
}
