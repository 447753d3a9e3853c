//! `v6dojo wire embed`: an IPv4 address put behind an IPv6 prefix.

use super::input::{each, wrong};
use super::{Prefix, octets};
use anyhow::Result;
use clap::Args;
use std::net::Ipv4Addr;
use std::process::ExitCode;

/// What is put where.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  $ v6dojo wire embed 20.27.177.113\n  64:ff9b::141b:b171")]
pub struct Embed {
    /// The IPv4 address; `-` reads one a line from standard input.
    #[arg(value_name = "IPV4")]
    address: String,
    #[command(flatten)]
    prefix: Prefix,
    /// Show how the octets fall into place.
    #[arg(long)]
    explain: bool,
}

impl Embed {
    /// Prints the IPv6 address in canonical text (RFC 5952).
    pub fn run(&self) -> Result<ExitCode> {
        let prefix = self.prefix.pref64()?;
        each(&self.address, |text| {
            let address: Result<Ipv4Addr, _> = text.parse();
            let embedded = address.map_err(|_| wrong(format!("`{text}` is no IPv4 address"))).map(|inside| {
                let address = prefix.embed(inside);
                match self.explain {
                    true => format!("{address}\n{}", octets::picture(prefix, address, inside)),
                    false => address.to_string(),
                }
            });
            embedded.into()
        })
    }
}
