//! The two kinds of filters. Security groups belong to an interface, only allow, and remember
//! conversations (rules 4.25 to 4.30); network ACLs belong to a subnet, allow or deny by the first
//! entry that matches, and remember nothing (rules 4.31 to 4.33). Both drop silently.

use super::trace::{NetworkAclStep, SecurityGroupStep};
use crate::cloud::network_acl::{Action, Direction, Entry, NetworkAcl};
use crate::cloud::network_interface::NetworkInterface;
use crate::cloud::security_group::{Peer, Traffic};
use crate::cloud::{SecurityGroupId, SubnetId, World};
use crate::net::{Flow, Protocol};
use ipnet::IpNet;
use std::net::IpAddr;

/// What a filter looks at: the conversation, and type and code where it is ICMP.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    /// The conversation as it is at this place.
    pub flow: Flow,
    /// ICMP's type and code.
    pub icmp: Option<(u8, u8)>,
}

impl Seen {
    /// The end that is not the filter's own.
    fn peer(self, direction: Direction) -> IpAddr {
        match direction {
            Direction::Ingress => self.flow.source,
            Direction::Egress => self.flow.destination,
        }
    }
}

/// Asks an interface's security groups. Every rule of the direction is looked at: any may allow.
pub(super) fn security_groups(
    world: &World,
    interface: &NetworkInterface,
    direction: Direction,
    seen: Seen,
) -> SecurityGroupStep {
    let peer = seen.peer(direction);
    let mut rules = Vec::new();
    for group in interface.groups.iter().filter_map(|id| world.security_groups.get(*id)) {
        let listed = match direction {
            Direction::Ingress => &group.ingress,
            Direction::Egress => &group.egress,
        };
        for rule in listed {
            let matches = is_traffic(rule.traffic, seen) && is_peer(world, interface, rule.peer, peer);
            rules.push((group.id, rule.clone(), matches));
        }
    }
    let allowed = rules.iter().any(|(_, _, matches)| *matches);
    SecurityGroupStep { direction, groups: interface.groups.clone(), flow: seen.flow, rules, allowed }
}

/// The network ACL that guards a subnet: its own, or the VPC's default one.
pub(super) fn guard(world: &World, subnet: SubnetId) -> Option<&NetworkAcl> {
    world.network_acl_of(subnet).or_else(|| world.default_network_acl(world.subnets.get(subnet)?.vpc_id))
}

/// Asks a network ACL: the entry with the lowest number that matches decides, else the final `*` denies.
pub(super) fn network_acl(acl: &NetworkAcl, subnet: SubnetId, direction: Direction, seen: Seen) -> NetworkAclStep {
    let peer = seen.peer(direction);
    let mut looked_at: Vec<(Entry, bool)> = Vec::new();
    let mut action = Action::Deny;
    for entry in acl.entries.iter().filter(|entry| entry.direction == direction) {
        let matches = covers(entry.cidr, peer) && is_traffic(entry.traffic, seen);
        looked_at.push((*entry, matches));
        if matches {
            action = entry.action;
            break;
        }
    }
    NetworkAclStep { acl: acl.id, subnet, direction, flow: seen.flow, looked_at, action }
}

/// Whether a block covers an address; never across families (rule 4.27).
pub(super) fn covers(block: IpNet, address: IpAddr) -> bool {
    match (block, address) {
        (IpNet::V4(block), IpAddr::V4(address)) => block.contains(&address),
        (IpNet::V6(block), IpAddr::V6(address)) => block.contains(&address),
        (IpNet::V4(_), IpAddr::V6(_)) | (IpNet::V6(_), IpAddr::V4(_)) => false,
    }
}

/// A group stands for its members' private IPv4 and IPv6 addresses in the same VPC (rule 4.30).
fn is_peer(world: &World, interface: &NetworkInterface, wanted: Peer, peer: IpAddr) -> bool {
    match wanted {
        Peer::Cidr(block) => covers(block, peer),
        Peer::Group(group) => is_member(world, interface, group, peer),
    }
}

fn is_member(world: &World, interface: &NetworkInterface, group: SecurityGroupId, peer: IpAddr) -> bool {
    let mut members = world.network_interfaces.iter().filter(|it| it.groups.contains(&group));
    members.any(|member| member.vpc_id == interface.vpc_id && member.has(peer))
}

fn is_traffic(wanted: Traffic, seen: Seen) -> bool {
    let port = seen.flow.destination_port;
    let icmp = |kind: Option<u8>, code: Option<u8>| match seen.icmp {
        Some((has_kind, has_code)) => kind.is_none_or(|k| k == has_kind) && code.is_none_or(|c| c == has_code),
        None => kind.is_none() && code.is_none(),
    };
    match (wanted, seen.flow.protocol) {
        (Traffic::All, _) => true,
        (Traffic::Tcp(from, to), Protocol::Tcp) | (Traffic::Udp(from, to), Protocol::Udp) => {
            (from..=to).contains(&port)
        }
        (Traffic::Icmp(kind, code), Protocol::Icmp) | (Traffic::Icmpv6(kind, code), Protocol::Icmpv6) => {
            icmp(kind, code)
        }
        (Traffic::Protocol(number), protocol) => number == protocol.number(),
        (Traffic::Tcp(..) | Traffic::Udp(..) | Traffic::Icmp(..) | Traffic::Icmpv6(..), _) => false,
    }
}
