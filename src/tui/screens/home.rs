//! The list of lessons: how far one is, and where to go on.

use crate::lesson::Text;
use crate::session::Session;
use crate::tui::chrome::bar;
use crate::tui::draw::{put, put_line, put_lines};
use crate::tui::keys::{Hint, KeyRow, ch, code, ctrl, find, hints};
use crate::tui::look::Sign;
use crate::tui::msg::Msg;
use crate::tui::touch::Touch;
use crate::tui::view::{Ctx, View};
use crate::tui::wrap::wrap_text;
use crate::words::{drill, ui};
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;
use ratatui::style::Style;

/// The page's widest text.
const WIDEST: u16 = 76;

/// A lesson as the list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Its short name.
    pub id: String,
    /// Its title.
    pub title: Text,
    /// What one learns.
    pub summary: Text,
    /// How long it takes.
    pub minutes: u32,
    /// How many steps it has.
    pub steps: usize,
    /// The step one is at, counted from 0; none where it was not begun.
    pub at: Option<usize>,
    /// Whether all steps are done.
    pub finished: bool,
}

impl Card {
    /// Notes how far this session has come.
    pub fn note(&mut self, session: &Session) {
        self.at = Some(session.step());
        self.finished = session.reached() + 1 == self.steps && session.open_goals() == 0;
    }
}

/// The list.
#[derive(Clone, Debug, Default)]
pub struct Home {
    /// Which lesson is chosen.
    pub at: usize,
}

/// What a key does here.
#[derive(Clone, Copy)]
enum Do {
    Up,
    Down,
    Open,
    Forget,
    Drills,
    Quit,
}

static KEYS: &[KeyRow<Do>] = &[
    KeyRow { keys: &[code(KeyCode::Enter)], say: ui::key::START, does: Do::Open },
    KeyRow { keys: &[code(KeyCode::Up), ch('k')], say: ui::key::CHOOSE, does: Do::Up },
    KeyRow { keys: &[code(KeyCode::Down), ch('j')], say: ui::key::CHOOSE, does: Do::Down },
    KeyRow { keys: &[ch('d')], say: drill::OPEN, does: Do::Drills },
    KeyRow { keys: &[ch('r')], say: ui::key::RESET, does: Do::Forget },
    KeyRow { keys: &[ch('q'), ctrl('c')], say: ui::key::QUIT, does: Do::Quit },
];

impl View for Home {
    fn keys(&self, ctx: &Ctx) -> Vec<Hint> {
        let lonely = ctx.course.len() < 2;
        hints(KEYS).into_iter().filter(|hint| !(lonely && hint.say == ui::key::CHOOSE)).collect()
    }

    fn on_key(&mut self, key: KeyEvent, ctx: &Ctx) -> Option<Vec<Msg>> {
        let count = ctx.course.len();
        match find(KEYS, key)? {
            Do::Up => self.at = self.at.saturating_sub(1),
            Do::Down => self.at = (self.at + 1).min(count.saturating_sub(1)),
            Do::Open if self.at < count => return Some(vec![Msg::Open(self.at)]),
            Do::Forget if ctx.course.get(self.at).is_some_and(|card| card.at.is_some()) => {
                return Some(vec![Msg::Forget(self.at)]);
            }
            Do::Drills => return Some(vec![Msg::Drills]),
            Do::Quit => return Some(vec![Msg::Quit]),
            Do::Open | Do::Forget => {}
        }
        Some(Vec::new())
    }

    fn point_at(&mut self, part: usize, ctx: &Ctx) -> bool {
        self.at = part;
        part < ctx.course.len()
    }

    fn draw(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        let look = &ctx.look;
        let columns = area.width.min(WIDEST);
        let page = Rect { x: area.x + (area.width - columns) / 2, width: columns, ..area };
        let airy = u16::from(area.height > 18);
        let mut y = page.y + airy * (1 + area.height.saturating_sub(24) / 4);
        put(buf, page, (page.x + 2, y), "v6dojo", look.strong());
        put(buf, page, (page.x + 10, y), ui::TAGLINE.in_(look.lang), Style::new());
        y += 1;
        let room = usize::from(columns).saturating_sub(4).max(1);
        for line in wrap_text(ui::NOTHING_REAL.in_(look.lang), room, look.style(Sign::Quiet)) {
            put_line(buf, page, (page.x + 2, y), &line);
            y += 1;
        }
        y += 1 + airy;
        for (number, card) in ctx.course.iter().enumerate() {
            if y >= page.bottom() {
                break;
            }
            let inside = Rect { y, height: page.bottom() - y, ..page };
            let rows = card_rows(ctx, card, number == self.at, (inside, buf));
            ctx.touch(Rect { height: rows, ..inside }, Touch::Part(number));
            y += rows + 1;
        }
        if y < page.bottom() {
            put(buf, page, (page.x, y), "d", look.style(Sign::Focus));
            put(buf, page, (page.x + 2, y), drill::DRILL.in_(look.lang), Style::new());
            ctx.touch(Rect { y, height: 1, ..page }, Touch::Key(ch('d')));
        }
        let about = wrap_text(drill::ABOUT.in_(look.lang), room, look.style(Sign::Quiet));
        for (y, line) in (y + 1..page.bottom()).zip(&about) {
            put_line(buf, page, (page.x + 2, y), line);
        }
    }
}

/// Draws a lesson and says how many rows it took.
fn card_rows(ctx: &Ctx, card: &Card, chosen: bool, (area, buf): (Rect, &mut Buffer)) -> u16 {
    let look = &ctx.look;
    let lang = look.lang;
    let mark = if chosen { look.glyph(Sign::Focus) } else { " " };
    let style = if chosen { look.strong() } else { Style::new() };
    put(buf, area, (area.x, area.y), mark, look.style(Sign::Focus));
    put(buf, area, (area.x + 2, area.y), card.title.in_(lang), style);
    let room = usize::from(area.width).saturating_sub(4).max(1);
    let summary = wrap_text(card.summary.in_(lang), room, look.style(Sign::Quiet));
    let (x, y) = (area.x + 2, area.y + 1);
    let below = Rect { x, y, width: area.width.saturating_sub(2), height: area.height.saturating_sub(1) };
    put_lines(buf, below, &summary);
    let y = y + u16::try_from(summary.len()).unwrap_or(0);
    let (done, words) = match card.at {
        _ if card.finished => (card.steps, format!("{} {}", look.glyph(Sign::Good), ui::FINISHED.in_(lang))),
        Some(at) => (at, ui::step_of(lang, at + 1, card.steps)),
        None => (0, ui::NOT_BEGUN.in_(lang).to_owned()),
    };
    let line = Rect { y, height: u16::from(y < area.bottom()), ..area };
    let x = bar(buf, line, x, (24.min(area.width.saturating_sub(4)), done, card.steps), look);
    let x = put(buf, line, (x + 2, y), &words, look.style(Sign::Quiet));
    put(buf, line, (x + 3, y), &ui::minutes(lang, card.minutes), look.style(Sign::Quiet));
    y + 1 - area.y
}
