//! Bytes as a DNS message: whatever is a question gets an answer that can be written and read again.
#![no_main]

mod seeds;
#[path = "../support/zone.rs"]
mod zone;

use hickory_proto::op::Message;
use hickory_proto::rr::RecordType;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use v6dojo::cloud::Settings;
use v6dojo::cloud::internet::Zone;
use v6dojo::net::dns::{self, Asking, Over};
use v6dojo::sim::names::Names;
use v6dojo::sim::server;

static ZONES: LazyLock<[Zone; 1]> = LazyLock::new(|| [zone::example()]);

fuzz_target!(init: seeds::plant(questions()), |data: &[u8]| {
    let aws = Settings::default();
    // Every switch of DNS64 the other way.
    let other = Settings {
        translate_private_ipv4: !aws.translate_private_ipv4,
        dns64_excludes_ipv4_mapped: !aws.dns64_excludes_ipv4_mapped,
        dns64_obeys_checking_disabled: !aws.dns64_obeys_checking_disabled,
        dns64_reverse_aliases: !aws.dns64_reverse_aliases,
        dns64_ttl_up_to_soa: !aws.dns64_ttl_up_to_soa,
        ..Settings::default()
    };
    for over in [Over::Udp, Over::Tcp] {
        if let Some(reply) = server::reply(&Names::zones(&*ZONES), Some(&aws), data, over) {
            Message::from_vec(&reply).expect("what a server says can be read");
        }
    }
    let Ok(asked) = Message::from_vec(data) else { return };
    for settings in [None, Some(&aws), Some(&other)] {
        let answer = Names::zones(&*ZONES).answer(&asked, settings).message(&asked, 4096);
        let written = dns::to_bytes(&answer);
        let read = Message::from_vec(&written).expect("an answer can be read");
        assert_eq!((read.metadata.id, &read.queries, &read.answers), (asked.metadata.id, &asked.queries, &answer.answers));
        read.all_sections().for_each(|record| drop(dns::record_line(record)));
        read.queries.iter().for_each(|query| drop(dns::question_line(query)));
    }
});

/// Questions about every name of the zone.
fn questions() -> Vec<Vec<u8>> {
    let types = [RecordType::A, RecordType::AAAA, RecordType::ANY, RecordType::MX, RecordType::TXT, RecordType::SOA];
    let owners = ZONES[0].records.iter().map(|record| record.name.clone());
    let names: Vec<_> =
        owners.chain(["x.wild.example", "v4.below.example", "down.example", "no.example", "."].map(name)).collect();
    let question = |name: &_, kind| dns::to_bytes(&dns::query(7, Clone::clone(name), kind, Asking::DIG));
    names.iter().flat_map(|name| types.map(|kind| question(name, kind))).collect()
}

fn name(text: &str) -> hickory_proto::rr::Name {
    dns::name(text).expect("a name")
}
