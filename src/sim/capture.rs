//! Where the packets of a trace were seen, and when: what somebody would have captured who listened
//! at every machine and on both sides of every NAT gateway.
//!
//! Only places with an interface of their own are listened at. What subnets and other gateways decide
//! between two of them belongs to the packet as it was seen last. The Amazon resolver and the
//! metadata service have no interface that anybody could listen at: their packets are seen at the
//! machine that asks.

use super::trace::{Flight, Hop, Lookup, Place, Step, Trace, What};
use crate::cloud::World;
use crate::net::Packet;
use crate::net::pcapng::Heading;
use std::net::IpAddr;
use std::time::Duration;

/// An interface that is listened at.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Tap {
    /// Whose.
    pub place: Place,
    /// Which, where the place has two.
    pub side: Side,
}

/// Which interface of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The only one.
    Only,
    /// A NAT gateway's, towards its clients.
    Inside,
    /// A NAT gateway's, towards the Internet.
    Outside,
}

impl Side {
    /// The side by which a packet leaves that came in by this one.
    fn other(self) -> Self {
        match self {
            Self::Only => Self::Only,
            Self::Inside => Self::Outside,
            Self::Outside => Self::Inside,
        }
    }
}

/// A packet as it was seen at one interface.
#[derive(Clone, Debug)]
pub struct Seen<'a> {
    /// Where.
    pub tap: Tap,
    /// When: nanoseconds since 1970.
    pub at: u64,
    /// Whether it came or went.
    pub heading: Heading,
    /// The packet.
    pub packet: &'a Packet,
    /// What was decided about it until it was seen next.
    pub decided: Vec<Decided<'a>>,
}

/// A decision about a packet.
#[derive(Clone, Copy, Debug)]
pub enum Decided<'a> {
    /// At a place on its way.
    Step(&'a Place, &'a Step),
    /// By the Amazon resolver: how the answer came about.
    Lookup(&'a Lookup),
}

/// Every packet of a trace at every interface where it was seen, in the order of time.
pub fn seen<'a>(trace: &'a Trace, world: &World) -> Vec<Seen<'a>> {
    let began = since_1970(trace, world);
    let mut all = Vec::new();
    for event in &trace.events {
        let at = later(began, event.at);
        match &event.what {
            // Any other server is a host like others: question and answer are flights.
            What::Lookup(lookup) if lookup.subnet.is_some() => all.extend(of_lookup(trace, lookup, at)),
            What::Flight(flight) => all.extend(of_flight(flight, at, world)),
            What::Lookup(_) | What::GuestRoute(_) | What::GaveUp { .. } | What::NoEndpoint { .. } => {}
        }
    }
    all.sort_by_key(|seen| seen.at);
    all
}

/// When a trace began: nanoseconds since 1970.
pub fn since_1970(trace: &Trace, world: &World) -> u64 {
    let epoch = u64::try_from(world.epoch).unwrap_or(0).saturating_mul(1_000_000_000);
    epoch.saturating_add(trace.started.as_nanos())
}

fn later(moment: u64, by: Duration) -> u64 {
    moment.saturating_add(u64::try_from(by.as_nanos()).unwrap_or(u64::MAX))
}

fn of_lookup<'a>(trace: &Trace, lookup: &'a Lookup, at: u64) -> Vec<Seen<'a>> {
    let tap = Tap { place: Place::Instance(trace.host), side: Side::Only };
    let question = (at, Heading::Out, &lookup.question);
    let answer = lookup.answer.as_ref().map(|answer| (later(at, lookup.took), Heading::In, answer));
    let packets = std::iter::once(question).chain(answer);
    let mut all: Vec<Seen<'a>> = packets
        .map(|(at, heading, packet)| Seen { tap: tap.clone(), at, heading, packet, decided: Vec::new() })
        .collect();
    if let Some(last) = all.last_mut() {
        last.decided.push(Decided::Lookup(lookup));
    }
    all
}

fn of_flight<'a>(flight: &'a Flight, began: u64, world: &World) -> Vec<Seen<'a>> {
    let mut all: Vec<Seen<'a>> = Vec::with_capacity(4);
    for (index, hop) in flight.hops.iter().enumerate() {
        let side = side(hop, world);
        if let Some(side) = side {
            let heading = if index == 0 { Heading::Out } else { Heading::In };
            let tap = Tap { place: hop.place.clone(), side };
            all.push(Seen { tap, at: later(began, hop.at), heading, packet: &hop.packet, decided: Vec::new() });
        }
        for step in &hop.steps {
            if let Some(last) = all.last_mut() {
                last.decided.push(Decided::Step(&hop.place, step));
            }
            if let (Step::Translation(translation), Place::NatGateway(_), Some(side)) = (step, &hop.place, side) {
                // It is out when it comes to what is next on its way.
                let left = flight.hops.get(index + 1).map_or(hop.at, |next| next.at);
                let tap = Tap { place: hop.place.clone(), side: side.other() };
                let (at, packet) = (later(began, left), &translation.after);
                all.push(Seen { tap, at, heading: Heading::Out, packet, decided: Vec::new() });
            }
        }
    }
    all
}

/// The side on which a packet is first at a place; none where nobody listens.
fn side(hop: &Hop, world: &World) -> Option<Side> {
    match &hop.place {
        Place::NatGateway(id) => {
            let own = world.nat_gateways.get(*id).map(|gateway| IpAddr::V4(gateway.private_ip));
            Some(if own == Some(hop.packet.destination()) { Side::Outside } else { Side::Inside })
        }
        Place::Instance(_) | Place::InstanceConnectEndpoint(_) | Place::LoadBalancer(_) | Place::Host(_) => {
            Some(Side::Only)
        }
        Place::Subnet(_)
        | Place::InternetGateway(_)
        | Place::EgressOnlyInternetGateway(_)
        | Place::Resolver
        | Place::Metadata
        | Place::Internet => None,
    }
}
