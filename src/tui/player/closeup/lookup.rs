//! A question to a resolver and its answer: what was asked, how the answer was made, the octets of each
//! address that DNS64 made, and the records.

use super::Room;
use super::octets::{Way, octets};
use crate::net::dns;
use crate::sim::trace::{Lookup, ResolverStep};
use crate::tui::look::Sign;
use crate::words::player as say;
use crate::words::trace::lookup as steps_of;
use hickory_proto::rr::RecordType;
use ratatui::text::Line;

/// What is asked, and whom.
pub fn question(lookup: &Lookup, room: Room<'_>) -> Vec<Line<'static>> {
    let asked = lookup.asked.queries.iter().map(|query| format!("{} {}?", query.name(), query.query_type()));
    let arrow = room.look.glyphs.pick("→", "->");
    vec![Line::from(vec![
        room.mark(Some(Sign::Dns)),
        room.span(Some(Sign::Dns), asked.collect::<Vec<_>>().join(", ")),
        room.span(Some(Sign::Quiet), format!("  {arrow} {}", lookup.server)),
    ])]
}

/// How the answer was made, and for each synthesized record how its octets fell into place.
pub fn answer(lookup: &Lookup, room: Room<'_>) -> Vec<Line<'static>> {
    let steps = steps_of(lookup, room.look.lang);
    let made: Vec<_> = lookup
        .steps
        .iter()
        .filter_map(|step| match step {
            ResolverStep::Synthesized { from, to, .. } => Some((*from, *to)),
            _ => None,
        })
        .collect();
    // One moment a step, and four for the octets of each address.
    let moments = steps.len() + 4 * made.len();
    let passed = room.unfolded * moments as f32;
    let shown = room.shown(moments).min(steps.len());
    let mut lines = question(lookup, room);
    for words in &steps[..shown] {
        lines.push(Line::from(vec![room.mark(Some(Sign::Dns)), room.span(None, words.clone())]));
    }
    for (number, pair) in made.into_iter().enumerate() {
        let begins = (steps.len() + 4 * number) as f32;
        let unfolded = ((passed - begins) / 4.0).clamp(0.0, 1.0);
        if unfolded > 0.0 || passed >= begins {
            lines.push(Line::default());
            lines.extend(octets(Way::In, pair, Room { unfolded, ..room }));
        }
    }
    if let Some(message) = lookup.answered.as_ref().filter(|_| room.unfolded >= 1.0)
        && !message.answers.is_empty()
    {
        lines.push(Line::default());
        lines.push(room.head(say::ANSWER.in_(room.look.lang), ""));
        for record in &message.answers {
            let sign = match record.record_type() {
                RecordType::AAAA => Some(Sign::Ipv6),
                RecordType::A => Some(Sign::Ipv4),
                _ => None,
            };
            let text = dns::record_line(record).split_whitespace().collect::<Vec<_>>().join(" ");
            lines.push(Line::from(room.span(sign, format!("  {text}"))));
        }
    }
    lines
}
