//! Security groups and network ACLs, as lines: what differs from how they were made.

use super::account::{Account, AclEntry, NetworkAcl, Permission, SecurityGroup, name};
use super::draft::{Draft, remark, tagged};
use super::undescribed;
use crate::cloud::command_line::quote;
use crate::cloud::security_group::{IpPermission, Peer, Traffic};
use crate::cloud::{Kind, Reason, SecurityGroupId};
use ipnet::IpNet;
use serde_json::{Map, Value, json};

/// Security groups, and then their rules: those may name any other group.
pub(super) fn groups(draft: &mut Draft, account: &Account) {
    draft.part("security groups");
    for group in &account.security_groups {
        let id = group.group_id.as_str();
        if draft.id(id).is_some() {
            continue;
        }
        let vpc = group.vpc_id.as_deref().unwrap_or_default();
        let Some(at) = draft.at(vpc) else {
            undescribed(draft, id, vpc);
            continue;
        };
        let description = group.description.as_deref().map(remark).filter(|text| !text.trim().is_empty());
        let mut parameters = json!({
            "GroupName": group.group_name,
            "Description": description.unwrap_or_else(|| "imported".to_owned()),
            "VpcId": at,
        });
        if name(&group.tags).is_some() {
            let name = draft.name(Kind::SecurityGroup, vpc, (id, &group.tags));
            parameters["TagSpecifications"] = tagged(Kind::SecurityGroup, &name);
        }
        let made = draft.call("CreateSecurityGroup", parameters, id);
        draft.is_made(id, made.as_ref(), "/GroupId");
    }
    for group in &account.security_groups {
        rules(draft, group, ("Ingress", &group.ip_permissions));
        rules(draft, group, ("Egress", &group.ip_permissions_egress));
    }
}

/// Takes away what a group was made with and does not have, and adds what it has.
fn rules(draft: &mut Draft, group: &SecurityGroup, (direction, permissions): (&str, &[Permission])) {
    let id = group.group_id.as_str();
    let Some(at) = draft.at(id) else { return };
    let ours: Option<SecurityGroupId> = draft.id(id).and_then(|id| id.parse().ok());
    let Some(made) = ours.and_then(|id| draft.world().security_groups.get(id)) else { return };
    let made = if direction == "Ingress" { &made.ingress } else { &made.egress };
    let there: Vec<(Traffic, Peer)> = made.iter().map(|rule| (rule.traffic, rule.peer)).collect();
    let wanted: Vec<(&Permission, Vec<End>)> = permissions.iter().map(|it| (it, ends(draft, group, it))).collect();
    let rules = |(permission, ends): &(&Permission, Vec<End>)| -> Vec<(Traffic, Peer)> {
        ends.iter().filter_map(|end| end.rule(draft, permission)).collect()
    };
    let all: Vec<(Traffic, Peer)> = wanted.iter().flat_map(rules).collect();
    for (_, peer) in there.iter().filter(|rule| !all.contains(rule)) {
        // What a group is made with is about all traffic.
        let end = match peer {
            Peer::Cidr(IpNet::V4(block)) => json!({"IpRanges": [{"CidrIp": block}]}),
            Peer::Cidr(IpNet::V6(block)) => json!({"Ipv6Ranges": [{"CidrIpv6": block}]}),
            Peer::Group(_) => json!({"UserIdGroupPairs": [{"GroupId": at}]}),
        };
        let parameters = json!({"GroupId": at, "IpPermissions": [with("-1", (None, None), end)]});
        draft.call(&format!("RevokeSecurityGroup{direction}"), parameters, id);
    }
    for (permission, ends) in &wanted {
        let is_missing = |end: &&End| end.rule(draft, permission).is_none_or(|rule| !there.contains(&rule));
        let missing: Vec<&End> = ends.iter().filter(is_missing).collect();
        let mut lists: Map<String, Value> = Map::new();
        for end in missing {
            let list = lists.entry(end.list).or_insert_with(|| json!([]));
            list.as_array_mut().into_iter().for_each(|list| list.push(end.named.clone()));
        }
        if !lists.is_empty() {
            let ports = (permission.from_port, permission.to_port);
            let permission = with(&permission.ip_protocol, ports, Value::Object(lists));
            let parameters = json!({"GroupId": at, "IpPermissions": [permission]});
            draft.call(&format!("AuthorizeSecurityGroup{direction}"), parameters, id);
        }
    }
}

/// One other end of a permission: the list it is in, as a line names it, and by its id.
struct End {
    list: &'static str,
    named: Value,
    by_id: Value,
}

impl End {
    fn new(list: &'static str, mut end: Value, description: Option<&str>) -> Self {
        if let Some(text) = description {
            end["Description"] = json!(remark(text));
        }
        Self { list, named: end.clone(), by_id: end }
    }

    /// The rule that it makes of a permission.
    fn rule(&self, draft: &Draft, permission: &Permission) -> Option<(Traffic, Peer)> {
        let ports = (permission.from_port, permission.to_port);
        let whole = with(&permission.ip_protocol, ports, json!({self.list: [self.by_id]}));
        let permission: IpPermission = serde_json::from_value(whole).ok()?;
        let (traffic, peer, _) = permission.rules(draft.world()).ok()?.into_iter().next()?;
        Some((traffic, peer))
    }
}

/// A permission with these other ends.
fn with(protocol: &str, (from, to): (Option<i32>, Option<i32>), ends: Value) -> Value {
    let mut permission = json!({"IpProtocol": protocol});
    if let (Some(from), Some(to)) = (from, to) {
        permission["FromPort"] = json!(from);
        permission["ToPort"] = json!(to);
    }
    if let (Value::Object(permission), Value::Object(ends)) = (&mut permission, ends) {
        permission.extend(ends);
    }
    permission
}

/// The other ends of a permission that can be had here; the others are noted.
fn ends(draft: &mut Draft, group: &SecurityGroup, permission: &Permission) -> Vec<End> {
    let mut ends = Vec::new();
    for range in &permission.ip_ranges {
        ends.push(End::new("IpRanges", json!({"CidrIp": range.cidr_ip}), range.description.as_deref()));
    }
    for range in &permission.ipv6_ranges {
        ends.push(End::new("Ipv6Ranges", json!({"CidrIpv6": range.cidr_ipv6}), range.description.as_deref()));
    }
    let about = |other: &str| format!("{} ({}): {other}", group.group_name, group.group_id);
    for pair in &permission.user_id_group_pairs {
        let known = draft.at(&pair.group_id).zip(draft.id(&pair.group_id).map(str::to_owned));
        let Some((at, id)) = known else {
            draft.leave_out(Reason::OtherGroup, about(&pair.group_id));
            continue;
        };
        let mut end = End::new("UserIdGroupPairs", json!({"GroupId": id}), pair.description.as_deref());
        end.named["GroupId"] = json!(at);
        ends.push(end);
    }
    for list in &permission.prefix_list_ids {
        draft.leave_out(Reason::PrefixList, about(&list.prefix_list_id));
    }
    ends
}

/// Network ACLs with their entries and the subnets they guard.
pub(super) fn acls(draft: &mut Draft, account: &Account) {
    draft.part("network ACLs");
    for acl in &account.network_acls {
        let id = acl.network_acl_id.as_str();
        let Some(vpc) = draft.at(&acl.vpc_id) else {
            undescribed(draft, id, &acl.vpc_id);
            continue;
        };
        if draft.id(id).is_none() {
            let name = draft.name(Kind::NetworkAcl, &acl.vpc_id, (id, &acl.tags));
            let tags = tagged(Kind::NetworkAcl, &name);
            let made = draft.call("CreateNetworkAcl", json!({"VpcId": vpc, "TagSpecifications": tags}), id);
            draft.is_made(id, made.as_ref(), "/NetworkAcl/NetworkAclId");
        }
        let _ = entries(draft, acl);
        if !acl.is_default {
            guards(draft, acl);
        }
    }
}

/// The number from which on entries are the final ones, which nobody makes.
const FINAL: u32 = 32767;

fn entries(draft: &mut Draft, acl: &NetworkAcl) -> Option<()> {
    let id = acl.network_acl_id.as_str();
    let at = draft.at(id)?;
    let ours = draft.world().network_acls.get(draft.id(id)?.parse().ok()?)?.describe(draft.world());
    let ours: Vec<AclEntry> = serde_json::from_value(ours["Entries"].clone()).ok()?;
    let own = |entries: &[AclEntry]| -> Vec<((bool, u32), Value)> {
        let own = entries.iter().filter(|entry| entry.rule_number < FINAL);
        own.map(|entry| ((entry.egress, entry.rule_number), parameters(&at, entry))).collect()
    };
    let (there, wanted) = (own(&ours), own(&acl.entries));
    for ((egress, number), _) in there.iter().filter(|(key, _)| wanted.iter().all(|(other, _)| other != key)) {
        let parameters = json!({"NetworkAclId": at, "RuleNumber": number, "Egress": egress});
        draft.call("DeleteNetworkAclEntry", parameters, id);
    }
    for (key, entry) in &wanted {
        match there.iter().find(|(other, _)| other == key) {
            Some((_, same)) if same == entry => {}
            Some(_) => drop(draft.call("ReplaceNetworkAclEntry", entry.clone(), id)),
            None => drop(draft.call("CreateNetworkAclEntry", entry.clone(), id)),
        }
    }
    Some(())
}

fn parameters(at: &str, entry: &AclEntry) -> Value {
    let given = json!({
        "NetworkAclId": at,
        "RuleNumber": entry.rule_number,
        "Protocol": entry.protocol,
        "RuleAction": entry.rule_action,
        "Egress": entry.egress,
        "CidrBlock": entry.cidr_block,
        "Ipv6CidrBlock": entry.ipv6_cidr_block,
        "PortRange": entry.port_range,
        "IcmpTypeCode": entry.icmp_type_code,
    });
    let members: Map<String, Value> = given.as_object().cloned().unwrap_or_default();
    Value::Object(members.into_iter().filter(|(_, value)| !value.is_null()).collect())
}

/// Puts subnets under an ACL: the association as it is has to be looked up.
fn guards(draft: &mut Draft, acl: &NetworkAcl) {
    for association in &acl.associations {
        let id = association.subnet_id.as_str();
        let (Some(at), Some(subnet)) = (draft.at(&acl.network_acl_id), draft.at(id)) else {
            undescribed(draft, &acl.network_acl_id, id);
            continue;
        };
        let subnet = quote(&subnet);
        let subnet =
            draft.keep("SUBNET", &format!("describe-subnets --subnet-ids {subnet} --query 'Subnets[0].SubnetId'"), id);
        let line = "describe-network-acls --filters Name=association.subnet-id,Values=$SUBNET \
                    --query \"NetworkAcls[0].Associations[?SubnetId=='$SUBNET'] | [0].NetworkAclAssociationId\"";
        if subnet.and_then(|_| draft.keep("GUARD", line, id)).is_some() {
            let acl = quote(&at);
            draft.line(
                format!("aws ec2 replace-network-acl-association --association-id $GUARD --network-acl-id {acl}"),
                id,
            );
        }
    }
}
