//! One DNS question from the guest to one server. The Amazon resolver is asked past all filters
//! (rule 2.22); any other server is a host like others, and the question a packet like others.

use super::process::{EventId, Process};
use super::socket::{fly, route};
use crate::net::{Ends, Packet, dns};
use crate::sim::internet::LinkLocal;
use crate::sim::resolver::{self, Asker};
use crate::sim::service;
use crate::sim::trace::{Lookup, ResolverStep, Role, What};
use crate::sim::walk::Sender;
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
    let (source, _) = match route(process, server) {
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
    let sender = Sender::Interface(process.machine.interface.id);
    let to = SocketAddr::new(server, dns::PORT);
    let Some(question) = dns::to_packet(&message, SocketAddr::from(from), to) else {
        let found = process.machine.route_to(server);
        return Asked { event: process.note(What::GuestRoute(found)), reply: Reply::NoRoute };
    };
    let (out, flight) = fly(process, now, sender, question.clone(), Role::Query);
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
    let Some(back) = service::reply(process.machine.world, &flight) else {
        return Asked { event: out, reply: Reply::Silence };
    };
    let (event, answer) = fly(process, now + flight.took, back.from, back.packet, back.role);
    let arrived = answer.hops.last().map(|hop| hop.packet.clone());
    if answer.end != crate::sim::trace::End::Delivered {
        process.came_from(event, out);
        return Asked { event, reply: Reply::Silence };
    }
    lookup.took = flight.took + answer.took;
    let took = lookup.took;
    let read = arrived.and_then(|packet| Some((dns::from_packet(&packet).ok()?, packet)));
    let Some((answered, packet)) = read else {
        return Asked { event: out, reply: Reply::Refused(took) };
    };
    let size = dns_size(&packet);
    if answered.answers.is_empty() {
        lookup.steps.push(ResolverStep::Dns64Off);
    }
    lookup.answer = Some(packet);
    lookup.answered = Some(answered.clone());
    process.note(What::Lookup(Box::new(lookup)));
    Asked { event: out, reply: Reply::Came(Box::new(answered), took, size) }
}

/// How long the DNS message in a UDP packet is.
fn dns_size(packet: &Packet) -> usize {
    let headers = if packet.source().is_ipv4() { 20 + 8 } else { 40 + 8 };
    packet.length().saturating_sub(headers)
}
