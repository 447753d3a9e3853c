//! What a NAT remembers of the conversations it translates (RFC 6146, section 3): bindings,
//! sessions, their timers, and the states that TCP's flags move a session through.
//!
//! A binding ties an inside end to an outside end, and a session adds the remote end in both
//! families. An AWS NAT gateway chooses the outside port by the remote end too (rule 3.27), so each
//! session has a binding of its own, and one [`Row`] is both. No conversation begins outside, so
//! RFC 6146's state V4 INIT and its timer for incoming SYNs do not occur.
//!
//! Time is an argument. A row that has run out is gone for whoever looks later.

use super::packet::{Family, Flow, Packet, Protocol};
use super::tcp::TcpFlags;
use super::time::SimTime;
use super::view::TransportView;
use std::net::Ipv4Addr;
use std::time::Duration;

/// The first port a NAT sends from; AWS uses 1024 to 65535 (rules 3.19, 3.29).
pub const FIRST_PORT: u16 = 1024;

/// How long a session lives after its last packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timers {
    /// UDP.
    pub udp: Duration,
    /// ICMP echo.
    pub icmp: Duration,
    /// TCP while it opens, and when it is over.
    pub tcp_transitory: Duration,
    /// TCP that stands.
    pub tcp_established: Duration,
}

impl Timers {
    /// RFC 6146, section 4: UDP_DEFAULT, ICMP_DEFAULT, TCP_TRANS, and TCP_EST with the four minutes
    /// that follow while the ends are probed (rule 3.14).
    pub const RFC6146: Self = Self {
        udp: Duration::from_secs(300),
        icmp: Duration::from_secs(60),
        tcp_transitory: Duration::from_secs(240),
        tcp_established: Duration::from_secs(7440),
    };

    /// An AWS NAT gateway: 350 s for everything (rule 3.25, doubt D11).
    pub const AWS: Self = {
        let idle = Duration::from_secs(350);
        Self { udp: idle, icmp: idle, tcp_transitory: idle, tcp_established: idle }
    };
}

/// One conversation as both sides see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    /// On the inside, as the client began it.
    pub inside: Flow,
    /// On the outside.
    pub outside: Flow,
}

/// One row of the table: a binding and its session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The conversation.
    pub session: Session,
    /// How far it has come.
    pub state: State,
    /// When it is forgotten, unless another packet comes.
    pub until: SimTime,
}

/// How far a conversation has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// UDP has no states.
    Udp,
    /// ICMP echo has no states.
    Icmp,
    /// TCP.
    Tcp(TcpState),
}

/// TCP's states at a NAT (RFC 6146, section 3.5.2; rule 3.15).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TcpState {
    /// The inside asked to connect: V6 INIT.
    Init,
    /// Both agreed: ESTABLISHED.
    Established,
    /// The inside has no more to say: V6 FIN RCV.
    InsideFin,
    /// The outside has no more to say: V4 FIN RCV.
    OutsideFin,
    /// Neither has: V4 FIN + V6 FIN RCV.
    BothFin,
    /// One end cut it: TRANS. Data brings it back.
    Transitory,
}

impl State {
    /// Its name in RFC 6146; the inside of a translation within IPv4 is named V4 too.
    pub fn name(self, inside: Family) -> &'static str {
        match (self, inside) {
            (Self::Udp, _) => "UDP",
            (Self::Icmp, _) => "ICMP",
            (Self::Tcp(TcpState::Init), Family::Ipv6) => "V6 INIT",
            (Self::Tcp(TcpState::Init), Family::Ipv4) => "INIT",
            (Self::Tcp(TcpState::Established), _) => "ESTABLISHED",
            (Self::Tcp(TcpState::InsideFin), Family::Ipv6) => "V6 FIN RCV",
            (Self::Tcp(TcpState::InsideFin), Family::Ipv4) => "INSIDE FIN RCV",
            (Self::Tcp(TcpState::OutsideFin), Family::Ipv6) => "V4 FIN RCV",
            (Self::Tcp(TcpState::OutsideFin), Family::Ipv4) => "OUTSIDE FIN RCV",
            (Self::Tcp(TcpState::BothFin), Family::Ipv6) => "V4 + V6 FIN RCV",
            (Self::Tcp(TcpState::BothFin), Family::Ipv4) => "BOTH FIN RCV",
            (Self::Tcp(TcpState::Transitory), _) => "TRANS",
        }
    }

    fn lifetime(self, timers: Timers) -> Duration {
        match self {
            Self::Udp => timers.udp,
            Self::Icmp => timers.icmp,
            Self::Tcp(TcpState::Init | TcpState::BothFin | TcpState::Transitory) => timers.tcp_transitory,
            Self::Tcp(TcpState::Established | TcpState::InsideFin | TcpState::OutsideFin) => timers.tcp_established,
        }
    }

    /// The state a packet from one side brings about.
    fn after(self, side: Side, signal: Signal) -> Self {
        match self {
            Self::Udp | Self::Icmp => self,
            Self::Tcp(state) => Self::Tcp(state.after(side, signal)),
        }
    }
}

impl TcpState {
    fn after(self, side: Side, signal: Signal) -> Self {
        match (self, side, signal) {
            (Self::Init, Side::Outside, Signal::Syn) => Self::Established,
            (Self::Init | Self::BothFin, _, _) => self,
            (Self::Established, _, Signal::Reset) => Self::Transitory,
            (Self::Established, Side::Inside, Signal::Fin) => Self::InsideFin,
            (Self::Established, Side::Outside, Signal::Fin) => Self::OutsideFin,
            (Self::InsideFin, Side::Outside, Signal::Fin) | (Self::OutsideFin, Side::Inside, Signal::Fin) => {
                Self::BothFin
            }
            (Self::Transitory, _, Signal::Syn | Signal::Fin | Signal::Other) => Self::Established,
            (Self::Established | Self::InsideFin | Self::OutsideFin | Self::Transitory, _, _) => self,
        }
    }
}

/// From which side a packet comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Inside,
    Outside,
}

/// What a packet means to the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Signal {
    Syn,
    Fin,
    Reset,
    Other,
}

impl Signal {
    fn of(packet: &Packet) -> Self {
        let TransportView::Tcp(segment) = packet.view().transport else { return Self::Other };
        let has = |flags| segment.flags.contains(flags);
        match () {
            () if has(TcpFlags::RST) => Self::Reset,
            () if has(TcpFlags::SYN) => Self::Syn,
            () if has(TcpFlags::FIN) => Self::Fin,
            () => Self::Other,
        }
    }
}

/// Why a packet from the inside has no session and gets none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoSession {
    /// TCP goes on with a conversation that was forgotten, or never was (rule 3.25).
    #[error("the conversation is not known")]
    Forgotten,
    /// As many conversations go to that destination as there may be (rule 3.26).
    #[error("no port is left for this destination")]
    NoPort,
}

/// Whom other clients of the NAT talk to, and what there is room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Conversations to one remote address, port and protocol at most (rule 3.26).
    pub limit: u16,
    /// How many of them are others' and hold the first ports.
    pub taken: u16,
}

/// The table of one NAT.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    own: Ipv4Addr,
    timers: Timers,
    rows: Vec<Row>,
    next_port: u16,
}

impl Table {
    /// An empty table of a NAT that has this address outside.
    pub fn new(own: Ipv4Addr, timers: Timers) -> Self {
        Self { own, timers, rows: Vec::new(), next_port: FIRST_PORT }
    }

    /// The rows that live at `now`, in the order they were made.
    pub fn rows(&self, now: SimTime) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(move |row| row.until > now)
    }

    /// The session of a packet from the inside to an IPv4 host: the one it goes on with, or a new
    /// one. Its timer starts anew.
    pub fn out(&mut self, now: SimTime, packet: &Packet, remote: Ipv4Addr, room: Room) -> Result<Session, NoSession> {
        self.forget(now);
        let (inside, signal) = (packet.flow(), Signal::of(packet));
        if let Some(row) = self.rows.iter_mut().find(|row| row.session.inside == inside) {
            return Ok(row.touch(now, self.timers, (Side::Inside, signal)));
        }
        let state = match inside.protocol {
            Protocol::Tcp if signal == Signal::Syn => State::Tcp(TcpState::Init),
            Protocol::Tcp => return Err(NoSession::Forgotten),
            Protocol::Icmp | Protocol::Icmpv6 => State::Icmp,
            Protocol::Udp | Protocol::Other(_) => State::Udp,
        };
        let port = self.free_port(&self.outside(inside, remote, 0), room).ok_or(NoSession::NoPort)?;
        self.next_port = port.checked_add(1).unwrap_or(FIRST_PORT);
        let session = Session { inside, outside: self.outside(inside, remote, port) };
        self.rows.push(Row { session, state, until: now + state.lifetime(self.timers) });
        Ok(session)
    }

    /// The session that a packet from the outside answers. Its timer starts anew, unless the packet
    /// is an ICMP error, which only quotes the conversation (RFC 6146, section 3.5.3).
    pub fn back(&mut self, now: SimTime, packet: &Packet) -> Option<Session> {
        self.forget(now);
        let quoted = packet.quoted_flow();
        let outside = quoted.unwrap_or_else(|| packet.flow().reversed());
        let row = self.rows.iter_mut().find(|row| row.session.outside == outside)?;
        match quoted {
            Some(_) => Some(row.session),
            None => Some(row.touch(now, self.timers, (Side::Outside, Signal::of(packet)))),
        }
    }

    fn forget(&mut self, now: SimTime) {
        self.rows.retain(|row| row.until > now);
    }

    /// How a conversation looks outside from a port. An echo identifier is in both ports.
    fn outside(&self, inside: Flow, remote: Ipv4Addr, port: u16) -> Flow {
        let echo = matches!(inside.protocol, Protocol::Icmp | Protocol::Icmpv6);
        Flow {
            protocol: if echo { Protocol::Icmp } else { inside.protocol },
            source: self.own.into(),
            source_port: port,
            destination: remote.into(),
            destination_port: if echo { port } else { inside.destination_port },
        }
    }

    /// The next port that no other conversation to the same destination has; ports go up.
    fn free_port(&self, to: &Flow, room: Room) -> Option<u16> {
        let echo = to.protocol == Protocol::Icmp;
        let same = |row: &&Row| {
            let flow = row.session.outside;
            let port = echo || flow.destination_port == to.destination_port;
            (flow.protocol, flow.destination) == (to.protocol, to.destination) && port
        };
        let here: Vec<u16> = self.rows.iter().filter(same).map(|row| row.session.outside.source_port).collect();
        if here.len() + usize::from(room.taken) >= usize::from(room.limit) {
            return None;
        }
        let first = FIRST_PORT.saturating_add(room.taken);
        let next = self.next_port.max(first);
        (next..=u16::MAX).chain(first..next).find(|port| !here.contains(port))
    }
}

impl Row {
    /// A packet of the conversation passes: the timer starts anew, but not where all is over.
    fn touch(&mut self, now: SimTime, timers: Timers, (side, signal): (Side, Signal)) -> Session {
        let before = self.state;
        self.state = before.after(side, signal);
        let over = matches!(self.state, State::Tcp(TcpState::BothFin | TcpState::Transitory));
        if before != self.state || !over {
            self.until = now + self.state.lifetime(timers);
        }
        self.session
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::{Envelope, IcmpError, Segment, WELL_KNOWN};

    const CLIENT: &str = "2001:db8:1:4b02::11";
    const GITHUB: Ipv4Addr = Ipv4Addr::new(20, 27, 177, 113);
    const OWN: Ipv4Addr = Ipv4Addr::new(10, 1, 0, 10);
    const FREE: Room = Room { limit: 55_000, taken: 0 };

    fn at(seconds: u64) -> SimTime {
        SimTime::ZERO + Duration::from_secs(seconds)
    }

    /// A segment from the inside.
    fn inside(source_port: u16, flags: TcpFlags) -> Packet {
        let segment = Segment { source_port, destination_port: 443, flags, ..Segment::default() };
        Envelope::between(CLIENT.parse().unwrap(), WELL_KNOWN.embed(GITHUB).into()).unwrap().tcp(&segment)
    }

    /// A segment from the outside.
    fn outside(destination_port: u16, flags: TcpFlags) -> Packet {
        let segment = Segment { source_port: 443, destination_port, flags, ..Segment::default() };
        Envelope::between(GITHUB.into(), OWN.into()).unwrap().tcp(&segment)
    }

    /// The only row as it is at a moment: its state, and the seconds it has left.
    fn row(table: &Table, now: u64) -> Option<(&'static str, u64)> {
        let row = table.rows(at(now)).next()?;
        Some((row.state.name(Family::Ipv6), row.until.since(at(now)).as_secs()))
    }

    /// Rules 3.13 and 3.27.
    #[test]
    fn a_conversation_keeps_its_port_and_each_has_its_own() {
        let mut table = Table::new(OWN, Timers::AWS);
        let mut open = |port| table.out(at(0), &inside(port, TcpFlags::SYN), GITHUB, FREE).unwrap().outside.source_port;
        assert_eq!([open(40000), open(40001), open(40000)], [1024, 1025, 1024]);
        let session = table.back(at(1), &outside(1025, TcpFlags::SYN)).unwrap();
        assert_eq!(session.inside.source_port, 40001);
        assert_eq!(table.back(at(1), &outside(1026, TcpFlags::SYN)), None);
    }

    /// Rules 3.14 and 3.15, step by step.
    #[test]
    fn tcp_moves_through_the_states_of_the_standard() {
        let mut table = Table::new(OWN, Timers::RFC6146);
        let mut from = |side: Side, now: u64, flags: TcpFlags| {
            match side {
                Side::Inside => drop(table.out(at(now), &inside(40000, flags), GITHUB, FREE)),
                Side::Outside => drop(table.back(at(now), &outside(1024, flags))),
            }
            row(&table, now)
        };
        let fin = TcpFlags::FIN | TcpFlags::ACK;
        assert_eq!(from(Side::Inside, 0, TcpFlags::SYN), Some(("V6 INIT", 240)));
        assert_eq!(from(Side::Outside, 1, TcpFlags::SYN | TcpFlags::ACK), Some(("ESTABLISHED", 7440)));
        assert_eq!(from(Side::Inside, 2, TcpFlags::RST), Some(("TRANS", 240)));
        assert_eq!(from(Side::Outside, 3, TcpFlags::RST), Some(("TRANS", 239)));
        assert_eq!(from(Side::Outside, 4, TcpFlags::ACK), Some(("ESTABLISHED", 7440)));
        assert_eq!(from(Side::Outside, 5, fin), Some(("V4 FIN RCV", 7440)));
        assert_eq!(from(Side::Inside, 6, fin), Some(("V4 + V6 FIN RCV", 240)));
        assert_eq!(from(Side::Outside, 7, TcpFlags::ACK), Some(("V4 + V6 FIN RCV", 239)));
        assert_eq!(row(&table, 246), None);
    }

    /// Rule 3.25.
    #[test]
    fn what_is_idle_too_long_is_forgotten() {
        let mut table = Table::new(OWN, Timers::AWS);
        table.out(at(0), &inside(40000, TcpFlags::SYN), GITHUB, FREE).unwrap();
        table.back(at(1), &outside(1024, TcpFlags::SYN | TcpFlags::ACK)).unwrap();
        assert_eq!(row(&table, 350), Some(("ESTABLISHED", 1)));
        assert_eq!(table.back(at(351), &outside(1024, TcpFlags::ACK)), None);
        let late = table.out(at(351), &inside(40000, TcpFlags::ACK), GITHUB, FREE);
        assert_eq!(late, Err(NoSession::Forgotten));
        // A new SYN begins a new conversation.
        assert!(table.out(at(352), &inside(40000, TcpFlags::SYN), GITHUB, FREE).is_ok());
    }

    /// Rule 3.26: the limit is for one destination, and others' conversations count.
    #[test]
    fn there_are_so_many_conversations_to_one_destination_and_no_more() {
        let mut table = Table::new(OWN, Timers::AWS);
        let room = Room { limit: 55_000, taken: 54_999 };
        let first = table.out(at(0), &inside(1, TcpFlags::SYN), GITHUB, room).unwrap();
        assert_eq!(first.outside.source_port, 1024 + 54_999);
        assert_eq!(table.out(at(0), &inside(2, TcpFlags::SYN), GITHUB, room), Err(NoSession::NoPort));
        let elsewhere = Ipv4Addr::new(8, 8, 8, 8);
        assert!(table.out(at(0), &inside(3, TcpFlags::SYN), elsewhere, FREE).is_ok());
        // The first is over and forgotten: its place is free.
        assert!(table.out(at(350), &inside(2, TcpFlags::SYN), GITHUB, room).is_ok());
    }

    /// Rule 3.16, and RFC 6146, section 3.5.3.
    #[test]
    fn an_error_finds_the_conversation_it_quotes_and_keeps_nothing_alive() {
        let mut table = Table::new(OWN, Timers::RFC6146);
        let asked = Envelope::between(CLIENT.parse().unwrap(), WELL_KNOWN.embed(GITHUB).into()).unwrap();
        let session = table.out(at(0), &asked.udp(40000, 53, b""), GITHUB, FREE).unwrap();
        let seen = Envelope::between(OWN.into(), GITHUB.into()).unwrap().udp(1024, 53, b"");
        let error = seen.answered_by(GITHUB.into(), IcmpError::PortUnreachable).unwrap();
        assert_eq!(table.back(at(100), &error), Some(session));
        assert_eq!(row(&table, 100), Some(("UDP", 200)));
    }
}
