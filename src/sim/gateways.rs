//! What gateways do to a packet: Internet gateways translate public addresses one to one, egress-only
//! ones let IPv6 out and its answers in, NAT gateways translate many conversations to one address
//! and IPv6 to IPv4 (rules 3.20 to 3.32, 4.21 to 4.23).

use super::internet::is_global;
use super::trace::{Drop, End, Place, Refusal, SessionTable, Step, Translation, TranslationKind, Unfit};
use super::walk::{Next, Walk};
use super::wire;
use crate::cloud::nat_gateway::{NatGateway, NatGatewayState};
use crate::cloud::network_interface::NetworkInterface;
use crate::cloud::{EgressOnlyInternetGatewayId, InternetGatewayId, NatGatewayId, VpcId, World};
use crate::net::nat::{NoSession, Room, Session};
use crate::net::{Flow, Packet, Protocol, SimTime};
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

/// What passing an Internet gateway or an egress-only one costs.
const GATEWAY: Duration = Duration::from_micros(60);
/// What passing a NAT gateway costs.
const NAT: Duration = Duration::from_micros(180);
/// Mail's port, which EC2 closes towards the Internet (rule 7.6).
const SMTP: u16 = 25;

impl Walk<'_> {
    /// Out through an Internet gateway (rule 4.21).
    pub(super) fn internet_gateway_out(&mut self, id: InternetGatewayId) -> Next {
        self.at(Place::InternetGateway(id));
        self.took += GATEWAY;
        let vpc = self.world.internet_gateways.get(id).and_then(|gateway| gateway.vpc_id);
        if let IpAddr::V4(private) = self.packet.source() {
            let Some(public) = vpc.and_then(|vpc| self.public_of(vpc, private)) else {
                return self.unfit(Unfit::NoPublicAddress);
            };
            let after = wire::with_source(&self.packet, public.into());
            self.translated(TranslationKind::Public, after, None);
        }
        self.onto_the_internet()
    }

    /// Out through an egress-only Internet gateway (rule 4.22).
    pub(super) fn egress_only_out(&mut self, id: EgressOnlyInternetGatewayId) -> Next {
        self.at(Place::EgressOnlyInternetGateway(id));
        self.took += GATEWAY;
        if self.packet.source().is_ipv4() {
            return self.unfit(Unfit::EgressOnlyIsIpv6);
        }
        let next = self.onto_the_internet();
        if matches!(next, Next::Internet) {
            self.flows.let_out(id, self.packet.flow());
        }
        next
    }

    fn onto_the_internet(&mut self) -> Next {
        let flow = self.packet.flow();
        if !is_global(flow.destination) || !is_global(flow.source) {
            return self.unfit(Unfit::NotGlobal);
        }
        if flow.protocol == Protocol::Tcp && flow.destination_port == SMTP {
            return self.unfit(Unfit::MailBlocked);
        }
        Next::Internet
    }

    /// From the Internet towards an interface of a VPC.
    pub(super) fn arrive_at_vpc(&mut self, interface: &NetworkInterface) -> Next {
        let (vpc, flow) = (interface.vpc_id, self.packet.flow());
        if flow.destination.is_ipv6()
            && let Some(gateway) = self.egress_only_in(interface)
        {
            return gateway;
        }
        let mut gateways = self.world.internet_gateways.iter();
        let Some(gateway) = gateways.find(|gateway| gateway.vpc_id == Some(vpc)) else {
            return self.drop(Drop::NobodyThere);
        };
        self.at(Place::InternetGateway(gateway.id));
        self.took += GATEWAY;
        if let (IpAddr::V4(_), Some(private)) = (flow.destination, interface.private_ip) {
            let after = wire::with_destination(&self.packet, private.into());
            self.translated(TranslationKind::Private, after, None);
        }
        Next::To { interface: interface.id, from: None }
    }

    /// IPv6 from the Internet comes in by the egress-only gateway that let its conversation out, and
    /// by no other; where the subnet's way out is such a gateway, nothing else comes in at all.
    fn egress_only_in(&mut self, interface: &NetworkInterface) -> Option<Next> {
        let world = self.world;
        let answers = self.as_answer();
        let of_vpc = world.egress_only_internet_gateways.iter().filter(|gateway| gateway.vpc_id == interface.vpc_id);
        for gateway in of_vpc {
            let known = self.flows.was_let_out(gateway.id, answers);
            if known.is_none() && !self.leads_out_by(interface, gateway.id) {
                continue;
            }
            self.at(Place::EgressOnlyInternetGateway(gateway.id));
            self.took += GATEWAY;
            return Some(match known {
                Some(flow) => {
                    self.note(Step::Known { flow });
                    Next::To { interface: interface.id, from: None }
                }
                None => self.unfit(Unfit::EgressOnlyInbound),
            });
        }
        None
    }

    fn leads_out_by(&mut self, interface: &NetworkInterface, gateway: EgressOnlyInternetGatewayId) -> bool {
        use crate::cloud::route_table::Target;
        let (world, subnet, back) = (self.world, interface.subnet_id, self.packet.source());
        let step = self.flows.routes(subnet, back, || super::routes::look_up(world, subnet, back));
        let winner = step.as_ref().and_then(|step| step.winner());
        winner.is_some_and(|winner| winner.route.target == Target::EgressOnlyInternetGateway(gateway))
    }

    /// At a NAT gateway, in either direction.
    pub(super) fn nat_gateway(&mut self, id: NatGatewayId) -> Next {
        let world = self.world;
        self.took += NAT;
        let Some(gateway) = world.nat_gateways.get(id) else { return self.drop(Drop::Blackhole) };
        if gateway.state != NatGatewayState::Available {
            return self.unfit(Unfit::NatNotAvailable);
        }
        let came_by = self.hops.iter().filter(|hop| hop.place == Place::NatGateway(id)).count();
        if came_by > 1 {
            return self.drop(Drop::Loop);
        }
        match self.packet.destination() {
            IpAddr::V4(own) if own == gateway.private_ip => self.nat_back(gateway),
            IpAddr::V4(remote) => self.nat_out(gateway, remote, TranslationKind::Nat44),
            IpAddr::V6(remote) => match wire::embedded(remote) {
                Some(remote) => self.nat_out(gateway, remote, TranslationKind::Nat64),
                None => self.unfit(Unfit::NoNat66),
            },
        }
    }

    fn nat_out(&mut self, gateway: &NatGateway, remote: Ipv4Addr, kind: TranslationKind) -> Next {
        let inside = self.packet.flow();
        // A source behind the prefix would go round in a circle (rule 3.17).
        if matches!(inside.source, IpAddr::V6(source) if wire::embedded(source).is_some()) {
            return self.drop(Drop::Loop);
        }
        if let Some(unfit) = self.unfit_for_nat(&inside) {
            return self.unfit(unfit);
        }
        if kind == TranslationKind::Nat64
            && !self.world.settings.translate_private_ipv4
            && !is_global(IpAddr::V4(remote))
        {
            return self.unfit(Unfit::NatPrivatePolicy);
        }
        let (world, now) = (self.world, self.now());
        let room = Room {
            limit: world.settings.nat_conversations_per_destination,
            taken: crowd(world, remote, inside.destination_port),
        };
        let table = self.flows.sessions(gateway, world.settings.nat_timers);
        match table.out(now, &self.packet, remote, room) {
            Ok(session) => self.translate(gateway, (kind, session), wire::nat_out(&self.packet, session)),
            Err(NoSession::NoPort) => self.unfit(Unfit::NatNoPort),
            Err(NoSession::Forgotten) => {
                self.note(Step::Answered { no: Refusal::IdleReset });
                Next::End(End::Refused(Refusal::IdleReset))
            }
        }
    }

    fn nat_back(&mut self, gateway: &NatGateway) -> Next {
        let now = self.now();
        let table = self.flows.sessions(gateway, self.world.settings.nat_timers);
        let Some(session) = table.back(now, &self.packet) else {
            return self.unfit(Unfit::NatNoSession);
        };
        let kind = match session.inside.source {
            IpAddr::V4(_) => TranslationKind::Nat44Back,
            IpAddr::V6(_) => TranslationKind::Nat64Back,
        };
        self.translate(gateway, (kind, session), wire::nat_back(&self.packet, session))
    }

    /// The packet leaves a NAT gateway as it has become, or is lost there.
    fn translate(
        &mut self,
        gateway: &NatGateway,
        (kind, own): (TranslationKind, Session),
        after: Result<Packet, Drop>,
    ) -> Next {
        match after {
            Ok(after) => {
                let at = self.now();
                let rows = self.flows.sessions(gateway, self.world.settings.nat_timers).rows(at).copied().collect();
                self.translated(kind, after, Some(SessionTable { own, rows, at }));
                Next::Out { subnet: gateway.subnet_id }
            }
            Err(why) => self.drop(why),
        }
    }

    /// The moment at which the packet is where it is.
    fn now(&self) -> SimTime {
        self.flows.now + self.took
    }

    /// Why a NAT gateway can't begin a conversation with this packet (rules 3.5, 3.28).
    fn unfit_for_nat(&self, inside: &Flow) -> Option<Unfit> {
        let fragment = wire::is_piece(&self.packet);
        match inside.protocol {
            Protocol::Udp => None,
            Protocol::Tcp => fragment.then_some(Unfit::NatFragment),
            Protocol::Icmp | Protocol::Icmpv6 if fragment => Some(Unfit::NatFragment),
            Protocol::Icmp | Protocol::Icmpv6 => (!wire::is_echo(&self.packet)).then_some(Unfit::NatProtocol),
            Protocol::Other(_) => Some(Unfit::NatProtocol),
        }
    }

    fn translated(&mut self, kind: TranslationKind, after: Packet, sessions: Option<SessionTable>) {
        let before = std::mem::replace(&mut self.packet, after.clone());
        self.note(Step::Translation(Translation { kind, before, after, sessions }));
    }

    fn public_of(&self, vpc: VpcId, private: Ipv4Addr) -> Option<Ipv4Addr> {
        self.world.interface_in_vpc(vpc, private.into())?.public_ip
    }
}

/// How many conversations other clients have to a destination.
fn crowd(world: &World, destination: Ipv4Addr, port: u16) -> u16 {
    let there = world.settings.nat_crowds.iter().filter(|crowd| (crowd.destination, crowd.port) == (destination, port));
    there.map(|crowd| crowd.conversations).fold(0, u16::saturating_add)
}
