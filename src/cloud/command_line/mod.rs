//! What a person sees of an operation: the `aws ec2 …` line, read ([`parse()`]) and written ([`print()`]),
//! its options and their shapes, help and completion.
//!
//! Nothing here knows any operation by name but `custom`, the list of what the AWS CLI adds to the
//! API by itself. All else follows from the operations' structs, as in botocore from the API's model.

pub mod blocks;
pub mod complete;
mod custom;
mod error;
pub mod help;
mod near;
pub mod options;
pub mod parse;
mod print;
pub mod shape;
mod shorthand;
#[cfg(test)]
mod tests;
mod value;

pub use complete::{About, Completion, complete};
pub use custom::Custom;
pub use error::CommandLineError;
pub use near::near;
pub use options::{Opt, Sets, Takes, options};
pub use parse::{operation, parse};
pub use print::{print, quote, words};
pub use shape::{Member, Shape, kebab, shape};
