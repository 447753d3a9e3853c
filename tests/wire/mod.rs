//! An opinion of its own about packets: checksums summed up word by word, as RFC 1071 has them, from
//! bytes alone. Nothing of the simulation is asked.

/// The transports whose checksums are known here.
const ICMP: u8 = 1;
const TCP: u8 = 6;
const UDP: u8 = 17;
const ICMPV6: u8 = 58;

/// What is wrong with a packet's checksums, if anything: its IPv4 header's, its transport's where the
/// whole of that is there, and those of the packet that an ICMP error quotes, as far as that goes.
pub fn wrong_checksum(packet: &[u8]) -> Option<String> {
    let parts = Parts::of(packet)?;
    if packet[0] >> 4 == 4 && sum(&packet[..parts.transport]) != 0xffff {
        return Some("IPv4 header checksum".to_owned());
    }
    let transport = packet.get(parts.transport..)?;
    let is_whole = !parts.is_piece && transport.len() == parts.length;
    if is_whole && !parts.transport_is_right(packet, transport) {
        return Some(format!("checksum of protocol {}", parts.protocol));
    }
    let is_error = match (parts.protocol, transport.first()) {
        (ICMP, Some(kind)) => [3, 4, 5, 11, 12].contains(kind),
        (ICMPV6, Some(kind)) => *kind < 128,
        _ => false,
    };
    if !is_error || parts.is_piece {
        return None;
    }
    wrong_checksum(transport.get(8..)?).map(|wrong| format!("{wrong} of the quoted packet"))
}

/// The one's complement sum of big-endian words, folded; an odd byte has a zero behind it.
pub fn sum(bytes: &[u8]) -> u16 {
    let mut sum: u32 = 0;
    for pair in bytes.chunks(2) {
        sum += u32::from(pair[0]) << 8 | u32::from(*pair.get(1).unwrap_or(&0));
        sum = (sum & 0xffff) + (sum >> 16);
    }
    sum as u16
}

/// Where a packet's transport lies, and what it is.
struct Parts {
    protocol: u8,
    transport: usize,
    /// What the IP header says, in bytes.
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
            return Some(Self { protocol: packet[9], transport, length, is_piece: word(6)? & 0x3fff != 0 });
        }
        let end = usize::from(word(4)?) + 40;
        let (mut protocol, mut transport, mut is_piece) = (*packet.get(6)?, 40, false);
        while [0, 43, 44, 60].contains(&protocol) {
            let flags = word(transport + 2)?;
            let offset = protocol == 44 && flags & 0xfff8 != 0;
            is_piece |= protocol == 44 && flags & 0xfff9 != 0;
            let length = if protocol == 44 { 8 } else { 8 + 8 * usize::from(*packet.get(transport + 1)?) };
            (protocol, transport) = (packet[transport], transport + length);
            if offset {
                break;
            }
        }
        packet.get(transport.max(40) - 1)?;
        Some(Self { protocol, transport, length: end.checked_sub(transport)?, is_piece })
    }

    fn transport_is_right(&self, packet: &[u8], transport: &[u8]) -> bool {
        let addresses = if packet[0] >> 4 == 4 { &packet[12..20] } else { &packet[8..40] };
        let length = (transport.len() as u32).to_be_bytes();
        let pseudo = [addresses, length.as_slice(), &[0, self.protocol]].concat();
        let right = |pseudo: &[u8]| sum(&[pseudo, transport].concat()) == 0xffff;
        match (self.protocol, packet[0] >> 4) {
            (UDP, 4) if transport.get(6..8) == Some(&[0, 0]) => true,
            (UDP, _) if transport.get(6..8) == Some(&[0, 0]) => false,
            (TCP | UDP, _) | (ICMPV6, 6) => right(&pseudo),
            (ICMP, 4) => right(&[]),
            _ => true,
        }
    }
}
