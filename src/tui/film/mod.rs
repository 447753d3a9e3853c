//! The film of a trace: what the player shows, as data.
//!
//! [`Film::new`] turns a trace into [`Way`]s of stations and [`Scene`]s, each of which shows one
//! decision with its evidence. [`Film::frame`] is a pure function from an instant of the film to a
//! picture: which scene, how far the packet has come, and what time it is in the simulation. Playing,
//! pausing, stepping and winding back only move that instant.

pub mod lanes;
mod scenes;
mod stations;
mod ways;

pub use scenes::{Scene, Shows};
pub use stations::{Label, Station, label};
pub use ways::{Heading, Track, Way};

use crate::cloud::World;
use crate::sim::Trace;
use crate::sim::trace::{End, Flight, Step, What};
use crate::tui::look::Motion;
use crate::tui::map::names::Shortener;
use std::sync::Arc;
use std::time::Duration;

/// A trace made ready to be shown.
#[derive(Clone, Debug)]
pub struct Film {
    /// The evidence it shows.
    pub trace: Arc<Trace>,
    /// The world it happened in.
    pub world: World,
    /// The ways its packets take; never empty.
    pub ways: Vec<Way>,
    /// What is shown, in order; never empty.
    pub scenes: Vec<Scene>,
    /// Makes the names of that world short.
    pub shortener: Shortener,
    /// What happened when, side by side.
    pub lanes: lanes::Lanes,
    tracks: Vec<Option<Track>>,
    stands_for: Vec<usize>,
}

/// Somewhere on the stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spot {
    /// A station of the scene's way.
    Station(usize),
    /// The Amazon resolver, beside the client.
    Resolver,
}

/// One picture of a film.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// The scene.
    pub scene: usize,
    /// Which of the scene's flights runs, where it has several.
    pub pass: usize,
    /// How far the packet has come: 0 where it left, 1 where it arrives.
    pub travelled: f32,
    /// How much of the evidence has unfolded: 0 nothing, 1 all.
    pub unfolded: f32,
    /// Simulated time since the command began.
    pub at: Duration,
}

impl Film {
    /// The film of `trace`, which happened in `world`.
    pub fn new(trace: Arc<Trace>, world: &World) -> Self {
        let shortener = Shortener::new(world);
        let (ways, tracks) = ways::ways(&trace, world, &shortener);
        let scenes::Scenes { list: scenes, stands_for } = scenes::scenes(&trace, &ways, &tracks);
        let lanes = lanes::lanes(&trace, &tracks);
        Self { trace, world: world.clone(), ways, scenes, shortener, lanes, tracks, stands_for }
    }

    /// How long it is, at normal speed.
    pub fn length(&self) -> Duration {
        self.scenes.iter().map(Scene::length).sum()
    }

    /// When a scene begins.
    pub fn start_of(&self, scene: usize) -> Duration {
        self.scenes.iter().take(scene).map(Scene::length).sum()
    }

    /// When a scene is wholly there: nothing moves any more until the next one.
    pub fn whole_at(&self, scene: usize) -> Duration {
        let moving = self.scenes.get(scene).map_or(Duration::ZERO, |scene| scene.travel + scene.unfold);
        self.start_of(scene) + moving
    }

    /// The scene that is shown at `elapsed`, and how much of it has passed.
    fn locate(&self, elapsed: Duration) -> (usize, Duration) {
        let mut left = elapsed;
        let last = self.scenes.len().saturating_sub(1);
        for (index, scene) in self.scenes.iter().enumerate() {
            if left < scene.length() || index == last {
                return (index, left);
            }
            left -= scene.length();
        }
        (0, left)
    }

    /// The picture at `elapsed`; the last one stays.
    pub fn frame(&self, elapsed: Duration, motion: Motion) -> Frame {
        let (index, passed) = self.locate(elapsed);
        let scene = &self.scenes[index];
        let (travelled, unfolded) = match motion {
            Motion::Full => (part(passed, scene.travel), part(passed.saturating_sub(scene.travel), scene.unfold)),
            Motion::Reduced => (1.0, 1.0),
        };
        let passes = scene.passes.len().max(1);
        let run = travelled * passes as f32;
        // Not negative, and at most the number of passes.
        let pass = (run as usize).min(passes - 1);
        let travelled = eased(run - pass as f32);
        let (left, at) = match scene.passes.get(pass).and_then(|event| Some((event, self.flight(*event)?))) {
            Some((event, flight)) => (self.trace.events[*event].at, self.trace.events[*event].at + flight.took),
            None => (scene.left, scene.at),
        };
        let at = left + at.saturating_sub(left).mul_f32(travelled.clamp(0.0, 1.0));
        Frame { scene: index, pass, travelled, unfolded, at }
    }

    /// How long nothing will move from `elapsed` on while the film runs; none while something does.
    pub fn still_for(&self, elapsed: Duration, motion: Motion) -> Option<Duration> {
        let (index, passed) = self.locate(elapsed);
        let scene = &self.scenes[index];
        let moving = passed < scene.travel + scene.unfold && motion == Motion::Full;
        (!moving).then(|| scene.length().saturating_sub(passed))
    }

    /// A flight of the trace.
    pub fn flight(&self, event: usize) -> Option<&Flight> {
        match &self.trace.events.get(event)?.what {
            What::Flight(flight) => Some(flight),
            _ => None,
        }
    }

    /// The way that a flight of the trace takes.
    pub fn track(&self, event: usize) -> Option<&Track> {
        self.tracks.get(event)?.as_ref()
    }

    /// The flight that a picture shows.
    pub fn flight_of(&self, frame: &Frame) -> Option<usize> {
        let scene = &self.scenes[frame.scene];
        if scene.shows == Shows::Outcome {
            return None;
        }
        let event = scene.passes.get(frame.pass).copied().unwrap_or(scene.event);
        self.track(event).map(|_| event)
    }

    /// What the machine is called that the command ran on.
    pub fn client(&self) -> String {
        self.world.name_of(self.trace.host)
    }

    /// What the Amazon resolver is called, with the address it was asked at.
    pub fn resolver_name(&self) -> String {
        let asked = self.trace.lookups().find(|(_, lookup)| lookup.subnet.is_some());
        asked.map_or_else(|| "Resolver".to_owned(), |(_, lookup)| format!("Resolver {}", lookup.server))
    }

    /// The event that this one only repeats; itself where it is the first of its kind.
    pub fn first_like(&self, event: usize) -> usize {
        self.stands_for.get(event).copied().unwrap_or(event)
    }

    /// The decision that a scene shows.
    pub fn step(&self, scene: &Scene) -> Option<&Step> {
        match scene.shows {
            Shows::Step { hop, step } => self.flight(scene.event)?.hops.get(hop)?.steps.get(step),
            _ => None,
        }
    }

    /// The scene that shows why it ended as it did.
    pub fn deciding(&self) -> usize {
        let last = self.scenes.len().saturating_sub(1);
        let Some(event) = self.trace.deciding else { return last };
        self.scene_of(event, None).unwrap_or(last)
    }

    /// The scene that shows an event, and a step of its flight where one is given by its hop and its
    /// place there; of the flight of a packet that arrived, the route table that sent it there.
    pub fn scene_of(&self, event: usize, step: Option<(usize, usize)>) -> Option<usize> {
        let event = self.stands_for.get(event).copied().unwrap_or(event);
        let of_event =
            |scene: &Scene| scene.shows != Shows::Outcome && (scene.event == event || scene.passes.contains(&event));
        let is_step = |scene: &Scene| match (scene.shows, step) {
            (Shows::Step { hop, step }, Some(wanted)) => scene.event == event && (hop, step) == wanted,
            _ => false,
        };
        let routes = |scene: &Scene| of_event(scene) && matches!(self.step(scene), Some(Step::Routes(_)));
        let arrived = self.flight(event).is_some_and(|flight| flight.end == End::Delivered);
        let by_step = self.scenes.iter().position(is_step);
        let by_route = || self.scenes.iter().position(routes).filter(|_| arrived);
        by_step.or_else(by_route).or_else(|| self.scenes.iter().rposition(of_event))
    }

    /// Where another event than that of `scene` begins to be shown.
    pub fn next_event(&self, scene: usize) -> usize {
        let event = self.scenes.get(scene).map(|scene| scene.event);
        let later = self.scenes.iter().enumerate().skip(scene).find(|(_, it)| Some(it.event) != event);
        later.map_or(self.scenes.len().saturating_sub(1), |(at, _)| at)
    }

    /// Where the event of `scene` begins to be shown, or the one before it where that is `scene` itself.
    pub fn previous_event(&self, scene: usize) -> usize {
        let first = |scene: usize| {
            let event = self.scenes.get(scene).map(|scene| scene.event);
            let other = self.scenes.iter().take(scene).rposition(|it| Some(it.event) != event);
            other.map_or(0, |at| at + 1)
        };
        let begins = first(scene);
        if begins < scene || begins == 0 { begins } else { first(begins - 1) }
    }
}

/// How much of `whole` has passed: 0 to 1.
fn part(passed: Duration, whole: Duration) -> f32 {
    if whole.is_zero() { 1.0 } else { (passed.as_secs_f32() / whole.as_secs_f32()).min(1.0) }
}

/// Slow at both ends, as things that have weight move.
fn eased(part: f32) -> f32 {
    let part = part.clamp(0.0, 1.0);
    part * part * (3.0 - 2.0 * part)
}
