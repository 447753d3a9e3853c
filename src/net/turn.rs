//! The bytes of one packet's turn into the other family: its IP header written anew, its transport
//! header changed where addresses and ports reach into it.

use super::checksum::{Change, fix_transport, sum, write};
use super::layout::{Fragment, Layout, word};
use super::packet::{Family, Flow, Protocol};
use super::translate::Untranslatable;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

pub(super) const IPV4_HEADER: usize = 20;
pub(super) const IPV6_HEADER: usize = 40;
/// Up to this length, IPv4 packets made from IPv6 may be fragmented on their way (rule 3.1).
const MAY_FRAGMENT: usize = 1260;

/// What both families' IP headers say.
#[derive(Clone, Copy)]
pub(super) struct Header {
    pub traffic_class: u8,
    pub hop_limit: u8,
    /// The length of what it carries, in bytes, as declared: quoted packets may be cut short.
    pub payload: usize,
    pub fragment: Option<Fragment>,
}

impl Header {
    pub fn read(bytes: &[u8], layout: &Layout) -> Self {
        let (traffic_class, hop_limit, length) = match layout.family {
            Family::Ipv4 => (bytes[1], bytes[8], usize::from(word(bytes, 2))),
            Family::Ipv6 => (bytes[0] << 4 | bytes[1] >> 4, bytes[7], usize::from(word(bytes, 4)) + IPV6_HEADER),
        };
        let payload = length.saturating_sub(layout.transport);
        Self { traffic_class, hop_limit, payload, fragment: layout.fragment }
    }

    /// How long the IPv6 header is that says the same.
    pub fn ipv6_length(&self) -> usize {
        IPV6_HEADER + if self.fragment.is_some() { 8 } else { 0 }
    }

    /// Writes an IPv4 header into the first 20 bytes.
    fn write_ipv4(&self, out: &mut [u8], protocol: u8, ends: (Ipv4Addr, Ipv4Addr)) {
        let length = IPV4_HEADER + self.payload;
        let (identification, flags) = match self.fragment {
            Some(fragment) => {
                (fragment.identification as u16, (fragment.offset / 8) | if fragment.more { 0x2000 } else { 0 })
            }
            None if length <= MAY_FRAGMENT => (0, 0),
            None => (0, 0x4000),
        };
        out[0] = 0x45;
        out[1] = self.traffic_class;
        out[2..4].copy_from_slice(&(length.min(0xffff) as u16).to_be_bytes());
        out[4..6].copy_from_slice(&identification.to_be_bytes());
        out[6..8].copy_from_slice(&flags.to_be_bytes());
        out[8] = self.hop_limit;
        out[9] = protocol;
        out[12..16].copy_from_slice(&ends.0.octets());
        out[16..20].copy_from_slice(&ends.1.octets());
        super::checksum::write_header_checksum(out);
    }

    /// Writes an IPv6 header into the first 40 bytes, and a fragment header behind it where needed.
    fn write_ipv6(&self, out: &mut [u8], protocol: u8, ends: (Ipv6Addr, Ipv6Addr)) {
        let length = self.ipv6_length() - IPV6_HEADER + self.payload;
        out[0] = 0x60 | self.traffic_class >> 4;
        out[1] = self.traffic_class << 4;
        out[2..4].fill(0);
        out[4..6].copy_from_slice(&(length.min(0xffff) as u16).to_be_bytes());
        out[6] = if self.fragment.is_some() { 44 } else { protocol };
        out[7] = self.hop_limit;
        out[8..24].copy_from_slice(&ends.0.octets());
        out[24..40].copy_from_slice(&ends.1.octets());
        if let Some(fragment) = self.fragment {
            out[40] = protocol;
            out[41] = 0;
            out[42..44].copy_from_slice(&(fragment.offset | u16::from(fragment.more)).to_be_bytes());
            out[44..48].copy_from_slice(&fragment.identification.to_be_bytes());
        }
    }
}

/// One packet's turn into the other family.
pub(super) struct Turn<'a> {
    pub old: &'a [u8],
    pub layout: &'a Layout,
    /// What the new header says.
    pub header: Header,
    pub to: &'a Flow,
}

impl Turn<'_> {
    /// Writes the new headers before the transport, which lies at the end of `out` already, and
    /// changes the transport's own header.
    pub fn write(&self, out: &mut [u8]) -> Result<(), Untranslatable> {
        let transport = self.write_header(out)?;
        if self.layout.has_transport_header() {
            let (header, transport) = out.split_at_mut(transport);
            self.turn_transport(header, transport);
        }
        Ok(())
    }

    /// Writes the new IP header; gives its length.
    pub fn write_header(&self, out: &mut [u8]) -> Result<usize, Untranslatable> {
        let protocol = match self.layout.protocol {
            Protocol::Icmp => Protocol::Icmpv6,
            Protocol::Icmpv6 => Protocol::Icmp,
            other => other,
        };
        match (self.layout.family, self.to.source, self.to.destination) {
            (Family::Ipv6, IpAddr::V4(source), IpAddr::V4(destination)) => {
                self.header.write_ipv4(out, protocol.number(), (source, destination));
                Ok(IPV4_HEADER)
            }
            (Family::Ipv4, IpAddr::V6(source), IpAddr::V6(destination)) => {
                self.header.write_ipv6(out, protocol.number(), (source, destination));
                Ok(self.header.ipv6_length())
            }
            _ => Err(Untranslatable::Family),
        }
    }

    /// Changes ports and checksum, and the type of an echo.
    fn turn_transport(&self, header: &[u8], transport: &mut [u8]) {
        let protocol = self.layout.protocol;
        let kind = match (protocol, transport.first()) {
            (Protocol::Icmp, Some(8)) => 128,
            (Protocol::Icmp, _) => 129,
            (Protocol::Icmpv6, Some(128)) => 8,
            _ => 0,
        };
        let mut write_word = |at: usize, new: [u8; 2]| {
            transport.get_mut(at..at + 2).map(|word| write(word, 0, &new)).unwrap_or_default()
        };
        let change = match protocol {
            // Length and protocol are the same in both pseudo headers.
            Protocol::Tcp | Protocol::Udp => Change {
                removed: sum_of_addresses(self.old, self.layout.family),
                added: sum_of_addresses(header, self.layout.family.other()),
            }
            .and(write_word(0, self.to.source_port.to_be_bytes()))
            .and(write_word(2, self.to.destination_port.to_be_bytes())),
            Protocol::Icmp | Protocol::Icmpv6 => self
                .icmp_pseudo(header)
                .and(write_word(0, [kind, 0]))
                .and(write_word(4, self.to.source_port.to_be_bytes())),
            Protocol::Other(_) => return,
        };
        fix_transport(transport, protocol, change);
    }

    /// How ICMP's checksum changes with the pseudo header, which only ICMPv6 has.
    pub fn icmp_pseudo(&self, header: &[u8]) -> Change {
        let pseudo = |ipv6: &[u8], length: usize| sum_of_addresses(ipv6, Family::Ipv6) + 58 + length as u64;
        match self.layout.family {
            Family::Ipv6 => Change { removed: pseudo(self.old, Header::read(self.old, self.layout).payload), added: 0 },
            Family::Ipv4 => Change { removed: 0, added: pseudo(header, self.header.payload) },
        }
    }
}

/// The sum of both addresses in an IP header.
fn sum_of_addresses(header: &[u8], family: Family) -> u64 {
    match family {
        Family::Ipv4 => sum(&header[12..20]),
        Family::Ipv6 => sum(&header[8..40]),
    }
}
