//! The screens. They lie on a stack: the uppermost has the keys, the first that fills the window is
//! drawn with everything above it.

pub mod cells;
pub mod choice;
pub mod drill;
pub mod help;
pub mod home;
pub mod import;
pub mod lesson;
pub mod palette;
pub mod problems;
pub mod reach;
pub mod results;
pub mod settings;
pub mod why;

use super::view::View;
use cells::Cells;
use choice::Choice;
use drill::{ScorePage, Setup};
use help::Help;
use home::Home;
use import::Import;
use lesson::LessonScreen;
use palette::Palette;
use problems::Problems;
use reach::Reach;
use results::Results;
use settings::Settings;
use why::Why;

/// Makes the enum of all screens: one row a screen.
macro_rules! screens {
    ($($(#[$doc:meta])* $name:ident($screen:ty)),* $(,)?) => {
        /// A screen.
        #[expect(clippy::large_enum_variant, reason = "there is one lesson at most, and few screens")]
        pub enum Screen {
            $($(#[$doc])* $name($screen)),*
        }

        impl Screen {
            /// It as a view.
            pub fn view(&self) -> &dyn View {
                match self {
                    $(Self::$name(screen) => screen),*
                }
            }

            /// It as a view that takes keys.
            pub fn view_mut(&mut self) -> &mut dyn View {
                match self {
                    $(Self::$name(screen) => screen),*
                }
            }
        }
    };
}

screens! {
    /// The list of lessons.
    Home(Home),
    /// A lesson.
    Lesson(LessonScreen),
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
    /// Everything that can be done.
    Palette(Palette),
    /// The board of cells.
    Cells(Cells),
    /// Which drill it shall be.
    Drill(Setup),
    /// How a drill went.
    Score(ScorePage),
    /// What is wrong with a lesson.
    Problems(Problems),
    /// The path of one's own VPC.
    Import(Import),
    /// How the learner wants it.
    Settings(Settings),
}

impl Screen {
    /// The lesson that it is, if it is one.
    pub fn lesson(&self) -> Option<&LessonScreen> {
        if let Self::Lesson(lesson) = self { Some(lesson) } else { None }
    }

    /// The lesson that it is, to be changed.
    pub fn lesson_mut(&mut self) -> Option<&mut LessonScreen> {
        if let Self::Lesson(lesson) = self { Some(lesson) } else { None }
    }
}
