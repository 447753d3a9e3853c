//! A form's fields, made from the shape of an operation, and the parameters made from the fields.
//!
//! Structures and lists of structures are laid flat: each leaf becomes a field whose path says where
//! its value belongs. A list of structures is one structure long; whoever needs more types the line.

use crate::cloud::command_line::complete::values_of;
use crate::cloud::command_line::shape::{Member, Shape, kebab};
use crate::cloud::kind::Kind;
use crate::cloud::{World, name};
use serde_json::{Map, Value, json};
use tui_input::Input;

/// One field.
#[derive(Clone, Debug)]
pub struct Field {
    /// Where its value belongs.
    path: Vec<Part>,
    /// The option it stands for, without the hyphens.
    pub label: String,
    /// What it means, in the API's words.
    pub doc: String,
    /// Whether the call is impossible without it.
    pub required: bool,
    /// What is in it.
    pub value: Input,
    /// What it takes.
    pub takes: Takes,
    /// Of which kind its value is, as [`crate::cloud::given::Readable::KIND`] says.
    pub kind: Option<String>,
    /// The only values it can have; empty where it is free.
    pub fixed: Vec<String>,
    /// Whether somebody has been at it.
    pub seen: Seen,
}

/// Whether somebody has been at a field. Nobody is told of mistakes not made yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Nobody has.
    Fresh,
    /// Something was typed into it or chosen, or it was left.
    Touched,
}

/// What a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// One value.
    Text,
    /// Several values, with spaces between them.
    Several,
    /// A whole number.
    Number,
    /// Yes or no.
    YesNo,
    /// The Name tag.
    Name,
}

/// A part of the way to a value.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// The member of a structure.
    Member(String),
    /// The only item of a list.
    Item,
}

/// Parameters that are of no use in a form.
const LEFT_OUT: [&str; 4] = ["DryRun", "ClientToken", "Filters", "MaxResults"];

/// What the API takes as any text, but is of a kind.
const KINDS: [(&str, &str); 2] = [("ImageId", "image-id"), ("KeyName", "key-name")];

/// What the AWS CLI gives where nothing is said.
const DEFAULTS: [(&str, &str); 2] = [("MinCount", "1"), ("MaxCount", "1")];

/// The fields of an operation, the required ones first.
pub fn fields(operation: &str, shape: &Shape, world: &World) -> Vec<Field> {
    let mut fields = Vec::new();
    for member in shape.members() {
        if member.name == "TagSpecifications" {
            if resource_type(operation).is_some() {
                fields.push(name_field());
            }
        } else if !LEFT_OUT.contains(&member.name.as_str()) {
            flatten(member, &[], member.required, &mut fields);
        }
    }
    fields.sort_by_key(|field| !field.required);
    // A name that is given to something new is not one of those there are.
    let kinds = KINDS.iter().filter(|_| !operation.starts_with("Create"));
    for field in &mut fields {
        let parameter = field.parameter().to_owned();
        let is = |(name, _): &&(&str, &str)| *name == parameter;
        if let Some((_, kind)) = kinds.clone().find(is) {
            field.kind.get_or_insert_with(|| (*kind).to_owned());
        }
        if let Some((_, value)) = DEFAULTS.iter().find(is) {
            field.value = Input::new((*value).to_owned());
        } else if field.required && (field.is_closed() || field.kind.as_deref() == Some("image-id")) {
            field.value = Input::new(only(field, world).unwrap_or_default());
        }
    }
    fields
}

/// The field for the Name tag.
fn name_field() -> Field {
    Field {
        path: Vec::new(),
        label: "Name".into(),
        doc: "The Name tag.".into(),
        required: false,
        value: Input::default(),
        takes: Takes::Name,
        kind: None,
        fixed: Vec::new(),
        seen: Seen::Fresh,
    }
}

impl Field {
    /// The API's name of the parameter that it is, or is a part of: the innermost one.
    pub fn parameter(&self) -> &str {
        let mut names = self.path.iter().rev().filter_map(|part| match part {
            Part::Member(name) if name != "Value" => Some(name.as_str()),
            Part::Member(_) | Part::Item => None,
        });
        names.next().unwrap_or_default()
    }

    /// What is in it, without spaces around.
    pub fn text(&self) -> &str {
        self.value.value().trim()
    }

    /// What is in it, with the id in place of a name.
    pub fn resolved(&self, world: &World) -> String {
        let text = self.text();
        if text.starts_with('@') {
            name::resolve(world, text).unwrap_or_else(|_| text.to_owned())
        } else {
            text.to_owned()
        }
    }

    /// Whether only what is offered can be right: ids and fixed words.
    pub fn is_closed(&self) -> bool {
        let is_id = |kind: &String| kind.ends_with("-id") && kind != "image-id" || kind == "key-name";
        !self.fixed.is_empty() || self.takes == Takes::YesNo || self.kind.as_ref().is_some_and(is_id)
    }

    /// Replaces what is in it; the cursor goes to the end.
    pub fn set(&mut self, text: &str) {
        self.value = Input::new(text.to_owned());
        self.seen = Seen::Touched;
    }
}

/// Adds the leaves of a member.
fn flatten(member: &Member, above: &[Part], required: bool, fields: &mut Vec<Field>) {
    let mut path = above.to_vec();
    path.push(Part::Member(member.name.clone()));
    let (takes, shape) = match &member.shape {
        Shape::Structure(members) if !member.shape.is_attribute() => {
            for inner in members {
                flatten(inner, &path, required && inner.required, fields);
            }
            return;
        }
        Shape::Structure(_) => {
            path.push(Part::Member("Value".into()));
            (Takes::YesNo, &Shape::Boolean)
        }
        Shape::List(inner) => match inner.as_ref() {
            Shape::Structure(members) => {
                path.push(Part::Item);
                for inner in members {
                    flatten(inner, &path, required && inner.required, fields);
                }
                return;
            }
            scalar => (Takes::Several, scalar),
        },
        Shape::Boolean => (Takes::YesNo, &Shape::Boolean),
        Shape::Integer => (Takes::Number, &Shape::Integer),
        Shape::String { .. } => (Takes::Text, &member.shape),
    };
    let (kind, fixed) = match shape {
        Shape::String { kind, choices } => (kind.clone(), choices.clone()),
        Shape::Integer | Shape::Boolean | Shape::List(_) | Shape::Structure(_) => (None, Vec::new()),
    };
    let names = path.iter().filter_map(|part| match part {
        Part::Member(name) if name != "Value" => Some(kebab(name)),
        Part::Member(_) | Part::Item => None,
    });
    let label = names.collect::<Vec<_>>().join(".");
    let (doc, value, seen) = (member.doc.clone(), Input::default(), Seen::Fresh);
    fields.push(Field { path, label, doc, required, value, takes, kind, fixed, seen });
}

/// The one value that a field can have, where there is just one.
fn only(field: &Field, world: &World) -> Option<String> {
    let ids = || field.kind.as_ref().map(|kind| values_of(kind, world)).unwrap_or_default();
    let texts = ids().into_iter().map(|it| it.text);
    let all: Vec<String> = if field.fixed.is_empty() { texts.collect() } else { field.fixed.clone() };
    <[String; 1]>::try_from(all).ok().map(|[only]| only)
}

/// The parameters that the fields stand for, empty ones left out. Names with `@` stay as they are.
pub fn parameters(operation: &str, fields: &[Field]) -> Value {
    let mut root = Value::Object(Map::new());
    for field in fields {
        let text = field.value.value().trim();
        if text.is_empty() {
            continue;
        }
        let value = match field.takes {
            Takes::Text => json!(text),
            Takes::Several => json!(text.split_whitespace().collect::<Vec<_>>()),
            Takes::Number => text.parse::<i64>().map_or_else(|_| json!(text), |number| json!(number)),
            Takes::YesNo => json!(text == "true"),
            Takes::Name => {
                let tags = json!([{ "Key": "Name", "Value": text }]);
                let kind = resource_type(operation).unwrap_or_default();
                root["TagSpecifications"] = json!([{ "ResourceType": kind, "Tags": tags }]);
                continue;
            }
        };
        put(&mut root, &field.path, value);
    }
    root
}

/// Puts a value where its path leads, making what is on the way.
fn put(root: &mut Value, path: &[Part], value: Value) {
    let Some((first, rest)) = path.split_first() else {
        *root = value;
        return;
    };
    match first {
        Part::Member(name) => {
            if !root.is_object() {
                *root = Value::Object(Map::new());
            }
            put(&mut root[name.as_str()], rest, value);
        }
        Part::Item => {
            if !root.is_array() {
                *root = json!([null]);
            }
            put(&mut root[0], rest, value);
        }
    }
}

/// The type of the resource that an operation makes, as tags name it; none if it makes none.
fn resource_type(operation: &str) -> Option<&'static str> {
    let noun = match operation {
        "RunInstances" => "instance".to_owned(),
        "AllocateAddress" => "address".to_owned(),
        other => kebab(other.strip_prefix("Create")?),
    };
    Kind::from_name(&noun).map(Kind::resource_type)
}
