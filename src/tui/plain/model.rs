//! The model of the plain form: what a typed line changes, and what is said about it.

use super::page::Page;
use super::wish::{self, Asked, Read, Wish};
use crate::cloud::{InstanceId, World};
use crate::guest::Output;
use crate::lesson::Lang;
use crate::session::Session;
use crate::session::drill::Drill;
use crate::sim::Trace;
use crate::tui::complete::machine;
use crate::tui::msg::{Answer, Effect, Scope};
use crate::tui::play::Play;
use crate::tui::screens::home::Card;
use crate::tui::shell::CLOUD_SHELL;
use crate::tui::study::Study;
use crate::words::{Words, drill, plain as say, ui};
use std::sync::Arc;

/// Everything the plain form knows.
pub(in crate::tui) struct Plain {
    pub(super) lang: Lang,
    pub(super) page: Page,
    pub(super) course: Vec<Card>,
    /// The lesson under way.
    pub(super) study: Option<Study>,
    /// The drill under way; it is studied as a lesson.
    pub(super) play: Option<Play>,
    /// The machine one sits at; none: CloudShell.
    pub(super) host: Option<String>,
    /// What `play` tells, and the world it happened in.
    pub(super) film: Option<(Arc<Trace>, World)>,
    /// Whether it was ever said that packets can be told.
    pub(super) play_is_known: bool,
    /// The kind of packets that `reach` follows, by its place in the list of kinds.
    pub(super) probe: usize,
    /// What the numbers mean, while a question of the program itself is open.
    pub(super) choice: Vec<Then>,
}

/// What a choice leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Then {
    /// Nothing changes.
    Nothing,
    /// On to the next step as it is.
    Skip,
    /// The step is done for the learner.
    Solve,
    /// Something starts over.
    Reset(Scope),
    /// The progress of this lesson is forgotten.
    Forget(usize),
    /// This drill is dealt.
    Deal { seed: u64, faults: usize },
    /// The drill is given up.
    GiveUp,
    /// One sits down at a machine, or at none.
    Sit(Option<String>),
}

/// What is asked of the outside; none where the line was not understood.
pub(super) type Heard = Option<Vec<Effect>>;

/// A line that asks nothing of the outside.
pub(super) const DONE: Heard = Some(Vec::new());

/// The prompt where no lesson is open.
const HOME: &str = "v6dojo:";

impl Plain {
    /// The plain form in lines of this width, before anything was said.
    pub fn new(width: usize, lang: Lang, course: Vec<Card>) -> Self {
        Self {
            lang,
            page: Page::new(width, lang),
            course,
            study: None,
            play: None,
            host: None,
            film: None,
            play_is_known: false,
            probe: 0,
            choice: Vec::new(),
        }
    }

    /// The language that is spoken.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// The lesson's session.
    pub fn session(&self) -> Option<&Session> {
        self.study.as_ref().map(Study::session)
    }

    /// Replaces the list of lessons.
    pub fn set_course(&mut self, course: Vec<Card>) {
        self.course = course;
    }

    /// From here on lines have this width.
    pub fn set_width(&mut self, width: usize) {
        self.page.set_width(width);
    }

    /// Takes what was said.
    pub fn take_lines(&mut self) -> Vec<String> {
        self.page.take()
    }

    /// Adds a message, which is Markdown.
    pub fn tell(&mut self, text: &str) {
        for line in text.split('\n') {
            self.page.markdown(0, line);
        }
    }

    /// Adds lines as they are, as far as they fit.
    pub fn print(&mut self, text: &str) {
        let mut output = Output::default();
        output.line(text);
        self.page.printed(&output);
    }

    /// What stands before the line that is typed next.
    pub fn prompt(&self) -> String {
        if !self.choice.is_empty() {
            return say::choose(self.choice.len(), self.lang);
        }
        match (&self.study, self.sits_at()) {
            (None, _) => format!("{HOME} "),
            (Some(_), None) => format!("{CLOUD_SHELL} "),
            (Some(_), Some(host)) => format!("{host}$ "),
        }
    }

    /// Opens a lesson with its session.
    pub fn enter(&mut self, session: Session) {
        let study = Study::new(session, self.lang);
        self.film = study.trace().map(|trace| (Arc::clone(trace), study.session().world().clone()));
        (self.study, self.play, self.host) = (Some(study), None, None);
        self.tell_step();
    }

    /// Begins a drill.
    pub fn enter_drill(&mut self, drill: Drill) {
        self.enter(Session::new(Arc::new(drill::lesson(&drill))));
        self.play = Some(Play::new(drill));
    }

    /// A line was typed.
    pub fn take(&mut self, line: &str) -> Vec<Effect> {
        let line = line.trim();
        // Comments are for whoever reads the script.
        if line.is_empty() || line.starts_with('#') {
            return Vec::new();
        }
        // Whatever is no number lets the program's own question drop, unless it means nothing at all.
        let choice = std::mem::take(&mut self.choice);
        if let (Some(number), false) = (wish::number(line), choice.is_empty()) {
            return match number.checked_sub(1).and_then(|at| choice.get(at)).cloned() {
                Some(then) => self.then(then),
                None => {
                    self.choice = choice;
                    self.say(say::NO_SUCH_CHOICE);
                    Vec::new()
                }
            };
        }
        self.understand(line).unwrap_or_else(|| {
            self.choice = choice;
            self.unknown(line);
            Vec::new()
        })
    }

    fn understand(&mut self, line: &str) -> Heard {
        if let Some(at) = self.choice_called(line, str::eq) {
            return self.answer(&Answer::Choice(at));
        }
        match wish::read(line, self.lang) {
            Some(Read::Asked(asked)) => return self.grant(&asked),
            Some(Read::TooMuch { word, examples }) => {
                self.page.say(&say::typed_so(&word, &examples, self.lang));
                return DONE;
            }
            None => {}
        }
        if let Some(number) = wish::number(line) {
            return self.number(number);
        }
        self.line(line)
    }

    /// Does what a word asks for.
    fn grant(&mut self, asked: &Asked) -> Heard {
        match asked.wish {
            Wish::Drill => return self.drill(&asked.more),
            Wish::Lessons => return self.go_home(),
            Wish::Language => return self.language(&asked.more),
            Wish::Help => return self.help(),
            Wish::Quit => return Some(vec![Effect::Quit]),
            Wish::Exit => return self.exit(),
            Wish::Reset if self.study.is_none() => return self.ask_forget(&asked.more),
            _ if self.study.is_none() => {
                self.say(say::OPEN_FIRST);
                return DONE;
            }
            _ => {}
        }
        match asked.wish {
            Wish::Next => self.next(),
            Wish::Previous => self.previous(),
            Wish::Skip => Some(self.then(Then::Skip)),
            Wish::Solve => self.ask_solve(),
            Wish::Reset => self.ask_reset(),
            Wish::Undo => self.turn(Session::undo, ui::undone, ui::NOTHING_TO_UNDO),
            Wish::Redo => self.turn(Session::redo, ui::redone, ui::NOTHING_TO_REDO),
            Wish::Text => self.tell_step(),
            Wish::Question => self.tell_questions(),
            Wish::Goals => self.tell_goals(),
            Wish::Hint => self.hint(),
            Wish::Why => self.why(),
            Wish::Evidence => self.evidence(&asked.more),
            Wish::Map => self.tell_map(),
            Wish::Play => self.tell_film(),
            Wish::Save => self.save(),
            Wish::Results => self.tell_results(),
            Wish::Again => self.again(&asked.more),
            Wish::Cells => self.cells(&asked.more),
            Wish::Reach => self.reach(&asked.more),
            Wish::Machine => self.machine(&asked.more),
            Wish::Complete => self.complete(&asked.more),
            Wish::Drill | Wish::Lessons | Wish::Language | Wish::Help | Wish::Quit | Wish::Exit => DONE,
        }
    }

    /// Says how the word for a wish is typed.
    pub(super) fn show_use(&mut self, wish: Wish) -> Heard {
        let (word, examples) = wish::typed_so(wish, self.lang);
        self.page.say(&say::typed_so(word, &examples, self.lang));
        DONE
    }

    /// A number was typed: the answer to a question, or the number of a lesson.
    fn number(&mut self, number: usize) -> Heard {
        let Some(study) = &self.study else {
            if (1..=self.course.len()).contains(&number) {
                return Some(vec![Effect::Load(number - 1)]);
            }
            self.say(say::NO_SUCH_LESSON);
            return DONE;
        };
        let choices = study.open_question().and_then(|at| study.standing().asks.get(at)).map(|ask| ask.choices.len());
        match choices {
            None => self.say(say::NO_OPEN_QUESTION),
            Some(0) => self.say(say::ANSWER_BY_ADDRESS),
            Some(count) if (1..=count).contains(&number) => return self.answer(&Answer::Choice(number - 1)),
            Some(_) => self.say(say::NO_SUCH_CHOICE),
        }
        DONE
    }

    /// Does what was chosen.
    pub(super) fn then(&mut self, then: Then) -> Vec<Effect> {
        let done = match then {
            Then::Nothing => DONE,
            Then::Skip => self.skip(),
            Then::Solve => self.solve(),
            Then::Reset(scope) => self.reset(scope),
            Then::Forget(number) => Some(vec![Effect::Forget(number)]),
            Then::Deal { seed, faults } => Some(vec![Effect::Deal { seed, faults }]),
            Then::GiveUp => self.give_up(),
            Then::Sit(host) => self.sit(host),
        };
        done.unwrap_or_default()
    }

    /// Asks a question of the program's own; each choice is said with what it leads to.
    pub(super) fn ask(&mut self, question: Words, choices: Vec<(String, Then)>) -> Heard {
        self.say(question);
        for (number, (said, _)) in choices.iter().enumerate() {
            self.page.item(0, &format!("{}. ", number + 1), said);
        }
        self.choice = choices.into_iter().map(|(_, then)| then).collect();
        DONE
    }

    /// Says something short.
    pub(super) fn say(&mut self, words: Words) {
        self.page.say(words.in_(self.lang));
    }

    /// The machine one sits at, while it runs.
    pub(super) fn sits_at(&self) -> Option<&str> {
        let (host, world) = (self.host.as_deref()?, self.session()?.world());
        machine(world, host).map(|_| host)
    }

    /// The instance that is looked at: the one that one sits at, or else the lesson's.
    pub(super) fn looks_at(&self) -> Option<InstanceId> {
        let study = self.study.as_ref()?;
        study.looks_at(self.host.as_deref().and_then(|host| machine(study.session().world(), host)))
    }

    fn unknown(&mut self, line: &str) {
        const LONGEST: usize = 40;
        let word = line.split_whitespace().next().unwrap_or_default();
        let word = crate::tui::draw::ellipsis(word, LONGEST);
        let said = say::unknown(&word, &wish::meant(&word, self.lang), self.lang);
        self.page.say(&said);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::library;
    use unicode_width::UnicodeWidthStr;

    #[test]
    fn whatever_is_typed_in_any_order_is_answered_within_the_width() {
        let lesson = Arc::new(library::embedded()[0].load().expect("the lesson loads"));
        let lines = [
            "1",
            "2",
            "3",
            "9",
            "0",
            "skip",
            "next",
            "previous",
            "hint",
            "why",
            "evidence 1",
            "map",
            "goals",
            "text",
            "results",
            "again 1",
            "undo",
            "redo",
            "reset",
            "solve",
            "machine",
            "exit",
            "language",
            "help",
            "lessons",
            "drill x",
            "complete a",
            "x",
            "aws ec2 describe-vpcs | jq",
            "client-001a$ curl -sS https://github.com/",
            "client-001a$ curl -6 https://github.com/",
            "aws ec2 create-key-pair --key-name a",
            "::1",
            "$",
            "a\u{301}b",
            "client-001a$",
            "aws",
            "それは何",
            "　",
            "次",
        ];
        let mut plain = Plain::new(40, Lang::En, Vec::new());
        let mut seed = 11_u64;
        for turn in 0..400 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            if turn % 50 == 0 || plain.session().is_none() {
                plain.enter(Session::at(Arc::clone(&lesson), turn / 20));
            }
            let line = lines[usize::try_from(seed >> 33).expect("31 bits") % lines.len()];
            plain.take(line);
            assert!(!plain.prompt().is_empty());
            for said in plain.take_lines() {
                assert!(said.width() <= 40 && !said.contains(char::is_control), "after {line:?}: {said:?}");
            }
        }
    }
}
