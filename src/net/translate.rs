//! One family's packet as the other's: the header translation of RFC 7915.
//!
//! A [`Translator`] keeps no sessions. Who calls it says what the addresses and ports become
//! ([`Mapped`]), as a NAT64's session table (RFC 6146) or a one-to-one mapping has them. It gives
//! the other family's packet, or the reason why there is none.

use super::checksum::{Change, finish, sum};
use super::icmp;
use super::layout::{Layout, word};
use super::packet::{Family, Flow, Packet, Protocol};
use super::turn::{Header, IPV4_HEADER, IPV6_HEADER, Turn};
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

/// The MTU of paths across the Internet, in bytes (rule 3.35).
pub const INTERNET_MTU: u16 = 1500;
/// The MTU within a VPC, and so of every interface, in bytes (rules 3.35 and 5.1).
pub const VPC_MTU: u16 = 9001;

impl Translator {
    /// An AWS NAT gateway.
    pub const AWS: Self = Self { policy: Policy::Aws, ipv4_mtu: INTERNET_MTU, ipv6_mtu: VPC_MTU };
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

const ICMP_HEADER: usize = 8;
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
        self.carries(bytes, layout)?;
        match layout.protocol {
            Protocol::Icmp | Protocol::Icmpv6 => admit_icmp(layout, &bytes[layout.transport..]),
            Protocol::Tcp | Protocol::Udp | Protocol::Other(_) => Ok(()),
        }
    }

    /// Refuses what is not carried of protocols, fragments and datagrams: of a packet, or of the start of one.
    fn carries(self, bytes: &[u8], layout: &Layout) -> Result<(), Untranslatable> {
        let piece = layout.is_piece();
        match (layout.protocol, self.policy) {
            (Protocol::Icmp | Protocol::Icmpv6, _) if piece => Err(Untranslatable::Fragment(layout.protocol)),
            (Protocol::Tcp, Policy::Aws) if piece => Err(Untranslatable::Fragment(Protocol::Tcp)),
            (Protocol::Other(number), Policy::Aws) => Err(Untranslatable::Protocol(number)),
            // They would become extension headers, or the other family's ICMP.
            (Protocol::Other(number @ (0 | 1 | 43 | 44 | 58 | 60)), Policy::Rfc7915) => {
                Err(Untranslatable::Protocol(number))
            }
            (Protocol::Udp, _) if layout.has_transport_header() && has_no_checksum(bytes, layout) => {
                Err(Untranslatable::NoChecksum)
            }
            _ => Ok(()),
        }
    }

    /// An ICMP error with the packet that it quotes (rule 3.8).
    fn error(self, packet: &Packet, layout: &Layout, outer: Header, to: &Mapped) -> Result<Packet, Untranslatable> {
        let message = &packet.bytes()[layout.transport..];
        let quoted = &message[ICMP_HEADER..];
        let inner = Layout::of_start(quoted).map_err(|_| Untranslatable::Quoted)?;
        let nested = quoted.get(inner.transport..).is_some_and(|message| !is_echo(inner.protocol, message));
        // What is not carried can't have been: nobody sent the quoted packet through here.
        if inner.family != layout.family || nested || self.carries(quoted, &inner).is_err() {
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

/// Whether a UDP header says that there is no checksum.
fn has_no_checksum(bytes: &[u8], layout: &Layout) -> bool {
    bytes.get(layout.transport + 6..layout.transport + 8) == Some(&[0, 0])
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::{Envelope, IcmpError};

    const INSIDE: [&str; 2] = ["2001:db8:1:4b02::11", "64:ff9b::141b:b171"];
    const OUTSIDE: [&str; 2] = ["10.1.0.10", "20.27.177.113"];

    fn envelope(ends: [&str; 2]) -> Envelope {
        let [source, destination] = ends.map(|end| end.parse().unwrap());
        Envelope::between(source, destination).unwrap()
    }

    /// Rule 3.8: what a router answers about the translated packet reaches the client as an answer
    /// about the packet that the client sent.
    #[test]
    fn an_error_speaks_of_the_packet_that_was_sent() {
        let sent = envelope(INSIDE).udp(45678, 53, b"question");
        let seen = Translator::AWS.to_ipv4(&sent, &envelope(OUTSIDE).udp(1024, 53, b"").flow().into()).unwrap();
        let error = seen.answered_by(OUTSIDE[1].parse().unwrap(), IcmpError::PortUnreachable).unwrap();
        let flow = Flow { protocol: Protocol::Icmpv6, ..sent.flow().reversed() };
        let mapped = Mapped { flow, quoted: Some(sent.flow()) };
        let told = Translator::AWS.to_ipv6(&error, &mapped).unwrap();
        assert_eq!(told.quoted_flow(), Some(sent.flow()));
        // Its checksum is right: the same message built anew carries the same.
        let about = Packet::parse(told.quoted().unwrap()).unwrap();
        let anew = envelope([INSIDE[1], INSIDE[0]]).hop_limit(63).error(IcmpError::PortUnreachable, &about);
        assert_eq!(told.bytes()[40..], anew.bytes()[40..]);
        assert_eq!(Translator::AWS.to_ipv6(&error, &Mapped { quoted: None, ..mapped }), Err(Untranslatable::Quoted));
    }
}
