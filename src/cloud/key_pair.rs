//! Key pair: proves who may log in. Its private half is never kept.

use super::{KeyPairId, Tag};

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

/// Filters.
pub const FILTERS: super::describe::Filters = &[];
