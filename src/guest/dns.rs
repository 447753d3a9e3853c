//! One DNS question from the guest to one server. The Amazon resolver is asked past all filters
//! (rule 2.22); any other server is a host like others, and the question a packet like others. What does
//! not fit into a datagram is asked again over TCP.

use super::errno::Errno;
use super::process::{EventId, Process};
use super::send::{fly, own, route};
use super::socket::Connecting;
use crate::net::dns::{self, Over};
use crate::net::{Ends, Packet};
use crate::sim::internet::LinkLocal;
use crate::sim::resolver::{self, Asker};
use crate::sim::service;
use crate::sim::trace::{Lookup, Place, Role, What};
use hickory_proto::op::Message;
use std::net::IpAddr;
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

/// Asks `server` now. Time does not pass: that is up to the caller, who may ask several at once. Only a
/// conversation over TCP with a host takes its time as it goes.
pub fn ask(process: &mut Process<'_>, server: IpAddr, message: Message, over: Over) -> Asked {
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
    let Some(ends) = Ends::new(source, server) else {
        let event = process.note(What::GuestRoute(process.machine.route_to(server)));
        return Asked { event, reply: Reply::NoRoute };
    };
    let vpc = process.machine.interface.vpc_id;
    if LinkLocal::of(process.machine.world, vpc, server) == Some(LinkLocal::Resolver) {
        return ask_resolver(process, ends, message, over);
    }
    match over {
        Over::Udp => ask_host(process, ends, message),
        Over::Tcp => ask_host_over_tcp(process, ends, message),
    }
}

fn own_port(process: &Process<'_>, message: &Message) -> u16 {
    process.ephemeral_port(&format!("dns {} {}", message.metadata.id, process.now.as_nanos()))
}

/// Asks the Amazon resolver.
fn ask_resolver(process: &mut Process<'_>, ends: Ends, message: Message, over: Over) -> Asked {
    let port = own_port(process, &message);
    let asker = Asker { interface: process.machine.interface.id, ends, port };
    let lookup = resolver::resolve(process.machine.world, &asker, message, over);
    let reply = match (&lookup.answered, &lookup.answer) {
        (Some(answer), Some(packet)) => Reply::Came(Box::new(answer.clone()), lookup.took, dns_size(packet, over)),
        _ => Reply::Silence,
    };
    Asked { event: process.note(What::Lookup(Box::new(lookup))), reply }
}

/// Asks a server that is a host like others: the question and its answer are flights.
fn ask_host(process: &mut Process<'_>, ends: Ends, message: Message) -> Asked {
    let now = process.now;
    let ports = (own_port(process, &message), dns::PORT);
    let question = dns::carry(ends, ports, &dns::to_bytes(&message), Over::Udp);
    let sender = own(process);
    let out = fly(process, now, sender, question.clone(), Role::Query);
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
    let size = dns_size(&packet, Over::Udp);
    note(process, message, answered.clone(), (question, packet), took);
    Asked { event: out.event, reply: Reply::Came(Box::new(answered), took, size) }
}

/// Asks a host in a TCP connection of its own.
fn ask_host_over_tcp(process: &mut Process<'_>, ends: Ends, message: Message) -> Asked {
    let (began, server) = (process.now, ends.destination());
    let connected = match Connecting::begin(process, server, dns::PORT) {
        Ok(connecting) => connecting.wait(process),
        Err(refused) => Err((refused.errno, refused.event)),
    };
    let mut connection = match connected {
        Ok(connection) => connection,
        Err((errno, event)) => {
            let after = process.now.saturating_sub(began);
            let event = event.unwrap_or_else(|| process.note(What::GaveUp { waiting_for: server, after }));
            let reply = if errno == Errno::TimedOut { Reply::Silence } else { Reply::Refused(Duration::ZERO) };
            return Asked { event, reply };
        }
    };
    let ports = (connection.local_port, dns::PORT);
    let question = dns::to_bytes(&message);
    let (answered, answer) = service::public_answer(process.machine.world, &message, Over::Tcp);
    let went = connection.send(process, Role::Query, &dns::framed(&question)).is_ok();
    // Only a host's program knows what to say; what else listens there keeps silent.
    let speaks = went && matches!(connection.place, Place::Host(_));
    if !speaks || connection.reply(process, Role::Answer, &dns::framed(&answer)).is_none() {
        return Asked { event: connection.lost().unwrap_or(connection.syn), reply: Reply::Silence };
    }
    connection.close(process);
    let packets = [(ends, ports, question), (ends.reversed(), (ports.1, ports.0), answer)];
    let [question, answer] = packets.map(|(ends, ports, bytes)| dns::carry(ends, ports, &bytes, Over::Tcp));
    let size = dns_size(&answer, Over::Tcp);
    note(process, message, answered.clone(), (question, answer), process.now.saturating_sub(began));
    Asked { event: connection.syn, reply: Reply::Came(Box::new(answered), Duration::ZERO, size) }
}

/// Writes down what a host answered.
fn note(
    process: &mut Process<'_>,
    asked: Message,
    answered: Message,
    (question, answer): (Packet, Packet),
    took: Duration,
) {
    let server = question.destination();
    let (answer, answered) = (Some(answer), Some(answered));
    let lookup = Lookup { question, answer, asked, answered, server, subnet: None, steps: Vec::new(), took };
    process.note(What::Lookup(Box::new(lookup)));
}

/// How long the DNS message in a packet of its own is.
fn dns_size(packet: &Packet, over: Over) -> usize {
    let length_before_it = match over {
        Over::Udp => 0,
        Over::Tcp => 2,
    };
    packet.view().payload().len().saturating_sub(length_before_it)
}
