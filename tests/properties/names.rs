//! Questions of any kind, damaged ones too, and their answers.

use crate::{cases, zone};
use hickory_proto::op::Message;
use hickory_proto::rr::RecordType;
use proptest::prelude::*;
use proptest::sample::select;
use std::net::SocketAddr;
use v6dojo::cloud::Settings;
use v6dojo::net::Envelope;
use v6dojo::net::dns::{self, Asking};
use v6dojo::sim::names::Names;

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
