//! The film of a trace: what the player shows, as data.
//!
//! [`Film::new`] turns a trace into [`Station`]s on a line and [`Scene`]s, each of which shows one
//! decision with its evidence. [`Film::frame`] is a pure function from an instant of the film to a
//! picture: which scene, and how far the packet has come. Playing, pausing, stepping and winding
//! back only move that instant.

mod scenes;
mod stations;

pub use scenes::{Scene, Shows};
pub use stations::{Label, Station};

use crate::cloud::World;
use crate::sim::Trace;
use crate::tui::look::Motion;
use std::sync::Arc;
use std::time::Duration;

/// A trace made ready to be shown.
#[derive(Clone, Debug)]
pub struct Film {
    /// The evidence it shows.
    pub trace: Arc<Trace>,
    /// Where the packet comes by, from the client to the far end, the resolver first if it was asked.
    pub stations: Vec<Station>,
    /// What is shown, in order; never empty.
    pub scenes: Vec<Scene>,
}

/// One picture of a film.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// The scene.
    pub scene: usize,
    /// How far the packet is between the scene's two stations: 0 at the first, 1 at the second.
    pub travelled: f32,
    /// How much of the evidence has unfolded: 0 nothing, 1 all.
    pub unfolded: f32,
}

/// The part of a scene in which the packet travels, when it does.
const TRAVEL: f32 = 0.35;
/// The part of a scene after which all evidence is on the screen.
const UNFOLD: f32 = 0.6;

impl Film {
    /// The film of `trace`, which happened in `world`.
    pub fn new(trace: Arc<Trace>, world: &World) -> Self {
        let stations = stations::stations(&trace, world);
        let scenes = scenes::scenes(&trace, &stations);
        Self { trace, stations, scenes }
    }

    /// How long it is, at normal speed.
    pub fn length(&self) -> Duration {
        self.scenes.iter().map(|scene| scene.length).sum()
    }

    /// When a scene begins.
    pub fn start_of(&self, scene: usize) -> Duration {
        self.scenes.iter().take(scene).map(|scene| scene.length).sum()
    }

    /// The picture at `elapsed`; the last one stays.
    pub fn frame(&self, elapsed: Duration, motion: Motion) -> Frame {
        let mut start = Duration::ZERO;
        for (index, scene) in self.scenes.iter().enumerate() {
            let end = start + scene.length;
            if elapsed < end || index + 1 == self.scenes.len() {
                let part = elapsed.saturating_sub(start).as_secs_f32() / scene.length.as_secs_f32().max(f32::EPSILON);
                return picture(index, scene, part.min(1.0), motion);
            }
            start = end;
        }
        Frame { scene: 0, travelled: 1.0, unfolded: 1.0 }
    }

    /// The scene that shows why it ended as it did.
    pub fn deciding(&self) -> usize {
        let of_event = |scene: &Scene| Some(scene.event) == self.trace.deciding && scene.decides;
        let last = self.scenes.len().saturating_sub(1);
        self.scenes.iter().rposition(of_event).unwrap_or(last)
    }
}

/// The picture of a scene of which `part` has passed.
fn picture(index: usize, scene: &Scene, part: f32, motion: Motion) -> Frame {
    if motion == Motion::Reduced {
        return Frame { scene: index, travelled: 1.0, unfolded: 1.0 };
    }
    let travels = scene.from != scene.to;
    let travelled = if travels { (part / TRAVEL).min(1.0) } else { 1.0 };
    let begin = if travels { TRAVEL } else { 0.0 };
    let unfolded = ((part - begin) / (UNFOLD - begin)).clamp(0.0, 1.0);
    Frame { scene: index, travelled, unfolded }
}
