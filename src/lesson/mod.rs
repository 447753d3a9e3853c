//! The course: what an author writes, checked and made ready.
//!
//! [`library`] finds lesson files, [`head`] is what a list shows of one, [`yaml`] reads them as the types of [`raw`], and [`load`] turns
//! those into a [`Lesson`] or into every [`Problem`] with its place. [`goal`], [`mistake`] and
//! [`ask`] ask the world whether a step is done, what went wrong and what is right: nothing is
//! scripted. [`proof`] plays a lesson through and says what does not hold.

pub mod ask;
mod command;
pub mod difference;
pub mod explore;
pub mod foresee;
pub mod goal;
pub mod head;
pub mod library;
pub mod load;
pub mod mistake;
pub mod model;
pub mod problem;
pub mod proof;
pub mod raw;
pub mod text;
pub mod yaml;

pub use head::Head;
pub use model::{Lesson, Step};
pub use problem::{Place, Problem};
pub use text::{Lang, Text};

/// The JSON Schema of lesson files, for editors.
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(raw::Lesson).to_value()
}
