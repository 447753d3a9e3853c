//! A recording in words: a draft becomes the text of a lesson file, each sentence of it read off the calls, the
//! commands and the goals, to be edited by its author. [`say`] words the parts, [`aim`] the goals, [`told`] what the author is told.

mod aim;
mod say;
pub mod told;

use crate::lesson::model::Wanted;
use crate::lesson::proof::word;
use crate::lesson::{Lang, Text, yaml};
use crate::session::record::{Draft, Part, Run, Slip};
use crate::sim::Outcome;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// The first line of every lesson: where editors find the format.
const SCHEMA: &str = "# yaml-language-server: $schema=lesson.schema.json\n";

/// The line by which a recording that nobody has touched yet is known.
pub const MARK: &str =
    "# Recorded by `v6dojo lesson record`. While this line stands here, --force may overwrite the file.\n";

/// What a lesson says of itself besides its steps.
#[derive(Clone, Debug)]
pub struct Head {
    /// Its short name.
    pub id: String,
    /// The world it begins in, as a lesson names it.
    pub world: String,
}

/// The choices of a prediction, in the order in which they are shown.
const CHOICES: [Outcome; 6] =
    [Outcome::Ok, Outcome::Unreachable, Outcome::Timeout, Outcome::Refused, Outcome::NoName, Outcome::Tls];

/// How many choices a prediction has.
const CHOICES_SHOWN: usize = 3;

/// Hints that are written of a step.
const HINTS: usize = 3;

/// The text of a lesson file; the error is the YAML library's.
pub fn text(draft: &Draft, head: &Head) -> Result<String, String> {
    let body = yaml::write(&lesson(draft, head)).map_err(|error| error.to_string())?;
    let mut text = SCHEMA.to_owned() + MARK;
    for line in body.lines() {
        // Air before each step.
        if line.starts_with("steps:") || line.starts_with("  - id:") && !text.ends_with("steps:\n") {
            text.push('\n');
        }
        text += line;
        text.push('\n');
    }
    Ok(text)
}

fn lesson(draft: &Draft, head: &Head) -> Value {
    let mut taken = BTreeSet::new();
    let steps: Vec<Value> = draft.steps.iter().map(|part| step(part, &mut taken)).collect();
    let minutes: usize = draft.steps.iter().map(minutes).sum();
    json!({
        "format": 1,
        "id": head.id,
        "title": both(&say::title(&head.id)),
        "summary": both(&say::summary(draft.steps.len())),
        "minutes": minutes,
        "world": head.world,
        "steps": steps,
    })
}

/// The minutes a step takes in a hall.
fn minutes(part: &Part) -> usize {
    1 + part.solution.len()
}

fn step(part: &Part, taken: &mut BTreeSet<String>) -> Value {
    let mut fields = Map::new();
    let mut put = |key: &str, value: Value| {
        if value.as_array().is_none_or(|all| !all.is_empty()) {
            fields.insert(key.to_owned(), value);
        }
    };
    put("id", Value::String(new_id(&say::short_name(part), taken)));
    put("phase", both(&say::PHASE.into()));
    put("title", both(&say::step_title(part)));
    put("text", both(&say::step_text(part)));
    put("notes", both(&say::notes(minutes(part))));
    put("ask", part.runs.iter().filter_map(|run| predict(run, part)).collect());
    put("goals", part.goals.iter().map(goal).collect());
    put("solution", part.solution.iter().map(|line| Value::String(line.clone())).collect());
    put("mistakes", part.mistakes.iter().map(mistake).collect());
    put("hints", say::hints(part).iter().take(HINTS).map(both).collect());
    Value::Object(fields)
}

/// A short name that no step has yet.
fn new_id(wanted: &str, taken: &mut BTreeSet<String>) -> String {
    let names = (1..).map(|number| if number == 1 { wanted.to_owned() } else { format!("{wanted}-{number}") });
    let free = names.into_iter().find(|name| !taken.contains(name)).unwrap_or_default();
    taken.insert(free.clone());
    free
}

fn both(text: &Text) -> Value {
    json!({ "ja": text.in_(Lang::Ja), "en": text.in_(Lang::En) })
}

/// What will the command do? Asked of the world in which the step begins.
fn predict(run: &Run, part: &Part) -> Option<Value> {
    let before = run.before.as_ref()?;
    let mut asked = Map::new();
    asked.insert("run".to_owned(), json!(run.line));
    if !part.calls.is_empty() {
        asked.insert("question".to_owned(), both(&say::question(run)));
    }
    let choices: Vec<String> = choices(before.outcome, run.outcome).iter().map(word).collect();
    asked.insert("choices".to_owned(), json!(choices));
    asked.insert("answer".to_owned(), json!(word(&before.outcome)));
    asked.insert("why".to_owned(), both(&say::why(run, before)));
    Some(json!({ "predict": asked }))
}

/// What really happens, before and after the step, and what might.
fn choices(before: Outcome, after: Outcome) -> Vec<Outcome> {
    let mut chosen = vec![before];
    for outcome in std::iter::once(after).chain(CHOICES) {
        if !chosen.contains(&outcome) && chosen.len() < CHOICES_SHOWN {
            chosen.push(outcome);
        }
    }
    chosen.sort_unstable();
    chosen
}

fn goal(wanted: &Wanted) -> Value {
    let mut fields = Map::new();
    let mut put = |key: &str, value: Value| {
        if !value.is_null() {
            fields.insert(key.to_owned(), value);
        }
    };
    let kind = match wanted {
        Wanted::Resource(it) => {
            put("kind", json!(it.kind.name()));
            put("name", json!(it.name));
            let has: Map<String, Value> = it.has.iter().map(|(key, value, _)| (key.clone(), value.clone())).collect();
            put("has", if has.is_empty() { Value::Null } else { Value::Object(has) });
            "resource"
        }
        Wanted::Absent { kind, name } => {
            put("kind", json!(kind.name()));
            put("name", json!(name));
            "absent"
        }
        Wanted::Probe(it) => {
            put("run", json!(it.run.text));
            put("outcome", json!(word(&it.outcome)));
            "probe"
        }
        Wanted::Saw(it) => {
            put("from", json!(it.from));
            put("program", json!(it.program));
            put("to", json!(it.to));
            put("type", json!(it.record_type.map(|kind| kind.to_string())));
            put("family", json!(it.family.as_ref().map(word)));
            put("outcome", json!(it.outcome.as_ref().map(word)));
            "saw"
        }
        Wanted::Called(it) => {
            put("operation", json!(it.operation));
            put("code", json!(it.code));
            "called"
        }
        // A recording wants neither of them.
        Wanted::Setting(_) | Wanted::Any(_) => return Value::Null,
    };
    put("say", both(&aim::goal(wanted)));
    json!({ kind: fields })
}

fn mistake(slip: &Slip) -> Value {
    json!({
        "do": [slip.line],
        "when": { "refused": { "operation": slip.operation, "code": slip.code } },
        "say": both(&say::refused(slip)),
    })
}
