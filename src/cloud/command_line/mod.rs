//! What a person sees of an operation.

mod error;
mod near;
pub mod shape;
mod shorthand;
mod value;

pub use error::CommandLineError;
pub use near::near;
pub use shape::{Member, Shape};
