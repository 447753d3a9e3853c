//! NAT gateway: lets private addresses reach the IPv4 Internet, and translates IPv6 packets for
//! 64:ff9b::/96 on the way (NAT64, always on: rule 3.20).
//!
//! Simplified: zonal ones only, one address each; a failed or deleted one stays in the descriptions.

use super::describe::describe_operation;
use super::life::{NAT_GATEWAY_DELETING, NAT_GATEWAY_PENDING};
use super::network_interface::{NetworkInterface, Owner};
use super::tag::{self, TagSpecification};
use super::{
    AllocationId, ApiError, Given, Kind, NatGatewayId, NetworkInterfaceId, Operation, SubnetId, Tag, VpcId, World,
};
use crate::net::SimTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::net::Ipv4Addr;

/// A NAT gateway.
#[derive(Clone, Debug, PartialEq)]
pub struct NatGateway {
    /// Its id.
    pub id: NatGatewayId,
    /// The VPC it lies in.
    pub vpc_id: VpcId,
    /// The subnet it sits in, whose route table and network ACL rule what it sends.
    pub subnet_id: SubnetId,
    /// Whether it leads to the Internet or to other private networks.
    pub connectivity: Connectivity,
    /// Its interface.
    pub network_interface_id: NetworkInterfaceId,
    /// The address it sends from.
    pub private_ip: Ipv4Addr,
    /// Its Elastic IP address: always there when public, never when private.
    pub allocation_id: Option<AllocationId>,
    /// Where it is in its life.
    pub state: NatGatewayState,
    /// When it was made.
    pub created: SimTime,
    /// Its tags.
    pub tags: Vec<Tag>,
}

/// Whether a NAT gateway leads to the Internet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Connectivity {
    /// To the Internet, by an Elastic IP address.
    #[default]
    Public,
    /// To other private networks only.
    Private,
}

/// Where a NAT gateway is in its life (rule 3.31).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NatGatewayState {
    /// Being made; `ready` tells when it is done.
    Pending {
        /// When it becomes available or fails.
        ready: SimTime,
    },
    /// At work.
    Available,
    /// Could not be made.
    Failed {
        /// EC2's code.
        code: &'static str,
        /// EC2's words.
        message: String,
    },
    /// Going away.
    Deleting {
        /// When it is gone.
        gone: SimTime,
    },
    /// Gone, still shown for a while.
    Deleted,
}

/// Filters by field of the description.
pub const FILTERS: super::describe::Filters =
    &[("nat-gateway-id", "NatGatewayId"), ("state", "State"), ("subnet-id", "SubnetId"), ("vpc-id", "VpcId")];

impl NatGatewayState {
    /// EC2's word for it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Pending { .. } => "pending",
            Self::Available => "available",
            Self::Failed { .. } => "failed",
            Self::Deleting { .. } => "deleting",
            Self::Deleted => "deleted",
        }
    }
}

impl NatGateway {
    /// As EC2 describes it.
    pub fn describe(&self, world: &World) -> Value {
        let mut address = json!({
            "NetworkInterfaceId": self.network_interface_id,
            "PrivateIp": self.private_ip,
            "IsPrimary": true,
            "Status": "succeeded",
        });
        if let Some(elastic) = self.allocation_id.and_then(|id| world.addresses.get(id)) {
            address["AllocationId"] = json!(elastic.id);
            address["PublicIp"] = json!(elastic.public_ip);
            if let Some((association, ..)) = elastic.association {
                address["AssociationId"] = json!(association);
            }
        }
        let mut described = json!({
            "CreateTime": world.timestamp(self.created),
            "NatGatewayAddresses": [address],
            "NatGatewayId": self.id,
            "State": self.state.word(),
            "SubnetId": self.subnet_id,
            "VpcId": self.vpc_id,
            "Tags": self.tags,
            "ConnectivityType": self.connectivity,
            "AvailabilityMode": "zonal",
        });
        if let NatGatewayState::Failed { code, message } = &self.state {
            described["FailureCode"] = json!(code);
            described["FailureMessage"] = json!(message);
        }
        described
    }
}

impl World {
    /// Ends what a NAT gateway is in: being made, or going away (rules 3.30, 3.31).
    pub(in crate::cloud) fn finish_nat_gateway(&mut self, id: NatGatewayId) {
        let Some(nat) = self.nat_gateways.get(id).cloned() else { return };
        let has_door = self.internet_gateways.iter().any(|gateway| gateway.vpc_id == Some(nat.vpc_id));
        let state = match nat.state {
            NatGatewayState::Pending { .. } if nat.connectivity == Connectivity::Public && !has_door => {
                self.give_up_nat_gateway(&nat);
                let message = format!("Network {} has no Internet gateway attached", nat.vpc_id);
                NatGatewayState::Failed { code: "Gateway.NotAttached", message }
            }
            NatGatewayState::Pending { .. } => NatGatewayState::Available,
            NatGatewayState::Deleting { .. } => {
                self.give_up_nat_gateway(&nat);
                NatGatewayState::Deleted
            }
            NatGatewayState::Available | NatGatewayState::Failed { .. } | NatGatewayState::Deleted => return,
        };
        if let Some(nat) = self.nat_gateways.get_mut(id) {
            nat.state = state;
        }
    }

    /// Frees what a NAT gateway held; its Elastic IP address stays allocated.
    fn give_up_nat_gateway(&mut self, nat: &NatGateway) {
        if let Some(address) = nat.allocation_id {
            self.unmap_address(address);
        }
        self.network_interfaces.remove(nat.network_interface_id);
    }
}

/// Makes a NAT gateway in a subnet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct CreateNatGateway {
    /// The subnet it shall sit in; a public one, if it shall reach the Internet.
    pub subnet_id: Given<SubnetId>,
    /// Its Elastic IP address; a public one needs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allocation_id: Option<Given<AllocationId>>,
    /// `public` (the default) or `private`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connectivity_type: Option<Given<Connectivity>>,
    /// The private address it shall have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub private_ip_address: Option<Given<Ipv4Addr>>,
    /// Tags for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tag_specifications: Vec<TagSpecification>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

impl Operation for CreateNatGateway {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let tags = tag::for_new(&self.tag_specifications, Kind::NatGateway)?;
        let subnet_id = self.subnet_id.existing(world)?;
        let connectivity = match &self.connectivity_type {
            Some(given) => given.read("connectivityType")?,
            None => Connectivity::Public,
        };
        let allocation = self.elastic_address(world, connectivity)?;
        let subnet = world.subnet(subnet_id)?.clone();
        if subnet.cidr_block.is_none() {
            let message =
                format!("The subnet {subnet_id} has no IPv4 CIDR block; a NAT gateway needs an IPv4 address.");
            return Err(ApiError::new("InvalidSubnet", message));
        }
        let zone = &subnet.availability_zone;
        let there = |nat: &&NatGateway| {
            nat.is_live() && world.subnets.get(nat.subnet_id).is_some_and(|it| it.availability_zone == *zone)
        };
        let limit = world.settings.nat_gateways_per_availability_zone;
        if world.nat_gateways.iter().filter(there).count() >= usize::try_from(limit).unwrap_or(usize::MAX) {
            let message = format!("Performing this operation would exceed the limit of {limit} NAT gateways");
            return Err(ApiError::new("NatGatewayLimitExceeded", message));
        }
        let wanted = self.private_ip_address.as_ref().map(|given| given.read("privateIpAddress")).transpose()?;
        let id = world.mint(NatGatewayId::new);
        let private_ip = world.free_ipv4(&subnet, wanted, &id.to_string())?;
        let network_interface_id = world.mint(NetworkInterfaceId::new);
        let interface = NetworkInterface {
            private_ip: Some(private_ip),
            source_dest_check: false,
            ..NetworkInterface::bare(network_interface_id, &subnet, Owner::NatGateway(id))
        };
        world.network_interfaces.insert(network_interface_id, interface);
        if let Some(address) = allocation {
            world.map_address(address, network_interface_id)?;
        }
        let nat = NatGateway {
            id,
            vpc_id: subnet.vpc_id,
            subnet_id,
            connectivity,
            network_interface_id,
            private_ip,
            allocation_id: allocation,
            state: NatGatewayState::Pending { ready: world.now + NAT_GATEWAY_PENDING },
            created: world.now,
            tags,
        };
        let described = nat.describe(world);
        world.nat_gateways.insert(id, nat);
        Ok(json!({ "NatGateway": described }))
    }
}

impl CreateNatGateway {
    /// The Elastic IP address it gets: a must for a public one, forbidden for a private one.
    fn elastic_address(&self, world: &World, connectivity: Connectivity) -> Result<Option<AllocationId>, ApiError> {
        match (connectivity, &self.allocation_id) {
            (Connectivity::Private, Some(_)) => Err(ApiError::new(
                "InvalidParameterCombination",
                "AllocationId cannot be used with a private NAT gateway.",
            )),
            (Connectivity::Private, None) => Ok(None),
            (Connectivity::Public, None) => {
                Err(ApiError::new("MissingParameter", "The request must include the AllocationId parameter."))
            }
            (Connectivity::Public, Some(given)) => {
                let id = given.existing(world)?;
                if world.address(id)?.association.is_some() {
                    let message = format!("Elastic IP address [{id}] is already associated");
                    return Err(ApiError::new("Resource.AlreadyAssociated", message));
                }
                Ok(Some(id))
            }
        }
    }
}

describe_operation! {
    /// Describes NAT gateways.
    DescribeNatGateways, "NatGateways", NatGateway, nat_gateway_ids: [NatGatewayId; "NatGatewayId"], filter
}

/// Deletes a NAT gateway. Routes to it become blackholes; its Elastic IP address stays allocated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DeleteNatGateway {
    /// The NAT gateway.
    pub nat_gateway_id: Given<NatGatewayId>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

impl Operation for DeleteNatGateway {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let id = self.nat_gateway_id.existing(world)?;
        let gone = world.now + NAT_GATEWAY_DELETING;
        let nat = world.nat_gateway_mut(id)?;
        if nat.is_live() {
            nat.state = NatGatewayState::Deleting { gone };
        }
        Ok(json!({ "NatGatewayId": id }))
    }
}
