//! VPC: a private network with its IPv4 block and, if wanted, an IPv6 one.

use super::{Tag, VpcCidrAssociationId, VpcId};
use ipnet::{Ipv4Net, Ipv6Net};

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
