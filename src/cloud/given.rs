//! Values as a caller wrote them. EC2's API takes text and judges it when the call is carried out,
//! so that a malformed id is EC2's error and not the command line's; [`Given`] keeps that order and
//! still says of which kind the value must be, for completion and forms.

use super::ApiError;
use std::borrow::Cow;
use std::marker::PhantomData;

/// What text can be read as by the API.
pub trait Readable: Sized {
    /// The name of the kind in forms, help and completion: `subnet-id`, `ipv6-cidr` …
    const KIND: &'static str;

    /// The only values it can have, where there are few.
    const CHOICES: &'static [&'static str] = &[];

    /// Reads `text`, given for `parameter` (lowerCamelCase), or says with EC2's words why not.
    fn read(text: &str, parameter: &str) -> Result<Self, ApiError>;
}

/// A `T` as its caller wrote it, not yet judged.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
#[serde(transparent, bound = "")]
pub struct Given<T> {
    text: String,
    #[serde(skip)]
    kind: PhantomData<fn() -> T>,
}

impl<T> Given<T> {
    /// The text as written.
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl<T: Readable> Given<T> {
    /// Reads the text as `parameter`'s value (lowerCamelCase), or EC2's refusal.
    pub fn read(&self, parameter: &str) -> Result<T, ApiError> {
        T::read(&self.text, parameter)
    }
}

impl<T, S: ToString> From<S> for Given<T> {
    fn from(value: S) -> Self {
        Self { text: value.to_string(), kind: PhantomData }
    }
}

impl<T> Clone for Given<T> {
    fn clone(&self) -> Self {
        Self { text: self.text.clone(), kind: PhantomData }
    }
}

impl<T> PartialEq for Given<T> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<T: Readable> schemars::JsonSchema for Given<T> {
    fn schema_name() -> Cow<'static, str> {
        Cow::Borrowed(T::KIND)
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let mut schema = schemars::json_schema!({ "type": "string", "x-kind": T::KIND });
        if !T::CHOICES.is_empty() {
            schema.insert("enum".to_owned(), T::CHOICES.into());
        }
        schema
    }
}
