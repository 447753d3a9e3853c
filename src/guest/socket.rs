//! What `connect()` and a TCP connection do: the guest's own route first, then packets that walk
//! through the cloud one by one (rule 5.7). Everything is written into the process's trace.
//!
//! A [`Connecting`] is a connection attempt as a little clockwork: it says when it will next do
//! something, so that curl's two runners can race in one simulated time. A [`Connection`] stands.

mod keepalive;

pub use keepalive::Keepalive;

use super::errno::Errno;
use super::process::{EventId, Process};
use super::remote::Remote;
use super::send::{Flown, Refused, fly, own, route};
use crate::cloud::settings::Kernel;
use crate::net::{Envelope, Family, Packet, Segment, TcpFlags, TcpOptions};
use crate::sim::service;
use crate::sim::trace::{End, Place, Refusal, Role, What};
use crate::sim::walk::Sender;
use std::net::IpAddr;
use std::time::Duration;

/// How many bytes of payload a segment carries: an Internet path of 1500 bytes, less NAT64's 20.
const SEGMENT: usize = 1400;
/// The MTU of an instance's interface (rule 5.1).
const MTU: u16 = 9001;

/// When the kernel sends SYNs and when it gives up, in seconds (rule 5.10).
const fn schedule(kernel: Kernel) -> (&'static [u64], u64) {
    match kernel {
        Kernel::Linux6_1 => (&[0, 1, 3, 7, 15, 31, 63], 127),
        Kernel::Linux6_12 => (&[0, 1, 2, 3, 4, 5, 7, 11, 19, 35, 67], 131),
    }
}

/// Real timers run late: 127 s were measured as 129.19 s, 131 s as 133.3 s (rule 5.10).
const LATE_PER_MILLE: u64 = 17;

/// Two ends of a conversation with their counters.
#[derive(Clone, Debug)]
struct Ends {
    client: Sender,
    local: (IpAddr, u16),
    remote: (IpAddr, u16),
    /// The next byte the client sends, and the next it expects.
    sent: u32,
    heard: u32,
}

impl Ends {
    fn segment(&self, process: &Process<'_>, flags: TcpFlags, payload: &[u8]) -> Option<Packet> {
        let clock = clock(process);
        let syn = flags.contains(TcpFlags::SYN);
        let options = if syn {
            TcpOptions::linux_syn(Family::from(self.local.0), MTU, clock)
        } else {
            TcpOptions::linux_established(clock, clock)
        };
        let segment = Segment {
            source_port: self.local.1,
            destination_port: self.remote.1,
            sequence: self.sent,
            acknowledgment: if syn { 0 } else { self.heard },
            flags,
            window: if syn { 62_727 } else { 491 },
            options,
            payload,
        };
        Some(Envelope::between(self.local.0, self.remote.0)?.tcp(&segment))
    }

    /// A segment from the far end, which sees the conversation as `arrived` does.
    fn answer(&self, process: &Process<'_>, arrived: &Packet, flags: TcpFlags, payload: &[u8]) -> Packet {
        let clock = clock(process);
        let flow = arrived.flow();
        Envelope::answering(arrived).tcp(&Segment {
            source_port: flow.destination_port,
            destination_port: flow.source_port,
            sequence: self.heard,
            acknowledgment: self.sent,
            flags,
            window: 506,
            options: TcpOptions::linux_established(clock, clock),
            payload,
        })
    }
}

/// The reading of TCP's clock: milliseconds.
fn clock(process: &Process<'_>) -> u32 {
    let moment = process.machine.world.now + process.now;
    (moment.as_nanos() / 1_000_000) as u32
}

/// An attempt to connect.
#[derive(Clone, Debug)]
pub struct Connecting {
    /// Whom it wants to reach.
    pub remote: IpAddr,
    /// On which port.
    pub port: u16,
    /// From which address.
    pub local: IpAddr,
    /// From which port.
    pub local_port: u16,
    started: Duration,
    syns: usize,
    next: Next,
    ends: Ends,
    decided: Option<EventId>,
}

/// What an attempt does next, and when.
#[derive(Clone, Debug)]
enum Next {
    Syn(Duration),
    GiveUp(Duration),
    Stands(Duration, Box<Connection>),
    Fails(Duration, Errno),
}

impl Connecting {
    /// `connect()` of the machine itself.
    pub fn begin(process: &mut Process<'_>, remote: IpAddr, port: u16) -> Result<Self, Refused> {
        if process.machine.is_own(remote) {
            let ends = Ends { client: own(process), local: (remote, 0), remote: (remote, port), sent: 0, heard: 0 };
            let mut connecting = Self::new(process, ends);
            connecting.next = Next::Fails(process.now, Errno::ConnectionRefused);
            return Ok(connecting);
        }
        let local = route(process, remote)?;
        let ends = Ends { client: own(process), local: (local, 0), remote: (remote, port), sent: 0, heard: 0 };
        Ok(Self::new(process, ends))
    }

    /// A connection that another interface begins, like an Instance Connect Endpoint's.
    pub fn from(process: &Process<'_>, client: Sender, local: IpAddr, remote: (IpAddr, u16)) -> Self {
        Self::new(process, Ends { client, local: (local, 0), remote, sent: 0, heard: 0 })
    }

    fn new(process: &Process<'_>, mut ends: Ends) -> Self {
        let (remote, port) = ends.remote;
        let label = format!("{remote}:{port}@{}", process.now.as_nanos());
        ends.local.1 = process.ephemeral_port(&label);
        ends.sent = process.dice(&format!("isn {label}"), 1 << 32) as u32;
        Self {
            remote,
            port,
            local: ends.local.0,
            local_port: ends.local.1,
            started: process.now,
            syns: 0,
            next: Next::Syn(process.now),
            ends,
            decided: None,
        }
    }

    /// When it will next do something.
    pub fn next_at(&self) -> Duration {
        match self.next {
            Next::Syn(at) | Next::GiveUp(at) | Next::Stands(at, _) | Next::Fails(at, _) => at,
        }
    }

    /// The flight that decides as far as known: the last SYN, or its answer where that got lost.
    pub fn deciding(&self) -> Option<EventId> {
        self.decided
    }

    /// Does what is due; says how it ended, when it did.
    pub fn advance(&mut self, process: &mut Process<'_>) -> Option<Result<Connection, Errno>> {
        match self.next.clone() {
            Next::Syn(at) => {
                process.wait_until(at);
                self.syn(process);
                None
            }
            Next::GiveUp(at) => {
                process.wait_until(at);
                self.abandon(process);
                Some(Err(Errno::TimedOut))
            }
            Next::Stands(at, connection) => {
                process.wait_until(at);
                let mut connection = *connection;
                connection.acknowledge(process);
                Some(Ok(connection))
            }
            Next::Fails(at, errno) => {
                process.wait_until(at);
                Some(Err(errno))
            }
        }
    }

    /// Waits for the end of it, as a blocking `connect()` does.
    pub fn wait(mut self, process: &mut Process<'_>) -> Result<Connection, (Errno, Option<EventId>)> {
        loop {
            if let Some(result) = self.advance(process) {
                return result.map_err(|errno| (errno, self.decided));
            }
        }
    }

    /// Writes down that nobody waits any longer.
    pub fn abandon(&self, process: &mut Process<'_>) {
        let after = process.now.saturating_sub(self.started);
        process.note(What::GaveUp { waiting_for: self.remote, after });
    }

    /// Sends one SYN and works out what becomes of it.
    fn syn(&mut self, process: &mut Process<'_>) {
        let now = process.now;
        self.syns += 1;
        let attempt = u8::try_from(self.syns).unwrap_or(u8::MAX);
        let Some(packet) = self.ends.segment(process, TcpFlags::SYN, &[]) else {
            self.next = Next::Fails(now, Errno::InvalidArgument);
            return;
        };
        let out = fly(process, now, self.ends.client, packet, Role::Syn { attempt });
        self.decided = Some(out.event);
        let back = out.reply.clone().map(|reply| {
            let from = reply.from;
            (from, fly(process, now + out.took, from, reply.packet, reply.role))
        });
        self.next = match (out.end.clone(), back) {
            (End::Delivered, Some((from, back))) if back.arrived() => self.agree(process, &out, from, &back),
            (End::Refused(no), Some((_, back))) if back.arrived() => Next::Fails(now + out.took + back.took, errno(no)),
            (End::Refused(no), None) => Next::Fails(now + out.took, errno(no)),
            (_, Some((_, back))) => self.unheard(process, back.event, out.event),
            (_, None) => self.wait_on(process),
        };
    }

    /// The other end agreed, and its word came back.
    fn agree(&mut self, process: &Process<'_>, out: &Flown, far: Sender, back: &Flown) -> Next {
        let Some((place, arrived)) = out.last.clone() else { return self.wait_on(process) };
        let heard = service::first_sequence(&arrived).wrapping_add(1);
        let round_trip = out.took + back.took;
        let connection = Connection {
            remote: self.remote,
            port: self.port,
            local: self.local,
            local_port: self.local_port,
            place,
            syn: out.event,
            round_trip,
            far,
            arrived,
            ends: Ends { sent: self.ends.sent.wrapping_add(1), heard, ..self.ends.clone() },
            lost: None,
        };
        Next::Stands(process.now + round_trip, Box::new(connection))
    }

    /// The answer got lost: that decides, and the guest waits as if nothing had been said.
    fn unheard(&mut self, process: &mut Process<'_>, answer: EventId, syn: EventId) -> Next {
        self.decided = Some(answer);
        process.came_from(answer, syn);
        self.wait_on(process)
    }

    /// Nothing came back: the next SYN of the schedule, or the end of the kernel's patience.
    fn wait_on(&self, process: &Process<'_>) -> Next {
        let (syns, give_up) = schedule(process.machine.world.settings.kernel);
        let late = |seconds: u64| {
            let drawn = process.dice(&format!("late {} {}", self.local_port, seconds), 40);
            let late = seconds * LATE_PER_MILLE + if seconds == 0 { 0 } else { drawn };
            self.started + Duration::from_millis(seconds * 1000 + late)
        };
        match syns.get(self.syns) {
            Some(seconds) => Next::Syn(late(*seconds)),
            None => Next::GiveUp(late(give_up)),
        }
    }
}

/// What the kernel makes of a refusal (rule 5.7, rows 7 and 8).
fn errno(refusal: Refusal) -> Errno {
    match refusal {
        Refusal::ConnectionRefused | Refusal::PortUnreachable => Errno::ConnectionRefused,
        Refusal::NoRoute => Errno::NetworkUnreachable,
        Refusal::IdleReset => Errno::ConnectionReset,
    }
}

/// A TCP connection that stands.
#[derive(Clone, Debug)]
pub struct Connection {
    /// Who is at the other end.
    pub remote: IpAddr,
    /// On which port.
    pub port: u16,
    /// The own address.
    pub local: IpAddr,
    /// The own port.
    pub local_port: u16,
    /// Where the packets end.
    pub place: Place,
    /// The flight of the SYN that arrived.
    pub syn: EventId,
    /// There and back, as the handshake took.
    pub round_trip: Duration,
    far: Sender,
    arrived: Packet,
    ends: Ends,
    lost: Option<EventId>,
}

impl Connection {
    /// Who is at the other end, with what it serves.
    pub fn remote_end<'w>(&self, process: &Process<'w>) -> Remote<'w> {
        Remote::at(process.machine.world, &self.place)
    }

    /// The address the other end sees.
    pub fn seen_from(&self) -> IpAddr {
        self.arrived.source()
    }

    /// The flight that got lost, where one did.
    pub fn lost(&self) -> Option<EventId> {
        self.lost
    }

    /// Sends bytes; they have arrived when this returns.
    pub fn send(&mut self, process: &mut Process<'_>, role: Role, bytes: &[u8]) -> Result<(), Errno> {
        for piece in bytes.chunks(SEGMENT) {
            let flags = TcpFlags::PSH | TcpFlags::ACK;
            self.client_segment(process, role, flags, piece).ok_or(Errno::TimedOut)?;
        }
        Ok(())
    }

    /// The other end sends bytes; none where they got lost.
    pub fn reply(&mut self, process: &mut Process<'_>, role: Role, bytes: &[u8]) -> Option<()> {
        let sent = process.now;
        for piece in bytes.chunks(SEGMENT) {
            // Segments follow each other at once: all take the same way, together.
            self.far_segment(process, sent, (role, TcpFlags::PSH | TcpFlags::ACK, piece))?;
        }
        self.acknowledge(process);
        Some(())
    }

    /// Both sides end it.
    pub fn close(&mut self, process: &mut Process<'_>) {
        let fin = TcpFlags::FIN | TcpFlags::ACK;
        if self.client_segment(process, Role::Fin, fin, &[]).is_none() {
            return;
        }
        self.ends.sent = self.ends.sent.wrapping_add(1);
        if self.far_segment(process, process.now, (Role::Fin, fin, &[])).is_some() {
            self.ends.heard = self.ends.heard.wrapping_add(1);
            self.acknowledge(process);
        }
    }

    /// A segment without content; nobody waits for it.
    fn acknowledge(&mut self, process: &mut Process<'_>) {
        if let Some(packet) = self.ends.segment(process, TcpFlags::ACK, &[]) {
            let _ = fly(process, process.now, self.ends.client, packet, Role::Ack);
        }
    }

    fn client_segment(&mut self, process: &mut Process<'_>, role: Role, flags: TcpFlags, bytes: &[u8]) -> Option<()> {
        let packet = self.ends.segment(process, flags, bytes)?;
        let flown = fly(process, process.now, self.ends.client, packet, role);
        process.wait(flown.took);
        self.ends.sent = self.ends.sent.wrapping_add(bytes.len() as u32);
        self.judge(&flown)
    }

    /// A segment of the far end, sent at a moment; its role, flags and bytes.
    fn far_segment(&mut self, process: &mut Process<'_>, at: Duration, what: (Role, TcpFlags, &[u8])) -> Option<()> {
        let (role, flags, bytes) = what;
        let packet = self.ends.answer(process, &self.arrived, flags, bytes);
        let flown = fly(process, at, self.far, packet, role);
        process.wait_until(at + flown.took);
        self.ends.heard = self.ends.heard.wrapping_add(bytes.len() as u32);
        let judged = self.judge(&flown);
        if judged.is_none() {
            process.came_from(flown.event, self.syn);
        }
        judged
    }

    fn judge(&mut self, flown: &Flown) -> Option<()> {
        if flown.arrived() {
            return Some(());
        }
        self.lost = Some(flown.event);
        None
    }
}
