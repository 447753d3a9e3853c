//! The two pages around a drill: before it, which one it shall be; after it, the score and what was
//! broken. The drill itself is a lesson of one step, on the lesson's own screen.

use crate::session::drill::score::Score;
use crate::session::drill::{Drill, Fault, MOST_FAULTS};
use crate::sim::repair::lines;
use crate::tui::draw::{pad, put, put_lines};
use crate::tui::keys::{Groups, Hint, KeyRow, ch, code, find, hints};
use crate::tui::look::{Look, Sign};
use crate::tui::msg::Msg;
use crate::tui::scroll::Scroll;
use crate::tui::text::render;
use crate::tui::view::{Ctx, View};
use crate::tui::wrap::wrap_text;
use crate::words::{Words, drill as say, fault, ui};
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// The page's widest text.
const WIDEST: u16 = 76;
/// Digits a seed may have.
const DIGITS: usize = 9;

/// Which drill shall it be?
#[derive(Clone, Debug)]
pub struct Setup {
    /// The seed, as typed.
    seed: String,
    /// How many faults.
    faults: usize,
}

/// What a key does before a drill.
#[derive(Clone, Copy)]
enum Do {
    Begin,
    Fewer,
    More,
    Erase,
    Close,
}

static SETUP: &[KeyRow<Do>] = &[
    KeyRow { keys: &[code(KeyCode::Enter)], say: say::BEGIN, does: Do::Begin },
    KeyRow { keys: &[code(KeyCode::Left), ch('h')], say: say::MORE_OR_LESS, does: Do::Fewer },
    KeyRow { keys: &[code(KeyCode::Right), ch('l')], say: say::MORE_OR_LESS, does: Do::More },
    KeyRow { keys: &[code(KeyCode::Backspace)], say: say::DIGITS, does: Do::Erase },
    KeyRow { keys: &[code(KeyCode::Esc), ch('q')], say: ui::key::CLOSE, does: Do::Close },
];

impl Setup {
    /// A page that offers this drill.
    pub fn new(seed: u64) -> Self {
        Self { seed: seed.to_string(), faults: 1 }
    }
}

impl View for Setup {
    fn keys(&self, _ctx: &Ctx) -> Vec<Hint> {
        hints(SETUP)
    }

    fn groups(&self, ctx: &Ctx) -> Groups {
        vec![(say::DRILL, self.keys(ctx))]
    }

    fn on_key(&mut self, key: KeyEvent, _ctx: &Ctx) -> Option<Vec<Msg>> {
        if let KeyCode::Char(digit) = key.code
            && digit.is_ascii_digit()
        {
            if self.seed.len() < DIGITS {
                self.seed.push(digit);
            }
            return Some(Vec::new());
        }
        match find(SETUP, key)? {
            Do::Begin => {
                let seed = self.seed.parse().unwrap_or(0);
                return Some(vec![Msg::Close, Msg::Deal { seed, faults: self.faults }]);
            }
            Do::Fewer => self.faults = self.faults.saturating_sub(1).max(1),
            Do::More => self.faults = (self.faults + 1).min(MOST_FAULTS),
            Do::Erase => {
                self.seed.pop();
            }
            Do::Close => return Some(vec![Msg::Close]),
        }
        Some(Vec::new())
    }

    fn draw(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        let look = &ctx.look;
        let mut lines = vec![Line::styled(say::DRILL.in_(look.lang), look.strong()), Line::default()];
        let page = page(area);
        lines.extend(wrap_text(say::ABOUT.in_(look.lang), usize::from(page.width).max(1), Style::new()));
        lines.push(Line::default());
        let mut faults = vec![label(say::FAULTS, look)];
        for count in 1..=MOST_FAULTS {
            let style = if count == self.faults { look.chosen() } else { Style::new() };
            faults.push(Span::styled(format!(" {count} "), style));
            faults.push(Span::raw(" "));
        }
        lines.push(Line::from(faults));
        lines.push(Line::default());
        let seed = Span::styled(format!(" {} ", self.seed), look.chosen());
        lines.push(Line::from(vec![label(say::SEED, look), seed]));
        put_lines(buf, page, &lines);
    }
}

/// The name of a field, as wide as the others.
fn label(words: Words, look: &Look) -> Span<'static> {
    Span::styled(pad(words.in_(look.lang), 14), look.style(Sign::Quiet))
}

/// The middle of the window.
fn page(area: Rect) -> Rect {
    let width = area.width.saturating_sub(4).min(WIDEST);
    let y = area.y + 1.min(area.height);
    Rect { x: area.x + (area.width - width) / 2, y, width, height: area.bottom() - y }
}

/// How it went, and what it was.
#[derive(Clone, Debug)]
pub struct ScorePage {
    /// The seed.
    seed: u64,
    /// The score; none where it was given up.
    score: Option<Score>,
    faults: Vec<Fault>,
    repair: Vec<String>,
    /// How far it is scrolled.
    scroll: Scroll,
}

/// What a key does after a drill.
#[derive(Clone, Copy)]
enum After {
    Another,
    Up,
    Down,
    Close,
}

static RESULT: &[KeyRow<After>] = &[
    KeyRow { keys: &[code(KeyCode::Enter)], say: say::ANOTHER, does: After::Another },
    KeyRow { keys: &[code(KeyCode::Up), ch('k')], say: ui::key::SCROLL, does: After::Up },
    KeyRow { keys: &[code(KeyCode::Down), ch('j')], say: ui::key::SCROLL, does: After::Down },
    KeyRow { keys: &[code(KeyCode::Esc), ch('q')], say: ui::key::CLOSE, does: After::Close },
];

impl ScorePage {
    /// The page of a drill that was solved with this score, or given up.
    pub fn of(drill: &Drill, score: Option<Score>) -> Self {
        let repair = lines(&drill.world, &drill.repair.calls);
        Self { seed: drill.seed, score, faults: drill.faults.clone(), repair, scroll: Scroll::default() }
    }

    fn lines(&self, width: usize, look: &Look) -> Vec<Line<'static>> {
        let lang = look.lang;
        let (title, sign) = match self.score {
            Some(_) => (say::SOLVED, Sign::Good),
            None => (say::GIVEN_UP, Sign::Changed),
        };
        let head = format!("{} — {}", title.in_(lang), say::title(lang, self.seed, self.faults.len()));
        let mut lines = vec![Line::styled(head, look.style(sign)), Line::default()];
        if let Some(score) = &self.score {
            let said = say::score(score, lang);
            lines.extend(said.into_iter().map(|line| Line::raw(format!("  {line}"))));
            lines.push(Line::default());
        }
        lines.push(Line::styled(say::WHAT_IT_WAS.in_(lang), look.strong()));
        for (name, symptom) in fault::told(&self.faults) {
            lines.extend(wrap_text(name.in_(lang), width, Style::new()));
            lines.extend(symptom.iter().flat_map(|symptom| wrap_text(symptom.in_(lang), width, look.remark())));
        }
        lines.push(Line::default());
        lines.push(Line::styled(say::LEAST.in_(lang), look.strong()));
        for line in &self.repair {
            lines.extend(render(&format!("- `{line}`"), width, look));
        }
        lines
    }
}

impl View for ScorePage {
    fn keys(&self, _ctx: &Ctx) -> Vec<Hint> {
        hints(RESULT)
    }

    fn groups(&self, ctx: &Ctx) -> Groups {
        vec![(say::DRILL, self.keys(ctx))]
    }

    fn on_key(&mut self, key: KeyEvent, _ctx: &Ctx) -> Option<Vec<Msg>> {
        match find(RESULT, key)? {
            After::Another => {
                let (seed, faults) = (self.seed.wrapping_add(1), self.faults.len());
                return Some(vec![Msg::Close, Msg::Close, Msg::Deal { seed, faults }]);
            }
            After::Up => self.scroll.up(1),
            After::Down => self.scroll.down(1),
            After::Close => return Some(vec![Msg::Close]),
        }
        Some(Vec::new())
    }

    fn draw(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        let page = page(area);
        let lines = self.lines(usize::from(page.width).max(1), &ctx.look);
        if self.scroll.draw(&lines, page, buf) && area.width > 2 {
            let mark = ctx.look.glyphs.pick("↓", "v");
            put(buf, area, (area.right() - 1, area.bottom() - 1), mark, ctx.look.style(Sign::Changed));
        }
    }
}
