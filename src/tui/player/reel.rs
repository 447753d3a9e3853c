//! The reel: at which instant of the film one is, whether it runs, and how fast. Every control only
//! moves that instant.

use crate::tui::film::Film;
use crate::tui::look::Motion;
use std::time::Duration;

/// Where the film stands, and how it moves.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Reel {
    /// How much of the film has passed.
    pub elapsed: Duration,
    /// Whether it runs.
    pub run: Run,
    /// How fast.
    pub speed: Speed,
    /// What happens at its end.
    pub at_the_end: AtTheEnd,
}

/// Whether the film runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Run {
    /// It stands.
    #[default]
    Stopped,
    /// It runs to its end.
    Running,
    /// It runs until the scene is wholly there.
    Stepping,
}

/// What happens at the end of the film.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AtTheEnd {
    /// It stops.
    #[default]
    Stop,
    /// It begins again.
    Again,
}

/// How fast the film runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Speed {
    /// A quarter.
    Quarter,
    /// Half.
    Half,
    /// As made.
    #[default]
    Normal,
    /// Twice.
    Double,
    /// Four times.
    Fourfold,
    /// Eight times.
    Eightfold,
}

impl Speed {
    const ALL: [Self; 6] = [Self::Quarter, Self::Half, Self::Normal, Self::Double, Self::Fourfold, Self::Eightfold];

    /// How many seconds of the film pass in one.
    pub fn factor(self) -> f64 {
        match self {
            Self::Quarter => 0.25,
            Self::Half => 0.5,
            Self::Normal => 1.0,
            Self::Double => 2.0,
            Self::Fourfold => 4.0,
            Self::Eightfold => 8.0,
        }
    }

    /// The next one up; the fastest stays.
    pub fn faster(self) -> Self {
        Self::ALL.into_iter().find(|speed| *speed > self).unwrap_or(self)
    }

    /// The next one down; the slowest stays.
    pub fn slower(self) -> Self {
        Self::ALL.into_iter().rev().find(|speed| *speed < self).unwrap_or(self)
    }
}

/// Between two pictures while something moves.
const TICK: Duration = Duration::from_millis(33);
/// What rests is looked at again no sooner than this.
const SOON: Duration = Duration::from_millis(1);

impl Reel {
    /// The scene it stands in.
    pub fn scene(&self, film: &Film) -> usize {
        film.frame(self.elapsed, Motion::Full).scene
    }

    /// Runs from the beginning.
    pub fn play(&mut self) {
        self.elapsed = Duration::ZERO;
        self.run = Run::Running;
    }

    /// Stops where it runs, and runs where it stands; at the end from the beginning.
    pub fn play_or_pause(&mut self, film: &Film) {
        if self.run != Run::Stopped {
            self.run = Run::Stopped;
            return;
        }
        if self.elapsed >= film.whole_at(film.scenes.len().saturating_sub(1)) {
            self.elapsed = Duration::ZERO;
        }
        self.run = Run::Running;
    }

    /// Stands where a scene is wholly there.
    pub fn show(&mut self, film: &Film, scene: usize) {
        self.elapsed = film.whole_at(scene);
        self.run = Run::Stopped;
    }

    /// One scene on: moving there, or at once where motion is not wanted or already under way.
    pub fn forward(&mut self, film: &Film, motion: Motion) {
        let scene = self.scene(film);
        let next = scene + 1;
        if self.run == Run::Stepping || next >= film.scenes.len() {
            self.show(film, scene);
        } else if motion == Motion::Reduced {
            self.show(film, next);
        } else {
            self.elapsed = film.start_of(next);
            self.run = Run::Stepping;
        }
    }

    /// One scene back; to the beginning of the very first.
    pub fn back(&mut self, film: &Film) {
        let scene = self.scene(film);
        self.show(film, scene.saturating_sub(1));
    }

    /// Lets time pass.
    pub fn tick(&mut self, film: &Film, passed: Duration) {
        let scene = self.scene(film);
        let end = match self.run {
            Run::Stopped => return,
            Run::Running => film.length(),
            Run::Stepping => film.whole_at(scene),
        };
        self.elapsed += passed.mul_f64(self.speed.factor());
        if self.elapsed < end {
            return;
        }
        match (self.run, self.at_the_end) {
            (Run::Running, AtTheEnd::Again) => self.elapsed = Duration::ZERO,
            (Run::Running, AtTheEnd::Stop) => self.show(film, film.scenes.len().saturating_sub(1)),
            (Run::Stepping | Run::Stopped, _) => self.show(film, scene),
        }
    }

    /// How long no picture differs from this one; none where it stands.
    pub fn deadline(&self, film: &Film, motion: Motion) -> Option<Duration> {
        if self.run == Run::Stopped {
            return None;
        }
        let still = film.still_for(self.elapsed, motion);
        Some(still.map_or(TICK, |still| still.div_f64(self.speed.factor()).max(SOON)))
    }
}
