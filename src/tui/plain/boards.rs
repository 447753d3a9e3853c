//! The boards, row by row: why a command failed, every test in every phase, the two switches, and every
//! destination.

use super::model::{DONE, Heard, Plain};
use super::wish;
use crate::cloud::World;
use crate::guest::cells::{Row, Switches, board};
use crate::guest::console::Kind;
use crate::guest::machine::Machine;
use crate::guest::reach::{Class, Move, Probe, Reach, walk};
use crate::session::help::TIERS;
use crate::sim::path;
use crate::sim::trace::Place;
use crate::tui::msg::Effect;
use crate::words::trace::outcome;
use crate::words::{cells as switch, plain as say, reach, why};
use std::sync::Arc;

/// The kinds of packets that `reach` follows, with how they are typed.
const PROBES: [(&str, Probe); 4] =
    [("tcp 443", Probe::Tcp(443)), ("tcp 80", Probe::Tcp(80)), ("udp 53", Probe::Udp(53)), ("ping", Probe::Echo)];

impl Plain {
    /// Why the last command failed, a tier more each time.
    pub(super) fn why(&mut self) -> Heard {
        let lang = self.lang;
        let study = self.study.as_mut()?;
        if !study.ask_why(lang) {
            let words = if study.trace().is_some() { why::NOTHING_WRONG } else { why::NOTHING_RUN };
            self.say(words);
            return DONE;
        }
        let (session, diagnosis) = (study.session(), study.diagnosis()?);
        let tiers = session.tiers(diagnosis);
        let told = why::told(diagnosis, tiers, session.world(), lang);
        let last = if diagnosis.repair.is_some() { TIERS } else { TIERS - 1 };
        let line = diagnosis.line.clone();
        self.page.say(&format!("{}:", why::TITLE.in_(lang)));
        self.page.command(2, &line);
        for (number, obstacle) in told.obstacles.iter().enumerate() {
            let mark = format!("{}. ", number + 1);
            self.page.item(0, &mark, &obstacle.look_at);
            if let Some(wrong) = &obstacle.wrong {
                self.page.item(mark.len(), "", wrong);
            }
        }
        if let Some(mend) = &told.mend {
            self.page.say(&format!("{}:", why::MEND.in_(lang)));
            self.page.markdown(2, mend);
        }
        told.commands.iter().for_each(|command| self.page.command(2, command));
        if !told.breaks.is_empty() {
            self.say(why::BREAKS);
            told.breaks.iter().for_each(|command| self.page.command(2, command));
        }
        self.say(if tiers < last { say::MORE_WHY } else { say::EVIDENCE });
        Some(vec![Effect::Save])
    }

    /// Every test beside the same test in the other phases.
    pub(super) fn tell_results(&mut self) -> Heard {
        let lang = self.lang;
        let board = self.session()?.board();
        if board.rows.is_empty() {
            self.say(say::NO_RESULTS);
            return DONE;
        }
        for (number, row) in board.rows.iter().enumerate() {
            self.page.say(&say::result(number + 1, lang));
            self.page.command(2, &row.line);
            for (phase, run) in board.phases.iter().zip(&row.runs) {
                let phase = phase.in_(lang);
                let ended = run.as_deref().and_then(|record| record.outcome());
                let said = ended.map_or(say::NOT_RUN.in_(lang), |ended| outcome(ended, lang));
                self.page.item(2, "- ", &format!("{phase}: {said}"));
                let Some(record) = run else { continue };
                self.page.item(4, "", &say::last_line(&record.output.last_line(), lang));
                if let Kind::Guest(trace) = &record.kind
                    && !trace.path.is_empty()
                {
                    self.page.item(4, "", &say::way(&trace.path, lang));
                }
            }
        }
        self.say(say::AGAIN);
        DONE
    }

    /// Runs a test of the results board once more.
    pub(super) fn again(&mut self, which: &str) -> Heard {
        let board = self.session()?.board();
        let number = wish::number(which).and_then(|number| number.checked_sub(1));
        match number.and_then(|number| board.rows.get(number)) {
            Some(row) => self.run(&row.line.clone()),
            None => {
                self.say(say::NO_SUCH_RESULT);
                DONE
            }
        }
    }

    /// What the two switches do, off and on; with a number, how the packets went there.
    pub(super) fn cells(&mut self, which: &str) -> Heard {
        let lang = self.lang;
        let world = self.session()?.world().clone();
        let host = self.looks_at();
        let rows = host.and_then(|host| board(&world, host)).unwrap_or_default();
        let now = host.and_then(|host| world.interface_of(host)).map(|it| Switches::of(&world, it.subnet_id));
        if !which.is_empty() {
            let at = wish::number(which).and_then(|number| number.checked_sub(1));
            let cell = at.and_then(|at| rows.get(at / Switches::ALL.len())?.cells.get(at % Switches::ALL.len()));
            return match cell {
                Some(trace) => self.watch(Arc::clone(trace), world),
                None => {
                    self.say(say::NO_SUCH_CELL);
                    DONE
                }
            };
        }
        if rows.is_empty() {
            self.say(switch::NOBODY);
            return DONE;
        }
        self.page.say(switch::TITLE.in_(lang));
        for (number, row) in rows.iter().enumerate() {
            self.tell_row(number * Switches::ALL.len(), row, now);
        }
        self.say(say::CELL);
        DONE
    }

    /// A kind of destination with each setting of the switches; `before` numbers were given out.
    fn tell_row(&mut self, before: usize, row: &Row, now: Option<Switches>) {
        let lang = self.lang;
        self.page.say(&say::toward(switch::toward(row.toward).in_(lang), lang));
        self.page.command(2, &row.command.words.join(" "));
        for (at, (switches, trace)) in Switches::ALL.iter().zip(&row.cells).enumerate() {
            let said = say::cell((switches.dns64, switches.route), outcome(trace.outcome, lang), lang);
            let now = if Some(*switches) == now { say::AS_IT_IS.in_(lang) } else { "" };
            self.page.item(2, &format!("{}. ", before + at + 1), &format!("{said}{now}"));
        }
    }

    /// What becomes of packets to every destination; with a number, all about one class.
    pub(super) fn reach(&mut self, which: &str) -> Heard {
        let number = wish::number(which);
        if let (false, None) = (which.is_empty(), number) {
            match PROBES.iter().position(|(typed, _)| which.eq_ignore_ascii_case(typed)) {
                Some(probe) => self.probe = probe,
                None => {
                    self.say(say::CLASS);
                    return DONE;
                }
            }
        }
        let session = self.session()?;
        let (world, before) = (session.world().clone(), session.step_world().clone());
        let probe = PROBES[self.probe].1;
        let Some(found) = self.looks_at().and_then(|host| Reach::of(&world, host, probe)) else {
            self.say(reach::NO_MACHINE);
            return DONE;
        };
        // A machine that this step has made had no way anywhere before.
        let moves = Reach::of(&before, found.host, probe).map(|before| before.moves(&found)).unwrap_or_default();
        if let Some(number) = number {
            match number.checked_sub(1).and_then(|at| found.classes.get(at)) {
                Some(class) => {
                    self.class(number, class, (&moves, &world));
                    self.decisions(&found, class, &world);
                }
                None => self.say(say::NO_SUCH_CLASS),
            }
            return DONE;
        }
        self.page.say(&format!("{}: {}, {probe}", reach::TITLE.in_(self.lang), world.name_of(found.host)));
        for (at, class) in found.classes.iter().enumerate() {
            self.class(at + 1, class, (&moves, &world));
        }
        self.say(say::CLASS);
        DONE
    }

    /// A class of destinations, its fate, and what has moved into it.
    fn class(&mut self, number: usize, class: &Class, (moves, world): (&[Move], &World)) {
        let lang = self.lang;
        let name = |place: &Place| path::name(world, place);
        let head = say::class(&class.addresses.short(), &class.addresses, lang);
        let works = if class.fate.works() { say::WORKS } else { say::FAILS }.in_(lang);
        let said = format!("{head}: {works}{}{}", lang.pick("。", "; "), reach::fate(&class.fate, &name, lang));
        let mark = format!("{number}. ");
        self.page.item(0, &mark, &said);
        let family = class.addresses.family();
        if let Some(reason) = reach::reason(&class.fate, family, lang) {
            self.page.item(mark.len(), "", &reason);
        }
        for it in moves.iter().filter(|it| it.to == class.fate && it.addresses.family() == family) {
            let said = say::moved(&it.addresses, &reach::fate(&it.from, &name, lang), lang);
            self.page.item(mark.len(), "", &said);
        }
    }

    /// What decided about a packet to a class's first address, and exactly which addresses it has.
    fn decisions(&mut self, found: &Reach, class: &Class, world: &World) {
        let lang = self.lang;
        if let Some((machine, to)) = Machine::of(world, found.host).zip(class.addresses.first()) {
            let decisions = reach::evidence(&walk(&machine, found.probe, to), world, lang);
            if !decisions.is_empty() {
                self.page.say(&say::example(to, lang));
            }
            decisions.iter().for_each(|said| self.page.item(2, "- ", said));
        }
        self.page.say(&say::exactly(&class.addresses.blocks(), lang));
    }
}
