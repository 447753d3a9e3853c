//! How curl 8.11 connects: two runners, one a family, IPv6 first; IPv4 starts 200 ms later or when
//! IPv6 has run out of addresses (rules 6.20 to 6.24). Whoever connects first wins.

use super::transfer::{Failure, Transfer};
use crate::guest::errno::Errno;
use crate::guest::process::EventId;
use crate::guest::socket::{Connecting, Connection};
use crate::sim::Outcome;
use std::collections::VecDeque;
use std::net::IpAddr;
use std::time::Duration;

/// Time to connect where nothing else is said: DEFAULT_CONNECT_TIMEOUT (rule 6.22).
const CONNECT_BUDGET: Duration = Duration::from_secs(300);
/// How long IPv4 waits for IPv6: CURL_HET_DEFAULT (rule 6.20).
const EYEBALLS: Duration = Duration::from_millis(200);
/// Only shares of more than this are halved: TIMEOUT_LARGE (rule 6.22).
const LARGE: Duration = Duration::from_millis(600);

/// One runner: the addresses of one family, tried one by one (rule 6.21).
struct Runner {
    name: &'static str,
    addresses: VecDeque<IpAddr>,
    starts: Duration,
    started: bool,
    attempt: Option<Attempt>,
}

struct Attempt {
    connecting: Connecting,
    share: Duration,
    share_ends: Duration,
}

impl Runner {
    fn new(addresses: &[IpAddr], starts: Duration) -> Self {
        let name = if addresses.first().is_some_and(IpAddr::is_ipv6) { "ipv6" } else { "ipv4" };
        Self { name, addresses: addresses.iter().copied().collect(), starts, started: false, attempt: None }
    }

    fn is_done(&self) -> bool {
        self.started && self.attempt.is_none()
    }
}

/// A failed attempt.
#[derive(Clone, Copy)]
struct Verdict {
    errno: Errno,
    address: IpAddr,
    event: Option<EventId>,
    /// Whether a packet left the guest.
    left: bool,
}

/// All runners of one transfer.
struct Race {
    runners: Vec<Runner>,
    port: u16,
    ends: Duration,
    /// The last error that was recorded, which decides between 7 and 28 (rule 6.23).
    last: Option<Errno>,
    /// The failure that decides how it ended: the last packet that left the guest, before anything
    /// that the guest refused at once.
    verdict: Option<Verdict>,
}

/// Connects to the first address that answers.
pub fn connect(transfer: &mut Transfer<'_, '_>, addresses: &[IpAddr], port: u16) -> Result<Connection, Failure> {
    let now = transfer.process.now;
    let (v6, v4): (Vec<IpAddr>, Vec<IpAddr>) = addresses.iter().partition(|address| address.is_ipv6());
    let budget = transfer.config.connect_timeout.unwrap_or(CONNECT_BUDGET);
    let ends = [Some(transfer.started + budget), transfer.config.max_time.map(|time| transfer.started + time)];
    let delay = if v6.is_empty() { Duration::ZERO } else { transfer.config.eyeballs.unwrap_or(EYEBALLS) };
    let runners = [(v6, now), (v4, now + delay)];
    let mut race = Race {
        runners: runners.iter().filter(|(list, _)| !list.is_empty()).map(|(list, at)| Runner::new(list, *at)).collect(),
        port,
        ends: ends.into_iter().flatten().min().unwrap_or(now),
        last: None,
        verdict: None,
    };
    race.run(transfer)
}

impl Race {
    fn run(&mut self, transfer: &mut Transfer<'_, '_>) -> Result<Connection, Failure> {
        loop {
            self.start_waiting(transfer);
            if self.runners.iter().all(Runner::is_done) {
                return Err(self.all_failed(transfer));
            }
            let wake = self.next_wake();
            if wake >= self.ends {
                transfer.process.wait_until(self.ends);
                return Err(self.out_of_time(transfer));
            }
            transfer.process.wait_until(wake);
            for index in 0..self.runners.len() {
                if let Some(connection) = self.look_after(transfer, index) {
                    return Ok(connection);
                }
            }
        }
    }

    /// When the next thing happens.
    fn next_wake(&self) -> Duration {
        let attempts = self.runners.iter().filter_map(|runner| runner.attempt.as_ref());
        let moments = attempts.map(|attempt| attempt.connecting.next_at().min(attempt.share_ends));
        let waiting = self.runners.iter().filter(|runner| !runner.started).map(|runner| runner.starts);
        moments.chain(waiting).min().unwrap_or(self.ends)
    }

    /// Starts runners whose time has come, or whose turn it is because the first has nothing left.
    fn start_waiting(&mut self, transfer: &mut Transfer<'_, '_>) {
        for index in 0..self.runners.len() {
            let first_is_done = index > 0 && self.runners[0].is_done();
            let runner = &mut self.runners[index];
            if !runner.started && (first_is_done || transfer.process.now >= runner.starts) {
                runner.started = true;
                self.start_next(transfer, index);
            }
        }
    }

    /// Begins the next attempt of a runner; what fails at once is passed over.
    fn start_next(&mut self, transfer: &mut Transfer<'_, '_>, index: usize) {
        self.runners[index].attempt = None;
        while let Some(address) = self.runners[index].addresses.pop_front() {
            let port = self.port;
            match address {
                IpAddr::V4(_) => transfer.info(format!("  Trying {address}:{port}...")),
                IpAddr::V6(_) => transfer.info(format!("  Trying [{address}]:{port}...")),
            }
            match Connecting::begin(transfer.process, address, port) {
                Ok(connecting) => {
                    let left = self.ends.saturating_sub(transfer.process.now);
                    let runner = &mut self.runners[index];
                    let halved = !runner.addresses.is_empty() && left > LARGE;
                    let share = if halved { left / 2 } else { left };
                    runner.attempt = Some(Attempt { connecting, share, share_ends: transfer.process.now + share });
                    return;
                }
                Err(refused) => {
                    transfer.info(format!("Immediate connect fail for {address}: {}", refused.errno));
                    let (errno, event) = (refused.errno, refused.event);
                    self.failed(Verdict { errno, address, event, left: false });
                }
            }
        }
    }

    /// Lets a runner's attempt go on where its time has come; gives back the connection that stands.
    fn look_after(&mut self, transfer: &mut Transfer<'_, '_>, index: usize) -> Option<Connection> {
        let runner = &mut self.runners[index];
        let attempt = runner.attempt.as_mut()?;
        let now = transfer.process.now;
        if attempt.connecting.next_at() <= now {
            match attempt.connecting.advance(transfer.process)? {
                Ok(connection) => return Some(connection),
                Err(errno) => {
                    let c = &attempt.connecting;
                    transfer.info(format!(
                        "connect to {} port {} from {} port {} failed: {errno}",
                        c.remote, c.port, c.local, c.local_port
                    ));
                    let (address, event) = (c.remote, c.deciding());
                    self.failed(Verdict { errno, address, event, left: true });
                }
            }
        } else if attempt.share_ends <= now && !runner.addresses.is_empty() {
            let share = attempt.share.as_millis();
            transfer.info(format!("{} connect timeout after {share}ms, move on!", runner.name));
            let (address, event) = (attempt.connecting.remote, attempt.connecting.deciding());
            self.failed(Verdict { errno: Errno::TimedOut, address, event, left: true });
        } else {
            return None;
        }
        self.start_next(transfer, index);
        None
    }

    fn failed(&mut self, verdict: Verdict) {
        self.last = Some(verdict.errno);
        if verdict.left || !self.anything_left() {
            self.verdict = Some(verdict);
        }
    }

    fn anything_left(&self) -> bool {
        self.verdict.is_some_and(|verdict| verdict.left)
    }

    /// Rule 6.7, with the exit code of rule 6.23.
    fn all_failed(&self, transfer: &mut Transfer<'_, '_>) -> Failure {
        let code = if self.last == Some(Errno::TimedOut) { 28 } else { 7 };
        let outcome = match self.verdict.map(|verdict| verdict.errno) {
            Some(Errno::TimedOut) => Outcome::Timeout,
            Some(Errno::NetworkUnreachable | Errno::InvalidArgument) if !self.anything_left() => Outcome::Unreachable,
            _ => Outcome::Refused,
        };
        transfer.process.wait(Duration::from_micros(300 + transfer.process.dice("failed", 700)));
        let message = format!(
            "Failed to connect to {} port {} after {} ms: Could not connect to server",
            transfer.url.host,
            self.port,
            transfer.elapsed().as_millis()
        );
        self.decide(transfer, self.verdict.and_then(|verdict| verdict.event));
        transfer.info(&message);
        Failure { code, message, outcome, address: self.verdict.map(|verdict| verdict.address) }
    }

    /// Rule 6.9: the time is over while an attempt still hangs.
    fn out_of_time(&self, transfer: &mut Transfer<'_, '_>) -> Failure {
        let hanging = self.runners.iter().rev().find_map(|runner| runner.attempt.as_ref());
        let event = hanging.and_then(|attempt| attempt.connecting.deciding());
        let address = hanging.map(|attempt| attempt.connecting.remote);
        if let Some(attempt) = hanging {
            attempt.connecting.abandon(transfer.process);
        }
        self.decide(transfer, event);
        transfer.timed_out("Connection timed out", address)
    }

    fn decide(&self, transfer: &mut Transfer<'_, '_>, event: Option<EventId>) {
        if let Some(event) = event {
            transfer.process.decided_by(event);
        }
    }
}
