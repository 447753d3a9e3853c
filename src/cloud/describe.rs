//! What describing operations have in common: the ids asked for, and EC2's filters, both answered
//! from the very JSON that is described.
//!
//! Simplified: answers come in one piece, so there is no `MaxResults` and no `NextToken`.

use super::{ApiError, Kind, World};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A filter: the resources that have one of these values there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Filter {
    /// What is looked at: `vpc-id`, `tag:Name`, `tag-key` …
    pub name: String,
    /// The wanted values; `*` stands for any text, `?` for any one character.
    pub values: Vec<String>,
}

/// The names of a kind's filters, each with the fields it looks at: names joined by dots, lists
/// being looked through.
pub type Filters = &'static [(&'static str, &'static str)];

/// Everything of `kind` that passes all `filters`, as EC2 describes it. Unknown filters are refused.
pub fn matching(world: &World, kind: Kind, filters: &[Filter]) -> Result<Vec<Value>, ApiError> {
    keep(super::describe_all(world, kind), filters, kind.filters())
}

/// Those of `described` that pass all `filters`.
pub fn keep(mut described: Vec<Value>, filters: &[Filter], known: Filters) -> Result<Vec<Value>, ApiError> {
    for filter in filters {
        let look = Look::of(&filter.name, known)?;
        described.retain(|value| {
            let found = look.values(value);
            found.iter().any(|found| filter.values.iter().any(|wanted| fits(wanted, found)))
        });
    }
    Ok(described)
}

/// Where a filter looks.
enum Look<'a> {
    Field(&'static str),
    Tag(&'a str),
    TagKey,
    TagValue,
}

impl<'a> Look<'a> {
    fn of(name: &'a str, known: Filters) -> Result<Self, ApiError> {
        if let Some(key) = name.strip_prefix("tag:") {
            return Ok(Self::Tag(key));
        }
        match name {
            "tag-key" => return Ok(Self::TagKey),
            "tag-value" => return Ok(Self::TagValue),
            _ => {}
        }
        let row = known.iter().find(|(filter, _)| *filter == name);
        let unknown = || ApiError::invalid_value(format!("The filter '{name}' is invalid"));
        row.map(|(_, field)| Self::Field(field)).ok_or_else(unknown)
    }

    fn values(&self, described: &Value) -> Vec<String> {
        let mut found = Vec::new();
        match self {
            Self::Field(path) => collect(described, path, &mut found),
            Self::TagKey => collect(described, "Tags.Key", &mut found),
            Self::TagValue => collect(described, "Tags.Value", &mut found),
            Self::Tag(key) => {
                let tags = described["Tags"].as_array().into_iter().flatten();
                let tags = tags.filter(|tag| tag["Key"].as_str() == Some(key));
                found.extend(tags.filter_map(|tag| tag["Value"].as_str().map(str::to_owned)));
            }
        }
        found
    }
}

fn collect(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Array(elements) => elements.iter().for_each(|element| collect(element, path, found)),
        Value::Object(fields) => {
            let (first, rest) = path.split_once('.').unwrap_or((path, ""));
            if let Some(value) = fields.get(first) {
                collect(value, rest, found);
            }
        }
        Value::String(text) => found.push(text.clone()),
        Value::Bool(_) | Value::Number(_) => found.push(value.to_string()),
        Value::Null => {}
    }
}

/// Whether `text` fits `pattern`, where `*` is any text, `?` any one character, and a backslash
/// takes the next character as it is.
fn fits(pattern: &str, text: &str) -> bool {
    fits_chars(&pattern.chars().collect::<Vec<_>>(), &text.chars().collect::<Vec<_>>())
}

fn fits_chars(pattern: &[char], text: &[char]) -> bool {
    match pattern {
        [] => text.is_empty(),
        ['*', rest @ ..] => (0..=text.len()).any(|skipped| fits_chars(rest, &text[skipped..])),
        ['?', rest @ ..] => !text.is_empty() && fits_chars(rest, &text[1..]),
        ['\\', plain, rest @ ..] | [plain, rest @ ..] => text.first() == Some(plain) && fits_chars(rest, &text[1..]),
    }
}

/// Makes the describing operation of a noun that is asked for by ids.
macro_rules! describe_operation {
    ($(#[$doc:meta])* $name:ident, $response:literal, $kind:ident, $ids:ident: [$id:ty; $id_field:literal], $filters:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        #[serde(rename_all = "PascalCase", deny_unknown_fields)]
        pub struct $name {
            /// Filters that all must fit: names with the wanted values, like `Name=vpc-id,Values=vpc-1`.
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            pub $filters: Vec<$crate::cloud::describe::Filter>,
            /// Only these.
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            pub $ids: Vec<$crate::cloud::Given<$id>>,
            /// Only asks whether the call would be allowed.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub dry_run: Option<bool>,
        }

        impl $crate::cloud::Operation for $name {
            fn apply(
                &self,
                world: &mut $crate::cloud::World,
            ) -> Result<serde_json::Value, $crate::cloud::ApiError> {
                let mut wanted = Vec::new();
                for id in &self.$ids {
                    wanted.push(id.existing(world)?.to_string());
                }
                let kind = $crate::cloud::Kind::$kind;
                let mut found = $crate::cloud::describe::matching(world, kind, &self.$filters)?;
                found.retain(|value| {
                    wanted.is_empty() || wanted.iter().any(|id| value[$id_field].as_str() == Some(id))
                });
                Ok(serde_json::json!({ $response: found }))
            }
        }
    };
}
pub(crate) use describe_operation;

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn filter(name: &str, value: &str) -> Filter {
        Filter { name: name.to_owned(), values: vec![value.to_owned()] }
    }

    #[test]
    fn filters_look_through_lists_and_know_wildcards() {
        let known: Filters = &[("association.subnet-id", "Associations.SubnetId"), ("main", "Main")];
        let one =
            json!({"Main": true, "Associations": [{"SubnetId": "subnet-1"}], "Tags": [{"Key": "Name", "Value": "a"}]});
        let passes = |filter: Filter| keep(vec![one.clone()], &[filter], known).map(|kept| kept.len());
        assert_eq!(passes(filter("association.subnet-id", "subnet-?")), Ok(1));
        assert_eq!(passes(filter("association.subnet-id", "subnet-2")), Ok(0));
        assert_eq!(passes(filter("main", "true")), Ok(1));
        assert_eq!(passes(filter("tag:Name", "*")), Ok(1));
        assert_eq!(passes(filter("tag-key", "Owner")), Ok(0));
        let refused = passes(filter("colour", "red")).unwrap_err();
        assert_eq!(
            (refused.code.as_ref(), refused.message.as_str()),
            ("InvalidParameterValue", "The filter 'colour' is invalid")
        );
    }
}
