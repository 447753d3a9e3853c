//! What an edit of a subnet's attributes would change: names that stand for other addresses there, and
//! what a machine launched into it gets.

use super::{Addresses, launch, make};
use crate::cloud::{ApiError, Call, InstanceId, SubnetId, World};
use crate::net::dns::{self, Asking};
use crate::sim::resolver;
use crate::sim::vpc_names::{private_domain, private_name};
use hickory_proto::rr::RecordType;

/// What an edit would change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preview {
    /// Names that stand for other addresses, each with its type.
    pub names: Vec<Renamed>,
    /// What a machine launched there gets otherwise.
    pub launched: Vec<Gets>,
}

/// A question that is answered otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renamed {
    /// The name.
    pub name: String,
    /// What is asked for.
    pub kind: RecordType,
    /// The addresses before.
    pub before: Vec<String>,
    /// The addresses afterwards.
    pub after: Vec<String>,
}

/// Something that a machine gets when it is launched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gets {
    /// What.
    pub what: What,
    /// Before; none where it gets none.
    pub before: Option<String>,
    /// Afterwards.
    pub after: Option<String>,
}

/// What a machine gets when it is launched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// An IPv6 address.
    Ipv6Address,
    /// A public IPv4 address.
    PublicAddress,
    /// A private DNS name.
    Name,
}

/// What `call` would change for a subnet, or EC2's refusal.
pub fn preview(world: &World, call: &Call, subnet: SubnetId) -> Result<Preview, ApiError> {
    let mut before = world.clone();
    before.settle();
    let mut after = before.clone();
    make(&mut after, call)?;
    let names = names(&before, subnet);
    let asked = names.iter().flat_map(|name| [RecordType::AAAA, RecordType::A].map(|kind| (name, kind)));
    let renamed = asked.filter_map(|(name, kind)| {
        let [was, is] = [&before, &after].map(|world| addresses(world, subnet, name, kind));
        (was != is).then(|| Renamed { name: name.clone(), kind, before: was, after: is })
    });
    let names = renamed.collect();
    let [was, is] = [before, after].map(|mut world| launched(&mut world, subnet));
    let gets = was.into_iter().zip(is).filter(|((_, was), (_, is))| was != is);
    let launched = gets.map(|((what, before), (_, after))| Gets { what, before, after }).collect();
    Ok(Preview { names, launched })
}

/// Names that one may ask for there: of the Internet, and of the machines of the VPC.
fn names(world: &World, subnet: SubnetId) -> Vec<String> {
    let hosts = world.internet.hosts.iter().map(|host| host.name.clone());
    let vpc = world.subnets.get(subnet).map(|subnet| subnet.vpc_id);
    let domain = private_domain(&world.region);
    let machines = world.instances.iter().filter(|it| it.is_live() && Some(it.vpc_id) == vpc);
    let own = machines.flat_map(|it| private_name(world, it).into_iter().chain([format!("{}.{domain}", it.id)]));
    let mut names: Vec<String> = hosts.chain(own).collect();
    let mut known = std::collections::BTreeSet::new();
    names.retain(|name| known.insert(name.clone()));
    names
}

/// What the resolver answers to a subnet.
fn addresses(world: &World, subnet: SubnetId, name: &str, kind: RecordType) -> Vec<String> {
    let found = world
        .subnets
        .get(subnet)
        .zip(dns::name(name))
        .and_then(|(subnet, name)| resolver::answer_to(world, subnet, &dns::query(1, name, kind, Asking::STUB)));
    let records = found.map(|answer| answer.records).unwrap_or_default();
    records.iter().filter(|record| record.record_type() == kind).map(|record| dns::data_text(&record.data)).collect()
}

/// What a machine that is launched there gets. Addresses differ from launch to launch, so it is the
/// first one of this world.
fn launched(world: &mut World, subnet: SubnetId) -> Vec<(What, Option<String>)> {
    let Some(id) = launch(world, subnet, Addresses::Given) else { return Vec::new() };
    let interface = world.interface_of(id);
    let ipv6 = interface.and_then(|it| it.ipv6_addresses.first().map(ToString::to_string));
    let public = interface.and_then(|it| it.public_ip.map(|address| address.to_string()));
    vec![(What::Ipv6Address, ipv6), (What::PublicAddress, public), (What::Name, own_name(world, id))]
}

fn own_name(world: &World, id: InstanceId) -> Option<String> {
    private_name(world, world.instances.get(id)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::name;
    use crate::guest::world;
    use serde_json::json;

    fn found(name: &str, attribute: &str, value: bool) -> Result<Preview, ApiError> {
        let world = world::load(world::CHAPTER).unwrap();
        let subnet = name::resolve(&world, name).unwrap();
        let call = Call::parse_value("ModifySubnetAttribute", json!({"SubnetId": subnet, attribute: {"Value": value}}));
        preview(&world, &call.unwrap(), subnet.parse().unwrap())
    }

    const PRIVATE1: &str = "@cl-ipv4-to-dualstack-subnet-private1-ap-northeast-3a";

    #[test]
    fn dns64_gives_ipv4_only_names_an_ipv6_address_and_leaves_the_others_alone() {
        let found = found(PRIVATE1, "EnableDns64", true).unwrap();
        let github = found.names.iter().find(|it| it.name == "github.com").unwrap();
        assert_eq!((github.kind, github.before.len()), (RecordType::AAAA, 0));
        assert_eq!(github.after, ["64:ff9b::141b:b171"]);
        let is_made =
            |it: &Renamed| it.kind == RecordType::AAAA && it.after.iter().all(|it| it.starts_with("64:ff9b::"));
        assert!(found.names.iter().all(is_made), "{:?}", found.names);
        assert!(found.names.iter().all(|it| it.name != "www.google.com"), "it has IPv6 of its own");
        assert!(found.launched.is_empty());
    }

    #[test]
    fn an_attribute_for_launches_shows_what_a_machine_would_get() {
        let found = found(PRIVATE1, "MapPublicIpOnLaunch", true).unwrap();
        let [Gets { what: What::PublicAddress, before: None, after: Some(_) }] = found.launched.as_slice() else {
            panic!("{:?}", found.launched)
        };
        assert!(found.names.is_empty());
    }

    #[test]
    fn what_changes_nothing_is_empty() {
        assert_eq!(found(PRIVATE1, "EnableDns64", false).unwrap(), Preview::default());
    }
}
