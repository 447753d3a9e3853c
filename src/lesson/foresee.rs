//! What can be foreseen of a command besides how it ends, read off its trace: where the packet goes
//! next, by which gateway it leaves, which address DNS64 makes, and whom the other end sees.

use crate::cloud::World;
use crate::cloud::route_table::Target;
use crate::sim::path;
use crate::sim::trace::{End, Flight, Place, ResolverStep, Step, Trace, What};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::net::IpAddr;

/// What of a command is to be foreseen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Foreseen {
    /// The target of the route that its subnet's table chooses: a name, `local`, or `none`.
    NextHop,
    /// The gateway by which the packet leaves the VPC: a name, or `none`.
    Gateway,
    /// The address that DNS64 makes: an IPv6 address, or `none`.
    Synthesized,
    /// The address that the other end sees as the client's, or `none` where nothing arrives.
    SeenAs,
}

/// There is no such thing.
pub const NONE: &str = "none";

impl Foreseen {
    /// What a command's trace says, in words that choices can be compared with.
    pub fn of(self, trace: &Trace, world: &World) -> String {
        let said = match self {
            Self::NextHop => next_hop(trace, world),
            Self::Gateway => gateway(trace, world),
            Self::Synthesized => synthesized(trace),
            Self::SeenAs => seen_as(trace),
        };
        said.unwrap_or_else(|| NONE.to_owned())
    }

    /// The event of the trace that shows it, and the step of its flight, by hop and place in the hop.
    pub fn shown_by(self, trace: &Trace) -> Option<(usize, Option<(usize, usize)>)> {
        let at = |wanted: fn(&Step) -> bool| {
            let (event, flight) = first_flight(trace)?;
            let steps = flight.hops.iter().enumerate().flat_map(|(hop, it)| {
                it.steps.iter().enumerate().filter(move |(_, step)| wanted(step)).map(move |(step, _)| (hop, step))
            });
            Some((event, steps.last()?))
        };
        match self {
            Self::NextHop => {
                let (event, flight) = first_flight(trace)?;
                let hops = flight.hops.iter().enumerate();
                let routes = |step: &Step| matches!(step, Step::Routes(_));
                let mut found = hops.filter_map(|(hop, it)| Some((hop, it.steps.iter().position(routes)?)));
                Some((event, found.next()))
            }
            Self::Gateway => at(|step| matches!(step, Step::Routes(_))).map(|(event, step)| (event, Some(step))),
            Self::SeenAs => at(|step| matches!(step, Step::Translation(_))).map(|(event, step)| (event, Some(step))),
            Self::Synthesized => {
                let is_it = |what: &What| matches!(what, What::Lookup(lookup) if made(&lookup.steps).is_some());
                trace.events.iter().position(|event| is_it(&event.what)).map(|event| (event, None))
            }
        }
    }
}

/// Whether a choice says what is right: addresses by value, names with or without `@`.
pub fn says(choice: &str, right: &str) -> bool {
    match (choice.trim().parse::<IpAddr>(), right.parse::<IpAddr>()) {
        (Ok(choice), Ok(right)) => choice == right,
        _ => choice.trim().trim_start_matches('@') == right,
    }
}

/// The first packet that left the guest, and the one whose fate decided where that is known.
fn first_flight(trace: &Trace) -> Option<(usize, &Flight)> {
    let flight = |event: usize| match &trace.events.get(event)?.what {
        What::Flight(flight) if matches!(flight.hops.first()?.place, Place::Instance(_)) => Some((event, flight)),
        _ => None,
    };
    trace.deciding.and_then(flight).or_else(|| (0..trace.events.len()).find_map(flight))
}

fn next_hop(trace: &Trace, world: &World) -> Option<String> {
    let (_, flight) = first_flight(trace)?;
    let winner = flight.routes().next()?.winner()?.route.target;
    let place = match winner {
        Target::Local => return Some("local".to_owned()),
        Target::InternetGateway(id) => Place::InternetGateway(id),
        Target::EgressOnlyInternetGateway(id) => Place::EgressOnlyInternetGateway(id),
        Target::NatGateway(id) => Place::NatGateway(id),
        Target::Instance(id, _) => Place::Instance(id),
        Target::NetworkInterface(id) => return Some(id.to_string()),
    };
    Some(path::name(world, &place))
}

fn gateway(trace: &Trace, world: &World) -> Option<String> {
    let (_, flight) = first_flight(trace)?;
    let leaves = |place: &&Place| matches!(place, Place::InternetGateway(_) | Place::EgressOnlyInternetGateway(_));
    flight.hops.iter().map(|hop| &hop.place).find(leaves).map(|place| path::name(world, place))
}

fn made(steps: &[ResolverStep]) -> Option<String> {
    steps.iter().find_map(|step| match step {
        ResolverStep::Synthesized { to, .. } => Some(to.to_string()),
        _ => None,
    })
}

fn synthesized(trace: &Trace) -> Option<String> {
    trace.lookups().find_map(|(_, lookup)| made(&lookup.steps))
}

fn seen_as(trace: &Trace) -> Option<String> {
    let (_, flight) = first_flight(trace)?;
    let arrived = matches!(flight.end, End::Delivered | End::Refused(_));
    flight.hops.last().filter(|_| arrived).map(|hop| hop.packet.source().to_string())
}
