//! The script of a step: what a hall is shown one after the other, and in which world.
//!
//! It is read off the lesson that learners use. First come the words; then the solution, line by line,
//! with each question put right before the command it is about; a command that was foretold, or that is
//! the last one, is then watched in the player; and where something was built the map shows it. A
//! question whose answer the work changes or gives away is put before the work.

use crate::guest::console::{Kind, Record};
use crate::lesson::Lesson;
use crate::lesson::ask::Truth;
use crate::lesson::goal::Situation;
use crate::lesson::model::{Ask, Question};
use crate::session::{Session, history};
use crate::sim::Trace;
use std::sync::Arc;

/// One thing that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beat {
    /// The title and the words, page by page.
    Words,
    /// A question, by its position in the step.
    Ask(usize),
    /// The same with its answer.
    Answer(usize),
    /// A line of the solution is typed, and prints what it prints.
    Line(usize),
    /// The map, with what is new.
    Map,
    /// The way of a command.
    Film(Source),
}

/// Which command is watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// That of a line of the solution.
    Line(usize),
    /// That of a question.
    Ask(usize),
}

/// A step made ready for a hall.
#[derive(Clone, Debug)]
pub struct Act {
    /// What is shown, in order; never empty.
    pub beats: Vec<Beat>,
    /// The session before the first line of the solution, and after each.
    pub sessions: Vec<Session>,
    /// What is right, for each question.
    pub truths: Vec<Truth>,
}

impl Act {
    /// A step of a lesson, in the world that the steps before it make.
    pub fn of(lesson: &Arc<Lesson>, step: usize) -> Self {
        let mut session = Session::at(Arc::clone(lesson), step);
        let mut sessions = vec![session.clone()];
        for line in &lesson.steps[session.step()].solution {
            // A proved lesson has no line that isn't understood; of another, the rest still runs.
            let _ = session.exec(&line.text);
            sessions.push(session.clone());
        }
        let asks = &session.current().asks;
        let truths: Vec<Truth> = asks.iter().map(|ask| ask.truth(&situation(&sessions[0]))).collect();
        let beats = beats(&sessions, &truths);
        Self { beats, sessions, truths }
    }

    /// The session that is the hall's world at a beat.
    pub fn session(&self, beat: usize) -> &Session {
        let shown = &self.beats[..self.beats.len().min(beat + 1)];
        let lines = shown.iter().filter(|beat| matches!(beat, Beat::Line(_))).count();
        &self.sessions[lines.min(self.sessions.len() - 1)]
    }

    /// What a line of the solution did.
    pub fn record(&self, line: usize) -> Option<&Arc<Record>> {
        record(&self.sessions, line)
    }

    /// The command that is watched, and the session it ran in.
    pub fn film(&self, source: Source) -> Option<(&Arc<Trace>, &Session)> {
        match source {
            Source::Line(line) => Some((trace(self.record(line)?)?, self.sessions.get(line + 1)?)),
            Source::Ask(ask) => Some((truth_trace(self.truths.get(ask)?)?, &self.sessions[0])),
        }
    }
}

fn situation(session: &Session) -> Situation<'static> {
    Situation::new(session.world(), &[])
}

/// What a line did; none where it was not understood.
fn record(sessions: &[Session], line: usize) -> Option<&Arc<Record>> {
    let (before, after) = (sessions.get(line)?, sessions.get(line + 1)?);
    (after.records().count() > before.records().count()).then(|| after.records().next_back())?
}

fn trace(record: &Record) -> Option<&Arc<Trace>> {
    match &record.kind {
        Kind::Guest(trace) => Some(trace),
        Kind::Api { .. } | Kind::Malformed => None,
    }
}

/// The evidence of what is right.
pub fn truth_trace(truth: &Truth) -> Option<&Arc<Trace>> {
    match truth {
        Truth::Outcome(trace) | Truth::Foreseen(trace, _) => Some(trace),
        Truth::CannotRun | Truth::Address(_) | Truth::Choice(_) => None,
    }
}

/// Whether a question has the same answer in another world.
fn holds(ask: &Ask, truth: &Truth, session: &Session) -> bool {
    match (truth, ask.truth(&situation(session))) {
        (Truth::Outcome(one), Truth::Outcome(other)) => one.outcome == other.outcome,
        (Truth::Foreseen(_, one), Truth::Foreseen(_, other)) => *one == other,
        _ => false,
    }
}

/// The command that a question is about.
fn command(ask: &Ask) -> Option<&str> {
    match &ask.what {
        Question::Predict { run, .. } | Question::Foresee { run, .. } => Some(&run.text),
        Question::Address { .. } | Question::Choice { .. } => None,
    }
}

/// Before which line of the solution a question is put.
fn put_before(ask: &Ask, truth: &Truth, sessions: &[Session]) -> usize {
    let lines = &sessions[0].current().solution;
    let wanted = command(ask);
    let same = lines.iter().position(|line| Some(line.text.as_str()) == wanted);
    same.filter(|line| *line == 0 || holds(ask, truth, &sessions[*line])).unwrap_or(0)
}

fn beats(sessions: &[Session], truths: &[Truth]) -> Vec<Beat> {
    let step = sessions[0].current();
    let lines = &step.solution;
    let guest = |line: &usize| record(sessions, *line).is_some_and(|record| shows_a_way(record));
    let last = (0..lines.len()).rev().find(guest);
    let mut beats = vec![Beat::Words];
    let places: Vec<usize> =
        step.asks.iter().zip(truths).map(|(ask, truth)| put_before(ask, truth, sessions)).collect();
    let of = |line: usize| (0..step.asks.len()).filter(|ask| places[*ask] == line).collect::<Vec<_>>();
    let put = |beats: &mut Vec<Beat>, ask: usize| {
        beats.extend([Beat::Ask(ask), Beat::Answer(ask)]);
        let typed = lines.iter().any(|line| Some(line.text.as_str()) == command(&step.asks[ask]));
        if !typed && truth_trace(&truths[ask]).is_some_and(|trace| trace.flights().next().is_some()) {
            beats.push(Beat::Film(Source::Ask(ask)));
        }
    };
    let built = |line: &usize| record(sessions, *line).is_some_and(|record| history::changed(record));
    let map = (0..lines.len()).rev().find(built);
    for (line, typed) in lines.iter().enumerate() {
        of(line).into_iter().for_each(|ask| put(&mut beats, ask));
        beats.push(Beat::Line(line));
        if map == Some(line) {
            beats.push(Beat::Map);
        }
        let foretold = step.asks.iter().any(|ask| command(ask) == Some(typed.text.as_str()));
        if (foretold || last == Some(line)) && guest(&line) {
            beats.push(Beat::Film(Source::Line(line)));
        }
    }
    if lines.is_empty() {
        of(0).into_iter().for_each(|ask| put(&mut beats, ask));
    }
    beats
}

/// Whether a command sent packets that can be watched.
fn shows_a_way(record: &Record) -> bool {
    trace(record).is_some_and(|trace| trace.flights().next().is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::library;

    fn act(id: &str) -> Act {
        let lesson = Arc::new(library::embedded().remove(0).load().unwrap());
        let step = lesson.step(id).unwrap();
        Act::of(&lesson, step)
    }

    #[test]
    fn a_question_about_a_command_is_put_right_before_it_and_the_command_is_watched() {
        let wanted = [Beat::Words, Beat::Ask(0), Beat::Answer(0), Beat::Line(0), Beat::Film(Source::Line(0))];
        assert_eq!(act("as-found").beats, wanted);
    }

    #[test]
    fn what_the_work_would_give_away_is_asked_before_it_and_what_was_built_is_shown() {
        let wanted = [Beat::Words, Beat::Ask(0), Beat::Answer(0), Beat::Line(0), Beat::Map];
        assert_eq!(act("subnet").beats, wanted);
    }

    #[test]
    fn the_world_of_a_beat_is_what_the_lines_before_it_have_made() {
        let act = act("subnet");
        let subnets = |beat| act.session(beat).world().subnets.iter().count();
        assert_eq!(subnets(0) + 1, subnets(act.beats.len() - 1));
        assert_eq!(subnets(2), subnets(0));
    }
}
