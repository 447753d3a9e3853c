//! The player: the film of the last command, with the hand on the reel.
//!
//! The line of stations on top, the packet on it; under it what is decided where the packet is, in a
//! sentence; below that the evidence. All of it is drawn from [`Film::frame`], so winding back is as
//! easy as going on.

mod evidence;
mod line;

use super::draw::{ellipsis, put, put_lines};
use super::film::{Film, Scene, Shows};
use super::keys::{Hint, KeyRow, ch, code, find, hints};
use super::look::{Look, Motion, Sign};
use super::msg::Msg;
use super::view::{Ctx, View};
use super::wrap::wrap_text;
use crate::cloud::World;
use crate::sim::Trace;
use crate::words::trace::Names;
use crate::words::{self, player as say};
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;
use ratatui::style::Style;
use std::sync::Arc;
use std::time::Duration;

/// The player's state: a film, and an instant of it.
#[derive(Clone, Debug, Default)]
pub struct Player {
    film: Option<Arc<Film>>,
    elapsed: Duration,
    reel: Reel,
    speed: Speed,
}

/// Whether the film runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Reel {
    /// It stands.
    #[default]
    Stopped,
    /// It runs to its end.
    Running,
    /// It runs to the end of the scene.
    Stepping,
}

/// How fast it runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Speed {
    /// Half.
    Slow,
    /// As made.
    #[default]
    Normal,
    /// Twice.
    Fast,
    /// Four times.
    Faster,
}

/// What a key does here.
#[derive(Clone, Copy, Debug)]
enum Does {
    PlayOrPause,
    Forward,
    Back,
    First,
    Last,
    Deciding,
    Save,
    Faster,
    Slower,
}

const KEYS: &[KeyRow<Does>] = &[
    KeyRow { keys: &[ch(' ')], say: say::PLAY, does: Does::PlayOrPause },
    KeyRow { keys: &[code(KeyCode::Right), ch('l')], say: say::FORWARD, does: Does::Forward },
    KeyRow { keys: &[code(KeyCode::Left)], say: say::BACK, does: Does::Back },
    KeyRow { keys: &[ch('d')], say: say::DECIDING, does: Does::Deciding },
    KeyRow { keys: &[ch('s')], say: say::SAVE, does: Does::Save },
    KeyRow { keys: &[ch('+'), ch('=')], say: say::FASTER, does: Does::Faster },
    KeyRow { keys: &[ch('-')], say: say::SLOWER, does: Does::Slower },
    KeyRow { keys: &[code(KeyCode::Home), ch('g')], say: say::FIRST, does: Does::First },
    KeyRow { keys: &[code(KeyCode::End), ch('G')], say: say::LAST, does: Does::Last },
];

/// Between two pictures while something moves.
const TICK: Duration = Duration::from_millis(33);

impl Speed {
    fn factor(self) -> f64 {
        match self {
            Self::Slow => 0.5,
            Self::Normal => 1.0,
            Self::Fast => 2.0,
            Self::Faster => 4.0,
        }
    }

    fn faster(self) -> Self {
        match self {
            Self::Slow => Self::Normal,
            Self::Normal => Self::Fast,
            Self::Fast | Self::Faster => Self::Faster,
        }
    }

    fn slower(self) -> Self {
        match self {
            Self::Slow | Self::Normal => Self::Slow,
            Self::Fast => Self::Normal,
            Self::Faster => Self::Fast,
        }
    }
}

impl Player {
    /// Puts a new film in, rewound and standing.
    pub fn load(&mut self, trace: &Arc<Trace>, world: &World) {
        let film = Film::new(Arc::clone(trace), world);
        *self = Self { film: Some(Arc::new(film)), speed: self.speed, ..Self::default() };
    }

    /// What the film was made of.
    pub fn trace(&self) -> Option<&Arc<Trace>> {
        self.film.as_ref().map(|film| &film.trace)
    }

    /// Runs the film from its beginning.
    pub fn play(&mut self) {
        self.elapsed = Duration::ZERO;
        self.reel = Reel::Running;
    }

    /// Goes to the scene that decided, whole.
    pub fn show_deciding(&mut self) {
        if let Some(film) = self.film.clone() {
            self.show(&film, film.deciding());
        }
    }

    /// Goes to the scene of an event, and of a step of its flight where one is given by its hop and its
    /// place there; to the scene that decided where there is none of them.
    pub fn show_event(&mut self, event: usize, step: Option<(usize, usize)>) {
        let Some(film) = self.film.clone() else { return };
        let wanted = |scene: &Scene| match (scene.shows, step) {
            (Shows::Step { hop, step }, Some(wanted)) => scene.event == event && (hop, step) == wanted,
            (_, None) => scene.event == event,
            (_, Some(_)) => false,
        };
        let scene = film.scenes.iter().rposition(wanted).unwrap_or_else(|| film.deciding());
        self.show(&film, scene);
    }

    /// Stands at the end of a scene.
    fn show(&mut self, film: &Film, scene: usize) {
        let end = film.start_of(scene + 1).saturating_sub(Duration::from_millis(1));
        self.elapsed = end;
        self.reel = Reel::Stopped;
    }

    /// The scene shown now.
    fn scene(&self, film: &Film) -> usize {
        film.frame(self.elapsed, Motion::Full).scene
    }

    /// Moves the film; what is more than that is asked for.
    fn carry_out(&mut self, does: Does, film: &Film, motion: Motion) -> Option<Msg> {
        let scene = self.scene(film);
        match does {
            Does::PlayOrPause if self.reel != Reel::Stopped => self.reel = Reel::Stopped,
            Does::PlayOrPause => {
                if self.elapsed >= film.length() {
                    self.elapsed = Duration::ZERO;
                }
                self.reel = Reel::Running;
            }
            Does::Forward => self.forward(film, motion),
            Does::Back => self.show(film, scene.saturating_sub(1)),
            Does::First => self.show(film, 0),
            Does::Last => self.show(film, film.scenes.len().saturating_sub(1)),
            Does::Deciding => self.show(film, film.deciding()),
            Does::Faster => self.speed = self.speed.faster(),
            Does::Slower => self.speed = self.speed.slower(),
            Does::Save => return Some(Msg::SaveCapture),
        }
        None
    }

    /// One scene on: moving there, or at once where motion is not wanted or already under way.
    fn forward(&mut self, film: &Film, motion: Motion) {
        let scene = self.scene(film);
        let next = scene + 1;
        if next >= film.scenes.len() {
            self.show(film, scene);
        } else if motion == Motion::Reduced || self.reel == Reel::Stepping {
            self.show(film, if self.reel == Reel::Stepping { scene } else { next });
        } else {
            self.elapsed = film.start_of(next);
            self.reel = Reel::Stepping;
        }
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
        let frame = film.frame(self.elapsed, look.motion);
        let names = Names { world: ctx.world };
        let room = evidence::Room { names, width: WIDTH, look };
        let evidence = evidence::lines(film, &film.scenes[frame.scene], frame.unfolded, &room);
        let lines = evidence.iter().map(|line| line.to_string().trim_end().to_owned());
        let caption = caption(film, frame.scene, names, &look);
        Some(std::iter::once(caption).chain(lines).collect::<Vec<_>>().join("\n").trim_end().to_owned())
    }

    fn draw(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        let look = ctx.look;
        let Some(film) = &self.film else {
            let lines = wrap_text(say::EMPTY.in_(look.lang), usize::from(area.width), look.style(Sign::Quiet));
            put_lines(buf, area, &lines);
            return;
        };
        let frame = film.frame(self.elapsed, look.motion);
        let head = Rect { height: area.height.min(3), ..area };
        line::draw(film, &frame, head, buf, &look);
        let scene = &film.scenes[frame.scene];
        let names = Names { world: ctx.world };
        let width = usize::from(area.width);
        let mut lines = wrap_text(&caption(film, frame.scene, names, &look), width, look.style(Sign::Focus));
        lines.push(ratatui::text::Line::default());
        lines.extend(evidence::lines(film, scene, frame.unfolded, &evidence::Room { names, width, look }));
        let foot = area.bottom().saturating_sub(1);
        let body = Rect { y: area.y + head.height, height: foot.saturating_sub(area.y + head.height), ..area };
        put_lines(buf, body, &lines);
        self.foot(film, Rect { y: foot, height: 1.min(area.height), ..area }, buf, &look);
    }

    fn tick(&mut self, passed: Duration) {
        let Some(film) = &self.film else { return };
        let end = match self.reel {
            Reel::Stopped => return,
            Reel::Running => film.length(),
            Reel::Stepping => film.start_of(self.scene(film) + 1).saturating_sub(Duration::from_millis(1)),
        };
        self.elapsed = (self.elapsed + passed.mul_f64(self.speed.factor())).min(end);
        if self.elapsed >= end {
            self.reel = Reel::Stopped;
        }
    }

    fn deadline(&self) -> Option<Duration> {
        (self.reel != Reel::Stopped).then_some(TICK)
    }
}

impl Player {
    /// The last row: which scene, when in simulated time, how fast.
    fn foot(&self, film: &Film, area: Rect, buf: &mut Buffer, look: &Look) {
        let scene = self.scene(film);
        let sign = match self.reel {
            Reel::Stopped => look.lang.pick("停止", "paused"),
            Reel::Running | Reel::Stepping => look.lang.pick("再生", "playing"),
        };
        let at = film.scenes[scene].at;
        let text = format!(
            "{sign}  {} {}/{}  t = {:.1} ms  x{}",
            say::SCENE.in_(look.lang),
            scene + 1,
            film.scenes.len(),
            at.as_secs_f64() * 1000.0,
            self.speed.factor(),
        );
        put(buf, area, (area.x, area.y), &ellipsis(&text, usize::from(area.width)), look.style(Sign::Quiet));
    }
}

/// The sentence under the line.
fn caption(film: &Film, index: usize, names: Names<'_>, look: &Look) -> String {
    let scene = &film.scenes[index];
    let lang = look.lang;
    let place = &film.stations[scene.to].label.whole;
    match scene.shows {
        Shows::Question => say::question(lang),
        Shows::Answer => say::answer(lang),
        Shows::GuestRoute => {
            let found = evidence::guest_route(film, scene).is_some_and(|route| route.source.is_some());
            words::trace::guest_route(found, scene.family, lang).to_owned()
        }
        Shows::Step { hop, step } => match evidence::step(film, scene, hop, step) {
            Some(step) => format!("{place}: {}", words::trace::step(step, names, lang)),
            None => place.clone(),
        },
        Shows::Passes { .. } => say::passes(place, lang),
        Shows::Again { packets } => say::again(packets, lang),
        Shows::Talk { packets } => say::talk(packets, lang),
        Shows::GaveUp => say::gave_up(evidence::waited(film, scene), lang),
        Shows::Nothing => say::NOTHING.in_(lang).to_owned(),
    }
}

/// A style for text that is neither good nor bad.
fn plain() -> Style {
    Style::new()
}
