//! Packets that nobody would send: nothing panics at them, and what is made of them is whole.

use crate::packets::is_sane;
use crate::{cases, checksums};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use std::net::{Ipv4Addr, Ipv6Addr};
use v6dojo::net::fields::fields;
use v6dojo::net::stateless::{Stateless, Verdict};
use v6dojo::net::translate::{Policy, Translator};
use v6dojo::net::{Packet, View, dns};

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
