//! How the learner wants it: language, colours, characters, motion. What is changed is seen at once, in
//! the window's own legend and on the screen behind it, and kept at once.

use crate::lesson::Lang;
use crate::tui::chrome::{row, window};
use crate::tui::draw::{pad, put_lines};
use crate::tui::keys::{Groups, Hint, KeyRow, ch, code, find, hints};
use crate::tui::look::fit::Change;
use crate::tui::look::{Depth, Glyphs, Look, Motion, Sign, Theme};
use crate::tui::msg::Msg;
use crate::tui::settings::Settings as Chosen;
use crate::tui::text::render;
use crate::tui::view::{Covers, Ctx, View};
use crate::tui::wrap::wrap_text;
use crate::words::{Words, settings as say, ui};
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The window's columns inside its border, where there is room.
const COLUMNS: u16 = 62;
/// Columns of the names of what is chosen.
const NAMES: usize = 14;
/// Lines for what there is to say about a row, so that nothing jumps.
const ABOUT: usize = 2;

/// The page.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The chosen row.
    at: usize,
    /// What is in force.
    chosen: Chosen,
}

/// What can be chosen, in rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Row {
    Language,
    Theme,
    Depth,
    Glyphs,
    Motion,
}

const ROWS: [Row; 5] = [Row::Language, Row::Theme, Row::Depth, Row::Glyphs, Row::Motion];

/// What a key does here.
#[derive(Clone, Copy)]
enum Do {
    Up,
    Down,
    Before,
    After,
    Close,
}

static KEYS: &[KeyRow<Do>] = &[
    KeyRow { keys: &[code(KeyCode::Right), code(KeyCode::Enter), ch('l'), ch(' ')], say: say::CHANGE, does: Do::After },
    KeyRow { keys: &[code(KeyCode::Left), ch('h')], say: say::CHANGE, does: Do::Before },
    KeyRow { keys: &[code(KeyCode::Esc), ch('q'), ch('O')], say: ui::key::CLOSE, does: Do::Close },
    KeyRow { keys: &[code(KeyCode::Down), ch('j'), code(KeyCode::Tab)], say: ui::key::CHOOSE, does: Do::Down },
    KeyRow { keys: &[code(KeyCode::Up), ch('k'), code(KeyCode::BackTab)], say: ui::key::CHOOSE, does: Do::Up },
];

impl Settings {
    /// The page where this is in force.
    pub fn open(chosen: Chosen) -> Self {
        Self { at: 0, chosen }
    }

    /// Notes what is in force now: keys that work everywhere change it too.
    pub fn see(&mut self, chosen: Chosen) {
        self.chosen = chosen;
    }

    /// The value before (-1) or after (1) the one in force.
    fn change(&self, row: Row, step: isize) -> Change {
        let chosen = &self.chosen;
        match row {
            Row::Language => Change::Lang(chosen.lang.unwrap_or_default().other()),
            Row::Theme => Change::Theme(beside(&or_auto(Theme::all()), chosen.theme, step)),
            Row::Depth => {
                let all = [Depth::True, Depth::Indexed, Depth::Sixteen, Depth::Mono];
                Change::Depth(beside(&or_auto(all), chosen.depth, step))
            }
            Row::Glyphs => {
                let all = [Glyphs::Unicode, Glyphs::Narrow, Glyphs::Ascii];
                Change::Glyphs(beside(&or_auto(all), chosen.glyphs, step))
            }
            Row::Motion => match chosen.motion.unwrap_or_default() {
                Motion::Full => Change::Motion(Motion::Reduced),
                Motion::Reduced => Change::Motion(Motion::Full),
            },
        }
    }

    /// The value of a row in words; what the terminal decides says what that is now.
    fn value(&self, row: Row, look: &Look) -> String {
        let lang = look.lang;
        let (words, is_auto) = match row {
            Row::Language => (lang.pick("日本語", "English"), false),
            Row::Theme => (look.theme.title().in_(lang), self.chosen.theme.is_none()),
            Row::Depth => (depth(look.depth).in_(lang), self.chosen.depth.is_none()),
            Row::Glyphs => (glyphs(look.glyphs).in_(lang), self.chosen.glyphs.is_none()),
            Row::Motion => (motion(look.motion).in_(lang), false),
        };
        if is_auto { say::automatic(lang, words) } else { words.to_owned() }
    }

    fn about<'a>(&self, row: Row, look: &'a Look) -> &'a str {
        let lang = look.lang;
        match row {
            Row::Language => say::ABOUT_LANGUAGE.in_(lang),
            Row::Theme if look.depth == Depth::Mono => say::NO_COLOURS_NOW.in_(lang),
            Row::Theme if self.chosen.theme.is_none() => say::ABOUT_AUTO.in_(lang),
            Row::Theme => look.theme.about().in_(lang),
            Row::Depth => say::ABOUT_DEPTH.in_(lang),
            Row::Glyphs => say::ABOUT_GLYPHS.in_(lang),
            Row::Motion => say::ABOUT_MOTION.in_(lang),
        }
    }
}

/// Nothing, which leaves it to the terminal, and then all of these.
fn or_auto<T>(all: impl IntoIterator<Item = T>) -> Vec<Option<T>> {
    std::iter::once(None).chain(all.into_iter().map(Some)).collect()
}

/// The one so many places beside `here`, around the end.
fn beside<T: Copy + PartialEq>(all: &[Option<T>], here: Option<T>, step: isize) -> Option<T> {
    let at = all.iter().position(|one| *one == here).unwrap_or(0);
    let at = (at + all.len()).saturating_add_signed(step) % all.len().max(1);
    all.get(at).copied().flatten()
}

fn name(row: Row) -> Words {
    match row {
        Row::Language => say::LANGUAGE,
        Row::Theme => say::THEME,
        Row::Depth => say::DEPTH,
        Row::Glyphs => say::GLYPHS,
        Row::Motion => say::MOTION,
    }
}

fn depth(depth: Depth) -> Words {
    match depth {
        Depth::True => say::TRUE,
        Depth::Indexed => say::INDEXED,
        Depth::Sixteen => say::SIXTEEN,
        Depth::Mono => say::MONO,
    }
}

fn glyphs(glyphs: Glyphs) -> Words {
    match glyphs {
        Glyphs::Unicode => say::UNICODE,
        Glyphs::Narrow => say::NARROW,
        Glyphs::Ascii => say::ASCII,
    }
}

fn motion(motion: Motion) -> Words {
    match motion {
        Motion::Full => say::FULL,
        Motion::Reduced => say::REDUCED,
    }
}

/// Every sign with its meaning, a sentence with a name in it, and an aside: what a theme has to show.
fn legend(lang: Lang, width: usize, look: &Look) -> Vec<Line<'static>> {
    let mut lines = vec![Line::styled(say::SAMPLE.in_(lang), look.strong())];
    let mut line = Line::default();
    for (sign, words) in Sign::ALL.into_iter().zip(say::LEGEND) {
        let span = Span::styled(format!("{} {}", look.glyph(sign), words.in_(lang)), look.style(sign));
        if line.width() + span.width() > width {
            lines.push(std::mem::take(&mut line));
        }
        line.spans.extend([span, Span::raw("  ")]);
    }
    lines.push(line);
    lines.extend(render(say::SENTENCE.in_(lang), width, look));
    lines.extend(wrap_text(say::ASIDE.in_(lang), width, look.style(Sign::Quiet)));
    lines
}

impl View for Settings {
    fn keys(&self, _ctx: &Ctx) -> Vec<Hint> {
        hints(KEYS)
    }

    fn groups(&self, ctx: &Ctx) -> Groups {
        vec![(say::TITLE, self.keys(ctx))]
    }

    fn covers(&self) -> Covers {
        Covers::Part
    }

    fn on_key(&mut self, key: KeyEvent, _ctx: &Ctx) -> Option<Vec<Msg>> {
        let row = ROWS[self.at.min(ROWS.len() - 1)];
        match find(KEYS, key)? {
            Do::Up => self.at = (self.at + ROWS.len() - 1) % ROWS.len(),
            Do::Down => self.at = (self.at + 1) % ROWS.len(),
            Do::Before => return Some(vec![Msg::Adapt(self.change(row, -1))]),
            Do::After => return Some(vec![Msg::Adapt(self.change(row, 1))]),
            Do::Close => return Some(vec![Msg::Close]),
        }
        Some(Vec::new())
    }

    fn draw(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        let look = &ctx.look;
        let lang = look.lang;
        let columns = area.width.saturating_sub(4).clamp(1, COLUMNS);
        let room = usize::from(columns);
        let mut about = wrap_text(self.about(ROWS[self.at], look), room, look.remark());
        about.resize(about.len().max(ABOUT), Line::default());
        let legend = legend(lang, room, look);
        let rows = ROWS.len() + 1 + about.len() + 1 + legend.len();
        let inside = window(buf, area, (say::TITLE.in_(lang), columns, u16::try_from(rows).unwrap_or(20)), look);
        let (before, after) = look.glyphs.pick(("‹ ", " ›"), ("< ", " >"));
        for (y, (number, each)) in (inside.top()..inside.bottom()).zip(ROWS.into_iter().enumerate()) {
            let chosen = number == self.at;
            let value = self.value(each, look);
            let value = if chosen { format!("{before}{value}{after}") } else { format!("  {value}") };
            row(buf, inside, y, (&format!("{}{value}", pad(name(each).in_(lang), NAMES)), chosen), look);
        }
        let skip = u16::try_from(ROWS.len() + 1).unwrap_or(0).min(inside.height);
        let below = Rect { y: inside.y + skip, height: inside.height - skip, ..inside };
        let lines: Vec<Line> = about.into_iter().chain([Line::default()]).chain(legend).collect();
        put_lines(buf, below, &lines);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::World;
    use crate::tui::draw::dump;
    use crate::tui::look::fit::Fit;
    use ratatui::crossterm::event::KeyModifiers;

    /// Presses a key and lets what it changes come into force.
    fn press(page: &mut Settings, code: KeyCode) -> Vec<Msg> {
        let world = World::default();
        let ctx = Ctx::of(Look::default(), &world);
        let wanted = page.on_key(KeyEvent::new(code, KeyModifiers::NONE), &ctx).unwrap();
        let mut fit = Fit { chosen: page.chosen.clone(), ..Fit::default() };
        for msg in &wanted {
            if let Msg::Adapt(change) = msg {
                fit.change(*change);
            }
        }
        page.see(fit.in_force());
        wanted
    }

    #[test]
    fn themes_go_round_and_one_of_them_is_the_terminals() {
        let mut page = Settings::open(Chosen::default());
        press(&mut page, KeyCode::Down);
        let mut seen = Vec::new();
        for _ in 0..=Theme::all().count() {
            let [Msg::Adapt(Change::Theme(theme))] = press(&mut page, KeyCode::Right)[..] else { panic!() };
            seen.push(theme);
        }
        assert_eq!(seen.last(), Some(&None));
        assert_eq!(seen.iter().flatten().copied().collect::<Vec<_>>(), Theme::all().collect::<Vec<_>>());
        assert_eq!(press(&mut page, KeyCode::Left), [Msg::Adapt(Change::Theme(Theme::all().last()))]);
    }

    #[test]
    fn every_row_changes_something_in_both_directions() {
        let mut page = Settings::open(Chosen::default());
        for _ in ROWS {
            let before = page.chosen.clone();
            assert!(matches!(press(&mut page, KeyCode::Right)[..], [Msg::Adapt(_)]));
            assert_ne!(page.chosen, before);
            assert!(matches!(press(&mut page, KeyCode::Left)[..], [Msg::Adapt(_)]));
            press(&mut page, KeyCode::Down);
        }
        assert_eq!(page.at, 0);
    }

    #[test]
    fn the_page_fits_into_the_smallest_screen() {
        let world = World::default();
        for lang in [Lang::Ja, Lang::En] {
            for at in 0..ROWS.len() {
                let page = Settings { at, chosen: Chosen::default() };
                let mut buf = Buffer::empty(Rect::new(0, 0, 80, 23));
                let area = buf.area;
                page.draw(&Ctx::of(Look { lang, ..Look::default() }, &world), area, &mut buf);
                let text = dump(&buf);
                assert!(text.contains(say::ASIDE.in_(lang)), "{text}");
            }
        }
    }
}
