//! The loops of the stage and of its notes: each waits for something from outside, changes its model and
//! draws. They sleep for ever while nothing happens.

use super::hall::Hall;
use super::host::{Event as RoomEvent, Host, Link};
use super::reader::{Reader, Wanted};
use super::wire::Seen;
use crate::lesson::Lesson;
use crate::tui::ask::Answer;
use crate::tui::desk::save_capture;
use crate::tui::look::fit::{Asked, Fit, Found};
use crate::tui::look::{Look, Theme};
use crate::tui::msg::{Effect, Tone};
use crate::tui::run::machine_language;
use crate::tui::settings::Settings;
use crate::tui::terminal::{Curious, Input, Stage, Stop, can_stop, die_of, stop};
use crate::words::{room as say, ui};
use anyhow::{Context, Result};
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{Event, KeyEventKind};
use ratatui::layout::{Position, Rect};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How many inputs are taken before the next frame, so that a flood of wishes can't hold it up.
const BURST: usize = 256;

/// How a lesson is to be presented.
pub struct Presented {
    /// The lesson.
    pub lesson: Arc<Lesson>,
    /// The step to begin with.
    pub step: usize,
    /// How it shall look.
    pub look: Asked,
    /// The folder of settings, for the language.
    pub state: Option<PathBuf>,
    /// The private folder where notes of the same user find the stage.
    pub folder: Option<PathBuf>,
    /// Where notes may join from elsewhere.
    pub listen: Vec<SocketAddr>,
    /// Whether to begin with how notes join.
    pub joining: First,
    /// Whether it goes on by itself, and in how many minutes.
    pub pace: Pace,
}

/// What is seen first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum First {
    /// The lesson.
    Lesson,
    /// How notes join.
    Joining,
}

/// Whether a lesson goes on by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Whether it does.
    pub auto: Auto,
    /// In how many minutes, where it is not its author's.
    pub minutes: Option<u32>,
}

/// Who turns the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Auto {
    /// The presenter.
    Off,
    /// The clock.
    On,
}

/// What the loop drives.
trait Model {
    fn draw(&self, area: Rect, buf: &mut Buffer) -> Option<Position>;
    fn deadline(&self) -> Option<Duration>;
    fn tick(&mut self, passed: Duration);
    /// Something from the terminal; what only the loop can do is returned.
    fn event(&mut self, event: Event, area: Rect) -> Option<Effect>;
    /// Something from the room.
    fn room(&mut self, event: RoomEvent);
    /// The terminal has answered.
    fn hear(&mut self, answer: Answer);
    fn tell(&mut self, tone: Tone, text: String);
    fn look(&self) -> Look;
    /// After every change.
    fn settle(&mut self);
}

/// Presents a lesson until that is ended; the step that was on the wall last.
pub fn present(wanted: &Presented) -> Result<usize> {
    let fit = fit(&wanted.look, wanted.state.as_deref(), Theme::named("projector"));
    let mut hall = Hall::new(fit, Arc::clone(&wanted.lesson), (wanted.step, wanted.pace.minutes));
    let mut stage = Stage::open(Curious::No).context("open the terminal")?;
    let mut host = None;
    match Host::open(wanted.folder.as_deref(), &wanted.listen, stage.sender()) {
        Ok(open) => host = Some(open),
        // Who asked for an address waits for somebody there; else the show goes on without notes.
        Err(error) if !wanted.listen.is_empty() => return Err(error),
        Err(error) => hall.tell(Tone::Bad, say::no_room(hall.look().lang, &format!("{error:#}"))),
    }
    if wanted.joining == First::Joining {
        hall.show_keys();
    }
    if wanted.pace.auto == Auto::On {
        hall.go_by_itself();
    }
    let mut model = OnStage { hall, host, began: Instant::now(), told: None };
    model.settle();
    let end = play(&mut model, &mut stage);
    let step = model.hall.place().step;
    drop((model, stage));
    ended(end)?;
    Ok(step)
}

/// Shows notes until they are ended, or the terminal is gone.
pub fn notes(mut link: Link, (asked, state): (&Asked, Option<&Path>)) -> Result<()> {
    let look = fit(asked, state, None).look();
    let mut stage = Stage::open(Curious::No).context("open the terminal")?;
    link.listen(stage.sender()).context("hear the stage")?;
    let mut model = Notes { reader: Reader::new(look), link };
    let end = play(&mut model, &mut stage);
    drop(stage);
    ended(end)
}

/// What settles the look; the theme is this one unless another is asked for.
fn fit(asked: &Asked, state: Option<&Path>, theme: Option<Theme>) -> Fit {
    let variable = |name: &str| std::env::var(name).ok();
    let chosen = state.map(Settings::read).unwrap_or_default();
    let found = Found::of(variable, machine_language(), asked);
    let theme = asked.theme.or(theme.map(Some));
    Fit { asked: Asked { theme, ..*asked }, chosen, found }
}

/// Ends as a signal wants it.
fn ended(end: Result<Option<i32>>) -> Result<()> {
    if let Some(signal) = end.context("draw on the terminal")? {
        die_of(signal);
    }
    Ok(())
}

/// The loop; the signal that ended it, if one did.
fn play(model: &mut dyn Model, stage: &mut Stage) -> Result<Option<i32>> {
    let (mut stale, mut clock) = (true, Instant::now());
    loop {
        if stale && stage.is_free() {
            stage.draw(|area, buf| model.draw(area, buf))?;
            stale = false;
        }
        let moving = model.deadline().filter(|_| stage.is_free());
        let next = stage.wait(moving.map(|limit| limit.saturating_sub(clock.elapsed())));
        if matches!(next, Some(Input::Painted)) {
            continue;
        }
        let now = Instant::now();
        if model.deadline().is_some() {
            model.tick(now - clock);
        }
        (clock, stale) = (now, true);
        let mut next = next;
        for left in (0..BURST).rev() {
            let Some(input) = next else { break };
            match hear(model, input, stage)? {
                Then::GoOn => {}
                Then::Resume => clock = Instant::now(),
                Then::Leave(signal) => return Ok(signal),
            }
            next = if left > 0 { stage.ready() } else { None };
        }
        model.settle();
    }
}

/// What becomes of the loop after an input.
enum Then {
    GoOn,
    Resume,
    Leave(Option<i32>),
}

fn hear(model: &mut dyn Model, input: Input, stage: &mut Stage) -> Result<Then> {
    match input {
        Input::Lost => return Ok(Then::Leave(None)),
        Input::End(signal) => return Ok(Then::Leave(Some(signal))),
        Input::Stop if can_stop() => suspend(stage, Stop::Program),
        Input::Continued => {
            stage.take().context("take the terminal again")?;
            return Ok(Then::Resume);
        }
        Input::Event(Event::Resize(..)) => stage.repaint(),
        Input::Event(event) => match model.event(event, stage.area()) {
            Some(Effect::Quit) => return Ok(Then::Leave(None)),
            Some(Effect::Suspend) if can_stop() => suspend(stage, Stop::WholeJob),
            Some(Effect::Suspend) => {
                let lang = model.look().lang;
                model.tell(Tone::Plain, ui::NO_SHELL.in_(lang).to_owned());
            }
            Some(Effect::Copy(text)) => stage.copy(&text),
            Some(Effect::SaveCapture { stem, capture }) => {
                let (tone, said) = save_capture(&stem, &capture, model.look().lang);
                model.tell(tone, said);
            }
            _ => {}
        },
        Input::Room(event) => model.room(event),
        Input::Answer(answer) => model.hear(answer),
        Input::Stop | Input::Painted | Input::Changed => {}
    }
    Ok(Then::GoOn)
}

fn suspend(stage: &mut Stage, whom: Stop) {
    stage.leave();
    stop(whom);
}

/// The stage for a hall.
struct OnStage {
    hall: Hall,
    host: Option<Host>,
    began: Instant,
    /// What was told last, as of the beginning.
    told: Option<Seen>,
}

impl Model for OnStage {
    fn draw(&self, area: Rect, buf: &mut Buffer) -> Option<Position> {
        self.hall.draw(area, buf)
    }

    fn deadline(&self) -> Option<Duration> {
        self.hall.deadline()
    }

    fn tick(&mut self, passed: Duration) {
        self.hall.tick(passed);
    }

    fn event(&mut self, event: Event, area: Rect) -> Option<Effect> {
        match event {
            Event::Key(key) if key.kind != KeyEventKind::Release => self.hall.key(key),
            Event::Paste(text) => self.hall.paste(&text),
            Event::Mouse(mouse) => self.hall.mouse(mouse, area),
            _ => None,
        }
    }

    fn room(&mut self, event: RoomEvent) {
        match event {
            RoomEvent::Wish(wish) => {
                if let Some(host) = &self.host {
                    host.wish_taken();
                }
                self.hall.wish(wish);
            }
            // Who has just joined wants to know how late it is now.
            RoomEvent::Peers => self.told = None,
            RoomEvent::Told(_) | RoomEvent::Gone => {}
        }
    }

    fn hear(&mut self, answer: Answer) {
        self.hall.hear(answer);
    }

    fn tell(&mut self, tone: Tone, text: String) {
        self.hall.tell(tone, text);
    }

    fn look(&self) -> Look {
        self.hall.look()
    }

    fn settle(&mut self) {
        let Some(host) = &self.host else { return };
        self.hall.set_joining(host.joining());
        let seen = self.hall.seen(Duration::ZERO);
        if self.told.as_ref() != Some(&seen) {
            host.tell(&self.hall.seen(self.began.elapsed()));
            self.told = Some(seen);
        }
    }
}

/// Notes.
struct Notes {
    reader: Reader,
    link: Link,
}

impl Model for Notes {
    fn draw(&self, area: Rect, buf: &mut Buffer) -> Option<Position> {
        self.reader.draw(area, buf);
        None
    }

    fn deadline(&self) -> Option<Duration> {
        self.reader.deadline()
    }

    fn tick(&mut self, passed: Duration) {
        self.reader.tick(passed);
    }

    fn event(&mut self, event: Event, _area: Rect) -> Option<Effect> {
        let Event::Key(key) = event else { return None };
        if key.kind == KeyEventKind::Release {
            return None;
        }
        match self.reader.key(key)? {
            Wanted::Quit => Some(Effect::Quit),
            Wanted::Suspend => Some(Effect::Suspend),
            Wanted::Stage(wish) => {
                if !self.link.ask(wish) {
                    self.reader.lose();
                }
                None
            }
        }
    }

    fn room(&mut self, event: RoomEvent) {
        match event {
            RoomEvent::Told(told) => self.reader.hear(told),
            RoomEvent::Gone => self.reader.lose(),
            RoomEvent::Wish(_) | RoomEvent::Peers => {}
        }
    }

    fn hear(&mut self, _answer: Answer) {}

    fn tell(&mut self, _tone: Tone, _text: String) {}

    fn look(&self) -> Look {
        self.reader.look
    }

    fn settle(&mut self) {}
}
