//! What a packet crossed, by name: the short form of a flight.

use super::service;
use super::trace::{Drop, End, Flight, Place};
use crate::cloud::{Tag, World, tag};

/// The names of what a packet crossed, in order: who sent it, its subnet, gateways, each NAT gateway
/// followed by the subnet it sits in, and the other end where it arrived. The id stands for what has
/// no Name tag. A gateway that dropped the packet is the last element. What a VPC beyond the Internet
/// has inside is left out.
pub fn path(world: &World, flight: &Flight) -> Vec<String> {
    let mut places: Vec<&Place> = Vec::with_capacity(flight.hops.len());
    let mut beyond = false;
    for (index, hop) in flight.hops.iter().enumerate() {
        let last = index + 1 == flight.hops.len();
        let next = flight.hops.get(index + 1).map(|hop| &hop.place);
        let shown = match &hop.place {
            Place::Internet => {
                beyond |= index > 0 && !matches!(flight.hops[0].place, Place::Host(_));
                false
            }
            // Its subnet is named after the NAT gateway, as what the packet leaves it by.
            Place::Subnet(subnet) => !beyond && !sits_in(world, next, *subnet),
            Place::InternetGateway(_) | Place::EgressOnlyInternetGateway(_) | Place::NatGateway(_) => {
                !beyond || (last && matches!(flight.end, End::Dropped(Drop::Gateway(_))))
            }
            Place::Instance(_)
            | Place::InstanceConnectEndpoint(_)
            | Place::LoadBalancer(_)
            | Place::Resolver
            | Place::Metadata
            | Place::Host(_) => index == 0 || reached(&flight.end),
        };
        if shown && places.last() != Some(&&hop.place) {
            places.push(&hop.place);
        }
    }
    places.into_iter().map(|place| name(world, place)).collect()
}

/// Whether the packet came to the other end, whatever that made of it.
fn reached(end: &End) -> bool {
    match end {
        End::Delivered | End::Refused(_) | End::Dropped(Drop::Ignored | Drop::NotForwarded) => true,
        End::Dropped(_) => false,
    }
}

fn sits_in(world: &World, place: Option<&Place>, subnet: crate::cloud::SubnetId) -> bool {
    match place {
        Some(Place::NatGateway(id)) => world.nat_gateways.get(*id).is_some_and(|nat| nat.subnet_id == subnet),
        _ => false,
    }
}

/// A place by its Name tag, or its id; a load balancer by its DNS name, a host by its own.
pub fn name(world: &World, place: &Place) -> String {
    match place {
        Place::Instance(id) => called(world.instances.get(*id).map(|it| &it.tags), id),
        Place::Subnet(id) => called(world.subnets.get(*id).map(|it| &it.tags), id),
        Place::InternetGateway(id) => called(world.internet_gateways.get(*id).map(|it| &it.tags), id),
        Place::EgressOnlyInternetGateway(id) => {
            called(world.egress_only_internet_gateways.get(*id).map(|it| &it.tags), id)
        }
        Place::NatGateway(id) => called(world.nat_gateways.get(*id).map(|it| &it.tags), id),
        Place::InstanceConnectEndpoint(id) => called(world.instance_connect_endpoints.get(*id).map(|it| &it.tags), id),
        Place::LoadBalancer(name) => {
            service::balancer(world, name).map_or_else(|| name.clone(), |balancer| balancer.dns_name.clone())
        }
        Place::Host(name) => name.clone(),
        Place::Resolver => "Amazon DNS".to_owned(),
        Place::Metadata => "169.254.169.254".to_owned(),
        Place::Internet => "Internet".to_owned(),
    }
}

fn called(tags: Option<&Vec<Tag>>, id: impl ToString) -> String {
    tags.and_then(|tags| tag::name(tags)).map_or_else(|| id.to_string(), str::to_owned)
}
