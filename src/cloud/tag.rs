//! Tags. The Name tag is what people call a resource; everything here is found by it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A key and a value on a resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Tag {
    /// The key; `Name` is the resource's name.
    pub key: String,
    /// The value.
    #[serde(default)]
    pub value: String,
}

/// The value of the Name tag, where there is one.
pub fn name(tags: &[Tag]) -> Option<&str> {
    tags.iter().find(|tag| tag.key == "Name").map(|tag| tag.value.as_str())
}

/// The tags that a creating call puts on a resource of one type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct TagSpecification {
    /// The type of the resource to tag: `subnet`, `route-table` …
    pub resource_type: String,
    /// The tags.
    pub tags: Vec<Tag>,
}
