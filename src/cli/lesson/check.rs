//! `lesson check` and `lesson test`: what is wrong with a lesson, drawn under its lines or as JSON.

use crate::lesson::library::Source;
use crate::lesson::proof::Proof;
use crate::lesson::{Lang, Problem};
use crate::tui::fits;
use serde_json::{Value, json};
use std::io::{self, Write};
use std::sync::Arc;

/// How closely a lesson is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Depth {
    /// Its form and its meaning.
    Read,
    /// Also played from its beginning to its end.
    Played,
}

/// What was found in a lesson.
#[derive(Debug)]
pub(super) struct Report {
    source: Source,
    problems: Vec<Problem>,
    found: Found,
}

/// How far the look went.
#[derive(Debug)]
enum Found {
    /// It can't be read.
    Unreadable,
    /// It was read.
    Read { steps: usize },
    /// It was played.
    Played { steps: usize, proof: Proof },
}

/// Looks at a lesson.
pub(super) fn look(source: &Source, depth: Depth) -> Report {
    let source = source.clone();
    let lesson = match source.load() {
        Ok(lesson) => Arc::new(lesson),
        Err(refused) => return Report { source, problems: refused.problems, found: Found::Unreadable },
    };
    let steps = lesson.steps.len();
    if depth == Depth::Read {
        return Report { source, problems: Vec::new(), found: Found::Read { steps } };
    }
    let (proof, problems) = fits::prove(&lesson);
    Report { source, problems, found: Found::Played { steps, proof } }
}

impl Report {
    /// Whether nothing is wrong.
    pub fn is_clean(&self) -> bool {
        self.problems.is_empty()
    }

    /// Says what was found.
    pub fn print(&self, lang: Lang, out: &mut impl Write) -> io::Result<()> {
        let file = &self.source.file;
        for problem in &self.problems {
            writeln!(out, "{}\n", problem.draw(file, &self.source.text, lang))?;
        }
        writeln!(out, "{file}: {}", self.summary(lang))
    }

    fn summary(&self, lang: Lang) -> String {
        match (&self.found, self.problems.len()) {
            (Found::Played { steps, proof }, 0) => {
                let (goals, mistakes, asks) = (proof.goals, proof.mistakes, proof.asks);
                lang.pick(
                    format!("すべて証明できました (手順 {steps}、目標 {goals}、間違い {mistakes}、質問 {asks})"),
                    format!("all proven ({steps} steps, {goals} goals, {mistakes} mistakes, {asks} questions)"),
                )
            }
            (Found::Read { steps }, 0) => {
                lang.pick(format!("問題ありません (手順 {steps})"), format!("nothing is wrong ({steps} steps)"))
            }
            (_, found) => lang.pick(format!("問題 {found} 件"), format!("{found} problem(s)")),
        }
    }

    /// The problems for an editor: places count characters from 1, words stand in both languages.
    pub fn json(&self) -> Vec<Value> {
        let one = |problem: &Problem| {
            let both = |text: &crate::lesson::Text| json!({ "ja": text.ja, "en": text.en });
            let place = problem.place;
            json!({
                "file": self.source.file,
                "line": place.line,
                "column": place.column,
                "length": place.len,
                "message": both(&problem.message),
                "expected": problem.expected.as_ref().map(both),
                "near": problem.near,
            })
        };
        self.problems.iter().map(one).collect()
    }
}
