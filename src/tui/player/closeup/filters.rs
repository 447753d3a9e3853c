//! What filters the packet met: the rules of security groups, of which any may allow, and the entries of
//! a network ACL, of which the first that matches decides.

use super::{Room, column, widest};
use crate::cloud::network_acl::{Action, Direction};
use crate::net::Flow;
use crate::sim::trace::{NetworkAclStep, SecurityGroupStep};
use crate::tui::look::Sign;
use crate::tui::player::diagram::capsule::family_sign;
use crate::words::player as say;
use crate::words::player::caption;
use ratatui::text::Line;

/// What is asked about: the traffic and its other end, which the rules speak of.
fn flow(flow: Flow, direction: Direction, room: Room<'_>) -> Line<'static> {
    let (bound, arrow, peer) = match direction {
        Direction::Ingress => (say::INBOUND, room.look.glyphs.pick("←", "<-"), flow.source),
        Direction::Egress => (say::OUTBOUND, room.look.glyphs.pick("→", "->"), flow.destination),
    };
    let words = format!("{} {} {arrow} {peer}", bound.in_(room.look.lang), caption::traffic_of(flow));
    Line::from(room.span(Some(family_sign(flow.family())), words))
}

/// The rules of security groups.
pub fn security_groups(step: &SecurityGroupStep, room: Room<'_>) -> Vec<Line<'static>> {
    let lang = room.look.lang;
    let groups = &room.film.world.security_groups;
    let called = |id| groups.get(id).map_or_else(|| format!("{id}"), |group| group.name.clone());
    let names: Vec<String> = step.groups.iter().map(|id| called(*id)).collect();
    let mut lines = vec![
        room.head(say::SECURITY_GROUP.in_(lang), &names.join(", ")),
        flow(step.flow, step.direction, room),
        Line::default(),
    ];
    if step.rules.is_empty() {
        lines.push(Line::from(vec![room.mark(Some(Sign::Bad)), room.span(Some(Sign::Bad), say::NO_RULES.in_(lang))]));
        return lines;
    }
    let rows: Vec<[String; 3]> = step
        .rules
        .iter()
        .map(|(group, rule, _)| {
            [caption::traffic(rule.traffic, lang), caption::peer(rule.peer, called), called(*group)]
        })
        .collect();
    let cells = [0, 1, 2].map(|at| widest(rows.iter().map(|row| row[at].as_str())));
    for (row, (_, _, matches)) in rows.iter().zip(&step.rules) {
        let sign = if *matches { Sign::Good } else { Sign::Quiet };
        let text: String = row.iter().zip(cells).map(|(text, cells)| column(text, cells) + " ").collect();
        lines.push(Line::from(vec![room.mark(matches.then_some(Sign::Good)), room.span(Some(sign), text)]));
    }
    lines.push(Line::from(room.span(Some(Sign::Quiet), format!("  {}", say::ANY_MATCH.in_(lang)))));
    lines
}

/// The entries of a network ACL, as far as they were looked at.
pub fn network_acl(step: &NetworkAclStep, room: Room<'_>) -> Vec<Line<'static>> {
    let lang = room.look.lang;
    let mut lines = vec![
        room.head(say::ACL.in_(lang), &room.film.world.name_of(step.acl)),
        flow(step.flow, step.direction, room),
        Line::default(),
    ];
    let action = |action: Action| match action {
        Action::Allow => "allow",
        Action::Deny => "deny",
    };
    let mut rows: Vec<([String; 4], bool, Action)> = step
        .looked_at
        .iter()
        .map(|(entry, matches)| {
            let row = [
                entry.number.to_string(),
                caption::traffic(entry.traffic, lang),
                entry.cidr.to_string(),
                action(entry.action).to_owned(),
            ];
            (row, *matches, entry.action)
        })
        .collect();
    if !step.looked_at.iter().any(|(_, matches)| *matches) {
        let row = [
            "*".to_owned(),
            caption::traffic(crate::cloud::security_group::Traffic::All, lang),
            String::new(),
            "deny".to_owned(),
        ];
        rows.push((row, true, Action::Deny));
    }
    let cells = [0, 1, 2, 3].map(|at| widest(rows.iter().map(|(row, ..)| row[at].as_str())));
    for (row, matches, action) in &rows {
        let good = if *action == Action::Allow { Sign::Good } else { Sign::Bad };
        let sign = if *matches { good } else { Sign::Quiet };
        let text: String = row.iter().zip(cells).map(|(text, cells)| column(text, cells) + " ").collect();
        lines.push(Line::from(vec![room.mark(matches.then_some(good)), room.span(Some(sign), text)]));
    }
    lines.push(Line::from(room.span(Some(Sign::Quiet), format!("  {}", say::FIRST_MATCH.in_(lang)))));
    lines
}
