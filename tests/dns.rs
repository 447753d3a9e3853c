//! `v6dojo dns` asked by a real `dig` and by sockets that don't behave. Everything is on loopback, on a
//! port that the system chose.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream, UdpSocket};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Longer than anything takes; what doesn't come by then does not come.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running server, which ends with its test.
struct Server {
    child: Child,
    line: String,
    address: SocketAddr,
}

impl Server {
    fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(assert_cmd::cargo::cargo_bin("v6dojo"))
            .args(["dns", "--listen", "127.0.0.1:0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .expect("it runs");
        let mut line = String::new();
        let out = child.stdout.take().expect("a pipe");
        BufReader::new(out).read_line(&mut line).expect("it says where it listens");
        let address = line.split_whitespace().nth(2).and_then(|word| word.parse().ok());
        Self { address: address.unwrap_or_else(|| panic!("no address in {line:?}")), child, line }
    }

    /// At a step of the chapter, as its IPv6-only client.
    fn at(step: &str) -> Self {
        Self::start(&["--lesson", "nat64-dns64", "--at", step, "--from", "client-001c-ipv6only"])
    }

    /// What dig prints; none where there is no dig here.
    fn dig(&self, arguments: &str) -> Option<String> {
        let port = self.address.port().to_string();
        let asked = Command::new("dig")
            .args(["@127.0.0.1", "-p", &port, "+tries=1", "+time=20"])
            .args(arguments.split_whitespace())
            .output();
        match asked {
            Ok(output) => Some(String::from_utf8_lossy(&output.stdout).into_owned()),
            Err(error) => {
                eprintln!("skipped: dig is not here ({error}); Debian has it in bind9-dnsutils");
                None
            }
        }
    }

    fn udp(&self) -> UdpSocket {
        let socket = UdpSocket::bind("127.0.0.1:0").expect("a free port");
        socket.connect(self.address).expect("loopback");
        socket.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        socket
    }

    fn tcp(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).expect("it accepts");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        stream
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Whether every one of the words stands in the text.
fn says(text: &str, words: &[&str]) {
    for word in words {
        assert!(text.contains(word), "no {word:?} in\n{text}");
    }
}

/// A question for github.com's AAAA records, with this id.
fn question(id: u16) -> Vec<u8> {
    let mut bytes = id.to_be_bytes().to_vec();
    bytes.extend([1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
    bytes.extend(b"\x06github\x03com\x00\x00\x1c\x00\x01");
    bytes
}

#[test]
fn dns64_is_what_the_subnet_of_the_step_says() {
    let (before, after) = (Server::at("dns64"), Server::at("test-again"));
    says(&before.line, &["listening on 127.0.0.1:", "(UDP and TCP)", "as client-001c-ipv6only in ", "DNS64 off"]);
    says(&after.line, &["private3", "DNS64 on"]);
    let Some(off) = before.dig("github.com AAAA") else { return };
    says(&off, &["status: NOERROR", "flags: qr rd ra;", "ANSWER: 0, AUTHORITY: 1", "SOA\tdns1.p08.nsone.net."]);
    let on = after.dig("github.com AAAA").expect("dig is here");
    says(&on, &["ANSWER: 1", "github.com.\t\t60\tIN\tAAAA\t64:ff9b::141b:b171", "(UDP)"]);
    for server in [&before, &after] {
        let short = |arguments| server.dig(arguments).expect("dig is here").trim().to_owned();
        assert_eq!(short("+short github.com A"), "20.27.177.113");
        assert_eq!(short("+short www.v6only.example AAAA"), "2001:db8:beef::80");
        assert_eq!(short("+short mailonly.example MX"), "10 mx.mail.example.");
    }
}

#[test]
fn flags_and_transports_are_honoured() {
    let server = Server::at("test-again");
    let Some(tcp) = server.dig("+tcp github.com AAAA") else { return };
    says(&tcp, &["64:ff9b::141b:b171", "(TCP)"]);
    let dig = |arguments| server.dig(arguments).expect("dig is here");
    says(&dig("+dnssec github.com AAAA"), &["64:ff9b::141b:b171", "flags: do; udp: 4096"]);
    // Who validates alone gets the names as they are.
    says(&dig("+dnssec +cd github.com AAAA"), &["flags: qr rd ra cd;", "ANSWER: 0"]);
    says(&dig("+noedns github.com AAAA"), &["64:ff9b::141b:b171", "ADDITIONAL: 0"]);
    says(&dig("no-such-name.example AAAA"), &["status: NXDOMAIN", "example.\t\t300\tIN\tSOA"]);
    says(&dig("+edns=1 +noednsneg github.com AAAA"), &["status: BADVERS", "EDNS: version: 0"]);
    says(&dig("+opcode=status github.com"), &["opcode: STATUS, status: NOTIMP"]);
    says(&dig("github.com AXFR"), &["; Transfer failed."]);
    says(&dig("-c CH version.bind TXT"), &["status: REFUSED"]);
}

#[test]
fn what_does_not_fit_into_a_datagram_comes_over_tcp() {
    let chapter = include_str!("../assets/worlds/chapter.yaml");
    let strings = "\"0123456789012345678901234567890123456789012345678901234567890123456789\" ".repeat(20);
    let zone = format!(
        "  - origin: big.example.\n    records: |\n      @ 300 IN SOA ns.example. admin.example. 1 2 3 4 300\n      @ 300 \
         IN TXT {strings}\n"
    );
    let mut world = tempfile::NamedTempFile::new().expect("a temporary file");
    world.write_all(format!("{chapter}{zone}").as_bytes()).expect("it can be written");
    let server = Server::start(&["--world", world.path().to_str().expect("text")]);
    says(&server.line, &["as client-001a in ", "DNS64 off"]);
    let Some(retried) = server.dig("big.example TXT") else { return };
    says(&retried, &[";; Truncated, retrying in TCP mode.", "ANSWER: 1", "0123456789\"", "(TCP)"]);
    let dig = |arguments| server.dig(arguments).expect("dig is here");
    says(&dig("+ignore big.example TXT"), &["flags: qr tc rd ra;", "ANSWER: 0", "(UDP)"]);
    says(&dig("+bufsize=4096 big.example TXT"), &["flags: qr rd ra;", "ANSWER: 1", "(UDP)"]);
    says(&dig("+noedns +ignore big.example TXT"), &["flags: qr tc rd ra;", "MSG SIZE  rcvd: 29"]);
}

#[test]
fn what_is_no_question_is_answered_as_name_servers_do() {
    let server = Server::at("test-again");
    let socket = server.udp();
    let mut buffer = [0; 4096];
    let mut ask = |request: &[u8]| {
        socket.send(request).expect("sent");
        let length = socket.recv(&mut buffer).expect("an answer");
        buffer[..length].to_vec()
    };
    let cut = &question(0x0101)[..20];
    assert_eq!(ask(cut), [1, 1, 0x81, 0x81, 0, 0, 0, 0, 0, 0, 0, 0], "FORMERR, with the id");
    let too_long = [question(0x0102), vec![0; 5000]].concat();
    assert_eq!(ask(&too_long)[..4], [1, 2, 0x81, 0x81], "FORMERR");
    let mut update = question(0x0103);
    update[2] = 0x28;
    assert_eq!(ask(&update)[..4], [1, 3, 0xa8, 0x84], "NOTIMP");
    // There is silence for an answer and for half a header: the next thing heard belongs to the question.
    let mut answer = question(0x0104);
    answer[2] = 0x81;
    socket.send(&answer).expect("sent");
    socket.send(&answer[..11]).expect("sent");
    assert_eq!(ask(&question(0x0105))[..4], [1, 5, 0x81, 0x80]);
}

#[test]
fn a_stalled_client_holds_nobody_up() {
    let server = Server::at("test-again");
    let mut stalled = server.tcp();
    stalled.write_all(&[0]).expect("half a length");
    let mut stream = server.tcp();
    let framed = [&[0, 28], question(7).as_slice(), &[0, 28], question(8).as_slice()].concat();
    stream.write_all(&framed).expect("two questions at once");
    for id in [7, 8] {
        let mut length = [0; 2];
        stream.read_exact(&mut length).expect("an answer");
        let mut answer = vec![0; u16::from_be_bytes(length).into()];
        stream.read_exact(&mut answer).expect("all of it");
        assert_eq!(answer[..2], [0, id]);
    }
    // It is sent away in the end, too.
    assert_eq!(stalled.read(&mut [0]).expect("the end of the stream"), 0);
}

#[test]
fn more_connections_than_a_few_are_closed_at_once() {
    let server = Server::at("test-again");
    let held: Vec<TcpStream> = (0..32).map(|_| server.tcp()).collect();
    let mut more = server.tcp();
    // Sooner than those that stand are sent away for their silence.
    more.set_read_timeout(Some(Duration::from_secs(4))).expect("a timeout");
    let ended = match more.read(&mut [0]) {
        Ok(count) => count == 0,
        Err(error) => error.kind() == ErrorKind::ConnectionReset,
    };
    assert!(ended, "it is closed at once");
    let socket = server.udp();
    socket.send(&question(9)).expect("sent");
    assert!(socket.recv(&mut [0; 512]).is_ok(), "datagrams are still answered");
    drop(held);
}

#[cfg(unix)]
#[test]
fn signals_end_it() {
    for signal in ["INT", "TERM"] {
        let mut server = Server::at("test-again");
        let sent = Command::new("kill").args(["-s", signal, &server.child.id().to_string()]).status();
        assert!(sent.expect("kill is everywhere").success());
        assert_eq!(server.child.wait().expect("it ends").code(), Some(0), "{signal}");
    }
}

#[test]
fn it_listens_on_loopback_only_and_says_what_is_wrong() {
    for (arguments, status, said) in [
        (vec!["--listen", "0.0.0.0:0"], 2, "only a loopback address will do"),
        (vec!["--listen", "[2001:db8::1]:53"], 2, "only a loopback address will do"),
        (vec!["--listen", "localhost"], 2, "expected an address and a port"),
        (vec!["--listen", "127.0.0.1:0", "--from", "nobody"], 1, "there is no instance nobody"),
        (vec!["--listen", "127.0.0.1:0", "--lesson", "nothing"], 1, "there is no lesson nothing"),
    ] {
        let output = assert_cmd::Command::cargo_bin("v6dojo").expect("built").arg("dns").args(&arguments).output();
        let output = output.expect("it runs");
        assert_eq!(output.status.code(), Some(status), "{arguments:?}");
        says(&String::from_utf8_lossy(&output.stderr), &[said]);
    }
}
