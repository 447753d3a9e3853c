//! The Internet checksum (RFC 1071) and what changes of it when a few words change (RFC 1624).
//!
//! Sums are kept unfolded in 64 bits, so that a whole packet of words fits without an overflow;
//! [`fold`] brings one down to the 16 bits that headers carry.

use super::packet::Protocol;
use std::net::IpAddr;

/// The one's complement sum of big-endian 16 bit words, unfolded. An odd last byte counts as if a
/// zero followed it.
pub fn sum(bytes: &[u8]) -> u64 {
    // Four bytes at a time: 2^16 = 1 modulo 2^16 - 1, so wider words sum to the same after folding.
    let mut words = bytes.chunks_exact(4);
    let total = words.by_ref().map(|word| u64::from(u32::from_be_bytes([word[0], word[1], word[2], word[3]]))).sum();
    match *words.remainder() {
        [a] => total + (u64::from(a) << 8),
        [a, b] => total + u64::from(u16::from_be_bytes([a, b])),
        [a, b, c] => total + u64::from(u16::from_be_bytes([a, b])) + (u64::from(c) << 8),
        _ => total,
    }
}

/// A sum brought down to 16 bits, carries added back in.
pub fn fold(mut sum: u64) -> u16 {
    while sum > 0xffff {
        sum = (sum >> 16) + (sum & 0xffff);
    }
    sum as u16
}

/// The sum of an address' words.
pub fn sum_address(address: IpAddr) -> u64 {
    match address {
        IpAddr::V4(address) => sum(&address.octets()),
        IpAddr::V6(address) => sum(&address.octets()),
    }
}

/// The sum of the pseudo header that TCP, UDP and ICMPv6 checksums cover: both addresses, the
/// length of what they carry and the protocol's number.
pub fn pseudo(source: IpAddr, destination: IpAddr, protocol: u8, length: usize) -> u64 {
    sum_address(source) + sum_address(destination) + u64::from(protocol) + length as u64
}

/// The checksum of words with this sum: its complement.
pub fn finish(sum: u64) -> u16 {
    !fold(sum)
}

/// A checksum after words with the sum `removed` gave way to words with the sum `added`
/// (RFC 1624, equation 3). A wrong checksum stays wrong, as it must.
pub fn update(checksum: u16, removed: u64, added: u64) -> u16 {
    finish(u64::from(!checksum) + u64::from(!fold(removed)) + added)
}

/// How a checksum has to change: the sum of words that went, and of words that came.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Change {
    /// The sum of what went.
    pub removed: u64,
    /// The sum of what came.
    pub added: u64,
}

impl Change {
    /// Brings the checksum at `checksum_at` up to date, if it lies within the bytes.
    pub fn apply(self, bytes: &mut [u8], checksum_at: usize) {
        let Some(field) = bytes.get_mut(checksum_at..checksum_at + 2) else { return };
        let checksum = update(u16::from_be_bytes([field[0], field[1]]), self.removed, self.added);
        field.copy_from_slice(&checksum.to_be_bytes());
    }

    /// Both changes.
    pub fn and(self, other: Self) -> Self {
        Self { removed: self.removed + other.removed, added: self.added + other.added }
    }
}

/// Writes into whole words of a header, and says how its sum changed.
pub(super) fn write(words: &mut [u8], at: usize, new: &[u8]) -> Change {
    let removed = sum(words);
    words[at..at + new.len()].copy_from_slice(new);
    Change { removed, added: sum(words) }
}

/// Computes an IPv4 header's checksum and writes it there. The header has no options.
pub(super) fn write_header_checksum(header: &mut [u8]) {
    header[10..12].fill(0);
    let checksum = finish(sum(&header[..20]));
    header[10..12].copy_from_slice(&checksum.to_be_bytes());
}

/// Where the checksum lies in a transport header.
pub(super) fn checksum_offset(protocol: Protocol) -> Option<usize> {
    match protocol {
        Protocol::Tcp => Some(16),
        Protocol::Udp => Some(6),
        Protocol::Icmp | Protocol::Icmpv6 => Some(2),
        Protocol::Other(_) => None,
    }
}

/// Computes the checksum of a whole transport header and payload, and writes it there.
pub(super) fn write_transport_checksum(transport: &mut [u8], protocol: Protocol, ends: (IpAddr, IpAddr)) {
    let Some(at) = checksum_offset(protocol) else { return };
    transport[at..at + 2].fill(0);
    let covered = match protocol {
        Protocol::Icmp => 0,
        Protocol::Tcp | Protocol::Udp | Protocol::Icmpv6 | Protocol::Other(_) => {
            pseudo(ends.0, ends.1, protocol.number(), transport.len())
        }
    };
    let checksum = match (finish(covered + sum(transport)), protocol) {
        // With UDP, 0 means that there is no checksum; the other zero of one's complement stands in.
        (0, Protocol::Udp) => 0xffff,
        (checksum, _) => checksum,
    };
    transport[at..at + 2].copy_from_slice(&checksum.to_be_bytes());
}

/// Brings a transport header's checksum up to date.
pub(super) fn fix_transport(transport: &mut [u8], protocol: Protocol, change: Change) {
    let Some(at) = checksum_offset(protocol) else { return };
    if protocol != Protocol::Udp {
        return change.apply(transport, at);
    }
    // UDP's 0 says that there is no checksum: it stays, and no other may become 0.
    if transport.get(at..at + 2).is_some_and(|checksum| checksum != [0, 0]) {
        change.apply(transport, at);
        if transport[at..at + 2] == [0, 0] {
            transport[at..at + 2].fill(0xff);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_rfc_1071_sums_up() {
        let words = [0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7];
        assert_eq!(fold(sum(&words)), 0xddf2);
        assert_eq!(finish(sum(&words)), 0x220d);
    }

    #[test]
    fn an_odd_byte_counts_as_the_high_half_of_a_word() {
        for length in 0..9_usize {
            let bytes: Vec<u8> = (1..=length as u8).collect();
            let mut padded = bytes.clone();
            padded.resize(length.next_multiple_of(2), 0);
            let plain = padded.chunks(2).map(|word| u64::from(u16::from_be_bytes([word[0], word[1]]))).sum();
            assert_eq!(fold(sum(&bytes)), fold(plain), "{length} bytes");
        }
    }

    #[test]
    fn an_update_gives_what_a_new_sum_gives() {
        let mut words = [0x45, 0x00, 0x00, 0x24, 0x12, 0x34, 0x40, 0x00, 0x3f, 0x01];
        let before = finish(sum(&words));
        let removed = sum(&words[4..6]);
        words[4..6].copy_from_slice(&[0xab, 0xcd]);
        assert_eq!(update(before, removed, sum(&words[4..6])), finish(sum(&words)));
    }
}
