//! Key pair: proves who may log in. Its private half is never kept.
//!
//! Simplified: the private half that is handed out is a placeholder that opens nothing.

use super::tag::{self, TagSpecification};
use super::world::mix;
use super::{ApiError, Given, KeyPairId, Kind, Operation, Tag, World};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A key pair.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyPair {
    /// Its id.
    pub id: KeyPairId,
    /// Its name, unique in the Region.
    pub name: String,
    /// What kind of key.
    pub key_type: KeyType,
    /// Its tags.
    pub tags: Vec<Tag>,
}

/// What kind of key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum KeyType {
    /// RSA.
    #[default]
    Rsa,
    /// ED25519.
    Ed25519,
}

/// Filters by field of the description.
pub const FILTERS: super::describe::Filters = &[("key-name", "KeyName"), ("key-pair-id", "KeyPairId")];

impl KeyPair {
    /// As EC2 describes it.
    pub fn describe(&self, world: &World) -> Value {
        json!({
            "KeyPairId": self.id,
            "KeyFingerprint": self.fingerprint(),
            "KeyName": self.name,
            "KeyType": self.key_type,
            "Tags": self.tags,
            "CreateTime": world.timestamp(crate::net::SimTime::ZERO),
        })
    }

    fn fingerprint(&self) -> String {
        let digest = mix(&format!("key {}", self.id)).to_be_bytes();
        let again = mix(&format!("fingerprint {}", self.id)).to_be_bytes();
        digest.iter().chain(&again).map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(":")
    }
}

impl World {
    /// The key pair of this name, or EC2's refusal.
    pub fn key_pair_named(&self, name: &str) -> Result<&KeyPair, ApiError> {
        let found = self.key_pairs.iter().find(|pair| pair.name == name);
        found.ok_or_else(|| ApiError::new("InvalidKeyPair.NotFound", format!("The key pair '{name}' does not exist")))
    }
}

/// Makes a key pair. EC2 hands out the private half once and does not keep it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct CreateKeyPair {
    /// Its name, unique in the Region.
    pub key_name: String,
    /// `rsa` (the default) or `ed25519`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_type: Option<Given<KeyType>>,
    /// How the private half is written: `pem` or `ppk`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_format: Option<String>,
    /// Tags for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tag_specifications: Vec<TagSpecification>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

impl Operation for CreateKeyPair {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let tags = tag::for_new(&self.tag_specifications, Kind::KeyPair)?;
        let key_type = self.key_type.as_ref().map(|given| given.read("keyType")).transpose()?.unwrap_or_default();
        let name = self.key_name.clone();
        if name.is_empty() {
            return Err(ApiError::missing("KeyName"));
        }
        if world.key_pair_named(&name).is_ok() {
            let message = format!("The keypair '{name}' already exists.");
            return Err(ApiError::new("InvalidKeyPair.Duplicate", message));
        }
        let id = world.mint(KeyPairId::new);
        let pair = KeyPair { id, name, key_type, tags };
        let material = "-----BEGIN PRIVATE KEY-----\nsimulated: this opens nothing\n-----END PRIVATE KEY-----";
        let response = json!({
            "KeyPairId": id,
            "KeyName": pair.name,
            "KeyFingerprint": pair.fingerprint(),
            "KeyMaterial": material,
            "Tags": pair.tags,
        });
        world.key_pairs.insert(id, pair);
        Ok(response)
    }
}

/// Describes key pairs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DescribeKeyPairs {
    /// Filters that all must fit: names with the wanted values.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<super::describe::Filter>,
    /// Only these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub key_names: Vec<String>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

impl Operation for DescribeKeyPairs {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        for name in &self.key_names {
            world.key_pair_named(name)?;
        }
        let mut found = super::describe::matching(world, Kind::KeyPair, &self.filters)?;
        let wanted = |value: &Value| self.key_names.iter().any(|name| value["KeyName"].as_str() == Some(name));
        found.retain(|value| self.key_names.is_empty() || wanted(value));
        Ok(json!({ "KeyPairs": found }))
    }
}

/// Deletes a key pair; instances that know it keep it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DeleteKeyPair {
    /// Its name.
    pub key_name: String,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

impl Operation for DeleteKeyPair {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        // EC2 says yes even where there is none of this name.
        let found = world.key_pair_named(&self.key_name).ok().map(|pair| pair.id);
        if let Some(id) = found {
            world.key_pairs.remove(id);
        }
        Ok(json!({ "Return": true }))
    }
}
