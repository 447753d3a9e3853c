//! The evidence of a scene: the losers beside the winner, before beside after, octet under octet.

use super::plain;
use crate::cloud::network_acl::Action;
use crate::cloud::route_table::RouteState;
use crate::cloud::security_group::Peer;
use crate::net::{Family, Packet, Protocol};
use crate::sim::trace::{
    GuestRoute, Lookup, NetworkAclStep, ResolverStep, RouteStep, SecurityGroupStep, SessionTable, Step, Translation,
    Verdict, What,
};
use crate::tui::draw::pad;
use crate::tui::film::{Film, Scene, Shows};
use crate::tui::look::{Look, Sign};
use crate::words::player as say;
use crate::words::trace::{Names, lookup as lookup_words};
use ratatui::text::{Line, Span};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

/// What the evidence is written with.
pub struct Room<'a> {
    /// Names of things.
    pub names: Names<'a>,
    /// Cells in a line.
    pub width: usize,
    /// Language, colours and signs.
    pub look: Look,
}

/// The evidence of a scene, as far as it has `unfolded` (0 to 1).
pub fn lines(film: &Film, scene: &Scene, unfolded: f32, room: &Room<'_>) -> Vec<Line<'static>> {
    let Some(event) = film.trace.events.get(scene.event) else { return Vec::new() };
    match (&event.what, scene.shows) {
        (What::Lookup(lookup), Shows::Question) => question(lookup, room),
        (What::Lookup(lookup), _) => answer(lookup, unfolded, room),
        (What::GuestRoute(route), _) => guest_table(route, room),
        (What::Flight(flight), Shows::Step { hop, step }) => {
            match flight.hops.get(hop).and_then(|hop| hop.steps.get(step)) {
                Some(Step::Routes(step)) => ladder(step, unfolded, room),
                Some(Step::Translation(translation)) => headers(translation, unfolded, room),
                Some(Step::SecurityGroups(step)) => group_rules(step, room),
                Some(Step::NetworkAcl(step)) => acl_entries(step, room),
                _ => flight.hops.get(hop).map(|hop| vec![summary(&hop.packet, room)]).unwrap_or_default(),
            }
        }
        (What::Flight(flight), _) => flight.hops.last().map(|hop| vec![summary(&hop.packet, room)]).unwrap_or_default(),
        (What::GaveUp { .. } | What::NoEndpoint { .. }, _) => Vec::new(),
    }
}

/// A step of the flight that a scene shows.
pub fn step<'a>(film: &'a Film, scene: &Scene, hop: usize, step: usize) -> Option<&'a Step> {
    match &film.trace.events.get(scene.event)?.what {
        What::Flight(flight) => flight.hops.get(hop)?.steps.get(step),
        _ => None,
    }
}

/// The guest's decision that a scene shows.
pub fn guest_route<'a>(film: &'a Film, scene: &Scene) -> Option<&'a GuestRoute> {
    match &film.trace.events.get(scene.event)?.what {
        What::GuestRoute(route) => Some(route),
        _ => None,
    }
}

/// How long somebody waited in a scene.
pub fn waited(film: &Film, scene: &Scene) -> Duration {
    match film.trace.events.get(scene.event).map(|event| &event.what) {
        Some(What::GaveUp { after, .. }) => *after,
        _ => Duration::ZERO,
    }
}

/// A line of pieces, each with its sign.
fn line<const N: usize>(pieces: [(Option<Sign>, String); N], look: &Look) -> Line<'static> {
    let span = |(sign, text): (Option<Sign>, String)| Span::styled(text, sign.map_or(plain(), |sign| look.style(sign)));
    Line::from(pieces.into_iter().map(span).collect::<Vec<_>>())
}

fn family_sign(family: Family) -> Sign {
    match family {
        Family::Ipv6 => Sign::Ipv6,
        Family::Ipv4 => Sign::Ipv4,
    }
}

/// What is asked, and whom.
fn question(lookup: &Lookup, room: &Room<'_>) -> Vec<Line<'static>> {
    let ask = lookup.asked.queries.iter().map(|query| format!("{} {}?", query.name(), query.query_type()));
    let words = ask.collect::<Vec<_>>().join(", ");
    let arrow = room.look.glyphs.pick("→", "->");
    vec![line([(Some(Sign::Dns), words), (Some(Sign::Quiet), format!("  {arrow} {}", lookup.server))], &room.look)]
}

/// How the answer was made, and for each synthesized record how its octets fell into place.
fn answer(lookup: &Lookup, unfolded: f32, room: &Room<'_>) -> Vec<Line<'static>> {
    let mut lines: Vec<Line> = lookup_words(lookup, room.look.lang)
        .into_iter()
        .map(|words| line([(Some(Sign::Dns), format!("{} ", room.look.glyph(Sign::Dns))), (None, words)], &room.look))
        .collect();
    for step in &lookup.steps {
        if let ResolverStep::Synthesized { from, to, .. } = step {
            lines.push(Line::default());
            lines.extend(octets(*from, *to, unfolded, room));
        }
    }
    if let Some(message) = &lookup.answered {
        lines.push(Line::default());
        lines.extend(message.answers.iter().map(|record| {
            Line::from(crate::net::dns::record_line(record).split_whitespace().collect::<Vec<_>>().join(" "))
        }));
    }
    lines
}

/// The four octets of an IPv4 address falling into place behind the prefix (RFC 6052).
fn octets(from: Ipv4Addr, to: Ipv6Addr, unfolded: f32, room: &Room<'_>) -> Vec<Line<'static>> {
    // At most 4, so the cast keeps its value.
    let fallen = (unfolded * 4.0).ceil().clamp(0.0, 4.0) as usize;
    let look = &room.look;
    let bar = look.glyphs.pick("│", "|");
    let cell = |text: String| format!("{text:>6}");
    let octets = from.octets();
    let decimal: String = octets.iter().map(|octet| cell(octet.to_string())).collect();
    let bars: String = (0..4).map(|index| cell(if index < fallen { bar.into() } else { String::new() })).collect();
    let hex: String = octets
        .iter()
        .enumerate()
        .map(|(index, octet)| cell(if index < fallen { format!("{octet:02x}") } else { "..".into() }))
        .collect();
    let label = pad(say::MADE_FROM.in_(look.lang), 12);
    let mut lines = vec![
        line([(Some(Sign::Quiet), label), (Some(Sign::Ipv4), decimal)], look),
        line([(None, " ".repeat(12)), (Some(Sign::Quiet), bars)], look),
        line([(Some(Sign::Ipv6), pad("64:ff9b::", 12)), (Some(Sign::Ipv4), hex)], look),
    ];
    if fallen == 4 {
        let mark = look.glyph(Sign::Good);
        lines.push(line([(Some(Sign::Good), pad(mark, 12)), (Some(Sign::Ipv6), format!("  {to}"))], look));
    }
    lines
}

/// The guest's own routing table.
fn guest_table(route: &GuestRoute, room: &Room<'_>) -> Vec<Line<'static>> {
    let look = &room.look;
    let head = line([(Some(family_sign(route.destination.into())), route.destination.to_string())], look);
    let via = |via: Option<IpAddr>| via.map_or_else(|| "link".to_owned(), |via| format!("via {via}"));
    // As wide as what stands in them, so that the verdict has the rest of the line.
    let all = || route.candidates.iter();
    let first = all().map(|candidate| candidate.destination.to_string().len()).max().unwrap_or(0) + 1;
    let second = all().map(|candidate| via(candidate.via).len()).max().unwrap_or(0) + 1;
    let rows = all().map(|candidate| {
        let (sign, words) = verdict(candidate.verdict, look);
        let (destination, next) = (candidate.destination.to_string(), via(candidate.via));
        line([(None, format!("  {} {} ", pad(&destination, first), pad(&next, second))), (Some(sign), words)], look)
    });
    std::iter::once(head).chain(rows).collect()
}

/// Why a route won or lost, with its sign.
fn verdict(verdict: Verdict, look: &Look) -> (Sign, String) {
    let lang = look.lang;
    match verdict {
        Verdict::Wins => (Sign::Good, format!("{} {}", look.glyph(Sign::Good), say::WINS.in_(lang))),
        Verdict::Shorter => (Sign::Quiet, say::SHORTER.in_(lang).to_owned()),
        Verdict::Differs { bit } => (Sign::Quiet, format!("{} {}", look.glyph(Sign::Bad), say::differs(bit, lang))),
        Verdict::OtherFamily => (Sign::Quiet, say::OTHER_FAMILY.in_(lang).to_owned()),
    }
}

/// The longest-prefix match as a ladder: how many bits of each route match, the winner on top.
fn ladder(step: &RouteStep, unfolded: f32, room: &Room<'_>) -> Vec<Line<'static>> {
    let look = &room.look;
    let whole = if step.destination.is_ipv6() { 128 } else { 32 };
    let bits = usize::from(room.width >= 90) * 16 + 16;
    let (full, empty) = look.glyphs.pick(("━", "·"), ("=", "."));
    let mut lines = vec![line([(Some(family_sign(step.destination.into())), step.destination.to_string())], look)];
    // At most as many as there are candidates, so the cast keeps its value.
    let shown = ((step.candidates.len() as f32) * unfolded).ceil() as usize;
    for candidate in step.candidates.iter().rev().take(shown).collect::<Vec<_>>().into_iter().rev() {
        let route = &candidate.route;
        let length = usize::from(route.destination.prefix_len());
        let matching = match candidate.verdict {
            Verdict::Wins | Verdict::Shorter => length,
            Verdict::Differs { bit } => usize::from(bit),
            Verdict::OtherFamily => 0,
        };
        let filled = (matching * bits).div_ceil(whole).min(bits);
        let bar = full.repeat(filled) + &empty.repeat(bits - filled);
        let (sign, mut words) = verdict(candidate.verdict, look);
        let mut sign = sign;
        if candidate.verdict == Verdict::Wins && candidate.state == RouteState::Blackhole {
            (sign, words) = (Sign::Bad, format!("{words}, blackhole"));
        }
        let target = room.names.target(route.target, look.lang);
        let name_sign = if sign == Sign::Quiet { Sign::Quiet } else { Sign::Focus };
        lines.push(line(
            [
                (Some(name_sign), pad(&route.destination.to_string(), 22)),
                (Some(sign), format!(" {bar} {words}")),
                (Some(Sign::Quiet), if sign == Sign::Quiet { String::new() } else { format!("  {target}") }),
            ],
            look,
        ));
    }
    lines
}

/// The header before and after, field under field, changes marked.
fn headers(translation: &Translation, unfolded: f32, room: &Room<'_>) -> Vec<Line<'static>> {
    let look = &room.look;
    let lang = look.lang;
    let (before, after) = (&translation.before, &translation.after);
    let (old, new) = (before.flow(), after.flow());
    let address = |address: IpAddr| address.to_string();
    let ports = |from: u16, to: u16| format!("{from} > {to}");
    let fields = [
        ("IP", before.family().to_string(), after.family().to_string()),
        (say::SOURCE.in_(lang), address(old.source), address(new.source)),
        (say::DESTINATION.in_(lang), address(old.destination), address(new.destination)),
        (
            say::PORTS.in_(lang),
            ports(old.source_port, old.destination_port),
            ports(new.source_port, new.destination_port),
        ),
        (say::HOPS.in_(lang), before.hop_limit().to_string(), after.hop_limit().to_string()),
        (say::LENGTH.in_(lang), before.length().to_string(), after.length().to_string()),
    ];
    let label = 12;
    // As wide as what stands in it, so that whole addresses fit: only one of the two is IPv6.
    let longest = fields.iter().map(|(_, old, _)| old.len()).max().unwrap_or(0);
    let column = (longest + 1).clamp(8, room.width.saturating_sub(label + 4).max(8));
    let (old_sign, new_sign) = (family_sign(before.family()), family_sign(after.family()));
    let heading = format!("{}{}  {}", " ".repeat(label), pad(say::BEFORE.in_(lang), column), say::AFTER.in_(lang));
    let mut lines = vec![line([(Some(Sign::Quiet), heading)], look)];
    // At most the number of fields, so the cast keeps its value.
    let shown = (fields.len() as f32 * unfolded).ceil() as usize;
    for (index, (name, old, new)) in fields.into_iter().enumerate() {
        let changed = old != new;
        let mark = if changed { look.glyph(Sign::Changed) } else { " " };
        let new = if index < shown { new } else { String::new() };
        lines.push(line(
            [
                (Some(Sign::Quiet), pad(name, label)),
                (Some(old_sign), pad(&old, column)),
                (Some(Sign::Changed), format!("{mark} ")),
                (Some(if changed { new_sign } else { Sign::Quiet }), new),
            ],
            look,
        ));
    }
    if let Some(table) = &translation.sessions {
        lines.push(Line::default());
        lines.extend(sessions(table, room));
    }
    lines
}

/// A NAT gateway's session table: state, time left and inside end of each row, its outside below. The
/// row that the packet belongs to is marked.
fn sessions(table: &SessionTable, room: &Room<'_>) -> Vec<Line<'static>> {
    let look = &room.look;
    let arrow = look.glyphs.pick("→", "->");
    let end = |address: IpAddr, port: u16| SocketAddr::new(address, port).to_string();
    let heading = format!("{} ({})", say::SESSIONS.in_(look.lang), table.rows.len());
    let mut lines = vec![line([(Some(Sign::Quiet), heading)], look)];
    for row in &table.rows {
        let (inside, outside) = (row.session.inside, row.session.outside);
        let mark = if row.session == table.own { look.glyph(Sign::Focus) } else { " " };
        let left = say::seconds_left(row.until.since(table.at).as_secs(), look.lang);
        let remote = format!(" {arrow} {}", end(outside.destination, outside.destination_port));
        lines.push(line(
            [
                (Some(Sign::Focus), format!("{mark} {}", pad(row.state.name(inside.family()), 18))),
                (Some(Sign::Quiet), pad(&left, 13)),
                (Some(family_sign(inside.family())), end(inside.source, inside.source_port)),
            ],
            look,
        ));
        let own = end(outside.source, outside.source_port);
        lines.push(line([(None, " ".repeat(33)), (Some(Sign::Ipv4), own), (Some(Sign::Ipv4), remote)], look));
    }
    lines
}

/// The rules of a security group, the matching ones marked.
fn group_rules(step: &SecurityGroupStep, room: &Room<'_>) -> Vec<Line<'static>> {
    let look = &room.look;
    if step.rules.is_empty() {
        return vec![line([(Some(Sign::Bad), say::NO_RULES.in_(look.lang).to_owned())], look)];
    }
    let rows = step.rules.iter().map(|(_, rule, matches)| {
        let peer = match rule.peer {
            Peer::Cidr(cidr) => cidr.to_string(),
            Peer::Group(group) => group.to_string(),
        };
        let sign = if *matches { Sign::Good } else { Sign::Quiet };
        let mark = if *matches { look.glyph(Sign::Good) } else { " " };
        line([(Some(sign), format!("{mark} {} {peer}", pad(&say::traffic(rule.traffic), 18)))], look)
    });
    rows.collect()
}

/// The entries of a network ACL that were looked at, the deciding one marked.
fn acl_entries(step: &NetworkAclStep, room: &Room<'_>) -> Vec<Line<'static>> {
    let look = &room.look;
    let sign_of = |action: Action| if action == Action::Allow { Sign::Good } else { Sign::Bad };
    let mut lines: Vec<Line> = step
        .looked_at
        .iter()
        .map(|(entry, matches)| {
            let sign = if *matches { sign_of(entry.action) } else { Sign::Quiet };
            let mark = if *matches { look.glyph(sign) } else { " " };
            let words = format!(
                "{mark} {:>5} {} {} {:?}",
                entry.number,
                pad(&say::traffic(entry.traffic), 18),
                pad(&entry.cidr.to_string(), 22),
                entry.action
            );
            line([(Some(sign), words)], look)
        })
        .collect();
    if !step.looked_at.iter().any(|(_, matches)| *matches) {
        lines.push(line([(Some(Sign::Bad), format!("{}     * Deny", look.glyph(Sign::Bad)))], look));
    }
    lines
}

/// A packet in one line.
fn summary(packet: &Packet, room: &Room<'_>) -> Line<'static> {
    let flow = packet.flow();
    let protocol = match flow.protocol {
        Protocol::Tcp => "TCP".to_owned(),
        Protocol::Udp => "UDP".to_owned(),
        Protocol::Icmp => "ICMP".to_owned(),
        Protocol::Icmpv6 => "ICMPv6".to_owned(),
        Protocol::Other(number) => number.to_string(),
    };
    let sign = family_sign(packet.family());
    let arrow = room.look.glyphs.pick("→", "->");
    let words = format!("{} {protocol}  {} {arrow} {}", room.look.glyph(sign), flow.source, flow.destination);
    line([(Some(sign), words)], &room.look)
}
