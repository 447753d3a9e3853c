//! The instructor's room: a lesson on a wall, and notes in another terminal.
//!
//! [`script`] reads off a lesson what is shown in which order, [`pages`] lays it out for a wall, [`hall`] is
//! the model with its one place in the script, [`draw`] puts it on the screen. [`aside`] is what happens off
//! the script, on a copy of the session, so that the way back is to forget the copy. [`plan`] knows the
//! time, [`fits`] whether a lesson fits a wall.
//!
//! Notes are told what the hall sees in lines of [`wire`]; [`door`] lets them in by a code, and [`reader`]
//! is their screen. Only [`host`] knows of threads and sockets, and only [`run`] of the clock.

pub mod answer;
pub mod aside;
mod compare;
pub mod door;
mod draw;
mod drive;
pub mod fits;
pub mod hall;
pub mod host;
mod keys;
mod large;
pub mod pages;
pub mod plan;
mod queue;
pub mod reader;
pub mod run;
pub mod script;
mod told;
mod typing;
pub mod wire;
