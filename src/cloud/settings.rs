//! What a world may be set to: quotas, and the switches for what AWS leaves undocumented.

use serde::{Deserialize, Serialize};
use std::net::Ipv4Addr;

/// Quotas and switches of a world. The defaults are AWS's, or the specification's where AWS is silent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "PascalCase", default, deny_unknown_fields)]
pub struct Settings {
    /// EC2 Instance Connect Endpoints a VPC may have.
    pub instance_connect_endpoints_per_vpc: u32,
    /// NAT gateways an Availability Zone may have.
    pub nat_gateways_per_availability_zone: u32,
    /// Elastic IP addresses a Region may have.
    pub elastic_ips: u32,
    /// Routes a route table may have in each family.
    pub routes_per_table: u32,
    /// Rules a network ACL may have in each direction and family.
    pub network_acl_entries: u32,
    /// Whether CreateRoute accepts a NAT gateway for IPv6 destinations outside 64:ff9b::/96 (doubt D1).
    pub nat_gateway_takes_any_ipv6_route: bool,
    /// Whether an A record that is not globally reachable is synthesized and translated (rule 1.8).
    pub translate_private_ipv4: bool,
    /// The kernel that guests run, which decides how long a connection is tried (doubt D10).
    pub kernel: Kernel,
    /// How long a NAT gateway remembers an idle conversation (doubt D11).
    pub nat_timers: NatTimers,
    /// Conversations a NAT gateway has ports for to one address, port and protocol (rule 3.26).
    pub nat_conversations_per_destination: u16,
    /// What other clients of every NAT gateway are doing.
    pub nat_crowds: Vec<NatCrowd>,
}

/// How long a NAT gateway remembers an idle conversation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum NatTimers {
    /// 350 s, whatever the protocol, as AWS documents it (rule 3.25).
    #[default]
    Aws,
    /// By protocol and state, as RFC 6146 has it (rule 3.14).
    Rfc6146,
}

/// Conversations of other clients to one destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct NatCrowd {
    /// The remote IPv4 address.
    pub destination: Ipv4Addr,
    /// The remote port.
    pub port: u16,
    /// How many there are.
    pub conversations: u16,
}

/// Which kernel guests run: it decides the SYN schedule (rule 5.10).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub enum Kernel {
    /// Linux 6.1, Amazon Linux 2023's default: gives up after 127 s.
    #[default]
    #[serde(rename = "6.1")]
    Linux6_1,
    /// Linux 6.12: gives up after 131 s.
    #[serde(rename = "6.12")]
    Linux6_12,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            instance_connect_endpoints_per_vpc: 1,
            nat_gateways_per_availability_zone: 5,
            elastic_ips: 5,
            routes_per_table: 50,
            network_acl_entries: 20,
            nat_gateway_takes_any_ipv6_route: true,
            translate_private_ipv4: true,
            kernel: Kernel::default(),
            nat_timers: NatTimers::default(),
            nat_conversations_per_destination: 55_000,
            nat_crowds: Vec::new(),
        }
    }
}
