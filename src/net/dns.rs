//! DNS messages: questions, the datagrams they travel in, and records as `dig` prints them.
//! `hickory-proto` knows the wire format; this is what the simulation needs around it.

use super::build::{Ends, Envelope, Segment};
use super::dname;
use super::packet::Packet;
use super::tcp::{self, TcpFlags};
use super::translate::VPC_MTU;
use super::view::TransportView;
use hickory_proto::op::{Edns, Header, Message, MessageType, Metadata, OpCode, Query, ResponseCode};
use hickory_proto::rr::{Name, RData, Record, RecordType};
use hickory_proto::serialize::binary::{BinDecodable, DecodeError};
use std::fmt::Write;
use std::net::IpAddr;

/// The port that name servers listen on.
pub const PORT: u16 = 53;

/// What a client asks for besides the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Asking {
    /// Recursion desired: the server shall do the whole work.
    pub recursion: bool,
    /// Checking disabled: unchecked data will do (RFC 4035).
    pub checking_disabled: bool,
    /// The biggest answer taken over UDP, in bytes (RFC 6891); none asks without EDNS: 512.
    pub udp_size: Option<u16>,
    /// DNSSEC OK: signatures are wanted (RFC 3225). Needs EDNS.
    pub dnssec_ok: bool,
}

impl Asking {
    /// As `dig` 9.18 asks.
    pub const DIG: Self = Self { recursion: true, checking_disabled: false, udp_size: Some(1232), dnssec_ok: false };

    /// As the C library's stub resolver asks.
    pub const STUB: Self = Self { udp_size: None, ..Self::DIG };
}

/// How a message travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Over {
    /// In one datagram, as long as both ends take.
    Udp,
    /// In a stream, its length before it (RFC 1035, section 4.2.2).
    Tcp,
}

/// The longest datagram that every client takes, in bytes (RFC 1035, section 4.2.1).
const SMALLEST_UDP: u16 = 512;

/// Why a packet holds no DNS message.
#[derive(Debug, thiserror::Error)]
pub enum NoMessage {
    /// It is no UDP datagram.
    #[error("no UDP datagram")]
    NotUdp,
    /// Its payload is no DNS message.
    #[error("no DNS message: {0}")]
    Wire(#[from] DecodeError),
}

/// A name written by a person: with or without the final dot, it is taken as complete.
pub fn name(text: &str) -> Option<Name> {
    let mut name = Name::from_str_relaxed(text).ok()?;
    name.set_fqdn(true);
    Some(name)
}

/// The name that an address' PTR record stands at, below `in-addr.arpa.` or `ip6.arpa.`.
pub fn reverse_name(address: IpAddr) -> Name {
    address.into()
}

/// A question.
pub fn query(id: u16, name: Name, kind: RecordType, asking: Asking) -> Message {
    let mut message = Message::new(id, MessageType::Query, OpCode::Query);
    message.metadata.recursion_desired = asking.recursion;
    message.metadata.checking_disabled = asking.checking_disabled;
    message.add_query(Query::query(name, kind));
    if let Some(size) = asking.udp_size {
        message.set_edns(edns(size, asking.dnssec_ok));
    }
    message
}

/// An answer without records yet, to this question: same id, question and EDNS version; recursion
/// available. `udp_size` is what the server takes itself.
pub fn response(question: &Message, udp_size: u16) -> Message {
    let mut message = Message::response(question.metadata.id, question.metadata.op_code);
    message.metadata.recursion_desired = question.metadata.recursion_desired;
    message.metadata.checking_disabled = question.metadata.checking_disabled;
    message.metadata.recursion_available = true;
    message.add_queries(question.queries.iter().cloned());
    if let Some(asked) = &question.edns {
        message.set_edns(edns(udp_size, asked.flags().dnssec_ok));
    }
    message
}

fn edns(udp_size: u16, dnssec_ok: bool) -> Edns {
    let mut edns = Edns::new();
    edns.set_max_payload(udp_size);
    edns.set_dnssec_ok(dnssec_ok);
    edns
}

/// A message's wire bytes. Empty where it can't be written, which only records that were never on
/// a wire can bring about.
pub fn to_bytes(message: &Message) -> Vec<u8> {
    message.to_vec().unwrap_or_default()
}

/// How long an answer to this question may be, in bytes. `udp_size` is what the server sends at most
/// over UDP; a client without EDNS takes 512 bytes, and none may ask for less (RFC 6891, section 6.2.3).
pub fn longest_answer(question: &Message, over: Over, udp_size: u16) -> usize {
    let client = question.edns.as_ref().map_or(SMALLEST_UDP, Edns::max_payload);
    usize::from(match over {
        Over::Udp => client.min(udp_size).max(SMALLEST_UDP),
        Over::Tcp => u16::MAX,
    })
}

/// An answer's wire bytes, at most `longest` of them. What is there for convenience is left out first
/// (RFC 2181, section 9); where that is not enough the answer goes without any record, and says that it
/// is truncated. The message becomes what its bytes say.
pub fn fit(answer: &mut Message, longest: usize) -> Vec<u8> {
    let bytes = to_bytes(answer);
    // What is longer than any message the library cuts by itself, in the middle of a set of records.
    let cut = header(&bytes).is_none_or(|written| written.truncation != answer.metadata.truncation);
    if !cut && bytes.len() <= longest {
        return bytes;
    }
    if !answer.additionals.is_empty() {
        answer.additionals.clear();
        return fit(answer, longest);
    }
    answer.metadata.truncation = true;
    answer.answers.clear();
    answer.authorities.clear();
    to_bytes(answer)
}

/// A message's first twelve bytes, read; none where there are fewer. What follows may be anything.
pub fn header(message: &[u8]) -> Option<Metadata> {
    Header::from_bytes(message.get(..12)?).ok().map(|header| header.metadata)
}

/// A message as it travels in a stream: behind its length.
pub fn framed(message: &[u8]) -> Vec<u8> {
    let length = u16::try_from(message.len()).unwrap_or(u16::MAX);
    let message = &message[..usize::from(length)];
    [&length.to_be_bytes(), message].concat()
}

/// A message's bytes in a packet from one port to another. Over TCP it is one segment of a conversation
/// that stands, however long it is: what a machine hands to its interface.
pub fn carry(ends: Ends, (source_port, destination_port): (u16, u16), message: &[u8], over: Over) -> Packet {
    let envelope = Envelope::new(ends);
    match over {
        Over::Udp => envelope.udp(source_port, destination_port, message),
        Over::Tcp => envelope.tcp(&Segment {
            source_port,
            destination_port,
            sequence: 1,
            acknowledgment: 1,
            flags: TcpFlags::PSH | TcpFlags::ACK,
            window: tcp::later_window(tcp::mss(ends.source().into(), VPC_MTU)),
            payload: &framed(message),
            ..Segment::default()
        }),
    }
}

/// The message in a UDP datagram.
pub fn from_packet(packet: &Packet) -> Result<Message, NoMessage> {
    match packet.view().transport {
        TransportView::Udp(udp) => Ok(Message::from_vec(udp.payload)?),
        TransportView::Tcp(_) | TransportView::Icmp(_) | TransportView::Other(_) => Err(NoMessage::NotUdp),
    }
}

/// A response code in the field's words: `NOERROR`, `NXDOMAIN`, `SERVFAIL` …
pub fn code_text(code: ResponseCode) -> String {
    match code {
        ResponseCode::NoError => "NOERROR".to_owned(),
        ResponseCode::NXDomain => "NXDOMAIN".to_owned(),
        // One number, 16; the other name is for signed transactions (RFC 8945), which nobody here has.
        ResponseCode::BADVERS | ResponseCode::BADSIG => "BADVERS".to_owned(),
        other => format!("{other:?}").to_ascii_uppercase(),
    }
}

/// Where `dig` begins the columns of time to live, class, type and data; tabs are 8 wide.
const COLUMNS: [usize; 4] = [24, 32, 40, 48];

/// A record in master-file form, in the columns of `dig`.
pub fn record_line(record: &Record) -> String {
    let mut line = record.name.to_ascii();
    let mut column = line.chars().count();
    let fields = [record.ttl.to_string(), record.dns_class.to_string(), record.record_type().to_string()];
    for (field, to) in fields.iter().zip(COLUMNS) {
        column = indent(&mut line, column, to) + field.chars().count();
        line.push_str(field);
    }
    indent(&mut line, column, COLUMNS[3]);
    line.push_str(&data_text(&record.data));
    line
}

/// A question as `dig` prints it, behind a semicolon.
pub fn question_line(query: &Query) -> String {
    let mut line = query.name.to_ascii();
    let mut column = line.chars().count();
    let fields = [query.query_class.to_string(), query.query_type.to_string()];
    for (field, to) in fields.iter().zip(&COLUMNS[1..]) {
        column = indent(&mut line, column, *to) + field.chars().count();
        line.push_str(field);
    }
    format!(";{line}")
}

/// Goes on to a column, at least one space on, by tabs and then spaces; gives the new column.
fn indent(line: &mut String, from: usize, to: usize) -> usize {
    const TAB: usize = 8;
    let to = to.max(from + 1);
    let tabs = to / TAB - from / TAB;
    line.extend(std::iter::repeat_n('\t', tabs));
    let reached = if tabs > 0 { to / TAB * TAB } else { from };
    line.extend(std::iter::repeat_n(' ', to - reached));
    to
}

/// A record's data in master-file form: what `dig +short` prints.
pub fn data_text(data: &RData) -> String {
    match data {
        RData::CNAME(name) => name.to_ascii(),
        RData::NS(name) => name.to_ascii(),
        RData::PTR(name) => name.to_ascii(),
        RData::MX(mx) => format!("{} {}", mx.preference, mx.exchange.to_ascii()),
        RData::TXT(txt) => txt.txt_data.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(" "),
        other => dname::target(other).map_or_else(|| other.to_string(), |target| target.to_ascii()),
    }
}

/// A character string of a TXT record: in quotes, with backslashes where they are needed.
fn quoted(text: &[u8]) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for byte in text {
        match byte {
            b'"' | b'\\' => quoted.extend(['\\', char::from(*byte)]),
            b' '..=b'~' => quoted.push(char::from(*byte)),
            // Writing into a string does not fail.
            other => _ = write!(quoted, "\\{other:03}"),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use hickory_proto::rr::rdata::{A, AAAA, MX, SOA, TXT};

    fn record(owner: &str, ttl: u32, data: RData) -> Record {
        Record::from_rdata(name(owner).unwrap(), ttl, data)
    }

    #[test]
    fn a_question_travels_and_is_read_again() {
        let question = query(4660, name("github.com").unwrap(), RecordType::AAAA, Asking::DIG);
        let ends = Ends::new("2001:db8:1:4b02::11".parse().unwrap(), "fd00:ec2::253".parse().unwrap()).unwrap();
        let packet = carry(ends, (40000, PORT), &to_bytes(&question), Over::Udp);
        // IPv6, UDP, DNS header, question, OPT record.
        assert_eq!(packet.length(), 40 + 8 + 12 + 12 + 4 + 11);
        assert_eq!(from_packet(&packet).unwrap(), question);
        assert_eq!(packet.flow().destination_port, PORT);
        let segment = carry(ends, (40000, PORT), &to_bytes(&question), Over::Tcp);
        assert_eq!(segment.view().payload(), [&[0, 39], to_bytes(&question).as_slice()].concat());
    }

    #[test]
    fn a_response_keeps_what_was_asked() {
        let asking = Asking { dnssec_ok: true, checking_disabled: true, ..Asking::DIG };
        let question = query(1, name("github.com.").unwrap(), RecordType::A, asking);
        let mut answer = response(&question, 4096);
        answer.add_answer(record("github.com", 60, RData::A(A::new(20, 27, 177, 113))));
        let read = Message::from_vec(&to_bytes(&answer)).unwrap();
        assert_eq!(read.metadata.id, 1);
        assert!(read.metadata.recursion_available && read.metadata.checking_disabled);
        let edns = read.edns.unwrap();
        assert!(edns.flags().dnssec_ok);
        assert_eq!(edns.max_payload(), 4096);
        assert!(response(&query(1, Name::root(), RecordType::A, Asking::STUB), 4096).edns.is_none());
    }

    /// An answer of `count` strings of 200 bytes, and a record beside it.
    fn long_answer(asking: Asking, count: usize) -> (Message, Message) {
        let question = query(1, name("long.example").unwrap(), RecordType::TXT, asking);
        let mut answer = response(&question, 4096);
        let text = TXT::from_bytes(vec![[b'x'; 200].as_slice()]);
        answer.add_answers((0..count).map(|_| record("long.example", 60, RData::TXT(text.clone()))));
        answer.add_additional(record("long.example", 60, RData::A(A::new(192, 0, 2, 1))));
        (question, answer)
    }

    #[test]
    fn an_answer_is_as_long_as_the_client_takes() {
        for (asking, over, longest) in [
            (Asking::STUB, Over::Udp, 512),
            (Asking::DIG, Over::Udp, 1232),
            (Asking { udp_size: Some(100), ..Asking::DIG }, Over::Udp, 512),
            (Asking { udp_size: Some(65_000), ..Asking::DIG }, Over::Udp, 4096),
            (Asking::STUB, Over::Tcp, 65_535),
        ] {
            let (question, _) = long_answer(asking, 0);
            assert_eq!(longest_answer(&question, over, 4096), longest, "{asking:?} {over:?}");
        }
    }

    #[test]
    fn what_does_not_fit_is_left_out_and_said() {
        for (count, longest, answers, truncated) in [
            (2, 512, 2, false),
            (3, 512, 0, true),
            (3, 1232, 3, false),
            (200, 65_535, 200, false),
            (400, 65_535, 0, true),
        ] {
            let (_, mut answer) = long_answer(Asking::DIG, count);
            let bytes = fit(&mut answer, longest);
            assert!(bytes.len() <= longest, "{count} in {longest}: {} bytes", bytes.len());
            let read = Message::from_vec(&bytes).unwrap();
            assert_eq!((read.answers.len(), read.metadata.truncation), (answers, truncated), "{count} in {longest}");
            assert_eq!((&read.queries, read.edns.is_some()), (&answer.queries, true), "{count} in {longest}");
            assert_eq!(read, answer);
        }
        let (_, mut answer) = long_answer(Asking::DIG, 2);
        let without_address = to_bytes(&answer).len() - 1;
        assert!(Message::from_vec(&fit(&mut answer, without_address)).is_ok_and(|it| !it.metadata.truncation));
    }

    #[test]
    fn records_print_in_the_columns_of_dig() {
        let synthetic = RData::AAAA(AAAA("64:ff9b::141b:b171".parse().unwrap()));
        assert_eq!(
            record_line(&record("github.com", 60, synthetic)),
            "github.com.\t\t60\tIN\tAAAA\t64:ff9b::141b:b171"
        );
        let soa = SOA::new(name("ns1.example").unwrap(), name("admin.example").unwrap(), 1, 2, 3, 4, 900);
        assert_eq!(
            record_line(&record("github.com", 900, RData::SOA(soa))),
            "github.com.\t\t900\tIN\tSOA\tns1.example. admin.example. 1 2 3 4 900"
        );
        let long = record("a-name-of-30-letters-12.example", 5, RData::A(A::new(192, 0, 2, 1)));
        assert_eq!(record_line(&long), "a-name-of-30-letters-12.example. 5 IN\tA\t192.0.2.1");
    }

    #[test]
    fn a_question_prints_as_dig_prints_it() {
        let question = Query::query(name("github.com").unwrap(), RecordType::AAAA);
        assert_eq!(question_line(&question), ";github.com.\t\t\tIN\tAAAA");
    }

    #[test]
    fn data_prints_as_in_a_master_file() {
        let mx = MX::new(5, name("gmail-smtp-in.l.google.com").unwrap());
        assert_eq!(data_text(&RData::MX(mx)), "5 gmail-smtp-in.l.google.com.");
        let txt = TXT::from_bytes(vec![b"v=spf1 \"x\"".as_slice(), b"\x07\\"]);
        assert_eq!(data_text(&RData::TXT(txt)), r#""v=spf1 \"x\"" "\007\\""#);
    }

    #[test]
    fn addresses_have_names_of_their_own() {
        assert_eq!(reverse_name("20.27.177.113".parse().unwrap()).to_ascii(), "113.177.27.20.in-addr.arpa.");
        let name = reverse_name("64:ff9b::1".parse().unwrap()).to_ascii();
        assert!(name.starts_with("1.0.0.0.") && name.ends_with(".b.9.f.f.4.6.0.0.ip6.arpa."), "{name}");
    }
}
