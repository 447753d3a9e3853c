//! Application Load Balancer: part of a world from its beginning; the API does not make or change it.

use super::{NetworkInterfaceId, VpcId};

/// An Application Load Balancer.
#[derive(Clone, Debug, PartialEq)]
pub struct LoadBalancer {
    /// Its name.
    pub name: String,
    /// The DNS name clients use.
    pub dns_name: String,
    /// The VPC it lies in.
    pub vpc_id: VpcId,
    /// Its interfaces, one a subnet; each has its addresses and groups.
    pub network_interfaces: Vec<NetworkInterfaceId>,
    /// Whether its name answers AAAA queries too.
    pub ip_address_type: LoadBalancerAddressType,
    /// The TCP port it listens on for HTTP.
    pub port: u16,
    /// The pages it serves.
    pub pages: Vec<super::internet::Page>,
}

/// Which records a load balancer's name has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LoadBalancerAddressType {
    /// A only.
    Ipv4,
    /// A and AAAA.
    Dualstack,
}
