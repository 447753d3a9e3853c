//! `getent`: what the C library makes of a name, and in which order (rule 5.13).

use super::lookup::{self, Found, Wanted};
use super::process::{Exit, Process};
use crate::net::Family;
use crate::sim::Outcome;
use crate::sim::trace::Aim;
use std::net::IpAddr;

const DATABASES: [&str; 4] = ["hosts", "ahosts", "ahostsv4", "ahostsv6"];

/// Runs `getent`.
pub fn run(process: &mut Process<'_>, arguments: &[String]) -> Exit {
    let Some((database, names)) = arguments.split_first() else {
        process.err("getent: wrong number of arguments\nTry `getent --help' or `getent --usage' for more information.");
        return Exit::usage(1);
    };
    if database == "--help" {
        process.out("Usage: getent [OPTION...] database [key ...]");
        process.out(format!("Supported databases: {}", DATABASES.join(" ")));
        return Exit::OK;
    }
    if database.starts_with('-') {
        process.err(format!(
            "getent: unrecognized option '{database}'\nTry `getent --help' or `getent --usage' for more information."
        ));
        return Exit::usage(64);
    }
    if !DATABASES.contains(&database.as_str()) {
        process.err(format!("Unknown database: {database}"));
        process.err("Try `getent --help' or `getent --usage' for more information.");
        return Exit::usage(1);
    }
    let mut exit = Exit::OK;
    for name in names {
        let next = one(process, database, name);
        if next.status != 0 || exit.status == 0 {
            exit = next;
        }
    }
    exit
}

fn one(process: &mut Process<'_>, database: &str, name: &str) -> Exit {
    let found = match database {
        "hosts" => hosts(process, name),
        "ahostsv4" => all(process, name, Wanted::Only(Family::Ipv4)),
        "ahostsv6" => mapped(process, name),
        _ => all(process, name, Wanted::Any),
    };
    let address = found.as_ref().and_then(|found| found.addresses.first()).copied();
    let aim = Aim { name: name.to_owned(), address, port: None };
    let Some(found) = found else {
        return Exit { status: 2, outcome: Outcome::NoName, aim: Some(aim) };
    };
    for (index, address) in found.addresses.iter().enumerate() {
        if database == "hosts" {
            let alias = if found.canonical == *name { String::new() } else { format!(" {name}") };
            process.out(format!("{:<15} {}{alias}", address.to_string(), found.canonical));
            continue;
        }
        for (socket, kind) in ["STREAM", "DGRAM", "RAW"].iter().enumerate() {
            let canonical = if index == 0 && socket == 0 { found.canonical.as_str() } else { "" };
            process.out(format!("{:<15} {kind:<6} {canonical}", address.to_string()));
        }
    }
    Exit::OK.aimed(aim)
}

fn all(process: &mut Process<'_>, name: &str, wanted: Wanted) -> Option<Found> {
    lookup::addresses(process, name, wanted).ok()
}

/// `getent hosts`: IPv6 if there is any, else IPv4.
fn hosts(process: &mut Process<'_>, name: &str) -> Option<Found> {
    if let Ok(address) = name.parse::<IpAddr>() {
        let canonical = lookup::name_of(process, address)?;
        return Some(Found { canonical, addresses: vec![address] });
    }
    let v6 = lookup::addresses(process, name, Wanted::Only(Family::Ipv6));
    v6.or_else(|_| lookup::addresses(process, name, Wanted::Only(Family::Ipv4))).ok()
}

/// `getent ahostsv6`: IPv4 addresses in IPv6's clothes where there is no IPv6 (rule 5.13).
fn mapped(process: &mut Process<'_>, name: &str) -> Option<Found> {
    let v6 = lookup::addresses(process, name, Wanted::Only(Family::Ipv6));
    v6.ok().or_else(|| {
        let mut found = all(process, name, Wanted::Only(Family::Ipv4))?;
        for address in &mut found.addresses {
            if let IpAddr::V4(v4) = address {
                *address = IpAddr::V6(v4.to_ipv6_mapped());
            }
        }
        Some(found)
    })
}
