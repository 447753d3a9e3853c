//! From a call to its `aws` line.

use super::options::{self, Opt, Sets};
use super::shape::{Shape, kebab, shape};
use super::{custom, shorthand, value};
use crate::cloud::Call;
use serde_json::{Map, Value};

/// The whole `aws ec2 …` line of a call, with a POSIX shell's quotes where they are needed. Parsing it
/// gives the same call.
pub fn print(call: &Call) -> String {
    words(call).iter().map(|word| quote(word)).collect::<Vec<_>>().join(" ")
}

/// The words of a call's `aws ec2 …` line.
pub fn words(call: &Call) -> Vec<String> {
    let operation = call.operation();
    let mut words = vec!["aws".to_owned(), "ec2".to_owned(), kebab(operation)];
    if let (Value::Object(parameters), Some(shape)) = (call.to_value(), shape(operation)) {
        words.extend(of_operation(operation, shape, parameters));
    }
    words
}

/// The words that give an operation with this API name and shape these parameters.
pub(super) fn of_operation(operation: &str, shape: &Shape, mut parameters: Map<String, Value>) -> Vec<String> {
    let own = custom::print(operation, &mut parameters);
    let options = options::of_operation(operation, shape);
    let given = shape.members().iter().filter_map(|member| Some((&member.name, parameters.get(&member.name)?)));
    given.flat_map(|(name, value)| of_parameter(name, value, &options)).chain(own).collect()
}

fn of_parameter(name: &str, given: &Value, options: &[Opt]) -> Vec<String> {
    let attribute = given.get("Value").and_then(Value::as_bool);
    let says = |option: &&Opt| match &option.sets {
        Sets::Parameter(parameter) => parameter == name,
        Sets::Flag(parameter, yes) => parameter == name && given.as_bool() == Some(*yes),
        Sets::Attribute(parameter, yes) => parameter == name && attribute == Some(*yes),
        Sets::Custom(_) => false,
    };
    let Some(option) = options.iter().find(says) else { return Vec::new() };
    let name = option.name.clone();
    let Sets::Parameter(_) = option.sets else { return vec![name] };
    let values = short(given);
    let is_same = |values: &[String]| value::read(&name, values, &option.shape).as_ref() == Ok(given);
    let values = if is_same(&values) && !values.is_empty() { values } else { vec![given.to_string()] };
    match values.as_slice() {
        // After a space a hyphen would begin an option.
        [one] if one.starts_with('-') && one.parse::<i64>().is_err() => vec![format!("{name}={one}")],
        several if several.iter().any(|it| it.starts_with('-')) && several.len() > 1 => vec![name, given.to_string()],
        _ => std::iter::once(name).chain(values).collect(),
    }
}

/// The words of a value: lists a word an item, structures in shorthand.
fn short(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(short).collect(),
        Value::Object(_) => vec![shorthand::write(value)],
        Value::String(text) => vec![text.clone()],
        Value::Null | Value::Bool(_) | Value::Number(_) => vec![value.to_string()],
    }
}

/// A word as a POSIX shell takes it, quoted only where it must be.
pub fn quote(word: &str) -> String {
    let is_plain =
        |c: char| c.is_alphanumeric() || matches!(c, '_' | '@' | '%' | '+' | '=' | ':' | ',' | '.' | '/' | '-');
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}
