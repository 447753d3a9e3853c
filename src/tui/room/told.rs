//! What notes are told: the hall's place, what comes next, the question with its answer, and the time.

use super::answer::expected;
use super::hall::Hall;
use super::pages::name;
use super::script::Beat;
use super::wire::{Asked, Both, Seen};
use crate::lesson::goal::Situation;
use crate::sim::Outcome;
use crate::tui::standing::question;
use std::time::Duration;

impl Hall {
    /// What the hall sees, so long after the beginning.
    pub fn seen(&self, elapsed: Duration) -> Seen {
        let step = self.act.sessions[0].current();
        let place = self.place();
        let next = self.act.beats.get(place.beat + 1);
        let due = self.plan.step(place.step);
        // Whoever begins in the middle is not early.
        let begin = self.plan.step(self.first).0;
        Seen {
            lesson: (&self.lesson.title).into(),
            step: place.step,
            steps: self.lesson.steps.len(),
            title: (&step.title).into(),
            beat: self.page_called(),
            next: next.copied().map(called),
            next_step: self.lesson.steps.get(place.step + 1).map(|step| (&step.title).into()),
            notes: step.notes.as_ref().map(Both::from),
            question: self.question(),
            aside: self.is_aside(),
            broke: self.broke(),
            elapsed: millis(elapsed),
            planned: millis(self.plan.whole().saturating_sub(begin)),
            due: (millis(due.0.saturating_sub(begin)), millis(due.1.saturating_sub(begin))),
        }
    }

    /// What is on the wall, and which of its pages.
    fn page_called(&self) -> Both {
        let (beat, page) = (self.beat(), self.place().page + 1);
        match self.leaves(beat).len() {
            0 | 1 => called(beat),
            pages => Both::of(|lang| format!("{} {page}/{pages}", name(beat, lang))),
        }
    }

    /// The lines that broke what is still broken off the script.
    fn broke(&self) -> Vec<String> {
        let Some((aside, world)) = self.aside.as_ref().zip(self.aside_world()) else { return Vec::new() };
        let situation = Situation::new(world, &[]);
        let fails = |command: &str| situation.run(command).is_none_or(|trace| trace.outcome != Outcome::Ok);
        let open = aside.wrecks.iter().filter(|wreck| fails(&wreck.fails));
        open.flat_map(|wreck| wreck.lines.iter().cloned()).collect()
    }

    /// The question on the wall, or the next one of this step.
    fn question(&self) -> Option<Asked> {
        let coming = &self.act.beats[self.place().beat..];
        let at = coming.iter().find_map(|beat| match beat {
            Beat::Ask(ask) | Beat::Answer(ask) => Some(*ask),
            _ => None,
        })?;
        let ask = self.act.sessions[0].current().asks.get(at)?;
        let truth = self.act.truths.get(at)?;
        let count = question(ask, self.look.lang).1.len();
        Some(Asked {
            text: Both::of(|lang| question(ask, lang).0),
            choices: (0..count).map(|choice| Both::of(|lang| question(ask, lang).1.swap_remove(choice))).collect(),
            expected: Both::of(|lang| expected(ask, truth, lang)),
            hands: self.hands(at).to_vec(),
        })
    }
}

fn called(beat: Beat) -> Both {
    Both::of(|lang| name(beat, lang).to_owned())
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
