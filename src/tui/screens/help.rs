//! The page of keys, made from the same rows that the keys themselves are read by.

use crate::tui::chrome::page;
use crate::tui::draw::{pad, width};
use crate::tui::keys::{Groups, Hint, KeyRow, ch, code, find, hints};
use crate::tui::look::Sign;
use crate::tui::msg::Msg;
use crate::tui::scroll::Scroll;
use crate::tui::view::{Covers, Ctx, View};
use crate::words::{Words, ui};
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The page.
#[derive(Debug, Default)]
pub struct Help {
    /// Groups of keys under their heads.
    pub groups: Groups,
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
    KeyRow {
        keys: &[code(KeyCode::Esc), ch('?'), ch('q'), code(KeyCode::Enter)],
        say: ui::key::CLOSE,
        does: Do::Close,
    },
    KeyRow { keys: &[code(KeyCode::Up), ch('k'), code(KeyCode::PageUp)], say: ui::key::SCROLL, does: Do::Up },
    KeyRow {
        keys: &[code(KeyCode::Down), ch('j'), code(KeyCode::PageDown), ch(' ')],
        say: ui::key::SCROLL,
        does: Do::Down,
    },
];

impl Help {
    /// The groups, each in lines.
    fn blocks(&self, ctx: &Ctx) -> Vec<Vec<Line<'static>>> {
        let look = &ctx.look;
        let all = self.groups.iter().flat_map(|(_, hints)| hints);
        let column = all.map(|hint| width(&hint.names(look.glyphs))).max().unwrap_or(0) + 2;
        let row = |hint: &Hint| {
            let keys = Span::styled(pad(&hint.names(look.glyphs), column), look.style(Sign::Changed));
            Line::from(vec![Span::raw("  "), keys, Span::raw(hint.say.in_(look.lang))])
        };
        let block = |(head, hints): &(Words, Vec<Hint>)| {
            let head = Line::styled(head.in_(look.lang), look.strong());
            std::iter::once(head).chain(hints.iter().map(row)).collect()
        };
        self.groups.iter().map(block).collect()
    }

    /// All lines: one column, or two where one is too long for the window.
    fn lines(&self, ctx: &Ctx, rows: usize) -> Vec<Line<'static>> {
        let blocks = self.blocks(ctx);
        let one = join(&blocks);
        if one.len() <= rows || blocks.len() < 2 {
            return one;
        }
        let splits = (1..blocks.len()).map(|at| (join(&blocks[..at]), join(&blocks[at..])));
        let Some((left, right)) = splits.min_by_key(|(left, right)| left.len().max(right.len())) else { return one };
        let column = left.iter().map(Line::width).max().unwrap_or(0) + 4;
        (0..left.len().max(right.len()))
            .map(|row| {
                let mut line = left.get(row).cloned().unwrap_or_default();
                let gap = " ".repeat(column.saturating_sub(line.width()));
                line.spans.push(Span::raw(gap));
                // A head's style must not run on into the other column.
                let spans = right.get(row).map(|right| (right.style, right.spans.clone())).unwrap_or_default();
                let style = std::mem::take(&mut line.style);
                line.spans.iter_mut().for_each(|span| span.style = style.patch(span.style));
                line.spans.extend(spans.1.into_iter().map(|span| span.patch_style(spans.0)));
                line
            })
            .collect()
    }
}

/// Groups under each other.
fn join(blocks: &[Vec<Line<'static>>]) -> Vec<Line<'static>> {
    blocks.join(&Line::default())
}

impl View for Help {
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
        let lines = self.lines(ctx, usize::from(area.height.saturating_sub(2)));
        page(buf, area, (ui::HELP_TITLE.in_(ctx.look.lang), 30), (&lines, &self.scroll), &ctx.look);
    }
}
