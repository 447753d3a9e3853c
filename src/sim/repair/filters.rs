//! Rules that let one kind of packet through where a filter dropped it.

use super::fixes::{Fix, Opens};
use crate::cloud::World;
use crate::cloud::network_acl::{Action, Direction, NetworkAcl};
use crate::net::{Flow, Protocol, WELL_KNOWN};
use crate::sim::blockers::{Blocker, Way, last_step};
use crate::sim::trace::{NetworkAclStep, SecurityGroupStep, Step};
use ipnet::IpNet;
use serde_json::{Value, json};
use std::net::IpAddr;

/// The highest number an entry may have.
const LAST_NUMBER: u16 = 32766;
/// Where entries are usually put: every hundred.
const STRIDE: u16 = 100;

/// A rule in one of the groups of the interface.
pub(super) fn groups(world: &World, blocker: &Blocker) -> Vec<Fix> {
    let said = blocker.flight().and_then(|flight| {
        last_step(flight, |step| match step {
            Step::SecurityGroups(step) => Some(step),
            _ => None,
        })
    });
    said.map(|step| authorize(world, step)).unwrap_or_default()
}

fn authorize(world: &World, step: &SecurityGroupStep) -> Vec<Fix> {
    let operation = match step.direction {
        Direction::Ingress => "AuthorizeSecurityGroupIngress",
        Direction::Egress => "AuthorizeSecurityGroupEgress",
    };
    let peer = block(peer(step.direction, &step.flow));
    let permission = permission(&step.flow, peer);
    let mut groups = step.groups.clone();
    // A group that fewer interfaces have opens less.
    groups.sort_by_key(|group| world.network_interfaces.iter().filter(|it| it.groups.contains(group)).count());
    let rule = |group| json!({"GroupId": group, "IpPermissions": [permission.clone()]});
    groups.into_iter().filter_map(|group| Fix::one(Opens::NARROW, operation, rule(group))).collect()
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

fn permission(flow: &Flow, peer: IpNet) -> Value {
    let port = flow.destination_port;
    let mut permission = match flow.protocol {
        Protocol::Tcp => json!({"IpProtocol": "tcp", "FromPort": port, "ToPort": port}),
        Protocol::Udp => json!({"IpProtocol": "udp", "FromPort": port, "ToPort": port}),
        Protocol::Icmp => json!({"IpProtocol": "icmp", "FromPort": -1, "ToPort": -1}),
        Protocol::Icmpv6 => json!({"IpProtocol": "icmpv6", "FromPort": -1, "ToPort": -1}),
        Protocol::Other(number) => json!({"IpProtocol": number.to_string()}),
    };
    match peer {
        IpNet::V4(block) => permission["IpRanges"] = json!([{"CidrIp": block}]),
        IpNet::V6(block) => permission["Ipv6Ranges"] = json!([{"CidrIpv6": block}]),
    }
    permission
}

/// An entry before the one that denied; without the one that denied; or the VPC's default ACL.
pub(super) fn acls(world: &World, blocker: &Blocker) -> Vec<Fix> {
    let said = blocker.flight().and_then(|flight| {
        last_step(flight, |step| match step {
            Step::NetworkAcl(step) => Some(step),
            _ => None,
        })
    });
    let Some((step, acl)) = said.and_then(|step| Some((step, world.network_acls.get(step.acl)?))) else {
        return Vec::new();
    };
    let denied = step.looked_at.iter().find(|(entry, matches)| *matches && entry.action == Action::Deny);
    let number = free_number(acl, step.direction, denied.map(|(entry, _)| entry.number));
    let narrow = number.and_then(|number| entry(step, number, blocker.way));
    let without = denied.and_then(|(entry, _)| {
        let egress = entry.direction == Direction::Egress;
        let parameters = json!({"NetworkAclId": acl.id, "RuleNumber": entry.number, "Egress": egress});
        Fix::one(Opens::EVERYTHING - 1, "DeleteNetworkAclEntry", parameters)
    });
    [narrow, without, default_acl(world, step, acl)].into_iter().flatten().collect()
}

/// An entry that allows what was denied. What comes back goes to a port that is drawn anew each time.
fn entry(step: &NetworkAclStep, number: u16, way: Way) -> Option<Fix> {
    let peer = block(peer(step.direction, &step.flow));
    let ports = match (way, step.flow.source) {
        (Way::Out, _) => (step.flow.destination_port, step.flow.destination_port),
        // NAT gateways and load balancers use all of these (rule 4.33); over IPv4 it may be one.
        (Way::Back, IpAddr::V4(_)) => (1024, 65535),
        // Amazon Linux' own range.
        (Way::Back, IpAddr::V6(_)) => (32768, 60999),
    };
    let mut parameters = json!({
        "NetworkAclId": step.acl,
        "RuleNumber": number,
        "Protocol": step.flow.protocol.number().to_string(),
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

fn default_acl(world: &World, step: &NetworkAclStep, acl: &NetworkAcl) -> Option<Fix> {
    let default = world.default_network_acl(acl.vpc_id).filter(|default| default.id != acl.id)?;
    let (association, _) = acl.associations.iter().find(|(_, subnet)| *subnet == step.subnet)?;
    let parameters = json!({"AssociationId": association, "NetworkAclId": default.id});
    Fix::one(Opens::EVERYTHING, "ReplaceNetworkAclAssociation", parameters)
}
