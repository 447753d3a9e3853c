//! What learners may do in a step: the calls of its solution, the author's mistakes, and the same calls
//! with one thing otherwise: another target, another subnet, table or group, another block or zone, a
//! switch the other way, an option left out. Ways back are not letters: they follow from the world
//! ([`super::back`]).

use super::reference::Reference;
use super::template::{Site, Template, resource_kind};
use crate::cloud::command_line::{Member, Shape, blocks, shape};
use crate::cloud::{Kind, World};
use serde_json::{Value, json};

/// The alphabet of a step. `worlds` are those of the author's way through it: what is there may be chosen.
pub(super) fn of(solution: &[Template], mistakes: &[Template], worlds: &[&World]) -> Vec<Template> {
    let mut letters: Vec<Template> = Vec::new();
    let mut add = |letter: Template| {
        if !letters.contains(&letter) {
            letters.push(letter);
        }
    };
    solution.iter().chain(mistakes).cloned().for_each(&mut add);
    for call in solution {
        variants(call, worlds).into_iter().for_each(&mut add);
    }
    letters
}

/// The call with one thing otherwise.
fn variants(call: &Template, worlds: &[&World]) -> Vec<Template> {
    let mut found = Vec::new();
    for site in call.sites() {
        found.extend(elsewhere(call, &site, worlds));
        found.extend(otherwise(call, &site, worlds));
    }
    found.extend(other_targets(call, worlds));
    found.extend(without_an_option(call));
    found
}

/// Other resources of the same kind.
fn elsewhere(call: &Template, site: &Site, worlds: &[&World]) -> Vec<Template> {
    let Some(kind) = resource_kind(&site.shape) else { return Vec::new() };
    let with = |reference: Reference| {
        let mut call = call.clone();
        call.fill(&site.at, reference);
        call
    };
    let others = references(kind, worlds).into_iter();
    others.filter(|other| !call.holes.contains(&(site.at.clone(), other.clone()))).map(with).collect()
}

/// Every resource of a kind that can be named.
fn references(kind: Kind, worlds: &[&World]) -> Vec<Reference> {
    let mut found = Vec::new();
    for world in worlds {
        let all = world.resources();
        for resource in all.iter().filter(|it| it.kind == kind && it.is_live) {
            match Reference::to(&all, resource) {
                Some(reference) if !found.contains(&reference) => found.push(reference),
                Some(_) | None => {}
            }
        }
    }
    found
}

/// Other values: free blocks, other zones, the other choices, the switch the other way.
fn otherwise(call: &Template, site: &Site, worlds: &[&World]) -> Vec<Template> {
    let Some(here) = call.parameters.pointer(&site.at) else { return Vec::new() };
    let values: Vec<Value> = match &site.shape {
        Shape::Boolean => vec![json!(here != &json!(true))],
        Shape::String { choices, .. } if !choices.is_empty() => choices.iter().map(|it| json!(it)).collect(),
        Shape::String { kind: Some(kind), .. } => match kind.as_str() {
            "availability-zone" => {
                worlds.iter().take(1).flat_map(|world| world.availability_zones()).map(Value::from).collect()
            }
            "ipv4-cidr" | "ipv6-cidr" => free_blocks(call, site, worlds),
            _ => Vec::new(),
        },
        Shape::String { .. } | Shape::Integer | Shape::List(_) | Shape::Structure(_) => Vec::new(),
    };
    let with = |value: Value| {
        let mut call = call.clone();
        call.put(&site.at, value);
        call
    };
    values.into_iter().filter(|value| value != here).map(with).collect()
}

/// Blocks that the tutor itself would offer there.
fn free_blocks(call: &Template, site: &Site, worlds: &[&World]) -> Vec<Value> {
    let mut found = Vec::new();
    for world in worlds {
        let given = |name: &str| {
            let at = format!("/{name}");
            let hole = call.holes.iter().find(|(hole, _)| *hole == at);
            hole.map_or_else(
                || call.parameters.get(name).and_then(Value::as_str).map(str::to_owned),
                |(_, reference)| reference.find(world),
            )
        };
        let offered = blocks::offered((call.operation, &site.name), &given, world);
        for offered in offered.into_iter().flatten() {
            let value = json!(offered.block);
            if !found.contains(&value) {
                found.push(value);
            }
        }
    }
    found
}

/// Another kind of target, where an operation lets one choose between several.
fn other_targets(call: &Template, worlds: &[&World]) -> Vec<Template> {
    let Some(shape) = shape(call.operation) else { return Vec::new() };
    let is_target = |member: &&Member| !member.required && resource_kind(&member.shape).is_some();
    let targets: Vec<&Member> = shape.members().iter().filter(is_target).collect();
    if targets.len() < 3 {
        return Vec::new();
    }
    let given = |member: &&&Member| call.parameters.get(&member.name).is_some();
    let Some(now) = targets.iter().find(given) else { return Vec::new() };
    let mut found = Vec::new();
    for other in targets.iter().filter(|member| !given(member)) {
        let Some(kind) = resource_kind(&other.shape) else { continue };
        for reference in references(kind, worlds) {
            let mut call = call.clone();
            call.leave_out(&now.name);
            if let Some(parameters) = call.parameters.as_object_mut() {
                parameters.insert(other.name.clone(), Value::Null);
            }
            call.fill(&format!("/{}", other.name), reference);
            found.push(call);
        }
    }
    found
}

/// The call with one of its options forgotten.
fn without_an_option(call: &Template) -> Vec<Template> {
    let Some(shape) = shape(call.operation) else { return Vec::new() };
    let is_there = |member: &&Member| !member.required && call.parameters.get(&member.name).is_some();
    let without = |member: &Member| {
        let mut call = call.clone();
        call.leave_out(&member.name);
        call
    };
    shape.members().iter().filter(is_there).map(without).collect()
}
