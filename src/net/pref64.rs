//! IPv4 addresses inside IPv6 addresses (RFC 6052).
//!
//! The 32 bits follow the prefix, but octet 8 of the IPv6 address, the "u" octet, is stepped over
//! and stays 0 (rule 1.2).

use ipnet::Ipv6Net;
use std::net::{Ipv4Addr, Ipv6Addr};

/// The well-known prefix `64:ff9b::/96` (RFC 6052, section 2.1), the only one that AWS uses.
pub const WELL_KNOWN: Pref64 = Pref64 { octets: [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0], length: Length::L96 };

/// The octet that must be 0 (rule 1.2).
const U_OCTET: usize = 8;

/// A prefix that IPv4 addresses can be put behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Pref64 {
    /// The prefix' first 96 bits; zero beyond its length.
    octets: [u8; 12],
    length: Length,
}

/// The six lengths that a prefix may have (rule 1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Length {
    L32,
    L40,
    L48,
    L56,
    L64,
    L96,
}

impl Length {
    fn of(bits: u8) -> Option<Self> {
        Some(match bits {
            32 => Self::L32,
            40 => Self::L40,
            48 => Self::L48,
            56 => Self::L56,
            64 => Self::L64,
            96 => Self::L96,
            _ => return None,
        })
    }

    fn bits(self) -> u8 {
        match self {
            Self::L32 => 32,
            Self::L40 => 40,
            Self::L48 => 48,
            Self::L56 => 56,
            Self::L64 => 64,
            Self::L96 => 96,
        }
    }

    /// Where the four octets of the IPv4 address go.
    fn places(self) -> [usize; 4] {
        match self {
            Self::L32 => [4, 5, 6, 7],
            Self::L40 => [5, 6, 7, 9],
            Self::L48 => [6, 7, 9, 10],
            Self::L56 => [7, 9, 10, 11],
            Self::L64 => [9, 10, 11, 12],
            Self::L96 => [12, 13, 14, 15],
        }
    }
}

/// Why a prefix can't hold IPv4 addresses, or why there is none in an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Pref64Error {
    /// Not one of the six lengths.
    #[error("a prefix for IPv4 addresses has 32, 40, 48, 56, 64 or 96 bits, not {0}")]
    Length(u8),
    /// Bits are set behind the prefix length.
    #[error("{0} has bits set behind its length")]
    HostBits(Ipv6Net),
    /// The prefix covers octet 8, and it is not 0.
    #[error("bits 64 to 71 of the prefix must be 0, not {0:#04x}")]
    UOctet(u8),
    /// The address does not begin with the prefix.
    #[error("{address} is not in {prefix}")]
    Outside {
        /// The address.
        address: Ipv6Addr,
        /// The prefix.
        prefix: Ipv6Net,
    },
    /// Octet 8 of the address is not 0.
    #[error("bits 64 to 71 of {0} must be 0")]
    AddressUOctet(Ipv6Addr),
}

impl Pref64 {
    /// Takes a prefix that IPv4 addresses can be put behind.
    pub fn new(prefix: Ipv6Net) -> Result<Self, Pref64Error> {
        let length = Length::of(prefix.prefix_len()).ok_or(Pref64Error::Length(prefix.prefix_len()))?;
        if prefix.trunc() != prefix {
            return Err(Pref64Error::HostBits(prefix));
        }
        let address = prefix.addr().octets();
        if address[U_OCTET] != 0 {
            return Err(Pref64Error::UOctet(address[U_OCTET]));
        }
        let mut octets = [0; 12];
        octets.copy_from_slice(&address[..12]);
        Ok(Self { octets, length })
    }

    /// The prefix as a block.
    pub fn net(self) -> Ipv6Net {
        let mut octets = [0; 16];
        octets[..12].copy_from_slice(&self.octets);
        // The six lengths are all below 128.
        Ipv6Net::new(octets.into(), self.length.bits()).unwrap_or_default()
    }

    /// Puts an IPv4 address behind the prefix; the rest is 0.
    pub fn embed(self, address: Ipv4Addr) -> Ipv6Addr {
        let mut octets = [0; 16];
        octets[..12].copy_from_slice(&self.octets);
        for (place, octet) in self.length.places().into_iter().zip(address.octets()) {
            octets[place] = octet;
        }
        octets.into()
    }

    /// Takes the IPv4 address out. Bits behind it are ignored (rule 1.2).
    pub fn extract(self, address: Ipv6Addr) -> Result<Ipv4Addr, Pref64Error> {
        let octets = address.octets();
        let prefix = usize::from(self.length.bits() / 8);
        if octets[..prefix] != self.octets[..prefix] {
            return Err(Pref64Error::Outside { address, prefix: self.net() });
        }
        if octets[U_OCTET] != 0 {
            return Err(Pref64Error::AddressUOctet(address));
        }
        Ok(self.length.places().map(|place| octets[place]).into())
    }

    /// Whether an address begins with the prefix.
    pub fn covers(self, address: Ipv6Addr) -> bool {
        self.extract(address).is_ok()
    }

    /// Where the four octets of the IPv4 address lie in the IPv6 address, counted from 0.
    pub fn places(self) -> [usize; 4] {
        self.length.places()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pref64(prefix: &str) -> Result<Pref64, Pref64Error> {
        Pref64::new(prefix.parse().unwrap())
    }

    /// Rule 1.3; the first column is the table of RFC 6052, section 2.4.
    const TABLE: [(&str, &str, &str, &str); 7] = [
        ("2001:db8::/32", "2001:db8:c000:221::", "2001:db8:cb00:71ff::", "2001:db8:808:404::"),
        ("2001:db8:100::/40", "2001:db8:1c0:2:21::", "2001:db8:1cb:71:ff::", "2001:db8:108:804:4::"),
        ("2001:db8:122::/48", "2001:db8:122:c000:2:2100::", "2001:db8:122:cb00:71:ff00::", "2001:db8:122:808:4:400::"),
        ("2001:db8:122:300::/56", "2001:db8:122:3c0:0:221::", "2001:db8:122:3cb:0:71ff::", "2001:db8:122:308:8:404::"),
        (
            "2001:db8:122:344::/64",
            "2001:db8:122:344:c0:2:2100:0",
            "2001:db8:122:344:cb:71:ff00:0",
            "2001:db8:122:344:8:804:400:0",
        ),
        (
            "2001:db8:122:344::/96",
            "2001:db8:122:344::192.0.2.33",
            "2001:db8:122:344::cb00:71ff",
            "2001:db8:122:344::808:404",
        ),
        ("64:ff9b::/96", "64:ff9b::192.0.2.33", "64:ff9b::cb00:71ff", "64:ff9b::808:404"),
    ];

    #[test]
    fn addresses_go_in_and_come_out_for_every_prefix_length() {
        for (prefix, documentation, test_net, public) in TABLE {
            let prefix = pref64(prefix).unwrap();
            for (ipv4, ipv6) in [("192.0.2.33", documentation), ("203.0.113.255", test_net), ("8.8.4.4", public)] {
                let (ipv4, ipv6): (Ipv4Addr, Ipv6Addr) = (ipv4.parse().unwrap(), ipv6.parse().unwrap());
                assert_eq!(prefix.embed(ipv4), ipv6);
                assert_eq!(prefix.extract(ipv6), Ok(ipv4));
            }
        }
    }

    /// Rule 1.6, and the canonical text of rules 1.4 and 1.5.
    #[test]
    fn the_well_known_prefix_prints_as_curl_and_dig_print_it() {
        for (ipv4, ipv6) in [
            ("20.27.177.113", "64:ff9b::141b:b171"),
            ("8.8.8.8", "64:ff9b::808:808"),
            ("1.1.1.1", "64:ff9b::101:101"),
            ("192.0.0.170", "64:ff9b::c000:aa"),
            ("192.0.0.171", "64:ff9b::c000:ab"),
            ("10.0.0.5", "64:ff9b::a00:5"),
            ("10.0.1.25", "64:ff9b::a00:119"),
            ("172.31.0.2", "64:ff9b::ac1f:2"),
            ("169.254.169.254", "64:ff9b::a9fe:a9fe"),
            ("140.82.112.3", "64:ff9b::8c52:7003"),
            ("0.0.0.1", "64:ff9b::1"),
            ("0.1.2.3", "64:ff9b::1:203"),
            ("255.255.255.255", "64:ff9b::ffff:ffff"),
            ("3.146.11.18", "64:ff9b::392:b12"),
        ] {
            assert_eq!(WELL_KNOWN.embed(ipv4.parse().unwrap()).to_string(), ipv6);
        }
        assert_eq!(pref64("64:ff9b::/96"), Ok(WELL_KNOWN));
        assert_eq!(WELL_KNOWN.net().to_string(), "64:ff9b::/96");
    }

    #[test]
    fn prefixes_of_other_lengths_are_refused() {
        for bits in 0..=128 {
            let accepted = pref64(&format!("::/{bits}")).is_ok();
            assert_eq!(accepted, [32, 40, 48, 56, 64, 96].contains(&bits), "/{bits}");
        }
        assert_eq!(pref64("2001:db8::/33"), Err(Pref64Error::Length(33)));
        assert_eq!(pref64("2001:db8:0:0:ab00::/96"), Err(Pref64Error::UOctet(0xab)));
        assert!(matches!(pref64("2001:db8::1/96"), Err(Pref64Error::HostBits(_))));
    }

    #[test]
    fn what_is_not_there_can_not_be_taken_out() {
        let near = "64:ff9b:1::808:808".parse().unwrap();
        assert!(matches!(WELL_KNOWN.extract(near), Err(Pref64Error::Outside { .. })));
        let short = pref64("2001:db8::/32").unwrap();
        let odd = "2001:db8:c000:221:ff00::".parse().unwrap();
        assert_eq!(short.extract(odd), Err(Pref64Error::AddressUOctet(odd)));
    }

    /// Rule 1.2: suffix bits are ignored.
    #[test]
    fn a_suffix_does_no_harm() {
        let prefix = pref64("2001:db8::/32").unwrap();
        let address = "2001:db8:c000:221:00ff:ffff:ffff:ffff".parse().unwrap();
        assert_eq!(prefix.extract(address), Ok(Ipv4Addr::new(192, 0, 2, 33)));
    }
}
