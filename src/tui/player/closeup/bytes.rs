//! Packets as bytes in hexadecimal, eight a row: one alone, or before beside after, where the transport
//! headers stand side by side and each byte that differs is marked.

use super::Room;
use crate::net::Packet;
use crate::sim::trace::Translation;
use crate::tui::draw::pad;
use crate::tui::look::Sign;
use crate::tui::player::diagram::capsule::family_sign;
use crate::words::player::{self as say, caption};
use ratatui::text::{Line, Span};

/// Bytes of a row.
const ROW: usize = 8;
/// Cells of a row with its offset.
const CELLS: usize = 5 + 3 * ROW;
/// Cells of two rows side by side.
pub const PAIR: usize = 2 * CELLS + 3;
/// More bytes than this are not shown: they are what the packet carries, and all alike.
const MOST: usize = 256;

/// The bytes of one packet.
pub fn one(packet: &Packet, room: Room<'_>) -> Vec<Line<'static>> {
    let bytes = &packet.bytes()[..packet.length().min(MOST)];
    let side = Side { packet, bytes, room };
    let mut lines = vec![room.head(say::BYTES.in_(room.look.lang), "")];
    let columns = if room.width >= PAIR { 2 } else { 1 };
    for start in (0..bytes.len()).step_by(ROW * columns) {
        let rows = (0..columns).flat_map(|at| side.row(start + at * ROW, |_| false));
        lines.push(Line::from(rows.collect::<Vec<_>>()));
    }
    lines.extend(cut(packet, room));
    lines
}

/// What is left out.
fn cut(packet: &Packet, room: Room<'_>) -> Option<Line<'static>> {
    let more = packet.length().checked_sub(MOST).filter(|more| *more > 0)?;
    let words = format!("     + {}", say::bytes(more, room.look.lang));
    Some(Line::from(room.span(Some(Sign::Quiet), words)))
}

/// The bytes before and after a translation.
pub fn both(step: &Translation, room: Room<'_>) -> Vec<Line<'static>> {
    let lang = room.look.lang;
    let shown = |packet: &Packet| packet.length().min(MOST);
    let side = |packet| Side { packet, bytes: &packet.bytes()[..shown(packet)], room };
    let (old, new) = (side(&step.before), side(&step.after));
    let changed = format!("{}XX {}", room.look.glyph(Sign::Changed), say::CHANGED.in_(lang));
    let mut lines = vec![room.head(say::BYTES.in_(lang), &changed)];
    if room.width < PAIR {
        for (side, other) in [(&old, &new), (&new, &old)] {
            let rows = (0..side.bytes.len()).step_by(ROW);
            lines.extend(rows.map(|start| Line::from(side.row(start, |at| side.differs(other, at)))));
            lines.push(Line::default());
        }
        return lines;
    }
    // IP headers side by side, then what they carry side by side.
    let (ends, transports) = ((old.bytes.len(), new.bytes.len()), (old.transport(), new.transport()));
    for (from, to, names) in [
        ((0, 0), transports, (old.packet.family().to_string(), new.packet.family().to_string())),
        (transports, ends, (old.carries(), new.carries())),
    ] {
        let name = |name: &str, from: usize, to: usize| {
            room.span(Some(Sign::Quiet), pad(&format!("     {name} {}", say::bytes(to - from, lang)), CELLS + 3))
        };
        lines.push(Line::from(vec![name(&names.0, from.0, to.0), name(&names.1, from.1, to.1)]));
        let rows = (to.0 - from.0).max(to.1 - from.1).div_ceil(ROW);
        for row in 0..rows {
            let mut spans = old.part((from.0 + row * ROW, to.0), |at| old.differs(&new, at));
            spans.push(Span::raw("   "));
            spans.extend(new.part((from.1 + row * ROW, to.1), |at| new.differs(&old, at)));
            lines.push(Line::from(spans));
        }
    }
    lines.extend(cut(&step.before, room));
    lines
}

/// One of the two packets.
struct Side<'a> {
    packet: &'a Packet,
    bytes: &'a [u8],
    room: Room<'a>,
}

impl Side<'_> {
    fn transport(&self) -> usize {
        self.packet.transport_at().min(self.bytes.len())
    }

    /// Whether the byte is another than that of the other packet: at the same place of the IP header
    /// where the family is the same, and at the same place behind it. A header of the other family is
    /// another one altogether, so there is nothing to be marked in it.
    fn differs(&self, other: &Side<'_>, at: usize) -> bool {
        let place = match at.checked_sub(self.transport()) {
            Some(behind) => other.transport() + behind,
            None if self.packet.family() != other.packet.family() => return false,
            None => at,
        };
        self.bytes.get(at) != other.bytes.get(place)
    }

    /// What rides on IP.
    fn carries(&self) -> String {
        caption::protocol(self.packet.protocol())
    }

    fn row(&self, start: usize, changed: impl Fn(usize) -> bool) -> Vec<Span<'static>> {
        self.part((start, self.bytes.len()), changed)
    }

    /// A row of bytes up to `end`, with its offset; as much space where there are none.
    fn part(&self, (start, end): (usize, usize), changed: impl Fn(usize) -> bool) -> Vec<Span<'static>> {
        if start >= end {
            return vec![Span::raw(" ".repeat(CELLS))];
        }
        let family = family_sign(self.packet.family());
        let mut spans = vec![self.room.span(Some(Sign::Quiet), format!("{start:04x} "))];
        for at in start..start + ROW {
            let Some(byte) = self.bytes.get(at).filter(|_| at < end) else {
                spans.push(Span::raw("   "));
                continue;
            };
            let changed = changed(at);
            let mark = if changed { self.room.look.glyph(Sign::Changed) } else { " " };
            let sign = match (changed, at < self.transport()) {
                (true, _) => Sign::Changed,
                (false, true) => family,
                (false, false) => Sign::Quiet,
            };
            spans.push(self.room.span(Some(sign), format!("{mark}{byte:02x}")));
        }
        spans
    }
}
