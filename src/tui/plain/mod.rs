//! The plain form: the whole program as text, one line after the other, for screen readers, terminals
//! that can do no more, and logs. No cursor moves, nothing is drawn, nothing is coloured; a sign that
//! can't be read aloud is a word.
//!
//! A typed line becomes what it asks for ([`wish`]), [`model`] carries that out on the same
//! [`super::study::Study`] that the screen shows, and says on a [`page`] what came of it. By subject:
//! [`home`] is outside of the steps, [`lesson`] a step, [`line`] what is carried out on machines,
//! [`boards`], [`map`] and [`film`] what the screens of those names draw. [`run`] reads and writes.

mod boards;
pub(super) mod film;
mod home;
mod lesson;
mod line;
mod map;
mod model;
mod page;
mod run;
mod wish;

pub use run::run;
