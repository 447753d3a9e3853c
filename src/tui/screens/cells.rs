//! The board of cells: what the two switches, DNS64 and the route for 64:ff9b::/96, do to each kind of
//! destination in the learner's own VPC. A cell plays its trace.

use crate::cloud::{InstanceId, World};
use crate::guest::cells::{Row, Switches, board};
use crate::sim::{Outcome, Trace};
use crate::tui::draw::{ellipsis, pad, put, put_lines, width};
use crate::tui::keys::{Groups, Hint, KeyRow, ch, code, find, hints};
use crate::tui::look::{Look, Sign};
use crate::tui::msg::Msg;
use crate::tui::touch::Touch;
use crate::tui::view::{Ctx, View};
use crate::tui::wrap::{wrap_command, wrap_text};
use crate::words::cells as say;
use crate::words::trace::outcome;
use crate::words::ui;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use std::sync::Arc;

/// The board, worked out when it was opened.
#[derive(Debug, Default)]
pub struct Cells {
    rows: Vec<Row>,
    /// The switches as they are.
    now: Option<Switches>,
    /// The chosen row and column.
    at: (usize, usize),
}

/// What a key does here.
#[derive(Clone, Copy)]
enum Do {
    Up,
    Down,
    Left,
    Right,
    Play,
    Close,
}

static KEYS: &[KeyRow<Do>] = &[
    KeyRow { keys: &[code(KeyCode::Enter)], say: say::PLAY, does: Do::Play },
    KeyRow { keys: &[code(KeyCode::Left), ch('h')], say: ui::key::CHOOSE, does: Do::Left },
    KeyRow { keys: &[code(KeyCode::Right), ch('l')], say: ui::key::CHOOSE, does: Do::Right },
    KeyRow { keys: &[code(KeyCode::Up), ch('k')], say: ui::key::CHOOSE, does: Do::Up },
    KeyRow { keys: &[code(KeyCode::Down), ch('j')], say: ui::key::CHOOSE, does: Do::Down },
    KeyRow { keys: &[code(KeyCode::Esc), ch('q')], say: ui::key::CLOSE, does: Do::Close },
];

/// The widest label before the cells.
const LABEL: usize = 16;

impl Cells {
    /// The board of the machine the learner sits at.
    pub fn of(world: &World, host: Option<InstanceId>) -> Self {
        let rows = host.and_then(|host| board(world, host)).unwrap_or_default();
        let interface = host.and_then(|host| world.interface_of(host));
        let now = interface.map(|interface| Switches::of(world, interface.subnet_id));
        let column = Switches::ALL.iter().position(|switches| Some(*switches) == now).unwrap_or(0);
        Self { rows, now, at: (0, column) }
    }

    /// The trace of the chosen cell.
    pub fn chosen(&self) -> Option<&Arc<Trace>> {
        Some(&self.rows.get(self.at.0)?.cells[self.at.1])
    }
}

impl View for Cells {
    fn keys(&self, _ctx: &Ctx) -> Vec<Hint> {
        hints(KEYS)
    }

    fn groups(&self, ctx: &Ctx) -> Groups {
        vec![(say::TITLE, self.keys(ctx))]
    }

    fn on_key(&mut self, key: KeyEvent, _ctx: &Ctx) -> Option<Vec<Msg>> {
        let (row, column) = &mut self.at;
        match find(KEYS, key)? {
            Do::Up => *row = row.saturating_sub(1),
            Do::Down => *row = (*row + 1).min(self.rows.len().saturating_sub(1)),
            Do::Left => *column = column.saturating_sub(1),
            Do::Right => *column = (*column + 1).min(Switches::ALL.len() - 1),
            Do::Play => return Some(vec![Msg::WatchCell]),
            Do::Close => return Some(vec![Msg::Close]),
        }
        Some(Vec::new())
    }

    fn point_at(&mut self, part: usize, _ctx: &Ctx) -> bool {
        let cell = (part / Switches::ALL.len(), part % Switches::ALL.len());
        // The first click shows its command, the second plays it.
        std::mem::replace(&mut self.at, cell) == cell
    }

    fn draw(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        let look = &ctx.look;
        put(buf, area, (area.x + 1, area.y), say::TITLE.in_(look.lang), look.strong());
        let inside = Rect {
            x: area.x + 2.min(area.width),
            y: area.y + 2.min(area.height),
            width: area.width.saturating_sub(4),
            height: area.height.saturating_sub(2),
        };
        let room = usize::from(inside.width);
        let mut lines = self.heads(room, look);
        for (number, row) in self.rows.iter().enumerate() {
            lines.push(self.row(number, row, room, look));
        }
        if self.rows.is_empty() {
            lines = wrap_text(say::NOBODY.in_(look.lang), room, look.style(Sign::Quiet));
        }
        lines.push(Line::default());
        lines.extend(self.detail(room, look));
        put_lines(buf, inside, &lines);
        self.touches(ctx, inside);
    }
}

impl Cells {
    /// Each cell of the board can be clicked on.
    fn touches(&self, ctx: &Ctx, inside: Rect) {
        let room = usize::from(inside.width);
        let (count, column) = (Switches::ALL.len(), Self::column(room));
        let first = inside.y + u16::try_from(self.heads(room, &ctx.look).len()).unwrap_or(0);
        // A column is at most 22 cells wide.
        let wide = u16::try_from(column).unwrap_or(22);
        let left = inside.x + inside.width.saturating_sub(wide * u16::try_from(count).unwrap_or(4));
        for (row, y) in (0..self.rows.len()).zip(first..inside.bottom()) {
            for (at, x) in (0..count).zip((left..).step_by(column.max(1))) {
                ctx.touch(Rect { x, y, width: wide, height: 1 }, Touch::Part(row * count + at));
            }
        }
    }

    /// Cells a column has.
    fn column(room: usize) -> usize {
        (room.saturating_sub(LABEL.min(room / 3)) / Switches::ALL.len()).clamp(4, 22)
    }

    /// The switches above the columns; those that stand now are marked.
    fn heads(&self, room: usize, look: &Look) -> Vec<Line<'static>> {
        let (column, label) = (Self::column(room), room.saturating_sub(Self::column(room) * Switches::ALL.len()));
        let sign = |on: bool| if on { Sign::Good } else { Sign::Bad };
        let head = |name: &str, on: fn(Switches) -> bool| {
            let cells = Switches::ALL.map(|switches| {
                let style = if Some(switches) == self.now { look.strong() } else { look.style(Sign::Quiet) };
                Span::styled(pad(&format!("{} {name}", look.glyph(sign(on(switches)))), column), style)
            });
            Line::from([vec![Span::raw(" ".repeat(label))], cells.to_vec()].concat())
        };
        let now = Switches::ALL.map(|switches| {
            let mark = if Some(switches) == self.now { say::NOW.in_(look.lang) } else { "" };
            Span::styled(pad(mark, column), look.style(Sign::Changed))
        });
        vec![
            Line::from([vec![Span::raw(" ".repeat(label))], now.to_vec()].concat()),
            head("DNS64", |switches| switches.dns64),
            head(say::ROUTE.in_(look.lang), |switches| switches.route),
            Line::default(),
        ]
    }

    fn row(&self, number: usize, row: &Row, room: usize, look: &Look) -> Line<'static> {
        let (column, label) = (Self::column(room), room.saturating_sub(Self::column(room) * Switches::ALL.len()));
        let kind = say::toward(row.toward);
        let mut spans = vec![Span::raw(pad(kind.in_(look.lang), label))];
        for (at, trace) in row.cells.iter().enumerate() {
            let good = trace.outcome == Outcome::Ok;
            let sign = if good { Sign::Good } else { Sign::Bad };
            let said = format!("{} {}", look.glyph(sign), outcome(trace.outcome, look.lang));
            let chosen = self.at == (number, at);
            let style = if chosen { look.chosen() } else { look.style(sign) };
            let text = if width(&said) >= column { ellipsis(&said, column - 1) } else { said };
            let gap = column - width(&text).min(column);
            spans.push(Span::styled(text, style));
            spans.push(Span::styled(" ".repeat(gap), Style::new()));
        }
        Line::from(spans)
    }

    /// The chosen cell's command, and the way its packet took.
    fn detail(&self, room: usize, look: &Look) -> Vec<Line<'static>> {
        let (Some(row), Some(trace)) = (self.rows.get(self.at.0), self.chosen()) else { return Vec::new() };
        let mut lines = wrap_command(&row.command.words.join(" "), room, look.prompt());
        if trace.path.is_empty() {
            lines.extend(wrap_text(say::NOTHING_LEFT.in_(look.lang), room, look.style(Sign::Quiet)));
        } else {
            lines.extend(wrap_text(&trace.path.join(look.glyphs.pick(" → ", " > ")), room, look.remark()));
        }
        lines
    }
}
