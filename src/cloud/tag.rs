//! Tags. The Name tag is what people call a resource; everything here is found by it.
//!
//! Simplified: security group rules have no tags.

use super::describe::{self, Filter, Filters};
use super::{ApiError, Kind, Operation, World};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

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

/// The tags for a new resource of `kind`. EC2 refuses specifications for other types.
pub fn for_new(specifications: &[TagSpecification], kind: Kind) -> Result<Vec<Tag>, ApiError> {
    for_each_new(specifications, kind, &[])
}

/// As [`for_new`], where the operation also makes resources of the types in `also`.
pub fn for_each_new(specifications: &[TagSpecification], kind: Kind, also: &[&str]) -> Result<Vec<Tag>, ApiError> {
    let mut tags = Vec::new();
    for specification in specifications {
        let wanted = specification.resource_type.as_str();
        if wanted == kind.resource_type() {
            set_all(&mut tags, &specification.tags)?;
        } else if !also.contains(&wanted) {
            let message = format!("'{wanted}' is not a valid taggable resource type for this operation.");
            return Err(ApiError::invalid_value(message));
        }
    }
    Ok(tags)
}

fn set_all(tags: &mut Vec<Tag>, new: &[Tag]) -> Result<(), ApiError> {
    for tag in new {
        if tag.key.is_empty() {
            return Err(ApiError::invalid_value("Tag key cannot be empty."));
        }
        if tag.key.starts_with("aws:") {
            return Err(ApiError::invalid_value("Tag keys starting with 'aws:' are reserved for internal use"));
        }
        tags.retain(|old| old.key != tag.key);
        tags.push(tag.clone());
    }
    if tags.len() > 50 {
        return Err(ApiError::new("TagLimitExceeded", "The maximum number of Tags for a resource has been reached."));
    }
    Ok(())
}

fn no_such_resource(id: &str) -> ApiError {
    ApiError::new("InvalidID", format!("The ID '{id}' is not valid"))
}

/// Puts tags on resources, or changes them; a Name tag is a resource's name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct CreateTags {
    /// The ids of the resources.
    pub resources: Vec<String>,
    /// The tags.
    pub tags: Vec<Tag>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

impl Operation for CreateTags {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        for id in &self.resources {
            set_all(world.tags_mut(id).ok_or_else(|| no_such_resource(id))?, &self.tags)?;
        }
        Ok(Value::Null)
    }
}

/// A tag to take away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct TagToDelete {
    /// The key.
    pub key: String,
    /// Only where it has this value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// Takes tags away from resources.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DeleteTags {
    /// The ids of the resources.
    pub resources: Vec<String>,
    /// The tags; all of them where none is given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<TagToDelete>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

impl Operation for DeleteTags {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let meant = |tag: &Tag| {
            let fits = |wanted: &TagToDelete| {
                wanted.key == tag.key && wanted.value.as_ref().is_none_or(|value| *value == tag.value)
            };
            self.tags.is_empty() || self.tags.iter().any(fits)
        };
        for id in &self.resources {
            let tags = world.tags_mut(id).ok_or_else(|| no_such_resource(id))?;
            tags.retain(|tag| !meant(tag));
        }
        Ok(Value::Null)
    }
}

/// Describes tags, one by one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DescribeTags {
    /// Filters that all must fit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<Filter>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

const FILTERS: Filters =
    &[("key", "Key"), ("resource-id", "ResourceId"), ("resource-type", "ResourceType"), ("value", "Value")];

impl Operation for DescribeTags {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let mut tags = Vec::new();
        for resource in world.resources() {
            let kind = resource.kind.resource_type();
            tags.extend(resource.tags.iter().map(
                |Tag { key, value }| json!({ "Key": key, "ResourceId": resource.id, "ResourceType": kind, "Value": value }),
            ));
        }
        Ok(json!({ "Tags": describe::keep(tags, &self.filters, FILTERS)? }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn specification(resource_type: &str) -> TagSpecification {
        let tags = vec![Tag { key: "Name".to_owned(), value: "a".to_owned() }];
        TagSpecification { resource_type: resource_type.to_owned(), tags }
    }

    #[test]
    fn tags_of_another_type_are_refused() {
        assert_eq!(for_new(&[specification("subnet")], Kind::Subnet).map(|tags| tags.len()), Ok(1));
        let refused = for_new(&[specification("vpc")], Kind::Subnet).unwrap_err();
        assert_eq!(refused.code, "InvalidParameterValue");
        assert!(for_new(&[specification("nat-gateway")], Kind::NatGateway).is_err(), "EC2 spells it natgateway");
        assert!(for_new(&[specification("natgateway")], Kind::NatGateway).is_ok());
    }

    #[test]
    fn reserved_keys_are_refused() {
        let mut reserved = specification("subnet");
        reserved.tags[0].key = "aws:x".to_owned();
        assert!(for_new(&[reserved], Kind::Subnet).is_err());
    }
}
