//! The player: the film of the last command, with the hand on the reel.
//!
//! The stations on top, the packet on the wire between them; under it what is decided where the packet
//! is, in a sentence; below that the evidence as a close-up, and a time axis with everything that
//! happened. All of it is drawn from [`Film::frame`], so winding back is as easy as going on.

pub(super) mod caption;
mod closeup;
pub(super) mod diagram;
mod foot;
mod lanes;
mod layout;
mod note;
mod reel;

use super::draw::{clear_area, ellipsis, put, put_lines, width};
use super::film::{Film, Frame};
use super::keys::{Hint, KeyRow, ch, code, find, hints};
use super::look::{Look, Motion, Sign};
use super::msg::Msg;
use super::scroll::Scroll;
use super::view::{Ctx, View};
use super::wrap::wrap_text;
use crate::cloud::World;
use crate::cloud::command_line::quote;
use crate::sim::Trace;
use crate::words::player as say;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;
use reel::{AtTheEnd, Reel, Run};
use std::cell::Cell;
use std::sync::Arc;
use std::time::Duration;

/// The player's state: a film, and where it stands.
#[derive(Clone, Debug, Default)]
pub struct Player {
    film: Option<Arc<Film>>,
    reel: Reel,
    axis: Axis,
    /// How far the close-up is scrolled.
    scroll: Scroll,
    /// Whether things moved when it was drawn last: who lets time pass does not know.
    motion: Cell<Motion>,
}

/// Whether the time axis is seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Axis {
    /// Where there is room for it.
    #[default]
    Shown,
    /// The close-up has its room.
    Hidden,
}

/// What a key does here.
#[derive(Clone, Copy, Debug)]
enum Does {
    PlayOrPause,
    Forward,
    Back,
    NextEvent,
    PreviousEvent,
    First,
    Last,
    Deciding,
    Save,
    Faster,
    Slower,
    Loop,
    Axis,
    Down,
    Up,
}

const KEYS: &[KeyRow<Does>] = &[
    KeyRow { keys: &[ch(' ')], say: say::PLAY, does: Does::PlayOrPause },
    KeyRow { keys: &[code(KeyCode::Right), ch('l')], say: say::FORWARD, does: Does::Forward },
    KeyRow { keys: &[code(KeyCode::Left), ch('b')], say: say::BACK, does: Does::Back },
    KeyRow { keys: &[ch('d')], say: say::DECIDING, does: Does::Deciding },
    KeyRow { keys: &[ch('.')], say: say::NEXT_EVENT, does: Does::NextEvent },
    KeyRow { keys: &[ch(',')], say: say::PREVIOUS_EVENT, does: Does::PreviousEvent },
    KeyRow { keys: &[ch('+'), ch('=')], say: say::FASTER, does: Does::Faster },
    KeyRow { keys: &[ch('-')], say: say::SLOWER, does: Does::Slower },
    KeyRow { keys: &[ch('o')], say: say::LOOP, does: Does::Loop },
    KeyRow { keys: &[ch('v')], say: say::LANES, does: Does::Axis },
    KeyRow { keys: &[code(KeyCode::PageDown), code(KeyCode::Down)], say: say::DOWN, does: Does::Down },
    KeyRow { keys: &[code(KeyCode::PageUp), code(KeyCode::Up)], say: say::UP, does: Does::Up },
    KeyRow { keys: &[code(KeyCode::Home), ch('g')], say: say::FIRST, does: Does::First },
    KeyRow { keys: &[code(KeyCode::End), ch('G')], say: say::LAST, does: Does::Last },
    KeyRow { keys: &[ch('s')], say: say::SAVE, does: Does::Save },
];

/// Lines that a key scrolls the close-up by.
const LINES: usize = 4;

impl Player {
    /// Puts a new film in, rewound and standing.
    pub fn load(&mut self, trace: &Arc<Trace>, world: &World) {
        let film = Film::new(Arc::clone(trace), world);
        let reel = Reel { speed: self.reel.speed, at_the_end: self.reel.at_the_end, ..Reel::default() };
        *self = Self { film: Some(Arc::new(film)), reel, axis: self.axis, ..Self::default() };
    }

    /// What the film was made of.
    pub fn trace(&self) -> Option<&Arc<Trace>> {
        self.film.as_ref().map(|film| &film.trace)
    }

    /// Runs the film from its beginning.
    pub fn play(&mut self) {
        self.reel.play();
        self.scroll = Scroll::default();
    }

    /// Begins with the first scene, and stops where it is wholly there.
    pub fn begin(&mut self, motion: Motion) {
        let Some(film) = self.film.clone() else { return };
        self.reel.elapsed = Duration::ZERO;
        self.reel.run = Run::Stepping;
        if motion == Motion::Reduced {
            self.reel.show(&film, 0);
        }
        self.scroll = Scroll::default();
    }

    /// The rest of the evidence, or one scene on; false where nothing is left to show.
    pub fn forward(&mut self, motion: Motion) -> bool {
        let Some(film) = self.film.clone() else { return false };
        let last = film.scenes.len().saturating_sub(1);
        if self.reel.run == Run::Stopped && self.scroll.page_down() {
            return true;
        }
        if self.reel.scene(&film) == last && self.reel.run == Run::Stopped {
            return false;
        }
        self.carry_out(Does::Forward, &film, motion);
        true
    }

    /// What came before on the same way back; false at the first.
    pub fn back(&mut self) -> bool {
        let Some(film) = self.film.clone() else { return false };
        if self.scroll.page_up() {
            return true;
        }
        if self.reel.scene(&film) == 0 {
            return false;
        }
        self.carry_out(Does::Back, &film, Motion::Reduced);
        self.scroll.to_the_end();
        true
    }

    /// Goes to the end of the last scene, whole.
    pub fn show_end(&mut self) {
        if let Some(film) = self.film.clone() {
            self.carry_out(Does::Last, &film, Motion::Reduced);
            self.scroll.to_the_end();
        }
    }

    /// By how many lines the longest caption is cut on that area: evidence can be scrolled, captions can't.
    pub fn cut_lines(&self, area: Rect, look: &Look) -> usize {
        let Some(film) = &self.film else { return 0 };
        let rows = if self.axis == Axis::Shown { lanes::rows(film) } else { 0 };
        let place = layout::parts(area, diagram::has_resolver(film), rows).caption;
        let needed = |scene| {
            let frame = film.frame(film.whole_at(scene), Motion::Reduced);
            let text = caption::caption(film, &frame, look);
            wrap_text(&text, usize::from(place.width), look.style(Sign::Focus)).len()
        };
        let most = (0..film.scenes.len()).map(needed).max().unwrap_or(0);
        most.saturating_sub(place.height.into())
    }

    /// Goes to the scene that decided, whole.
    pub fn show_deciding(&mut self) {
        if let Some(film) = self.film.clone() {
            self.reel.show(&film, film.deciding());
        }
    }

    /// Goes to the scene of an event, and of a step of its flight where one is given by its hop and its
    /// place there; to the scene that decided where there is none of them.
    pub fn show_event(&mut self, event: usize, step: Option<(usize, usize)>) {
        let Some(film) = self.film.clone() else { return };
        let scene = film.scene_of(event, step).unwrap_or_else(|| film.deciding());
        self.reel.show(&film, scene);
    }

    /// Moves the film; what is more than that is asked for.
    fn carry_out(&mut self, does: Does, film: &Film, motion: Motion) -> Option<Msg> {
        let scene = self.reel.scene(film);
        match does {
            Does::PlayOrPause => self.reel.play_or_pause(film),
            Does::Forward => self.reel.forward(film, motion),
            Does::Back => self.reel.back(film),
            Does::NextEvent => self.reel.show(film, film.next_event(scene)),
            Does::PreviousEvent => self.reel.show(film, film.previous_event(scene)),
            Does::First => self.reel.show(film, 0),
            Does::Last => self.reel.show(film, film.scenes.len().saturating_sub(1)),
            Does::Deciding => self.reel.show(film, film.deciding()),
            Does::Faster => self.reel.speed = self.reel.speed.faster(),
            Does::Slower => self.reel.speed = self.reel.speed.slower(),
            Does::Loop => {
                self.reel.at_the_end = match self.reel.at_the_end {
                    AtTheEnd::Stop => AtTheEnd::Again,
                    AtTheEnd::Again => AtTheEnd::Stop,
                };
            }
            Does::Axis => {
                self.axis = match self.axis {
                    Axis::Shown => Axis::Hidden,
                    Axis::Hidden => Axis::Shown,
                };
            }
            Does::Down => self.scroll.down(LINES),
            Does::Up => self.scroll.up(LINES),
            Does::Save => return Some(Msg::SaveCapture),
        }
        if self.reel.scene(film) != scene {
            self.scroll = Scroll::default();
        }
        None
    }
}

impl View for Player {
    fn keys(&self, _ctx: &Ctx) -> Vec<Hint> {
        if self.film.is_some() { hints(KEYS) } else { Vec::new() }
    }

    fn on_key(&mut self, key: KeyEvent, ctx: &Ctx) -> Option<Vec<Msg>> {
        let film = self.film.clone()?;
        let does = find(KEYS, key)?;
        Some(self.carry_out(does, &film, ctx.look.motion).into_iter().collect())
    }

    fn copies(&self, ctx: &Ctx) -> Option<String> {
        const WIDTH: usize = 100;
        let (film, look) = (self.film.as_ref()?, ctx.look);
        let frame = film.frame(self.reel.elapsed, look.motion);
        let evidence = closeup::lines(film, &frame, (WIDTH, usize::MAX), &look);
        let lines = evidence.iter().map(|line| line.to_string().trim_end().to_owned());
        let caption = caption::caption(film, &frame, &look);
        Some(std::iter::once(caption).chain(lines).collect::<Vec<_>>().join("\n").trim_end().to_owned())
    }

    fn draw(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        let look = &ctx.look;
        self.motion.set(look.motion);
        let Some(film) = &self.film else {
            let lines = wrap_text(say::EMPTY.in_(look.lang), usize::from(area.width), look.style(Sign::Quiet));
            put_lines(buf, area, &lines);
            return;
        };
        let frame = film.frame(self.reel.elapsed, look.motion);
        let rows = if self.axis == Axis::Shown { lanes::rows(film) } else { 0 };
        let parts = layout::parts(area, diagram::has_resolver(film), rows);
        let line = command(film);
        let room = usize::from(parts.command.width);
        put(buf, parts.command, (area.x, parts.command.y), &ellipsis(&line, room), look.prompt());
        diagram::draw(film, &frame, parts.stage, buf, look);
        draw_caption(film, &frame, parts.caption, (buf, look));
        self.draw_close_up(film, &frame, parts.close_up, (buf, look));
        lanes::draw(film, &frame, parts.lanes, (buf, look));
        foot::draw(film, &frame, &self.reel, parts.foot, (buf, look));
    }

    fn tick(&mut self, passed: Duration) {
        let Some(film) = &self.film else { return };
        let scene = self.reel.scene(film);
        self.reel.tick(film, passed);
        if self.reel.scene(film) != scene {
            self.scroll = Scroll::default();
        }
    }

    fn deadline(&self) -> Option<Duration> {
        self.reel.deadline(self.film.as_ref()?, self.motion.get())
    }
}

impl Player {
    /// The evidence, with a sign where more of it is below.
    fn draw_close_up(&self, film: &Film, frame: &Frame, area: Rect, (buf, look): (&mut Buffer, &Look)) {
        let lines = closeup::lines(film, frame, (area.width.into(), area.height.into()), look);
        let more = self.scroll.draw(&lines, area, buf);
        if more && area.height > 0 {
            let words = format!(" {} {} ", look.glyphs.pick("↓", "v"), say::MORE.in_(look.lang));
            let wide = u16::try_from(width(&words)).unwrap_or(0);
            let x = area.right().saturating_sub(wide).max(area.x);
            let y = area.bottom() - 1;
            clear_area(buf, Rect { x, y, width: wide, height: 1 });
            put(buf, area, (x, y), &words, look.style(Sign::Changed));
        }
    }
}

/// The sentence of a scene, cut with an ellipsis where it is too long for its place.
fn draw_caption(film: &Film, frame: &Frame, area: Rect, (buf, look): (&mut Buffer, &Look)) {
    let text = caption::caption(film, frame, look);
    let room = usize::from(area.width);
    let mut lines = wrap_text(&text, room, look.style(Sign::Focus));
    if lines.len() > usize::from(area.height) {
        lines.truncate(usize::from(area.height));
        if let Some(last) = lines.last_mut() {
            let cut = ellipsis(&format!("{last}   "), room.min(width(&last.to_string()) + 1));
            *last = ratatui::text::Line::styled(cut.trim_end().to_owned(), look.style(Sign::Focus));
        }
    }
    put_lines(buf, area, &lines);
}

/// The command, behind the prompt of the machine it ran on.
fn command(film: &Film) -> String {
    let words: Vec<String> = film.trace.command.iter().map(|word| quote(word)).collect();
    let line = words.join(" ");
    // The tutor itself asks for a shell, from outside.
    if film.trace.program() == "ec2-instance-connect" {
        format!("$ aws {line}")
    } else {
        format!("{}$ {line}", film.client())
    }
}
