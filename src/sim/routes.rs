//! The longest-prefix match of a subnet's route table, with every route that lost and why.

use super::filters::covers;
use super::trace::{Candidate, RouteStep, Verdict};
use crate::cloud::route_table::Route;
use crate::cloud::{SubnetId, World};
use ipnet::IpNet;
use std::cmp::Reverse;
use std::net::IpAddr;

/// Looks `destination` up in the table that rules `subnet`. The winner stands first, then the longest
/// prefix; routes of the other family are left out, for families never mix (rule 4.12).
pub fn look_up(world: &World, subnet: SubnetId, destination: IpAddr) -> Option<RouteStep> {
    let vpc = world.subnets.get(subnet)?.vpc_id;
    let table = world.route_table_of(subnet)?;
    let main = !table.is_associated_with(subnet);
    let longest = longest(&table.routes, destination);
    let mut candidates: Vec<Candidate> = Vec::with_capacity(table.routes.len());
    for (index, route) in table.routes.iter().enumerate() {
        let verdict = match differing_bit(route.destination, destination) {
            None => continue,
            Some(Some(bit)) => Verdict::Differs { bit },
            Some(None) if Some(index) == longest => Verdict::Wins,
            Some(None) => Verdict::Shorter,
        };
        candidates.push(Candidate { route: *route, state: world.route_state(vpc, route.target), verdict });
    }
    candidates.sort_by_key(|c| (c.verdict != Verdict::Wins, Reverse(c.route.destination.prefix_len())));
    Some(RouteStep { table: table.id, subnet, main, destination, candidates })
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
