//! `--output text`: values between tabs, a line an object, the name of the list before it in
//! capitals. Names are sorted; only their values are shown.

use super::{is_scalar, plain};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// The whole text of `value`.
pub fn render(value: &Value) -> String {
    let mut out = String::new();
    item(value, None, None, &mut out);
    out
}

fn item(value: &Value, name: Option<&str>, columns: Option<&BTreeSet<&str>>, out: &mut String) {
    match value {
        Value::Object(members) => object(members, name, columns, out),
        Value::Array(items) => list(items, name, out),
        scalar => row([plain(scalar)], out),
    }
}

fn list(items: &[Value], name: Option<&str>, out: &mut String) {
    if items.iter().any(Value::is_object) {
        let members = items.iter().filter_map(Value::as_object).flatten();
        let columns = members.filter(|(_, value)| is_scalar(value)).map(|(name, _)| name.as_str()).collect();
        items.iter().for_each(|it| item(it, name, Some(&columns), out));
        return;
    }
    let (scalars, lists): (Vec<&Value>, Vec<&Value>) = items.iter().partition(|it| is_scalar(it));
    match name {
        _ if scalars.is_empty() => {}
        Some(name) => scalars.iter().for_each(|it| row([name.to_uppercase(), plain(it)], out)),
        None => row(scalars.into_iter().map(plain), out),
    }
    lists.into_iter().for_each(|it| item(it, name, None, out));
}

/// One object. `columns` are the names that some object of the same list has a scalar for: where this
/// one has none, the column stays empty.
fn object(members: &Map<String, Value>, name: Option<&str>, columns: Option<&BTreeSet<&str>>, out: &mut String) {
    let own: BTreeSet<&str> = members.iter().filter(|(_, it)| is_scalar(it)).map(|(name, _)| name.as_str()).collect();
    let columns = columns.unwrap_or(&own);
    let cells = columns.iter().map(|column| members.get(*column).map(plain).unwrap_or_default());
    if !columns.is_empty() {
        row(name.map(str::to_uppercase).into_iter().chain(cells), out);
    }
    let mut rest: Vec<(&String, &Value)> =
        members.iter().filter(|(name, _)| !columns.contains(name.as_str())).collect();
    rest.sort_by_key(|(name, _)| *name);
    rest.into_iter().for_each(|(name, value)| item(value, Some(name), None, out));
}

fn row(cells: impl IntoIterator<Item = String>, out: &mut String) {
    out.push_str(&cells.into_iter().collect::<Vec<_>>().join("\t"));
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::render;
    use serde_json::json;

    #[test]
    fn text_is_what_scripts_expect() {
        let cases = [
            (json!("subnet-1"), "subnet-1\n"),
            (json!(null), "None\n"),
            (json!(true), "True\n"),
            (json!(["a", "b", null]), "a\tb\tNone\n"),
            (json!([]), ""),
            (json!([["a", "b"], ["c", "d"]]), "a\tb\nc\td\n"),
            (json!({"B": 1, "A": "x"}), "x\t1\n"),
            (json!([{"B": 1}, {"A": "x", "B": 2}]), "\t1\nx\t2\n"),
            (
                json!({"Subnets": [{"SubnetId": "s", "Ipv6Native": false, "Tags": [{"Key": "Name", "Value": "n"}],
                                    "Set": ["p", "q"]}]}),
                "SUBNETS\tFalse\ts\nSET\tp\nSET\tq\nTAGS\tName\tn\n",
            ),
            (json!({"Return": true}), "True\n"),
        ];
        for (value, wanted) in cases {
            assert_eq!(render(&value), wanted, "{value}");
        }
    }
}
