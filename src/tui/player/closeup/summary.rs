//! The end of a film in short: what the name became, and each station of the way with what was decided
//! there.

use super::{Room, column, widest};
use crate::sim::trace::{Flight, Step};
use crate::tui::film::{Heading, Scene};
use crate::tui::look::Sign;
use crate::tui::player::diagram::capsule::family_sign;
use crate::tui::player::note;
use crate::words::player as say;
use ratatui::text::Line;

/// Answers, the way out, and the way back, one line after the other.
pub fn summary(scene: &Scene, room: Room<'_>) -> Vec<Line<'static>> {
    let film = room.film;
    let mut lines: Vec<Line> = Vec::new();
    for (_, lookup) in film.trace.lookups().filter(|(_, lookup)| lookup.subnet.is_some()) {
        let (sign, said) = note::answer(lookup, room.look);
        let line = Line::from(vec![room.mark(Some(Sign::Dns)), room.span(Some(sign), said)]);
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    for (heading, words) in [(Heading::Out, say::WAY_OUT), (Heading::Back, say::WAY_BACK)] {
        let flights = (0..film.trace.events.len())
            .filter(|event| film.track(*event).is_some_and(|track| track.way == scene.way && track.heading == heading));
        // The first of its kind has met all that the later ones met.
        let first = flights.min_by_key(|event| (film.first_like(*event) != *event, *event));
        let Some(flight) = first.and_then(|event| film.flight(event)) else { continue };
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        lines.push(room.head(words.in_(room.look.lang), ""));
        lines.extend(itinerary(flight, room));
    }
    lines.truncate(room.shown(lines.len()));
    lines
}

/// Each place of a flight with the packet's family there, and what it decided.
fn itinerary(flight: &Flight, room: Room<'_>) -> Vec<Line<'static>> {
    let film = room.film;
    let name = |place| crate::tui::film::label(place, &film.world, &film.shortener).short;
    let names: Vec<String> = flight.hops.iter().map(|hop| name(&hop.place)).collect();
    let cells = widest(names.iter().map(String::as_str)).min(room.width / 3);
    let mut lines = Vec::new();
    for (hop, name) in flight.hops.iter().zip(names) {
        let family = family_sign(hop.packet.family());
        // The last that says more than that it may pass.
        let telling = |step: &&Step| !matches!(step, Step::SecurityGroups(_) | Step::NetworkAcl(_));
        let step = hop.steps.iter().rev().find(telling);
        let said = step.and_then(|step| match step {
            // Where it comes from is above.
            Step::Translation(step) => {
                let arrow = room.look.glyphs.pick("→", "->");
                Some((Sign::Focus, format!("{arrow} {}", note::translated(step).1)))
            }
            step => note::step(film, step, 1.0, room.look),
        });
        let mut spans = vec![room.mark(Some(family)), room.span(Some(family), column(&name, cells))];
        spans.extend(said.map(|(sign, said)| room.span(Some(sign), format!(" {said}"))));
        lines.push(Line::from(spans));
    }
    lines
}
