//! The stage: everything a learner sees.
//!
//! Elm, as small as it gets: a key becomes a [`msg::Msg`], [`app::App::update`] applies it, and every
//! [`view::View`] draws from what is given to it. Nothing here reads a clock or a file, or touches the
//! terminal; `terminal` and the loop around it do. [`plain`] is the same without a screen, and [`room`] is
//! for a hall: the lesson on a wall, with the instructor's notes beside it.

mod adapt;
pub mod app;
pub mod ask;
pub mod chrome;
pub mod complete;
pub mod console;
pub mod copy;
mod desk;
#[cfg(test)]
mod desk_stories;
pub mod draw;
pub mod film;
pub mod fits;
pub mod fuzzy;
pub mod handout;
pub mod headless;
pub mod keys;
pub mod learn;
pub mod line;
pub mod look;
pub mod map;
mod mouse;
pub mod msg;
pub mod offers;
pub mod picture;
pub mod plain;
mod play;
pub mod player;
mod record;
pub mod room;
pub mod run;
mod sandbox;
pub mod screens;
pub mod scroll;
pub mod scrollback;
pub mod settings;
pub mod shell;
pub mod standing;
pub mod story;
pub mod strokes;
pub mod study;
mod table;
pub mod terminal;
pub mod text;
pub mod touch;
pub mod typed;
pub mod view;
mod watch;
pub mod wrap;

pub use run::{Options, Recording, machine_language, record, run};
