//! Outside of the steps: the list of lessons, drills, the language, and what can be typed.

use super::model::{DONE, Heard, Plain, Then};
use super::wish::{self, ROWS, Wish};
use crate::lesson::Lang;
use crate::session::drill::MOST_FAULTS;
use crate::sim::repair::lines;
use crate::tui::msg::Effect;
use crate::tui::screens::home::Card;
use crate::words::{drill as drills, fault, plain as say, ui};

impl Plain {
    /// The first words, and the list of lessons.
    pub fn begin(&mut self) {
        self.page.say(&format!("v6dojo: {}", ui::TAGLINE.in_(self.lang)));
        self.say(ui::NOTHING_REAL);
        self.say(say::WELCOME);
        self.tell_home();
    }

    /// The list of lessons.
    pub fn tell_home(&mut self) {
        let lang = self.lang;
        self.page.gap();
        self.page.say(&format!("{}:", ui::LESSONS.in_(lang)));
        if self.course.is_empty() {
            self.say(say::NO_LESSONS);
        }
        for (number, card) in self.course.clone().iter().enumerate() {
            self.page.gap();
            self.page.say(&say::lesson(number + 1, card.title.in_(lang), lang));
            self.page.say(card.summary.in_(lang));
            self.page.say(&say::card((card.minutes, card.steps), &progress(card, lang), lang));
        }
        self.page.gap();
        self.page.say(&format!("drill: {}", drills::ABOUT.in_(lang)));
        self.page.gap();
        self.say(say::TYPE_AT_HOME);
    }

    /// The last words.
    pub fn say_good_bye(&mut self, kept: bool) {
        self.say(if kept { say::GOOD_BYE_KEPT } else { say::GOOD_BYE });
    }

    /// Leaves the lesson for the list; its progress is kept.
    pub(super) fn go_home(&mut self) -> Heard {
        if let Some(study) = self.study.take() {
            let session = study.session();
            for card in self.course.iter_mut().filter(|card| card.id == session.lesson().id) {
                card.note(session);
            }
        }
        (self.play, self.host, self.film) = (None, None, None);
        self.tell_home();
        DONE
    }

    /// Asks whether the progress of a lesson may be forgotten.
    pub(super) fn ask_forget(&mut self, which: &str) -> Heard {
        let only = (which.is_empty() && self.course.len() == 1).then_some(1);
        let number = only.or_else(|| wish::number(which)).and_then(|number| number.checked_sub(1));
        let Some(number) = number.filter(|number| *number < self.course.len()) else {
            self.say(say::RESET_WHICH);
            return DONE;
        };
        if self.course[number].at.is_none() {
            self.say(say::NOT_BEGUN);
            return DONE;
        }
        let lang = self.lang;
        let choices = [(ui::RESET_NOTHING, Then::Nothing), (ui::RESET_LESSON, Then::Forget(number))];
        self.ask(ui::RESET_SURE, choices.map(|(words, then)| (words.in_(lang).to_owned(), then)).to_vec())
    }

    /// Speaks the other language, or the one that is named.
    pub(super) fn language(&mut self, which: &str) -> Heard {
        self.lang = match which.to_lowercase().as_str() {
            "ja" | "日本語" | "japanese" => Lang::Ja,
            "en" | "英語" | "english" => Lang::En,
            "" => self.lang.other(),
            _ => return self.show_use(Wish::Language),
        };
        self.page.speak(self.lang);
        if let Some(study) = &mut self.study {
            study.look_again(self.lang);
            self.tell_step();
        } else {
            self.tell_home();
        }
        Some(vec![Effect::SaveSettings])
    }

    /// All that can be typed.
    pub(super) fn help(&mut self) -> Heard {
        let lang = self.lang;
        self.page.say(&format!("{}:", say::HELP_TITLE.in_(lang)));
        for (words, example) in say::HELP_COMMANDS {
            self.say(words);
            self.page.command(2, example);
        }
        self.page.gap();
        self.say(say::HELP_WORDS);
        for row in ROWS {
            self.page.say(&format!("{}: {}", row.names(lang), row.help.in_(lang)));
        }
        DONE
    }

    /// A drill by its number and its faults, or one that is drawn.
    pub(super) fn drill(&mut self, which: &str) -> Heard {
        if which.is_empty() {
            return Some(vec![Effect::Drills]);
        }
        let mut words = which.split_whitespace();
        let seed = words.next().and_then(|seed| seed.parse().ok());
        let faults = words.next().map_or(Some(1), |faults| faults.parse().ok());
        match (seed, faults.filter(|faults| (1..=MOST_FAULTS).contains(faults)), words.next()) {
            (Some(seed), Some(faults), None) => Some(vec![Effect::Deal { seed, faults }]),
            _ => self.show_use(Wish::Drill),
        }
    }

    /// Offers the drill of this number.
    pub fn offer_drill(&mut self, seed: u64) {
        let lang = self.lang;
        self.page.say(drills::ABOUT.in_(lang));
        let deal = |faults| (drills::title(lang, seed, faults), Then::Deal { seed, faults });
        let nothing = (ui::RESET_NOTHING.in_(lang).to_owned(), Then::Nothing);
        self.ask(say::HOW_MANY_FAULTS, (1..=MOST_FAULTS).map(deal).chain([nothing]).collect());
    }

    /// The score of a drill that is mended, and what it was.
    pub(super) fn tell_score(&mut self) -> Heard {
        let (play, session) = (self.play.as_ref()?, self.study.as_ref()?.session());
        let score = play.score(session);
        self.page.gap();
        self.say(drills::SOLVED);
        for line in drills::score(&score, self.lang) {
            self.page.say(&line);
        }
        self.tell_truth()
    }

    /// Shows the truth.
    pub(super) fn give_up(&mut self) -> Heard {
        self.say(drills::GIVEN_UP);
        self.tell_truth()
    }

    fn tell_truth(&mut self) -> Heard {
        let lang = self.lang;
        let drill = self.play.as_ref()?.drill();
        let (faults, repair) = (fault::told(&drill.faults), lines(&drill.world, &drill.repair.calls));
        self.page.gap();
        self.page.say(&format!("{}:", drills::WHAT_IT_WAS.in_(lang)));
        for (name, symptom) in faults {
            self.page.item(0, "- ", name.in_(lang));
            if let Some(symptom) = symptom {
                self.page.item(2, "", symptom.in_(lang));
            }
        }
        self.tell_commands(drills::LEAST, &repair);
        self.say(say::AFTER_DRILL);
        DONE
    }
}

/// How far one is in a lesson.
fn progress(card: &Card, lang: Lang) -> String {
    match card.at {
        _ if card.finished => ui::FINISHED.in_(lang).to_owned(),
        Some(at) => say::at_step(at + 1, lang),
        None => ui::NOT_BEGUN.in_(lang).to_owned(),
    }
}
