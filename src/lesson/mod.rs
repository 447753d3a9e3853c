//! The course: what an author writes, checked and made ready.
//!
//! [`text`] holds words in both languages.

pub mod text;

pub use text::{Lang, Text};
