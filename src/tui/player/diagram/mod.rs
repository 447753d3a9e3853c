//! The stage: the stations with the wire between them, subnets as boxes round what sits in them, the
//! resolver as a branch of its own, and the packet where the picture has it.
//!
//! What lies behind the packet is lit in its family's line and colour, what lies ahead is dim, and what
//! nobody reached is dotted. What comes back runs on a row of its own where there is room.

pub mod capsule;
mod plan;

use super::note;
use crate::sim::Outcome;
use crate::sim::trace::{End, Place};
use crate::tui::draw::{ellipsis, put, width};
use crate::tui::film::{Film, Frame, Heading, Shows, Spot};
use crate::tui::look::{Look, Sign};
use capsule::Room;
use plan::Plan;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// How much is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Names and one wire.
    Line,
    /// The resolver's branch above it, and a note under it.
    Small,
    /// Subnets as boxes, and a wire for each direction.
    Large,
}

impl Form {
    /// The rows it takes.
    pub fn rows(self, has_resolver: bool) -> u16 {
        match self {
            Self::Line => 2,
            Self::Small => 3 + u16::from(has_resolver),
            Self::Large => 6 + u16::from(has_resolver),
        }
    }
}

/// Whether a film has a resolver on its stage.
pub fn has_resolver(film: &Film) -> bool {
    film.scenes.iter().any(|scene| scene.from == Spot::Resolver || scene.to == Spot::Resolver)
}

/// The column of a picture's stage where it happens.
pub fn column(film: &Film, frame: &Frame, (form, area): (Form, Rect)) -> u16 {
    let plan = Plan::new(&film.ways[film.scenes[frame.scene].way], has_resolver(film), form, area);
    capsule::position(&plan, film, frame).0
}

/// Draws a picture's stage.
pub fn draw(film: &Film, frame: &Frame, (form, area): (Form, Rect), buf: &mut Buffer, look: &Look) {
    if area.height < form.rows(has_resolver(film)) || area.width < 8 {
        return;
    }
    let scene = &film.scenes[frame.scene];
    let way = &film.ways[scene.way];
    let plan = Plan::new(way, has_resolver(film), form, area);
    let stage = Stage { film, frame, plan: &plan, look };
    stage.boxes(buf);
    stage.branch(buf);
    stage.wires(buf);
    stage.stations(buf);
    stage.losses(buf);
    if let Some(row) = plan.rows.note {
        stage.note(row, buf);
    }
    let Some(packet) = capsule::capsule(&plan, film, frame, look) else { return };
    // A label where a station has room for one.
    let roomy = usize::from(area.width) / way.stations.len().max(1) >= 8 && form != Form::Line;
    let room = if roomy { Room::Label } else { Room::Sign };
    capsule::draw(&plan, capsule::position(&plan, film, frame), (&packet, room), buf, look);
}

/// What is drawn, and where.
struct Stage<'a> {
    film: &'a Film,
    frame: &'a Frame,
    plan: &'a Plan,
    look: &'a Look,
}

/// A flight as far as it has come in a picture.
#[derive(Clone, Copy)]
struct Lit {
    event: usize,
    /// Where it is now; none where it is over.
    head: Option<u16>,
}

impl Stage<'_> {
    fn put(&self, buf: &mut Buffer, at: (u16, u16), text: &str, style: Style) -> u16 {
        put(buf, self.plan.area, at, text, style)
    }

    /// The station where the scene plays.
    fn here(&self) -> Option<usize> {
        match self.film.scenes[self.frame.scene].to {
            Spot::Station(station) => Some(station),
            Spot::Resolver => None,
        }
    }

    fn boxes(&self, buf: &mut Buffer) {
        let (Some(top), Some(bottom)) = (self.plan.rows.top, self.plan.rows.bottom) else { return };
        let [nw, ne, sw, se, side] = self.look.glyphs.pick(["╭", "╮", "╰", "╯", "│"], ["+", "+", "+", "+", "|"]);
        let way = &self.film.ways[self.film.scenes[self.frame.scene].way];
        for enclosure in &self.plan.boxes {
            let (left, right) = self.plan.edges(enclosure);
            let across = self.look.line().repeat(usize::from(right.saturating_sub(left + 1)));
            let quiet = self.look.style(Sign::Quiet);
            self.put(buf, (left, top), &format!("{nw}{across}{ne}"), quiet);
            self.put(buf, (left, bottom), &format!("{sw}{across}{se}"), quiet);
            for y in top + 1..bottom {
                self.put(buf, (left, y), side, quiet);
                self.put(buf, (right, y), side, quiet);
            }
            let subnets = |at: &usize| matches!(way.stations[*at].place, Some(Place::Subnet(_)));
            let here =
                self.here().is_some_and(|here| (enclosure.first..=enclosure.last).contains(&here) && subnets(&here));
            let style = if here { self.name_style() } else { quiet };
            let room = usize::from(right.saturating_sub(left)).saturating_sub(3);
            let name = ellipsis(&way.stations[enclosure.subnet].label.short, room);
            self.put(buf, (left + 2, top), &format!(" {name} "), style);
        }
    }

    /// How the name of the present station stands out: more where the outcome is decided.
    fn name_style(&self) -> Style {
        if self.frame.scene == self.film.deciding() { self.look.chosen() } else { self.look.style(Sign::Focus) }
    }

    /// The wire to the resolver.
    fn branch(&self, buf: &mut Buffer) {
        let (Some(row), Some((column, resolver))) = (self.plan.rows.dns, self.plan.branch) else { return };
        let scene = &self.film.scenes[self.frame.scene];
        let way = &self.film.ways[scene.way];
        let client = way.stations.iter().position(|it| matches!(it.place, Some(Place::Instance(_)))).unwrap_or(0);
        let asks = scene.from == Spot::Resolver || scene.to == Spot::Resolver;
        let style = self.look.style(if asks { Sign::Dns } else { Sign::Quiet });
        let (corner, line, node) = self.look.glyphs.pick(("╭", "┄", "□"), ("+", ".", "#"));
        let across = line.repeat(usize::from(resolver.saturating_sub(column + 1)));
        self.put(buf, (column, row), &format!("{corner}{across}{node}"), style);
        if let Some(top) = self.plan.rows.top {
            let enclosed = self.plan.boxes.iter().any(|it| (it.first..=it.last).contains(&client));
            let joint = if enclosed { self.look.glyphs.pick("┴", "+") } else { self.look.glyphs.pick("│", "|") };
            self.put(buf, (column, top), joint, style);
        }
        let name = self.film.resolver_name();
        let here = scene.to == Spot::Resolver || scene.shows == Shows::Answer;
        let style = if here { self.name_style() } else { self.look.style(Sign::Quiet) };
        let room = usize::from(self.plan.area.right().saturating_sub(resolver + 2));
        self.put(buf, (resolver + 2, row), &ellipsis(&name, room), style);
    }

    /// The wires: dim from end to end, and lit where a packet has been.
    fn wires(&self, buf: &mut Buffer) {
        let way = &self.film.ways[self.film.scenes[self.frame.scene].way];
        let (dim, never) = self.look.glyphs.pick(("─", "┄"), ("-", "."));
        let quiet = self.look.style(Sign::Quiet);
        let lit = self.lit();
        let has_back = lit.iter().any(|it| self.heading(it.event) == Heading::Back);
        let rows = [Some(self.plan.rows.out), has_back.then_some(self.plan.rows.back)];
        for row in rows.into_iter().flatten() {
            for at in 1..way.stations.len() {
                let reached = way.stations[at - 1].place.is_some() && way.stations[at].place.is_some();
                let wire = if reached { dim } else { never };
                self.stretch(buf, row, (self.plan.column(at - 1), self.plan.column(at)), (wire, quiet));
            }
        }
        for it in &lit {
            self.light(buf, it);
        }
    }

    fn heading(&self, event: usize) -> Heading {
        self.film.track(event).map_or(Heading::Out, |track| track.heading)
    }

    /// A piece of wire between two columns, both included.
    fn stretch(&self, buf: &mut Buffer, row: u16, (from, to): (u16, u16), (wire, style): (&str, Style)) {
        let (left, right) = (from.min(to), from.max(to));
        self.put(buf, (left, row), &wire.repeat(usize::from(right - left) + 1), style);
    }

    /// The flights that are lit: the one under way, and above one that comes back what it answers.
    fn lit(&self) -> Vec<Lit> {
        let (film, frame) = (self.film, self.frame);
        if film.scenes[frame.scene].shows == Shows::Outcome {
            let last = [self.last(Heading::Out), self.last(Heading::Back)];
            return last.into_iter().flatten().map(|event| Lit { event, head: None }).collect();
        }
        let Some(event) = film.flight_of(frame) else { return Vec::new() };
        let (x, _) = capsule::position(self.plan, film, frame);
        let mut lit = vec![Lit { event, head: Some(x) }];
        let two_rows = self.plan.rows.out != self.plan.rows.back;
        if two_rows && self.heading(event) == Heading::Back {
            let way = film.scenes[frame.scene].way;
            let answers =
                |earlier: &usize| film.track(*earlier).is_some_and(|it| it.way == way && it.heading == Heading::Out);
            lit.extend((0..event).rev().find(answers).map(|event| Lit { event, head: None }));
        }
        lit
    }

    /// The last flight in a direction on the way that is shown.
    fn last(&self, heading: Heading) -> Option<usize> {
        let way = self.film.scenes[self.frame.scene].way;
        let on_it =
            |event: &usize| self.film.track(*event).is_some_and(|track| track.way == way && track.heading == heading);
        (0..self.film.trace.events.len()).rev().find(on_it)
    }

    /// Where packets were lost on the way that is shown, once it is over.
    fn losses(&self, buf: &mut Buffer) {
        if self.film.scenes[self.frame.scene].shows != Shows::Outcome {
            return;
        }
        let (bad, style) = (self.look.glyph(Sign::Bad), self.look.style(Sign::Bad));
        let flights = [self.last(Heading::Out), self.last(Heading::Back)];
        if let (None, Some(client), false) = (flights[0], self.here(), self.film.trace.outcome == Outcome::Ok) {
            self.put(buf, (self.plan.column(client), self.plan.rows.out), bad, style);
        }
        for event in flights.into_iter().flatten() {
            let Some((flight, track)) = self.film.flight(event).zip(self.film.track(event)) else { continue };
            let Some(stop) = track.stops.last().filter(|_| flight.end != End::Delivered) else { continue };
            let row = if track.heading == Heading::Out { self.plan.rows.out } else { self.plan.rows.back };
            self.put(buf, (self.plan.column(*stop), row), bad, style);
        }
    }

    /// Lights the wire behind a packet, each piece in the family that the packet had there.
    fn light(&self, buf: &mut Buffer, lit: &Lit) {
        let Some((flight, track)) = self.film.flight(lit.event).zip(self.film.track(lit.event)) else { return };
        let row = if track.heading == Heading::Out { self.plan.rows.out } else { self.plan.rows.back };
        for (hop, stops) in flight.hops.iter().skip(1).zip(track.stops.windows(2)) {
            let (from, to) = (self.plan.column(stops[0]), self.plan.column(stops[1]));
            let Some(to) = capsule::reached((from, to), lit.head) else { break };
            let sign = capsule::family_sign(hop.packet.family());
            let (ipv6, ipv4) = self.look.glyphs.pick(("━", "═"), ("=", "~"));
            let wire = if sign == Sign::Ipv6 { ipv6 } else { ipv4 };
            self.stretch(buf, row, (from, to), (wire, self.look.style(sign)));
        }
    }

    /// The stations themselves and their names.
    fn stations(&self, buf: &mut Buffer) {
        let way = &self.film.ways[self.film.scenes[self.frame.scene].way];
        let here = self.here();
        let comes_back = self.lit().iter().any(|it| self.heading(it.event) == Heading::Back);
        for (at, (station, slot)) in way.stations.iter().zip(&self.plan.slots).enumerate() {
            let is_here = here == Some(at);
            let style = if is_here { self.look.style(Sign::Focus) } else { self.look.style(Sign::Quiet) };
            let (gate, node, none) = self.look.glyphs.pick(("┼", "□", "·"), ("+", "#", "."));
            let shape = match (slot.gate, station.place.is_some()) {
                (true, _) => gate,
                (false, true) => node,
                (false, false) => none,
            };
            // What comes back passes the same stations, but only one row is marked.
            let back = comes_back && slot.gate;
            for row in [Some(self.plan.rows.out), back.then_some(self.plan.rows.back)].into_iter().flatten() {
                self.put(buf, (slot.column(), row), shape, style);
            }
            if !slot.gate {
                // The edge of a box may stand in the first cell.
                let edge = u16::from(self.plan.rows.top.is_some());
                let name = ellipsis(&station.label.short, usize::from(slot.cells.saturating_sub(1 + edge)));
                let half = u16::try_from(width(&name)).unwrap_or(0) / 2;
                let start = slot.column().saturating_sub(half).max(slot.start + edge);
                let style = if is_here { self.name_style() } else { style };
                self.put(buf, (start, self.plan.rows.names), &name, style);
            }
        }
    }

    /// A few words under the station where something happens.
    fn note(&self, row: u16, buf: &mut Buffer) {
        let Some((sign, text)) = note::note(self.film, self.frame, self.look) else { return };
        let area = self.plan.area;
        let text = ellipsis(&text, usize::from(area.width));
        let wide = u16::try_from(width(&text)).unwrap_or(0);
        let x = match (self.here(), self.plan.branch) {
            (Some(station), _) => self.plan.column(station),
            (None, branch) => branch.map_or(area.x, |(_, resolver)| resolver),
        };
        let last = area.right().saturating_sub(wide).max(area.x);
        let start = x.saturating_sub(wide / 2).clamp(area.x, last);
        self.put(buf, (start, row), &text, self.look.style(sign));
    }
}
