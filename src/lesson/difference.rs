//! In what a resource's description differs from what is wanted of it. Wanted is a part: objects
//! field by field, and each wanted element of a list must fit some element that is there.

use crate::cloud::{World, name};
use ipnet::IpNet;
use serde_json::Value;
use std::net::IpAddr;

/// One property that is not as wanted.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Which: field names joined by dots, `[]` after a list.
    pub field: String,
    /// What is wanted.
    pub want: Value,
    /// What is there; none where nothing is.
    pub have: Option<Value>,
}

/// In what `have`, the property called `field`, differs from `want`. `null` wants nothing to be there.
pub fn differences(field: &str, want: &Value, have: Option<&Value>, world: &World) -> Vec<Difference> {
    match (want, have) {
        (Value::Null, None | Some(Value::Null)) => Vec::new(),
        (Value::Object(wanted), Some(Value::Object(there))) => wanted
            .iter()
            .flat_map(|(key, want)| differences(&format!("{field}.{key}"), want, there.get(key), world))
            .collect(),
        (Value::Array(wanted), Some(Value::Array(there))) => {
            wanted.iter().flat_map(|want| element(&format!("{field}[]"), want, there, world)).collect()
        }
        (want, Some(have)) if same(want, have, world) => Vec::new(),
        (want, have) => vec![Difference { field: field.to_owned(), want: want.clone(), have: have.cloned() }],
    }
}

/// In what the most alike element differs. Of an object, the first property that an author writes
/// says which element is meant; where none has it, the whole element is missing.
fn element(field: &str, want: &Value, there: &[Value], world: &World) -> Vec<Difference> {
    let is_meant = |have: &&Value| match want.as_object().and_then(|fields| fields.iter().next()) {
        Some((key, first)) => differences(key, first, have.get(key), world).is_empty(),
        None => true,
    };
    let tried = there.iter().filter(is_meant).map(|have| differences(field, want, Some(have), world));
    let best = tried.min_by_key(Vec::len).filter(|differences| differences.len() < leaves(want));
    best.unwrap_or_else(|| vec![Difference { field: field.to_owned(), want: want.clone(), have: None }])
}

/// How many single values there are in a wanted value.
pub fn leaves(want: &Value) -> usize {
    match want {
        Value::Object(fields) => fields.values().map(leaves).sum(),
        Value::Array(elements) => elements.iter().map(leaves).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 1,
    }
}

/// Whether two single values mean the same: blocks and addresses by value, `@NAME` by its id.
fn same(want: &Value, have: &Value, world: &World) -> bool {
    match (want, have) {
        (Value::String(want), Value::String(have)) if want.starts_with('@') => {
            name::resolve(world, want).is_ok_and(|id| id == *have)
        }
        (Value::String(want), Value::String(have)) => want == have || same_address(want, have),
        (want, have) => want == have,
    }
}

fn same_address(want: &str, have: &str) -> bool {
    let block = |text: &str| text.parse::<IpNet>().ok().map(|net| net.trunc());
    let address = |text: &str| text.parse::<IpAddr>().ok();
    let equal_blocks = block(want).is_some() && block(want) == block(have);
    equal_blocks || address(want).is_some() && address(want) == address(have)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn differ(want: Value, have: Value) -> Vec<String> {
        let found = differences("R", &want, Some(&have), &World::default());
        found.into_iter().map(|difference| difference.field).collect()
    }

    #[test]
    fn a_part_fits_whatever_else_is_there() {
        assert!(differ(json!({"A": 1}), json!({"A": 1, "B": 2})).is_empty());
        assert!(differ(json!([{"A": 1}]), json!([{"A": 2}, {"A": 1, "B": 2}])).is_empty());
        assert_eq!(differ(json!({"A": {"C": 1}}), json!({"A": {"C": 2}})), ["R.A.C"]);
    }

    #[test]
    fn the_most_alike_element_tells_what_is_missing() {
        let have = json!([{"To": "0.0.0.0/0", "By": "nat"}, {"To": "64:ff9b::/96", "By": "eigw"}]);
        assert_eq!(differ(json!([{"To": "64:ff9b::/96", "By": "nat"}]), have.clone()).len(), 1);
        let whole = differences("R", &json!([{"To": "::/0", "By": "nat"}]), Some(&have), &World::default());
        assert_eq!((whole.len(), whole[0].have.clone()), (1, None));
    }

    #[test]
    fn addresses_and_blocks_are_compared_by_value() {
        assert!(differ(json!("64:FF9B:0::/96"), json!("64:ff9b::/96")).is_empty());
        assert!(differ(json!("64:ff9b::192.0.2.33"), json!("64:ff9b::c000:221")).is_empty());
        assert_eq!(differ(json!("64:ff9b::/96"), json!("64:ff9b::/64")).len(), 1);
    }

    #[test]
    fn null_wants_nothing_to_be_there() {
        assert!(differ(json!({"A": null}), json!({"B": 1})).is_empty());
        assert_eq!(differ(json!({"A": null}), json!({"A": 1})), ["R.A"]);
    }
}
