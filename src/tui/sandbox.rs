//! What the app does about sandboxes and imports: it asks where to begin, and plays there.

use super::app::App;
use super::msg::{Msg, Tone};
use super::play::Game;
use super::screens::Screen;
use super::screens::choice::Choice;
use super::screens::import::Import;
use crate::lesson::Text;
use crate::session::Session;
use crate::session::sandbox::{Entry, Start};
use crate::words::record::told;
use crate::words::{import, sandbox as say};

impl App {
    /// Asks where a sandbox shall begin: where it was left, where it was, else at one of these starts.
    pub fn offer_sandboxes(&mut self, left: Option<Start>, starts: Vec<Start>) {
        let play = |start: Start, entry| vec![Msg::PlayIn { start, entry }];
        let as_left = left.map(|start| (say::as_left(&start), play(start, Entry::AsLeft)));
        let anew = starts.into_iter().map(|start| (say::start(&start), play(start, Entry::Anew)));
        let bring = (import::IMPORT.into(), vec![Msg::Import]);
        let options = as_left.into_iter().chain(anew).chain([bring]).collect();
        let (title, body) = (say::WHERE.into(), Text { ja: String::new(), en: String::new() });
        self.screens.push(Screen::Choice(Choice { title, body, options, at: 0 }));
    }

    /// Plays in a sandbox.
    pub fn enter_sandbox(&mut self, session: Session) {
        self.screens.retain(|screen| !matches!(screen, Screen::Import(_)));
        self.enter(session);
        self.game = Some(Game::Sandbox);
    }

    /// Asks for the path of a world or an account's description.
    pub(super) fn ask_for_import(&mut self) {
        self.screens.push(Screen::Import(Import::default()));
    }

    /// Says why nothing could be imported from this path; the path stays to be mended.
    pub fn refuse_import(&mut self, path: &str, why: Vec<String>) {
        if !matches!(self.screens.last(), Some(Screen::Import(_))) {
            self.screens.push(Screen::Import(Import::at(path)));
        }
        if let Some(Screen::Import(import)) = self.screens.last_mut() {
            import.refuse(why);
        }
    }

    /// Offers what the typed path may become.
    pub fn offer_paths(&mut self, found: Vec<String>) {
        if let Some(Screen::Import(import)) = self.screens.last_mut() {
            import.complete(found);
        }
    }

    /// Whether one plays in a sandbox; then says that there are no steps.
    pub(super) fn has_no_steps(&mut self) -> bool {
        let is_sandbox = self.is_sandbox();
        if is_sandbox {
            let why = if self.is_recording() { told::NO_STEPS } else { say::NO_STEPS };
            self.message = Some((Tone::Plain, why.in_(self.look.lang).to_owned()));
        }
        is_sandbox
    }

    /// Whether one plays in a sandbox, or records in one.
    pub(super) fn is_sandbox(&self) -> bool {
        matches!(self.game, Some(Game::Sandbox | Game::Recording(_)))
    }
}
