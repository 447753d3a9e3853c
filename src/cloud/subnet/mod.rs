//! Subnet: a range of a VPC's addresses in one Availability Zone, for IPv4, IPv6 or both.
//!
//! Simplified: a subnet is available at once; there are no Outposts, no IPAM pools and no subnets
//! that AWS makes by default. Where no Availability Zone is asked for, the first is taken.

use super::{SubnetCidrAssociationId, SubnetId, Tag, VpcId, World};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use serde_json::{Value, json};

mod operations;
#[cfg(test)]
mod tests;
pub use operations::*;

/// A subnet.
#[derive(Clone, Debug, PartialEq)]
pub struct Subnet {
    /// Its id.
    pub id: SubnetId,
    /// The VPC it lies in.
    pub vpc_id: VpcId,
    /// Its Availability Zone, like `ap-northeast-3c`.
    pub availability_zone: String,
    /// Its IPv4 block; none in an IPv6-only subnet.
    pub cidr_block: Option<Ipv4Net>,
    /// Its IPv6 block.
    pub ipv6_cidr_block: Option<(SubnetCidrAssociationId, Ipv6Net)>,
    /// Whether it was made for IPv6 only, which can't be changed later.
    pub ipv6_native: bool,
    /// Whether the resolver synthesizes AAAA records for those who ask from here (rule 2.18).
    pub enable_dns64: bool,
    /// Whether interfaces made here get an IPv6 address by themselves.
    pub assign_ipv6_address_on_creation: bool,
    /// Whether instances launched here get a public IPv4 address by themselves.
    pub map_public_ip_on_launch: bool,
    /// How instances launched here are named in DNS.
    pub hostnames: Hostnames,
    /// Its tags.
    pub tags: Vec<Tag>,
}

/// How instances are named in DNS (rule 2.29).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hostnames {
    /// Named by address or by instance id.
    pub kind: HostnameType,
    /// Whether the resource name answers A queries.
    pub resource_name_a: bool,
    /// Whether the resource name answers AAAA queries.
    pub resource_name_aaaa: bool,
}

/// What an instance's private DNS name is made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum HostnameType {
    /// `ip-10-1-128-11`.
    IpName,
    /// `i-0123456789abcdef0`.
    ResourceName,
}

impl Hostnames {
    /// As EC2 describes it.
    pub fn describe(self) -> Value {
        json!({
            "HostnameType": self.kind,
            "EnableResourceNameDnsARecord": self.resource_name_a,
            "EnableResourceNameDnsAAAARecord": self.resource_name_aaaa,
        })
    }
}

/// The filters of `describe-subnets`.
pub const FILTERS: super::describe::Filters = &[
    ("availability-zone", "AvailabilityZone"),
    ("availabilityZone", "AvailabilityZone"),
    ("availability-zone-id", "AvailabilityZoneId"),
    ("available-ip-address-count", "AvailableIpAddressCount"),
    ("cidr-block", "CidrBlock"),
    ("cidr", "CidrBlock"),
    ("cidrBlock", "CidrBlock"),
    ("default-for-az", "DefaultForAz"),
    ("enable-dns64", "EnableDns64"),
    ("ipv6-cidr-block-association.association-id", "Ipv6CidrBlockAssociationSet.AssociationId"),
    ("ipv6-cidr-block-association.ipv6-cidr-block", "Ipv6CidrBlockAssociationSet.Ipv6CidrBlock"),
    ("ipv6-cidr-block-association.state", "Ipv6CidrBlockAssociationSet.Ipv6CidrBlockState.State"),
    ("ipv6-native", "Ipv6Native"),
    ("map-public-ip-on-launch", "MapPublicIpOnLaunch"),
    ("owner-id", "OwnerId"),
    ("private-dns-name-options-on-launch.hostname-type", "PrivateDnsNameOptionsOnLaunch.HostnameType"),
    ("state", "State"),
    ("subnet-arn", "SubnetArn"),
    ("subnet-id", "SubnetId"),
    ("vpc-id", "VpcId"),
];

impl Subnet {
    /// Its IPv6 block without the association.
    pub fn ipv6_block(&self) -> Option<Ipv6Net> {
        self.ipv6_cidr_block.map(|(_, block)| block)
    }

    /// All its blocks, IPv4 first.
    pub fn blocks(&self) -> impl Iterator<Item = IpNet> + use<> {
        self.cidr_block.map(IpNet::V4).into_iter().chain(self.ipv6_block().map(IpNet::V6))
    }

    /// As EC2 describes it.
    pub fn describe(&self, world: &World) -> Value {
        let associations: Vec<_> =
            self.ipv6_cidr_block.iter().map(|(id, block)| describe_association(*id, *block)).collect();
        let mut described = json!({
            "AvailabilityZoneId": world.availability_zone_id(&self.availability_zone),
            "MapCustomerOwnedIpOnLaunch": false,
            "OwnerId": world.account,
            "AssignIpv6AddressOnCreation": self.assign_ipv6_address_on_creation,
            "Ipv6CidrBlockAssociationSet": associations,
            "Tags": self.tags,
            "SubnetArn": world.arn("subnet", self.id),
            "EnableDns64": self.enable_dns64,
            "Ipv6Native": self.ipv6_native,
            "PrivateDnsNameOptionsOnLaunch": self.hostnames.describe(),
            "BlockPublicAccessStates": {"InternetGatewayBlockMode": "off"},
            "SubnetId": self.id,
            "State": "available",
            "VpcId": self.vpc_id,
        });
        if let Some(block) = self.cidr_block {
            described["CidrBlock"] = json!(block);
        }
        described["AvailableIpAddressCount"] = json!(world.available_ipv4(self));
        described["AvailabilityZone"] = json!(self.availability_zone);
        described["DefaultForAz"] = json!(false);
        described["MapPublicIpOnLaunch"] = json!(self.map_public_ip_on_launch);
        described
    }
}

fn describe_association(id: SubnetCidrAssociationId, block: Ipv6Net) -> Value {
    json!({
        "AssociationId": id,
        "Ipv6CidrBlock": block,
        "Ipv6CidrBlockState": {"State": "associated"},
        "Ipv6AddressAttribute": "public",
        "IpSource": "amazon",
    })
}
