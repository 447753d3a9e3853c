//! One family's packet as the other's: the header translation of RFC 7915.
//!
//! A [`Translator`] keeps no sessions. Who calls it says what the addresses and ports become
//! ([`Mapped`]), as a NAT64's session table (RFC 6146) or a one-to-one mapping has them. It gives
//! the other family's packet, or the reason why there is none.

use super::checksum::{Change, finish, fix_transport, sum, write};
use super::icmp;
use super::layout::{Fragment, Layout, word};
use super::packet::{Family, Flow, Packet, Protocol};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

/// How much a translator carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Policy {
    /// As an AWS NAT gateway: TCP, UDP and ICMP only, and fragments of UDP only (rules 3.5, 3.28).
    Aws,
    /// As RFC 7915 has it: other protocols pass unchanged, and TCP fragments pass too.
    Rfc7915,
}

/// Turns packets of one family into the other's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Translator {
    /// How much it carries.
    pub policy: Policy,
    /// The biggest packet, in bytes, that the IPv4 side carries next.
    pub ipv4_mtu: u16,
    /// The biggest packet, in bytes, that the IPv6 side carries next.
    pub ipv6_mtu: u16,
}

impl Translator {
    /// An AWS NAT gateway: 1500 bytes towards the Internet, 9001 within the VPC (rule 3.35).
    pub const AWS: Self = Self { policy: Policy::Aws, ipv4_mtu: 1500, ipv6_mtu: 9001 };
}

/// The addresses and ports that a packet gets in the other family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Mapped {
    /// Of the packet itself. Ports count for TCP and UDP; with ICMP echo either is the identifier.
    pub flow: Flow,
    /// Of the packet that an ICMP error quotes, as it was sent: against the error's direction.
    pub quoted: Option<Flow>,
}

impl From<Flow> for Mapped {
    fn from(flow: Flow) -> Self {
        Self { flow, quoted: None }
    }
}

/// Why a packet is not translated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Untranslatable {
    /// The packet or its new addresses are of the wrong family.
    #[error("not of the family to translate from, or to")]
    Family,
    /// The hop limit ends here: its sender is told (rule 3.1).
    #[error("the hop limit runs out here")]
    HopLimit,
    /// The hop limit had run out before.
    #[error("the hop limit was 0 already")]
    HopLimitSpent,
    /// The IPv4 header's checksum is wrong.
    #[error("the IPv4 header checksum is wrong")]
    HeaderChecksum,
    /// An IPv4 option wants the packet to go another way (rule 3.2).
    #[error("an unexpired source route")]
    SourceRoute,
    /// An IPv6 routing header with hops left; the field that says so lies at this byte.
    #[error("a routing header with segments left (byte {0})")]
    RoutingHeader(u16),
    /// A protocol that is not carried (rule 3.5).
    #[error("protocol {0} is not carried")]
    Protocol(u8),
    /// A fragment that is not carried: of ICMP (rule 3.11), with AWS also of TCP (rule 3.28).
    #[error("a fragment of {0:?}")]
    Fragment(Protocol),
    /// UDP over IPv4 without a checksum (rule 3.4).
    #[error("UDP without a checksum")]
    NoChecksum,
    /// Too big for the other side; the sender may send packets of this many bytes (rule 3.3).
    #[error("too big: at most {0} bytes")]
    TooBig(u16),
    /// An ICMP message that means nothing in the other family (tables 3.9 and 3.10).
    #[error("ICMP type {kind} code {code} has no counterpart")]
    Icmp {
        /// Its type.
        kind: u8,
        /// Its code.
        code: u8,
    },
    /// An ICMP error that quotes too little, another family, another error (rule 3.8), or a packet
    /// that was not mapped.
    #[error("an ICMP error whose quoted packet can't be translated")]
    Quoted,
}

/// What both families' IP headers say.
#[derive(Clone, Copy)]
struct Header {
    traffic_class: u8,
    hop_limit: u8,
    /// The length of what it carries, in bytes, as declared: quoted packets may be cut short.
    payload: usize,
    fragment: Option<Fragment>,
}

const IPV4_HEADER: usize = 20;
const IPV6_HEADER: usize = 40;
const ICMP_HEADER: usize = 8;
/// Up to this length, IPv4 packets made from IPv6 may be fragmented on their way (rule 3.1).
const MAY_FRAGMENT: usize = 1260;
/// The longest ICMP error, as its standards have it (rule 3.8).
const LONGEST_ERROR: (usize, usize) = (576, 1280);

impl Translator {
    /// An IPv6 packet as an IPv4 one (rule 3.1).
    pub fn to_ipv4(self, packet: &Packet, to: &Mapped) -> Result<Packet, Untranslatable> {
        let layout = packet.layout();
        if layout.family != Family::Ipv6 {
            return Err(Untranslatable::Family);
        }
        self.admit(packet.bytes(), &layout)?;
        let mut header = Header::read(packet.bytes(), &layout);
        header.hop_limit -= 1;
        if quotes(packet.bytes(), &layout) {
            return self.error(packet, &layout, header, to);
        }
        if IPV4_HEADER + header.payload > self.ipv4_mtu.into() {
            return Err(Untranslatable::TooBig(self.ipv4_mtu.saturating_add(20)));
        }
        // The IPv4 header is the shorter one: it goes where the IPv6 headers end.
        let mut bytes: Arc<[u8]> = packet.bytes()[layout.transport - IPV4_HEADER..].into();
        Turn { old: packet.bytes(), layout: &layout, header, to: &to.flow }.write(Arc::make_mut(&mut bytes))?;
        Ok(Packet { bytes })
    }

    /// An IPv4 packet as an IPv6 one (rule 3.2). One that is too big for the next link but may be
    /// fragmented comes whole: see [`pieces`](super::fragment::pieces).
    pub fn to_ipv6(self, packet: &Packet, to: &Mapped) -> Result<Packet, Untranslatable> {
        let layout = packet.layout();
        if layout.family != Family::Ipv4 {
            return Err(Untranslatable::Family);
        }
        self.admit(packet.bytes(), &layout)?;
        let mut header = Header::read(packet.bytes(), &layout);
        header.hop_limit -= 1;
        if quotes(packet.bytes(), &layout) {
            return self.error(packet, &layout, header, to);
        }
        let headers = header.ipv6_length();
        let length = headers + header.payload;
        let whole = word(packet.bytes(), 6) & 0x4000 != 0;
        if length - IPV6_HEADER > usize::from(u16::MAX) || (whole && length > self.ipv6_mtu.into()) {
            return Err(Untranslatable::TooBig(self.ipv6_mtu.saturating_sub(20)));
        }
        let mut bytes: Arc<[u8]> = std::iter::repeat_n(0, length).collect();
        let out = Arc::make_mut(&mut bytes);
        out[headers..].copy_from_slice(&packet.bytes()[layout.transport..]);
        Turn { old: packet.bytes(), layout: &layout, header, to: &to.flow }.write(out)?;
        Ok(Packet { bytes })
    }

    /// Refuses what is not carried at all.
    fn admit(&self, bytes: &[u8], layout: &Layout) -> Result<(), Untranslatable> {
        let hop_limit = match layout.family {
            Family::Ipv4 => {
                admit_ipv4(&bytes[..layout.transport])?;
                bytes[8]
            }
            Family::Ipv6 => bytes[7],
        };
        match hop_limit {
            0 => return Err(Untranslatable::HopLimitSpent),
            1 => return Err(Untranslatable::HopLimit),
            _ => {}
        }
        if let Some(pointer) = layout.segments_left {
            return Err(Untranslatable::RoutingHeader(pointer as u16));
        }
        let piece = layout.is_piece();
        match (layout.protocol, self.policy) {
            (Protocol::Icmp | Protocol::Icmpv6, _) if piece => Err(Untranslatable::Fragment(layout.protocol)),
            (Protocol::Tcp, Policy::Aws) if piece => Err(Untranslatable::Fragment(Protocol::Tcp)),
            (Protocol::Other(number), Policy::Aws) => Err(Untranslatable::Protocol(number)),
            // They would become extension headers, or the other family's ICMP.
            (Protocol::Other(number @ (0 | 1 | 43 | 44 | 58 | 60)), Policy::Rfc7915) => {
                Err(Untranslatable::Protocol(number))
            }
            (Protocol::Udp, _) if layout.has_transport_header() && word(bytes, layout.transport + 6) == 0 => {
                Err(Untranslatable::NoChecksum)
            }
            (Protocol::Icmp | Protocol::Icmpv6, _) => admit_icmp(layout, &bytes[layout.transport..]),
            _ => Ok(()),
        }
    }

    /// An ICMP error with the packet that it quotes (rule 3.8).
    fn error(self, packet: &Packet, layout: &Layout, outer: Header, to: &Mapped) -> Result<Packet, Untranslatable> {
        let message = &packet.bytes()[layout.transport..];
        let quoted = &message[ICMP_HEADER..];
        let inner = Layout::of_start(quoted).map_err(|_| Untranslatable::Quoted)?;
        let nested = quoted.get(inner.transport..).is_some_and(|message| !is_echo(inner.protocol, message));
        if inner.family != layout.family || nested {
            return Err(Untranslatable::Quoted);
        }
        let inner_header = Header::read(quoted, &inner);
        let (kind, code, rest) =
            icmp::counterpart(message, layout.family, inner_header.payload + inner.transport, self)
                .ok_or(Untranslatable::Icmp { kind: message[0], code: message[1] })?;
        let (headers, inner_headers, longest) = match layout.family {
            Family::Ipv6 => (IPV4_HEADER, IPV4_HEADER, LONGEST_ERROR.0),
            Family::Ipv4 => (IPV6_HEADER, inner_header.ipv6_length(), LONGEST_ERROR.1),
        };
        let mut bytes = vec![0; headers + ICMP_HEADER + inner_headers];
        bytes.extend_from_slice(quoted.get(inner.transport..).unwrap_or_default());
        let mapped = to.quoted.ok_or(Untranslatable::Quoted)?;
        Turn { old: quoted, layout: &inner, header: inner_header, to: &mapped }
            .write(&mut bytes[headers + ICMP_HEADER..])?;
        bytes.truncate(longest);

        let payload = bytes.len() - headers;
        bytes[headers..headers + ICMP_HEADER]
            .copy_from_slice(&[kind, code, message[2], message[3], rest[0], rest[1], rest[2], rest[3]]);
        let added = sum_without_checksum(&bytes[headers..]);
        let turn = Turn { old: packet.bytes(), layout, header: Header { payload, ..outer }, to: &to.flow };
        turn.write_header(&mut bytes)?;
        let change = turn.icmp_pseudo(&bytes).and(Change { removed: sum_without_checksum(message), added });
        change.apply(&mut bytes[headers..], 2);
        Ok(Packet { bytes: bytes.into() })
    }
}

/// Whether it is an ICMP error, which quotes a packet. Those are never fragments here.
fn quotes(bytes: &[u8], layout: &Layout) -> bool {
    bytes.get(layout.transport).is_some_and(|kind| icmp::is_error(layout.protocol, *kind))
}

/// Refuses ICMP that is neither an echo nor an error.
fn admit_icmp(layout: &Layout, message: &[u8]) -> Result<(), Untranslatable> {
    let error = icmp::is_error(layout.protocol, message[0]);
    if error || is_echo(layout.protocol, message) {
        return Ok(());
    }
    Err(Untranslatable::Icmp { kind: message[0], code: message[1] })
}

/// Whether it is no ICMP, or an echo request or reply: errors about errors are not translated.
fn is_echo(protocol: Protocol, message: &[u8]) -> bool {
    match (protocol, message.first()) {
        (Protocol::Icmp, Some(kind)) => matches!(kind, 0 | 8),
        (Protocol::Icmpv6, Some(kind)) => matches!(kind, 128 | 129),
        _ => true,
    }
}

fn sum_without_checksum(message: &[u8]) -> u64 {
    sum(&message[..2]) + sum(&message[4..])
}

/// Refuses IPv4 headers that are damaged or ask for another way.
fn admit_ipv4(header: &[u8]) -> Result<(), Untranslatable> {
    if finish(sum(header)) != 0 {
        return Err(Untranslatable::HeaderChecksum);
    }
    let mut options = &header[IPV4_HEADER..];
    while let [kind, rest @ ..] = options {
        options = match (kind, rest) {
            (0, _) => break,
            (1, _) => rest,
            // Loose and strict source routes: the pointer counts from 1, and is beyond the end when all is done.
            (131 | 137, [length, pointer, ..]) if pointer <= length => return Err(Untranslatable::SourceRoute),
            (_, [length, ..]) => options.get(usize::from(*length).max(2)..).unwrap_or_default(),
            (_, []) => break,
        };
    }
    Ok(())
}

impl Header {
    fn read(bytes: &[u8], layout: &Layout) -> Self {
        let (traffic_class, hop_limit, length) = match layout.family {
            Family::Ipv4 => (bytes[1], bytes[8], usize::from(word(bytes, 2))),
            Family::Ipv6 => (bytes[0] << 4 | bytes[1] >> 4, bytes[7], usize::from(word(bytes, 4)) + IPV6_HEADER),
        };
        let payload = length.saturating_sub(layout.transport);
        Self { traffic_class, hop_limit, payload, fragment: layout.fragment }
    }

    /// How long the IPv6 header is that says the same.
    fn ipv6_length(&self) -> usize {
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
struct Turn<'a> {
    old: &'a [u8],
    layout: &'a Layout,
    /// What the new header says.
    header: Header,
    to: &'a Flow,
}

impl Turn<'_> {
    /// Writes the new headers before the transport, which lies at the end of `out` already, and
    /// changes the transport's own header.
    fn write(&self, out: &mut [u8]) -> Result<(), Untranslatable> {
        let transport = self.write_header(out)?;
        if self.layout.has_transport_header() {
            let (header, transport) = out.split_at_mut(transport);
            self.turn_transport(header, transport);
        }
        Ok(())
    }

    /// Writes the new IP header; gives its length.
    fn write_header(&self, out: &mut [u8]) -> Result<usize, Untranslatable> {
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
    fn icmp_pseudo(&self, header: &[u8]) -> Change {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::packet::tests::packet;

    /// The vectors of rule 3.12.
    #[test]
    fn measured_packets_come_out_as_measured() {
        for line in include_str!("../../tests/vectors/translate.tsv").lines().filter(|line| !line.starts_with('#')) {
            let [name, input, output] = line.split('\t').collect::<Vec<_>>().try_into().unwrap();
            let (input, output) = (packet(input), packet(output));
            let mapped = output.flow().into();
            let translated = match input.family() {
                Family::Ipv6 => Translator::AWS.to_ipv4(&input, &mapped),
                Family::Ipv4 => Translator::AWS.to_ipv6(&input, &mapped),
            };
            assert_eq!(translated, Ok(output), "{name}");
        }
    }
}
