//! VPC: a private network with its IPv4 block and, if wanted, an IPv6 one.
//!
//! With a VPC come its main route table, its default security group and its default network ACL
//! (rules 4.11, 4.26, 4.32).
//!
//! Simplified: a VPC is available at once; no default VPC, IPAM pools, BYOIP blocks, DHCP option
//! sets of one's own, tenancy or peering.

use super::{Tag, VpcCidrAssociationId, VpcId, World};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use serde_json::{Value, json};
use std::net::Ipv4Addr;

mod operations;
#[cfg(test)]
mod tests;
pub use operations::*;

/// A VPC.
#[derive(Clone, Debug, PartialEq)]
pub struct Vpc {
    /// Its id.
    pub id: VpcId,
    /// IPv4 blocks, the primary one first.
    pub ipv4_blocks: Vec<(VpcCidrAssociationId, Ipv4Net)>,
    /// IPv6 blocks.
    pub ipv6_blocks: Vec<(VpcCidrAssociationId, Ipv6Net)>,
    /// Whether the Route 53 Resolver answers in this VPC (rule 2.25).
    pub enable_dns_support: bool,
    /// Whether instances get public DNS names.
    pub enable_dns_hostnames: bool,
    /// Its tags.
    pub tags: Vec<Tag>,
}

/// The filters of `describe-vpcs`.
pub const FILTERS: super::describe::Filters = &[
    ("cidr", "CidrBlock"),
    ("cidr-block-association.association-id", "CidrBlockAssociationSet.AssociationId"),
    ("cidr-block-association.cidr-block", "CidrBlockAssociationSet.CidrBlock"),
    ("cidr-block-association.state", "CidrBlockAssociationSet.CidrBlockState.State"),
    ("dhcp-options-id", "DhcpOptionsId"),
    ("ipv6-cidr-block-association.association-id", "Ipv6CidrBlockAssociationSet.AssociationId"),
    ("ipv6-cidr-block-association.ipv6-cidr-block", "Ipv6CidrBlockAssociationSet.Ipv6CidrBlock"),
    ("ipv6-cidr-block-association.ipv6-pool", "Ipv6CidrBlockAssociationSet.Ipv6Pool"),
    ("ipv6-cidr-block-association.state", "Ipv6CidrBlockAssociationSet.Ipv6CidrBlockState.State"),
    ("is-default", "IsDefault"),
    ("isDefault", "IsDefault"),
    ("owner-id", "OwnerId"),
    ("state", "State"),
    ("vpc-id", "VpcId"),
];

impl Vpc {
    /// All its blocks, IPv4 first.
    pub fn blocks(&self) -> impl Iterator<Item = IpNet> + '_ {
        let ipv4 = self.ipv4_blocks.iter().map(|(_, block)| IpNet::V4(*block));
        ipv4.chain(self.ipv6_blocks.iter().map(|(_, block)| IpNet::V6(*block)))
    }

    /// The resolver's address in the VPC: the base of the primary block plus two (rule 2.17).
    pub fn resolver(&self) -> Option<Ipv4Addr> {
        self.ipv4_blocks.first().map(|(_, block)| Ipv4Addr::from(u32::from(block.network()) + 2))
    }

    /// As EC2 describes it.
    pub fn describe(&self, world: &World) -> Value {
        let ipv4: Vec<_> = self.ipv4_blocks.iter().map(|(id, block)| describe_ipv4(*id, *block)).collect();
        let ipv6: Vec<_> = self.ipv6_blocks.iter().map(|(id, block)| describe_ipv6(*id, *block, world)).collect();
        let mut described = json!({"OwnerId": world.account, "InstanceTenancy": "default"});
        if !ipv6.is_empty() {
            described["Ipv6CidrBlockAssociationSet"] = json!(ipv6);
        }
        described["CidrBlockAssociationSet"] = json!(ipv4);
        described["IsDefault"] = json!(false);
        described["Tags"] = json!(self.tags);
        described["VpcId"] = json!(self.id);
        described["State"] = json!("available");
        if let Some((_, primary)) = self.ipv4_blocks.first() {
            described["CidrBlock"] = json!(primary);
        }
        described["DhcpOptionsId"] = json!("dopt-0a1b2c3d4e5f60718");
        described
    }
}

fn describe_ipv4(id: VpcCidrAssociationId, block: Ipv4Net) -> Value {
    json!({"AssociationId": id, "CidrBlock": block, "CidrBlockState": {"State": "associated"}})
}

fn describe_ipv6(id: VpcCidrAssociationId, block: Ipv6Net, world: &World) -> Value {
    json!({
        "AssociationId": id,
        "Ipv6CidrBlock": block,
        "Ipv6CidrBlockState": {"State": "associated"},
        "NetworkBorderGroup": world.region,
        "Ipv6Pool": "Amazon",
        "Ipv6AddressAttribute": "public",
        "IpSource": "amazon",
    })
}
