//! Stories of the guest in the chapter's world: what each program prints, how it ends, and what it
//! leaves as evidence.

use super::console::{Console, Kind, Record};
use super::world;
use crate::cloud::World;
use crate::cloud::internet::Zone;
use crate::net::TcpFlags;
use crate::net::pcapng::Heading;
use crate::net::view::TransportView;
use crate::sim::trace::{End, Place, Role, What};
use crate::sim::{Outcome, Trace, capture};
use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

const HOST: &str = "client-001c-ipv6only";
const ALB: &str = "ipv4-to-dualstack-1234567890.ap-northeast-3.elb.amazonaws.com";
const PRIVATE3: &str = "@cl-ipv4-to-dualstack-subnet-private3-ap-northeast-3c";
const TABLE3: &str = "@cl-ipv4-to-dualstack-rtb-private3-ap-northeast-3c";
const NAT: &str = "cl-ipv4-to-dualstack-nat-public1-ap-northeast-3a";

const PHASE1: &str = "\
aws ec2 create-subnet --vpc-id @cl-ipv4-to-dualstack-vpc --ipv6-native --ipv6-cidr-block 2001:db8:1:4b02::/64 --availability-zone ap-northeast-3c --tag-specifications 'ResourceType=subnet,Tags=[{Key=Name,Value=cl-ipv4-to-dualstack-subnet-private3-ap-northeast-3c}]'
aws ec2 create-route-table --vpc-id @cl-ipv4-to-dualstack-vpc --tag-specifications 'ResourceType=route-table,Tags=[{Key=Name,Value=cl-ipv4-to-dualstack-rtb-private3-ap-northeast-3c}]'
aws ec2 associate-route-table --route-table-id @cl-ipv4-to-dualstack-rtb-private3-ap-northeast-3c --subnet-id @cl-ipv4-to-dualstack-subnet-private3-ap-northeast-3c
aws ec2 create-route --route-table-id @cl-ipv4-to-dualstack-rtb-private3-ap-northeast-3c --destination-ipv6-cidr-block ::/0 --egress-only-internet-gateway-id @cl-ipv4-to-dualstack-eigw
aws ec2 run-instances --image-id resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64 --instance-type t3.micro --subnet-id @cl-ipv4-to-dualstack-subnet-private3-ap-northeast-3c --security-group-ids @cl-default --ipv6-addresses Ipv6Address=2001:db8:1:4b02:7c0a:291e:caa4:65a8 --tag-specifications 'ResourceType=instance,Tags=[{Key=Name,Value=client-001c-ipv6only}]'";

fn phase1() -> World {
    static WORLD: OnceLock<World> = OnceLock::new();
    let made = WORLD.get_or_init(|| {
        let mut console = Console::new(world::load(world::CHAPTER).unwrap());
        for line in PHASE1.lines() {
            aws(&mut console, line);
        }
        console.world.settle();
        console.world
    });
    made.clone()
}

fn dns64(console: &mut Console) {
    aws(console, &format!("aws ec2 modify-subnet-attribute --subnet-id {PRIVATE3} --enable-dns64"));
}

fn nat64(console: &mut Console) {
    let route = "--destination-ipv6-cidr-block 64:ff9b::/96 --nat-gateway-id";
    aws(console, &format!("aws ec2 create-route --route-table-id {TABLE3} {route} @{NAT}"));
}

fn phase2() -> Console {
    let mut console = Console::new(phase1());
    nat64(&mut console);
    dns64(&mut console);
    console
}

fn exec(console: &mut Console, line: &str) -> Record {
    let record = console.exec(line).unwrap_or_else(|error| panic!("{line}: {error}"));
    record.unwrap_or_else(|| panic!("{line}: nothing"))
}

fn aws(console: &mut Console, line: &str) {
    let record = exec(console, line);
    assert_eq!(record.exit, 0, "{line}: {}", record.output.whole());
}

/// Runs a command on the IPv6-only client.
fn guest(console: &mut Console, command: &str) -> (Record, Arc<Trace>) {
    let record = exec(console, &format!("{HOST}$ {command}"));
    let Kind::Guest(trace) = &record.kind else { panic!("{command} is a guest command") };
    let trace = Arc::clone(trace);
    (record, trace)
}

/// Exit status, outcome and everything printed.
fn ran(console: &mut Console, command: &str) -> (i32, Outcome, String) {
    let (record, trace) = guest(console, command);
    (record.exit, trace.outcome, record.output.whole())
}

#[test]
fn without_a_route_of_its_own_the_guest_refuses_ipv4_at_once() {
    let mut console = Console::new(phase1());
    let (record, trace) = guest(&mut console, "curl https://github.com/hmatsu47");
    assert_eq!((record.exit, trace.outcome), (7, Outcome::Unreachable));
    assert!(trace.path.is_empty());
    let deciding = &trace.events[trace.deciding.unwrap()].what;
    let What::GuestRoute(route) = deciding else { panic!("the guest's own table decided, not {deciding:?}") };
    assert_eq!(route.destination, "20.27.177.113".parse::<IpAddr>().unwrap());
    assert_eq!(route.source, None);
    assert!(trace.flights().next().is_none(), "nothing left the guest");
}

#[test]
fn dns64_alone_makes_curl_hang_and_the_syns_follow_the_kernels_schedule() {
    let mut console = Console::new(phase1());
    dns64(&mut console);
    let (record, trace) = guest(&mut console, "curl -v https://github.com/hmatsu47");
    assert_eq!((record.exit, trace.outcome), (28, Outcome::Timeout));
    let text = record.output.whole();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[3], "*   Trying [64:ff9b::141b:b171]:443...");
    assert_eq!(lines[4], "*   Trying 20.27.177.113:443...");
    assert_eq!(lines[5], "* Immediate connect fail for 20.27.177.113: Network is unreachable");
    assert!(lines[6].starts_with("* connect to 64:ff9b::141b:b171 port 443 from 2001:db8:1:4b02:7c0a:291e:caa4:65a8"));
    let sent: Vec<u64> = trace.flights().map(|(at, _)| at.as_secs()).collect();
    assert_eq!(sent, [0, 1, 3, 7, 15, 31, 64]);
    let numbers = trace.flights().map(|(_, flight)| match flight.hops[0].packet.view().transport {
        TransportView::Tcp(tcp) => tcp.sequence,
        other => panic!("{other:?}"),
    });
    assert_eq!(numbers.collect::<std::collections::BTreeSet<_>>().len(), 1, "each SYN is the same one again");
    assert!((129..130).contains(&trace.took.as_secs()), "{:?}", trace.took);
    assert_eq!(trace.path.last().map(String::as_str), Some("cl-ipv4-to-dualstack-eigw"));
    assert!(trace.events.windows(2).all(|pair| pair[0].at <= pair[1].at), "in the order of time");
}

#[test]
fn limits_of_the_command_line_cut_the_hang_short() {
    let mut console = Console::new(phase1());
    dns64(&mut console);
    let cases = [
        ("curl --connect-timeout 2 https://github.com/", "curl: (28) Connection timed out after 200"),
        ("curl -m 0.5 https://github.com/", "curl: (28) Connection timed out after 50"),
    ];
    for (command, said) in cases {
        let (exit, outcome, text) = ran(&mut console, command);
        assert_eq!((exit, outcome), (28, Outcome::Timeout), "{command}");
        assert!(text.starts_with(said), "{text}");
    }
    // Two addresses of a family share the time (rule 6.22).
    let (_, _, text) = ran(&mut console, "curl -v --connect-timeout 2 http://ipv4only.arpa/");
    assert!(
        text.contains("* ipv6 connect timeout after 999ms, move on!\n*   Trying [64:ff9b::c000:ab]:80..."),
        "{text}"
    );
}

#[test]
fn both_together_open_the_way_through_the_nat_gateway() {
    let mut console = phase2();
    let (record, trace) = guest(&mut console, "curl -v https://github.com/hmatsu47");
    assert_eq!((record.exit, trace.outcome), (0, Outcome::Ok), "{}", record.output.whole());
    let names: Vec<&str> = trace.path.iter().map(String::as_str).collect();
    assert_eq!(names.first(), Some(&HOST));
    assert_eq!(names.last(), Some(&"github.com"));
    assert!(names.contains(&NAT));
    let roles: Vec<Role> = trace.flights().map(|(_, flight)| flight.role).collect();
    assert_eq!(roles[..4], [Role::Syn { attempt: 1 }, Role::SynAck, Role::Ack, Role::Handshake]);
    assert_eq!(roles.iter().filter(|role| **role == Role::Fin).count(), 2);
    assert!(trace.flights().all(|(_, flight)| flight.end == End::Delivered));
    let aim = trace.aim.clone().unwrap();
    assert_eq!(aim.address, Some("64:ff9b::141b:b171".parse().unwrap()));
}

#[test]
fn the_bytes_of_a_conversation_fit_together() {
    let mut console = phase2();
    for (url, longest) in [(format!("http://{ALB}/index2.php"), 1428), ("https://github.com/".to_owned(), 1448)] {
        let (_, trace) = guest(&mut console, &format!("curl {url}"));
        let client = Place::Instance(trace.host);
        // Of the client and of the far end: the next byte, and the last reading of the clock.
        let (mut next, mut clocks) = ([None, None], [0, 0]);
        for seen in capture::seen(&trace, &console.world).iter().filter(|seen| seen.tap.place == client) {
            let TransportView::Tcp(tcp) = seen.packet.view().transport else { continue };
            let (own, other) = if seen.heading == Heading::Out { (0, 1) } else { (1, 0) };
            let (clock, echo) = tcp.options.timestamps.unwrap();
            if let Some(expected) = next[own] {
                assert_eq!(tcp.sequence, expected, "{tcp:?}");
                assert!(clock.wrapping_sub(clocks[own]) < 1000, "a clock goes on: {tcp:?}");
            }
            if let Some(theirs) = next[other] {
                assert_eq!((tcp.acknowledgment, echo), (theirs, clocks[other]), "{tcp:?}");
            }
            assert!(tcp.payload.len() <= longest, "{tcp:?}");
            let counts = tcp.flags.contains(TcpFlags::SYN) || tcp.flags.contains(TcpFlags::FIN);
            next[own] = Some(tcp.sequence.wrapping_add(tcp.payload.len() as u32 + u32::from(counts)));
            clocks[own] = clock;
        }
        assert!(clocks[0].abs_diff(clocks[1]) > 1000, "each end has a clock of its own: {clocks:?}");
    }
}

#[test]
fn what_was_refused_by_the_far_end_is_not_called_unreachable() {
    let mut console = phase2();
    let (exit, outcome, text) = ran(&mut console, "curl -sS http://github.com:8080/");
    assert_eq!((exit, outcome), (7, Outcome::Refused), "{text}");
    let (exit, outcome, text) = ran(&mut console, "curl -sS 'https://[64:ff9b::141b:b171]/'");
    assert_eq!((exit, outcome), (60, Outcome::Tls), "{text}");
    let (exit, outcome, _) = ran(&mut console, "curl -sS -k 'https://[64:ff9b::141b:b171]/'");
    assert_eq!((exit, outcome), (0, Outcome::Ok));
}

#[test]
fn literals_of_the_wrong_family_end_before_anything_is_sent() {
    let mut console = phase2();
    for command in ["curl -v6 http://8.8.8.8/", "curl -v4 'http://[64:ff9b::808:808]/'"] {
        let (exit, outcome, text) = ran(&mut console, command);
        assert_eq!((exit, outcome), (7, Outcome::Unreachable), "{command}");
        assert_eq!(text, "* closing connection #0\ncurl: (7) Could not connect to server\n", "{command}");
    }
}

#[test]
fn a_redirection_is_followed_when_asked() {
    let mut console = phase2();
    let (_, _, text) = ran(&mut console, "curl -s -o /dev/null -w '%{http_code} %{redirect_url}' http://github.com/x");
    assert_eq!(text, "301 https://github.com/x");
    let format = "%{http_code} %{url_effective} %{num_redirects} %{http_version}";
    let (_, _, text) = ran(&mut console, &format!("curl -sL -o /dev/null -w '{format}' http://github.com/x"));
    assert_eq!(text, "200 https://github.com/x 1 2");
}

#[test]
fn the_failure_has_its_line_only_where_it_is_wanted() {
    let mut console = Console::new(phase1());
    let url = "http://20.27.177.113/";
    assert_eq!(ran(&mut console, &format!("curl -s {url}")).2, "");
    let line = "Failed to connect to 20.27.177.113 port 80 after 0 ms: Could not connect to server";
    assert_eq!(ran(&mut console, &format!("curl -sS {url}")).2, format!("curl: (7) {line}\n"));
    let written = ran(&mut console, &format!("curl -s -w '%{{http_code}} %{{errormsg}} %{{exitcode}}' {url}")).2;
    assert_eq!(written, format!("000 {line} 7"));
}

#[test]
fn programs_end_as_their_real_ones_do() {
    let mut console = Console::new(phase1());
    let cases: &[(&str, i32, Outcome, &str)] = &[
        ("ping -c 1 8.8.8.8", 2, Outcome::Unreachable, "ping: connect: Network is unreachable\n"),
        ("ping -c 1 github.com", 2, Outcome::Unreachable, "ping: connect: Network is unreachable\n"),
        ("ping -6 github.com", 2, Outcome::NoName, "ping: github.com: Address family for hostname not supported\n"),
        ("ping nosuch.example", 2, Outcome::NoName, "ping: nosuch.example: Name or service not known\n"),
        ("curl -6 http://github.com/", 6, Outcome::NoName, "curl: (6) Could not resolve host: github.com\n"),
        ("ip route get 8.8.8.8", 2, Outcome::Unreachable, "RTNETLINK answers: Network is unreachable\n"),
        (
            "ssh github.com",
            255,
            Outcome::Unreachable,
            "ssh: connect to host github.com port 22: Network is unreachable\n",
        ),
        ("getent hosts nosuch.example", 2, Outcome::NoName, ""),
        ("dig +short AAAA github.com", 0, Outcome::Ok, ""),
        ("cat /etc/nope", 1, Outcome::Usage, "cat: /etc/nope: No such file or directory\n"),
        ("curl", 2, Outcome::Usage, "curl: (2) no URL specified\n"),
        ("crul x", 127, Outcome::Usage, "-bash: crul: command not found\n"),
    ];
    for (command, exit, outcome, begins) in cases {
        let (status, ended, text) = ran(&mut console, command);
        assert_eq!((status, ended), (*exit, *outcome), "{command}: {text}");
        assert!(text.starts_with(begins), "{command}: {text}");
    }
    let (exit, outcome, text) = ran(&mut console, "dig @8.8.8.8 github.com");
    assert_eq!((exit, outcome), (9, Outcome::Unreachable));
    let said = ";; UDP setup with 8.8.8.8#53(8.8.8.8) for github.com failed: network unreachable.\n\
                ;; no servers could be reached\n";
    assert!(text.ends_with(said), "{text}");
}

#[test]
fn the_c_library_puts_usable_addresses_first() {
    let mut console = Console::new(phase1());
    let mapped = ran(&mut console, "getent ahostsv6 github.com").2;
    assert!(mapped.starts_with("::ffff:20.27.177.113 STREAM github.com\n"), "{mapped}");
    dns64(&mut console);
    let all = ran(&mut console, "getent ahosts github.com").2;
    let wanted = "64:ff9b::141b:b171 STREAM github.com\n64:ff9b::141b:b171 DGRAM  \n64:ff9b::141b:b171 RAW    \n\
                  20.27.177.113   STREAM \n20.27.177.113   DGRAM  \n20.27.177.113   RAW    \n";
    assert_eq!(all, wanted);
}

#[test]
fn a_vpc_without_dns_leaves_names_unanswered_and_addresses_alone() {
    let mut console = phase2();
    aws(&mut console, "aws ec2 modify-vpc-attribute --vpc-id @cl-ipv4-to-dualstack-vpc --no-enable-dns-support");
    let (record, trace) = guest(&mut console, "curl -sS https://github.com/");
    assert_eq!((record.exit, trace.outcome, trace.took.as_secs()), (6, Outcome::NoName, 20));
    let (exit, outcome, _) = ran(&mut console, "dig +tries=1 github.com");
    assert_eq!((exit, outcome), (9, Outcome::Timeout));
    let (exit, _, text) = ran(&mut console, "ping -c 1 64:ff9b::808:808");
    assert_eq!(exit, 0, "{text}");
}

#[test]
fn a_big_ping_does_not_pass_the_nat_gateway() {
    let mut console = phase2();
    assert_eq!(ran(&mut console, "ping -c 1 -s 1000 github.com").0, 0);
    let (record, trace) = guest(&mut console, "ping -c 1 -s 2000 github.com");
    assert_eq!((record.exit, trace.outcome), (1, Outcome::Timeout));
    assert_eq!(trace.flights().count(), 2, "every piece leaves, whatever becomes of the others");
    let (exit, _, text) = ran(&mut console, "ping -c 1 -s 2000 www.google.com");
    assert_eq!(exit, 0, "native IPv6 carries pieces: {text}");
}

#[test]
fn a_guest_with_ipv4_has_another_view() {
    let mut console = phase2();
    let shown = |console: &mut Console, command: &str| exec(console, &format!("client-001a$ {command}")).output.whole();
    assert!(shown(&mut console, "ip route").starts_with("default via 10.1.128.1 dev ens5 proto dhcp src 10.1.128.11"));
    assert!(shown(&mut console, "cat /etc/resolv.conf").contains("nameserver 10.1.0.2\n"));
    assert!(shown(&mut console, "hostname").starts_with("ip-10-1-128-11."));
    assert_eq!(shown(&mut console, "dig +short github.com @8.8.8.8"), "20.27.177.113\n");
}

#[test]
fn the_same_command_at_the_same_moment_prints_the_same_bytes() {
    let world = phase1();
    let command: Vec<String> = ["curl", "-v", "https://github.com/"].map(str::to_owned).to_vec();
    let host = world.find_instance(HOST).unwrap().id;
    let (first, second) = (super::run(&world, host, &command), super::run(&world, host, &command));
    assert_eq!(first.output, second.output);
    assert_eq!(first.trace.took, second.trace.took);
}

/// A zone with answers that no datagram of 512 or 1232 bytes holds.
fn with_big_answers(console: &mut Console) {
    let addresses: String = (1..=40).map(|host| format!("many 60 IN A 192.0.2.{host}\n")).collect();
    let text = format!("\"{}\" ", "x".repeat(250)).repeat(6);
    let soa = "@ 60 IN SOA ns.example. admin.example. 1 2 3 4 60";
    let zone = Zone::read("big.example", &format!("{soa}\n{addresses}text 60 IN TXT {text}\n")).unwrap();
    Arc::make_mut(&mut console.world.internet).zones.push(zone);
}

#[test]
fn what_does_not_fit_into_a_datagram_is_asked_again_over_tcp() {
    let mut console = phase2();
    with_big_answers(&mut console);
    for server in ["", "@2001:db8:4860::8888 ", "@64:ff9b::808:808 "] {
        let (exit, outcome, text) = ran(&mut console, &format!("dig {server}text.big.example TXT"));
        assert_eq!((exit, outcome), (0, Outcome::Ok), "{text}");
        assert!(text.starts_with(";; Truncated, retrying in TCP mode.\n\n; <<>> DiG"), "{text}");
        assert!(text.contains("ANSWER: 1") && text.contains("(TCP)"), "{text}");
        let (_, _, text) = ran(&mut console, &format!("dig {server}+ignore text.big.example TXT"));
        assert!(text.contains("flags: qr tc rd ra;") && text.contains("(UDP)"), "{text}");
        let (_, _, text) = ran(&mut console, &format!("dig {server}+tcp github.com"));
        assert!(text.contains("20.27.177.113") && text.contains("(TCP)"), "{text}");
    }
    let (exit, _, text) = ran(&mut console, "getent ahostsv6 many.big.example");
    assert_eq!((exit, text.matches("STREAM").count()), (0, 40), "{text}");
}

#[test]
fn dig_over_tcp_says_what_stands_in_its_way() {
    let mut console = Console::new(phase1());
    for (server, exit, said) in [
        ("@8.8.8.8", 9, ";; Connection to 8.8.8.8#53(8.8.8.8) for github.com failed: network unreachable."),
        ("@64:ff9b::808:808", 9, "failed: timed out."),
        ("@2001:db8:6006::2004", 9, "failed: connection refused."),
    ] {
        let (status, _, text) = ran(&mut console, &format!("dig +tcp +tries=1 {server} github.com"));
        assert_eq!(status, exit, "{text}");
        assert!(text.contains(said) && text.contains(";; no servers could be reached"), "{text}");
    }
}
