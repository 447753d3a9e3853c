//! DNS64: AAAA records made from A records where there are none (RFC 6147; rules 2.1 to 2.16). AWS
//! always uses 64:ff9b::/96 (rule 2.19).

use super::internet::is_global;
use super::names::{Answer, Names, is_aaaa};
use super::trace::ResolverStep;
use crate::net::pref64::WELL_KNOWN;
use hickory_proto::op::{Query, ResponseCode};
use hickory_proto::rr::rdata::AAAA;
use hickory_proto::rr::{RData, Record, RecordType};
use std::net::Ipv4Addr;

/// The longest time to live, in seconds, where the negative answer had no SOA (rule 2.9).
const WITHOUT_SOA: u32 = 600;

/// Which A records are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// All, as AWS does, so that IPv4 hosts in private networks are reached too (rule 1.8).
    Every,
    /// Only those that are globally reachable, as RFC 6052 has it (rule 1.7).
    GlobalOnly,
}

/// The answer to a question for AAAA records.
pub(super) fn answer(names: &Names<'_>, question: &Query, policy: Policy) -> Answer {
    let mut native = names.plain(question);
    if native.code == ResponseCode::NXDomain {
        return native;
    }
    let had_any = native.records.iter().any(is_aaaa);
    native.records.retain(|record| !is_excluded(record));
    if native.records.iter().any(is_aaaa) {
        native.steps.push(ResolverStep::Native);
        return native;
    }
    let mut ipv4 = names.plain(&Query::query(question.name.clone(), RecordType::A));
    native.steps.append(&mut ipv4.steps);
    let longest = negative_ttl(&native, had_any);
    let mut made = Vec::with_capacity(ipv4.records.len());
    let mut synthesized = false;
    for record in ipv4.records {
        match record.data {
            RData::A(address) => match synthesize(&record, address.0, policy, longest) {
                Ok((aaaa, step)) => {
                    synthesized = true;
                    native.steps.push(step);
                    made.push(aaaa);
                }
                Err(step) => native.steps.push(step),
            },
            _ => made.push(record),
        }
    }
    if synthesized {
        native.code = ipv4.code;
        native.records = made;
        native.authority = ipv4.authority;
    }
    // Otherwise the first answer stands: it is as empty (rule 2.7).
    native
}

fn synthesize(
    record: &Record,
    from: Ipv4Addr,
    policy: Policy,
    longest: u32,
) -> Result<(Record, ResolverStep), ResolverStep> {
    if policy == Policy::GlobalOnly && !is_global(from.into()) {
        return Err(ResolverStep::LeftAside { from });
    }
    let to = WELL_KNOWN.embed(from);
    let ttl = record.ttl.min(longest);
    let aaaa = Record::from_rdata(record.name.clone(), ttl, RData::AAAA(AAAA(to)));
    Ok((aaaa, ResolverStep::Synthesized { from, to, ttl }))
}

/// IPv4-mapped addresses are never given out (rule 2.3).
fn is_excluded(record: &Record) -> bool {
    matches!(&record.data, RData::AAAA(address) if address.0.to_ipv4_mapped().is_some())
}

/// How long it is known that there is no AAAA record (rule 2.9).
fn negative_ttl(native: &Answer, had_any: bool) -> u32 {
    let soa = native.authority.iter().find(|record| record.record_type() == RecordType::SOA);
    soa.filter(|_| !had_any).map_or(WITHOUT_SOA, |soa| soa.ttl)
}
