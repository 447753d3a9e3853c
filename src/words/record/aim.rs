//! The goals of a recorded lesson in words, in both languages, as far as there is room.

use super::say::{in_both, rows};
use crate::lesson::model::{Resource, Wanted};
use crate::lesson::{Lang, Text};
use crate::net::Family;
use crate::words::trace::outcome;
use crate::words::{operation, resource};
use serde_json::Value;

/// The rows of a goal.
const GOAL: usize = 2;

/// How a goal is worded: with as much of what it wants as there is room for.
pub fn goal(wanted: &Wanted) -> Text {
    in_both(|lang| {
        let whole = wants(wanted, lang);
        let shorter = match wanted {
            Wanted::Resource(it) => vec![with_values(it, lang), with_fields(it, lang)],
            _ => Vec::new(),
        };
        let said = std::iter::once(whole.clone()).chain(shorter).find(|text| rows(text) <= GOAL);
        capital(cut(said.unwrap_or(whole)))
    })
}

/// A resource with the values it has, but without their fields.
fn with_values(wanted: &Resource, lang: Lang) -> String {
    let mut values = Vec::new();
    wanted.has.iter().for_each(|(key, value, _)| bare(key, value, &mut values));
    format!("{}: {}", thing(wanted, lang), values.join(", "))
}

fn bare(key: &str, value: &Value, into: &mut Vec<String>) {
    match value {
        Value::Array(all) => all.iter().for_each(|one| bare(key, one, into)),
        Value::Object(fields) => fields.iter().for_each(|(key, value)| bare(key, value, into)),
        Value::String(_) => into.push(plain(value)),
        // A switch or a number means nothing without its field.
        Value::Null | Value::Bool(_) | Value::Number(_) => into.push(format!("{key} {value}")),
    }
}

/// A resource with the fields that matter.
fn with_fields(wanted: &Resource, lang: Lang) -> String {
    let fields = wanted.has.iter().map(|(key, ..)| key.as_str()).collect::<Vec<_>>().join(", ");
    let what = thing(wanted, lang);
    lang.pick(format!("{what}: {fields} が本文のとおり"), format!("{what}: {fields} as in the text"))
}

/// A sentence begins with a capital letter.
fn capital(text: String) -> String {
    match text.split_once([' ', ':']).map_or(text.as_str(), |(first, _)| first) {
        // Names of machines and programs stay as they are.
        "subnet" | "route" | "egress-only" | "instance" | "network" | "security" | "key" => {
            text[..1].to_uppercase() + &text[1..]
        }
        _ => text,
    }
}

/// A kind with a name.
fn thing(wanted: &Resource, lang: Lang) -> String {
    let kind = resource::kind(wanted.kind).in_(lang);
    wanted.name.as_ref().map_or_else(|| kind.to_owned(), |name| format!("{kind} {name}"))
}

fn wants(wanted: &Wanted, lang: Lang) -> String {
    match wanted {
        Wanted::Resource(it) => {
            let what = thing(it, lang);
            let has = it.has.iter().map(|(key, value, _)| format!("{key} {}", plain(value))).collect::<Vec<_>>();
            match (has.as_slice(), lang) {
                ([], Lang::Ja) => format!("{what} がある"),
                ([], Lang::En) => format!("The {what} is there"),
                (has, _) => format!("{what}: {}", has.join(", ")),
            }
        }
        Wanted::Absent { kind, name } => {
            let kind = resource::kind(*kind).in_(lang);
            lang.pick(format!("{kind} {name} がない"), format!("The {kind} {name} is gone"))
        }
        Wanted::Probe(it) => {
            let (line, end) = (&it.run.text, outcome(it.outcome, lang));
            lang.pick(format!("{line} の結果が「{end}」になる"), format!("{line} ends with: {end}"))
        }
        Wanted::Saw(it) => {
            let kind = it.record_type.map(|kind| kind.to_string());
            let words = [it.program.clone(), kind, it.to.clone()].into_iter().flatten().collect::<Vec<_>>().join(" ");
            // How it ends is for the learner to find out; by which family may be what tells two of them apart.
            let family = match it.family {
                Some(Family::Ipv4) => " (IPv4)",
                Some(Family::Ipv6) => " (IPv6)",
                None => "",
            };
            let from = &it.from;
            lang.pick(format!("{from} で {words} を試した{family}"), format!("{words} was tried on {from}{family}"))
        }
        Wanted::Called(it) => {
            let title = operation::title(&it.operation, lang);
            lang.pick(format!("操作「{title}」をした"), format!("Done: {title}"))
        }
        Wanted::Setting(_) | Wanted::Any(_) => String::new(),
    }
}

/// A value without quotation marks and `@`.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim_start_matches('@').to_owned(),
        Value::Array(all) => all.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => {
            fields.iter().map(|(key, value)| format!("{key} {}", plain(value))).collect::<Vec<_>>().join(" ")
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

/// A text without what does not fit where goals stand.
fn cut(mut text: String) -> String {
    if rows(&text) > GOAL {
        while rows(&text) > GOAL {
            text.pop();
        }
        text.pop();
        text.push('…');
    }
    text
}
