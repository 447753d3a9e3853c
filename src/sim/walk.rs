//! One packet's way, from the interface or host that sends it to where it ends.
//!
//! Inside a VPC the order is rule 4.34: security group of the interface, network ACL and route table
//! of its subnet, the route's target, and on arrival the network ACL of that subnet and the security
//! group of that interface. `gateways` and [`super::internet`] hold what happens at the
//! targets. An answer is a flight of its own: filters and gateways find its conversation in
//! [`Flows`].

use super::filters::{self, Seen};
use super::flows::Flows;
use super::internet::LinkLocal;
use super::service::{self, Reception};
use super::trace::{Drop, End, Flight, Hop, Place, Role, Step};
use super::{routes, trace::Unfit};
use crate::cloud::instance::InstanceState;
use crate::cloud::network_acl::{Action, Direction};
use crate::cloud::network_interface::{NetworkInterface, Owner};
use crate::cloud::route_table::{RouteState, Target};
use crate::cloud::{NetworkInterfaceId, SubnetId, VpcId, World};
use crate::net::{Flow, Packet, Protocol};
use ipnet::IpNet;
use std::time::Duration;

/// One way between two interfaces of a VPC in one Availability Zone.
const WITHIN_A_ZONE: Duration = Duration::from_micros(120);
/// One way between two interfaces of a VPC in different Availability Zones.
const ACROSS_ZONES: Duration = Duration::from_micros(450);

/// Who sends a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sender {
    /// An interface in a VPC: of an instance, a load balancer or an Instance Connect Endpoint.
    Interface(NetworkInterfaceId),
    /// A host on the Internet, by its place in [`crate::cloud::internet::Internet::hosts`]; a place that
    /// nobody has is somebody there without a name.
    Host(usize),
    /// A link-local service of the VPC (rule 2.27), answering this interface.
    LinkLocal(NetworkInterfaceId),
}

/// Takes a packet from its sender to its end. What filters and gateways learn on the way is kept in
/// `flows`, so that the answer finds its way back.
pub fn send(world: &World, from: Sender, packet: Packet, role: Role, flows: &mut Flows) -> Flight {
    let mut walk = Walk { world, flows, packet, role, hops: Vec::with_capacity(8), took: Duration::ZERO };
    let mut next = match from {
        Sender::Interface(interface) => walk.leave_interface(interface),
        Sender::Host(host) => walk.leave_host(host),
        Sender::LinkLocal(interface) => walk.leave_link_local(interface),
    };
    let end = loop {
        next = match next {
            Next::Out { subnet } => walk.leave_subnet(subnet),
            Next::To { interface, from } => walk.enter(interface, from),
            Next::InternetGateway(gateway) => walk.internet_gateway_out(gateway),
            Next::EgressOnly(gateway) => walk.egress_only_out(gateway),
            Next::Internet => walk.internet(),
            Next::End(end) => break end,
        };
    };
    Flight { role, hops: walk.hops, end, took: walk.took }
}

/// Where a packet goes next.
pub(super) enum Next {
    /// It leaves an interface in this subnet, past that interface's security groups.
    Out { subnet: SubnetId },
    /// It is handed to an interface, coming from a subnet of the VPC or, if none, from a gateway.
    To { interface: NetworkInterfaceId, from: Option<SubnetId> },
    /// Out through an Internet gateway.
    InternetGateway(crate::cloud::InternetGatewayId),
    /// Out through an egress-only Internet gateway.
    EgressOnly(crate::cloud::EgressOnlyInternetGatewayId),
    /// Across the Internet.
    Internet,
    /// Nowhere any more.
    End(End),
}

/// A packet under way.
pub(super) struct Walk<'a> {
    pub world: &'a World,
    pub flows: &'a mut Flows,
    pub packet: Packet,
    pub role: Role,
    pub hops: Vec<Hop>,
    pub took: Duration,
}

impl Walk<'_> {
    /// The packet comes by a place. Coming by twice in a row is once.
    pub fn at(&mut self, place: Place) {
        if self.hops.last().is_none_or(|hop| hop.place != place) {
            let (at, packet) = (self.took, self.packet.clone());
            self.hops.push(Hop { place, at, packet, steps: Vec::with_capacity(2) });
        }
    }

    /// Something was decided where the packet is.
    pub fn note(&mut self, step: Step) {
        if let Some(hop) = self.hops.last_mut() {
            hop.steps.push(step);
        }
    }

    /// The packet is lost where it is.
    pub fn drop(&mut self, why: Drop) -> Next {
        self.note(Step::Dropped(why.clone()));
        Next::End(End::Dropped(why))
    }

    /// A gateway can't carry the packet.
    pub fn unfit(&mut self, why: Unfit) -> Next {
        self.drop(Drop::Gateway(why))
    }

    /// The packet is where it was to go: what does the other end say?
    pub fn arrive(&mut self) -> Next {
        let Some(hop) = self.hops.last() else { return Next::End(End::Dropped(Drop::NobodyThere)) };
        match service::receive(self.world, &hop.place, &self.packet, self.role) {
            Reception::Taken => {
                self.note(Step::Accepted);
                Next::End(End::Delivered)
            }
            Reception::Refused(no) => {
                self.note(Step::Answered { no });
                Next::End(End::Refused(no))
            }
            Reception::Ignored => self.drop(Drop::Ignored),
        }
    }

    fn seen(&self) -> Seen {
        let flow = self.packet.flow();
        let is_icmp = matches!(flow.protocol, Protocol::Icmp | Protocol::Icmpv6);
        Seen { flow, icmp: is_icmp.then(|| super::wire::icmp(&self.packet)).flatten() }
    }

    /// The packet as an answer: an ICMP error belongs to the conversation that it quotes (rule 4.29).
    pub fn as_answer(&self) -> Flow {
        let flow = self.packet.flow();
        match flow.protocol {
            Protocol::Icmp | Protocol::Icmpv6 => self.packet.quoted_flow().map_or(flow, Flow::reversed),
            Protocol::Tcp | Protocol::Udp | Protocol::Other(_) => flow,
        }
    }

    /// From the interface's own machine out of the interface.
    fn leave_interface(&mut self, id: NetworkInterfaceId) -> Next {
        let world = self.world;
        let Some(interface) = world.network_interfaces.get(id) else {
            return Next::End(End::Dropped(Drop::NotRunning));
        };
        self.at(place_of(&interface.owner));
        if !is_up(world, interface) {
            return self.drop(Drop::NotRunning);
        }
        if let Some(service) = LinkLocal::of(world, interface.vpc_id, self.packet.destination()) {
            return self.ask_link_local(service);
        }
        let foreign = !interface.has(self.packet.source());
        if foreign && interface.source_dest_check && matches!(interface.owner, Owner::Instance(_)) {
            return self.drop(Drop::SourceDestCheck);
        }
        match self.ask_security_groups(interface, Direction::Egress) {
            true => Next::Out { subnet: interface.subnet_id },
            false => self.drop(Drop::SecurityGroup),
        }
    }

    /// Asks the groups of an interface; a conversation they know passes without a rule.
    fn ask_security_groups(&mut self, interface: &NetworkInterface, direction: Direction) -> bool {
        if matches!(interface.owner, Owner::NatGateway(_)) {
            return true;
        }
        let (world, seen) = (self.world, self.seen());
        if let Some(flow) = self.flows.tracked(interface.id, self.as_answer()) {
            self.note(Step::Known { flow });
            return true;
        }
        let step = self.flows.security_groups(interface.id, (direction, seen.flow), || {
            filters::security_groups(world, interface, direction, seen)
        });
        let allowed = step.allowed;
        self.note(Step::SecurityGroups(step));
        if allowed {
            self.flows.track(interface.id, seen.flow);
        }
        allowed
    }

    /// Asks the network ACL of a subnet; a subnet without one lets nothing through.
    fn ask_network_acl(&mut self, subnet: SubnetId, direction: Direction) -> bool {
        let (world, seen) = (self.world, self.seen());
        let Some(acl) = filters::guard(world, subnet) else { return false };
        let step = self.flows.network_acl((acl.id, subnet), (direction, seen.flow), || {
            filters::network_acl(acl, subnet, direction, seen)
        });
        let action = step.action;
        self.note(Step::NetworkAcl(step));
        action == Action::Allow
    }

    /// From an interface's subnet to wherever its route table says. The ACL is asked first, but only
    /// where the packet leaves the subnet (rule 4.31).
    fn leave_subnet(&mut self, id: SubnetId) -> Next {
        let world = self.world;
        let Some(subnet) = world.subnets.get(id) else { return self.drop(Drop::NoRoute) };
        let destination = self.packet.destination();
        self.at(Place::Subnet(id));
        let blocks = [subnet.cidr_block.map(IpNet::V4), subnet.ipv6_cidr_block.map(|(_, block)| IpNet::V6(block))];
        if blocks.into_iter().flatten().any(|block| filters::covers(block, destination)) {
            return self.hand_over(subnet.vpc_id, Some(id));
        }
        if let Some(interface) = self.tunnel(subnet.vpc_id) {
            return Next::To { interface, from: Some(id) };
        }
        let step = self.flows.routes(id, destination, || routes::look_up(world, id, destination));
        let winner = step.as_ref().and_then(|step| step.winner().copied());
        let target = winner.filter(|winner| winner.state == RouteState::Active).map(|winner| winner.route.target);
        let within = target.and_then(|target| self.interface_of(target)).is_some_and(|to| to.subnet_id == id);
        if !within && !self.ask_network_acl(id, Direction::Egress) {
            return self.drop(Drop::NetworkAcl);
        }
        if let Some(step) = step {
            self.note(Step::Routes(step));
        }
        match (winner, target) {
            (None, _) => self.drop(Drop::NoRoute),
            (Some(_), None) => self.drop(Drop::Blackhole),
            (Some(_), Some(target)) => self.follow(target, subnet.vpc_id, id),
        }
    }

    /// The Instance Connect Endpoint that the packet answers, where it kept its client's address
    /// (rules 4.39, 4.40): no route leads back to that client.
    fn tunnel(&self, vpc: VpcId) -> Option<NetworkInterfaceId> {
        let mut endpoints = self.world.instance_connect_endpoints.iter();
        let answered = |id| self.flows.tracked(id, self.as_answer()).is_some();
        let endpoint =
            endpoints.find(|it| it.vpc_id == vpc && it.preserve_client_ip && answered(it.network_interface_id));
        endpoint.map(|endpoint| endpoint.network_interface_id)
    }

    fn follow(&mut self, target: Target, vpc: VpcId, from: SubnetId) -> Next {
        match target {
            Target::Local => self.hand_over(vpc, Some(from)),
            Target::InternetGateway(gateway) => Next::InternetGateway(gateway),
            Target::EgressOnlyInternetGateway(gateway) => Next::EgressOnly(gateway),
            Target::NatGateway(_) | Target::Instance(..) | Target::NetworkInterface(_) => {
                match self.interface_of(target).map(|interface| interface.id) {
                    Some(interface) => Next::To { interface, from: Some(from) },
                    None => self.drop(Drop::Blackhole),
                }
            }
        }
    }

    /// The interface a route leads to, where it leads to one.
    fn interface_of(&self, target: Target) -> Option<&NetworkInterface> {
        let id = match target {
            Target::Local | Target::InternetGateway(_) | Target::EgressOnlyInternetGateway(_) => return None,
            Target::NatGateway(gateway) => self.world.nat_gateways.get(gateway)?.network_interface_id,
            Target::Instance(_, interface) | Target::NetworkInterface(interface) => interface,
        };
        self.world.network_interfaces.get(id)
    }

    /// To the interface of the VPC that has the destination address.
    fn hand_over(&mut self, vpc: VpcId, from: Option<SubnetId>) -> Next {
        match self.world.interface_in_vpc(vpc, self.packet.destination()) {
            Some(interface) => Next::To { interface: interface.id, from },
            None => self.drop(Drop::NobodyThere),
        }
    }

    /// Into an interface's subnet and to the interface.
    fn enter(&mut self, id: NetworkInterfaceId, from: Option<SubnetId>) -> Next {
        let world = self.world;
        let Some(interface) = world.network_interfaces.get(id) else { return self.drop(Drop::NobodyThere) };
        self.took += from.map_or(WITHIN_A_ZONE, |from| one_way(world, from, interface.subnet_id));
        if from != Some(interface.subnet_id) {
            self.at(Place::Subnet(interface.subnet_id));
            if !self.ask_network_acl(interface.subnet_id, Direction::Ingress) {
                return self.drop(Drop::NetworkAcl);
            }
        }
        self.at(place_of(&interface.owner));
        if let Owner::NatGateway(gateway) = interface.owner {
            return self.nat_gateway(gateway);
        }
        if !is_up(world, interface) {
            return self.drop(Drop::NotRunning);
        }
        let endpoint = matches!(interface.owner, Owner::InstanceConnectEndpoint(_));
        let foreign = !endpoint && !interface.has(self.packet.destination());
        if foreign && interface.source_dest_check {
            return self.drop(Drop::SourceDestCheck);
        }
        if !self.ask_security_groups(interface, Direction::Ingress) {
            return self.drop(Drop::SecurityGroup);
        }
        if foreign { self.drop(Drop::NotForwarded) } else { self.arrive() }
    }

    /// From a link-local service straight to the interface that asked it (rules 2.22, 2.23).
    fn leave_link_local(&mut self, id: NetworkInterfaceId) -> Next {
        let world = self.world;
        let Some(interface) = world.network_interfaces.get(id) else {
            return Next::End(End::Dropped(Drop::NobodyThere));
        };
        let service = LinkLocal::of(world, interface.vpc_id, self.packet.source());
        self.at(service.map_or(Place::Resolver, LinkLocal::place));
        self.took += WITHIN_A_ZONE;
        self.at(place_of(&interface.owner));
        self.arrive()
    }

    fn ask_link_local(&mut self, service: LinkLocal) -> Next {
        if service == LinkLocal::Nobody {
            return self.drop(Drop::NobodyThere);
        }
        self.took += WITHIN_A_ZONE;
        self.at(service.place());
        self.arrive()
    }
}

/// Where the packet is when it is at an interface.
pub(super) fn place_of(owner: &Owner) -> Place {
    match owner {
        Owner::Instance(id) => Place::Instance(*id),
        Owner::NatGateway(id) => Place::NatGateway(*id),
        Owner::InstanceConnectEndpoint(id) => Place::InstanceConnectEndpoint(*id),
        Owner::LoadBalancer(name) => Place::LoadBalancer(name.clone()),
    }
}

fn is_up(world: &World, interface: &NetworkInterface) -> bool {
    match interface.owner {
        Owner::Instance(id) => world.instances.get(id).is_some_and(|it| it.state == InstanceState::Running),
        Owner::NatGateway(_) | Owner::InstanceConnectEndpoint(_) | Owner::LoadBalancer(_) => true,
    }
}

fn one_way(world: &World, from: SubnetId, to: SubnetId) -> Duration {
    let zone = |id| world.subnets.get(id).map(|subnet| &subnet.availability_zone);
    if zone(from) == zone(to) { WITHIN_A_ZONE } else { ACROSS_ZONES }
}
