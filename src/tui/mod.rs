//! The stage: everything a learner sees.
//!
//! Elm, as small as it gets: a key becomes a [`msg::Msg`], [`app::App::update`] applies it, and every
//! [`view::View`] draws from what is given to it. Nothing here reads a clock or a file, or touches the
//! terminal; `terminal` and the loop around it do.

pub mod app;
pub mod chrome;
pub mod complete;
pub mod console;
pub mod draw;
pub mod film;
pub mod keys;
pub mod line;
pub mod look;
pub mod map;
pub mod msg;
pub mod run;
pub mod screens;
pub mod scrollback;
pub mod shell;
pub mod terminal;
pub mod text;
pub mod player;
pub mod view;
pub mod wrap;

pub use run::{Options, run};
