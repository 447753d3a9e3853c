//! The film of a command as frames one after the other: where the packet is, what is decided there, and
//! the evidence.

use super::drawing::{across, stage};
use super::played::Run;
use crate::lesson::Lang;
use crate::sim::Trace;
use crate::tui::film::Film;
use crate::tui::look::Motion;
use crate::tui::plain::film::Told;
use crate::words::plain::ended;
use crate::words::trace::{Names, outcome};
use std::sync::Arc;

/// What the packets of a command did.
pub struct Flow<'r> {
    run: &'r Run,
    trace: &'r Arc<Trace>,
    film: Film,
}

/// A frame of it, in one language.
pub struct Still {
    /// What is decided.
    pub caption: String,
    /// Why, and what lost.
    pub evidence: Vec<String>,
    /// The stations, and the packet: SVG.
    pub picture: String,
    /// How far across the picture it happens, in percent.
    pub across: u16,
    /// Whether the fate of the command is decided here.
    pub is_deciding: bool,
}

impl<'r> Flow<'r> {
    /// The flow of a line; none where it is no guest command, or nothing happened.
    pub fn of(run: &'r Run) -> Option<Self> {
        let trace = run.trace().filter(|trace| !trace.events.is_empty())?;
        Some(Self { run, trace, film: Film::new(Arc::clone(trace), &run.world) })
    }

    /// How it ended.
    pub fn end(&self, lang: Lang) -> String {
        ended(outcome(self.trace.outcome, lang), self.trace.took, lang)
    }

    /// Its frames.
    pub fn frames(&self, lang: Lang) -> Vec<Still> {
        (0..self.film.scenes.len()).map(|scene| self.frame(scene, lang)).collect()
    }

    fn frame(&self, index: usize, lang: Lang) -> Still {
        let film = &self.film;
        let told = Told { film, scene: &film.scenes[index], names: Names { world: &self.run.world }, lang };
        let caption = told.headline(index);
        let frame = film.frame(film.whole_at(index), Motion::Reduced);
        let picture = stage(film, &frame, (&caption, lang));
        let is_deciding = self.trace.deciding.is_some() && index == film.deciding();
        Still { caption, evidence: told.evidence(), picture, across: across(film, &frame), is_deciding }
    }
}
