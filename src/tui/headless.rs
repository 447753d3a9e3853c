//! The stage without a terminal: strokes drive the app as the loop does, on a clock that only they
//! move. The same strokes always give the same screens, so pictures and recordings can be made again
//! and compared byte for byte.

use super::app::App;
use super::desk::Desk;
use super::draw::dump;
use super::look::Look;
use super::msg::Effect;
use super::run::{Screen, begin, keep, take};
use super::strokes::Stroke;
use crate::lesson::Lesson;
use crate::session::Session;
use anyhow::{Context, Result, bail, ensure};
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::{Position, Rect};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Between two frames while something moves: 30 a second.
const FRAME: Duration = Duration::from_nanos(1_000_000_000 / 30);

/// Between two letters that are typed.
const LETTER: Duration = Duration::from_millis(45);

/// How long something may move, or be waited for.
const PATIENCE: Duration = Duration::from_secs(600);

/// How often a key is pressed in the hope of something.
const PRESSES: usize = 200;

/// The number of a drill that nobody named.
const DRILL: u64 = 4711;

/// The stage, on a screen that nobody sees.
pub struct Headless {
    app: App,
    desk: Desk,
    now: Duration,
    screen: Buffer,
    cursor: Option<Position>,
    /// Whether somebody has asked for the end.
    flow: ControlFlow<()>,
}

/// A screen, and when it was to be seen.
#[derive(Clone, Copy)]
pub struct Shot<'a> {
    /// Since the beginning.
    pub at: Duration,
    /// The cells.
    pub screen: &'a Buffer,
    /// The terminal's cursor, where it is shown.
    pub cursor: Option<Position>,
}

/// Whoever looks on while strokes are played: sees each frame.
pub type Watcher<'w> = &'w mut dyn FnMut(Shot);

impl Headless {
    /// Opens the stage with the lessons of a folder, else those inside the program. Progress is read
    /// and kept in `state`, else nowhere.
    pub fn open(
        look: Look,
        (width, height): (u16, u16),
        lessons: Option<&Path>,
        state: Option<PathBuf>,
    ) -> Result<Self> {
        let desk = Desk::open(lessons, state, || DRILL)?;
        let app = begin(look, &desk);
        let screen = Buffer::empty(Rect::new(0, 0, width, height));
        Ok(Self { app, desk, now: Duration::ZERO, screen, cursor: None, flow: ControlFlow::Continue(()) })
    }

    /// The lessons there are.
    pub fn lessons(&self) -> Vec<Arc<Lesson>> {
        self.desk.lessons()
    }

    /// Opens a lesson with this session, which is not kept.
    pub fn enter(&mut self, session: Session) {
        self.app.enter(session);
    }

    /// The screen as it was drawn last.
    pub fn shot(&self) -> Shot<'_> {
        Shot { at: self.now, screen: &self.screen, cursor: self.cursor }
    }

    /// Draws the first frame, and then does one stroke after the other. Fails where one asks for what
    /// never comes, or comes after the end.
    pub fn play(&mut self, strokes: &[Stroke], watch: Watcher) -> Result<()> {
        self.frame(watch);
        for (number, stroke) in strokes.iter().enumerate() {
            let place = || format!("stroke {}, `{stroke}`", number + 1);
            ensure!(self.flow.is_continue(), "{}: the program has ended before it", place());
            self.stroke(stroke, watch).with_context(place)?;
        }
        Ok(())
    }

    fn stroke(&mut self, stroke: &Stroke, watch: Watcher) -> Result<()> {
        match stroke {
            Stroke::Key(key) => self.press(*key, watch),
            Stroke::Text(text) => {
                for letter in text.chars() {
                    self.press(KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE), watch);
                    self.pass(LETTER, watch);
                }
            }
            Stroke::Wait(time) => self.pass(*time, watch),
            Stroke::Still => {
                let ends = self.wait(|stage| stage.app.deadline().is_none(), watch);
                ensure!(ends, "after {} s something still moves:\n{}", PATIENCE.as_secs(), self.text());
            }
            Stroke::See(text) => {
                let seen = self.wait(|stage| stage.sees(text), watch);
                ensure!(seen, "that is not to be seen, but:\n{}", self.text());
            }
            Stroke::Until(key, text) => {
                for _ in 0..PRESSES {
                    if self.sees(text) {
                        return Ok(());
                    }
                    self.press(*key, watch);
                    self.pass(FRAME, watch);
                }
                bail!("that is not to be seen after {PRESSES} presses, but:\n{}", self.text());
            }
        }
        Ok(())
    }

    fn press(&mut self, key: KeyEvent, watch: Watcher) {
        if self.flow.is_continue() {
            let area = self.screen.area;
            if take(&mut self.app, Event::Key(key), (&mut self.desk, area)) == Some(Effect::Quit) {
                self.flow = ControlFlow::Break(());
            }
            self.frame(watch);
        }
    }

    /// Lets time pass until it is as wanted, or nothing moves any more, or patience ends; whether it is as wanted.
    fn wait(&mut self, wanted: impl Fn(&Self) -> bool, watch: Watcher) -> bool {
        let end = self.now + PATIENCE;
        while !wanted(self) && self.now < end && self.app.deadline().is_some() {
            self.pass(FRAME, watch);
        }
        wanted(self)
    }

    /// Lets time pass, frame by frame while something moves.
    fn pass(&mut self, time: Duration, watch: Watcher) {
        let end = self.now + time;
        while self.now < end {
            if self.app.deadline().is_none() {
                self.now = end;
                return;
            }
            let passed = FRAME.min(end - self.now);
            self.app.tick(passed);
            self.now += passed;
            self.frame(watch);
        }
    }

    fn frame(&mut self, watch: Watcher) {
        self.draw(watch);
        if keep(&mut self.app, &mut self.desk) == Screen::Stale {
            self.draw(watch);
        }
    }

    fn draw(&mut self, watch: Watcher) {
        self.screen.reset();
        self.cursor = self.app.draw(self.screen.area, &mut self.screen);
        watch(self.shot());
    }

    fn text(&self) -> String {
        dump(&self.screen)
    }

    fn sees(&self, text: &str) -> bool {
        self.text().lines().any(|row| row.contains(text))
    }
}
