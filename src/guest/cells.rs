//! The board of cells: DNS64 off and on, by the route for 64:ff9b::/96 absent and present, against each
//! kind of destination. Each cell is the very command run in the machine's own world with these two
//! switches thrown, so that one sees which of the two is missing for what.

use super::repair::Command;
use crate::cloud::internet::{Host, Service};
use crate::cloud::nat_gateway::NatGatewayState;
use crate::cloud::route_table::{Route, Target};
use crate::cloud::{InstanceId, NatGatewayId, SubnetId, World};
use crate::net::{Family, WELL_KNOWN};
use crate::sim::Trace;
use ipnet::IpNet;
use std::sync::Arc;

/// The two switches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Switches {
    /// Whether DNS64 is on for the machine's subnet.
    pub dns64: bool,
    /// Whether its route table has a route for 64:ff9b::/96 to a NAT gateway.
    pub route: bool,
}

impl Switches {
    /// All four, from both off to both on.
    pub const ALL: [Self; 4] = [
        Self { dns64: false, route: false },
        Self { dns64: true, route: false },
        Self { dns64: false, route: true },
        Self { dns64: true, route: true },
    ];

    /// As they are for a subnet.
    pub fn of(world: &World, subnet: SubnetId) -> Self {
        let table = world.route_table_of(subnet);
        let route = table.and_then(|table| table.route(WELL_KNOWN.net().into()));
        Self {
            dns64: world.subnets.get(subnet).is_some_and(|subnet| subnet.enable_dns64),
            route: route.is_some_and(|route| matches!(route.target, Target::NatGateway(_))),
        }
    }
}

/// The kinds of destinations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toward {
    /// A name with addresses of both families.
    DualStack,
    /// A name with IPv4 addresses only.
    Ipv4Only,
    /// The IPv4 address itself.
    Ipv4Literal,
    /// A name with IPv6 addresses only.
    Ipv6Only,
}

/// A row: a destination, and what becomes of it with each setting of the switches.
#[derive(Clone, Debug)]
pub struct Row {
    /// Which kind.
    pub toward: Toward,
    /// The command.
    pub command: Command,
    /// In the order of [`Switches::ALL`].
    pub cells: [Arc<Trace>; 4],
}

/// The board of a machine; no row for a kind of destination that the world's Internet lacks. `None`
/// where there is no such machine.
pub fn board(world: &World, host: InstanceId) -> Option<Vec<Row>> {
    let interface = world.interface_of(host)?;
    let worlds = Switches::ALL.map(|switches| thrown(world, interface.subnet_id, switches));
    let rows = destinations(world).map(|(toward, url)| {
        let words = ["curl", "-sS", &url].map(str::to_owned).to_vec();
        let command = Command { host, words };
        let cells = worlds.each_ref().map(|world| Arc::new(command.trace(world)));
        Row { toward, command, cells }
    });
    Some(rows.collect())
}

/// One destination of each kind: the first host that serves pages.
fn destinations(world: &World) -> impl Iterator<Item = (Toward, String)> {
    let find = |wanted: fn(&Host) -> bool| world.internet.offering(Service::Https).find(|host| wanted(host));
    let name = |toward, host: Option<&Host>| host.map(|host| (toward, format!("https://{}/", host.name)));
    let only = find(|host| host.has_only(Family::Ipv4));
    let literal = only.and_then(|host| host.addresses.first()).map(|it| (Toward::Ipv4Literal, format!("http://{it}/")));
    [
        name(Toward::DualStack, find(|host| host.has(Family::Ipv4) && host.has(Family::Ipv6))),
        name(Toward::Ipv4Only, only),
        literal,
        name(Toward::Ipv6Only, find(|host| host.has_only(Family::Ipv6))),
    ]
    .into_iter()
    .flatten()
}

/// The world with both switches thrown for a subnet.
fn thrown(world: &World, subnet: SubnetId, switches: Switches) -> World {
    let mut world = world.clone();
    let nat = nat_gateway(&world, subnet);
    if let Some(subnet) = world.subnets.get_mut(subnet) {
        subnet.enable_dns64 = switches.dns64;
    }
    let table = world.route_table_of(subnet).map(|table| table.id);
    let Some(table) = table.and_then(|id| world.route_tables.get_mut(id)) else { return world };
    let destination = IpNet::from(WELL_KNOWN.net());
    table.routes.retain(|route| route.destination != destination);
    if let (true, Some(nat)) = (switches.route, nat) {
        table.routes.push(Route { destination, target: Target::NatGateway(nat) });
    }
    world
}

/// The NAT gateway that the route has or would have: the one that is there, else one of the VPC.
fn nat_gateway(world: &World, subnet: SubnetId) -> Option<NatGatewayId> {
    let route = world.route_table_of(subnet).and_then(|table| table.route(WELL_KNOWN.net().into()));
    match route.map(|route| route.target) {
        Some(Target::NatGateway(id)) => Some(id),
        _ => {
            let vpc = world.subnets.get(subnet)?.vpc_id;
            let mut usable = world.nat_gateways.iter().filter(|nat| nat.state == NatGatewayState::Available);
            usable.find(|nat| nat.vpc_id == vpc).map(|nat| nat.id)
        }
    }
}
