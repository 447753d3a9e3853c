//! The results board: every test beside the same test in the other phases, and how the sentences of
//! the outcome differ.

use crate::guest::console::{Kind, Record};
use crate::lesson::Lang;
use crate::session::board::{Board, Row};
use crate::sim::Outcome;
use crate::tui::draw::{ellipsis, pad, put, put_lines, width};
use crate::tui::keys::{Groups, Hint, KeyRow, ch, code, find, hints};
use crate::tui::look::{Look, Sign};
use crate::tui::msg::Msg;
use crate::tui::touch::Touch;
use crate::tui::view::{Ctx, View};
use crate::tui::wrap::{wrap_command, wrap_text};
use crate::words::trace::outcome;
use crate::words::ui;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The board.
#[derive(Clone, Copy, Debug, Default)]
pub struct Results {
    /// The chosen row.
    at: usize,
}

/// What a key does here.
#[derive(Clone, Copy)]
enum Do {
    Up,
    Down,
    Again,
    Close,
}

static KEYS: &[KeyRow<Do>] = &[
    KeyRow { keys: &[code(KeyCode::Up), ch('k')], say: ui::key::CHOOSE, does: Do::Up },
    KeyRow { keys: &[code(KeyCode::Down), ch('j')], say: ui::key::CHOOSE, does: Do::Down },
    KeyRow { keys: &[code(KeyCode::Enter)], say: ui::key::AGAIN, does: Do::Again },
    KeyRow { keys: &[code(KeyCode::Esc), ch('q'), ch('r')], say: ui::key::CLOSE, does: Do::Close },
];

impl View for Results {
    fn keys(&self, _ctx: &Ctx) -> Vec<Hint> {
        hints(KEYS)
    }

    fn groups(&self, ctx: &Ctx) -> Groups {
        vec![(ui::RESULTS, self.keys(ctx))]
    }

    fn on_key(&mut self, key: KeyEvent, ctx: &Ctx) -> Option<Vec<Msg>> {
        let board = ctx.session.map(|session| session.board()).unwrap_or_default();
        match find(KEYS, key)? {
            Do::Up => self.at = self.at.saturating_sub(1),
            Do::Down => self.at = (self.at + 1).min(board.rows.len().saturating_sub(1)),
            Do::Again => {
                let line = board.rows.get(self.at).map(|row| Msg::Type(row.line.clone()));
                return Some([Some(Msg::Close), line].into_iter().flatten().collect());
            }
            Do::Close => return Some(vec![Msg::Close]),
        }
        Some(Vec::new())
    }

    fn point_at(&mut self, part: usize, _ctx: &Ctx) -> bool {
        // The first click shows what it printed, the second takes it up.
        std::mem::replace(&mut self.at, part) == part
    }

    fn draw(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        let look = &ctx.look;
        let Some(session) = ctx.session else { return };
        let board = session.board();
        put(buf, area, (area.x + 1, area.y), ui::RESULTS.in_(look.lang), look.strong());
        let side = 2.min(area.width / 2);
        let inside = Rect {
            x: area.x + side,
            y: area.y + 2.min(area.height),
            width: area.width.saturating_sub(2 * side),
            height: area.height.saturating_sub(2),
        };
        if board.rows.is_empty() {
            let words = wrap_text(ui::NO_RESULTS.in_(look.lang), usize::from(inside.width), look.style(Sign::Quiet));
            put_lines(buf, inside, &words);
            return;
        }
        let height = usize::from(inside.height);
        let detail = self.detail(&board, usize::from(inside.width), look);
        let detail_rows = detail.len().min(height / 2);
        let mut lines = table(&board, self.at, usize::from(inside.width), look);
        let room = height.saturating_sub(detail_rows + 1).max(1);
        let skip = (self.at + 2).saturating_sub(room).min(lines.len().saturating_sub(room));
        if skip > 0 {
            lines.drain(1..=skip);
        }
        lines.truncate(room);
        put_lines(buf, inside, &lines);
        for (part, y) in (skip..board.rows.len()).zip(inside.y + 1..).take(lines.len().saturating_sub(1)) {
            ctx.touch(Rect { y, height: 1, ..inside }, Touch::Part(part));
        }
        let y = inside.y + u16::try_from(lines.len() + 1).unwrap_or(0);
        put_lines(buf, Rect { y, height: inside.bottom().saturating_sub(y), ..inside }, &detail);
    }
}

impl Results {
    /// What the chosen test printed in each phase.
    fn detail(&self, board: &Board, width: usize, look: &Look) -> Vec<Line<'static>> {
        let Some(row) = board.rows.get(self.at) else { return Vec::new() };
        let mut lines = wrap_command(&row.line, width, look.prompt());
        for (phase, run) in board.phases.iter().zip(&row.runs) {
            let Some(record) = run else { continue };
            lines.push(Line::styled(phase.in_(look.lang).to_owned(), look.strong()));
            lines.extend(wrap_text(&record.output.last_line(), width, look.style(Sign::Quiet)));
            if let Kind::Guest(trace) = &record.kind
                && !trace.path.is_empty()
            {
                let arrow = look.glyphs.pick(" → ", " > ");
                lines.extend(wrap_text(&trace.path.join(arrow), width, look.remark()));
            }
        }
        lines
    }
}

/// The rows, under their phases.
fn table(board: &Board, at: usize, room: usize, look: &Look) -> Vec<Line<'static>> {
    let lang = look.lang;
    let phases = board.phases.iter().map(|phase| width(phase.in_(lang)));
    let cell = phases.chain([width(outcome(Outcome::Unreachable, lang)) + 6]).max().unwrap_or(0) + 2;
    let first = room.saturating_sub(cell * board.phases.len() + 2).max(8);
    let mut head = vec![Span::raw(" ".repeat(first + 2))];
    head.extend(board.phases.iter().map(|phase| Span::styled(pad(phase.in_(lang), cell), look.strong())));
    let mut lines = vec![Line::from(head)];
    for (number, row) in board.rows.iter().enumerate() {
        let chosen = number == at;
        let mark = if chosen { look.glyph(Sign::Focus) } else { " " };
        let style = if chosen { look.strong() } else { ratatui::style::Style::new() };
        let mut spans = vec![Span::styled(format!("{mark} {}", pad(&short(row, first - 1), first)), style)];
        spans.extend(row.runs.iter().map(|run| run_cell(run.as_deref(), cell, (lang, look))));
        lines.push(Line::from(spans));
    }
    lines
}

/// A test's line without the machine, cut in its middle where it is too long: both ends tell.
fn short(row: &Row, room: usize) -> String {
    let line = row.line.split_once("$ ").map_or(row.line.as_str(), |(_, line)| line);
    if width(line) <= room {
        return line.to_owned();
    }
    let half = room.saturating_sub(1) / 2;
    let tail: String = line.chars().rev().take(half).collect::<Vec<_>>().into_iter().rev().collect();
    ellipsis(line, room.saturating_sub(half)) + &tail
}

/// How one run ended.
fn run_cell(run: Option<&Record>, cell: usize, (lang, look): (Lang, &Look)) -> Span<'static> {
    let Some(ended) = run.and_then(Record::outcome) else {
        return Span::styled(pad(look.glyph(Sign::Quiet), cell), look.style(Sign::Quiet));
    };
    let sign = if ended == Outcome::Ok { Sign::Good } else { Sign::Bad };
    Span::styled(pad(&format!("{} {}", look.glyph(sign), outcome(ended, lang)), cell), look.style(sign))
}
