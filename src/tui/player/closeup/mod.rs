//! The close-up of a scene: the losers beside the winner, before beside after, octet under octet.
//!
//! Each kind of evidence has a file of its own; all are lists of lines, as far as the picture has
//! unfolded them, and may be longer than their place.

mod bytes;
mod filters;
mod headers;
mod ladder;
mod lookup;
mod octets;
mod packets;
mod sessions;
mod summary;

use crate::sim::trace::{Flight, Step, What};
use crate::tui::draw::pad;
use crate::tui::film::{Film, Frame, Shows};
use crate::tui::look::{Look, Sign};
use crate::words::player as say;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// What evidence is written with.
#[derive(Clone, Copy)]
pub struct Room<'a> {
    /// The film.
    pub film: &'a Film,
    /// Cells in a line.
    pub width: usize,
    /// Lines that are seen at once.
    pub rows: usize,
    /// Language, colours and signs.
    pub look: &'a Look,
    /// How much has unfolded: 0 nothing, 1 all.
    pub unfolded: f32,
}

/// The close-up of a picture. While a packet is under way there is nothing to be looked at but itself.
pub fn lines(film: &Film, frame: &Frame, (width, rows): (usize, usize), look: &Look) -> Vec<Line<'static>> {
    let scene = &film.scenes[frame.scene];
    let Some(event) = film.trace.events.get(scene.event) else { return Vec::new() };
    if frame.travelled < 1.0 && scene.passes.is_empty() && scene.from != scene.to {
        return Vec::new();
    }
    let room = Room { film, width, rows, look, unfolded: frame.unfolded };
    match (&event.what, scene.shows) {
        (_, Shows::Outcome) => summary::summary(scene, room),
        (What::Lookup(lookup), Shows::Question) => lookup::question(lookup, room),
        (What::Lookup(lookup), _) => lookup::answer(lookup, room),
        (What::GuestRoute(route), _) => ladder::guest_table(route, room),
        (What::Flight(_), Shows::Again) => packets::list(say::SENT_AGAIN, &scene.passes, frame.pass, room),
        (What::Flight(_), Shows::Talk) => packets::list(say::PACKETS, &scene.passes, frame.pass, room),
        (What::Flight(flight), Shows::Step { hop, step }) => decision(flight, (hop, step), room),
        (What::Flight(flight), Shows::Passes { hop }) => {
            flight.hops.get(hop).map(|hop| headers::packet(&hop.packet, room)).unwrap_or_default()
        }
        (What::GaveUp { waiting_for, .. }, _) => {
            let sent = packets::to(*waiting_for, film);
            packets::list(say::IN_VAIN, &sent, sent.len(), room)
        }
        (What::Flight(_) | What::NoEndpoint { .. }, _) => Vec::new(),
    }
}

/// The evidence of a decision; of a packet's loss, that of the decision before it at the same place.
fn decision(flight: &Flight, (hop, step): (usize, usize), room: Room<'_>) -> Vec<Line<'static>> {
    let Some(hop) = flight.hops.get(hop) else { return Vec::new() };
    let reason = |step: usize| match hop.steps.get(step) {
        Some(Step::Dropped(_)) => step.checked_sub(1).and_then(|before| hop.steps.get(before)),
        other => other,
    };
    let mut lines = match reason(step) {
        Some(Step::Routes(step)) => ladder::route_table(step, room),
        Some(Step::SecurityGroups(step)) => filters::security_groups(step, room),
        Some(Step::NetworkAcl(step)) => filters::network_acl(step, room),
        Some(Step::Translation(step)) => return headers::translation(step, room),
        _ => return headers::packet(&hop.packet, room),
    };
    // The packet that was decided about, where there is room for all of it.
    let packet = headers::packet(&hop.packet, room);
    if lines.len() + 2 + packet.len() <= room.rows {
        lines.extend([Line::default(), Line::default()]);
        lines.extend(packet);
    }
    lines
}

impl Room<'_> {
    /// A piece of text with its sign; without one it is neither good nor bad.
    fn span(&self, sign: Option<Sign>, text: impl Into<String>) -> Span<'static> {
        Span::styled(text.into(), sign.map_or(Style::new(), |sign| self.look.style(sign)))
    }

    /// The head of a close-up: what it shows, and what it is called.
    fn head(&self, what: &str, name: &str) -> Line<'static> {
        Line::from(vec![self.span(Some(Sign::Quiet), format!("{what} ")), self.span(None, name)])
    }

    /// How many of `count` pieces have unfolded.
    fn shown(&self, count: usize) -> usize {
        // Between 0 and the count.
        ((self.unfolded * count as f32).ceil().max(0.0) as usize).min(count)
    }

    /// The mark of a row, or as much space.
    fn mark(&self, sign: Option<Sign>) -> Span<'static> {
        match sign {
            Some(sign) => self.span(Some(sign), format!("{} ", self.look.glyph(sign))),
            None => Span::raw("  "),
        }
    }
}

/// As wide as the widest of some texts.
fn widest<'a>(texts: impl IntoIterator<Item = &'a str>) -> usize {
    texts.into_iter().map(crate::tui::draw::width).max().unwrap_or(0)
}

/// A text in a column with a gap behind it.
fn column(text: &str, cells: usize) -> String {
    pad(text, cells) + " "
}

/// Two lists of lines: side by side, each in so many cells, where the line is long enough; else one
/// below the other.
fn beside(
    left: Vec<Line<'static>>,
    right: Vec<Line<'static>>,
    cells: (usize, usize),
    room: Room<'_>,
) -> Vec<Line<'static>> {
    if room.width < cells.0 + 2 + cells.1 {
        return left.into_iter().chain([Line::default()]).chain(right).collect();
    }
    let count = left.len().max(right.len());
    let mut right = right.into_iter();
    let mut lines: Vec<Line> = left.into_iter().chain(std::iter::repeat_with(Line::default)).take(count).collect();
    for line in &mut lines {
        let Some(other) = right.next() else { break };
        let gap = (cells.0 + 2).saturating_sub(line.width());
        line.spans.push(Span::raw(" ".repeat(gap)));
        line.spans.extend(other.spans);
    }
    lines
}
