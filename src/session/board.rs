//! The results board: every test beside the same test in another phase.

use super::{History, Session};
use crate::guest::console::{Kind, Record};
use crate::lesson::Text;
use std::sync::Arc;

/// Guest commands by phase.
#[derive(Clone, Debug, Default)]
pub struct Board {
    /// The phases in which a guest command was run, in the lesson's order.
    pub phases: Vec<Text>,
    /// One row a command, in the order of the first run.
    pub rows: Vec<Row>,
}

/// One command.
#[derive(Clone, Debug)]
pub struct Row {
    /// The command as typed: `HOST$ curl …`.
    pub line: String,
    /// Its last run in each phase; none where it was not run.
    pub runs: Vec<Option<Arc<Record>>>,
}

impl Session {
    /// The results board, read off the records.
    pub fn board(&self) -> Board {
        let steps = &self.lesson().steps;
        let tests: Vec<(usize, &Arc<Record>)> = self
            .scenes()
            .iter()
            .flat_map(History::done)
            .filter(|done| matches!(done.record.kind, Kind::Guest(_)))
            .map(|done| (done.entry.step, &done.record))
            .collect();
        let mut board = Board::default();
        for (position, step) in steps.iter().enumerate() {
            let was_run = tests.iter().any(|(at, _)| *at == position);
            if was_run && !board.phases.contains(&step.phase) {
                board.phases.push(step.phase.clone());
            }
        }
        for (at, record) in tests {
            let phase = steps.get(at).and_then(|step| board.phases.iter().position(|phase| *phase == step.phase));
            if let Some(phase) = phase {
                board.put(phase, record);
            }
        }
        board
    }
}

impl Board {
    fn put(&mut self, phase: usize, record: &Arc<Record>) {
        let line = record.input.split_whitespace().collect::<Vec<_>>().join(" ");
        let row = self.rows.iter().position(|row| row.line == line).unwrap_or_else(|| {
            self.rows.push(Row { line, runs: vec![None; self.phases.len()] });
            self.rows.len() - 1
        });
        self.rows[row].runs[phase] = Some(Arc::clone(record));
    }
}
