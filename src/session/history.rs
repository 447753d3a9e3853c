//! The lines typed so far, what each did, and those that were undone. The world is never stored:
//! it is what the lines make of the first one.

use crate::cloud::{Changes, World};
use crate::guest::console::{Console, Kind, NotUnderstood, Record};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::sync::Arc;

/// Who had a line carried out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum By {
    /// The learner, who typed it.
    #[default]
    Learner,
    /// The author's solution, which the learner had carried out.
    Solution,
    /// The author's solution of a step that a jump went past.
    Jump,
}

impl By {
    /// Whether the learner typed it: what need not be written down.
    pub fn is_learner(&self) -> bool {
        *self == Self::Learner
    }
}

/// A line, and the step at which it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The line.
    pub line: String,
    /// The position of the step in the lesson.
    pub step: usize,
    /// Who had it carried out.
    pub by: By,
}

impl Entry {
    /// A line that somebody typed.
    pub fn typed(line: impl Into<String>, step: usize) -> Self {
        Self { line: line.into(), step, by: By::Learner }
    }
}

/// A line that was carried out.
#[derive(Clone, Debug)]
pub struct Done {
    /// The line.
    pub entry: Entry,
    /// What it did.
    pub record: Arc<Record>,
    /// The console afterwards.
    pub after: Console,
}

/// A line that was undone, and whether it had changed the world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undone {
    /// The line.
    pub entry: Entry,
    /// Whether it changed the world when it was carried out.
    pub changed: bool,
}

/// Everything that was done from a first world on. Cheap to copy.
#[derive(Clone, Debug)]
pub struct History {
    first: Console,
    done: Vec<Done>,
    undone: VecDeque<Undone>,
}

/// Whether a line changed the world, as opposed to looking at it.
pub fn changed(record: &Record) -> bool {
    attempted(record) && record.exit == 0
}

/// Whether a line was a call that is there to change the world, refused or not.
pub fn attempted(record: &Record) -> bool {
    match &record.kind {
        Kind::Api { call, .. } => call.changes() == Changes::World,
        Kind::Malformed | Kind::Guest(_) => false,
    }
}

impl History {
    /// Nothing done yet.
    pub fn new(first: World) -> Self {
        Self { first: Console::new(first), done: Vec::new(), undone: VecDeque::new() }
    }

    /// The console as it is now.
    pub fn console(&self) -> &Console {
        self.at(self.done.len())
    }

    /// The console as it was before the line at this position, from 0.
    pub fn at(&self, position: usize) -> &Console {
        let before = self.done.get(..position).unwrap_or(&self.done);
        before.last().map_or(&self.first, |done| &done.after)
    }

    /// The lines carried out, in order.
    pub fn done(&self) -> &[Done] {
        &self.done
    }

    /// The lines that can be redone, the next one first.
    pub fn undone(&self) -> impl ExactSizeIterator<Item = &Undone> {
        self.undone.iter()
    }

    /// Carries a line out. Blank lines and comments are nothing. A line that changes the world makes
    /// an end of what could be redone; one that only looks doesn't.
    pub fn exec(&mut self, entry: Entry) -> Result<Option<Arc<Record>>, NotUnderstood> {
        let record = self.run(entry)?;
        if record.as_deref().is_some_and(changed) {
            self.undone.clear();
        }
        Ok(record)
    }

    fn run(&mut self, entry: Entry) -> Result<Option<Arc<Record>>, NotUnderstood> {
        let mut after = self.console().clone();
        let Some(record) = after.exec(&entry.line)?.map(Arc::new) else { return Ok(None) };
        self.done.push(Done { entry, record: Arc::clone(&record), after });
        Ok(Some(record))
    }

    /// Takes the last line back that changed the world, with those after it, and returns it.
    pub fn undo(&mut self) -> Option<Entry> {
        let position = self.done.iter().rposition(|done| changed(&done.record))?;
        let entry = self.done[position].entry.clone();
        self.rewind(position);
        Some(entry)
    }

    /// Takes every line back from this position on. They can be redone.
    pub fn rewind(&mut self, position: usize) {
        for done in self.done.drain(position.min(self.done.len())..).rev() {
            let changed = changed(&done.record);
            self.undone.push_front(Undone { entry: done.entry, changed });
        }
    }

    /// Carries the next undone line out that changes the world, with those around it that only
    /// look, and returns it. Lines that are not understood any more are left out.
    pub fn redo(&mut self) -> Option<Entry> {
        let mut redone = None;
        while self.undone.front().is_some_and(|next| redone.is_none() || !next.changed) {
            let Some(next) = self.undone.pop_front() else { break };
            let understood = self.run(next.entry.clone()).is_ok();
            if next.changed && understood {
                redone = Some(next.entry);
            }
        }
        redone
    }

    /// Puts lines where redo finds them, the next one first.
    pub fn set_undone(&mut self, undone: impl IntoIterator<Item = Undone>) {
        self.undone = undone.into_iter().collect();
    }
}
