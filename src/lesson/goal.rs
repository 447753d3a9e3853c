//! Whether a goal holds, and if not, what is nearest to it. Nothing compares what was typed: the
//! world is asked, so any right way passes and a near miss can be told from a far one.

use super::difference::{Difference, differences, leaves};
use super::model::{Called, Goal, Probe, Quota, Resource, Saw, Wanted};
use super::problem::nearest;
use crate::cloud::{self, Kind, World};
use crate::guest::console::{self, Console, Record};
use crate::net::Family;
use crate::sim::{Outcome, Trace};
use hickory_proto::rr::RecordType;
use serde_json::Value;
use std::net::IpAddr;
use std::sync::Arc;

/// What goals look at.
#[derive(Clone, Debug)]
pub struct Situation<'a> {
    world: World,
    records: &'a [Arc<Record>],
}

/// Whether a goal holds.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// It does.
    Met,
    /// It doesn't; this is what is there instead.
    Missing(Near),
}

impl Verdict {
    /// Whether it holds.
    pub fn is_met(&self) -> bool {
        matches!(self, Self::Met)
    }
}

/// What is there instead of what was wanted.
#[derive(Clone, Debug)]
pub enum Near {
    /// No live resource of that kind has that name.
    NoSuchResource {
        /// The kind.
        kind: Kind,
        /// The wanted name; none where any would do.
        name: Option<String>,
        /// The name or id of the resource that comes nearest, by its properties or else by its name.
        like: Option<String>,
    },
    /// The nearest resource differs.
    Differs {
        /// Its kind.
        kind: Kind,
        /// Its id.
        id: String,
        /// Its name, or the id.
        name: String,
        /// In what.
        differences: Vec<Difference>,
    },
    /// A resource that must not be there is.
    StillThere {
        /// Its kind.
        kind: Kind,
        /// Its id.
        id: String,
        /// Its name.
        name: String,
    },
    /// The command can't be run: the instance is not there.
    CannotRun {
        /// The command.
        line: String,
    },
    /// The command does something else.
    Probe {
        /// The command.
        line: String,
        /// What it does.
        trace: Arc<Trace>,
        /// In what it misses.
        miss: ProbeMiss,
    },
    /// No command of this step did that.
    NotSeen {
        /// The command that comes nearest, if any comes near.
        nearest: Option<(Arc<Record>, Vec<SawMiss>)>,
    },
    /// The operation was not called with that end.
    NotCalled {
        /// The operation.
        operation: String,
        /// The last call of it in this step, if any.
        last: Option<Arc<Record>>,
    },
    /// A setting is too low.
    Setting {
        /// Which.
        quota: Quota,
        /// What it is.
        have: u32,
        /// What it has to be at least.
        want: u32,
    },
    /// None of several goals holds: what is near each, in order.
    None(Vec<Near>),
}

/// In what a probe misses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProbeMiss {
    /// It ends otherwise.
    Outcome {
        /// As wanted.
        want: Outcome,
        /// As it is.
        have: Outcome,
    },
    /// It doesn't go by this, or not in the wanted order.
    Avoids(String),
    /// It goes by this.
    Crosses(String),
}

/// In what a command that was run misses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SawMiss {
    /// It ran elsewhere.
    From,
    /// It was another program.
    Program,
    /// It wanted to reach something else.
    To,
    /// It asked for other records.
    RecordType,
    /// It used the other family.
    Family,
    /// It ended otherwise.
    Outcome(Outcome),
    /// It didn't go by this.
    Via(String),
}

impl<'a> Situation<'a> {
    /// The world as it is once nothing is in transition any more, and what was done in this step.
    pub fn new(world: &World, records: &'a [Arc<Record>]) -> Self {
        let mut world = world.clone();
        world.settle();
        Self { world, records }
    }

    /// The settled world.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// What was done in this step, in order.
    pub fn records(&self) -> &'a [Arc<Record>] {
        self.records
    }

    /// Runs a line on a copy of the world. None where that is no command of an instance there is.
    pub fn run(&self, line: &str) -> Option<Arc<Trace>> {
        let record = Console::new(self.world.clone()).exec(line).ok().flatten()?;
        match record.kind {
            console::Kind::Guest(trace) => Some(trace),
            console::Kind::Api { .. } | console::Kind::Malformed => None,
        }
    }
}

impl Goal {
    /// Whether it holds.
    pub fn check(&self, situation: &Situation<'_>) -> Verdict {
        self.what.check(situation)
    }
}

impl Wanted {
    /// Whether it holds.
    pub fn check(&self, situation: &Situation<'_>) -> Verdict {
        match self {
            Self::Resource(resource) => check_resource(resource, situation.world()),
            Self::Absent { kind, name } => check_absent(*kind, name, situation.world()),
            Self::Probe(probe) => check_probe(probe, situation),
            Self::Saw(saw) => check_saw(saw, situation),
            Self::Called(called) => check_called(called, situation),
            Self::Setting(wanted) => check_setting(wanted, situation.world()),
            Self::Any(goals) => check_any(goals, situation),
        }
    }
}

/// A live resource with its description.
struct Candidate {
    id: String,
    name: Option<String>,
    described: Value,
}

impl Candidate {
    fn label(&self) -> String {
        self.name.clone().unwrap_or_else(|| self.id.clone())
    }
}

fn candidates(world: &World, kind: Kind) -> Vec<Candidate> {
    let resources = world.resources();
    let live: Vec<_> = resources.into_iter().filter(|resource| resource.kind == kind && resource.is_live).collect();
    let described = cloud::describe_all(world, kind);
    let id_of = |value: &Value| value[kind.id_field()].as_str().map(str::to_owned);
    live.into_iter()
        .filter_map(|resource| {
            let described =
                described.iter().find(|value| id_of(value).as_deref() == Some(resource.id.as_str()))?.clone();
            let name = resource.name().map(str::to_owned);
            Some(Candidate { id: resource.id, name, described })
        })
        .collect()
}

/// Those of this name, found without describing the others; all where any name will do.
fn called(world: &World, kind: Kind, name: Option<&str>) -> Vec<Candidate> {
    let Some(name) = name else { return candidates(world, kind) };
    let described = cloud::describe_called(world, kind, name).into_iter();
    let candidate = |described: Value| {
        let id = described[kind.id_field()].as_str()?.to_owned();
        Some(Candidate { id, name: Some(name.to_owned()), described })
    };
    described.filter_map(candidate).collect()
}

fn check_resource(wanted: &Resource, world: &World) -> Verdict {
    let differ = |candidate: &Candidate| -> Vec<Difference> {
        let has = wanted.has.iter();
        has.flat_map(|(key, value, _)| differences(key, value, candidate.described.get(key), world)).collect()
    };
    let named = called(world, wanted.kind, wanted.name.as_deref());
    match named.iter().map(|it| (differ(it), it)).min_by_key(|(differences, _)| differences.len()) {
        Some((differences, _)) if differences.is_empty() => Verdict::Met,
        Some((differences, it)) => {
            Verdict::Missing(Near::Differs { kind: wanted.kind, id: it.id.clone(), name: it.label(), differences })
        }
        None => {
            let all = candidates(world, wanted.kind);
            let wants: usize = wanted.has.iter().map(|(_, value, _)| leaves(value)).sum();
            let most_alike = all.iter().map(|it| (differ(it).len(), it)).min_by_key(|(differences, _)| *differences);
            let by_properties = most_alike.filter(|(differences, _)| wants > 0 && differences * 2 < wants);
            let by_name = || {
                let wanted = wanted.name.as_deref()?;
                nearest(wanted, all.iter().filter_map(|it| it.name.as_deref()))
            };
            let like = by_properties.map(|(_, it)| it.label()).or_else(by_name);
            Verdict::Missing(Near::NoSuchResource { kind: wanted.kind, name: wanted.name.clone(), like })
        }
    }
}

fn check_absent(kind: Kind, name: &str, world: &World) -> Verdict {
    match called(world, kind, Some(name)).into_iter().next() {
        None => Verdict::Met,
        Some(it) => Verdict::Missing(Near::StillThere { kind, id: it.id, name: name.to_owned() }),
    }
}

fn check_probe(probe: &Probe, situation: &Situation<'_>) -> Verdict {
    let line = probe.run.text.clone();
    let Some(trace) = situation.run(&line) else { return Verdict::Missing(Near::CannotRun { line }) };
    let crosses = || probe.not_via.iter().find(|name| trace.path.contains(name)).cloned();
    let miss = if trace.outcome != probe.outcome {
        Some(ProbeMiss::Outcome { want: probe.outcome, have: trace.outcome })
    } else if let Some(name) = avoids(&probe.via, &trace.path) {
        Some(ProbeMiss::Avoids(name))
    } else {
        crosses().map(ProbeMiss::Crosses)
    };
    miss.map_or(Verdict::Met, |miss| Verdict::Missing(Near::Probe { line, trace, miss }))
}

/// The first of `names` that `path` doesn't go by after the ones before it.
fn avoids(names: &[String], path: &[String]) -> Option<String> {
    let mut rest = path.iter();
    names.iter().find(|name| !rest.any(|place| place == *name)).cloned()
}

fn check_saw(saw: &Saw, situation: &Situation<'_>) -> Verdict {
    let mut best: Option<(Arc<Record>, Vec<SawMiss>)> = None;
    for record in situation.records() {
        let console::Kind::Guest(trace) = &record.kind else { continue };
        let misses = saw_misses(saw, trace, situation.world());
        if misses.is_empty() {
            return Verdict::Met;
        }
        if best.as_ref().is_none_or(|(_, fewest)| misses.len() <= fewest.len()) {
            best = Some((Arc::clone(record), misses));
        }
    }
    Verdict::Missing(Near::NotSeen { nearest: best })
}

fn saw_misses(saw: &Saw, trace: &Trace, world: &World) -> Vec<SawMiss> {
    let host = trace.host.to_string();
    let address = trace.aim.as_ref().and_then(|aim| aim.address);
    let name = trace.aim.as_ref().map_or("", |aim| aim.name.as_str());
    let reaches = |to: &String| same_host(to, name) || to.parse::<IpAddr>().ok().is_some_and(|to| Some(to) == address);
    let mut misses = Vec::new();
    if saw.from != host && saw.from != world.name_of(&host) {
        misses.push(SawMiss::From);
    }
    if saw.program.as_ref().is_some_and(|program| *program != trace.program()) {
        misses.push(SawMiss::Program);
    }
    if saw.to.as_ref().is_some_and(|to| !reaches(to)) {
        misses.push(SawMiss::To);
    }
    let asked = |kind: RecordType| {
        trace.lookups().any(|(_, lookup)| lookup.asked.queries.iter().any(|query| query.query_type() == kind))
    };
    if saw.record_type.is_some_and(|kind| !asked(kind)) {
        misses.push(SawMiss::RecordType);
    }
    if saw.family.is_some_and(|family| address.map(Family::from) != Some(family)) {
        misses.push(SawMiss::Family);
    }
    if saw.outcome.is_some_and(|outcome| outcome != trace.outcome) {
        misses.push(SawMiss::Outcome(trace.outcome));
    }
    misses.extend(avoids(&saw.via, &trace.path).map(SawMiss::Via));
    misses
}

/// Whether two names of hosts are the same: names in DNS have no case, and may end in a dot.
fn same_host(a: &str, b: &str) -> bool {
    a.trim_end_matches('.').eq_ignore_ascii_case(b.trim_end_matches('.'))
}

fn check_called(called: &Called, situation: &Situation<'_>) -> Verdict {
    let mut last = None;
    for record in situation.records() {
        let console::Kind::Api { call, refusal } = &record.kind else { continue };
        if call.operation() != called.operation {
            continue;
        }
        if refusal.as_ref().map(|refusal| &*refusal.code) == called.code.as_deref() {
            return Verdict::Met;
        }
        last = Some(Arc::clone(record));
    }
    Verdict::Missing(Near::NotCalled { operation: called.operation.clone(), last })
}

fn check_setting(wanted: &[(Quota, u32)], world: &World) -> Verdict {
    let low = wanted.iter().find(|(quota, want)| quota.of(world) < *want);
    low.map_or(Verdict::Met, |(quota, want)| {
        Verdict::Missing(Near::Setting { quota: *quota, have: quota.of(world), want: *want })
    })
}

fn check_any(goals: &[Goal], situation: &Situation<'_>) -> Verdict {
    let mut near = Vec::new();
    for goal in goals {
        match goal.check(situation) {
            Verdict::Met => return Verdict::Met,
            Verdict::Missing(missing) => near.push(missing),
        }
    }
    Verdict::Missing(Near::None(near))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_followed_in_order() {
        let path: Vec<String> = ["subnet", "nat", "igw", "host"].map(String::from).into();
        let names = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(avoids(&names(&["nat", "host"]), &path), None);
        assert_eq!(avoids(&names(&["igw", "nat"]), &path).as_deref(), Some("nat"));
        assert_eq!(avoids(&names(&["eigw"]), &path).as_deref(), Some("eigw"));
    }

    #[test]
    fn hosts_have_no_case_and_may_end_in_a_dot() {
        assert!(same_host("GitHub.com.", "github.com"));
        assert!(!same_host("github.com", "github.co"));
    }
}
