//! Packets that are too big for their way leave in pieces. Whoever sends them cuts them: routers do
//! not cut IPv6 packets, nor IPv4 ones that say "don't fragment". A NAT gateway carries no pieces of
//! ICMP (rule 3.28), which is why a big ping through NAT64 gets no answer.

use crate::net::{Family, Packet};

/// A packet as the pieces that fit through `mtu` bytes; itself where it fits as it is.
pub fn cut(packet: &Packet, mtu: u16, identification: u16) -> Vec<Packet> {
    let mtu = usize::from(mtu);
    if packet.length() <= mtu {
        return vec![packet.clone()];
    }
    // IPv6 needs a header of its own for pieces.
    let (header, more_header) = match packet.family() {
        Family::Ipv4 => (20, 0),
        Family::Ipv6 => (40, 8),
    };
    let (head, rest) = packet.bytes().split_at(header);
    // All pieces but the last hold a multiple of eight bytes.
    let room = (mtu - header - more_header) / 8 * 8;
    let count = rest.len().div_ceil(room);
    let pieces = rest.chunks(room).enumerate().map(|(number, piece)| {
        let more = number + 1 < count;
        match packet.family() {
            Family::Ipv4 => ipv4(head, piece, (number * room, more), identification),
            Family::Ipv6 => ipv6(head, piece, (number * room, more), identification),
        }
    });
    pieces.filter_map(|bytes| Packet::parse(&bytes).ok()).collect()
}

fn ipv4(head: &[u8], piece: &[u8], (offset, more): (usize, bool), identification: u16) -> Vec<u8> {
    let mut bytes = head.to_vec();
    let total = (head.len() + piece.len()) as u16;
    bytes[2..4].copy_from_slice(&total.to_be_bytes());
    bytes[4..6].copy_from_slice(&identification.to_be_bytes());
    let flags = (offset / 8) as u16 | if more { 0x2000 } else { 0 };
    bytes[6..8].copy_from_slice(&flags.to_be_bytes());
    bytes[10..12].fill(0);
    let checksum = crate::net::checksum::finish(crate::net::checksum::sum(&bytes));
    bytes[10..12].copy_from_slice(&checksum.to_be_bytes());
    bytes.extend_from_slice(piece);
    bytes
}

fn ipv6(head: &[u8], piece: &[u8], (offset, more): (usize, bool), identification: u16) -> Vec<u8> {
    const FRAGMENT: u8 = 44;
    let mut bytes = head.to_vec();
    let length = (8 + piece.len()) as u16;
    bytes[4..6].copy_from_slice(&length.to_be_bytes());
    let next = std::mem::replace(&mut bytes[6], FRAGMENT);
    let place = (offset as u16) | u16::from(more);
    bytes.extend([next, 0]);
    bytes.extend(place.to_be_bytes());
    bytes.extend(u32::from(identification).to_be_bytes());
    bytes.extend_from_slice(piece);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::Envelope;
    use crate::net::{INTERNET_MTU, VPC_MTU};

    #[test]
    fn pieces_hold_everything_and_fit() {
        for (from, to, header) in [("10.1.128.11", "8.8.8.8", 20), ("2001:db8::1", "64:ff9b::808:808", 48)] {
            let envelope = Envelope::between(from.parse().unwrap(), to.parse().unwrap()).unwrap();
            let whole = envelope.echo_request(7, 1, &[0xab; 4000]);
            let pieces = cut(&whole, INTERNET_MTU, 99);
            assert_eq!(pieces.len(), 3, "{to}");
            assert!(pieces.iter().all(|piece| piece.length() <= usize::from(INTERNET_MTU)));
            let carried: usize = pieces.iter().map(|piece| piece.length() - header).sum();
            assert_eq!(carried, 4008, "{to}");
            assert_eq!(cut(&whole, VPC_MTU, 99), vec![whole]);
        }
    }
}
