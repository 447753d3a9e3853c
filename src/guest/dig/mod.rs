//! `dig` of BIND 9.18 (rules 5.25, 6.41, 6.42): asks one server one question and shows all of the
//! answer. It ends with 0 whatever the answer says, and with 9 where nobody answered.

mod args;

use super::Stream;
use super::dns::{self as ask, Reply};
use super::lookup::{self, Wanted};
use super::process::{Exit, Process};
use crate::net::Family;
use crate::net::dns::{self, Asking};
use crate::sim::Outcome;
use crate::sim::trace::{Aim, What};
use args::Config;
use hickory_proto::op::Message;
use hickory_proto::rr::{Name, RecordType};
use std::net::IpAddr;
use std::time::Duration;

const VERSION: &str = "9.18.33";

/// Runs `dig`.
pub fn run(process: &mut Process<'_>, arguments: &[String]) -> Exit {
    if arguments.iter().any(|word| word == "-v") {
        process.out(format!("DiG {VERSION}"));
        return Exit::OK;
    }
    let config = match args::parse(arguments) {
        Ok(config) => config,
        Err(problem) => {
            process.err(problem);
            process.err(
                "Usage:  dig [@server] [domain] [q-type] {q-opt} {d-opt}\nUse \"dig -h\" for complete list of options",
            );
            return Exit::usage(1);
        }
    };
    let aim = Aim { name: config.name.clone(), address: None, port: Some(dns::PORT) };
    let Some(name) = question_name(process, &config) else {
        process.err(format!("dig: '{}' is not a legal name (bad escape or empty label)", config.name));
        return Exit::usage(10);
    };
    let servers = match servers(process, &config) {
        Ok(servers) => servers,
        Err(exit) => return exit.aimed(aim),
    };
    let asking = Asking {
        recursion: config.recursion,
        checking_disabled: config.checking_disabled,
        udp_size: (config.edns || config.dnssec).then_some(1232),
        dnssec_ok: config.dnssec,
    };
    let question = dns::query(process.dice("query id", 1 << 16) as u16, name.clone(), config.kind, asking);
    match ask_servers(process, &config, &servers, &question) {
        Ok(answered) => {
            show(process, &config, arguments, &answered);
            Exit::OK.aimed(Aim { address: Some(answered.server), ..aim })
        }
        Err((outcome, address)) => {
            if !config.short && config.shown.cmd {
                let banner = banner(arguments);
                process.output.0.insert(0, (Stream::Out, banner));
            }
            process.out(";; no servers could be reached");
            Exit { status: 9, outcome, aim: Some(Aim { address, ..aim }) }
        }
    }
}

fn question_name(process: &Process<'_>, config: &Config) -> Option<Name> {
    if let Some(address) = config.reverse {
        return Some(dns::reverse_name(address));
    }
    let searched = config.search && !config.name.contains('.');
    let text = if searched { format!("{}.{}", config.name, process.machine.domain()) } else { config.name.clone() };
    dns::name(&text)
}

/// Whom to ask: the servers of /etc/resolv.conf, or the one behind `@`.
fn servers(process: &mut Process<'_>, config: &Config) -> Result<Vec<IpAddr>, Exit> {
    let fits = |address: &IpAddr| config.family.is_none_or(|family| family == Family::from(*address));
    let Some(server) = &config.server else {
        return Ok(process.machine.name_servers().into_iter().filter(fits).collect());
    };
    let wanted = config.family.map_or(Wanted::Any, Wanted::Only);
    match lookup::addresses(process, server, wanted) {
        Ok(found) => Ok(found.addresses),
        Err(_) => {
            process.err(format!("dig: couldn't get address for '{server}': not found"));
            let literal = server.parse::<IpAddr>().is_ok();
            let outcome = if literal { Outcome::Unreachable } else { Outcome::NoName };
            Err(Exit { status: 10, outcome, aim: None })
        }
    }
}

/// An answer with what is told of it.
struct Answered {
    message: Message,
    server: IpAddr,
    took: Duration,
    size: usize,
}

type Unanswered = (Outcome, Option<IpAddr>);

fn ask_servers(
    process: &mut Process<'_>,
    config: &Config,
    servers: &[IpAddr],
    question: &Message,
) -> Result<Answered, Unanswered> {
    let mut last = (Outcome::Unreachable, None);
    for server in servers {
        for _ in 0..config.tries {
            let asked = ask::ask(process, *server, question.clone());
            process.decided_by(asked.event);
            last.1 = Some(*server);
            match asked.reply {
                Reply::Came(message, took, size) => {
                    process.wait(took);
                    return Ok(Answered { message: *message, server: *server, took, size });
                }
                Reply::NoRoute => {
                    let name = config
                        .reverse
                        .map_or_else(|| config.name.clone(), |address| dns::reverse_name(address).to_ascii());
                    process.out(format!(
                        ";; UDP setup with {server}#53({server}) for {name} failed: network unreachable."
                    ));
                    last.0 = Outcome::Unreachable;
                    break;
                }
                Reply::Refused(took) => {
                    process.wait(took);
                    process.out(format!(";; communications error to {server}#53: connection refused"));
                    last.0 = Outcome::Refused;
                }
                Reply::Silence => {
                    let patience = Duration::from_secs(config.timeout);
                    process.wait(patience);
                    process.note(What::GaveUp { waiting_for: *server, after: patience });
                    process.out(format!(";; communications error to {server}#53: timed out"));
                    last.0 = Outcome::Timeout;
                }
            }
        }
    }
    Err(last)
}

fn banner(arguments: &[String]) -> String {
    format!("\n; <<>> DiG {VERSION} <<>> {}\n;; global options: +cmd\n", arguments.join(" "))
}

fn show(process: &mut Process<'_>, config: &Config, arguments: &[String], answered: &Answered) {
    let message = &answered.message;
    if config.short {
        for record in &message.answers {
            process.out(dns::data_text(&record.data));
        }
        return;
    }
    let shown = config.shown;
    let mut text = if shown.cmd { banner(arguments) } else { String::new() };
    if shown.comments {
        text.push_str(";; Got answer:\n");
        text.push_str(&header(message));
        text.push('\n');
        if let Some(edns) = &message.edns {
            let dnssec = if edns.flags().dnssec_ok { " do" } else { "" };
            text.push_str(";; OPT PSEUDOSECTION:\n");
            text.push_str(&format!("; EDNS: version: 0, flags:{dnssec}; udp: {}\n", edns.max_payload()));
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
    if shown.stats {
        let server = answered.server;
        let when = process.moment().strftime("%a %b %d %H:%M:%S UTC %Y");
        text.push_str(&format!(";; Query time: {} msec\n", answered.took.as_millis()));
        text.push_str(&format!(";; SERVER: {server}#53({server}) (UDP)\n"));
        text.push_str(&format!(";; WHEN: {when}\n;; MSG SIZE  rcvd: {}\n\n", answered.size));
    }
    process.output.push(Stream::Out, text);
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
        ";; ->>HEADER<<- opcode: QUERY, status: {code}, id: {}\n\
         ;; flags: {}; QUERY: {}, ANSWER: {}, AUTHORITY: {}, ADDITIONAL: {}\n",
        meta.id,
        flags.join(" "),
        message.queries.len(),
        message.answers.len(),
        message.authorities.len(),
        message.additionals.len() + opt
    )
}
