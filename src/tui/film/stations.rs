//! The stations of a film: the places its packets come by, and what they are called.

use crate::cloud::{World, tag};
use crate::sim::Trace;
use crate::sim::trace::Place;
use crate::tui::map::names::Shortener;

/// A place on a way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Station {
    /// The place; none where it is only where a packet wanted to go.
    pub place: Option<Place>,
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

/// The names of what a command wanted to reach.
pub fn wanted(trace: &Trace, world: &World) -> Option<Label> {
    let aim = trace.aim.as_ref()?;
    let balancer = world.load_balancers.iter().find(|balancer| balancer.dns_name == aim.name);
    let short = balancer.map_or_else(|| aim.name.clone(), |_| "ALB".to_owned());
    Some(Label { short, whole: aim.name.clone() })
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
