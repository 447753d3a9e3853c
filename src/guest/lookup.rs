//! `getaddrinfo` as glibc does it: /etc/hosts, the servers of /etc/resolv.conf with their timeouts,
//! and the order of addresses (rules 2.26, 5.12 to 5.20).
//!
//! Simplified: the search domain is tried for names without a dot only; glibc would also try it
//! after a dotted name was not found, which changes no result here and doubles every trace.

use super::dns::{self, Asked, Reply};
use super::process::{EventId, Process};
use crate::net::Family;
use crate::net::dns::{Asking, Over};
use hickory_proto::op::{Message, ResponseCode};
use hickory_proto::rr::{RData, RecordType};
use std::cmp::Reverse;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

/// How long the stub resolver waits for one server, and how often it asks each (rule 2.26).
const TIMEOUT: Duration = Duration::from_secs(5);
const ROUNDS: usize = 2;

/// Which addresses are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Of both families.
    Any,
    /// Of one family: the other is not even asked for.
    Only(Family),
}

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The name at the end of its aliases, without the final dot.
    pub canonical: String,
    /// Its addresses, best first.
    pub addresses: Vec<IpAddr>,
}

/// Why a name gave no address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameError {
    /// There is no such name: `EAI_NONAME`.
    NoName,
    /// The name has no address, or none of the wanted family: `EAI_NODATA`, `EAI_ADDRFAMILY`.
    NoAddress(Wanted),
    /// No server answered: `EAI_AGAIN`.
    TryAgain,
}

impl std::fmt::Display for NameError {
    /// `gai_strerror`'s words.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::NoName => "Name or service not known",
            Self::NoAddress(Wanted::Any) => "No address associated with hostname",
            Self::NoAddress(Wanted::Only(_)) => "Address family for hostname not supported",
            Self::TryAgain => "Temporary failure in name resolution",
        })
    }
}

/// The addresses of a name or literal, best first.
pub fn addresses(process: &mut Process<'_>, name: &str, wanted: Wanted) -> Result<Found, NameError> {
    if let Ok(literal) = name.parse::<IpAddr>() {
        let fits = wanted == Wanted::Any || wanted == Wanted::Only(Family::from(literal));
        let found = Found { canonical: name.to_owned(), addresses: vec![literal] };
        return if fits { Ok(found) } else { Err(NameError::NoAddress(wanted)) };
    }
    if let Some(addresses) = from_hosts_file(name, wanted) {
        return Ok(Found { canonical: name.to_owned(), addresses });
    }
    let mut worst = NameError::NoName;
    for candidate in candidates(process, name) {
        match from_servers(process, &candidate, wanted) {
            Ok(mut found) => {
                sort(process, &mut found.addresses);
                return Ok(found);
            }
            Err(NameError::NoName) => {}
            Err(error) => {
                worst = error;
                if error == NameError::TryAgain {
                    break;
                }
            }
        }
    }
    Err(worst)
}

fn from_hosts_file(name: &str, wanted: Wanted) -> Option<Vec<IpAddr>> {
    let v6 = IpAddr::V6(Ipv6Addr::LOCALHOST);
    let v4 = IpAddr::V4(Ipv4Addr::LOCALHOST);
    match name.trim_end_matches('.').to_ascii_lowercase().as_str() {
        "localhost" | "localhost.localdomain" => Some(match wanted {
            Wanted::Any => vec![v6, v4],
            Wanted::Only(Family::Ipv4) => vec![v4],
            Wanted::Only(Family::Ipv6) => vec![v6],
        }),
        _ => None,
    }
}

fn candidates(process: &Process<'_>, name: &str) -> Vec<String> {
    if name.contains('.') {
        vec![name.to_owned()]
    } else {
        vec![format!("{name}.{}", process.machine.domain()), name.to_owned()]
    }
}

/// Asks for a name's records: AAAA and A at once, server after server.
fn from_servers(process: &mut Process<'_>, name: &str, wanted: Wanted) -> Result<Found, NameError> {
    let kinds: &[RecordType] = match wanted {
        Wanted::Any => &[RecordType::A, RecordType::AAAA],
        Wanted::Only(Family::Ipv4) => &[RecordType::A],
        Wanted::Only(Family::Ipv6) => &[RecordType::AAAA],
    };
    let name = crate::net::dns::name(name).ok_or(NameError::NoName)?;
    let mut questions = Vec::new();
    for kind in kinds {
        let id = process.dice(&format!("id {name} {kind}"), 1 << 16) as u16;
        questions.push(crate::net::dns::query(id, name.clone(), *kind, Asking::STUB));
    }
    let (answers, events) = ask_in_turn(process, &questions).ok_or(NameError::TryAgain)?;
    let result = read(&answers, &name.to_ascii(), wanted);
    if result.is_err()
        && let Some(event) = events.last()
    {
        process.decided_by(*event);
    }
    result
}

/// Asks all questions at once, of one server after the other, twice; none where nobody answers. One
/// answer that is of use is enough: a name server that fails for AAAA does not hide the A records.
fn ask_in_turn(process: &mut Process<'_>, questions: &[Message]) -> Option<(Vec<Message>, Vec<EventId>)> {
    for _ in 0..ROUNDS {
        for server in process.machine.name_servers() {
            let mut answers = Vec::new();
            let mut events = Vec::new();
            let mut took = Duration::ZERO;
            let mut silent = false;
            for question in questions {
                let asked = ask(process, server, question);
                events.push(asked.event);
                match asked.reply {
                    Reply::Came(answer, time, _) => {
                        took = took.max(time);
                        answers.push(*answer);
                    }
                    Reply::Refused(time) => took = took.max(time),
                    Reply::Silence => silent = true,
                    Reply::NoRoute => {}
                }
            }
            process.wait(if silent { TIMEOUT } else { took });
            let usable = |answer: &Message| matches!(code(answer), ResponseCode::NoError | ResponseCode::NXDomain);
            if answers.len() == questions.len() && answers.iter().any(usable) {
                answers.retain(usable);
                return Some((answers, events));
            }
            if let Some(event) = events.last() {
                process.decided_by(*event);
            }
        }
    }
    None
}

/// Asks over UDP, and again over TCP where the answer did not fit into a datagram.
fn ask(process: &mut Process<'_>, server: IpAddr, question: &Message) -> Asked {
    let asked = dns::ask(process, server, question.clone(), Over::Udp);
    match asked.reply {
        Reply::Came(answer, took, _) if answer.metadata.truncation => {
            process.wait(took);
            dns::ask(process, server, question.clone(), Over::Tcp)
        }
        _ => asked,
    }
}

fn code(answer: &Message) -> ResponseCode {
    answer.metadata.response_code
}

fn read(answers: &[Message], name: &str, wanted: Wanted) -> Result<Found, NameError> {
    let mut canonical = name.trim_end_matches('.').to_owned();
    let mut found = Vec::new();
    for answer in answers {
        for record in &answer.answers {
            let address = match &record.data {
                RData::A(a) => IpAddr::V4(a.0),
                RData::AAAA(aaaa) => IpAddr::V6(aaaa.0),
                _ => continue,
            };
            canonical = record.name.to_ascii().trim_end_matches('.').to_owned();
            found.push(address);
        }
    }
    if !found.is_empty() {
        return Ok(Found { canonical, addresses: found });
    }
    let missing = answers.iter().all(|answer| code(answer) == ResponseCode::NXDomain);
    Err(if missing { NameError::NoName } else { NameError::NoAddress(wanted) })
}

/// The name of an address, where its PTR record says one.
pub fn name_of(process: &mut Process<'_>, address: IpAddr) -> Option<String> {
    let id = process.dice(&format!("ptr {address}"), 1 << 16) as u16;
    let name = crate::net::dns::reverse_name(address);
    let question = crate::net::dns::query(id, name, RecordType::PTR, Asking::STUB);
    let (answers, _) = ask_in_turn(process, &[question])?;
    answers.first()?.answers.iter().find_map(|record| match &record.data {
        RData::PTR(name) => Some(name.to_ascii().trim_end_matches('.').to_owned()),
        _ => None,
    })
}

/// Puts addresses into the order that glibc tries them in (rules 5.13 to 5.17). What no rule tells
/// apart stays in the order of the answers, A before AAAA.
fn sort(process: &Process<'_>, addresses: &mut [IpAddr]) {
    let machine = &process.machine;
    let rank = |address: &IpAddr| {
        let source = source(process, *address);
        let matches = |f: fn(IpAddr) -> u8| source.is_some_and(|source| f(source) == f(*address));
        let common = match (*address, source) {
            (IpAddr::V6(to), Some(IpAddr::V6(from))) => (u128::from(to) ^ u128::from(from)).leading_zeros(),
            // Outside the own subnet what IPv4 addresses have in common says nothing.
            (IpAddr::V4(to), Some(IpAddr::V4(from))) if machine.ipv4().contains(&to) => {
                (u32::from(to) ^ u32::from(from)).leading_zeros()
            }
            _ => 0,
        };
        let usable = source.is_some();
        let better = (usable, matches(scope), matches(label), precedence(*address));
        (Reverse(better), scope(*address), Reverse(common))
    };
    addresses.sort_by_cached_key(rank);
}

/// The source that a connection to this address would have; none where it can't be made.
fn source(process: &Process<'_>, address: IpAddr) -> Option<IpAddr> {
    match address {
        loopback if loopback.is_loopback() => Some(loopback),
        // Without its interface a link-local address says nothing.
        IpAddr::V6(v6) if v6.is_unicast_link_local() => None,
        // IPv4-mapped addresses are reached by IPv4.
        other => process.machine.route_to(other.to_canonical()).source,
    }
}

/// RFC 4291's scopes, as RFC 6724 gives them to IPv4 too.
fn scope(address: IpAddr) -> u8 {
    let link = match address {
        IpAddr::V4(v4) => v4.is_link_local() || v4.is_loopback(),
        IpAddr::V6(v6) => v6.is_unicast_link_local() || v6.is_loopback(),
    };
    if link { 2 } else { 14 }
}

/// glibc's policy table (rule 5.15): prefix, its length, precedence, label; the first that matches.
const POLICIES: [(u128, u32, u8, u8); 8] = [
    (1, 128, 50, 0),
    (0x2002 << 112, 16, 30, 2),
    (0x2001_0000 << 96, 32, 40, 7),
    (0xffff << 32, 96, 10, 4),
    (0, 96, 20, 3),
    (0xfec0 << 112, 10, 40, 5),
    (0xfc00 << 112, 7, 40, 6),
    (0, 0, 40, 1),
];

fn policy(address: IpAddr) -> (u8, u8) {
    let bits = match address {
        IpAddr::V4(v4) => u128::from(v4.to_ipv6_mapped()),
        IpAddr::V6(v6) => u128::from(v6),
    };
    let same = |prefix: u128, length: u32| length == 0 || (bits ^ prefix) >> (128 - length) == 0;
    let found = POLICIES.iter().find(|(prefix, length, _, _)| same(*prefix, *length));
    found.map_or((40, 1), |(_, _, precedence, label)| (*precedence, *label))
}

fn precedence(address: IpAddr) -> u8 {
    policy(address).0
}

fn label(address: IpAddr) -> u8 {
    policy(address).1
}
