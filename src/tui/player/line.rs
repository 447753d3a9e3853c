//! The line of stations with the packet on it.

use crate::net::Family;
use crate::sim::trace::{End, Place, Step, What};
use crate::tui::draw::{ellipsis, put, width};
use crate::tui::film::{Film, Frame, Scene, Shows};
use crate::tui::look::{Look, Sign};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Draws the stations' names, and under them the wire with the packet where `frame` has it.
pub fn draw(film: &Film, frame: &Frame, area: Rect, buf: &mut Buffer, look: &Look) {
    let count = film.stations.len();
    if area.height < 2 || area.width < 8 || count == 0 {
        return;
    }
    let columns = columns(film, area);
    let scene = &film.scenes[frame.scene];
    let (wire, dot) = look.glyphs.pick(("─", "○"), ("-", "+"));
    let row = area.y + 1;
    let first = usize::from(film.stations[0].place == Place::Resolver);
    let (left, right) = (columns[0].0, columns[count - 1].0);
    for x in left..=right {
        let style = look.style(if x < columns[first].0 { Sign::Dns } else { Sign::Quiet });
        put(buf, area, (x, row), wire, style);
    }
    for (index, station) in film.stations.iter().enumerate() {
        let (x, room) = columns[index];
        let here = index == scene.to;
        let name = ellipsis(&station.label.short, room);
        let half = u16::try_from(width(&name) / 2).unwrap_or(0);
        let start = x.saturating_sub(half).max(area.x);
        let start = start.min(area.right().saturating_sub(u16::try_from(width(&name)).unwrap_or(0)));
        put(buf, area, (start, area.y), &name, look.style(if here { Sign::Focus } else { Sign::Quiet }));
        put(buf, area, (x, row), dot, look.style(if here { Sign::Focus } else { Sign::Quiet }));
    }
    let (from, to) = (f32::from(columns[scene.from].0), f32::from(columns[scene.to].0));
    let x = from + (to - from) * frame.travelled;
    let sign = if frame.travelled >= 1.0 && lost(film, scene) { Sign::Bad } else { packet_sign(scene) };
    // Rounded to a cell; the column lies between two stations, so it is within the area.
    let x = u16::try_from(x.round() as i32).unwrap_or(0);
    put(buf, area, (x, row), look.glyph(sign), look.style(sign));
}

/// The column of each station and how many cells its name may take.
fn columns(film: &Film, area: Rect) -> Vec<(u16, usize)> {
    let count = u16::try_from(film.stations.len()).unwrap_or(1);
    let margin = (area.width / (count * 2)).clamp(1, 12);
    let span = area.width.saturating_sub(margin * 2 + 1);
    let room = usize::from((span / count.saturating_sub(1).max(1)).saturating_sub(1)).max(3);
    (0..count)
        .map(|index| (area.x + margin + if count > 1 { span * index / (count - 1) } else { span / 2 }, room))
        .collect()
}

/// What the packet looks like.
fn packet_sign(scene: &Scene) -> Sign {
    match (scene.shows, scene.family) {
        (Shows::Question | Shows::Answer, _) => Sign::Dns,
        (_, Family::Ipv6) => Sign::Ipv6,
        (_, Family::Ipv4) => Sign::Ipv4,
    }
}

/// Whether the packet ends here, badly.
fn lost(film: &Film, scene: &Scene) -> bool {
    let Some(event) = film.trace.events.get(scene.event) else { return false };
    match (&event.what, scene.shows) {
        (What::Flight(flight), Shows::Step { hop, step }) => {
            let step = flight.hops.get(hop).and_then(|hop| hop.steps.get(step));
            matches!(step, Some(Step::Dropped(_) | Step::Answered { .. }))
        }
        (What::Flight(flight), Shows::Again { .. }) => matches!(flight.end, End::Dropped(_)),
        (What::GuestRoute(route), _) => route.source.is_none(),
        (What::GaveUp { .. }, _) => true,
        _ => false,
    }
}
