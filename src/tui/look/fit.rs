//! How the look is settled: what the command line asks for, what the learner chose, what the terminal is.
//!
//! The command line counts for this run only and is never kept. What the learner changes on the screen
//! counts from then on, over the command line too, and is kept. Where neither says anything the terminal
//! decides; what it answered is not kept, since the next start may be in another one.

use super::{Depth, Glyphs, Look, Motion, Theme};
use crate::lesson::Lang;
use crate::tui::ask::Answer;
use crate::tui::settings::Settings;

/// What the command line asks for. `Some(None)` is `auto`: as the terminal is, whatever was chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The language.
    pub lang: Option<Lang>,
    /// The colours.
    pub theme: Option<Option<Theme>>,
    /// How many of them.
    pub depth: Option<Option<Depth>>,
    /// The characters.
    pub glyphs: Option<Option<Glyphs>>,
    /// Whether things move.
    pub motion: Option<Motion>,
}

/// What is known of the machine and its terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The language the machine is set to, if it is one of ours.
    pub lang: Option<Lang>,
    /// The theme that fits the background.
    pub theme: Theme,
    /// How many colours it shows.
    pub depth: Depth,
    /// The characters it draws as wide as they are measured.
    pub glyphs: Glyphs,
}

/// Everything that settles the look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fit {
    /// What the command line asks for.
    pub asked: Asked,
    /// What the learner chose.
    pub chosen: Settings,
    /// What the terminal is.
    pub found: Found,
}

/// One thing that the learner chooses; `None` leaves it to the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The language.
    Lang(Lang),
    /// The colours.
    Theme(Option<Theme>),
    /// How many of them.
    Depth(Option<Depth>),
    /// The characters.
    Glyphs(Option<Glyphs>),
    /// Whether things move.
    Motion(Motion),
}

impl Found {
    /// What the environment says.
    pub fn of(variable: impl Fn(&str) -> Option<String>, lang: Option<Lang>, asked: &Asked) -> Self {
        // Whoever names a theme for this very run wants to see it.
        let unwanted = Depth::unwanted(&variable) && !matches!(asked.theme, Some(Some(_)));
        let theme = if light_by_environment(&variable) == Some(true) { Theme::light() } else { Theme::dark() };
        let depth = if unwanted { Depth::Mono } else { Depth::detect(&variable) };
        Self { lang, theme, depth, glyphs: Glyphs::Unicode }
    }
}

/// Whether the background is light, where the environment tells: rxvt, Konsole and others set
/// "foreground;background", of the 16 colours.
pub fn light_by_environment(variable: impl Fn(&str) -> Option<String>) -> Option<bool> {
    let background = variable("COLORFGBG")?.rsplit(';').next()?.parse::<u8>().ok()?;
    Some(matches!(background, 7 | 9..=15))
}

impl Fit {
    /// What settles it to be exactly this.
    pub fn of(look: Look) -> Self {
        let (lang, motion) = (Some(look.lang), Some(look.motion));
        let (theme, depth, glyphs) = (Some(Some(look.theme)), Some(Some(look.depth)), Some(Some(look.glyphs)));
        Self { asked: Asked { lang, theme, depth, glyphs, motion }, ..Self::default() }
    }

    /// How everything looks then.
    pub fn look(&self) -> Look {
        let (asked, chosen, found) = (self.asked, &self.chosen, self.found);
        Look {
            lang: self.lang().unwrap_or_default(),
            theme: asked.theme.unwrap_or(chosen.theme).unwrap_or(found.theme),
            depth: asked.depth.unwrap_or(chosen.depth).unwrap_or(found.depth),
            glyphs: asked.glyphs.unwrap_or(chosen.glyphs).unwrap_or(found.glyphs),
            motion: asked.motion.or(chosen.motion).unwrap_or_default(),
        }
    }

    /// The language, where anybody has said which.
    pub fn lang(&self) -> Option<Lang> {
        self.asked.lang.or(self.chosen.lang).or(self.found.lang)
    }

    /// What is in force: what was asked for, else what was chosen.
    pub fn in_force(&self) -> Settings {
        let (asked, chosen) = (self.asked, &self.chosen);
        Settings {
            lang: Some(self.look().lang),
            theme: asked.theme.unwrap_or(chosen.theme),
            depth: asked.depth.unwrap_or(chosen.depth),
            glyphs: asked.glyphs.unwrap_or(chosen.glyphs),
            motion: asked.motion.or(chosen.motion),
            last: chosen.last.clone(),
            sandbox: chosen.sandbox.clone(),
        }
    }

    /// Notes what the learner chose; over the command line too, or nobody would see what they choose.
    pub fn change(&mut self, change: Change) {
        match change {
            Change::Lang(lang) => (self.asked.lang, self.chosen.lang) = (None, Some(lang)),
            Change::Theme(theme) => {
                (self.asked.theme, self.chosen.theme) = (None, theme);
                // Where a theme is chosen nothing is asked at the next start, so this answer is kept with it.
                if theme.is_some() && self.found.glyphs != Glyphs::Unicode {
                    self.chosen.glyphs = self.chosen.glyphs.or(Some(self.found.glyphs));
                }
            }
            Change::Depth(depth) => (self.asked.depth, self.chosen.depth) = (None, depth),
            Change::Glyphs(glyphs) => (self.asked.glyphs, self.chosen.glyphs) = (None, glyphs),
            Change::Motion(motion) => (self.asked.motion, self.chosen.motion) = (None, Some(motion)),
        }
    }

    /// Whether the terminal's answer about its background would change anything.
    pub fn wonders(&self) -> bool {
        let look = self.look();
        self.asked.theme.unwrap_or(self.chosen.theme).is_none() && look.depth != Depth::Mono
    }

    /// Notes what the terminal answered.
    pub fn hear(&mut self, answer: Answer) {
        match answer {
            Answer::Background(background) if background.is_light() => self.found.theme = Theme::light(),
            Answer::Background(_) => self.found.theme = Theme::dark(),
            Answer::Wide => self.found.glyphs = Glyphs::Narrow,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::ask::Background;

    const WHITE: Answer = Answer::Background(Background { r: 255, g: 255, b: 255 });

    #[test]
    fn the_command_line_wins_over_what_was_chosen_and_that_over_the_terminal() {
        let mut fit = Fit::default();
        assert_eq!(fit.look().theme, Theme::dark());
        fit.hear(WHITE);
        assert_eq!(fit.look().theme, Theme::light());
        fit.chosen.theme = Theme::named("projector");
        assert_eq!(fit.look().theme, Theme::named("projector").unwrap());
        fit.asked.theme = Some(Some(Theme::plain()));
        assert_eq!(fit.look().theme, Theme::plain());
        fit.asked.theme = Some(None);
        assert_eq!(fit.look().theme, Theme::light(), "auto");
    }

    #[test]
    fn what_the_command_line_asks_for_is_not_kept_and_what_is_changed_after_it_is_seen() {
        let mut fit = Fit::default();
        fit.asked.glyphs = Some(Some(Glyphs::Ascii));
        fit.asked.motion = Some(Motion::Reduced);
        fit.change(Change::Theme(Some(Theme::light())));
        assert_eq!(fit.chosen, Settings { theme: Some(Theme::light()), ..Settings::default() });
        assert_eq!((fit.look().glyphs, fit.look().motion), (Glyphs::Ascii, Motion::Reduced));
        fit.change(Change::Glyphs(None));
        assert_eq!(fit.look().glyphs, Glyphs::Unicode);
    }

    #[test]
    fn the_terminal_is_asked_only_where_its_answer_would_matter() {
        let mut fit = Fit::default();
        assert!(fit.wonders());
        fit.chosen.theme = Some(Theme::dark());
        assert!(!fit.wonders());
        fit.asked.theme = Some(None);
        assert!(fit.wonders(), "auto");
        fit.found.depth = Depth::Mono;
        assert!(!fit.wonders(), "without colours");
    }

    #[test]
    fn an_answer_that_is_not_asked_for_again_is_kept_with_the_theme() {
        let mut fit = Fit::default();
        fit.hear(Answer::Wide);
        assert_eq!((fit.look().glyphs, fit.chosen.glyphs), (Glyphs::Narrow, None));
        fit.change(Change::Theme(Some(Theme::light())));
        assert_eq!(fit.chosen.glyphs, Some(Glyphs::Narrow));
    }

    #[test]
    fn no_color_counts_unless_a_theme_is_asked_for_or_colours_were_chosen() {
        let variable = |name: &str| (name == "NO_COLOR").then(|| "1".to_owned());
        let mut fit = Fit { found: Found::of(variable, None, &Asked::default()), ..Fit::default() };
        fit.chosen.theme = Some(Theme::light());
        assert_eq!(fit.look().depth, Depth::Mono);
        fit.chosen.depth = Some(Depth::Sixteen);
        assert_eq!(fit.look().depth, Depth::Sixteen);
        let asked = Asked { theme: Some(Some(Theme::light())), ..Asked::default() };
        assert_eq!(Found::of(variable, None, &asked).depth, Depth::Indexed);
    }

    #[test]
    fn the_environment_may_tell_the_background() {
        let says = |value: &'static str| move |name: &str| (name == "COLORFGBG").then(|| value.to_owned());
        assert_eq!(light_by_environment(says("0;15")), Some(true));
        assert_eq!(light_by_environment(says("15;default;0")), Some(false));
        assert_eq!(light_by_environment(says("15;default")), None);
        assert_eq!(light_by_environment(|_| None), None);
        assert_eq!(Found::of(says("0;15"), None, &Asked::default()).theme, Theme::light());
    }
}
