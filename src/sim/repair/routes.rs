//! Other ways for a packet: a route to a gateway that can carry it, another table for the subnet, and
//! gateways where there are none.

use super::fixes::{Fix, Opens, is_nat_at_fault};
use super::make::{Maker, route_key};
use crate::cloud::nat_gateway::{Connectivity, NatGateway, NatGatewayState};
use crate::cloud::route_table::{RouteState, RouteTable, Target};
use crate::cloud::{Kind, NatGatewayId, SubnetId, VpcId, World};
use crate::net::WELL_KNOWN;
use crate::sim::blockers::{Blocker, Code};
use crate::sim::internet::{GLOBAL_IPV6, is_global};
use crate::sim::trace::{Place, RouteStep};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use serde_json::{Value, json};
use std::net::IpAddr;

/// What a route covers and where it leads, as a call has it.
struct Way {
    destination: IpNet,
    target: (&'static str, Value),
    opens: u32,
}

/// The proposals for a packet that took a wrong way, or found none.
pub(super) fn of(world: &World, blocker: &Blocker) -> Vec<Fix> {
    let Some(flight) = blocker.flight() else { return Vec::new() };
    let asked = if is_nat_at_fault(blocker) { flight.routes().next() } else { flight.routes().last() };
    let Some(step) = asked else { return Vec::new() };
    let Some(vpc) = world.subnets.get(step.subnet).map(|subnet| subnet.vpc_id) else { return Vec::new() };
    let refused = flight.hops.iter().rev().find_map(|hop| match hop.place {
        Place::NatGateway(id) => Some(id),
        _ => None,
    });
    let refused = refused.filter(|_| is_nat_at_fault(blocker) || blocker.code == Code::Loop);
    let turn = Turn { world, step, vpc, refused, from_nat: flight_from_nat(world, step, blocker) };
    let mut fixes = turn.ways().iter().flat_map(|way| turn.route(way)).collect::<Vec<_>>();
    fixes.extend(turn.without());
    fixes.extend(turn.tables());
    fixes.extend(turn.new_gateways());
    fixes.extend(turn.public_address(blocker));
    fixes
}

/// Whether the route table that was asked is that of a NAT gateway's subnet, for the NAT gateway.
fn flight_from_nat(world: &World, step: &RouteStep, blocker: &Blocker) -> bool {
    let passed =
        blocker.flight().is_some_and(|flight| flight.hops.iter().any(|hop| matches!(hop.place, Place::NatGateway(_))));
    passed && world.nat_gateways.iter().any(|nat| nat.subnet_id == step.subnet) && step.destination.is_ipv4()
}

/// A decision of a route table that shall come out otherwise.
struct Turn<'t> {
    world: &'t World,
    step: &'t RouteStep,
    vpc: VpcId,
    /// A NAT gateway that is not to be used.
    refused: Option<NatGatewayId>,
    /// Whether a NAT gateway sends the packet.
    from_nat: bool,
}

impl Turn<'_> {
    /// The targets there are for this destination, each under the prefix it usually has.
    fn ways(&self) -> Vec<Way> {
        let nats = || {
            let nats = self.world.nat_gateways.iter();
            let usable = nats.filter(|nat| is_usable(nat, self.vpc) && Some(nat.id) != self.refused);
            usable.map(|nat| ("NatGatewayId", json!(nat.id)))
        };
        let way = |destination: IpNet, opens| move |target| Way { destination, target, opens };
        match self.step.destination {
            IpAddr::V6(address) if WELL_KNOWN.covers(address) => {
                nats().map(way(WELL_KNOWN.net().into(), Opens::NOTHING)).collect()
            }
            IpAddr::V6(address) if is_global(address.into()) => self.native(),
            IpAddr::V4(address) if is_global(address.into()) => {
                let igws = self.gateways().map(way(Ipv4Net::default().into(), Opens::SHARED));
                let nats = nats().map(way(Ipv4Net::default().into(), Opens::NOTHING));
                if self.from_nat { igws.collect() } else { nats.chain(igws).collect() }
            }
            IpAddr::V6(_) | IpAddr::V4(_) => Vec::new(),
        }
    }

    /// Ways for native IPv6: out only, before in and out; all, before what is global.
    fn native(&self) -> Vec<Way> {
        let eigws = self.world.egress_only_internet_gateways.iter().filter(|gateway| gateway.vpc_id == self.vpc);
        let eigws = eigws.map(|gateway| ("EgressOnlyInternetGatewayId", json!(gateway.id), Opens::NOTHING));
        let igws = self.gateways().map(|(name, id)| (name, id, Opens::EXPOSED));
        let blocks = [IpNet::V6(Ipv6Net::default())].into_iter().chain([GLOBAL_IPV6.into()]);
        let targets: Vec<_> = eigws.chain(igws).collect();
        let under = |destination: IpNet| {
            targets.iter().map(move |(name, id, opens)| Way {
                destination,
                target: (*name, id.clone()),
                // A prefix that nobody uses otherwise comes second.
                opens: opens + u32::from(destination.prefix_len() > 0),
            })
        };
        blocks.flat_map(under).collect()
    }

    /// The VPC's Internet gateway.
    fn gateways(&self) -> impl Iterator<Item = (&'static str, Value)> {
        let attached = self.world.internet_gateways.iter().filter(|gateway| gateway.vpc_id == Some(self.vpc));
        attached.map(|gateway| ("GatewayId", json!(gateway.id)))
    }

    fn table(&self) -> Option<&RouteTable> {
        self.world.route_tables.get(self.step.table)
    }

    /// The subnets that follow a table.
    fn ruled(&self, table: &RouteTable) -> usize {
        let subnets = self.world.subnets.iter().filter(|subnet| subnet.vpc_id == self.vpc);
        subnets.filter(|subnet| self.world.route_table_of(subnet.id).is_some_and(|it| it.id == table.id)).count()
    }

    /// What a change of a table opens up besides, where other subnets follow it now, or will when they
    /// are made.
    fn shared(&self, table: &RouteTable) -> u32 {
        if self.step.main || self.ruled(table) > 1 { Opens::SHARED } else { 0 }
    }

    /// A route in the table that was asked: new, or in place of the one that has its prefix; and in
    /// place of a longer one that leads astray.
    fn route(&self, way: &Way) -> Vec<Fix> {
        let Some(table) = self.table() else { return Vec::new() };
        let opens = way.opens + self.shared(table);
        let change = |operation: &str, destination: IpNet| {
            let mut parameters = route_key(table.id, destination);
            parameters[way.target.0] = way.target.1.clone();
            Fix::one(opens, operation, parameters)
        };
        let known = table.route(way.destination).is_some();
        let plain = change(if known { "ReplaceRoute" } else { "CreateRoute" }, way.destination);
        let winner = self.step.winner().map(|winner| winner.route);
        let longer = winner.filter(|route| {
            route.target != Target::Local && route.destination.prefix_len() > way.destination.prefix_len()
        });
        [plain, longer.and_then(|route| change("ReplaceRoute", route.destination))].into_iter().flatten().collect()
    }

    /// The route that leads astray taken out, so that a shorter one is followed.
    fn without(&self) -> Option<Fix> {
        let table = self.table()?;
        let winner = self.step.winner().map(|winner| winner.route).filter(|route| route.target != Target::Local)?;
        Fix::one(Opens::SHARED + self.shared(table), "DeleteRoute", route_key(table.id, winner.destination))
    }

    /// Another table of the VPC for the subnet: one that leads somewhere else.
    fn tables(&self) -> Vec<Fix> {
        let (world, step) = (self.world, self.step);
        let others = world.route_tables.iter().filter(|table| table.vpc_id == self.vpc && table.id != step.table);
        let mut associations = world.route_tables.iter().flat_map(|table| &table.associations);
        let own = associations.find(|association| association.subnet_id == Some(step.subnet));
        let leads_on = |table: &&RouteTable| {
            let covering = table.routes.iter().filter(|route| route.destination.contains(&step.destination));
            let winner = covering.max_by_key(|route| route.destination.prefix_len());
            winner.is_some_and(|route| world.route_state(self.vpc, route.target) == RouteState::Active)
        };
        let fix = |table: &RouteTable| {
            let unused = self.ruled(table) == 0;
            match own {
                Some(association) => {
                    // The subnet loses the routes it has.
                    let opens = if unused { Opens::NOTHING } else { Opens::SHARED + 2 };
                    let parameters = json!({"AssociationId": association.id, "RouteTableId": table.id});
                    Fix::one(opens, "ReplaceRouteTableAssociation", parameters)
                }
                None => {
                    let opens = if unused { Opens::NOTHING } else { Opens::SHARED - 1 };
                    let parameters = json!({"RouteTableId": table.id, "SubnetId": step.subnet});
                    Fix::one(opens, "AssociateRouteTable", parameters)
                }
            }
        };
        others.filter(leads_on).filter_map(fix).collect()
    }

    /// A gateway of the missing kind, with the route to it.
    fn new_gateways(&self) -> Vec<Fix> {
        let native = self.step.destination.is_ipv6() && is_global(self.step.destination);
        let has_eigw = self.world.egress_only_internet_gateways.iter().any(|gateway| gateway.vpc_id == self.vpc);
        let mut fixes = Vec::new();
        if native && !has_eigw {
            fixes.extend(self.new_egress_only());
        }
        if !native && !self.from_nat && self.ways().iter().all(|way| way.target.0 != "NatGatewayId") {
            fixes.extend(self.public_subnet().and_then(|subnet| self.new_nat(subnet)));
        }
        if self.from_nat || self.step.destination.is_ipv4() {
            fixes.extend(internet_gateways(self.world, self.vpc));
        }
        fixes
    }

    fn new_egress_only(&self) -> Option<Fix> {
        let table = self.table()?;
        let mut maker = Maker::new(self.world);
        let made = (Kind::EgressOnlyInternetGateway, "/EgressOnlyInternetGateway/EgressOnlyInternetGatewayId");
        let id = maker.create("CreateEgressOnlyInternetGateway", json!({"VpcId": self.vpc}), made)?;
        let mut route = route_key(table.id, Ipv6Net::default().into());
        route["EgressOnlyInternetGatewayId"] = id;
        let known = table.route(Ipv6Net::default().into()).is_some();
        maker.call(if known { "ReplaceRoute" } else { "CreateRoute" }, route)?;
        Some(Fix::made(Opens::NEW, maker))
    }

    /// A NAT gateway in a subnet, and the route to it; before it the Internet gateway that it needs.
    fn new_nat(&self, subnet: SubnetId) -> Option<Fix> {
        let table = self.table()?;
        let mut maker = Maker::new(self.world);
        if self.gateways().next().is_none() {
            attach_internet_gateway(self.world, self.vpc, &mut maker)?;
        }
        let idle = self.world.addresses.iter().find(|address| address.association.is_none());
        let address = match idle {
            Some(address) => json!(address.id),
            None => maker.create("AllocateAddress", json!({}), (Kind::Address, "/AllocationId"))?,
        };
        let made = (Kind::NatGateway, "/NatGateway/NatGatewayId");
        let parameters = json!({"SubnetId": subnet, "AllocationId": address});
        let nat = maker.create("CreateNatGateway", parameters, made)?;
        let block: IpNet = match self.step.destination {
            IpAddr::V6(_) => WELL_KNOWN.net().into(),
            IpAddr::V4(_) => Ipv4Net::default().into(),
        };
        let mut route = route_key(table.id, block);
        route["NatGatewayId"] = nat;
        maker.call(if table.route(block).is_some() { "ReplaceRoute" } else { "CreateRoute" }, route)?;
        Some(Fix::made(Opens::NEW, maker))
    }

    /// A subnet of the VPC with IPv4, and a route to the Internet gateway where there is such a one.
    fn public_subnet(&self) -> Option<SubnetId> {
        let leads_out = |subnet: SubnetId| {
            let table = self.world.route_table_of(subnet);
            let route = table.and_then(|table| table.route(Ipv4Net::default().into()));
            route.is_some_and(|route| matches!(route.target, Target::InternetGateway(_)))
        };
        let subnets = self.world.subnets.iter().filter(|subnet| subnet.vpc_id == self.vpc);
        let with_ipv4 = subnets.filter(|subnet| subnet.cidr_block.is_some()).map(|subnet| subnet.id);
        with_ipv4.min_by_key(|subnet| !leads_out(*subnet))
    }

    /// An Elastic IP address for an instance that an Internet gateway turned away.
    fn public_address(&self, blocker: &Blocker) -> Option<Fix> {
        let sender = match (blocker.code, &blocker.flight()?.hops.first()?.place) {
            (Code::NoPublicAddress, Place::Instance(id)) => *id,
            _ => return None,
        };
        let mut maker = Maker::new(self.world);
        let address = maker.create("AllocateAddress", json!({}), (Kind::Address, "/AllocationId"))?;
        maker.call("AssociateAddress", json!({"InstanceId": sender, "AllocationId": address}))?;
        Some(Fix::made(Opens::EXPOSED, maker))
    }
}

/// An Internet gateway for a VPC that has none.
pub(super) fn internet_gateways(world: &World, vpc: VpcId) -> Option<Fix> {
    if world.internet_gateways.iter().any(|gateway| gateway.vpc_id == Some(vpc)) {
        return None;
    }
    let mut maker = Maker::new(world);
    attach_internet_gateway(world, vpc, &mut maker)?;
    Some(Fix::made(Opens::NEW, maker))
}

/// Attaches an Internet gateway that lies idle, or a new one.
fn attach_internet_gateway(world: &World, vpc: VpcId, maker: &mut Maker) -> Option<Value> {
    let idle = world.internet_gateways.iter().find(|gateway| gateway.vpc_id.is_none());
    let made = (Kind::InternetGateway, "/InternetGateway/InternetGatewayId");
    let gateway = match idle {
        Some(gateway) => json!(gateway.id),
        None => maker.create("CreateInternetGateway", json!({}), made)?,
    };
    maker.call("AttachInternetGateway", json!({"InternetGatewayId": gateway, "VpcId": vpc}))
}

/// By another NAT gateway, where the obstacle lies at the one that was taken, or behind it.
pub(super) fn detours(world: &World, blocker: &Blocker) -> Vec<Fix> {
    let mut steps = blocker.trace.flights().flat_map(|(_, flight)| flight.routes());
    let taken = steps.find_map(|step| {
        let route = step.winner()?.route;
        match route.target {
            Target::NatGateway(nat) => Some((step, route.destination, world.nat_gateways.get(nat)?)),
            _ => None,
        }
    });
    let Some((step, destination, nat)) = taken else { return Vec::new() };
    let there = [Place::NatGateway(nat.id), Place::Subnet(nat.subnet_id)];
    let came_there = blocker.flight().is_some_and(|flight| flight.hops.iter().any(|hop| there.contains(&hop.place)));
    let Some(table) = world.route_tables.get(step.table).filter(|_| came_there) else { return Vec::new() };
    let by = |other: &NatGateway| {
        let mut parameters = route_key(table.id, destination);
        parameters["NatGatewayId"] = json!(other.id);
        Fix::one(Opens::NARROW, "ReplaceRoute", parameters)
    };
    world
        .nat_gateways
        .iter()
        .filter(|other| other.id != nat.id && is_usable(other, nat.vpc_id))
        .filter_map(by)
        .collect()
}

/// Whether a NAT gateway could carry packets of this VPC to the Internet.
fn is_usable(nat: &NatGateway, vpc: VpcId) -> bool {
    nat.vpc_id == vpc && nat.state == NatGatewayState::Available && nat.connectivity == Connectivity::Public
}
