//! Bytes as a packet: read in every way there is, translated both ways under both policies, and moved to
//! other addresses. What comes out must be whole, and its checksums right where those that went in were.
#![no_main]

#[path = "../support/checksums.rs"]
mod checksums;
#[path = "../support/hex.rs"]
mod hex;
mod seeds;

use libfuzzer_sys::fuzz_target;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use v6dojo::net::stateless::{Stateless, Verdict};
use v6dojo::net::translate::{Policy, Translator};
use v6dojo::net::{Packet, View, WELL_KNOWN, dns, fields};

const CLIENT: Ipv6Addr = Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0x11);
const NAT: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 10);

fuzz_target!(init: seeds::plant(vectors()), |data: &[u8]| {
    try_packet(data);
    let mut mended = data.to_vec();
    checksums::mend(&mut mended);
    try_packet(&mended);
});

fn try_packet(data: &[u8]) {
    let Ok(packet) = Packet::parse(data) else { return };
    assert_eq!(packet.bytes(), data);
    read(&packet);
    for policy in [Policy::Aws, Policy::Rfc7915] {
        let translator = Translator { policy, ipv4_mtu: 1500, ipv6_mtu: 1500 };
        match translator_for(&packet, translator).translate(&packet) {
            Verdict::Forwarded(all) => all.iter().for_each(|out| must_be_whole(&packet, out)),
            Verdict::Answered(error, _) => must_be_whole(&packet, &error),
            Verdict::Dropped(_) => {}
        }
    }
    let moved = packet.clone().with_source(packet.destination(), Some(7)).expect("of one family");
    must_be_whole(&packet, &moved.with_hop_limit(3));
}

/// A translator that knows the packet's ends, so that what matters is the packet.
fn translator_for(packet: &Packet, translator: Translator) -> Stateless {
    let (client, nat) = match (packet.source(), packet.destination()) {
        (IpAddr::V6(client), _) => (client, NAT),
        (_, IpAddr::V4(nat)) => (CLIENT, nat),
        (IpAddr::V4(_), IpAddr::V6(_)) => unreachable!("a packet of two families"),
    };
    Stateless { client, nat, prefix: WELL_KNOWN, translator }
}

fn read(packet: &Packet) {
    let _ = (packet.flow(), packet.quoted_flow(), packet.view(), fields::fields(packet));
    let _ = (packet.quoted().and_then(View::of_quoted), dns::from_packet(packet));
}

fn must_be_whole(packet: &Packet, out: &Packet) {
    assert_eq!(Packet::parse(out.bytes()).as_ref(), Ok(out), "{packet:?}");
    read(out);
    if checksums::wrong_checksum(packet.bytes()).is_none() {
        assert_eq!(checksums::wrong_checksum(out.bytes()), None, "{packet:?} became {out:?}");
    }
}

/// The packets of the data files.
fn vectors() -> Vec<Vec<u8>> {
    let tables = [include_str!("../vectors/packets.tsv"), include_str!("../vectors/translate.tsv")].into_iter();
    let columns = tables.flat_map(|table| table.lines().flat_map(|line| line.split('\t')));
    let json = include_str!("../vectors/translate_tayga.json").split('"');
    let is_packet = |text: &&str| text.len() >= 40 && text.starts_with(['4', '6']);
    let is_hex = |text: &&str| text.chars().all(|c| c.is_ascii_hexdigit() || c == ' ' || c == '*');
    columns.chain(json).filter(is_packet).filter(is_hex).map(hex::bytes).collect()
}
