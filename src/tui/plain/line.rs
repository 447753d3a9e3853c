//! Lines that are carried out: `aws …`, `HOST$ command`, and commands at the machine one sits at.

use super::model::{DONE, Heard, Plain, Then};
use super::wish;
use crate::guest::console::Record;
use crate::lesson::model::Question;
use crate::tui::complete::{complete, is_program, machine, machines};
use crate::tui::learn::connected;
use crate::tui::msg::{Answer, Effect};
use crate::tui::study::News;
use crate::tui::typed::Typed;
use crate::words::{plain as say, player, ui};
use std::sync::Arc;

/// Candidates of a completion that are told; more would not be listened to.
const TOLD: usize = 30;

/// The fewest characters by which a choice may be named without saying all of it.
const SHORTEST: usize = 2;

impl Plain {
    /// Carries a typed line out.
    pub(super) fn line(&mut self, line: &str) -> Heard {
        let first = line.split_whitespace().next().unwrap_or_default();
        if self.study.is_none() {
            let is_command = first == "aws" || is_program(first) || first.ends_with('$');
            return is_command.then(|| {
                self.say(say::OPEN_FIRST);
                Vec::new()
            });
        }
        if self.asks_address() && is_like_address(line) {
            return self.answer(&Answer::Typed(line.to_owned()));
        }
        match Typed::of(line, self.sits_at()) {
            // The machine itself would only say that there is no such command.
            Typed::Run(run) if run == line || is_program(first) => self.run(&run),
            Typed::NoMachine => {
                self.say(say::NO_MACHINE);
                DONE
            }
            Typed::Run(_) | Typed::NoCommand { .. } => self.begun_choice(line),
        }
    }

    /// Answers by the beginning of a choice, where there is only one that begins so.
    fn begun_choice(&mut self, line: &str) -> Heard {
        let at =
            self.choice_called(line, |choice, said| said.chars().count() >= SHORTEST && choice.starts_with(said))?;
        self.answer(&Answer::Choice(at))
    }

    /// Whether the open question wants an address.
    fn asks_address(&self) -> bool {
        let open = self.study.as_ref().and_then(|study| {
            let open = study.open_question()?;
            study.session().current().asks.get(open)
        });
        open.is_some_and(|ask| matches!(ask.what, Question::Address { .. }))
    }

    /// Carries out a line that is known to be one for CloudShell or a machine.
    pub(super) fn run(&mut self, line: &str) -> Heard {
        let lang = self.lang;
        let study = self.study.as_mut()?;
        let (ran, news) = study.change(lang, |session| session.exec(line));
        match ran {
            Ok(None) => DONE,
            Ok(Some(record)) => {
                self.ran(&record, &news);
                Some(vec![Effect::Save])
            }
            Err(why) => {
                self.page.markdown(0, &why.what);
                DONE
            }
        }
    }

    /// Says what a line has done.
    fn ran(&mut self, record: &Arc<Record>, news: &News) {
        let lang = self.lang;
        if let Some(play) = &mut self.play {
            play.count(record);
        }
        self.page.printed(&record.output);
        match record.exit {
            0 if record.output.whole().is_empty() => self.say(say::PRINTED_NOTHING),
            0 => {}
            status => self.page.say(&say::failed(status, lang)),
        }
        let Some(study) = &mut self.study else { return };
        let world = study.session().world().clone();
        if let Some(trace) = study.keep_trace(record).map(Arc::clone) {
            let moved = trace.flights().next().is_some();
            self.film = Some((trace, world.clone()));
            if moved && !std::mem::replace(&mut self.play_is_known, true) {
                self.say(say::WATCH_IT);
            }
        }
        if let Some(host) = connected(record, &world) {
            self.sit(Some(host));
        }
        self.tell_news(news);
    }

    /// Goals reached and mistakes made.
    fn tell_news(&mut self, news: &News) {
        let lang = self.lang;
        for goal in &news.reached {
            self.page.markdown(0, &ui::reached(lang, goal));
        }
        if news.done && self.play.is_some() {
            self.tell_score();
        } else if news.done {
            self.say(say::STEP_DONE);
        } else if let (false, Some(study)) = (news.reached.is_empty(), &self.study) {
            let standing = study.standing();
            let said = say::goals_done(standing.met(), standing.goals.len(), lang);
            self.page.say(&said);
        }
        if let Some(reply) = &news.reply {
            self.page.markdown(0, reply);
        }
    }

    /// Sits down at a machine that is named, or asks at which.
    pub(super) fn machine(&mut self, name: &str) -> Heard {
        let study = self.study.as_ref()?;
        let machines = machines(study.session().world(), &study.named().machines);
        let by_number = wish::number(name).and_then(|number| machines.get(number.checked_sub(1)?).cloned());
        match by_number.or_else(|| (!name.is_empty()).then(|| name.to_owned())) {
            Some(name) if machines.contains(&name) => self.sit(Some(name)),
            Some(name) if name.eq_ignore_ascii_case("cloudshell") => self.sit(None),
            Some(name) => {
                self.page.say(&say::no_such_machine(&name, &machines, self.lang));
                DONE
            }
            None if machines.is_empty() => {
                self.say(say::NO_MACHINES);
                DONE
            }
            None => {
                let sit = machines.into_iter().map(|name| (name.clone(), Then::Sit(Some(name))));
                let cloud_shell = (say::CLOUD_SHELL.in_(self.lang).to_owned(), Then::Sit(None));
                self.ask(say::WHICH_MACHINE, sit.chain([cloud_shell]).collect())
            }
        }
    }

    /// Sits down at a machine, or at CloudShell.
    pub(super) fn sit(&mut self, host: Option<String>) -> Heard {
        let world = self.session()?.world();
        self.host = host.filter(|host| machine(world, host).is_some());
        match self.host.clone() {
            Some(host) => self.page.say(&say::sits_at(&host, self.lang)),
            None => self.say(say::IN_CLOUD_SHELL),
        }
        DONE
    }

    /// Leaves the machine; in CloudShell already, the program.
    pub(super) fn exit(&mut self) -> Heard {
        if self.sits_at().is_some() { self.sit(None) } else { Some(vec![Effect::Quit]) }
    }

    /// What may follow on a line.
    pub(super) fn complete(&mut self, line: &str) -> Heard {
        if line.is_empty() {
            self.say(say::COMPLETE_WHAT);
            return DONE;
        }
        let line = line.split_once("$ ").map_or(line, |(_, line)| line);
        let world = self.session()?.world();
        let mut found = complete(world, line, self.lang).offers;
        let last = line.rsplit(' ').next().unwrap_or_default();
        // A word that is whole is to be followed by another.
        if found.iter().all(|offer| offer.text.trim_end() == last) {
            found = complete(world, &format!("{line} "), self.lang).offers;
        }
        if found.is_empty() {
            self.say(say::NOTHING_FOLLOWS);
        }
        for offer in found.iter().take(TOLD) {
            let (text, note) = (offer.text.trim_end(), &offer.note);
            let said = if note.is_empty() { text.to_owned() } else { format!("{text}: {note}") };
            self.page.item(0, "- ", &said);
        }
        if found.len() > TOLD {
            let said = say::more(found.len() - TOLD, self.lang);
            self.page.say(&said);
        }
        DONE
    }

    /// The packets that `play` tells, to be saved.
    pub(super) fn save(&mut self) -> Heard {
        let Some((trace, _)) = &self.film else {
            self.say(say::NOTHING_TO_PLAY);
            return DONE;
        };
        match self.study.as_ref()?.capture(trace, self.lang) {
            Some((stem, capture)) => Some(vec![Effect::SaveCapture { stem, capture }]),
            None => {
                self.say(player::NOTHING);
                DONE
            }
        }
    }
}

/// Whether somebody who typed this has meant an address.
fn is_like_address(line: &str) -> bool {
    let digits = |char: char| char.is_ascii_hexdigit() || matches!(char, ':' | '.' | '%' | '/');
    line.contains([':', '.']) && line.chars().all(digits)
}
