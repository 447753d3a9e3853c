//! A packet's headers as a list of named fields, in the order of the wire: what a decoder prints
//! and what stands beside a packet before and after its translation.
//!
//! Names are the standards' own. [`Meaning`] pairs the fields of both families, so that a
//! translation can be shown field by field: type of service beside traffic class.

use super::layout::Fragment;
use super::packet::{Family, Packet, Protocol};
use super::tcp::TcpOptions;
use super::view::{IcmpRest, IcmpView, IpView, Ipv4View, Ipv6View, TcpView, TransportView, UdpView, View};

/// What a field says, in whichever family's header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Meaning {
    /// 4 or 6.
    Version,
    /// Length of the IPv4 header.
    HeaderLength,
    /// Traffic class, type of service.
    TrafficClass,
    /// Flow label; IPv6 only.
    FlowLabel,
    /// Payload length, total length.
    Length,
    /// What all fragments share.
    Identification,
    /// Don't fragment, more fragments.
    FragmentFlags,
    /// Where a fragment begins.
    FragmentOffset,
    /// Hop limit, time to live.
    HopLimit,
    /// Next header, protocol.
    Protocol,
    /// The IPv4 header's checksum.
    HeaderChecksum,
    /// Source address.
    Source,
    /// Destination address.
    Destination,
    /// Source port.
    SourcePort,
    /// Destination port.
    DestinationPort,
    /// TCP sequence number.
    Sequence,
    /// TCP acknowledgment number.
    Acknowledgment,
    /// TCP flags.
    Flags,
    /// TCP window.
    Window,
    /// TCP options.
    Options,
    /// UDP length.
    DatagramLength,
    /// ICMP type.
    Type,
    /// ICMP code.
    Code,
    /// Echo identifier.
    Identifier,
    /// Echo sequence number.
    EchoSequence,
    /// MTU in an ICMP error.
    Mtu,
    /// Where the fault is, in an ICMP error.
    Pointer,
    /// Checksum of TCP, UDP or ICMP.
    Checksum,
    /// How much follows the headers.
    Payload,
}

/// One field of a header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// What it says.
    pub meaning: Meaning,
    /// Its name in that header.
    pub name: &'static str,
    /// Its value, as one reads it.
    pub value: String,
}

/// All fields of a packet's headers, in the order of the wire; the last one tells how many bytes
/// follow.
pub fn fields(packet: &Packet) -> Vec<Field> {
    fields_of(&packet.view())
}

/// The same of headers that were read already, like those that an ICMP error quotes.
pub fn fields_of(view: &View<'_>) -> Vec<Field> {
    let mut list = List(Vec::with_capacity(20));
    let family = match &view.ip {
        IpView::Ipv4(header) => {
            list.ipv4(header);
            Family::Ipv4
        }
        IpView::Ipv6(header) => {
            list.ipv6(header);
            Family::Ipv6
        }
    };
    match &view.transport {
        TransportView::Tcp(segment) => list.tcp(segment),
        TransportView::Udp(datagram) => list.udp(datagram),
        TransportView::Icmp(message) => list.icmp(message, family),
        TransportView::Other(_) => {}
    }
    list.add(Meaning::Payload, "Payload", format!("{} bytes", view.payload().len()));
    list.0
}

struct List(Vec<Field>);

impl List {
    fn add(&mut self, meaning: Meaning, name: &'static str, value: impl ToString) {
        self.0.push(Field { meaning, name, value: value.to_string() });
    }

    fn hex16(&mut self, meaning: Meaning, name: &'static str, value: u16) {
        self.add(meaning, name, format!("{value:#06x}"));
    }

    fn ipv4(&mut self, header: &Ipv4View) {
        let flags = match (header.dont_fragment, header.more_fragments) {
            (false, false) => "-",
            (true, false) => "DF",
            (false, true) => "MF",
            (true, true) => "DF, MF",
        };
        self.add(Meaning::Version, "Version", 4);
        self.add(Meaning::HeaderLength, "Header length", header.header_length);
        self.add(Meaning::TrafficClass, "Type of service", format!("{:#04x}", header.tos));
        self.add(Meaning::Length, "Total length", header.total_length);
        self.hex16(Meaning::Identification, "Identification", header.identification);
        self.add(Meaning::FragmentFlags, "Flags", flags);
        self.add(Meaning::FragmentOffset, "Fragment offset", header.fragment_offset);
        self.add(Meaning::HopLimit, "Time to live", header.ttl);
        self.add(Meaning::Protocol, "Protocol", protocol(header.protocol));
        self.hex16(Meaning::HeaderChecksum, "Header checksum", header.checksum);
        self.add(Meaning::Source, "Source", header.source);
        self.add(Meaning::Destination, "Destination", header.destination);
    }

    fn ipv6(&mut self, header: &Ipv6View) {
        let next = match header.next_header {
            number if number == header.protocol.number() => protocol(header.protocol),
            0 => "hop-by-hop options (0)".into(),
            43 => "routing (43)".into(),
            44 => "fragment (44)".into(),
            60 => "destination options (60)".into(),
            other => other.to_string(),
        };
        self.add(Meaning::Version, "Version", 6);
        self.add(Meaning::TrafficClass, "Traffic class", format!("{:#04x}", header.traffic_class));
        self.add(Meaning::FlowLabel, "Flow label", format!("{:#07x}", header.flow_label));
        self.add(Meaning::Length, "Payload length", header.payload_length);
        self.add(Meaning::Protocol, "Next header", next);
        self.add(Meaning::HopLimit, "Hop limit", header.hop_limit);
        self.add(Meaning::Source, "Source", header.source);
        self.add(Meaning::Destination, "Destination", header.destination);
        if let Some(Fragment { identification, offset, more }) = header.fragment {
            self.add(Meaning::FragmentOffset, "Fragment offset", offset);
            self.add(Meaning::FragmentFlags, "More fragments", u8::from(more));
            self.add(Meaning::Identification, "Identification", format!("{identification:#010x}"));
        }
    }

    fn ports(&mut self, source: u16, destination: u16) {
        self.add(Meaning::SourcePort, "Source port", source);
        self.add(Meaning::DestinationPort, "Destination port", destination);
    }

    fn tcp(&mut self, segment: &TcpView<'_>) {
        self.ports(segment.source_port, segment.destination_port);
        self.add(Meaning::Sequence, "Sequence number", segment.sequence);
        self.add(Meaning::Acknowledgment, "Acknowledgment number", segment.acknowledgment);
        self.add(Meaning::Flags, "Flags", segment.flags);
        self.add(Meaning::Window, "Window", segment.window);
        self.hex16(Meaning::Checksum, "Checksum", segment.checksum);
        if segment.options != TcpOptions::default() {
            self.add(Meaning::Options, "Options", options(&segment.options));
        }
    }

    fn udp(&mut self, datagram: &UdpView<'_>) {
        self.ports(datagram.source_port, datagram.destination_port);
        self.add(Meaning::DatagramLength, "Length", datagram.length);
        self.hex16(Meaning::Checksum, "Checksum", datagram.checksum);
    }

    fn icmp(&mut self, message: &IcmpView<'_>, family: Family) {
        let kind = match icmp_type(message.kind, family) {
            Some(name) => format!("{name} ({})", message.kind),
            None => message.kind.to_string(),
        };
        self.add(Meaning::Type, "Type", kind);
        self.add(Meaning::Code, "Code", message.code);
        self.hex16(Meaning::Checksum, "Checksum", message.checksum);
        match message.rest {
            IcmpRest::Echo { identifier, sequence } => {
                self.add(Meaning::Identifier, "Identifier", identifier);
                self.add(Meaning::EchoSequence, "Sequence number", sequence);
            }
            IcmpRest::Mtu(mtu) => self.add(Meaning::Mtu, "MTU", mtu),
            IcmpRest::Pointer(pointer) => self.add(Meaning::Pointer, "Pointer", pointer),
            IcmpRest::Raw(_) => {}
        }
    }
}

/// A protocol's name and number.
fn protocol(protocol: Protocol) -> String {
    match protocol {
        Protocol::Tcp => "TCP (6)".into(),
        Protocol::Udp => "UDP (17)".into(),
        Protocol::Icmp => "ICMP (1)".into(),
        Protocol::Icmpv6 => "ICMPv6 (58)".into(),
        Protocol::Other(59) => "no next header (59)".into(),
        Protocol::Other(number) => number.to_string(),
    }
}

/// The name of an ICMP type in IANA's registries.
fn icmp_type(kind: u8, family: Family) -> Option<&'static str> {
    Some(match (family, kind) {
        (Family::Ipv4, 0) | (Family::Ipv6, 129) => "echo reply",
        (Family::Ipv4, 8) | (Family::Ipv6, 128) => "echo request",
        (Family::Ipv4, 3) | (Family::Ipv6, 1) => "destination unreachable",
        (Family::Ipv6, 2) => "packet too big",
        (Family::Ipv4, 11) | (Family::Ipv6, 3) => "time exceeded",
        (Family::Ipv4, 12) | (Family::Ipv6, 4) => "parameter problem",
        _ => return None,
    })
}

fn options(options: &TcpOptions) -> String {
    let mss = options.mss.map(|mss| format!("MSS {mss}"));
    let sack = options.sack_permitted.then(|| "SACK permitted".into());
    let timestamps = options.timestamps.map(|(clock, seen)| format!("timestamps {clock} {seen}"));
    let scale = options.window_scale.map(|shift| format!("window scale {shift}"));
    [mss, sack, timestamps, scale].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::packet::tests::packet;

    fn value(fields: &[Field], meaning: Meaning) -> Option<&str> {
        fields.iter().find(|field| field.meaning == meaning).map(|field| field.value.as_str())
    }

    /// The UDP vector of rule 3.12, before and after.
    #[test]
    fn a_translation_reads_field_by_field() {
        let before = fields(&packet(
            "6b812345000d114020010db812341a027c0a291ecaa465a80064ff9b0000000000000000c00002219c400035000d2e0668656c6c6f",
        ));
        let after = fields(&packet("45b80021000000003f11aee90a00000ac000022104000035000deba168656c6c6f"));
        let pair = |meaning| (value(&before, meaning), value(&after, meaning));
        assert_eq!(pair(Meaning::TrafficClass), (Some("0xb8"), Some("0xb8")));
        assert_eq!(pair(Meaning::FlowLabel), (Some("0x12345"), None));
        assert_eq!(pair(Meaning::HopLimit), (Some("64"), Some("63")));
        assert_eq!(pair(Meaning::Length), (Some("13"), Some("33")));
        assert_eq!(pair(Meaning::Destination), (Some("64:ff9b::c000:221"), Some("192.0.2.33")));
        assert_eq!(pair(Meaning::SourcePort), (Some("40000"), Some("1024")));
        assert_eq!(pair(Meaning::Checksum), (Some("0x2e06"), Some("0xeba1")));
        assert_eq!(pair(Meaning::Payload), (Some("5 bytes"), Some("5 bytes")));
    }

    #[test]
    fn every_field_of_a_syn_is_there_once() {
        let fields = fields(&packet(
            "600000000014064020010db812341a027c0a291ecaa465a80064ff9b0000000000000000c0000221b26e01bb00000001000000005002fd20\
             0d110000",
        ));
        let names: Vec<_> = fields.iter().map(|field| field.meaning).collect();
        assert!(names.iter().enumerate().all(|(at, name)| !names[..at].contains(name)), "{names:?}");
        assert_eq!(value(&fields, Meaning::Protocol), Some("TCP (6)"));
        assert_eq!(value(&fields, Meaning::Flags), Some("SYN"));
        assert_eq!(value(&fields, Meaning::Window), Some("64800"));
    }
}
