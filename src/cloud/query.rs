//! Questions that a packet on its way asks a world.

use super::instance::Instance;
use super::nat_gateway::NatGatewayState;
use super::network_acl::NetworkAcl;
use super::network_interface::{NetworkInterface, Owner};
use super::route_table::{RouteState, RouteTable, Target};
use super::security_group::SecurityGroup;
use super::vpc::Vpc;
use super::{InstanceId, SubnetId, VpcId, World, instance::InstanceState, tag};
use std::net::{IpAddr, Ipv4Addr};

impl World {
    /// The route table that rules a subnet: its own, or else the VPC's main one (rule 4.11).
    pub fn route_table_of(&self, subnet: SubnetId) -> Option<&RouteTable> {
        let own = self.route_tables.iter().find(|table| table.is_associated_with(subnet));
        own.or_else(|| self.main_route_table(self.subnets.get(subnet)?.vpc_id))
    }

    /// A VPC's main route table.
    pub fn main_route_table(&self, vpc: VpcId) -> Option<&RouteTable> {
        self.route_tables.iter().find(|table| table.vpc_id == vpc && table.is_main())
    }

    /// The network ACL that guards a subnet.
    pub fn network_acl_of(&self, subnet: SubnetId) -> Option<&NetworkAcl> {
        self.network_acls.iter().find(|acl| acl.associations.iter().any(|(_, guarded)| *guarded == subnet))
    }

    /// A VPC's default network ACL.
    pub fn default_network_acl(&self, vpc: VpcId) -> Option<&NetworkAcl> {
        self.network_acls.iter().find(|acl| acl.vpc_id == vpc && acl.is_default)
    }

    /// A VPC's default security group.
    pub fn default_security_group(&self, vpc: VpcId) -> Option<&SecurityGroup> {
        self.security_groups.iter().find(|group| group.vpc_id == vpc && group.is_default())
    }

    /// The interface that has this private IPv4 or this IPv6 address within a VPC.
    pub fn interface_in_vpc(&self, vpc: VpcId, address: IpAddr) -> Option<&NetworkInterface> {
        self.network_interfaces.iter().find(|interface| interface.vpc_id == vpc && interface.has(address))
    }

    /// The interface that the Internet knows by this address: public IPv4 or IPv6.
    pub fn interface_by_address(&self, address: IpAddr) -> Option<&NetworkInterface> {
        self.network_interfaces.iter().find(|interface| match address {
            IpAddr::V4(public) => interface.public_ip == Some(public),
            IpAddr::V6(_) => interface.has(address),
        })
    }

    /// The interface of an instance; none once it is terminated.
    pub fn interface_of(&self, instance: InstanceId) -> Option<&NetworkInterface> {
        self.network_interfaces.get(self.instances.get(instance)?.network_interface_id?)
    }

    /// The live instance with this id or Name tag; among instances of the same name the oldest.
    pub fn find_instance(&self, name_or_id: &str) -> Option<&Instance> {
        if let Some(instance) = name_or_id.parse().ok().and_then(|id| self.instances.get(id)) {
            return Some(instance);
        }
        let named = self.instances.iter().filter(|it| it.is_live() && tag::name(&it.tags) == Some(name_or_id));
        named.min_by_key(|instance| instance.launched)
    }

    /// Whether a route of `vpc` with this target still leads somewhere (rules 4.16, 3.31).
    pub fn route_state(&self, vpc: VpcId, target: Target) -> RouteState {
        let is_there = match target {
            Target::Local => true,
            Target::InternetGateway(id) => self.internet_gateways.get(id).is_some_and(|it| it.vpc_id == Some(vpc)),
            Target::EgressOnlyInternetGateway(id) => self.egress_only_internet_gateways.get(id).is_some(),
            Target::NatGateway(id) => self.nat_gateways.get(id).is_some_and(|it| it.is_live()),
            Target::Instance(id, _) => self
                .instances
                .get(id)
                .is_some_and(|it| matches!(it.state, InstanceState::Running | InstanceState::Pending { .. })),
            Target::NetworkInterface(id) => self.network_interfaces.get(id).is_some(),
        };
        if is_there { RouteState::Active } else { RouteState::Blackhole }
    }

    /// The VPC's resolver address: the base of its primary block plus two (rule 2.17).
    pub fn resolver_of(&self, vpc: VpcId) -> Option<Ipv4Addr> {
        self.vpcs.get(vpc).and_then(Vpc::resolver)
    }
}

impl NetworkInterface {
    /// Whether this private IPv4 or IPv6 address is its own.
    pub fn has(&self, address: IpAddr) -> bool {
        match address {
            IpAddr::V4(address) => self.private_ip == Some(address),
            IpAddr::V6(address) => self.ipv6_addresses.contains(&address),
        }
    }

    /// The instance it belongs to, where it belongs to one.
    pub fn instance(&self) -> Option<InstanceId> {
        match self.owner {
            Owner::Instance(id) => Some(id),
            Owner::NatGateway(_) | Owner::InstanceConnectEndpoint(_) | Owner::LoadBalancer(_) => None,
        }
    }
}

impl super::nat_gateway::NatGateway {
    /// Whether it is neither failed, gone nor going.
    pub fn is_live(&self) -> bool {
        matches!(self.state, NatGatewayState::Pending { .. } | NatGatewayState::Available)
    }
}
