//! A world: everything there is at one instant, and the two ways it changes.

use super::address::Address;
use super::egress_only_internet_gateway::EgressOnlyInternetGateway;
use super::instance::Instance;
use super::instance_connect_endpoint::InstanceConnectEndpoint;
use super::internet::Internet;
use super::internet_gateway::InternetGateway;
use super::key_pair::KeyPair;
use super::load_balancer::LoadBalancer;
use super::nat_gateway::NatGateway;
use super::network_acl::NetworkAcl;
use super::network_interface::NetworkInterface;
use super::route_table::RouteTable;
use super::security_group::SecurityGroup;
use super::subnet::Subnet;
use super::vpc::Vpc;
use super::{
    AllocationId, ApiError, Call, EgressOnlyInternetGatewayId, InstanceConnectEndpointId, InstanceId,
    InternetGatewayId, KeyPairId, NatGatewayId, NetworkAclId, NetworkInterfaceId, RouteTableId, SecurityGroupId,
    Settings, SubnetId, Table, VpcId,
};
use crate::net::SimTime;
use serde_json::Value;
use std::sync::Arc;

/// Everything there is at one instant. Cheap to copy: copies share what did not change.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct World {
    /// The Region, like `ap-northeast-3`.
    pub region: String,
    /// The account's twelve digits.
    pub account: String,
    /// Seconds since 1970-01-01 UTC of the world's first moment, for the calendar times EC2 prints.
    pub epoch: i64,
    /// The present moment.
    pub now: SimTime,
    /// Quotas and switches.
    pub settings: Arc<Settings>,
    /// VPCs.
    pub vpcs: Table<VpcId, Vpc>,
    /// Subnets.
    pub subnets: Table<SubnetId, Subnet>,
    /// Route tables.
    pub route_tables: Table<RouteTableId, RouteTable>,
    /// Internet gateways.
    pub internet_gateways: Table<InternetGatewayId, InternetGateway>,
    /// Egress-only Internet gateways.
    pub egress_only_internet_gateways: Table<EgressOnlyInternetGatewayId, EgressOnlyInternetGateway>,
    /// NAT gateways, also failed and deleted ones for as long as EC2 shows them.
    pub nat_gateways: Table<NatGatewayId, NatGateway>,
    /// Elastic IP addresses.
    pub addresses: Table<AllocationId, Address>,
    /// Elastic network interfaces of everything that has one.
    pub network_interfaces: Table<NetworkInterfaceId, NetworkInterface>,
    /// Security groups.
    pub security_groups: Table<SecurityGroupId, SecurityGroup>,
    /// Network ACLs.
    pub network_acls: Table<NetworkAclId, NetworkAcl>,
    /// Instances.
    pub instances: Table<InstanceId, Instance>,
    /// EC2 Instance Connect Endpoints.
    pub instance_connect_endpoints: Table<InstanceConnectEndpointId, InstanceConnectEndpoint>,
    /// Key pairs.
    pub key_pairs: Table<KeyPairId, KeyPair>,
    /// Application Load Balancers, by their name.
    pub load_balancers: Vec<Arc<LoadBalancer>>,
    /// What lies outside AWS: hosts and zones.
    pub internet: Arc<Internet>,
    /// What Amazon's address pools have left to give, next first.
    pub pools: Pools,
    /// How many ids were given out; the next id is made from it.
    pub minted: u64,
}

/// Addresses that Amazon hands out on request, next first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pools {
    /// IPv6 blocks for VPCs, each a /56.
    pub ipv6_blocks: Arc<[ipnet::Ipv6Net]>,
    /// How many of `ipv6_blocks` were given.
    pub ipv6_given: usize,
    /// Public IPv4 addresses.
    pub ipv4_addresses: Arc<[std::net::Ipv4Addr]>,
    /// How many of `ipv4_addresses` were given.
    pub ipv4_given: usize,
}

impl World {
    /// The same Region and the same Internet at the first moment, with nothing built.
    pub fn emptied(&self) -> Self {
        let pools = Pools { ipv6_given: 0, ipv4_given: 0, ..self.pools.clone() };
        Self {
            region: self.region.clone(),
            account: self.account.clone(),
            epoch: self.epoch,
            settings: Arc::clone(&self.settings),
            internet: Arc::clone(&self.internet),
            pools,
            ..Self::default()
        }
    }

    /// Carries `call` out and returns EC2's response. A refused call changes nothing; a call with
    /// `DryRun` is always refused, with `DryRunOperation` where it would have been carried out.
    pub fn call(&mut self, call: &Call) -> Result<Value, ApiError> {
        let mut next = self.clone();
        let done = call.apply(&mut next).and_then(|response| match call.is_dry_run() {
            true => Err(ApiError::new("DryRunOperation", "Request would have succeeded, but DryRun flag is set.")),
            false => Ok(response),
        });
        let response = done.map_err(|error| ApiError { operation: call.operation(), ..error })?;
        *self = next;
        Ok(response)
    }
}

/// A well-spread number from a text, the same on every machine (FNV-1a with a final mix).
pub fn mix(text: &str) -> u64 {
    let start = 0xcbf2_9ce4_8422_2325_u64;
    let hash = text.bytes().fold(start, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    let hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash ^ (hash >> 33)
}
