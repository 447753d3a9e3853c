//! An opinion of its own about packets: checksums summed up word by word, as RFC 1071 has them, from
//! bytes alone. Nothing of the simulation is asked.

const ICMP: u8 = 1;
const TCP: u8 = 6;
const UDP: u8 = 17;
const ICMPV6: u8 = 58;

/// What is wrong with a packet's checksums, if anything: its IPv4 header's, its transport's where the
/// whole of that is there, and those of the packet that an ICMP error quotes, as far as that goes.
pub fn wrong_checksum(packet: &[u8]) -> Option<String> {
    let parts = Parts::of(packet)?;
    if parts.is_ipv4 && sum(&packet[..parts.transport]) != 0xffff {
        return Some("IPv4 header checksum".to_owned());
    }
    if let Some((at, covered)) = parts.covered(packet) {
        let is_left_out = parts.protocol == UDP && packet[at..at + 2] == [0, 0];
        let is_wrong = if is_left_out { !parts.is_ipv4 } else { sum(&covered) != 0xffff };
        if is_wrong {
            return Some(format!("checksum of protocol {}", parts.protocol));
        }
    }
    let transport = packet.get(parts.transport..)?;
    let is_error = match (parts.protocol, parts.is_ipv4) {
        (ICMP, true) => [3, 4, 5, 11, 12].contains(transport.first()?),
        (ICMPV6, false) => *transport.first()? < 128,
        _ => false,
    };
    if !is_error || parts.is_piece {
        return None;
    }
    wrong_checksum(transport.get(8..)?).map(|wrong| format!("{wrong} of the quoted packet"))
}

/// Writes right checksums into a packet's IPv4 header, and into its transport where all of that is there.
pub fn mend(packet: &mut [u8]) {
    let Some(parts) = Parts::of(packet) else { return };
    if parts.is_ipv4 {
        packet[10..12].fill(0);
        let checksum = !sum(&packet[..parts.transport]);
        packet[10..12].copy_from_slice(&checksum.to_be_bytes());
    }
    let Some((at, _)) = parts.covered(packet) else { return };
    packet[at..at + 2].fill(0);
    let Some((_, covered)) = parts.covered(packet) else { return };
    let checksum = match !sum(&covered) {
        0 if parts.protocol == UDP => 0xffff,
        checksum => checksum,
    };
    packet[at..at + 2].copy_from_slice(&checksum.to_be_bytes());
}

/// The one's complement sum of big-endian words, folded; an odd byte has a zero behind it.
fn sum(bytes: &[u8]) -> u16 {
    let mut sum: u32 = 0;
    for pair in bytes.chunks(2) {
        sum += u32::from(pair[0]) << 8 | u32::from(*pair.get(1).unwrap_or(&0));
        sum = (sum & 0xffff) + (sum >> 16);
    }
    sum as u16
}

/// Where a packet's transport lies, and what it is.
struct Parts {
    is_ipv4: bool,
    protocol: u8,
    transport: usize,
    /// The transport's length as the IP header says, in bytes.
    length: usize,
    is_piece: bool,
}

impl Parts {
    /// None where the packet ends within its IP header or an extension header.
    fn of(packet: &[u8]) -> Option<Self> {
        let word = |at: usize| Some(u16::from_be_bytes([*packet.get(at)?, *packet.get(at + 1)?]));
        if packet.first()? >> 4 == 4 {
            let transport = usize::from(packet[0] & 15) * 4;
            packet.get(20.max(transport) - 1)?;
            let length = usize::from(word(2)?).checked_sub(transport)?;
            let is_piece = word(6)? & 0x3fff != 0;
            return Some(Self { is_ipv4: true, protocol: packet[9], transport, length, is_piece });
        }
        let end = usize::from(word(4)?) + 40;
        let (mut protocol, mut transport, mut is_piece) = (*packet.get(6)?, 40, false);
        while [0, 43, 44, 60].contains(&protocol) {
            let flags = word(transport + 2)?;
            let is_later = protocol == 44 && flags & 0xfff8 != 0;
            is_piece |= protocol == 44 && flags & 0xfff9 != 0;
            let length = if protocol == 44 { 8 } else { 8 + 8 * usize::from(packet[transport + 1]) };
            (protocol, transport) = (packet[transport], transport + length);
            if is_later {
                break;
            }
        }
        packet.get(transport - 1)?;
        Some(Self { is_ipv4: false, protocol, transport, length: end.checked_sub(transport)?, is_piece })
    }

    /// Where the transport's checksum lies, and all that it covers; none where there is no checksum, or
    /// not all of what it covers.
    fn covered(&self, packet: &[u8]) -> Option<(usize, Vec<u8>)> {
        let transport = packet.get(self.transport..)?;
        let addresses = if self.is_ipv4 { &packet[12..20] } else { &packet[8..40] };
        let length = (self.length as u32).to_be_bytes();
        let pseudo = [addresses, length.as_slice(), &[0, self.protocol]].concat();
        let (at, pseudo) = match (self.protocol, self.is_ipv4) {
            (TCP, _) => (16, pseudo),
            (UDP, _) => (6, pseudo),
            (ICMP, true) => (2, Vec::new()),
            (ICMPV6, false) => (2, pseudo),
            _ => return None,
        };
        if self.is_piece || transport.len() != self.length || self.length < at + 2 {
            return None;
        }
        Some((self.transport + at, [&pseudo, transport].concat()))
    }
}
