//! What a route table is about: which subnets it rules, where its routes can lead, and the lines that
//! change that.

use crate::cloud::route_table::{RouteTable, Target};
use crate::cloud::{SubnetId, World, name, tag};
use crate::lesson::Lang;
use crate::words::console as say;
use ipnet::IpNet;

/// All tables by name; those without one last.
pub fn tables(world: &World) -> Vec<&RouteTable> {
    let mut tables: Vec<&RouteTable> = world.route_tables.iter().collect();
    tables.sort_by_key(|table| tag::name(&table.tags).unwrap_or("~").to_owned());
    tables
}

/// The subnets that a table rules, also those that only follow it as the main one.
pub fn ruled(world: &World, table: &RouteTable) -> Vec<SubnetId> {
    let here = |id: &SubnetId| world.route_table_of(*id).is_some_and(|its| its.id == table.id);
    subnets_of(world, table).into_iter().filter(here).collect()
}

/// The subnets of a table's VPC, by name.
pub fn subnets_of(world: &World, table: &RouteTable) -> Vec<SubnetId> {
    let mut subnets: Vec<_> = world.subnets.iter().filter(|subnet| subnet.vpc_id == table.vpc_id).collect();
    subnets.sort_by_key(|subnet| tag::name(&subnet.tags).unwrap_or("~").to_owned());
    subnets.into_iter().map(|subnet| subnet.id).collect()
}

/// What a route of this table can lead to: the gateways of its VPC, then its machines.
pub fn targets(world: &World, table: &RouteTable) -> Vec<Target> {
    let vpc = table.vpc_id;
    let egress = world.egress_only_internet_gateways.iter().filter(|gateway| gateway.vpc_id == vpc);
    let nat = world.nat_gateways.iter().filter(|gateway| gateway.vpc_id == vpc && gateway.is_live());
    let internet = world.internet_gateways.iter().filter(|gateway| gateway.vpc_id == Some(vpc));
    let machines = world.instances.iter().filter(|machine| machine.vpc_id == vpc && machine.is_live());
    let egress = egress.map(|gateway| Target::EgressOnlyInternetGateway(gateway.id));
    let nat = nat.map(|gateway| Target::NatGateway(gateway.id));
    let internet = internet.map(|gateway| Target::InternetGateway(gateway.id));
    let machines = machines.filter_map(|machine| Some(Target::Instance(machine.id, machine.network_interface_id?)));
    internet.chain(egress).chain(nat).chain(machines).collect()
}

/// The option that names a target.
pub fn target_option(world: &World, target: Target) -> Option<String> {
    Some(match target {
        Target::InternetGateway(id) => format!("--gateway-id {}", reference(world, id)),
        Target::EgressOnlyInternetGateway(id) => {
            format!("--egress-only-internet-gateway-id {}", reference(world, id))
        }
        Target::NatGateway(id) => format!("--nat-gateway-id {}", reference(world, id)),
        Target::Instance(id, _) => format!("--instance-id {}", reference(world, id)),
        Target::NetworkInterface(id) => format!("--network-interface-id {}", reference(world, id)),
        Target::Local => return None,
    })
}

/// The option that names a destination.
pub fn destination_option(destination: &IpNet) -> String {
    match destination {
        IpNet::V4(block) => format!("--destination-cidr-block {block}"),
        IpNet::V6(block) => format!("--destination-ipv6-cidr-block {block}"),
    }
}

/// The shortest `@NAME` of a resource that needs no quotes, or its id.
pub fn reference(world: &World, id: impl ToString) -> String {
    let id = id.to_string();
    let resources = world.resources();
    let named = resources.iter().find(|it| it.id == id).map(|it| name::shortest(world, it));
    named.filter(|name| !name.contains(|c: char| c.is_whitespace() || "'\"\\$".contains(c))).unwrap_or(id)
}

/// The line that lets a table rule a subnet; where it does already, the line that ends that.
pub fn association(world: &World, table: &RouteTable, subnet: SubnetId) -> String {
    let owns = |table: &RouteTable| table.associations.iter().find(|it| it.subnet_id == Some(subnet)).map(|it| it.id);
    let id = reference(world, table.id);
    if let Some(own) = owns(table) {
        return format!("aws ec2 disassociate-route-table --association-id {own}");
    }
    match world.route_tables.iter().find_map(owns) {
        Some(old) => {
            format!("aws ec2 replace-route-table-association --association-id {old} --route-table-id {id}")
        }
        None => {
            let subnet = reference(world, subnet);
            format!("aws ec2 associate-route-table --route-table-id {id} --subnet-id {subnet}")
        }
    }
}

/// Which subnets a table rules, in words.
pub fn rules(world: &World, table: &RouteTable, short: &dyn Fn(SubnetId) -> String, lang: Lang) -> String {
    let mut parts: Vec<String> = ruled(world, table).into_iter().map(short).collect();
    if table.is_main() {
        parts.insert(0, say::MAIN.in_(lang).to_owned());
    }
    if parts.is_empty() {
        return say::RULES_NOTHING.in_(lang).to_owned();
    }
    format!("{}{}", say::RULES.in_(lang), parts.join(", "))
}
