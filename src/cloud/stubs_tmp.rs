//! Temporary.
#![allow(missing_docs)]
use super::*;
use crate::net::SimTime;
use serde_json::{Value, json};
macro_rules! d { ($($t:ty),*) => {$(impl $t { pub fn describe(&self, _: &World) -> Value { json!({}) } })*}; }
d!(
    internet_gateway::InternetGateway,
    egress_only_internet_gateway::EgressOnlyInternetGateway,
    nat_gateway::NatGateway,
    address::Address,
    instance::Instance,
    network_interface::NetworkInterface,
    security_group::SecurityGroup,
    network_acl::NetworkAcl,
    instance_connect_endpoint::InstanceConnectEndpoint,
    key_pair::KeyPair
);
impl World {
    pub(crate) fn finish_nat_gateway(&mut self, _: NatGatewayId) {}
    pub(crate) fn finish_instance(&mut self, _: InstanceId) {}
    pub(crate) fn open_group_for_ipv6(&mut self, _: SecurityGroupId) {}
    pub(crate) fn make_default_group(&mut self, _: VpcId) {}
}
impl security_group::SecurityGroup {
    pub fn is_default(&self) -> bool {
        self.name == "default"
    }
}
impl instance_connect_endpoint::InstanceConnectEndpoint {
    pub fn is_live(&self) -> bool {
        true
    }
}
impl network_acl::NetworkAcl {
    pub fn open_for_ipv6(&mut self) {}
    pub fn default_of(id: NetworkAclId, vpc_id: VpcId) -> Self {
        Self { id, vpc_id, is_default: true, entries: vec![], associations: vec![], tags: vec![] }
    }
}
pub const _T: SimTime = SimTime::ZERO;
