//! A name server as the wire sees it: the bytes of a message in, the bytes of its answer out,
//! whatever the bytes are. What is no question gets the error that name servers give, or silence.

use super::names::Names;
use crate::cloud::Settings;
use crate::net::dns::{self, Over};
use hickory_proto::op::{Message, MessageType, Metadata, OpCode, ResponseCode};
use hickory_proto::rr::RecordType;
use hickory_proto::serialize::binary::{BinDecodable, BinDecoder};

/// The biggest datagram the server takes and sends, in bytes.
pub const UDP_SIZE: u16 = 4096;

/// The answer to a message that came over UDP or TCP, out of `names`. There is silence for less than a
/// header, and for what is an answer itself: two servers would talk for ever.
pub fn reply(names: &Names<'_>, dns64: Option<&Settings>, request: &[u8], over: Over) -> Option<Vec<u8>> {
    let header = dns::header(request)?;
    if header.message_type == MessageType::Response {
        return None;
    }
    if header.op_code != OpCode::Query {
        return Some(refusal(&header, ResponseCode::NotImp));
    }
    let Some(asked) = whole(request) else {
        return Some(refusal(&header, ResponseCode::FormErr));
    };
    let mut answer = answer(names, dns64, &asked);
    Some(dns::fit(&mut answer, dns::longest_answer(&asked, over, UDP_SIZE)))
}

/// A message that is read to its last byte.
fn whole(request: &[u8]) -> Option<Message> {
    let mut decoder = BinDecoder::new(request);
    let message = Message::read(&mut decoder).ok()?;
    decoder.is_empty().then_some(message)
}

/// An answer that is only a header, to a message of which only the header could be read.
fn refusal(header: &Metadata, code: ResponseCode) -> Vec<u8> {
    let mut message = Message::response(header.id, header.op_code);
    message.metadata.recursion_desired = header.recursion_desired;
    message.metadata.recursion_available = true;
    message.metadata.response_code = code;
    dns::to_bytes(&message)
}

fn answer(names: &Names<'_>, dns64: Option<&Settings>, asked: &Message) -> Message {
    let code = match asked.queries.as_slice() {
        // RFC 6891, section 6.1.3: the highest version that is known goes back, which is 0.
        _ if asked.edns.as_ref().is_some_and(|edns| edns.version() > 0) => ResponseCode::BADVERS,
        [question] => match question.query_type {
            // Whole zones are not given away.
            RecordType::AXFR | RecordType::IXFR => ResponseCode::Refused,
            RecordType::OPT | RecordType::TSIG | RecordType::ZERO => ResponseCode::FormErr,
            _ => return names.answer(asked, dns64).message(asked, UDP_SIZE),
        },
        // RFC 9619: a question is exactly one.
        _ => ResponseCode::FormErr,
    };
    let mut message = dns::response(asked, UDP_SIZE);
    message.metadata.response_code = code;
    message
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::dns::Asking;
    use crate::sim::testing::world;
    use hickory_proto::op::Query;

    fn replied(request: &[u8], over: Over) -> Option<Message> {
        let world = world();
        let bytes = reply(&Names::public(&world), Some(&world.settings), request, over)?;
        Some(Message::from_vec(&bytes).unwrap())
    }

    fn question(kind: RecordType) -> Message {
        dns::query(0xabcd, dns::name("github.com").unwrap(), kind, Asking::DIG)
    }

    /// The id and the number of the code: 16 has two names.
    fn code(request: &[u8]) -> Option<(u16, u16)> {
        replied(request, Over::Udp).map(|message| (message.metadata.id, message.metadata.response_code.into()))
    }

    #[test]
    fn a_question_is_answered() {
        let message = replied(&dns::to_bytes(&question(RecordType::AAAA)), Over::Udp).unwrap();
        assert_eq!(dns::data_text(&message.answers[0].data), "64:ff9b::141b:b171");
    }

    #[test]
    fn what_is_no_question_gets_the_error_that_it_deserves() {
        let good = dns::to_bytes(&question(RecordType::A));
        let changed = |at: usize, to: u8| {
            let mut bytes = good.clone();
            bytes[at] = to;
            bytes
        };
        let trailing = [good.as_slice(), &[0]].concat();
        let mut two = question(RecordType::A);
        two.add_query(Query::query(dns::name("gmail.com").unwrap(), RecordType::A));
        let mut newer = question(RecordType::A);
        newer.edns.as_mut().unwrap().set_version(1);
        let says = |code: ResponseCode| Some((0xabcd, code.into()));
        for (what, request, wanted) in [
            ("nothing", Vec::new(), None),
            ("half a header", good[..11].to_vec(), None),
            ("a response", changed(2, 0x81), None),
            ("opcode STATUS", changed(2, 0x11), says(ResponseCode::NotImp)),
            ("opcode 7", changed(2, 0x39), says(ResponseCode::NotImp)),
            ("a header alone, with a question announced", good[..12].to_vec(), says(ResponseCode::FormErr)),
            ("a cut question", good[..20].to_vec(), says(ResponseCode::FormErr)),
            ("bytes behind the message", trailing, says(ResponseCode::FormErr)),
            ("two questions", dns::to_bytes(&two), says(ResponseCode::FormErr)),
            ("EDNS version 1", dns::to_bytes(&newer), says(ResponseCode::BADVERS)),
            ("a zone transfer", dns::to_bytes(&question(RecordType::AXFR)), says(ResponseCode::Refused)),
            ("a question for OPT", dns::to_bytes(&question(RecordType::OPT)), says(ResponseCode::FormErr)),
        ] {
            assert_eq!(code(&request), wanted, "{what}");
        }
    }

    #[test]
    fn no_bytes_make_it_panic_and_every_answer_is_one() {
        let good = dns::to_bytes(&question(RecordType::AAAA));
        let mut answered = 0;
        for seed in 0..20_000_usize {
            let mut bytes = good.clone();
            for step in 0..1 + seed % 3 {
                let noise = (seed * 31 + step * 17).wrapping_mul(0x9e37_79b9) >> 7;
                let length = bytes.len();
                bytes[noise % length] = (noise >> 9) as u8;
            }
            bytes.truncate(bytes.len() - seed % 5);
            let Some(message) = replied(&bytes, Over::Udp) else { continue };
            assert_eq!(message.metadata.message_type, MessageType::Response);
            assert_eq!(message.metadata.id.to_be_bytes(), bytes[..2]);
            answered += 1;
        }
        assert!(answered > 10_000, "only {answered} answers");
    }
}
