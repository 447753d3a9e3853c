//! Ways back: the calls by which a learner undoes, one by one, what makes a world differ from an
//! earlier one. Whatever was made is deleted, what was changed is set back, and of what was deleted that
//! is made again which the API can make again as it was.

use crate::cloud::egress_only_internet_gateway::EgressOnlyInternetGateway;
use crate::cloud::instance::{Instance, InstanceState};
use crate::cloud::instance_connect_endpoint::InstanceConnectEndpoint;
use crate::cloud::nat_gateway::NatGateway;
use crate::cloud::network_acl::NetworkAcl;
use crate::cloud::route_table::{RouteTable, Target};
use crate::cloud::security_group::SecurityGroup;
use crate::cloud::subnet::Subnet;
use crate::cloud::vpc::Vpc;
use crate::cloud::{Call, Kind, SubnetId, Tag, World};
use crate::sim::repair::route_key;
use serde_json::{Value, json};

/// The calls each of which alone brings `world` nearer to `begin`. Some may be refused until others are done.
pub(super) fn toward(begin: &World, world: &World) -> Vec<Call> {
    let mut back = Back { begin, world, calls: Vec::new() };
    back.routes();
    back.associations();
    back.acl_associations();
    back.attributes();
    back.rules();
    back.states();
    back.new_ones();
    back.lost_ones();
    back.calls
}

struct Back<'w> {
    begin: &'w World,
    world: &'w World,
    calls: Vec<Call>,
}

impl Back<'_> {
    fn call(&mut self, operation: &str, parameters: Value) {
        let call = Call::parse_value(operation, parameters);
        debug_assert!(call.is_ok(), "{operation}: {:?}", call.as_ref().err());
        self.calls.extend(call);
    }

    fn routes(&mut self) {
        for (old, new) in self.world.route_tables.differing(&self.begin.route_tables) {
            let (Some(old), Some(new)) = (old, new) else { continue };
            for route in new.routes.iter().filter(|route| route.target != Target::Local) {
                if old.route(route.destination).is_none() {
                    self.call("DeleteRoute", route_key(new.id, route.destination));
                }
            }
        }
        for old in self.begin.route_tables.iter() {
            let Some(new) = self.world.route_tables.get(old.id) else { continue };
            for route in old.routes.iter().filter(|route| route.target != Target::Local) {
                let target = self.successor(route.target);
                match new.route(route.destination) {
                    None => self.route("CreateRoute", new, route.destination, target),
                    Some(now) if now.target != target => self.route("ReplaceRoute", new, route.destination, target),
                    Some(_) => {}
                }
            }
        }
    }

    /// What a route leads to, or what was made again in its place.
    fn successor(&self, target: Target) -> Target {
        let again = match target {
            Target::NatGateway(id) => {
                let (begin, world) = (&self.begin.nat_gateways, &self.world.nat_gateways);
                let (old, now) = (begin.get(id), world.get(id));
                let gone = old.filter(|old| old.is_live() && now.is_none_or(|now| !now.is_live()));
                let alike = |old: &NatGateway| world.iter().find(|it| it.is_live() && nat(it) == nat(old));
                gone.and_then(alike).map(|it| Target::NatGateway(it.id))
            }
            Target::EgressOnlyInternetGateway(id) => {
                let (begin, world) =
                    (&self.begin.egress_only_internet_gateways, &self.world.egress_only_internet_gateways);
                let gone = begin.get(id).filter(|_| world.get(id).is_none());
                let alike =
                    |old: &EgressOnlyInternetGateway| world.iter().find(|it| egress_only(it) == egress_only(old));
                gone.and_then(alike).map(|it| Target::EgressOnlyInternetGateway(it.id))
            }
            _ => None,
        };
        again.unwrap_or(target)
    }

    fn route(&mut self, operation: &str, table: &RouteTable, destination: ipnet::IpNet, target: Target) {
        let mut parameters = route_key(table.id, destination);
        let (name, id) = match target {
            Target::Local => return,
            Target::InternetGateway(id) => ("GatewayId", json!(id)),
            Target::EgressOnlyInternetGateway(id) => ("EgressOnlyInternetGatewayId", json!(id)),
            Target::NatGateway(id) => ("NatGatewayId", json!(id)),
            Target::Instance(id, _) => ("InstanceId", json!(id)),
            Target::NetworkInterface(id) => ("NetworkInterfaceId", json!(id)),
        };
        parameters[name] = id;
        self.call(operation, parameters);
    }

    /// The table of each subnet.
    /// The network ACLs that rule subnets.
    fn acl_associations(&mut self) {
        let (begin, world) = (self.begin, self.world);
        for before in begin.network_acls.iter() {
            for (_, subnet) in &before.associations {
                let rules = |acl: &&NetworkAcl| acl.associations.iter().any(|(_, ruled)| ruled == subnet);
                let Some(now) = world.network_acls.iter().find(rules).filter(|now| now.id != before.id) else {
                    continue;
                };
                let association = now.associations.iter().find(|(_, ruled)| ruled == subnet).map(|(id, _)| *id);
                let parameters = json!({"AssociationId": association, "NetworkAclId": before.id});
                self.call("ReplaceNetworkAclAssociation", parameters);
            }
        }
    }

    fn associations(&mut self) {
        let changed = self.world.route_tables.differing(&self.begin.route_tables);
        if changed.is_empty() {
            return;
        }
        for subnet in self.world.subnets.iter() {
            let now = own_table(self.world, subnet.id);
            let before = own_table(self.begin, subnet.id);
            match (now, before) {
                (Some((association, _)), None) => {
                    self.call("DisassociateRouteTable", json!({"AssociationId": association}));
                }
                (None, Some((_, table))) => {
                    self.call("AssociateRouteTable", json!({"RouteTableId": table.id, "SubnetId": subnet.id}));
                }
                (Some((association, now)), Some((_, before))) if now.id != before.id => {
                    let parameters = json!({"AssociationId": association, "RouteTableId": before.id});
                    self.call("ReplaceRouteTableAssociation", parameters);
                }
                (Some(_), Some(_)) | (None, None) => {}
            }
        }
    }

    fn attributes(&mut self) {
        for (old, new) in self.world.subnets.differing(&self.begin.subnets) {
            let (Some(old), Some(new)) = (old, new) else { continue };
            let of = |subnet: &Subnet| {
                [
                    ("EnableDns64", subnet.enable_dns64),
                    ("AssignIpv6AddressOnCreation", subnet.assign_ipv6_address_on_creation),
                    ("MapPublicIpOnLaunch", subnet.map_public_ip_on_launch),
                ]
            };
            self.set_back("ModifySubnetAttribute", ("SubnetId", json!(new.id)), of(old).into_iter().zip(of(new)));
        }
        for (old, new) in self.world.vpcs.differing(&self.begin.vpcs) {
            let (Some(old), Some(new)) = (old, new) else { continue };
            let of = |vpc: &Vpc| {
                [("EnableDnsSupport", vpc.enable_dns_support), ("EnableDnsHostnames", vpc.enable_dns_hostnames)]
            };
            self.set_back("ModifyVpcAttribute", ("VpcId", json!(new.id)), of(old).into_iter().zip(of(new)));
        }
    }

    fn set_back<'n>(
        &mut self,
        operation: &str,
        (key, id): (&str, Value),
        pairs: impl Iterator<Item = ((&'n str, bool), (&'n str, bool))>,
    ) {
        for ((name, before), (_, now)) in pairs.filter(|(old, new)| old != new) {
            debug_assert_ne!(before, now);
            let mut parameters = json!({});
            parameters[key] = id.clone();
            parameters[name] = json!({"Value": before});
            self.call(operation, parameters);
        }
    }

    /// The rules of security groups and network ACLs.
    fn rules(&mut self) {
        for (old, new) in self.world.security_groups.differing(&self.begin.security_groups) {
            let (Some(old), Some(new)) = (old, new) else { continue };
            let (more, less) = (beyond(new, old), beyond(old, new));
            for (change, group) in [("Revoke", more), ("Authorize", less)] {
                let described = group.describe(self.world);
                for (way, field) in [("Ingress", "IpPermissions"), ("Egress", "IpPermissionsEgress")] {
                    for permission in described[field].as_array().into_iter().flatten() {
                        let parameters = json!({"GroupId": new.id, "IpPermissions": [permission_of(permission)]});
                        self.call(&format!("{change}SecurityGroup{way}"), parameters);
                    }
                }
            }
        }
        for (old, new) in self.world.network_acls.differing(&self.begin.network_acls) {
            let (Some(old), Some(new)) = (old, new) else { continue };
            let same_place = |a: &crate::cloud::network_acl::Entry, b: &crate::cloud::network_acl::Entry| {
                a.direction == b.direction && a.number == b.number
            };
            for entry in new.entries.iter().filter(|entry| !old.entries.contains(entry)) {
                let egress = entry.direction == crate::cloud::network_acl::Direction::Egress;
                let key = json!({"NetworkAclId": new.id, "RuleNumber": entry.number, "Egress": egress});
                self.call("DeleteNetworkAclEntry", key);
            }
            for entry in old.entries.iter().filter(|entry| !new.entries.contains(entry)) {
                let there = new.entries.iter().any(|other| same_place(entry, other));
                if let Value::Object(mut parameters) = entry.describe() {
                    parameters.insert("NetworkAclId".to_owned(), json!(new.id));
                    let operation = if there { "ReplaceNetworkAclEntry" } else { "CreateNetworkAclEntry" };
                    self.calls.extend(Call::parse_value(operation, Value::Object(parameters)));
                }
            }
        }
    }

    /// Instances that run or don't.
    fn states(&mut self) {
        for (old, new) in self.world.instances.differing(&self.begin.instances) {
            let (Some(old), Some(new)) = (old, new) else { continue };
            let operation = match (old.state, new.state) {
                (InstanceState::Running, InstanceState::Stopped) => "StartInstances",
                (InstanceState::Stopped, InstanceState::Running) => "StopInstances",
                _ => continue,
            };
            self.call(operation, json!({"InstanceIds": [new.id]}));
        }
    }

    /// What was made is deleted; what lies in it has to be deleted before.
    fn new_ones(&mut self) {
        for (old, new) in self.world.instances.differing(&self.begin.instances) {
            if let (None, Some(new)) = (old, new)
                && new.is_live()
                && !self.begin.instances.iter().any(|it| instance(self.begin, it) == instance(self.world, new))
            {
                self.call("TerminateInstances", json!({"InstanceIds": [new.id]}));
            }
        }
        for (old, new) in self.world.nat_gateways.differing(&self.begin.nat_gateways) {
            if let (None, Some(new)) = (old, new)
                && new.is_live()
                && !self.begin.nat_gateways.iter().any(|it| nat(it) == nat(new))
            {
                self.call("DeleteNatGateway", json!({"NatGatewayId": new.id}));
            }
        }
        self.new_others();
    }

    fn new_others(&mut self) {
        macro_rules! delete {
            ($($table:ident: $operation:literal, $parameter:literal;)*) => {$(
                for (old, new) in self.world.$table.differing(&self.begin.$table) {
                    if let (None, Some(new)) = (old, new) {
                        self.call($operation, json!({$parameter: new.id}));
                    }
                }
            )*};
        }
        for (old, new) in self.world.key_pairs.differing(&self.begin.key_pairs) {
            if let (None, Some(new)) = (old, new) {
                self.call("DeleteKeyPair", json!({"KeyName": new.name}));
            }
        }
        for (_, new) in self.world.internet_gateways.differing(&self.begin.internet_gateways) {
            if let Some((new, vpc)) = new.and_then(|new| Some((new, new.vpc_id?)))
                && self.begin.internet_gateways.get(new.id).is_none_or(|old| old.vpc_id != new.vpc_id)
            {
                self.call("DetachInternetGateway", json!({"InternetGatewayId": new.id, "VpcId": vpc}));
            }
        }
        for (old, new) in self.world.instance_connect_endpoints.differing(&self.begin.instance_connect_endpoints) {
            if let (None, Some(new)) = (old, new)
                && !self.begin.instance_connect_endpoints.iter().any(|it| endpoint(it) == endpoint(new))
            {
                self.call("DeleteInstanceConnectEndpoint", json!({"InstanceConnectEndpointId": new.id}));
            }
        }
        let gateways = self.world.egress_only_internet_gateways.differing(&self.begin.egress_only_internet_gateways);
        for (old, new) in gateways {
            if let (None, Some(new)) = (old, new)
                && !self.begin.egress_only_internet_gateways.iter().any(|it| egress_only(it) == egress_only(new))
            {
                self.call("DeleteEgressOnlyInternetGateway", json!({"EgressOnlyInternetGatewayId": new.id}));
            }
        }
        delete! {
            internet_gateways: "DeleteInternetGateway", "InternetGatewayId";
            addresses: "ReleaseAddress", "AllocationId";
            security_groups: "DeleteSecurityGroup", "GroupId";
            subnets: "DeleteSubnet", "SubnetId";
            route_tables: "DeleteRouteTable", "RouteTableId";
            network_acls: "DeleteNetworkAcl", "NetworkAclId";
            vpcs: "DeleteVpc", "VpcId";
        }
    }

    /// What was deleted and can be made again as it was.
    fn lost_ones(&mut self) {
        for (old, new) in self.world.instance_connect_endpoints.differing(&self.begin.instance_connect_endpoints) {
            if let (Some(old), None) = (old, new)
                && !self.world.instance_connect_endpoints.iter().any(|it| endpoint(it) == endpoint(old))
            {
                self.call("CreateInstanceConnectEndpoint", endpoint(old));
            }
        }
        for (old, new) in self.world.nat_gateways.differing(&self.begin.nat_gateways) {
            if let Some(old) = old.filter(|old| old.is_live() && new.is_none_or(|new| !new.is_live()))
                && !self.world.nat_gateways.iter().any(|it| it.is_live() && nat(it) == nat(old))
            {
                self.call("CreateNatGateway", nat(old));
            }
        }
        for (old, new) in self.world.instances.differing(&self.begin.instances) {
            if let Some(old) = old.filter(|old| old.is_live() && new.is_none_or(|new| !new.is_live())) {
                let again = instance(self.begin, old);
                if !self.world.instances.iter().any(|it| it.is_live() && instance(self.world, it) == again) {
                    self.call("RunInstances", again);
                }
            }
        }
        let gateways = self.world.egress_only_internet_gateways.differing(&self.begin.egress_only_internet_gateways);
        for (old, new) in gateways {
            if let (Some(old), None) = (old, new)
                && !self.world.egress_only_internet_gateways.iter().any(|it| egress_only(it) == egress_only(old))
            {
                self.call("CreateEgressOnlyInternetGateway", egress_only(old));
            }
        }
        for (old, new) in self.world.internet_gateways.differing(&self.begin.internet_gateways) {
            if let (Some(old), Some(new)) = (old, new)
                && let (Some(vpc), None) = (old.vpc_id, new.vpc_id)
            {
                self.call("AttachInternetGateway", json!({"InternetGatewayId": new.id, "VpcId": vpc}));
            }
        }
        for (old, new) in self.world.key_pairs.differing(&self.begin.key_pairs) {
            if let (Some(old), None) = (old, new) {
                self.call("CreateKeyPair", json!({"KeyName": old.name, "KeyType": old.key_type}));
            }
        }
        for (old, new) in self.world.route_tables.differing(&self.begin.route_tables) {
            if let (Some(old), None) = (old, new) {
                let tags = tags(Kind::RouteTable, &old.tags);
                self.call("CreateRouteTable", json!({"VpcId": old.vpc_id, "TagSpecifications": tags}));
            }
        }
        for (old, new) in self.world.subnets.differing(&self.begin.subnets) {
            if let (Some(old), None) = (old, new) {
                self.call("CreateSubnet", subnet(old));
            }
        }
    }
}

/// The table that a subnet is associated with by itself.
fn own_table(world: &World, subnet: SubnetId) -> Option<(crate::cloud::RouteTableAssociationId, &RouteTable)> {
    world.route_tables.iter().find_map(|table| {
        let own = table.associations.iter().find(|it| it.subnet_id == Some(subnet))?;
        Some((own.id, table))
    })
}

/// A group with only those rules that another one has not.
fn beyond(group: &SecurityGroup, other: &SecurityGroup) -> SecurityGroup {
    let mut rest = group.clone();
    for (rules, known) in [(&mut rest.ingress, &other.ingress), (&mut rest.egress, &other.egress)] {
        rules.retain(|rule| !known.iter().any(|it| it.traffic == rule.traffic && it.peer == rule.peer));
    }
    rest
}

/// A permission as EC2 describes it, as EC2 takes it: without what is empty, and whose group it is.
fn permission_of(described: &Value) -> Value {
    let mut permission = described.clone();
    if let Some(fields) = permission.as_object_mut() {
        fields.retain(|_, value| value.as_array().is_none_or(|list| !list.is_empty()));
        for pair in fields.get_mut("UserIdGroupPairs").and_then(Value::as_array_mut).into_iter().flatten() {
            if let Some(pair) = pair.as_object_mut() {
                pair.retain(|name, _| name == "GroupId");
            }
        }
        fields.retain(|name, _| name != "PrefixListIds");
    }
    permission
}

fn tags(kind: Kind, tags: &[Tag]) -> Value {
    if tags.is_empty() { json!([]) } else { json!([{"ResourceType": kind.resource_type(), "Tags": tags}]) }
}

fn endpoint(old: &InstanceConnectEndpoint) -> Value {
    json!({
        "SubnetId": old.subnet_id,
        "SecurityGroupIds": old.groups,
        "IpAddressType": old.ip_address_type,
        "PreserveClientIp": old.preserve_client_ip,
        "TagSpecifications": tags(Kind::InstanceConnectEndpoint, &old.tags),
    })
}

fn subnet(old: &Subnet) -> Value {
    let mut parameters = json!({
        "VpcId": old.vpc_id,
        "AvailabilityZone": old.availability_zone,
        "TagSpecifications": tags(Kind::Subnet, &old.tags),
    });
    if let Some(block) = old.cidr_block {
        parameters["CidrBlock"] = json!(block);
    }
    if let Some(block) = old.ipv6_block() {
        parameters["Ipv6CidrBlock"] = json!(block);
    }
    if old.ipv6_native {
        parameters["Ipv6Native"] = json!(true);
    }
    parameters
}

fn nat(old: &NatGateway) -> Value {
    let mut parameters = json!({
        "SubnetId": old.subnet_id,
        "PrivateIpAddress": old.private_ip,
        "ConnectivityType": old.connectivity,
        "TagSpecifications": tags(Kind::NatGateway, &old.tags),
    });
    if let Some(address) = old.allocation_id {
        parameters["AllocationId"] = json!(address);
    }
    parameters
}

fn egress_only(old: &EgressOnlyInternetGateway) -> Value {
    json!({"VpcId": old.vpc_id, "TagSpecifications": tags(Kind::EgressOnlyInternetGateway, &old.tags)})
}

fn instance(world: &World, old: &Instance) -> Value {
    let mut parameters = json!({
        "ImageId": old.image_id.to_string(),
        "InstanceType": old.instance_type,
        "SubnetId": old.subnet_id,
        "MinCount": 1,
        "MaxCount": 1,
        "TagSpecifications": tags(Kind::Instance, &old.tags),
    });
    if let Some(key) = &old.key_name {
        parameters["KeyName"] = json!(key);
    }
    if let Some(interface) = old.network_interface_id.and_then(|id| world.network_interfaces.get(id)) {
        parameters["SecurityGroupIds"] = json!(interface.groups);
        if let Some(address) = interface.private_ip {
            parameters["PrivateIpAddress"] = json!(address);
        }
        let addresses = interface.ipv6_addresses.iter().map(|it| json!({"Ipv6Address": it}));
        parameters["Ipv6Addresses"] = addresses.collect();
        if old.primary_ipv6 {
            parameters["EnablePrimaryIpv6"] = json!(true);
        }
    }
    parameters
}
