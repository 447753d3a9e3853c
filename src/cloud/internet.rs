//! What lies outside AWS: hosts with their addresses and services, and the zones that name them.

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
    pub origin: hickory_proto::rr::Name,
    /// All its records, the SOA first.
    pub records: Vec<hickory_proto::rr::Record>,
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
