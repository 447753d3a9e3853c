//! Ways back for filters: security groups, network ACLs, and which interface has which groups.

use super::back::{Calls, tags};
use super::print::changes;
use crate::cloud::network_acl::{self, NetworkAcl};
use crate::cloud::security_group::{Peer, Rule, SecurityGroup, written};
use crate::cloud::World;
use ipnet::IpNet;
use serde_json::{Value, json};

/// What leads back to the filters as they were, and to which interface had which groups.
pub(super) fn back(calls: &mut Calls, begun: &World, world: &World) {
    for (old, new) in changes(&begun.security_groups, &world.security_groups) {
        match (old, new) {
            (None, Some(it)) => calls.add("DeleteSecurityGroup", json!({"GroupId": it.id})),
            (Some(was), Some(is)) => {
                rules_of(calls, is, "Ingress", [&was.ingress, &is.ingress]);
                rules_of(calls, is, "Egress", [&was.egress, &is.egress]);
                tags(calls, is.id.to_string(), &was.tags, &is.tags);
            }
            (Some(was), None) => calls.add(
                "CreateSecurityGroup",
                json!({"VpcId": was.vpc_id, "GroupName": was.name, "Description": was.description}),
            ),
            (None, None) => {}
        }
    }
    for (old, new) in changes(&begun.network_acls, &world.network_acls) {
        match (old, new) {
            (None, Some(it)) => {
                acl_associations(calls, it, begun);
                calls.add("DeleteNetworkAcl", json!({"NetworkAclId": it.id}));
            }
            (Some(was), Some(is)) => {
                entries(calls, was, is);
                acl_associations(calls, is, begun);
                tags(calls, is.id.to_string(), &was.tags, &is.tags);
            }
            (_, None) => {}
        }
    }
    for (old, new) in changes(&begun.network_interfaces, &world.network_interfaces) {
        let (Some(was), Some(is)) = (old, new) else { continue };
        if was.groups != is.groups {
            let parameters = json!({"NetworkInterfaceId": is.id, "Groups": was.groups});
            calls.add("ModifyNetworkInterfaceAttribute", parameters);
        }
        if was.source_dest_check != is.source_dest_check {
            let value = json!({"Value": was.source_dest_check});
            calls.add("ModifyNetworkInterfaceAttribute", json!({"NetworkInterfaceId": is.id, "SourceDestCheck": value}));
        }
    }
}

fn rules_of(calls: &mut Calls, group: &SecurityGroup, way: &str, [before, now]: [&Vec<Rule>; 2]) {
    let key = |rule: &Rule| (rule.traffic, rule.peer);
    let is_in = |rule: &Rule, rules: &[Rule]| rules.iter().any(|it| key(it) == key(rule));
    for rule in now.iter().filter(|rule| !is_in(rule, before)) {
        let parameters = json!({"GroupId": group.id, "IpPermissions": [permission(rule)]});
        calls.add(&format!("RevokeSecurityGroup{way}"), parameters);
    }
    for rule in before.iter().filter(|rule| !is_in(rule, now)) {
        let parameters = json!({"GroupId": group.id, "IpPermissions": [permission(rule)]});
        calls.add(&format!("AuthorizeSecurityGroup{way}"), parameters);
    }
}

fn entries(calls: &mut Calls, was: &NetworkAcl, is: &NetworkAcl) {
    let key = |entry: &network_acl::Entry| (entry.direction, entry.number);
    for entry in &is.entries {
        match was.entries.iter().find(|it| key(it) == key(entry)) {
            None => calls.add("DeleteNetworkAclEntry", network_acl_key(is, entry)),
            Some(old) if old != entry => calls.add("ReplaceNetworkAclEntry", entry_of(is, old)),
            Some(_) => {}
        }
    }
    for entry in was.entries.iter().filter(|entry| is.entries.iter().all(|it| key(it) != key(entry))) {
        calls.add("CreateNetworkAclEntry", entry_of(is, entry));
    }
}

fn network_acl_key(list: &NetworkAcl, entry: &network_acl::Entry) -> Value {
    let egress = entry.direction == network_acl::Direction::Egress;
    json!({"NetworkAclId": list.id, "RuleNumber": entry.number, "Egress": egress})
}

fn acl_associations(calls: &mut Calls, is: &NetworkAcl, begun: &World) {
    for (association, subnet) in &is.associations {
        let before = begun.network_acls.iter().find(|list| list.associations.iter().any(|(_, it)| it == subnet));
        if let Some(list) = before.filter(|list| list.id != is.id) {
            let parameters = json!({"AssociationId": association, "NetworkAclId": list.id});
            calls.add("ReplaceNetworkAclAssociation", parameters);
        }
    }
}

/// A rule as calls take it.
fn permission(rule: &Rule) -> Value {
    let (protocol, from, to) = written(rule.traffic);
    let mut permission = json!({"IpProtocol": protocol});
    if let (Some(from), Some(to)) = (from, to) {
        permission["FromPort"] = json!(from);
        permission["ToPort"] = json!(to);
    }
    let (list, peer) = match rule.peer {
        Peer::Cidr(IpNet::V4(block)) => ("IpRanges", json!({"CidrIp": block})),
        Peer::Cidr(IpNet::V6(block)) => ("Ipv6Ranges", json!({"CidrIpv6": block})),
        Peer::Group(group) => ("UserIdGroupPairs", json!({"GroupId": group})),
    };
    permission[list] = json!([peer]);
    permission
}

/// An entry as calls take it.
fn entry_of(list: &NetworkAcl, entry: &network_acl::Entry) -> Value {
    let mut parameters = entry.describe();
    parameters["NetworkAclId"] = json!(list.id);
    parameters
}
