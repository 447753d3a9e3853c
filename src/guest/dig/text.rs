//! A DNS message as `dig` prints it: header, then section by section.

use super::args::Shown;
use crate::net::dns;
use hickory_proto::op::Message;
use hickory_proto::rr::RecordType;

/// The parts of a message that are wanted.
pub fn message(message: &Message, shown: Shown) -> String {
    let mut text = String::new();
    if shown.comments {
        text.push_str(&header(message));
        text.push('\n');
        if let Some(edns) = &message.edns {
            let dnssec = if edns.flags().dnssec_ok { " do" } else { "" };
            text.push_str(";; OPT PSEUDOSECTION:\n");
            text.push_str(&format!(
                "; EDNS: version: {}, flags:{dnssec}; udp: {}\n",
                edns.version(),
                edns.max_payload()
            ));
        }
    }
    if shown.question {
        section(&mut text, shown.comments, "QUESTION", message.queries.iter().map(dns::question_line));
    }
    let parts = [
        (shown.answer, "ANSWER", &message.answers),
        (shown.authority, "AUTHORITY", &message.authorities),
        (shown.additional, "ADDITIONAL", &message.additionals),
    ];
    for (wanted, name, records) in parts {
        let records = records.iter().filter(|record| record.record_type() != RecordType::OPT);
        if wanted {
            section(&mut text, shown.comments, name, records.map(dns::record_line));
        }
    }
    text
}

fn section(text: &mut String, comments: bool, name: &str, lines: impl Iterator<Item = String>) {
    let lines: Vec<String> = lines.collect();
    if lines.is_empty() {
        return;
    }
    if comments {
        text.push_str(&format!(";; {name} SECTION:\n"));
    }
    for line in lines {
        text.push_str(&line);
        text.push('\n');
    }
    if comments {
        text.push('\n');
    }
}

fn header(message: &Message) -> String {
    let meta = &message.metadata;
    let code = dns::code_text(meta.response_code);
    let flags = [
        (true, "qr"),
        (meta.authoritative, "aa"),
        (meta.truncation, "tc"),
        (meta.recursion_desired, "rd"),
        (meta.recursion_available, "ra"),
        (meta.authentic_data, "ad"),
        (meta.checking_disabled, "cd"),
    ];
    let flags: Vec<&str> = flags.iter().filter(|(set, _)| *set).map(|(_, name)| *name).collect();
    let opt = usize::from(message.edns.is_some());
    format!(
        ";; ->>HEADER<<- opcode: {}, status: {code}, id: {}\n\
         ;; flags: {}; QUERY: {}, ANSWER: {}, AUTHORITY: {}, ADDITIONAL: {}\n",
        meta.op_code,
        meta.id,
        flags.join(" "),
        message.queries.len(),
        message.answers.len(),
        message.authorities.len(),
        message.additionals.len() + opt
    )
}
