//! The longest-prefix match as a ladder: all candidates stand under the destination, bit under bit;
//! then they drop out one by one, those that differ first, and the longest that is left wins.

use super::{Room, column, widest};
use crate::cloud::route_table::RouteState;
use crate::cloud::tag;
use crate::sim::trace::{GuestRoute, RouteStep, SourceVerdict, Verdict};
use crate::tui::draw::width;
use crate::tui::look::Sign;
use crate::tui::player::diagram::capsule::family_sign;
use crate::tui::player::note;
use crate::words::player as say;
use ipnet::IpNet;
use ratatui::text::{Line, Span};
use std::net::IpAddr;

/// One candidate.
struct Rung {
    prefix: IpNet,
    verdict: Verdict,
    /// Where it leads.
    target: String,
    /// Whether nothing is there any more.
    blackhole: bool,
}

/// A subnet's route table.
pub fn route_table(step: &RouteStep, room: Room<'_>) -> Vec<Line<'static>> {
    let rungs = step.candidates.iter().map(|candidate| Rung {
        prefix: candidate.route.destination,
        verdict: candidate.verdict,
        target: note::target(room.film, candidate.route.target),
        blackhole: candidate.state == RouteState::Blackhole,
    });
    let table = room.film.world.route_tables.get(step.table).and_then(|table| tag::name(&table.tags));
    let name = table.map_or_else(|| step.table.to_string(), str::to_owned);
    let mut lines = vec![room.head(say::ROUTE_TABLE.in_(room.look.lang), &name)];
    lines.extend(ladder(step.destination, rungs.collect(), room));
    lines
}

/// The guest's own routing table, and which of its addresses is the source.
pub fn guest_table(route: &GuestRoute, room: Room<'_>) -> Vec<Line<'static>> {
    let lang = room.look.lang;
    let via = |via: Option<IpAddr>| via.map_or_else(|| say::ON_LINK.in_(lang).to_owned(), |via| format!("via {via}"));
    let rungs = route.candidates.iter().map(|candidate| Rung {
        prefix: candidate.destination,
        verdict: candidate.verdict,
        target: via(candidate.via),
        blackhole: false,
    });
    let mut lines = vec![room.head(say::GUEST_TABLE.in_(lang), "")];
    lines.extend(ladder(route.destination, rungs.collect(), room));
    if room.unfolded < 1.0 || route.sources.is_empty() {
        return lines;
    }
    lines.push(Line::default());
    lines.push(room.head(say::SOURCES.in_(lang), ""));
    let addresses: Vec<String> = route.sources.iter().map(|source| source.address.to_string()).collect();
    let cells = widest(addresses.iter().map(String::as_str));
    for (source, address) in route.sources.iter().zip(&addresses) {
        let chosen = source.verdict == SourceVerdict::Chosen;
        let sign = if chosen { Sign::Good } else { Sign::Quiet };
        lines.push(Line::from(vec![
            room.mark(Some(if chosen { Sign::Good } else { Sign::Quiet })),
            room.span(Some(if chosen { family_sign(source.address.into()) } else { sign }), column(address, cells)),
            room.span(Some(sign), say::source(source.verdict, source.common, lang)),
        ]));
    }
    lines
}

/// The ladder itself.
fn ladder(destination: IpAddr, mut rungs: Vec<Rung>, room: Room<'_>) -> Vec<Line<'static>> {
    let lang = room.look.lang;
    // The longest first, so that the order does not tell who wins.
    rungs.sort_by_key(|rung| std::cmp::Reverse(rung.prefix.prefix_len()));
    let decided = decided(&rungs, room);
    let prefixes: Vec<String> = rungs.iter().map(|rung| rung.prefix.to_string()).collect();
    let names = widest(prefixes.iter().map(String::as_str).chain([say::DESTINATION.in_(lang)]));
    let verdicts: Vec<String> = rungs.iter().map(|rung| verdict(rung, lang)).collect();
    let words = widest(verdicts.iter().map(String::as_str));
    let longest = rungs.iter().map(|rung| rung.prefix.prefix_len()).max().unwrap_or(0);
    let left = room.width.saturating_sub(2 + names + 1 + 1 + words);
    let targets = widest(rungs.iter().map(|rung| rung.target.as_str())) + 3;
    let digits = Digits::of(destination, longest, (left, left.saturating_sub(targets)));
    let head = column(say::DESTINATION.in_(lang), names);
    let sign = family_sign(destination.into());
    let bits = if digits.cells() == 0 { destination.to_string() } else { digits.text(destination) };
    let mut lines =
        vec![Line::from(vec![Span::raw("  "), room.span(Some(Sign::Quiet), head), room.span(Some(sign), bits)])];
    for ((rung, prefix), (verdict, decided)) in rungs.iter().zip(&prefixes).zip(verdicts.iter().zip(decided)) {
        let look = Rank::of(rung, decided);
        let mut spans = vec![room.mark(look.mark()), room.span(look.name(), column(prefix, names))];
        spans.extend(digits.spans(rung, decided, room));
        if decided {
            let padded = column(verdict, words);
            spans.push(room.span(look.mark().or(Some(Sign::Quiet)), padded));
        } else {
            spans.push(Span::raw(" ".repeat(words + 1)));
        }
        let used = 2 + names + 1 + digits.cells() + usize::from(digits.cells() > 0) + words + 1;
        let arrow = format!("{} {}", room.look.glyphs.pick("→", "->"), rung.target);
        if used + width(&arrow) <= room.width {
            spans.push(room.span(if look == Rank::Wins { None } else { Some(Sign::Quiet) }, arrow));
        }
        lines.push(Line::from(spans));
    }
    if room.unfolded >= 1.0 && rungs.iter().all(|rung| rung.verdict != Verdict::Wins) {
        lines.push(Line::from(vec![room.mark(Some(Sign::Bad)), room.span(Some(Sign::Bad), say::NO_MATCH.in_(lang))]));
    }
    lines
}

/// Which candidates are decided by now: those that differ drop out first, by the bit where they do,
/// then the shorter ones, and the winner is marked last.
fn decided(rungs: &[Rung], room: Room<'_>) -> Vec<bool> {
    let mut order: Vec<usize> = (0..rungs.len()).collect();
    order.sort_by_key(|at| match rungs[*at].verdict {
        Verdict::OtherFamily => (0, 0),
        Verdict::Differs { bit } => (1, bit),
        Verdict::Shorter => (2, rungs[*at].prefix.prefix_len()),
        Verdict::Wins => (3, 0),
    });
    // One moment before anything is decided.
    let passed = room.shown(rungs.len() + 1).saturating_sub(1);
    let mut decided = vec![false; rungs.len()];
    order.into_iter().take(passed).for_each(|at| decided[at] = true);
    decided
}

/// How a candidate stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rank {
    Open,
    Out,
    Wins,
    Gone,
}

impl Rank {
    fn of(rung: &Rung, decided: bool) -> Self {
        match (decided, rung.verdict, rung.blackhole) {
            (false, ..) => Self::Open,
            (true, Verdict::Wins, false) => Self::Wins,
            (true, Verdict::Wins, true) => Self::Gone,
            (true, ..) => Self::Out,
        }
    }

    fn mark(self) -> Option<Sign> {
        match self {
            Self::Open => None,
            Self::Out => Some(Sign::Quiet),
            Self::Wins => Some(Sign::Good),
            Self::Gone => Some(Sign::Bad),
        }
    }

    fn name(self) -> Option<Sign> {
        match self {
            Self::Open => None,
            Self::Out => Some(Sign::Quiet),
            Self::Wins | Self::Gone => Some(Sign::Focus),
        }
    }
}

fn verdict(rung: &Rung, lang: crate::lesson::Lang) -> String {
    let length = rung.prefix.prefix_len();
    match rung.verdict {
        Verdict::Wins if rung.blackhole => format!("{}, blackhole", say::wins(length, lang)),
        Verdict::Wins => say::wins(length, lang),
        Verdict::Shorter => say::shorter(length, lang),
        Verdict::Differs { bit } => say::differs(bit, lang),
        Verdict::OtherFamily => say::OTHER_FAMILY.in_(lang).to_owned(),
    }
}

/// How addresses are written so that their bits stand under each other: IPv6 in hexadecimal digits,
/// IPv4 in bits, as many groups as the longest candidate needs and the line has room for.
struct Digits {
    /// Bits of a digit.
    bits: u8,
    /// Digits of a group.
    group: usize,
    /// How many groups are shown.
    groups: usize,
    /// Whether some are left out.
    cut: bool,
}

impl Digits {
    /// As many groups as the longest candidate has bits for; all of them where what stands behind has
    /// room nevertheless.
    fn of(destination: IpAddr, longest: u8, (room, comfort): (usize, usize)) -> Self {
        let (bits, group, all) = if destination.is_ipv6() { (4, 4, 8) } else { (1, 8, 4) };
        let needed = usize::from(longest).div_ceil(group * usize::from(bits)).clamp(1, all);
        // Each has a separator, or a sign that the address goes on, behind it.
        let fit = |room: usize| room / (group + 1);
        let groups = needed.min(fit(room)).max(all.min(fit(comfort)));
        Self { bits, group, groups, cut: groups < all }
    }

    fn cells(&self) -> usize {
        if self.groups == 0 { 0 } else { self.groups * (self.group + 1) - usize::from(!self.cut) }
    }

    /// The digits that are shown, separators left out.
    fn digits(&self, address: IpAddr) -> Vec<char> {
        let all: String = match address {
            IpAddr::V4(address) => format!("{:032b}", address.to_bits()),
            IpAddr::V6(address) => format!("{:032x}", address.to_bits()),
        };
        all.chars().take(self.groups * self.group).collect()
    }

    fn separator(&self, at: usize) -> &'static str {
        match (at > 0 && at.is_multiple_of(self.group), self.bits) {
            (false, _) => "",
            (true, 1) => ".",
            (true, _) => ":",
        }
    }

    fn end(&self) -> &'static str {
        if self.cut && self.groups > 0 { "…" } else { "" }
    }

    fn text(&self, address: IpAddr) -> String {
        let digits = self.digits(address);
        let digits = digits.iter().enumerate().map(|(at, digit)| format!("{}{digit}", self.separator(at)));
        digits.collect::<String>() + self.end()
    }

    /// A candidate's bits: what matches in the family's colour, the digit where it differs as bad, and
    /// what its length does not cover left out.
    fn spans(&self, rung: &Rung, decided: bool, room: Room<'_>) -> Vec<Span<'static>> {
        if self.groups == 0 {
            return Vec::new();
        }
        let family = family_sign(rung.prefix.addr().into());
        let length = rung.prefix.prefix_len();
        let covered = usize::from(length.div_ceil(self.bits));
        let differs = match rung.verdict {
            Verdict::Differs { bit } => Some(usize::from(bit / self.bits)),
            _ => None,
        };
        let blank = room.look.glyphs.pick("·", ".");
        let mut runs: Vec<(Option<Sign>, String)> = Vec::new();
        for (at, digit) in self.digits(rung.prefix.network()).into_iter().enumerate() {
            let sign = match differs {
                _ if at >= covered => Some(Sign::Quiet),
                _ if !decided => None,
                Some(differs) if at == differs => Some(Sign::Bad),
                Some(differs) if at > differs => Some(Sign::Quiet),
                _ => Some(family),
            };
            let digit = if at < covered { digit.to_string() } else { blank.to_owned() };
            let text = format!("{}{digit}", self.separator(at));
            // Runs of one style are one piece: what changes the style costs bytes on the wire.
            match runs.last_mut().filter(|(last, _)| *last == sign) {
                Some((_, run)) => run.push_str(&text),
                None => runs.push((sign, text)),
            }
        }
        let mut spans: Vec<Span> = runs.into_iter().map(|(sign, run)| room.span(sign, run)).collect();
        spans.push(room.span(Some(Sign::Quiet), format!("{} ", self.end())));
        spans
    }
}
