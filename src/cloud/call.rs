//! All API operations, one row each. Adding one touches its noun's file and this list.

use super::{ApiError, World};
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// An API operation: its parameters are the fields, under EC2's own names.
pub trait Operation: Serialize + DeserializeOwned + JsonSchema + Clone {
    /// Carries it out on `world` and returns EC2's response. May leave `world` half changed when it
    /// refuses: [`World::call`] works on a copy.
    fn apply(&self, world: &mut World) -> Result<Value, ApiError>;
}

/// One call of an API operation with its parameters.
#[derive(Clone, Debug, PartialEq)]
pub enum Call {}

impl Call {
    /// The operation's name, like `CreateSubnet`.
    pub fn operation(&self) -> &'static str {
        match *self {}
    }

    /// Carries it out; see [`Operation::apply`].
    pub fn apply(&self, _world: &mut World) -> Result<Value, ApiError> {
        match *self {}
    }
}
