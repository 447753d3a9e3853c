//! Network ACL: what may enter and leave a subnet; stateless, numbered, first match decides.

use super::security_group::Traffic;
use super::{NetworkAclAssociationId, NetworkAclId, SubnetId, Tag, VpcId};
use ipnet::IpNet;

/// A network ACL.
#[derive(Clone, Debug, PartialEq)]
pub struct NetworkAcl {
    /// Its id.
    pub id: NetworkAclId,
    /// The VPC it belongs to.
    pub vpc_id: VpcId,
    /// Whether subnets without a choice of their own have this one.
    pub is_default: bool,
    /// Entries in both directions, sorted by direction and number; the final `*` deny is not stored.
    pub entries: Vec<Entry>,
    /// The subnets it rules.
    pub associations: Vec<(NetworkAclAssociationId, SubnetId)>,
    /// Its tags.
    pub tags: Vec<Tag>,
}

/// One numbered entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Which way.
    pub direction: Direction,
    /// 1 to 32766; the lowest that matches decides.
    pub number: u16,
    /// The other end's addresses.
    pub cidr: IpNet,
    /// Protocol and destination ports.
    pub traffic: Traffic,
    /// What happens.
    pub action: Action,
}

/// Into the subnet or out of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Into the subnet, or to the interface.
    Ingress,
    /// Out of the subnet, or from the interface.
    Egress,
}

/// What an entry does.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// Lets through.
    Allow,
    /// Drops, silently.
    Deny,
}

/// Filters.
pub const FILTERS: super::describe::Filters = &[];
