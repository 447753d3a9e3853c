//! The stage.

pub mod look;
