//! The scenes of a film: one for every question, decision and change that is worth a look, in the
//! order of simulated time.
//!
//! The first packet of a kind is followed hop by hop, there and back. Those that only repeat it, or go
//! on by the same way, are gathered: one scene in which they run one after the other.

use super::Spot;
use super::ways::{Heading, Track, Way};
use crate::net::Family;
use crate::sim::Trace;
use crate::sim::trace::{End, Event, Flight, GuestRoute, Lookup, Place, Role, Step, TranslationKind, What};
use std::mem::{Discriminant, discriminant};
use std::net::IpAddr;
use std::time::Duration;

/// One scene.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// The event of the trace it shows.
    pub event: usize,
    /// What of that event.
    pub shows: Shows,
    /// The way it plays on.
    pub way: usize,
    /// Where the packet comes from.
    pub from: Spot,
    /// Where the scene plays.
    pub to: Spot,
    /// The packet's family when it arrives here.
    pub family: Family,
    /// The flights that run one after the other, where several are gathered.
    pub passes: Vec<usize>,
    /// Simulated time since the command began, when the packet leaves.
    pub left: Duration,
    /// The same when it arrives.
    pub at: Duration,
    /// How long it travels, at normal speed.
    pub travel: Duration,
    /// How long the evidence unfolds then.
    pub unfold: Duration,
    /// How long it is then left to be read.
    pub rest: Duration,
}

/// What of an event a scene shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shows {
    /// A DNS question on its way.
    Question,
    /// The answer, and how it was made.
    Answer,
    /// The guest's own routing decision.
    GuestRoute,
    /// A decision: hop and step within the flight.
    Step {
        /// Index of the hop.
        hop: usize,
        /// Index of the step.
        step: usize,
    },
    /// The packet comes by and nothing is decided.
    Passes {
        /// Index of the hop.
        hop: usize,
    },
    /// Repeated packets that met the same end.
    Again,
    /// The conversation goes on.
    Talk,
    /// Somebody stopped waiting.
    GaveUp,
    /// No EC2 Instance Connect Endpoint would do.
    NoEndpoint,
    /// Nothing happened that a packet could show.
    Nothing,
    /// The end: how it came out, with all ways that were gone.
    Outcome,
}

impl Scene {
    /// How long it is shown at normal speed.
    pub fn length(&self) -> Duration {
        self.travel + self.unfold + self.rest
    }
}

/// The scenes of a trace, and for each of its events the one that stands for it: of those that only
/// repeat another, that other.
pub struct Scenes {
    /// Never empty.
    pub list: Vec<Scene>,
    /// An event for each event.
    pub stands_for: Vec<usize>,
}

/// From one station to the next.
const TRAVEL: Duration = Duration::from_millis(700);
/// All the way, where packets are gathered …
const PASS: Duration = Duration::from_millis(600);
/// … and all of them together at most.
const PASSES: Duration = Duration::from_secs(9);
/// One more piece of the evidence.
const BEAT: Duration = Duration::from_millis(380);
const BRIEF: Duration = Duration::from_millis(700);
const SHORT: Duration = Duration::from_millis(1300);
const NORMAL: Duration = Duration::from_millis(2200);
const LONG: Duration = Duration::from_millis(3400);

/// What makes one packet like another: what it is, its direction, how it ended, its way, and the far end
/// with its port.
type Kind = (Discriminant<Role>, Heading, Discriminant<End>, usize, (IpAddr, u16));

struct Builder<'a> {
    trace: &'a Trace,
    ways: &'a [Way],
    tracks: &'a [Option<Track>],
    /// Each with the moment that puts it into order.
    scenes: Vec<(Duration, Scene)>,
    followed: Vec<(Kind, usize)>,
    stands_for: Vec<usize>,
}

/// All scenes of a trace.
pub fn scenes(trace: &Trace, ways: &[Way], tracks: &[Option<Track>]) -> Scenes {
    let stands_for = (0..trace.events.len()).collect();
    let mut builder = Builder { trace, ways, tracks, scenes: Vec::new(), followed: Vec::new(), stands_for };
    for (event, it) in trace.events.iter().enumerate() {
        match &it.what {
            What::Lookup(lookup) => builder.lookup(event, lookup),
            What::GuestRoute(route) => builder.guest_route(event, route),
            What::Flight(flight) => builder.flight(event, flight),
            What::GaveUp { waiting_for, after } => builder.gave_up(event, (*waiting_for).into(), *after),
            What::NoEndpoint { .. } => {
                let blank = builder.blank(event);
                builder.push(it.at, Scene { shows: Shows::NoEndpoint, ..blank });
            }
        }
    }
    if builder.scenes.is_empty() {
        let blank = builder.blank(0);
        builder.push(Duration::ZERO, blank);
    }
    builder.scenes.sort_by_key(|(when, _)| *when);
    let mut list: Vec<Scene> = builder.scenes.iter().map(|(_, scene)| scene.clone()).collect();
    list.extend(builder.outcome());
    Scenes { list, stands_for: builder.stands_for }
}

impl Builder<'_> {
    fn push(&mut self, when: Duration, scene: Scene) {
        self.scenes.push((when, scene));
    }

    /// A scene in which nothing moves, at the client on the way that packets take next.
    fn blank(&self, event: usize) -> Scene {
        let (earlier, later) = self.tracks.split_at(event.min(self.tracks.len()));
        let track = later.iter().flatten().next().or_else(|| earlier.iter().flatten().next_back());
        let way = track.map_or(0, |track| track.way);
        let host = Place::Instance(self.trace.host);
        let client = self.ways[way].stations.iter().position(|station| station.place.as_ref() == Some(&host));
        let client = Spot::Station(client.unwrap_or(0));
        let at = self.trace.events.get(event).map_or(Duration::ZERO, |event| event.at);
        Scene {
            event,
            shows: Shows::Nothing,
            way,
            from: client,
            to: client,
            family: Family::Ipv6,
            passes: Vec::new(),
            left: at,
            at,
            travel: Duration::ZERO,
            unfold: Duration::ZERO,
            rest: NORMAL,
        }
    }

    /// The last scene; none where nothing happened.
    fn outcome(&self) -> Option<Scene> {
        let last = self.trace.events.len().checked_sub(1)?;
        let deciding = self.trace.deciding.unwrap_or(last);
        let event = if self.tracks.get(deciding).is_some_and(Option::is_some) { deciding } else { last };
        let blank = self.blank(event);
        let ended = self.scenes.iter().map(|(_, scene)| scene.at).chain([self.trace.took]).max().unwrap_or(blank.at);
        Some(Scene {
            event: last,
            shows: Shows::Outcome,
            left: ended,
            at: ended,
            unfold: BEAT * 4,
            rest: LONG,
            ..blank
        })
    }

    /// A question to the Amazon resolver and its answer. Of a question to any other server the packets
    /// are flights, so only what was answered is left to be shown.
    fn lookup(&mut self, event: usize, lookup: &Lookup) {
        let blank = Scene { family: lookup.server.into(), ..self.blank(event) };
        let (began, ended) = (blank.at, blank.at + lookup.took);
        let unfold = BEAT * beats_of_answer(lookup);
        let answer = Scene { shows: Shows::Answer, left: ended, at: ended, unfold, rest: LONG, ..blank.clone() };
        if lookup.subnet.is_none() {
            self.push(ended, answer);
            return;
        }
        let question = Scene { shows: Shows::Question, to: Spot::Resolver, travel: TRAVEL, rest: BRIEF, ..blank };
        self.push(began, question);
        let silent = lookup.answer.is_none();
        let (to, travel) = if silent { (Spot::Resolver, Duration::ZERO) } else { (answer.to, TRAVEL) };
        self.push(ended, Scene { from: Spot::Resolver, to, travel, ..answer });
    }

    /// What the guest decides is shown once; asked the same again it says the same.
    fn guest_route(&mut self, event: usize, route: &GuestRoute) {
        let same = |earlier: &usize| matches!(&self.trace.events[*earlier].what, What::GuestRoute(it) if it == route);
        if let Some(earlier) = (0..event).find(same) {
            self.stands_for[event] = earlier;
            return;
        }
        let blank = self.blank(event);
        let unfold = BEAT * (count(route.candidates.len()) + 1);
        let rest = if route.source.is_some() { SHORT } else { LONG };
        let family = route.destination.into();
        self.push(blank.at, Scene { shows: Shows::GuestRoute, family, unfold, rest, ..blank });
    }

    fn gave_up(&mut self, event: usize, family: Family, after: Duration) {
        let blank = self.blank(event);
        let left = blank.at.saturating_sub(after).max(self.scenes.last().map_or(Duration::ZERO, |(_, it)| it.at));
        let left = left.min(blank.at);
        self.push(blank.at, Scene { shows: Shows::GaveUp, family, left, travel: TRAVEL, rest: LONG, ..blank });
    }

    fn flight(&mut self, event: usize, flight: &Flight) {
        let (Some(Some(track)), Some(first)) = (self.tracks.get(event), flight.hops.first()) else { return };
        let flow = first.packet.flow();
        let far = match track.heading {
            Heading::Out => (flow.destination, flow.destination_port),
            Heading::Back => (flow.source, flow.source_port),
        };
        let kind = (discriminant(&flight.role), track.heading, discriminant(&flight.end), track.way, far);
        if let Some((_, earlier)) = self.followed.iter().find(|(known, _)| *known == kind) {
            self.stands_for[event] = *earlier;
            self.gather(event, flight, track);
        } else if opens(flight.role) || flight.end != End::Delivered {
            self.followed.push((kind, event));
            self.follow(event, flight, track);
        } else {
            self.gather(event, flight, track);
        }
    }

    /// A scene for each decision of a flight.
    fn follow(&mut self, event: usize, flight: &Flight, track: &Track) {
        let began = self.trace.events[event].at;
        let blank = Scene { way: track.way, ..self.blank(event) };
        let (mut from, mut left) = (track.stops.first().map_or(blank.from, |stop| Spot::Station(*stop)), began);
        for (index, (hop, stop)) in flight.hops.iter().zip(&track.stops).enumerate() {
            let (to, at, family) = (Spot::Station(*stop), began + hop.at, hop.packet.family());
            for step in 0..hop.steps.len().max(1) {
                let shows = match hop.steps.get(step) {
                    Some(_) => Shows::Step { hop: index, step },
                    None => Shows::Passes { hop: index },
                };
                let (unfold, rest) = pace(hop.steps.get(step));
                let travel = if from == to { Duration::ZERO } else { TRAVEL };
                let scene = Scene { shows, from, to, family, left, at, travel, unfold, rest, ..blank.clone() };
                self.push(began, scene);
                (from, left) = (to, at);
            }
        }
    }

    /// Whether something has come back on a way before an event.
    fn was_answered(&self, event: usize, way: usize) -> bool {
        let answers = |(it, track): (&Event, &Option<Track>)| {
            let back = track.as_ref().is_some_and(|track| track.way == way && track.heading == Heading::Back);
            back && matches!(&it.what, What::Flight(flight) if flight.end == End::Delivered)
        };
        self.trace.events.iter().zip(self.tracks).take(event).any(answers)
    }

    /// Adds a packet that only repeats or goes on to the last scene of its kind.
    fn gather(&mut self, event: usize, flight: &Flight, track: &Track) {
        let again = flight.end != End::Delivered || !self.was_answered(event, track.way);
        let shows = if again { Shows::Again } else { Shows::Talk };
        let began = self.trace.events[event].at;
        let ends = began + flight.took;
        match self.scenes.last_mut() {
            Some((_, scene)) if scene.shows == shows && scene.way == track.way => {
                scene.passes.push(event);
                scene.at = scene.at.max(ends);
                scene.travel = (PASS * count(scene.passes.len())).min(PASSES);
            }
            _ => {
                let blank = Scene { way: track.way, ..self.blank(event) };
                let spot = |stop: Option<&usize>| stop.map_or(blank.to, |stop| Spot::Station(*stop));
                let (from, to) = (spot(track.stops.first()), spot(track.stops.last()));
                let family = flight.hops.first().map_or(blank.family, |hop| hop.packet.family());
                let passes = vec![event];
                let scene =
                    Scene { shows, from, to, family, passes, at: ends, travel: PASS, rest: NORMAL, ..blank.clone() };
                self.push(began, scene);
            }
        }
    }
}

/// Whether such a packet begins something, so that the first of its kind is followed hop by hop.
fn opens(role: Role) -> bool {
    match role {
        Role::Syn { .. } | Role::SynAck | Role::Reset | Role::Query | Role::Answer | Role::Error => true,
        Role::EchoRequest(_) | Role::EchoReply(_) => true,
        Role::Ack | Role::Fin | Role::Handshake | Role::Request | Role::Response => false,
    }
}

/// How long the evidence of a decision unfolds, and how long it deserves to be looked at.
fn pace(step: Option<&Step>) -> (Duration, Duration) {
    match step {
        Some(Step::Routes(step)) => (BEAT * (count(step.candidates.len()) + 1), LONG),
        Some(Step::Translation(step)) => match step.kind {
            TranslationKind::Nat64 | TranslationKind::Nat64Back => (BEAT * 12, LONG),
            TranslationKind::Nat44 | TranslationKind::Nat44Back => (BEAT * 6, LONG),
            TranslationKind::Public | TranslationKind::Private => (BEAT * 6, NORMAL),
        },
        Some(Step::Dropped(_) | Step::Answered { .. }) => (Duration::ZERO, LONG),
        Some(Step::Known { .. }) => (Duration::ZERO, NORMAL),
        Some(Step::Accepted) => (Duration::ZERO, NORMAL),
        Some(Step::SecurityGroups(step)) => (Duration::ZERO, if step.allowed { SHORT } else { LONG }),
        Some(Step::NetworkAcl(_)) => (Duration::ZERO, SHORT),
        None => (Duration::ZERO, BRIEF),
    }
}

/// How many pieces the evidence of an answer has.
fn beats_of_answer(lookup: &Lookup) -> u32 {
    use crate::sim::trace::ResolverStep;
    let made = lookup.steps.iter().filter(|step| matches!(step, ResolverStep::Synthesized { .. })).count();
    count(lookup.steps.len()) + 4 * count(made)
}

fn count(many: usize) -> u32 {
    u32::try_from(many).unwrap_or(u32::MAX)
}
