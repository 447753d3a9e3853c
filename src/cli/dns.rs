//! `v6dojo dns`: the simulated resolver on a real socket, as one machine of the VPC sees it, so that a
//! real `dig` can ask it. It listens on loopback only: made-up answers must not reach anybody else.
//!
//! What is answered is decided in [`crate::sim`]; here are the sockets, and the bounds that keep one
//! client from holding up the others.

use super::first_world::FirstWorld;
use super::unless_gone;
use crate::cloud::instance::{Instance, InstanceState};
use crate::cloud::{NetworkInterfaceId, World};
use crate::guest::console::find_host;
use crate::net::dns::{Over, framed};
use crate::sim::resolver::{is_on, serve};
use crate::sim::server::UDP_SIZE;
use anyhow::{Context, Result, anyhow};
use clap::Args;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::mpsc::{self, Sender};
use std::thread;
use std::time::{Duration, Instant};

/// How many TCP connections may stand at a time; more are closed at once.
const CONNECTIONS: usize = 32;
/// How long a client may take to send one message, or to take one.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often another free port is tried, where the first is taken for UDP.
const ATTEMPTS: usize = 16;

/// Who answers what where.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  $ v6dojo dns --listen 127.0.0.1:5300 --lesson nat64-dns64 --at test-again --from client-001c-ipv6only &\n  \
                        $ dig @127.0.0.1 -p 5300 github.com AAAA +short\n  64:ff9b::141b:b171"
)]
pub struct Dns {
    /// The loopback address and port to listen on, over UDP and TCP; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS:PORT", value_parser = loopback)]
    listen: SocketAddr,
    #[command(flatten)]
    world: FirstWorld,
    /// Answer as this instance's resolver would (its Name tag or id); else as that of the one launched first.
    #[arg(long, value_name = "HOST")]
    from: Option<String>,
}

fn loopback(text: &str) -> Result<SocketAddr, String> {
    let address: SocketAddr =
        text.parse().map_err(|_| "expected an address and a port, like 127.0.0.1:5300 or [::1]:5300".to_owned())?;
    if address.ip().is_loopback() {
        return Ok(address);
    }
    Err("only a loopback address will do (127.0.0.1, [::1]): simulated answers stay on this machine".to_owned())
}

impl Dns {
    /// Answers until a signal comes.
    pub fn run(&self) -> Result<ExitCode> {
        let world = self.world.make()?;
        let host = self.host(&world)?;
        let interface =
            host.network_interface_id.with_context(|| format!("{} has no interface", world.name_of(host.id)))?;
        let (udp, tcp) = bind(self.listen).with_context(|| format!("listen on {}", self.listen))?;
        let address = tcp.local_addr().context("ask for the own address")?;
        let (end, ended) = mpsc::channel();
        on_signals(end.clone()).context("listen for signals")?;
        let standing = standing(&world, host);
        let answerer = Arc::new(Answerer { world, interface });
        let (over_udp, over_tcp) = (Arc::clone(&answerer), end.clone());
        thread::spawn(move || end.send(datagrams(&udp, &over_udp).context("receive datagrams")));
        thread::spawn(move || over_tcp.send(connections(&tcp, &answerer).context("accept connections")));
        unless_gone(announce(&format!("listening on {address} (UDP and TCP) {standing}\n")))?;
        ended.recv().context("wait for the end")??;
        Ok(ExitCode::SUCCESS)
    }

    /// The instance whose resolver it is.
    fn host<'w>(&self, world: &'w World) -> Result<&'w Instance> {
        let Some(wanted) = &self.from else {
            let running = world.instances.iter().filter(|instance| instance.state == InstanceState::Running);
            return running.min_by_key(|instance| instance.launched).context("no instance is running in this world");
        };
        let id = find_host(world, wanted).map_err(|why| anyhow!(why))?;
        world.instances.get(id).with_context(|| format!("there is no instance {wanted}"))
    }
}

/// Who asks from where, and what that means for the answers.
fn standing(world: &World, host: &Instance) -> String {
    let interface = world.interface_of(host.id);
    let Some(subnet) = interface.and_then(|interface| world.subnets.get(interface.subnet_id)) else {
        return format!("as {}", world.name_of(host.id));
    };
    let place = world.name_of(subnet.id);
    let dns64 = match (is_on(world, subnet), subnet.enable_dns64) {
        (false, _) => "DNS support of the VPC off: nothing is answered",
        (true, true) => "DNS64 on",
        (true, false) => "DNS64 off",
    };
    format!("as {} in {place}, {dns64}", world.name_of(host.id))
}

/// Printed at once: whoever started this waits for the line.
fn announce(line: &str) -> Result<ExitCode> {
    let mut out = io::stdout().lock();
    out.write_all(line.as_bytes())?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// Both sockets on one port.
fn bind(listen: SocketAddr) -> io::Result<(UdpSocket, TcpListener)> {
    let mut taken = io::Error::from(ErrorKind::AddrInUse);
    for _ in 0..ATTEMPTS {
        let tcp = TcpListener::bind(listen)?;
        match UdpSocket::bind(tcp.local_addr()?) {
            Ok(udp) => return Ok((udp, tcp)),
            Err(error) if listen.port() == 0 => taken = error,
            Err(error) => return Err(error),
        }
    }
    Err(taken)
}

/// Ends the waiting when somebody wants it to end.
#[cfg(unix)]
fn on_signals(end: Sender<Result<()>>) -> io::Result<()> {
    use signal_hook::consts::{SIGINT, SIGTERM};
    let mut signals = signal_hook::iterator::Signals::new([SIGINT, SIGTERM])?;
    thread::spawn(move || signals.forever().next().map(|_| end.send(Ok(()))));
    Ok(())
}

/// Other systems end a program without asking it.
#[cfg(not(unix))]
fn on_signals(_: Sender<Result<()>>) -> io::Result<()> {
    Ok(())
}

/// The resolver of one interface.
struct Answerer {
    world: World,
    interface: NetworkInterfaceId,
}

impl Answerer {
    fn answer(&self, request: &[u8], over: Over) -> Option<Vec<u8>> {
        serve(&self.world, self.interface, request, over)
    }
}

/// Answers datagram after datagram. One that is too long is cut, and then it is no message.
fn datagrams(socket: &UdpSocket, answerer: &Answerer) -> io::Result<()> {
    let mut buffer = vec![0; usize::from(UDP_SIZE) + 1];
    loop {
        let (length, client) = match socket.recv_from(&mut buffer) {
            Ok(received) => received,
            Err(error) if passes(&error) => continue,
            Err(error) => return Err(error),
        };
        if let Some(answer) = answerer.answer(&buffer[..length], Over::Udp) {
            // A client that has gone is no trouble of the others.
            let _ = socket.send_to(&answer, client);
        }
    }
}

/// Errors that tell of one client and not of the socket.
fn passes(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::Interrupted
            | ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::ConnectionRefused
    )
}

/// Takes connection after connection, each into a thread of its own.
fn connections(listener: &TcpListener, answerer: &Arc<Answerer>) -> io::Result<()> {
    // Every connection holds a copy: the count of copies is the count of connections, and this one.
    let places = Arc::new(());
    loop {
        let stream = match listener.accept() {
            Ok((stream, _)) => stream,
            Err(error) if passes(&error) => continue,
            Err(error) => return Err(error),
        };
        if Arc::strong_count(&places) > CONNECTIONS {
            continue;
        }
        let (place, answerer) = (Arc::clone(&places), Arc::clone(answerer));
        thread::spawn(move || {
            // A conversation ends in whatever way the client ends it, or when it takes too long.
            let _ = converse(stream, &answerer);
            drop(place);
        });
    }
}

/// Answers message after message of a connection, until the client has no more.
fn converse(mut stream: TcpStream, answerer: &Answerer) -> io::Result<()> {
    loop {
        let deadline = Instant::now() + PATIENCE;
        let mut length = [0; 2];
        read(&mut stream, &mut length, deadline)?;
        let mut request = vec![0; u16::from_be_bytes(length).into()];
        read(&mut stream, &mut request, deadline)?;
        let Some(answer) = answerer.answer(&request, Over::Tcp) else { return Ok(()) };
        write(&mut stream, &framed(&answer), Instant::now() + PATIENCE)?;
    }
}

/// What is left until then; nothing is an error.
fn left(deadline: Instant) -> io::Result<Duration> {
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() { Err(ErrorKind::TimedOut.into()) } else { Ok(left) }
}

fn read(stream: &mut TcpStream, mut buffer: &mut [u8], deadline: Instant) -> io::Result<()> {
    while !buffer.is_empty() {
        stream.set_read_timeout(Some(left(deadline)?))?;
        match stream.read(buffer)? {
            0 => return Err(ErrorKind::UnexpectedEof.into()),
            count => buffer = &mut buffer[count..],
        }
    }
    Ok(())
}

fn write(stream: &mut TcpStream, mut bytes: &[u8], deadline: Instant) -> io::Result<()> {
    while !bytes.is_empty() {
        stream.set_write_timeout(Some(left(deadline)?))?;
        match stream.write(bytes)? {
            0 => return Err(ErrorKind::WriteZero.into()),
            count => bytes = &bytes[count..],
        }
    }
    Ok(())
}
