//! What lies outside AWS: hosts with their addresses and services, and the zones that name them.

use crate::net::dns;
use hickory_proto::rr::{Name, Record, RecordSet, RrKey};
use hickory_proto::serialize::txt::{ParseResult, Parser};
use std::collections::BTreeMap;
use std::net::IpAddr;

/// The Internet of a world. It never changes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Internet {
    /// The hosts.
    pub hosts: Vec<Host>,
    /// The records of all public zones, as master files.
    pub zones: Vec<Zone>,
}

/// A public DNS zone: its origin and its records, in the order of its master file.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone {
    /// The zone's name, absolute.
    pub origin: Name,
    /// All its records, the SOA first.
    pub records: Vec<Record>,
}

impl Zone {
    /// Reads a master file (RFC 1035, section 5) whose names are below `origin`. Other files can't be
    /// included: a zone is what its text says.
    pub fn read(origin: &str, text: &str) -> Result<Self, BadZone> {
        let origin = dns::name(origin).ok_or_else(|| BadZone::Origin(origin.to_owned()))?;
        let include = |line: &str| line.trim_start().to_ascii_uppercase().starts_with("$INCLUDE");
        if let Some(at) = text.lines().position(include) {
            let why = "$INCLUDE is not supported: write the records here".to_owned();
            return Err(BadZone::Records { line: at + 1, why });
        }
        let (origin, sets) = parse(&origin, text)
            .map_err(|error| BadZone::Records { line: first_bad_line(&origin, text), why: error.to_string() })?;
        let records = sets.values().flat_map(|set| set.records_without_rrsigs().cloned()).collect();
        Ok(Self { origin, records })
    }
}

fn parse(origin: &Name, text: &str) -> ParseResult<(Name, BTreeMap<RrKey, RecordSet>)> {
    Parser::new(text, None, Some(origin.clone())).parse()
}

/// More lines than a record has.
const LONGEST_RECORD: usize = 50;

/// Where the first record that can't be read begins, from 1: the parser doesn't tell. That is behind the
/// last line up to which the text can be read; in the middle of a record of several lines it can't.
fn first_bad_line(origin: &Name, text: &str) -> usize {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let reads = |count: &usize| parse(origin, &lines[..*count].concat()).is_ok();
    let (mut good, mut bad) = (0, lines.len());
    while bad - good > 1 {
        let middle = good.midpoint(bad);
        match (middle..bad.min(middle + LONGEST_RECORD)).find(reads) {
            Some(count) => good = count,
            None => bad = middle,
        }
    }
    good + 1
}

/// What is wrong with a zone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadZone {
    /// Its name is none.
    #[error("`{0}` is no domain name")]
    Origin(String),
    /// Its text is no master file.
    #[error("line {line}: {why}")]
    Records {
        /// Where the record begins, from 1.
        line: usize,
        /// What the parser says.
        why: String,
    },
}

/// A host on the Internet.
#[derive(Clone, Debug, PartialEq)]
pub struct Host {
    /// The name people call it by.
    pub name: String,
    /// Its addresses.
    pub addresses: Vec<IpAddr>,
    /// What it answers.
    pub services: Vec<Service>,
    /// What its web server serves.
    pub pages: Vec<Page>,
    /// What its web server calls itself.
    pub server: String,
    /// Routers between AWS and it: how much the hop limit falls on the way.
    pub hops: u8,
    /// Milliseconds there and back.
    pub round_trip_ms: u16,
}

/// What a host answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Service {
    /// ICMP echo.
    Echo,
    /// DNS, UDP and TCP port 53.
    Dns,
    /// HTTP, TCP port 80.
    Http,
    /// HTTPS, TCP port 443, with a certificate for the host's own name.
    Https,
    /// Mail, TCP port 25.
    Smtp,
    /// SSH, TCP port 22.
    Ssh,
}

/// A page of a web server.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// The path it has; `*` stands for every other path.
    pub path: String,
    /// The HTTP status.
    pub status: u16,
    /// The body; `{client}` stands for the address the server saw.
    pub body: String,
    /// Where a redirection leads.
    #[serde(default)]
    pub location: Option<String>,
    /// Seconds the server works before it answers.
    #[serde(default)]
    pub delay: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_that_cannot_be_read_says_where() {
        let soa = "@ 900 IN SOA ns.example. admin.example. (\n 1 2 3\n 4 300 )\n";
        for (text, line) in [
            (format!("{soa}www 60 IN A 192.0.2.1\nwww 60 IN A 192.0.2.256\nx 60 IN A 192.0.2.3\n"), 5),
            (format!("{soa}www 60 IN A 192.0.2.1\nwww 60 IN BLA 192.0.2.25"), 5),
            (format!("www 60 IN A 1\n{soa}"), 1),
            (format!("{soa}$INCLUDE other\n"), 4),
        ] {
            let error = Zone::read("example.", &text).unwrap_err();
            assert!(matches!(error, BadZone::Records { line: found, .. } if found == line), "{text}\n{error}");
        }
        assert_eq!(Zone::read("a..b", ""), Err(BadZone::Origin("a..b".to_owned())));
        assert_eq!(Zone::read("example", soa).unwrap().records.len(), 1);
    }
}
