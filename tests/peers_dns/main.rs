//! The simulated resolver beside real ones: the same zones, the same questions, the answers compared
//! record by record. NSD is the authority and shows what there is without DNS64; BIND and unbound are
//! resolvers with DNS64. Where a peer differs on purpose, `known` says so; any other difference fails.

mod known;
mod made;
mod peers;

use hickory_proto::op::{Message, ResponseCode};
use hickory_proto::rr::Record;
use known::{DIFFERENCES, Difference, Peer};
use made::{Kind, Made, Question, made};
use peers::Server;
use std::net::{SocketAddr, UdpSocket};
use v6dojo::cloud::Settings;
use v6dojo::cloud::internet::{Failing, Failure, Zone};
use v6dojo::net::dns;
use v6dojo::sim::names::Names;

/// What the names are made from. Any other number must do as well.
const SEED: u64 = 6147;
/// How many seconds a resolver may count down between asking and answering.
const COUNTED_DOWN: u32 = 2;

/// An answer in a form that can be compared: sets of records, each with its time to live.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Reply {
    code: ResponseCode,
    answer: Vec<Line>,
    authority: Vec<Line>,
}

/// A record without its time to live, and that.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Line {
    record: String,
    ttl: u32,
}

impl Reply {
    fn of(message: &Message) -> Self {
        let lines = |records: &[Record]| {
            let line = |record: &Record| Line { record: text(record), ttl: record.ttl };
            let mut lines: Vec<Line> = records.iter().map(line).collect();
            lines.sort();
            lines
        };
        let code = message.metadata.response_code;
        Self { code, answer: lines(&message.answers), authority: lines(&message.authorities) }
    }

    /// The same records with the same times to live, but for what a cache has counted down since. The
    /// SOA of a negative answer is shared by all names, so its time to live may be anything there.
    fn is(&self, theirs: &Self) -> bool {
        let close = |(ours, theirs): (&Line, &Line)| {
            ours.record == theirs.record && (ours.ttl.saturating_sub(COUNTED_DOWN)..=ours.ttl).contains(&theirs.ttl)
        };
        let records = |lines: &[Line]| lines.iter().map(|line| line.record.clone()).collect::<Vec<_>>();
        self.code == theirs.code
            && self.answer.len() == theirs.answer.len()
            && self.answer.iter().zip(&theirs.answer).all(close)
            && records(&self.authority) == records(&theirs.authority)
    }
}

/// A record in one line, names in small letters.
fn text(record: &Record) -> String {
    let data = dns::data_text(&record.data);
    format!("{} {} {}", record.name.to_ascii(), record.record_type(), data).to_ascii_lowercase()
}

/// One question with what the simulation answers to it, without DNS64 and with it.
struct Case {
    question: Question,
    message: Message,
    plain: Reply,
    made: Reply,
}

fn cases(made: &Made, zones: &[Zone]) -> Vec<Case> {
    let names = Names::zones(zones);
    let settings = Settings::default();
    let case = |(number, question): (usize, &Question)| {
        let id = u16::try_from(number).expect("less than 65,536 questions");
        let name = dns::name(&question.name).unwrap_or_else(|| panic!("{} is a name", question.name));
        let message = dns::query(id, name, question.wanted, question.asking);
        let reply = |dns64| Reply::of(&names.answer(&message, dns64).message(&message, 4096));
        let (plain, made) = (reply(None), reply(Some(&settings)));
        Case { question: question.clone(), message, plain, made }
    };
    made.questions.iter().enumerate().map(case).collect()
}

#[test]
fn real_resolvers_answer_the_same() {
    let Some(nsd) = peers::program("nsd") else { return };
    let made = made(SEED);
    let mut zones: Vec<Zone> = made.zones.iter().map(|(origin, text)| read(origin, text)).collect();
    zones.push(broken(&made));
    let cases = cases(&made, &zones);
    let folder = tempfile::tempdir().expect("a folder");
    let [nsd_at, unbound_at, bind_at] = peers::free_ports();
    let authority = peers::nsd(&nsd, folder.path(), nsd_at, &made.zones);
    let mut authorities: Vec<(String, SocketAddr)> =
        made.zones.iter().map(|(origin, _)| (origin.clone(), nsd_at)).collect();
    authorities.insert(0, ("broken.example.".to_owned(), failing_authority(zones.last().cloned())));
    let mut wrong = compare(Peer::Nsd, &authority, &cases);
    if let Some(program) = peers::program("unbound") {
        let server = peers::unbound(&program, folder.path(), unbound_at, &authorities);
        wrong.extend(compare(Peer::Unbound, &server, &cases));
    }
    if let Some(program) = peers::program("named") {
        let server = peers::bind(&program, folder.path(), bind_at, &authorities);
        wrong.extend(compare(Peer::Bind, &server, &cases));
    }
    assert!(wrong.is_empty(), "{} differences\n{}", wrong.len(), wrong.join("\n"));
}

/// What a peer answers otherwise than it should. What it should is the simulation's answer, or what
/// `known` says of this peer and this kind of case.
fn compare(peer: Peer, server: &Server, cases: &[Case]) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut told = vec![0; DIFFERENCES.len()];
    let mut equal = 0;
    let mut asked = 0;
    for case in cases {
        let (kind, ours) = (case.question.kind, if peer == Peer::Nsd { &case.plain } else { &case.made });
        if peer == Peer::Nsd && matches!(kind, Kind::Failing | Kind::Denied) {
            continue;
        }
        asked += 1;
        let theirs = Reply::of(&server.ask(&case.message));
        if ours.is(&theirs) {
            equal += 1;
            continue;
        }
        let known = |difference: &Difference| {
            difference.peer == peer && difference.kind == kind && (difference.is)(case, &theirs)
        };
        match DIFFERENCES.iter().position(known) {
            Some(index) => told[index] += 1,
            None => wrong.push(format!(
                "{peer:?} {kind:?}: {} {}\n  ours   {ours:?}\n  theirs {theirs:?}",
                case.question.name, case.question.wanted
            )),
        }
    }
    eprintln!(
        "{peer:?}: {asked} questions, {equal} answered the same, {} in a known other way",
        asked - equal - wrong.len()
    );
    for (difference, count) in DIFFERENCES.iter().zip(told).filter(|(difference, _)| difference.peer == peer) {
        eprintln!("  {count} {:?}: {}; {}", difference.kind, difference.does, difference.why);
        if count == 0 {
            wrong.push(format!("{peer:?} {:?}: it no longer {}", difference.kind, difference.does));
        }
    }
    wrong
}

fn read(origin: &str, text: &str) -> Zone {
    Zone::read(origin, text).unwrap_or_else(|error| panic!("zone {origin}: {error}"))
}

/// The zone whose name servers fail at AAAA.
fn broken(made: &Made) -> Zone {
    let mut zone = read("broken.example.", &made.broken);
    for failing in [Failing::ServFail, Failing::Refused, Failing::NotImp, Failing::FormErr, Failing::NxDomain] {
        let label = dns::code_text(failing.code().expect("it answers")).to_ascii_lowercase();
        let name = dns::name(&format!("{label}.broken.example.")).expect("a name");
        zone.fails.push(Failure { name, kind: hickory_proto::rr::RecordType::AAAA, failing });
    }
    zone
}

/// The authority of that zone, which NSD can't be: it answers until the test ends.
fn failing_authority(zone: Option<Zone>) -> SocketAddr {
    let zones: Vec<Zone> = zone.into_iter().collect();
    let socket = UdpSocket::bind("127.0.0.1:0").expect("a socket");
    let at = socket.local_addr().expect("its address");
    std::thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok((length, from)) = socket.recv_from(&mut buffer) {
            let Ok(asked) = Message::from_vec(&buffer[..length]) else { continue };
            let mut answer = Names::zones(&zones).answer(&asked, None).message(&asked, 4096);
            answer.metadata.authoritative = true;
            let failure = zones[0]
                .fails
                .iter()
                .find(|it| asked.queries.iter().any(|query| query.name == it.name && query.query_type == it.kind));
            if let Some(code) = failure.and_then(|failure| failure.failing.code()) {
                answer.metadata.response_code = code;
            }
            let _ = socket.send_to(&dns::to_bytes(&answer), from);
        }
    });
    at
}
