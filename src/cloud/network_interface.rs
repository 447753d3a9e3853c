//! Elastic network interface: where something is attached to a subnet, with its addresses.
//!
//! Simplified: each belongs to something; there are no interfaces of one's own.

use super::call::AttributeBooleanValue;
use super::describe::describe_operation;
use super::subnet::Subnet;
use super::{
    ApiError, Given, InstanceConnectEndpointId, InstanceId, NatGatewayId, NetworkInterfaceId, Operation,
    SecurityGroupId, SubnetId, Tag, VpcId, World,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::net::{Ipv4Addr, Ipv6Addr};

/// An elastic network interface.
#[derive(Clone, Debug, PartialEq)]
pub struct NetworkInterface {
    /// Its id.
    pub id: NetworkInterfaceId,
    /// The VPC it lies in.
    pub vpc_id: VpcId,
    /// The subnet it is attached to.
    pub subnet_id: SubnetId,
    /// Its private IPv4 address; none in an IPv6-only subnet.
    pub private_ip: Option<Ipv4Addr>,
    /// The public IPv4 address mapped to it, whether Elastic or lent at launch.
    pub public_ip: Option<Ipv4Addr>,
    /// Its global IPv6 addresses, the primary one first.
    pub ipv6_addresses: Vec<Ipv6Addr>,
    /// Its security groups; none on a NAT gateway.
    pub groups: Vec<SecurityGroupId>,
    /// Whether it drops packets that are not for its own addresses (rule 4.45).
    pub source_dest_check: bool,
    /// What it belongs to.
    pub owner: Owner,
    /// Its tags.
    pub tags: Vec<Tag>,
}

/// What an interface belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// An instance.
    Instance(InstanceId),
    /// A NAT gateway.
    NatGateway(NatGatewayId),
    /// An EC2 Instance Connect Endpoint.
    InstanceConnectEndpoint(InstanceConnectEndpointId),
    /// A load balancer, by its name.
    LoadBalancer(String),
}

impl NetworkInterface {
    /// The Ethernet address, made from the id as a locally administered one.
    pub fn mac(&self) -> [u8; 6] {
        let digest = crate::cloud::world::mix(&self.id.to_string());
        let b = digest.to_be_bytes();
        [0x0e, b[1], b[2], b[3], b[4], b[5]]
    }

    /// The IPv6 link-local address, EUI-64 from the Ethernet address (rule 5.2).
    pub fn link_local(&self) -> Ipv6Addr {
        let m = self.mac();
        let pair = |high: u8, low: u8| u16::from_be_bytes([high, low]);
        Ipv6Addr::new(0xfe80, 0, 0, 0, pair(m[0] ^ 2, m[1]), pair(m[2], 0xff), pair(0xfe, m[3]), pair(m[4], m[5]))
    }
}

/// Filters by field of the description.
pub const FILTERS: super::describe::Filters = &[
    ("addresses.private-ip-address", "PrivateIpAddress"),
    ("group-id", "Groups.GroupId"),
    ("interface-type", "InterfaceType"),
    ("ipv6-addresses.ipv6-address", "Ipv6Addresses.Ipv6Address"),
    ("network-interface-id", "NetworkInterfaceId"),
    ("private-ip-address", "PrivateIpAddress"),
    ("subnet-id", "SubnetId"),
    ("vpc-id", "VpcId"),
];

impl NetworkInterface {
    /// An interface in a subnet that has no address and no group yet.
    pub fn bare(id: NetworkInterfaceId, subnet: &Subnet, owner: Owner) -> Self {
        Self {
            id,
            vpc_id: subnet.vpc_id,
            subnet_id: subnet.id,
            private_ip: None,
            public_ip: None,
            ipv6_addresses: Vec::new(),
            groups: Vec::new(),
            source_dest_check: true,
            owner,
            tags: Vec::new(),
        }
    }

    /// As EC2 describes it.
    pub fn describe(&self, world: &World) -> Value {
        let ipv6: Vec<Value> = self.ipv6_addresses.iter().map(|it| json!({"Ipv6Address": it})).collect();
        let mac = self.mac().map(|byte| format!("{byte:02x}")).join(":");
        let kind = match self.owner {
            Owner::NatGateway(_) => "nat_gateway",
            Owner::Instance(_) | Owner::InstanceConnectEndpoint(_) | Owner::LoadBalancer(_) => "interface",
        };
        let zone = world.subnets.get(self.subnet_id).map(|subnet| subnet.availability_zone.as_str());
        let mut described = json!({
            "AvailabilityZone": zone,
            "Groups": describe_groups(&self.groups, world),
            "InterfaceType": kind,
            "Ipv6Addresses": ipv6,
            "MacAddress": mac,
            "NetworkInterfaceId": self.id,
            "OwnerId": world.account,
            "SourceDestCheck": self.source_dest_check,
            "Status": "in-use",
            "SubnetId": self.subnet_id,
            "TagSet": self.tags,
            "VpcId": self.vpc_id,
        });
        if let Some(address) = self.private_ip {
            described["PrivateIpAddress"] = json!(address);
        }
        if let Owner::LoadBalancer(name) = &self.owner {
            described["Description"] = json!(format!("ELB app/{name}/{:016x}", super::world::mix(name)));
        }
        if let Some(address) = self.public_ip {
            described["Association"] = json!({"PublicIp": address});
        }
        described
    }
}

/// Security groups as descriptions list them.
pub fn describe_groups(groups: &[SecurityGroupId], world: &World) -> Vec<Value> {
    let name = |id: SecurityGroupId| world.security_groups.get(id).map(|group| group.name.clone());
    groups.iter().map(|id| json!({"GroupId": id, "GroupName": name(*id)})).collect()
}

/// Reads the groups for an interface in `vpc`; the VPC's default group where none is given.
pub fn groups_for(
    given: &[Given<SecurityGroupId>],
    vpc: VpcId,
    world: &World,
) -> Result<Vec<SecurityGroupId>, ApiError> {
    if given.is_empty() {
        return Ok(world.default_security_group(vpc).map(|group| group.id).into_iter().collect());
    }
    let mut groups = Vec::new();
    for given in given {
        let id = given.existing(world)?;
        if world.security_group(id)?.vpc_id != vpc {
            let message =
                format!("You have specified two resources that belong to different networks: {id} is not in {vpc}.");
            return Err(ApiError::new("InvalidParameter", message));
        }
        groups.push(id);
    }
    Ok(groups)
}

describe_operation! {
    /// Describes network interfaces.
    DescribeNetworkInterfaces, "NetworkInterfaces", NetworkInterface,
    network_interface_ids: [NetworkInterfaceId; "NetworkInterfaceId"], filters
}

/// Changes an interface: its security groups, or whether it checks source and destination.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ModifyNetworkInterfaceAttribute {
    /// The interface.
    pub network_interface_id: Given<NetworkInterfaceId>,
    /// Its security groups from now on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<Given<SecurityGroupId>>,
    /// Whether it drops packets that are not for its own addresses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_dest_check: Option<AttributeBooleanValue>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

impl Operation for ModifyNetworkInterfaceAttribute {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let id = self.network_interface_id.existing(world)?;
        let vpc = world.network_interface(id)?.vpc_id;
        let groups = groups_for(&self.groups, vpc, world)?;
        let interface = world.network_interface_mut(id)?;
        if !self.groups.is_empty() {
            interface.groups = groups;
        }
        if let Some(check) = self.source_dest_check {
            interface.source_dest_check = check.value;
        }
        Ok(Value::Null)
    }
}
