//! What names stand for: the public zones, load balancers' names, and what only a VPC knows of its
//! own instances (rule 2.29). [`Names::answer`] is a recursive server's answer: chains of CNAMEs and
//! DNAMEs are followed, a negative answer carries the zone's SOA, and name servers that fail are a
//! SERVFAIL. There is never an additional section but EDNS' own, so nothing in it could be
//! synthesized (rule 2.11); and no zone is signed, so AD is never set (rule 2.13).

use super::trace::ResolverStep;
use super::zones::{self, Found};
use super::{dns64, vpc_names};
use crate::cloud::internet::{Failing, Zone};
use crate::cloud::{Settings, VpcId, World};
use crate::net::dns;
use hickory_proto::op::{Message, Query, ResponseCode};
use hickory_proto::rr::{DNSClass, Name, Record, RecordType};

/// How many CNAMEs are followed before a chain counts as endless: as many as BIND and unbound follow.
const LONGEST_CHAIN: usize = 11;

/// All that a server knows.
#[derive(Clone, Copy, Debug)]
pub struct Names<'w> {
    zones: &'w [Zone],
    cloud: Option<(&'w World, Option<VpcId>)>,
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

    /// The answer to a message's first question. With the settings of `dns64`, AAAA records are made
    /// where there are none (rules 2.1 to 2.14).
    pub fn answer(&self, asked: &Message, dns64: Option<&Settings>) -> Answer {
        let Some(question) = asked.queries.first() else {
            return Answer::empty(ResponseCode::FormErr);
        };
        // DNS64 is for the class IN alone (rule 2.1), and so is everything else here.
        if question.query_class != DNSClass::IN {
            return Answer::empty(ResponseCode::Refused);
        }
        match (question.query_type, dns64) {
            (RecordType::AAAA, Some(settings)) if !(settings.dns64_obeys_checking_disabled && validates(asked)) => {
                dns64::answer(self, question, settings)
            }
            (RecordType::PTR, Some(settings)) if settings.dns64_reverse_aliases => {
                dns64::reverse(self, question).unwrap_or_else(|| self.plain(question))
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
        for _ in 0..=LONGEST_CHAIN {
            let (alias, target) = match self.look_up(&name, kind) {
                Found::Records(records) => {
                    answer.asked(&name, kind, records.len());
                    answer.records.extend(records);
                    return answer;
                }
                Found::Alias(alias, target) => (alias, target),
                Found::Moved(dname, target) => {
                    let Some(target) = target else { return answer.too_long(&name, kind, dname) };
                    let alias = zones::made_cname(&dname, &name, &target);
                    answer.records.push(dname);
                    // The made CNAME is what was wanted.
                    if matches!(kind, RecordType::CNAME | RecordType::ANY) {
                        answer.asked(&name, kind, 1);
                        answer.records.push(alias);
                        return answer;
                    }
                    (alias, target)
                }
                Found::NoData(authority) => return answer.negative(ResponseCode::NoError, &name, kind, authority),
                Found::NoName(authority) => return answer.negative(ResponseCode::NXDomain, &name, kind, authority),
                Found::Failed(failing) => return answer.failed(&name, kind, failing),
            };
            answer.steps.push(ResolverStep::Followed { name: text(&name), target: text(&target) });
            answer.records.push(alias);
            name = target;
        }
        // A chain without an end.
        answer.failed(&question.name, kind, Failing::ServFail)
    }

    fn look_up(&self, name: &Name, kind: RecordType) -> Found {
        if let Some((world, vpc)) = self.cloud
            && let Some(found) = vpc_names::look_up(world, vpc, name, kind)
        {
            return found;
        }
        let holding = self.zones.iter().filter(|zone| zone.origin.zone_of(name));
        match holding.max_by_key(|zone| zone.origin.num_labels()) {
            Some(zone) => zones::look_up(zone, name, kind),
            None => Found::NoName(zones::root_soa()),
        }
    }
}

/// Whether the asker validates by itself: DNSSEC is wanted, and checking is disabled (rule 2.13).
fn validates(asked: &Message) -> bool {
    asked.metadata.checking_disabled && asked.edns.as_ref().is_some_and(|edns| edns.flags().dnssec_ok)
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
        self.heard(name, kind, found, self.code);
    }

    fn heard(&mut self, name: &Name, kind: RecordType, found: usize, code: ResponseCode) {
        let rcode = dns::code_text(code);
        self.steps.push(ResolverStep::Asked { name: text(name), kind: kind.to_string(), found, rcode });
    }

    /// Nothing of this type at the end of the chain, or no such name.
    fn negative(mut self, code: ResponseCode, name: &Name, kind: RecordType, authority: Option<Record>) -> Self {
        self.code = code;
        self.asked(name, kind, 0);
        self.authority.extend(authority);
        self
    }

    /// A DNAME makes a name that is too long: the answer ends with it (RFC 6672, section 3.2).
    fn too_long(mut self, name: &Name, kind: RecordType, dname: Record) -> Self {
        self.code = ResponseCode::YXDomain;
        self.asked(name, kind, 0);
        self.records.push(dname);
        self
    }

    /// Name servers that fail: whatever they say, to the asker it is a SERVFAIL, but for a name that
    /// they deny. No answer in time is one too (rule 2.6).
    fn failed(mut self, name: &Name, kind: RecordType, failing: Failing) -> Self {
        self.records.clear();
        self.code = match failing {
            Failing::NxDomain => ResponseCode::NXDomain,
            _ => ResponseCode::ServFail,
        };
        match failing.code() {
            Some(code) => self.heard(name, kind, 0, code),
            None => self.steps.push(ResolverStep::Unanswered { name: text(name), kind: kind.to_string() }),
        }
        self
    }
}
