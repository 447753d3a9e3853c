//! One transfer of curl from the URL to the last byte, with what it prints on the way.

use super::args::Config;
use super::http::{self, Received};
use super::meter;
use super::runners;
use super::tls::{self, Alpn};
use super::url::{Scheme, Url};
use crate::guest::errno::Errno;
use crate::guest::lookup::{self, NameError, Wanted};
use crate::guest::process::Process;
use crate::guest::socket::{Connection, Keepalive};
use crate::guest::{Output, Stream};
use crate::net::Family;
use crate::sim::Outcome;
use std::net::IpAddr;
use std::time::Duration;

/// How often curl probes a silent connection, where `--keepalive-time` says nothing else.
const KEEPALIVE: Duration = Duration::from_secs(60);
/// How long a server sends again what is not acknowledged: tcp_retries2 = 15 gives up after 924.6 s.
const RETRANSMISSIONS: Duration = Duration::from_millis(924_600);
/// How long the person at the terminal watches a command that would never end.
const PATIENCE: Duration = Duration::from_secs(3600);

/// The status of a program that Ctrl-C ended.
const INTERRUPTED: i32 = 130;

/// A transfer that went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// curl's exit code.
    pub code: i32,
    /// What stands behind `curl: (N) `.
    pub message: String,
    /// The same in the closed set.
    pub outcome: Outcome,
    /// The address of the attempt that decided.
    pub address: Option<IpAddr>,
}

/// When things happened, since the transfer began, and between whom: for `-w`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// The name was resolved.
    pub name_lookup: Duration,
    /// TCP stood.
    pub connect: Duration,
    /// TLS stood.
    pub app_connect: Duration,
    /// The first byte of the response came.
    pub first_byte: Duration,
    /// Everything was over.
    pub total: Duration,
    /// Local and remote end.
    pub ends: Option<((IpAddr, u16), (IpAddr, u16))>,
}

/// A connection that is kept for the next request to the same server.
#[derive(Debug)]
pub struct Kept {
    /// Scheme, host and port it is for.
    pub server: (Scheme, String, u16),
    /// Its number.
    pub number: usize,
    alpn: Alpn,
    connection: Connection,
}

/// A transfer that is under way.
pub struct Transfer<'p, 'w> {
    /// The process it belongs to.
    pub process: &'p mut Process<'w>,
    /// What was asked for.
    pub config: &'p Config,
    /// What is fetched.
    pub url: Url,
    /// When it began.
    pub started: Duration,
    /// The number of its connection.
    pub number: usize,
    /// Where the body goes: a file's name, or standard output.
    pub file: Option<&'p str>,
    /// When things happened.
    pub times: Times,
    /// Body text behind the last whole line, shown last (rule 6.26).
    tail: String,
}

impl<'p, 'w> Transfer<'p, 'w> {
    /// A transfer that begins now.
    pub fn new(process: &'p mut Process<'w>, config: &'p Config, url: Url, file: Option<&'p str>) -> Self {
        let started = process.now;
        let file = file.filter(|file| *file != "-");
        Self { process, config, url, started, number: 0, file, times: Times::default(), tail: String::new() }
    }

    /// Prints a line of `-v` as it is.
    pub fn verbose(&mut self, line: &str) {
        if self.config.verbose {
            self.process.err(line);
        }
    }

    /// Prints a line of `-v` behind `* `.
    pub fn info(&mut self, text: impl AsRef<str>) {
        if self.config.verbose {
            self.process.err(format!("* {}", text.as_ref()));
        }
    }

    /// Says with `-v` what will also be the last word, and hands it on.
    pub fn said(&mut self, message: &str) -> String {
        self.info(message);
        message.to_owned()
    }

    /// Tells with `-v` of bytes that pass, which curl does where the body does not go to the terminal.
    pub fn data(&mut self, sign: char, length: usize) {
        if self.file.is_some() && length > 0 {
            self.verbose(&format!("{sign} [{length} bytes data]"));
        }
    }

    /// Prints what was received: whole lines at once, the rest at the end.
    pub fn body(&mut self, text: &str) {
        if self.file.is_none() {
            let (lines, rest) = http::split_at_last_line(text);
            if !lines.is_empty() {
                let tail = std::mem::take(&mut self.tail);
                self.process.output.push(Stream::Out, tail + lines);
            }
            self.tail.push_str(rest);
        }
    }

    /// How long it has been going on.
    pub fn elapsed(&self) -> Duration {
        self.process.now.saturating_sub(self.started)
    }

    /// The request's method.
    pub fn method(&self) -> String {
        let usual = if self.config.head { "HEAD" } else { "GET" };
        self.config.method.clone().unwrap_or_else(|| usual.to_owned())
    }

    /// Whether this answer is a redirection that is to be followed.
    pub fn follows(&self, received: &Received) -> bool {
        self.config.follow && received.location.is_some() && (300..400).contains(&received.status)
    }

    /// Says where it goes on.
    pub fn redirected(&mut self, next: &Url) {
        if next.port != self.url.port {
            self.info(format!("Clear auth, redirects to port from {} to {}", self.url.port, next.port));
        }
        self.info(format!("Issue another request to this URL: '{}'", next.text()));
    }

    /// The present moment as HTTP writes it.
    pub fn http_date(&self) -> String {
        self.process.moment().strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
    }

    /// From when to when the certificate is good.
    pub fn certificate_dates(&self) -> (String, String) {
        let day = jiff::SignedDuration::from_hours(24);
        let form = |moment: Option<jiff::Timestamp>| {
            moment.unwrap_or(jiff::Timestamp::UNIX_EPOCH).strftime("%b %e 00:00:00 %Y GMT").to_string()
        };
        let now = self.process.moment();
        (form(now.checked_sub(day * 30).ok()), form(now.checked_add(day * 60).ok()))
    }

    /// The first byte of the response will be here in `way`.
    pub fn mark_first_byte(&mut self, way: Duration) {
        self.times.first_byte = self.elapsed() + way;
    }

    /// A limit of the command line ran out: waits for it and says so (rules 6.9 to 6.11).
    pub fn timed_out(&mut self, what: &str, address: Option<IpAddr>) -> Failure {
        self.process.wait(Duration::from_micros(1000 + self.process.dice("late", 1500)));
        let message = self.said(&format!("{what} after {} milliseconds", self.elapsed().as_millis()));
        Failure { code: 28, message, outcome: Outcome::Timeout, address }
    }

    /// The other end cut the conversation.
    pub fn reset(&mut self, code: i32, message: &str, address: IpAddr) -> Failure {
        Failure { code, message: self.said(message), outcome: Outcome::Refused, address: Some(address) }
    }

    /// Waits this long for the server to speak; keepalive probes may find the connection gone.
    pub fn listen(&mut self, connection: &mut Connection, time: Duration) -> Result<(), Failure> {
        let speaks = self.process.now + time;
        let limit = self.config.max_time.map(|limit| self.started + limit).filter(|limit| *limit < speaks);
        let until = limit.unwrap_or(speaks);
        match connection.listen(self.process, until, self.keepalive()) {
            Ok(()) if limit.is_some() => Err(self.overdue(connection)),
            Ok(()) => Ok(()),
            Err(errno) => Err(self.gone(connection, errno)),
        }
    }

    fn keepalive(&self) -> Option<Keepalive> {
        let time = self.config.keepalive_time.unwrap_or(KEEPALIVE);
        (!self.config.no_keepalive).then_some(Keepalive { time })
    }

    /// The kernel says that a standing connection is over.
    fn gone(&mut self, connection: &Connection, errno: Errno) -> Failure {
        self.decided_by_loss(connection);
        let outcome = if errno == Errno::TimedOut { Outcome::Timeout } else { Outcome::Refused };
        let message = self.said(&format!("Recv failure: {errno}"));
        Failure { code: 56, message, outcome, address: Some(connection.remote) }
    }

    /// `-m` ran out while the other end was to speak.
    fn overdue(&mut self, connection: &Connection) -> Failure {
        let late = Duration::from_millis(1 + self.process.dice("late", 3));
        self.process.wait(late);
        let elapsed = self.elapsed().as_millis();
        let message = self.said(&format!("Operation timed out after {elapsed} milliseconds with 0 bytes received"));
        Failure { code: 28, message, outcome: Outcome::Timeout, address: Some(connection.remote) }
    }

    fn decided_by_loss(&mut self, connection: &Connection) {
        if let Some(event) = connection.lost() {
            self.process.decided_by(event);
        }
    }

    /// A packet that curl sent on a standing connection got lost for good: waits until the limit or
    /// the end of the kernel's patience.
    pub fn unsent(&mut self, connection: &Connection) -> Failure {
        self.decided_by_loss(connection);
        match self.config.max_time {
            Some(limit) => {
                self.process.wait_until(self.started + limit);
                self.overdue(connection)
            }
            None => {
                self.process.wait(RETRANSMISSIONS + Duration::from_millis(self.process.dice("retries", 9000)));
                self.gone(connection, Errno::TimedOut)
            }
        }
    }

    /// What the server sent got lost for good. Who sends nothing finds out by keepalive probes alone;
    /// without them curl would wait for ever, and somebody ends it.
    pub fn unheard(&mut self, connection: &mut Connection) -> Failure {
        self.decided_by_loss(connection);
        if let Err(failure) = self.listen(connection, RETRANSMISSIONS) {
            return failure;
        }
        if self.keepalive().is_some() {
            return self.gone(connection, Errno::ConnectionReset);
        }
        if let Err(failure) = self.listen(connection, PATIENCE) {
            return failure;
        }
        self.process.err("^C");
        Failure {
            code: INTERRUPTED,
            message: String::new(),
            outcome: Outcome::Timeout,
            address: Some(connection.remote),
        }
    }

    /// Fetches the URL; a connection that was kept is used again where it fits.
    pub fn fetch(&mut self, kept: &mut Option<Kept>) -> Result<Received, Failure> {
        let server = (self.url.scheme, self.url.host.clone(), self.url.port);
        meter::begin(self);
        let again = kept.take_if(|kept| kept.server == server);
        let (mut connection, alpn) = match again {
            Some(kept) => {
                self.number = kept.number;
                self.info(format!("Re-using existing connection with host {}", self.url.host));
                (kept.connection, kept.alpn)
            }
            None => self.open().inspect_err(|_| self.times.total = self.elapsed())?,
        };
        self.times.ends = Some(((connection.local, connection.local_port), (connection.remote, connection.port)));
        match http::exchange(self, &mut connection, alpn) {
            Ok(received) => {
                self.info(format!("Connection #{} to host {} left intact", self.number, self.url.host));
                self.finish();
                *kept = Some(Kept { server, number: self.number, alpn, connection });
                Ok(received)
            }
            Err(failure) => {
                self.info(format!("shutting down connection #{}", self.number));
                self.finish();
                connection.abandon(self.process);
                Err(failure)
            }
        }
    }

    fn finish(&mut self) {
        let tail = std::mem::take(&mut self.tail);
        self.process.output.push(Stream::Out, tail);
        self.times.total = self.elapsed();
    }

    /// Name, TCP, and for `https` TLS.
    fn open(&mut self) -> Result<(Connection, Alpn), Failure> {
        let addresses = match self.url.literal() {
            Some(address) => self.check_family(address)?,
            None => self.resolve()?,
        };
        self.times.name_lookup = self.elapsed();
        let port = self.url.port;
        let mut connection = runners::connect(self, &addresses, port).inspect_err(|_| self.closing())?;
        self.process.decided_by(connection.syn);
        self.times.connect = self.elapsed();
        let alpn = match self.url.scheme {
            Scheme::Http => Alpn::Http1,
            Scheme::Https => tls::handshake(self, &mut connection).inspect_err(|_| {
                self.closing();
                connection.abandon(self.process);
            })?,
        };
        self.times.app_connect = self.elapsed();
        let (host, remote) = (self.url.host.clone(), connection.remote);
        self.info(format!("Connected to {host} ({remote}) port {port}"));
        Ok((connection, alpn))
    }

    fn closing(&mut self) {
        self.info(format!("closing connection #{}", self.number));
    }

    /// A literal of the family that was excluded ends at once (rule 6.28b).
    fn check_family(&mut self, address: IpAddr) -> Result<Vec<IpAddr>, Failure> {
        if self.config.family.is_none_or(|family| family == Family::from(address)) {
            return Ok(vec![address]);
        }
        self.closing();
        let message = "Could not connect to server".to_owned();
        Err(Failure { code: 7, message, outcome: Outcome::Unreachable, address: Some(address) })
    }

    fn resolve(&mut self) -> Result<Vec<IpAddr>, Failure> {
        let host = self.url.host.clone();
        let wanted = self.config.family.map_or(Wanted::Any, Wanted::Only);
        let limits = [self.config.connect_timeout, self.config.max_time];
        let limit = limits.into_iter().flatten().min().map(|limit| self.started + limit);
        let found = lookup::addresses(self.process, &host, wanted);
        if let Some(limit) = limit.filter(|limit| self.process.now > *limit) {
            self.process.now = limit;
            let failure = self.timed_out("Resolving timed out", None);
            self.closing();
            return Err(failure);
        }
        match found {
            Ok(found) => {
                self.info(format!("Host {host}:{} was resolved.", self.url.port));
                self.info(format!("IPv6: {}", joined(found.addresses.iter().filter(|address| address.is_ipv6()))));
                self.info(format!("IPv4: {}", joined(found.addresses.iter().filter(|address| address.is_ipv4()))));
                Ok(found.addresses)
            }
            Err(NameError::NoName | NameError::NoAddress(_) | NameError::TryAgain) => {
                let message = self.said(&format!("Could not resolve host: {host}"));
                self.info(format!("shutting down connection #{}", self.number));
                Err(Failure { code: 6, message, outcome: Outcome::NoName, address: None })
            }
        }
    }
}

fn joined<'a>(addresses: impl Iterator<Item = &'a IpAddr>) -> String {
    let list: Vec<String> = addresses.map(IpAddr::to_string).collect();
    if list.is_empty() { "(none)".to_owned() } else { list.join(", ") }
}

impl Kept {
    /// curl ends: the connection is closed.
    pub fn close(mut self, process: &mut Process<'_>) {
        self.connection.close(process);
    }
}

/// What curl says last about a failure (rules 6.17, 6.28d).
pub fn last_word(config: &Config, failure: &Failure, output: &mut Output) {
    if (config.silent && !config.show_error) || failure.code == INTERRUPTED {
        return;
    }
    output.error(format!("curl: ({}) {}", failure.code, failure.message));
    if failure.code == 60 {
        output.error(
            "More details here: https://curl.se/docs/sslcerts.html\n\n\
             curl failed to verify the legitimacy of the server and therefore could not\n\
             establish a secure connection to it. To learn more about this situation and\n\
             how to fix it, please visit the webpage mentioned above.",
        );
    }
}
