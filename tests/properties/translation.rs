//! Translation into the other family and back again.

use crate::packets::{address, family, ipv4, ipv6, is_sane, sent};
use crate::{cases, checksums};
use proptest::collection::vec;
use proptest::prelude::*;
use std::net::IpAddr;
use v6dojo::net::fragment::pieces;
use v6dojo::net::translate::{Mapped, Policy, Translator};
use v6dojo::net::view::{IpView, TransportView};
use v6dojo::net::{Envelope, Family, Flow, Packet, Protocol};

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
