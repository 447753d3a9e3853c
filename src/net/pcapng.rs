//! Captures as Wireshark reads them: pcapng, with one interface for each place where packets were
//! seen, times in nanoseconds, and what there is to say about a packet as its comments.

use super::packet::Packet;
use pcap_file::pcapng::PcapNgWriter;
use pcap_file::pcapng::blocks::enhanced_packet::{EnhancedPacketBlock, EnhancedPacketOption};
use pcap_file::pcapng::blocks::interface_description::{InterfaceDescriptionBlock, InterfaceDescriptionOption};
use pcap_file::pcapng::blocks::section_header::{SectionHeaderBlock, SectionHeaderOption};
use pcap_file::{DataLink, Endianness};
use std::borrow::Cow;
use std::io::{self, Write};
use std::time::Duration;

/// Times are counted in units of 10^-9 s. Readers take microseconds where this is not said.
const NANOSECONDS: u8 = 9;
/// The longest text an option has room for, in bytes; its length has 16 bits.
const LONGEST_TEXT: usize = u16::MAX as usize;

/// What was captured.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Capture {
    /// What there is to say about all of it.
    pub comment: String,
    /// Where packets were seen.
    pub interfaces: Vec<Interface>,
    /// The packets.
    pub frames: Vec<Frame>,
}

/// Where packets were seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interface {
    /// Its name, to filter by.
    pub name: String,
    /// What it is.
    pub description: String,
}

/// A packet as it was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Where: the place in [`Capture::interfaces`].
    pub interface: usize,
    /// When: nanoseconds since 1970.
    pub at: u64,
    /// Whether it came or went.
    pub heading: Heading,
    /// The packet.
    pub packet: Packet,
    /// What there is to say about it.
    pub comments: Vec<String>,
}

/// Whether a packet came to an interface or left by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Heading {
    /// It came.
    In,
    /// It left.
    Out,
}

impl Capture {
    /// Writes all of it. Fails where `out` does, or where a frame names an interface that is not there.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(&self.to_bytes().map_err(io::Error::other)?)
    }

    fn to_bytes(&self) -> Result<Vec<u8>, pcap_file::PcapError> {
        let mut writer = PcapNgWriter::with_section_header(Vec::new(), self.section())?;
        for interface in &self.interfaces {
            writer.write_pcapng_block(interface.block())?;
        }
        for frame in &self.frames {
            writer.write_pcapng_block(frame.block())?;
        }
        Ok(writer.into_inner())
    }

    fn section(&self) -> SectionHeaderBlock<'static> {
        let mut options = vec![
            SectionHeaderOption::Hardware("simulated".into()),
            SectionHeaderOption::OS("simulated Amazon VPC".into()),
            SectionHeaderOption::UserApplication(concat!("v6dojo ", env!("CARGO_PKG_VERSION")).into()),
        ];
        if !self.comment.is_empty() {
            options.push(SectionHeaderOption::Comment(text(&self.comment).into_owned().into()));
        }
        // The same bytes on every machine.
        SectionHeaderBlock { endianness: Endianness::Little, options, ..SectionHeaderBlock::default() }
    }
}

impl Interface {
    /// "Raw IP": a packet begins with its IP header, of either family. No limit to its length.
    fn block(&self) -> InterfaceDescriptionBlock<'_> {
        let options = vec![
            InterfaceDescriptionOption::IfName(text(&self.name)),
            InterfaceDescriptionOption::IfDescription(text(&self.description)),
            InterfaceDescriptionOption::IfTsResol(NANOSECONDS),
        ];
        InterfaceDescriptionBlock { linktype: DataLink::RAW, snaplen: 0, options }
    }
}

impl Frame {
    fn block(&self) -> EnhancedPacketBlock<'_> {
        let direction = match self.heading {
            Heading::In => 1,
            Heading::Out => 2,
        };
        let comments = self.comments.iter().map(|comment| EnhancedPacketOption::Comment(text(comment)));
        EnhancedPacketBlock {
            interface_id: u32::try_from(self.interface).unwrap_or(u32::MAX),
            timestamp: Duration::from_nanos(self.at),
            original_len: u32::try_from(self.packet.length()).unwrap_or(u32::MAX),
            data: Cow::Borrowed(self.packet.bytes()),
            options: comments.chain([EnhancedPacketOption::Flags(direction)]).collect(),
        }
    }
}

/// As much of a text as an option has room for.
fn text(text: &str) -> Cow<'_, str> {
    Cow::Borrowed(&text[..text.floor_char_boundary(LONGEST_TEXT)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::Envelope;
    use pcap_file::pcapng::{Block, PcapNgReader};

    fn capture(comment: &str) -> Capture {
        let envelope = Envelope::between("2001:db8::1".parse().unwrap(), "64:ff9b::808:808".parse().unwrap()).unwrap();
        let frame = Frame {
            interface: 0,
            at: 1_766_192_523_000_000_007,
            heading: Heading::Out,
            packet: envelope.udp(40000, 53, b"hello"),
            comments: vec![comment.to_owned(), "two".to_owned()],
        };
        let interface = Interface { name: "client".into(), description: "クライアント".into() };
        Capture { comment: String::new(), interfaces: vec![interface], frames: vec![frame] }
    }

    fn read(capture: &Capture) -> Vec<Block<'static>> {
        let mut bytes = Vec::new();
        capture.write(&mut bytes).unwrap();
        let mut reader = PcapNgReader::new(bytes.as_slice()).unwrap();
        let mut blocks = Vec::new();
        while let Some(block) = reader.next_block() {
            blocks.push(block.unwrap().into_owned());
        }
        blocks
    }

    #[test]
    fn a_frame_keeps_its_nanoseconds_bytes_and_comments() {
        let capture = capture("経路表");
        let blocks = read(&capture);
        let [Block::InterfaceDescription(interface), Block::EnhancedPacket(packet)] = blocks.as_slice() else {
            panic!("{blocks:?}")
        };
        assert!(interface.options.contains(&InterfaceDescriptionOption::IfTsResol(9)));
        assert_eq!(packet.timestamp.as_nanos(), 1_766_192_523_000_000_007);
        assert_eq!(packet.data, capture.frames[0].packet.bytes());
        assert_eq!(packet.options[0], EnhancedPacketOption::Comment("経路表".into()));
        assert_eq!(packet.options[2], EnhancedPacketOption::Flags(2));
    }

    #[test]
    fn a_comment_without_end_is_cut_between_characters() {
        let blocks = read(&capture(&"あ".repeat(100_000)));
        let Some(Block::EnhancedPacket(packet)) = blocks.last() else { panic!("{blocks:?}") };
        assert_eq!(packet.options[0], EnhancedPacketOption::Comment("あ".repeat(21_845).into()));
    }

    #[test]
    fn a_frame_of_no_interface_is_an_error() {
        let mut capture = capture("");
        capture.frames[0].interface = 1;
        assert!(capture.write(&mut Vec::new()).is_err());
    }
}
