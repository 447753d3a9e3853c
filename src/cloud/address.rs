//! Elastic IP address: a public IPv4 address that an account keeps.
//!
//! Simplified: addresses come from the world's own pool; none can be brought along.

use super::describe::describe_operation;
use super::tag::{self, TagSpecification};
use super::{
    AddressAssociationId, AllocationId, ApiError, Given, InstanceId, Kind, NetworkInterfaceId, Operation, Tag, World,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::net::Ipv4Addr;

/// An Elastic IP address.
#[derive(Clone, Debug, PartialEq)]
pub struct Address {
    /// Its id.
    pub id: AllocationId,
    /// The public address.
    pub public_ip: Ipv4Addr,
    /// The interface it is mapped to, and the private address there.
    pub association: Option<(AddressAssociationId, NetworkInterfaceId, Ipv4Addr)>,
    /// Its tags.
    pub tags: Vec<Tag>,
}

/// Filters by field of the description.
pub const FILTERS: super::describe::Filters = &[
    ("allocation-id", "AllocationId"),
    ("association-id", "AssociationId"),
    ("network-interface-id", "NetworkInterfaceId"),
    ("private-ip-address", "PrivateIpAddress"),
    ("public-ip", "PublicIp"),
];

impl Address {
    /// As EC2 describes it.
    pub fn describe(&self, world: &World) -> Value {
        let mut described = json!({"AllocationId": self.id});
        if let Some((association, interface, private)) = self.association {
            described["AssociationId"] = json!(association);
            described["NetworkInterfaceId"] = json!(interface);
            described["NetworkInterfaceOwnerId"] = json!(world.account);
            described["PrivateIpAddress"] = json!(private);
        }
        described["Domain"] = json!("vpc");
        described["PublicIp"] = json!(self.public_ip);
        described["PublicIpv4Pool"] = json!("amazon");
        described["NetworkBorderGroup"] = json!(world.region);
        described["Tags"] = json!(self.tags);
        described
    }
}

impl World {
    /// Maps an Elastic IP address to an interface.
    pub(in crate::cloud) fn map_address(
        &mut self,
        id: AllocationId,
        interface: NetworkInterfaceId,
    ) -> Result<AddressAssociationId, ApiError> {
        let public = self.address(id)?.public_ip;
        let private = self.network_interface(interface)?.private_ip.ok_or_else(|| {
            ApiError::invalid_value(format!("The network interface '{interface}' has no private IPv4 address."))
        })?;
        let association = self.mint(AddressAssociationId::new);
        self.address_mut(id)?.association = Some((association, interface, private));
        self.network_interface_mut(interface)?.public_ip = Some(public);
        Ok(association)
    }

    /// Takes an Elastic IP address off its interface; it stays allocated.
    pub(in crate::cloud) fn unmap_address(&mut self, id: AllocationId) {
        let Some(address) = self.addresses.get_mut(id) else { return };
        if let Some((_, interface, _)) = address.association.take()
            && let Some(interface) = self.network_interfaces.get_mut(interface)
        {
            interface.public_ip = None;
        }
    }
}

/// Allocates an Elastic IP address.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct AllocateAddress {
    /// `vpc`, the only one there is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// Tags for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tag_specifications: Vec<TagSpecification>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

impl Operation for AllocateAddress {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let tags = tag::for_new(&self.tag_specifications, Kind::Address)?;
        if world.addresses.len() >= usize::try_from(world.settings.elastic_ips).unwrap_or(usize::MAX) {
            let message = "The maximum number of addresses has been reached.";
            return Err(ApiError::new("AddressLimitExceeded", message));
        }
        let public_ip = world.next_public_ipv4()?;
        let id = world.mint(AllocationId::new);
        world.addresses.insert(id, Address { id, public_ip, association: None, tags });
        Ok(json!({
            "AllocationId": id,
            "PublicIpv4Pool": "amazon",
            "NetworkBorderGroup": world.region,
            "Domain": "vpc",
            "PublicIp": public_ip,
        }))
    }
}

describe_operation! {
    /// Describes Elastic IP addresses.
    DescribeAddresses, "Addresses", Address, allocation_ids: [AllocationId; "AllocationId"], filters
}

/// Maps an Elastic IP address to an instance or an interface.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct AssociateAddress {
    /// The address.
    pub allocation_id: Given<AllocationId>,
    /// The instance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance_id: Option<Given<InstanceId>>,
    /// The interface, where no instance is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network_interface_id: Option<Given<NetworkInterfaceId>>,
    /// Takes the address away from where it is now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allow_reassociation: Option<bool>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

impl Operation for AssociateAddress {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let id = self.allocation_id.existing(world)?;
        let interface = match (&self.instance_id, &self.network_interface_id) {
            (Some(instance), _) => {
                let instance = instance.existing(world)?;
                world.instance(instance)?.network_interface_id.ok_or_else(|| {
                    ApiError::new(
                        "IncorrectInstanceState",
                        format!("The instance '{instance}' is not in a valid state"),
                    )
                })?
            }
            (None, Some(interface)) => interface.existing(world)?,
            (None, None) => return Err(ApiError::missing("networkInterfaceId")),
        };
        if world.address(id)?.association.is_some() {
            if self.allow_reassociation != Some(true) {
                let message = format!("resource {id} is already associated with associate-id");
                return Err(ApiError::new("Resource.AlreadyAssociated", message));
            }
            world.unmap_address(id);
        }
        let association = world.map_address(id, interface)?;
        Ok(json!({ "AssociationId": association }))
    }
}

/// Takes an Elastic IP address off what it is mapped to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DisassociateAddress {
    /// The association.
    pub association_id: Given<AddressAssociationId>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

impl Operation for DisassociateAddress {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let wanted = self.association_id.read("associationId")?;
        let found = world.addresses.iter().find(|it| it.association.is_some_and(|(id, ..)| id == wanted));
        let Some(id) = found.map(|address| address.id) else {
            let message = format!("The association ID '{wanted}' does not exist");
            return Err(ApiError::new("InvalidAssociationID.NotFound", message));
        };
        if world.nat_gateways.iter().any(|nat| nat.is_live() && nat.allocation_id == Some(id)) {
            let message = "You do not have permission to access the specified resource.";
            return Err(ApiError::new("AuthFailure", message));
        }
        world.unmap_address(id);
        Ok(Value::Null)
    }
}

/// Gives an Elastic IP address back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ReleaseAddress {
    /// The address.
    pub allocation_id: Given<AllocationId>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

impl Operation for ReleaseAddress {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let id = self.allocation_id.existing(world)?;
        let address = world.address(id)?;
        if address.association.is_some() {
            let message = format!("Address {} is in use.", address.public_ip);
            return Err(ApiError::new("InvalidIPAddress.InUse", message));
        }
        world.addresses.remove(id);
        Ok(Value::Null)
    }
}
