//! An IPv6 packet in pieces: what a translator does to one that came from IPv4 with leave to
//! fragment it, and is too big for what every IPv6 link carries (rule 3.3).

use super::layout::Fragment;
use super::packet::{Family, Packet};

/// What every IPv6 link carries, in bytes (RFC 8200).
pub const SMALLEST_MTU: usize = 1280;

const IPV6_HEADER: usize = 40;
const FRAGMENT_HEADER: usize = 8;

/// The packet in pieces of at most [`SMALLEST_MTU`] bytes, or as it is where it is no bigger. All
/// pieces get `identification`; those of a piece keep its own.
pub fn pieces(packet: &Packet, identification: u32) -> Vec<Packet> {
    if packet.family() != Family::Ipv6 || packet.length() <= SMALLEST_MTU {
        return vec![packet.clone()];
    }
    let layout = packet.layout();
    let whole = Fragment { identification, offset: 0, more: false };
    let fragment = layout.fragment.unwrap_or(whole);
    // Headers made here have no extensions but the fragment header.
    let payload = &packet.bytes()[layout.transport..];
    // Offsets count in units of 8 bytes.
    let size = (SMALLEST_MTU - IPV6_HEADER - FRAGMENT_HEADER) / 8 * 8;
    let last = payload.len().div_ceil(size) - 1;
    let piece = |(number, part): (usize, &[u8])| {
        // No offset says where a piece beyond 64 KiB would begin.
        let offset = u16::try_from(usize::from(fragment.offset) + number * size).ok()?;
        let more = fragment.more || number < last;
        let mut bytes = Vec::with_capacity(SMALLEST_MTU);
        bytes.extend_from_slice(&packet.bytes()[..IPV6_HEADER]);
        bytes[4..6].copy_from_slice(&((FRAGMENT_HEADER + part.len()) as u16).to_be_bytes());
        bytes[6] = 44;
        bytes.extend([layout.protocol.number(), 0]);
        bytes.extend((offset | u16::from(more)).to_be_bytes());
        bytes.extend(fragment.identification.to_be_bytes());
        bytes.extend_from_slice(part);
        Some(Packet { bytes: bytes.into() })
    };
    payload.chunks(size).enumerate().map_while(piece).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::Envelope;

    fn datagram(payload: usize) -> Packet {
        let ends = ["64:ff9b::c000:221", "2001:db8::11"].map(|end| end.parse().unwrap());
        let payload: Vec<u8> = (0..payload).map(|at| at as u8).collect();
        Envelope::between(ends[0], ends[1]).unwrap().udp(53, 40000, &payload)
    }

    #[test]
    fn pieces_fit_every_link_and_make_up_the_whole() {
        let packet = datagram(3000);
        let all = pieces(&packet, 0x1234);
        assert_eq!(all.iter().map(Packet::length).collect::<Vec<_>>(), [1280, 1280, 592]);
        let mut payload = Vec::new();
        for (number, piece) in all.iter().enumerate() {
            let fragment = piece.layout().fragment.unwrap();
            assert_eq!((usize::from(fragment.offset), fragment.identification), (payload.len(), 0x1234));
            assert_eq!(fragment.more, number < 2);
            assert_eq!(Packet::parse(piece.bytes()).as_ref(), Ok(piece));
            payload.extend_from_slice(&piece.bytes()[48..]);
        }
        assert_eq!(payload, packet.bytes()[40..]);
    }

    #[test]
    fn what_fits_stays_whole() {
        let packet = datagram(1280 - 48);
        assert_eq!(pieces(&packet, 1), [packet]);
    }
}
