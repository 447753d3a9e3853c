//! The path of one's own VPC: a line to type it, what it may become, and why it could not be read.

use crate::tui::complete::common;
use crate::tui::draw::{ellipsis, put, put_lines, width};
use crate::tui::keys::{Groups, Hint, KeyRow, code, find, hints};
use crate::tui::line::EditLine;
use crate::tui::look::{Look, Sign};
use crate::tui::msg::Msg;
use crate::tui::scroll::Scroll;
use crate::tui::text::render;
use crate::tui::view::{Ctx, View};
use crate::tui::wrap::wrap_text;
use crate::words::{import as say, ui};
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::Line;

/// The page's widest text.
const WIDEST: u16 = 92;
/// Candidates that are listed at once.
const OFFERED: usize = 8;

/// The page.
#[derive(Clone, Debug, Default)]
pub struct Import {
    line: EditLine,
    /// What the path may become, when it is more than one.
    offered: Vec<String>,
    /// Why it could not be read.
    refused: Vec<String>,
    /// How far the reasons are scrolled.
    scroll: Scroll,
}

/// What a key does here.
#[derive(Clone, Copy)]
enum Do {
    Open,
    Complete,
    Up,
    Down,
    Close,
}

static KEYS: &[KeyRow<Do>] = &[
    KeyRow { keys: &[code(KeyCode::Enter)], say: say::OPEN, does: Do::Open },
    KeyRow { keys: &[code(KeyCode::Tab)], say: say::COMPLETE, does: Do::Complete },
    KeyRow { keys: &[code(KeyCode::Esc)], say: ui::key::CLOSE, does: Do::Close },
    KeyRow { keys: &[code(KeyCode::Up)], say: ui::key::SCROLL, does: Do::Up },
    KeyRow { keys: &[code(KeyCode::Down)], say: ui::key::SCROLL, does: Do::Down },
];

impl Import {
    /// The page with a path in it.
    pub fn at(path: &str) -> Self {
        let mut import = Self::default();
        import.line.set(path);
        import
    }

    /// Says why the path could not be read.
    pub fn refuse(&mut self, why: Vec<String>) {
        self.refused = why;
        self.offered.clear();
        self.scroll = Scroll::default();
    }

    /// Completes the path as far as all candidates agree, and offers them where they are several.
    pub fn complete(&mut self, found: Vec<String>) {
        let shared = common(found.iter().map(String::as_str));
        let typed = self.line.before_cursor().trim_start().len();
        if shared.len() > typed {
            self.line.complete(0, &shared);
        }
        self.offered = if found.len() > 1 { found } else { Vec::new() };
    }

    /// What stands above the line.
    fn head(look: &Look, columns: usize) -> Vec<Line<'static>> {
        let mut lines = vec![Line::styled(say::IMPORT.in_(look.lang), look.strong()), Line::default()];
        lines.extend(render(say::ABOUT.in_(look.lang), columns, look));
        lines.push(Line::default());
        lines.push(Line::styled(say::PATH.in_(look.lang), look.style(Sign::Quiet)));
        lines
    }

    /// What stands below it: candidates, or why it could not be read.
    fn below(&self, look: &Look, columns: usize) -> Vec<Line<'static>> {
        let mut lines = Vec::new();
        for path in self.offered.iter().take(OFFERED) {
            let name = path.trim_end_matches('/').rfind('/').map_or(path.as_str(), |at| &path[at + 1..]);
            lines.push(Line::styled(ellipsis(name, columns), look.style(Sign::Quiet)));
        }
        if self.offered.len() > OFFERED {
            lines.push(Line::styled("…", look.style(Sign::Quiet)));
        }
        if !self.refused.is_empty() {
            let mark = format!("{} {}", look.glyph(Sign::Bad), say::NOT_READ.in_(look.lang));
            lines.push(Line::styled(mark, look.style(Sign::Bad)));
            for why in &self.refused {
                lines.extend(wrap_text(why, columns, Style::new()));
            }
        }
        lines
    }
}

/// The middle of the window.
fn page(area: Rect) -> Rect {
    let width = area.width.saturating_sub(4).min(WIDEST);
    let y = area.y + 1.min(area.height);
    Rect { x: area.x + (area.width - width) / 2, y, width, height: area.bottom() - y }
}

impl View for Import {
    fn keys(&self, _ctx: &Ctx) -> Vec<Hint> {
        let mut shown = hints(KEYS);
        shown.retain(|hint| hint.say != ui::key::SCROLL || !self.refused.is_empty());
        shown
    }

    fn groups(&self, ctx: &Ctx) -> Groups {
        vec![(say::IMPORT, self.keys(ctx))]
    }

    fn on_key(&mut self, key: KeyEvent, _ctx: &Ctx) -> Option<Vec<Msg>> {
        let typed = self.line.text().trim().to_owned();
        match find(KEYS, key) {
            Some(Do::Open) if typed.is_empty() => self.refused.clear(),
            Some(Do::Open) => return Some(vec![Msg::ImportFrom(typed)]),
            Some(Do::Complete) => return Some(vec![Msg::CompletePath(self.line.before_cursor().to_owned())]),
            Some(Do::Up) => self.scroll.up(1),
            Some(Do::Down) => self.scroll.down(1),
            Some(Do::Close) => return Some(vec![Msg::Close]),
            None => {
                if !self.line.edit(key) {
                    return None;
                }
                self.offered.clear();
            }
        }
        Some(Vec::new())
    }

    fn on_paste(&mut self, text: &str, _ctx: &Ctx) -> Vec<Msg> {
        self.line.paste(text.lines().next().unwrap_or_default());
        self.offered.clear();
        Vec::new()
    }

    fn draw(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        let look = &ctx.look;
        let page = page(area);
        let columns = usize::from(page.width).max(1);
        let head = Self::head(look, columns);
        put_lines(buf, page, &head);
        let row = row(page, head.len());
        buf.set_style(row, look.chosen());
        put(buf, row, (row.x, row.y), look.glyph(Sign::Focus), look.chosen());
        let (text, _) = shown(&self.line, columns.saturating_sub(3));
        put(buf, row, (row.x + 2, row.y), text, look.chosen());
        let y = (row.bottom() + 1).min(page.bottom());
        let rest = Rect { y, height: page.bottom() - y, ..page };
        let mut below = self.below(look, columns);
        if below.is_empty() && self.line.text().is_empty() {
            below = wrap_text(say::NO_PATH.in_(look.lang), columns, look.remark());
        }
        self.scroll.draw(&below, rest, buf);
    }

    fn cursor(&self, ctx: &Ctx, area: Rect) -> Option<Position> {
        let page = page(area);
        let columns = usize::from(page.width).max(1);
        let row = row(page, Self::head(&ctx.look, columns).len());
        let (_, column) = shown(&self.line, columns.saturating_sub(3));
        let x = row.x + 2 + u16::try_from(column).unwrap_or(0);
        (row.height > 0 && x < row.right()).then_some(Position { x, y: row.y })
    }
}

/// The row in which one types.
fn row(page: Rect, above: usize) -> Rect {
    let y = page.y.saturating_add(u16::try_from(above).unwrap_or(u16::MAX)).min(page.bottom());
    Rect { y, height: (page.bottom() - y).min(1), ..page }
}

/// The part of the line that fits into so many cells with the cursor in it, and the cursor's column.
fn shown(line: &EditLine, room: usize) -> (&str, usize) {
    let before = line.before_cursor();
    let mut from = 0;
    for (at, char) in before.char_indices() {
        if width(&before[from..]) <= room {
            break;
        }
        from = at + char.len_utf8();
    }
    (&line.text()[from..], width(&before[from..]))
}
