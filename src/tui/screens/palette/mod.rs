//! The command palette: everything that can be done from here, found by typing a few letters of what it
//! is called in either language.

mod entries;

pub use entries::{Entry, entries};

use crate::tui::chrome::window;
use crate::tui::draw::{ellipsis, put, put_line, width};
use crate::tui::fuzzy::{Query, marked, ranked_short_first};
use crate::tui::keys::{Hint, KeyRow, code, ctrl, find, hints};
use crate::tui::look::Sign;
use crate::tui::msg::Msg;
use crate::tui::touch::{Touch, Touched, Wheel};
use crate::tui::view::{Covers, Ctx, View};
use crate::words::{palette as say, ui};
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{Event, KeyCode, KeyEvent};
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::Line;
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

/// The palette.
#[derive(Debug)]
pub struct Palette {
    entries: Vec<Entry>,
    query: Input,
    /// Those that fit, the best first, by their places.
    found: Vec<usize>,
    at: usize,
}

/// What a key does here.
#[derive(Clone, Copy)]
enum Do {
    Take,
    Up,
    Down,
    PageUp,
    PageDown,
    Close,
}

static KEYS: &[KeyRow<Do>] = &[
    KeyRow { keys: &[code(KeyCode::Enter)], say: say::DO, does: Do::Take },
    KeyRow { keys: &[code(KeyCode::Down), ctrl('n'), code(KeyCode::Tab)], say: ui::key::CHOOSE, does: Do::Down },
    KeyRow { keys: &[code(KeyCode::Up), ctrl('p'), code(KeyCode::BackTab)], say: ui::key::CHOOSE, does: Do::Up },
    KeyRow { keys: &[code(KeyCode::PageDown)], say: ui::key::SCROLL, does: Do::PageDown },
    KeyRow { keys: &[code(KeyCode::PageUp)], say: ui::key::SCROLL, does: Do::PageUp },
    KeyRow { keys: &[code(KeyCode::Esc), ctrl('c'), ctrl('o')], say: ui::key::CLOSE, does: Do::Close },
];

/// The size of the window inside its border.
const SIZE: (u16, u16) = (84, 18);
/// Entries that a page key moves.
const PAGE: usize = 10;
/// Cells for what kind of thing an entry is.
const KIND: usize = 10;

impl Palette {
    /// A palette of these entries, in the order in which they stand while nothing is typed.
    pub fn new(entries: Vec<Entry>) -> Self {
        let found = (0..entries.len()).collect();
        Self { entries, query: Input::default(), found, at: 0 }
    }

    fn search(&mut self, ctx: &Ctx) {
        let mut query = Query::new(self.query.value());
        let all = 0..self.entries.len();
        self.found = if query.is_empty() {
            all.collect()
        } else {
            ranked_short_first(&mut query, all, |at| self.entries[*at].searched(ctx.look.lang))
        };
        self.at = 0;
    }

    fn step(&mut self, by: isize) {
        let last = self.found.len().saturating_sub(1);
        self.at = self.at.saturating_add_signed(by).min(last);
    }

    /// Does what the chosen entry says.
    fn take(&self) -> Vec<Msg> {
        let entry = self.found.get(self.at).and_then(|at| self.entries.get(*at));
        let wanted = entry.map(|entry| entry.does.clone()).unwrap_or_default();
        std::iter::once(Msg::Close).chain(wanted).collect()
    }

    /// The titles of what fits, the best first. For tests.
    pub fn titles(&self, ctx: &Ctx) -> Vec<&str> {
        self.found.iter().map(|at| self.entries[*at].title.in_(ctx.look.lang)).collect()
    }

    fn entry(&self, ctx: &Ctx, (number, entry): (usize, &Entry), row: Rect, (query, buf): (&mut Query, &mut Buffer)) {
        let look = &ctx.look;
        let chosen = number == self.at;
        let style = if chosen { look.chosen() } else { Style::new() };
        if chosen {
            buf.set_style(row, style);
        }
        let mark = if chosen { look.glyph(Sign::Focus) } else { " " };
        let x = put(buf, row, (row.x, row.y), &format!("{mark} "), style.patch(look.style(Sign::Focus)));
        let keys = width(&entry.keys);
        let from = row.right().saturating_sub(u16::try_from(keys).unwrap_or(0) + 1).max(x);
        put(buf, row, (from, row.y), &entry.keys, style.patch(look.style(Sign::Focus)));
        let kind = ellipsis(entry.kind.in_(look.lang), KIND);
        put(buf, row, (x, row.y), &kind, style.patch(look.style(Sign::Quiet)));
        let x = x + u16::try_from(KIND).unwrap_or(0) + 1;
        let title = entry.title.in_(look.lang);
        let places = query.places(title);
        let left = Rect { width: from.saturating_sub(row.x + 1), ..row };
        let x = put_line(buf, left, (x, row.y), &Line::from(marked(title, &places, style, look)));
        let room = usize::from(left.right().saturating_sub(x + 2));
        put(buf, left, (x + 2, row.y), &ellipsis(&entry.note, room), style.patch(look.style(Sign::Quiet)));
    }

    /// The window's inside at this size.
    fn inside(area: Rect) -> Rect {
        // As `window` centres it.
        let (w, h) = ((SIZE.0 + 4).min(area.width), (SIZE.1 + 2).min(area.height));
        let place = Rect { x: area.x + (area.width - w) / 2, y: area.y + (area.height - h) / 2, width: w, height: h };
        if w < 6 || h < 3 { place } else { Rect { x: place.x + 2, y: place.y + 1, width: w - 4, height: h - 2 } }
    }
}

impl View for Palette {
    fn keys(&self, _ctx: &Ctx) -> Vec<Hint> {
        hints(KEYS)
    }

    fn covers(&self) -> Covers {
        Covers::Part
    }

    fn on_key(&mut self, key: KeyEvent, ctx: &Ctx) -> Option<Vec<Msg>> {
        const PAGED: isize = PAGE as isize;
        match find(KEYS, key) {
            Some(Do::Take) => return Some(self.take()),
            Some(Do::Close) => return Some(vec![Msg::Close]),
            Some(Do::Up) => self.step(-1),
            Some(Do::Down) => self.step(1),
            Some(Do::PageUp) => self.step(-PAGED),
            Some(Do::PageDown) => self.step(PAGED),
            None => {
                if self.query.handle_event(&Event::Key(key)).is_some_and(|changed| changed.value) {
                    self.search(ctx);
                }
            }
        }
        Some(Vec::new())
    }

    fn on_paste(&mut self, text: &str, ctx: &Ctx) -> Vec<Msg> {
        let text: String = text.chars().filter(|char| !char.is_control()).take(100).collect();
        self.query = Input::new(format!("{}{text}", self.query.value()));
        self.search(ctx);
        Vec::new()
    }

    fn on_touch(&mut self, touched: Touched, _ctx: &Ctx) -> Option<Vec<Msg>> {
        match touched {
            Touched::Part(part) if part < self.found.len() => {
                self.at = part;
                return Some(self.take());
            }
            Touched::Part(_) => return None,
            Touched::Wheel(Wheel::Up) => self.step(-1),
            Touched::Wheel(Wheel::Down) => self.step(1),
        }
        Some(Vec::new())
    }

    fn draw(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        let look = &ctx.look;
        let inside = window(buf, area, (say::TITLE.in_(look.lang), SIZE.0, SIZE.1), look);
        let first = Rect { height: inside.height.min(1), ..inside };
        let x = put(buf, first, (first.x, first.y), ": ", look.prompt());
        if self.query.value().is_empty() {
            put(buf, first, (x + 1, first.y), say::TYPE_HERE.in_(look.lang), look.style(Sign::Quiet));
        }
        put(buf, first, (x, first.y), self.query.value(), look.strong());
        let list = Rect { y: inside.y + 2.min(inside.height), height: inside.height.saturating_sub(2), ..inside };
        if self.found.is_empty() {
            put(buf, list, (list.x, list.y), say::NOTHING.in_(look.lang), look.style(Sign::Quiet));
        }
        let skip = (self.at + 1).saturating_sub(usize::from(list.height));
        let mut query = Query::new(self.query.value());
        for ((number, at), y) in self.found.iter().enumerate().skip(skip).zip(list.top()..list.bottom()) {
            let row = Rect { y, height: 1, ..list };
            self.entry(ctx, (number, &self.entries[*at]), row, (&mut query, buf));
            ctx.touch(row, Touch::Part(number));
        }
        if self.found.len() > usize::from(list.height) {
            let count = format!(" {}/{} ", self.at + 1, self.found.len());
            let x = inside.right().saturating_sub(u16::try_from(width(&count)).unwrap_or(0)).max(inside.x);
            put(buf, area, (x, inside.bottom()), &count, look.style(Sign::Quiet));
        }
    }

    fn cursor(&self, _ctx: &Ctx, area: Rect) -> Option<Position> {
        let inside = Self::inside(area);
        let x = inside.x.checked_add(2)?.checked_add(u16::try_from(self.query.visual_cursor()).ok()?)?;
        let position = Position { x, y: inside.y };
        inside.contains(position).then_some(position)
    }
}
