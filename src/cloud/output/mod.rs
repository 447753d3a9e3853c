//! How the AWS CLI (version 2) shows a response: `--output json`, `text`, `table` and `yaml`, after
//! `--query` has picked from it.
//!
//! Simplified: tables are laid out for 80 columns and have no colours; YAML quotes with `"` where
//! the AWS CLI takes `'`.

mod query;
mod table;
mod text;

pub use query::{Query, QueryError};

use serde::Serialize;
use serde_json::Value;

/// The ways to show a response.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// JSON with an indent of four.
    #[default]
    Json,
    /// Values between tabs.
    Text,
    /// A table with borders.
    Table,
    /// YAML.
    Yaml,
}

impl Format {
    /// All of them, as `--output` names them.
    pub const NAMES: [&str; 4] = ["json", "text", "table", "yaml"];

    /// The format that `--output` names so.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "json" => Some(Self::Json),
            "text" => Some(Self::Text),
            "table" => Some(Self::Table),
            "yaml" => Some(Self::Yaml),
            _ => None,
        }
    }
}

/// What the AWS CLI prints for `response` of the operation called `operation`. A response without
/// anything in it prints nothing.
pub fn render(operation: &str, response: &Value, format: Format) -> String {
    if response.as_object().is_some_and(serde_json::Map::is_empty) {
        return String::new();
    }
    match format {
        Format::Json => json(response) + "\n",
        Format::Text => text::render(response),
        Format::Table => table::render(operation, response),
        Format::Yaml => yaml(response),
    }
}

fn json(value: &Value) -> String {
    let mut bytes = Vec::new();
    let formatter = serde_json::ser::PrettyFormatter::with_indent(b"    ");
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, formatter);
    match value.serialize(&mut serializer) {
        Ok(()) => String::from_utf8_lossy(&bytes).into_owned(),
        // A value always serializes into memory.
        Err(_) => value.to_string(),
    }
}

fn yaml(value: &Value) -> String {
    let text = serde_yaml::to_string(value).unwrap_or_else(|_| value.to_string());
    text.trim_end().to_owned() + "\n"
}

/// A scalar as the AWS CLI, a Python program, shows it in text and tables.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::String(text) => text.clone(),
        Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

fn is_scalar(value: &Value) -> bool {
    !value.is_array() && !value.is_object()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn json_has_an_indent_of_four_and_keeps_its_order() {
        let response = json!({"Subnet": {"SubnetId": "subnet-1", "Empty": [], "None": {}, "Ipv6Native": true, "N": 5}});
        let wanted = "{\n    \"Subnet\": {\n        \"SubnetId\": \"subnet-1\",\n        \"Empty\": [],\n        \
                      \"None\": {},\n        \"Ipv6Native\": true,\n        \"N\": 5\n    }\n}\n";
        assert_eq!(render("CreateSubnet", &response, Format::Json), wanted);
        assert_eq!(render("X", &json!("日本\n"), Format::Json), "\"日本\\n\"\n");
    }

    #[test]
    fn yaml_reads_back_whatever_it_holds() {
        let response = json!({"Subnets": [{"OwnerId": "123456789012", "Cidr": "::/0", "Tags": [], "N": null, "B": [{"C": true}]}]});
        let text = render("X", &response, Format::Yaml);
        assert!(text.starts_with("Subnets:\n- OwnerId: "), "{text}");
        assert_eq!(serde_yaml::from_str::<Value>(&text).unwrap(), response);
        assert_eq!(render("X", &json!("subnet-1"), Format::Yaml), "subnet-1\n");
    }

    #[test]
    fn an_empty_response_prints_nothing() {
        for format in Format::NAMES.into_iter().filter_map(Format::from_name) {
            assert_eq!(render("DeleteVpc", &json!({}), format), "");
        }
        assert_eq!(render("X", &Value::Null, Format::Json), "null\n");
        assert_eq!(render("X", &Value::Null, Format::Text), "None\n");
    }
}
