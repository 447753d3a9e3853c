//! The screens. They lie on a stack: the uppermost has the keys, the first that fills the window is
//! drawn with everything above it.

pub mod choice;
pub mod help;
pub mod home;
pub mod lesson;
pub mod reach;
pub mod results;
pub mod why;

use super::keys::Hint;
use super::view::{Ctx, View};
use crate::words::{Words, reach as say, ui};
use choice::Choice;
use help::Help;
use home::Home;
use lesson::LessonScreen;
use reach::Reach;
use results::Results;
use why::Why;

/// A screen.
pub enum Screen {
    /// The list of lessons.
    Home(Home),
    /// A lesson.
    Lesson(Box<LessonScreen>),
    /// The same tests side by side.
    Results(Results),
    /// Every destination.
    Reach(Reach),
    /// The keys.
    Help(Help),
    /// A question with a few answers.
    Choice(Choice),
    /// Why the last command failed.
    Why(Why),
}

impl Screen {
    /// It as a view.
    pub fn view(&self) -> &dyn View {
        match self {
            Self::Home(screen) => screen,
            Self::Lesson(screen) => &**screen,
            Self::Results(screen) => screen,
            Self::Reach(screen) => screen,
            Self::Help(screen) => screen,
            Self::Choice(screen) => screen,
            Self::Why(screen) => screen,
        }
    }

    /// It as a view that takes keys.
    pub fn view_mut(&mut self) -> &mut dyn View {
        match self {
            Self::Home(screen) => screen,
            Self::Lesson(screen) => &mut **screen,
            Self::Results(screen) => screen,
            Self::Reach(screen) => screen,
            Self::Help(screen) => screen,
            Self::Choice(screen) => screen,
            Self::Why(screen) => screen,
        }
    }

    /// Its keys for the page of keys, in groups.
    pub fn groups(&self, ctx: &Ctx) -> Vec<(Words, Vec<Hint>)> {
        match self {
            Self::Home(screen) => vec![(ui::LESSONS, screen.keys(ctx))],
            Self::Lesson(screen) => screen.groups(ctx),
            Self::Results(screen) => vec![(ui::RESULTS, screen.keys(ctx))],
            Self::Reach(screen) => vec![(say::TITLE, screen.keys(ctx))],
            Self::Help(_) | Self::Choice(_) | Self::Why(_) => Vec::new(),
        }
    }

    /// Whether what lies below can still be seen.
    pub fn floats(&self) -> bool {
        match self {
            Self::Home(_) | Self::Lesson(_) | Self::Results(_) | Self::Reach(_) => false,
            Self::Help(_) | Self::Choice(_) | Self::Why(_) => true,
        }
    }
}
