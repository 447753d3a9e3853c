//! What a world may be set to: quotas, and the switches for what AWS leaves undocumented.

use serde::{Deserialize, Serialize};
use std::net::Ipv4Addr;

/// Quotas and switches of a world. The defaults are AWS's, or the specification's where AWS is silent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "PascalCase", default, deny_unknown_fields)]
pub struct Settings {
    /// The Availability Zones of the Region, by name; the Region with `a` to `c` where there are none.
    pub availability_zones: Vec<String>,
    /// VPCs a Region may have.
    pub vpcs: u32,
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
    /// Whether DNS64 takes AAAA records with IPv4-mapped addresses for none at all (rule 2.3, doubt D3).
    pub dns64_excludes_ipv4_mapped: bool,
    /// Whether DNS64 leaves those alone who ask with CD and DO, to validate by themselves (rule 2.13, doubt D3).
    pub dns64_obeys_checking_disabled: bool,
    /// Whether a reverse name below 64:ff9b::/96 is an alias of the IPv4 address' own (rule 2.12, doubt
    /// D3). Otherwise it is looked up like any other name, and is not there.
    pub dns64_reverse_aliases: bool,
    /// Whether a synthesized record lives no longer than the SOA of the negative answer (rule 2.9, doubt D4).
    pub dns64_ttl_up_to_soa: bool,
    /// Whether the resolver refuses in a VPC without DNS support; otherwise it keeps silent (rule 2.26, doubt D5).
    pub refuses_without_dns_support: bool,
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
            availability_zones: Vec::new(),
            vpcs: 5,
            instance_connect_endpoints_per_vpc: 1,
            nat_gateways_per_availability_zone: 5,
            elastic_ips: 5,
            routes_per_table: 50,
            network_acl_entries: 20,
            nat_gateway_takes_any_ipv6_route: true,
            translate_private_ipv4: true,
            dns64_excludes_ipv4_mapped: true,
            dns64_obeys_checking_disabled: true,
            dns64_reverse_aliases: false,
            dns64_ttl_up_to_soa: true,
            refuses_without_dns_support: false,
            kernel: Kernel::default(),
            nat_timers: NatTimers::default(),
            nat_conversations_per_destination: 55_000,
            nat_crowds: Vec::new(),
        }
    }
}
