//! One packet to one destination and what becomes of it, in few enough words that two fates can be
//! compared.

use crate::guest::errno::Errno;
use crate::guest::machine::Machine;
use crate::guest::send::takes;
use crate::net::{Envelope, Family, Packet, Segment, TcpFlags, TcpOptions, VPC_MTU};
use crate::sim::service::{Reply, reply};
use crate::sim::trace::{self, Drop, Flight, GuestRoute, Place, Refusal, Role};
use crate::sim::{Flows, Sender, send};
use std::fmt;
use std::net::IpAddr;

/// The port that packets come from, and the identifier of echo requests: any of Linux's ephemeral ones.
const PORT: u16 = 49_152;

/// A kind of packet that opens a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Probe {
    /// A SYN to this TCP port.
    Tcp(u16),
    /// A datagram to this UDP port.
    Udp(u16),
    /// An echo request.
    Echo,
}

impl fmt::Display for Probe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(port) => write!(f, "TCP {port}"),
            Self::Udp(port) => write!(f, "UDP {port}"),
            Self::Echo => f.write_str("ICMP echo"),
        }
    }
}

/// What becomes of a packet. Two destinations are of one class where these are equal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fate {
    /// How it ended.
    pub end: End,
    /// Where it came by, the machine itself first; empty where it never left.
    pub path: Vec<Place>,
    /// Where and why its answer was lost on the way back, where it was.
    pub answer_lost: Option<(Place, Drop)>,
}

/// How it ended, at the last place of the path. The set is closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// The address is the machine's own.
    Own,
    /// The guest itself refused at once.
    Unsent(Errno),
    /// It was taken.
    Delivered,
    /// It left for the Internet.
    Internet,
    /// It arrived, and the answer was no.
    Refused(Refusal),
    /// It was lost, silently.
    Dropped(Drop),
}

impl End {
    /// Its stable name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Unsent(_) => "unsent",
            Self::Delivered => "delivered",
            Self::Internet => "internet",
            Self::Refused(_) => "refused",
            Self::Dropped(_) => "dropped",
        }
    }
}

impl Fate {
    /// Whether a conversation comes about, as far as it is up to the VPC.
    pub fn works(&self) -> bool {
        matches!(self.end, End::Own | End::Delivered | End::Internet) && self.answer_lost.is_none()
    }

    fn at_home(end: End) -> Self {
        Self { end, path: Vec::new(), answer_lost: None }
    }
}

/// A fate with its evidence.
#[derive(Clone, Debug)]
pub struct Walked {
    /// The fate.
    pub fate: Fate,
    /// What the guest's own table said, where it was asked.
    pub route: Option<GuestRoute>,
    /// The packet's way, up to the Internet at most.
    pub out: Option<Flight>,
    /// Its answer's way.
    pub back: Option<Flight>,
}

/// Sends one packet, and its answer back.
pub fn walk(machine: &Machine<'_>, probe: Probe, destination: IpAddr) -> Walked {
    let at_home = |end, route| Walked { fate: Fate::at_home(end), route, out: None, back: None };
    if machine.is_own(destination) {
        return at_home(End::Own, None);
    }
    if let Err(errno) = takes(destination) {
        return at_home(End::Unsent(errno), None);
    }
    let route = machine.route_to(destination);
    let Some((role, packet)) = route.source.and_then(|source| probe.packet(source, destination)) else {
        return at_home(End::Unsent(Errno::NetworkUnreachable), Some(route));
    };
    let world = machine.world;
    let mut flows = Flows::new();
    flows.now = world.now;
    let mut out = send(world, Sender::Interface(machine.interface.id), packet, role, &mut flows);
    let beyond = out.hops.iter().position(|hop| hop.place == Place::Internet);
    let (end, answer) = match beyond {
        Some(at) => {
            out.hops.truncate(at + 1);
            (End::Internet, out.hops.last().map(|hop| probe.answer_from_afar(&hop.packet)))
        }
        None => match &out.end {
            trace::End::Delivered => (End::Delivered, reply(world, &out)),
            trace::End::Refused(no) => (End::Refused(*no), reply(world, &out)),
            trace::End::Dropped(why) => (End::Dropped(why.clone()), None),
        },
    };
    flows.now = flows.now + out.took;
    let back = answer.map(|answer| send(world, answer.from, answer.packet, answer.role, &mut flows));
    let path = out.hops.iter().map(|hop| hop.place.clone()).collect();
    let fate = Fate { end, path, answer_lost: back.as_ref().and_then(lost) };
    Walked { fate, route: Some(route), out: Some(out), back }
}

fn lost(back: &Flight) -> Option<(Place, Drop)> {
    match &back.end {
        trace::End::Dropped(why) => back.hops.last().map(|hop| (hop.place.clone(), why.clone())),
        trace::End::Delivered | trace::End::Refused(_) => None,
    }
}

impl Probe {
    fn packet(self, source: IpAddr, destination: IpAddr) -> Option<(Role, Packet)> {
        let envelope = Envelope::between(source, destination)?;
        Some(match self {
            Self::Tcp(port) => {
                let options = TcpOptions::linux_syn(Family::from(source), VPC_MTU, 0);
                let (source_port, flags) = (PORT, TcpFlags::SYN);
                let syn = Segment { source_port, destination_port: port, flags, options, ..Segment::default() };
                (Role::Syn { attempt: 1 }, envelope.tcp(&syn))
            }
            Self::Udp(port) => (Role::Query, envelope.udp(PORT, port, &[])),
            Self::Echo => (Role::EchoRequest(1), envelope.echo_request(PORT, 1, &[])),
        })
    }

    /// What somebody on the Internet answers to a packet as it left for there.
    fn answer_from_afar(self, packet: &Packet) -> Reply {
        let (flow, envelope) = (packet.flow(), Envelope::answering(packet));
        let (source_port, destination_port) = (flow.destination_port, flow.source_port);
        let (role, packet) = match self {
            Self::Tcp(_) => {
                let flags = TcpFlags::SYN | TcpFlags::ACK;
                let agreed = Segment { source_port, destination_port, flags, ..Segment::default() };
                (Role::SynAck, envelope.tcp(&agreed))
            }
            Self::Udp(_) => (Role::Answer, envelope.udp(source_port, destination_port, &[])),
            Self::Echo => (Role::EchoReply(1), envelope.echo_reply(destination_port, 1, &[])),
        };
        Reply { from: Sender::Host(usize::MAX), role, packet }
    }
}
