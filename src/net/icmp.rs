//! ICMP errors: why they are sent, and which message of one family says what a message of the other
//! says (RFC 7915, sections 4.2 and 5.2; rules 3.9 and 3.10).

use super::build::{Ends, Envelope};
use super::layout::word;
use super::packet::{Family, Packet, Protocol};
use super::translate::Translator;
use std::net::{IpAddr, Ipv4Addr};

/// Type, code and the four bytes behind the checksum.
pub(super) type Words = (u8, u8, [u8; 4]);

/// Whether messages of this type are errors, which quote the packet they are about.
pub(super) fn is_error(protocol: Protocol, kind: u8) -> bool {
    match protocol {
        // Unreachable, quench, redirect, time exceeded, parameter problem.
        Protocol::Icmp => matches!(kind, 3 | 4 | 5 | 11 | 12),
        // RFC 4443: errors have the highest bit clear.
        Protocol::Icmpv6 => kind < 128,
        Protocol::Tcp | Protocol::Udp | Protocol::Other(_) => false,
    }
}

/// Why a router or host sends an ICMP error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IcmpError {
    /// No route to the destination's network.
    NoRoute,
    /// The destination's network is known, but the host does not answer there.
    HostUnreachable,
    /// Forbidden by a filter.
    Prohibited,
    /// Talking to that host is forbidden.
    HostProhibited,
    /// No program listens on the UDP port.
    PortUnreachable,
    /// A source route can't be followed.
    SourceRouteFailed,
    /// The packet is bigger than the next link carries: its MTU in bytes.
    TooBig(u16),
    /// The hop limit ran out.
    TimeExceeded,
    /// The header field at this byte makes no sense.
    BadField(u16),
}

impl IcmpError {
    /// Its words in that family (RFC 792, RFC 1812; RFC 4443). What only IPv4 tells apart is
    /// IPv6's nearest.
    pub(super) fn words(self, family: Family) -> Words {
        let plain = [0; 4];
        let number = |number: u16| u32::from(number).to_be_bytes();
        match (family, self) {
            (Family::Ipv4, Self::NoRoute) => (3, 0, plain),
            (Family::Ipv4, Self::HostUnreachable) => (3, 1, plain),
            (Family::Ipv4, Self::PortUnreachable) => (3, 3, plain),
            (Family::Ipv4, Self::TooBig(mtu)) => (3, 4, number(mtu)),
            (Family::Ipv4, Self::SourceRouteFailed) => (3, 5, plain),
            (Family::Ipv4, Self::HostProhibited) => (3, 10, plain),
            (Family::Ipv4, Self::Prohibited) => (3, 13, plain),
            (Family::Ipv4, Self::TimeExceeded) => (11, 0, plain),
            (Family::Ipv4, Self::BadField(at)) => (12, 0, [at.to_be_bytes()[1], 0, 0, 0]),
            (Family::Ipv6, Self::NoRoute | Self::SourceRouteFailed) => (1, 0, plain),
            (Family::Ipv6, Self::Prohibited | Self::HostProhibited) => (1, 1, plain),
            (Family::Ipv6, Self::HostUnreachable) => (1, 3, plain),
            (Family::Ipv6, Self::PortUnreachable) => (1, 4, plain),
            (Family::Ipv6, Self::TooBig(mtu)) => (2, 0, number(mtu)),
            (Family::Ipv6, Self::TimeExceeded) => (3, 0, plain),
            (Family::Ipv6, Self::BadField(at)) => (4, 0, number(at)),
        }
    }
}

impl Packet {
    /// The ICMP error that a router or host at `address` sends back about this packet; none where
    /// none may be sent: about an ICMP error, a later fragment, to or from a group or nobody
    /// (RFC 1122, RFC 4443), or from an address of the other family.
    pub fn answered_by(&self, address: IpAddr, error: IcmpError) -> Option<Self> {
        let ends = Ends::new(address, self.source())?;
        let layout = self.layout();
        let silent = is_nobody(self.source()) || is_nobody(self.destination()) || !layout.has_transport_header();
        if silent || self.quoted().is_some() {
            return None;
        }
        Some(Envelope::new(ends).error(error, self))
    }
}

/// Whether no single machine has that address.
fn is_nobody(address: IpAddr) -> bool {
    address.is_multicast() || address.is_unspecified() || address == IpAddr::V4(Ipv4Addr::BROADCAST)
}

/// What an ICMP error of `family` is in the other; none where it has no counterpart. `quoted` is
/// the length, in bytes, of the packet that it is about.
pub(super) fn counterpart(message: &[u8], family: Family, quoted: usize, next: Translator) -> Option<Words> {
    match family {
        Family::Ipv6 => to_ipv4(message, next),
        Family::Ipv4 => to_ipv6(message, quoted, next),
    }
}

fn to_ipv4(message: &[u8], next: Translator) -> Option<Words> {
    let rest = u32::from_be_bytes([message[4], message[5], message[6], message[7]]);
    let plain = [0; 4];
    Some(match (message[0], message[1]) {
        (1, 0 | 2 | 3) => (3, 1, plain),
        (1, 1) => (3, 10, plain),
        (1, 4) => (3, 3, plain),
        (2, _) => (3, 4, mtu_to_ipv4(rest, next)?.to_be_bytes()),
        (3, code @ (0 | 1)) => (11, code, plain),
        (4, 0) => (12, 0, [pointer_to_ipv4(rest)?, 0, 0, 0]),
        (4, 1) => (3, 2, plain),
        _ => return None,
    })
}

fn to_ipv6(message: &[u8], quoted: usize, next: Translator) -> Option<Words> {
    let plain = [0; 4];
    Some(match (message[0], message[1]) {
        (3, 0 | 1 | 5 | 6 | 7 | 8 | 11 | 12) => (1, 0, plain),
        // The protocol is not known: IPv6 points at its "next header".
        (3, 2) => (4, 1, 6_u32.to_be_bytes()),
        (3, 3) => (1, 4, plain),
        (3, 4) => (2, 0, mtu_to_ipv6(word(message, 6), quoted, next).to_be_bytes()),
        (3, 9 | 10 | 13 | 15) => (1, 1, plain),
        (11, code @ (0 | 1)) => (3, code, plain),
        (12, 0 | 2) => (4, 0, pointer_to_ipv6(message[4])?.to_be_bytes()),
        _ => return None,
    })
}

/// IPv4's smallest MTU (RFC 791); a smaller one can't be meant.
const SMALLEST_IPV4: u32 = 68;
/// IPv6's smallest MTU.
const SMALLEST_IPV6: u32 = 1280;

fn mtu_to_ipv4(mtu: u32, next: Translator) -> Option<u32> {
    let least = mtu.saturating_sub(20).min(next.ipv4_mtu.into()).min(u32::from(next.ipv6_mtu).saturating_sub(20));
    (least >= SMALLEST_IPV4).then_some(least)
}

fn mtu_to_ipv6(mtu: u16, quoted: usize, next: Translator) -> u32 {
    /// What links are likely to carry, where an old router names no MTU (RFC 1191, section 7).
    const PLATEAUS: [u32; 11] = [65535, 32000, 17914, 8166, 4352, 2002, 1492, 1006, 508, 296, 68];
    let mtu = match mtu {
        0 => PLATEAUS.into_iter().find(|plateau| *plateau < quoted as u32).unwrap_or(SMALLEST_IPV4),
        named => named.into(),
    };
    (mtu + 20).min(next.ipv6_mtu.into()).min(u32::from(next.ipv4_mtu) + 20).max(SMALLEST_IPV6)
}

/// Where the same field lies in an IPv4 header.
fn pointer_to_ipv4(pointer: u32) -> Option<u8> {
    Some(match pointer {
        0 => 0,
        1 => 1,
        4 | 5 => 2,
        6 => 9,
        7 => 8,
        8..=23 => 12,
        24..=39 => 16,
        _ => return None,
    })
}

/// Where the same field lies in an IPv6 header.
fn pointer_to_ipv6(pointer: u8) -> Option<u32> {
    Some(match pointer {
        0 => 0,
        1 => 1,
        2 | 3 => 4,
        8 => 7,
        9 => 6,
        12..=15 => 8,
        16..=19 => 24,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_answers_an_error_or_a_group() {
        let envelope = |to: &str| Envelope::between("2001:db8::1".parse().unwrap(), to.parse().unwrap()).unwrap();
        let router = "2001:db8::ff".parse().unwrap();
        let packet = envelope("2001:db8::2").udp(1, 2, b"");
        let error = packet.answered_by(router, IcmpError::NoRoute).unwrap();
        assert_eq!((error.source(), error.destination()), (router, packet.source()));
        assert_eq!(error.answered_by(router, IcmpError::NoRoute), None);
        assert_eq!(envelope("ff02::1").udp(1, 2, b"").answered_by(router, IcmpError::NoRoute), None);
        assert_eq!(packet.answered_by("192.0.2.1".parse().unwrap(), IcmpError::NoRoute), None);
    }
}
