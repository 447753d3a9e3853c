//! How `ip` prints addresses and routes, line by line as iproute2 does (rules 5.1, 5.4, 5.28).

use crate::cloud::network_interface::NetworkInterface;
use crate::guest::machine::{DEVICE, KernelRoute, Origin};
use crate::guest::process::Process;
use crate::net::Family;
use crate::sim::trace::{GuestRoute, Verdict};
use std::fmt::Write;
use std::net::IpAddr;

/// Seconds a DHCPv4 lease lasts; it is renewed after half of that.
const LEASE_V4: u64 = 3600;
/// Seconds a DHCPv6 address is valid and preferred (rule 5.2).
const LEASE_V6: (u64, u64) = (450, 140);
/// Seconds a router advertisement counts (rule 5.4).
const ADVERTISED: u64 = 1800;

const LO_HEAD: &str = "1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN ";
const ENS5_HEAD: &str = "2: ens5: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 9001 qdisc mq state UP ";

/// Whether a device is to be shown.
fn wanted(process: &Process<'_>, device: &str, only: Option<&str>) -> bool {
    only.is_none_or(|only| only == device || (device == DEVICE && is_altname(process, only)))
}

/// Whether a name is one of the other names of the device.
pub fn is_altname(process: &Process<'_>, name: &str) -> bool {
    altnames(process.machine.interface).iter().any(|other| other == name)
}

fn altnames(interface: &NetworkInterface) -> [String; 3] {
    ["enp0s5".to_owned(), interface.id.to_string(), "device-number-0.0".to_owned()]
}

fn mac(interface: &NetworkInterface) -> String {
    interface.mac().map(|byte| format!("{byte:02x}")).join(":")
}

/// Seconds since the instance was launched.
fn uptime(process: &Process<'_>) -> u64 {
    process.machine.world.now.since(process.machine.instance.launched).as_secs()
}

/// `ip addr`.
pub fn addresses(process: &Process<'_>, family: Option<Family>, only: Option<&str>) -> String {
    let mut text = String::new();
    if wanted(process, "lo", only) {
        loopback(&mut text, family);
    }
    if wanted(process, DEVICE, only) {
        device(&mut text, process, family);
    }
    text
}

fn shows(family: Option<Family>, wanted: Family) -> bool {
    family.is_none_or(|family| family == wanted)
}

fn loopback(text: &mut String, family: Option<Family>) {
    text.push_str(&format!("{LO_HEAD}group default qlen 1000\n"));
    if family.is_none() {
        text.push_str("    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n");
    }
    if shows(family, Family::Ipv4) {
        text.push_str("    inet 127.0.0.1/8 scope host lo\n       valid_lft forever preferred_lft forever\n");
    }
    if shows(family, Family::Ipv6) {
        text.push_str("    inet6 ::1/128 scope host noprefixroute\n       valid_lft forever preferred_lft forever\n");
    }
}

fn device(text: &mut String, process: &Process<'_>, family: Option<Family>) {
    let interface = process.machine.interface;
    text.push_str(&format!("{ENS5_HEAD}group default qlen 1000\n"));
    if family.is_none() {
        text.push_str(&format!("    link/ether {} brd ff:ff:ff:ff:ff:ff\n", mac(interface)));
    }
    for name in altnames(interface) {
        text.push_str(&format!("    altname {name}\n"));
    }
    if shows(family, Family::Ipv4) {
        device_ipv4(text, process);
    }
    if shows(family, Family::Ipv6) {
        device_ipv6(text, process);
    }
}

fn device_ipv4(text: &mut String, process: &Process<'_>) {
    let own = process.machine.ipv4();
    let broadcast = if own.prefix_len() < 32 { format!("brd {} ", own.broadcast()) } else { String::new() };
    let left = LEASE_V4 - uptime(process) % (LEASE_V4 / 2);
    text.push_str(&format!(
        "    inet {own} metric 512 {broadcast}scope global dynamic {DEVICE}\n       \
         valid_lft {left}sec preferred_lft {left}sec\n"
    ));
}

fn device_ipv6(text: &mut String, process: &Process<'_>) {
    let (valid, preferred) = LEASE_V6;
    let gone = uptime(process) % (preferred / 2);
    for address in process.machine.ipv6() {
        text.push_str(&format!(
            "    inet6 {address}/128 scope global dynamic noprefixroute\n       \
             valid_lft {}sec preferred_lft {}sec\n",
            valid - gone,
            preferred - gone
        ));
    }
    let link_local = process.machine.interface.link_local();
    text.push_str(&format!(
        "    inet6 {link_local}/64 scope link proto kernel_ll\n       valid_lft forever preferred_lft forever\n"
    ));
}

/// `ip -br addr`.
pub fn brief_addresses(process: &Process<'_>, family: Option<Family>, only: Option<&str>) -> String {
    let own = process.machine.ipv4();
    let mut device = Vec::new();
    if shows(family, Family::Ipv4) {
        device.push(format!("{own} metric 512"));
    }
    if shows(family, Family::Ipv6) {
        device.extend(process.machine.ipv6().iter().map(|address| format!("{address}/128")));
        device.push(format!("{}/64", process.machine.interface.link_local()));
    }
    let mut loopback = Vec::new();
    if shows(family, Family::Ipv4) {
        loopback.push("127.0.0.1/8".to_owned());
    }
    if shows(family, Family::Ipv6) {
        loopback.push("::1/128".to_owned());
    }
    brief(process, only, [loopback.join(" "), device.join(" ")])
}

/// `ip -br link`.
pub fn brief_links(process: &Process<'_>, only: Option<&str>) -> String {
    let flags = |flags: &str, mac: &str| format!("{mac} <{flags}>");
    let device = flags("BROADCAST,MULTICAST,UP,LOWER_UP", &mac(process.machine.interface));
    brief(process, only, [flags("LOOPBACK,UP,LOWER_UP", "00:00:00:00:00:00"), device])
}

fn brief(process: &Process<'_>, only: Option<&str>, [loopback, device]: [String; 2]) -> String {
    [("lo", "UNKNOWN", loopback), (DEVICE, "UP", device)]
        .into_iter()
        .filter(|(name, _, _)| wanted(process, name, only))
        .map(|(name, state, rest)| format!("{name:<16} {state:<14} {rest}\n"))
        .collect()
}

/// `ip link`.
pub fn links(process: &Process<'_>, only: Option<&str>) -> String {
    let mut text = String::new();
    if wanted(process, "lo", only) {
        text.push_str(&format!("{LO_HEAD}mode DEFAULT group default qlen 1000\n"));
        text.push_str("    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n");
    }
    if wanted(process, DEVICE, only) {
        let interface = process.machine.interface;
        text.push_str(&format!("{ENS5_HEAD}mode DEFAULT group default qlen 1000\n"));
        text.push_str(&format!("    link/ether {} brd ff:ff:ff:ff:ff:ff\n", mac(interface)));
        for name in altnames(interface) {
            text.push_str(&format!("    altname {name}\n"));
        }
    }
    text
}

/// `ip route` and `ip -6 route`.
pub fn routes(process: &Process<'_>, family: Family, only_default: bool) -> String {
    let left = ADVERTISED - uptime(process) % (ADVERTISED / 3);
    process
        .machine
        .routes(family)
        .iter()
        .filter(|route| !only_default || route.destination.prefix_len() == 0)
        .map(|route| route_line(route, left))
        .collect()
}

fn route_line(route: &KernelRoute, left: u64) -> String {
    let mut line = match route.destination.prefix_len() {
        0 => "default".to_owned(),
        32 if route.destination.addr().is_ipv4() => route.destination.addr().to_string(),
        _ => route.destination.to_string(),
    };
    if let Some(via) = route.via {
        let _ = write!(line, " via {via}");
    }
    let origin = match route.origin {
        Origin::Dhcp => "dhcp",
        Origin::Kernel => "kernel",
        Origin::Advertised => "ra",
    };
    let _ = write!(line, " dev {DEVICE} proto {origin}");
    if let Some(source) = route.source {
        let scope = if route.via.is_none() { " scope link" } else { "" };
        let _ = write!(line, "{scope} src {source}");
    }
    let _ = write!(line, " metric {}", route.metric);
    if route.source.is_none() {
        if route.via.is_some() {
            let _ = write!(line, " expires {left}sec");
        }
        line.push_str(" pref medium");
    }
    line + "\n"
}

/// What `ip route get` says of one of the machine's own addresses.
pub fn local_route(address: IpAddr) -> String {
    match address {
        IpAddr::V4(own) => format!("local {own} dev lo src {own} uid 1000\n    cache <local>"),
        IpAddr::V6(own) => {
            format!("local {own} from :: dev lo table local proto kernel src {own} metric 0 pref medium")
        }
    }
}

/// What `ip route get` says of a destination that has a route.
pub fn chosen_route(found: &GuestRoute, source: IpAddr) -> String {
    let chosen = found.candidates.iter().find(|candidate| candidate.verdict == Verdict::Wins);
    let via = chosen.and_then(|candidate| candidate.via).map(|via| format!("via {via} ")).unwrap_or_default();
    let destination = found.destination;
    match destination {
        IpAddr::V4(_) => format!("{destination} {via}dev {DEVICE} src {source} uid 1000\n    cache"),
        IpAddr::V6(_) => format!("{destination} from :: {via}dev {DEVICE} src {source} metric 512 pref medium"),
    }
}
