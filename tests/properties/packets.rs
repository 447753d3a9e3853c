//! Packets as machines send them, written, read, and about each other.

use crate::{cases, checksums};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use v6dojo::net::view::{IpView, TransportView};
use v6dojo::net::{Envelope, Family, IcmpError, Packet, Segment, TcpFlags, TcpOptions};

pub fn ipv4() -> impl Strategy<Value = IpAddr> {
    (1_u32..0xe000_0000).prop_map(|bits| Ipv4Addr::from(bits).into())
}

pub fn ipv6() -> impl Strategy<Value = IpAddr> {
    any::<u128>().prop_map(|bits| Ipv6Addr::from(bits >> 3 | 1 << 125).into())
}

pub fn address(family: Family) -> BoxedStrategy<IpAddr> {
    match family {
        Family::Ipv4 => ipv4().boxed(),
        Family::Ipv6 => ipv6().boxed(),
    }
}

pub fn family() -> impl Strategy<Value = Family> {
    select(vec![Family::Ipv4, Family::Ipv6])
}

/// An envelope that gets through at least two translators.
pub fn envelope(family: Family) -> impl Strategy<Value = Envelope> {
    let ends = (address(family), address(family));
    (ends, 3_u8.., any::<u8>()).prop_map(|((from, to), hop_limit, traffic_class)| {
        Envelope::between(from, to).unwrap().hop_limit(hop_limit).traffic_class(traffic_class)
    })
}

pub fn payload() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        4 => vec(any::<u8>(), 0..60),
        1 => (1150_usize..1432, any::<u8>()).prop_map(|(length, first)| (0..length).map(|at| first ^ at as u8).collect()),
    ]
}

fn options() -> impl Strategy<Value = TcpOptions> {
    let parts = (any::<Option<u16>>(), any::<bool>(), any::<Option<(u32, u32)>>(), proptest::option::of(0_u8..15));
    parts.prop_map(|(mss, sack_permitted, timestamps, window_scale)| TcpOptions {
        mss,
        sack_permitted,
        timestamps,
        window_scale,
    })
}

/// A packet with a transport of its own: no error about another.
pub fn plain(family: Family) -> impl Strategy<Value = Packet> {
    let words = (any::<(u16, u16)>(), any::<(u32, u32)>(), any::<(u8, u16)>());
    (envelope(family), 0..4, words, options(), payload()).prop_map(|(envelope, kind, words, options, payload)| {
        let ((source_port, destination_port), (sequence, acknowledgment), (flags, window)) = words;
        let flags = TcpFlags(flags);
        match kind {
            0 => envelope.tcp(&Segment {
                source_port,
                destination_port,
                sequence,
                acknowledgment,
                flags,
                window,
                options,
                payload: &payload,
            }),
            1 => envelope.udp(source_port, destination_port, &payload),
            2 => envelope.echo_request(source_port, window, &payload),
            _ => envelope.echo_reply(source_port, window, &payload),
        }
    })
}

fn error() -> impl Strategy<Value = IcmpError> {
    prop_oneof![
        select(vec![
            IcmpError::NoRoute,
            IcmpError::HostUnreachable,
            IcmpError::Prohibited,
            IcmpError::HostProhibited,
            IcmpError::PortUnreachable,
            IcmpError::SourceRouteFailed,
            IcmpError::TimeExceeded,
        ]),
        any::<u16>().prop_map(IcmpError::TooBig),
        any::<u16>().prop_map(IcmpError::BadField),
    ]
}

/// A packet that a router or host answers, and the answer.
fn answered(family: Family) -> impl Strategy<Value = (Packet, Packet)> {
    (plain(family), proptest::option::of(address(family)), error()).prop_map(|(about, router, error)| {
        let from = router.unwrap_or(about.destination());
        (about.clone(), about.answered_by(from, error).unwrap())
    })
}

pub fn sent(family: Family) -> impl Strategy<Value = Packet> {
    prop_oneof![3 => plain(family), 1 => answered(family).prop_map(|(_, answer)| answer)]
}

/// The family, and all lengths and reserved bits that a packet's headers have.
pub fn is_sane(packet: &Packet) -> Result<(), TestCaseError> {
    let bytes = packet.bytes();
    let again = Packet::parse(bytes);
    prop_assert_eq!(again.as_ref(), Ok(packet));
    match packet.view().ip {
        IpView::Ipv4(ip) => {
            prop_assert_eq!((bytes[0], usize::from(ip.total_length)), (0x45, bytes.len()));
            prop_assert_eq!(bytes[6] & 0x80, 0, "the reserved flag");
            prop_assert!(!(ip.dont_fragment && ip.more_fragments));
        }
        IpView::Ipv6(ip) => {
            prop_assert_eq!((bytes[0] >> 4, usize::from(ip.payload_length) + 40), (6, bytes.len()));
            if ip.next_header == 44 {
                prop_assert_eq!((bytes[41], bytes[43] & 6), (0, 0), "the fragment header's reserved bits");
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn what_is_built_reads_as_it_was_written(packet in family().prop_flat_map(plain)) {
        is_sane(&packet)?;
        prop_assert_eq!(checksums::wrong_checksum(packet.bytes()), None);
        let view = packet.view();
        let again = Envelope::between(packet.source(), packet.destination()).unwrap().hop_limit(packet.hop_limit());
        let again = again.traffic_class(match view.ip {
            IpView::Ipv4(ip) => ip.tos,
            IpView::Ipv6(ip) => ip.traffic_class,
        });
        let again = match view.transport {
            TransportView::Tcp(tcp) => again.tcp(&Segment {
                source_port: tcp.source_port,
                destination_port: tcp.destination_port,
                sequence: tcp.sequence,
                acknowledgment: tcp.acknowledgment,
                flags: tcp.flags,
                window: tcp.window,
                options: tcp.options,
                payload: tcp.payload,
            }),
            TransportView::Udp(udp) => again.udp(udp.source_port, udp.destination_port, udp.payload),
            TransportView::Icmp(icmp) => {
                let v6dojo::net::view::IcmpRest::Echo { identifier, sequence } = icmp.rest else { panic!("{icmp:?}") };
                match icmp.kind {
                    8 | 128 => again.echo_request(identifier, sequence, icmp.payload),
                    _ => again.echo_reply(identifier, sequence, icmp.payload),
                }
            }
            TransportView::Other(_) => panic!("{packet:?}"),
        };
        prop_assert_eq!(again, packet);
    }

    #[test]
    fn an_error_quotes_what_it_is_about((about, error) in family().prop_flat_map(answered)) {
        is_sane(&error)?;
        prop_assert_eq!(checksums::wrong_checksum(error.bytes()), None);
        let longest = if error.family() == Family::Ipv4 { 576 } else { 1280 };
        prop_assert!(error.length() <= longest);
        prop_assert_eq!(error.destination(), about.source());
        prop_assert_eq!(error.quoted_flow(), Some(about.flow()));
        let quoted = error.quoted().unwrap();
        prop_assert_eq!(quoted, &about.bytes()[..quoted.len()]);
        prop_assert_eq!(error.answered_by(about.source(), IcmpError::NoRoute), None);
    }

    /// The packet that an error quotes changes too, at its other end, and changes back.
    #[test]
    fn a_new_address_and_the_old_one_again_give_the_same_packet(
        (packet, new) in family().prop_flat_map(|family| (sent(family), address(family))),
        port: Option<u16>,
    ) {
        let flow = packet.flow();
        let there = packet.clone().with_source(new, port).unwrap();
        let both = there.clone().with_destination(new, port).unwrap().with_hop_limit(9);
        for changed in [&there, &both] {
            is_sane(changed)?;
            prop_assert_eq!(checksums::wrong_checksum(changed.bytes()), None);
        }
        prop_assert_eq!((both.source(), both.destination(), both.hop_limit()), (new, new, 9));
        // A quoted packet has its own ports; without new ones they stay.
        let port = port.filter(|_| packet.quoted().is_none());
        let there = packet.clone().with_source(new, port).unwrap();
        let back = there.with_source(flow.source, port.map(|_| flow.source_port)).unwrap();
        let old = packet.quoted_flow().map_or(flow.source, |quoted| quoted.destination);
        // An error from a router quotes another address than its own.
        prop_assert!(back == packet || old != flow.source, "{back:?}");
    }
}
