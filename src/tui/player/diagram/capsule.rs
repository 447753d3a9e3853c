//! The packet on its wire: where it is, what it looks like, and how it changes at a translation.

use super::plan::Plan;
use crate::net::Family;
use crate::sim::trace::{End, Step, What};
use crate::tui::draw::{clear_area, put, width};
use crate::tui::film::{Film, Frame, Heading, Shows, Spot};
use crate::tui::look::{Look, Sign};
use crate::words::player as say;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

/// A packet as it is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capsule {
    /// Its family, DNS, or that it is lost.
    pub sign: Sign,
    /// What it is just becoming.
    pub becomes: Option<Sign>,
    /// What it is, in a word.
    pub label: String,
}

/// The sign of a family.
pub fn family_sign(family: Family) -> Sign {
    match family {
        Family::Ipv6 => Sign::Ipv6,
        Family::Ipv4 => Sign::Ipv4,
    }
}

/// The packet of a picture; none where no packet is under way.
pub fn capsule(plan: &Plan, film: &Film, frame: &Frame, look: &Look) -> Option<Capsule> {
    let scene = &film.scenes[frame.scene];
    let arrived = frame.travelled >= 1.0;
    if scene.shows == Shows::Outcome {
        return None;
    }
    let mut capsule = match (&film.trace.events.get(scene.event)?.what, scene.shows) {
        (What::Lookup(lookup), Shows::Question | Shows::Answer) => {
            if scene.from == scene.to && scene.shows == Shows::Answer && lookup.answer.is_some() {
                return None;
            }
            let kinds = lookup.asked.queries.first().map(|query| query.query_type().to_string()).unwrap_or_default();
            let label = if scene.shows == Shows::Question { format!("{kinds}?") } else { kinds };
            Capsule { sign: Sign::Dns, becomes: None, label }
        }
        (What::GuestRoute(route), _) if route.source.is_none() && frame.unfolded >= 1.0 => {
            Capsule { sign: Sign::Bad, becomes: None, label: String::new() }
        }
        (What::Flight(_), _) => {
            let event = film.flight_of(frame)?;
            let label = say::role(film.flight(event)?.role, look.lang);
            Capsule { sign: family_sign(family(plan, film, frame, event)), becomes: None, label }
        }
        _ => return None,
    };
    if arrived && lost(film, frame) {
        capsule.sign = Sign::Bad;
    }
    if let Some(Step::Translation(step)) = film.step(scene)
        && arrived
    {
        let (before, after) = (family_sign(step.before.family()), family_sign(step.after.family()));
        (capsule.sign, capsule.becomes) = match frame.unfolded {
            part if part < 0.15 || before == after => (before, None),
            part if part < 0.45 => (before, Some(after)),
            _ => (after, None),
        };
    }
    Some(capsule)
}

/// The family that the packet has where it is.
fn family(plan: &Plan, film: &Film, frame: &Frame, event: usize) -> Family {
    let scene = &film.scenes[frame.scene];
    let Some((flight, track)) = film.flight(event).zip(film.track(event)) else { return scene.family };
    if scene.passes.is_empty() {
        return scene.family;
    }
    let (x, _) = position(plan, film, frame);
    let columns = |stops: &[usize]| (plan.column(stops[0]), plan.column(stops[1]));
    let flown = track.stops.windows(2).take_while(|stops| reached(columns(stops), Some(x)).is_some()).count();
    flight.hops.get(flown).map_or(scene.family, |hop| hop.packet.family())
}

/// How far a packet at `head` has come from one column to another; none where it has not left yet. One
/// without a head has flown all its way.
pub fn reached((from, to): (u16, u16), head: Option<u16>) -> Option<u16> {
    match head {
        None => Some(to),
        Some(x) if from <= to => (x > from).then(|| to.min(x)),
        Some(x) => (x < from).then(|| to.max(x)),
    }
}

/// Whether the packet ends here, badly.
fn lost(film: &Film, frame: &Frame) -> bool {
    let scene = &film.scenes[frame.scene];
    if let Some(event) = scene.passes.get(frame.pass) {
        return film.flight(*event).is_some_and(|flight| matches!(flight.end, End::Dropped(_) | End::Refused(_)));
    }
    matches!(film.step(scene), Some(Step::Dropped(_) | Step::Answered { .. }))
        || matches!(film.trace.events.get(scene.event).map(|it| &it.what), Some(What::Lookup(lookup))
            if scene.shows == Shows::Answer && lookup.answer.is_none())
}

/// Where a picture's packet is.
pub fn position(plan: &Plan, film: &Film, frame: &Frame) -> (u16, u16) {
    let scene = &film.scenes[frame.scene];
    let track = film.flight_of(frame).and_then(|event| film.track(event));
    let heading = track.map_or(Heading::Out, |track| track.heading);
    let row = if heading == Heading::Out { plan.rows.out } else { plan.rows.back };
    if !scene.passes.is_empty()
        && let Some(track) = track
    {
        let ends = (track.stops.first().copied().unwrap_or(0), track.stops.last().copied().unwrap_or(0));
        return (between(plan.column(ends.0), plan.column(ends.1), frame.travelled), row);
    }
    match (scene.from, scene.to) {
        (Spot::Station(from), Spot::Station(to)) => (between(plan.column(from), plan.column(to), frame.travelled), row),
        (Spot::Station(client), Spot::Resolver) => on_branch(plan, client, frame.travelled),
        (Spot::Resolver, Spot::Station(client)) => on_branch(plan, client, 1.0 - frame.travelled),
        (Spot::Resolver, Spot::Resolver) => on_branch(plan, 0, 1.0),
    }
}

/// On the wire between the client, at 0, and the resolver, at 1.
fn on_branch(plan: &Plan, client: usize, part: f32) -> (u16, u16) {
    match (plan.rows.dns, plan.branch) {
        (Some(row), Some((begins, ends))) if part > 0.0 => (between(begins, ends, part), row),
        _ => (plan.column(client), plan.rows.out),
    }
}

/// A column between two, rounded to a cell.
fn between(from: u16, to: u16, part: f32) -> u16 {
    let (from, to) = (f32::from(from), f32::from(to));
    // Between two columns of the screen.
    (from + (to - from) * part).round() as u16
}

/// Draws a packet at its place: as a capsule with its label where there is room for one.
pub fn draw(plan: &Plan, (x, y): (u16, u16), (capsule, room): (&Capsule, Room), buf: &mut Buffer, look: &Look) {
    let sign = look.glyph(capsule.sign);
    let shape = match capsule.becomes {
        Some(after) => format!("{sign}{}{}", look.glyphs.pick("→", ">"), look.glyph(after)),
        None => sign.to_owned(),
    };
    let text = match room {
        Room::Sign => shape,
        Room::Label if capsule.label.is_empty() => format!(" {shape} "),
        Room::Label => format!(" {shape} {} ", capsule.label),
    };
    let wide = u16::try_from(width(&text)).unwrap_or(0);
    // At the resolver its name can still be read.
    let end = match plan.branch {
        Some((_, resolver)) if plan.rows.dns == Some(y) => plan.area.right().min(resolver + 2),
        _ => plan.area.right(),
    };
    let last = end.saturating_sub(wide).max(plan.area.x);
    let start = x.saturating_sub(wide / 2).clamp(plan.area.x, last);
    let style = look.style(capsule.becomes.unwrap_or(capsule.sign)).add_modifier(Modifier::BOLD);
    let style = if room == Room::Label { style.add_modifier(Modifier::REVERSED) } else { style };
    // It flies over whatever is on its way.
    clear_area(buf, Rect { x: start, y, width: wide, height: 1 }.intersection(plan.area));
    put(buf, plan.area, (start, y), &text, style);
}

/// How much of a packet is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// Its sign.
    Sign,
    /// A capsule with its label.
    Label,
}
