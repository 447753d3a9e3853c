//! New packets, with right lengths and checksums. An [`Envelope`] holds what goes into the IP
//! header; its methods put something into it and give the finished [`Packet`].
//!
//! Lengths have 16 bits: a payload that does not fit into one packet is cut to what does.

use super::checksum::{sum_address, write_header_checksum, write_transport_checksum};
use super::icmp::IcmpError;
use super::packet::{Family, Packet, Protocol};
use super::tcp::{TcpFlags, TcpOptions};
use etherparse::{
    IcmpEchoHeader, Icmpv4Header, Icmpv4Type, Icmpv6Header, Icmpv6Type, IpNumber, Ipv4Header, Ipv6FlowLabel,
    Ipv6Header, TcpHeader, UdpHeader,
};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The two ends of a packet, always of one family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ends {
    /// Two IPv4 addresses.
    Ipv4 {
        /// Where it comes from.
        source: Ipv4Addr,
        /// Where it goes.
        destination: Ipv4Addr,
    },
    /// Two IPv6 addresses.
    Ipv6 {
        /// Where it comes from.
        source: Ipv6Addr,
        /// Where it goes.
        destination: Ipv6Addr,
    },
}

impl Ends {
    /// The ends of a packet from `source` to `destination`; none where their families differ.
    pub fn new(source: IpAddr, destination: IpAddr) -> Option<Self> {
        match (source, destination) {
            (IpAddr::V4(source), IpAddr::V4(destination)) => Some(Self::Ipv4 { source, destination }),
            (IpAddr::V6(source), IpAddr::V6(destination)) => Some(Self::Ipv6 { source, destination }),
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => None,
        }
    }

    /// Where it comes from.
    pub fn source(self) -> IpAddr {
        match self {
            Self::Ipv4 { source, .. } => source.into(),
            Self::Ipv6 { source, .. } => source.into(),
        }
    }

    /// Where it goes.
    pub fn destination(self) -> IpAddr {
        match self {
            Self::Ipv4 { destination, .. } => destination.into(),
            Self::Ipv6 { destination, .. } => destination.into(),
        }
    }

    /// The family of both.
    pub fn family(self) -> Family {
        match self {
            Self::Ipv4 { .. } => Family::Ipv4,
            Self::Ipv6 { .. } => Family::Ipv6,
        }
    }

    /// The way back.
    pub fn reversed(self) -> Self {
        match self {
            Self::Ipv4 { source, destination } => Self::Ipv4 { source: destination, destination: source },
            Self::Ipv6 { source, destination } => Self::Ipv6 { source: destination, destination: source },
        }
    }
}

/// What goes into a packet's IP header. Fields not named here are as Linux sends them: IPv4 packets
/// say "don't fragment" and have identification 0 (RFC 6864), the flow label is a hash of the
/// conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Envelope {
    /// From where to where.
    pub ends: Ends,
    /// How many routers it may pass.
    pub hop_limit: u8,
    /// Traffic class, or IPv4's type of service.
    pub traffic_class: u8,
}

/// A TCP segment to be sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Segment<'a> {
    /// Port at the source.
    pub source_port: u16,
    /// Port at the destination.
    pub destination_port: u16,
    /// Number of the first byte, or of SYN or FIN.
    pub sequence: u32,
    /// Number of the next byte expected.
    pub acknowledgment: u32,
    /// Its flags.
    pub flags: TcpFlags,
    /// How many bytes the sender takes now, shifted as the window scale says.
    pub window: u16,
    /// Its options.
    pub options: TcpOptions,
    /// What it carries.
    pub payload: &'a [u8],
}

impl Envelope {
    /// An envelope as a Linux machine sends it: hop limit 64.
    pub fn new(ends: Ends) -> Self {
        Self { ends, hop_limit: 64, traffic_class: 0 }
    }

    /// An envelope from one address to another; none where their families differ.
    pub fn between(source: IpAddr, destination: IpAddr) -> Option<Self> {
        Ends::new(source, destination).map(Self::new)
    }

    /// An envelope back to where this packet came from, from where it was going.
    pub fn answering(packet: &Packet) -> Self {
        let view = packet.view();
        Self::new(match view.ip {
            super::view::IpView::Ipv4(ip) => Ends::Ipv4 { source: ip.destination, destination: ip.source },
            super::view::IpView::Ipv6(ip) => Ends::Ipv6 { source: ip.destination, destination: ip.source },
        })
    }

    /// The same with another hop limit.
    pub fn hop_limit(self, hop_limit: u8) -> Self {
        Self { hop_limit, ..self }
    }

    /// The same with another traffic class.
    pub fn traffic_class(self, traffic_class: u8) -> Self {
        Self { traffic_class, ..self }
    }

    /// A TCP segment.
    pub fn tcp(self, segment: &Segment<'_>) -> Packet {
        let set = |flag| segment.flags.contains(flag);
        let header = TcpHeader {
            acknowledgment_number: segment.acknowledgment,
            fin: set(TcpFlags::FIN),
            syn: set(TcpFlags::SYN),
            rst: set(TcpFlags::RST),
            psh: set(TcpFlags::PSH),
            ack: set(TcpFlags::ACK),
            urg: set(TcpFlags::URG),
            ece: set(TcpFlags::ECE),
            cwr: set(TcpFlags::CWR),
            options: segment.options.write(),
            ..TcpHeader::new(segment.source_port, segment.destination_port, segment.sequence, segment.window)
        };
        let ports = (segment.source_port, segment.destination_port);
        self.seal(Protocol::Tcp, ports, &header.to_bytes(), segment.payload)
    }

    /// A UDP datagram.
    pub fn udp(self, source_port: u16, destination_port: u16, payload: &[u8]) -> Packet {
        let payload = &payload[..payload.len().min(self.room(8))];
        let header = UdpHeader { source_port, destination_port, length: (8 + payload.len()) as u16, checksum: 0 };
        self.seal(Protocol::Udp, (source_port, destination_port), &header.to_bytes(), payload)
    }

    /// An ICMP echo request, as `ping` sends it.
    pub fn echo_request(self, identifier: u16, sequence: u16, payload: &[u8]) -> Packet {
        let echo = IcmpEchoHeader { id: identifier, seq: sequence };
        let header = match self.ends.family() {
            Family::Ipv4 => Icmpv4Header::new(Icmpv4Type::EchoRequest(echo)).to_bytes()[..8].to_vec(),
            Family::Ipv6 => Icmpv6Header::new(Icmpv6Type::EchoRequest(echo)).to_bytes()[..8].to_vec(),
        };
        self.seal(self.icmp(), (identifier, identifier), &header, payload)
    }

    /// An ICMP echo reply.
    pub fn echo_reply(self, identifier: u16, sequence: u16, payload: &[u8]) -> Packet {
        let echo = IcmpEchoHeader { id: identifier, seq: sequence };
        let header = match self.ends.family() {
            Family::Ipv4 => Icmpv4Header::new(Icmpv4Type::EchoReply(echo)).to_bytes()[..8].to_vec(),
            Family::Ipv6 => Icmpv6Header::new(Icmpv6Type::EchoReply(echo)).to_bytes()[..8].to_vec(),
        };
        self.seal(self.icmp(), (identifier, identifier), &header, payload)
    }

    /// An ICMP error about a packet of this envelope's family. It quotes as much of the packet as
    /// keeps the whole within 576 bytes (IPv4, RFC 1812) or 1280 (IPv6, RFC 4443).
    ///
    /// Whether one may be sent at all is [`Packet::answered_by`]'s to say.
    pub fn error(self, error: IcmpError, about: &Packet) -> Packet {
        let (kind, code, rest) = error.words(self.ends.family());
        let room = match self.ends.family() {
            Family::Ipv4 => 576 - 20 - 8,
            Family::Ipv6 => 1280 - 40 - 8,
        };
        let header = [kind, code, 0, 0, rest[0], rest[1], rest[2], rest[3]];
        self.seal(self.icmp(), (0, 0), &header, &about.bytes()[..about.length().min(room)])
    }

    fn icmp(self) -> Protocol {
        match self.ends.family() {
            Family::Ipv4 => Protocol::Icmp,
            Family::Ipv6 => Protocol::Icmpv6,
        }
    }

    /// How many bytes of payload fit behind a transport header of this length.
    fn room(self, header: usize) -> usize {
        match self.ends.family() {
            Family::Ipv4 => usize::from(u16::MAX) - 20 - header,
            Family::Ipv6 => usize::from(u16::MAX) - header,
        }
    }

    /// Puts a transport header, its checksum still 0, and a payload behind an IP header.
    fn seal(self, protocol: Protocol, ports: (u16, u16), header: &[u8], payload: &[u8]) -> Packet {
        let payload = &payload[..payload.len().min(self.room(header.len()))];
        let length = header.len() + payload.len();
        let mut bytes = Vec::with_capacity(40 + length);
        match self.ends {
            Ends::Ipv4 { source, destination } => self.write_ipv4(&mut bytes, (source, destination), protocol, length),
            Ends::Ipv6 { source, destination } => {
                let label = flow_label(self.ends, protocol, ports);
                let header = Ipv6Header {
                    traffic_class: self.traffic_class,
                    flow_label: label,
                    payload_length: length as u16,
                    next_header: IpNumber(protocol.number()),
                    hop_limit: self.hop_limit,
                    source: source.octets(),
                    destination: destination.octets(),
                };
                bytes.extend(header.to_bytes());
            }
        }
        let transport = bytes.len();
        bytes.extend_from_slice(header);
        bytes.extend_from_slice(payload);
        write_transport_checksum(&mut bytes[transport..], protocol, (self.ends.source(), self.ends.destination()));
        Packet { bytes: bytes.into() }
    }

    fn write_ipv4(self, bytes: &mut Vec<u8>, ends: (Ipv4Addr, Ipv4Addr), protocol: Protocol, length: usize) {
        let header = Ipv4Header {
            total_len: (20 + length) as u16,
            dont_fragment: true,
            time_to_live: self.hop_limit,
            protocol: IpNumber(protocol.number()),
            source: ends.0.octets(),
            destination: ends.1.octets(),
            ..Ipv4Header::default()
        };
        bytes.extend_from_slice(&header.to_bytes());
        bytes[1] = self.traffic_class;
        write_header_checksum(bytes);
    }
}

/// A label as Linux chooses it: a hash of the conversation, the same for all its packets (RFC 6437).
fn flow_label(ends: Ends, protocol: Protocol, ports: (u16, u16)) -> Ipv6FlowLabel {
    let seed = sum_address(ends.source()).rotate_left(32) ^ sum_address(ends.destination());
    let conversation = seed ^ (u64::from(ports.0) << 40) ^ (u64::from(ports.1) << 16) ^ u64::from(protocol.number());
    // Fibonacci hashing: the high bits of a product with 2^64 divided by the golden ratio.
    let hash = conversation.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 44;
    Ipv6FlowLabel::try_new(hash as u32).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::view::{IcmpRest, TransportView};
    use etherparse::{NetSlice, SlicedPacket, TransportSlice};

    const CLIENT: &str = "2001:db8:1:4b02::11";
    const SERVER: &str = "64:ff9b::141b:b171";

    fn envelope(source: &str, destination: &str) -> Envelope {
        Envelope::between(source.parse().unwrap(), destination.parse().unwrap()).unwrap()
    }

    /// Another implementation's opinion of the checksums: the one written, and the right one.
    fn checksums(packet: &Packet) -> (u16, u16) {
        let sliced = SlicedPacket::from_ip(packet.bytes()).unwrap();
        let (ipv4, ipv6) = match sliced.net.as_ref().unwrap() {
            NetSlice::Ipv4(ip) => {
                let header = ip.header().to_header();
                assert_eq!(header.header_checksum, header.calc_header_checksum());
                (Some((header.source, header.destination)), None)
            }
            NetSlice::Ipv6(ip) => (None, Some((ip.header().source(), ip.header().destination()))),
            NetSlice::Arp(_) => unreachable!(),
        };
        match (sliced.transport.unwrap(), ipv4, ipv6) {
            (TransportSlice::Tcp(tcp), Some((from, to)), _) => {
                (tcp.checksum(), tcp.calc_checksum_ipv4(from, to).unwrap())
            }
            (TransportSlice::Tcp(tcp), _, Some((from, to))) => {
                (tcp.checksum(), tcp.calc_checksum_ipv6(from, to).unwrap())
            }
            (TransportSlice::Udp(udp), Some((from, to)), _) => {
                (udp.checksum(), udp.to_header().calc_checksum_ipv4_raw(from, to, udp.payload()).unwrap())
            }
            (TransportSlice::Udp(udp), _, Some((from, to))) => {
                (udp.checksum(), udp.to_header().calc_checksum_ipv6_raw(from, to, udp.payload()).unwrap())
            }
            (TransportSlice::Icmpv4(icmp), ..) => {
                let mut header = icmp.header();
                header.update_checksum(icmp.payload());
                (icmp.checksum(), header.checksum)
            }
            (TransportSlice::Icmpv6(icmp), _, Some((from, to))) => {
                (icmp.checksum(), icmp.icmp_type().calc_checksum(from, to, icmp.payload()).unwrap())
            }
            other => unreachable!("{other:?}"),
        }
    }

    #[test]
    fn another_implementation_finds_every_checksum_right() {
        let segment = Segment {
            source_port: 45678,
            destination_port: 443,
            sequence: 1,
            flags: TcpFlags::SYN,
            window: 62587,
            options: TcpOptions::linux_syn(Family::Ipv6, 9001, 77),
            ..Segment::default()
        };
        for envelope in [envelope(CLIENT, SERVER), envelope("10.1.128.11", "20.27.177.113")] {
            let syn = envelope.traffic_class(0xb8).tcp(&segment);
            for packet in [
                syn.clone(),
                envelope.udp(40000, 53, b"hello"),
                envelope.echo_request(1234, 1, b"abcdefg"),
                envelope.echo_reply(1234, 1, b"abcdefg"),
                Envelope::answering(&syn).error(IcmpError::PortUnreachable, &syn),
            ] {
                let (written, right) = checksums(&packet);
                assert_eq!(written, right, "{packet:02x?}");
                assert_eq!(Packet::parse(packet.bytes()).as_ref(), Ok(&packet));
            }
        }
    }

    #[test]
    fn a_syn_reads_as_it_was_written() {
        let options = TcpOptions::linux_syn(Family::Ipv6, 9001, 77);
        let segment = Segment { source_port: 45678, destination_port: 443, options, ..Segment::default() };
        let packet = envelope(CLIENT, SERVER).tcp(&Segment { flags: TcpFlags::SYN, ..segment });
        assert_eq!(packet.length(), 40 + 20 + 20);
        assert_eq!(packet.hop_limit(), 64);
        let TransportView::Tcp(tcp) = packet.view().transport else { panic!("{packet:?}") };
        assert_eq!((tcp.options, tcp.flags, tcp.payload), (options, TcpFlags::SYN, [].as_slice()));
        let flow = packet.flow();
        assert_eq!((flow.source_port, flow.destination_port, flow.protocol), (45678, 443, Protocol::Tcp));
        assert_eq!(flow.destination.to_string(), SERVER);
    }

    #[test]
    fn an_error_quotes_the_start_of_the_packet_it_is_about() {
        let big = envelope(CLIENT, SERVER).udp(40000, 53, &[0; 4000]);
        let error = Envelope::answering(&big).error(IcmpError::TooBig(1500), &big);
        assert_eq!(error.length(), 1280);
        assert_eq!(error.quoted_flow(), Some(big.flow()));
        let TransportView::Icmp(icmp) = error.view().transport else { panic!("{error:?}") };
        assert_eq!((icmp.kind, icmp.rest), (2, IcmpRest::Mtu(1500)));
        assert_eq!(big.quoted_flow(), None);
    }

    #[test]
    fn what_does_not_fit_into_a_packet_is_cut() {
        for envelope in [envelope(CLIENT, SERVER), envelope("10.0.0.1", "10.0.0.2")] {
            let packet = envelope.udp(1, 2, &[0; 70_000]);
            assert!(packet.length() >= 65_535);
            assert_eq!(Packet::parse(packet.bytes()), Ok(packet));
        }
    }

    #[test]
    fn one_conversation_has_one_flow_label() {
        let label = |packet: &Packet| match packet.view().ip {
            crate::net::view::IpView::Ipv6(ip) => ip.flow_label,
            crate::net::view::IpView::Ipv4(_) => panic!("no flow label"),
        };
        let envelope = envelope(CLIENT, SERVER);
        let first = label(&envelope.udp(40000, 53, b"one"));
        assert_eq!(first, label(&envelope.udp(40000, 53, b"another")));
        assert_ne!(first, label(&envelope.udp(40001, 53, b"one")));
    }
}
