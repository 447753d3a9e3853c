//! VPCs, subnets and the gateways of a VPC, as lines.

use super::account::{Account, Attachment, Subnet, Vpc, is_there, name};
use super::draft::{Draft, tagged};
use super::undescribed;
use crate::cloud::command_line::quote;
use crate::cloud::{Kind, Reason, SubnetId};
use serde_json::{Value, json};

/// VPCs with their blocks and attributes, and the names of what comes with each.
pub(super) fn vpcs(draft: &mut Draft, account: &Account) {
    for vpc in &account.vpcs {
        draft.part("a VPC");
        let _ = one_vpc(draft, account, vpc);
    }
}

fn one_vpc(draft: &mut Draft, account: &Account, vpc: &Vpc) -> Option<()> {
    let id = vpc.vpc_id.as_str();
    let name = draft.name(Kind::Vpc, "", (id, &vpc.tags));
    let (ipv4, ipv6) = (vpc.ipv4_blocks(), vpc.ipv6_blocks());
    let mut parameters = json!({"TagSpecifications": tagged(Kind::Vpc, &name)});
    if let Some(block) = ipv4.first() {
        parameters["CidrBlock"] = json!(block);
    }
    if let Some(block) = ipv6.first() {
        draft.expect_ipv6(*block);
        parameters["AmazonProvidedIpv6CidrBlock"] = json!(true);
    }
    let made = draft.call("CreateVpc", parameters, id);
    draft.is_made(id, made.as_ref(), "/Vpc/VpcId")?;
    let at = draft.at(id)?;
    for block in ipv4.iter().skip(1) {
        draft.call("AssociateVpcCidrBlock", json!({"VpcId": at, "CidrBlock": block}), id);
    }
    for block in ipv6.iter().skip(1) {
        draft.expect_ipv6(*block);
        draft.call("AssociateVpcCidrBlock", json!({"VpcId": at, "AmazonProvidedIpv6CidrBlock": true}), id);
    }
    let made = draft.world().vpcs.iter().find(|it| draft.id(id) == Some(it.id.to_string().as_str()))?;
    let (support, hostnames) = (made.enable_dns_support, made.enable_dns_hostnames);
    let attributes = account.vpc_attributes.iter().filter(|it| it.vpc_id == id);
    for attribute in attributes {
        for (member, given, usual) in [
            ("EnableDnsSupport", &attribute.enable_dns_support, support),
            ("EnableDnsHostnames", &attribute.enable_dns_hostnames, hostnames),
        ] {
            if let Some(given) = given.as_ref().filter(|given| given.value != usual) {
                draft.call("ModifyVpcAttribute", json!({"VpcId": at, member: {"Value": given.value}}), id);
            }
        }
    }
    came_with(draft, account, vpc)
}

/// Names what came with a VPC: its main route table, its default network ACL and security group.
fn came_with(draft: &mut Draft, account: &Account, vpc: &Vpc) -> Option<()> {
    let id = vpc.vpc_id.as_str();
    let filter = quote(&format!("Name=vpc-id,Values={}", draft.at(id)?));
    let main = account.route_tables.iter().find(|it| it.vpc_id == id && it.associations.iter().any(|it| it.main));
    if let Some(table) = main {
        let line = format!("describe-route-tables --filters {filter} --query 'RouteTables[0].RouteTableId'");
        let ours = draft.keep("MAIN", &line, &table.route_table_id)?;
        draft.is(&table.route_table_id, &ours);
        let name = draft.name(Kind::RouteTable, id, (&table.route_table_id, &table.tags));
        name_it(draft, "$MAIN", &name, &table.route_table_id);
    }
    let acl = account.network_acls.iter().find(|it| it.vpc_id == id && it.is_default);
    if let Some(acl) = acl {
        let line = format!("describe-network-acls --filters {filter} --query 'NetworkAcls[0].NetworkAclId'");
        let ours = draft.keep("ACL", &line, &acl.network_acl_id)?;
        draft.is(&acl.network_acl_id, &ours);
        let name = draft.name(Kind::NetworkAcl, id, (&acl.network_acl_id, &acl.tags));
        name_it(draft, "$ACL", &name, &acl.network_acl_id);
    }
    let ours = draft.world().vpcs.iter().find(|it| draft.id(id) == Some(it.id.to_string().as_str()))?.id;
    let ours = draft.world().default_security_group(ours)?.id.to_string();
    let group =
        account.security_groups.iter().find(|it| it.vpc_id.as_deref() == Some(id) && it.group_name == "default");
    if let Some(group) = group {
        draft.is(&group.group_id, &ours);
        if name(&group.tags).is_some() {
            let at = draft.at(&group.group_id)?;
            let name = draft.name(Kind::SecurityGroup, id, (&group.group_id, &group.tags));
            name_it(draft, &quote(&at), &name, &group.group_id);
        }
    }
    Some(())
}

fn name_it(draft: &mut Draft, at: &str, name: &str, about: &str) {
    let tag = quote(&format!("Key=Name,Value={name}"));
    draft.line(format!("aws ec2 create-tags --resources {at} --tags {tag}"), about);
}

/// Subnets with their attributes. Whether they lend public addresses is set when their instances run.
pub(super) fn subnets(draft: &mut Draft, account: &Account) {
    draft.part("subnets");
    for subnet in &account.subnets {
        let Some(vpc) = draft.at(&subnet.vpc_id) else {
            undescribed(draft, &subnet.subnet_id, &subnet.vpc_id);
            continue;
        };
        let _ = one_subnet(draft, subnet, &vpc);
    }
}

fn one_subnet(draft: &mut Draft, subnet: &Subnet, vpc: &str) -> Option<()> {
    let id = subnet.subnet_id.as_str();
    let name = draft.name(Kind::Subnet, &subnet.vpc_id, (id, &subnet.tags));
    let mut parameters = json!({
        "VpcId": vpc,
        "AvailabilityZone": subnet.availability_zone,
        "TagSpecifications": tagged(Kind::Subnet, &name),
    });
    if let Some(block) = subnet.ipv6_block() {
        parameters["Ipv6CidrBlock"] = json!(block);
    }
    match subnet.cidr_block.filter(|_| !subnet.ipv6_native) {
        Some(block) => parameters["CidrBlock"] = json!(block),
        None => parameters["Ipv6Native"] = json!(true),
    }
    let made = draft.call("CreateSubnet", parameters, id);
    draft.is_made(id, made.as_ref(), "/Subnet/SubnetId")?;
    for (member, wanted) in attributes(draft, subnet) {
        let at = draft.at(id)?;
        draft.call("ModifySubnetAttribute", json!({"SubnetId": at, member: wanted}), id);
    }
    Some(())
}

/// The attributes that are not as they were made, each with what it shall be.
fn attributes(draft: &Draft, subnet: &Subnet) -> Vec<(&'static str, Value)> {
    let ours: Option<SubnetId> = draft.id(&subnet.subnet_id).and_then(|id| id.parse().ok());
    let Some(made) = ours.and_then(|id| draft.world().subnets.get(id)) else { return Vec::new() };
    let mut wanted = Vec::new();
    let mut on_or_off = |member, now: bool, then: bool| {
        if now != then {
            wanted.push((member, json!({"Value": then})));
        }
    };
    on_or_off("EnableDns64", made.enable_dns64, subnet.enable_dns64);
    let assigns = subnet.assign_ipv6_address_on_creation;
    on_or_off("AssignIpv6AddressOnCreation", made.assign_ipv6_address_on_creation, assigns);
    if let Some(hostnames) = &subnet.private_dns_name_options_on_launch {
        on_or_off("EnableResourceNameDnsARecordOnLaunch", made.hostnames.resource_name_a, hostnames.a);
        on_or_off("EnableResourceNameDnsAAAARecordOnLaunch", made.hostnames.resource_name_aaaa, hostnames.aaaa);
        let kind = json!(hostnames.hostname_type);
        if !kind.is_null() && kind != json!(made.hostnames.kind) {
            wanted.push(("PrivateDnsHostnameTypeOnLaunch", kind));
        }
    }
    wanted
}

/// Internet gateways of both kinds.
pub(super) fn gateways(draft: &mut Draft, account: &Account) {
    draft.part("Internet gateways");
    for gateway in &account.internet_gateways {
        let id = gateway.internet_gateway_id.as_str();
        let vpc = attached_to(&gateway.attachments);
        if internet_gateway(draft, id, &gateway.tags).is_none() {
            continue;
        }
        let Some(vpc) = vpc else { continue };
        match (draft.at(id), draft.at(vpc)) {
            (Some(at), Some(vpc)) => {
                draft.call("AttachInternetGateway", json!({"InternetGatewayId": at, "VpcId": vpc}), id);
            }
            _ => undescribed(draft, id, vpc),
        }
    }
    for gateway in &account.egress_only_internet_gateways {
        let id = gateway.egress_only_internet_gateway_id.as_str();
        let Some(vpc) = attached_to(&gateway.attachments) else {
            draft.leave_out(Reason::Undescribed, id);
            continue;
        };
        let Some(at) = draft.at(vpc) else {
            undescribed(draft, id, vpc);
            continue;
        };
        let name = draft.name(Kind::EgressOnlyInternetGateway, vpc, (id, &gateway.tags));
        let tags = tagged(Kind::EgressOnlyInternetGateway, &name);
        let made = draft.call("CreateEgressOnlyInternetGateway", json!({"VpcId": at, "TagSpecifications": tags}), id);
        draft.is_made(id, made.as_ref(), "/EgressOnlyInternetGateway/EgressOnlyInternetGatewayId");
    }
}

/// Makes an Internet gateway, unless it is there already.
pub(super) fn internet_gateway(draft: &mut Draft, id: &str, tags: &[crate::cloud::Tag]) -> Option<()> {
    if draft.id(id).is_some() {
        return Some(());
    }
    let name = draft.name(Kind::InternetGateway, "", (id, tags));
    let tags = tagged(Kind::InternetGateway, &name);
    let made = draft.call("CreateInternetGateway", json!({"TagSpecifications": tags}), id);
    draft.is_made(id, made.as_ref(), "/InternetGateway/InternetGatewayId")
}

fn attached_to(attachments: &[Attachment]) -> Option<&str> {
    attachments.iter().find(|it| is_there(it.state.as_deref())).map(|it| it.vpc_id.as_str())
}
