//! The peers: NSD as the authority, BIND and unbound as resolvers with DNS64. Each runs on loopback,
//! from a folder of its own, and is ended by its process id, also when the test fails.

use hickory_proto::op::Message;
use hickory_proto::rr::RecordType;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use v6dojo::net::dns::{self, Asking};

/// How long one answer may take.
const PATIENCE: Duration = Duration::from_secs(8);
/// How often a peer that starts is asked whether it is there, and how long each time.
const TRIES: u32 = 200;
const TRY: Duration = Duration::from_millis(100);

/// A program of this name, on the path or where system programs are.
pub fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin".into(), "/usr/local/sbin".into()]);
    let found = folders.map(|folder| folder.join(name)).find(|file| file.is_file());
    if found.is_none() {
        eprintln!("skipped: {name} is not installed, so nothing is compared with it");
    }
    found
}

/// Ports that are free on 127.0.0.1, for UDP and TCP.
pub fn free_ports<const N: usize>() -> [SocketAddr; N] {
    let held = [(); N].map(|()| {
        loop {
            let udp = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
            let at = udp.local_addr().expect("its address");
            if let Ok(tcp) = TcpListener::bind(at) {
                break (udp, tcp, at);
            }
        }
    });
    held.map(|(_, _, at)| at)
}

/// A running name server.
pub struct Server {
    child: Child,
    log: PathBuf,
    at: SocketAddr,
    socket: UdpSocket,
}

impl Server {
    /// Starts a name server and waits until it answers.
    pub fn start(mut command: Command, folder: &Path, at: SocketAddr) -> Self {
        let log = folder.join("log");
        let file = fs::File::create(&log).expect("a log");
        command.stdin(Stdio::null()).stdout(file.try_clone().expect("the log again")).stderr(file);
        let child = command.spawn().expect("the program starts");
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a socket");
        let mut server = Self { child, log, at, socket };
        let question = dns::query(1, dns::name(".").expect("a name"), RecordType::SOA, Asking::DIG);
        for _ in 0..TRIES {
            let ended = server.child.try_wait().expect("its state");
            assert!(ended.is_none(), "{command:?} ended: {ended:?}\n{}", server.said());
            match server.try_ask(&question, TRY) {
                Some(answer) if !answer.answers.is_empty() => return server,
                // It is there, but can't answer yet: nothing more comes until the time is over.
                Some(_) => drop(server.socket.recv_from(&mut [0])),
                None => {}
            }
        }
        panic!("{command:?} does not answer\n{}", server.said());
    }

    /// Asks once.
    pub fn ask(&self, question: &Message) -> Message {
        let answer = self.try_ask(question, PATIENCE);
        answer.unwrap_or_else(|| panic!("no answer to {:?}\n{}", question.queries, self.said()))
    }

    fn try_ask(&self, question: &Message, patience: Duration) -> Option<Message> {
        self.socket.set_read_timeout(Some(patience)).expect("a timeout");
        self.socket.send_to(&dns::to_bytes(question), self.at).ok()?;
        let mut buffer = [0; 65_535];
        loop {
            let (length, from) = self.socket.recv_from(&mut buffer).ok()?;
            let answer = Message::from_vec(&buffer[..length]).expect("a DNS message");
            if from == self.at && answer.metadata.id == question.metadata.id {
                return Some(answer);
            }
        }
    }

    fn said(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Drop for Server {
    /// Asks it to end, so that it ends its own children, and takes it away if it does not.
    fn drop(&mut self) {
        if !matches!(self.child.try_wait(), Ok(None)) {
            return;
        }
        let told = Command::new("kill").arg(self.child.id().to_string()).status();
        if !told.is_ok_and(|status| status.success()) {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}

/// A folder of a peer's own below `below`.
fn folder(below: &Path, name: &str) -> PathBuf {
    let folder = below.join(name);
    fs::create_dir(&folder).expect("a folder");
    folder
}

/// NSD with these zones: origin and master file.
pub fn nsd(program: &Path, below: &Path, at: SocketAddr, zones: &[(String, String)]) -> Server {
    let folder = folder(below, "nsd");
    let path = folder.display();
    let (ip, port) = (at.ip(), at.port());
    let mut config = format!(
        "server:\n ip-address: {ip}@{port}\n username: \"\"\n zonesdir: \"{path}\"\n database: \"\"\n \
         pidfile: \"{path}/pid\"\n xfrdfile: \"{path}/xfrd\"\n zonelistfile: \"{path}/list\"\n xfrdir: \"{path}\"\n \
         server-count: 1\n refuse-any: no\n rrl-ratelimit: 0\n minimal-responses: yes\nremote-control:\n \
         control-enable: no\n"
    );
    for (number, (origin, text)) in zones.iter().enumerate() {
        fs::write(folder.join(format!("{number}.zone")), text).expect("a zone file");
        config += &format!("zone:\n name: \"{origin}\"\n zonefile: \"{number}.zone\"\n");
    }
    let file = folder.join("nsd.conf");
    fs::write(&file, config).expect("a configuration");
    let mut command = Command::new(program);
    command.arg("-d").arg("-c").arg(file);
    Server::start(command, &folder, at)
}

/// Whom a resolver asks for the names below each zone.
pub type Authorities<'a> = &'a [(String, SocketAddr)];

/// unbound with its DNS64 module.
pub fn unbound(program: &Path, below: &Path, at: SocketAddr, authorities: Authorities<'_>) -> Server {
    let folder = folder(below, "unbound");
    let path = folder.display();
    let (ip, port) = (at.ip(), at.port());
    let mut config = format!(
        "server:\n interface: {ip}@{port}\n username: \"\"\n chroot: \"\"\n directory: \"{path}\"\n \
         pidfile: \"{path}/pid\"\n use-syslog: no\n module-config: \"dns64 iterator\"\n \
         do-not-query-localhost: no\n qname-minimisation: no\n do-ip6: no\n num-threads: 1\n \
         minimal-responses: yes\nremote-control:\n control-enable: no\n"
    );
    for (origin, at) in authorities {
        config += &format!("stub-zone:\n name: \"{origin}\"\n stub-addr: {}@{}\n", at.ip(), at.port());
    }
    let file = folder.join("unbound.conf");
    fs::write(&file, config).expect("a configuration");
    let mut command = Command::new(program);
    command.arg("-d").arg("-c").arg(file);
    Server::start(command, &folder, at)
}

/// BIND with DNS64.
pub fn bind(program: &Path, below: &Path, at: SocketAddr, authorities: Authorities<'_>) -> Server {
    let folder = folder(below, "bind");
    let path = folder.display();
    let (ip, port) = (at.ip(), at.port());
    let mut config = format!(
        "options {{\n directory \"{path}\";\n pid-file \"{path}/pid\";\n session-keyfile \"{path}/key\";\n \
         listen-on port {port} {{ {ip}; }};\n listen-on-v6 {{ none; }};\n recursion yes;\n forward only;\n \
         dnssec-validation no;\n empty-zones-enable no;\n max-cache-size 16m;\n minimal-responses yes;\n \
         dns64 64:ff9b::/96 {{ clients {{ any; }}; }};\n"
    );
    let (root, others): (Vec<_>, Vec<_>) = authorities.iter().partition(|(origin, _)| origin == ".");
    let forwarders = |at: &SocketAddr| format!("forwarders {{ {} port {}; }};", at.ip(), at.port());
    config.extend(root.iter().map(|(_, at)| format!(" {}\n", forwarders(at))));
    config += "};\ncontrols { };\n";
    for (origin, at) in others {
        config += &format!("zone \"{origin}\" {{ type forward; forward only; {} }};\n", forwarders(at));
    }
    let file = folder.join("named.conf");
    fs::write(&file, config).expect("a configuration");
    let mut command = Command::new(program);
    command.args(["-g", "-n", "1", "-c"]).arg(file);
    Server::start(command, &folder, at)
}
