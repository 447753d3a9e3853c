//! Free blocks: the lowest one of a given length within another that meets none of those taken.

use super::Family;
use ipnet::IpNet;
use std::net::IpAddr;

/// The lowest block of `length` bits within `outer` that overlaps none of `taken`.
pub fn next_block(outer: IpNet, length: u8, taken: &[IpNet]) -> Option<IpNet> {
    if length < outer.prefix_len() || length > outer.max_prefix_len() {
        return None;
    }
    let size = 1_u128.checked_shl(u32::from(outer.max_prefix_len() - length))?;
    let (mut at, end) = (number(outer.network()), number(outer.broadcast()));
    while at <= end {
        let block = IpNet::new(address(outer.network().into(), at)?, length).ok()?;
        let met = taken.iter().filter(|other| other.contains(&block) || block.contains(*other));
        match met.map(|other| number(other.broadcast())).max() {
            None => return Some(block),
            // Behind the last one in the way, at the next place where such a block can begin.
            Some(last) => at = last.max(number(block.broadcast())).checked_add(1)?.checked_next_multiple_of(size)?,
        }
    }
    None
}

/// The place of a block among all blocks of its length within `outer`, counted from 0, and how many
/// there are; none where it does not lie in it or there are more than can be counted.
pub fn place_within(block: IpNet, outer: IpNet) -> Option<(u128, u128)> {
    if !outer.contains(&block) {
        return None;
    }
    let count = 1_u128.checked_shl(u32::from(block.prefix_len() - outer.prefix_len()))?;
    let offset = number(block.network()) - number(outer.network());
    let host_bits = u32::from(block.max_prefix_len() - block.prefix_len());
    Some((offset.checked_shr(host_bits).unwrap_or(0), count))
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => address.to_bits().into(),
        IpAddr::V6(address) => address.to_bits(),
    }
}

fn address(family: Family, number: u128) -> Option<IpAddr> {
    match family {
        Family::Ipv4 => u32::try_from(number).ok().map(|number| IpAddr::V4(number.into())),
        Family::Ipv6 => Some(IpAddr::V6(number.into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(text: &str) -> IpNet {
        text.parse().unwrap()
    }

    fn next(outer: &str, length: u8, taken: &[&str]) -> Option<String> {
        let taken: Vec<IpNet> = taken.iter().map(|text| block(text)).collect();
        next_block(block(outer), length, &taken).map(|block| block.to_string())
    }

    #[test]
    fn the_lowest_free_block_is_found_and_overlaps_nothing() {
        let taken = ["2001:db8:1:4b00::/64", "2001:db8:1:4b01::/64"];
        assert_eq!(next("2001:db8:1:4b00::/56", 64, &taken).as_deref(), Some("2001:db8:1:4b02::/64"));
        assert_eq!(next("2001:db8:1:4b00::/56", 60, &taken).as_deref(), Some("2001:db8:1:4b10::/60"));
        assert_eq!(next("10.1.0.0/16", 20, &["10.1.0.0/20", "10.1.16.0/24"]).as_deref(), Some("10.1.32.0/20"));
        assert_eq!(next("10.1.0.0/16", 16, &["10.1.0.0/28"]), None);
        assert_eq!(next("10.1.0.0/16", 16, &["10.0.0.0/8"]), None);
        assert_eq!(next("10.1.0.0/16", 8, &[]), None);
        assert_eq!(next("255.255.255.255/32", 32, &["255.255.255.255/32"]), None);
        assert_eq!(next("::/0", 0, &[]), None, "a whole family has more addresses than can be counted");
    }

    #[test]
    fn a_block_knows_its_place() {
        let place = |inner: &str, outer: &str| place_within(block(inner), block(outer));
        assert_eq!(place("2001:db8:1:4b02::/64", "2001:db8:1:4b00::/56"), Some((2, 256)));
        assert_eq!(place("10.1.144.0/20", "10.1.0.0/16"), Some((9, 16)));
        assert_eq!(place("10.1.0.0/16", "10.1.0.0/16"), Some((0, 1)));
        assert_eq!(place("10.2.0.0/20", "10.1.0.0/16"), None);
        assert_eq!(place("::1/128", "::/0"), None, "2^128 can't be counted");
    }
}
