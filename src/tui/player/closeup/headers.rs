//! A packet's headers field by field: of one packet, and before beside after a translation, the changed
//! fields marked. The session, the octets of the address that was found, and the bytes stand below, or
//! beside where there is room.

use super::octets::{Way, octets};
use super::{Room, beside, bytes, column, sessions, widest};
use crate::net::fields::{Meaning, fields};
use crate::net::{Packet, WELL_KNOWN};
use crate::sim::trace::{Translation, TranslationKind};
use crate::tui::look::Sign;
use crate::tui::player::diagram::capsule::family_sign;
use crate::words::player as say;
use ratatui::text::{Line, Span};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The fields that tell most, in the order in which they are looked for.
const FIRST: [Meaning; 9] = [
    Meaning::Source,
    Meaning::Destination,
    Meaning::SourcePort,
    Meaning::Identifier,
    Meaning::HopLimit,
    Meaning::Protocol,
    Meaning::Length,
    Meaning::Checksum,
    Meaning::HeaderChecksum,
];

/// Cells of a table before what stands beside it.
const TABLE: usize = 70;

/// A header's fields with their values; both ports are one.
fn read(packet: &Packet, room: Room<'_>) -> Vec<(Meaning, String)> {
    let all = fields(packet);
    let destination = all.iter().find(|field| field.meaning == Meaning::DestinationPort).map(|it| it.value.clone());
    let arrow = room.look.glyphs.pick("→", "->");
    let value = |meaning: Meaning, value: String| match &destination {
        Some(port) if meaning == Meaning::SourcePort => format!("{value} {arrow} {port}"),
        _ => value,
    };
    let own = all.into_iter().filter(|field| field.meaning != Meaning::DestinationPort);
    own.map(|field| (field.meaning, value(field.meaning, field.value))).collect()
}

/// The fields that there are in either header: those that tell most, and the others.
fn order(before: &[(Meaning, String)], after: &[(Meaning, String)]) -> (Vec<Meaning>, Vec<Meaning>) {
    let mut all: Vec<Meaning> = Vec::new();
    for (meaning, _) in before.iter().chain(after) {
        if !all.contains(meaning) {
            all.push(*meaning);
        }
    }
    let first = FIRST.into_iter().filter(|meaning| all.contains(meaning)).collect();
    (first, all.into_iter().filter(|meaning| !FIRST.contains(meaning)).collect())
}

/// Cells of the fields' names.
fn label_cells(fields: &[(Meaning, String)], more: &[(Meaning, String)], room: Room<'_>) -> usize {
    widest(fields.iter().chain(more).map(|(meaning, _)| say::field(*meaning, room.look.lang)))
}

/// All fields of one packet, and its bytes.
pub fn packet(packet: &Packet, room: Room<'_>) -> Vec<Line<'static>> {
    let fields = read(packet, room);
    let label = label_cells(&fields, &[], room);
    let family = family_sign(packet.family());
    let head = format!("{} {}", room.look.glyph(family), packet.family());
    let mut lines = vec![room.head(&head, &say::bytes(packet.length(), room.look.lang))];
    let (first, others) = order(&fields, &[]);
    for meaning in first.into_iter().chain(others) {
        let Some((_, value)) = fields.iter().find(|(it, _)| *it == meaning) else { continue };
        let sign = FIRST[..3].contains(&meaning).then_some(family);
        lines.push(Line::from(vec![
            room.span(Some(Sign::Quiet), column(say::field(meaning, room.look.lang), label)),
            room.span(sign, value.clone()),
        ]));
    }
    beside(lines, bytes::one(packet, room), (TABLE, bytes::PAIR), room)
}

/// A translation: the fields, the session, the octets of the address that was found, the bytes.
pub fn translation(step: &Translation, room: Room<'_>) -> Vec<Line<'static>> {
    let (mut lines, others) = tables(step, room);
    if let Some(table) = &step.sessions
        && room.unfolded >= 0.5
    {
        lines.push(Line::default());
        lines.extend(sessions::table(table, Room { width: room.width.min(TABLE), ..room }));
    }
    if let Some((way, pair)) = embedded(step) {
        lines.push(Line::default());
        lines.extend(octets(way, pair, room));
    }
    lines.push(Line::default());
    lines.extend(others);
    beside(lines, bytes::both(step, room), (TABLE, bytes::PAIR), room)
}

/// The IPv4 address that is taken out of an IPv6 address, or put into one.
fn embedded(step: &Translation) -> Option<(Way, (Ipv4Addr, Ipv6Addr))> {
    let (way, ipv4, ipv6) = match step.kind {
        TranslationKind::Nat64 => (Way::Out, step.after.destination(), step.before.destination()),
        TranslationKind::Nat64Back => (Way::In, step.before.source(), step.after.source()),
        TranslationKind::Nat44 | TranslationKind::Nat44Back | TranslationKind::Public | TranslationKind::Private => {
            return None;
        }
    };
    match (ipv4, ipv6) {
        (IpAddr::V4(ipv4), IpAddr::V6(ipv6)) if WELL_KNOWN.covers(ipv6) => Some((way, (ipv4, ipv6))),
        _ => None,
    }
}

/// Field beside field: those that tell most, where what has changed comes one after the other, and the
/// others.
fn tables(step: &Translation, room: Room<'_>) -> (Vec<Line<'static>>, Vec<Line<'static>>) {
    let lang = room.look.lang;
    let (old, new) = (read(&step.before, room), read(&step.after, room));
    let label = label_cells(&old, &new, room);
    // What is longer than an address is not worth a wider column.
    let values = old.iter().filter(|(meaning, _)| *meaning != Meaning::Options).map(|(_, value)| value.as_str());
    let cells = widest(values).min(room.width.saturating_sub(label + 4)).max(12);
    let families = (family_sign(step.before.family()), family_sign(step.after.family()));
    let title = |sign: Sign, words: &str, packet: &Packet| {
        room.span(Some(sign), column(&format!("{} {} {words}", room.look.glyph(sign), packet.family()), cells))
    };
    let mut lines = vec![Line::from(vec![
        Span::raw(" ".repeat(label + 1)),
        title(families.0, say::BEFORE.in_(lang), &step.before),
        Span::raw("  "),
        title(families.1, say::AFTER.in_(lang), &step.after),
    ])];
    let value = |fields: &[(Meaning, String)], meaning: Meaning| {
        let found = fields.iter().find(|(it, _)| *it == meaning);
        found.map_or_else(|| say::NO_FIELD.in_(lang).to_owned(), |(_, value)| value.clone())
    };
    let (first, others) = order(&old, &new);
    let row = |meaning: Meaning, there: bool| {
        let (old, new) = (value(&old, meaning), value(&new, meaning));
        let changed = old != new;
        let sign = |sign: Sign| Some(if changed { sign } else { Sign::Quiet });
        let label = room.span(Some(Sign::Quiet), column(say::field(meaning, lang), label));
        let old = column(&old, cells);
        // Blanks have the style before them: a change of style costs more than they do.
        match (changed, there) {
            (true, true) => Line::from(vec![
                label,
                room.span(sign(families.0), old),
                room.span(Some(Sign::Changed), format!("{} ", room.look.glyph(Sign::Changed))),
                room.span(sign(families.1), new),
            ]),
            (true, false) => Line::from(vec![label, room.span(sign(families.0), old)]),
            (false, _) => Line::from(vec![label, room.span(sign(families.0), format!("{old}  {new}"))]),
        }
    };
    let shown = room.shown(first.len());
    lines.extend(first.iter().enumerate().map(|(at, meaning)| row(*meaning, at < shown)));
    (lines, others.iter().map(|meaning| row(*meaning, true)).collect())
}
