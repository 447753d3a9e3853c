//! Subnet: a range of a VPC's addresses in one Availability Zone, for IPv4, IPv6 or both.

use super::{SubnetCidrAssociationId, SubnetId, Tag, VpcId};
use ipnet::{Ipv4Net, Ipv6Net};

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
