//! Every header field of a packet, read: what a packet's picture shows and what a decoder prints.

use super::layout::{Fragment, Layout, word};
use super::packet::{Family, Protocol, ipv4_at, ipv6_at};
use super::tcp::{TcpFlags, TcpOptions};
use etherparse::TcpSlice;
use std::net::{Ipv4Addr, Ipv6Addr};

/// A packet's headers, read, and the rest as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct View<'a> {
    /// The IP header.
    pub ip: IpView,
    /// What it carries.
    pub transport: TransportView<'a>,
}

/// An IP header, read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IpView {
    /// IPv4's.
    Ipv4(Ipv4View),
    /// IPv6's.
    Ipv6(Ipv6View),
}

/// An IPv4 header, read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ipv4View {
    /// The header's own length in bytes: 20 without options.
    pub header_length: u8,
    /// Type of service: the octet of DSCP and ECN.
    pub tos: u8,
    /// Length of the whole packet in bytes.
    pub total_length: u16,
    /// What all fragments of one packet share.
    pub identification: u16,
    /// Routers must not fragment it.
    pub dont_fragment: bool,
    /// More fragments follow.
    pub more_fragments: bool,
    /// Where this fragment begins, in bytes.
    pub fragment_offset: u16,
    /// Time to live: how many routers it may still pass.
    pub ttl: u8,
    /// What it carries.
    pub protocol: Protocol,
    /// The header's checksum.
    pub checksum: u16,
    /// Where it says it comes from.
    pub source: Ipv4Addr,
    /// Where it goes.
    pub destination: Ipv4Addr,
}

/// An IPv6 header, read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ipv6View {
    /// The octet of DSCP and ECN.
    pub traffic_class: u8,
    /// 20 bits that all packets of one conversation share.
    pub flow_label: u32,
    /// Length of all behind the 40 bytes of this header.
    pub payload_length: u16,
    /// The number of the header that follows: the protocol, or an extension header.
    pub next_header: u8,
    /// How many routers it may still pass.
    pub hop_limit: u8,
    /// Where it says it comes from.
    pub source: Ipv6Addr,
    /// Where it goes.
    pub destination: Ipv6Addr,
    /// What it carries, behind the extension headers.
    pub protocol: Protocol,
    /// Length of the extension headers in bytes.
    pub extensions: u16,
    /// The fragment header, where there is one.
    pub fragment: Option<Fragment>,
}

/// What IP carries, read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransportView<'a> {
    /// TCP.
    Tcp(TcpView<'a>),
    /// UDP.
    Udp(UdpView<'a>),
    /// ICMP or ICMPv6, as the IP header says.
    Icmp(IcmpView<'a>),
    /// Another protocol, or a fragment without the transport's header.
    Other(&'a [u8]),
}

/// A TCP segment, read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TcpView<'a> {
    /// Port at the source.
    pub source_port: u16,
    /// Port at the destination.
    pub destination_port: u16,
    /// Number of the first byte of the payload, or of SYN or FIN.
    pub sequence: u32,
    /// Number of the next byte expected from the other end.
    pub acknowledgment: u32,
    /// Its flags.
    pub flags: TcpFlags,
    /// How many bytes the sender takes now, unshifted.
    pub window: u16,
    /// Checksum over pseudo header, header and payload.
    pub checksum: u16,
    /// The options that are known here.
    pub options: TcpOptions,
    /// What it carries.
    pub payload: &'a [u8],
}

/// A UDP datagram, read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UdpView<'a> {
    /// Port at the source.
    pub source_port: u16,
    /// Port at the destination.
    pub destination_port: u16,
    /// Length of header and payload in bytes.
    pub length: u16,
    /// Checksum over pseudo header, header and payload; 0 for none.
    pub checksum: u16,
    /// What it carries.
    pub payload: &'a [u8],
}

/// An ICMP or ICMPv6 message, read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IcmpView<'a> {
    /// The type.
    pub kind: u8,
    /// The code.
    pub code: u8,
    /// The checksum; only ICMPv6's covers a pseudo header.
    pub checksum: u16,
    /// The four bytes behind it, which mean something else in each type.
    pub rest: IcmpRest,
    /// Echo data, or the start of the packet that an error is about.
    pub payload: &'a [u8],
}

/// The second word of an ICMP header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IcmpRest {
    /// Echo request and reply.
    Echo {
        /// Tells one program's echoes from another's.
        identifier: u16,
        /// Counts them.
        sequence: u16,
    },
    /// Packet too big, or fragmentation needed: the MTU in bytes.
    Mtu(u32),
    /// Parameter problem: where the fault is, in bytes from the quoted header's start.
    Pointer(u32),
    /// Anything else, as it is.
    Raw([u8; 4]),
}

impl<'a> View<'a> {
    /// Reads a packet that was measured.
    pub(super) fn of(bytes: &'a [u8], layout: &Layout) -> Self {
        let rest = bytes.get(layout.transport..).unwrap_or_default();
        let transport = if layout.has_transport_header() {
            TransportView::of(layout.protocol, rest)
        } else {
            TransportView::Other(rest)
        };
        Self { ip: IpView::of(bytes, layout), transport }
    }

    /// Reads the start of a packet, as ICMP errors quote it; none where it ends within the IP header.
    pub fn of_quoted(bytes: &'a [u8]) -> Option<Self> {
        Layout::of_start(bytes).ok().map(|layout| Self::of(bytes, &layout))
    }

    /// What it carries beyond the headers: of a fragment, all behind the IP header.
    pub fn payload(&self) -> &'a [u8] {
        match self.transport {
            TransportView::Tcp(tcp) => tcp.payload,
            TransportView::Udp(udp) => udp.payload,
            TransportView::Icmp(icmp) => icmp.payload,
            TransportView::Other(rest) => rest,
        }
    }
}

impl IpView {
    fn of(bytes: &[u8], layout: &Layout) -> Self {
        match layout.family {
            Family::Ipv4 => Self::Ipv4(Ipv4View::of(bytes, layout)),
            Family::Ipv6 => Self::Ipv6(Ipv6View::of(bytes, layout)),
        }
    }

    /// What it carries.
    pub fn protocol(&self) -> Protocol {
        match self {
            Self::Ipv4(header) => header.protocol,
            Self::Ipv6(header) => header.protocol,
        }
    }
}

impl Ipv4View {
    fn of(bytes: &[u8], layout: &Layout) -> Self {
        let flags = word(bytes, 6);
        Self {
            header_length: layout.transport as u8,
            tos: bytes[1],
            total_length: word(bytes, 2),
            identification: word(bytes, 4),
            dont_fragment: flags & 0x4000 != 0,
            more_fragments: flags & 0x2000 != 0,
            fragment_offset: (flags & 0x1fff) * 8,
            ttl: bytes[8],
            protocol: layout.protocol,
            checksum: word(bytes, 10),
            source: ipv4_at(bytes, 12),
            destination: ipv4_at(bytes, 16),
        }
    }
}

impl Ipv6View {
    fn of(bytes: &[u8], layout: &Layout) -> Self {
        let first = u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        Self {
            traffic_class: (first >> 20) as u8,
            flow_label: first & 0x000f_ffff,
            payload_length: word(bytes, 4),
            next_header: bytes[6],
            hop_limit: bytes[7],
            source: ipv6_at(bytes, 8),
            destination: ipv6_at(bytes, 24),
            protocol: layout.protocol,
            extensions: (layout.transport - 40) as u16,
            fragment: layout.fragment,
        }
    }
}

impl<'a> TransportView<'a> {
    fn of(protocol: Protocol, rest: &'a [u8]) -> Self {
        match protocol {
            Protocol::Tcp => TcpSlice::from_slice(rest).map_or(Self::Other(rest), |tcp| Self::Tcp(TcpView::of(&tcp))),
            Protocol::Udp if rest.len() >= 8 => Self::Udp(UdpView {
                source_port: word(rest, 0),
                destination_port: word(rest, 2),
                length: word(rest, 4),
                checksum: word(rest, 6),
                payload: &rest[8..],
            }),
            Protocol::Icmp | Protocol::Icmpv6 if rest.len() >= 8 => Self::Icmp(IcmpView::of(protocol, rest)),
            Protocol::Udp | Protocol::Icmp | Protocol::Icmpv6 | Protocol::Other(_) => Self::Other(rest),
        }
    }
}

impl<'a> TcpView<'a> {
    fn of(tcp: &TcpSlice<'a>) -> Self {
        Self {
            source_port: tcp.source_port(),
            destination_port: tcp.destination_port(),
            sequence: tcp.sequence_number(),
            acknowledgment: tcp.acknowledgment_number(),
            flags: TcpFlags(tcp.slice()[13]),
            window: tcp.window_size(),
            checksum: tcp.checksum(),
            options: TcpOptions::read(tcp),
            payload: tcp.payload(),
        }
    }
}

impl<'a> IcmpView<'a> {
    fn of(protocol: Protocol, message: &'a [u8]) -> Self {
        let raw = [message[4], message[5], message[6], message[7]];
        let rest = match (protocol, message[0], message[1]) {
            (Protocol::Icmp, 0 | 8, _) | (Protocol::Icmpv6, 128 | 129, _) => {
                IcmpRest::Echo { identifier: word(message, 4), sequence: word(message, 6) }
            }
            (Protocol::Icmp, 3, 4) => IcmpRest::Mtu(word(message, 6).into()),
            (Protocol::Icmpv6, 2, _) => IcmpRest::Mtu(u32::from_be_bytes(raw)),
            (Protocol::Icmp, 12, _) => IcmpRest::Pointer(raw[0].into()),
            (Protocol::Icmpv6, 4, _) => IcmpRest::Pointer(u32::from_be_bytes(raw)),
            _ => IcmpRest::Raw(raw),
        };
        Self { kind: message[0], code: message[1], checksum: word(message, 2), rest, payload: &message[8..] }
    }
}
