//! The Internet checksum (RFC 1071) and what changes of it when a few words change (RFC 1624).
//!
//! Sums are kept unfolded in 64 bits, so that a whole packet of words fits without an overflow;
//! [`fold`] brings one down to the 16 bits that headers carry.

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
