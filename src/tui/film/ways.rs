//! The ways of a film: the stations that packets come by, in one line from the near end to the far
//! end. Packets that go back use the same line, and what takes another road has a way of its own.

use super::stations::{Station, label, wanted};
use crate::cloud::World;
use crate::sim::Trace;
use crate::sim::trace::{Drop, End, Event, Flight, Place, What};
use crate::tui::map::names::Shortener;

/// Stations in the order in which a packet that goes out meets them. A place that is passed twice is
/// two stations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// The near end first. One without a place was never reached.
    pub stations: Vec<Station>,
}

/// A flight on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Track {
    /// Which way.
    pub way: usize,
    /// The station of each hop.
    pub stops: Vec<usize>,
    /// In which direction.
    pub heading: Heading,
}

/// A direction on a way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heading {
    /// From the near end.
    Out,
    /// Towards it.
    Back,
}

/// A way while it is being found.
struct Line {
    places: Vec<Place>,
    /// Whether its last place is where packets wanted to go.
    arrived: bool,
}

/// All ways of a trace, at least one, and the track of each of its events that is a flight.
pub fn ways(trace: &Trace, world: &World, shortener: &Shortener) -> (Vec<Way>, Vec<Option<Track>>) {
    let first = trace.flights().find_map(|(_, flight)| flight.hops.first());
    let near = first.map_or(Place::Instance(trace.host), |hop| hop.place.clone());
    let mut lines = Vec::new();
    let lay = |event: &Event| match &event.what {
        What::Flight(flight) => lay(&mut lines, flight, &near),
        _ => None,
    };
    let mut tracks: Vec<Option<Track>> = trace.events.iter().map(lay).collect();
    if lines.is_empty() {
        let refused = |what: &What| matches!(what, What::GuestRoute(route) if route.source.is_none());
        let arrived = !trace.events.iter().any(|event| refused(&event.what));
        lines.push(Line { places: vec![near.clone()], arrived });
    }
    let mut ways = Vec::with_capacity(lines.len());
    for (number, line) in lines.into_iter().enumerate() {
        let station = |place: &Place| Station { label: label(place, world, shortener), place: Some(place.clone()) };
        let mut stations: Vec<Station> = line.places.iter().map(station).collect();
        if line.places.first() != Some(&near) {
            stations.insert(0, Station { label: label(&near, world, shortener), place: None });
            let of_it = |track: &&mut Track| track.way == number;
            tracks.iter_mut().flatten().filter(of_it).for_each(|track| track.stops.iter_mut().for_each(|it| *it += 1));
        }
        if !line.arrived {
            stations.extend(wanted(trace, world).map(|label| Station { label, place: None }));
        }
        ways.push(Way { stations });
    }
    (ways, tracks)
}

/// Puts a flight on the way it takes, which is made or made longer where need be.
fn lay(lines: &mut Vec<Line>, flight: &Flight, near: &Place) -> Option<Track> {
    let mut places: Vec<Place> = flight.hops.iter().map(|hop| hop.place.clone()).collect();
    let heading = if places.first()? == near { Heading::Out } else { Heading::Back };
    if heading == Heading::Back {
        places.reverse();
    }
    let count = places.len();
    let arrived = heading == Heading::Back || reached(&flight.end) || is_an_end(&places);
    let within = |line: &Line| line.places.windows(count).position(|part| part == places);
    let found = lines.iter().enumerate().find_map(|(way, line)| Some((way, within(line)?)));
    let (way, start) = found.unwrap_or_else(|| {
        let longer = |line: &Line| heading == Heading::Out && places.starts_with(&line.places) && !line.arrived;
        let line = Line { places: places.clone(), arrived };
        match lines.iter().position(longer) {
            Some(way) => {
                lines[way] = line;
                (way, 0)
            }
            None => {
                lines.push(line);
                (lines.len() - 1, 0)
            }
        }
    });
    let line = &mut lines[way];
    line.arrived |= arrived && start + count == line.places.len();
    let mut stops: Vec<usize> = (start..start + count).collect();
    if heading == Heading::Back {
        stops.reverse();
    }
    Some(Track { way, stops, heading })
}

/// Whether a way leads to somebody who could answer, even if a filter before them does not let it in.
fn is_an_end(places: &[Place]) -> bool {
    let last = places.get(1..).and_then(<[Place]>::last);
    matches!(last, Some(Place::Instance(_) | Place::LoadBalancer(_) | Place::Host(_)))
}

/// Whether the packet came to the other end, whatever that made of it.
fn reached(end: &End) -> bool {
    match end {
        End::Delivered | End::Refused(_) | End::Dropped(Drop::Ignored | Drop::NotForwarded) => true,
        End::Dropped(_) => false,
    }
}
