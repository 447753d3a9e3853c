//! What lies outside AWS: hosts with their addresses and services, and the zones that name them.

use crate::net::{Family, dns, master_file};
use hickory_proto::op::ResponseCode;
use hickory_proto::rr::{Name, Record, RecordType};
use std::net::IpAddr;

/// The Internet of a world. It never changes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Internet {
    /// The hosts.
    pub hosts: Vec<Host>,
    /// The records of all public zones, as master files.
    pub zones: Vec<Zone>,
}

/// A public DNS zone: its origin, its records, and the questions that its name servers can't answer.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
#[serde(try_from = "ZoneText")]
pub struct Zone {
    /// The zone's name, absolute.
    pub origin: Name,
    /// All its records, those of one name and type in the order of the master file.
    pub records: Vec<Record>,
    /// What its name servers fail at.
    pub fails: Vec<Failure>,
}

impl Zone {
    /// A zone in master-file form (RFC 1035, section 5), whose name servers answer everything. Names
    /// without a final dot are below `origin`.
    pub fn read(origin: &str, text: &str) -> Result<Self, BadZone> {
        let origin = dns::name(origin).ok_or_else(|| BadZone::Origin(origin.to_owned()))?;
        let records = master_file::read(text, &origin)?;
        if records.is_empty() {
            return Err(BadZone::Empty);
        }
        Ok(Self { origin, records, fails: Vec::new() })
    }
}

/// What is wrong with a zone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadZone {
    /// Its name is none.
    #[error("`{0}` is no domain name")]
    Origin(String),
    /// It holds no record.
    #[error("there is no record in it")]
    Empty,
    /// Its text is no master file.
    #[error(transparent)]
    Records(#[from] master_file::BadRecord),
}

/// A zone as world files write it.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct ZoneText {
    origin: String,
    /// A master file.
    records: String,
    #[serde(default)]
    fails: Vec<FailureText>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct FailureText {
    /// As in the master file: below the origin where there is no final dot.
    name: String,
    r#type: String,
    rcode: Failing,
}

impl TryFrom<ZoneText> for Zone {
    type Error = String;

    fn try_from(text: ZoneText) -> Result<Self, String> {
        let bad = |why: &dyn std::fmt::Display| format!("zone {}: {why}", text.origin);
        let mut zone = Self::read(&text.origin, &text.records).map_err(|error| bad(&error))?;
        for failure in &text.fails {
            let name = Name::parse(&failure.name, Some(&zone.origin)).map_err(|error| bad(&error))?;
            let kind = failure.r#type.parse().map_err(|error| bad(&error))?;
            zone.fails.push(Failure { name, kind, failing: failure.rcode });
        }
        Ok(zone)
    }
}

/// A question that a zone's name servers can't answer, whatever records there are: many servers were
/// found to fail when they are asked for AAAA (RFC 4074).
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// The name, absolute.
    pub name: Name,
    /// The type of record.
    pub kind: RecordType,
    /// What comes back instead.
    pub failing: Failing,
}

/// How a name server fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Failing {
    /// It does not understand the question.
    #[serde(rename = "FORMERR")]
    FormErr,
    /// It can't answer now.
    #[serde(rename = "SERVFAIL")]
    ServFail,
    /// It denies a name that is there (RFC 4074, section 4.2).
    #[serde(rename = "NXDOMAIN")]
    NxDomain,
    /// It does not know the type.
    #[serde(rename = "NOTIMP")]
    NotImp,
    /// It does not want to answer.
    #[serde(rename = "REFUSED")]
    Refused,
    /// It lets the question lie.
    #[serde(rename = "silence")]
    Silence,
}

impl Failing {
    /// The response code that comes back; none where nothing does.
    pub const fn code(self) -> Option<ResponseCode> {
        match self {
            Self::FormErr => Some(ResponseCode::FormErr),
            Self::ServFail => Some(ResponseCode::ServFail),
            Self::NxDomain => Some(ResponseCode::NXDomain),
            Self::NotImp => Some(ResponseCode::NotImp),
            Self::Refused => Some(ResponseCode::Refused),
            Self::Silence => None,
        }
    }
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

impl Internet {
    /// The hosts that offer a service, in the world's order.
    pub fn offering(&self, service: Service) -> impl Iterator<Item = &Host> {
        self.hosts.iter().filter(move |host| host.services.contains(&service))
    }
}

impl Host {
    /// Whether it has an address of a family.
    pub fn has(&self, family: Family) -> bool {
        self.addresses.iter().any(|address| Family::from(*address) == family)
    }

    /// Whether it has addresses, and all of them are of a family.
    pub fn has_only(&self, family: Family) -> bool {
        self.has(family) && !self.has(family.other())
    }
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
    use crate::net::master_file::BadRecord;

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
            assert!(
                matches!(error, BadZone::Records(BadRecord { line: found, .. }) if found == line),
                "{text}\n{error}"
            );
        }
        assert_eq!(Zone::read("a..b", ""), Err(BadZone::Origin("a..b".to_owned())));
        assert_eq!(Zone::read("example", soa).unwrap().records.len(), 1);
    }
}
