//! IPv4 addresses behind IPv6 prefixes.

use crate::cases;
use ipnet::Ipv6Net;
use proptest::prelude::*;
use proptest::sample::select;
use std::net::{Ipv4Addr, Ipv6Addr};
use v6dojo::net::Pref64;

fn pref64() -> impl Strategy<Value = Pref64> {
    (any::<u128>(), select(vec![32, 40, 48, 56, 64, 96])).prop_map(|(bits, length)| {
        let without_u = Ipv6Addr::from(bits & !(0xff << 56));
        Pref64::new(Ipv6Net::new(without_u, length).unwrap().trunc()).unwrap()
    })
}

proptest! {
    #![proptest_config(cases(500))]

    /// Rule 1.2, with the suffix ignored.
    #[test]
    fn what_goes_into_an_address_comes_out_of_it(prefix in pref64(), ipv4: u32, suffix: u128) {
        let ipv4 = Ipv4Addr::from(ipv4);
        let ipv6 = prefix.embed(ipv4);
        prop_assert_eq!(prefix.extract(ipv6), Ok(ipv4));
        prop_assert!(prefix.net().contains(&ipv6) && prefix.covers(ipv6));
        prop_assert_eq!(ipv6.octets()[8], 0, "octet 8");
        prop_assert_eq!(prefix.places().map(|place| ipv6.octets()[place]), ipv4.octets());
        let behind = suffix & (u128::MAX >> 8 >> (prefix.places()[3] * 8)) & !(0xff << 56);
        prop_assert_eq!(prefix.extract(Ipv6Addr::from(u128::from(ipv6) | behind)), Ok(ipv4));
    }

    #[test]
    fn an_address_has_at_most_one_ipv4_address_behind_a_prefix(prefix in pref64(), bits: u128) {
        let ipv6 = Ipv6Addr::from(bits);
        if let Ok(ipv4) = prefix.extract(ipv6) {
            prop_assert_eq!(prefix.extract(prefix.embed(ipv4)), Ok(ipv4));
        } else {
            prop_assert!(!prefix.covers(ipv6));
        }
    }
}
