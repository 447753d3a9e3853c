//! Calls as the `aws` lines a person would type: with names in place of ids.

use super::make;
use crate::cloud::command_line::print;
use crate::cloud::name::shortest;
use crate::cloud::{Call, World};
use serde_json::Value;

/// The lines of a repair, to be typed one after the other in this world. A line names what an
/// earlier one made.
pub fn lines(world: &World, calls: &[Call]) -> Vec<String> {
    let mut world = world.clone();
    let mut lines = Vec::with_capacity(calls.len());
    for call in calls {
        lines.push(line(&world, call));
        world = make::carry_out_what_goes(&world, [call]);
    }
    lines
}

/// One call as a line.
pub fn line(world: &World, call: &Call) -> String {
    let mut value = call.to_value();
    put_names(world, &mut value);
    let named = Call::parse_value(call.operation(), value);
    print(named.as_ref().unwrap_or(call))
}

/// Puts a name in place of each id of something that has one.
fn put_names(world: &World, value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Some(resource) = world.resources().iter().find(|resource| resource.id == *text) {
                *text = shortest(world, resource);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| put_names(world, item)),
        Value::Object(fields) => fields.values_mut().for_each(|field| put_names(world, field)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
