//! Everything that happened, on one axis of simulated time: a lane for each kind of question to the
//! resolver and for each conversation, so that one sees what went on at once, and how long nothing did.
//!
//! The axis is not to scale. A packet takes milliseconds and a time-out minutes, so long silences are
//! made short (and say how long they were), and of the rest what takes longer is made shorter.

use super::ways::{Heading, Track};
use crate::net::{Family, Protocol};
use crate::sim::Trace;
use crate::sim::trace::{End, Flight, Lookup, What};
use std::net::IpAddr;
use std::time::Duration;

/// All lanes of a film.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lanes {
    /// From above: questions first.
    pub lanes: Vec<Lane>,
    /// Their time.
    pub axis: Axis,
}

/// What happens side by side with other things.
#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    /// What it is.
    pub what: Topic,
    /// What happened on it, in order.
    pub marks: Vec<Mark>,
}

/// What a lane is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Questions to the resolver, of this type; of several where the name is empty.
    Lookup(String),
    /// Packets to and from this address.
    Talk {
        /// What is spoken; none where nothing was sent.
        protocol: Option<Protocol>,
        /// The other end.
        remote: IpAddr,
        /// Its port, where there is one.
        port: Option<u16>,
    },
}

/// Something that happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The event of the trace.
    pub event: usize,
    /// When it began.
    pub from: Duration,
    /// When it was over.
    pub until: Duration,
    /// What it was.
    pub what: Happening,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happening {
    /// A question that was answered.
    Answered,
    /// A question that was not.
    Silence,
    /// A packet.
    Packet {
        /// Its direction.
        heading: Heading,
        /// Its family at the near end.
        family: Family,
        /// Whether it arrived.
        fate: Fate,
    },
    /// The guest had no way there.
    NoRoute,
    /// Somebody stopped waiting.
    GaveUp,
}

/// What became of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It arrived and was taken.
    Arrived,
    /// It was lost, or the answer was no.
    Lost,
}

/// The moments between which time is drawn, evenly within each piece.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Axis {
    /// In order, the beginning first.
    pub moments: Vec<Duration>,
    /// Whether nothing at all is under way between a moment and the next.
    silent: Vec<bool>,
}

/// A silence is at least this long …
const SILENCE: Duration = Duration::from_millis(150);
/// … and takes this many cells, where there is room.
const SILENT_CELLS: f32 = 9.0;

/// The lanes of a trace.
pub fn lanes(trace: &Trace, tracks: &[Option<Track>]) -> Lanes {
    let mut lanes: Vec<Lane> = Vec::new();
    let mut last: Option<usize> = None;
    for (event, it) in trace.events.iter().enumerate() {
        let mark = |what, took| Mark { event, from: it.at, until: it.at + took, what };
        match &it.what {
            What::Lookup(lookup) if lookup.subnet.is_some() => {
                let answered = if lookup.answer.is_some() { Happening::Answered } else { Happening::Silence };
                add(&mut lanes, Topic::Lookup(kind_of(lookup)), mark(answered, lookup.took));
            }
            What::Flight(flight) => {
                let Some(track) = tracks.get(event).and_then(Option::as_ref) else { continue };
                let topic = match (track.heading, last) {
                    (Heading::Back, Some(lane)) => lanes[lane].what.clone(),
                    _ => topic_of(flight),
                };
                let family = match &topic {
                    Topic::Talk { remote, .. } => (*remote).into(),
                    Topic::Lookup(_) => Family::Ipv6,
                };
                let fate = if flight.end == End::Delivered { Fate::Arrived } else { Fate::Lost };
                let packet = Happening::Packet { heading: track.heading, family, fate };
                last = Some(add(&mut lanes, topic, mark(packet, flight.took)));
            }
            What::GuestRoute(route) if route.source.is_none() => {
                add(&mut lanes, about(route.destination), mark(Happening::NoRoute, Duration::ZERO));
            }
            What::GaveUp { waiting_for, .. } => {
                add(&mut lanes, about(*waiting_for), mark(Happening::GaveUp, Duration::ZERO));
            }
            What::Lookup(_) | What::GuestRoute(_) | What::NoEndpoint { .. } => {}
        }
    }
    lanes.sort_by_key(|lane| matches!(lane.what, Topic::Talk { .. }));
    let axis = Axis::of(&lanes);
    Lanes { lanes, axis }
}

fn kind_of(lookup: &Lookup) -> String {
    lookup.asked.queries.first().map(|query| query.query_type().to_string()).unwrap_or_default()
}

/// An address to which nothing was sent yet.
fn about(remote: IpAddr) -> Topic {
    Topic::Talk { protocol: None, remote, port: None }
}

fn topic_of(flight: &Flight) -> Topic {
    let Some(flow) = flight.hops.first().map(|hop| hop.packet.flow()) else { return Topic::Lookup(String::new()) };
    let has_port = matches!(flow.protocol, Protocol::Tcp | Protocol::Udp);
    let port = has_port.then_some(flow.destination_port);
    Topic::Talk { protocol: Some(flow.protocol), remote: flow.destination, port }
}

/// Puts a mark on its lane, which is made where there is none yet; the lane.
fn add(lanes: &mut Vec<Lane>, what: Topic, mark: Mark) -> usize {
    let same = |lane: &Lane| match (&lane.what, &what) {
        (Topic::Talk { remote: one, .. }, Topic::Talk { remote: other, protocol: None, .. }) => one == other,
        (one, other) => one == other,
    };
    let lane = lanes.iter().position(same).unwrap_or_else(|| {
        lanes.push(Lane { what, marks: Vec::new() });
        lanes.len() - 1
    });
    lanes[lane].marks.push(mark);
    lane
}

impl Lanes {
    /// The same in at most `rows` lanes: questions on one, and then packets on one.
    pub fn folded(&self, rows: usize) -> Vec<Lane> {
        if self.lanes.len() <= rows {
            return self.lanes.clone();
        }
        let (questions, talks): (Vec<&Lane>, Vec<&Lane>) =
            self.lanes.iter().partition(|lane| matches!(lane.what, Topic::Lookup(_)));
        let marks = |lanes: &[&Lane]| {
            let mut marks: Vec<Mark> = lanes.iter().flat_map(|lane| lane.marks.iter().copied()).collect();
            marks.sort_by_key(|mark| mark.from);
            marks
        };
        let question = Lane { what: Topic::Lookup(String::new()), marks: marks(&questions) };
        let mut folded = if questions.is_empty() { Vec::new() } else { vec![question] };
        if talks.len() + folded.len() <= rows {
            folded.extend(talks.into_iter().cloned());
        } else if let Some(first) = talks.first() {
            folded.push(Lane { what: first.what.clone(), marks: marks(&talks) });
        }
        folded
    }
}

impl Axis {
    fn of(lanes: &[Lane]) -> Self {
        let marks = || lanes.iter().flat_map(|lane| &lane.marks);
        let mut moments: Vec<Duration> = marks().flat_map(|mark| [mark.from, mark.until]).collect();
        moments.push(Duration::ZERO);
        moments.sort_unstable();
        moments.dedup();
        let busy = |from: Duration, until: Duration| {
            marks().any(|mark| mark.what != Happening::Silence && mark.from < until && mark.until > from)
        };
        let silent = moments.windows(2).map(|two| two[1] - two[0] >= SILENCE && !busy(two[0], two[1])).collect();
        Self { moments, silent }
    }

    /// The silences, from when to when.
    pub fn silences(&self) -> impl Iterator<Item = (Duration, Duration)> {
        let pieces = self.moments.windows(2).zip(&self.silent);
        pieces.filter(|(_, silent)| **silent).map(|(two, _)| (two[0], two[1]))
    }

    /// Where each moment stands on an axis of so many cells.
    pub fn scale(&self, cells: u16) -> Scale {
        let cells = f32::from(cells.saturating_sub(1));
        let quiet = self.silent.iter().filter(|silent| **silent).count() as f32;
        // What is done gets at least a sixth.
        let silence = if quiet == 0.0 { 0.0 } else { (cells * 5.0 / 6.0 / quiet).min(SILENT_CELLS) };
        let weight = |two: &[Duration]| (two[1] - two[0]).as_secs_f32().sqrt();
        let pieces = || self.moments.windows(2).zip(&self.silent);
        let all: f32 = pieces().filter(|(_, silent)| !**silent).map(|(two, _)| weight(two)).sum();
        let rest = (cells - silence * quiet).max(0.0);
        let mut at = 0.0;
        let mut places = vec![0.0];
        for (two, silent) in pieces() {
            at += match silent {
                true => silence,
                false if all > 0.0 => rest * weight(two) / all,
                false => 0.0,
            };
            places.push(at);
        }
        Scale { moments: self.moments.clone(), places }
    }
}

/// An axis with its cells.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    moments: Vec<Duration>,
    places: Vec<f32>,
}

impl Scale {
    /// The cell of a moment, counted from 0.
    pub fn cell(&self, at: Duration) -> u16 {
        let after = self.moments.partition_point(|moment| *moment <= at);
        let (Some(place), Some(moment)) =
            (self.places.get(after.wrapping_sub(1)), self.moments.get(after.wrapping_sub(1)))
        else {
            return 0;
        };
        let place = match (self.places.get(after), self.moments.get(after)) {
            (Some(next), Some(later)) => {
                let part = (at - *moment).as_secs_f32() / (*later - *moment).as_secs_f32().max(f32::EPSILON);
                place + (next - place) * part
            }
            _ => *place,
        };
        // Not negative, and no more than the axis is wide.
        place.round() as u16
    }
}
