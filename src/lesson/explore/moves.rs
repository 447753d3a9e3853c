//! What learners may do in a step: the author's calls and the calls of the author's mistakes, the same
//! calls with one thing different (another resource of the same kind, another kind of route target, the
//! other Availability Zone, the next free block, a switch the other way, a parameter left out), names
//! given later, and in each world the ways back.
//!
//! A call that would give a name a second time is left out: from then on every line with that name is
//! refused, and says so.

use super::carry::{Move, Taken};
use crate::cloud::command_line::print;
use crate::cloud::kind::every_table;
use crate::cloud::name::reference;
use crate::cloud::{Call, Changes, Kind, Resource, VpcId, World};
use crate::guest::console::{self, Console};
use crate::lesson::model::{Line, Step};
use crate::net::Family;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where a route leads to: the parameter and the kind of what it names.
const TARGETS: [(&str, Kind); 3] = [
    ("GatewayId", Kind::InternetGateway),
    ("NatGatewayId", Kind::NatGateway),
    ("EgressOnlyInternetGatewayId", Kind::EgressOnlyInternetGateway),
];

/// A place in a call's parameters that names a resource.
#[derive(Clone, Debug)]
struct Slot {
    /// A JSON pointer.
    at: String,
    kind: Kind,
    /// What stood there.
    named: String,
}

/// A call in which other resources can be put.
#[derive(Clone, Debug)]
struct Template {
    operation: &'static str,
    parameters: Value,
    slots: Vec<Slot>,
    /// Whether it is tried with things changed, or as it is.
    by: By,
}

/// Whose call it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Author,
    Mistaken,
}

/// Everything that can be done in a step.
#[derive(Debug)]
pub(super) struct Alphabet {
    begin: World,
    templates: Vec<Template>,
    /// Names that the templates give, by what tag specifications call the kind.
    names: Vec<(String, Value)>,
    /// Blocks that are free for subnets where the step begins, and where it ends.
    blocks: Vec<(VpcId, Family, String)>,
    /// The author's calls, in order.
    pub solution: Solution,
    known: BTreeMap<String, Arc<Move>>,
}

/// The author's calls, in order.
#[derive(Clone, Debug)]
pub(super) struct Solution(Vec<(Template, Arc<Move>)>);

impl Solution {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// All of them carried out, those passed over that are refused. Where what a call names is not there, something
    /// new of that kind takes its place. Gives the world after each.
    pub fn follow(&self, begin: &World, world: &World) -> Vec<World> {
        let mut worlds: Vec<World> = Vec::new();
        for (template, own) in &self.0 {
            let world = worlds.last().unwrap_or(world);
            let taken = Taken::of(world);
            let next = own.carry(world, &taken).or_else(|| {
                let calls = template.elsewhere(begin, world).into_iter();
                calls.filter(|call| *call != own.call).find_map(|call| Move::new(call).carry(world, &taken))
            });
            worlds.extend(next);
        }
        worlds
    }
}

/// What is there beside the beginning, and what is gone: on that it depends what can be done.
pub(super) type Cast = Vec<(u128, String)>;

impl Alphabet {
    /// That of a step which begins in this world, nothing in transition.
    pub fn of(step: &Step, begin: &World) -> Self {
        let (own, end) = calls(&step.solution, begin);
        let mut templates: Vec<Template> = own.iter().map(|(call, at)| Template::of(call, at, By::Author)).collect();
        let moves = own.into_iter().map(|(call, _)| Arc::new(Move::new(call)));
        let solution = Solution(templates.iter().cloned().zip(moves).collect());
        for mistake in &step.mistakes {
            let (wrong, _) = calls(&mistake.lines, begin);
            templates.extend(wrong.iter().map(|(call, at)| Template::of(call, at, By::Mistaken)));
        }
        let specifications = templates.iter().filter_map(|it| it.parameters["TagSpecifications"].as_array());
        let mut names: Vec<(String, Value)> = specifications
            .flatten()
            .filter_map(|it| Some((it["ResourceType"].as_str()?.to_owned(), it["Tags"].clone())))
            .collect();
        names.dedup();
        let blocks = [begin, &end].into_iter().flat_map(free_blocks).collect();
        Self { begin: begin.clone(), templates, names, blocks, solution, known: BTreeMap::new() }
    }

    /// What is there beside the beginning.
    pub fn cast(&self, world: &World) -> Cast {
        let mut cast = Vec::new();
        macro_rules! look {
            ($($table:ident),*) => {$(
                for (old, new) in world.$table.differing(&self.begin.$table) {
                    match (old, new) {
                        (None, Some(new)) => cast.push((new.id.digits(), format!("{:?}", new.tags))),
                        (Some(old), None) => cast.push((old.id.digits(), String::new())),
                        (Some(old), Some(new)) if old.tags != new.tags => {
                            cast.push((new.id.digits(), format!("{:?}", new.tags)));
                        }
                        _ => {}
                    }
                }
            )*};
        }
        every_table!(look);
        cast
    }

    /// What can be done in a world with this cast, apart from the ways back.
    pub fn moves(&mut self, world: &World) -> Vec<Arc<Move>> {
        let resources = world.resources();
        let live: Vec<&Resource<'_>> = resources.iter().filter(|it| it.is_live).collect();
        let fresh = fresh(&self.begin, &live);
        let mut found: Vec<(&'static str, Value)> = Vec::new();
        for template in &self.templates {
            for parameters in template.pointed(&live, &fresh) {
                if template.by == By::Author {
                    found.extend(self.varied(template, &parameters, &live, world));
                }
                found.push((template.operation, parameters));
            }
        }
        for nameless in fresh.iter().filter(|it| it.name().is_none()) {
            let given = self.names.iter().filter(|(kind, _)| *kind == nameless.kind.resource_type());
            found.extend(given.map(|(_, tags)| ("CreateTags", json!({"Resources": [nameless.id], "Tags": tags}))));
        }
        let is_new_name = |parameters: &Value| !gives_known_name(parameters, &live);
        let found = found.into_iter().filter(|(_, parameters)| is_new_name(parameters));
        let calls: Vec<Call> = found.filter_map(|(name, value)| Call::parse_value(name, value).ok()).collect();
        let mut moves: Vec<Arc<Move>> = Vec::new();
        for call in calls {
            let line = print(&call);
            let known = self.known.entry(line).or_insert_with(|| Arc::new(Move::new(call)));
            if !moves.iter().any(|it| Arc::ptr_eq(it, known)) {
                moves.push(Arc::clone(known));
            }
        }
        moves
    }

    /// The same call with one thing different.
    fn varied(
        &self,
        template: &Template,
        parameters: &Value,
        live: &[&Resource<'_>],
        world: &World,
    ) -> Vec<(&'static str, Value)> {
        let mut found = Vec::new();
        for slot in &template.slots {
            for other in live.iter().filter(|it| it.kind == slot.kind) {
                found.push((template.operation, with(parameters, &slot.at, json!(reference(other)))));
            }
        }
        if matches!(template.operation, "CreateRoute" | "ReplaceRoute") {
            for routes in other_targets(parameters, live).chain([parameters.clone()]) {
                found.push(("ReplaceRoute", routes.clone()));
                found.push((template.operation, routes));
            }
        }
        for (name, value) in parameters.as_object().into_iter().flatten() {
            let mut without = parameters.clone();
            without.as_object_mut().map(|fields| fields.shift_remove(name));
            found.push((template.operation, without));
            if let Some(on) = value["Value"].as_bool() {
                found.push((template.operation, with(parameters, &format!("/{name}"), json!({"Value": !on}))));
            }
        }
        if parameters["AvailabilityZone"].is_string() {
            let zones = world.availability_zones();
            found.extend(zones.map(|zone| (template.operation, with(parameters, "/AvailabilityZone", json!(zone)))));
        }
        if template.operation == "CreateSubnet" {
            let vpc = parameters["VpcId"].as_str().and_then(|id| id.parse::<VpcId>().ok());
            for (_, family, block) in self.blocks.iter().filter(|(of, ..)| Some(*of) == vpc) {
                let name = if *family == Family::Ipv6 { "Ipv6CidrBlock" } else { "CidrBlock" };
                if parameters[name].is_string() {
                    found.push((template.operation, with(parameters, &format!("/{name}"), json!(block))));
                }
            }
        }
        found
    }
}

impl Template {
    /// A call made in a world.
    fn of(call: &Call, world: &World, by: By) -> Self {
        let parameters = call.to_value();
        let resources = world.resources();
        let mut slots = Vec::new();
        find_slots(&parameters, "", &resources, &mut slots);
        Self { operation: call.operation(), parameters, slots, by }
    }

    /// It in a world, as calls.
    fn elsewhere(&self, begin: &World, world: &World) -> Vec<Call> {
        if self.slots.is_empty() {
            return Vec::new();
        }
        let resources = world.resources();
        let live: Vec<&Resource<'_>> = resources.iter().filter(|it| it.is_live).collect();
        let pointed = self.pointed(&live, &fresh(begin, &live)).into_iter();
        pointed.filter_map(|parameters| Call::parse_value(self.operation, parameters).ok()).collect()
    }

    /// It in a world: where what it names is not there, another of that kind in its place; of a mistake only a
    /// new one.
    fn pointed(&self, live: &[&Resource<'_>], fresh: &[&Resource<'_>]) -> Vec<Value> {
        const MOST: usize = 8;
        let mut found = vec![self.parameters.clone()];
        for slot in &self.slots {
            if live.iter().any(|it| it.kind == slot.kind && reference(it) == slot.named) {
                continue;
            }
            let candidates = if self.by == By::Author { live } else { fresh };
            let instead = || candidates.iter().filter(|it| it.kind == slot.kind).map(|it| json!(reference(it)));
            found = found.iter().flat_map(|it| instead().map(|other| with(it, &slot.at, other))).take(MOST).collect();
        }
        found
    }
}

/// What was not there in the beginning.
fn fresh<'r, 'w>(begin: &World, live: &[&'r Resource<'w>]) -> Vec<&'r Resource<'w>> {
    let before = begin.resources();
    live.iter().copied().filter(|it| !before.iter().any(|old| old.id == it.id)).collect()
}

/// The calls that change something, in order, each with the world it is made in; and the world at the end.
fn calls(lines: &[Line], begin: &World) -> (Vec<(Call, World)>, World) {
    let mut console = Console::new(begin.clone());
    let mut found = Vec::new();
    for line in lines {
        let before = console.world.clone();
        let record = console.exec(&line.text).ok().flatten();
        console.world = before;
        let Some(console::Kind::Api { call, .. }) = record.map(|record| record.kind) else { continue };
        if call.changes() == Changes::Nothing {
            continue;
        }
        found.push((call.clone(), console.world.clone()));
        if let Some(next) = Move::new(call).carry(&console.world, &Taken::of(&console.world)) {
            console.world = next;
        }
    }
    (found, console.world)
}

fn find_slots(value: &Value, at: &str, resources: &[Resource<'_>], slots: &mut Vec<Slot>) {
    match value {
        Value::String(text) => {
            // A key pair goes by its name, and a name may be anything: it counts only where a key is asked for.
            let is_meant =
                |it: &&Resource<'_>| reference(it) == *text && (it.kind != Kind::KeyPair || at.ends_with("/KeyName"));
            if let Some(resource) = resources.iter().find(is_meant) {
                slots.push(Slot { at: at.to_owned(), kind: resource.kind, named: text.clone() });
            }
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(n, item)| find_slots(item, &format!("{at}/{n}"), resources, slots));
        }
        Value::Object(fields) => {
            fields.iter().for_each(|(name, field)| find_slots(field, &format!("{at}/{name}"), resources, slots));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn with(parameters: &Value, at: &str, value: Value) -> Value {
    let mut parameters = parameters.clone();
    if let Some(place) = parameters.pointer_mut(at) {
        *place = value;
    }
    parameters
}

/// A route to each gateway of any kind.
fn other_targets<'a>(parameters: &'a Value, live: &'a [&Resource<'_>]) -> impl Iterator<Item = Value> + 'a {
    let gateways = TARGETS.iter().flat_map(move |(name, kind)| {
        live.iter().filter(move |it| it.kind == *kind).map(move |it| (*name, it.id.clone()))
    });
    gateways.map(move |(name, id)| {
        let mut route = parameters.clone();
        if let Some(fields) = route.as_object_mut() {
            fields.retain(|field, _| !TARGETS.iter().any(|(target, _)| target == field));
            fields.insert(name.to_owned(), json!(id));
        }
        route
    })
}

fn free_blocks(world: &World) -> Vec<(VpcId, Family, String)> {
    let both = |vpc: VpcId| [(vpc, Family::Ipv4), (vpc, Family::Ipv6)];
    let wanted = world.vpcs.iter().flat_map(|vpc| both(vpc.id));
    wanted.filter_map(|(vpc, family)| Some((vpc, family, world.next_subnet_block(vpc, family)?.to_string()))).collect()
}

/// Whether a call would give something new a name that something of that kind has.
fn gives_known_name(parameters: &Value, live: &[&Resource<'_>]) -> bool {
    let specifications = parameters["TagSpecifications"].as_array().into_iter().flatten();
    let mut given = specifications.flat_map(|it| {
        let tags = it["Tags"].as_array().into_iter().flatten();
        let names = tags.filter(|tag| tag["Key"] == "Name").filter_map(|tag| tag["Value"].as_str());
        names.map(move |name| (it["ResourceType"].as_str().unwrap_or_default(), name))
    });
    given.any(|(kind, name)| live.iter().any(|it| it.kind.resource_type() == kind && it.name() == Some(name)))
}
