//! The sentence of a scene: what happens at its station, and why. The words are in `words`; here they
//! get the names that the stage uses.

use super::note;
use crate::cloud::tag;
use crate::sim::Outcome;
use crate::sim::trace::{End, Flight, Lookup, Place, RouteStep, SecurityGroupStep, Step, What};
use crate::tui::film::{Film, Frame, Heading, Scene, Shows, Spot, label};
use crate::tui::look::{Look, Motion};
use crate::words::player::caption::{Memory, Passage};
use crate::words::player::{self as say, caption};
use std::time::Duration;

/// The sentence of a picture: of a table it does not tell who wins before that is seen.
pub fn caption(film: &Film, frame: &Frame, look: &Look) -> String {
    let (scene, lang) = (&film.scenes[frame.scene], look.lang);
    let whole = frame.unfolded >= 1.0;
    if let Some(Step::Routes(step)) = film.step(scene).filter(|_| !whole) {
        return caption::looking(&place(film, scene), Some(&table(film, step)), step.destination, lang);
    }
    let Some(event) = film.trace.events.get(scene.event) else { return say::NOTHING.in_(lang).to_owned() };
    let client = film.client();
    if scene.shows == Shows::Outcome {
        let trace = &film.trace;
        let sent = trace.flights().count();
        let why = if trace.outcome == Outcome::Ok { String::new() } else { why(film, look) };
        return caption::outcome(trace.program(), (trace.outcome, trace.took), sent, &why, lang);
    }
    match (&event.what, scene.shows) {
        (What::Lookup(lookup), Shows::Question) => caption::question(&client, lookup, lang),
        (What::Lookup(lookup), _) => caption::answer(lookup, &asking_subnet(film, lookup), lang),
        (What::GuestRoute(route), _) if !whole => caption::looking(&client, None, route.destination, lang),
        (What::GuestRoute(route), _) => caption::guest_route(&client, route, lang),
        (What::GaveUp { after, .. }, _) => caption::gave_up(film.trace.program(), *after, lang),
        (What::NoEndpoint { unfit }, _) if unfit.is_empty() => caption::NO_ENDPOINT.in_(lang).to_owned(),
        (What::NoEndpoint { .. }, _) => caption::UNFIT_ENDPOINT.in_(lang).to_owned(),
        (What::Flight(flight), Shows::Step { hop, .. }) => step(film, scene, (flight, hop), look),
        (What::Flight(flight), Shows::Passes { hop }) => passes(film, scene, (flight, hop), look),
        (What::Flight(_), Shows::Again) => again(film, scene, look),
        (What::Flight(_), _) => talk(film, scene, look),
    }
}

/// Where it was decided, and how, in a few words.
fn why(film: &Film, look: &Look) -> String {
    let deciding = film.deciding();
    let frame = film.frame(film.whole_at(deciding), Motion::Reduced);
    let note = note::note(film, &frame, look).filter(|_| film.scenes[deciding].shows != Shows::Outcome);
    note.map(|(_, note)| format!("{}: {note}", place(film, &film.scenes[deciding]))).unwrap_or_default()
}

/// What the station of a scene is called.
fn place(film: &Film, scene: &Scene) -> String {
    match scene.to {
        Spot::Station(at) => film.ways[scene.way].stations.get(at).map(|it| it.label.short.clone()).unwrap_or_default(),
        Spot::Resolver => film.resolver_name(),
    }
}

fn asking_subnet(film: &Film, lookup: &Lookup) -> String {
    let Some(subnet) = lookup.subnet else { return String::new() };
    label(&Place::Subnet(subnet), &film.world, &film.shortener).short
}

fn step(film: &Film, scene: &Scene, (flight, hop): (&Flight, usize), look: &Look) -> String {
    let (place, lang) = (place(film, scene), look.lang);
    let Some((hop, step)) = flight.hops.get(hop).zip(film.step(scene)) else { return place };
    match step {
        Step::SecurityGroups(step) => {
            let (groups, rule) = groups(film, step, look);
            caption::security_groups(&place, &groups, (step, &rule), lang)
        }
        Step::NetworkAcl(step) => caption::network_acl(&place, step, lang),
        Step::Routes(step) => {
            let target = step.winner().map(|winner| note::target(film, winner.route.target)).unwrap_or_default();
            caption::routes(&place, (&table(film, step), &target), step, lang)
        }
        Step::Translation(step) => caption::translation(&place, step, lang),
        Step::Known { .. } => {
            let gateway = matches!(hop.place, Place::EgressOnlyInternetGateway(_) | Place::NatGateway(_));
            caption::known(&place, if gateway { Memory::Gateway } else { Memory::SecurityGroups }, lang)
        }
        Step::Dropped(reason) => caption::dropped(&place, reason, &hop.packet, lang),
        Step::Accepted => caption::accepted(&place, flight.role, &hop.packet, lang),
        Step::Answered { no } => caption::answered(&place, *no, lang),
    }
}

/// What the groups are called, and the rule that allows.
fn groups(film: &Film, step: &SecurityGroupStep, look: &Look) -> (String, String) {
    let called = |id| film.world.security_groups.get(id).map_or_else(|| id.to_string(), |group| group.name.clone());
    let names: Vec<String> = step.groups.iter().map(|id| called(*id)).collect();
    let rule = step.rules.iter().find(|(_, _, matches)| *matches).map(|(_, rule, _)| {
        format!("{} {}", caption::traffic(rule.traffic, look.lang), caption::peer(rule.peer, called))
    });
    (names.join(", "), rule.unwrap_or_default())
}

/// What a route table is called, as short as on the map.
fn table(film: &Film, step: &RouteStep) -> String {
    let table = film.world.route_tables.get(step.table).and_then(|table| tag::name(&table.tags));
    let zone = film.world.subnets.get(step.subnet).map_or("", |subnet| subnet.availability_zone.as_str());
    let name = table.map_or_else(|| step.table.to_string(), str::to_owned);
    film.shortener.short(&name, zone)
}

fn passes(film: &Film, scene: &Scene, (flight, hop): (&Flight, usize), look: &Look) -> String {
    let place = place(film, scene);
    let back = film.track(scene.event).is_some_and(|track| track.heading == Heading::Back);
    let Some(at) = flight.hops.get(hop) else { return place };
    let passage = match at.place {
        _ if hop == 0 && back => Passage::Answers,
        Place::Internet => Passage::Internet,
        Place::EgressOnlyInternetGateway(_) if !back => Passage::EgressOnly,
        Place::EgressOnlyInternetGateway(_) | Place::InternetGateway(_) => Passage::Gateway,
        Place::Subnet(_) => Passage::Within,
        _ => Passage::Other,
    };
    caption::passes(&place, passage, (flight.role, &at.packet), look.lang)
}

fn again(film: &Film, scene: &Scene, look: &Look) -> String {
    let outward = |event: &&usize| film.track(**event).is_some_and(|track| track.heading == Heading::Out);
    let again: Vec<usize> = scene.passes.iter().filter(outward).copied().collect();
    let first = again.first().map(|event| film.first_like(*event));
    let sent: Vec<usize> = first.into_iter().chain(again.iter().copied()).collect();
    let at = |event: usize| film.trace.events.get(event).map_or(Duration::ZERO, |it| it.at);
    let waits: Vec<Duration> = sent.windows(2).map(|two| at(two[1]).saturating_sub(at(two[0]))).collect();
    let waits = (waits.iter().min().copied().unwrap_or_default(), waits.iter().max().copied().unwrap_or_default());
    let ends = scene.passes.iter().rev().filter_map(|event| film.flight(*event)).map(|flight| &flight.end);
    let why = ends.into_iter().find_map(|end| match end {
        End::Dropped(reason) => Some(say::note::dropped(reason, look.lang)),
        End::Refused(no) => Some(say::note::refused(*no, look.lang)),
        End::Delivered => None,
    });
    caption::again(again.len().max(1), waits, why.unwrap_or_default(), look.lang)
}

fn talk(film: &Film, scene: &Scene, look: &Look) -> String {
    let mut kinds: Vec<String> = Vec::new();
    for flight in scene.passes.iter().filter_map(|event| film.flight(*event)) {
        let kind = say::role(flight.role, look.lang);
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    caption::talk(scene.passes.len(), &kinds, look.lang)
}
