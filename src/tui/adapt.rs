//! What the app does to look different: the learner chose so, or the terminal has answered.

use super::app::App;
use super::ask::Answer;
use super::look::Depth;
use super::look::fit::{Change, Fit};
use super::msg::{Effect, Tone};
use super::screens::Screen;
use super::settings::Settings;
use crate::words::settings as say;

impl App {
    /// The app as this settles its look.
    pub fn fitted(mut self, fit: Fit) -> Self {
        (self.look, self.fit) = (fit.look(), fit);
        self
    }

    /// What the learner has chosen so far, to be kept.
    pub fn settings(&self) -> &Settings {
        &self.fit.chosen
    }

    /// Notes what the terminal answered.
    pub fn hear(&mut self, answer: Answer) {
        self.fit.hear(answer);
        self.look = self.fit.look();
    }

    /// Changes what the learner asks for, and keeps it.
    pub(super) fn adapt(&mut self, change: Change) -> Option<Effect> {
        self.fit.change(change);
        self.look = self.fit.look();
        if let (Change::Lang(lang), Some(study)) = (change, &mut self.study) {
            study.look_again(lang);
        }
        if let Some(Screen::Settings(page)) = self.screens.last_mut() {
            page.see(self.fit.in_force());
        }
        Some(Effect::SaveSettings)
    }

    /// Goes to the next theme, and says which.
    pub(super) fn next_theme(&mut self) -> Option<Effect> {
        let theme = self.look.theme.next();
        let effect = self.adapt(Change::Theme(Some(theme)));
        let mut said = say::theme_is(self.look.lang, theme.title());
        if self.look.depth == Depth::Mono {
            said = format!("{said}\n{}", say::NO_COLOURS_NOW.in_(self.look.lang));
        }
        self.message = Some((Tone::Plain, said));
        effect
    }
}
