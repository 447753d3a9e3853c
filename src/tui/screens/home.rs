//! The first screen: the lessons with how far one is, what else there is to do, and for what is chosen
//! what comes next. It opens on the place one left last, so that one key goes on there.

use crate::lesson::Text;
use crate::session::Session;
use crate::tui::chrome::bar;
use crate::tui::draw::{ellipsis, pad, put, put_line, put_lines, width};
use crate::tui::keys::{Groups, Hint, KeyRow, ch, code, ctrl, find, hints};
use crate::tui::look::{Look, Sign};
use crate::tui::msg::Msg;
use crate::tui::text::render;
use crate::tui::touch::Touch;
use crate::tui::view::{Ctx, View};
use crate::tui::wrap::wrap_text;
use crate::words::{Words, drill, home as say, import, sandbox, ui};
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

/// The page's widest text.
const WIDEST: u16 = 92;
/// Below this width a row has no bar.
const NARROW: usize = 56;
/// Cells of a lesson's bar.
const BAR: u16 = 12;

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
    /// That step's title, or the first one's.
    pub next: Text,
    /// Whether all steps are done.
    pub finished: bool,
}

impl Card {
    /// Notes how far this session has come.
    pub fn note(&mut self, session: &Session) {
        self.at = Some(session.step());
        self.next = session.current().title.clone();
        self.finished = session.reached() + 1 == self.steps && session.open_goals() == 0;
    }
}

/// The list.
#[derive(Clone, Debug, Default)]
pub struct Home {
    /// Which row is chosen: the lessons in order, then what else there is.
    pub at: usize,
}

/// What one can choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Item {
    /// A lesson by its number.
    Lesson(usize),
    /// A network that is broken.
    Drill,
    /// Free play.
    Sandbox,
    /// One's own VPC.
    Import,
}

impl Item {
    /// What it is called, and what is to be known about it; none for a lesson, which tells of itself.
    fn words(self) -> Option<(Words, Words)> {
        match self {
            Self::Lesson(_) => None,
            Self::Drill => Some((drill::DRILL, drill::ABOUT)),
            Self::Sandbox => Some((sandbox::SANDBOX, sandbox::ABOUT)),
            Self::Import => Some((import::IMPORT, import::ABOUT)),
        }
    }
}

/// What there is besides lessons, in order.
const BESIDES: [Item; 3] = [Item::Drill, Item::Sandbox, Item::Import];

/// What a key does here.
#[derive(Clone, Copy)]
enum Do {
    Up,
    Down,
    Open,
    Forget,
    Drills,
    Sandboxes,
    Import,
    Quit,
}

static KEYS: &[KeyRow<Do>] = &[
    KeyRow { keys: &[code(KeyCode::Enter)], say: ui::key::START, does: Do::Open },
    KeyRow { keys: &[code(KeyCode::Up), ch('k')], say: ui::key::CHOOSE, does: Do::Up },
    KeyRow { keys: &[code(KeyCode::Down), ch('j')], say: ui::key::CHOOSE, does: Do::Down },
    KeyRow { keys: &[ch('q'), ctrl('c')], say: ui::key::QUIT, does: Do::Quit },
    KeyRow { keys: &[ch('r')], say: ui::key::RESET, does: Do::Forget },
    KeyRow { keys: &[ch('d')], say: drill::OPEN, does: Do::Drills },
    KeyRow { keys: &[ch('s')], say: sandbox::OPEN, does: Do::Sandboxes },
    KeyRow { keys: &[ch('i')], say: import::OPEN, does: Do::Import },
];

impl Home {
    /// All rows for `lessons` lessons.
    fn items(lessons: usize) -> Vec<Item> {
        (0..lessons).map(Item::Lesson).chain(BESIDES).collect()
    }

    fn chosen(&self, ctx: &Ctx) -> Option<Item> {
        Self::items(ctx.course.len()).get(self.at).copied()
    }

    fn open(&self, ctx: &Ctx) -> Vec<Msg> {
        match self.chosen(ctx) {
            Some(Item::Lesson(number)) => vec![Msg::Open(number)],
            Some(Item::Drill) => vec![Msg::Drills],
            Some(Item::Sandbox) => vec![Msg::Sandboxes],
            Some(Item::Import) => vec![Msg::Import],
            None => Vec::new(),
        }
    }

    fn forget(&self, ctx: &Ctx) -> Vec<Msg> {
        match self.chosen(ctx) {
            Some(Item::Lesson(number)) if ctx.course[number].at.is_some() => vec![Msg::Forget(number)],
            _ => Vec::new(),
        }
    }

    /// The rows of the list under their heads, each with the number of its item.
    fn rows(ctx: &Ctx) -> Vec<(Option<usize>, Words)> {
        let items = Self::items(ctx.course.len());
        let mut rows = Vec::new();
        let mut head = None;
        for (number, item) in items.into_iter().enumerate() {
            let section = if matches!(item, Item::Lesson(_)) { ui::LESSONS } else { say::BESIDES };
            if head.replace(section) != Some(section) {
                rows.push((None, section));
            }
            rows.push((Some(number), section));
        }
        rows
    }

    /// The list, scrolled so that the choice is seen; each row can be clicked on.
    fn list(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        let rows = Self::rows(ctx);
        let at = rows.iter().position(|(number, _)| *number == Some(self.at)).unwrap_or(0);
        let first = (at + 1).saturating_sub(usize::from(area.height));
        for ((number, section), y) in rows.into_iter().skip(first).zip(area.top()..area.bottom()) {
            let row = Rect { y, height: 1, ..area };
            match number {
                None => {
                    put(buf, row, (row.x, y), section.in_(ctx.look.lang), ctx.look.style(Sign::Quiet));
                }
                Some(number) => {
                    self.row(ctx, number, row, buf);
                    ctx.touch(row, Touch::Part(number));
                }
            }
        }
    }

    /// One row of the list.
    fn row(&self, ctx: &Ctx, number: usize, row: Rect, buf: &mut Buffer) {
        let (look, lang) = (&ctx.look, ctx.look.lang);
        let chosen = number == self.at;
        let mark = if chosen { look.glyph(Sign::Focus) } else { " " };
        let style = if chosen { look.chosen() } else { Style::new() };
        put(buf, row, (row.x, row.y), mark, look.style(Sign::Focus));
        let x = row.x + 2;
        let room = usize::from(row.right().saturating_sub(x));
        match Self::items(ctx.course.len()).get(number) {
            Some(Item::Lesson(number)) => {
                let card = &ctx.course[*number];
                let (done, words) = progress(card, look);
                // Where it is narrow the words tell enough.
                let cells = if room < NARROW { 0 } else { BAR };
                let state = width(&words).max(STATE.min(room / 3)) + usize::from(cells) + 2;
                let title = room.saturating_sub(state + 2);
                let x = put(buf, row, (x, row.y), &pad(card.title.in_(lang), title), style);
                let x = bar(buf, row, x + 2, (cells, done, card.steps), look);
                let sign = if card.finished { Sign::Good } else { Sign::Quiet };
                put(buf, row, (x + 2, row.y), &words, look.style(sign));
            }
            Some(item) => {
                let name = item.words().map_or("", |(name, _)| name.in_(lang));
                put(buf, row, (x, row.y), &pad(name, room), style);
            }
            None => {}
        }
    }

    /// What is to be known about the chosen row.
    fn detail(&self, ctx: &Ctx, room: usize) -> Vec<Line<'static>> {
        let (look, lang) = (&ctx.look, ctx.look.lang);
        match self.chosen(ctx) {
            Some(Item::Lesson(number)) => {
                let card = &ctx.course[number];
                let mut lines = wrap_text(card.title.in_(lang), room, look.strong());
                lines.extend(wrap_text(card.summary.in_(lang), room, Style::new()));
                let next = say::next(card.at.map(|at| at + 1), card.next.in_(lang), card.finished, lang);
                lines.push(Line::default());
                lines.extend(wrap_text(&next, room, look.remark()));
                lines.push(Line::styled(ui::minutes(lang, card.minutes), look.style(Sign::Quiet)));
                lines
            }
            other => {
                let Some((name, about)) = other.and_then(Item::words) else { return Vec::new() };
                let mut lines = wrap_text(name.in_(lang), room, look.strong());
                lines.extend(render(about.in_(lang), room, look));
                lines
            }
        }
    }
}

/// Cells for the words behind a lesson's bar, at least.
const STATE: usize = 12;

/// How many steps are done, and that in words.
fn progress(card: &Card, look: &Look) -> (usize, String) {
    let lang = look.lang;
    match card.at {
        _ if card.finished => (card.steps, format!("{} {}", look.glyph(Sign::Good), ui::FINISHED.in_(lang))),
        Some(at) => (at, ui::step_of(lang, at + 1, card.steps)),
        None => (0, ui::NOT_BEGUN.in_(lang).to_owned()),
    }
}

impl View for Home {
    fn keys(&self, ctx: &Ctx) -> Vec<Hint> {
        let can_forget = !self.forget(ctx).is_empty();
        hints(KEYS).into_iter().filter(|hint| can_forget || hint.say != ui::key::RESET).collect()
    }

    fn groups(&self, ctx: &Ctx) -> Groups {
        vec![(ui::LESSONS, self.keys(ctx))]
    }

    fn on_key(&mut self, key: KeyEvent, ctx: &Ctx) -> Option<Vec<Msg>> {
        let last = Self::items(ctx.course.len()).len() - 1;
        match find(KEYS, key)? {
            Do::Up => self.at = self.at.saturating_sub(1),
            Do::Down => self.at = (self.at + 1).min(last),
            Do::Open => return Some(self.open(ctx)),
            Do::Forget => return Some(self.forget(ctx)),
            Do::Drills => return Some(vec![Msg::Drills]),
            Do::Sandboxes => return Some(vec![Msg::Sandboxes]),
            Do::Import => return Some(vec![Msg::Import]),
            Do::Quit => return Some(vec![Msg::Quit]),
        }
        Some(Vec::new())
    }

    fn point_at(&mut self, part: usize, _ctx: &Ctx) -> bool {
        // The first click tells about it, the second opens it.
        std::mem::replace(&mut self.at, part) == part
    }

    fn draw(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        let look = &ctx.look;
        let columns = area.width.saturating_sub(2).min(WIDEST);
        let airy = u16::from(area.height > 18);
        let top = area.y + (airy * (1 + area.height.saturating_sub(24) / 6)).min(area.height);
        let page = Rect { x: area.x + (area.width - columns) / 2, width: columns, y: top, height: area.bottom() - top };
        let x = put(buf, page, (page.x + 2, page.y), "v6dojo", look.strong());
        let room = usize::from(page.right().saturating_sub(x + 2));
        put(buf, page, (x + 2, page.y), &ellipsis(ui::TAGLINE.in_(look.lang), room), Style::new());
        let room = usize::from(columns).saturating_sub(4).max(1);
        let mut y = page.y + 1;
        for line in wrap_text(ui::NOTHING_REAL.in_(look.lang), room, look.style(Sign::Quiet)) {
            put_line(buf, page, (page.x + 2, y), &line);
            y += 1;
        }
        y = (y + airy).min(page.bottom());
        let mut detail = self.detail(ctx, room);
        let rows = u16::try_from(Self::rows(ctx).len()).unwrap_or(u16::MAX);
        // The list comes first, but a little of what is chosen is told in any case.
        let left = page.bottom() - y;
        let told = u16::try_from(detail.len() + 1).unwrap_or(u16::MAX).min(left.saturating_sub(rows).max(left / 3));
        let list = Rect { y, height: rows.min(left - told), ..page };
        self.list(ctx, list, buf);
        let needed = detail.iter().filter(|line| line.width() > 0).count() + 1;
        let is_tight = usize::from(page.bottom() - list.bottom()) < detail.len() + 1 + usize::from(airy);
        if is_tight {
            detail.retain(|line| line.width() > 0);
        }
        let gap = airy.min(u16::from(usize::from(page.bottom() - list.bottom()) > needed));
        y = (list.bottom() + gap).min(page.bottom());
        let rule = look.line().repeat(usize::from(columns));
        let under = Rect { y, height: page.bottom() - y, ..page };
        put(buf, under, (under.x, y), &rule, look.style(Sign::Quiet));
        let about = Rect { x: page.x + 2, width: columns.saturating_sub(4), ..under };
        let below = Rect { y: (y + 1).min(about.bottom()), height: about.height.saturating_sub(1), ..about };
        put_lines(buf, below, &detail);
    }
}
