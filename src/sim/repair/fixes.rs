//! What could lift or avoid an obstacle. Every proposal is tried, so one too many costs time and
//! does no harm; one too few may hide a repair.

use super::endpoints;
use super::filters;
use super::make::Maker;
use super::routes;
use crate::cloud::{Call, World};
use crate::sim::blockers::{Blocker, Code};
use crate::sim::trace::{Drop, End, Place, Trace, Unfit};
use serde_json::{Value, json};

/// Calls that belong together, and how much they open up.
#[derive(Clone, Debug)]
pub(super) struct Fix {
    /// In order.
    pub calls: Vec<Call>,
    /// See the constants of [`Opens`].
    pub opens: u32,
}

/// How much a fix opens up. Only the order counts.
pub(super) struct Opens;

impl Opens {
    /// What was meant anyway, for one subnet alone.
    pub const NOTHING: u32 = 1;
    /// One rule for one kind of packet to one destination.
    pub const NARROW: u32 = 2;
    /// Something new has to be paid for.
    pub const NEW: u32 = 4;
    /// Other subnets get it too.
    pub const SHARED: u32 = 6;
    /// The Internet may come in.
    pub const EXPOSED: u32 = 8;
    /// Everything passes.
    pub const EVERYTHING: u32 = 12;
}

impl Fix {
    /// A fix of one call.
    pub fn one(opens: u32, operation: &str, parameters: Value) -> Option<Self> {
        let call = Call::parse_value(operation, parameters);
        debug_assert!(call.is_ok(), "{operation}: {:?}", call.as_ref().err());
        Some(Self { calls: vec![call.ok()?], opens })
    }

    /// A fix of several calls.
    pub fn made(opens: u32, maker: Maker) -> Self {
        Self { calls: maker.finish(), opens }
    }
}

/// The proposals for an obstacle. None for what no call of the API can change.
pub(super) fn of(world: &World, blocker: &Blocker) -> Vec<Fix> {
    let mut fixes = at(world, blocker);
    for detour in routes::detours(world, blocker) {
        if !fixes.iter().any(|fix| fix.calls == detour.calls) {
            fixes.push(detour);
        }
    }
    fixes
}

/// The proposals that change something at the obstacle itself.
fn at(world: &World, blocker: &Blocker) -> Vec<Fix> {
    match blocker.code {
        Code::Dns64Off => dns64(&blocker.trace),
        Code::ResolverSilent => dns_support(world, &blocker.trace),
        Code::SecurityGroupEgress | Code::SecurityGroupIngress => filters::groups(world, blocker),
        Code::NetworkAclEgress | Code::NetworkAclIngress => filters::acls(world, blocker),
        Code::NoRoute
        | Code::Blackhole
        | Code::WrongTarget
        | Code::NoPublicAddress
        | Code::NatNotAvailable
        | Code::NatWithoutWayOut
        | Code::NatPrivate
        | Code::NatWithoutPort
        | Code::Loop
        | Code::SourceDestCheck
        | Code::NotForwarded => routes::of(world, blocker),
        Code::NobodyThere => gateway_back(world, blocker),
        Code::NotRunning => start(blocker),
        Code::NoEndpoint | Code::EndpointUnfit => endpoints::of(world, blocker),
        Code::NameNotFound
        | Code::NameWithoutAddress
        | Code::ResolverFailed
        | Code::GuestWithoutIpv4
        | Code::GuestWithoutIpv6
        | Code::NatUnfit
        | Code::NatForgotten
        | Code::NoService
        | Code::MailBlocked
        | Code::HopLimit
        | Code::TurnedAway
        | Code::TooSlow => Vec::new(),
    }
}

fn dns64(trace: &Trace) -> Vec<Fix> {
    let subnet = trace.lookups().find_map(|(_, lookup)| lookup.subnet);
    let on = |subnet| json!({"SubnetId": subnet, "EnableDns64": {"Value": true}});
    subnet.and_then(|subnet| Fix::one(Opens::NOTHING, "ModifySubnetAttribute", on(subnet))).into_iter().collect()
}

fn dns_support(world: &World, trace: &Trace) -> Vec<Fix> {
    let subnet = trace.lookups().find_map(|(_, lookup)| lookup.subnet);
    let vpc = subnet.and_then(|subnet| world.subnets.get(subnet)).map(|subnet| subnet.vpc_id);
    let on = |vpc| json!({"VpcId": vpc, "EnableDnsSupport": {"Value": true}});
    vpc.and_then(|vpc| Fix::one(Opens::NOTHING, "ModifyVpcAttribute", on(vpc))).into_iter().collect()
}

/// What comes back finds no way in: the VPC of the address has no Internet gateway any more.
fn gateway_back(world: &World, blocker: &Blocker) -> Vec<Fix> {
    let Some(flight) = blocker.flight() else { return Vec::new() };
    let wanted = flight.hops.last().map(|hop| hop.packet.destination());
    let interface = wanted.and_then(|address| world.interface_by_address(address));
    interface.and_then(|interface| routes::internet_gateways(world, interface.vpc_id)).into_iter().collect()
}

fn start(blocker: &Blocker) -> Vec<Fix> {
    let Some(flight) = blocker.flight() else { return Vec::new() };
    match (&blocker.place, &flight.end) {
        (Some(Place::Instance(id)), End::Dropped(Drop::NotRunning)) => {
            Fix::one(Opens::NOTHING, "StartInstances", json!({"InstanceIds": [id]})).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// Whether a NAT gateway said no because of itself, not because of the packet.
pub(super) fn is_nat_at_fault(blocker: &Blocker) -> bool {
    let end = blocker.flight().map(|flight| &flight.end);
    matches!(end, Some(End::Dropped(Drop::Gateway(Unfit::NatNotAvailable | Unfit::NatNoPort | Unfit::NoPublicAddress))))
}
