//! The mouse: what was drawn under the pointer decides what it asks for.

use super::app::App;
use super::keys::Key;
use super::msg::{Msg, Pane};
use super::screens::Screen;
use super::touch::{Place, Touch, Touched, Touches, Wheel};
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};

impl App {
    /// What the mouse asks for on a screen that is drawn into `area`.
    pub fn mouse(&mut self, event: MouseEvent, area: Rect) -> Vec<Msg> {
        let position = Position { x: event.column, y: event.row };
        match event.kind {
            MouseEventKind::Down(MouseButton::Left) => self.click(position, area),
            MouseEventKind::ScrollUp => self.wheel(Wheel::Up, position, area),
            MouseEventKind::ScrollDown => self.wheel(Wheel::Down, position, area),
            _ => Vec::new(),
        }
    }

    /// All places that can be clicked on, when the screen is drawn into `area`.
    pub fn touches(&self, area: Rect) -> Touches {
        let touches = Touches::default();
        self.paint(area, &mut Buffer::empty(area), Some(&touches));
        touches
    }

    fn click(&mut self, position: Position, area: Rect) -> Vec<Msg> {
        let place = self.touches(area).at(position);
        self.message = None;
        let Some(Place { pane, touch, .. }) = place else { return Vec::new() };
        self.focus(pane);
        match touch {
            Touch::Key(key) => self.press(key),
            Touch::Ask(msg) => vec![msg],
            Touch::Part(part) => self.touched(None, Touched::Part(part)),
            Touch::Pane => Vec::new(),
        }
    }

    /// Gives the pane that was clicked on the keys.
    fn focus(&mut self, pane: Option<Pane>) {
        if let (Some(pane), Some(Screen::Lesson(lesson))) = (pane, self.screens.last_mut())
            && lesson.pane() != pane
        {
            lesson.show(pane);
        }
    }

    fn press(&mut self, key: Key) -> Vec<Msg> {
        self.key(key.event())
    }

    fn wheel(&mut self, wheel: Wheel, position: Position, area: Rect) -> Vec<Msg> {
        let pane = self.touches(area).at(position).and_then(|place| place.pane);
        self.touched(pane, Touched::Wheel(wheel))
    }

    /// Hands it to the uppermost screen, or to one of its panes.
    fn touched(&mut self, pane: Option<Pane>, touched: Touched) -> Vec<Msg> {
        let (ctx, screens) = self.split();
        let wanted = match (screens.last_mut(), pane) {
            (Some(Screen::Lesson(lesson)), Some(pane)) => lesson.touch_pane(pane, touched, &ctx),
            (Some(top), _) => top.view_mut().on_touch(touched, &ctx),
            (None, _) => None,
        };
        wanted.unwrap_or_default()
    }
}
