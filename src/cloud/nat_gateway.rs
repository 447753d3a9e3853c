//! NAT gateway: lets private addresses reach the IPv4 Internet, and translates IPv6 packets for
//! 64:ff9b::/96 on the way (NAT64, always on: rule 3.20).

use super::{AllocationId, NatGatewayId, NetworkInterfaceId, SubnetId, Tag, VpcId};
use crate::net::SimTime;
use std::net::Ipv4Addr;

/// A NAT gateway.
#[derive(Clone, Debug, PartialEq)]
pub struct NatGateway {
    /// Its id.
    pub id: NatGatewayId,
    /// The VPC it lies in.
    pub vpc_id: VpcId,
    /// The subnet it sits in, whose route table and network ACL rule what it sends.
    pub subnet_id: SubnetId,
    /// Whether it leads to the Internet or to other private networks.
    pub connectivity: Connectivity,
    /// Its interface.
    pub network_interface_id: NetworkInterfaceId,
    /// The address it sends from.
    pub private_ip: Ipv4Addr,
    /// Its Elastic IP address: always there when public, never when private.
    pub allocation_id: Option<AllocationId>,
    /// Where it is in its life.
    pub state: NatGatewayState,
    /// When it was made.
    pub created: SimTime,
    /// Its tags.
    pub tags: Vec<Tag>,
}

/// Whether a NAT gateway leads to the Internet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Connectivity {
    /// To the Internet, by an Elastic IP address.
    #[default]
    Public,
    /// To other private networks only.
    Private,
}

/// Where a NAT gateway is in its life (rule 3.31).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NatGatewayState {
    /// Being made; `ready` tells when it is done.
    Pending {
        /// When it becomes available or fails.
        ready: SimTime,
    },
    /// At work.
    Available,
    /// Could not be made.
    Failed {
        /// EC2's code.
        code: &'static str,
        /// EC2's words.
        message: String,
    },
    /// Going away.
    Deleting {
        /// When it is gone.
        gone: SimTime,
    },
    /// Gone, still shown for a while.
    Deleted,
}

/// Filters.
pub const FILTERS: super::describe::Filters = &[];
