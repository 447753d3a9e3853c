//! The same packet under another address or port: what an Internet gateway's one-to-one mapping and
//! a NAT gateway's IPv4 side do. Checksums follow, and so does the packet that an ICMP error quotes:
//! it went the other way, so its other end changes.

use super::checksum::{Change, fix_transport, sum, write};
use super::layout::Layout;
use super::packet::{Family, Packet, Protocol};
use std::net::IpAddr;
use std::sync::Arc;

/// The packet is of another family than its new address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a packet can't get an address of the other family without translation")]
pub struct OtherFamily;

/// One end of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Source,
    Destination,
}

impl Side {
    fn other(self) -> Self {
        match self {
            Self::Source => Self::Destination,
            Self::Destination => Self::Source,
        }
    }

    /// Where the address of this end lies.
    fn address_at(self, family: Family) -> usize {
        match (family, self) {
            (Family::Ipv4, Self::Source) => 12,
            (Family::Ipv4, Self::Destination) => 16,
            (Family::Ipv6, Self::Source) => 8,
            (Family::Ipv6, Self::Destination) => 24,
        }
    }

    /// Where the port of this end lies in the transport header; echoes have one identifier for both.
    fn port_at(self, protocol: Protocol, transport: &[u8]) -> Option<usize> {
        match (protocol, self) {
            (Protocol::Tcp | Protocol::Udp, Self::Source) => Some(0),
            (Protocol::Tcp | Protocol::Udp, Self::Destination) => Some(2),
            (Protocol::Icmp, _) if matches!(transport.first(), Some(0 | 8)) => Some(4),
            (Protocol::Icmpv6, _) if matches!(transport.first(), Some(128 | 129)) => Some(4),
            (Protocol::Icmp | Protocol::Icmpv6 | Protocol::Other(_), _) => None,
        }
    }
}

/// What one end of a packet becomes.
#[derive(Clone, Copy, Debug)]
struct NewEnd {
    side: Side,
    address: IpAddr,
    port: Option<u16>,
}

impl Packet {
    /// The same packet with another hop limit or time to live.
    pub fn with_hop_limit(mut self, hop_limit: u8) -> Self {
        let family = self.family();
        let bytes = Arc::make_mut(&mut self.bytes);
        match family {
            Family::Ipv6 => bytes[7] = hop_limit,
            Family::Ipv4 => {
                let change = write(&mut bytes[8..10], 0, &[hop_limit]);
                change.apply(bytes, 10);
            }
        }
        self
    }

    /// The same packet from another address, and from another port (or echo identifier) where one
    /// is given.
    pub fn with_source(self, address: IpAddr, port: Option<u16>) -> Result<Self, OtherFamily> {
        self.with(NewEnd { side: Side::Source, address, port })
    }

    /// The same packet to another address, and to another port (or echo identifier) where one is
    /// given.
    pub fn with_destination(self, address: IpAddr, port: Option<u16>) -> Result<Self, OtherFamily> {
        self.with(NewEnd { side: Side::Destination, address, port })
    }

    fn with(mut self, end: NewEnd) -> Result<Self, OtherFamily> {
        if Family::from(end.address) != self.family() {
            return Err(OtherFamily);
        }
        let layout = self.layout();
        let quotes = self.quoted().is_some();
        let bytes = Arc::make_mut(&mut self.bytes);
        readdress(bytes, &layout, end);
        if quotes {
            readdress_quoted(bytes, &layout, NewEnd { side: end.side.other(), ..end });
        }
        Ok(self)
    }
}

/// Changes one end of a packet, or of the start of one.
fn readdress(bytes: &mut [u8], layout: &Layout, end: NewEnd) {
    let at = end.side.address_at(layout.family);
    let address = match end.address {
        IpAddr::V4(address) => {
            let change = write(&mut bytes[at..at + 4], 0, &address.octets());
            change.apply(bytes, 10);
            change
        }
        IpAddr::V6(address) => write(&mut bytes[at..at + 16], 0, &address.octets()),
    };
    if !layout.has_transport_header() || layout.transport > bytes.len() {
        return;
    }
    let transport = &mut bytes[layout.transport..];
    let mut change = match layout.protocol {
        // Its checksum covers no addresses.
        Protocol::Icmp => Change::default(),
        Protocol::Tcp | Protocol::Udp | Protocol::Icmpv6 | Protocol::Other(_) => address,
    };
    if let (Some(port), Some(at)) = (end.port, end.side.port_at(layout.protocol, transport))
        && let Some(field) = transport.get_mut(at..at + 2)
    {
        change = change.and(write(field, 0, &port.to_be_bytes()));
    }
    fix_transport(transport, layout.protocol, change);
}

/// Changes one end of the packet that an ICMP error quotes, and the error's checksum with it.
fn readdress_quoted(bytes: &mut [u8], layout: &Layout, end: NewEnd) {
    let icmp = &mut bytes[layout.transport..];
    let removed = sum(&icmp[8..]);
    if let Ok(quoted) = Layout::of_start(&icmp[8..])
        && quoted.family == layout.family
    {
        readdress(&mut icmp[8..], &quoted, end);
    }
    Change { removed, added: sum(&icmp[8..]) }.apply(icmp, 2);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::{Envelope, IcmpError, Segment};

    const CLIENT: &str = "10.1.128.11";
    const SERVER: &str = "20.27.177.113";
    const NAT: &str = "10.1.0.10";

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn envelope(source: &str, destination: &str) -> Envelope {
        Envelope::between(ip(source), ip(destination)).unwrap()
    }

    fn syn(source_port: u16) -> Segment<'static> {
        Segment { source_port, destination_port: 443, ..Segment::default() }
    }

    #[test]
    fn a_new_source_gives_the_packet_that_would_have_been_built_there() {
        let packet = envelope(CLIENT, SERVER).tcp(&syn(45678)).with_source(ip(NAT), Some(1024)).unwrap();
        assert_eq!(packet, envelope(NAT, SERVER).tcp(&syn(1024)));
        let packet = envelope(CLIENT, SERVER).echo_request(7, 1, b"ping").with_source(ip(NAT), Some(1025)).unwrap();
        assert_eq!(packet, envelope(NAT, SERVER).echo_request(1025, 1, b"ping"));
    }

    #[test]
    fn a_new_destination_gives_the_packet_that_would_have_been_built_there() {
        let packet = envelope(SERVER, NAT).udp(53, 1024, b"answer").with_destination(ip(CLIENT), Some(40000)).unwrap();
        assert_eq!(packet, envelope(SERVER, CLIENT).udp(53, 40000, b"answer"));
        let packet = envelope(SERVER, NAT).udp(53, 1024, b"answer").with_destination(ip(CLIENT), None).unwrap();
        assert_eq!(packet, envelope(SERVER, CLIENT).udp(53, 1024, b"answer"));
    }

    #[test]
    fn what_an_error_quotes_changes_at_its_other_end() {
        let outside = envelope(NAT, SERVER).udp(1024, 53, b"question");
        let inside = envelope(CLIENT, SERVER).udp(40000, 53, b"question");
        let error = envelope(SERVER, NAT).error(IcmpError::PortUnreachable, &outside);
        let error = error.with_destination(ip(CLIENT), Some(40000)).unwrap();
        assert_eq!(error, envelope(SERVER, CLIENT).error(IcmpError::PortUnreachable, &inside));
    }

    #[test]
    fn a_hop_less_leaves_the_checksum_right() {
        let packet = envelope(CLIENT, SERVER).tcp(&syn(1)).with_hop_limit(63);
        assert_eq!(packet, envelope(CLIENT, SERVER).hop_limit(63).tcp(&syn(1)));
        let packet = envelope("2001:db8::1", "2001:db8::2").tcp(&syn(1)).with_hop_limit(9);
        assert_eq!(packet.hop_limit(), 9);
    }

    #[test]
    fn an_ipv6_address_does_not_fit_into_an_ipv4_packet() {
        assert_eq!(envelope(CLIENT, SERVER).tcp(&syn(1)).with_source(ip("2001:db8::1"), None), Err(OtherFamily));
    }
}
