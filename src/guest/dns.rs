//! One DNS question from the guest to one server. The Amazon resolver is asked past all filters
//! (rule 2.22); any other server is a host like others, and the question a packet like others.

use super::process::{EventId, Process};
use super::send::{fly, own, route};
use crate::net::{Ends, Packet, dns};
use crate::sim::internet::LinkLocal;
use crate::sim::resolver::{self, Asker};
use crate::sim::trace::{Lookup, Role, What};
use hickory_proto::op::Message;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

/// What became of a question.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The lookup, or the refused route, as it is written down.
    pub event: EventId,
    /// What came back.
    pub reply: Reply,
}

/// What came back to a question.
#[derive(Clone, Debug)]
pub enum Reply {
    /// An answer, this much later; with the size of its message in bytes.
    Came(Box<Message>, Duration, usize),
    /// The guest has no route to the server.
    NoRoute,
    /// Nobody listens there.
    Refused(Duration),
    /// Nothing.
    Silence,
}

/// Asks `server` now. Time does not pass: that is up to the caller, who may ask several at once.
pub fn ask(process: &mut Process<'_>, server: IpAddr, message: Message) -> Asked {
    let source = match route(process, server) {
        Ok(found) => found,
        Err(refused) => {
            let event = refused.event.unwrap_or_else(|| {
                let found = process.machine.route_to(server);
                process.note(What::GuestRoute(found))
            });
            return Asked { event, reply: Reply::NoRoute };
        }
    };
    let port = process.ephemeral_port(&format!("dns {} {}", message.metadata.id, process.now.as_nanos()));
    let vpc = process.machine.interface.vpc_id;
    match (LinkLocal::of(process.machine.world, vpc, server), Ends::new(source, server)) {
        (Some(LinkLocal::Resolver), Some(ends)) => {
            let asker = Asker { interface: process.machine.interface.id, ends, port };
            let lookup = resolver::resolve(process.machine.world, &asker, message);
            let reply = match (&lookup.answered, &lookup.answer) {
                (Some(answer), Some(packet)) => Reply::Came(Box::new(answer.clone()), lookup.took, dns_size(packet)),
                _ => Reply::Silence,
            };
            Asked { event: process.note(What::Lookup(Box::new(lookup))), reply }
        }
        _ => ask_host(process, (source, port), server, message),
    }
}

/// Asks a server that is a host like others: the question and its answer are flights.
fn ask_host(process: &mut Process<'_>, from: (IpAddr, u16), server: IpAddr, message: Message) -> Asked {
    let now = process.now;
    let to = SocketAddr::new(server, dns::PORT);
    let Some(question) = dns::to_packet(&message, SocketAddr::from(from), to) else {
        let found = process.machine.route_to(server);
        return Asked { event: process.note(What::GuestRoute(found)), reply: Reply::NoRoute };
    };
    let sender = own(process);
    let out = fly(process, now, sender, question.clone(), Role::Query);
    let mut lookup = Lookup {
        question,
        answer: None,
        asked: message,
        answered: None,
        server,
        subnet: None,
        steps: Vec::new(),
        took: Duration::ZERO,
    };
    let Some(back) = out.reply else {
        return Asked { event: out.event, reply: Reply::Silence };
    };
    let answer = fly(process, now + out.took, back.from, back.packet, back.role);
    if !answer.arrived() {
        process.came_from(answer.event, out.event);
        return Asked { event: answer.event, reply: Reply::Silence };
    }
    let took = out.took + answer.took;
    let read = answer.last.and_then(|(_, packet)| Some((dns::from_packet(&packet).ok()?, packet)));
    // What is no DNS message is an ICMP error: nobody listens there.
    let Some((answered, packet)) = read else {
        return Asked { event: out.event, reply: Reply::Refused(took) };
    };
    let size = dns_size(&packet);
    lookup.took = took;
    lookup.answer = Some(packet);
    lookup.answered = Some(answered.clone());
    process.note(What::Lookup(Box::new(lookup)));
    Asked { event: out.event, reply: Reply::Came(Box::new(answered), took, size) }
}

/// How long the DNS message in a UDP packet is.
fn dns_size(packet: &Packet) -> usize {
    let headers = if packet.source().is_ipv4() { 20 + 8 } else { 40 + 8 };
    packet.length().saturating_sub(headers)
}
