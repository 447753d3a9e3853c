//! A call that learners may make, with references in place of ids, so that it can be made in any world.

use super::moves::Move;
use super::reference::Reference;
use crate::cloud::command_line::{Shape, shape};
use crate::cloud::{Call, Kind, World};
use serde_json::Value;
use std::collections::HashMap;
use std::sync::Arc;

/// A call with references.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Template {
    pub operation: &'static str,
    /// Its parameters; ids stand as `null` where there is a hole.
    pub parameters: Value,
    /// What belongs where, by JSON pointer.
    pub holes: Vec<(String, Reference)>,
}

/// A place in a call's parameters.
#[derive(Clone, Debug)]
pub(super) struct Site {
    /// Where, as JSON pointer.
    pub at: String,
    /// The name of the parameter.
    pub name: String,
    /// What it holds, as the shape of the operation says.
    pub shape: Shape,
}

impl Template {
    /// A call that was made in `world`.
    pub fn of(world: &World, call: &Call) -> Self {
        let mut template = Self { operation: call.operation(), parameters: call.to_value(), holes: Vec::new() };
        for site in template.sites() {
            let Some(id) = template.parameters.pointer(&site.at).and_then(Value::as_str) else { continue };
            if let Some(reference) = Reference::of(world, id) {
                template.fill(&site.at, reference);
            }
        }
        template
    }

    /// Puts a reference in place of what stands there.
    pub fn fill(&mut self, at: &str, reference: Reference) {
        if let Some(place) = self.parameters.pointer_mut(at) {
            *place = Value::Null;
            self.holes.retain(|(hole, _)| hole != at);
            self.holes.push((at.to_owned(), reference));
        }
    }

    /// Puts a value in place of what stands there.
    pub fn put(&mut self, at: &str, value: Value) {
        if let Some(place) = self.parameters.pointer_mut(at) {
            *place = value;
            self.holes.retain(|(hole, _)| !hole.starts_with(at));
        }
    }

    /// Leaves a parameter out.
    pub fn leave_out(&mut self, name: &str) {
        if let Some(parameters) = self.parameters.as_object_mut() {
            parameters.shift_remove(name);
            let at = format!("/{name}");
            self.holes.retain(|(hole, _)| *hole != at && !hole.starts_with(&format!("{at}/")));
        }
    }

    /// All places that hold a single value.
    pub fn sites(&self) -> Vec<Site> {
        let mut sites = Vec::new();
        if let Some(shape) = shape(self.operation) {
            collect(&self.parameters, shape, Site { at: String::new(), name: String::new(), shape: shape.clone() }, &mut sites);
        }
        sites
    }

    /// The call in a world, where the references stand for these ids, in their order.
    fn call(&self, ids: &[&str]) -> Option<Call> {
        let mut parameters = self.parameters.clone();
        for ((at, _), id) in self.holes.iter().zip(ids) {
            *parameters.pointer_mut(at)? = Value::String((*id).to_owned());
        }
        Call::parse_value(self.operation, parameters).ok()
    }
}

/// The kind of resource whose ids a value of this kind is.
pub(super) fn resource_kind(shape: &Shape) -> Option<Kind> {
    let Shape::String { kind: Some(kind), .. } = shape else { return None };
    match kind.as_str() {
        "allocation-id" => Some(Kind::Address),
        kind => Kind::from_name(kind.strip_suffix("-id")?),
    }
}

fn collect(value: &Value, shape: &Shape, here: Site, sites: &mut Vec<Site>) {
    match (value, shape) {
        (Value::Object(fields), Shape::Structure(_)) => {
            for (name, value) in fields {
                let Some(member) = shape.member(name) else { continue };
                let at = format!("{}/{name}", here.at);
                let site = Site { at, name: name.clone(), shape: member.shape.clone() };
                collect(value, &member.shape, site, sites);
            }
        }
        (Value::Array(items), Shape::List(item)) => {
            for (number, value) in items.iter().enumerate() {
                let at = format!("{}/{number}", here.at);
                let site = Site { at, name: here.name.clone(), shape: item.as_ref().clone() };
                collect(value, item, site, sites);
            }
        }
        _ => sites.push(here),
    }
}

/// The calls that templates stand for in the worlds one has seen, each made once.
pub(super) struct Calls<'t> {
    templates: &'t [Template],
    /// Every reference of every template once, and which of them each template has.
    references: Vec<&'t Reference>,
    uses: Vec<Vec<usize>>,
    ids: HashMap<String, u32>,
    known: HashMap<(usize, Vec<u32>), Option<Arc<Move>>>,
}

/// What the references stand for in one world.
pub(super) struct Found(Vec<Option<(String, u32)>>);

impl<'t> Calls<'t> {
    pub fn of(templates: &'t [Template]) -> Self {
        let mut references: Vec<&Reference> = Vec::new();
        let mut place = |reference: &'t Reference| {
            references.iter().position(|known| *known == reference).unwrap_or_else(|| {
                references.push(reference);
                references.len() - 1
            })
        };
        let uses = templates.iter().map(|it| it.holes.iter().map(|(_, reference)| place(reference)).collect()).collect();
        Self { templates, references, uses, ids: HashMap::new(), known: HashMap::new() }
    }

    /// What all references stand for in a world.
    pub fn find(&mut self, world: &World) -> Found {
        let mut found = Vec::with_capacity(self.references.len());
        for reference in &self.references {
            found.push(reference.find(world).map(|id| {
                let next = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
                let number = self.ids.get(&id).copied().unwrap_or(next);
                if number == next {
                    self.ids.insert(id.clone(), number);
                }
                (id, number)
            }));
        }
        Found(found)
    }

    /// The call that a template stands for; none where something it speaks of is not there.
    pub fn get(&mut self, template: usize, found: &Found) -> Option<Arc<Move>> {
        let uses = self.uses.get(template)?;
        let mut numbers = Vec::with_capacity(uses.len());
        for place in uses {
            numbers.push(found.0[*place].as_ref()?.1);
        }
        let key = (template, numbers);
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let ids: Vec<&str> = uses.iter().filter_map(|place| Some(found.0[*place].as_ref()?.0.as_str())).collect();
        let made = self.templates[template].call(&ids).map(|call| Arc::new(Move::new(call)));
        self.known.insert(key, made.clone());
        made
    }
}
