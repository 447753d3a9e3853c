//! The options of an operation: one a parameter, as the AWS CLI names them, and what the CLI adds to
//! the API or hides of it (`custom`).

use super::custom::{self, Custom};
use super::shape::{Member, Shape, kebab, shape};

/// An option of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opt {
    /// Its name with the hyphens before it: `--vpc-id`.
    pub name: String,
    /// What it means.
    pub doc: String,
    /// Whether the command line has to have it.
    pub required: bool,
    /// How many words follow it.
    pub takes: Takes,
    /// What the words are read as.
    pub shape: Shape,
    /// What it does to the call's parameters.
    pub sets: Sets,
}

/// How many words an option takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// None.
    Nothing,
    /// None, or one: `--enable-dns64`, `--enable-dns64 Value=true`.
    MaybeOne,
    /// One.
    One,
    /// Any number.
    Several,
}

/// What an option does to the parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sets {
    /// Gives the parameter of this name the value.
    Parameter(String),
    /// Sets a parameter to yes or no.
    Flag(String, bool),
    /// Sets a parameter to `{"Value": yes or no}`.
    Attribute(String, bool),
    /// What the CLI does beyond the API.
    Custom(Custom),
}

impl Opt {
    /// The API's parameter that it stands for, where it is just one.
    pub fn parameter(&self) -> Option<&str> {
        match &self.sets {
            Sets::Parameter(name) | Sets::Flag(name, _) | Sets::Attribute(name, _) => Some(name),
            Sets::Custom(_) => None,
        }
    }
}

/// All options of the operation with this API name, in the order of its parameters; the CLI's own at
/// the end.
pub fn options(operation: &str) -> Vec<Opt> {
    shape(operation).map(|shape| of_operation(operation, shape)).unwrap_or_default()
}

/// All options of an operation with this API name and shape.
pub(super) fn of_operation(operation: &str, shape: &Shape) -> Vec<Opt> {
    let mut options = of_shape(shape);
    custom::adjust(operation, shape, &mut options);
    options
}

/// One option a member, as the AWS CLI makes them by itself.
pub fn of_shape(shape: &Shape) -> Vec<Opt> {
    shape.members().iter().flat_map(of_member).collect()
}

fn of_member(member: &Member) -> Vec<Opt> {
    let option = |name: String, takes, sets| Opt {
        name,
        doc: member.doc.clone(),
        required: member.required,
        takes,
        shape: member.shape.clone(),
        sets,
    };
    let (api, cli) = (&member.name, kebab(&member.name));
    let (yes, no) = (format!("--{cli}"), format!("--no-{cli}"));
    match &member.shape {
        Shape::Boolean => vec![
            option(yes, Takes::Nothing, Sets::Flag(api.clone(), true)),
            option(no, Takes::Nothing, Sets::Flag(api.clone(), false)),
        ],
        shape if shape.is_attribute() => vec![
            option(yes, Takes::MaybeOne, Sets::Attribute(api.clone(), true)),
            option(no, Takes::Nothing, Sets::Attribute(api.clone(), false)),
        ],
        Shape::List(_) => vec![option(yes, Takes::Several, Sets::Parameter(api.clone()))],
        Shape::String { .. } | Shape::Integer | Shape::Structure(_) => {
            vec![option(yes, Takes::One, Sets::Parameter(api.clone()))]
        }
    }
}
