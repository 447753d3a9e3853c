//! EC2 Instance Connect Endpoint: the way to a shell on an instance without a public address.
//!
//! Simplified: one interface, one subnet; nobody but the account's owner asks, so IAM is left out.

use super::describe::describe_operation;
use super::life::{ENDPOINT_CREATING, ENDPOINT_DELETING};
use super::network_interface::{NetworkInterface, Owner, groups_for};
use super::subnet::Subnet;
use super::tag::{self, TagSpecification};
use super::{
    ApiError, Given, InstanceConnectEndpointId, Kind, NetworkInterfaceId, Operation, SecurityGroupId, SubnetId, Tag,
    VpcId, World,
};
use crate::net::SimTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// An EC2 Instance Connect Endpoint.
#[derive(Clone, Debug, PartialEq)]
pub struct InstanceConnectEndpoint {
    /// Its id.
    pub id: InstanceConnectEndpointId,
    /// The VPC it lies in.
    pub vpc_id: VpcId,
    /// The subnet it sits in.
    pub subnet_id: SubnetId,
    /// Its interface.
    pub network_interface_id: NetworkInterfaceId,
    /// Its security groups; only what they let out counts (rule 4.39).
    pub groups: Vec<SecurityGroupId>,
    /// Which addresses of instances it can reach (rule 4.37).
    pub ip_address_type: IpAddressType,
    /// Whether the instance sees the client's address.
    pub preserve_client_ip: bool,
    /// Where it is in its life.
    pub state: EndpointState,
    /// When it was made.
    pub created: SimTime,
    /// Its tags.
    pub tags: Vec<Tag>,
}

/// Which addresses an endpoint reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum IpAddressType {
    /// Private IPv4 only.
    Ipv4,
    /// Either.
    Dualstack,
    /// IPv6 only.
    Ipv6,
}

/// Where an endpoint is in its life (rule 4.43).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndpointState {
    /// Being made.
    CreateInProgress {
        /// When it is there.
        ready: SimTime,
    },
    /// At work.
    CreateComplete,
    /// Going away; still counts against the quota.
    DeleteInProgress {
        /// When it is gone.
        gone: SimTime,
    },
}

/// Filters by field of the description.
pub const FILTERS: super::describe::Filters = &[
    ("instance-connect-endpoint-id", "InstanceConnectEndpointId"),
    ("state", "State"),
    ("subnet-id", "SubnetId"),
    ("vpc-id", "VpcId"),
];

impl EndpointState {
    /// EC2's word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::CreateInProgress { .. } => "create-in-progress",
            Self::CreateComplete => "create-complete",
            Self::DeleteInProgress { .. } => "delete-in-progress",
        }
    }
}

impl InstanceConnectEndpoint {
    /// Whether it is not going away.
    pub fn is_live(&self) -> bool {
        !matches!(self.state, EndpointState::DeleteInProgress { .. })
    }

    /// As EC2 describes it.
    pub fn describe(&self, world: &World) -> Value {
        let zone = world.subnets.get(self.subnet_id).map(|subnet| subnet.availability_zone.as_str());
        json!({
            "OwnerId": world.account,
            "InstanceConnectEndpointId": self.id,
            "InstanceConnectEndpointArn": world.arn("instance-connect-endpoint", self.id),
            "State": self.state.word(),
            "StateMessage": "",
            "DnsName": format!("{}.{}.ec2-instance-connect-endpoint.{}.amazonaws.com", self.id, self.vpc_id, world.region),
            "NetworkInterfaceIds": [self.network_interface_id],
            "VpcId": self.vpc_id,
            "AvailabilityZone": zone,
            "CreatedAt": world.timestamp(self.created),
            "SubnetId": self.subnet_id,
            "PreserveClientIp": self.preserve_client_ip,
            "SecurityGroupIds": self.groups,
            "IpAddressType": self.ip_address_type,
            "Tags": self.tags,
        })
    }
}

/// The type an endpoint gets where none is asked for: what its subnet has (rule 4.37).
fn default_type(subnet: &Subnet) -> IpAddressType {
    match (subnet.cidr_block, &subnet.ipv6_cidr_block) {
        (Some(_), None) => IpAddressType::Ipv4,
        (Some(_), Some(_)) => IpAddressType::Dualstack,
        (None, _) => IpAddressType::Ipv6,
    }
}

/// Whether a subnet has the addresses that an endpoint of this type needs.
fn fits(kind: IpAddressType, subnet: &Subnet) -> bool {
    let (ipv4, ipv6) = (subnet.cidr_block.is_some(), subnet.ipv6_cidr_block.is_some());
    match kind {
        IpAddressType::Ipv4 => ipv4,
        IpAddressType::Dualstack => ipv4 && ipv6,
        IpAddressType::Ipv6 => ipv6,
    }
}

/// Makes an EC2 Instance Connect Endpoint in a subnet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct CreateInstanceConnectEndpoint {
    /// The subnet it shall sit in.
    pub subnet_id: Given<SubnetId>,
    /// Its security groups; the VPC's default one where none is given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub security_group_ids: Vec<Given<SecurityGroupId>>,
    /// Which addresses of instances it reaches; by default what its subnet has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ip_address_type: Option<Given<IpAddressType>>,
    /// Whether the instance sees the client's address; only with type ipv4.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preserve_client_ip: Option<bool>,
    /// Tags for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tag_specifications: Vec<TagSpecification>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

impl Operation for CreateInstanceConnectEndpoint {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let tags = tag::for_new(&self.tag_specifications, Kind::InstanceConnectEndpoint)?;
        let subnet_id = self.subnet_id.existing(world)?;
        let subnet = world.subnet(subnet_id)?.clone();
        let groups = groups_for(&self.security_group_ids, subnet.vpc_id, world)?;
        let kind = self.kind(&subnet)?;
        let limit = world.settings.instance_connect_endpoints_per_vpc;
        let there = world.instance_connect_endpoints.iter().filter(|it| it.vpc_id == subnet.vpc_id).count();
        if there >= usize::try_from(limit).unwrap_or(usize::MAX) {
            let message = format!(
                "The maximum number of EC2 Instance Connect Endpoints ({limit}) has been reached for VPC {}.",
                subnet.vpc_id
            );
            return Err(ApiError::new("InstanceConnectEndpointLimitExceeded", message));
        }
        let id = world.mint(InstanceConnectEndpointId::new);
        let network_interface_id = world.mint(NetworkInterfaceId::new);
        let mut interface = NetworkInterface::bare(network_interface_id, &subnet, Owner::InstanceConnectEndpoint(id));
        if kind != IpAddressType::Ipv6 {
            interface.private_ip = Some(world.free_ipv4(&subnet, None, &id.to_string())?);
        }
        if kind != IpAddressType::Ipv4 {
            interface.ipv6_addresses.push(world.free_ipv6(&subnet, None, &id.to_string())?);
        }
        interface.groups.clone_from(&groups);
        world.network_interfaces.insert(network_interface_id, interface);
        let endpoint = InstanceConnectEndpoint {
            id,
            vpc_id: subnet.vpc_id,
            subnet_id,
            network_interface_id,
            groups,
            ip_address_type: kind,
            preserve_client_ip: self.preserve_client_ip == Some(true),
            state: EndpointState::CreateInProgress { ready: world.now + ENDPOINT_CREATING },
            created: world.now,
            tags,
        };
        let described = endpoint.describe(world);
        world.instance_connect_endpoints.insert(id, endpoint);
        Ok(json!({ "InstanceConnectEndpoint": described }))
    }
}

impl CreateInstanceConnectEndpoint {
    /// The type asked for, if the subnet can carry it (rules 4.37, 4.40).
    fn kind(&self, subnet: &Subnet) -> Result<IpAddressType, ApiError> {
        let given = self.ip_address_type.as_ref().map(|given| given.read("ipAddressType")).transpose()?;
        let kind = given.unwrap_or_else(|| default_type(subnet));
        if !fits(kind, subnet) {
            let word = serde_json::to_value(kind).unwrap_or_default();
            let message = format!("The IP address type {word} does not fit the subnet {}.", subnet.id);
            return Err(ApiError::invalid_value(message));
        }
        if self.preserve_client_ip == Some(true) && kind != IpAddressType::Ipv4 {
            let message = "PreserveClientIp is supported only with the IP address type ipv4.";
            return Err(ApiError::invalid_value(message));
        }
        Ok(kind)
    }
}

describe_operation! {
    /// Describes EC2 Instance Connect Endpoints.
    DescribeInstanceConnectEndpoints, "InstanceConnectEndpoints", InstanceConnectEndpoint,
    instance_connect_endpoint_ids: [InstanceConnectEndpointId; "InstanceConnectEndpointId"], filters
}

/// Deletes an EC2 Instance Connect Endpoint. It counts against the quota until it is gone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DeleteInstanceConnectEndpoint {
    /// The endpoint.
    pub instance_connect_endpoint_id: Given<InstanceConnectEndpointId>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

impl Operation for DeleteInstanceConnectEndpoint {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let id = self.instance_connect_endpoint_id.existing(world)?;
        let gone = world.now + ENDPOINT_DELETING;
        let endpoint = world.instance_connect_endpoint_mut(id)?;
        if endpoint.is_live() {
            endpoint.state = EndpointState::DeleteInProgress { gone };
        }
        let described = world.instance_connect_endpoint(id)?.describe(world);
        Ok(json!({ "InstanceConnectEndpoint": described }))
    }
}
