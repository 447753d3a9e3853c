//! What is played where it is no lesson. A drill is studied like one, and besides somebody counts.

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
use crate::session::record::Remarks;
use crate::session::{Session, history};
use crate::words::drill as say;
use std::sync::Arc;

/// What is played where it is no lesson.
pub(super) enum Game {
    /// A drill.
    Drill(Box<Play>),
    /// A sandbox.
    Sandbox,
    /// A recording, with its comments.
    Recording(Remarks),
}

/// A drill under way.
pub(super) struct Play {
    drill: Drill,
    /// The probes so far; the rest of the score is read off the session.
    tally: Tally,
}

impl Play {
    /// A drill that begins.
    pub fn new(drill: Drill) -> Self {
        Self { drill, tally: Tally::default() }
    }

    /// What was dealt.
    pub fn drill(&self) -> &Drill {
        &self.drill
    }

    /// Counts a line that was carried out.
    pub fn count(&mut self, record: &Record) {
        self.tally.count(record);
    }

    /// The score of the drill once it is mended; `session` is the one it was mended in.
    pub fn score(&self, session: &Session) -> Score {
        let changes = session.history().done().iter().filter(|done| history::changed(&done.record)).count();
        let wrong_claims = session.answers().iter().filter(|given| given.mark == Mark::Wrong).count();
        let helps = session.asked().len();
        Tally { changes, wrong_claims, helps, ..self.tally }.score(&self.drill, Finish::Mended)
    }
}

impl App {
    /// Offers drills, this one first.
    pub fn offer_drills(&mut self, seed: u64) {
        self.screens.push(Screen::Drill(Setup::new(seed)));
    }

    /// Begins a drill.
    pub fn enter_drill(&mut self, drill: Drill) {
        self.enter(Session::new(Arc::new(say::lesson(&drill))));
        self.game = Some(Game::Drill(Box::new(Play::new(drill))));
    }

    /// Counts a line that was carried out.
    pub(super) fn count(&mut self, record: &Record) {
        if let Some(Game::Drill(play)) = &mut self.game {
            play.count(record);
        }
    }

    /// Shows the score of a drill that is solved; false where none is under way.
    pub(super) fn show_score(&mut self) -> bool {
        let (Some(Game::Drill(play)), Some(study)) = (&self.game, &self.study) else { return false };
        let page = ScorePage::of(play.drill(), Some(play.score(study.session())));
        self.screens.push(Screen::Score(page));
        true
    }

    /// Asks whether a drill shall be given up; false where none is under way.
    pub(super) fn ask_give_up(&mut self) -> bool {
        if !matches!(self.game, Some(Game::Drill(_))) {
            return false;
        }
        let options = vec![(say::GO_ON.into(), Vec::new()), (say::GIVE_UP.into(), vec![Msg::GiveUp])];
        let (title, body) = (say::NOT_YET.into(), Text { ja: String::new(), en: String::new() });
        self.screens.push(Screen::Choice(Choice { title, body, options, at: 0 }));
        true
    }

    /// Asks whether a drill that is not solved shall be left; false where none is under way.
    pub(super) fn ask_to_leave(&mut self) -> bool {
        let solved = self.study.as_ref().is_none_or(|study| study.session().open_goals() == 0);
        if solved || !self.ask_give_up() {
            return false;
        }
        if let Some(Screen::Choice(choice)) = self.screens.last_mut() {
            choice.options.push((say::LEAVE.into(), vec![Msg::Close]));
        }
        true
    }

    /// Shows the truth.
    pub(super) fn give_up(&mut self) {
        if let Some(Game::Drill(play)) = &self.game {
            self.screens.push(Screen::Score(ScorePage::of(play.drill(), None)));
        }
    }
}
