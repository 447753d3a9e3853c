//! Bytes as a translation prefix and addresses: what goes into an IPv6 address comes out of it again, and
//! what comes out of one goes into the same place.
#![no_main]

mod seeds;

use libfuzzer_sys::fuzz_target;
use std::net::Ipv4Addr;
use v6dojo::net::Pref64;

fuzz_target!(init: seeds::plant(octets()), |input: (u128, u8, u32, u128)| {
    let (prefix, length, ipv4, address) = input;
    let Ok(net) = ipnet::Ipv6Net::new(prefix.into(), length % 129) else { return };
    let Ok(pref64) = Pref64::new(net) else { return };
    assert_eq!(pref64.net(), net);
    let ipv4 = Ipv4Addr::from(ipv4);
    assert_eq!(pref64.extract(pref64.embed(ipv4)), Ok(ipv4));
    if let Ok(inside) = pref64.extract(address.into()) {
        let shared = u128::from(pref64.embed(inside)) ^ address;
        assert!(pref64.covers(address.into()) && shared >> (120 - pref64.places()[3] * 8) == 0, "{pref64:?}");
    }
});

/// One input for each length of prefix, as the engine takes such a tuple apart.
fn octets() -> Vec<Vec<u8>> {
    let input = |length: u8| [0x2001_0db8_u128.rotate_right(32).to_le_bytes().as_slice(), &[length], &[8; 20]].concat();
    [32, 40, 48, 56, 64, 96].map(input).into()
}
