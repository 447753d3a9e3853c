//! Why the last command failed: its obstacles in path order, each with its evidence a key away, and
//! tier by tier what would mend it.

use crate::session::help::{Diagnosis, TIERS};
use crate::sim::repair::lines;
use crate::tui::chrome::window;
use crate::tui::draw::{put, put_lines};
use crate::tui::keys::{Hint, KeyRow, ch, code, find, hints};
use crate::tui::look::{Look, Sign};
use crate::tui::msg::Msg;
use crate::tui::story::hanging;
use crate::tui::text::render;
use crate::tui::view::{Covers, Ctx, View};
use crate::tui::wrap::{wrap_command, wrap_text};
use crate::words::{ui, why};
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// The widest window, inside its border.
const WIDEST: usize = 90;

/// The page.
#[derive(Debug, Default)]
pub struct Why {
    /// The chosen obstacle.
    at: usize,
    /// How many lines the window stands above the end, which is what was asked for last.
    above: usize,
}

/// What a key does here.
#[derive(Clone, Copy)]
enum Do {
    More,
    Evidence,
    TakeOver,
    Up,
    Down,
    PageUp,
    PageDown,
    Close,
}

static KEYS: &[KeyRow<Do>] = &[
    KeyRow { keys: &[ch('w'), ch(' ')], say: why::MORE, does: Do::More },
    KeyRow { keys: &[code(KeyCode::Enter)], say: why::EVIDENCE, does: Do::Evidence },
    KeyRow { keys: &[ch('t')], say: why::TAKE_OVER, does: Do::TakeOver },
    KeyRow { keys: &[code(KeyCode::Up), ch('k')], say: ui::key::CHOOSE, does: Do::Up },
    KeyRow { keys: &[code(KeyCode::Down), ch('j')], say: ui::key::CHOOSE, does: Do::Down },
    KeyRow { keys: &[code(KeyCode::PageUp)], say: ui::key::SCROLL, does: Do::PageUp },
    KeyRow { keys: &[code(KeyCode::PageDown)], say: ui::key::SCROLL, does: Do::PageDown },
    KeyRow { keys: &[code(KeyCode::Esc), ch('q')], say: ui::key::CLOSE, does: Do::Close },
];

/// Lines that a page key moves.
const PAGE: usize = 6;

/// How many tiers are shown.
fn tiers(ctx: &Ctx, diagnosis: &Diagnosis) -> usize {
    ctx.session.map_or(0, |session| session.tiers(diagnosis))
}

impl View for Why {
    fn keys(&self, ctx: &Ctx) -> Vec<Hint> {
        let shown = ctx.why.map_or(0, |diagnosis| tiers(ctx, diagnosis));
        // Where nothing mends it the third tier says so, and there is no fourth.
        let most = if ctx.why.is_some_and(|diagnosis| diagnosis.repair.is_some()) { TIERS } else { TIERS - 1 };
        let rows = hints(KEYS);
        let fits = |(does, _): &(&KeyRow<Do>, Hint)| match does.does {
            Do::More => shown < most,
            Do::TakeOver => shown == TIERS && ctx.why.is_some_and(|diagnosis| diagnosis.repair.is_some()),
            Do::Evidence | Do::Up | Do::Down | Do::PageUp | Do::PageDown | Do::Close => true,
        };
        KEYS.iter().zip(rows).filter(fits).map(|(_, hint)| hint).collect()
    }

    fn covers(&self) -> Covers {
        Covers::Part
    }

    fn on_key(&mut self, key: KeyEvent, ctx: &Ctx) -> Option<Vec<Msg>> {
        let diagnosis = ctx.why;
        let last = diagnosis.map_or(0, |diagnosis| diagnosis.blockers.len().saturating_sub(1));
        match find(KEYS, key)? {
            Do::More => {
                self.above = 0;
                return Some(vec![Msg::Why]);
            }
            Do::Evidence => return Some(vec![Msg::Close, Msg::Evidence(self.at)]),
            Do::TakeOver => return Some(diagnosis.map(|diagnosis| take_over(ctx, diagnosis)).unwrap_or_default()),
            Do::Up => self.at = self.at.saturating_sub(1),
            Do::Down => self.at = (self.at + 1).min(last),
            Do::PageUp => self.above = (self.above + PAGE).min(8 * PAGE),
            Do::PageDown => self.above = self.above.saturating_sub(PAGE),
            Do::Close => return Some(vec![Msg::Close]),
        }
        Some(Vec::new())
    }

    fn copies(&self, ctx: &Ctx) -> Option<String> {
        let told = ctx.why.filter(|diagnosis| tiers(ctx, diagnosis) == TIERS)?;
        told.repair.as_ref().map(|repair| lines(ctx.world, &repair.calls).join("\n"))
    }

    fn draw(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        let Some(diagnosis) = ctx.why else { return };
        let columns = usize::from(area.width).saturating_sub(6).clamp(1, WIDEST);
        let lines = self.lines(ctx, diagnosis, columns);
        let size = (u16::try_from(columns).unwrap_or(80), u16::try_from(lines.len()).unwrap_or(20));
        let inside = window(buf, area, (why::TITLE.in_(ctx.look.lang), size.0, size.1), &ctx.look);
        let most = lines.len().saturating_sub(usize::from(inside.height));
        let hidden = most - self.above.min(most);
        put_lines(buf, inside, &lines[hidden..]);
        for (is_more, y, sign) in [(hidden > 0, inside.y.saturating_sub(1), '↑'), (hidden < most, inside.bottom(), '↓')]
        {
            if is_more {
                let sign = ctx.look.glyphs.pick(sign, if sign == '↑' { '^' } else { 'v' });
                put(buf, area, (inside.right().saturating_sub(3), y), &format!(" {sign} "), ctx.look.strong());
            }
        }
    }
}

/// The first command that mends it, in the terminal's input, where it was told.
fn take_over(ctx: &Ctx, diagnosis: &Diagnosis) -> Vec<Msg> {
    let told = tiers(ctx, diagnosis) == TIERS;
    let calls = diagnosis.repair.as_ref().filter(|_| told).map(|repair| lines(ctx.world, &repair.calls));
    match calls.and_then(|lines| lines.into_iter().next()) {
        Some(line) => vec![Msg::Close, Msg::Type(line)],
        None => Vec::new(),
    }
}

impl Why {
    fn lines(&self, ctx: &Ctx, diagnosis: &Diagnosis, width: usize) -> Vec<Line<'static>> {
        let (look, lang) = (&ctx.look, ctx.look.lang);
        let told = why::told(diagnosis, tiers(ctx, diagnosis), ctx.world, lang);
        let mut lines = wrap_command(&diagnosis.line, width, look.prompt());
        for (number, obstacle) in told.obstacles.iter().enumerate() {
            lines.push(Line::default());
            let chosen = number == self.at.min(told.obstacles.len() - 1);
            let mark = if chosen { look.glyph(Sign::Focus) } else { " " };
            let (head, style) = (format!("{mark} {}  ", number + 1), if chosen { look.strong() } else { Style::new() });
            lines.extend(hanging(&head, &obstacle.look_at, style, (width, look)));
            lines.extend(obstacle.wrong.iter().flat_map(|wrong| indented(wrong, width, look)));
        }
        if let Some(mend) = &told.mend {
            lines.push(Line::default());
            lines.push(Line::styled(why::MEND.in_(lang), look.strong()));
            lines.extend(indented(mend, width, look));
        }
        lines.extend(told.commands.iter().flat_map(|command| indented(&format!("- `{command}`"), width, look)));
        if !told.breaks.is_empty() {
            lines.extend(wrap_text(why::BREAKS.in_(lang), width, look.style(Sign::Bad)));
            lines.extend(told.breaks.iter().flat_map(|command| indented(&format!("`{command}`"), width, look)));
        }
        lines
    }
}

fn indented(markdown: &str, width: usize, look: &Look) -> Vec<Line<'static>> {
    const INDENT: usize = 5;
    let mut lines = render(markdown, width.saturating_sub(INDENT).max(1), look);
    for line in &mut lines {
        line.spans.insert(0, Span::raw(" ".repeat(INDENT)));
    }
    lines
}
