//! Names that no zone file holds: load balancers', which everybody can look up, and those that only
//! a VPC's own resolver knows, of its instances and their addresses (rule 2.29).

use super::zones::{Found, made_soa, pick};
use crate::cloud::instance::Instance;
use crate::cloud::load_balancer::{LoadBalancer, LoadBalancerAddressType};
use crate::cloud::network_interface::NetworkInterface;
use crate::cloud::subnet::HostnameType;
use crate::cloud::{VpcId, World};
use hickory_proto::rr::rdata::{A, AAAA, PTR};
use hickory_proto::rr::{Name, RData, Record, RecordType};
use ipnet::IpNet;
use std::net::IpAddr;

/// How long names of load balancers and instances may be kept, in seconds.
const TTL: u32 = 60;
/// How often a load balancer's name changes how many addresses it shows, in seconds (rule 0.4).
const ROTATION: u64 = 300;

/// What a name that Amazon's servers make up stands for; none where it is not one of theirs.
pub(super) fn look_up(world: &World, vpc: Option<VpcId>, name: &Name, kind: RecordType) -> Option<Found> {
    let text = name.to_lowercase().to_ascii();
    let text = text.trim_end_matches('.');
    if let Some(balancer) = world.load_balancers.iter().find(|it| it.dns_name.eq_ignore_ascii_case(text)) {
        return Some(pick(balancer_records(world, balancer, name), kind, || elb_soa(world)));
    }
    if text.ends_with(".elb.amazonaws.com") {
        return Some(Found::NoName(elb_soa(world)));
    }
    let vpc = vpc?;
    let domain = private_domain(&world.region);
    if let Some(host) = text.strip_suffix(&domain).and_then(|rest| rest.strip_suffix('.')) {
        let records = instance_records(world, vpc, name, host);
        return Some(match records {
            Some(records) => pick(records, kind, || internal_soa(&domain)),
            None => Found::NoName(internal_soa(&domain)),
        });
    }
    if text.ends_with(".arpa") { reverse(world, vpc, name, kind) } else { None }
}

/// The domain of instances' private names.
pub fn private_domain(region: &str) -> String {
    match region {
        "us-east-1" => "ec2.internal".to_owned(),
        region => format!("{region}.compute.internal"),
    }
}

/// An instance's private DNS name, by the kind its subnet gives.
pub fn private_name(world: &World, instance: &Instance) -> Option<String> {
    let interface = world.network_interfaces.get(instance.network_interface_id?)?;
    let kind = world.subnets.get(interface.subnet_id)?.hostnames.kind;
    let host = match (kind, interface.private_ip) {
        (HostnameType::IpName, Some(address)) => ip_name(address.octets()),
        (HostnameType::IpName | HostnameType::ResourceName, _) => instance.id.to_string(),
    };
    Some(format!("{host}.{}", private_domain(&world.region)))
}

fn ip_name([a, b, c, d]: [u8; 4]) -> String {
    format!("ip-{a}-{b}-{c}-{d}")
}

/// A load balancer shows some of its public IPv4 addresses at a time, and all IPv6 ones.
fn balancer_records(world: &World, balancer: &LoadBalancer, name: &Name) -> Vec<Record> {
    let interfaces: Vec<&NetworkInterface> =
        balancer.network_interfaces.iter().filter_map(|id| world.network_interfaces.get(*id)).collect();
    let ipv4: Vec<_> = interfaces.iter().filter_map(|it| it.public_ip).collect();
    let turn = world.now.as_nanos() / 1_000_000_000 / ROTATION;
    let shown = ipv4.len().min(1 + usize::try_from(turn % ipv4.len().max(1) as u64).unwrap_or(0));
    let record = |data| Record::from_rdata(name.clone(), TTL, data);
    let mut records: Vec<Record> = ipv4.into_iter().take(shown).map(|address| record(RData::A(A(address)))).collect();
    if balancer.ip_address_type == LoadBalancerAddressType::Dualstack {
        let ipv6 = interfaces.iter().filter_map(|it| it.ipv6_addresses.first());
        records.extend(ipv6.map(|address| record(RData::AAAA(AAAA(*address)))));
    }
    records
}

/// The records of an instance's private name: none where there is no such instance in the VPC.
fn instance_records(world: &World, vpc: VpcId, name: &Name, host: &str) -> Option<Vec<Record>> {
    let record = |data| Record::from_rdata(name.clone(), TTL, data);
    for instance in world.instances.iter().filter(|instance| instance.vpc_id == vpc) {
        let Some(interface) = instance.network_interface_id.and_then(|id| world.network_interfaces.get(id)) else {
            continue;
        };
        let Some(subnet) = world.subnets.get(interface.subnet_id) else { continue };
        let ipv4 = interface.private_ip;
        if ipv4.is_some_and(|address| ip_name(address.octets()) == host) {
            return Some(ipv4.map(|address| record(RData::A(A(address)))).into_iter().collect());
        }
        if instance.id.to_string() == host {
            let a = ipv4.filter(|_| subnet.hostnames.resource_name_a).map(|address| RData::A(A(address)));
            let ipv6 = interface.ipv6_addresses.first().filter(|_| subnet.hostnames.resource_name_aaaa);
            let aaaa = ipv6.map(|address| RData::AAAA(AAAA(*address)));
            return Some(a.into_iter().chain(aaaa).map(record).collect());
        }
    }
    None
}

/// A reverse name of an instance in the VPC; none for all others.
fn reverse(world: &World, vpc: VpcId, name: &Name, kind: RecordType) -> Option<Found> {
    let address = match name.parse_arpa_name().ok()? {
        IpNet::V4(block) if block.prefix_len() == 32 => IpAddr::V4(block.addr()),
        IpNet::V6(block) if block.prefix_len() == 128 => IpAddr::V6(block.addr()),
        IpNet::V4(_) | IpNet::V6(_) => return None,
    };
    let instance = world.interface_in_vpc(vpc, address)?.instance()?;
    let target = private_name(world, world.instances.get(instance)?)?;
    let record = Record::from_rdata(name.clone(), TTL, RData::PTR(PTR(crate::net::dns::name(&target)?)));
    Some(pick(vec![record], kind, || internal_soa(&private_domain(&world.region))))
}

fn elb_soa(world: &World) -> Option<Record> {
    let zone = format!("{}.elb.amazonaws.com.", world.region);
    made_soa(&zone, "ns-1119.awsdns-11.org.", "awsdns-hostmaster.amazon.com.", 60)
}

fn internal_soa(domain: &str) -> Option<Record> {
    made_soa(domain, "ns0.amazonaws.com.", "awsdns-hostmaster.amazon.com.", 60)
}
