//! The stage: everything a learner sees.
//!
//! Elm, as small as it gets: a key becomes a [`msg::Msg`], [`app::App::update`] applies it, and every
//! [`view::View`] draws from what is given to it. Nothing here reads a clock or a file, or touches the
//! terminal; `terminal` and the loop around it do.

mod adapt;
pub mod app;
pub mod ask;
pub mod chrome;
pub mod complete;
pub mod console;
mod desk;
pub mod draw;
pub mod film;
pub mod keys;
pub mod learn;
pub mod line;
pub mod look;
pub mod map;
pub mod msg;
mod play;
pub mod player;
pub mod run;
pub mod screens;
pub mod scroll;
pub mod scrollback;
pub mod settings;
mod sgr;
pub mod shell;
pub mod standing;
pub mod story;
pub mod study;
pub mod terminal;
pub mod text;
pub mod view;
pub mod wrap;

pub use run::{Options, machine_language, run};
