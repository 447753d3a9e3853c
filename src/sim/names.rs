//! What names stand for: the public zones, load balancers' names, and what only a VPC knows of its
//! own instances (rule 2.29). [`Names::answer`] is a recursive server's answer: CNAME chains are
//! followed, and a negative answer carries the zone's SOA.

use super::dns64;
use super::trace::ResolverStep;
use super::vpc_names;
use crate::cloud::internet::Zone;
use crate::cloud::{VpcId, World};
use crate::net::dns;
use hickory_proto::op::{Message, Query, ResponseCode};
use hickory_proto::rr::rdata::SOA;
use hickory_proto::rr::{DNSClass, Name, RData, Record, RecordType};

/// How many CNAMEs are followed before a chain counts as endless.
const LONGEST_CHAIN: usize = 12;

/// All that a server knows.
#[derive(Clone, Copy, Debug)]
pub struct Names<'w> {
    zones: &'w [Zone],
    cloud: Option<(&'w World, Option<VpcId>)>,
}

/// What is at a name.
#[derive(Clone, Debug)]
pub(super) enum Found {
    /// Records of the wanted type.
    Records(Vec<Record>),
    /// An alias instead.
    Alias(Record),
    /// The name is there, but has nothing of the wanted type.
    NoData(Option<Record>),
    /// The name is not there.
    NoName(Option<Record>),
}

/// An answer before it is put into a message.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The response code.
    pub code: ResponseCode,
    /// The answer section: a chain of CNAMEs and what stands at its end.
    pub records: Vec<Record>,
    /// The authority section: the SOA of a negative answer.
    pub authority: Vec<Record>,
    /// How it came about.
    pub steps: Vec<ResolverStep>,
}

impl<'w> Names<'w> {
    /// What the whole world knows: the public zones and load balancers' names.
    pub fn public(world: &'w World) -> Self {
        Self { zones: &world.internet.zones, cloud: Some((world, None)) }
    }

    /// What the resolver of a VPC knows: that, and the VPC's own names.
    pub fn within(world: &'w World, vpc: VpcId) -> Self {
        Self { zones: &world.internet.zones, cloud: Some((world, Some(vpc))) }
    }

    /// What these zones know, and nothing else.
    pub fn zones(zones: &'w [Zone]) -> Self {
        Self { zones, cloud: None }
    }

    /// The answer to a message's first question. With `dns64` AAAA records are made where there are
    /// none (rules 2.1 to 2.14).
    pub fn answer(&self, asked: &Message, dns64: Option<dns64::Policy>) -> Answer {
        let Some(question) = asked.queries.first() else {
            return Answer::empty(ResponseCode::FormErr);
        };
        if question.query_class != DNSClass::IN {
            return Answer::empty(ResponseCode::Refused);
        }
        let wants_proof = asked.edns.as_ref().is_some_and(|edns| edns.flags().dnssec_ok);
        match (question.query_type, dns64) {
            // With checking disabled and DNSSEC wanted, the asker validates by itself (rule 2.13).
            (RecordType::AAAA, Some(policy)) if !(wants_proof && asked.metadata.checking_disabled) => {
                dns64::answer(self, question, policy)
            }
            (RecordType::AAAA, None) => {
                let mut answer = self.plain(question);
                if answer.code == ResponseCode::NoError && !answer.records.iter().any(is_aaaa) {
                    answer.steps.push(ResolverStep::Dns64Off);
                }
                answer
            }
            _ => self.plain(question),
        }
    }

    /// The answer as the zones have it.
    pub(super) fn plain(&self, question: &Query) -> Answer {
        let mut answer = Answer::empty(ResponseCode::NoError);
        let kind = question.query_type;
        let mut name = question.name.clone();
        for _ in 0..LONGEST_CHAIN {
            match self.look_up(&name, kind) {
                Found::Records(records) => {
                    answer.asked(&name, kind, records.len());
                    answer.records.extend(records);
                    return answer;
                }
                Found::Alias(alias) => {
                    let RData::CNAME(target) = &alias.data else { break };
                    let target = target.0.clone();
                    answer.steps.push(ResolverStep::Followed { name: text(&name), target: text(&target) });
                    answer.records.push(alias);
                    name = target;
                }
                Found::NoData(authority) => {
                    answer.asked(&name, kind, 0);
                    answer.authority.extend(authority);
                    return answer;
                }
                Found::NoName(authority) => {
                    answer.code = ResponseCode::NXDomain;
                    answer.asked(&name, kind, 0);
                    answer.authority.extend(authority);
                    return answer;
                }
            }
        }
        // A chain without an end.
        answer.records.clear();
        answer.code = ResponseCode::ServFail;
        answer.asked(&question.name, kind, 0);
        answer
    }

    fn look_up(&self, name: &Name, kind: RecordType) -> Found {
        if let Some((world, vpc)) = self.cloud
            && let Some(found) = vpc_names::look_up(world, vpc, name, kind)
        {
            return found;
        }
        let holding = self.zones.iter().filter(|zone| zone.origin.zone_of(name));
        match holding.max_by_key(|zone| zone.origin.num_labels()) {
            Some(zone) => in_zone(zone, name, kind),
            None => Found::NoName(root_soa()),
        }
    }
}

fn in_zone(zone: &Zone, name: &Name, kind: RecordType) -> Found {
    let mut here: Vec<Record> = zone.records.iter().filter(|record| record.name == *name).cloned().collect();
    if here.is_empty() && !exists(zone, name) {
        let Some(wildcard) = wildcard(zone, name) else { return Found::NoName(soa(zone)) };
        here = zone.records.iter().filter(|record| record.name == wildcard).cloned().collect();
        here.iter_mut().for_each(|record| record.name = name.clone());
    }
    pick(here, kind, || soa(zone))
}

/// What of a name's records answers a question of this type.
pub(super) fn pick(here: Vec<Record>, kind: RecordType, soa: impl FnOnce() -> Option<Record>) -> Found {
    let wanted = |record: &&Record| record.record_type() == kind || kind == RecordType::ANY;
    let records: Vec<Record> = here.iter().filter(wanted).cloned().collect();
    if !records.is_empty() {
        return Found::Records(records);
    }
    match here.into_iter().find(|record| record.record_type() == RecordType::CNAME) {
        Some(alias) => Found::Alias(alias),
        None => Found::NoData(soa()),
    }
}

/// A name exists where it or a name below it has records (RFC 8020).
fn exists(zone: &Zone, name: &Name) -> bool {
    zone.records.iter().any(|record| name.zone_of(&record.name))
}

/// The wildcard that stands for a name that does not exist: the one below its nearest ancestor that
/// does (RFC 4592).
fn wildcard(zone: &Zone, name: &Name) -> Option<Name> {
    let mut ancestor = name.base_name();
    while zone.origin.zone_of(&ancestor) {
        if exists(zone, &ancestor) {
            let wildcard = ancestor.prepend_label("*").ok()?;
            return zone.records.iter().any(|record| record.name == wildcard).then_some(wildcard);
        }
        ancestor = ancestor.base_name();
    }
    None
}

/// A zone's SOA as negative answers carry it: its time to live is at most its last number (RFC 2308).
fn soa(zone: &Zone) -> Option<Record> {
    let mut soa = zone.records.iter().find(|record| record.record_type() == RecordType::SOA)?.clone();
    if let RData::SOA(data) = &soa.data {
        soa.ttl = soa.ttl.min(data.minimum);
    }
    Some(soa)
}

/// The SOA of a zone that is not written down: Amazon's own, and the root.
pub(super) fn made_soa(zone: &str, server: &str, mailbox: &str, minimum: u32) -> Option<Record> {
    let data = SOA::new(dns::name(server)?, dns::name(mailbox)?, 1, 7200, 900, 1_209_600, minimum);
    Some(Record::from_rdata(dns::name(zone)?, minimum, RData::SOA(data)))
}

fn root_soa() -> Option<Record> {
    made_soa(".", "a.root-servers.net.", "nstld.verisign-grs.com.", 86_400)
}

pub(super) fn is_aaaa(record: &Record) -> bool {
    record.record_type() == RecordType::AAAA
}

/// A name without its final dot, as people write it.
fn text(name: &Name) -> String {
    let mut text = name.to_ascii();
    if text.len() > 1 && text.ends_with('.') {
        text.pop();
    }
    text
}

impl Answer {
    /// An answer with no record.
    pub(super) fn empty(code: ResponseCode) -> Self {
        Self { code, records: Vec::new(), authority: Vec::new(), steps: Vec::new() }
    }

    /// The answer to a question, as a message. `udp_size` is what the server takes itself, in bytes.
    pub fn message(self, asked: &Message, udp_size: u16) -> Message {
        let mut message = dns::response(asked, udp_size);
        message.metadata.response_code = self.code;
        message.answers = self.records;
        message.authorities = self.authority;
        message
    }

    fn asked(&mut self, name: &Name, kind: RecordType, found: usize) {
        let rcode = match self.code {
            ResponseCode::NoError => "NOERROR",
            ResponseCode::NXDomain => "NXDOMAIN",
            _ => "SERVFAIL",
        };
        self.steps.push(ResolverStep::Asked {
            name: text(name),
            kind: kind.to_string(),
            found,
            rcode: rcode.to_owned(),
        });
    }
}
