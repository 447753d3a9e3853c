//! `curl` 8.11.1, as Amazon Linux 2023 has it: HTTP and HTTPS, both families, and every line of `-v`
//! (specification, section 6).
//!
//! [`args`] reads the command line, [`url`] the URLs; [`transfer`] takes one URL from the name to the
//! last byte, with [`runners`] racing for a connection, [`tls`] shaking hands and [`http`] asking.

mod args;
mod http;
mod meter;
mod runners;
mod tls;
mod transfer;
mod url;
mod write_out;

use super::Stream;
use super::process::{Exit, Process};
use crate::sim::Outcome;
use crate::sim::trace::Aim;
use args::{Command, Config};
use transfer::{Failure, Kept, Transfer};
use url::Url;

/// How many redirections `-L` follows.
const MOST_REDIRECTS: usize = 50;

/// Runs `curl`.
pub fn run(process: &mut Process<'_>, arguments: &[String]) -> Exit {
    let config = match args::parse(arguments) {
        Command::Fetch(config) => *config,
        Command::Print(text) => {
            process.output.push(Stream::Out, text);
            return Exit::OK;
        }
        Command::Refuse(status, output) => {
            process.output.0.extend(output.0);
            return Exit::usage(status);
        }
    };
    let mut kept = None;
    let mut exit = Exit::OK;
    for (index, typed) in config.urls.iter().enumerate() {
        exit = fetch(process, &config, (index, typed), &mut kept);
    }
    if let Some(kept) = kept {
        Kept::close(kept, process);
    }
    exit
}

/// Fetches one URL of the command line, with its redirections.
fn fetch(process: &mut Process<'_>, config: &Config, (index, typed): (usize, &str), kept: &mut Option<Kept>) -> Exit {
    let first = match url::parse(typed) {
        Ok(url) => url,
        Err(bad) => {
            let failure = Failure { code: bad.code, message: bad.message, outcome: Outcome::Usage, address: None };
            transfer::last_word(config, &failure, &mut process.output);
            return Exit::usage(bad.code);
        }
    };
    let file = config.outputs.get(index).map(String::as_str);
    let mut url = first;
    let mut redirects = 0;
    loop {
        let mut transfer = Transfer::new(process, config, url.clone(), file);
        transfer.number = index + redirects;
        let mut result = transfer.fetch(kept);
        match result.as_ref().ok().and_then(|received| next_url(&transfer, received, redirects)) {
            Some(Ok(next)) => {
                transfer.redirected(&next);
                redirects += 1;
                url = next;
                continue;
            }
            Some(Err(failure)) => result = Err(failure),
            None => {}
        }
        meter::end(&mut transfer, result.as_ref().ok().map(|received| received.size));
        let (times, method) = (transfer.times, transfer.method());
        let facts = write_out::Facts {
            url: &url,
            typed,
            received: result.as_ref().ok(),
            failure: result.as_ref().err(),
            times,
            redirects,
            method: &method,
        };
        return end(process, config, &facts);
    }
}

/// Where a redirection leads, where it is to be followed.
fn next_url(transfer: &Transfer<'_, '_>, received: &http::Received, redirects: usize) -> Option<Result<Url, Failure>> {
    let location = received.location.as_deref().filter(|_| transfer.follows(received))?;
    if redirects >= MOST_REDIRECTS {
        let message = format!("Maximum ({MOST_REDIRECTS}) redirects followed");
        return Some(Err(Failure { code: 47, message, outcome: Outcome::Refused, address: None }));
    }
    Some(transfer.url.join(location).map_err(|bad| Failure {
        code: bad.code,
        message: bad.message,
        outcome: Outcome::Refused,
        address: None,
    }))
}

/// The last words of a transfer: why it failed, and `-w`.
fn end(process: &mut Process<'_>, config: &Config, facts: &write_out::Facts<'_>) -> Exit {
    if let Some(failure) = facts.failure {
        transfer::last_word(config, failure, &mut process.output);
    }
    if let Some(format) = &config.write_out {
        let (text, unknown) = write_out::expand(format, facts);
        for name in unknown {
            process.err(format!("curl: unknown --write-out variable: '{name}'"));
        }
        process.output.push(Stream::Out, text);
    }
    let (status, outcome) = facts.failure.map_or((0, Outcome::Ok), |failure| (failure.code, failure.outcome));
    let reached = facts.times.ends.map(|(_, (address, _))| address);
    let address = facts.failure.and_then(|failure| failure.address).or(reached);
    let aim = Aim { name: facts.url.host.clone(), address, port: Some(facts.url.port) };
    Exit { status, outcome, aim: Some(aim) }
}
