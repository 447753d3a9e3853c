//! `v6dojo wire extract`: the IPv4 address taken out of an IPv6 address.

use super::input::{each, wrong};
use super::{Prefix, octets};
use anyhow::Result;
use clap::Args;
use std::net::Ipv6Addr;
use std::process::ExitCode;

/// What is taken out of what.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  $ v6dojo wire extract 64:ff9b::141b:b171\n  20.27.177.113")]
pub struct Extract {
    /// The IPv6 address, also in mixed notation (64:ff9b::20.27.177.113); `-` reads one a line from
    /// standard input.
    #[arg(value_name = "IPV6")]
    address: String,
    #[command(flatten)]
    prefix: Prefix,
    /// Show where the octets lie.
    #[arg(long)]
    explain: bool,
}

impl Extract {
    /// Prints the IPv4 address. Bits behind it are ignored.
    pub fn run(&self) -> Result<ExitCode> {
        let prefix = self.prefix.pref64()?;
        each(&self.address, |text| {
            let address: Result<Ipv6Addr, _> = text.parse();
            let extracted = address.map_err(|_| wrong(format!("`{text}` is no IPv6 address"))).and_then(|address| {
                let inside = prefix.extract(address).map_err(|error| wrong(error.to_string()))?;
                Ok(match self.explain {
                    true => format!("{inside}\n{}", octets::picture(prefix, address, inside)),
                    false => inside.to_string(),
                })
            });
            extracted.into()
        })
    }
}
