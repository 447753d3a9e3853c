//! A connection on which nothing is said: keepalive probes, and what they find out. They keep a NAT
//! gateway's session alive when they come often enough, and learn that it is gone when they don't
//! (rule 3.25).

use super::{Connection, Errno, Flown, Life, Process, errno, fly};
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
            // A probe that would cross what the far end says tells nothing new.
            if next + self.round_trip >= until {
                break;
            }
            process.wait_until(next);
            match self.probe(process) {
                Probed::Alive => unanswered = 0,
                Probed::Gone(why) => return Err(self.end(why)),
                Probed::Silence => unanswered += 1,
            }
            if unanswered == PROBES {
                return Err(self.end(Errno::TimedOut));
            }
        }
        process.wait_until(until);
        Ok(())
    }

    fn end(&mut self, why: Errno) -> Errno {
        self.life = Life::Over;
        why
    }

    /// An acknowledgment of what was acknowledged already: whoever still knows the connection says so
    /// (RFC 9293, section 3.8.4).
    fn probe(&mut self, process: &mut Process<'_>) -> Probed {
        let mut ends = self.ends.clone();
        ends.sent = ends.sent.wrapping_sub(1);
        let Some(packet) = ends.segment(process, TcpFlags::ACK, &[]) else { return Probed::Silence };
        let clock = ends.own.read(process, process.now);
        let out = fly(process, process.now, self.ends.client, packet, Role::Ack);
        match &out.end {
            End::Delivered => {
                self.ends.own.echoed = clock;
                self.answer_probe(process, process.now + out.took)
            }
            End::Refused(no) => {
                let reply = out.reply.clone();
                let told = reply.map(|no| fly(process, process.now + out.took, no.from, no.packet, no.role));
                self.lost = Some(out.event);
                let Some(told) = told.filter(Flown::arrived) else { return Probed::Silence };
                process.wait(out.took + told.took);
                Probed::Gone(errno(*no))
            }
            End::Dropped(_) => self.unheard(&out),
        }
    }

    fn answer_probe(&mut self, process: &mut Process<'_>, at: Duration) -> Probed {
        let clock = self.ends.far.read(process, at);
        let answer = self.ends.answer(&self.arrived, (clock, self.window), TcpFlags::ACK, &[]);
        let back = fly(process, at, self.far, answer, Role::Ack);
        if !back.arrived() {
            return self.unheard(&back);
        }
        self.ends.far.echoed = clock;
        Probed::Alive
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
