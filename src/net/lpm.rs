//! Longest-prefix match over many routes: of all prefixes that cover an address, the one with most
//! bits wins. This is what a router does with each packet.
//!
//! Only the winner is of interest here, among as many routes as the Internet has. A VPC's route table
//! holds few, and whoever explains one tells of every loser too.

use ipnet::IpNet;
use prefix_trie::joint::JointPrefixMap;
use std::net::IpAddr;

/// Routes of both families, each with a value. Families never mix (rule 4.12): an IPv4-mapped IPv6
/// address is an IPv6 address.
#[derive(Clone, Debug)]
pub struct Routes<T> {
    trie: JointPrefixMap<IpNet, T>,
}

impl<T> Default for Routes<T> {
    fn default() -> Self {
        Self { trie: JointPrefixMap::new() }
    }
}

impl<T> Routes<T> {
    /// Adds a route; bits behind its length don't count. Gives the value that stood there before.
    pub fn insert(&mut self, prefix: IpNet, value: T) -> Option<T> {
        self.trie.insert(prefix, value)
    }

    /// The longest prefix that covers an address, with its value.
    pub fn longest(&self, address: IpAddr) -> Option<(IpNet, &T)> {
        self.trie.get_lpm(&address.into())
    }
}

impl<T> FromIterator<(IpNet, T)> for Routes<T> {
    fn from_iter<I: IntoIterator<Item = (IpNet, T)>>(routes: I) -> Self {
        Self { trie: routes.into_iter().collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prefix(text: &str) -> IpNet {
        text.parse().unwrap_or_else(|_| panic!("{text}"))
    }

    #[test]
    fn the_linux_kernel_chooses_the_same_route_of_thousands() {
        let routes = include_str!("../../tests/vectors/lpm_kernel_routes.txt").lines();
        let routes: Routes<usize> = routes.enumerate().map(|(line, text)| (prefix(text), line)).collect();
        let mut queries = 0;
        for line in include_str!("../../tests/vectors/lpm_kernel.tsv").lines().skip(1) {
            let mut columns = line.split('\t').skip(1);
            let (Some(address), Some(wanted)) = (columns.next(), columns.next()) else { panic!("{line}") };
            let found = routes.longest(address.parse().unwrap());
            assert_eq!(found.map(|(prefix, _)| prefix), (wanted != "-").then(|| prefix(wanted)), "{address}");
            queries += 1;
        }
        assert!(queries >= 2000, "only {queries} queries");
    }

    #[test]
    fn families_never_mix() {
        let routes: Routes<&str> = [(prefix("0.0.0.0/0"), "IPv4")].into_iter().collect();
        assert_eq!(routes.longest("::ffff:192.0.2.1".parse().unwrap()), None);
        assert_eq!(routes.longest("192.0.2.1".parse().unwrap()), Some((prefix("0.0.0.0/0"), &"IPv4")));
    }

    #[test]
    fn a_route_is_one_whatever_stands_behind_its_length() {
        let mut routes = Routes::default();
        assert_eq!(routes.insert(prefix("64:ff9b::/96"), 1), None);
        assert_eq!(routes.insert(prefix("64:ff9b::808:808/96"), 2), Some(1));
        assert_eq!(routes.longest("64:ff9b::1".parse().unwrap()), Some((prefix("64:ff9b::/96"), &2)));
    }
}
