//! EC2 Instance Connect Endpoint: the way to a shell on an instance without a public address.

use super::{InstanceConnectEndpointId, NetworkInterfaceId, SecurityGroupId, SubnetId, Tag, VpcId};
use crate::net::SimTime;

/// An EC2 Instance Connect Endpoint.
#[derive(Clone, Debug, PartialEq)]
pub struct InstanceConnectEndpoint {
    /// Its id.
    pub id: InstanceConnectEndpointId,
    /// The VPC it lies in.
    pub vpc_id: VpcId,
    /// The subnet it sits in.
    pub subnet_id: SubnetId,
    /// Its interface.
    pub network_interface_id: NetworkInterfaceId,
    /// Its security groups; only what they let out counts (rule 4.39).
    pub groups: Vec<SecurityGroupId>,
    /// Which addresses of instances it can reach (rule 4.37).
    pub ip_address_type: IpAddressType,
    /// Whether the instance sees the client's address.
    pub preserve_client_ip: bool,
    /// Where it is in its life.
    pub state: EndpointState,
    /// When it was made.
    pub created: SimTime,
    /// Its tags.
    pub tags: Vec<Tag>,
}

/// Which addresses an endpoint reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum IpAddressType {
    /// Private IPv4 only.
    Ipv4,
    /// Either.
    Dualstack,
    /// IPv6 only.
    Ipv6,
}

/// Where an endpoint is in its life (rule 4.43).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndpointState {
    /// Being made.
    CreateInProgress {
        /// When it is there.
        ready: SimTime,
    },
    /// At work.
    CreateComplete,
    /// Going away; still counts against the quota.
    DeleteInProgress {
        /// When it is gone.
        gone: SimTime,
    },
}

/// Filters.
pub const FILTERS: super::describe::Filters = &[];
