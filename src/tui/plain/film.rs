//! The last trace told: every scene of its film as a numbered sentence, with the moment, the reason and
//! the losers.

use super::model::{DONE, Heard, Plain};
use super::wish;
use crate::cloud::World;
use crate::lesson::Lang;
use crate::sim::Trace;
use crate::sim::trace::What;
use crate::tui::film::{Film, Scene, Shows, Spot};
use crate::tui::look::Look;
use crate::tui::look::Motion;
use crate::tui::player::caption::caption;
use crate::words::trace::{Names, outcome};
use crate::words::{plain as say, told};
use std::sync::Arc;

impl Plain {
    /// The way of the last command's packets.
    pub(super) fn tell_film(&mut self) -> Heard {
        let Some((trace, world)) = self.film.clone() else {
            self.say(say::NOTHING_TO_PLAY);
            return DONE;
        };
        let lang = self.lang;
        let film = Film::new(Arc::clone(&trace), &world);
        let line = format!("{}$ {}", world.name_of(trace.host), trace.command.join(" "));
        self.page.command(0, &line);
        self.page.say(&say::ended(outcome(trace.outcome, lang), trace.took, lang));
        let mut places: Vec<String> = Vec::new();
        for station in film.ways.iter().flat_map(|way| &way.stations) {
            if !places.contains(&station.label.whole) {
                places.push(station.label.whole.clone());
            }
        }
        self.page.say(&format!("{}: {}", say::STATIONS.in_(lang), places.join(lang.pick("、", ", "))));
        self.page.gap();
        let mut known: Vec<(Vec<String>, usize)> = Vec::new();
        for (index, scene) in film.scenes.iter().enumerate() {
            let told = Told { film: &film, scene, names: Names { world: &world }, lang };
            self.page.item(0, &format!("{}. ", index + 1), &told.headline(index));
            let evidence = told.evidence();
            // What is long and was told already need not be heard again.
            match known.iter().find(|(told, _)| *told == evidence) {
                Some((told, number)) if told.len() > 1 => self.page.item(3, "- ", &say::as_in(*number, lang)),
                _ => evidence.iter().for_each(|said| self.page.item(3, "- ", said)),
            }
            known.push((evidence, index + 1));
            if trace.deciding.is_some() && index == film.deciding() {
                self.page.item(3, "", say::DECIDES.in_(lang));
            }
        }
        DONE
    }

    /// The way to an obstacle.
    pub(super) fn evidence(&mut self, which: &str) -> Heard {
        let study = self.study.as_ref()?;
        let at = wish::number(which).and_then(|number| number.checked_sub(1));
        let blocker = at.and_then(|at| study.diagnosis()?.blockers.get(at));
        match blocker.map(|blocker| Arc::clone(&blocker.trace)) {
            Some(trace) => {
                let world = study.session().world().clone();
                self.watch(trace, world)
            }
            None => {
                self.say(say::NO_SUCH_OBSTACLE);
                DONE
            }
        }
    }

    /// Tells this trace, and keeps it for `play`.
    pub(super) fn watch(&mut self, trace: Arc<Trace>, world: World) -> Heard {
        self.film = Some((trace, world));
        self.tell_film()
    }
}

/// A scene to be told.
pub(in crate::tui) struct Told<'f> {
    pub film: &'f Film,
    pub scene: &'f Scene,
    pub names: Names<'f>,
    pub lang: Lang,
}

impl Told<'_> {
    /// When it was, the packet where it sets out, and what happened there.
    pub fn headline(&self, index: usize) -> String {
        let (film, scene, lang) = (self.film, self.scene, self.lang);
        let look = Look { lang, ..Look::default() };
        let frame = film.frame(film.whole_at(index), Motion::Reduced);
        let caption = match (self.what(), scene.shows, scene.to) {
            (Some(What::Flight(_)), Shows::Passes { hop: 0 }, Spot::Station(at)) => {
                let station = film.ways[scene.way].stations.get(at);
                station.map_or_else(String::new, |station| say::sets_out(&station.label.whole, lang))
            }
            _ => caption(film, &frame, &look),
        };
        let moment = say::at(&say::moment(scene.at, lang), lang);
        match self.packet() {
            Some(packet) => format!("{moment}{packet}\n{caption}"),
            None => format!("{moment}{caption}"),
        }
    }

    fn what(&self) -> Option<&What> {
        self.film.trace.events.get(self.scene.event).map(|event| &event.what)
    }

    /// The packet, where it sets out.
    fn packet(&self) -> Option<String> {
        let Some(What::Flight(flight)) = self.what() else { return None };
        let first = matches!(self.scene.shows, Shows::Step { hop: 0, step: 0 } | Shows::Passes { hop: 0 });
        first.then(|| flight.hops.first()).flatten().map(|hop| told::packet(flight.role, &hop.packet, self.lang))
    }

    /// What lies behind it.
    pub fn evidence(&self) -> Vec<String> {
        let lang = self.lang;
        match (self.what(), self.scene.shows) {
            (Some(What::Lookup(lookup)), Shows::Question) => told::question(lookup, lang),
            (Some(What::Lookup(lookup)), _) => told::answer(lookup, lang),
            (Some(What::GuestRoute(route)), _) => told::guest_routes(route, lang),
            (Some(What::Flight(flight)), Shows::Step { hop, step }) => {
                let step = flight.hops.get(hop).and_then(|hop| hop.steps.get(step));
                step.map(|step| told::step(step, self.names, lang)).unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }
}
