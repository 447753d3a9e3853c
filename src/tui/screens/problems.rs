//! What is wrong with a lesson while its author writes it: drawn under its lines, until the file is mended.

use crate::tui::chrome::page;
use crate::tui::keys::{Hint, KeyRow, ch, code, find, hints};
use crate::tui::look::{Look, Sign};
use crate::tui::msg::Msg;
use crate::tui::scroll::Scroll;
use crate::tui::view::{Covers, Ctx, View};
use crate::words::{author, ui};
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;
use ratatui::text::Line;

/// The page.
#[derive(Debug, Default)]
pub struct Problems {
    /// The problems as text.
    pub text: String,
    /// How far it is scrolled.
    pub scroll: Scroll,
}

/// What a key does here.
#[derive(Clone, Copy)]
enum Do {
    Close,
    Up,
    Down,
}

static KEYS: &[KeyRow<Do>] = &[
    KeyRow { keys: &[code(KeyCode::Esc), ch('q'), code(KeyCode::Enter)], say: ui::key::CLOSE, does: Do::Close },
    KeyRow { keys: &[code(KeyCode::Up), ch('k'), code(KeyCode::PageUp)], say: ui::key::SCROLL, does: Do::Up },
    KeyRow {
        keys: &[code(KeyCode::Down), ch('j'), code(KeyCode::PageDown), ch(' ')],
        say: ui::key::SCROLL,
        does: Do::Down,
    },
];

impl Problems {
    fn lines(&self, look: &Look) -> Vec<Line<'static>> {
        let style = |line: &str| match line {
            line if line.starts_with("error") => look.style(Sign::Bad),
            line if line.contains('^') => look.style(Sign::Changed),
            _ => look.remark(),
        };
        self.text.lines().map(|line| Line::styled(line.to_owned(), style(line))).collect()
    }
}

impl View for Problems {
    fn keys(&self, _ctx: &Ctx) -> Vec<Hint> {
        hints(KEYS)
    }

    fn covers(&self) -> Covers {
        Covers::Part
    }

    fn on_key(&mut self, key: KeyEvent, _ctx: &Ctx) -> Option<Vec<Msg>> {
        match find(KEYS, key)? {
            Do::Close => return Some(vec![Msg::Close]),
            Do::Up => self.scroll.up(4),
            Do::Down => self.scroll.down(4),
        }
        Some(Vec::new())
    }

    fn draw(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        let title = author::PROBLEMS.in_(ctx.look.lang);
        page(buf, area, (title, 40), (&self.lines(&ctx.look), &self.scroll), &ctx.look);
    }
}
