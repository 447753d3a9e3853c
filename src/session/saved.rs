//! What is worth keeping of a session: where one is, what one typed and answered, by the names the
//! lesson gives its steps. The world is not kept; it is made again from the lines.

use super::help::{Asked, AskedFor};
use super::history::{self, By, Entry, History, Undone};
use super::{Given, Session};
use crate::guest::Stream;
use crate::guest::console::{Kind, Record};
use crate::lesson::Lesson;
use crate::lesson::ask::{Answer, Mark};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The format of [`Saved`].
pub const FORMAT: u32 = 1;

/// A session as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// The format: [`FORMAT`].
    pub format: u32,
    /// The lesson's short name.
    pub lesson: String,
    /// The fingerprint of the lesson's text, in hexadecimal.
    pub fingerprint: String,
    /// The present step.
    pub step: String,
    /// The furthest step reached.
    pub reached: String,
    /// Steps left with open goals.
    #[serde(default)]
    pub skipped: Vec<String>,
    /// The lines, in order.
    pub lines: Vec<SavedLine>,
    /// The lines that can be redone, the next one first.
    #[serde(default)]
    pub redo: Vec<SavedUndone>,
    /// The answers, in order.
    #[serde(default)]
    pub answers: Vec<SavedAnswer>,
    /// The help that was asked for, in order.
    #[serde(default)]
    pub asked: Vec<SavedAsked>,
}

/// A line that was carried out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedLine {
    /// The step.
    pub step: String,
    /// The line.
    pub line: String,
    /// Its exit status then.
    pub exit: i32,
    /// Who had it carried out.
    #[serde(default, skip_serializing_if = "By::is_learner")]
    pub by: By,
}

/// A line that was undone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedUndone {
    /// The step.
    pub step: String,
    /// The line.
    pub line: String,
    /// Whether it changed the world.
    pub changed: bool,
    /// Who had it carried out.
    #[serde(default, skip_serializing_if = "By::is_learner")]
    pub by: By,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedAnswer {
    /// The step.
    pub step: String,
    /// The position of the question in its step.
    pub ask: usize,
    /// The answer.
    pub answer: Answer,
}

/// A wish for help.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedAsked {
    /// The step.
    pub step: String,
    /// For what.
    pub what: AskedFor,
}

/// What came back of a session, and what didn't.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resumed {
    /// How many lines were carried out again.
    pub kept: usize,
    /// The lines and answers that no longer fit.
    pub lost: Vec<Lost>,
    /// Whether the lesson's text is another one than when this was kept.
    pub lesson_changed: bool,
}

/// Something that was kept and no longer fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// The step it belonged to.
    pub step: String,
    /// What.
    pub what: LostWhat,
}

/// The kinds of things that are lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LostWhat {
    /// A line, and what is said to it now.
    Line {
        /// The line.
        line: String,
        /// Why it no longer fits: EC2's words or the console's.
        why: String,
    },
    /// An answer to a question that is no longer asked.
    Answer(Answer),
}

impl Session {
    /// What is worth keeping.
    pub fn save(&self) -> Saved {
        let name = |step: usize| self.lesson.steps.get(step).map(|step| step.id.clone()).unwrap_or_default();
        let line = |done: &history::Done| SavedLine {
            step: name(done.entry.step),
            line: done.entry.line.clone(),
            exit: done.record.exit,
            by: done.entry.by,
        };
        let undone = |undone: &Undone| SavedUndone {
            step: name(undone.entry.step),
            line: undone.entry.line.clone(),
            changed: undone.changed,
            by: undone.entry.by,
        };
        let answer =
            |given: &Given| SavedAnswer { step: name(given.step), ask: given.ask, answer: given.answer.clone() };
        let asked = |asked: &Asked| SavedAsked { step: name(asked.step), what: asked.what.clone() };
        Saved {
            format: FORMAT,
            lesson: self.lesson.id.clone(),
            fingerprint: format!("{:016x}", self.lesson.fingerprint),
            step: name(self.step),
            reached: name(self.reached),
            skipped: self.skipped.iter().copied().map(name).collect(),
            lines: self.scenes.iter().flat_map(History::done).map(line).collect(),
            redo: self.scenes.iter().flat_map(History::undone).map(undone).collect(),
            answers: self.given.iter().map(answer).collect(),
            asked: self.asked.iter().map(asked).collect(),
        }
    }

    /// Makes the session again by carrying its lines out. Lines of a step that is gone count for
    /// the step before them.
    pub fn resume(lesson: Arc<Lesson>, saved: &Saved) -> (Self, Resumed) {
        let fingerprint = format!("{:016x}", lesson.fingerprint);
        let mut resumed = Resumed { lesson_changed: fingerprint != saved.fingerprint, ..Resumed::default() };
        let mut session = Self::new(lesson);
        let mut step = 0;
        for line in &saved.lines {
            step = session.lesson.step(&line.step).unwrap_or(step);
            match session.replay(line, step) {
                Ok(()) => resumed.kept += 1,
                Err(why) => resumed.lose(&line.step, LostWhat::Line { line: line.line.clone(), why }),
            }
        }
        let undone = saved.redo.iter().map(|undone| {
            step = session.lesson.step(&undone.step).unwrap_or(step);
            let entry = Entry { by: undone.by, ..Entry::typed(&undone.line, step) };
            Undone { entry, changed: undone.changed }
        });
        let mut undone: Vec<Undone> = undone.collect();
        for (scene, history) in session.scenes.iter_mut().enumerate() {
            let (here, elsewhere): (Vec<Undone>, _) =
                undone.into_iter().partition(|it| session.lesson.scene_of(it.entry.step) == scene);
            history.set_undone(here);
            undone = elsewhere;
        }
        for answer in &saved.answers {
            session.answer_again(answer, &mut resumed);
        }
        // Help for a step that is gone is of no use to anybody.
        let asked = saved
            .asked
            .iter()
            .filter_map(|asked| session.lesson.step(&asked.step).map(|step| Asked { step, what: asked.what.clone() }));
        session.asked = asked.collect();
        let position = |id: &String| session.lesson.step(id);
        let last = session.scenes.iter().flat_map(History::done).last().map_or(0, |done| done.entry.step);
        let here = position(&saved.step).unwrap_or(last);
        session.reached = position(&saved.reached).unwrap_or(here).max(last);
        session.skipped = saved.skipped.iter().filter_map(position).collect();
        session.go(here);
        (session, resumed)
    }

    /// Carries a kept line out; says why where it did its work then and doesn't now.
    fn replay(&mut self, line: &SavedLine, step: usize) -> Result<(), String> {
        let history = self.scene_mut(step);
        let before = history.done().len();
        let entry = Entry { by: line.by, ..Entry::typed(&line.line, step) };
        let record = history.exec(entry).map_err(|why| why.to_string())?;
        let fails = |record: &Record| match record.kind {
            Kind::Api { .. } | Kind::Malformed => record.exit != 0 && line.exit == 0,
            Kind::Guest(_) => false,
        };
        match record {
            Some(record) if fails(&record) => {
                history.rewind(before);
                history.set_undone([]);
                Err(record.output.of(Stream::Err).trim().to_owned())
            }
            _ => Ok(()),
        }
    }

    fn answer_again(&mut self, saved: &SavedAnswer, resumed: &mut Resumed) {
        let step = self.lesson.step(&saved.step);
        let given = step.and_then(|step| self.mark(step, saved.ask, saved.answer.clone()));
        match given.filter(|given| given.mark != Mark::Unreadable) {
            Some(given) => self.given.push(given),
            None => resumed.lose(&saved.step, LostWhat::Answer(saved.answer.clone())),
        }
    }
}

impl Resumed {
    fn lose(&mut self, step: &str, what: LostWhat) {
        self.lost.push(Lost { step: step.to_owned(), what });
    }
}
