//! What the schema knows of names beyond that they are text, so that editors complete them: kinds, operations,
//! record types, and how an id looks.

use super::super::load::FORMAT;
use crate::cloud::{Kind, OPERATIONS};
use schemars::{Schema, SchemaGenerator, json_schema};

/// The number of the format.
pub fn format(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "const": FORMAT })
}

/// A short name.
pub fn id(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "pattern": "^[a-z0-9][a-z0-9-]*$" })
}

/// A kind of resource.
pub fn kind(_: &mut SchemaGenerator) -> Schema {
    let names: Vec<&str> = Kind::ALL.iter().map(|kind| kind.name()).collect();
    json_schema!({ "type": "string", "enum": names })
}

/// An operation of the API.
pub fn operation(_: &mut SchemaGenerator) -> Schema {
    let names: Vec<&str> = OPERATIONS.iter().map(|operation| operation.name).collect();
    json_schema!({ "type": "string", "enum": names })
}

/// A type of DNS records. Others are understood too.
pub fn record_type(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "examples": ["A", "AAAA", "CNAME", "MX", "NS", "PTR", "SOA", "TXT"] })
}
