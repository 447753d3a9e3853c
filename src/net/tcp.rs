//! TCP's flags and options, written and read the same way.

use super::packet::Family;
use etherparse::TcpOptionElement;
use std::fmt;
use std::ops::BitOr;

/// The flags of a TCP segment.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct TcpFlags(pub u8);

impl TcpFlags {
    /// The sender has no more to say.
    pub const FIN: Self = Self(0x01);
    /// Asks to connect.
    pub const SYN: Self = Self(0x02);
    /// Ends the connection at once.
    pub const RST: Self = Self(0x04);
    /// Hand it to the program now.
    pub const PSH: Self = Self(0x08);
    /// The acknowledgment number counts.
    pub const ACK: Self = Self(0x10);
    /// The urgent pointer counts.
    pub const URG: Self = Self(0x20);
    /// Congestion was seen (RFC 3168).
    pub const ECE: Self = Self(0x40);
    /// The sender slowed down (RFC 3168).
    pub const CWR: Self = Self(0x80);

    /// Whether all of `flags` are set.
    pub const fn contains(self, flags: Self) -> bool {
        self.0 & flags.0 == flags.0
    }
}

impl BitOr for TcpFlags {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// As a header's reader names them: `SYN, ACK`.
impl fmt::Display for TcpFlags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const NAMES: [&str; 8] = ["FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"];
        let set = NAMES.iter().enumerate().filter(|(bit, _)| self.0 & (1 << bit) != 0);
        for (place, (_, name)) in set.enumerate() {
            f.write_str(if place == 0 { "" } else { ", " })?;
            f.write_str(name)?;
        }
        Ok(())
    }
}

impl fmt::Debug for TcpFlags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TcpFlags({self})")
    }
}

/// How many bits Linux shifts the windows of later segments by.
pub const WINDOW_SCALE: u8 = 7;
/// What the timestamps take of each later segment, in bytes, with their padding.
pub const TIMESTAMPS: u16 = 12;

/// The maximum segment size on a link with this MTU, in bytes.
pub const fn mss(family: Family, mtu: u16) -> u16 {
    match family {
        Family::Ipv4 => mtu.saturating_sub(40),
        Family::Ipv6 => mtu.saturating_sub(60),
    }
}

/// The window that Linux begins with: as many whole segments as 16 bits can count, of 64 KiB that it
/// sets aside. Measured: 64240 and 62727 in SYNs, 65160 and 64260 in their answers.
pub const fn first_window(segment: u16) -> u16 {
    (u16::MAX / segment) * segment
}

/// The same window in later segments, shifted by [`WINDOW_SCALE`] and rounded up, as Linux does.
pub const fn later_window(segment: u16) -> u16 {
    first_window(segment).div_ceil(1 << WINDOW_SCALE)
}

/// The TCP options that the simulated machines use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct TcpOptions {
    /// Maximum segment size: the most payload, in bytes, that the sender takes in one segment.
    pub mss: Option<u16>,
    /// Selective acknowledgments are understood.
    pub sack_permitted: bool,
    /// The sender's clock, and the last one it saw of the other end (RFC 7323).
    pub timestamps: Option<(u32, u32)>,
    /// How many bits the window of later segments is shifted by.
    pub window_scale: Option<u8>,
}

impl TcpOptions {
    /// What Linux offers in a SYN, on a link with this MTU in bytes and at this reading of its clock.
    pub fn linux_syn(family: Family, mtu: u16, clock: u32) -> Self {
        Self {
            mss: Some(mss(family, mtu)),
            sack_permitted: true,
            timestamps: Some((clock, 0)),
            window_scale: Some(WINDOW_SCALE),
        }
    }

    /// What Linux answers to a SYN that read the other clock as `seen`, if it had timestamps at all.
    pub fn linux_syn_ack(family: Family, mtu: u16, (clock, seen): (u32, Option<u32>)) -> Self {
        Self { timestamps: seen.map(|seen| (clock, seen)), ..Self::linux_syn(family, mtu, clock) }
    }

    /// What Linux puts into every later segment.
    pub fn linux_established(clock: u32, seen: u32) -> Self {
        Self { timestamps: Some((clock, seen)), ..Self::default() }
    }

    /// The options in Linux's order, padded to a multiple of four bytes as Linux does.
    pub(super) fn write(self) -> etherparse::TcpOptions {
        let mut bytes = Vec::with_capacity(20);
        if let Some(mss) = self.mss {
            bytes.extend([2, 4]);
            bytes.extend(mss.to_be_bytes());
        }
        match (self.sack_permitted, self.timestamps) {
            (true, Some(_)) => bytes.extend([4, 2]),
            (false, Some(_)) => bytes.extend([1, 1]),
            (true, None) => bytes.extend([1, 1, 4, 2]),
            (false, None) => {}
        }
        if let Some((clock, seen)) = self.timestamps {
            bytes.extend([8, 10]);
            bytes.extend(clock.to_be_bytes());
            bytes.extend(seen.to_be_bytes());
        }
        if let Some(shift) = self.window_scale {
            bytes.extend([1, 3, 3, shift]);
        }
        // At most 20 bytes, and TCP has room for 40.
        etherparse::TcpOptions::try_from_slice(&bytes).unwrap_or_default()
    }

    /// What is known of a header's options; unknown and broken ones are passed over.
    pub(super) fn read(header: &etherparse::TcpSlice<'_>) -> Self {
        let mut options = Self::default();
        for element in header.options_iterator().map_while(Result::ok) {
            match element {
                TcpOptionElement::MaximumSegmentSize(mss) => options.mss = Some(mss),
                TcpOptionElement::SelectiveAcknowledgementPermitted => options.sack_permitted = true,
                TcpOptionElement::Timestamp(clock, seen) => options.timestamps = Some((clock, seen)),
                TcpOptionElement::WindowScale(shift) => options.window_scale = Some(shift),
                TcpOptionElement::Noop | TcpOptionElement::SelectiveAcknowledgement(..) => {}
            }
        }
        options
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_linux_syn_offers_what_linux_offers() {
        let options = TcpOptions::linux_syn(Family::Ipv6, 9001, 1);
        assert_eq!(options.mss, Some(8941));
        assert_eq!(TcpOptions::linux_syn(Family::Ipv4, 9001, 1).mss, Some(8961));
        let written = options.write();
        assert_eq!(written.as_slice(), [2, 4, 0x22, 0xed, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 0, 1, 3, 3, 7]);
        assert_eq!(TcpOptions::linux_established(1, 2).write().len(), 12);
        assert!(TcpOptions::default().write().is_empty());
    }

    #[test]
    fn windows_are_those_of_linux() {
        let syn = [(Family::Ipv4, 1500), (Family::Ipv6, 1500), (Family::Ipv4, 9001), (Family::Ipv6, 9001)];
        assert_eq!(syn.map(|(family, mtu)| first_window(mss(family, mtu))), [64_240, 64_800, 62_727, 62_587]);
        let answers = syn.map(|(family, mtu)| first_window(mss(family, mtu) - TIMESTAMPS));
        assert_eq!(answers, [65_160, 64_260, 62_643, 62_503]);
        assert_eq!(later_window(1460), 502);
        assert_eq!(later_window(8961), 491);
    }

    #[test]
    fn flags_read_as_words() {
        let flags = TcpFlags::SYN | TcpFlags::ACK;
        assert_eq!(flags.to_string(), "SYN, ACK");
        assert!(flags.contains(TcpFlags::ACK) && !flags.contains(TcpFlags::FIN));
    }
}
