//! The stations of a film: every place its packets come by, in one line from the client outwards.

use crate::cloud::{World, tag};
use crate::sim::Trace;
use crate::sim::trace::{Place, What};
use crate::tui::map::names::Shortener;

/// A place on the player's line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Station {
    /// The place.
    pub place: Place,
    /// What it is called.
    pub label: Label,
}

/// What a station is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Its short name, for the line.
    pub short: String,
    /// Its whole name, for captions.
    pub whole: String,
}

/// All stations of a trace. The first deciding flight gives the order; what only others touch follows.
pub fn stations(trace: &Trace, world: &World) -> Vec<Station> {
    let mut places = vec![Place::Instance(trace.host)];
    if trace.lookups().next().is_some() {
        places.insert(0, Place::Resolver);
    }
    let deciding = trace.deciding.and_then(|index| trace.events.get(index));
    let deciding = deciding.and_then(|event| match &event.what {
        What::Flight(flight) => Some(flight),
        _ => None,
    });
    let hops = deciding.into_iter().chain(trace.flights().map(|(_, flight)| flight)).flat_map(|flight| &flight.hops);
    for hop in hops {
        if !places.contains(&hop.place) {
            places.push(hop.place.clone());
        }
    }
    let shortener = Shortener::new(world);
    places.into_iter().map(|place| Station { label: label(&place, world, &shortener), place }).collect()
}

/// The names of a place.
pub fn label(place: &Place, world: &World, shortener: &Shortener) -> Label {
    let named = |short: &str, tags: Option<&[crate::cloud::Tag]>, id: String| Label {
        short: short.to_owned(),
        whole: tags.and_then(tag::name).map_or(id, str::to_owned),
    };
    match place {
        Place::Instance(id) => {
            let name = world.instances.get(*id).and_then(|instance| tag::name(&instance.tags));
            let whole = name.map_or_else(|| id.to_string(), str::to_owned);
            Label { short: whole.clone(), whole }
        }
        Place::Subnet(id) => {
            let subnet = world.subnets.get(*id);
            let whole = subnet.and_then(|subnet| tag::name(&subnet.tags)).map_or_else(|| id.to_string(), str::to_owned);
            let zone = subnet.map_or("", |subnet| subnet.availability_zone.as_str());
            Label { short: shortener.short(&whole, zone), whole }
        }
        Place::InternetGateway(id) => {
            let tags = world.internet_gateways.get(*id).map(|gateway| gateway.tags.as_slice());
            named("IGW", tags, id.to_string())
        }
        Place::EgressOnlyInternetGateway(id) => {
            let tags = world.egress_only_internet_gateways.get(*id).map(|gateway| gateway.tags.as_slice());
            named("EIGW", tags, id.to_string())
        }
        Place::NatGateway(id) => {
            named("NAT GW", world.nat_gateways.get(*id).map(|gateway| gateway.tags.as_slice()), id.to_string())
        }
        Place::InstanceConnectEndpoint(id) => {
            let tags = world.instance_connect_endpoints.get(*id).map(|endpoint| endpoint.tags.as_slice());
            named("EICE", tags, id.to_string())
        }
        Place::LoadBalancer(name) => Label { short: "ALB".into(), whole: name.clone() },
        Place::Resolver => Label { short: "Resolver".into(), whole: "Route 53 Resolver".into() },
        Place::Metadata => Label { short: "IMDS".into(), whole: "Instance Metadata Service".into() },
        Place::Internet => Label { short: "Internet".into(), whole: "Internet".into() },
        Place::Host(name) => Label { short: name.clone(), whole: name.clone() },
    }
}
