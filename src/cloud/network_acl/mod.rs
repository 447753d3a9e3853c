//! Network ACL: what may enter and leave a subnet; stateless, numbered, first match decides.
//!
//! Simplified: every entry stands for itself; nothing is aggregated.

mod operations;

pub use operations::*;

use super::security_group::Traffic;
use super::{NetworkAclAssociationId, NetworkAclId, SubnetId, Tag, VpcId, World};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use serde_json::{Value, json};

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

/// Filters by field of the description.
pub const FILTERS: super::describe::Filters = &[
    ("association.association-id", "Associations.NetworkAclAssociationId"),
    ("association.subnet-id", "Associations.SubnetId"),
    ("default", "IsDefault"),
    ("network-acl-id", "NetworkAclId"),
    ("owner-id", "OwnerId"),
    ("vpc-id", "VpcId"),
];

/// The number of the final entry, which denies what no other matches (rule 4.31).
const LAST: u16 = 32767;

impl NetworkAcl {
    /// The default ACL of a VPC: everything passes over IPv4 (rule 4.32).
    pub fn default_of(id: NetworkAclId, vpc_id: VpcId) -> Self {
        let mut acl =
            Self { id, vpc_id, is_default: true, entries: Vec::new(), associations: Vec::new(), tags: Vec::new() };
        for direction in [Direction::Ingress, Direction::Egress] {
            acl.entries.push(allow_all(direction, 100, IpNet::V4(Ipv4Net::default())));
        }
        acl.entries.sort_unstable();
        acl
    }

    /// Lets IPv6 through as well, in each direction that is still as it was made (rule 4.32).
    pub fn open_for_ipv6(&mut self) {
        for direction in [Direction::Ingress, Direction::Egress] {
            let made = allow_all(direction, 100, IpNet::V4(Ipv4Net::default()));
            let mut here = self.entries.iter().filter(|entry| entry.direction == direction);
            if here.next() == Some(&made) && here.next().is_none() {
                self.entries.push(allow_all(direction, 101, IpNet::V6(Ipv6Net::default())));
            }
        }
        self.entries.sort_unstable();
    }

    /// As EC2 describes it, the final entries included.
    pub fn describe(&self, world: &World) -> Value {
        let associations: Vec<Value> = self
            .associations
            .iter()
            .map(|(id, subnet)| json!({"NetworkAclAssociationId": id, "NetworkAclId": self.id, "SubnetId": subnet}))
            .collect();
        let mut entries = Vec::new();
        for direction in [Direction::Egress, Direction::Ingress] {
            entries.extend(self.entries.iter().filter(|entry| entry.direction == direction).map(Entry::describe));
            entries.push(Entry::last(direction).describe());
        }
        json!({
            "Associations": associations,
            "Entries": entries,
            "IsDefault": self.is_default,
            "NetworkAclId": self.id,
            "Tags": self.tags,
            "VpcId": self.vpc_id,
            "OwnerId": world.account,
        })
    }
}

fn allow_all(direction: Direction, number: u16, cidr: IpNet) -> Entry {
    Entry { direction, number, cidr, traffic: Traffic::All, action: Action::Allow }
}

impl Entry {
    fn last(direction: Direction) -> Self {
        let cidr = IpNet::V4(Ipv4Net::default());
        Self { direction, number: LAST, cidr, traffic: Traffic::All, action: Action::Deny }
    }

    /// As EC2 describes it.
    pub fn describe(&self) -> Value {
        let block = match self.cidr {
            IpNet::V4(_) => "CidrBlock",
            IpNet::V6(_) => "Ipv6CidrBlock",
        };
        let mut described = json!({
            block: self.cidr,
            "Egress": self.direction == Direction::Egress,
        });
        let icmp = |kind: Option<u8>, code: Option<u8>| json!({"Type": kind.map_or(-1, i32::from), "Code": code.map_or(-1, i32::from)});
        let protocol = match self.traffic {
            Traffic::All => -1,
            Traffic::Tcp(from, to) => {
                described["PortRange"] = json!({"From": from, "To": to});
                6
            }
            Traffic::Udp(from, to) => {
                described["PortRange"] = json!({"From": from, "To": to});
                17
            }
            Traffic::Icmp(kind, code) => {
                described["IcmpTypeCode"] = icmp(kind, code);
                1
            }
            Traffic::Icmpv6(kind, code) => {
                described["IcmpTypeCode"] = icmp(kind, code);
                58
            }
            Traffic::Protocol(number) => i32::from(number),
        };
        described["Protocol"] = json!(protocol.to_string());
        described["RuleAction"] = json!(self.action);
        described["RuleNumber"] = json!(self.number);
        described
    }
}
