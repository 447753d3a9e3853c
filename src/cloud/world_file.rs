//! World files: what a world is before anybody touches it, written down.
//!
//! A file names the Region, the pools Amazon draws from, the Internet, and the `aws` lines that
//! build what is there. This module reads the file and knows everything but how to carry lines out:
//! that is the console's business, so [`WorldFile::begin`] gives the empty world, the reader of
//! lines fills it, and [`WorldFile::finish`] adds what no call of the API can make.

use super::internet::{Host, Internet, Page, Service, Zone};
use super::left_out::LeftOut;
use super::load_balancer::{LoadBalancer, LoadBalancerAddressType};
use super::network_interface::{NetworkInterface, Owner};
use super::world::Pools;
use super::{NetworkInterfaceId, SecurityGroupId, Settings, SubnetId, World};
use ipnet::Ipv6Net;
use serde::Deserialize;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

/// A world file, read but not carried out.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorldFile {
    region: String,
    account: String,
    /// The first moment, in RFC 3339.
    starts: String,
    #[serde(default)]
    settings: Settings,
    pools: PoolsEntry,
    /// The lines that build the world, in the console's language.
    pub calls: Vec<String>,
    #[serde(default)]
    servers: Vec<ServerEntry>,
    #[serde(default)]
    load_balancers: Vec<LoadBalancerEntry>,
    /// Whose hosts and zones there are besides those written here.
    #[serde(default)]
    pub internet: Option<SharedInternet>,
    #[serde(default)]
    hosts: Vec<HostEntry>,
    #[serde(default)]
    zones: Vec<Zone>,
    /// What there was in the account that this world was made from, and is not here.
    #[serde(default)]
    pub left_out: Vec<LeftOut>,
}

/// A world file whose Internet others share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SharedInternet {
    /// The chapter's.
    Chapter,
}

/// What Amazon's pools give out, in order.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PoolsEntry {
    ipv6_blocks: Vec<Ipv6Net>,
    ipv4_addresses: Vec<Ipv4Addr>,
}

/// What listens on an instance.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ServerEntry {
    /// The instance's Name tag.
    instance: String,
    ports: Vec<u16>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LoadBalancerEntry {
    name: String,
    dns_name: String,
    ip_address_type: LoadBalancerAddressType,
    security_groups: Vec<String>,
    port: u16,
    nodes: Vec<NodeEntry>,
    pages: Vec<Page>,
}

/// One interface of a load balancer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NodeEntry {
    subnet: String,
    private_ip: Ipv4Addr,
    #[serde(default)]
    public_ip: Option<Ipv4Addr>,
    #[serde(default)]
    ipv6_address: Option<Ipv6Addr>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct HostEntry {
    name: String,
    addresses: Vec<IpAddr>,
    #[serde(default)]
    services: Vec<Service>,
    hops: u8,
    round_trip_ms: u16,
    /// What the web server calls itself.
    #[serde(default = "nginx")]
    server: String,
    #[serde(default)]
    pages: Vec<Page>,
}

fn nginx() -> String {
    "nginx".to_owned()
}

/// What is wrong with a world file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadWorld {
    /// It is not YAML of the right shape, or a zone is no master file; the message has line and column.
    #[error("{0}")]
    Shape(String),
    /// The first moment is no RFC 3339 time.
    #[error("starts: {0}")]
    Start(String),
    /// A line could not be carried out.
    #[error("calls, line {number}: {line}\n{why}")]
    Call {
        /// Which one, from 1.
        number: usize,
        /// The line.
        line: String,
        /// What the console said.
        why: String,
    },
    /// Something is spoken of that no call has made.
    #[error("{0}")]
    Unknown(String),
}

impl WorldFile {
    /// Reads a world file.
    pub fn read(text: &str) -> Result<Self, BadWorld> {
        serde_yaml::from_str(text).map_err(|error| BadWorld::Shape(error.to_string()))
    }

    /// Adds the hosts and zones of another file.
    pub fn share_internet_of(&mut self, other: Self) {
        self.hosts.extend(other.hosts);
        self.zones.extend(other.zones);
    }

    /// The first moment, in RFC 3339.
    pub fn starts(&self) -> &str {
        &self.starts
    }

    /// The world before the first call.
    pub fn begin(&self) -> Result<World, BadWorld> {
        let starts: jiff::Timestamp =
            self.starts.parse().map_err(|error: jiff::Error| BadWorld::Start(error.to_string()))?;
        let hosts = self.hosts.iter().cloned().map(Host::from).collect();
        Ok(World {
            region: self.region.clone(),
            account: self.account.clone(),
            epoch: starts.as_second(),
            settings: Arc::new(self.settings.clone()),
            pools: Pools {
                ipv6_blocks: self.pools.ipv6_blocks.clone().into(),
                ipv4_addresses: self.pools.ipv4_addresses.clone().into(),
                ..Pools::default()
            },
            internet: Arc::new(Internet { hosts, zones: self.zones.clone() }),
            ..World::default()
        })
    }

    /// Adds what no call can make, after the last call.
    pub fn finish(&self, world: &mut World) -> Result<(), BadWorld> {
        for server in &self.servers {
            let found = world.find_instance(&server.instance).map(|instance| instance.id);
            let instance = found.and_then(|id| world.instances.get_mut(id));
            let instance =
                instance.ok_or_else(|| BadWorld::Unknown(format!("servers: no instance {}", server.instance)))?;
            instance.listens.clone_from(&server.ports);
        }
        self.load_balancers.iter().try_for_each(|entry| entry.add_to(world))
    }
}

impl LoadBalancerEntry {
    fn add_to(&self, world: &mut World) -> Result<(), BadWorld> {
        let groups =
            self.security_groups.iter().map(|group| id(world, group)).collect::<Result<Vec<SecurityGroupId>, _>>()?;
        let mut interfaces = Vec::new();
        let mut vpc = None;
        for node in &self.nodes {
            let subnet_id: SubnetId = id(world, &node.subnet)?;
            let vpc_id = world.subnets.get(subnet_id).map(|subnet| subnet.vpc_id);
            let vpc_id = vpc_id.ok_or_else(|| BadWorld::Unknown(format!("no subnet {}", node.subnet)))?;
            vpc = Some(vpc_id);
            let id = world.mint(NetworkInterfaceId::new);
            let interface = NetworkInterface {
                id,
                vpc_id,
                subnet_id,
                private_ip: Some(node.private_ip),
                public_ip: node.public_ip,
                ipv6_addresses: node.ipv6_address.into_iter().collect(),
                groups: groups.clone(),
                source_dest_check: true,
                owner: Owner::LoadBalancer(self.name.clone()),
                tags: Vec::new(),
            };
            world.network_interfaces.insert(id, interface);
            interfaces.push(id);
        }
        let vpc_id = vpc.ok_or_else(|| BadWorld::Unknown(format!("load balancer {} has no nodes", self.name)))?;
        world.load_balancers.push(Arc::new(LoadBalancer {
            name: self.name.clone(),
            dns_name: self.dns_name.clone(),
            vpc_id,
            network_interfaces: interfaces,
            ip_address_type: self.ip_address_type,
            port: self.port,
            pages: self.pages.clone(),
        }));
        Ok(())
    }
}

/// The id of the live resource of this name.
fn id<T: std::str::FromStr>(world: &World, name: &str) -> Result<T, BadWorld> {
    let resources = world.resources();
    let mut found = resources.iter().filter(|resource| resource.is_live && resource.name() == Some(name));
    found
        .find_map(|resource| resource.id.parse().ok())
        .ok_or_else(|| BadWorld::Unknown(format!("nothing is named {name}")))
}

impl From<HostEntry> for Host {
    fn from(entry: HostEntry) -> Self {
        let HostEntry { name, addresses, services, hops, round_trip_ms, server, pages } = entry;
        Self { name, addresses, services, pages, server, hops, round_trip_ms }
    }
}
