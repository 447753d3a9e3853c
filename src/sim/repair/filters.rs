//! Rules that let one kind of packet through where a filter dropped it.

use super::fixes::{Fix, Opens};
use crate::cloud::World;
use crate::cloud::network_acl::{Action, Direction, NetworkAcl};
use crate::cloud::network_interface::Owner;
use crate::net::{Flow, Protocol, WELL_KNOWN};
use crate::sim::blockers::{Blocker, Way};
use crate::sim::trace::{NetworkAclStep, SecurityGroupStep, Trace};
use ipnet::IpNet;
use serde_json::{Value, json};
use std::net::IpAddr;

/// The highest number an entry may have.
const LAST_NUMBER: u16 = 32766;
/// Where entries are usually put: every hundred.
const STRIDE: u16 = 100;

/// A rule in one of the groups of the interface.
pub(super) fn groups(world: &World, blocker: &Blocker) -> Vec<Fix> {
    let said = blocker.flight().and_then(|flight| flight.security_groups().last());
    said.map(|step| authorize(world, step, &blocker.trace)).unwrap_or_default()
}

fn authorize(world: &World, step: &SecurityGroupStep, trace: &Trace) -> Vec<Fix> {
    let operation = match step.direction {
        Direction::Ingress => "AuthorizeSecurityGroupIngress",
        Direction::Egress => "AuthorizeSecurityGroupEgress",
    };
    let permission = permission(&step.flow, &all_refused(step, trace));
    let mut groups = step.groups.clone();
    // A group that fewer interfaces have opens less.
    groups.sort_by_key(|group| world.network_interfaces.iter().filter(|it| it.groups.contains(group)).count());
    let rule = |group| json!({"GroupId": group, "IpPermissions": [permission.clone()]});
    groups.into_iter().filter_map(|group| Fix::one(Opens::NARROW, operation, rule(group))).collect()
}

/// Every address of the family that a program tried in vain, for a name may have several.
fn all_refused(step: &SecurityGroupStep, trace: &Trace) -> Vec<IpNet> {
    let kind = |flow: &Flow| (flow.protocol, flow.destination_port, flow.destination.is_ipv6());
    let mut blocks: Vec<IpNet> = trace
        .flights()
        .flat_map(|(_, flight)| flight.security_groups())
        .filter(|other| !other.allowed && other.direction == step.direction && other.groups == step.groups)
        .filter(|other| kind(&other.flow) == kind(&step.flow))
        .map(|other| block(peer(other.direction, &other.flow)))
        .collect();
    blocks.sort();
    blocks.dedup();
    blocks
}

/// The end of a conversation that a filter's rules name.
fn peer(direction: Direction, flow: &Flow) -> IpAddr {
    match direction {
        Direction::Ingress => flow.source,
        Direction::Egress => flow.destination,
    }
}

/// What a rule names: the address alone, or all of 64:ff9b::/96, since the addresses behind it come
/// from DNS64.
fn block(address: IpAddr) -> IpNet {
    match address {
        IpAddr::V6(address) if WELL_KNOWN.covers(address) => WELL_KNOWN.net().into(),
        address => address.into(),
    }
}

fn permission(flow: &Flow, peers: &[IpNet]) -> Value {
    let port = flow.destination_port;
    let mut permission = match flow.protocol {
        Protocol::Tcp => json!({"IpProtocol": "tcp", "FromPort": port, "ToPort": port}),
        Protocol::Udp => json!({"IpProtocol": "udp", "FromPort": port, "ToPort": port}),
        Protocol::Icmp => json!({"IpProtocol": "icmp", "FromPort": -1, "ToPort": -1}),
        Protocol::Icmpv6 => json!({"IpProtocol": "icmpv6", "FromPort": -1, "ToPort": -1}),
        Protocol::Other(number) => json!({"IpProtocol": number.to_string()}),
    };
    let (list, field) = match flow.destination {
        IpAddr::V4(_) => ("IpRanges", "CidrIp"),
        IpAddr::V6(_) => ("Ipv6Ranges", "CidrIpv6"),
    };
    permission[list] = peers.iter().map(|peer| json!({ field: peer })).collect();
    permission
}

/// An entry before the one that denied; without the one that denied; or another ACL of the VPC.
pub(super) fn acls(world: &World, blocker: &Blocker) -> Vec<Fix> {
    let said = blocker.flight().and_then(|flight| flight.network_acls().last());
    let Some((step, acl)) = said.and_then(|step| Some((step, world.network_acls.get(step.acl)?))) else {
        return Vec::new();
    };
    let denied = step.looked_at.iter().find(|(entry, matches)| *matches && entry.action == Action::Deny);
    let number = free_number(acl, step.direction, denied.map(|(entry, _)| entry.number));
    let ports = match blocker.way {
        Way::Out => (step.flow.destination_port, step.flow.destination_port),
        Way::Back => ports_back(world, step),
    };
    let narrow = number.and_then(|number| entry(step, number, ports));
    let without = denied.and_then(|(entry, _)| {
        let egress = entry.direction == Direction::Egress;
        let parameters = json!({"NetworkAclId": acl.id, "RuleNumber": entry.number, "Egress": egress});
        Fix::one(Opens::EVERYTHING - 1, "DeleteNetworkAclEntry", parameters)
    });
    [narrow, without].into_iter().flatten().chain(other_acls(world, step, acl)).collect()
}

/// The ports that what comes back may go to, for they are drawn anew each time: those of Amazon Linux
/// where it goes to an instance, else those that NAT gateways and all clients use (rule 4.33).
fn ports_back(world: &World, step: &NetworkAclStep) -> (u16, u16) {
    let subnet = world.subnets.get(step.subnet);
    let to = subnet.and_then(|subnet| world.interface_in_vpc(subnet.vpc_id, step.flow.destination));
    match to.map(|interface| &interface.owner) {
        Some(Owner::Instance(_)) => (32768, 60999),
        _ => (1024, 65535),
    }
}

/// An entry that allows what was denied, to these ports.
fn entry(step: &NetworkAclStep, number: u16, ports: (u16, u16)) -> Option<Fix> {
    let peer = block(peer(step.direction, &step.flow));
    let protocol = match step.flow.protocol {
        Protocol::Tcp => "tcp".to_owned(),
        Protocol::Udp => "udp".to_owned(),
        other => other.number().to_string(),
    };
    let mut parameters = json!({
        "NetworkAclId": step.acl,
        "RuleNumber": number,
        "Protocol": protocol,
        "RuleAction": "allow",
        "Egress": step.direction == Direction::Egress,
    });
    match peer {
        IpNet::V4(block) => parameters["CidrBlock"] = json!(block),
        IpNet::V6(block) => parameters["Ipv6CidrBlock"] = json!(block),
    }
    match step.flow.protocol {
        Protocol::Tcp | Protocol::Udp => parameters["PortRange"] = json!({"From": ports.0, "To": ports.1}),
        Protocol::Icmp | Protocol::Icmpv6 => parameters["IcmpTypeCode"] = json!({"Type": -1, "Code": -1}),
        Protocol::Other(_) => {}
    }
    Fix::one(Opens::NARROW, "CreateNetworkAclEntry", parameters)
}

/// A number that is free and comes before the entry that denies: a round one where there is one.
fn free_number(acl: &NetworkAcl, direction: Direction, before: Option<u16>) -> Option<u16> {
    let taken: Vec<u16> =
        acl.entries.iter().filter(|entry| entry.direction == direction).map(|entry| entry.number).collect();
    let end = before.unwrap_or(LAST_NUMBER + 1);
    let round = (1..end.div_ceil(STRIDE)).map(|count| count * STRIDE);
    let any = (1..end).rev();
    round.chain(any).find(|number| *number < end && !taken.contains(number))
}

fn other_acls(world: &World, step: &NetworkAclStep, acl: &NetworkAcl) -> Vec<Fix> {
    let Some((association, _)) = acl.associations.iter().find(|(_, subnet)| *subnet == step.subnet) else {
        return Vec::new();
    };
    let others = world.network_acls.iter().filter(|other| other.vpc_id == acl.vpc_id && other.id != acl.id);
    let instead = |other: &NetworkAcl| {
        let parameters = json!({"AssociationId": association, "NetworkAclId": other.id});
        Fix::one(Opens::EVERYTHING, "ReplaceNetworkAclAssociation", parameters)
    };
    others.filter_map(instead).collect()
}
