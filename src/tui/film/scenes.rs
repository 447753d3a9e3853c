//! The scenes of a film: one for every question, decision and change that is worth a look.

use super::Station;
use crate::net::Family;
use crate::sim::Trace;
use crate::sim::trace::{End, Flight, Place, Role, Step, What};
use std::time::Duration;

/// One scene.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scene {
    /// The event of the trace it shows.
    pub event: usize,
    /// What of that event.
    pub shows: Shows,
    /// The station the packet comes from.
    pub from: usize,
    /// The station where the scene plays.
    pub to: usize,
    /// The packet's family when it arrives here.
    pub family: Family,
    /// Whether this is the decision that settled the event.
    pub decides: bool,
    /// Simulated time since the command began.
    pub at: Duration,
    /// How long it is shown at normal speed.
    pub length: Duration,
}

/// What of an event a scene shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shows {
    /// A DNS question on its way.
    Question,
    /// The answer, and how it was made.
    Answer,
    /// The guest's own routing decision.
    GuestRoute,
    /// A decision: hop and step within the flight.
    Step {
        /// Index of the hop.
        hop: usize,
        /// Index of the step.
        step: usize,
    },
    /// The packet comes by and nothing is decided.
    Passes {
        /// Index of the hop.
        hop: usize,
    },
    /// Repeated packets that met the same end, this many in all.
    Again {
        /// How many.
        packets: usize,
    },
    /// The conversation goes on: this many packets there and back.
    Talk {
        /// How many.
        packets: usize,
    },
    /// Somebody stopped waiting.
    GaveUp,
    /// Nothing happened that a packet could show.
    Nothing,
}

const SHORT: Duration = Duration::from_millis(1200);
const NORMAL: Duration = Duration::from_millis(2400);
const LONG: Duration = Duration::from_millis(4200);

/// All scenes of a trace, in the order of its events.
pub fn scenes(trace: &Trace, stations: &[Station]) -> Vec<Scene> {
    let station = |place: &Place| stations.iter().position(|station| station.place == *place).unwrap_or(0);
    let client = station(&Place::Instance(trace.host));
    let mut scenes: Vec<Scene> = Vec::new();
    for (index, event) in trace.events.iter().enumerate() {
        let blank = Scene {
            event: index,
            shows: Shows::Nothing,
            from: client,
            to: client,
            family: Family::Ipv6,
            decides: false,
            at: event.at,
            length: NORMAL,
        };
        match &event.what {
            What::Lookup(lookup) => {
                let resolver = station(&Place::Resolver);
                let family = Family::from(lookup.server);
                scenes.push(Scene { shows: Shows::Question, to: resolver, family, length: SHORT, ..blank.clone() });
                scenes.push(Scene {
                    shows: Shows::Answer,
                    from: resolver,
                    family,
                    decides: true,
                    length: LONG,
                    ..blank
                });
            }
            What::GuestRoute(route) => {
                let family = Family::from(route.destination);
                scenes.push(Scene { shows: Shows::GuestRoute, family, decides: true, ..blank });
            }
            What::Flight(flight) if is_first(flight) => follow(&mut scenes, flight, &blank, &station),
            What::Flight(flight) => gather(&mut scenes, flight, blank, &station),
            What::GaveUp { waiting_for, .. } => {
                let family = Family::from(*waiting_for);
                scenes.push(Scene { shows: Shows::GaveUp, family, ..blank });
            }
            // No packet left.
            What::NoEndpoint { .. } => {}
        }
    }
    if scenes.is_empty() {
        let blank = Duration::ZERO;
        let family = Family::Ipv6;
        scenes.push(Scene {
            event: 0,
            shows: Shows::Nothing,
            from: client,
            to: client,
            family,
            decides: true,
            at: blank,
            length: SHORT,
        });
    }
    scenes
}

/// Whether a flight is followed hop by hop: the first way out, and the first way back.
fn is_first(flight: &Flight) -> bool {
    match flight.role {
        Role::Syn { attempt } => attempt == 1,
        Role::EchoRequest(sequence) | Role::EchoReply(sequence) => sequence <= 1,
        Role::SynAck | Role::Reset | Role::Query | Role::Answer | Role::Error => true,
        Role::Ack | Role::Fin | Role::Handshake | Role::Request | Role::Response => false,
    }
}

/// Adds a scene for each decision of a flight.
fn follow(scenes: &mut Vec<Scene>, flight: &Flight, blank: &Scene, station: &impl Fn(&Place) -> usize) {
    let mut from = flight.hops.first().map_or(blank.from, |hop| station(&hop.place));
    for (index, hop) in flight.hops.iter().enumerate() {
        let to = station(&hop.place);
        let last_hop = index + 1 == flight.hops.len();
        let family = hop.packet.family();
        if hop.steps.is_empty() {
            let shows = Shows::Passes { hop: index };
            scenes.push(Scene { shows, from, to, family, length: SHORT, decides: last_hop, ..blank.clone() });
            from = to;
        }
        for (number, step) in hop.steps.iter().enumerate() {
            let last = last_hop && number + 1 == hop.steps.len();
            let shows = Shows::Step { hop: index, step: number };
            scenes.push(Scene { shows, from, to, family, decides: last, length: length_of(step), ..blank.clone() });
            from = to;
        }
    }
}

/// How long a decision deserves to be looked at.
fn length_of(step: &Step) -> Duration {
    match step {
        Step::Routes(_) | Step::Translation(_) | Step::Dropped(_) | Step::Answered { .. } => LONG,
        Step::SecurityGroups(_) | Step::NetworkAcl(_) => SHORT,
        Step::Known { .. } | Step::Accepted => SHORT,
    }
}

/// Adds a packet that only repeats or goes on to the last scene of its kind.
fn gather(scenes: &mut Vec<Scene>, flight: &Flight, blank: Scene, station: &impl Fn(&Place) -> usize) {
    let far = flight.hops.last().map_or(blank.to, |hop| station(&hop.place));
    let near = flight.hops.first().map_or(blank.from, |hop| station(&hop.place));
    let family = flight.hops.first().map_or(blank.family, |hop| hop.packet.family());
    let again = matches!(flight.end, End::Dropped(_));
    match scenes.last_mut().map(|scene| &mut scene.shows) {
        Some(Shows::Again { packets }) if again => *packets += 1,
        Some(Shows::Talk { packets }) if !again => *packets += 1,
        _ => {
            let shows = if again { Shows::Again { packets: 1 } } else { Shows::Talk { packets: 1 } };
            scenes.push(Scene { shows, from: near, to: far, family, ..blank });
        }
    }
}
