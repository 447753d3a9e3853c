//! Who plays which part in a working world: the client, its subnet, the table that rules it, the
//! gateways its packets leave by. Faults know these parts and no names.

use crate::cloud::instance::InstanceState;
use crate::cloud::internet::{Host, Service};
use crate::cloud::route_table::Target;
use crate::cloud::{
    EgressOnlyInternetGatewayId, InstanceId, InternetGatewayId, NatGatewayId, RouteTableId, SecurityGroupId, SubnetId,
    VpcId, World,
};
use crate::guest::repair::Command;
use crate::net::{Family, WELL_KNOWN};
use ipnet::{Ipv4Net, Ipv6Net};
use std::net::IpAddr;

/// The parts of the way from an IPv6-only client to the Internet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts {
    /// An instance that runs in an IPv6-only subnet with DNS64.
    pub client: InstanceId,
    /// Its security group.
    pub group: SecurityGroupId,
    /// Its subnet.
    pub subnet: SubnetId,
    /// The VPC.
    pub vpc: VpcId,
    /// The table that was given to its subnet.
    pub table: RouteTableId,
    /// Where that table sends native IPv6.
    pub egress_only: EgressOnlyInternetGatewayId,
    /// Where it sends 64:ff9b::/96.
    pub nat: NatGatewayId,
    /// The subnet of the NAT gateway.
    pub nat_subnet: SubnetId,
    /// The table that was given to that subnet.
    pub nat_table: RouteTableId,
    /// Where that table sends IPv4.
    pub internet: InternetGatewayId,
}

impl Parts {
    /// The parts of the first client that has them all.
    pub fn of(world: &World) -> Option<Self> {
        let running = world.instances.iter().filter(|instance| instance.state == InstanceState::Running);
        running.map(|instance| instance.id).find_map(|client| Self::around(world, client))
    }

    fn around(world: &World, client: InstanceId) -> Option<Self> {
        let instance = world.instances.get(client)?;
        let interface = world.interface_of(client)?;
        let subnet =
            world.subnets.get(instance.subnet_id).filter(|subnet| subnet.ipv6_native && subnet.enable_dns64)?;
        let table = world.route_table_of(subnet.id).filter(|table| table.is_associated_with(subnet.id))?;
        let Target::NatGateway(nat) = table.route(WELL_KNOWN.net().into())?.target else { return None };
        let native = table.route(Ipv6Net::default().into())?.target;
        let Target::EgressOnlyInternetGateway(egress_only) = native else { return None };
        let nat_subnet = world.nat_gateways.get(nat)?.subnet_id;
        let nat_table = world.route_table_of(nat_subnet).filter(|table| table.is_associated_with(nat_subnet))?;
        let way_out = nat_table.route(Ipv4Net::default().into())?.target;
        let Target::InternetGateway(internet) = way_out else { return None };
        Some(Self {
            client,
            group: *interface.groups.first()?,
            subnet: subnet.id,
            vpc: subnet.vpc_id,
            table: table.id,
            egress_only,
            nat,
            nat_subnet,
            nat_table: nat_table.id,
            internet,
        })
    }

    /// What can be asked of the client: one command for each way its packets may go.
    pub fn probes(&self, world: &World) -> Vec<Command> {
        let command =
            |words: &[&str]| Command { host: self.client, words: words.iter().map(|&it| it.to_owned()).collect() };
        let mut probes = Vec::new();
        let ipv4_only = |host: &&Host| host.has_only(Family::Ipv4);
        if let Some(host) = world.internet.offering(Service::Https).find(ipv4_only) {
            probes.push(command(&["curl", "-sS", &format!("https://{}/", host.name)]));
        }
        if let Some(balancer) = world.load_balancers.first() {
            probes.push(command(&["curl", "-6", "-sS", &format!("http://{}/", balancer.dns_name)]));
        }
        if let Some(host) = world.internet.offering(Service::Echo).find(ipv4_only) {
            probes.push(command(&["ping", "-c", "2", &host.name]));
        }
        let ipv6 = |host: &Host| host.addresses.iter().copied().find(IpAddr::is_ipv6);
        if let Some(server) = world.internet.offering(Service::Dns).find_map(ipv6) {
            let name = world.internet.hosts.first().map_or("example.com", |host| host.name.as_str());
            probes.push(command(&["dig", &format!("@{server}"), "+short", name]));
        }
        probes
    }
}
