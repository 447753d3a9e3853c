//! Statements about all packets, addresses and DNS messages, tried on many that a generator chooses. It
//! chooses the same ones every time; the fuzz targets in `tests/fuzz` look further.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests too")]

#[path = "support/checksums.rs"]
mod checksums;
#[path = "support/zone.rs"]
mod zone;

use hickory_proto::op::Message;
use hickory_proto::rr::RecordType;
use ipnet::Ipv6Net;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::RngSeed;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use v6dojo::cloud::Settings;
use v6dojo::net::dns::{self, Asking};
use v6dojo::net::fields::fields;
use v6dojo::net::fragment::pieces;
use v6dojo::net::stateless::{Stateless, Verdict};
use v6dojo::net::translate::{Mapped, Policy, Translator};
use v6dojo::net::view::{IpView, TransportView};
use v6dojo::net::{Envelope, Family, Flow, IcmpError, Packet, Pref64, Protocol, Segment, TcpFlags, TcpOptions, View};
use v6dojo::sim::names::Names;

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, rng_seed: RngSeed::Fixed(6052), ..ProptestConfig::default() }
}

// Addresses.

fn pref64() -> impl Strategy<Value = Pref64> {
    (any::<u128>(), select(vec![32, 40, 48, 56, 64, 96])).prop_map(|(bits, length)| {
        let without_u = Ipv6Addr::from(bits & !(0xff << 56));
        Pref64::new(Ipv6Net::new(without_u, length).unwrap().trunc()).unwrap()
    })
}

proptest! {
    #![proptest_config(cases(500))]

    /// Rule 1.2, with the suffix ignored.
    #[test]
    fn what_goes_into_an_address_comes_out_of_it(prefix in pref64(), ipv4: u32, suffix: u128) {
        let ipv4 = Ipv4Addr::from(ipv4);
        let ipv6 = prefix.embed(ipv4);
        prop_assert_eq!(prefix.extract(ipv6), Ok(ipv4));
        prop_assert!(prefix.net().contains(&ipv6) && prefix.covers(ipv6));
        prop_assert_eq!(ipv6.octets()[8], 0, "octet 8");
        prop_assert_eq!(prefix.places().map(|place| ipv6.octets()[place]), ipv4.octets());
        let behind = suffix & (u128::MAX >> 8 >> (prefix.places()[3] * 8)) & !(0xff << 56);
        prop_assert_eq!(prefix.extract(Ipv6Addr::from(u128::from(ipv6) | behind)), Ok(ipv4));
    }

    #[test]
    fn an_address_has_at_most_one_ipv4_address_behind_a_prefix(prefix in pref64(), bits: u128) {
        let ipv6 = Ipv6Addr::from(bits);
        if let Ok(ipv4) = prefix.extract(ipv6) {
            prop_assert_eq!(prefix.extract(prefix.embed(ipv4)), Ok(ipv4));
        } else {
            prop_assert!(!prefix.covers(ipv6));
        }
    }
}

// Packets as machines send them.

fn ipv4() -> impl Strategy<Value = IpAddr> {
    (1_u32..0xe000_0000).prop_map(|bits| Ipv4Addr::from(bits).into())
}

fn ipv6() -> impl Strategy<Value = IpAddr> {
    any::<u128>().prop_map(|bits| Ipv6Addr::from(bits >> 3 | 1 << 125).into())
}

fn address(family: Family) -> BoxedStrategy<IpAddr> {
    match family {
        Family::Ipv4 => ipv4().boxed(),
        Family::Ipv6 => ipv6().boxed(),
    }
}

fn family() -> impl Strategy<Value = Family> {
    select(vec![Family::Ipv4, Family::Ipv6])
}

/// An envelope that gets through at least two translators.
fn envelope(family: Family) -> impl Strategy<Value = Envelope> {
    let ends = (address(family), address(family));
    (ends, 3_u8.., any::<u8>()).prop_map(|((from, to), hop_limit, traffic_class)| {
        Envelope::between(from, to).unwrap().hop_limit(hop_limit).traffic_class(traffic_class)
    })
}

fn payload() -> impl Strategy<Value = Vec<u8>> {
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
fn plain(family: Family) -> impl Strategy<Value = Packet> {
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

fn sent(family: Family) -> impl Strategy<Value = Packet> {
    prop_oneof![3 => plain(family), 1 => answered(family).prop_map(|(_, answer)| answer)]
}

/// The family, and all lengths and reserved bits that a packet's headers have.
fn is_sane(packet: &Packet) -> Result<(), TestCaseError> {
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

// Translation there and back.

/// What a packet's flow, and that of the packet it quotes, may be in the other family.
fn counterpart(flow: Flow, ends: [IpAddr; 2], ports: (u16, u16)) -> Flow {
    let protocol = match flow.protocol {
        Protocol::Icmp => Protocol::Icmpv6,
        Protocol::Icmpv6 => Protocol::Icmp,
        other => other,
    };
    let [source, destination] = ends;
    Flow { protocol, source, source_port: ports.0, destination, destination_port: ports.1 }
}

/// The packet as it may be after both ways, if those change only what RFC 7915 can't keep.
fn after_both_ways(packet: &Packet) -> Vec<u8> {
    let mut bytes = packet.clone().with_hop_limit(packet.hop_limit() - 2).bytes().to_vec();
    let quoted = packet.quoted().map(|quoted| bytes.len() - quoted.len());
    if let Some(quoted) = quoted {
        forget(&mut bytes[quoted..]);
    }
    forget(&mut bytes);
    bytes
}

/// Writes what a translation there and back leaves of the header fields that only one family has.
fn forget(packet: &mut [u8]) {
    if packet[0] >> 4 == 6 {
        packet[1] &= 0xf0;
        packet[2..4].fill(0);
    } else {
        let may_be_fragmented = u16::from_be_bytes([packet[2], packet[3]]) <= 1260;
        packet[4..6].fill(0);
        packet[6] = if may_be_fragmented { 0 } else { 0x40 };
    }
    checksums::mend(packet);
}

/// Whether it is no ICMP error, or one of those whose counterpart's counterpart it is itself: several
/// types, codes, MTUs and pointers of one family are one of the other's.
fn has_one_counterpart(packet: &Packet) -> bool {
    let TransportView::Icmp(icmp) = packet.view().transport else { return true };
    match (packet.family(), icmp.kind, icmp.code) {
        (Family::Ipv4, 3, code) => matches!(code, 1 | 3 | 10),
        (Family::Ipv6, 1, code) => matches!(code, 0 | 1 | 4),
        (Family::Ipv4, 12, _) | (Family::Ipv6, 2 | 4, _) => false,
        _ => true,
    }
}

proptest! {
    #![proptest_config(cases(400))]

    /// Translated into the other family and back under its old addresses and ports, a packet is the
    /// same but for: two hops; of IPv6 the flow label, which IPv4 has no place for; of IPv4 the
    /// identification (of whole packets) and DF, which are made anew from the length (rule 3.1), and the
    /// header checksum over them. So it is with the packet that an ICMP error quotes, which keeps its hops.
    #[test]
    fn there_and_back_is_the_same_packet(
        (packet, ends) in family().prop_flat_map(|family| (sent(family), [address(family.other()), address(family.other())])),
        ports: (u16, u16),
    ) {
        let quoted = packet.quoted_flow();
        // An error is cut to 576 bytes on the IPv4 side, and unlike others goes on to nothing in places.
        prop_assume!(packet.quoted().is_none_or(|quoted| quoted.len() < 400));
        let translator = Translator { policy: Policy::Aws, ipv4_mtu: 1500, ipv6_mtu: 1520 };
        let there = Mapped {
            flow: counterpart(packet.flow(), ends, ports),
            quoted: quoted.map(|quoted| counterpart(quoted, [ends[1], ends[0]], ports)),
        };
        let back = Mapped { flow: packet.flow(), quoted };
        let result = match packet.family() {
            Family::Ipv6 => translator.to_ipv4(&packet, &there).map(|other| (translator.to_ipv6(&other, &back), other)),
            Family::Ipv4 => translator.to_ipv6(&packet, &there).map(|other| (translator.to_ipv4(&other, &back), other)),
        };
        // Errors have no counterpart for every pointer and type: the tables have those.
        prop_assume!(quoted.is_none() || result.is_ok());
        let (result, other) = result.unwrap();
        is_sane(&other)?;
        prop_assert_eq!(checksums::wrong_checksum(other.bytes()), None);
        prop_assert_eq!((other.source(), other.destination()), (ends[0], ends[1]));
        prop_assert_eq!(other.hop_limit(), packet.hop_limit() - 1);
        let result = match result {
            Err(_) if quoted.is_some() => return Ok(()),
            result => result.unwrap(),
        };
        is_sane(&result)?;
        prop_assert_eq!(checksums::wrong_checksum(result.bytes()), None);
        if has_one_counterpart(&packet) {
            prop_assert_eq!(result.bytes(), after_both_ways(&packet));
        } else {
            let wanted = Packet::parse(&after_both_ways(&packet)).unwrap();
            prop_assert_eq!(result.quoted(), wanted.quoted());
        }
    }

    /// Fragments, which have identification, offset and "more" in both families, keep those.
    #[test]
    fn fragments_go_there_and_back(
        (source, destination, nat, server) in (ipv6(), ipv6(), ipv4(), ipv4()), part in vec(any::<u8>(), 8..80),
        identification: u16, offset in 1_u16..0x1fff, more: bool,
    ) {
        let mut bytes = Envelope::between(source, destination).unwrap().udp(1, 2, &part).bytes().to_vec();
        bytes[6] = 44;
        bytes[40..42].copy_from_slice(&[17, 0]);
        bytes[42..44].copy_from_slice(&(offset << 3 | u16::from(more)).to_be_bytes());
        bytes[44..48].copy_from_slice(&u32::from(identification).to_be_bytes());
        let packet = Packet::parse(&bytes).unwrap();
        let there = Translator::AWS.to_ipv4(&packet, &counterpart(packet.flow(), [nat, server], (0, 0)).into()).unwrap();
        let IpView::Ipv4(ip) = there.view().ip else { panic!("{there:?}") };
        prop_assert_eq!((ip.identification, ip.fragment_offset, ip.more_fragments), (identification, offset * 8, more));
        is_sane(&there)?;
        let back = Translator::AWS.to_ipv6(&there, &packet.flow().into()).unwrap();
        is_sane(&back)?;
        prop_assert_eq!(back.bytes(), after_both_ways(&packet));
    }

    /// Rule 3.3.
    #[test]
    fn pieces_make_up_the_whole(
        ends in [ipv6(), ipv6()], length in 0_usize..9000, first: u8, identification: u32,
    ) {
        let payload: Vec<u8> = (0..length).map(|at| first ^ (at / 7) as u8).collect();
        let packet = Envelope::between(ends[0], ends[1]).unwrap().udp(53, 40000, &payload);
        let all = pieces(&packet, identification);
        if packet.length() <= 1280 {
            prop_assert_eq!(all, [packet]);
            return Ok(());
        }
        let mut whole = packet.bytes()[..40].to_vec();
        for (number, piece) in all.iter().enumerate() {
            is_sane(piece)?;
            let IpView::Ipv6(ip) = piece.view().ip else { panic!("{piece:?}") };
            let fragment = ip.fragment.unwrap();
            prop_assert!(piece.length() <= 1280);
            prop_assert_eq!((usize::from(fragment.offset), fragment.identification), (whole.len() - 40, identification));
            prop_assert_eq!(fragment.more, number + 1 < all.len());
            prop_assert!(!fragment.more || (piece.length() - 48) % 8 == 0);
            whole.extend_from_slice(&piece.bytes()[48..]);
        }
        prop_assert_eq!(whole, packet.bytes());
    }
}

// Packets that nobody would send.

const CLIENT: Ipv6Addr = Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0x11);
const NAT: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 10);

/// Extension headers of these kinds, then this protocol and what it carries.
fn behind_extensions(kinds: &[(u8, u8, u8)], protocol: u8, body: &[u8]) -> (u8, Vec<u8>) {
    kinds.iter().rev().fold((protocol, body.to_vec()), |(next, body), (kind, length, byte)| {
        let mut header = vec![*byte; 8 + usize::from(if *kind == 44 { 0 } else { *length % 3 }) * 8];
        header[..2].copy_from_slice(&[next, *length % 3]);
        (*kind, [header, body].concat())
    })
}

/// A body that looks like what the protocol carries, sometimes.
fn body(depth: u32) -> BoxedStrategy<Vec<u8>> {
    let raw = vec(any::<u8>(), 0..100);
    let datagram = vec(any::<u8>(), 8..60).prop_map(|mut bytes| {
        let length = bytes.len() as u16;
        bytes[4..6].copy_from_slice(&length.to_be_bytes());
        bytes
    });
    let segment = vec(any::<u8>(), 20..80).prop_map(|mut bytes| {
        bytes[12] = 0x50;
        bytes
    });
    if depth == 0 {
        return prop_oneof![raw, datagram, segment].boxed();
    }
    let kinds = select(vec![0, 1, 2, 3, 4, 5, 8, 11, 12, 128, 129, 133]);
    let message = (kinds, 0_u8..6, any::<[u8; 4]>(), noise(depth - 1))
        .prop_map(|(kind, code, rest, quoted)| [&[kind, code, 0, 0], rest.as_slice(), &quoted].concat());
    prop_oneof![1 => raw, 1 => datagram, 1 => segment, 2 => message].boxed()
}

/// Bytes that are nearly a packet between parties that know each other, mostly with right lengths and checksums.
fn noise(depth: u32) -> BoxedStrategy<Vec<u8>> {
    let protocols = select(vec![6, 17, 1, 58, 132, 44, 43, 60, 0, 59]);
    let extensions = vec((select(vec![0, 43, 44, 60]), any::<u8>(), prop_oneof![Just(0), any::<u8>()]), 0..3);
    let hops = prop_oneof![select(vec![0, 1, 2]), 3_u8..];
    let header = (any::<bool>(), protocols, extensions, hops, prop_oneof![3 => Just(0), 1 => any::<u16>()]);
    (header, body(depth), 0..10, any::<usize>())
        .prop_map(move |((is_ipv4, protocol, kinds, hops, flags), body, odd, cut)| {
            let server = v6dojo::net::WELL_KNOWN.embed(Ipv4Addr::new(8, 8, 8, 8));
            let (mut header, body) = if is_ipv4 {
                let options = [vec![7; 4 * kinds.len()], body].concat();
                let length = 20 + options.len() as u16;
                let mut header = vec![0x45 + kinds.len() as u8, 0, 0, 0, 0, 9, 0, 0, hops, protocol, 0, 0, 8, 8, 8, 8];
                header.extend(NAT.octets());
                header[2..4].copy_from_slice(&length.to_be_bytes());
                header[6..8].copy_from_slice(&flags.to_be_bytes());
                (header, options)
            } else {
                let (next, body) = behind_extensions(&kinds, protocol, &body);
                let mut header = vec![0x60, 0, 0, 0, 0, 0, next, hops];
                header[4..6].copy_from_slice(&(body.len() as u16).to_be_bytes());
                header.extend(if odd == 8 { server.octets() } else { CLIENT.octets() });
                header.extend(server.octets());
                (header, body)
            };
            if odd == 9 {
                header[usize::from(flags) % 20] ^= 1 << (flags % 8);
            }
            let mut bytes = [header, body].concat();
            checksums::mend(&mut bytes);
            // Errors quote the start of a packet.
            bytes.truncate(if odd < 4 && depth < 2 { cut % bytes.len() } else { bytes.len() });
            bytes
        })
        .boxed()
}

/// Everything that reads a packet, read.
fn read(packet: &Packet) {
    let _ = (packet.flow(), packet.quoted_flow(), packet.protocol(), packet.view().payload());
    let _ = (fields(packet), packet.quoted().and_then(View::of_quoted), dns::from_packet(packet));
}

/// What a translator made of a packet must be whole, and right where the packet was.
fn must_be_whole(packet: &Packet, out: &Packet) -> Result<(), TestCaseError> {
    is_sane(out)?;
    read(out);
    if checksums::wrong_checksum(packet.bytes()).is_none() {
        prop_assert_eq!(checksums::wrong_checksum(out.bytes()), None, "{:?} became {:?}", packet, out);
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(3000))]

    #[test]
    fn no_bytes_make_the_wire_panic(bytes in prop_oneof![1 => vec(any::<u8>(), 0..200), 9 => noise(2)], strict: bool) {
        let Ok(packet) = Packet::parse(&bytes) else { return Ok(()) };
        read(&packet);
        let policy = if strict { Policy::Rfc7915 } else { Policy::Aws };
        let translator = Translator { policy, ipv4_mtu: 1500, ipv6_mtu: 1500 };
        let stateless = Stateless { client: CLIENT, nat: NAT, prefix: v6dojo::net::WELL_KNOWN, translator };
        match stateless.translate(&packet) {
            Verdict::Forwarded(all) => all.iter().try_for_each(|out| must_be_whole(&packet, out))?,
            Verdict::Answered(error, _) => must_be_whole(&packet, &error)?,
            Verdict::Dropped(_) => {}
        }
        let moved = packet.clone().with_source(packet.destination(), Some(7)).unwrap().with_hop_limit(3);
        read(&moved);
        if checksums::wrong_checksum(packet.bytes()).is_none() {
            prop_assert_eq!(checksums::wrong_checksum(moved.bytes()), None, "{:?} became {:?}", packet, moved);
        }
    }
}

/// The generator of odd packets reaches every kind of them, and the translator carries many.
#[test]
fn odd_packets_are_of_every_kind() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::new(cases(1));
    let mut kinds = std::collections::HashSet::new();
    let mut forwarded = 0;
    let translator = Translator { policy: Policy::Rfc7915, ipv4_mtu: 1500, ipv6_mtu: 1500 };
    let stateless = Stateless { client: CLIENT, nat: NAT, prefix: v6dojo::net::WELL_KNOWN, translator };
    for _ in 0..2000 {
        let bytes = noise(2).new_tree(&mut runner).unwrap().current();
        let Ok(packet) = Packet::parse(&bytes) else { continue };
        kinds.insert((packet.family(), packet.protocol(), packet.quoted_flow().is_some()));
        forwarded += u32::from(matches!(stateless.translate(&packet), Verdict::Forwarded(_)));
    }
    assert!(kinds.len() > 15 && forwarded > 200, "{forwarded} forwarded, {kinds:?}");
}

// Names.

fn question() -> impl Strategy<Value = Message> {
    let names = "(v4|v6|both|mapped|mail|alias|far|loop|pool|away|a\\.wild|down|v4\\.below|nobody)\\.example|example|other|\\.|[a-z*]{1,9}\\.example";
    let kinds = select(vec![
        RecordType::A,
        RecordType::AAAA,
        RecordType::ANY,
        RecordType::CNAME,
        RecordType::MX,
        RecordType::TXT,
        RecordType::SOA,
        RecordType::PTR,
    ]);
    let asking = any::<(bool, bool, Option<u16>, bool)>();
    (any::<u16>(), names, kinds, asking).prop_filter_map("a name", |(id, name, kind, asking)| {
        let (recursion, checking_disabled, udp_size, dnssec_ok) = asking;
        Some(dns::query(id, dns::name(&name)?, kind, Asking { recursion, checking_disabled, udp_size, dnssec_ok }))
    })
}

proptest! {
    #![proptest_config(cases(600))]

    /// From the bytes of a question to the bytes of an answer, damaged questions too.
    #[test]
    fn every_question_is_answered(
        question in question(), damage in proptest::option::of((0_usize..60, any::<u8>())), synthesis: bool,
    ) {
        let mut bytes = dns::to_bytes(&question);
        if let Some((at, byte)) = damage && let Some(place) = bytes.get_mut(at) {
            *place = byte;
        }
        let [from, to]: [SocketAddr; 2] = ["[2001:db8::11]:40000", "[fd00:ec2::253]:53"].map(|end| end.parse().unwrap());
        let packet = Envelope::between(from.ip(), to.ip()).unwrap().udp(from.port(), to.port(), &bytes);
        let Ok(asked) = dns::from_packet(&packet) else { return Ok(()) };
        let zones = [zone::example()];
        let settings = Settings { dns64_reverse_aliases: true, ..Settings::default() };
        let answer = Names::zones(&zones).answer(&asked, synthesis.then_some(&settings));
        let message = answer.message(&asked, 4096);
        let written = dns::to_bytes(&message);
        prop_assert!(!written.is_empty(), "an answer to {asked:?} can't be written");
        let read = Message::from_vec(&written).unwrap();
        prop_assert_eq!((read.metadata.id, &read.queries), (asked.metadata.id, &asked.queries));
        prop_assert_eq!(&read.answers, &message.answers);
        for record in &message.answers {
            let _ = dns::record_line(record);
        }
    }
}
