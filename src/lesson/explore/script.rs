//! A way through the worlds as a script that `v6dojo lab` runs: names in place of ids, and variables for
//! ids of what has no name.

use super::carry::{Move, Taken};
use crate::cloud::World;
use crate::sim::repair::line;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The lines that lead from `begin` along these moves.
pub(super) fn of(begin: &World, moves: &[Arc<Move>]) -> Vec<String> {
    let mut world = begin.clone();
    let mut lines: Vec<String> = Vec::new();
    // Ids that an earlier line gave: which line, and where in its response.
    let mut given: BTreeMap<String, (usize, String)> = BTreeMap::new();
    let mut variables = 0;
    for step in moves {
        let mut text = line(&world, &step.call);
        for (id, (at, path)) in &given {
            if !text.contains(id.as_str()) {
                continue;
            }
            if !lines[*at].contains("=$(") {
                variables += 1;
                lines[*at] = format!("ID{variables}=$({} --query {path} --output text)", lines[*at]);
            }
            let name = lines[*at].split('=').next().unwrap_or_default();
            text = text.replace(id.as_str(), &format!("${name}"));
        }
        if let Some((next, response)) = step.respond(&world, &Taken::of(&world)) {
            let mut found = Vec::new();
            ids(&response, "", &mut found);
            given.extend(found.into_iter().map(|(id, path)| (id, (lines.len(), path))));
            world = next;
        }
        lines.push(text);
    }
    lines
}

/// The ids in a response, each with its path in the words of `--query`.
fn ids(response: &Value, at: &str, found: &mut Vec<(String, String)>) {
    let is_id = |text: &str| {
        text.rsplit_once('-')
            .is_some_and(|(_, digits)| digits.len() == 17 && digits.bytes().all(|it| it.is_ascii_hexdigit()))
    };
    match response {
        Value::String(text) if is_id(text) => found.push((text.clone(), at.to_owned())),
        Value::Array(items) => items.iter().enumerate().for_each(|(n, item)| ids(item, &format!("{at}[{n}]"), found)),
        Value::Object(fields) => {
            for (name, field) in fields {
                let dot = if at.is_empty() { "" } else { "." };
                ids(field, &format!("{at}{dot}{name}"), found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
