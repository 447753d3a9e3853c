//! The operations on subnets.

use super::{HostnameType, Hostnames, Subnet, describe_association};
use crate::cloud::call::AttributeBooleanValue;
use crate::cloud::describe::describe_operation;
use crate::cloud::region::AvailabilityZone;
use crate::cloud::tag::{self, TagSpecification};
use crate::cloud::vpc::Vpc;
use crate::cloud::{ApiError, Given, Kind, Operation, SubnetCidrAssociationId, SubnetId, VpcId, World};
use ipnet::{Ipv4Net, Ipv6Net};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Subnets a VPC may have (rule 4.20).
const SUBNETS_PER_VPC: usize = 200;

/// Makes a subnet in a VPC: for IPv4, for both families, or for IPv6 only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct CreateSubnet {
    /// The VPC it shall lie in.
    pub vpc_id: Given<VpcId>,
    /// Its IPv4 block, within the VPC's: /16 to /28. Not for an IPv6-only subnet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cidr_block: Option<Given<Ipv4Net>>,
    /// Its IPv6 block, within the VPC's: /44 to /64 in steps of four.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ipv6_cidr_block: Option<Given<Ipv6Net>>,
    /// Makes it an IPv6-only subnet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ipv6_native: Option<bool>,
    /// Its Availability Zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub availability_zone: Option<Given<AvailabilityZone>>,
    /// Tags for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tag_specifications: Vec<TagSpecification>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

fn out_of_range(block: impl std::fmt::Display) -> ApiError {
    ApiError::new("InvalidSubnet.Range", format!("The CIDR '{block}' is invalid."))
}

fn in_conflict(block: impl std::fmt::Display) -> ApiError {
    ApiError::new("InvalidSubnet.Conflict", format!("The CIDR '{block}' conflicts with another subnet"))
}

/// Reads an IPv4 block for a subnet of `vpc` (rule 4.4).
fn ipv4_block(given: &Given<Ipv4Net>, vpc: &Vpc, world: &World) -> Result<Ipv4Net, ApiError> {
    let block = given.read("cidrBlock")?;
    let fits = vpc.ipv4_blocks.iter().any(|(_, outer)| outer.contains(&block));
    if !(16..=28).contains(&block.prefix_len()) || !fits {
        return Err(out_of_range(block));
    }
    let mut others = world.subnets.iter().filter(|other| other.vpc_id == vpc.id).filter_map(|other| other.cidr_block);
    if others.any(|other| other.contains(&block) || block.contains(&other)) {
        return Err(in_conflict(block));
    }
    Ok(block)
}

/// Reads an IPv6 block for a subnet of `vpc` (rule 4.3).
fn ipv6_block(given: &Given<Ipv6Net>, vpc: &Vpc, world: &World) -> Result<Ipv6Net, ApiError> {
    let block = given.read("ipv6CidrBlock")?;
    let fits = vpc.ipv6_blocks.iter().any(|(_, outer)| outer.contains(&block));
    if !(44..=64).contains(&block.prefix_len()) || block.prefix_len() % 4 != 0 || !fits {
        return Err(out_of_range(block));
    }
    let mut others = world.subnets.iter().filter_map(Subnet::ipv6_block);
    if others.any(|other| other.contains(&block) || block.contains(&other)) {
        return Err(in_conflict(block));
    }
    Ok(block)
}

impl CreateSubnet {
    /// Which blocks may be given and must be, for this type of subnet.
    fn check_families(&self) -> Result<(), ApiError> {
        match (self.ipv6_native == Some(true), &self.cidr_block, &self.ipv6_cidr_block) {
            (true, Some(_), _) => Err(ApiError::new(
                "InvalidParameterCombination",
                "The parameter cidrBlock can't be used with an IPv6-only subnet (ipv6Native).",
            )),
            (true, None, None) => {
                Err(ApiError::new("MissingParameter", "Either 'ipv6CidrBlock' or 'ipv6IpamPoolId' should be provided."))
            }
            (false, None, _) => {
                Err(ApiError::new("MissingParameter", "Either 'cidrBlock' or 'ipv4IpamPoolId' should be provided."))
            }
            (true, None, Some(_)) | (false, Some(_), _) => Ok(()),
        }
    }
}

impl Operation for CreateSubnet {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let tags = tag::for_new(&self.tag_specifications, Kind::Subnet)?;
        let vpc_id = self.vpc_id.existing(world)?;
        self.check_families()?;
        let vpc = world.vpc(vpc_id)?;
        let cidr_block = self.cidr_block.as_ref().map(|given| ipv4_block(given, vpc, world)).transpose()?;
        let ipv6_cidr_block = self.ipv6_cidr_block.as_ref().map(|given| ipv6_block(given, vpc, world)).transpose()?;
        let availability_zone = world.availability_zone(self.availability_zone.as_ref())?;
        if world.subnets.iter().filter(|other| other.vpc_id == vpc_id).count() >= SUBNETS_PER_VPC {
            let message = format!("The maximum number of subnets has been reached for vpc '{vpc_id}'.");
            return Err(ApiError::new("SubnetLimitExceeded", message));
        }
        let ipv6_native = self.ipv6_native == Some(true);
        let id = world.mint(SubnetId::new);
        let ipv6_cidr_block = ipv6_cidr_block.map(|block| (world.mint(SubnetCidrAssociationId::new), block));
        // Rule 2.29: an IPv6-only subnet names instances by their resource names.
        let kind = if ipv6_native { HostnameType::ResourceName } else { HostnameType::IpName };
        world.subnets.insert(
            id,
            Subnet {
                id,
                vpc_id,
                availability_zone,
                cidr_block,
                ipv6_cidr_block,
                ipv6_native,
                enable_dns64: false,
                assign_ipv6_address_on_creation: ipv6_native,
                map_public_ip_on_launch: false,
                hostnames: Hostnames { kind, resource_name_a: false, resource_name_aaaa: ipv6_native },
                tags,
            },
        );
        world.guard_by_default_acl(vpc_id, id);
        Ok(json!({ "Subnet": world.subnet(id)?.describe(world) }))
    }
}

describe_operation! {
    /// Describes subnets.
    DescribeSubnets, "Subnets", Subnet, subnet_ids: [SubnetId; "SubnetId"], filters
}

/// Deletes a subnet with nothing in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DeleteSubnet {
    /// The subnet.
    pub subnet_id: Given<SubnetId>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

impl Operation for DeleteSubnet {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let id = self.subnet_id.existing(world)?;
        if world.network_interfaces.iter().any(|interface| interface.subnet_id == id) {
            return Err(ApiError::dependency("subnet", id));
        }
        world.subnets.remove(id);
        world.forget_subnet(id);
        Ok(Value::Null)
    }
}

/// Changes one attribute of a subnet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ModifySubnetAttribute {
    /// The subnet.
    pub subnet_id: Given<SubnetId>,
    /// Whether interfaces made here get an IPv6 address by themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assign_ipv6_address_on_creation: Option<AttributeBooleanValue>,
    /// Whether instances launched here get a public IPv4 address by themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub map_public_ip_on_launch: Option<AttributeBooleanValue>,
    /// Whether the Amazon resolver answers with 64:ff9b:: addresses for names that have no IPv6 address (DNS64).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enable_dns64: Option<AttributeBooleanValue>,
    /// Whether instances launched here are named by their address or by their id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub private_dns_hostname_type_on_launch: Option<Given<HostnameType>>,
    /// Whether instances launched here have an A record for the name made of their id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(rename = "EnableResourceNameDnsARecordOnLaunch")]
    pub enable_resource_name_dns_a_record_on_launch: Option<AttributeBooleanValue>,
    /// Whether instances launched here have an AAAA record for the name made of their id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(rename = "EnableResourceNameDnsAAAARecordOnLaunch")]
    pub enable_resource_name_dns_aaaa_record_on_launch: Option<AttributeBooleanValue>,
}

impl ModifySubnetAttribute {
    fn attributes(&self) -> usize {
        [
            self.assign_ipv6_address_on_creation.is_some(),
            self.map_public_ip_on_launch.is_some(),
            self.enable_dns64.is_some(),
            self.private_dns_hostname_type_on_launch.is_some(),
            self.enable_resource_name_dns_a_record_on_launch.is_some(),
            self.enable_resource_name_dns_aaaa_record_on_launch.is_some(),
        ]
        .into_iter()
        .filter(|given| *given)
        .count()
    }
}

impl Operation for ModifySubnetAttribute {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let id = self.subnet_id.existing(world)?;
        match self.attributes() {
            0 => return Err(ApiError::missing("attribute")),
            1 => {}
            _ => {
                let message = "Only one subnet attribute can be modified at a time.";
                return Err(ApiError::new("InvalidParameterCombination", message));
            }
        }
        let subnet = world.subnet_mut(id)?;
        let refused = |message: String| Err(ApiError::invalid_value(message));
        if let Some(wanted) = self.enable_dns64 {
            subnet.enable_dns64 = wanted.value;
        }
        if let Some(wanted) = self.assign_ipv6_address_on_creation {
            if wanted.value && subnet.ipv6_cidr_block.is_none() {
                return refused(format!(
                    "Invalid value 'true' for assignIpv6AddressOnCreation. Subnet {id} has no IPv6 CIDR block."
                ));
            }
            if !wanted.value && subnet.ipv6_native {
                return refused(format!(
                    "Invalid value 'false' for assignIpv6AddressOnCreation. Subnet {id} is IPv6-only."
                ));
            }
            subnet.assign_ipv6_address_on_creation = wanted.value;
        }
        if let Some(wanted) = self.map_public_ip_on_launch {
            if wanted.value && subnet.ipv6_native {
                return refused(format!("Invalid value 'true' for mapPublicIpOnLaunch. Subnet {id} is IPv6-only."));
            }
            subnet.map_public_ip_on_launch = wanted.value;
        }
        if let Some(given) = &self.private_dns_hostname_type_on_launch {
            let wanted = given.read("privateDnsHostnameTypeOnLaunch")?;
            if subnet.ipv6_native && wanted == HostnameType::IpName {
                return refused(format!(
                    "Invalid value 'ip-name' for privateDnsHostnameTypeOnLaunch. Subnet {id} is IPv6-only."
                ));
            }
            subnet.hostnames.kind = wanted;
        }
        if let Some(wanted) = self.enable_resource_name_dns_a_record_on_launch {
            if wanted.value && subnet.ipv6_native {
                return refused(format!(
                    "Invalid value 'true' for enableResourceNameDnsARecordOnLaunch. Subnet {id} is IPv6-only."
                ));
            }
            subnet.hostnames.resource_name_a = wanted.value;
        }
        if let Some(wanted) = self.enable_resource_name_dns_aaaa_record_on_launch {
            subnet.hostnames.resource_name_aaaa = wanted.value;
        }
        Ok(Value::Null)
    }
}

/// Gives a subnet an IPv6 block.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct AssociateSubnetCidrBlock {
    /// The subnet.
    pub subnet_id: Given<SubnetId>,
    /// The block, within the VPC's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ipv6_cidr_block: Option<Given<Ipv6Net>>,
}

impl Operation for AssociateSubnetCidrBlock {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let id = self.subnet_id.existing(world)?;
        let given = self.ipv6_cidr_block.as_ref().ok_or_else(|| ApiError::missing("ipv6CidrBlock"))?;
        let subnet = world.subnet(id)?;
        if subnet.ipv6_cidr_block.is_some() {
            let message = format!("The subnet {id} already has the maximum number of IPv6 CIDR blocks.");
            return Err(ApiError::new("SubnetCidrBlockLimitExceeded", message));
        }
        let block = ipv6_block(given, world.vpc(subnet.vpc_id)?, world)?;
        let association = world.mint(SubnetCidrAssociationId::new);
        world.subnet_mut(id)?.ipv6_cidr_block = Some((association, block));
        Ok(json!({ "Ipv6CidrBlockAssociation": describe_association(association, block), "SubnetId": id }))
    }
}

/// Takes a subnet's IPv6 block away.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DisassociateSubnetCidrBlock {
    /// The association of the block with the subnet.
    pub association_id: Given<SubnetCidrAssociationId>,
}

impl Operation for DisassociateSubnetCidrBlock {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let association = self.association_id.read("associationId")?;
        let with_it =
            world.subnets.iter().find(|subnet| subnet.ipv6_cidr_block.is_some_and(|(id, _)| id == association));
        let Some((id, block, native)) = with_it.and_then(|it| Some((it.id, it.ipv6_block()?, it.ipv6_native))) else {
            let message = format!("The subnet CIDR block association ID '{association}' does not exist");
            return Err(ApiError::new("InvalidSubnetCidrBlockAssociationID.NotFound", message));
        };
        let in_use = world.network_interfaces.iter().any(|it| it.subnet_id == id && !it.ipv6_addresses.is_empty());
        if in_use || native {
            let message = format!("The subnet CIDR block with association ID {association} may not be disassociated.");
            return Err(ApiError::new(if native { "InvalidParameterValue" } else { "InvalidCidr.InUse" }, message));
        }
        let subnet = world.subnet_mut(id)?;
        subnet.ipv6_cidr_block = None;
        subnet.assign_ipv6_address_on_creation = false;
        subnet.enable_dns64 = false;
        let mut described = describe_association(association, block);
        described["Ipv6CidrBlockState"] = json!({"State": "disassociating"});
        Ok(json!({ "Ipv6CidrBlockAssociation": described, "SubnetId": id }))
    }
}
