//! Longest-prefix match over many routes: of all prefixes that cover an address, the one with most
//! bits wins. This is what a router does with each packet.
//!
//! Only the winner is of interest here, among as many routes as the Internet has. A VPC's route table
//! holds few, and whoever explains one tells of every loser too.

use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use iptrie::map::{LCTrieMap, RTrieMap};
use std::net::IpAddr;

/// Routes of both families, each with a value. Families never mix (rule 4.12): an IPv4-mapped IPv6
/// address is an IPv6 address.
///
/// They are collected once and then only looked up: the levels of a trie are squeezed together only
/// when all routes are known.
pub struct Routes<T> {
    ipv4: LCTrieMap<Ipv4Net, Option<T>>,
    ipv6: LCTrieMap<Ipv6Net, Option<T>>,
}

impl<T> Routes<T> {
    /// The longest prefix that covers an address, with its value.
    pub fn longest(&self, address: IpAddr) -> Option<(IpNet, &T)> {
        // The trie always has a default route; where nobody gave one, it has no value.
        match address {
            IpAddr::V4(address) => {
                let (prefix, value) = self.ipv4.lookup(&address);
                Some((IpNet::V4(*prefix), value.as_ref()?))
            }
            IpAddr::V6(address) => {
                let (prefix, value) = self.ipv6.lookup(&address);
                Some((IpNet::V6(*prefix), value.as_ref()?))
            }
        }
    }
}

/// Bits behind a prefix' length don't count. Of two routes with one prefix the later stands.
impl<T> FromIterator<(IpNet, T)> for Routes<T> {
    fn from_iter<I: IntoIterator<Item = (IpNet, T)>>(routes: I) -> Self {
        let mut ipv4 = RTrieMap::with_root(None);
        let mut ipv6 = RTrieMap::with_root(None);
        for (prefix, value) in routes {
            match prefix {
                IpNet::V4(prefix) => ipv4.insert(prefix.trunc(), Some(value)),
                IpNet::V6(prefix) => ipv6.insert(prefix.trunc(), Some(value)),
            };
        }
        Self { ipv4: ipv4.compress(), ipv6: ipv6.compress() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prefix(text: &str) -> IpNet {
        text.parse().unwrap_or_else(|_| panic!("{text}"))
    }

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap_or_else(|_| panic!("{text}"))
    }

    #[test]
    fn the_linux_kernel_chooses_the_same_route_of_thousands() {
        let routes = include_str!("../../tests/vectors/lpm_kernel_routes.txt").lines();
        let routes: Routes<usize> = routes.enumerate().map(|(line, text)| (prefix(text), line)).collect();
        let mut queries = 0;
        for line in include_str!("../../tests/vectors/lpm_kernel.tsv").lines().skip(1) {
            let mut columns = line.split('\t').skip(1);
            let (Some(query), Some(wanted)) = (columns.next(), columns.next()) else { panic!("{line}") };
            let found = routes.longest(address(query));
            assert_eq!(found.map(|(prefix, _)| prefix), Some(prefix(wanted)), "{query}");
            queries += 1;
        }
        assert!(queries >= 2000, "only {queries} queries");
    }

    #[test]
    fn families_never_mix() {
        let routes: Routes<&str> = [(prefix("0.0.0.0/0"), "IPv4")].into_iter().collect();
        assert_eq!(routes.longest(address("::ffff:192.0.2.1")), None);
        assert_eq!(routes.longest(address("192.0.2.1")), Some((prefix("0.0.0.0/0"), &"IPv4")));
    }

    #[test]
    fn a_route_is_one_whatever_stands_behind_its_length() {
        let twice = [(prefix("64:ff9b::/96"), 1), (prefix("64:ff9b::808:808/96"), 2)];
        let routes: Routes<i32> = twice.into_iter().collect();
        assert_eq!(routes.longest(address("64:ff9b::1")), Some((prefix("64:ff9b::/96"), &2)));
        assert_eq!(routes.longest(address("64:ff9b::1:0:0")), None);
    }

    #[test]
    fn no_routes_cover_nothing_and_one_host_covers_itself() {
        let none: Routes<()> = std::iter::empty().collect();
        assert_eq!((none.longest(address("::")), none.longest(address("0.0.0.0"))), (None, None));
        let hosts: Routes<()> = ["::1/128", "127.0.0.1/32"].map(|host| (prefix(host), ())).into_iter().collect();
        assert_eq!(hosts.longest(address("::1")), Some((prefix("::1/128"), &())));
        assert_eq!(hosts.longest(address("127.0.0.1")), Some((prefix("127.0.0.1/32"), &())));
        assert_eq!((hosts.longest(address("::2")), hosts.longest(address("127.0.0.2"))), (None, None));
    }
}
