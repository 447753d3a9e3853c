//! DNS64: AAAA records made from A records where there are none (RFC 6147; rules 2.1 to 2.16). AWS
//! always uses 64:ff9b::/96 (rule 2.19). What AWS does not document is a setting of the world.

use super::internet::is_global;
use super::names::{Answer, Names, is_aaaa};
use super::trace::ResolverStep;
use crate::cloud::Settings;
use crate::net::dns;
use crate::net::pref64::WELL_KNOWN;
use hickory_proto::op::{Query, ResponseCode};
use hickory_proto::rr::rdata::{AAAA, CNAME};
use hickory_proto::rr::{RData, Record, RecordType};
use ipnet::IpNet;
use std::net::Ipv4Addr;

/// The longest time to live, in seconds, where the negative answer had no SOA (rule 2.9).
const WITHOUT_SOA: u32 = 600;
/// The time to live of a reverse name's alias, in seconds: BIND's, for RFC 6147 names none.
const REVERSE_ALIAS: u32 = 600;

/// The answer to a question for AAAA records.
pub(super) fn answer(names: &Names<'_>, question: &Query, settings: &Settings) -> Answer {
    let mut native = names.plain(question);
    if native.code == ResponseCode::NXDomain {
        return native;
    }
    let had_any = native.records.iter().any(is_aaaa);
    if settings.dns64_excludes_ipv4_mapped {
        native.records.retain(|record| !is_ipv4_mapped(record));
    }
    if native.records.iter().any(is_aaaa) {
        native.steps.push(ResolverStep::Native);
        return native;
    }
    let mut ipv4 = names.plain(&Query::query(question.name.clone(), RecordType::A));
    let longest = if settings.dns64_ttl_up_to_soa { negative_ttl(&native, had_any) } else { u32::MAX };
    native.steps.append(&mut ipv4.steps);
    let synthesized = synthesize(&mut ipv4, longest, settings);
    native.steps.append(&mut ipv4.steps);
    // An A query that fails is the answer. One that is empty leaves the first answer as it is (rule
    // 2.7), but where that has lost its AAAA records, and so says nothing of what there is not.
    if synthesized || had_any || ipv4.code != ResponseCode::NoError {
        ipv4.steps = native.steps;
        return ipv4;
    }
    native
}

/// Puts AAAA records in the place of A records, which say themselves how that went; whether there
/// is at least one.
fn synthesize(answer: &mut Answer, longest: u32, settings: &Settings) -> bool {
    let mut synthesized = false;
    for record in std::mem::take(&mut answer.records) {
        let RData::A(address) = record.data else {
            answer.records.push(record);
            continue;
        };
        let from = address.0;
        if !settings.translate_private_ipv4 && !is_global(from.into()) {
            answer.steps.push(ResolverStep::LeftAside { from });
            continue;
        }
        let (to, ttl) = (WELL_KNOWN.embed(from), record.ttl.min(longest));
        answer.steps.push(ResolverStep::Synthesized { from, to, ttl });
        answer.records.push(Record::from_rdata(record.name, ttl, RData::AAAA(AAAA(to))));
        synthesized = true;
    }
    synthesized
}

/// The answer to a question for the name of an address below 64:ff9b::/96: an alias of the IPv4
/// address' reverse name, where that has a PTR record of its own (rule 2.12). None elsewhere.
pub(super) fn reverse(names: &Names<'_>, question: &Query) -> Option<Answer> {
    let from = embedded(question)?;
    let target = dns::reverse_name(from.into());
    let mut answer = names.plain(&Query::query(target.clone(), RecordType::PTR));
    let is_own = |record: &Record| record.record_type() == RecordType::PTR && record.name == target;
    if !answer.records.iter().all(is_own) || answer.records.is_empty() {
        return None;
    }
    let alias = RData::CNAME(CNAME(target));
    answer.records.insert(0, Record::from_rdata(question.name.clone(), REVERSE_ALIAS, alias));
    Some(answer)
}

fn embedded(question: &Query) -> Option<Ipv4Addr> {
    match question.name.parse_arpa_name().ok()? {
        IpNet::V6(whole) if whole.prefix_len() == 128 => WELL_KNOWN.extract(whole.addr()).ok(),
        IpNet::V4(_) | IpNet::V6(_) => None,
    }
}

/// IPv4-mapped addresses are of no use to a host without IPv4 (rule 2.3).
fn is_ipv4_mapped(record: &Record) -> bool {
    matches!(&record.data, RData::AAAA(address) if address.0.to_ipv4_mapped().is_some())
}

/// How long it is known that there is no AAAA record (rule 2.9).
fn negative_ttl(native: &Answer, had_any: bool) -> u32 {
    let soa = native.authority.iter().find(|record| record.record_type() == RecordType::SOA);
    soa.filter(|_| !had_any).map_or(WITHOUT_SOA, |soa| soa.ttl)
}
