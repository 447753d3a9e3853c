//! Faults of filters: security groups that let too little out, and custom network ACLs that forget an
//! entry, a family or a direction.

use super::Hand;
use crate::cloud::network_acl::{Action, Direction, Entry};
use crate::cloud::security_group::Traffic;
use crate::cloud::{Kind, SubnetId};
use crate::net::Family;
use crate::sim::repair::name_tag;
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use serde_json::{Value, json};

/// HTTP.
pub(super) const HTTP: (&str, u16, u16) = ("tcp", 80, 80);
/// HTTPS.
pub(super) const HTTPS: (&str, u16, u16) = ("tcp", 443, 443);
/// All of TCP.
pub(super) const TCP: (&str, u16, u16) = ("tcp", 0, 65535);
/// All of UDP.
pub(super) const UDP: (&str, u16, u16) = ("udp", 0, 65535);

/// All IPv6 addresses.
const IPV6: &str = "::/0";

/// Of IPv6, the client's group lets only this out.
pub(super) fn group(hand: &mut Hand<'_>, allowed: &[(&str, u16, u16)]) -> Option<()> {
    let all = json!({"IpProtocol": "-1", "Ipv6Ranges": [{"CidrIpv6": IPV6}]});
    egress(hand, "RevokeSecurityGroupEgress", all)?;
    for (protocol, from, to) in allowed {
        let range = json!([{"CidrIpv6": IPV6}]);
        let permission = json!({"IpProtocol": protocol, "FromPort": from, "ToPort": to, "Ipv6Ranges": range});
        egress(hand, "AuthorizeSecurityGroupEgress", permission)?;
    }
    Some(())
}

pub(super) fn group_ipv4_address(hand: &mut Hand<'_>) -> Option<()> {
    let host = hand.world.internet.hosts.iter().find(|host| host.has_only(Family::Ipv4))?;
    let address = *host.addresses.first()?;
    group(hand, &[])?;
    egress(hand, "RevokeSecurityGroupEgress", json!({"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}))?;
    let range = json!([{"CidrIp": IpNet::from(address)}]);
    let permission = json!({"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": range});
    egress(hand, "AuthorizeSecurityGroupEgress", permission)
}

fn egress(hand: &mut Hand<'_>, operation: &str, permission: Value) -> Option<()> {
    hand.call(operation, json!({"GroupId": hand.parts.group, "IpPermissions": [permission]})).map(drop)
}

pub(super) fn balancer_without_ipv6(hand: &mut Hand<'_>) -> Option<()> {
    let balancer = hand.world.load_balancers.first()?;
    let interface = hand.world.network_interfaces.get(*balancer.network_interfaces.first()?)?;
    let (group, port) = (interface.groups.first()?, balancer.port);
    let range = json!([{"CidrIpv6": IPV6}]);
    let permission = json!({"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "Ipv6Ranges": range});
    let parameters = json!({"GroupId": group, "IpPermissions": [permission]});
    hand.call("RevokeSecurityGroupIngress", parameters).map(drop)
}

pub(super) fn acl_ipv4_only(hand: &mut Hand<'_>) -> Option<()> {
    let all = Ipv4Net::default().into();
    let entries = [Direction::Egress, Direction::Ingress].map(|way| allow(way, 100, all, Traffic::All));
    acl(hand, hand.parts.subnet, &entries)
}

/// Everything may leave the client's subnet, and answers may come in only from there.
pub(super) fn acl_answers_from(hand: &mut Hand<'_>, block: Option<&str>) -> Option<()> {
    let everywhere = Ipv6Net::default().into();
    let mut entries = vec![
        allow(Direction::Egress, 100, everywhere, Traffic::All),
        allow(Direction::Ingress, 100, everywhere, Traffic::Tcp(22, 22)),
    ];
    if let Some(block) = block {
        entries.push(allow(Direction::Ingress, 110, block.parse().ok()?, Traffic::All));
    }
    acl(hand, hand.parts.subnet, &entries)
}

pub(super) fn acl_denies_out_first(hand: &mut Hand<'_>) -> Option<()> {
    acl(hand, hand.parts.subnet, &open_but(Direction::Egress, Ipv6Net::default().into(), Traffic::All))
}

pub(super) fn acl_denies_in_first(hand: &mut Hand<'_>) -> Option<()> {
    let answers = Traffic::Tcp(1024, 65535);
    acl(hand, hand.parts.subnet, &open_but(Direction::Ingress, Ipv6Net::default().into(), answers))
}

pub(super) fn nat_acl_denies_first(hand: &mut Hand<'_>) -> Option<()> {
    acl(hand, hand.parts.nat_subnet, &open_but(Direction::Ingress, Ipv4Net::default().into(), Traffic::All))
}

/// The ACL that a NAT gateway's subnet needs for NAT64 (rule 4.34), without one of its entries: 0 is
/// what comes from the client, 1 what goes back to it, 2 what goes out over IPv4.
pub(super) fn nat_acl_without(hand: &mut Hand<'_>, missing: usize) -> Option<()> {
    let client = IpNet::V6(hand.world.subnets.get(hand.parts.subnet)?.ipv6_block()?);
    let internet = Ipv4Net::default().into();
    let needed = [
        allow(Direction::Ingress, 110, client, Traffic::All),
        allow(Direction::Egress, 110, client, Traffic::All),
        allow(Direction::Egress, 100, internet, Traffic::All),
        allow(Direction::Ingress, 100, internet, Traffic::All),
    ];
    let entries: Vec<Entry> = (0..).zip(needed).filter(|(at, _)| *at != missing).map(|(_, entry)| entry).collect();
    acl(hand, hand.parts.nat_subnet, &entries)
}

fn allow(direction: Direction, number: u16, cidr: IpNet, traffic: Traffic) -> Entry {
    Entry { direction, number, cidr, traffic, action: Action::Allow }
}

/// Everything passes but this, which an earlier entry denies.
fn open_but(direction: Direction, cidr: IpNet, traffic: Traffic) -> Vec<Entry> {
    let blocks: [(u16, IpNet); 2] = [(100, Ipv4Net::default().into()), (110, Ipv6Net::default().into())];
    let mut entries = vec![Entry { direction, number: 90, cidr, traffic, action: Action::Deny }];
    for way in [Direction::Egress, Direction::Ingress] {
        entries.extend(blocks.map(|(number, block)| allow(way, number, block, Traffic::All)));
    }
    entries
}

/// Gives a subnet an ACL of its own.
fn acl(hand: &mut Hand<'_>, subnet: SubnetId, entries: &[Entry]) -> Option<()> {
    let guarding = hand.world.network_acls.iter().flat_map(|acl| &acl.associations);
    let (association, _) = guarding.into_iter().find(|(_, guarded)| *guarded == subnet)?;
    let name = format!("{}-acl", hand.world.name_of(subnet));
    let parameters = json!({"VpcId": hand.parts.vpc, "TagSpecifications": name_tag(Kind::NetworkAcl, &name)});
    let made = hand.call("CreateNetworkAcl", parameters)?;
    let id = made.pointer("/NetworkAcl/NetworkAclId")?;
    for entry in entries {
        let mut parameters = entry.describe();
        parameters["NetworkAclId"] = id.clone();
        hand.call("CreateNetworkAclEntry", parameters)?;
    }
    let parameters = json!({"AssociationId": association, "NetworkAclId": id});
    hand.call("ReplaceNetworkAclAssociation", parameters).map(drop)
}
