//! The screens. They lie on a stack: the uppermost has the keys, the first that fills the window is
//! drawn with everything above it.

pub mod cells;
pub mod choice;
pub mod drill;
pub mod help;
pub mod home;
pub mod lesson;
pub mod reach;
pub mod results;
pub mod settings;
pub mod why;

use super::keys::Hint;
use super::view::{Ctx, View};
use crate::words::{Words, drill as say, ui};
use cells::Cells;
use choice::Choice;
use drill::{ScorePage, Setup};
use help::Help;
use home::Home;
use lesson::LessonScreen;
use reach::Reach;
use results::Results;
use settings::Settings;
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
    /// The board of cells.
    Cells(Cells),
    /// Which drill it shall be.
    Drill(Setup),
    /// How a drill went.
    Score(ScorePage),
    /// How the learner wants it.
    Settings(Settings),
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
            Self::Cells(screen) => screen,
            Self::Drill(screen) => screen,
            Self::Score(screen) => screen,
            Self::Settings(screen) => screen,
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
            Self::Cells(screen) => screen,
            Self::Drill(screen) => screen,
            Self::Score(screen) => screen,
            Self::Settings(screen) => screen,
        }
    }

    /// Its keys for the page of keys, in groups.
    pub fn groups(&self, ctx: &Ctx) -> Vec<(Words, Vec<Hint>)> {
        match self {
            Self::Home(screen) => vec![(ui::LESSONS, screen.keys(ctx))],
            Self::Lesson(screen) => screen.groups(ctx),
            Self::Results(screen) => vec![(ui::RESULTS, screen.keys(ctx))],
            Self::Cells(screen) => vec![(crate::words::cells::TITLE, screen.keys(ctx))],
            Self::Drill(screen) => vec![(say::DRILL, screen.keys(ctx))],
            Self::Score(screen) => vec![(say::DRILL, screen.keys(ctx))],
            Self::Reach(screen) => vec![(crate::words::reach::TITLE, screen.keys(ctx))],
            Self::Settings(screen) => vec![(crate::words::settings::TITLE, screen.keys(ctx))],
            Self::Help(_) | Self::Choice(_) | Self::Why(_) => Vec::new(),
        }
    }

    /// The lesson that it is, if it is one.
    pub fn lesson(&self) -> Option<&LessonScreen> {
        if let Self::Lesson(lesson) = self { Some(lesson) } else { None }
    }

    /// The lesson that it is, to be changed.
    pub fn lesson_mut(&mut self) -> Option<&mut LessonScreen> {
        if let Self::Lesson(lesson) = self { Some(lesson) } else { None }
    }

    /// Whether what lies below can still be seen.
    pub fn floats(&self) -> bool {
        match self {
            Self::Home(_)
            | Self::Lesson(_)
            | Self::Results(_)
            | Self::Reach(_)
            | Self::Cells(_)
            | Self::Drill(_)
            | Self::Score(_) => false,
            Self::Help(_) | Self::Choice(_) | Self::Why(_) | Self::Settings(_) => true,
        }
    }
}
