//! Packets that run one after the other: when each leaves, in which direction, and what it is.

use super::Room;
use crate::sim::trace::End;
use crate::tui::draw::pad;
use crate::tui::film::{Film, Heading};
use crate::tui::look::Sign;
use crate::tui::player::diagram::capsule::family_sign;
use crate::tui::player::foot::clock;
use crate::words::{Words, player as say};
use ratatui::text::{Line, Span};
use std::net::IpAddr;

/// Cells of one packet's entry.
const ENTRY: usize = 33;

/// Packets that were sent to an address.
pub fn to(remote: IpAddr, film: &Film) -> Vec<usize> {
    let sent = |event: &usize| {
        let outward = film.track(*event).is_some_and(|track| track.heading == Heading::Out);
        let first = film.flight(*event).and_then(|flight| flight.hops.first());
        outward && first.is_some_and(|hop| hop.packet.destination() == remote)
    };
    (0..film.trace.events.len()).filter(sent).collect()
}

/// Packets under a heading, the one under way bright, those to come dim: in columns, read downwards.
pub fn list(heading: Words, passes: &[usize], now: usize, room: Room<'_>) -> Vec<Line<'static>> {
    let columns = (room.width / ENTRY).clamp(1, 3);
    let rows = passes.len().div_ceil(columns);
    let mut lines = vec![room.head(heading.in_(room.look.lang), "")];
    for row in 0..rows {
        let entries = (0..columns).filter_map(|column| {
            let at = column * rows + row;
            Some(entry(*passes.get(at)?, (at, now), room))
        });
        lines.push(Line::from(entries.flatten().collect::<Vec<_>>()));
    }
    lines
}

/// One packet: its moment, its direction, what it is and how long; and how it ended where it was lost.
fn entry(event: usize, (at, now): (usize, usize), room: Room<'_>) -> Vec<Span<'static>> {
    let (Some(flight), Some(track)) = (room.film.flight(event), room.film.track(event)) else { return Vec::new() };
    let began = room.film.trace.events.get(event).map(|it| it.at).unwrap_or_default();
    let arrow = match track.heading {
        Heading::Out => room.look.glyphs.pick("→", "->"),
        Heading::Back => room.look.glyphs.pick("←", "<-"),
    };
    let packet = flight.hops.first().map(|hop| &hop.packet);
    let family = packet.map_or(Sign::Quiet, |packet| family_sign(packet.family()));
    let length = packet.map_or(0, crate::net::Packet::length);
    let lost = flight.end != End::Delivered;
    let role = say::role(flight.role, room.look.lang);
    let text = format!("{arrow} {} {length:>4} B", pad(&role, 8));
    let sign = |sign: Sign| Some(if at > now { Sign::Quiet } else { sign });
    let end = if lost && at <= now { room.look.glyph(Sign::Bad) } else { " " };
    vec![
        room.mark((at == now).then_some(Sign::Focus)),
        room.span(sign(family), room.look.glyph(family)),
        room.span(Some(Sign::Quiet), format!(" {:>8} ", clock(began))),
        room.span(if at == now { Some(Sign::Focus) } else { sign(Sign::Quiet) }, text),
        room.span(Some(Sign::Bad), format!("{end}  ")),
    ]
}
