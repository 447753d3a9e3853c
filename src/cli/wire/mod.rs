//! `v6dojo wire`: the pure parts of the simulation, one at a time, for the curious and for comparing
//! them with other implementations.
//!
//! Each subcommand takes one thing as its argument, or `-`: standard input, a thing a line, answered line
//! by line as they come. What is not understood is told on standard error with its place, the rest goes
//! on, and the status is 2.

mod decode;
mod embed;
mod extract;
mod hex;
mod input;
mod lookup;
mod message;
mod octets;
mod resolve;
mod translate;

use super::unless_gone;
use crate::net::{Pref64, WELL_KNOWN};
use anyhow::Result;
use clap::{Args, Subcommand};
use std::process::ExitCode;

/// The pure parts.
#[derive(Debug, Args)]
pub struct Wire {
    #[command(subcommand)]
    what: What,
}

/// Which of them.
#[derive(Debug, Subcommand)]
enum What {
    /// Put an IPv4 address behind an IPv6 prefix (RFC 6052).
    Embed(embed::Embed),
    /// Take the IPv4 address out of an IPv6 address (RFC 6052).
    Extract(extract::Extract),
    /// Find the longest of many prefixes that covers an address.
    Lookup(lookup::Lookup),
    /// Translate packets between IPv6 and IPv4 (RFC 7915).
    Translate(translate::Translate),
    /// Answer a DNS question from a zone, with DNS64 or without (RFC 6147).
    Resolve(resolve::Resolve),
    /// Show packets field by field.
    Decode(decode::Decode),
}

impl Wire {
    /// Does it. The status is 2 where some of the input was not understood.
    pub fn run(&self) -> Result<ExitCode> {
        unless_gone(match &self.what {
            What::Embed(embed) => embed.run(),
            What::Extract(extract) => extract.run(),
            What::Lookup(lookup) => lookup.run(),
            What::Translate(translate) => translate.run(),
            What::Resolve(resolve) => resolve.run(),
            What::Decode(decode) => decode.run(),
        })
    }
}

/// The prefix that IPv4 addresses are put behind.
#[derive(Debug, Args)]
struct Prefix {
    /// The prefix, of 32, 40, 48, 56, 64 or 96 bits.
    #[arg(long = "prefix", value_name = "PREFIX", default_value_t = WELL_KNOWN.net(), value_parser = prefix)]
    net: ipnet::Ipv6Net,
}

impl Prefix {
    fn pref64(&self) -> Result<Pref64> {
        Ok(Pref64::new(self.net)?)
    }
}

/// Reads a prefix, and makes sure that IPv4 addresses can stand behind it.
fn prefix(text: &str) -> Result<ipnet::Ipv6Net, String> {
    let net: ipnet::Ipv6Net =
        text.parse().map_err(|_| "expected an IPv6 prefix with its length, like 64:ff9b::/96".to_owned())?;
    Pref64::new(net).map(Pref64::net).map_err(|error| error.to_string())
}
