//! What the resolver answers, as data: tests/vectors/dns64.yaml has the zones and, rule by rule, the
//! questions with their answers, with DNS64 and without.

use hickory_proto::rr::{DNSClass, Record};
use serde::Deserialize;
use v6dojo::cloud::Settings;
use v6dojo::cloud::internet::Zone;
use v6dojo::net::dns::{self, Asking};
use v6dojo::sim::names::Names;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vectors {
    zones: Vec<Zone>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    rule: String,
    why: String,
    /// `name [class] type [+dnssec] [+cd]`.
    ask: String,
    #[serde(default)]
    settings: Settings,
    off: Option<Expected>,
    on: Option<Expected>,
    either: Option<Expected>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Expected {
    rcode: String,
    answer: String,
    authority: String,
}

impl Default for Expected {
    fn default() -> Self {
        Self { rcode: "NOERROR".to_owned(), answer: String::new(), authority: String::new() }
    }
}

#[test]
fn every_rule_has_its_answers() {
    let vectors: Vectors = serde_yaml::from_str(include_str!("vectors/dns64.yaml")).expect("the vectors are read");
    let mut wrong = Vec::new();
    for case in &vectors.cases {
        let expected = [(None, &case.off), (None, &case.either)];
        let with = [(Some(&case.settings), &case.on), (Some(&case.settings), &case.either)];
        assert!(expected.iter().chain(&with).any(|(_, wanted)| wanted.is_some()), "{}: nothing expected", case.why);
        for (dns64, wanted) in expected.into_iter().chain(with) {
            let Some(wanted) = wanted else { continue };
            let found = answer(&vectors.zones, &case.ask, dns64);
            if found != trimmed(wanted) {
                let (rule, why, ask, on) = (&case.rule, &case.why, &case.ask, dns64.is_some());
                wrong.push(format!("rule {rule}: {why}\n{ask}, DNS64 {on}: {found:#?}\nexpected {wanted:#?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n\n"));
}

/// Every rule from 2.1 to 2.16 is told by some case, but 2.11 (told by all) and 2.14 (a permission).
#[test]
fn no_rule_is_forgotten() {
    let vectors: Vectors = serde_yaml::from_str(include_str!("vectors/dns64.yaml")).expect("the vectors are read");
    let told = |rule: &str| vectors.cases.iter().any(|case| case.rule.split(", ").any(|told| told == rule));
    let missing: Vec<String> = (1..=16)
        .filter(|number| ![11, 14].contains(number))
        .map(|number| format!("2.{number}"))
        .filter(|rule| !told(rule))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

fn answer(zones: &[Zone], ask: &str, dns64: Option<&Settings>) -> Expected {
    let words: Vec<&str> = ask.split(' ').collect();
    let (flags, words): (Vec<&str>, Vec<&str>) = words.into_iter().partition(|word| word.starts_with('+'));
    let (name, class, kind) = match words.as_slice() {
        [name, kind] => (name, DNSClass::IN, kind),
        [name, class, kind] => (name, class.parse().expect("a class"), kind),
        _ => panic!("{ask}: neither two nor three words"),
    };
    let asking =
        Asking { dnssec_ok: flags.contains(&"+dnssec"), checking_disabled: flags.contains(&"+cd"), ..Asking::DIG };
    let mut asked = dns::query(7, dns::name(name).expect("a name"), kind.parse().expect("a type"), asking);
    asked.queries[0].query_class = class;
    let message = Names::zones(zones).answer(&asked, dns64).message(&asked, 4096);
    assert!(message.additionals.is_empty(), "{ask}: rule 2.11");
    assert!(!message.metadata.authentic_data, "{ask}: rule 2.13");
    Expected {
        rcode: dns::code_text(message.metadata.response_code),
        answer: lines(&message.answers),
        authority: lines(&message.authorities),
    }
}

fn lines(records: &[Record]) -> String {
    let line = |record: &Record| {
        format!("{} {} {} {}", record.name.to_ascii(), record.ttl, record.record_type(), dns::data_text(&record.data))
    };
    records.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn trimmed(wanted: &Expected) -> Expected {
    let trim = |text: &str| text.trim_end().to_owned();
    Expected { rcode: wanted.rcode.clone(), answer: trim(&wanted.answer), authority: trim(&wanted.authority) }
}
