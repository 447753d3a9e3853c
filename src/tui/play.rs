//! What is played besides lessons: a drill, in which somebody counts, or a sandbox, in which nobody does.
//! Both are studied like a lesson.

use super::app::App;
use super::msg::Msg;
use super::screens::Screen;
use super::screens::choice::Choice;
use super::screens::drill::{ScorePage, Setup};
use crate::guest::console::Record;
use crate::lesson::Text;
use crate::lesson::ask::Mark;
use crate::session::drill::Drill;
use crate::session::drill::score::{Finish, Score, Tally};
use crate::session::{Session, history};
use crate::words::drill as say;
use std::sync::Arc;

/// What is played.
pub(super) enum Play {
    /// A drill.
    Drill {
        /// The drill.
        drill: Box<Drill>,
        /// The probes so far; the rest of the score is read off the session.
        tally: Tally,
    },
    /// A sandbox.
    Sandbox,
}

impl App {
    /// Offers drills, this one first.
    pub fn offer_drills(&mut self, seed: u64) {
        self.screens.push(Screen::Drill(Setup::new(seed)));
    }

    /// Begins a drill.
    pub fn enter_drill(&mut self, drill: Drill) {
        self.enter(Session::new(Arc::new(say::lesson(&drill))));
        self.play = Some(Play::Drill { drill: Box::new(drill), tally: Tally::default() });
    }

    /// Counts a line that was carried out.
    pub(super) fn count(&mut self, record: &Record) {
        if let Some(Play::Drill { tally, .. }) = &mut self.play {
            tally.count(record);
        }
    }

    /// Shows the score of a drill that is solved; false where none is under way.
    pub(super) fn show_score(&mut self) -> bool {
        let Some(page) = self.score().map(|(drill, score)| ScorePage::of(drill, Some(score))) else { return false };
        self.screens.push(Screen::Score(page));
        true
    }

    fn score(&self) -> Option<(&Drill, Score)> {
        let (Some(Play::Drill { drill, tally }), Some(study)) = (&self.play, &self.study) else { return None };
        let session = study.session();
        let changes = session.history().done().iter().filter(|done| history::changed(&done.record)).count();
        let wrong_claims = session.answers().iter().filter(|given| given.mark == Mark::Wrong).count();
        let helps = session.asked().len();
        Some((drill, Tally { changes, wrong_claims, helps, ..*tally }.score(drill, Finish::Mended)))
    }

    /// Asks whether a drill shall be given up; false where none is under way.
    pub(super) fn ask_give_up(&mut self) -> bool {
        if !matches!(self.play, Some(Play::Drill { .. })) {
            return false;
        }
        let options = vec![(say::GO_ON.into(), Vec::new()), (say::GIVE_UP.into(), vec![Msg::GiveUp])];
        let (title, body) = (say::NOT_YET.into(), Text { ja: String::new(), en: String::new() });
        self.screens.push(Screen::Choice(Choice { title, body, options, at: 0 }));
        true
    }

    /// Shows the truth.
    pub(super) fn give_up(&mut self) {
        if let Some(Play::Drill { drill, .. }) = &self.play {
            self.screens.push(Screen::Score(ScorePage::of(drill, None)));
        }
    }
}
