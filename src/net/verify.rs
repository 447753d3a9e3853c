//! Checksums that don't hold: what a decoder points out. A packet may carry wrong ones, and a translator
//! must leave them wrong, so that the other end finds out.

use super::checksum::{checksum_offset, finish, fold, pseudo, sum};
use super::fields::Meaning;
use super::packet::{Family, Packet, Protocol};

/// A checksum that does not fit what it covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Which one: [`Meaning::HeaderChecksum`] or [`Meaning::Checksum`].
    pub which: Meaning,
    /// What should be there.
    pub right: u16,
}

/// The wrong checksums of a packet, in the order of the wire. What can't be judged is not: a piece of a
/// bigger packet, and one whose last destination stands in a routing header.
pub fn wrong(packet: &Packet) -> Vec<Wrong> {
    header(packet).into_iter().chain(transport(packet)).collect()
}

fn header(packet: &Packet) -> Option<Wrong> {
    if packet.family() == Family::Ipv6 {
        return None;
    }
    let total = sum(packet.bytes().get(..packet.layout().transport)?);
    judge(Meaning::HeaderChecksum, packet.bytes(), 10, total)
}

fn transport(packet: &Packet) -> Option<Wrong> {
    let layout = packet.layout();
    if layout.is_piece() || layout.segments_left.is_some() {
        return None;
    }
    let at = checksum_offset(layout.protocol)?;
    let bytes = packet.bytes().get(layout.transport..)?;
    let written = bytes.get(at..at + 2)?;
    let covered = match layout.protocol {
        Protocol::Icmp => 0,
        protocol => pseudo(packet.source(), packet.destination(), protocol.number(), bytes.len()),
    };
    match (layout.protocol, packet.family(), written) {
        // There is none, which only IPv4 allows (RFC 8200, section 8.1).
        (Protocol::Udp, Family::Ipv4, [0, 0]) => None,
        (Protocol::Udp, Family::Ipv6, [0, 0]) => {
            let right = match finish(covered + sum(bytes)) {
                0 => 0xffff,
                right => right,
            };
            Some(Wrong { which: Meaning::Checksum, right })
        }
        _ => judge(Meaning::Checksum, bytes, at, covered + sum(bytes)),
    }
}

/// The checksum at `at`, where `total` sums all that it covers and itself.
fn judge(which: Meaning, bytes: &[u8], at: usize, total: u64) -> Option<Wrong> {
    if fold(total) == 0xffff {
        return None;
    }
    let written = u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]);
    Some(Wrong { which, right: finish(total + u64::from(!written)) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::packet::tests::packet;
    use crate::net::{Envelope, Segment};

    fn envelope(source: &str, destination: &str) -> Envelope {
        Envelope::between(source.parse().unwrap(), destination.parse().unwrap()).unwrap()
    }

    /// The packet with a byte changed.
    fn changed(packet: &Packet, at: usize) -> Packet {
        let mut bytes = packet.bytes().to_vec();
        bytes[at] ^= 0x5a;
        Packet::parse(&bytes).unwrap()
    }

    #[test]
    fn every_wrong_checksum_is_found_with_the_right_one() {
        for (envelope, headers) in
            [(envelope("10.0.0.1", "192.0.2.1"), 20), (envelope("2001:db8::1", "64:ff9b::c000:201"), 40)]
        {
            for (good, at) in [
                (envelope.udp(1, 2, b"abc"), 6),
                (envelope.echo_request(1, 2, b"abc"), 2),
                (envelope.tcp(&Segment { source_port: 1, ..Segment::default() }), 16),
            ] {
                assert_eq!(wrong(&good), []);
                let bad = changed(&good, headers + at);
                let right = u16::from_be_bytes([good.bytes()[headers + at], good.bytes()[headers + at + 1]]);
                assert_eq!(wrong(&bad), [Wrong { which: Meaning::Checksum, right }], "{bad:?}");
            }
        }
        let good = envelope("10.0.0.1", "192.0.2.1").udp(1, 2, b"");
        let right = u16::from_be_bytes([good.bytes()[10], good.bytes()[11]]);
        assert_eq!(wrong(&changed(&good, 10)), [Wrong { which: Meaning::HeaderChecksum, right }]);
    }

    #[test]
    fn udp_without_a_checksum_is_ipv4s_alone() {
        assert_eq!(wrong(&packet("4500001c00004000401126cf0a0000010a0000020001000200080000")), []);
        let bytes = envelope("2001:db8::1", "2001:db8::2").udp(1, 2, b"");
        let mut none = bytes.bytes().to_vec();
        let right = u16::from_be_bytes([none[46], none[47]]);
        none[46..].fill(0);
        assert_eq!(wrong(&Packet::parse(&none).unwrap()), [Wrong { which: Meaning::Checksum, right }]);
    }
}
