//! Where the parts of a packet lie: one pass over its IP header and IPv6 extension headers, which
//! finds every length that does not hold. It reads nothing that it has not measured first.

use super::packet::{Family, Protocol};

/// Why bytes are not one whole IPv4 or IPv6 packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// Neither version 4 nor 6.
    #[error("IP version {0}: expected 4 or 6")]
    Version(u8),
    /// The bytes end inside a header.
    #[error("the packet ends after {found} bytes, inside a header that needs {needed}")]
    Truncated {
        /// How many bytes the header and all before it need.
        needed: usize,
        /// How many there are.
        found: usize,
    },
    /// The length written in the IP header is not the packet's length.
    #[error("the header says {says} bytes, the packet has {is}")]
    Length {
        /// What the header says, in bytes of the whole packet.
        says: usize,
        /// The packet's length in bytes.
        is: usize,
    },
    /// An IPv4 header length below 20 bytes or beyond the packet.
    #[error("the IPv4 header length is {0} bytes")]
    HeaderLength(usize),
    /// The TCP, UDP or ICMP header does not fit into the packet.
    #[error("the {0:?} header does not fit into the packet")]
    Transport(Protocol),
}

/// A piece of a bigger packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fragment {
    /// What all pieces of one packet share; IPv4 has 16 bits of it.
    pub identification: u32,
    /// Where this piece begins, in bytes of the bigger packet's payload.
    pub offset: u16,
    /// Whether more pieces follow.
    pub more: bool,
}

impl Fragment {
    /// Whether it is one piece out of several; a fragment header alone, before a whole packet, is not.
    pub fn is_piece(self) -> bool {
        self.offset != 0 || self.more
    }
}

/// Where the parts of a packet lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub family: Family,
    /// What follows the IP header and its extensions.
    pub protocol: Protocol,
    /// Where that begins.
    pub transport: usize,
    /// The IPv6 fragment header, or what IPv4 says where it says anything.
    pub fragment: Option<Fragment>,
    /// Where an IPv6 routing header says how many hops are left, if it says any are.
    pub segments_left: Option<usize>,
}

const HOP_BY_HOP: u8 = 0;
const ROUTING: u8 = 43;
const FRAGMENT: u8 = 44;
const DESTINATION_OPTIONS: u8 = 60;

impl Layout {
    /// Measures one whole packet: its length must be the one its header says.
    pub fn of_whole(bytes: &[u8]) -> Result<Self, Malformed> {
        let layout = Self::of_start(bytes)?;
        let says = match layout.family {
            Family::Ipv4 => usize::from(word(bytes, 2)),
            Family::Ipv6 => usize::from(word(bytes, 4)) + 40,
        };
        if says != bytes.len() {
            return Err(Malformed::Length { says, is: bytes.len() });
        }
        layout.measure_transport(bytes)?;
        Ok(layout)
    }

    /// Measures the start of a packet, as an ICMP error quotes it: the rest may be missing.
    pub fn of_start(bytes: &[u8]) -> Result<Self, Malformed> {
        match bytes.first().map(|first| first >> 4) {
            Some(4) => Self::of_ipv4(bytes),
            Some(6) => Self::of_ipv6(bytes),
            Some(version) => Err(Malformed::Version(version)),
            None => Err(Malformed::Truncated { needed: 20, found: 0 }),
        }
    }

    fn of_ipv4(bytes: &[u8]) -> Result<Self, Malformed> {
        need(bytes, 20)?;
        let header = usize::from(bytes[0] & 0x0f) * 4;
        if header < 20 || header > bytes.len() {
            return Err(Malformed::HeaderLength(header));
        }
        let flags = word(bytes, 6);
        let fragment =
            Fragment { identification: word(bytes, 4).into(), offset: (flags & 0x1fff) * 8, more: flags & 0x2000 != 0 };
        Ok(Self {
            family: Family::Ipv4,
            protocol: Protocol::from_number(Family::Ipv4, bytes[9]),
            transport: header,
            fragment: fragment.is_piece().then_some(fragment),
            segments_left: None,
        })
    }

    fn of_ipv6(bytes: &[u8]) -> Result<Self, Malformed> {
        need(bytes, 40)?;
        let (mut next, mut at) = (bytes[6], 40);
        let (mut fragment, mut segments_left) = (None, None);
        loop {
            let length = match next {
                HOP_BY_HOP | DESTINATION_OPTIONS | ROUTING => {
                    need(bytes, at + 8)?;
                    if next == ROUTING && bytes[at + 3] != 0 && segments_left.is_none() {
                        segments_left = Some(at + 3);
                    }
                    usize::from(bytes[at + 1]) * 8 + 8
                }
                FRAGMENT => {
                    need(bytes, at + 8)?;
                    let flags = word(bytes, at + 2);
                    let identification =
                        u32::from_be_bytes([bytes[at + 4], bytes[at + 5], bytes[at + 6], bytes[at + 7]]);
                    fragment = Some(Fragment { identification, offset: flags & 0xfff8, more: flags & 1 != 0 });
                    8
                }
                _ => break,
            };
            need(bytes, at + length)?;
            (next, at) = (bytes[at], at + length);
            // What follows the header of a later piece is the middle of something.
            if fragment.is_some_and(|fragment| fragment.offset != 0) {
                break;
            }
        }
        let protocol = Protocol::from_number(Family::Ipv6, next);
        Ok(Self { family: Family::Ipv6, protocol, transport: at, fragment, segments_left })
    }

    /// Whether the transport's header begins here, and not in an earlier piece.
    pub fn has_transport_header(&self) -> bool {
        self.fragment.is_none_or(|fragment| fragment.offset == 0)
    }

    /// Whether it is one piece out of several.
    pub fn is_piece(&self) -> bool {
        self.fragment.is_some_and(Fragment::is_piece)
    }

    fn measure_transport(&self, bytes: &[u8]) -> Result<(), Malformed> {
        if !self.has_transport_header() {
            return Ok(());
        }
        let rest = &bytes[self.transport..];
        let fits = match self.protocol {
            Protocol::Tcp => {
                let header = rest.get(12).map_or(0, |offset| usize::from(offset >> 4) * 4);
                header >= 20 && (header <= rest.len() || self.is_piece())
            }
            Protocol::Udp => rest.len() >= 8 && (usize::from(word(rest, 4)) == rest.len() || self.is_piece()),
            Protocol::Icmp | Protocol::Icmpv6 => rest.len() >= 8,
            Protocol::Other(_) => true,
        };
        if fits { Ok(()) } else { Err(Malformed::Transport(self.protocol)) }
    }
}

/// The 16 bits at `at`, which the caller has measured.
pub(super) fn word(bytes: &[u8], at: usize) -> u16 {
    u16::from_be_bytes([bytes[at], bytes[at + 1]])
}

fn need(bytes: &[u8], needed: usize) -> Result<(), Malformed> {
    if bytes.len() < needed { Err(Malformed::Truncated { needed, found: bytes.len() }) } else { Ok(()) }
}
