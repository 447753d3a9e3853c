//! What a zone's name servers answer: records, aliases, what a DNAME makes of a name, a wildcard's
//! records, or a negative answer with the zone's SOA.

use crate::cloud::internet::{Failing, Zone};
use crate::net::{dname, dns};
use hickory_proto::rr::rdata::{CNAME, SOA};
use hickory_proto::rr::{Name, RData, Record, RecordType};

/// What is at a name.
#[derive(Clone, Debug)]
pub(super) enum Found {
    /// Records of the wanted type.
    Records(Vec<Record>),
    /// A CNAME instead, and the name that it points to.
    Alias(Record, Name),
    /// A DNAME above the name, and the name that it makes of this one; none where that is too long.
    Moved(Record, Option<Name>),
    /// The name is there, but has nothing of the wanted type.
    NoData(Option<Record>),
    /// The name is not there.
    NoName(Option<Record>),
    /// The zone's name servers can't answer.
    Failed(Failing),
}

/// What a zone has for a question.
pub(super) fn look_up(zone: &Zone, name: &Name, kind: RecordType) -> Found {
    if let Some(failure) = zone.fails.iter().find(|failure| failure.name == *name && failure.kind == kind) {
        return Found::Failed(failure.failing);
    }
    if let Some((dname, target)) = dname_above(zone, name) {
        return Found::Moved(dname.clone(), dname::substitute(name, &dname.name, &target));
    }
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
    let target = |record: &Record| match &record.data {
        RData::CNAME(target) => Some(target.0.clone()),
        _ => None,
    };
    let alias = here.into_iter().find_map(|record| target(&record).map(|target| (record, target)));
    alias.map_or_else(|| Found::NoData(soa()), |(record, target)| Found::Alias(record, target))
}

/// The CNAME that stands beside a DNAME in an answer, with its time to live (RFC 6672, section 3.1).
pub(super) fn made_cname(dname: &Record, name: &Name, target: &Name) -> Record {
    Record::from_rdata(name.clone(), dname.ttl, RData::CNAME(CNAME(target.clone())))
}

/// The DNAME that redirects a name: it stands at an ancestor, for it leaves its own name alone.
fn dname_above<'z>(zone: &'z Zone, name: &Name) -> Option<(&'z Record, Name)> {
    let above = |record: &&Record| record.name.zone_of(name) && record.name != *name;
    zone.records.iter().filter(above).find_map(|record| Some((record, dname::target(&record.data)?)))
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

/// The root's SOA, for names below no zone of the world.
pub(super) fn root_soa() -> Option<Record> {
    made_soa(".", "a.root-servers.net.", "nstld.verisign-grs.com.", 86_400)
}
