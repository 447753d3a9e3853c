//! The longest-prefix match of a subnet's route table, with every route that lost and why.

use super::filters::covers;
use super::trace::{Candidate, RouteStep, Verdict};
use crate::cloud::nat_gateway::NatGatewayState;
use crate::cloud::route_table::{Association, Route, RouteState, RouteTable, Target};
use crate::cloud::{SubnetId, VpcId, World};
use ipnet::IpNet;
use std::cmp::Reverse;
use std::net::IpAddr;

/// The table that rules a subnet: its own, or the VPC's main one (rule 4.11). `true` says main.
pub fn table_of(world: &World, subnet: SubnetId, vpc: VpcId) -> Option<(&RouteTable, bool)> {
    let ruled_by = |wanted: Option<SubnetId>| {
        let is = move |association: &Association| association.subnet_id == wanted;
        world.route_tables.iter().find(move |table| table.vpc_id == vpc && table.associations.iter().any(is))
    };
    let own = ruled_by(Some(subnet)).map(|table| (table, false));
    own.or_else(|| ruled_by(None).map(|table| (table, true)))
}

/// Looks `destination` up in the table that rules `subnet`. The winner stands first, then the longest
/// prefix; routes of the other family are left out, for families never mix (rule 4.12).
pub fn look_up(world: &World, subnet: SubnetId, destination: IpAddr) -> Option<RouteStep> {
    let vpc = world.subnets.get(subnet)?.vpc_id;
    let (table, main) = table_of(world, subnet, vpc)?;
    let longest = longest(&table.routes, destination);
    let mut candidates: Vec<Candidate> = Vec::with_capacity(table.routes.len());
    for (index, route) in table.routes.iter().enumerate() {
        let verdict = match differing_bit(route.destination, destination) {
            None => continue,
            Some(Some(bit)) => Verdict::Differs { bit },
            Some(None) if Some(index) == longest => Verdict::Wins,
            Some(None) => Verdict::Shorter,
        };
        candidates.push(Candidate { route: *route, state: state_of(world, vpc, route.target), verdict });
    }
    candidates.sort_by_key(|c| (c.verdict != Verdict::Wins, Reverse(c.route.destination.prefix_len())));
    Some(RouteStep { table: table.id, subnet, main, destination, candidates })
}

/// Whether a route's target is still there (rule 4.16).
fn state_of(world: &World, vpc: VpcId, target: Target) -> RouteState {
    let is_there = match target {
        Target::Local => true,
        Target::InternetGateway(id) => world.internet_gateways.get(id).is_some_and(|it| it.vpc_id == Some(vpc)),
        Target::EgressOnlyInternetGateway(id) => {
            world.egress_only_internet_gateways.get(id).is_some_and(|it| it.vpc_id == vpc)
        }
        Target::NatGateway(id) => world
            .nat_gateways
            .get(id)
            .is_some_and(|it| matches!(it.state, NatGatewayState::Pending { .. } | NatGatewayState::Available)),
        Target::Instance(_, id) | Target::NetworkInterface(id) => world.network_interfaces.get(id).is_some(),
    };
    if is_there { RouteState::Active } else { RouteState::Blackhole }
}

/// The index of the longest prefix that covers the address; the first of equals.
fn longest(routes: &[Route], destination: IpAddr) -> Option<usize> {
    let covering = routes.iter().enumerate().filter(|(_, route)| covers(route.destination, destination));
    covering.max_by_key(|(index, route)| (route.destination.prefix_len(), Reverse(*index))).map(|(index, _)| index)
}

/// The first bit within the prefix in which the address differs: `Some(None)` where it is covered,
/// `None` where it is of the other family.
pub fn differing_bit(block: IpNet, address: IpAddr) -> Option<Option<u8>> {
    let (zeros, length) = match (block, address) {
        (IpNet::V4(block), IpAddr::V4(address)) => {
            ((block.network().to_bits() ^ address.to_bits()).leading_zeros(), block.prefix_len())
        }
        (IpNet::V6(block), IpAddr::V6(address)) => {
            ((block.network().to_bits() ^ address.to_bits()).leading_zeros(), block.prefix_len())
        }
        (IpNet::V4(_), IpAddr::V6(_)) | (IpNet::V6(_), IpAddr::V4(_)) => return None,
    };
    Some(u8::try_from(zeros).ok().filter(|bit| *bit < length))
}
