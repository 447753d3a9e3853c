//! Other ways for a packet: a route to a gateway that can carry it, another table for the subnet, and
//! gateways where there are none.

use super::fixes::{Fix, Opens, is_nat_at_fault};
use super::make::Maker;
use crate::cloud::nat_gateway::{Connectivity, NatGatewayState};
use crate::cloud::route_table::{RouteState, RouteTable, Target};
use crate::cloud::{Kind, NatGatewayId, SubnetId, VpcId, World};
use crate::net::WELL_KNOWN;
use crate::sim::blockers::{Blocker, Code};
use crate::sim::internet::is_global;
use crate::sim::trace::{Place, RouteStep, Step};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use serde_json::{Value, json};
use std::net::IpAddr;

/// All global IPv6 unicast addresses: what is routed on the Internet, and 64:ff9b::/96 is not in it.
const GLOBAL_IPV6: &str = "2000::/3";

/// What a route covers and where it leads, as a call has it.
struct Way {
    destination: IpNet,
    target: (&'static str, Value),
    opens: u32,
}

/// The proposals for a packet that took a wrong way, or found none.
pub(super) fn of(world: &World, blocker: &Blocker) -> Vec<Fix> {
    let Some(flight) = blocker.flight() else { return Vec::new() };
    let steps: Vec<&RouteStep> = flight
        .hops
        .iter()
        .flat_map(|hop| &hop.steps)
        .filter_map(|step| match step {
            Step::Routes(step) => Some(step.as_ref()),
            _ => None,
        })
        .collect();
    let asked = if is_nat_at_fault(blocker) { steps.first() } else { steps.last() };
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
            let usable = self.world.nat_gateways.iter().filter(|nat| {
                nat.vpc_id == self.vpc
                    && nat.state == NatGatewayState::Available
                    && nat.connectivity == Connectivity::Public
                    && Some(nat.id) != self.refused
            });
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
        let blocks = [IpNet::V6(Ipv6Net::default())].into_iter().chain(GLOBAL_IPV6.parse().ok());
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

    /// A route in the table that was asked: new, or in place of the one that has its prefix; and in
    /// place of a longer one that leads astray.
    fn route(&self, way: &Way) -> Vec<Fix> {
        let Some(table) = self.table() else { return Vec::new() };
        let opens = way.opens + if self.ruled(table) > 1 { Opens::SHARED } else { 0 };
        let change = |operation: &str, destination: IpNet| {
            let mut parameters = route_key(table, destination);
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
        let opens = Opens::SHARED + if self.ruled(table) > 1 { Opens::SHARED } else { 0 };
        Fix::one(opens, "DeleteRoute", route_key(table, winner.destination))
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
            let opens = if self.ruled(table) == 0 { Opens::NOTHING } else { Opens::SHARED };
            match own {
                Some(association) => {
                    let parameters = json!({"AssociationId": association.id, "RouteTableId": table.id});
                    Fix::one(opens, "ReplaceRouteTableAssociation", parameters)
                }
                None => {
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
            fixes.extend(self.public_subnets().into_iter().filter_map(|subnet| self.new_nat(subnet)));
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
        let mut route = route_key(table, Ipv6Net::default().into());
        route["EgressOnlyInternetGatewayId"] = id;
        let known = table.route(Ipv6Net::default().into()).is_some();
        maker.call(if known { "ReplaceRoute" } else { "CreateRoute" }, route)?;
        Some(Fix::made(Opens::NEW, maker))
    }

    /// A NAT gateway in a subnet that has a way out, and the route to it.
    fn new_nat(&self, subnet: SubnetId) -> Option<Fix> {
        let table = self.table()?;
        let mut maker = Maker::new(self.world);
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
        let mut route = route_key(table, block);
        route["NatGatewayId"] = nat;
        maker.call(if table.route(block).is_some() { "ReplaceRoute" } else { "CreateRoute" }, route)?;
        Some(Fix::made(Opens::NEW, maker))
    }

    /// The subnets of the VPC with IPv4 and a route to the Internet gateway; one a zone is enough.
    fn public_subnets(&self) -> Vec<SubnetId> {
        let leads_out = |subnet: SubnetId| {
            let table = self.world.route_table_of(subnet);
            let route = table.and_then(|table| table.route(Ipv4Net::default().into()));
            route.is_some_and(|route| matches!(route.target, Target::InternetGateway(_)))
        };
        let subnets = self.world.subnets.iter().filter(|subnet| subnet.vpc_id == self.vpc);
        let public = subnets.filter(|subnet| subnet.cidr_block.is_some() && leads_out(subnet.id));
        public.map(|subnet| subnet.id).take(1).collect()
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

/// The parameters that name a route.
fn route_key(table: &RouteTable, destination: IpNet) -> Value {
    match destination {
        IpNet::V4(block) => json!({"RouteTableId": table.id, "DestinationCidrBlock": block}),
        IpNet::V6(block) => json!({"RouteTableId": table.id, "DestinationIpv6CidrBlock": block}),
    }
}

/// An Internet gateway for a VPC that has none: one that lies idle, or a new one.
pub(super) fn internet_gateways(world: &World, vpc: VpcId) -> Vec<Fix> {
    if world.internet_gateways.iter().any(|gateway| gateway.vpc_id == Some(vpc)) {
        return Vec::new();
    }
    let idle = world.internet_gateways.iter().filter(|gateway| gateway.vpc_id.is_none());
    let attach = |gateway: Value| json!({"InternetGatewayId": gateway, "VpcId": vpc});
    let mut fixes: Vec<Fix> = idle
        .filter_map(|gateway| Fix::one(Opens::NARROW, "AttachInternetGateway", attach(json!(gateway.id))))
        .collect();
    if fixes.is_empty() {
        let mut maker = Maker::new(world);
        let made = (Kind::InternetGateway, "/InternetGateway/InternetGatewayId");
        let new = maker.create("CreateInternetGateway", json!({}), made);
        if new.and_then(|gateway| maker.call("AttachInternetGateway", attach(gateway))).is_some() {
            fixes.push(Fix::made(Opens::NEW, maker));
        }
    }
    fixes
}
