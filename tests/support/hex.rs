//! Bytes as the data files write them.

/// Bytes from hex digits; blanks don't count, and `00*9` are nine zeros.
pub fn bytes(hex: &str) -> Vec<u8> {
    let group = |group: &str| {
        let (digits, times) = group.split_once('*').unwrap_or((group, "1"));
        let octet = |at| u8::from_str_radix(&digits[at..at + 2], 16).expect("hex digits");
        (0..digits.len()).step_by(2).map(octet).collect::<Vec<_>>().repeat(times.parse().expect("a number"))
    };
    hex.split(' ').flat_map(group).collect()
}
