//! A NAT gateway's session table: how far each conversation has come, how long it is remembered, and
//! its two ends on either side. The row that the packet belongs to is marked.

use super::{Room, column, widest};
use crate::sim::trace::SessionTable;
use crate::tui::look::Sign;
use crate::tui::player::diagram::capsule::family_sign;
use crate::words::player as say;
use ratatui::text::{Line, Span};
use std::net::{IpAddr, SocketAddr};

/// The table: a row a session, or two where the line is short.
pub fn table(table: &SessionTable, room: Room<'_>) -> Vec<Line<'static>> {
    let lang = room.look.lang;
    let arrow = room.look.glyphs.pick("→", "->");
    let end = |address: IpAddr, port: u16| SocketAddr::new(address, port).to_string();
    let mut lines = vec![room.head(say::SESSIONS.in_(lang), &format!("({})", table.rows.len()))];
    let states: Vec<&str> = table.rows.iter().map(|row| row.state.name(row.session.inside.family())).collect();
    let cells = widest(states.iter().copied());
    for (row, state) in table.rows.iter().zip(states) {
        let (inside, outside) = (row.session.inside, row.session.outside);
        let own = row.session == table.own;
        let left = say::seconds_left(row.until.since(table.at).as_secs(), lang);
        let inner = end(inside.source, inside.source_port);
        let outer = format!(
            "{} {arrow} {}",
            end(outside.source, outside.source_port),
            end(outside.destination, outside.destination_port)
        );
        let sign = |sign: Sign| Some(if own { sign } else { Sign::Quiet });
        let mut first = vec![
            room.mark(own.then_some(Sign::Focus)),
            room.span(sign(Sign::Focus), column(state, cells)),
            room.span(sign(family_sign(inside.family())), format!("{inner}  ")),
        ];
        let outer = room.span(sign(family_sign(outside.family())), outer);
        let left = room.span(Some(Sign::Quiet), left);
        let used = |spans: &[Span]| spans.iter().map(Span::width).sum::<usize>();
        if used(&first) + outer.width() + 2 + left.width() <= room.width {
            first.extend([outer, Span::raw("  "), left]);
            lines.push(Line::from(first));
        } else {
            lines.push(Line::from(first));
            lines.push(Line::from(vec![Span::raw(" ".repeat(cells + 3)), outer, Span::raw("  "), left]));
        }
    }
    lines
}
