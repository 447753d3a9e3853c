//! What is said and done in a step: its text, questions, goals and help, and the way to other steps.

use super::model::{DONE, Heard, Plain, Then};
use crate::lesson::Lang;
use crate::lesson::ask::{Mark, Truth};
use crate::session::{Advance, Entry, Session};
use crate::tui::complete::machines;
use crate::tui::msg::{Answer, Effect, Scope};
use crate::tui::story::{Asked, Worth};
use crate::tui::study::Onward;
use crate::words::{Words, drill, plain as say, ui};
use std::sync::Arc;

impl Plain {
    /// The whole step, in the order in which it is read.
    pub(super) fn tell_step(&mut self) -> Heard {
        let lang = self.lang;
        let study = self.study.as_ref()?;
        let (session, standing) = (study.session(), study.standing());
        let (step, count) = (session.current(), session.lesson().steps.len());
        self.page.gap();
        self.page.say(&say::place((session.step() + 1, count), &standing.title, lang));
        if session.lesson().title != step.title {
            self.page.say(&say::within(step.phase.in_(lang), session.lesson().title.in_(lang), lang));
        }
        self.page.gap();
        self.page.markdown(0, &standing.text);
        let (hints, solution) = (standing.hints.clone(), standing.solution.clone());
        for (number, hint) in hints.iter().enumerate() {
            self.page.gap();
            self.tell_hint(number + 1, hint);
        }
        self.tell_commands(ui::SOLUTION, &solution);
        self.page.gap();
        self.questions();
        self.page.gap();
        self.goals();
        self.page.gap();
        self.what_can_be_typed();
        DONE
    }

    /// Commands under a head; nothing where there are none.
    pub(super) fn tell_commands(&mut self, head: Words, lines: &[String]) {
        if lines.is_empty() {
            return;
        }
        self.page.gap();
        self.page.say(&format!("{}:", head.in_(self.lang).trim_end_matches([':', '。'])));
        for line in lines {
            self.page.command(2, line);
        }
    }

    /// What comes next: to go on, or what can be typed for that.
    fn what_can_be_typed(&mut self) {
        let Some(study) = &self.study else { return };
        let words = match study.onward() {
            Onward::Free => say::GO_ON,
            Onward::Finished if self.play.is_some() => say::AFTER_DRILL,
            Onward::Finished => say::AT_THE_END,
            Onward::Open | Onward::OpenAtEnd => {
                let machines = machines(study.session().world(), &study.named().machines);
                let said = say::type_in_lesson(self.sits_at(), &machines, self.lang);
                return self.page.say(&said);
            }
        };
        self.say(words);
    }

    /// The questions by themselves.
    pub(super) fn tell_questions(&mut self) -> Heard {
        if self.study.as_ref()?.standing().asks.is_empty() {
            self.say(say::NO_QUESTIONS);
        }
        self.questions();
        DONE
    }

    /// The questions up to the open one; the others come when it is answered.
    fn questions(&mut self) {
        let Some(study) = &self.study else { return };
        let asks = study.standing().asks.clone();
        let told = study.open_question().map_or(asks.len(), |open| open + 1);
        for (number, ask) in asks.iter().enumerate().take(told) {
            self.page.gap();
            self.question((number + 1, asks.len()), ask);
        }
    }

    fn question(&mut self, place: (usize, usize), ask: &Asked) {
        let said = say::question(place, &ask.question, self.lang);
        self.page.markdown(0, &said);
        if ask.answered.is_some() {
            return self.answered(ask);
        }
        for (number, choice) in ask.choices.iter().enumerate() {
            self.page.item(0, &format!("{}. ", number + 1), choice);
        }
        self.say(if ask.choices.is_empty() { say::ANSWER_BY_ADDRESS } else { say::ANSWER_BY_NUMBER });
    }

    fn answered(&mut self, ask: &Asked) {
        let Some(answered) = &ask.answered else { return };
        let said = say::answered(&answered.said, answered.worth == Worth::Right, self.lang);
        self.page.say(&said);
        self.page.markdown(0, &answered.reply);
    }

    /// The goals by themselves.
    pub(super) fn tell_goals(&mut self) -> Heard {
        if self.study.as_ref()?.standing().goals.is_empty() {
            self.say(say::NO_GOALS);
        }
        self.goals();
        DONE
    }

    fn goals(&mut self) {
        let Some(study) = &self.study else { return };
        let goals = study.standing().goals.clone();
        for (number, goal) in goals.iter().enumerate() {
            let done = goal.missing.is_none();
            let said = say::goal((number + 1, goals.len()), done, &goal.say, self.lang);
            self.page.markdown(0, &said);
            if let Some(missing) = goal.missing.as_deref().filter(|missing| !missing.is_empty()) {
                let said = say::missing(missing, self.lang);
                self.page.item(2, "", &said);
            }
        }
    }

    /// The choice of the open question that is called so, by a comparison of its words with these.
    pub(super) fn choice_called(&self, said: &str, alike: fn(&str, &str) -> bool) -> Option<usize> {
        let study = self.study.as_ref()?;
        let ask = study.standing().asks.get(study.open_question()?)?;
        let said = folded(said);
        let mut found = ask.choices.iter().enumerate().filter(|(_, choice)| alike(&folded(choice), &said));
        let (at, _) = found.next()?;
        found.next().is_none().then_some(at)
    }

    /// Answers the open question.
    pub(super) fn answer(&mut self, answer: &Answer) -> Heard {
        let lang = self.lang;
        let (number, given) = self.study.as_mut()?.answer(lang, answer)?;
        if let (Mark::Unreadable, Answer::Typed(typed)) = (given.mark, answer) {
            self.page.say(&ui::no_address(lang, typed));
            return DONE;
        }
        let ask = self.study.as_ref()?.standing().asks.get(number)?.clone();
        self.answered(&ask);
        if let (Mark::Wrong, Truth::Outcome(trace) | Truth::Foreseen(trace, _)) = (given.mark, &given.truth) {
            let world = self.session()?.step_world().clone();
            self.film = Some((Arc::clone(trace), world));
            self.say(say::WATCH_THE_TRUTH);
        }
        let study = self.study.as_ref()?;
        let asks = &study.standing().asks;
        match study.open_question().and_then(|open| Some((open, asks.get(open)?.clone()))) {
            Some((open, ask)) => {
                let place = (open + 1, asks.len());
                self.page.gap();
                self.question(place, &ask);
            }
            None if study.onward() == Onward::Free => self.say(say::GO_ON),
            None => {}
        }
        Some(vec![Effect::Save])
    }

    /// One more hint, or after the last one the solution.
    pub(super) fn hint(&mut self) -> Heard {
        let lang = self.lang;
        let study = self.study.as_mut()?;
        if !study.reveal(lang) {
            self.say(ui::NO_MORE_HINTS);
            return DONE;
        }
        let (standing, more) = (study.standing().clone(), study.next_hint().is_some());
        if standing.solution.is_empty() {
            let hint = standing.hints.last().map(String::as_str).unwrap_or_default();
            self.tell_hint(standing.hints.len(), hint);
        }
        self.tell_commands(ui::SOLUTION, &standing.solution);
        if more {
            self.say(say::MORE_HINTS);
        }
        Some(vec![Effect::Save])
    }

    /// A hint under its head; one that is a list of commands as commands.
    fn tell_hint(&mut self, number: usize, hint: &str) {
        let head = say::hint(number, self.lang);
        if !hint.starts_with("- ") {
            return self.page.markdown(0, &format!("{head}: {hint}"));
        }
        self.page.say(&format!("{head}:"));
        let command = |line: &str| line.strip_prefix("- `")?.strip_suffix('`').map(str::to_owned);
        match hint.lines().map(command).collect::<Option<Vec<String>>>() {
            Some(commands) => commands.iter().for_each(|command| self.page.command(2, command)),
            None => self.page.markdown(0, hint),
        }
    }

    /// The next step, or what is missing.
    pub(super) fn next(&mut self) -> Heard {
        match self.study.as_ref()?.onward() {
            Onward::Free => return self.go(|session| session.advance() == Advance::Moved),
            Onward::Finished if self.play.is_some() => return self.tell_score(),
            Onward::Finished => {
                self.say(ui::LESSON_DONE);
                self.say(say::AT_THE_END);
            }
            Onward::OpenAtEnd if self.play.is_some() => return self.ask_give_up(),
            Onward::OpenAtEnd => {
                self.say(ui::LAST_STEP);
                self.goals();
            }
            Onward::Open => return self.offer_to_skip(),
        }
        DONE
    }

    fn offer_to_skip(&mut self) -> Heard {
        let lang = self.lang;
        let solvable = !self.study.as_ref()?.solution().is_empty();
        self.goals();
        let solve = solvable.then_some((ui::SKIP_SOLVE, Then::Solve));
        let choices = [Some((ui::SKIP_STAY, Then::Nothing)), solve, Some((ui::SKIP_AS_IS, Then::Skip))];
        let said = choices.into_iter().flatten().map(|(words, then)| (words.in_(lang).to_owned(), then));
        self.ask(ui::SKIP_TITLE, said.collect())
    }

    pub(super) fn previous(&mut self) -> Heard {
        if self.session()?.step() == 0 {
            self.say(ui::FIRST_STEP);
            return DONE;
        }
        self.go(|session| {
            session.previous();
            true
        })
    }

    pub(super) fn skip(&mut self) -> Heard {
        self.go(|session| session.skip() == Advance::Moved)
    }

    /// Moves to another step where `how` says that it moved.
    fn go(&mut self, how: impl FnOnce(&mut Session) -> bool) -> Heard {
        let lang = self.lang;
        let (moved, _) = self.study.as_mut()?.change(lang, how);
        if moved {
            self.tell_step();
        } else {
            self.say(ui::LAST_STEP);
        }
        Some(vec![Effect::Save])
    }

    /// Does the step as its author does it; a drill is given up instead.
    pub(super) fn ask_solve(&mut self) -> Heard {
        if self.play.is_some() {
            return self.ask_give_up();
        }
        if self.study.as_ref()?.solution().is_empty() {
            self.say(say::NOTHING_TO_SOLVE);
            self.what_can_be_typed();
            return DONE;
        }
        self.solve()
    }

    pub(super) fn solve(&mut self) -> Heard {
        let lines = self.study.as_ref()?.solution().to_vec();
        self.tell_commands(say::SOLVED_BY, &lines);
        self.go(|session| {
            session.solve();
            session.skip() == Advance::Moved
        })
    }

    pub(super) fn ask_reset(&mut self) -> Heard {
        let lang = self.lang;
        self.say(ui::RESET_TITLE);
        let choices = [
            (ui::RESET_NOTHING, Then::Nothing),
            (ui::RESET_STEP, Then::Reset(Scope::Step)),
            (ui::RESET_LESSON, Then::Reset(Scope::Lesson)),
        ];
        self.ask(say::RESET_BODY, choices.map(|(words, then)| (words.in_(lang).to_owned(), then)).to_vec())
    }

    pub(super) fn reset(&mut self, scope: Scope) -> Heard {
        let lang = self.lang;
        let study = self.study.as_mut()?;
        match scope {
            Scope::Step => study.change(lang, Session::reset_step),
            Scope::Lesson => study.change(lang, Session::reset_lesson),
        };
        self.say(say::RESET_DONE);
        self.tell_step();
        Some(vec![Effect::Save])
    }

    /// Takes a change back, or makes it again.
    pub(super) fn turn(
        &mut self,
        which: impl FnOnce(&mut Session) -> Option<Entry>,
        words: fn(Lang, &str) -> String,
        nothing: Words,
    ) -> Heard {
        let lang = self.lang;
        let step = self.session()?.step();
        let (entry, _) = self.study.as_mut()?.change(lang, which);
        let Some(entry) = entry else {
            self.say(nothing);
            return DONE;
        };
        self.page.say(words(lang, "").trim_end());
        self.page.command(2, &entry.line);
        if self.session()?.step() == step {
            self.goals();
        } else {
            self.tell_step();
        }
        Some(vec![Effect::Save])
    }

    pub(super) fn ask_give_up(&mut self) -> Heard {
        let choices = [(drill::GO_ON, Then::Nothing), (drill::GIVE_UP, Then::GiveUp)];
        let lang = self.lang;
        self.ask(drill::NOT_YET, choices.map(|(words, then)| (words.in_(lang).to_owned(), then)).to_vec())
    }
}

/// Words as they are compared: without case, without what a sentence ends with.
fn folded(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    words.trim_end_matches(['.', '。', '!', '?']).to_owned()
}
