//! A few words at the station where something happens: what was decided, short enough for the stage.

use crate::cloud::network_acl::Action;
use crate::cloud::route_table::{RouteState, Target};
use crate::sim::Outcome;
use crate::sim::trace::{Lookup, NetworkAclStep, RouteStep, Step, Translation, TranslationKind, What};
use crate::tui::film::{Film, Frame, Shows};
use crate::tui::look::{Look, Sign};
use crate::words::player::note as say;
use crate::words::trace::outcome;
use std::net::{IpAddr, SocketAddr};

/// The note of a picture, once the packet is there.
pub fn note(film: &Film, frame: &Frame, look: &Look) -> Option<(Sign, String)> {
    let scene = &film.scenes[frame.scene];
    let whole = frame.travelled >= 1.0 && frame.unfolded >= 1.0;
    let what = &film.trace.events.get(scene.event)?.what;
    let lang = look.lang;
    if scene.shows == Shows::Outcome {
        let sign = if film.trace.outcome == Outcome::Ok { Sign::Good } else { Sign::Bad };
        return Some((sign, format!("{} {}", look.glyph(sign), outcome(film.trace.outcome, lang))));
    }
    let bad = |text: String| (Sign::Bad, format!("{} {text}", look.glyph(Sign::Bad)));
    Some(match (what, scene.shows) {
        (What::Lookup(lookup), Shows::Question) => {
            (Sign::Dns, lookup.asked.queries.first().map(|query| format!("{} {}?", query.name(), query.query_type()))?)
        }
        (What::Lookup(lookup), _) if frame.travelled >= 1.0 => answer(lookup, look),
        (What::GuestRoute(route), _) if whole => match route.source {
            None => bad(say::no_route(route.destination, lang)),
            Some(source) => (Sign::Quiet, say::from(source, lang)),
        },
        (What::GaveUp { after, .. }, _) => bad(say::gave_up(*after, lang)),
        (What::NoEndpoint { .. }, _) => bad(say::NO_ENDPOINT.in_(lang).to_owned()),
        (What::Flight(flight), Shows::Again) => {
            let count = scene.passes.len();
            (Sign::Bad, format!("{} {}", look.glyph(Sign::Bad), say::again(frame.pass + 1, count, &flight.end, lang)))
        }
        (What::Flight(_), Shows::Talk) => {
            let (number, count) = (frame.pass + 1, scene.passes.len());
            (Sign::Quiet, format!("{number}/{count}"))
        }
        (What::Flight(_), Shows::Step { .. }) if frame.travelled >= 1.0 => {
            step(film, film.step(scene)?, frame.unfolded, look)?
        }
        _ => return None,
    })
}

/// What was answered.
pub fn answer(lookup: &Lookup, look: &Look) -> (Sign, String) {
    let answers = lookup.answered.iter().flat_map(|message| &message.answers);
    let kind = lookup.asked.queries.first().map(|query| query.query_type());
    let of_kind: Vec<String> = answers
        .filter(|record| Some(record.record_type()) == kind)
        .map(|record| crate::net::dns::data_text(&record.data))
        .collect();
    let kind = kind.map(|kind| kind.to_string()).unwrap_or_default();
    let more = if of_kind.len() > 1 { format!(" +{}", of_kind.len() - 1) } else { String::new() };
    match of_kind.first() {
        Some(first) => (Sign::Dns, format!("{kind} {first}{more}")),
        None if lookup.answer.is_none() => (Sign::Bad, say::SILENCE.in_(look.lang).to_owned()),
        None => (Sign::Bad, say::none(&kind, look.lang)),
    }
}

/// What was decided, once it has unfolded.
pub fn step(film: &Film, step: &Step, unfolded: f32, look: &Look) -> Option<(Sign, String)> {
    let lang = look.lang;
    let sign = |good: bool| if good { Sign::Good } else { Sign::Bad };
    let marked = |good: bool, text: String| (sign(good), format!("{} {text}", look.glyph(sign(good))));
    Some(match step {
        Step::SecurityGroups(step) => marked(step.allowed, say::SECURITY_GROUP.in_(lang).to_owned()),
        Step::NetworkAcl(step) => marked(step.action == Action::Allow, acl(step)),
        Step::Routes(step) if unfolded >= 1.0 => route(film, step, look),
        Step::Translation(step) if unfolded >= 0.45 => (Sign::Focus, translation(step, look)),
        Step::Routes(_) | Step::Translation(_) => return None,
        Step::Known { .. } => marked(true, say::REMEMBERED.in_(lang).to_owned()),
        Step::Dropped(reason) => marked(false, say::dropped(reason, lang).to_owned()),
        Step::Accepted => marked(true, say::ARRIVED.in_(lang).to_owned()),
        Step::Answered { no } => marked(false, say::refused(*no, lang).to_owned()),
    })
}

fn acl(step: &NetworkAclStep) -> String {
    let number = step.looked_at.iter().find(|(_, matches)| *matches).map(|(entry, _)| entry.number.to_string());
    format!("ACL {}", number.unwrap_or_else(|| "*".to_owned()))
}

fn route(film: &Film, step: &RouteStep, look: &Look) -> (Sign, String) {
    let arrow = look.glyphs.pick("→", "->");
    match step.winner() {
        Some(winner) if winner.state == RouteState::Active => {
            let target = target(film, winner.route.target);
            (Sign::Good, format!("{} {arrow} {target}", winner.route.destination))
        }
        Some(winner) => (Sign::Bad, format!("{} {arrow} blackhole", winner.route.destination)),
        None => (Sign::Bad, say::no_route(step.destination, look.lang)),
    }
}

/// A route's target in a word, as the stations are called.
pub fn target(film: &Film, target: Target) -> String {
    match target {
        Target::Local => "local".to_owned(),
        Target::InternetGateway(_) => "IGW".to_owned(),
        Target::EgressOnlyInternetGateway(_) => "EIGW".to_owned(),
        Target::NatGateway(_) => "NAT GW".to_owned(),
        Target::Instance(id, _) => film.world.name_of(id),
        Target::NetworkInterface(id) => film.world.name_of(id),
    }
}

/// The end that a translation is about, before and after.
pub fn translated(step: &Translation) -> (String, String) {
    let (before, after) = (step.before.flow(), step.after.flow());
    let end = |address: IpAddr, port: u16| SocketAddr::new(address, port).to_string();
    match step.kind {
        TranslationKind::Nat64 | TranslationKind::Nat44 => {
            (end(before.source, before.source_port), end(after.source, after.source_port))
        }
        TranslationKind::Nat64Back | TranslationKind::Nat44Back => {
            (end(before.destination, before.destination_port), end(after.destination, after.destination_port))
        }
        TranslationKind::Public => (before.source.to_string(), after.source.to_string()),
        TranslationKind::Private => (before.destination.to_string(), after.destination.to_string()),
    }
}

/// What a translation makes of that end.
fn translation(step: &Translation, look: &Look) -> String {
    let (before, after) = translated(step);
    format!("{before} {} {after}", look.glyphs.pick("→", "->"))
}
