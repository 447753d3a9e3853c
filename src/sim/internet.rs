//! What lies beyond the gateways: hosts, other VPCs' public addresses, and nobody at all; and the
//! link-local services that every VPC has inside.

use super::trace::{Drop, Place};
use super::walk::{Next, Walk};
use super::wire;
use crate::cloud::{VpcId, World};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

/// From one VPC's Internet gateway to another's in the same Region.
const WITHIN_THE_REGION: Duration = Duration::from_micros(400);

impl Walk<'_> {
    /// Across the Internet to whoever has the destination address.
    pub(super) fn internet(&mut self) -> Next {
        let world = self.world;
        let destination = self.packet.destination();
        self.at(Place::Internet);
        if let Some(interface) = world.interface_by_address(destination) {
            self.took += WITHIN_THE_REGION;
            return self.arrive_at_vpc(interface);
        }
        let Some(host) = world.internet.hosts.iter().find(|host| host.addresses.contains(&destination)) else {
            return self.drop(Drop::NobodyThere);
        };
        self.took += Duration::from_millis(host.round_trip_ms.into()) / 2;
        match wire::older(&self.packet, host.hops) {
            Some(packet) => self.packet = packet,
            None => return self.drop(Drop::HopLimit),
        }
        self.at(Place::Host(host.name.clone()));
        self.arrive()
    }

    /// From a host towards a VPC.
    pub(super) fn leave_host(&mut self, index: usize) -> Next {
        let world = self.world;
        let Some(host) = world.internet.hosts.get(index) else {
            return self.internet();
        };
        self.at(Place::Host(host.name.clone()));
        self.took += Duration::from_millis(host.round_trip_ms.into()) / 2;
        self.at(Place::Internet);
        match wire::older(&self.packet, host.hops) {
            Some(packet) => self.packet = packet,
            None => return self.drop(Drop::HopLimit),
        }
        match world.interface_by_address(self.packet.destination()) {
            Some(interface) => self.arrive_at_vpc(interface),
            None => self.drop(Drop::NobodyThere),
        }
    }
}

/// IPv4 that means nothing on the Internet (RFC 6890): "this network", private, shared, loopback,
/// link-local, protocol assignments, benchmarks, multicast and reserved.
const NOT_GLOBAL: [Ipv4Net; 10] = [
    Ipv4Net::new_assert(Ipv4Addr::new(0, 0, 0, 0), 8),
    Ipv4Net::new_assert(Ipv4Addr::new(10, 0, 0, 0), 8),
    Ipv4Net::new_assert(Ipv4Addr::new(100, 64, 0, 0), 10),
    Ipv4Net::new_assert(Ipv4Addr::new(127, 0, 0, 0), 8),
    Ipv4Net::new_assert(Ipv4Addr::new(169, 254, 0, 0), 16),
    Ipv4Net::new_assert(Ipv4Addr::new(172, 16, 0, 0), 12),
    Ipv4Net::new_assert(Ipv4Addr::new(192, 0, 0, 0), 24),
    Ipv4Net::new_assert(Ipv4Addr::new(192, 168, 0, 0), 16),
    Ipv4Net::new_assert(Ipv4Addr::new(198, 18, 0, 0), 15),
    Ipv4Net::new_assert(Ipv4Addr::new(224, 0, 0, 0), 3),
];

/// Global unicast IPv6. 64:ff9b::/96, unique local and link-local addresses are not in it.
pub(super) const GLOBAL_IPV6: Ipv6Net = Ipv6Net::new_assert(Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// Whether an address means anything on the Internet. The documentation ranges do: in these worlds
/// they stand for global addresses.
pub fn is_global(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !NOT_GLOBAL.iter().any(|block| block.contains(&address)),
        IpAddr::V6(address) => GLOBAL_IPV6.contains(&address),
    }
}

/// The blocks at whose edges [`is_global`] or [`LinkLocal::of`] may change its mind, whatever the world.
pub(super) fn edges() -> impl Iterator<Item = IpNet> {
    let services =
        [IpAddr::V4(LinkLocal::RESOLVER_IPV4), IpAddr::V4(LinkLocal::METADATA), IpAddr::V6(LinkLocal::RESOLVER_IPV6)];
    let blocks = [LinkLocal::RESERVED_IPV6, LinkLocal::IPV6, GLOBAL_IPV6];
    let ipv4 = NOT_GLOBAL.into_iter().map(IpNet::V4);
    ipv4.chain(blocks.into_iter().map(IpNet::V6)).chain(services.into_iter().map(IpNet::from))
}

/// A service that every interface reaches by itself, whatever filters and route tables say
/// (rules 2.17, 2.22, 2.23, 2.27).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkLocal {
    /// The Amazon resolver.
    Resolver,
    /// Instance metadata.
    Metadata,
    /// An address of the range that nobody has here.
    Nobody,
}

impl LinkLocal {
    /// The Amazon resolver's IPv4 address.
    pub const RESOLVER_IPV4: Ipv4Addr = Ipv4Addr::new(169, 254, 169, 253);
    /// The Amazon resolver's IPv6 address.
    pub const RESOLVER_IPV6: Ipv6Addr = Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x253);
    /// The instance metadata service's address. Its IPv6 one is off by default.
    pub const METADATA: Ipv4Addr = Ipv4Addr::new(169, 254, 169, 254);
    /// Amazon's own unique local addresses (rule 2.23).
    const RESERVED_IPV6: Ipv6Net = Ipv6Net::new_assert(Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0), 32);
    /// IPv6 link-local addresses (RFC 4291).
    const IPV6: Ipv6Net = Ipv6Net::new_assert(Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 0), 10);

    /// Which service of a VPC an address belongs to, if any.
    pub fn of(world: &World, vpc: VpcId, address: IpAddr) -> Option<Self> {
        match address {
            IpAddr::V4(Self::RESOLVER_IPV4) | IpAddr::V6(Self::RESOLVER_IPV6) => Some(Self::Resolver),
            IpAddr::V4(Self::METADATA) => Some(Self::Metadata),
            IpAddr::V4(address) if address.is_link_local() => Some(Self::Nobody),
            IpAddr::V4(address) => (world.resolver_of(vpc) == Some(address)).then_some(Self::Resolver),
            IpAddr::V6(address) => {
                let reserved = [Self::RESERVED_IPV6, Self::IPV6].iter().any(|block| block.contains(&address));
                reserved.then_some(Self::Nobody)
            }
        }
    }

    /// Where a packet to it is.
    pub(super) fn place(self) -> Place {
        match self {
            Self::Resolver => Place::Resolver,
            Self::Metadata | Self::Nobody => Place::Metadata,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_global;

    #[test]
    fn only_addresses_that_the_internet_knows_are_global() {
        for yes in ["20.27.177.113", "203.0.113.10", "198.51.100.67", "2001:db8:2:6400::1", "2406:da00::1"] {
            assert!(is_global(yes.parse().unwrap()), "{yes}");
        }
        for no in ["10.1.0.1", "172.31.0.2", "192.168.1.1", "169.254.169.254", "100.64.0.1", "127.0.0.1", "224.0.0.1"] {
            assert!(!is_global(no.parse().unwrap()), "{no}");
        }
        for no in ["64:ff9b::808:808", "64:ff9b:1::1", "64:ffb9::1", "fd00:ec2::253", "fe80::1", "::1", "ff02::1"] {
            assert!(!is_global(no.parse().unwrap()), "{no}");
        }
    }
}
