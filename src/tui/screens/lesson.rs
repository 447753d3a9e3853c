//! The lesson screen: the step line above, the workspace with its five panes below.
//!
//! On a small window the panes take turns; on a large one the text stands left, the map, console or
//! player right of it, and the terminal under both.

use crate::cloud::World;
use crate::sim::Trace;
use crate::tui::chrome::{bar, tab};
use crate::tui::console::Console;
use crate::tui::draw::{ellipsis, put, width};
use crate::tui::keys::{Groups, Hint, Key, KeyRow, alt, ch, code, ctrl, find, hints};
use crate::tui::look::Sign;
use crate::tui::map::MapPane;
use crate::tui::msg::{Msg, Pane, Tone};
use crate::tui::player::Player;
use crate::tui::shell::Shell;
use crate::tui::story::Story;
use crate::tui::touch::{Touch, Touched};
use crate::tui::view::{Ctx, Focus, View};
use crate::words::{reach as say, ui};
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::{Position, Rect};
use std::sync::Arc;
use std::time::Duration;

/// Below this width the tabs of the panes are digits.
const NARROW: u16 = 64;

/// From this size on several panes are seen at once.
const LARGE: (u16, u16) = (110, 30);

/// The screen.
pub struct LessonScreen {
    /// The pane that has the keys.
    pane: Pane,
    /// Whether the film of the last command was begun.
    film: Reel,
    /// Which of map, console and player stands on the right of a large window.
    stage: Pane,
    /// The text.
    pub story: Story,
    /// The map.
    pub map: MapPane,
    /// The forms.
    pub console: Console,
    /// The command line.
    pub shell: Shell,
    /// The packet under way.
    pub player: Player,
}

/// Whether a film was begun.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reel {
    /// The player was not seen at all yet.
    Unknown,
    /// This film was not.
    Fresh,
    /// It was, or there is none.
    Seen,
}

/// What a key does here.
#[derive(Clone, Copy)]
enum Do {
    Show(Pane),
    NextPane,
    PreviousPane,
    ToTheText,
    Say(Ask),
}

/// What a key asks the app for.
#[derive(Clone, Copy)]
enum Ask {
    Next,
    Previous,
    Hint,
    Why,
    Cells,
    Results,
    Reach,
    Undo,
    Redo,
    Reset,
    Leave,
}

impl Ask {
    fn msg(self) -> Msg {
        match self {
            Self::Next => Msg::Next,
            Self::Previous => Msg::Previous,
            Self::Hint => Msg::Hint,
            Self::Why => Msg::Why,
            Self::Cells => Msg::Cells,
            Self::Results => Msg::Results,
            Self::Reach => Msg::Reach,
            Self::Undo => Msg::Undo,
            Self::Redo => Msg::Redo,
            Self::Reset => Msg::AskReset,
            Self::Leave => Msg::Leave,
        }
    }
}

/// What can be asked for anywhere in a lesson, with its keys.
pub fn asks() -> impl Iterator<Item = (Hint, Msg)> {
    let asked = |row: &'static KeyRow<Do>| match row.does {
        Do::Say(ask) => Some((Hint { keys: row.keys, say: row.say }, ask.msg())),
        Do::Show(_) | Do::NextPane | Do::PreviousPane | Do::ToTheText => None,
    };
    STEPS.iter().filter_map(asked)
}

static STEPS: &[KeyRow<Do>] = &[
    KeyRow { keys: &[ch('n')], say: ui::key::NEXT, does: Do::Say(Ask::Next) },
    KeyRow { keys: &[ch('h')], say: ui::key::HINT, does: Do::Say(Ask::Hint) },
    KeyRow { keys: &[ch('w')], say: crate::words::why::KEY, does: Do::Say(Ask::Why) },
    KeyRow { keys: &[ch('p')], say: ui::key::PREVIOUS, does: Do::Say(Ask::Previous) },
    KeyRow { keys: &[ch('u')], say: ui::key::UNDO, does: Do::Say(Ask::Undo) },
    KeyRow { keys: &[ctrl('r')], say: ui::key::REDO, does: Do::Say(Ask::Redo) },
    KeyRow { keys: &[ch('r')], say: ui::key::RESULTS, does: Do::Say(Ask::Results) },
    KeyRow { keys: &[ch('x')], say: crate::words::cells::KEY, does: Do::Say(Ask::Cells) },
    KeyRow { keys: &[ch('E')], say: say::KEY, does: Do::Say(Ask::Reach) },
    KeyRow { keys: &[ch('R')], say: ui::key::RESET_IN_LESSON, does: Do::Say(Ask::Reset) },
    KeyRow { keys: &[ch('q')], say: ui::key::HOME, does: Do::Say(Ask::Leave) },
    KeyRow { keys: &[code(KeyCode::Esc)], say: ui::key::LEAVE, does: Do::ToTheText },
];

static PANES: &[KeyRow<Do>] = &[
    KeyRow { keys: &[ch('1'), alt('1')], say: ui::PANES[0], does: Do::Show(Pane::Text) },
    KeyRow { keys: &[ch('2'), alt('2')], say: ui::PANES[1], does: Do::Show(Pane::Map) },
    KeyRow { keys: &[ch('3'), alt('3')], say: ui::PANES[2], does: Do::Show(Pane::Console) },
    KeyRow { keys: &[ch('4'), alt('4')], say: ui::PANES[3], does: Do::Show(Pane::Terminal) },
    KeyRow { keys: &[ch('5'), alt('5')], say: ui::PANES[4], does: Do::Show(Pane::Player) },
    KeyRow { keys: &[code(KeyCode::Tab)], say: ui::key::PANE, does: Do::NextPane },
    KeyRow { keys: &[code(KeyCode::BackTab)], say: ui::key::PANE, does: Do::PreviousPane },
];

impl Default for LessonScreen {
    fn default() -> Self {
        Self {
            pane: Pane::Text,
            stage: Pane::Map,
            film: Reel::Unknown,
            story: Story::default(),
            map: MapPane::default(),
            console: Console::default(),
            shell: Shell::default(),
            player: Player::default(),
        }
    }
}

/// Where the panes are.
struct Places {
    header: Rect,
    /// The panes that are seen, each under a head of its own where there are several.
    panes: Vec<(Pane, Rect)>,
    size: Size,
}

/// How much room there is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Size {
    /// One pane at a time.
    Small,
    /// Several.
    Large,
}

impl LessonScreen {
    /// Which pane has the keys.
    pub fn pane(&self) -> Pane {
        self.pane
    }

    /// Gives a pane the keys and brings it to the front.
    pub fn show(&mut self, pane: Pane) {
        self.pane = pane;
        if matches!(pane, Pane::Map | Pane::Console | Pane::Player) {
            self.stage = pane;
        }
        if pane == Pane::Player {
            self.begin();
        }
    }

    /// Puts a new film in; it begins when the player is shown.
    pub fn load(&mut self, trace: &Arc<Trace>, world: &World) {
        self.player.load(trace, world);
        if self.film == Reel::Seen {
            self.film = Reel::Fresh;
        }
        if self.pane == Pane::Player || self.stage == Pane::Player {
            self.begin();
        }
    }

    /// Shows a pane beside the one that has the keys, where there is room for several.
    pub fn stage(&mut self, pane: Pane) {
        self.stage = pane;
    }

    /// Begins a film that was not seen yet.
    fn begin(&mut self) {
        if self.film != Reel::Seen {
            self.film = Reel::Seen;
            self.player.play();
        }
    }

    /// Whether the learner has never looked at the player.
    pub fn player_is_unknown(&self) -> bool {
        self.film == Reel::Unknown
    }

    fn places(&self, area: Rect) -> Places {
        let header = Rect { height: area.height.min(1), ..area };
        let body = Rect { y: area.y + header.height, height: area.height - header.height, ..area };
        if area.width < LARGE.0 || area.height < LARGE.1 {
            return Places { header, panes: vec![(self.pane, body)], size: Size::Small };
        }
        let below = (body.height / 4).max(9);
        let above = body.height - below;
        let left = (body.width * 2 / 5).clamp(44, 64);
        let panes = vec![
            (Pane::Text, Rect { width: left, height: above, ..body }),
            (self.stage, Rect { x: body.x + left + 1, width: body.width - left - 1, height: above, ..body }),
            (Pane::Terminal, Rect { y: body.y + above, height: below, ..body }),
        ];
        Places { header, panes, size: Size::Large }
    }

    fn view(&self, pane: Pane) -> &dyn View {
        match pane {
            Pane::Text => &self.story,
            Pane::Map => &self.map,
            Pane::Console => &self.console,
            Pane::Terminal => &self.shell,
            Pane::Player => &self.player,
        }
    }

    fn view_mut(&mut self, pane: Pane) -> Option<&mut dyn View> {
        match pane {
            Pane::Text => Some(&mut self.story),
            Pane::Map => Some(&mut self.map),
            Pane::Console => Some(&mut self.console),
            Pane::Terminal => Some(&mut self.shell),
            Pane::Player => Some(&mut self.player),
        }
    }

    /// Hands the mouse to one of the panes.
    pub fn touch_pane(&mut self, pane: Pane, touched: Touched, ctx: &Ctx) -> Option<Vec<Msg>> {
        self.view_mut(pane)?.on_touch(touched, ctx)
    }

    fn step_pane(&self, back: bool) -> Pane {
        let at = Pane::ALL.iter().position(|pane| *pane == self.pane).unwrap_or(0);
        let count = Pane::ALL.len();
        Pane::ALL[(at + if back { count - 1 } else { 1 }) % count]
    }

    /// The keys of the pane that has the keys.
    pub fn own_keys(&self, ctx: &Ctx) -> Vec<Hint> {
        self.view(self.pane).keys(ctx)
    }

    /// The tabs of the panes, for the last row; the column after them.
    pub fn tabs(&self, ctx: &Ctx, row: Rect, buf: &mut Buffer) -> u16 {
        let mut x = row.x;
        for (number, (pane, name)) in Pane::ALL.iter().zip(ui::PANES).enumerate() {
            // Where it is narrow, only the pane that is seen has its name: the keys need the room.
            let name = if row.width < NARROW && *pane != self.pane { "" } else { name.in_(ctx.look.lang) };
            let text = format!("{} {name}", number + 1);
            let text = text.trim_end();
            let from = x + 1;
            x = put(buf, row, (from, row.y), text, tab(&ctx.look, *pane == self.pane));
            ctx.touch(Rect { x: from, width: x.saturating_sub(from), ..row }, Touch::Ask(Msg::Show(*pane)));
        }
        let rule = ctx.look.glyphs.pick("│", "|");
        put(buf, row, (x + 2, row.y), rule, ctx.look.style(Sign::Quiet)) + 2
    }

    /// The step line.
    fn header(ctx: &Ctx, row: Rect, text_is_seen: bool, buf: &mut Buffer) {
        let Some(session) = ctx.session else { return };
        let (look, lang) = (&ctx.look, ctx.look.lang);
        let (number, count) = (session.step() + 1, session.lesson().steps.len());
        // A single step needs no counting.
        let step = match &ctx.standing.recorded {
            Some(recorded) => recorded.clone(),
            None if count > 1 => ui::step_of(lang, number, count),
            None => String::new(),
        };
        // Where there is room, the signs of the goals have their name before them.
        let goals = if row.width >= LARGE.0 && !ctx.standing.goals.is_empty() { ui::GOALS.in_(lang) } else { "" };
        let step = format!("{step}  {goals}");
        let step = step.trim();
        let cells = if row.width >= LARGE.0 { 32 } else { 12 };
        let wide = width(step) + 3 + ctx.standing.goals.len();
        let at = row.right().saturating_sub(u16::try_from(wide).unwrap_or(row.width)).max(row.x);
        let has_bar = row.width > 64 && count > 1;
        let end = if has_bar { at - cells - 2 } else { at };
        let left = Rect { width: end.saturating_sub(row.x), ..row };
        let x = put(buf, left, (row.x + 1, row.y), session.current().phase.in_(lang), look.style(Sign::Quiet));
        // Where the text is seen, it has the step's title itself.
        let title = if text_is_seen { &session.lesson().title } else { &session.current().title };
        let room = usize::from(end.saturating_sub(x + 3));
        put(buf, left, (x + 2, row.y), &ellipsis(title.in_(lang), room), look.strong());
        if has_bar {
            bar(buf, row, end + 1, (cells, number, count), look);
        }
        let mut x = put(buf, row, (at, row.y), step, look.style(Sign::Quiet)) + 1;
        for goal in &ctx.standing.goals {
            let sign = if goal.missing.is_none() { Sign::Good } else { Sign::Waiting };
            x = put(buf, row, (x, row.y), look.glyph(sign), look.style(sign));
        }
    }

    /// A pane's head, where several are seen.
    fn head(&self, ctx: &Ctx, (pane, row): (Pane, Rect), buf: &mut Buffer) {
        let rule = ctx.look.line().repeat(usize::from(row.width));
        put(buf, row, (row.x, row.y), &rule, ctx.look.style(Sign::Quiet));
        let Some(at) = Pane::ALL.iter().position(|one| *one == pane) else { return };
        let text = format!(" {} {} ", at + 1, ui::PANES[at].in_(ctx.look.lang));
        put(buf, row, (row.x + 1, row.y), &text, tab(&ctx.look, pane == self.pane));
    }
}

/// The keys of the lesson; none that lead to other steps where there are none.
fn steps(ctx: &Ctx) -> Vec<Hint> {
    let endless = ctx.session.is_some_and(crate::session::Session::is_endless);
    let leads = |hint: &Hint| [ui::key::NEXT, ui::key::PREVIOUS].contains(&hint.say);
    hints(STEPS).into_iter().filter(|hint| !(endless && leads(hint))).collect()
}

/// The rest of a pane under its head.
fn under(place: Rect) -> Rect {
    Rect { y: place.y + place.height.min(1), height: place.height.saturating_sub(1), ..place }
}

/// A column of air at both sides, for panes that don't see to it themselves.
fn aired(pane: Pane, place: Rect) -> Rect {
    match pane {
        Pane::Text | Pane::Map => place,
        Pane::Console | Pane::Terminal | Pane::Player => {
            let air = u16::from(place.width > 24);
            Rect { x: place.x + air, width: place.width - 2 * air, ..place }
        }
    }
}

impl View for LessonScreen {
    fn keys(&self, ctx: &Ctx) -> Vec<Hint> {
        let mut shown = self.view(self.pane).keys(ctx);
        // Where a text is being typed, letters are no keys.
        let typing = self.view(self.pane).cursor(ctx, Rect::new(0, 0, 80, 24)).is_some();
        if !typing {
            let rest = shown.split_off(shown.len().min(1));
            shown.extend(steps(ctx));
            shown.splice(3.min(shown.len())..3.min(shown.len()), rest);
        }
        shown
    }

    fn groups(&self, ctx: &Ctx) -> Groups {
        let name = Pane::ALL.iter().position(|pane| *pane == self.pane).map_or(ui::LESSON, |at| ui::PANES[at]);
        let mut groups = vec![(name, self.view(self.pane).keys(ctx))];
        groups.retain(|(_, hints)| !hints.is_empty());
        groups.push((ui::LESSON, steps(ctx)));
        groups.push((ui::key::PANE, hints(PANES)));
        groups
    }

    fn on_key(&mut self, key: KeyEvent, ctx: &Ctx) -> Option<Vec<Msg>> {
        let pane = self.pane;
        if let Some(wanted) = self.view_mut(pane).and_then(|view| view.on_key(key, ctx)) {
            return Some(wanted);
        }
        let wanted = match find(PANES, key).or_else(|| find(STEPS, key))? {
            Do::Show(pane) => Msg::Show(pane),
            Do::NextPane => Msg::Show(self.step_pane(false)),
            Do::PreviousPane => Msg::Show(self.step_pane(true)),
            // Whoever presses it once more than needed must not lose the place.
            Do::ToTheText if pane == Pane::Text => Msg::Say(Tone::Plain, ui::Q_LEAVES.in_(ctx.look.lang).to_owned()),
            Do::ToTheText => Msg::Show(Pane::Text),
            Do::Say(ask) => ask.msg(),
        };
        Some(vec![wanted])
    }

    fn on_touch(&mut self, touched: Touched, ctx: &Ctx) -> Option<Vec<Msg>> {
        self.touch_pane(self.pane, touched, ctx)
    }

    fn copies(&self, ctx: &Ctx) -> Option<String> {
        self.view(self.pane).copies(ctx)
    }

    fn on_paste(&mut self, text: &str, ctx: &Ctx) -> Vec<Msg> {
        let pane = self.pane;
        self.view_mut(pane).map(|view| view.on_paste(text, ctx)).unwrap_or_default()
    }

    fn draw(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        let places = self.places(area);
        let text_is_seen = places.panes.iter().any(|(pane, _)| *pane == Pane::Text);
        Self::header(ctx, places.header, text_is_seen, buf);
        for (pane, place) in places.panes {
            let focus = if pane == self.pane { ctx.focus } else { Focus::Elsewhere };
            let ctx = Ctx { focus, pane: Some(pane), ..*ctx };
            ctx.touch(place, Touch::Pane);
            let inside = match places.size {
                Size::Small => place,
                Size::Large => {
                    self.head(&ctx, (pane, place), buf);
                    under(place)
                }
            };
            self.view(pane).draw(&ctx, aired(pane, inside), buf);
        }
    }

    fn cursor(&self, ctx: &Ctx, area: Rect) -> Option<Position> {
        let places = self.places(area);
        let (pane, place) = places.panes.into_iter().find(|(pane, _)| *pane == self.pane)?;
        let inside = if places.size == Size::Large { under(place) } else { place };
        self.view(pane).cursor(ctx, aired(pane, inside))
    }

    fn tick(&mut self, passed: Duration) {
        self.player.tick(passed);
    }

    fn deadline(&self) -> Option<Duration> {
        self.player.deadline()
    }
}

/// The keys that switch panes also while something is typed.
pub fn always() -> Vec<Hint> {
    static DIGITS: [Key; 5] = [alt('1'), alt('2'), alt('3'), alt('4'), alt('5')];
    vec![Hint { keys: &DIGITS, say: ui::key::PANE_ALWAYS }]
}
