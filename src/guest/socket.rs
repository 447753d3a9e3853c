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
use crate::net::view::TransportView;
use crate::net::{Envelope, Family, Packet, Segment, TcpFlags, TcpOptions, VPC_MTU, tcp};
use crate::sim::trace::{End, Place, Refusal, Role, What};
use crate::sim::walk::Sender;
use std::net::IpAddr;
use std::time::Duration;

/// The biggest segment of an end that does not say (RFC 9293, section 3.7.1).
const DEFAULT_MSS: u16 = 536;

/// When the kernel sends SYNs and when it gives up, in seconds (rule 5.10).
const fn schedule(kernel: Kernel) -> (&'static [u64], u64) {
    match kernel {
        Kernel::Linux6_1 => (&[0, 1, 3, 7, 15, 31, 63], 127),
        Kernel::Linux6_12 => (&[0, 1, 2, 3, 4, 5, 7, 11, 19, 35, 67], 131),
    }
}

/// Between the segments that the far end sends in a row: its kernel paces them, as the `fq` scheduler
/// does, so that each has passed everybody on the way inside AWS before the next one comes.
const PACE: Duration = Duration::from_millis(2);

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
    /// The clocks that each end stamps its segments with.
    own: Clock,
    far: Clock,
}

/// One end's clock of TCP, which counts milliseconds from a random beginning (RFC 7323, section 5.4).
#[derive(Clone, Copy, Debug, Default)]
struct Clock {
    /// What it is ahead of the simulation's.
    ahead: u32,
    /// Its last reading that came to the other end.
    echoed: u32,
}

impl Clock {
    /// Its reading at a moment of the process.
    fn read(self, process: &Process<'_>, at: Duration) -> u32 {
        let moment = process.machine.world.now + at;
        ((moment.as_nanos() / 1_000_000) as u32).wrapping_add(self.ahead)
    }
}

impl Ends {
    fn new(client: Sender, local: IpAddr, remote: (IpAddr, u16)) -> Self {
        let (own, far) = (Clock::default(), Clock::default());
        Self { client, local: (local, 0), remote, sent: 0, heard: 0, own, far }
    }

    /// The biggest segment that the client takes, in bytes.
    fn mss(&self) -> u16 {
        tcp::mss(Family::from(self.local.0), VPC_MTU)
    }

    fn syn(&self, process: &Process<'_>) -> Option<Packet> {
        let clock = self.own.read(process, process.now);
        let segment = Segment {
            source_port: self.local.1,
            destination_port: self.remote.1,
            sequence: self.sent,
            acknowledgment: 0,
            flags: TcpFlags::SYN,
            window: tcp::first_window(self.mss()),
            options: TcpOptions::linux_syn(Family::from(self.local.0), VPC_MTU, clock),
            payload: &[],
        };
        Some(Envelope::between(self.local.0, self.remote.0)?.tcp(&segment))
    }

    /// A later segment of the client's, sent now.
    fn segment(&self, process: &Process<'_>, flags: TcpFlags, payload: &[u8]) -> Option<Packet> {
        let clock = self.own.read(process, process.now);
        let segment = Segment {
            source_port: self.local.1,
            destination_port: self.remote.1,
            sequence: self.sent,
            acknowledgment: self.heard,
            flags,
            window: tcp::later_window(self.mss()),
            options: TcpOptions::linux_established(clock, self.far.echoed),
            payload,
        };
        Some(Envelope::between(self.local.0, self.remote.0)?.tcp(&segment))
    }

    /// A segment from the far end, which sees the conversation as `arrived` does, with this reading of
    /// its clock. It answers from where it was asked, and takes what it offered at first.
    fn answer(&self, arrived: &Packet, (clock, window): (u32, u16), flags: TcpFlags, payload: &[u8]) -> Packet {
        let flow = arrived.flow();
        Envelope::answering(arrived).tcp(&Segment {
            source_port: flow.destination_port,
            destination_port: flow.source_port,
            sequence: self.heard,
            acknowledgment: self.sent,
            flags,
            window,
            options: TcpOptions::linux_established(clock, self.own.echoed),
            payload,
        })
    }
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
            let ends = Ends::new(own(process), remote, (remote, port));
            let mut connecting = Self::new(process, ends);
            connecting.next = Next::Fails(process.now, Errno::ConnectionRefused);
            return Ok(connecting);
        }
        let local = route(process, remote)?;
        Ok(Self::new(process, Ends::new(own(process), local, (remote, port))))
    }

    /// A connection that another interface begins, like an Instance Connect Endpoint's.
    pub fn from(process: &Process<'_>, client: Sender, local: IpAddr, remote: (IpAddr, u16)) -> Self {
        Self::new(process, Ends::new(client, local, remote))
    }

    fn new(process: &Process<'_>, mut ends: Ends) -> Self {
        let (remote, port) = ends.remote;
        let label = format!("{remote}:{port}@{}", process.now.as_nanos());
        ends.local.1 = process.ephemeral_port(&label);
        ends.sent = process.dice(&format!("isn {label}"), 1 << 32) as u32;
        ends.own.ahead = process.dice(&format!("clock {label}"), 1 << 32) as u32;
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
        let Some(packet) = self.ends.syn(process) else {
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

    /// The other end agreed, and its word came back: both now know the other's numbers.
    fn agree(&mut self, process: &Process<'_>, out: &Flown, far: Sender, back: &Flown) -> Next {
        let (Some((place, arrived)), Some((_, answer))) = (out.last.clone(), &back.last) else {
            return self.wait_on(process);
        };
        let TransportView::Tcp(agreed) = answer.view().transport else { return self.wait_on(process) };
        let (offered, theirs) = (self.ends.mss(), agreed.options.mss.unwrap_or(DEFAULT_MSS));
        let (clock, echoed) = agreed.options.timestamps.unwrap_or_default();
        let ahead = clock.wrapping_sub(Clock::default().read(process, process.now + out.took));
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
            segment: usize::from(offered.min(theirs) - tcp::TIMESTAMPS),
            window: agreed.window.div_ceil(1 << tcp::WINDOW_SCALE),
            ends: Ends {
                sent: self.ends.sent.wrapping_add(1),
                heard: agreed.sequence.wrapping_add(1),
                own: Clock { echoed, ..self.ends.own },
                far: Clock { ahead, echoed: clock },
                ..self.ends.clone()
            },
            lost: None,
            life: Life::Stands,
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
    /// The SYN as the far end saw it.
    arrived: Packet,
    /// The most payload of a segment, either way.
    segment: usize,
    /// The far end's window, shifted.
    window: u16,
    ends: Ends,
    lost: Option<EventId>,
    life: Life,
}

/// Whether the client's kernel still has a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Life {
    /// It has.
    Stands,
    /// It was cut, or the kernel gave up.
    Over,
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
        for (flags, piece) in pieces(bytes, self.segment) {
            self.client_segment(process, role, flags, piece).ok_or(Errno::TimedOut)?;
        }
        Ok(())
    }

    /// The other end sends bytes; none where they got lost.
    pub fn reply(&mut self, process: &mut Process<'_>, role: Role, bytes: &[u8]) -> Option<()> {
        let mut sent = process.now;
        for (flags, piece) in pieces(bytes, self.segment) {
            self.far_segment(process, sent, (role, flags, piece))?;
            sent += PACE;
        }
        self.acknowledge(process);
        Some(())
    }

    /// The program gives up on it: where the kernel still has it, it ends it properly.
    pub fn abandon(&mut self, process: &mut Process<'_>) {
        if self.life == Life::Stands {
            self.close(process);
        }
    }

    /// Both sides end it, the client first.
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
        self.leave(process, Role::Ack, TcpFlags::ACK, &[]);
    }

    /// A segment leaves the client now.
    fn leave(&mut self, process: &mut Process<'_>, role: Role, flags: TcpFlags, bytes: &[u8]) -> Option<Flown> {
        let packet = self.ends.segment(process, flags, bytes)?;
        let clock = self.ends.own.read(process, process.now);
        let flown = fly(process, process.now, self.ends.client, packet, role);
        if flown.arrived() {
            self.ends.own.echoed = clock;
        }
        Some(flown)
    }

    fn client_segment(&mut self, process: &mut Process<'_>, role: Role, flags: TcpFlags, bytes: &[u8]) -> Option<()> {
        let flown = self.leave(process, role, flags, bytes)?;
        process.wait(flown.took);
        if let (End::Refused(_), Some(no)) = (&flown.end, flown.reply.clone()) {
            fly(process, process.now, no.from, no.packet, no.role);
        }
        self.ends.sent = self.ends.sent.wrapping_add(bytes.len() as u32);
        let judged = self.judge(&flown);
        if judged.is_none() {
            self.life = Life::Over;
        }
        judged
    }

    /// A segment of the far end, sent at a moment; its role, flags and bytes.
    fn far_segment(&mut self, process: &mut Process<'_>, at: Duration, what: (Role, TcpFlags, &[u8])) -> Option<()> {
        let (role, flags, bytes) = what;
        let clock = self.ends.far.read(process, at);
        let packet = self.ends.answer(&self.arrived, (clock, self.window), flags, bytes);
        let flown = fly(process, at, self.far, packet, role);
        process.wait_until(at + flown.took);
        let judged = self.judge(&flown);
        match judged {
            Some(()) => {
                self.ends.heard = self.ends.heard.wrapping_add(bytes.len() as u32);
                self.ends.far.echoed = clock;
            }
            None => process.came_from(flown.event, self.syn),
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

/// Bytes as segments with their flags: the last one says that the program may have them now.
fn pieces(bytes: &[u8], size: usize) -> impl Iterator<Item = (TcpFlags, &[u8])> {
    let last = bytes.len().div_ceil(size).saturating_sub(1);
    bytes.chunks(size).enumerate().map(move |(number, piece)| {
        let push = if number == last { TcpFlags::PSH } else { TcpFlags::default() };
        (push | TcpFlags::ACK, piece)
    })
}
