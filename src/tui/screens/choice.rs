//! A question with a few answers, in a window over the rest: language, start over, skip.

use crate::lesson::Text;
use crate::tui::chrome::{row, window};
use crate::tui::draw::{put_lines, width};
use crate::tui::keys::{Hint, KeyRow, ch, code, find, hints};
use crate::tui::msg::Msg;
use crate::tui::touch::Touch;
use crate::tui::view::{Covers, Ctx, View};
use crate::tui::wrap::wrap_text;
use crate::words::ui;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;
use ratatui::style::Style;

/// The widest window.
const WIDEST: usize = 60;

/// A question.
#[derive(Clone, Debug)]
pub struct Choice {
    /// What is asked.
    pub title: Text,
    /// More about it.
    pub body: Text,
    /// The answers, each with what it asks for besides closing the window.
    pub options: Vec<(Text, Vec<Msg>)>,
    /// Which one is chosen.
    pub at: usize,
}

/// What a key does here.
#[derive(Clone, Copy)]
enum Do {
    Up,
    Down,
    Take,
    Close,
}

static KEYS: &[KeyRow<Do>] = &[
    KeyRow { keys: &[code(KeyCode::Enter), ch(' ')], say: ui::key::TAKE, does: Do::Take },
    KeyRow { keys: &[code(KeyCode::Up), ch('k'), code(KeyCode::BackTab)], say: ui::key::CHOOSE, does: Do::Up },
    KeyRow { keys: &[code(KeyCode::Down), ch('j'), code(KeyCode::Tab)], say: ui::key::CHOOSE, does: Do::Down },
    KeyRow { keys: &[code(KeyCode::Esc), ch('q')], say: ui::key::CLOSE, does: Do::Close },
];

impl View for Choice {
    fn keys(&self, _ctx: &Ctx) -> Vec<Hint> {
        hints(KEYS)
    }

    fn covers(&self) -> Covers {
        Covers::Part
    }

    fn on_key(&mut self, key: KeyEvent, _ctx: &Ctx) -> Option<Vec<Msg>> {
        let count = self.options.len().max(1);
        match find(KEYS, key)? {
            Do::Up => self.at = (self.at + count - 1) % count,
            Do::Down => self.at = (self.at + 1) % count,
            Do::Close => return Some(vec![Msg::Close]),
            Do::Take => {
                let wanted = self.options.get(self.at).map(|(_, wanted)| wanted.clone()).unwrap_or_default();
                return Some([vec![Msg::Close], wanted].concat());
            }
        }
        Some(Vec::new())
    }

    fn point_at(&mut self, part: usize, _ctx: &Ctx) -> bool {
        self.at = part;
        part < self.options.len()
    }

    fn draw(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        let lang = ctx.look.lang;
        let title = self.title.in_(lang);
        let body = self.body.in_(lang);
        let options = self.options.iter().map(|(say, _)| width(say.in_(lang)) + 4);
        let wanted = options.chain([width(title) + 2, width(body).min(WIDEST)]).max().unwrap_or(0);
        let columns = wanted.min(usize::from(area.width).saturating_sub(4)).clamp(1, WIDEST);
        let words = if body.is_empty() { Vec::new() } else { wrap_text(body, columns, Style::new()) };
        let gap = usize::from(!words.is_empty());
        let rows = words.len() + gap + self.options.len();
        let size = (u16::try_from(columns).unwrap_or(60), u16::try_from(rows).unwrap_or(20));
        let inside = window(buf, area, (title, size.0, size.1), &ctx.look);
        put_lines(buf, inside, &words);
        let first = inside.y + u16::try_from(words.len() + gap).unwrap_or(0);
        for (y, (number, (say, _))) in (first..inside.bottom()).zip(self.options.iter().enumerate()) {
            row(buf, inside, y, (say.in_(lang), number == self.at), &ctx.look);
            ctx.touch(Rect { y, height: 1, ..inside }, Touch::Part(number));
        }
    }
}
