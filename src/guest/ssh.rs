//! `ssh` from the guest: how far the connection gets (rule 5.29). There is no key on the guest, so a
//! server that is reached says no.

use super::errno::Errno;
use super::lookup::{self, NameError, Wanted};
use super::process::{EventId, Exit, Process};
use super::socket::{Connecting, Connection};
use crate::net::Family;
use crate::sim::Outcome;
use crate::sim::trace::{Aim, Role};
use std::net::IpAddr;
use std::time::Duration;

/// What the command line asks for.
struct Asked {
    user: String,
    host: String,
    port: u16,
    wanted: Wanted,
    timeout: Option<Duration>,
}

/// Options with a value that change nothing here.
const IGNORED_WITH_VALUE: [&str; 4] = ["-i", "-l", "-F", "-E"];

fn parse(arguments: &[String]) -> Result<Asked, String> {
    let mut asked =
        Asked { user: "ec2-user".to_owned(), host: String::new(), port: 22, wanted: Wanted::Any, timeout: None };
    let mut words = arguments.iter().map(String::as_str);
    while let Some(word) = words.next() {
        match word {
            "-4" => asked.wanted = Wanted::Only(Family::Ipv4),
            "-6" => asked.wanted = Wanted::Only(Family::Ipv6),
            "-v" | "-q" | "-T" | "-t" | "-N" | "-A" => {}
            "-p" => {
                let port = words.next().ok_or("option requires an argument -- p")?;
                asked.port = port.parse().map_err(|_| format!("Bad port '{port}'"))?;
            }
            "-o" => option(&mut asked, words.next().ok_or("option requires an argument -- o")?),
            "-l" => asked.user = words.next().ok_or("option requires an argument -- l")?.to_owned(),
            word if IGNORED_WITH_VALUE.contains(&word) => {
                words.next();
            }
            word if word.starts_with('-') && word.len() > 1 => {
                return Err(format!("unknown option -- {}", word.trim_start_matches('-')));
            }
            destination => {
                match destination.rsplit_once('@') {
                    Some((user, host)) => (asked.user, asked.host) = (user.to_owned(), host.to_owned()),
                    None => asked.host = destination.to_owned(),
                }
                break;
            }
        }
    }
    Ok(asked)
}

fn option(asked: &mut Asked, text: &str) {
    if let Some((name, value)) = text.split_once('=')
        && name.eq_ignore_ascii_case("ConnectTimeout")
    {
        asked.timeout = value.parse().ok().map(Duration::from_secs);
    }
}

/// Runs `ssh`.
pub fn run(process: &mut Process<'_>, arguments: &[String]) -> Exit {
    let asked = match parse(arguments) {
        Ok(asked) if !asked.host.is_empty() => asked,
        other => {
            if let Err(why) = other {
                process.err(why);
            }
            process
                .err("usage: ssh [-46] [-i identity_file] [-l login_name] [-o option] [-p port] destination [command]");
            return Exit { status: 255, outcome: Outcome::Usage, aim: None };
        }
    };
    let found = match lookup::addresses(process, &asked.host, asked.wanted) {
        Ok(found) => found,
        Err(error) => return no_name(process, &asked, error),
    };
    let mut failures = Vec::new();
    for address in found.addresses {
        match connect(process, address, &asked) {
            Ok(connection) => return reached(process, &asked, connection),
            Err((errno, event)) => {
                process.err(format!("ssh: connect to host {} port {}: {errno}", asked.host, asked.port));
                failures.push((errno, address, event));
            }
        }
    }
    failed(process, &asked, &failures)
}

/// Every address failed; one that a packet left for says more than one that the guest refused.
fn failed(process: &mut Process<'_>, asked: &Asked, failures: &[(Errno, IpAddr, Option<EventId>)]) -> Exit {
    let at_once = |errno: Errno| matches!(errno, Errno::NetworkUnreachable | Errno::InvalidArgument);
    let left = failures.iter().rev().find(|(errno, _, _)| !at_once(*errno));
    let Some((errno, address, event)) = left.or(failures.last()).copied() else {
        return Exit { status: 255, outcome: Outcome::NoName, aim: Some(aim(asked, None)) };
    };
    if let Some(event) = event {
        process.decided_by(event);
    }
    let outcome = match errno {
        Errno::TimedOut => Outcome::Timeout,
        Errno::NetworkUnreachable | Errno::InvalidArgument => Outcome::Unreachable,
        Errno::NoRouteToHost | Errno::ConnectionRefused | Errno::ConnectionReset => Outcome::Refused,
    };
    Exit { status: 255, outcome, aim: Some(aim(asked, Some(address))) }
}

fn aim(asked: &Asked, address: Option<IpAddr>) -> Aim {
    Aim { name: asked.host.clone(), address, port: Some(asked.port) }
}

fn no_name(process: &mut Process<'_>, asked: &Asked, error: NameError) -> Exit {
    process.err(format!("ssh: Could not resolve hostname {}: {error}", asked.host));
    let literal = asked.host.parse::<IpAddr>().is_ok();
    let outcome = if literal { Outcome::Unreachable } else { Outcome::NoName };
    Exit { status: 255, outcome, aim: Some(aim(asked, None)) }
}

fn connect(process: &mut Process<'_>, address: IpAddr, asked: &Asked) -> Result<Connection, (Errno, Option<EventId>)> {
    let started = process.now;
    let mut connecting =
        Connecting::begin(process, address, asked.port).map_err(|refused| (refused.errno, refused.event))?;
    let limit = asked.timeout.map(|timeout| started + timeout);
    loop {
        if let Some(limit) = limit.filter(|limit| connecting.next_at() > *limit) {
            process.wait_until(limit);
            connecting.abandon(process);
            return Err((Errno::TimedOut, connecting.deciding()));
        }
        if let Some(result) = connecting.advance(process) {
            return result.map_err(|errno| (errno, connecting.deciding()));
        }
    }
}

/// The server answers, and wants a key.
fn reached(process: &mut Process<'_>, asked: &Asked, mut connection: Connection) -> Exit {
    process.decided_by(connection.syn);
    let _ = connection.send(process, Role::Request, b"SSH-2.0-OpenSSH_8.7\r\n");
    let _ = connection.reply(process, Role::Response, b"SSH-2.0-OpenSSH_8.7\r\n");
    process.err(format!("{}@{}: Permission denied (publickey,gssapi-keyex,gssapi-with-mic).", asked.user, asked.host));
    connection.close(process);
    Exit { status: 255, outcome: Outcome::Refused, aim: Some(aim(asked, Some(connection.remote))) }
}
