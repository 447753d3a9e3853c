//! How anything leaves the guest: its own routing table is asked first, then the packet walks, and
//! both are written into the trace (rule 5.7).

use super::errno::Errno;
use super::process::{EventId, Process};
use crate::net::Packet;
use crate::sim::service::{self, Reply};
use crate::sim::trace::{End, Place, Role, What};
use crate::sim::walk::{self, Sender};
use std::net::IpAddr;
use std::time::Duration;

/// The kernel refused at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused {
    /// With this error.
    pub errno: Errno,
    /// Where it is written down.
    pub event: Option<EventId>,
}

/// What became of a packet, in short; the whole flight is in the trace.
#[derive(Clone, Debug)]
pub struct Flown {
    /// The flight.
    pub event: EventId,
    /// How it ended.
    pub end: End,
    /// How long it was under way.
    pub took: Duration,
    /// Where it was last, and the packet as it got there.
    pub last: Option<(Place, Packet)>,
    /// What comes back by itself.
    pub reply: Option<Reply>,
}

impl Flown {
    /// Whether it arrived and was taken.
    pub fn arrived(&self) -> bool {
        self.end == End::Delivered
    }
}

/// Whether the kernel looks for a route to an address at all: a link-local one means nothing without the
/// name of its link.
pub fn takes(destination: IpAddr) -> Result<(), Errno> {
    match destination {
        IpAddr::V6(address) if address.is_unicast_link_local() => Err(Errno::InvalidArgument),
        IpAddr::V4(_) | IpAddr::V6(_) => Ok(()),
    }
}

/// Looks for a route, and gives the source address; what the guest can't route it refuses at once.
pub fn route(process: &mut Process<'_>, destination: IpAddr) -> Result<IpAddr, Refused> {
    takes(destination).map_err(|errno| Refused { errno, event: None })?;
    let found = process.machine.route_to(destination);
    let source = found.source;
    let event = process.note(What::GuestRoute(found));
    source.ok_or(Refused { errno: Errno::NetworkUnreachable, event: Some(event) })
}

/// Sends a packet at a moment.
pub fn fly(process: &mut Process<'_>, at: Duration, from: Sender, packet: Packet, role: Role) -> Flown {
    process.flows.now = process.machine.world.now + at;
    let flight = walk::send(process.machine.world, from, packet, role, &mut process.flows);
    let last = flight.hops.last().map(|hop| (hop.place.clone(), hop.packet.clone()));
    let (end, took) = (flight.end.clone(), flight.took);
    let reply = service::reply(process.machine.world, &flight);
    let event = process.note_at(at, What::Flight(flight));
    Flown { event, end, took, last, reply }
}

/// The sender that the guest itself is.
pub fn own(process: &Process<'_>) -> Sender {
    Sender::Interface(process.machine.interface.id)
}
