//! The wire against tables: what the specification's rules, an independent translator and measurements
//! say of addresses and packets, a row each in the data files of `tests/vectors`. Each row names its
//! rule.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests too")]

#[path = "support/checksums.rs"]
mod checksums;
#[path = "support/hex.rs"]
mod hex;

use hex::bytes;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use v6dojo::net::stateless::{Stateless, Verdict};
use v6dojo::net::translate::{Mapped, Policy, Translator, Untranslatable};
use v6dojo::net::view::{IcmpRest, TransportView};
use v6dojo::net::{Envelope, Family, Flow, IcmpError, Packet, Pref64, Protocol, WELL_KNOWN};

/// The rows of a table, each with `N` columns; its first line names them, `#` begins a comment.
fn rows<const N: usize>(table: &str) -> Vec<[&str; N]> {
    let lines = table.lines().filter(|line| !line.starts_with('#')).skip(1);
    lines.map(|line| line.split('\t').collect::<Vec<_>>().try_into().unwrap_or_else(|_| panic!("{line}"))).collect()
}

fn packet(hex: &str) -> Packet {
    Packet::parse(&bytes(hex)).unwrap_or_else(|error| panic!("{error}: {hex}"))
}

fn addresses(prefix: &str, ipv4: &str, ipv6: &str) -> (Pref64, Ipv4Addr, Ipv6Addr) {
    (Pref64::new(prefix.parse().unwrap()).unwrap(), ipv4.parse().unwrap(), ipv6.parse().unwrap())
}

#[test]
fn addresses_go_in_and_come_out_of_every_prefix() {
    for [prefix, ipv4, ipv6] in rows(include_str!("vectors/rfc6052.tsv")) {
        let (prefix, ipv4, ipv6) = addresses(prefix, ipv4, ipv6);
        assert_eq!((prefix.embed(ipv4), prefix.extract(ipv6)), (ipv6, Ok(ipv4)));
    }
    for [rule, prefix, ipv4, written, printed] in rows(include_str!("vectors/addresses.tsv")) {
        let (prefix, ipv4, ipv6) = addresses(prefix, ipv4, written);
        assert_eq!(prefix.extract(ipv6), Ok(ipv4), "rule {rule}: {written}");
        assert_eq!(prefix.embed(ipv4).to_string(), printed, "rule {rule}");
    }
}

#[test]
fn what_holds_no_ipv4_address_is_refused_with_the_reason() {
    for [rule, prefix, address, why] in rows(include_str!("vectors/refused.tsv")) {
        let refused = match (Pref64::new(prefix.parse().unwrap()), address) {
            (Err(error), "-") => error,
            (Ok(prefix), address) => prefix.extract(address.parse().unwrap()).unwrap_err(),
            (Err(error), _) => panic!("rule {rule}: {error}"),
        };
        assert_eq!(refused.to_string(), why, "rule {rule}");
    }
}

/// Rule 3.12. Sessions give the ports, so they are taken from the packet that comes out.
#[test]
fn measured_packets_come_out_as_measured() {
    for [name, input, output] in rows(include_str!("vectors/translate.tsv")) {
        let (input, output) = (packet(input), packet(output));
        assert_eq!(turn(Translator::AWS, &input, &output.flow().into()), Ok(output), "{name}");
    }
}

fn turn(translator: Translator, packet: &Packet, to: &Mapped) -> Result<Packet, Untranslatable> {
    match packet.family() {
        Family::Ipv6 => translator.to_ipv4(packet, to),
        Family::Ipv4 => translator.to_ipv6(packet, to),
    }
}

const CLIENT: Ipv6Addr = Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0x11);
const NAT: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 10);
const SERVER: Ipv4Addr = Ipv4Addr::new(8, 8, 8, 8);

fn translator(policy: Policy, links: &str) -> Translator {
    let (ipv4, ipv6) = links.split_once('/').unwrap();
    Translator { policy, ipv4_mtu: ipv4.parse().unwrap(), ipv6_mtu: ipv6.parse().unwrap() }
}

/// Rules 3.1 to 3.8, and what AWS does otherwise.
#[test]
fn every_field_becomes_what_its_rule_says() {
    let mut wrong = Vec::new();
    for [rule, what, policy, links, input, becomes] in rows(include_str!("vectors/packets.tsv")) {
        let policy = match policy {
            "aws" => Policy::Aws,
            "rfc7915" => Policy::Rfc7915,
            other => panic!("no policy {other}"),
        };
        let translator = translator(policy, links);
        let stateless = Stateless { client: CLIENT, nat: NAT, prefix: WELL_KNOWN, translator };
        let input = packet(input);
        let wanted = match becomes.split_once(": ") {
            Some(_) => becomes.to_owned(),
            None => format!("{:?}", becomes.split(" + ").map(packet).collect::<Vec<_>>()),
        };
        let is = match stateless.translate(&input) {
            Verdict::Forwarded(packets) => format!("{packets:?}"),
            Verdict::Answered(error, _) => {
                assert_eq!(
                    (error.destination(), checksums::wrong_checksum(error.bytes())),
                    (input.source(), None),
                    "{what}"
                );
                assert_eq!(error.quoted(), input.bytes().get(..error.quoted().unwrap().len()), "{what}");
                format!("answered: {}", message(&error))
            }
            Verdict::Dropped(why) => format!("dropped: {why}"),
        };
        if is != wanted {
            wrong.push(format!("rule {rule}, {what}:\nis     {is}\nwanted {wanted}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// An ICMP message as the tables write it.
fn message(packet: &Packet) -> String {
    let TransportView::Icmp(icmp) = packet.view().transport else { panic!("{packet:?} is no ICMP") };
    let rest = match icmp.rest {
        IcmpRest::Echo { identifier, sequence } => format!(" echo {identifier} {sequence}"),
        IcmpRest::Mtu(mtu) => format!(" mtu {mtu}"),
        IcmpRest::Pointer(pointer) => format!(" pointer {pointer}"),
        IcmpRest::Raw([0, 0, 0, 0]) => String::new(),
        IcmpRest::Raw(raw) => format!(" {raw:02x?}"),
    };
    format!("{}/{}{rest}", icmp.kind, icmp.code)
}

/// Who sends an error to whom, in either family.
fn ends(family: Family) -> [IpAddr; 2] {
    match family {
        Family::Ipv4 => [SERVER.into(), NAT.into()],
        Family::Ipv6 => [CLIENT.into(), WELL_KNOWN.embed(SERVER).into()],
    }
}

/// A packet with such an ICMP message, about a datagram of that many bytes.
fn with_message(family: Family, text: &str, about: usize) -> Packet {
    let [from, to] = ends(family);
    let headers = if family == Family::Ipv4 { 20 } else { 40 };
    let quoted = Envelope::between(to, from).unwrap().udp(53, 40000, &vec![0; about - headers - 8]);
    let mut bytes = Envelope::between(from, to).unwrap().error(IcmpError::NoRoute, &quoted).bytes().to_vec();
    let words: Vec<&str> = text.split([' ', '/']).collect();
    let number = |at: usize| words[at].parse::<u32>().unwrap();
    let rest = match (words.get(2), family) {
        (None, _) => 0,
        (Some(&"echo"), _) => number(3) << 16 | number(4),
        (Some(&"pointer"), Family::Ipv4) => number(3) << 24,
        (Some(_), _) => number(3),
    };
    let icmp = &mut bytes[headers..];
    icmp[..2].copy_from_slice(&[number(0) as u8, number(1) as u8]);
    icmp[4..8].copy_from_slice(&rest.to_be_bytes());
    checksums::mend(&mut bytes);
    Packet::parse(&bytes).unwrap()
}

/// Rules 3.9 and 3.10.
#[test]
fn icmp_messages_have_their_counterparts() {
    let mut wrong = Vec::new();
    for [rule, what, family, text, about, links, becomes] in rows(include_str!("vectors/icmp.tsv")) {
        let family = if family == "ICMP" { Family::Ipv4 } else { Family::Ipv6 };
        let input = with_message(family, text, about.parse().unwrap());
        assert_eq!((message(&input), checksums::wrong_checksum(input.bytes())), (text.to_owned(), None));
        let [source, destination] = ends(family.other());
        let flow = |[source, destination]: [IpAddr; 2]| Flow { source, destination, ..input.flow() };
        let about =
            |[source, destination]: [IpAddr; 2]| Flow { protocol: Protocol::Udp, ..flow([destination, source]) };
        // The other side's ends are the same two parties, seen the other way.
        let to = Mapped { flow: flow([destination, source]), quoted: Some(about([destination, source])) };
        let is = match turn(translator(Policy::Rfc7915, links), &input, &to) {
            Ok(out) => {
                assert_eq!(checksums::wrong_checksum(out.bytes()), None, "{family:?} {text}");
                message(&out)
            }
            Err(Untranslatable::Icmp { .. }) => "dropped".to_owned(),
            Err(other) => other.to_string(),
        };
        if is != becomes {
            wrong.push(format!("rule {rule}, {what}: {text} becomes {is}, not {becomes}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Without the words that TAYGA fills at random: the identification of IPv4 packets that may be
/// fragmented, and the header checksum that moves with it. Quoted packets have them too.
fn without_random(packet: &Packet) -> Packet {
    let mut bytes = packet.bytes().to_vec();
    let quoted = packet.quoted().map(|quoted| bytes.len() - quoted.len());
    for start in [Some(0), quoted].into_iter().flatten() {
        let header = &mut bytes[start..];
        if header[0] == 0x45 && header[6..8] == [0, 0] {
            header[4..6].fill(0);
            header[10..12].fill(0);
        }
    }
    Packet::parse(&bytes).unwrap()
}

/// What must be the same of an ICMP error that a translator sends itself, from its own address.
fn of_own_error(packet: &Packet) -> (IpAddr, String, Vec<u8>) {
    (packet.destination(), message(packet), packet.quoted().unwrap().to_vec())
}

#[test]
fn packets_become_what_an_independent_translator_makes_of_them() {
    let vectors: serde_json::Value = serde_json::from_str(include_str!("vectors/translate_tayga.json")).unwrap();
    let translator = translator(Policy::Rfc7915, "1500/1500");
    let client = "2001:db8:1::9".parse().unwrap();
    let stateless = Stateless { client, nat: "192.168.255.9".parse().unwrap(), prefix: WELL_KNOWN, translator };
    for case in vectors["cases"].as_array().unwrap() {
        let name = case["name"].as_str().unwrap();
        // Where the specification decides otherwise, the case says so.
        let out = case.get("differs").map_or(&case["out"], |differs| &differs["out"]);
        let wanted: Vec<Packet> = out.as_array().unwrap().iter().map(|out| packet(out.as_str().unwrap())).collect();
        match stateless.translate(&packet(case["in"].as_str().unwrap())) {
            Verdict::Forwarded(packets) => {
                let [is, wanted] = [packets, wanted].map(|all| all.iter().map(without_random).collect::<Vec<_>>());
                assert_eq!(is, wanted, "{name}");
            }
            Verdict::Answered(error, why) => {
                let wanted: Vec<_> = wanted.iter().map(of_own_error).collect();
                assert_eq!(vec![of_own_error(&error)], wanted, "{name}: {why}");
            }
            Verdict::Dropped(why) => assert_eq!(wanted, [], "{name}: {why}"),
        }
    }
}
