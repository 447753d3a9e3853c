//! Packets as the bytes they are on the wire, and the view of their headers that deciders read.
//!
//! A [`Packet`] is one whole IPv4 or IPv6 packet with right lengths and checksums; `etherparse`
//! writes and parses it. A [`Flow`] is what filters look at: protocol, addresses and ports.

use std::net::IpAddr;
use std::sync::Arc;

/// The two families of the Internet Protocol.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// IPv4.
    Ipv4,
    /// IPv6.
    Ipv6,
}

impl From<IpAddr> for Family {
    fn from(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(_) => Self::Ipv4,
            IpAddr::V6(_) => Self::Ipv6,
        }
    }
}

/// What rides on IP, as far as the simulation carries it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Protocol {
    /// TCP, 6.
    Tcp,
    /// UDP, 17.
    Udp,
    /// ICMP, 1, beside IPv4.
    Icmp,
    /// ICMPv6, 58, beside IPv6.
    Icmpv6,
    /// Anything else, by its number in IANA's registry.
    Other(u8),
}

/// Who talks to whom: the five fields that security groups, network ACLs and NAT look at.
///
/// ICMP echo has its identifier in both ports; other ICMP has its type and code in
/// `destination_port` (type × 256 + code) and 0 in `source_port`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Flow {
    /// What rides on IP.
    pub protocol: Protocol,
    /// Where the packet says it comes from.
    pub source: IpAddr,
    /// Port at the source, or the echo identifier.
    pub source_port: u16,
    /// Where it goes.
    pub destination: IpAddr,
    /// Port at the destination, or the echo identifier.
    pub destination_port: u16,
}

impl Flow {
    /// The same conversation seen from the other end.
    pub fn reversed(self) -> Self {
        Self {
            protocol: self.protocol,
            source: self.destination,
            source_port: self.destination_port,
            destination: self.source,
            destination_port: self.source_port,
        }
    }

    /// The family both addresses belong to.
    pub fn family(&self) -> Family {
        self.destination.into()
    }
}

/// One whole packet, from the first byte of its IP header to the last of its payload.
///
/// Cloning is cheap: the bytes are shared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packet {
    bytes: Arc<[u8]>,
}
