//! Elastic network interface: where something is attached to a subnet, with its addresses.

use super::{
    InstanceConnectEndpointId, InstanceId, NatGatewayId, NetworkInterfaceId, SecurityGroupId, SubnetId, Tag, VpcId,
};
use std::net::{Ipv4Addr, Ipv6Addr};

/// An elastic network interface.
#[derive(Clone, Debug, PartialEq)]
pub struct NetworkInterface {
    /// Its id.
    pub id: NetworkInterfaceId,
    /// The VPC it lies in.
    pub vpc_id: VpcId,
    /// The subnet it is attached to.
    pub subnet_id: SubnetId,
    /// Its private IPv4 address; none in an IPv6-only subnet.
    pub private_ip: Option<Ipv4Addr>,
    /// The public IPv4 address mapped to it, whether Elastic or lent at launch.
    pub public_ip: Option<Ipv4Addr>,
    /// Its global IPv6 addresses, the primary one first.
    pub ipv6_addresses: Vec<Ipv6Addr>,
    /// Its security groups; none on a NAT gateway.
    pub groups: Vec<SecurityGroupId>,
    /// Whether it drops packets that are not for its own addresses (rule 4.45).
    pub source_dest_check: bool,
    /// What it belongs to.
    pub owner: Owner,
    /// Its tags.
    pub tags: Vec<Tag>,
}

/// What an interface belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// An instance.
    Instance(InstanceId),
    /// A NAT gateway.
    NatGateway(NatGatewayId),
    /// An EC2 Instance Connect Endpoint.
    InstanceConnectEndpoint(InstanceConnectEndpointId),
    /// A load balancer, by its name.
    LoadBalancer(String),
}

impl NetworkInterface {
    /// The Ethernet address, made from the id as a locally administered one.
    pub fn mac(&self) -> [u8; 6] {
        let digest = crate::cloud::world::mix(&self.id.to_string());
        let b = digest.to_be_bytes();
        [0x0e, b[1], b[2], b[3], b[4], b[5]]
    }

    /// The IPv6 link-local address, EUI-64 from the Ethernet address (rule 5.2).
    pub fn link_local(&self) -> Ipv6Addr {
        let m = self.mac();
        let pair = |high: u8, low: u8| u16::from_be_bytes([high, low]);
        Ipv6Addr::new(0xfe80, 0, 0, 0, pair(m[0] ^ 2, m[1]), pair(m[2], 0xff), pair(0xfe, m[3]), pair(m[4], m[5]))
    }
}

/// Filters.
pub const FILTERS: super::describe::Filters = &[];
