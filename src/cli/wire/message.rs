//! DNS messages as JSON: what another program compares.

use crate::net::dns;
use hickory_proto::op::Message;
use hickory_proto::rr::Record;
use serde_json::{Value, json};

/// A record in a line: name, time to live, type, data.
pub fn record(record: &Record) -> String {
    let data = dns::data_text(&record.data);
    format!("{} {} {} {data}", record.name.to_ascii(), record.ttl, record.record_type())
}

/// What is told of an answer.
pub fn answer(message: &Message) -> Value {
    json!({
        "rcode": dns::code_text(message.metadata.response_code),
        "answer": message.answers.iter().map(record).collect::<Vec<_>>(),
        "authority": message.authorities.iter().map(record).collect::<Vec<_>>(),
    })
}

/// The whole of a message.
pub fn whole(message: &Message) -> Value {
    let question = |query: &hickory_proto::op::Query| format!("{} {}", query.name.to_ascii(), query.query_type);
    let mut whole = json!({
        "id": message.metadata.id,
        "response": message.metadata.message_type == hickory_proto::op::MessageType::Response,
        "truncated": message.metadata.truncation,
        "question": message.queries.iter().map(question).collect::<Vec<_>>(),
    });
    if let (Value::Object(whole), Value::Object(answer)) = (&mut whole, answer(message)) {
        whole.extend(answer);
        whole.insert("additional".into(), message.additionals.iter().map(record).collect());
    }
    whole
}
