//! The operations on VPCs.

use super::{Vpc, describe_ipv4, describe_ipv6};
use crate::cloud::call::AttributeBooleanValue;
use crate::cloud::describe::describe_operation;
use crate::cloud::given::Readable;
use crate::cloud::network_acl::NetworkAcl;
use crate::cloud::route_table::{Association, Route, Target};
use crate::cloud::tag::{self, TagSpecification};
use crate::cloud::{
    ApiError, Given, Kind, NetworkAclAssociationId, NetworkAclId, Operation, RouteTableAssociationId, SubnetId,
    VpcCidrAssociationId, VpcId, World,
};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Blocks of each family that a VPC may have (rule 4.1).
const BLOCKS_PER_FAMILY: usize = 5;

impl World {
    /// Gives a VPC an IPv6 block, and everything that comes with the first one: local routes, and
    /// IPv6 rules in the defaults that are still as they were made (rules 4.10, 4.26, 4.32).
    fn add_ipv6_block(&mut self, vpc: VpcId) -> Result<(VpcCidrAssociationId, Ipv6Net), ApiError> {
        let block = self.next_ipv6_block()?;
        let id = self.mint(VpcCidrAssociationId::new);
        let is_first = self.vpc(vpc)?.ipv6_blocks.is_empty();
        self.vpc_mut(vpc)?.ipv6_blocks.push((id, block));
        self.add_local_route(vpc, block.into());
        if is_first {
            self.open_defaults_for_ipv6(vpc);
        }
        Ok((id, block))
    }

    fn add_local_route(&mut self, vpc: VpcId, destination: IpNet) {
        let tables: Vec<_> = self.route_tables.iter().filter(|it| it.vpc_id == vpc).map(|it| it.id).collect();
        for table in tables {
            if let Some(table) = self.route_tables.get_mut(table) {
                let locals = table.routes.iter().take_while(|route| route.target == Target::Local).count();
                table.routes.insert(locals, Route { destination, target: Target::Local });
            }
        }
    }

    fn open_defaults_for_ipv6(&mut self, vpc: VpcId) {
        let acl = self.default_network_acl(vpc).map(|acl| acl.id);
        if let Some(acl) = acl.and_then(|id| self.network_acls.get_mut(id)) {
            acl.open_for_ipv6();
        }
        let groups: Vec<_> = self.security_groups.iter().filter(|it| it.vpc_id == vpc).map(|it| it.id).collect();
        for group in groups {
            self.open_group_for_ipv6(group);
        }
    }

    /// Puts a new subnet under its VPC's default network ACL.
    pub(in crate::cloud) fn guard_by_default_acl(&mut self, vpc: VpcId, subnet: SubnetId) {
        let Some(acl) = self.default_network_acl(vpc).map(|acl| acl.id) else { return };
        let association = self.mint(NetworkAclAssociationId::new);
        if let Some(acl) = self.network_acls.get_mut(acl) {
            acl.associations.push((association, subnet));
        }
    }

    /// Takes a subnet that is gone out of route tables and network ACLs.
    pub(in crate::cloud) fn forget_subnet(&mut self, subnet: SubnetId) {
        let table = self.route_tables.iter().find(|it| it.is_associated_with(subnet)).map(|it| it.id);
        if let Some(table) = table.and_then(|id| self.route_tables.get_mut(id)) {
            table.associations.retain(|association| association.subnet_id != Some(subnet));
        }
        let acl = self.network_acl_of(subnet).map(|acl| acl.id);
        if let Some(acl) = acl.and_then(|id| self.network_acls.get_mut(id)) {
            acl.associations.retain(|(_, guarded)| *guarded != subnet);
        }
    }

    /// Makes what comes with every VPC: main route table, default security group, default network ACL.
    fn furnish(&mut self, vpc: VpcId) -> Result<(), ApiError> {
        let table = self.make_route_table(vpc, Vec::new())?;
        let association = self.mint(RouteTableAssociationId::new);
        self.route_table_mut(table)?.associations.push(Association { id: association, subnet_id: None });
        self.make_default_group(vpc);
        let id = self.mint(NetworkAclId::new);
        self.network_acls.insert(id, NetworkAcl::default_of(id, vpc));
        Ok(())
    }
}

/// Makes a VPC, with its main route table, default security group and default network ACL.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct CreateVpc {
    /// Its IPv4 block: /16 to /28.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cidr_block: Option<Given<Ipv4Net>>,
    /// Asks Amazon for an IPv6 block, a /56.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amazon_provided_ipv6_cidr_block: Option<bool>,
    /// Tags for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tag_specifications: Vec<TagSpecification>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

fn read_ipv4_block(given: &Given<Ipv4Net>) -> Result<Ipv4Net, ApiError> {
    let block = given.read("cidrBlock")?;
    if (16..=28).contains(&block.prefix_len()) {
        return Ok(block);
    }
    Err(ApiError::new("InvalidVpc.Range", format!("The CIDR '{block}' is invalid.")))
}

impl Operation for CreateVpc {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let tags = tag::for_new(&self.tag_specifications, Kind::Vpc)?;
        let given = self.cidr_block.as_ref();
        let given = given.ok_or_else(|| {
            ApiError::new("MissingParameter", "Either 'cidrBlock' or 'ipv4IpamPoolId' should be provided.")
        })?;
        let block = read_ipv4_block(given)?;
        if world.vpcs.len() >= usize::try_from(world.settings.vpcs).unwrap_or(usize::MAX) {
            return Err(ApiError::new("VpcLimitExceeded", "The maximum number of VPCs has been reached."));
        }
        let id = world.mint(VpcId::new);
        let primary = (world.mint(VpcCidrAssociationId::new), block);
        let vpc = Vpc {
            id,
            ipv4_blocks: vec![primary],
            ipv6_blocks: Vec::new(),
            enable_dns_support: true,
            enable_dns_hostnames: false,
            tags,
        };
        world.vpcs.insert(id, vpc);
        world.furnish(id)?;
        if self.amazon_provided_ipv6_cidr_block == Some(true) {
            world.add_ipv6_block(id)?;
        }
        Ok(json!({ "Vpc": world.vpc(id)?.describe(world) }))
    }
}

describe_operation! {
    /// Describes VPCs.
    DescribeVpcs, "Vpcs", Vpc, vpc_ids: [VpcId; "VpcId"], filters
}

/// Deletes a VPC with nothing left in it but what came with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DeleteVpc {
    /// The VPC.
    pub vpc_id: Given<VpcId>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

impl Operation for DeleteVpc {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let id = self.vpc_id.existing(world)?;
        let has_parts = world.subnets.iter().any(|it| it.vpc_id == id)
            || world.route_tables.iter().any(|it| it.vpc_id == id && !it.is_main())
            || world.security_groups.iter().any(|it| it.vpc_id == id && !it.is_default())
            || world.network_acls.iter().any(|it| it.vpc_id == id && !it.is_default)
            || world.internet_gateways.iter().any(|it| it.vpc_id == Some(id))
            || world.egress_only_internet_gateways.iter().any(|it| it.vpc_id == id)
            || world.network_interfaces.iter().any(|it| it.vpc_id == id)
            || world.load_balancers.iter().any(|it| it.vpc_id == id);
        if has_parts {
            return Err(ApiError::dependency("vpc", id));
        }
        world.route_tables.retain(|it| it.vpc_id != id);
        world.security_groups.retain(|it| it.vpc_id != id);
        world.network_acls.retain(|it| it.vpc_id != id);
        world.vpcs.remove(id);
        Ok(Value::Null)
    }
}

/// Changes one attribute of a VPC.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ModifyVpcAttribute {
    /// The VPC.
    pub vpc_id: Given<VpcId>,
    /// Whether the Amazon resolver answers in this VPC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enable_dns_support: Option<AttributeBooleanValue>,
    /// Whether instances get public DNS names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enable_dns_hostnames: Option<AttributeBooleanValue>,
}

impl Operation for ModifyVpcAttribute {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let id = self.vpc_id.existing(world)?;
        let vpc = world.vpc_mut(id)?;
        match (self.enable_dns_support, self.enable_dns_hostnames) {
            (Some(wanted), None) => vpc.enable_dns_support = wanted.value,
            (None, Some(wanted)) => vpc.enable_dns_hostnames = wanted.value,
            (None, None) => return Err(ApiError::missing("attribute")),
            (Some(_), Some(_)) => {
                let message = "Only one VPC attribute can be modified at a time.";
                return Err(ApiError::new("InvalidParameterCombination", message));
            }
        }
        Ok(Value::Null)
    }
}

/// The attributes that [`DescribeVpcAttribute`] shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VpcAttribute {
    /// Whether the resolver answers.
    EnableDnsSupport,
    /// Whether instances get public DNS names.
    EnableDnsHostnames,
}

impl Readable for VpcAttribute {
    const KIND: &'static str = "vpc-attribute";
    const CHOICES: &'static [&'static str] = &["enableDnsSupport", "enableDnsHostnames"];

    fn read(text: &str, parameter: &str) -> Result<Self, ApiError> {
        match text {
            "enableDnsSupport" => Ok(Self::EnableDnsSupport),
            "enableDnsHostnames" => Ok(Self::EnableDnsHostnames),
            _ => Err(ApiError::invalid_value(format!("Value ({text}) for parameter {parameter} is invalid."))),
        }
    }
}

/// Describes one attribute of a VPC.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DescribeVpcAttribute {
    /// Which attribute.
    pub attribute: Given<VpcAttribute>,
    /// The VPC.
    pub vpc_id: Given<VpcId>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

impl Operation for DescribeVpcAttribute {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let id = self.vpc_id.existing(world)?;
        let vpc = world.vpc(id)?;
        Ok(match self.attribute.read("attribute")? {
            VpcAttribute::EnableDnsSupport => {
                json!({"EnableDnsSupport": {"Value": vpc.enable_dns_support}, "VpcId": id})
            }
            VpcAttribute::EnableDnsHostnames => {
                json!({"EnableDnsHostnames": {"Value": vpc.enable_dns_hostnames}, "VpcId": id})
            }
        })
    }
}

/// Gives a VPC one more block: an IPv6 one from Amazon, or an IPv4 one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct AssociateVpcCidrBlock {
    /// The VPC.
    pub vpc_id: Given<VpcId>,
    /// Asks Amazon for an IPv6 block, a /56.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amazon_provided_ipv6_cidr_block: Option<bool>,
    /// An IPv4 block: /16 to /28.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cidr_block: Option<Given<Ipv4Net>>,
}

impl Operation for AssociateVpcCidrBlock {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let vpc_id = self.vpc_id.existing(world)?;
        let limit = |count: usize| {
            let message =
                format!("This network '{vpc_id}' has met its maximum number of allowed CIDRs: {BLOCKS_PER_FAMILY}");
            if count >= BLOCKS_PER_FAMILY { Err(ApiError::new("CidrLimitExceeded", message)) } else { Ok(()) }
        };
        match (self.amazon_provided_ipv6_cidr_block == Some(true), &self.cidr_block) {
            (true, None) => {
                limit(world.vpc(vpc_id)?.ipv6_blocks.len())?;
                let (id, block) = world.add_ipv6_block(vpc_id)?;
                let described = describe_ipv6(id, block, world);
                Ok(json!({ "Ipv6CidrBlockAssociation": described, "VpcId": vpc_id }))
            }
            (false, Some(given)) => {
                let block = read_ipv4_block(given)?;
                let vpc = world.vpc(vpc_id)?;
                limit(vpc.ipv4_blocks.len())?;
                if vpc.ipv4_blocks.iter().any(|(_, other)| other.contains(&block) || block.contains(other)) {
                    let message = format!("The CIDR '{block}' conflicts with another CIDR of the VPC");
                    return Err(ApiError::new("InvalidVpc.Conflict", message));
                }
                let id = world.mint(VpcCidrAssociationId::new);
                world.vpc_mut(vpc_id)?.ipv4_blocks.push((id, block));
                world.add_local_route(vpc_id, block.into());
                Ok(json!({ "CidrBlockAssociation": describe_ipv4(id, block), "VpcId": vpc_id }))
            }
            (false, None) => Err(ApiError::missing("cidrBlock")),
            (true, Some(_)) => Err(ApiError::new(
                "InvalidParameterCombination",
                "Only one of cidrBlock and amazonProvidedIpv6CidrBlock can be given.",
            )),
        }
    }
}

/// Takes a block away from a VPC: any but the primary IPv4 one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DisassociateVpcCidrBlock {
    /// The association of the block with the VPC.
    pub association_id: Given<VpcCidrAssociationId>,
}

impl DisassociateVpcCidrBlock {
    /// Refuses while a subnet lies in the block.
    fn check_unused(world: &World, vpc: VpcId, block: IpNet) -> Result<(), ApiError> {
        let mut subnets = world.subnets.iter().filter(|subnet| subnet.vpc_id == vpc);
        let uses = subnets.any(|subnet| {
            let blocks = [subnet.cidr_block.map(IpNet::V4), subnet.ipv6_block().map(IpNet::V6)];
            blocks.into_iter().flatten().any(|inner| block.contains(&inner))
        });
        if uses {
            let message = format!("The CIDR block {block} is in use by a subnet and can't be disassociated.");
            return Err(ApiError::new("InvalidCidrBlock.InUse", message));
        }
        Ok(())
    }
}

impl Operation for DisassociateVpcCidrBlock {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let wanted = self.association_id.read("associationId")?;
        let find = |vpc: &Vpc| {
            let ipv4 = vpc.ipv4_blocks.iter().find(|(id, _)| *id == wanted).map(|(_, block)| IpNet::V4(*block));
            let ipv6 = vpc.ipv6_blocks.iter().find(|(id, _)| *id == wanted).map(|(_, block)| IpNet::V6(*block));
            let is_primary = vpc.ipv4_blocks.first().is_some_and(|(id, _)| *id == wanted);
            ipv4.or(ipv6).map(|block| (vpc.id, block, is_primary))
        };
        let Some((vpc_id, block, is_primary)) = world.vpcs.iter().find_map(find) else {
            let message = format!("The vpc CIDR block association ID '{wanted}' does not exist");
            return Err(ApiError::new("InvalidVpcCidrBlockAssociationID.NotFound", message));
        };
        if is_primary {
            let message = format!(
                "The vpc CIDR block with association ID {wanted} may not be disassociated. It is the primary IPv4 CIDR block of the VPC"
            );
            return Err(ApiError::new("OperationNotPermitted", message));
        }
        Self::check_unused(world, vpc_id, block)?;
        let vpc = world.vpc_mut(vpc_id)?;
        vpc.ipv4_blocks.retain(|(id, _)| *id != wanted);
        vpc.ipv6_blocks.retain(|(id, _)| *id != wanted);
        let tables: Vec<_> = world.route_tables.iter().filter(|it| it.vpc_id == vpc_id).map(|it| it.id).collect();
        for table in tables {
            world.route_table_mut(table)?.routes.retain(|route| route.destination != block);
        }
        let (field, mut described) = match block {
            IpNet::V4(block) => ("CidrBlockAssociation", describe_ipv4(wanted, block)),
            IpNet::V6(block) => ("Ipv6CidrBlockAssociation", describe_ipv6(wanted, block, world)),
        };
        let state = if field == "CidrBlockAssociation" { "CidrBlockState" } else { "Ipv6CidrBlockState" };
        described[state] = json!({"State": "disassociating"});
        Ok(json!({ field: described, "VpcId": vpc_id }))
    }
}
