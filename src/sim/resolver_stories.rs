//! Stories of questions: what the resolver answers, with DNS64 and without (rules 2.1 to 2.16).

use super::resolver::{Asker, resolve};
use super::testing::*;
use super::trace::{Lookup, ResolverStep, Role};
use super::walk::{Sender, send};
use super::{Flows, service};
use crate::cloud::World;
use crate::net::dns::{self, Asking, Over};
use crate::net::{Ends, Envelope, SimTime};
use hickory_proto::op::{Message, ResponseCode};
use hickory_proto::rr::RecordType;
use std::sync::Arc;

fn query(name: &str, kind: RecordType) -> Message {
    dns::query(7, dns::name(name).unwrap(), kind, Asking::STUB)
}

fn asked(world: &World, message: Message) -> Lookup {
    let ends = Ends::new(ip(CLIENT_ADDRESS), ip("fd00:ec2::253")).unwrap();
    resolve(world, &Asker { interface: CLIENT_INTERFACE, ends, port: 40001 }, message, Over::Udp)
}

/// The answer section in a line: data and time to live of each record.
fn records(message: &Message) -> String {
    let line = |record: &hickory_proto::rr::Record| format!("{} {}", dns::data_text(&record.data), record.ttl);
    message.answers.iter().map(line).collect::<Vec<_>>().join(", ")
}

fn aaaa(world: &World, name: &str) -> (ResponseCode, String) {
    let lookup = asked(world, query(name, RecordType::AAAA));
    let message = lookup.answered.unwrap();
    (message.metadata.response_code, records(&message))
}

fn off() -> World {
    let mut world = world();
    world.subnets.get_mut(PRIVATE).unwrap().enable_dns64 = false;
    world
}

#[test]
fn the_truth_table() {
    let (on, off) = (world(), off());
    let yes = |records: &str| (ResponseCode::NoError, records.to_owned());
    for (name, without, with) in [
        ("both.example", "2001:db8:ff::1 60", "2001:db8:ff::1 60"),
        ("github.com", "", "64:ff9b::141b:b171 60"),
        ("mapped.example", "::ffff:192.0.2.2 60", "64:ff9b::c000:202 60"),
        ("mail.example", "", ""),
        ("www.github.com", "github.com. 3600", "github.com. 3600, 64:ff9b::141b:b171 60"),
        ("two.example", "", "64:ff9b::c000:203 10, 64:ff9b::c000:204 20"),
        ("x.wild.example", "", "64:ff9b::c000:205 30"),
        ("deep.example", "", ""),
    ] {
        assert_eq!(aaaa(&off, name), yes(without), "{name} without DNS64");
        assert_eq!(aaaa(&on, name), yes(with), "{name} with DNS64");
    }
    for world in [&on, &off] {
        assert_eq!(aaaa(world, "no-such-name.example"), (ResponseCode::NXDomain, String::new()));
        assert_eq!(aaaa(world, "no-such-zone.test"), (ResponseCode::NXDomain, String::new()));
        assert_eq!(aaaa(world, "loop.example").0, ResponseCode::ServFail);
    }
}

#[test]
fn an_a_query_is_never_touched() {
    let lookup = asked(&world(), query("github.com", RecordType::A));
    assert_eq!(records(&lookup.answered.unwrap()), "20.27.177.113 60");
}

#[test]
fn a_negative_answer_carries_the_soa_and_its_shorter_life() {
    let message = asked(&off(), query("github.com", RecordType::AAAA)).answered.unwrap();
    let soa = &message.authorities[0];
    assert_eq!((soa.record_type(), soa.ttl), (RecordType::SOA, 300));
    let message = asked(&off(), query("dangling.example", RecordType::AAAA)).answered.unwrap();
    assert_eq!(message.metadata.response_code, ResponseCode::NXDomain);
    assert_eq!(records(&message), "gone.example. 60");
}

#[test]
fn the_evidence_names_the_a_record_behind_each_aaaa() {
    let lookup = asked(&world(), query("github.com", RecordType::AAAA));
    let (from, to) = ("20.27.177.113".parse().unwrap(), "64:ff9b::141b:b171".parse().unwrap());
    assert_eq!(lookup.steps.last(), Some(&ResolverStep::Synthesized { from, to, ttl: 60 }));
    assert!(asked(&off(), query("github.com", RecordType::AAAA)).steps.contains(&ResolverStep::Dns64Off));
    let native = asked(&world(), query("both.example", RecordType::AAAA));
    assert_eq!(native.steps.last(), Some(&ResolverStep::Native));
    assert_eq!(native.subnet, Some(PRIVATE));
}

#[test]
fn question_and_answer_are_real_datagrams() {
    let lookup = asked(&world(), query("github.com", RecordType::AAAA));
    assert_eq!(dns::from_packet(&lookup.question).unwrap().queries, lookup.asked.queries);
    let answer = dns::from_packet(lookup.answer.as_ref().unwrap()).unwrap();
    assert_eq!(records(&answer), "64:ff9b::141b:b171 60");
    assert_eq!(answer.metadata.id, 7);
    assert_eq!(lookup.answer.unwrap().flow(), lookup.question.flow().reversed());
}

#[test]
fn who_validates_alone_gets_nothing_synthesized() {
    let alone = Asking { checking_disabled: true, dnssec_ok: true, ..Asking::DIG };
    let message = dns::query(7, dns::name("github.com").unwrap(), RecordType::AAAA, alone);
    assert!(asked(&world(), message).answered.unwrap().answers.is_empty());
    let told = Asking { dnssec_ok: true, ..Asking::DIG };
    let message = dns::query(7, dns::name("github.com").unwrap(), RecordType::AAAA, told);
    assert_eq!(asked(&world(), message).answered.unwrap().answers.len(), 1);
}

#[test]
fn private_addresses_are_synthesized_as_aws_does_unless_the_policy_forbids() {
    let mut world = world();
    assert_eq!(aaaa(&world, "private.example").1, "64:ff9b::a00:5 30");
    Arc::make_mut(&mut world.settings).translate_private_ipv4 = false;
    assert_eq!(aaaa(&world, "private.example").1, "");
    assert_eq!(aaaa(&world, "github.com").1, "64:ff9b::141b:b171 60");
}

#[test]
fn a_vpc_without_dns_support_keeps_silent() {
    let mut world = world();
    world.vpcs.get_mut(CLIENT_VPC).unwrap().enable_dns_support = false;
    let lookup = asked(&world, query("github.com", RecordType::A));
    assert!(lookup.answer.is_none());
    assert_eq!(lookup.steps, [ResolverStep::Silence]);
}

#[test]
fn a_balancer_has_both_families_and_instances_have_their_own_names() {
    let mut world = world();
    assert_eq!(aaaa(&world, BALANCER_NAME).1, format!("{BALANCER} 60"));
    let a = asked(&world, query(&BALANCER_NAME.to_uppercase(), RecordType::A));
    assert_eq!(records(&a.answered.unwrap()), "198.51.100.67 60");
    let own = format!("{CLIENT}.ap-northeast-3.compute.internal");
    assert_eq!(aaaa(&world, &own).1, format!("{CLIENT_ADDRESS} 60"));
    world.subnets.get_mut(PRIVATE).unwrap().hostnames.resource_name_aaaa = false;
    assert_eq!(aaaa(&world, &own), (ResponseCode::NoError, String::new()));
    assert_eq!(aaaa(&world, "i-1.ap-northeast-3.compute.internal").0, ResponseCode::NXDomain);
    let reverse = dns::query(7, dns::reverse_name(ip(CLIENT_ADDRESS)), RecordType::PTR, Asking::STUB);
    assert_eq!(records(&asked(&world, reverse).answered.unwrap()), format!("{own}. 60"));
    let synthetic = dns::query(7, dns::reverse_name(ip(GITHUB)), RecordType::PTR, Asking::STUB);
    assert_eq!(asked(&world, synthetic).answered.unwrap().metadata.response_code, ResponseCode::NXDomain);
}

#[test]
fn a_balancer_shows_more_or_fewer_of_its_addresses_as_time_goes_by() {
    let mut world = world();
    let mut second = world.network_interfaces.iter().find(|it| it.public_ip.is_some()).unwrap().clone();
    second.id = crate::cloud::NetworkInterfaceId::new(21);
    second.public_ip = Some("198.51.100.15".parse().unwrap());
    let mut balancer = world.load_balancers[0].as_ref().clone();
    balancer.network_interfaces.push(second.id);
    world.load_balancers[0] = Arc::new(balancer);
    world.network_interfaces.insert(second.id, second);
    let mut seen: Vec<usize> = (0..4_u64)
        .map(|turn| {
            world.now = SimTime::from_nanos(turn * 300_000_000_000);
            asked(&world, query(BALANCER_NAME, RecordType::A)).answered.unwrap().answers.len()
        })
        .collect();
    seen.dedup();
    assert_eq!(seen, [1, 2, 1, 2]);
}

#[test]
fn a_name_server_on_the_internet_is_reached_by_packets_and_knows_no_dns64() {
    let world = world();
    let mut flows = Flows::new();
    let question = dns::to_bytes(&query("github.com", RecordType::AAAA));
    let envelope = Envelope::between(ip(CLIENT_ADDRESS), ip("2001:4860:4860::8888")).unwrap();
    let packet = envelope.udp(40002, 53, &question);
    let there = send(&world, Sender::Interface(CLIENT_INTERFACE), packet, Role::Query, &mut flows);
    let reply = service::reply(&world, &there).unwrap();
    assert_eq!(reply.role, Role::Answer);
    let back = send(&world, reply.from, reply.packet, reply.role, &mut flows);
    let answer = dns::from_packet(&back.hops.last().unwrap().packet).unwrap();
    assert_eq!((answer.answers.len(), answer.authorities.len()), (0, 1));
}
