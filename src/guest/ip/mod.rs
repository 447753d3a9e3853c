//! `ip`: shows the guest's own addresses and routes, and what it would do with a packet
//! (rules 5.1 to 5.6, 5.28). It shows and never changes: the cloud gives an instance its addresses.

mod show;

use super::machine::DEVICE;
use super::process::{Exit, Process};
use crate::net::Family;
use crate::sim::Outcome;
use crate::sim::trace::{Aim, What};
use std::net::IpAddr;

/// What may be asked for, and the shortest abbreviation `ip` takes.
const OBJECTS: [(&str, &str, Object); 3] =
    [("address", "a", Object::Address), ("link", "l", Object::Link), ("route", "r", Object::Route)];

/// Objects of the real `ip` that the simulation has nothing to say about.
const NOT_MODELLED: [&str; 6] = ["neighbour", "rule", "netns", "maddress", "monitor", "tunnel"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Object {
    Address,
    Link,
    Route,
}

/// How to print.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Style {
    /// With everything.
    #[default]
    Full,
    /// `-br`: a line a device.
    Brief,
}

/// Runs `ip`.
pub fn run(process: &mut Process<'_>, arguments: &[String]) -> Exit {
    let mut family = None;
    let mut style = Style::Full;
    let mut words = arguments.iter().map(String::as_str).peekable();
    while let Some(option) = words.next_if(|word| word.starts_with('-') && word.len() > 1) {
        match option {
            "-4" => family = Some(Family::Ipv4),
            "-6" => family = Some(Family::Ipv6),
            "-br" | "-brief" | "--brief" => style = Style::Brief,
            "-c" | "-color" | "--color" => {}
            "-V" | "-Version" => {
                process.out("ip utility, iproute2-6.10.0, libbpf 1.3.0");
                return Exit::OK;
            }
            "-h" | "-help" | "--help" => return usage(process),
            _ => {
                process.err(format!("Option \"{option}\" is unknown, try \"ip -help\"."));
                return Exit::usage(255);
            }
        }
    }
    let Some(name) = words.next() else { return usage(process) };
    let rest: Vec<&str> = words.collect();
    let object = OBJECTS.iter().find(|(full, short, _)| name.starts_with(short) && full.starts_with(name));
    match object {
        Some((_, _, Object::Route)) => route(process, family, &rest),
        Some((_, _, object)) => devices(process, *object, family, style, &rest),
        None => unknown_object(process, name),
    }
}

fn unknown_object(process: &mut Process<'_>, name: &str) -> Exit {
    if name == "help" {
        return usage(process);
    }
    match NOT_MODELLED.iter().find(|object| object.starts_with(name)) {
        Some(object) => process.err(format!("ip: \"{object}\" is not part of this simulation; try: ip addr, ip route")),
        None => process.err(format!("Object \"{name}\" is unknown, try \"ip help\".")),
    }
    Exit::usage(1)
}

fn usage(process: &mut Process<'_>) -> Exit {
    process.err(
        "Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }\n\
         where  OBJECT := { address | link | route }\n\
         \x20      OPTIONS := { -4 | -6 | -br[ief] | -V[ersion] }\n\
         \x20      ip addr [ show [ dev DEVICE ] ]\n\
         \x20      ip link [ show [ dev DEVICE ] ]\n\
         \x20      ip route [ show [ default ] ]\n\
         \x20      ip route get ADDRESS",
    );
    Exit::usage(255)
}

/// Whether a word is `show` or stands for it.
fn is_show(word: &str) -> bool {
    ["show", "list", "lst", "ls"].iter().any(|full| full.starts_with(word))
}

/// `RTNETLINK answers: Operation not permitted`: changing anything needs root, and the simulation
/// has none.
fn not_permitted(process: &mut Process<'_>) -> Exit {
    process.err("RTNETLINK answers: Operation not permitted");
    Exit::usage(2)
}

fn is_change(word: &str) -> bool {
    matches!(word, "add" | "del" | "delete" | "replace" | "change" | "append" | "set" | "flush")
}

fn devices(process: &mut Process<'_>, object: Object, family: Option<Family>, style: Style, rest: &[&str]) -> Exit {
    let mut words = rest.iter().copied().peekable();
    if let Some(change) = words.peek().filter(|word| is_change(word)) {
        let _ = change;
        return not_permitted(process);
    }
    words.next_if(|word| is_show(word));
    let mut only = None;
    while let Some(word) = words.next() {
        match word {
            "dev" => only = words.next(),
            "up" => {}
            "scope" => {
                words.next();
            }
            "help" => return usage(process),
            device => only = Some(device),
        }
    }
    if let Some(device) = only.filter(|device| !["lo", DEVICE].contains(device) && !show::is_altname(process, device)) {
        process.err(format!("Device \"{device}\" does not exist."));
        return Exit::usage(1);
    }
    let text = match (object, style) {
        (Object::Link, Style::Full) => show::links(process, only),
        (Object::Link, Style::Brief) => show::brief_links(process, only),
        (_, Style::Full) => show::addresses(process, family, only),
        (_, Style::Brief) => show::brief_addresses(process, family, only),
    };
    process.output.push(super::Stream::Out, text);
    Exit::OK
}

fn route(process: &mut Process<'_>, family: Option<Family>, rest: &[&str]) -> Exit {
    let mut words = rest.iter().copied().peekable();
    match words.peek().copied() {
        Some("get" | "g" | "ge") => {
            words.next();
            return route_get(process, &words.collect::<Vec<_>>());
        }
        Some("help") => return usage(process),
        Some(change) if is_change(change) => return not_permitted(process),
        _ => {}
    }
    words.next_if(|word| is_show(word));
    let mut only_default = false;
    while let Some(word) = words.next() {
        match word {
            "default" => only_default = true,
            "dev" | "table" | "proto" => {
                words.next();
            }
            other => {
                process.err(format!("Error: any valid prefix is expected rather than \"{other}\"."));
                return Exit::usage(1);
            }
        }
    }
    let text = show::routes(process, family.unwrap_or(Family::Ipv4), only_default);
    process.output.push(super::Stream::Out, text);
    Exit::OK
}

/// `ip route get`: the guest's own table alone decides, never the VPC's (rule 5.28).
fn route_get(process: &mut Process<'_>, words: &[&str]) -> Exit {
    let wanted = words.iter().find(|word| **word != "to").copied();
    let Some(wanted) = wanted else {
        process.err("need at least a destination address");
        return Exit::usage(255);
    };
    let Ok(address) = wanted.parse::<IpAddr>() else {
        process.err(format!("Error: any valid prefix is expected rather than \"{wanted}\"."));
        return Exit::usage(1);
    };
    let aim = Aim { name: wanted.to_owned(), address: Some(address), port: None };
    if process.machine.is_own(address) {
        process.out(show::local_route(address));
        return Exit::OK.aimed(aim);
    }
    let found = process.machine.route_to(address);
    let event = process.note(What::GuestRoute(found.clone()));
    process.decided_by(event);
    match found.source {
        Some(source) => {
            process.out(show::chosen_route(&found, source));
            Exit::OK.aimed(aim)
        }
        None => {
            process.err("RTNETLINK answers: Network is unreachable");
            Exit { status: 2, outcome: Outcome::Unreachable, aim: Some(aim) }
        }
    }
}
