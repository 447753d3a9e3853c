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

    #[test]
    fn prefixes_of_other_lengths_are_refused() {
        for bits in 0..=128 {
            let accepted = pref64(&format!("::/{bits}")).is_ok();
            assert_eq!(accepted, [32, 40, 48, 56, 64, 96].contains(&bits), "/{bits}");
        }
    }

    /// Rule 1.2: suffix bits are ignored.
    #[test]
    fn a_suffix_does_no_harm() {
        let prefix = pref64("2001:db8::/32").unwrap();
        let address = "2001:db8:c000:221:00ff:ffff:ffff:ffff".parse().unwrap();
        assert_eq!(prefix.extract(address), Ok(Ipv4Addr::new(192, 0, 2, 33)));
    }
}
