//! The notes' screen: what the author notes for this step, what to ask and what to expect, what comes next,
//! and the time. It only shows what the stage tells, and asks it for what the keys say.

use super::wire::{Asked, Seen, Tell, Wish};
use crate::lesson::Lang;
use crate::tui::chrome;
use crate::tui::draw::{ellipsis, put, width};
use crate::tui::keys::{KeyRow, ch, code, ctrl, find, hints};
use crate::tui::look::{Look, Sign};
use crate::tui::scroll::Scroll;
use crate::tui::text::render;
use crate::tui::view::Ctx;
use crate::tui::wrap::wrap_command;
use crate::words::room::{self as room, notes as say};
use crate::words::ui;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use std::time::Duration;

/// The notes.
pub struct Reader {
    pub(super) look: Look,
    seen: Option<Seen>,
    /// How long ago that was told.
    since: Duration,
    link: Link,
    /// The number of a step that is being typed.
    digits: String,
    scroll: Scroll,
}

/// Whether the stage is there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Link {
    Up,
    Lost,
}

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The stage shall go somewhere.
    Stage(Wish),
    /// The notes end.
    Quit,
    /// The notes stop for a while.
    Suspend,
}

#[derive(Clone, Copy)]
enum Do {
    Stage(Wish),
    Jump,
    Down,
    Up,
    Language,
    Quit,
    Suspend,
}

static KEYS: &[KeyRow<Do>] = &[
    KeyRow {
        keys: &[ch(' '), code(KeyCode::Right), code(KeyCode::PageDown)],
        say: say::FORWARD,
        does: Do::Stage(Wish::Forward),
    },
    KeyRow { keys: &[code(KeyCode::Left), code(KeyCode::PageUp)], say: say::BACK, does: Do::Stage(Wish::Back) },
    KeyRow { keys: &[ch('n')], say: say::NEXT_KEY, does: Do::Stage(Wish::NextStep) },
    KeyRow { keys: &[ch('p')], say: say::PREVIOUS_KEY, does: Do::Stage(Wish::PreviousStep) },
    KeyRow { keys: &[ch('g'), code(KeyCode::Enter)], say: say::JUMP, does: Do::Jump },
    KeyRow { keys: &[ch('q'), ctrl('c'), ctrl('q')], say: ui::key::QUIT, does: Do::Quit },
    KeyRow { keys: &[ch('L')], say: ui::key::LANGUAGE, does: Do::Language },
    KeyRow { keys: &[code(KeyCode::Home)], say: say::RETURN, does: Do::Stage(Wish::Return) },
    KeyRow { keys: &[code(KeyCode::Down), ch('j')], say: say::SCROLL, does: Do::Down },
    KeyRow { keys: &[code(KeyCode::Up), ch('k')], say: say::SCROLL, does: Do::Up },
    KeyRow { keys: &[ctrl('z')], say: ui::key::SUSPEND, does: Do::Suspend },
];

impl Reader {
    /// Notes that have not heard anything yet.
    pub fn new(look: Look) -> Self {
        let (digits, scroll) = (String::new(), Scroll::default());
        Self { look, seen: None, since: Duration::ZERO, link: Link::Up, digits, scroll }
    }

    /// The stage has said something.
    pub fn hear(&mut self, told: Tell) {
        if let Tell::Seen(seen) = told {
            if self.seen.as_ref().is_none_or(|before| before.step != seen.step) {
                self.scroll = Scroll::default();
            }
            (self.seen, self.since) = (Some(*seen), Duration::ZERO);
        }
    }

    /// The stage is gone.
    pub fn lose(&mut self) {
        self.link = Link::Lost;
    }

    /// A key.
    pub fn key(&mut self, key: KeyEvent) -> Option<Wanted> {
        if let KeyCode::Char(digit @ '0'..='9') = key.code
            && self.digits.len() < 3
        {
            self.digits.push(digit);
            return None;
        }
        let digits = std::mem::take(&mut self.digits);
        match find(KEYS, key)? {
            Do::Stage(wish) => Some(Wanted::Stage(wish)),
            Do::Jump => match digits.parse::<usize>() {
                Ok(number @ 1..) => Some(Wanted::Stage(Wish::Step(number - 1))),
                _ => None,
            },
            Do::Down => {
                self.scroll.down(1);
                None
            }
            Do::Up => {
                self.scroll.up(1);
                None
            }
            Do::Language => {
                self.look.lang = self.look.lang.other();
                None
            }
            Do::Quit => Some(Wanted::Quit),
            Do::Suspend => Some(Wanted::Suspend),
        }
    }

    /// Time has passed.
    pub fn tick(&mut self, passed: Duration) {
        self.since += passed;
    }

    /// How long nothing changes: until the clock shows another second.
    pub fn deadline(&self) -> Option<Duration> {
        let elapsed = self.elapsed()?;
        let passed = Duration::from_nanos(u64::from(elapsed.subsec_nanos()));
        (self.link == Link::Up).then(|| Duration::from_secs(1).saturating_sub(passed) + Duration::from_millis(1))
    }

    fn elapsed(&self) -> Option<Duration> {
        let seen = self.seen.as_ref()?;
        Some(Duration::from_millis(seen.elapsed) + self.since)
    }

    /// Draws everything.
    pub fn draw(&self, area: Rect, buf: &mut Buffer) {
        let look = &self.look;
        let (top, middle, bottom) = chrome::split(area);
        let inside = Rect { x: middle.x + 1, width: middle.width.saturating_sub(2), ..middle };
        if let Some(seen) = &self.seen {
            self.head(seen, top, buf);
            let lines = self.lines(seen, usize::from(inside.width));
            self.scroll.draw(&lines, inside, buf);
        }
        let nowhere = crate::cloud::World::default();
        chrome::keys(buf, bottom, bottom.x + 1, &hints(KEYS), &Ctx::of(*look, &nowhere));
        if !self.digits.is_empty() {
            let typed = format!(" {} ", self.digits);
            let x = area.right().saturating_sub(u16::try_from(width(&typed)).unwrap_or(0));
            put(buf, bottom, (x, bottom.y), &typed, look.chosen());
        }
        if self.link == Link::Lost {
            chrome::message(buf, middle, (crate::tui::msg::Tone::Bad, say::LOST.in_(look.lang)), look);
        }
        self.look.finish(buf);
    }

    fn head(&self, seen: &Seen, row: Rect, buf: &mut Buffer) {
        let lang = self.look.lang;
        let step = ui::step_of(lang, seen.step + 1, seen.steps);
        let wide = u16::try_from(width(&step)).unwrap_or(0);
        let room = usize::from(row.width).saturating_sub(width(&step) + 4);
        put(buf, row, (row.x + 1, row.y), &ellipsis(seen.lesson.in_(lang), room), self.look.style(Sign::Quiet));
        let x = row.right().saturating_sub(wide + 1).max(row.x);
        put(buf, row, (x, row.y), &step, self.look.strong());
    }

    fn lines(&self, seen: &Seen, wide: usize) -> Vec<Line<'static>> {
        let (look, lang) = (&self.look, self.look.lang);
        let mut lines = Vec::new();
        if seen.aside {
            lines
                .push(Line::styled(format!("{} {}", look.glyph(Sign::Bad), say::OFF.in_(lang)), look.style(Sign::Bad)));
        }
        if !seen.broke.is_empty() {
            lines.push(Line::styled(say::BROKE.in_(lang), look.style(Sign::Changed)));
            let broke = seen.broke.iter().flat_map(|line| wrap_command(line, wide, look.code()));
            lines.extend(broke);
            lines.push(Line::default());
        }
        lines.push(self.clock(seen));
        lines.push(Line::styled(seen.title.in_(lang).to_owned(), look.strong()));
        let arrow = look.glyphs.pick("→", "->");
        let ends =
            seen.next_step.as_ref().map_or_else(|| say::END.in_(lang).to_owned(), |next| next.in_(lang).to_owned());
        let next = seen.next.as_ref().map_or_else(|| ends.clone(), |next| next.in_(lang).to_owned());
        lines.push(labelled(&format!("{} {arrow}", seen.beat.in_(lang)), &next, look));
        lines.push(Line::default());
        lines.push(Line::styled(say::NOTES.in_(lang), look.style(Sign::Changed)));
        let notes = seen.notes.as_ref().map_or(say::NONE.in_(lang), |notes| notes.in_(lang));
        lines.extend(render(notes, wide, look));
        if let Some(asked) = &seen.question {
            lines.push(Line::default());
            lines.extend(question(asked, (wide, lang), look));
        }
        lines.push(Line::default());
        lines.push(labelled(say::NEXT_STEP.in_(lang), &ends, look));
        lines
    }

    /// The time, and how the pace is.
    fn clock(&self, seen: &Seen) -> Line<'static> {
        let (look, lang) = (&self.look, self.look.lang);
        let elapsed = self.elapsed().unwrap_or_default();
        let millis = Duration::from_millis;
        let due = (millis(seen.due.0), millis(seen.due.1));
        let late = elapsed > due.1;
        let style = look.style(if late { Sign::Bad } else { Sign::Good });
        let time = room::time(lang, elapsed, millis(seen.planned));
        Line::from(vec![
            Span::styled(format!("{time}  "), look.strong()),
            Span::styled(room::pace(lang, elapsed, due), style),
        ])
    }
}

/// What to ask, and what to expect.
fn question(asked: &Asked, (wide, lang): (usize, Lang), look: &Look) -> Vec<Line<'static>> {
    let mut lines = vec![Line::styled(say::ASK.in_(lang), look.style(Sign::Changed))];
    lines.extend(render(asked.text.in_(lang), wide, look));
    for (at, choice) in asked.choices.iter().enumerate() {
        let hands = asked.hands.get(at).copied().unwrap_or(0);
        let counted = if hands > 0 { format!("  [{hands}]") } else { String::new() };
        lines.extend(render(&format!("{}\\. {}{counted}", at + 1, choice.in_(lang)), wide, look));
    }
    lines.push(labelled(say::EXPECT.in_(lang), asked.expected.in_(lang), look));
    lines
}

fn labelled(label: &str, text: &str, look: &Look) -> Line<'static> {
    Line::from(vec![Span::styled(format!("{label} "), look.style(Sign::Changed)), Span::raw(text.to_owned())])
}
