//! The four octets of an IPv4 address falling into place behind the prefix, and coming out again
//! (RFC 6052): decimal over hexadecimal over their place in the address, one after the other.

use super::Room;
use crate::net::WELL_KNOWN;
use crate::tui::draw::{pad, width};
use crate::tui::look::Sign;
use crate::words::player as say;
use ratatui::text::{Line, Span};
use std::net::{Ipv4Addr, Ipv6Addr};

/// Which way the octets go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// From the IPv4 address into the IPv6 address.
    In,
    /// Out of it.
    Out,
}

/// Cells of a label before the bytes.
const LABEL: usize = 6;
/// Cells of a byte of the prefix, and of the address behind it.
const BYTE: (usize, usize) = (3, 5);

/// Both addresses with the octets between them.
pub fn octets(way: Way, (ipv4, ipv6): (Ipv4Addr, Ipv6Addr), room: Room<'_>) -> Vec<Line<'static>> {
    // Twice as many moments as octets: it leaves, and it arrives.
    let moment = room.shown(8);
    let picture = Picture { way, room, moment, octets: ipv4.octets(), bytes: ipv6.octets() };
    let mut lines = match way {
        Way::In => vec![picture.decimal(), picture.falling(), picture.hexadecimal(), picture.brackets()],
        Way::Out => vec![picture.brackets(), picture.hexadecimal(), picture.falling(), picture.decimal()],
    };
    let (sign, whole) = match way {
        Way::In => (Sign::Ipv6, ipv6.to_string()),
        Way::Out => (Sign::Ipv4, ipv4.to_string()),
    };
    let whole = if moment == 8 { format!("= {whole}") } else { "=".to_owned() };
    lines.push(Line::from(vec![Span::raw(" ".repeat(LABEL)), room.span(Some(sign), whole)]));
    lines
}

struct Picture<'a> {
    way: Way,
    room: Room<'a>,
    moment: usize,
    octets: [u8; 4],
    bytes: [u8; 16],
}

impl Picture<'_> {
    /// Cells before the bytes: fewer where the line is short.
    fn byte(&self) -> (usize, usize) {
        let (prefix, own) = BYTE;
        if self.room.width < LABEL + 12 * prefix + 4 * own { (2, 4) } else { (prefix, own) }
    }

    /// Whether an octet has left where it comes from, and has arrived where it goes.
    fn progress(&self, octet: usize) -> (bool, bool) {
        (self.moment > octet * 2, self.moment > octet * 2 + 1)
    }

    fn line(&self, label: &str, sign: Sign, prefix: Vec<Span<'static>>, own: Vec<Span<'static>>) -> Line<'static> {
        let label = self.room.span(Some(sign), pad(label, LABEL));
        Line::from([vec![label], prefix, own].concat())
    }

    fn blank(&self) -> Vec<Span<'static>> {
        vec![Span::raw(" ".repeat(12 * self.byte().0))]
    }

    fn decimal(&self) -> Line<'static> {
        let (_, cells) = self.byte();
        let own = self.octets.iter().enumerate().map(|(at, octet)| {
            let (left, arrived) = self.progress(at);
            let (sign, there) = match self.way {
                Way::In => (if left { Sign::Quiet } else { Sign::Ipv4 }, true),
                Way::Out => (Sign::Ipv4, arrived),
            };
            let text = if there { octet.to_string() } else { "..".to_owned() };
            self.room.span(Some(if there { sign } else { Sign::Quiet }), format!("{text:>cells$}"))
        });
        self.line("IPv4", Sign::Ipv4, self.blank(), own.collect())
    }

    /// What is just between the two addresses.
    fn falling(&self) -> Line<'static> {
        let (_, cells) = self.byte();
        let (down, done) = self.room.look.glyphs.pick(("↓", "│"), ("v", "|"));
        let own = (0..4).map(|at| {
            let (sign, text) = match self.progress(at) {
                (true, false) => (Sign::Changed, down),
                (true, true) => (Sign::Quiet, done),
                (false, _) => (Sign::Quiet, " "),
            };
            self.room.span(Some(sign), format!("{text:>cells$}"))
        });
        self.line("", Sign::Quiet, self.blank(), own.collect())
    }

    fn hexadecimal(&self) -> Line<'static> {
        let (narrow, wide) = self.byte();
        let prefix = self.bytes[..12]
            .iter()
            .map(|byte| self.room.span(Some(Sign::Ipv6), format!("{:>narrow$}", format!("{byte:02x}"))));
        let own = self.bytes[12..].iter().enumerate().map(|(at, byte)| {
            let (left, arrived) = self.progress(at);
            let (sign, there) = match self.way {
                Way::In => (Sign::Ipv4, arrived),
                Way::Out => (if left { Sign::Quiet } else { Sign::Ipv4 }, true),
            };
            let text = if there { format!("{byte:02x}") } else { "..".to_owned() };
            self.room.span(Some(if there { sign } else { Sign::Quiet }), format!("{text:>wide$}"))
        });
        self.line("IPv6", Sign::Ipv6, prefix.collect(), own.collect())
    }

    /// How many bits are the prefix, and how many the address.
    fn brackets(&self) -> Line<'static> {
        let (narrow, wide) = self.byte();
        let lang = self.room.look.lang;
        let prefix = format!("{} {}", WELL_KNOWN.net(), say::bits(usize::from(WELL_KNOWN.net().prefix_len()), lang));
        let quiet = |text| self.room.span(Some(Sign::Quiet), text);
        let prefix = vec![quiet(" ".repeat(narrow - 2) + &self.bracket(&prefix, 12 * narrow - (narrow - 2)))];
        let own = vec![quiet(" ".repeat(wide - 2) + &self.bracket(&say::bits(32, lang), 4 * wide - (wide - 2)))];
        self.line("", Sign::Quiet, prefix, own)
    }

    /// A bracket of so many cells with a text in its middle.
    fn bracket(&self, text: &str, cells: usize) -> String {
        let line = self.room.look.line();
        let [left, right] = match self.way {
            Way::In => self.room.look.glyphs.pick(["└", "┘"], ["\\", "/"]),
            Way::Out => self.room.look.glyphs.pick(["┌", "┐"], ["/", "\\"]),
        };
        let rest = cells.saturating_sub(width(text) + 4);
        let (before, after) = (rest / 2, rest - rest / 2);
        format!("{left}{} {text} {}{right}", line.repeat(before), line.repeat(after))
    }
}
