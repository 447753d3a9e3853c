//! What the app does while an author records: free play, with comments that begin steps, and a count of it all.

use super::app::App;
use super::msg::{Effect, Pane, Tone};
use super::play::Game;
use super::screens::Screen;
use super::scrollback::Entry;
use super::shell::CLOUD_SHELL;
use crate::guest::Output;
use crate::session::record::{Remarks, comment, count};
use crate::session::{History, Session};
use crate::words::record::told as say;

impl App {
    /// Begins to record in the world of this session.
    pub fn enter_recording(&mut self, session: Session) {
        self.enter(session);
        self.game = Some(Game::Recording(Remarks::default()));
        self.count_recording();
    }

    /// Everything that was recorded, while something is.
    pub fn recording(&self) -> Option<(&History, &Remarks)> {
        let (Some(Game::Recording(remarks)), Some(study)) = (&self.game, &self.study) else { return None };
        Some((study.session().history(), remarks))
    }

    /// Whether an author records.
    pub(super) fn is_recording(&self) -> bool {
        matches!(self.game, Some(Game::Recording(_)))
    }

    /// Notes a comment line; none where nothing is recorded, or the line is no comment.
    pub(super) fn note_comment(&mut self, line: &str) -> Option<Effect> {
        let done = self.study.as_ref()?.session().history().done().len();
        let text = comment(line)?;
        let Some(Game::Recording(remarks)) = &mut self.game else { return None };
        remarks.add(done, text);
        let said = say::noted(self.look.lang, text);
        let (prompt, line) = (CLOUD_SHELL.to_owned(), line.to_owned());
        let screen = self.screens.iter_mut().find_map(Screen::lesson_mut)?;
        screen.shell.show(Entry { prompt, line, output: Output::default(), remarks: vec![said.clone()] });
        if screen.pane() != Pane::Terminal {
            self.message = Some((Tone::Good, said));
        }
        Some(Effect::Save)
    }

    /// Forgets the comments on lines that were undone: the line that was carried out stands in their place.
    pub(super) fn line_was_recorded(&mut self) {
        let Some(study) = &self.study else { return };
        let before = study.session().history().done().len().saturating_sub(1);
        if let Some(Game::Recording(remarks)) = &mut self.game {
            remarks.forget_after(before);
        }
    }

    /// Counts again what is recorded.
    pub(super) fn count_recording(&mut self) {
        let Some((history, remarks)) = self.recording() else { return };
        let counted = (count(history, remarks), history.done().len());
        let lang = self.look.lang;
        if let Some(study) = &mut self.study {
            study.set_recorded(counted, lang);
        }
    }
}
