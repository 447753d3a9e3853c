//! What there is to show of a VPC, before it is drawn or told: which VPC, what sits in its subnets,
//! which routes lead out, who is beyond its edge, and what of that is new.

use crate::cloud::instance::{Instance, InstanceState};
use crate::cloud::instance_connect_endpoint::InstanceConnectEndpoint;
use crate::cloud::nat_gateway::{NatGateway, NatGatewayState};
use crate::cloud::network_interface::{NetworkInterface, Owner};
use crate::cloud::route_table::{Route, RouteState, RouteTable, Target};
use crate::cloud::subnet::Subnet;
use crate::cloud::vpc::Vpc;
use crate::cloud::{InstanceId, SubnetId, VpcId, World, tag};
use crate::net::Family;

/// Whether something was there already in the world it is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Age {
    /// It was, or there is nothing to compare with.
    Known,
    /// It was, but not like this.
    Changed,
    /// It was not.
    New,
}

impl Age {
    fn new(is_new: bool) -> Self {
        if is_new { Self::New } else { Self::Known }
    }

    /// Whether it is new, or not as it was.
    pub fn is_fresh(self) -> bool {
        self != Self::Known
    }
}

/// Something with an interface in a subnet.
pub struct Resident<'w> {
    /// Who.
    pub who: Who<'w>,
    /// Where it is attached.
    pub interface: &'w NetworkInterface,
    /// Whether it is new.
    pub age: Age,
}

/// Who sits in a subnet.
pub enum Who<'w> {
    /// An instance.
    Instance(&'w Instance),
    /// A NAT gateway.
    NatGateway(&'w NatGateway),
    /// An EC2 Instance Connect Endpoint.
    Endpoint(&'w InstanceConnectEndpoint),
    /// A load balancer, by its name.
    LoadBalancer(&'w str),
}

impl Who<'_> {
    /// Whether it is at work, as opposed to being made or going away.
    pub fn works(&self) -> bool {
        match self {
            Self::Instance(instance) => instance.state == InstanceState::Running,
            Self::NatGateway(gateway) => gateway.state == NatGatewayState::Available,
            Self::Endpoint(_) | Self::LoadBalancer(_) => true,
        }
    }
}

/// A route out of a subnet.
pub struct WayOut<'w> {
    /// The route.
    pub route: &'w Route,
    /// Whether its target is there.
    pub state: RouteState,
    /// Whether it is new.
    pub age: Age,
}

/// Somebody beyond the VPC's edge, and the families of the addresses it has.
pub struct Beyond {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: BeyondKind,
    /// Whether it has IPv6 addresses.
    pub ipv6: bool,
    /// Whether it has public IPv4 addresses.
    pub ipv4: bool,
}

/// The kinds of those beyond the edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BeyondKind {
    /// A load balancer of another VPC.
    LoadBalancer,
    /// A host on the Internet.
    Host,
}

/// The VPC of the learner's machine, or the one with the most ways out: there is most to decide.
pub fn vpc_to_show(world: &World, at: Option<InstanceId>) -> Option<&Vpc> {
    let of_machine = at.and_then(|id| world.instances.get(id)).map(|instance| instance.vpc_id);
    let richest = || world.vpcs.ids().max_by_key(|id| (ways_out(world, *id), subnets(world, *id).len()));
    world.vpcs.get(of_machine.or_else(richest)?)
}

/// The subnets of a VPC in the order of every map: those that the Internet can reach first, then by name.
pub fn subnets(world: &World, vpc: VpcId) -> Vec<&Subnet> {
    let mut all: Vec<&Subnet> = world.subnets.iter().filter(|subnet| subnet.vpc_id == vpc).collect();
    let name = |subnet: &Subnet| tag::name(&subnet.tags).unwrap_or("~").to_owned();
    all.sort_by_key(|subnet| (!is_public(world, subnet), name(subnet), subnet.id));
    all
}

/// Whether a subnet has a route to an Internet gateway.
pub fn is_public(world: &World, subnet: &Subnet) -> bool {
    let table = world.route_table_of(subnet.id);
    table.is_some_and(|table| table.routes.iter().any(|it| matches!(it.target, Target::InternetGateway(_))))
}

fn ways_out(world: &World, vpc: VpcId) -> usize {
    let nat = world.nat_gateways.iter().filter(|it| it.vpc_id == vpc && it.is_live()).count();
    let egress = world.egress_only_internet_gateways.iter().filter(|it| it.vpc_id == vpc).count();
    nat + egress + world.internet_gateways.iter().filter(|it| it.vpc_id == Some(vpc)).count()
}

/// The gateways in a VPC's edge.
pub fn gateways(world: &World, vpc: VpcId) -> impl Iterator<Item = Target> {
    let internet = world.internet_gateways.iter().filter(move |it| it.vpc_id == Some(vpc));
    let egress = world.egress_only_internet_gateways.iter().filter(move |it| it.vpc_id == vpc);
    let internet = internet.map(|it| Target::InternetGateway(it.id));
    internet.chain(egress.map(|it| Target::EgressOnlyInternetGateway(it.id)))
}

/// Whether a subnet is new, or its settings have changed.
pub fn age_of(subnet: &Subnet, before: Option<&World>) -> Age {
    match before.map(|before| before.subnets.get(subnet.id)) {
        Some(None) => Age::New,
        Some(Some(old)) if old != subnet => Age::Changed,
        Some(Some(_)) | None => Age::Known,
    }
}

/// Whether a subnet follows a table only because that is the main one.
pub fn is_main_for(table: &RouteTable, subnet: SubnetId) -> bool {
    !table.associations.iter().any(|association| association.subnet_id == Some(subnet))
}

/// What has an interface in a subnet.
pub fn residents<'w>(world: &'w World, before: Option<&World>, subnet: SubnetId) -> Vec<Resident<'w>> {
    let here = world.network_interfaces.iter().filter(|interface| interface.subnet_id == subnet);
    let resident = |interface: &'w NetworkInterface| {
        let who = match &interface.owner {
            Owner::Instance(id) => Who::Instance(world.instances.get(*id)?),
            Owner::NatGateway(id) => Who::NatGateway(world.nat_gateways.get(*id)?),
            Owner::InstanceConnectEndpoint(id) => Who::Endpoint(world.instance_connect_endpoints.get(*id)?),
            Owner::LoadBalancer(name) => Who::LoadBalancer(name),
        };
        let is_new = before.is_some_and(|before| before.network_interfaces.get(interface.id).is_none());
        Some(Resident { who, interface, age: Age::new(is_new) })
    };
    here.filter_map(resident).collect()
}

/// What had an interface in a subnet when the step began, and has none now.
pub fn gone_residents<'w>(world: &World, before: Option<&'w World>, subnet: SubnetId) -> Vec<Resident<'w>> {
    let then = before.map(|before| residents(before, None, subnet)).unwrap_or_default();
    then.into_iter().filter(|one| world.network_interfaces.get(one.interface.id).is_none()).collect()
}

/// The routes that a table had when the step began, and has no more.
pub fn gone_routes<'w>(before: Option<&'w World>, table: &RouteTable) -> Vec<&'w Route> {
    let old = before.and_then(|before| before.route_tables.get(table.id));
    let routes = old.map(|old| old.routes.as_slice()).unwrap_or_default();
    routes.iter().filter(|old| table.route(old.destination).is_none()).collect()
}

/// Whether a subnet follows another table than when the step began.
pub fn has_other_table(table: &RouteTable, before: Option<&World>, subnet: SubnetId) -> bool {
    let before = before.filter(|before| before.subnets.get(subnet).is_some());
    before.is_some_and(|before| before.route_table_of(subnet).is_none_or(|old| old.id != table.id))
}

/// The routes of a table but the local ones, longest prefix first.
pub fn routes_out<'w>(world: &World, before: Option<&World>, table: &'w RouteTable) -> Vec<WayOut<'w>> {
    let old =
        before.map(|before| before.route_tables.get(table.id).map(|old| old.routes.as_slice()).unwrap_or_default());
    let mut routes: Vec<_> = table.routes.iter().filter(|route| route.target != Target::Local).collect();
    routes.sort_by_key(|route| std::cmp::Reverse(route.destination.prefix_len()));
    let way = |route: &'w Route| WayOut {
        route,
        state: world.route_state(table.vpc_id, route.target),
        age: Age::new(old.is_some_and(|old| !old.contains(route))),
    };
    routes.into_iter().map(way).collect()
}

/// The load balancers of other VPCs, and those hosts on the Internet that are `wanted`.
pub fn beyond(world: &World, vpc: VpcId, wanted: &[String]) -> Vec<Beyond> {
    let mut all = Vec::new();
    for balancer in world.load_balancers.iter().filter(|balancer| balancer.vpc_id != vpc) {
        let interfaces = balancer.network_interfaces.iter().filter_map(|id| world.network_interfaces.get(*id));
        let (mut ipv4, mut ipv6) = (false, false);
        for interface in interfaces {
            ipv4 |= interface.public_ip.is_some();
            ipv6 |= !interface.ipv6_addresses.is_empty();
        }
        all.push(Beyond { name: balancer.name.clone(), kind: BeyondKind::LoadBalancer, ipv6, ipv4 });
    }
    for host in world.internet.hosts.iter().filter(|host| wanted.contains(&host.name)) {
        let (ipv6, ipv4) = (host.has(Family::Ipv6), host.has(Family::Ipv4));
        all.push(Beyond { name: host.name.clone(), kind: BeyondKind::Host, ipv6, ipv4 });
    }
    all
}
