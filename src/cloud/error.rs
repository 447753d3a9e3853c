//! EC2's refusals. A refused call changes nothing.

use std::borrow::Cow;

/// A refusal as EC2 words it: a code for programs, a message for people.
///
/// Codes and messages follow the specification's table 4g; the source of each stands there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("An error occurred ({code}) when calling the {operation} operation: {message}")]
pub struct ApiError {
    /// The error code, like `InvalidSubnet.Conflict`.
    pub code: Cow<'static, str>,
    /// The operation that was called, like `CreateSubnet`; [`super::World::call`] fills it in.
    pub operation: &'static str,
    /// What EC2 says to people.
    pub message: String,
}

impl ApiError {
    /// A refusal with this code and message.
    pub fn new(code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self { code: code.into(), operation: "", message: message.into() }
    }

    /// `InvalidParameterValue`.
    pub fn invalid_value(message: impl Into<String>) -> Self {
        Self::new("InvalidParameterValue", message)
    }

    /// `MissingParameter`, in EC2's words. `name` is the parameter in lowerCamelCase.
    pub fn missing(name: &str) -> Self {
        Self::new("MissingParameter", format!("The request must contain the parameter {name}"))
    }

    /// `DependencyViolation` for the thing called `kind` (`subnet`, `vpc`, `routeTable` …).
    pub fn dependency(kind: &str, id: impl std::fmt::Display) -> Self {
        Self::new("DependencyViolation", format!("The {kind} '{id}' has dependencies and cannot be deleted."))
    }
}
