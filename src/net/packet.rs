//! Packets as the bytes they are on the wire, and the view of their headers that deciders read.
//!
//! A [`Packet`] is one whole IPv4 or IPv6 packet whose lengths hold. [`Packet::parse`] takes one
//! from bytes, an [`Envelope`](super::build::Envelope) makes new ones with right checksums, and
//! [`Packet::view`] shows every field. A [`Flow`] is what filters look at: protocol, addresses and
//! ports.

use super::layout::{Layout, Malformed, word};
use super::view::View;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

/// The two families of the Internet Protocol.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// IPv4.
    Ipv4,
    /// IPv6.
    Ipv6,
}

impl Family {
    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Self::Ipv4 => Self::Ipv6,
            Self::Ipv6 => Self::Ipv4,
        }
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ipv4 => "IPv4",
            Self::Ipv6 => "IPv6",
        })
    }
}

impl From<IpAddr> for Family {
    fn from(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(_) => Self::Ipv4,
            IpAddr::V6(_) => Self::Ipv6,
        }
    }
}

/// What rides on IP, as far as the simulation carries it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Protocol {
    /// TCP, 6.
    Tcp,
    /// UDP, 17.
    Udp,
    /// ICMP, 1, beside IPv4.
    Icmp,
    /// ICMPv6, 58, beside IPv6.
    Icmpv6,
    /// Anything else, by its number in IANA's registry.
    Other(u8),
}

impl Protocol {
    /// What this number of IANA's registry means beside that family. The other family's ICMP is
    /// nothing special.
    pub fn from_number(family: Family, number: u8) -> Self {
        match (number, family) {
            (6, _) => Self::Tcp,
            (17, _) => Self::Udp,
            (1, Family::Ipv4) => Self::Icmp,
            (58, Family::Ipv6) => Self::Icmpv6,
            (other, _) => Self::Other(other),
        }
    }

    /// Its number in IANA's registry.
    pub fn number(self) -> u8 {
        match self {
            Self::Tcp => 6,
            Self::Udp => 17,
            Self::Icmp => 1,
            Self::Icmpv6 => 58,
            Self::Other(number) => number,
        }
    }
}

/// Who talks to whom: the five fields that security groups, network ACLs and NAT look at.
///
/// ICMP echo has its identifier in both ports; other ICMP has its type and code in
/// `destination_port` (type × 256 + code) and 0 in `source_port`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Flow {
    /// What rides on IP.
    pub protocol: Protocol,
    /// Where the packet says it comes from.
    pub source: IpAddr,
    /// Port at the source, or the echo identifier.
    pub source_port: u16,
    /// Where it goes.
    pub destination: IpAddr,
    /// Port at the destination, or the echo identifier.
    pub destination_port: u16,
}

impl Flow {
    /// The same conversation seen from the other end.
    pub fn reversed(self) -> Self {
        Self {
            protocol: self.protocol,
            source: self.destination,
            source_port: self.destination_port,
            destination: self.source,
            destination_port: self.source_port,
        }
    }

    /// The family both addresses belong to.
    pub fn family(&self) -> Family {
        self.destination.into()
    }
}

/// One whole packet, from the first byte of its IP header to the last of its payload.
///
/// Cloning is cheap: the bytes are shared.
#[derive(Clone, PartialEq, Eq)]
pub struct Packet {
    pub(super) bytes: Arc<[u8]>,
}

/// In hex, as captures and decoders take it.
impl fmt::Debug for Packet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Packet(")?;
        self.bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))?;
        f.write_str(")")
    }
}

impl Packet {
    /// Takes one whole packet. Every length is checked; checksums are not, since a packet may well
    /// carry a wrong one.
    pub fn parse(bytes: &[u8]) -> Result<Self, Malformed> {
        Layout::of_whole(bytes)?;
        Ok(Self { bytes: bytes.into() })
    }

    /// The packet as it is on the wire, from its IP header on.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Its length in bytes, IP header included.
    pub fn length(&self) -> usize {
        self.bytes.len()
    }

    /// The family of its IP header.
    pub fn family(&self) -> Family {
        if self.bytes[0] >> 4 == 4 { Family::Ipv4 } else { Family::Ipv6 }
    }

    /// Where it says it comes from.
    pub fn source(&self) -> IpAddr {
        source(&self.bytes, self.family())
    }

    /// Where it goes.
    pub fn destination(&self) -> IpAddr {
        destination(&self.bytes, self.family())
    }

    /// How many routers it may still pass: the hop limit, or IPv4's time to live.
    pub fn hop_limit(&self) -> u8 {
        match self.family() {
            Family::Ipv4 => self.bytes[8],
            Family::Ipv6 => self.bytes[7],
        }
    }

    /// Where what rides on IP begins, in bytes: how long the IP header is with its extensions.
    pub fn transport_at(&self) -> usize {
        self.layout().transport.min(self.bytes.len())
    }

    /// What rides on IP, behind any extension headers.
    pub fn protocol(&self) -> Protocol {
        self.layout().protocol
    }

    /// Who talks to whom. Ports are 0 where there are none: in later fragments and other protocols.
    pub fn flow(&self) -> Flow {
        flow(&self.bytes, &self.layout())
    }

    /// The flow of the packet that this ICMP error complains about, as it was sent; none where this
    /// is no ICMP error, or quotes too little.
    pub fn quoted_flow(&self) -> Option<Flow> {
        let quoted = self.quoted()?;
        Some(flow(quoted, &Layout::of_start(quoted).ok()?))
    }

    /// The start of the packet that this ICMP error complains about.
    pub fn quoted(&self) -> Option<&[u8]> {
        let layout = self.layout();
        let icmp = self.bytes.get(layout.transport..)?;
        let error = super::icmp::is_error(layout.protocol, *icmp.first()?);
        if error && layout.has_transport_header() { icmp.get(8..) } else { None }
    }

    /// All its header fields, read.
    pub fn view(&self) -> View<'_> {
        View::of(&self.bytes, &self.layout())
    }

    /// Where its parts lie.
    pub(super) fn layout(&self) -> Layout {
        // Packets are only made from bytes that were measured, so this is what was found then.
        Layout::of_start(&self.bytes).unwrap_or(Layout {
            family: self.family(),
            protocol: Protocol::Other(59),
            transport: self.bytes.len(),
            fragment: None,
            segments_left: None,
        })
    }
}

/// The source address of a measured packet.
pub(super) fn source(bytes: &[u8], family: Family) -> IpAddr {
    match family {
        Family::Ipv4 => ipv4_at(bytes, 12).into(),
        Family::Ipv6 => ipv6_at(bytes, 8).into(),
    }
}

/// The destination address of a measured packet.
pub(super) fn destination(bytes: &[u8], family: Family) -> IpAddr {
    match family {
        Family::Ipv4 => ipv4_at(bytes, 16).into(),
        Family::Ipv6 => ipv6_at(bytes, 24).into(),
    }
}

pub(super) fn ipv4_at(bytes: &[u8], at: usize) -> Ipv4Addr {
    let mut octets = [0; 4];
    octets.copy_from_slice(&bytes[at..at + 4]);
    octets.into()
}

pub(super) fn ipv6_at(bytes: &[u8], at: usize) -> Ipv6Addr {
    let mut octets = [0; 16];
    octets.copy_from_slice(&bytes[at..at + 16]);
    octets.into()
}

/// The flow of a packet or of the start of one.
pub(super) fn flow(bytes: &[u8], layout: &Layout) -> Flow {
    let (source_port, destination_port) = match bytes.get(layout.transport..) {
        Some(transport) if layout.has_transport_header() => ports(layout.protocol, transport),
        _ => (0, 0),
    };
    Flow {
        protocol: layout.protocol,
        source: source(bytes, layout.family),
        source_port,
        destination: destination(bytes, layout.family),
        destination_port,
    }
}

/// The ports, or what stands for them with ICMP (see [`Flow`]).
fn ports(protocol: Protocol, transport: &[u8]) -> (u16, u16) {
    let word = |at| if transport.len() >= at + 2 { word(transport, at) } else { 0 };
    match protocol {
        Protocol::Tcp | Protocol::Udp => (word(0), word(2)),
        Protocol::Icmp if matches!(transport.first(), Some(0 | 8)) => (word(4), word(4)),
        Protocol::Icmpv6 if matches!(transport.first(), Some(128 | 129)) => (word(4), word(4)),
        Protocol::Icmp | Protocol::Icmpv6 => (0, word(0)),
        Protocol::Other(_) => (0, 0),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::net::Envelope;

    /// A packet from hex digits.
    pub fn packet(hex: &str) -> Packet {
        let digits = hex.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
        let bytes: Vec<u8> = digits.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect();
        Packet::parse(&bytes).unwrap()
    }

    #[test]
    fn wrong_lengths_are_found() {
        let packet =
            Envelope::between("10.0.0.1".parse().unwrap(), "10.0.0.2".parse().unwrap()).unwrap().udp(1, 2, b"");
        assert_eq!(Packet::parse(&[]), Err(Malformed::Truncated { needed: 20, found: 0 }));
        assert_eq!(Packet::parse(&[0x50; 60]), Err(Malformed::Version(5)));
        assert_eq!(Packet::parse(&packet.bytes()[..27]), Err(Malformed::Length { says: 28, is: 27 }));
        assert_eq!(Packet::parse(&packet.bytes()[..19]), Err(Malformed::Truncated { needed: 20, found: 19 }));
        let mut short = packet.bytes().to_vec();
        short[0] = 0x44;
        assert_eq!(Packet::parse(&short), Err(Malformed::HeaderLength(16)));
        short[0] = 0x45;
        short[25] = 9;
        assert_eq!(Packet::parse(&short), Err(Malformed::Transport(Protocol::Udp)));
    }

    #[test]
    fn an_echo_has_its_identifier_in_both_ports() {
        let envelope = Envelope::between("2001:db8::1".parse().unwrap(), "2001:db8::2".parse().unwrap()).unwrap();
        let flow = envelope.echo_request(1234, 1, b"").flow();
        assert_eq!((flow.protocol, flow.source_port, flow.destination_port), (Protocol::Icmpv6, 1234, 1234));
    }
}
