//! Where real name servers differ from the simulation on purpose, one by one.

use super::made::Kind;
use super::{Case, Reply};
use hickory_proto::op::ResponseCode;

/// A real name server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peer {
    /// NSD, the authority.
    Nsd,
    /// unbound with its DNS64 module.
    Unbound,
    /// BIND with DNS64.
    Bind,
}

/// A known difference.
pub struct Difference {
    pub peer: Peer,
    pub kind: Kind,
    /// What the peer does.
    pub does: &'static str,
    /// Why the simulation does not.
    pub why: &'static str,
    /// Whether the peer's answer is just that.
    pub is: fn(&Case, &Reply) -> bool,
}

const RFC_TTL: &str = "RFC 6147, 5.1.7: at most the SOA's, and 600 s where none was seen";
const RFC_EXCLUSION: &str = "RFC 6147, 5.1.4: ::ffff:0:0/96 is excluded by default";
const RFC_ERRORS: &str = "RFC 6147, 5.1.2: any error but NXDOMAIN counts as an empty answer";
const NO_REVERSE: &str = "no word of AWS on reverse names of made addresses: plain recursion";
const ONE_SET: &str = "RFC 8482 lets a server answer ANY with one set; the simulation shows what there is";
const RESOLVER: &str = "an authority says what it has; a resolver gives up with SERVFAIL";

/// All known differences.
pub const DIFFERENCES: &[Difference] = &[
    Difference {
        peer: Peer::Nsd,
        kind: Kind::Loop,
        does: "shows a circle of aliases once",
        why: RESOLVER,
        is: |_, theirs| theirs.code == ResponseCode::NoError && only(theirs, " cname "),
    },
    Difference {
        peer: Peer::Nsd,
        kind: Kind::EndlessChain,
        does: "follows all aliases of its own zone",
        why: RESOLVER,
        is: |_, theirs| theirs.code == ResponseCode::NoError && theirs.answer.len() >= 12,
    },
    Difference {
        peer: Peer::Nsd,
        kind: Kind::AnyOfSeveral,
        does: "answers ANY with one set of records",
        why: ONE_SET,
        is: part_of_ours,
    },
    Difference {
        peer: Peer::Unbound,
        kind: Kind::AnyOfSeveral,
        does: "answers ANY with what its authority gave it",
        why: ONE_SET,
        is: part_of_ours,
    },
    Difference {
        peer: Peer::Unbound,
        kind: Kind::Mapped,
        does: "gives IPv4-mapped addresses out",
        why: RFC_EXCLUSION,
        is: as_without_dns64,
    },
    Difference {
        peer: Peer::Unbound,
        kind: Kind::OnlyMapped,
        does: "gives IPv4-mapped addresses out",
        why: RFC_EXCLUSION,
        is: as_without_dns64,
    },
    Difference {
        peer: Peer::Unbound,
        kind: Kind::MixedMapped,
        does: "gives IPv4-mapped addresses out beside others",
        why: RFC_EXCLUSION,
        is: as_without_dns64,
    },
    Difference {
        peer: Peer::Unbound,
        kind: Kind::LongerThanSoa,
        does: "keeps the A record's time to live",
        why: RFC_TTL,
        is: longer_lived,
    },
    Difference {
        peer: Peer::Unbound,
        kind: Kind::WellKnown,
        does: "keeps the A record's time to live",
        why: RFC_TTL,
        is: longer_lived,
    },
    Difference {
        peer: Peer::Unbound,
        kind: Kind::SyntheticReverse,
        does: "gives the IPv4 address' name directly",
        why: NO_REVERSE,
        is: |case, theirs| {
            let line = format!("{} ptr ns.example.", case.question.name);
            matches!(theirs.answer.as_slice(), [only] if only.record == line)
        },
    },
    Difference {
        peer: Peer::Unbound,
        kind: Kind::SyntheticNoReverse,
        does: "denies with the SOA of the IPv4 address' zone",
        why: NO_REVERSE,
        is: |_, theirs| theirs.code == ResponseCode::NXDomain && theirs.answer.is_empty() && denied_in_addr(theirs),
    },
    Difference {
        peer: Peer::Unbound,
        kind: Kind::WithCd,
        does: "makes nothing for CD alone",
        why: "RFC 6147, 5.5 forbids it for CD with DO only",
        is: as_without_dns64,
    },
    Difference {
        peer: Peer::Unbound,
        kind: Kind::Denied,
        does: "makes records for a name that was denied",
        why: "RFC 6147, 5.1.2: NXDOMAIN is returned",
        is: all_made,
    },
    Difference {
        peer: Peer::Bind,
        kind: Kind::AnyOfSeveral,
        does: "answers ANY with what its authority gave it",
        why: ONE_SET,
        is: part_of_ours,
    },
    Difference {
        peer: Peer::Bind,
        kind: Kind::Loop,
        does: "shows the aliases that it followed beside SERVFAIL",
        why: "an answer that failed is empty here, as unbound's",
        is: |_, theirs| theirs.code == ResponseCode::ServFail && only(theirs, " cname "),
    },
    Difference {
        peer: Peer::Bind,
        kind: Kind::EndlessChain,
        does: "shows the aliases that it followed beside SERVFAIL",
        why: "an answer that failed is empty here, as unbound's",
        is: |_, theirs| theirs.code == ResponseCode::ServFail && only(theirs, " cname "),
    },
    Difference {
        peer: Peer::Bind,
        kind: Kind::Mapped,
        does: "lets made records live no longer than the AAAA records that were excluded",
        why: RFC_TTL,
        is: |case, theirs| {
            let excluded = case.plain.answer.iter().map(|line| line.ttl).min().unwrap_or(0);
            records(&case.made) == records(theirs) && theirs.answer.iter().all(|line| line.ttl <= excluded)
        },
    },
    Difference {
        peer: Peer::Bind,
        kind: Kind::SyntheticReverse,
        does: "makes an alias of the IPv4 address' reverse name",
        why: NO_REVERSE,
        is: |_, theirs| {
            let has = |what: &str| theirs.answer.iter().any(|line| line.record.contains(what));
            theirs.answer.len() == 2 && has(".ip6.arpa. cname ") && has(".in-addr.arpa. ptr ns.example.")
        },
    },
    Difference {
        peer: Peer::Bind,
        kind: Kind::SyntheticNoReverse,
        does: "makes an alias though there is nothing behind it",
        why: NO_REVERSE,
        is: |_, theirs| theirs.code == ResponseCode::NXDomain && only(theirs, " cname ") && denied_in_addr(theirs),
    },
    Difference {
        peer: Peer::Bind,
        kind: Kind::WithBoth,
        does: "makes records for who validates alone, as long as the zone is not signed",
        why: "RFC 6147, 5.5: CD with DO must not be synthesized",
        is: all_made,
    },
    Difference {
        peer: Peer::Bind,
        kind: Kind::Failing,
        does: "fails when the AAAA query fails",
        why: RFC_ERRORS,
        is: |_, theirs| theirs.code == ResponseCode::ServFail && theirs.answer.is_empty(),
    },
];

/// All records of the answer, and there are some, are of this type.
fn only(theirs: &Reply, kind: &str) -> bool {
    !theirs.answer.is_empty() && theirs.answer.iter().all(|line| line.record.contains(kind))
}

fn part_of_ours(case: &Case, theirs: &Reply) -> bool {
    let ours = |record: &String| case.plain.answer.iter().any(|line| line.record == *record);
    let fewer = theirs.answer.len() < case.plain.answer.len();
    fewer && !theirs.answer.is_empty() && theirs.answer.iter().all(|line| ours(&line.record))
}

fn as_without_dns64(case: &Case, theirs: &Reply) -> bool {
    case.plain.is(theirs)
}

/// The same records, but living longer.
fn longer_lived(case: &Case, theirs: &Reply) -> bool {
    let longer = case.made.answer.iter().zip(&theirs.answer).all(|(ours, theirs)| theirs.ttl >= ours.ttl);
    longer && records(&case.made) == records(theirs)
}

/// An answer without its times to live.
fn records(reply: &Reply) -> (ResponseCode, Vec<&str>) {
    (reply.code, reply.answer.iter().map(|line| line.record.as_str()).collect())
}

/// Nothing but made records.
fn all_made(_: &Case, theirs: &Reply) -> bool {
    theirs.code == ResponseCode::NoError && only(theirs, " aaaa 64:ff9b::")
}

fn denied_in_addr(theirs: &Reply) -> bool {
    matches!(theirs.authority.as_slice(), [soa] if soa.record.starts_with("177.27.20.in-addr.arpa. soa "))
}
