//! `dig` of BIND 9.18 (rules 5.25, 6.41, 6.42): asks one server one question and shows all of the
//! answer. It ends with 0 whatever the answer says, and with 9 where nobody answered.

pub mod args;
pub mod text;

use super::Stream;
use super::dns::{self as ask, Reply};
use super::lookup::{self, Wanted};
use super::process::{Exit, Process};
use crate::net::Family;
use crate::net::dns::{self, Asking, Over};
use crate::sim::Outcome;
use crate::sim::trace::{Aim, What};
use args::Config;
use hickory_proto::op::Message;
use hickory_proto::rr::Name;
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
        udp_size: (config.edns || config.dnssec).then_some(config.udp_size),
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
    over: Over,
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
            last.1 = Some(*server);
            last.0 = match ask_once(process, config, *server, question) {
                Ok(answered) => return Ok(answered),
                Err(outcome) => outcome,
            };
            if last.0 == Outcome::Unreachable {
                break;
            }
        }
    }
    Err(last)
}

/// Asks one server once; over TCP where that was wanted, or where the answer did not fit into a datagram.
fn ask_once(
    process: &mut Process<'_>,
    config: &Config,
    server: IpAddr,
    question: &Message,
) -> Result<Answered, Outcome> {
    let mut over = config.over;
    loop {
        let began = process.now;
        let asked = ask::ask(process, server, question.clone(), over);
        process.decided_by(asked.event);
        let why = match asked.reply {
            Reply::Came(message, took, size) => {
                process.wait(took);
                let took = process.now.saturating_sub(began);
                if over == Over::Udp && message.metadata.truncation && !config.ignore_truncation {
                    process.out(";; Truncated, retrying in TCP mode.");
                    over = Over::Tcp;
                    continue;
                }
                return Ok(Answered { message: *message, server, over, took, size });
            }
            Reply::NoRoute => Outcome::Unreachable,
            Reply::Refused(took) => {
                process.wait(took);
                Outcome::Refused
            }
            Reply::Silence => {
                let patience = Duration::from_secs(config.timeout);
                process.wait_until(began + patience);
                process.note(What::GaveUp { waiting_for: server, after: patience });
                Outcome::Timeout
            }
        };
        process.out(complaint(config, server, over, why));
        return Err(why);
    }
}

/// What dig says of a server that gave no answer.
fn complaint(config: &Config, server: IpAddr, over: Over, why: Outcome) -> String {
    let reason = match why {
        Outcome::Unreachable => "network unreachable",
        Outcome::Refused => "connection refused",
        _ => "timed out",
    };
    let name = config.reverse.map_or_else(|| config.name.clone(), |address| dns::reverse_name(address).to_ascii());
    match (over, why) {
        (Over::Udp, Outcome::Unreachable) => {
            format!(";; UDP setup with {server}#53({server}) for {name} failed: {reason}.")
        }
        (Over::Udp, _) => format!(";; communications error to {server}#53: {reason}"),
        (Over::Tcp, _) => format!(";; Connection to {server}#53({server}) for {name} failed: {reason}."),
    }
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
    }
    text.push_str(&text::message(message, shown));
    if shown.stats {
        let server = answered.server;
        let over = match answered.over {
            Over::Udp => "UDP",
            Over::Tcp => "TCP",
        };
        let when = process.moment().strftime("%a %b %d %H:%M:%S UTC %Y");
        text.push_str(&format!(";; Query time: {} msec\n", answered.took.as_millis()));
        text.push_str(&format!(";; SERVER: {server}#53({server}) ({over})\n"));
        text.push_str(&format!(";; WHEN: {when}\n;; MSG SIZE  rcvd: {}\n\n", answered.size));
    }
    process.output.push(Stream::Out, text);
}
