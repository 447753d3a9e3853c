//! Where the fate of a packet may change from one destination to the next: the edges of every block
//! that any decision on a way could look at.
//!
//! Between two neighbouring edges no decision can tell two destinations apart, since all of them ask
//! only whether a block covers the address or whether it is one certain address. So the whole world is
//! looked at, not only what one machine's packets meet: an edge too many costs one more walk, an edge
//! too few would make the answer wrong.

use super::internet;
use crate::cloud::network_interface::NetworkInterface;
use crate::cloud::security_group::{Peer, SecurityGroup};
use crate::cloud::{World, vpc::Vpc};
use crate::net::WELL_KNOWN;
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use std::net::IpAddr;

/// All blocks at whose edges a decision may turn out another way. A NAT gateway looks at the IPv4
/// address behind 64:ff9b::/96 as if it were one, so each IPv4 block is there a second time, embedded.
pub fn edges(world: &World) -> Vec<IpNet> {
    let vpcs = world.vpcs.iter().flat_map(|vpc| vpc.blocks().chain(resolver(vpc)));
    let subnets = world.subnets.iter();
    let subnets = subnets.flat_map(|it| [it.cidr_block.map(IpNet::V4), it.ipv6_block().map(IpNet::V6)]).flatten();
    let routes = world.route_tables.iter().flat_map(|table| table.routes.iter().map(|route| route.destination));
    let entries = world.network_acls.iter().flat_map(|acl| acl.entries.iter().map(|entry| entry.cidr));
    let rules = world.security_groups.iter().flat_map(rules);
    let interfaces = world.network_interfaces.iter().flat_map(addresses);
    let crowds = world.settings.nat_crowds.iter().map(|crowd| IpAddr::V4(crowd.destination).into());
    let mut edges: Vec<IpNet> = internet::edges().chain(vpcs).chain(subnets).chain(routes).collect();
    edges.extend(entries.chain(rules).chain(interfaces).chain(crowds));
    edges.sort_unstable();
    edges.dedup();
    let behind: Vec<IpNet> = edges.iter().filter_map(embedded).collect();
    edges.extend(behind);
    edges.push(WELL_KNOWN.net().into());
    edges
}

fn resolver(vpc: &Vpc) -> Option<IpNet> {
    vpc.resolver().map(|address| IpAddr::V4(address).into())
}

/// A group as the other end stands for its members' addresses, which are edges anyway.
fn rules(group: &SecurityGroup) -> impl Iterator<Item = IpNet> {
    group.ingress.iter().chain(&group.egress).filter_map(|rule| match rule.peer {
        Peer::Cidr(block) => Some(block),
        Peer::Group(_) => None,
    })
}

fn addresses(interface: &NetworkInterface) -> impl Iterator<Item = IpNet> {
    let ipv4 = [interface.private_ip, interface.public_ip].into_iter().flatten().map(IpAddr::V4);
    ipv4.chain(interface.ipv6_addresses.iter().copied().map(IpAddr::V6)).map(IpNet::from)
}

fn embedded(block: &IpNet) -> Option<IpNet> {
    match block {
        IpNet::V4(block) => behind(*block).map(IpNet::V6),
        IpNet::V6(_) => None,
    }
}

fn behind(block: Ipv4Net) -> Option<Ipv6Net> {
    Ipv6Net::new(WELL_KNOWN.embed(block.network()), 96 + block.prefix_len()).ok()
}
