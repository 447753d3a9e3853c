//! Security group: what an interface accepts and sends; stateful, and allows only.
//!
//! Simplified: no prefix lists as the other end, and no limit on the number of rules.

mod operations;
mod permissions;

pub use operations::*;
pub use permissions::{IpPermission, IpRange, Ipv6Range, UserIdGroupPair};

use super::{SecurityGroupId, SecurityGroupRuleId, Tag, VpcId, World};
use ipnet::IpNet;
use serde_json::{Value, json};
use std::fmt;

/// A security group.
#[derive(Clone, Debug, PartialEq)]
pub struct SecurityGroup {
    /// Its id.
    pub id: SecurityGroupId,
    /// The VPC it belongs to.
    pub vpc_id: VpcId,
    /// Its name, unique in the VPC.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// What it lets in.
    pub ingress: Vec<Rule>,
    /// What it lets out.
    pub egress: Vec<Rule>,
    /// Its tags.
    pub tags: Vec<Tag>,
}

/// One rule: this protocol, these ports, that other end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its id.
    pub id: SecurityGroupRuleId,
    /// Protocol and ports.
    pub traffic: Traffic,
    /// The other end.
    pub peer: Peer,
    /// What it is for.
    pub description: Option<String>,
}

/// Protocol and ports, as security groups and network ACLs name them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Traffic {
    /// Everything (`-1`).
    All,
    /// TCP with destination ports from and to, both inclusive.
    Tcp(u16, u16),
    /// UDP with destination ports from and to, both inclusive.
    Udp(u16, u16),
    /// ICMP of this type and code; none is any.
    Icmp(Option<u8>, Option<u8>),
    /// ICMPv6 of this type and code; none is any.
    Icmpv6(Option<u8>, Option<u8>),
    /// Another protocol by number, all of it.
    Protocol(u8),
}

/// In a few words: `tcp 443`, `udp 1024-65535`, `all`.
impl fmt::Display for Traffic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut ports = |name: &str, from: &u16, to: &u16| {
            if from == to { write!(f, "{name} {from}") } else { write!(f, "{name} {from}-{to}") }
        };
        match self {
            Self::Tcp(from, to) => ports("tcp", from, to),
            Self::Udp(from, to) => ports("udp", from, to),
            Self::All => f.write_str("all"),
            Self::Icmp(..) => f.write_str("icmp"),
            Self::Icmpv6(..) => f.write_str("icmpv6"),
            Self::Protocol(number) => write!(f, "protocol {number}"),
        }
    }
}

/// The other end of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Peer {
    /// These addresses.
    Cidr(IpNet),
    /// The private addresses of the members of this group (rule 4.30).
    Group(SecurityGroupId),
}

/// Filters by field of the description.
pub const FILTERS: super::describe::Filters = &[
    ("description", "Description"),
    ("group-id", "GroupId"),
    ("group-name", "GroupName"),
    ("owner-id", "OwnerId"),
    ("vpc-id", "VpcId"),
];

impl SecurityGroup {
    /// Whether it came with its VPC.
    pub fn is_default(&self) -> bool {
        self.name == "default"
    }

    /// As EC2 describes it.
    pub fn describe(&self, world: &World) -> Value {
        json!({
            "Description": self.description,
            "GroupName": self.name,
            "IpPermissions": permissions::describe(&self.ingress, world),
            "OwnerId": world.account,
            "GroupId": self.id,
            "IpPermissionsEgress": permissions::describe(&self.egress, world),
            "Tags": self.tags,
            "VpcId": self.vpc_id,
        })
    }
}
