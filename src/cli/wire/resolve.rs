//! `v6dojo wire resolve`: a DNS question answered from a zone file by the simulated resolver.

use super::message;
use crate::cli::{NOT_UNDERSTOOD, eprint};
use crate::cloud::Settings;
use crate::cloud::internet::{BadZone, Zone};
use crate::guest::dig::args::Shown;
use crate::guest::dig::text;
use crate::net::dns::{self, Asking};
use crate::net::master_file::BadRecord;
use crate::sim::names::Names;
use crate::sim::server::UDP_SIZE;
use anyhow::{Context, Result};
use clap::Args;
use hickory_proto::op::Message;
use hickory_proto::rr::{Name, RecordType};
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::str::FromStr;

/// What is asked, and what is known.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  $ printf '@ 300 IN SOA ns admin 1 2 3 4 60\\nwww 300 IN A 192.0.2.1\\n' > zone\n  \
                        $ v6dojo wire resolve --zone zone --origin example --dns64 --json www.example AAAA\n  \
                        {\"rcode\":\"NOERROR\",\"answer\":[\"www.example. 60 AAAA 64:ff9b::c000:201\"],\"authority\":[]}"
)]
pub struct Resolve {
    /// The zone in master-file format.
    #[arg(long, value_name = "FILE")]
    zone: PathBuf,
    /// The zone's name.
    #[arg(long, value_name = "NAME")]
    origin: String,
    /// Make AAAA records from A records where there are none.
    #[arg(long)]
    dns64: bool,
    /// Ask with DNSSEC OK.
    #[arg(long = "do")]
    dnssec_ok: bool,
    /// Ask with checking disabled.
    #[arg(long = "cd")]
    checking_disabled: bool,
    /// A JSON object instead of the form of `dig`.
    #[arg(long)]
    json: bool,
    /// The name that is asked for, complete with or without its final dot.
    #[arg(value_name = "NAME", value_parser = name)]
    name: Name,
    /// The type that is asked for.
    #[arg(value_name = "TYPE", default_value = "A", value_parser = record_type)]
    kind: RecordType,
}

fn name(text: &str) -> Result<Name, String> {
    dns::name(text).ok_or_else(|| "not a domain name".to_owned())
}

fn record_type(text: &str) -> Result<RecordType, String> {
    RecordType::from_str(&text.to_ascii_uppercase()).map_err(|_| "not a record type, like AAAA or MX".to_owned())
}

impl Resolve {
    /// Prints the answer. A negative one is an answer, too.
    pub fn run(&self) -> Result<ExitCode> {
        let file = self.zone.display();
        let text = std::fs::read_to_string(&self.zone).with_context(|| format!("read the zone {file}"))?;
        let zone = match Zone::read(&self.origin, &text) {
            Ok(zone) => zone,
            Err(error) => {
                eprint(&match error {
                    BadZone::Records(BadRecord { line, why }) => format!("{file}:{line}:1: {why}\n"),
                    BadZone::Empty => format!("{file}:1:1: {error}\n"),
                    BadZone::Origin(_) => format!("v6dojo: --origin: {error}\n"),
                });
                return Ok(ExitCode::from(NOT_UNDERSTOOD));
            }
        };
        let message = self.answer(&[zone]);
        let mut out = io::stdout().lock();
        match self.json {
            true => writeln!(out, "{}", message::answer(&message))?,
            false => write!(out, "{}", text::message(&message, Shown::ALL))?,
        }
        Ok(ExitCode::SUCCESS)
    }

    fn answer(&self, zones: &[Zone]) -> Message {
        let asking = Asking { dnssec_ok: self.dnssec_ok, checking_disabled: self.checking_disabled, ..Asking::DIG };
        let asked = dns::query(0, self.name.clone(), self.kind, asking);
        let settings = Settings::default();
        let dns64 = self.dns64.then_some(&settings);
        Names::zones(zones).answer(&asked, dns64).message(&asked, UDP_SIZE)
    }
}
