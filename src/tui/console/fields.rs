//! A form's fields, made from the shape of an operation, and the parameters made from the fields.
//!
//! Structures and lists of structures are laid flat: each leaf becomes a field whose path says where
//! its value belongs. A list of structures is one structure long; whoever needs more types the line.

use crate::cloud::World;
use crate::cloud::command_line::complete::values_of;
use crate::cloud::command_line::shape::{Member, Shape, kebab};
use crate::cloud::kind::Kind;
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
    /// Values to choose from; others may be typed.
    pub choices: Vec<String>,
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

/// The fields of an operation, the required ones first.
pub fn fields(operation: &str, shape: &Shape, world: &World) -> Vec<Field> {
    let mut fields = Vec::new();
    for member in shape.members() {
        if member.name == "TagSpecifications" {
            if resource_type(operation).is_some() {
                fields.push(name_field());
            }
        } else if !LEFT_OUT.contains(&member.name.as_str()) {
            flatten(member, &[], member.required, world, &mut fields);
        }
    }
    fields.sort_by_key(|field| !field.required);
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
        choices: Vec::new(),
    }
}

/// Adds the leaves of a member.
fn flatten(member: &Member, above: &[Part], required: bool, world: &World, fields: &mut Vec<Field>) {
    let mut path = above.to_vec();
    path.push(Part::Member(member.name.clone()));
    let (takes, choices) = match &member.shape {
        Shape::Structure(members) if !member.shape.is_attribute() => {
            for inner in members {
                flatten(inner, &path, required && inner.required, world, fields);
            }
            return;
        }
        Shape::Structure(_) => {
            path.push(Part::Member("Value".into()));
            (Takes::YesNo, yes_no())
        }
        Shape::List(inner) => match inner.as_ref() {
            Shape::Structure(members) => {
                path.push(Part::Item);
                for inner in members {
                    flatten(inner, &path, required && inner.required, world, fields);
                }
                return;
            }
            Shape::String { kind, choices } => (Takes::Several, offered(kind.as_deref(), choices, world)),
            Shape::Integer | Shape::Boolean | Shape::List(_) => (Takes::Several, Vec::new()),
        },
        Shape::Boolean => (Takes::YesNo, yes_no()),
        Shape::Integer => (Takes::Number, Vec::new()),
        Shape::String { kind, choices } => (Takes::Text, offered(kind.as_deref(), choices, world)),
    };
    let names = path.iter().filter_map(|part| match part {
        Part::Member(name) if name != "Value" => Some(kebab(name)),
        Part::Member(_) | Part::Item => None,
    });
    let label = names.collect::<Vec<_>>().join(".");
    let only = if required && choices.len() == 1 { choices[0].clone() } else { String::new() };
    let (doc, value) = (member.doc.clone(), Input::new(only));
    fields.push(Field { path, label, doc, required, value, takes, choices });
}

fn yes_no() -> Vec<String> {
    vec!["true".into(), "false".into()]
}

/// The values a field offers: fixed ones, or what of its kind is in the world.
fn offered(kind: Option<&str>, choices: &[String], world: &World) -> Vec<String> {
    match kind {
        Some(kind) => values_of(kind, world).into_iter().map(|completion| completion.text).collect(),
        None => choices.to_vec(),
    }
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
