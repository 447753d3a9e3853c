//! An instance's own view of the network: what Amazon Linux 2023 learns by DHCP and router
//! advertisements, long before any VPC route table is asked (rules 5.1 to 5.8).
//!
//! The one rule that decides most lessons stands here: in an IPv6-only subnet there is **no** IPv4
//! default route, so IPv4 fails at once; but the IPv6 default route comes from the router
//! advertisement and is there whatever the VPC's tables say, so IPv6 mistakes are silent.

use crate::cloud::instance::Instance;
use crate::cloud::network_interface::NetworkInterface;
use crate::cloud::subnet::{HostnameType, Subnet};
use crate::cloud::world::mix;
use crate::cloud::{InstanceId, World};
use crate::net::Family;
use crate::sim::trace::{GuestCandidate, GuestRoute, SourceCandidate, SourceVerdict, Verdict};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The network device of every instance.
pub const DEVICE: &str = "ens5";

/// The Amazon resolver's link-local address (rule 2.17).
pub const RESOLVER_V4: Ipv4Addr = Ipv4Addr::new(169, 254, 169, 253);

/// The Amazon resolver's IPv6 address (rule 2.17).
pub const RESOLVER_V6: Ipv6Addr = Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x253);

/// The link-local services that an IPv6-only guest has an IPv4 route to (rule 5.6, doubt D2).
const SERVICES: [Ipv4Addr; 3] = [RESOLVER_V4, Ipv4Addr::new(169, 254, 169, 254), Ipv4Addr::new(169, 254, 169, 123)];

/// An instance with all it knows by itself.
#[derive(Clone, Copy, Debug)]
pub struct Machine<'w> {
    /// The world it is part of.
    pub world: &'w World,
    /// The instance.
    pub instance: &'w Instance,
    /// Its interface.
    pub interface: &'w NetworkInterface,
    /// The subnet it lies in.
    pub subnet: &'w Subnet,
}

/// How a route came into the guest's table; decides how `ip route` prints it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// From DHCP: the default route and single hosts.
    Dhcp,
    /// From the kernel, for an address on the link.
    Kernel,
    /// From a router advertisement.
    Advertised,
}

/// One route of the guest's own table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KernelRoute {
    /// What it covers.
    pub destination: IpNet,
    /// The next hop; none on the link.
    pub via: Option<IpAddr>,
    /// How it came about.
    pub origin: Origin,
    /// The source address it asks for, where it does.
    pub source: Option<IpAddr>,
    /// Its metric.
    pub metric: u32,
}

impl<'w> Machine<'w> {
    /// The machine of an instance; none where the instance is gone or has no interface any more.
    pub fn of(world: &'w World, host: InstanceId) -> Option<Self> {
        let instance = world.instances.get(host)?;
        let interface = world.network_interfaces.get(instance.network_interface_id?)?;
        let subnet = world.subnets.get(interface.subnet_id)?;
        Some(Self { world, instance, interface, subnet })
    }

    /// Its IPv4 address with the prefix length the interface has: the subnet's, or in an IPv6-only
    /// subnet a link-local one from DHCP, alone (rule 5.2).
    pub fn ipv4(&self) -> Ipv4Net {
        let given = self.interface.private_ip.and_then(|address| {
            let length = self.subnet.cidr_block.map_or(32, |block| block.prefix_len());
            Ipv4Net::new(address, length).ok()
        });
        given.unwrap_or_else(|| self.link_local_ipv4().into())
    }

    /// The address 169.254.x.y that an IPv6-only guest gets by DHCP.
    fn link_local_ipv4(&self) -> Ipv4Addr {
        let digest = mix(&format!("{}/dhcp", self.interface.id));
        let [.., third, fourth] = digest.to_be_bytes();
        Ipv4Addr::new(169, 254, 1 + third % 160, 1 + fourth % 254)
    }

    /// Whether the interface has an IPv4 address of the VPC.
    pub fn has_ipv4(&self) -> bool {
        self.interface.private_ip.is_some()
    }

    /// Whether a router advertises IPv6 here: in subnets with an IPv6 block (rule 5.8).
    pub fn hears_router(&self) -> bool {
        self.subnet.ipv6_cidr_block.is_some()
    }

    /// The global IPv6 addresses.
    pub fn ipv6(&self) -> &'w [Ipv6Addr] {
        &self.interface.ipv6_addresses
    }

    /// The VPC router's link-local address, the next hop of the advertised default route (rule 5.4).
    pub fn router_ipv6(&self) -> Ipv6Addr {
        let digest = mix(&format!("{}/router", self.subnet.id));
        let b = digest.to_be_bytes();
        let pair = |high: u8, low: u8| u16::from_be_bytes([high, low]);
        Ipv6Addr::new(0xfe80, 0, 0, 0, pair(0x0c, b[1]), pair(b[2], 0xff), pair(0xfe, b[3]), pair(b[4], b[5]))
    }

    /// The guest's routes of one family, in the order `ip route` shows them.
    pub fn routes(&self, family: Family) -> Vec<KernelRoute> {
        match family {
            Family::Ipv4 if self.has_ipv4() => self.dhcp_routes(),
            Family::Ipv4 => self.service_routes(),
            Family::Ipv6 => self.ipv6_routes(),
        }
    }

    fn dhcp_routes(&self) -> Vec<KernelRoute> {
        let own = self.ipv4();
        let source = Some(IpAddr::V4(own.addr()));
        let host = |address: Ipv4Addr| IpNet::from(IpAddr::V4(address));
        let router = Ipv4Addr::from(u32::from(own.network()).saturating_add(1));
        let via = |destination: IpNet, via: Option<Ipv4Addr>, origin: Origin| KernelRoute {
            destination,
            via: via.map(IpAddr::V4),
            origin,
            source,
            metric: 512,
        };
        let mut routes = vec![via(Ipv4Net::default().into(), Some(router), Origin::Dhcp)];
        if let Some(resolver) = self.vpc_resolver() {
            let on_link = own.contains(&resolver);
            routes.push(via(host(resolver), (!on_link).then_some(router), Origin::Dhcp));
        }
        routes.push(via(own.trunc().into(), None, Origin::Kernel));
        routes.push(via(host(router), None, Origin::Dhcp));
        routes
    }

    fn service_routes(&self) -> Vec<KernelRoute> {
        let source = Some(IpAddr::V4(self.ipv4().addr()));
        let mut services = SERVICES;
        services.sort();
        services
            .map(|service| KernelRoute {
                destination: IpNet::from(IpAddr::V4(service)),
                via: None,
                origin: Origin::Dhcp,
                source,
                metric: 512,
            })
            .to_vec()
    }

    fn ipv6_routes(&self) -> Vec<KernelRoute> {
        let route = |destination: Ipv6Net, via: Option<Ipv6Addr>, origin: Origin, metric: u32| KernelRoute {
            destination: destination.into(),
            via: via.map(IpAddr::V6),
            origin,
            source: None,
            metric,
        };
        let mut routes = Vec::new();
        if let Some((_, block)) = self.subnet.ipv6_cidr_block {
            routes.push(route(block.trunc(), None, Origin::Advertised, 512));
        }
        routes.push(route(link_local_net(), None, Origin::Kernel, 256));
        if self.hears_router() {
            routes.push(route(Ipv6Net::default(), Some(self.router_ipv6()), Origin::Advertised, 512));
        }
        routes
    }

    /// The resolver at the base of the VPC's first block plus two, which DHCP names where there is
    /// IPv4 (rule 2.17).
    pub fn vpc_resolver(&self) -> Option<Ipv4Addr> {
        let vpc = self.world.vpcs.get(self.interface.vpc_id)?;
        let (_, block) = vpc.ipv4_blocks.first()?;
        Some(Ipv4Addr::from(u32::from(block.network()).saturating_add(2)))
    }

    /// The name servers of /etc/resolv.conf, in order (rule 5.19, doubt D2).
    pub fn name_servers(&self) -> Vec<IpAddr> {
        match self.vpc_resolver() {
            Some(resolver) if self.has_ipv4() => vec![IpAddr::V4(resolver)],
            _ => vec![IpAddr::V4(RESOLVER_V4), IpAddr::V6(RESOLVER_V6)],
        }
    }

    /// The search domain of /etc/resolv.conf, which is also the domain of its own name.
    pub fn domain(&self) -> String {
        if self.world.region == "us-east-1" {
            "ec2.internal".to_owned()
        } else {
            format!("{}.compute.internal", self.world.region)
        }
    }

    /// The host name without its domain (rules 2.29, 2.30).
    pub fn host_name(&self) -> String {
        match (self.subnet.hostnames.kind, self.interface.private_ip) {
            (HostnameType::IpName, Some(address)) if !self.subnet.ipv6_native => {
                format!("ip-{}", address.to_string().replace('.', "-"))
            }
            _ => self.instance.id.to_string(),
        }
    }

    /// The shell's prompt (rule 2.30).
    pub fn prompt(&self) -> String {
        format!("[ec2-user@{} ~]$ ", self.host_name())
    }

    /// Whether an address is the machine's own.
    pub fn is_own(&self, address: IpAddr) -> bool {
        match address {
            IpAddr::V4(v4) => v4.is_loopback() || self.ipv4().addr() == v4,
            IpAddr::V6(v6) => v6.is_loopback() || self.ipv6().contains(&v6) || self.interface.link_local() == v6,
        }
    }

    /// The blocks at whose edges [`Self::is_own`] and [`Self::route_to`] may change their minds. Of two
    /// source addresses the longer match wins, so each ends where it stops being the longer one.
    pub fn edges(&self) -> Vec<IpNet> {
        let routes = [Family::Ipv4, Family::Ipv6].into_iter().flat_map(|family| self.routes(family));
        let mut edges: Vec<IpNet> = routes.map(|route| route.destination).collect();
        let own = [IpAddr::V4(self.ipv4().addr()), self.interface.link_local().into(), Ipv6Addr::LOCALHOST.into()];
        edges.extend(own.into_iter().chain(self.ipv6().iter().copied().map(IpAddr::V6)).map(IpNet::from));
        edges.push(Ipv4Net::new_assert(Ipv4Addr::new(127, 0, 0, 0), 8).into());
        for (one, other) in self.ipv6().iter().flat_map(|one| self.ipv6().iter().map(move |other| (one, other))) {
            let shared = (u128::from(*one) ^ u128::from(*other)).leading_zeros();
            let length = u8::try_from(shared + 1).unwrap_or(128).min(128);
            edges.extend(Ipv6Net::new(*one, length).map(IpNet::V6));
        }
        edges
    }

    /// Whether an address lies in the machine's own VPC.
    pub fn is_neighbour(&self, address: IpAddr) -> bool {
        let Some(vpc) = self.world.vpcs.get(self.interface.vpc_id) else { return false };
        match address {
            IpAddr::V4(v4) => vpc.ipv4_blocks.iter().any(|(_, block)| block.contains(&v4)),
            IpAddr::V6(v6) => vpc.ipv6_blocks.iter().any(|(_, block)| block.contains(&v6)),
        }
    }

    /// Looks a destination up in the guest's own table and picks the source address (rules 5.7, 5.17).
    pub fn route_to(&self, destination: IpAddr) -> GuestRoute {
        let routes = self.routes(destination.into());
        let best = routes
            .iter()
            .filter(|route| route.destination.contains(&destination))
            .max_by_key(|route| route.destination.prefix_len())
            .copied();
        let candidates = routes
            .iter()
            .map(|route| GuestCandidate {
                destination: route.destination,
                via: route.via,
                verdict: verdict(route, best.as_ref(), destination),
            })
            .collect();
        let source = best.map(|route| self.source_for(destination, &route));
        let sources = source.map(|source| self.sources(destination, source)).unwrap_or_default();
        GuestRoute { destination, candidates, source, sources }
    }

    /// The addresses that might be the source of a packet, the one that is it first.
    fn sources(&self, destination: IpAddr, chosen: IpAddr) -> Vec<SourceCandidate> {
        let candidate = |address: IpAddr| {
            let verdict = match address {
                _ if address == chosen => SourceVerdict::Chosen,
                IpAddr::V6(address) if address.is_unicast_link_local() => SourceVerdict::OtherScope,
                _ if in_link_local(destination) => SourceVerdict::OtherScope,
                _ => SourceVerdict::LessInCommon,
            };
            SourceCandidate { address, common: first_difference(address, destination).unwrap_or(0), verdict }
        };
        let others: Vec<IpAddr> = match destination {
            // Each of the guest's IPv4 routes names its source.
            IpAddr::V4(_) => Vec::new(),
            IpAddr::V6(_) => {
                let own = self.ipv6().iter().copied().chain([self.interface.link_local()]);
                own.map(IpAddr::V6).filter(|address| *address != chosen).collect()
            }
        };
        std::iter::once(chosen).chain(others).map(candidate).collect()
    }

    fn source_for(&self, destination: IpAddr, route: &KernelRoute) -> IpAddr {
        match destination {
            IpAddr::V4(_) => route.source.unwrap_or_else(|| self.ipv4().addr().into()),
            IpAddr::V6(v6) => self.source_ipv6(v6).into(),
        }
    }

    /// RFC 6724's rules 2 (scope) and 8 (longest match); the others can't tell these addresses apart.
    fn source_ipv6(&self, destination: Ipv6Addr) -> Ipv6Addr {
        let link_local = self.interface.link_local();
        if link_local_net().contains(&destination) {
            return link_local;
        }
        let common = |address: &Ipv6Addr| (u128::from(*address) ^ u128::from(destination)).leading_zeros();
        // `max_by_key` takes the last of equals, and the first address is the primary one: ask from the end.
        self.ipv6().iter().rev().max_by_key(|address| common(address)).copied().unwrap_or(link_local)
    }
}

fn link_local_net() -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 0), 64)
}

fn verdict(route: &KernelRoute, best: Option<&KernelRoute>, destination: IpAddr) -> Verdict {
    if Some(route) == best {
        return Verdict::Wins;
    }
    if route.destination.contains(&destination) {
        return Verdict::Shorter;
    }
    match first_difference(route.destination.network(), destination) {
        Some(bit) => Verdict::Differs { bit },
        None => Verdict::OtherFamily,
    }
}

/// How many of their first bits two addresses of one family have in common.
fn first_difference(one: IpAddr, other: IpAddr) -> Option<u8> {
    let bits = match (one, other) {
        (IpAddr::V4(one), IpAddr::V4(other)) => (u32::from(one) ^ u32::from(other)).leading_zeros(),
        (IpAddr::V6(one), IpAddr::V6(other)) => (u128::from(one) ^ u128::from(other)).leading_zeros(),
        (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => return None,
    };
    Some(u8::try_from(bits).unwrap_or(u8::MAX))
}

fn in_link_local(address: IpAddr) -> bool {
    matches!(address, IpAddr::V6(address) if link_local_net().contains(&address))
}
