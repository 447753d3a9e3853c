//! A connection on which nothing is said: keepalive probes, and what they find out. They keep a NAT
//! gateway's session alive when they come often enough, and learn that it is gone when they don't
//! (rule 3.25).

use super::{Connection, Errno, Flown, Process, errno, fly};
use crate::net::TcpFlags;
use crate::sim::trace::{End, Role};
use std::time::Duration;

/// How often a silent connection is probed: SO_KEEPALIVE with TCP_KEEPIDLE and TCP_KEEPINTVL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keepalive {
    /// Silence before the first probe, and between probes that nobody answers.
    pub time: Duration,
}

/// Probes without an answer before the kernel gives up: TCP_KEEPCNT's default.
const PROBES: usize = 9;

impl Connection {
    /// Waits until the far end speaks, at a moment since the command began; probes meanwhile. An
    /// error where the connection turns out to be gone before.
    pub fn listen(
        &mut self,
        process: &mut Process<'_>,
        until: Duration,
        keepalive: Option<Keepalive>,
    ) -> Result<(), Errno> {
        let mut unanswered = 0;
        while let Some(Keepalive { time }) = keepalive {
            let next = process.now + time;
            if next >= until {
                break;
            }
            process.wait_until(next);
            match self.probe(process) {
                Probed::Alive => unanswered = 0,
                Probed::Gone(why) => return Err(why),
                Probed::Silence => unanswered += 1,
            }
            if unanswered == PROBES {
                return Err(Errno::TimedOut);
            }
        }
        process.wait_until(until);
        Ok(())
    }

    /// An acknowledgment of what was acknowledged already: whoever still knows the connection says so
    /// (RFC 9293, section 3.8.4).
    fn probe(&mut self, process: &mut Process<'_>) -> Probed {
        let mut ends = self.ends.clone();
        ends.sent = ends.sent.wrapping_sub(1);
        let Some(packet) = ends.segment(process, TcpFlags::ACK, &[]) else { return Probed::Silence };
        let out = fly(process, process.now, self.ends.client, packet, Role::Ack);
        match &out.end {
            End::Delivered => {
                let answer = self.ends.answer(process, &self.arrived, TcpFlags::ACK, &[]);
                let back = fly(process, process.now + out.took, self.far, answer, Role::Ack);
                if back.arrived() { Probed::Alive } else { self.unheard(&back) }
            }
            End::Refused(no) => {
                let reply = out.reply.clone();
                let told = reply.map(|no| fly(process, process.now + out.took, no.from, no.packet, no.role));
                self.lost = Some(out.event);
                if told.is_some_and(|told| told.arrived()) { Probed::Gone(errno(*no)) } else { Probed::Silence }
            }
            End::Dropped(_) => self.unheard(&out),
        }
    }

    fn unheard(&mut self, lost: &Flown) -> Probed {
        self.lost = Some(lost.event);
        Probed::Silence
    }
}

/// What a probe found out.
enum Probed {
    Alive,
    Gone(Errno),
    Silence,
}
