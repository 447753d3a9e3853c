//! Who answers what. A packet has arrived: does a program take it, refuse it or let it lie, and what
//! does it send back?

use super::names::Names;
use super::trace::{End, Flight, Place, Refusal, Role};
use super::walk::Sender;
use crate::cloud::internet::{Host, Page, Service};
use crate::cloud::load_balancer::LoadBalancer;
use crate::cloud::network_interface::Owner;
use crate::cloud::world::mix;
use crate::cloud::{NetworkInterfaceId, World};
use crate::net::dns::{self, Over};
use crate::net::view::{IcmpRest, IcmpView, TransportView};
use crate::net::{
    Envelope, Flow, INTERNET_MTU, IcmpError, Packet, Protocol, Segment, TcpFlags, TcpOptions, VPC_MTU, tcp,
};
use hickory_proto::op::Message;
use std::net::IpAddr;

/// The biggest datagram that name servers take, in bytes.
const DNS_UDP_SIZE: u16 = 1232;
const SSH: u16 = 22;
const HTTP: u16 = 80;

/// What the other end does with a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reception {
    /// A program takes it.
    Taken,
    /// Nobody is there for it, and the machine says so.
    Refused(Refusal),
    /// Nothing comes back.
    Ignored,
}

/// What a packet asks for, where it opens a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wish {
    Tcp(u16),
    Udp(u16),
    Echo,
}

/// What is sent back by itself, with no program's say in its content.
#[derive(Clone, Debug)]
pub struct Reply {
    /// Who sends it.
    pub from: Sender,
    /// What it is.
    pub role: Role,
    /// The packet.
    pub packet: Packet,
}

/// Whether a packet that has arrived is taken. Only what opens a conversation can be refused.
pub(super) fn receive(world: &World, place: &Place, packet: &Packet, role: Role) -> Reception {
    let Some(wish) = wish(packet, role) else { return Reception::Taken };
    match place {
        Place::Instance(id) => world.instances.get(*id).map_or(Reception::Ignored, |it| on_linux(&it.listens, wish)),
        Place::LoadBalancer(name) => match balancer(world, name) {
            Some(balancer) if matches!(wish, Wish::Echo) || wish == Wish::Tcp(balancer.port) => Reception::Taken,
            Some(_) => no_listener(wish),
            None => Reception::Ignored,
        },
        Place::Host(name) => host(world, name).map_or(Reception::Ignored, |(_, host)| on_host(host, wish)),
        Place::Resolver if matches!(wish, Wish::Udp(dns::PORT) | Wish::Tcp(dns::PORT)) => Reception::Taken,
        Place::Metadata if wish == Wish::Tcp(HTTP) => Reception::Taken,
        Place::Resolver
        | Place::Metadata
        | Place::Subnet(_)
        | Place::InternetGateway(_)
        | Place::EgressOnlyInternetGateway(_)
        | Place::NatGateway(_)
        | Place::InstanceConnectEndpoint(_)
        | Place::Internet => Reception::Ignored,
    }
}

fn wish(packet: &Packet, role: Role) -> Option<Wish> {
    let flow = packet.flow();
    match (role, flow.protocol) {
        (Role::Syn { .. }, _) => Some(Wish::Tcp(flow.destination_port)),
        (Role::EchoRequest(_), _) => Some(Wish::Echo),
        (Role::Query, Protocol::Udp) => Some(Wish::Udp(flow.destination_port)),
        (Role::Query, _) => Some(Wish::Tcp(flow.destination_port)),
        (
            Role::SynAck
            | Role::Ack
            | Role::Reset
            | Role::Fin
            | Role::Handshake
            | Role::Request
            | Role::Response
            | Role::EchoReply(_)
            | Role::Answer
            | Role::Error,
            _,
        ) => None,
    }
}

fn on_linux(listens: &[u16], wish: Wish) -> Reception {
    match wish {
        Wish::Echo => Reception::Taken,
        Wish::Tcp(port) if port == SSH || listens.contains(&port) => Reception::Taken,
        Wish::Tcp(_) | Wish::Udp(_) => no_listener(wish),
    }
}

fn on_host(host: &Host, wish: Wish) -> Reception {
    let offers = |service| host.services.contains(&service);
    let taken = match wish {
        // A host that does not answer echo keeps silent: a firewall before it swallows it.
        Wish::Echo if !offers(Service::Echo) => return Reception::Ignored,
        Wish::Echo => true,
        Wish::Udp(port) => port == dns::PORT && offers(Service::Dns),
        Wish::Tcp(port) => service_at(port).is_some_and(offers),
    };
    if taken { Reception::Taken } else { no_listener(wish) }
}

fn service_at(port: u16) -> Option<Service> {
    match port {
        SSH => Some(Service::Ssh),
        25 => Some(Service::Smtp),
        dns::PORT => Some(Service::Dns),
        HTTP => Some(Service::Http),
        443 => Some(Service::Https),
        _ => None,
    }
}

fn no_listener(wish: Wish) -> Reception {
    match wish {
        Wish::Tcp(_) => Reception::Refused(Refusal::ConnectionRefused),
        Wish::Udp(_) => Reception::Refused(Refusal::PortUnreachable),
        Wish::Echo => Reception::Ignored,
    }
}

/// Who answers a packet that has arrived; none where it did not arrive.
pub fn responder(world: &World, flight: &Flight) -> Option<Sender> {
    if matches!(flight.end, End::Dropped(_)) {
        return None;
    }
    let hop = flight.hops.last()?;
    match &hop.place {
        Place::Instance(id) => world.instances.get(*id)?.network_interface_id.map(Sender::Interface),
        Place::InstanceConnectEndpoint(id) => {
            Some(Sender::Interface(world.instance_connect_endpoints.get(*id)?.network_interface_id))
        }
        Place::LoadBalancer(name) => {
            let mut own = balancer(world, name)?.network_interfaces.iter();
            own.find(|id| has_address(world, **id, hop.packet.destination(), &hop.place))
                .copied()
                .map(Sender::Interface)
        }
        Place::Host(name) => host(world, name).map(|(index, _)| Sender::Host(index)),
        Place::Resolver | Place::Metadata => link_local(world, flight).map(Sender::LinkLocal),
        Place::NatGateway(id) => Some(Sender::Interface(world.nat_gateways.get(*id)?.network_interface_id)),
        Place::Subnet(_) | Place::InternetGateway(_) | Place::EgressOnlyInternetGateway(_) | Place::Internet => None,
    }
}

fn link_local(world: &World, flight: &Flight) -> Option<NetworkInterfaceId> {
    match &flight.hops.first()?.place {
        Place::Instance(id) => world.instances.get(*id)?.network_interface_id,
        _ => None,
    }
}

fn has_address(world: &World, id: NetworkInterfaceId, address: IpAddr, place: &Place) -> bool {
    world.network_interfaces.get(id).is_some_and(|interface| {
        interface.has(address)
            && matches!((&interface.owner, place), (Owner::LoadBalancer(a), Place::LoadBalancer(b)) if a == b)
    })
}

/// What comes back without a program's doing: SYN-ACK, reset, echo reply, ICMP error, and a name
/// server's answer. None where nothing does, or where a program decides the content.
pub fn reply(world: &World, flight: &Flight) -> Option<Reply> {
    let from = responder(world, flight)?;
    let packet = &flight.hops.last()?.packet;
    let (role, packet) = match &flight.end {
        End::Dropped(_) => return None,
        End::Refused(Refusal::ConnectionRefused) => (Role::Reset, reset(packet)?),
        End::Refused(Refusal::PortUnreachable) => {
            (Role::Error, Envelope::answering(packet).error(IcmpError::PortUnreachable, packet))
        }
        End::Refused(Refusal::NoRoute) => (Role::Error, Envelope::answering(packet).error(IcmpError::NoRoute, packet)),
        End::Refused(Refusal::IdleReset) => (Role::Reset, cut(packet)?),
        End::Delivered => match flight.role {
            Role::Syn { .. } => (Role::SynAck, syn_ack(flight, packet)?),
            Role::EchoRequest(sequence) => (Role::EchoReply(sequence), echo_back(packet)?),
            Role::Query => (Role::Answer, dns_back(world, packet)?),
            _ => return None,
        },
    };
    Some(Reply { from, role, packet })
}

/// Something that the far end draws by chance: the same for the same conversation, whose beginner
/// drew the number of its SYN.
fn drawn(what: &str, flow: &Flow, syn: u32) -> u32 {
    let Flow { source, source_port, destination, destination_port, .. } = flow;
    mix(&format!("{what} {source} {source_port} {destination} {destination_port} {syn}")) as u32
}

/// The answer to a SYN: an agreement with numbers and a clock of the far end's own (RFC 6528,
/// RFC 7323). Path MTU discovery is not simulated: who answers across the Internet offers at once what
/// such a path carries.
fn syn_ack(flight: &Flight, packet: &Packet) -> Option<Packet> {
    let TransportView::Tcp(asked) = packet.view().transport else { return None };
    let (flow, family) = (packet.flow(), packet.family());
    let across = flight.hops.iter().any(|hop| hop.place == Place::Internet);
    let mtu = if across { INTERNET_MTU } else { VPC_MTU };
    let seen = asked.options.timestamps.map(|(clock, _)| clock);
    let under_way = flight.took.as_millis() as u32;
    let ahead = drawn("clock", &flow, asked.sequence);
    let clock = seen.unwrap_or(0).wrapping_add(under_way).wrapping_add(ahead);
    Some(Envelope::answering(packet).tcp(&Segment {
        source_port: asked.destination_port,
        destination_port: asked.source_port,
        sequence: drawn("sequence", &flow, asked.sequence),
        acknowledgment: asked.sequence.wrapping_add(1),
        flags: TcpFlags::SYN | TcpFlags::ACK,
        window: tcp::first_window(tcp::mss(family, mtu) - tcp::TIMESTAMPS),
        options: TcpOptions::linux_syn_ack(family, mtu, (clock, seen)),
        payload: &[],
    }))
}

/// The answer to a SYN that nobody waits for (RFC 9293, section 3.10.7.1).
fn reset(packet: &Packet) -> Option<Packet> {
    let TransportView::Tcp(asked) = packet.view().transport else { return None };
    Some(Envelope::answering(packet).tcp(&Segment {
        source_port: asked.destination_port,
        destination_port: asked.source_port,
        acknowledgment: asked.sequence.wrapping_add(1),
        flags: TcpFlags::RST | TcpFlags::ACK,
        ..Segment::default()
    }))
}

/// The reset that tells the sender of a packet that its conversation is over (RFC 9293, 3.10.7.1).
fn cut(packet: &Packet) -> Option<Packet> {
    let TransportView::Tcp(sent) = packet.view().transport else { return None };
    Some(Envelope::answering(packet).tcp(&Segment {
        source_port: sent.destination_port,
        destination_port: sent.source_port,
        sequence: sent.acknowledgment,
        flags: TcpFlags::RST,
        ..Segment::default()
    }))
}

fn echo_back(packet: &Packet) -> Option<Packet> {
    match packet.view().transport {
        TransportView::Icmp(IcmpView { rest: IcmpRest::Echo { identifier, sequence }, payload, .. }) => {
            Some(Envelope::answering(packet).echo_reply(identifier, sequence, payload))
        }
        _ => None,
    }
}

fn dns_back(world: &World, packet: &Packet) -> Option<Packet> {
    let (_, bytes) = public_answer(world, &dns::from_packet(packet).ok()?, Over::Udp);
    let flow = packet.flow();
    Some(Envelope::answering(packet).udp(flow.destination_port, flow.source_port, &bytes))
}

/// What a name server on the Internet answers, with the answer's bytes: it knows the public zones, and
/// nothing of DNS64.
pub fn public_answer(world: &World, asked: &Message, over: Over) -> (Message, Vec<u8>) {
    let mut answer = Names::public(world).answer(asked, None).message(asked, DNS_UDP_SIZE);
    let bytes = dns::fit(&mut answer, dns::longest_answer(asked, over, DNS_UDP_SIZE));
    (answer, bytes)
}

/// What a web server answers to a request for `path`, where the packet's last place has one.
/// `client` is the address that the server saw.
pub fn page(world: &World, place: &Place, path: &str) -> Option<Page> {
    let pages = match place {
        Place::Host(name) => &host(world, name)?.1.pages,
        Place::LoadBalancer(name) => &balancer(world, name)?.pages,
        _ => return None,
    };
    let exact = pages.iter().find(|page| page.path == path);
    Some(exact.or_else(|| pages.iter().find(|page| page.path == "*")).cloned().unwrap_or_else(|| Page {
        path: path.to_owned(),
        status: 404,
        body: "<html><head><title>404 Not Found</title></head></html>\n".to_owned(),
        location: None,
        delay: 0,
    }))
}

/// A page's body as `client` gets it: it may show the address that the server saw (rule 4.48).
pub fn body(page: &Page, client: IpAddr) -> String {
    page.body.replace("{client}", &client.to_string())
}

/// A host on the Internet and its place in the list.
pub(super) fn host<'w>(world: &'w World, name: &str) -> Option<(usize, &'w Host)> {
    world.internet.hosts.iter().enumerate().find(|(_, host)| host.name == name)
}

/// A load balancer by its name.
pub(super) fn balancer<'w>(world: &'w World, name: &str) -> Option<&'w LoadBalancer> {
    world.load_balancers.iter().map(AsRef::as_ref).find(|balancer| balancer.name == name)
}
