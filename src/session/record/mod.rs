//! Recording: what an author did becomes the steps of a lesson. [`Remarks`] are the comments between the
//! lines, [`draft`] makes steps of lines and remarks, [`goals`] reads off the world what each step has
//! brought about, [`file`] keeps it all on disk. Nothing is asked of what was typed: every line is carried out again on its way into the draft.

pub mod file;
pub mod goals;
mod lines;
mod spans;

use super::History;
use crate::cloud::{Call, World};
use crate::guest::console::{Console, Kind as What, Record};
use crate::lesson::goal::Situation;
use crate::lesson::model::{Sign, Wanted};
use crate::sim::{Outcome, Trace};
use lines::Made;
use spans::Span;
use std::sync::Arc;

/// Comments, each with the number of lines that were done before it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remarks(Vec<(usize, String)>);

/// A recording as steps, before anybody words it.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// The steps, in order.
    pub steps: Vec<Part>,
}

/// A step of a draft.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// The author's comment before it: the first line is its title.
    pub remark: Vec<String>,
    /// The lines of its solution, in order.
    pub solution: Vec<String>,
    /// The calls among them.
    pub calls: Vec<Call>,
    /// The world when it begins.
    pub begun: World,
    /// The world at its end.
    pub world: World,
    /// The commands among them.
    pub runs: Vec<Run>,
    /// What has to hold at its end, and did not before.
    pub goals: Vec<Wanted>,
    /// Lines that EC2 refused here.
    pub mistakes: Vec<Slip>,
}

/// A command that runs on an instance.
#[derive(Clone, Debug)]
pub struct Run {
    /// The line.
    pub line: String,
    /// What it does when the step begins; none where it can't be run then.
    pub before: Option<Arc<Trace>>,
    /// What it did.
    pub outcome: Outcome,
}

/// A line that EC2 refused.
#[derive(Clone, Debug)]
pub struct Slip {
    /// The line.
    pub line: String,
    /// The operation.
    pub operation: &'static str,
    /// The code of the refusal.
    pub code: String,
}

impl Slip {
    /// How it is recognised.
    pub fn sign(&self) -> Sign {
        Sign::Refused { operation: self.operation.to_owned(), code: Some(self.code.clone()) }
    }
}

/// The text of a comment line; none where the line is no comment.
pub fn comment(line: &str) -> Option<&str> {
    line.trim_start().strip_prefix('#').map(|rest| rest.trim_start_matches('#').trim())
}

impl Remarks {
    /// Notes a comment after the lines done so far. Comments without a line between them are one: its first line
    /// is a title, the others a text.
    pub fn add(&mut self, done: usize, text: &str) {
        self.forget_after(done);
        match text {
            "" => self.take_back(done),
            text => self.0.push((done, text.to_owned())),
        }
    }

    /// An empty comment takes back the one before it.
    fn take_back(&mut self, done: usize) {
        if self.0.last().is_some_and(|(at, _)| *at == done) {
            self.0.pop();
        }
    }

    /// Notes a blank line: what comes behind it is another comment.
    pub fn part(&mut self, done: usize) {
        if self.0.last().is_some_and(|(at, text)| *at == done && !text.is_empty()) {
            self.0.push((done, String::new()));
        }
    }

    /// Forgets the comments on lines that were undone: something else was done in their place.
    pub fn forget_after(&mut self, done: usize) {
        self.0.retain(|(at, _)| *at <= done);
    }

    /// The comments before the line at this position; an empty one parts two.
    fn before(&self, position: usize) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(at, _)| *at == position).map(|(_, text)| text.as_str())
    }
}

/// Everything as a script that does it again: one that `lesson record --script` takes.
pub fn script(history: &History, remarks: &Remarks) -> String {
    let mut script = String::new();
    for position in 0..=history.done().len() {
        for text in remarks.before(position) {
            script += &if text.is_empty() { "\n".to_owned() } else { format!("# {text}\n") };
        }
        if let Some(done) = history.done().get(position) {
            script += &format!("{}\n", done.entry.line);
        }
    }
    script
}

/// How many steps a recording has so far.
pub fn count(history: &History, remarks: &Remarks) -> usize {
    spans::spans(history, remarks).len()
}

/// The steps of a recording.
pub fn draft(history: &History, remarks: &Remarks) -> Draft {
    let mut console = Console::new(history.at(0).world.clone());
    let mut draft = Draft::default();
    for span in spans::spans(history, remarks) {
        for piece in pieces(span, &lines::all(history), &console) {
            draft.steps.push(part(piece, &mut console));
        }
    }
    draft
}

/// A step's lines before they are carried out again.
struct Piece {
    remark: Vec<String>,
    lines: Vec<Made>,
}

/// A span as one step; as two where its commands run on an instance that its calls make, for what can't be
/// run yet can't be predicted.
fn pieces(span: Span, made: &[Made], console: &Console) -> Vec<Piece> {
    let keeps_looks = !span.works;
    let mut lines: Vec<Made> = Vec::new();
    for line in span.lines.into_iter().filter_map(|position| made.get(position)) {
        let is_wanted = matches!(line, Made::Call(_) | Made::Run(_) | Made::Refused(..))
            || keeps_looks && matches!(line, Made::Look(_));
        if is_wanted && !lines.contains(line) {
            lines.push(line.clone());
        }
    }
    let cannot = |line: &Made| matches!(line, Made::Run(run) if run_in(&console.world, run).is_none());
    let calls = lines.iter().any(|line| matches!(line, Made::Call(_)));
    if !calls || !lines.iter().any(cannot) {
        return vec![Piece { remark: span.remark, lines }];
    }
    let (runs, calls) = lines.into_iter().partition(|line| matches!(line, Made::Run(_)));
    vec![Piece { remark: span.remark, lines: calls }, Piece { remark: Vec::new(), lines: runs }]
}

/// What a command does in a world.
fn run_in(world: &World, line: &str) -> Option<Arc<Trace>> {
    Situation::new(world, &[]).run(line)
}

/// Carries a step's lines out and reads off what they have brought about.
fn part(piece: Piece, console: &mut Console) -> Part {
    let begun = console.clone();
    let mut part = Part { remark: piece.remark, begun: begun.world.clone(), ..Part::default() };
    let (mut records, mut effects): (Vec<Arc<Record>>, Vec<Vec<Wanted>>) = (Vec::new(), Vec::new());
    for line in piece.lines {
        if let Made::Refused(line, operation) = line {
            part.mistakes.extend(slip(line, operation, &begun).filter(|slip| is_new(slip, &part.mistakes)));
            continue;
        }
        let text = line.text().to_owned();
        let before = console.world.clone();
        let Ok(Some(record)) = console.exec(&text) else { continue };
        match (&line, &record.kind) {
            (Made::Call(_), What::Api { call, refusal: None }) => {
                effects.push(goals::of_call(call, &before, &console.world));
                part.calls.push(call.clone());
            }
            (Made::Look(_), What::Api { call, refusal: None }) => {
                effects.push(vec![goals::called(call)]);
                part.calls.push(call.clone());
            }
            (Made::Run(_), What::Guest(trace)) => {
                let run = Run { line: text.clone(), before: run_in(&begun.world, &text), outcome: trace.outcome };
                part.runs.push(run);
            }
            _ => continue,
        }
        part.solution.push(text);
        records.push(Arc::new(record));
    }
    part.world = console.world.clone();
    let wanted = goals::merged(effects).into_iter().chain(goals::of_runs(&part.runs, &records, &console.world));
    let (before, after) = (Situation::new(&begun.world, &[]), Situation::new(&console.world, &records));
    part.goals = goals::that_tell(wanted.collect(), &part.calls, (&before, &after));
    if part.goals.is_empty() {
        part.mistakes.clear();
    }
    part
}

/// A refused line as a mistake, where it is refused in the same way when the step begins.
fn slip(line: String, operation: &'static str, begun: &Console) -> Option<Slip> {
    let record = begun.clone().exec(&line).ok().flatten()?;
    match record.kind {
        What::Api { refusal: Some(refusal), .. } => Some(Slip { line, operation, code: refusal.code.to_string() }),
        _ => None,
    }
}

fn is_new(slip: &Slip, known: &[Slip]) -> bool {
    !known.iter().any(|it| (it.operation, &it.code) == (slip.operation, &slip.code))
}
