//! What has addresses: Elastic IP addresses, NAT gateways, instances and endpoints, as lines.

use super::account::{Account, Instance, NatGateway, Subnet, is_there};
use super::draft::{Draft, tagged};
use super::undescribed;
use crate::cloud::command_line::quote;
use crate::cloud::nat_gateway::NatGatewayState;
use crate::cloud::{Kind, NatGatewayId, Reason, Tag, image};
use serde_json::{Value, json};
use std::net::Ipv4Addr;

/// Elastic IP addresses, also those that only a NAT gateway tells of.
pub(super) fn addresses(draft: &mut Draft, account: &Account) {
    draft.part("Elastic IP addresses and NAT gateways");
    for address in &account.addresses {
        let id = address.allocation_id.clone().unwrap_or_else(|| address.public_ip.to_string());
        allocate(draft, &id, address.public_ip, &address.tags);
    }
    let of_nat = account.nat_gateways.iter().filter(|nat| is_there(nat.state.as_deref()));
    for address in of_nat.flat_map(|nat| &nat.nat_gateway_addresses) {
        if let (Some(id), Some(public)) = (&address.allocation_id, address.public_ip) {
            allocate(draft, id, public, &[]);
        }
    }
}

fn allocate(draft: &mut Draft, id: &str, public: Ipv4Addr, tags: &[Tag]) {
    if draft.id(id).is_some() {
        return;
    }
    let name = draft.name(Kind::Address, "", (id, tags));
    draft.expect_ipv4(public);
    let made = draft.call("AllocateAddress", json!({"TagSpecifications": tagged(Kind::Address, &name)}), id);
    draft.is_made(id, made.as_ref(), "/AllocationId");
}

/// NAT gateways that are there.
pub(super) fn nat_gateways(draft: &mut Draft, account: &Account) {
    for nat in account.nat_gateways.iter().filter(|nat| is_there(nat.state.as_deref())) {
        let id = nat.nat_gateway_id.as_str();
        let Some(subnet) = &nat.subnet_id else {
            draft.leave_out(Reason::NatGateway, id);
            continue;
        };
        match draft.at(subnet) {
            Some(at) => drop(nat_gateway(draft, nat, at)),
            None => undescribed(draft, id, subnet),
        }
    }
}

fn nat_gateway(draft: &mut Draft, nat: &NatGateway, subnet: String) -> Option<()> {
    let id = nat.nat_gateway_id.as_str();
    let name = draft.name(Kind::NatGateway, nat.vpc_id.as_deref().unwrap_or_default(), (id, &nat.tags));
    let primary = nat.primary();
    let mut parameters = json!({"SubnetId": subnet, "TagSpecifications": tagged(Kind::NatGateway, &name)});
    if nat.connectivity_type.as_deref() == Some("private") {
        parameters["ConnectivityType"] = json!("private");
    } else if let Some(at) = primary.and_then(|it| it.allocation_id.as_ref()).and_then(|id| draft.at(id)) {
        parameters["AllocationId"] = json!(at);
    }
    if let Some(private) = primary.and_then(|it| it.private_ip) {
        parameters["PrivateIpAddress"] = json!(private);
    }
    for other in
        nat.nat_gateway_addresses.iter().filter(|it| !primary.is_some_and(|primary| std::ptr::eq(primary, *it)))
    {
        let address = other.public_ip.or(other.private_ip).map(|it| it.to_string()).unwrap_or_default();
        draft.leave_out(Reason::NatAddress, format!("{id}: {address}"));
    }
    let made = draft.call("CreateNatGateway", parameters, id);
    draft.is_made(id, made.as_ref(), "/NatGateway/NatGatewayId")?;
    draft.settle();
    let ours: NatGatewayId = draft.id(id)?.parse().ok()?;
    if let NatGatewayState::Failed { message, .. } = &draft.world().nat_gateways.get(ours)?.state {
        let what = format!("{id}: {message}");
        draft.leave_out(Reason::Refused, what);
    }
    Some(())
}

/// Key pairs and instances, subnet by subnet: first those without a public address of Amazon's, then
/// those with one, while the subnet lends them.
pub(super) fn instances(draft: &mut Draft, account: &Account) {
    draft.part("instances");
    let live: Vec<&Instance> = account.instances.iter().filter(|it| it.is_live()).collect();
    let mut keys: Vec<&str> = live.iter().filter_map(|it| it.key_name.as_deref()).collect();
    keys.sort_unstable();
    keys.dedup();
    for key in keys {
        draft.call("CreateKeyPair", json!({"KeyName": key}), key);
    }
    // Named in the account's order, whatever the order they are launched in.
    let named = live.iter().map(|it| (*it, draft.name(Kind::Instance, "", (&it.instance_id, &it.tags))));
    let live: Vec<(&Instance, String)> = named.collect();
    for subnet in &account.subnets {
        if draft.id(&subnet.subnet_id).is_none() {
            continue;
        }
        let here = live.iter().filter(|(it, _)| it.subnet_id.as_ref() == Some(&subnet.subnet_id));
        let (lent, own): (Vec<_>, Vec<_>) = here.partition(|(it, _)| lent_address(account, it).is_some());
        for (instance, name) in own {
            run(draft, (instance, name), subnet);
        }
        lends(draft, subnet, (false, !lent.is_empty()));
        for (instance, name) in &lent {
            if let Some(public) = lent_address(account, instance) {
                draft.expect_ipv4(public);
            }
            run(draft, (instance, name), subnet);
        }
        lends(draft, subnet, (!lent.is_empty(), subnet.map_public_ip_on_launch));
    }
    for (instance, _) in live {
        let is_there = instance.subnet_id.as_ref().is_some_and(|subnet| draft.id(subnet).is_some());
        if !is_there {
            undescribed(draft, &instance.instance_id, instance.subnet_id.as_deref().unwrap_or("EC2-Classic"));
            continue;
        }
        let _ = finish(draft, account, instance);
    }
}

/// Switches whether a subnet lends public addresses, where that changes.
fn lends(draft: &mut Draft, subnet: &Subnet, (now, then): (bool, bool)) {
    let id = subnet.subnet_id.as_str();
    if let Some(at) = draft.at(id).filter(|_| now != then) {
        draft.call("ModifySubnetAttribute", json!({"SubnetId": at, "MapPublicIpOnLaunch": {"Value": then}}), id);
    }
}

/// The public address of an instance that is no Elastic IP address.
fn lent_address(account: &Account, instance: &Instance) -> Option<Ipv4Addr> {
    let public = instance.public_ip()?;
    let elastic = account.addresses.iter().any(|address| address.public_ip == public);
    (!elastic).then_some(public)
}

fn run(draft: &mut Draft, (instance, name): (&Instance, &str), subnet: &Subnet) {
    let id = instance.instance_id.as_str();
    let Some(at) = draft.at(&subnet.subnet_id) else { return };
    let mut parameters = json!({
        "ImageId": image::LATEST,
        "InstanceType": instance.instance_type.as_deref().unwrap_or("t3.micro"),
        "MinCount": 1,
        "MaxCount": 1,
        "SubnetId": at,
        "TagSpecifications": tagged(Kind::Instance, name),
    });
    if let Some(key) = &instance.key_name {
        parameters["KeyName"] = json!(key);
    }
    let interface = instance.interface();
    let groups = interface.map(|it| &it.groups).filter(|it| !it.is_empty()).unwrap_or(&instance.security_groups);
    let mut named = Vec::new();
    for group in groups {
        match draft.at(&group.group_id) {
            Some(at) => named.push(at),
            None => draft.leave_out(Reason::OtherGroup, format!("{id}: {}", group.group_id)),
        }
    }
    if !named.is_empty() {
        parameters["SecurityGroupIds"] = json!(named);
    }
    if let Some(private) = interface.and_then(|it| it.private_ip_address).or(instance.private_ip_address) {
        parameters["PrivateIpAddress"] = json!(private);
    }
    let mut ipv6 = interface.map(|it| it.ipv6_addresses.clone()).unwrap_or_default();
    ipv6.sort_by_key(|address| !address.is_primary_ipv6);
    let ipv6_addresses: Vec<Value> = ipv6.iter().map(|it| json!({"Ipv6Address": it.ipv6_address})).collect();
    if ipv6.is_empty() && subnet.assign_ipv6_address_on_creation {
        parameters["Ipv6AddressCount"] = json!(0);
    } else if !ipv6.is_empty() {
        parameters["Ipv6Addresses"] = json!(ipv6_addresses);
    }
    if ipv6.iter().any(|address| address.is_primary_ipv6) {
        parameters["EnablePrimaryIpv6"] = json!(true);
    }
    let made = draft.call("RunInstances", parameters, id);
    draft.is_made(id, made.as_ref(), "/Instances/0/InstanceId");
    if let Some(interface) = interface {
        draft.is_made(
            &interface.network_interface_id,
            made.as_ref(),
            "/Instances/0/NetworkInterfaces/0/NetworkInterfaceId",
        );
    }
}

/// What is done to an instance that runs: its Elastic IP address, its checks, and stopping it.
fn finish(draft: &mut Draft, account: &Account, instance: &Instance) -> Option<()> {
    let id = instance.instance_id.as_str();
    let at = draft.at(id)?;
    let first = instance.interface();
    let interface = first.map(|it| it.network_interface_id.as_str());
    for other in instance.network_interfaces.iter().filter(|it| Some(it.network_interface_id.as_str()) != interface) {
        draft.leave_out(Reason::Interface, format!("{id}: {}", other.network_interface_id));
    }
    let more = first.map_or(&[][..], |it| it.private_ip_addresses.as_slice());
    for address in more.iter().filter(|it| it["Primary"] == json!(false)) {
        let address = address["PrivateIpAddress"].as_str().unwrap_or_default();
        draft.leave_out(Reason::PrivateAddress, format!("{id}: {address}"));
    }
    for address in &account.addresses {
        let by_interface = interface.is_some() && address.network_interface_id.as_deref() == interface;
        if by_interface || address.network_interface_id.is_none() && address.instance_id.as_deref() == Some(id) {
            let elastic = draft.at(address.allocation_id.as_ref()?)?;
            draft.call("AssociateAddress", json!({"AllocationId": elastic, "InstanceId": at}), id);
        }
    }
    if instance.source_dest_check == Some(false) {
        let query = "Reservations[0].Instances[0].NetworkInterfaces[0].NetworkInterfaceId";
        let line = format!("describe-instances --instance-ids {} --query '{query}'", quote(&at));
        if draft.keep("ENI", &line, id).is_some() {
            let line = "aws ec2 modify-network-interface-attribute --network-interface-id $ENI --no-source-dest-check";
            draft.line(line.to_owned(), id);
        }
    }
    if !instance.runs() {
        draft.call("StopInstances", json!({"InstanceIds": [at]}), id);
        draft.settle();
    }
    Some(())
}

/// EC2 Instance Connect Endpoints: last of all, since they take any address that is free.
pub(super) fn endpoints(draft: &mut Draft, account: &Account) {
    draft.part("EC2 Instance Connect Endpoints");
    for endpoint in &account.endpoints {
        let id = endpoint.instance_connect_endpoint_id.as_str();
        let state = endpoint.state.as_deref();
        if !matches!(state, None | Some("create-complete" | "create-in-progress")) {
            continue;
        }
        let subnet = account.subnets.iter().find(|it| it.subnet_id == endpoint.subnet_id);
        let (Some(at), Some(subnet)) = (draft.at(&endpoint.subnet_id), subnet) else {
            undescribed(draft, id, &endpoint.subnet_id);
            continue;
        };
        let name = draft.name(Kind::InstanceConnectEndpoint, &subnet.vpc_id, (id, &endpoint.tags));
        // Before there were others, all endpoints were of this type.
        let before = if subnet.cidr_block.is_some() { "ipv4" } else { "ipv6" };
        let mut parameters = json!({
            "SubnetId": at,
            "IpAddressType": endpoint.ip_address_type.as_deref().unwrap_or(before),
            "TagSpecifications": tagged(Kind::InstanceConnectEndpoint, &name),
        });
        let groups: Vec<String> = endpoint.security_group_ids.iter().filter_map(|id| draft.at(id)).collect();
        if !groups.is_empty() {
            parameters["SecurityGroupIds"] = json!(groups);
        }
        if endpoint.preserve_client_ip {
            parameters["PreserveClientIp"] = json!(true);
        }
        let made = draft.call("CreateInstanceConnectEndpoint", parameters, id);
        draft.is_made(id, made.as_ref(), "/InstanceConnectEndpoint/InstanceConnectEndpointId");
    }
}

/// Notes the interfaces of what is not modelled, and the Elastic IP addresses that are not in use here.
pub(super) fn interfaces(draft: &mut Draft, account: &Account) {
    let of_nat = account.nat_gateways.iter().flat_map(|nat| &nat.nat_gateway_addresses);
    let of_nat = of_nat.filter_map(|address| address.network_interface_id.as_deref());
    let of_instances = account.instances.iter().flat_map(|it| &it.network_interfaces);
    let of_instances = of_instances.map(|it| it.network_interface_id.as_str());
    let of_endpoints = account.endpoints.iter().flat_map(|it| &it.network_interface_ids).map(String::as_str);
    let known: Vec<&str> = of_nat.chain(of_instances).chain(of_endpoints).collect();
    let mut seen: Vec<String> = Vec::new();
    for interface in &account.network_interfaces {
        let id = interface.network_interface_id.as_str();
        let plugged = interface.attachment.as_ref().and_then(|slot| slot.instance_id.as_ref());
        if known.contains(&id) || plugged.is_some_and(|instance| draft.id(instance).is_some()) {
            continue;
        }
        let said = interface.description.as_deref().filter(|text| !text.trim().is_empty());
        let why = match (said, interface.interface_type.as_deref()) {
            (Some(text), _) if text.starts_with("ELB ") => Reason::LoadBalancer,
            (_, Some("network_load_balancer" | "gateway_load_balancer")) => Reason::LoadBalancer,
            (_, Some("vpc_endpoint" | "gateway_load_balancer_endpoint")) => Reason::VpcEndpoint,
            (_, Some("transit_gateway")) => Reason::TransitGateway,
            _ => Reason::ForeignInterface,
        };
        // One thing may have many interfaces, and says the same of each.
        match said {
            Some(text) if seen.iter().any(|other| other == text) => continue,
            Some(text) => seen.push(text.to_owned()),
            None => {}
        }
        let address = interface.private_ip_address.map(|it| it.to_string());
        let more = said.map(str::to_owned).or(address).unwrap_or_default();
        draft.leave_out(why, format!("{id} ({more})"));
    }
    for address in &account.addresses {
        let used = address.network_interface_id.is_some() || address.instance_id.is_some();
        let ours = address.allocation_id.as_ref().and_then(|id| draft.id(id)).and_then(|id| id.parse().ok());
        let here = ours.and_then(|id| draft.world().addresses.get(id)).is_some_and(|it| it.association.is_some());
        if used && !here {
            draft.leave_out(Reason::Unassociated, address.public_ip.to_string());
        }
    }
}
