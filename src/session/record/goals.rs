//! What a step has brought about, read off the world before and after it: of every resource the properties
//! that have changed and that stand in the call, with names in place of ids; of every command what it did.

use super::Run;
use crate::cloud::name::shortest;
use crate::cloud::{Call, Kind, Resource as Live, World, describe_all};
use crate::guest::console::{Kind as What, Record};
use crate::lesson::goal::Situation;
use crate::lesson::model::{Called, Line, Probe, Resource, Saw, Wanted};
use crate::lesson::problem::Place;
use crate::net::Family;
use crate::sim::Trace;
use hickory_proto::rr::RecordType;
use ipnet::IpNet;
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;

/// Fields that only say what the goal's name says, or what nobody has to know.
const SAID_ALREADY: [&str; 4] = ["Description", "ClientToken", "GroupName", "NetworkInterfaces"];

/// That an operation was called.
pub fn called(call: &Call) -> Wanted {
    Wanted::Called(Called { operation: call.operation().to_owned(), code: None })
}

/// What one call has brought about.
pub fn of_call(call: &Call, before: &World, after: &World) -> Vec<Wanted> {
    let (before, after) = (settled(before), settled(after));
    let given = Given::of(call);
    for leaves in [Leaves::Given, Leaves::Named] {
        let changes = Changes { call, given: &given, leaves, before: &before, after: &after };
        let found: Vec<Wanted> = Kind::ALL.into_iter().flat_map(|kind| changes.of_kind(kind)).collect();
        if !found.is_empty() {
            return found;
        }
    }
    vec![called(call)]
}

fn settled(world: &World) -> World {
    let mut world = world.clone();
    world.settle();
    world
}

/// What stands in a call's parameters.
#[derive(Default)]
struct Given {
    texts: BTreeSet<String>,
    /// Switches and numbers, which mean something only under their name.
    others: Vec<(String, Value)>,
}

impl Given {
    fn of(call: &Call) -> Self {
        let mut given = Self::default();
        given.collect("", &call.to_value());
        given
    }

    fn collect(&mut self, key: &str, value: &Value) {
        match value {
            Value::String(text) => {
                self.texts.insert(text.clone());
            }
            Value::Bool(_) | Value::Number(_) => self.others.push((key.to_owned(), value.clone())),
            Value::Array(all) => all.iter().for_each(|one| self.collect(key, one)),
            Value::Object(fields) => {
                for (name, value) in fields {
                    // An attribute's value goes by the attribute's name.
                    self.collect(if name == "Value" { key } else { name }, value);
                }
            }
            Value::Null => {}
        }
    }

    fn has(&self, key: &str, value: &Value) -> bool {
        match value {
            Value::String(text) => self.texts.iter().any(|given| same(given, text)),
            _ => self.others.iter().any(|(name, other)| name == key && other == value),
        }
    }
}

/// Whether two texts mean the same: blocks and addresses by value.
fn same(a: &str, b: &str) -> bool {
    let block = |text: &str| text.parse::<IpNet>().ok().map(|net| net.trunc());
    let address = |text: &str| text.parse::<IpAddr>().ok();
    a == b || block(a).is_some_and(|it| Some(it) == block(b)) || address(a).is_some_and(|it| Some(it) == address(b))
}

/// Which values of what has changed are told.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Leaves {
    /// Those that stand in the call.
    Given,
    /// Those that stand for something with a name: a call may name what is associated by the association.
    Named,
}

/// A call, and the worlds before and after it.
struct Changes<'a> {
    call: &'a Call,
    given: &'a Given,
    leaves: Leaves,
    before: &'a World,
    after: &'a World,
}

impl Changes<'_> {
    fn of_kind(&self, kind: Kind) -> Vec<Wanted> {
        let operation = self.call.operation().to_lowercase();
        let is_about = operation.contains(&kind.name().replace('-', ""));
        // An interface comes and goes with what it belongs to.
        if kind == Kind::NetworkInterface && !is_about {
            return Vec::new();
        }
        let (was, is) = (live(self.before, kind), live(self.after, kind));
        let (old, new) = (describe_all(self.before, kind), describe_all(self.after, kind));
        let mut found = Vec::new();
        for resource in &is {
            let Some(described) = described(&new, kind, &resource.id) else { continue };
            let before = described_if(&was, &old, kind, &resource.id);
            let name = resource.name().map(str::to_owned);
            let is_named_here = name.as_ref().is_some_and(|name| self.given.texts.contains(name));
            if before.is_none() && !is_named_here && !is_about {
                continue;
            }
            let has = self.has(resource, news(before, described));
            if !has.is_empty() || before.is_none() && is_named_here {
                let has = has.into_iter().map(|(key, value)| (key, value, Place::START)).collect();
                found.push(Wanted::Resource(Resource { kind, name, has }));
            }
        }
        let gone = was.iter().filter(|resource| !is.iter().any(|it| it.id == resource.id));
        found.extend(gone.filter_map(|it| Some(Wanted::Absent { kind, name: it.name()?.to_owned() })));
        found
    }

    /// The properties of a resource that are told, of those that have changed.
    fn has(&self, resource: &Live<'_>, changed: Option<Value>) -> Map<String, Value> {
        let Some(Value::Object(fields)) = changed else { return Map::new() };
        let told = |(key, value): (String, Value)| {
            let told = !SAID_ALREADY.contains(&key.as_str()) && value.as_str() != resource.name();
            let value = if told { self.reduced(&key, value, &resource.id) } else { None };
            Some((key, value?))
        };
        fields.into_iter().filter_map(told).collect()
    }

    /// A value without what is not told.
    fn reduced(&self, key: &str, value: Value, own: &str) -> Option<Value> {
        match value {
            Value::Object(fields) if is_name_tag(&fields) => None,
            Value::Object(fields) => {
                let told = |(key, value): (String, Value)| Some((key.clone(), self.reduced(&key, value, own)?));
                let mut told: Vec<(String, Value)> = fields.into_iter().filter_map(told).collect();
                // What comes first says which element of a list is meant: that is no way out, but where it leads.
                told.sort_by_key(|(_, value)| value.as_str().is_some_and(|text| text.starts_with('@')));
                (!told.is_empty()).then(|| Value::Object(told.into_iter().collect()))
            }
            Value::Array(all) => {
                let told: Vec<Value> = all.into_iter().filter_map(|one| self.reduced(key, one, own)).collect();
                (!told.is_empty()).then_some(Value::Array(told))
            }
            Value::String(text) if text == own => None,
            Value::String(text) => {
                let resources = self.after.resources();
                let meant = resources.iter().find(|it| it.id == text);
                match meant {
                    Some(it) if self.leaves == Leaves::Named || self.given.texts.contains(&text) => {
                        it.name().map(|_| Value::String(shortest(self.after, it)))
                    }
                    None if self.leaves == Leaves::Given => {
                        let value = Value::String(text);
                        self.given.has(key, &value).then_some(value)
                    }
                    _ => None,
                }
            }
            other => (self.leaves == Leaves::Given && self.given.has(key, &other)).then_some(other),
        }
    }
}

fn is_name_tag(fields: &Map<String, Value>) -> bool {
    fields.get("Key").is_some_and(|key| key == "Name") && fields.contains_key("Value")
}

fn live(world: &World, kind: Kind) -> Vec<Live<'_>> {
    world.resources().into_iter().filter(|it| it.kind == kind && it.is_live).collect()
}

fn described<'a>(all: &'a [Value], kind: Kind, id: &str) -> Option<&'a Value> {
    all.iter().find(|value| value[kind.id_field()].as_str() == Some(id))
}

/// The description of what lives.
fn described_if<'a>(live: &[Live<'_>], all: &'a [Value], kind: Kind, id: &str) -> Option<&'a Value> {
    live.iter().any(|it| it.id == id).then(|| described(all, kind, id)).flatten()
}

/// What is there now and was not before.
fn news(before: Option<&Value>, after: &Value) -> Option<Value> {
    match (before, after) {
        (Some(before), after) if before == after => None,
        (Some(Value::Object(before)), Value::Object(after)) => {
            let changed = after.iter().filter_map(|(key, value)| Some((key.clone(), news(before.get(key), value)?)));
            Some(Value::Object(changed.collect()))
        }
        (Some(Value::Array(before)), Value::Array(after)) => {
            Some(Value::Array(after.iter().filter(|one| !before.contains(one)).cloned().collect()))
        }
        _ => Some(after.clone()),
    }
}

/// What several calls have brought about: of each resource in one goal.
pub fn merged(effects: Vec<Vec<Wanted>>) -> Vec<Wanted> {
    let mut all: Vec<Wanted> = Vec::new();
    for wanted in effects.into_iter().flatten() {
        let Wanted::Resource(new) = &wanted else {
            all.push(wanted);
            continue;
        };
        let known = all.iter_mut().find_map(|it| match it {
            Wanted::Resource(old) if (old.kind, &old.name) == (new.kind, &new.name) && new.name.is_some() => Some(old),
            _ => None,
        });
        match known {
            None => all.push(wanted),
            Some(old) => new.has.iter().for_each(|(key, value, place)| {
                match old.has.iter_mut().find(|(known, ..)| known == key) {
                    None => old.has.push((key.clone(), value.clone(), *place)),
                    Some((_, Value::Array(there), _)) => there.extend(value.as_array().into_iter().flatten().cloned()),
                    Some((_, there, _)) => *there = value.clone(),
                }
            }),
        }
    }
    all
}

/// What commands have shown: each was seen, and where the step's calls have changed its end, that it ends so.
pub fn of_runs(runs: &[Run], records: &[Arc<Record>], world: &World) -> Vec<Wanted> {
    let traces = records.iter().filter_map(|record| match &record.kind {
        What::Guest(trace) => Some(trace),
        What::Api { .. } | What::Malformed => None,
    });
    let mut found = Vec::new();
    for (run, trace) in runs.iter().zip(traces) {
        if run.before.as_ref().is_some_and(|before| before.outcome != run.outcome) {
            let line = Line { text: run.line.clone(), place: Place::START };
            found.push(Wanted::Probe(Probe { run: line, outcome: run.outcome, via: Vec::new(), not_via: Vec::new() }));
        }
        found.push(Wanted::Saw(saw(trace, world)));
    }
    found
}

fn saw(trace: &Trace, world: &World) -> Saw {
    let aim = trace.aim.as_ref();
    let program = trace.program().to_owned();
    let asked: BTreeSet<RecordType> =
        trace.lookups().flat_map(|(_, it)| it.asked.queries.iter().map(|query| query.query_type())).collect();
    let one = asked.first().copied().filter(|_| asked.len() == 1 && program == "dig");
    Saw {
        from: world.name_of(trace.host),
        program: Some(program),
        // An id says nothing in another learner's world, and the machine it stands for is named already.
        to: aim.map(|aim| aim.name.clone()).filter(|name| !name.is_empty() && world.tags(name).is_none()),
        record_type: one,
        family: aim.and_then(|aim| aim.address).map(Family::from),
        outcome: Some(trace.outcome),
        via: Vec::new(),
    }
}

/// Those that hold after a step and did not before it, each once; where none does, that its calls were made.
pub fn that_tell(wanted: Vec<Wanted>, calls: &[Call], worlds: (&Situation<'_>, &Situation<'_>)) -> Vec<Wanted> {
    let (before, after) = worlds;
    let tells = |it: &Wanted| it.check(after).is_met() && !it.check(before).is_met();
    let mut told = each_once(wanted.into_iter().map(|it| refined(it, after)).filter(tells));
    if told.is_empty() {
        told = each_once(calls.iter().map(called));
    }
    told
}

/// A resource without what another call of the step has changed again.
fn refined(wanted: Wanted, after: &Situation<'_>) -> Wanted {
    let Wanted::Resource(mut resource) = wanted else { return wanted };
    let (kind, name) = (resource.kind, resource.name.clone());
    let holds = |key: &str, value: Value| {
        let has = vec![(key.to_owned(), value, Place::START)];
        Wanted::Resource(Resource { kind, name: name.clone(), has }).check(after).is_met()
    };
    for (key, value, _) in &mut resource.has {
        if let Value::Array(all) = value {
            all.retain(|one| holds(key, Value::Array(vec![one.clone()])));
        }
    }
    resource
        .has
        .retain(|(key, value, _)| value.as_array().is_none_or(|all| !all.is_empty()) && holds(key, value.clone()));
    Wanted::Resource(resource)
}

fn each_once(all: impl Iterator<Item = Wanted>) -> Vec<Wanted> {
    let (mut seen, mut once) = (BTreeSet::new(), Vec::new());
    for wanted in all {
        if seen.insert(format!("{wanted:?}")) {
            once.push(wanted);
        }
    }
    once
}
