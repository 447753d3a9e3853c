//! `ping` of iputils (rules 5.21 to 5.24): one ICMP echo request a second, and what comes back.
//!
//! Without `-c` it goes on until somebody presses Ctrl-C; here that happens after four.

mod args;
mod fragments;

use super::lookup::{self, NameError};
use super::process::{EventId, Exit, Process};
use super::send::{Flown, fly, own, route};
use crate::net::{Envelope, Family, INTERNET_MTU, Packet, VPC_MTU};
use crate::sim::Outcome;
use crate::sim::trace::{Aim, End, Role, What};
use crate::sim::walk::Sender;
use args::{Config, UNTIL_INTERRUPT};
use std::net::IpAddr;
use std::time::Duration;

/// How long ping lingers for answers after its last request, where it got none.
const LINGER: Duration = Duration::from_secs(10);
/// Without answers, every second request goes out a little late: 1014 ms were measured (rule 5.23).
const LATE: Duration = Duration::from_millis(14);

/// Runs `ping`.
pub fn run(process: &mut Process<'_>, arguments: &[String]) -> Exit {
    let config = match args::parse(arguments) {
        Ok(config) => config,
        Err((status, output)) => {
            process.output.0.extend(output.0);
            return Exit::usage(status);
        }
    };
    let aim = |address| Aim { name: config.destination.clone(), address, port: None };
    let address = match lookup::addresses(process, &config.destination, config.wanted) {
        Ok(found) => found.addresses.first().copied(),
        Err(error) => return no_name(process, &config, error).aimed(aim(None)),
    };
    let Some(address) = address else {
        return no_name(process, &config, NameError::NoAddress(config.wanted)).aimed(aim(None));
    };
    let source = match route(process, address) {
        Ok(source) => source,
        Err(refused) => {
            if let Some(event) = refused.event {
                process.decided_by(event);
            }
            process.err(format!("ping: connect: {}", refused.errno));
            return Exit { status: 2, outcome: Outcome::Unreachable, aim: Some(aim(Some(address))) };
        }
    };
    let ends = (source, address);
    let literal = config.destination.parse::<IpAddr>().is_ok();
    let reverse = if literal || config.numeric { None } else { Some(reverse_name(process, address)) };
    head(process, &config, address, reverse.as_deref());
    let from = match reverse {
        Some(name) => format!("{name} ({address})"),
        None => address.to_string(),
    };
    let exit = rounds(process, &config, ends, &from);
    exit.aimed(aim(Some(address)))
}

/// What stands for an address: its name, or itself where it has none (rule 5.24).
fn reverse_name(process: &mut Process<'_>, address: IpAddr) -> String {
    lookup::name_of(process, address).unwrap_or_else(|| address.to_string())
}

fn no_name(process: &mut Process<'_>, config: &Config, error: NameError) -> Exit {
    process.err(format!("ping: {}: {error}", config.destination));
    // A literal of the other family needs no name: the guest refuses it (rule 5.22).
    let literal = config.destination.parse::<IpAddr>().is_ok();
    let outcome = if literal { Outcome::Unreachable } else { Outcome::NoName };
    Exit { status: 2, outcome, aim: None }
}

fn head(process: &mut Process<'_>, config: &Config, address: IpAddr, reverse: Option<&str>) {
    let name = &config.destination;
    let size = config.size;
    process.out(match Family::from(address) {
        Family::Ipv4 => format!("PING {name} ({address}) {size}({}) bytes of data.", size + 28),
        Family::Ipv6 => match reverse {
            Some(reverse) => format!("PING {name}({reverse} ({address})) {size} data bytes"),
            None => format!("PING {name}({address}) {size} data bytes"),
        },
    });
}

/// What came of all requests.
#[derive(Default)]
struct Tally {
    sent: u16,
    errors: u16,
    trips: Vec<Duration>,
    last_loss: Option<EventId>,
    last_answer: Option<EventId>,
}

fn rounds(process: &mut Process<'_>, config: &Config, ends: (IpAddr, IpAddr), from: &str) -> Exit {
    let count = config.count.unwrap_or(UNTIL_INTERRUPT);
    let identifier = process.ephemeral_port("echo identifier");
    let begun = process.now;
    let mut tally = Tally::default();
    let mut last_sent = begun;
    for sequence in 1..=count {
        if sequence > 1 {
            let late = if tally.trips.is_empty() { LATE } else { Duration::from_millis(1) };
            process.wait_until(last_sent + config.interval + late);
        }
        if config.deadline.is_some_and(|deadline| process.now.saturating_sub(begun) >= deadline) {
            break;
        }
        last_sent = process.now;
        tally.sent += 1;
        once(process, config, (ends, identifier, sequence), &mut tally, from);
    }
    let last_event = process.now;
    if tally.trips.len() + usize::from(tally.errors) < usize::from(tally.sent) && config.count.is_some() {
        linger(process, config, &tally, (begun, last_sent));
        if tally.trips.is_empty() {
            process.note(What::GaveUp { waiting_for: ends.1, after: process.now.saturating_sub(begun) });
        }
    }
    summary(process, config, &tally, last_event.saturating_sub(begun))
}

/// Waits for answers that do not come.
fn linger(process: &mut Process<'_>, config: &Config, tally: &Tally, (begun, last_sent): (Duration, Duration)) {
    let slowest = tally.trips.iter().max().map(|trip| *trip * 2);
    let until = last_sent + config.patience.or(slowest).unwrap_or(LINGER);
    process.wait_until(config.deadline.map_or(until, |deadline| until.min(begun + deadline)));
}

/// One request and its answer.
fn once(
    process: &mut Process<'_>,
    config: &Config,
    ((source, address), identifier, sequence): ((IpAddr, IpAddr), u16, u16),
    tally: &mut Tally,
    from: &str,
) {
    let Some(envelope) = Envelope::between(source, address) else { return };
    let payload: Vec<u8> = (0..config.size).map(|byte| (byte % 256) as u8).collect();
    let packet = envelope.echo_request(identifier, sequence, &payload);
    let now = process.now;
    let me = own(process);
    let Some(out) = fly_pieces(process, (now, me, Role::EchoRequest(sequence)), &packet, tally) else { return };
    let Some(reply) = out.reply else { return };
    let whole = match (&out.end, &out.last) {
        (End::Delivered, Some((_, asked))) => {
            // A NAT gateway may have changed the identifier: the far end answers to what it saw.
            Envelope::answering(asked).echo_reply(asked.flow().source_port, sequence, &payload)
        }
        _ => reply.packet,
    };
    let Some(back) = fly_pieces(process, (now + out.took, reply.from, reply.role), &whole, tally) else {
        if let Some(lost) = tally.last_loss {
            process.came_from(lost, out.event);
        }
        return;
    };
    let trip = out.took + back.took + Duration::from_micros(process.dice(&format!("trip {sequence}"), 900));
    process.wait(trip);
    if matches!(out.end, End::Refused(_)) {
        tally.errors += 1;
        process.out(format!("From {} icmp_seq={sequence} Destination unreachable: No route", whole.source()));
        return;
    }
    let out = out.event;
    tally.last_answer = Some(out);
    tally.trips.push(trip);
    if !config.quiet {
        let ttl = back.last.map_or(64, |(_, packet)| packet.hop_limit());
        let bytes = config.size + 8;
        let time = milliseconds(trip);
        process.out(format!("{bytes} bytes from {from}: icmp_seq={sequence} ttl={ttl} time={time} ms"));
    }
}

/// Sends a packet, in pieces where it is too big; gives the flight of the first piece where all of
/// them came through, and remembers the one that did not.
fn fly_pieces(
    process: &mut Process<'_>,
    (at, from, role): (Duration, Sender, Role),
    packet: &Packet,
    tally: &mut Tally,
) -> Option<Flown> {
    let identification = process.dice(&format!("fragments {role:?}"), 1 << 16) as u16;
    let (source, destination) = (packet.source(), packet.destination());
    let inside = process.machine.is_neighbour(source) && process.machine.is_neighbour(destination);
    let mtu = if inside { VPC_MTU } else { INTERNET_MTU };
    let (mut first, mut lost) = (None, None);
    for piece in fragments::cut(packet, mtu, identification) {
        let flown = fly(process, at, from, piece, role);
        if matches!(flown.end, End::Dropped(_)) {
            lost.get_or_insert(flown.event);
        }
        first.get_or_insert(flown);
    }
    tally.last_loss = lost.or(first.as_ref().map(|flown| flown.event));
    first.filter(|_| lost.is_none())
}

/// A round trip as ping prints it: three digits that count.
fn milliseconds(trip: Duration) -> String {
    let ms = trip.as_secs_f64() * 1000.0;
    match ms {
        ms if ms >= 100.0 => format!("{ms:.0}"),
        ms if ms >= 10.0 => format!("{ms:.1}"),
        ms if ms >= 1.0 => format!("{ms:.2}"),
        ms => format!("{ms:.3}"),
    }
}

fn summary(process: &mut Process<'_>, config: &Config, tally: &Tally, time: Duration) -> Exit {
    let received = tally.trips.len();
    let sent = usize::from(tally.sent);
    if config.count.is_none() {
        process.out("^C");
    } else {
        process.out("");
    }
    process.out(format!("--- {} ping statistics ---", config.destination));
    let errors = if tally.errors > 0 { format!("+{} errors, ", tally.errors) } else { String::new() };
    let lost = (sent - received) as f64 * 100.0 / sent.max(1) as f64;
    let lost = if lost.fract() == 0.0 { format!("{lost:.0}") } else { format!("{lost:.4}") };
    let time = if sent > 1 { time.as_millis() } else { 0 };
    process.out(format!("{sent} packets transmitted, {received} received, {errors}{lost}% packet loss, time {time}ms"));
    if received == 0 {
        process.out("");
        if let Some(event) = tally.last_loss {
            process.decided_by(event);
        }
        let outcome = if tally.errors > 0 { Outcome::Refused } else { Outcome::Timeout };
        return Exit { status: 1, outcome, aim: None };
    }
    process.out(statistics(&tally.trips));
    if let Some(event) = tally.last_answer {
        process.decided_by(event);
    }
    Exit::OK
}

fn statistics(trips: &[Duration]) -> String {
    let ms: Vec<f64> = trips.iter().map(|trip| trip.as_secs_f64() * 1000.0).collect();
    let count = ms.len() as f64;
    let mean = ms.iter().sum::<f64>() / count;
    let deviation = (ms.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count).sqrt();
    let least = ms.iter().copied().fold(f64::INFINITY, f64::min);
    let most = ms.iter().copied().fold(0.0, f64::max);
    format!("rtt min/avg/max/mdev = {least:.3}/{mean:.3}/{most:.3}/{deviation:.3} ms")
}
