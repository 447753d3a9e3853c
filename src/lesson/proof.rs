//! What has to be true of a lesson before anybody learns from it, proved by playing it: its steps
//! can be done, its goals tell done from not done, its mistakes are caught and its questions have
//! an answer.

use super::ask::Truth;
use super::difference::Difference;
use super::foresee;
use super::goal::{Near, ProbeMiss, SawMiss, Situation, Verdict};
use super::model::{Ask, Goal, Lesson, Line, Mistake, Question, Sign, Step, Wanted};
use super::problem::{Place, Problem, nearest};
use crate::cloud::{World, describe_all};
use crate::guest::Stream;
use crate::guest::console::{Console, Kind, NotUnderstood, Record};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What was proved of a lesson, and what was not.
#[derive(Clone, Debug, Default)]
pub struct Proof {
    /// What does not hold.
    pub findings: Vec<Problem>,
    /// How many goals were seen to fail before and hold after.
    pub goals: usize,
    /// How many mistakes were seen to be refused with their own reply.
    pub mistakes: usize,
    /// How many questions were seen to have an answer.
    pub asks: usize,
    /// How many lines of solutions ran.
    pub lines: usize,
}

/// Plays the whole lesson as its author solves it.
pub fn prove(lesson: &Lesson) -> Proof {
    let mut proof = Proof::default();
    let mut console = Console::new(lesson.world.clone());
    for step in &lesson.steps {
        if let Some(world) = &step.world {
            console = Console::new(world.clone());
        }
        let begun = console.clone();
        for ask in &step.asks {
            proof.ask(ask, &begun.world);
        }
        for mistake in &step.mistakes {
            proof.mistake(step, mistake, &begun);
        }
        proof.before(step, &begun.world);
        let records = proof.play(&step.solution, &mut console, Expect::Success(&step.goals));
        proof.after(step, &console.world, &records);
    }
    proof.findings.sort_by_key(|finding| finding.place);
    proof
}

/// Whether EC2 may refuse a line.
#[derive(Clone, Copy)]
enum Expect<'a> {
    /// It must not, except where one of these goals wants it refused.
    Success(&'a [Goal]),
    /// It may: that can be the mistake.
    Anything,
}

impl Proof {
    fn find(&mut self, problem: Problem) {
        self.findings.push(problem);
    }

    fn ask(&mut self, ask: &Ask, world: &World) {
        let truth = ask.truth(&Situation::new(world, &[]));
        match (&ask.what, &truth) {
            (Question::Predict { run, .. } | Question::Foresee { run, .. }, Truth::CannotRun) => {
                let ja = "ここではまだ実行できません (インスタンスがありません)";
                self.find(Problem::new(run.place, ja, "this can't be run here: there is no such instance yet"));
            }
            (Question::Predict { run, choices, .. }, Truth::Outcome(trace)) if !choices.contains(&trace.outcome) => {
                let outcome = word(&trace.outcome);
                let ja = format!("実際の結果 `{outcome}` が選択肢にありません");
                self.find(Problem::new(run.place, ja, format!("what really happens, `{outcome}`, is no choice")));
            }
            (Question::Foresee { run, choices, .. }, Truth::Foreseen(_, right))
                if !choices.iter().any(|choice| foresee::says(choice, right)) =>
            {
                let ja = format!("正しい答え `{right}` が選択肢にありません");
                self.find(Problem::new(run.place, ja, format!("what is right, `{right}`, is no choice")));
            }
            _ => {
                self.asks += 1;
                self.believed(&ask.what, &truth, world);
            }
        }
    }

    /// Compares what the author believes in with what is so.
    fn believed(&mut self, question: &Question, truth: &Truth, world: &World) {
        match (question, truth) {
            (Question::Predict { answer: Some((answer, place)), .. }, Truth::Outcome(trace)) => {
                self.same(&word(answer), &word(&trace.outcome), *place);
            }
            (Question::Foresee { answer: Some((answer, place)), .. }, Truth::Foreseen(_, right))
                if !foresee::says(answer, right) =>
            {
                self.same(answer, right, *place);
            }
            (Question::Choice { options, .. }, _) => {
                let situation = Situation::new(world, &[]);
                let checks = options.iter().filter_map(|option| Some((option, option.check.as_ref()?)));
                for (option, check) in checks {
                    match (check.check(&situation), option.right) {
                        (Verdict::Met, false) => {
                            let ja = "条件 (`check`) が成り立つのに、`right: true` がありません";
                            self.find(Problem::new(check.place, ja, "its `check` holds, but it is not marked `right`"));
                        }
                        (Verdict::Missing(near), true) => {
                            let there = brief(&near);
                            let ja = format!("正解とされていますが、条件 (`check`) が成り立ちません: {there}");
                            let en = format!("it is marked `right`, but its `check` does not hold: {there}");
                            self.find(Problem::new(check.place, ja, en));
                        }
                        (Verdict::Met, true) | (Verdict::Missing(_), false) => {}
                    }
                }
            }
            _ => {}
        }
    }

    fn same(&mut self, believed: &str, right: &str, place: Place) {
        if believed != right {
            let ja = format!("`answer` は `{believed}` ですが、シミュレーションでは `{right}` です");
            self.find(Problem::new(place, ja, format!("`answer` says `{believed}`, the simulation says `{right}`")));
        }
    }

    fn before(&mut self, step: &Step, world: &World) {
        let situation = Situation::new(world, &[]);
        if !step.goals.is_empty() && step.goals.iter().all(|goal| goal.check(&situation).is_met()) {
            let ja = format!("手順 `{}` の目標は、何もしないうちからすべて満たされています", step.id);
            let en = format!("all goals of step `{}` hold before anything is done", step.id);
            self.find(Problem::new(step.place, ja, en));
        }
    }

    fn after(&mut self, step: &Step, world: &World, records: &[Arc<Record>]) {
        let situation = Situation::new(world, records);
        for goal in &step.goals {
            match goal.check(&situation) {
                Verdict::Met => self.goals += 1,
                Verdict::Missing(near) => {
                    let there = brief(&near);
                    let problem = Problem::new(
                        goal.place,
                        format!("手順 `{}` の解答 (`solution`) の後でも、この目標が満たされません: {there}", step.id),
                        format!("this goal of step `{}` does not hold after its solution: {there}", step.id),
                    );
                    self.find(problem);
                    self.fields(goal, &near, world);
                }
            }
        }
    }

    /// Names fields that no resource of that kind has, and what may have been meant.
    fn fields(&mut self, goal: &Goal, near: &Near, world: &World) {
        let (Wanted::Resource(resource), Near::Differs { kind, differences, .. }) = (&goal.what, near) else { return };
        let described = describe_all(world, *kind);
        let known: BTreeSet<&str> =
            described.iter().filter_map(|it| it.as_object()).flat_map(|it| it.keys().map(String::as_str)).collect();
        for (key, _, place) in &resource.has {
            if differences.iter().any(|difference| difference.field == *key) && !known.contains(key.as_str()) {
                let kind = kind.name();
                let problem = Problem::new(
                    *place,
                    format!("`{kind}` に `{key}` という項目は見当たりません"),
                    format!("no `{kind}` here has a field `{key}`"),
                );
                self.find(Problem { near: nearest(key, known.iter().copied()), ..problem });
            }
        }
    }

    fn mistake(&mut self, step: &Step, mistake: &Mistake, begun: &Console) {
        if mistake.when.shows(&Situation::new(&begun.world, &[])) {
            let ja = "この `when` は、何もしないうちから当てはまります";
            self.find(Problem::new(mistake.place, ja, "this `when` holds before anything is done"));
        }
        let mut console = begun.clone();
        let records = self.play(&mistake.lines, &mut console, Expect::Anything);
        let situation = Situation::new(&console.world, &records);
        if step.goals.iter().all(|goal| goal.check(&situation).is_met()) {
            let ja = "この間違いをしても、目標がすべて満たされてしまいます";
            self.find(Problem::new(mistake.place, ja, "all goals hold in spite of this mistake"));
        } else {
            match step.mistake(&situation) {
                Some(found) if found.place == mistake.place => self.mistakes += 1,
                Some(other) => {
                    let line = other.place.line;
                    let ja = format!("この間違いには {line} 行目の返答が選ばれます");
                    self.find(Problem::new(
                        mistake.place,
                        ja,
                        format!("the reply of line {line} is chosen for this mistake"),
                    ));
                }
                None => {
                    let there = match &mistake.when {
                        Sign::Holds(wanted) => match wanted.check(&situation) {
                            Verdict::Met => String::new(),
                            Verdict::Missing(near) => brief(&near),
                        },
                        Sign::Refused { .. } => records.last().map_or_else(String::new, |record| error_line(record)),
                    };
                    let ja = format!("この間違いが `when` に当てはまりません: {there}");
                    self.find(Problem::new(
                        mistake.place,
                        ja,
                        format!("`when` does not recognise this mistake: {there}"),
                    ));
                }
            }
        }
    }

    fn play(&mut self, lines: &[Line], console: &mut Console, expect: Expect<'_>) -> Vec<Arc<Record>> {
        let mut records = Vec::new();
        for line in lines {
            match console.exec(&line.text) {
                Ok(None) => {}
                Ok(Some(record)) => {
                    self.lines += 1;
                    self.refusal(line, &record, expect);
                    records.push(Arc::new(record));
                }
                Err(why) => self.find(not_understood(line, &why)),
            }
        }
        records
    }

    fn refusal(&mut self, line: &Line, record: &Record, expect: Expect<'_>) {
        let refused = match &record.kind {
            Kind::Api { call, refusal: Some(refusal) } => match expect {
                Expect::Success(goals) => !goals.iter().any(|goal| {
                    matches!(&goal.what, Wanted::Called(called)
                        if called.operation == call.operation() && called.code.as_deref() == Some(&refusal.code))
                }),
                Expect::Anything => false,
            },
            Kind::Api { refusal: None, .. } => false,
            Kind::Malformed => record.exit != 0,
            Kind::Guest(_) => false,
        };
        if refused {
            let said = error_line(record);
            let problem =
                Problem::new(line.place, format!("この行は失敗します: {said}"), format!("this line fails: {said}"));
            self.find(problem);
        }
    }
}

/// A line the console doesn't understand.
fn not_understood(line: &Line, why: &NotUnderstood) -> Problem {
    let inside = line.place.inside(&line.text, why.column.saturating_sub(1));
    Problem::new(inside, format!("この行は理解できません: {why}"), format!("this line is not understood: {why}"))
}

/// What went to standard error in one line: a usage may stand before it, and advice after it.
pub(super) fn error_line(record: &Record) -> String {
    let said = record.output.of(Stream::Err);
    let says = |line: &&str| line.starts_with("aws: ") || line.starts_with("An error");
    let line = said.lines().find(says).or_else(|| said.lines().find(|line| !line.trim().is_empty()));
    line.unwrap_or("exit status only").to_owned()
}

/// The word that lessons use for a value.
pub(crate) fn word<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// What is near a goal, in an author's shorthand that needs no language.
pub fn brief(near: &Near) -> String {
    match near {
        Near::NoSuchResource { kind, name, like } => {
            let name = name.as_deref().unwrap_or("*");
            let like = like.as_deref().map_or_else(String::new, |like| format!(" (~ {like})"));
            format!("{}/{name} = none{like}", kind.name())
        }
        Near::Differs { kind, name, differences, .. } => {
            let differences: Vec<String> = differences.iter().map(difference).collect();
            format!("{}/{name}: {}", kind.name(), differences.join("; "))
        }
        Near::StillThere { kind, id, name } => format!("{}/{name} = {id}", kind.name()),
        Near::CannotRun { line } => format!("{line}: no such instance"),
        Near::Probe { line, trace, miss } => match miss {
            ProbeMiss::Outcome { want, have } => format!("{line}: {} != {}", word(have), word(want)),
            ProbeMiss::Avoids(name) => format!("{line}: {:?} avoids {name}", trace.path),
            ProbeMiss::Crosses(name) => format!("{line}: {:?} crosses {name}", trace.path),
        },
        Near::NotSeen { nearest: None } => "no such command was run".to_owned(),
        Near::NotSeen { nearest: Some((record, misses)) } => {
            let misses: Vec<String> = misses.iter().map(saw_miss).collect();
            format!("{}: {}", record.input, misses.join(", "))
        }
        Near::NotCalled { operation, last: None } => format!("{operation} was not called"),
        Near::NotCalled { last: Some(record), .. } => format!("{}: exit {}", record.input, record.exit),
        Near::Setting { quota, have, want } => format!("{quota:?} = {have} < {want}"),
        Near::None(all) => all.iter().map(brief).collect::<Vec<_>>().join(" | "),
    }
}

fn difference(difference: &Difference) -> String {
    let have = difference.have.as_ref().map_or_else(|| "none".to_owned(), ToString::to_string);
    format!("{} = {have} != {}", difference.field, difference.want)
}

fn saw_miss(miss: &SawMiss) -> String {
    match miss {
        SawMiss::From => "other instance".to_owned(),
        SawMiss::Program => "other program".to_owned(),
        SawMiss::To => "other aim".to_owned(),
        SawMiss::RecordType => "other record type".to_owned(),
        SawMiss::Family => "other family".to_owned(),
        SawMiss::Outcome(outcome) => format!("ended in `{}`", word(outcome)),
        SawMiss::Via(name) => format!("avoided {name}"),
    }
}

impl Proof {
    /// Whether everything holds.
    pub fn holds(&self) -> bool {
        self.findings.is_empty()
    }
}
