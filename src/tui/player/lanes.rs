//! The time axis: questions and conversations side by side, packets as marks at their times, and a
//! cursor where the film stands. What is past is bright.

use super::diagram::capsule::family_sign;
use super::foot::clock;
use crate::net::Family;
use crate::sim::trace::What;
use crate::tui::draw::{ellipsis, put, width};
use crate::tui::film::lanes::{Fate, Happening, Lane, Mark, Scale, Topic};
use crate::tui::film::{Film, Frame, Heading};
use crate::tui::look::{Look, Sign};
use crate::words::player::{self as say, caption};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Cells of a lane's name.
const LABEL: u16 = 11;
/// At most so many lanes.
const MOST: usize = 5;

/// The rows that it wants: its lanes and the axis; none where nothing happened.
pub fn rows(film: &Film) -> u16 {
    let lanes = film.lanes.lanes.len().min(MOST);
    if lanes == 0 { 0 } else { u16::try_from(lanes).unwrap_or(0) + 1 }
}

/// Draws the lanes and their axis.
pub fn draw(film: &Film, frame: &Frame, area: Rect, (buf, look): (&mut Buffer, &Look)) {
    if area.height < 2 || area.width <= LABEL + 8 {
        return;
    }
    let lanes = film.lanes.folded(usize::from(area.height - 1));
    let axis = Rect { x: area.x + LABEL, width: area.width - LABEL, ..area };
    let chart = Chart { film, frame, axis, scale: film.lanes.axis.scale(axis.width), look };
    for (y, lane) in (area.y..area.bottom() - 1).zip(&lanes) {
        chart.label(lane, (area.x, y), buf);
        chart.lane(lane, y, buf);
    }
    chart.axis(area.bottom() - 1, buf);
    chart.cursor(area.y, buf);
}

struct Chart<'a> {
    film: &'a Film,
    frame: &'a Frame,
    axis: Rect,
    scale: Scale,
    look: &'a Look,
}

impl Chart<'_> {
    fn column(&self, at: std::time::Duration) -> u16 {
        (self.axis.x + self.scale.cell(at)).min(self.axis.right().saturating_sub(1))
    }

    fn put(&self, buf: &mut Buffer, at: (u16, u16), text: &str, style: Style) -> u16 {
        put(buf, self.axis, at, text, style)
    }

    /// Bright where it is past, dim where it is to come.
    fn style(&self, sign: Sign, mark: &Mark) -> Style {
        self.look.style(if mark.from <= self.frame.at { sign } else { Sign::Quiet })
    }

    fn label(&self, lane: &Lane, at: (u16, u16), buf: &mut Buffer) {
        let (sign, name) = match &lane.what {
            Topic::Lookup(kind) if kind.is_empty() => (Sign::Dns, "DNS".to_owned()),
            Topic::Lookup(kind) => (Sign::Dns, kind.clone()),
            Topic::Talk { protocol, remote, port } => {
                let family = Family::from(*remote);
                let name = protocol.map_or_else(|| family.to_string(), caption::protocol);
                let port = port.map(|port| format!(" {port}")).unwrap_or_default();
                (family_sign(family), name + &port)
            }
        };
        let text = ellipsis(&format!("{} {name}", self.look.glyph(sign)), usize::from(LABEL) - 1);
        put(buf, buf.area, at, &text, self.look.style(sign));
    }

    fn lane(&self, lane: &Lane, y: u16, buf: &mut Buffer) {
        let (Some(first), Some(last)) = (lane.marks.first(), lane.marks.iter().map(|mark| mark.until).max()) else {
            return;
        };
        let line = self.look.glyphs.pick("┄", ".");
        if matches!(lane.what, Topic::Talk { .. }) {
            let (from, to) = (self.column(first.from), self.column(last));
            let quiet = self.look.style(Sign::Quiet);
            self.put(buf, (from, y), &line.repeat(usize::from(to - from) + 1), quiet);
        }
        // What went wrong lies above what went well.
        let bad = |mark: &&Mark| {
            let lost = matches!(mark.what, Happening::Packet { fate: Fate::Lost, .. });
            lost || matches!(mark.what, Happening::NoRoute | Happening::GaveUp | Happening::Silence)
        };
        for mark in lane.marks.iter().filter(|mark| !bad(mark)).chain(lane.marks.iter().filter(bad)) {
            self.mark(mark, y, buf);
        }
        if let Some((mark, words)) = lane.marks.last().and_then(|mark| Some((mark, self.words(mark)?))) {
            self.words_at(mark, &words, y, buf);
        }
    }

    fn mark(&self, mark: &Mark, y: u16, buf: &mut Buffer) {
        let (from, until) = (self.column(mark.from), self.column(mark.until));
        let bad = self.look.glyph(Sign::Bad);
        match mark.what {
            Happening::Answered | Happening::Silence => {
                let style = self.style(Sign::Dns, mark);
                let line = self.look.glyphs.pick("┄", ".").repeat(usize::from(until - from) + 1);
                let sign = self.look.glyph(Sign::Dns);
                self.put(buf, (from, y), &line, style);
                self.put(buf, (from, y), sign, style);
                let silent = mark.what == Happening::Silence;
                let (end, sign) = if silent { (bad, Sign::Bad) } else { (sign, Sign::Dns) };
                self.put(buf, (until, y), end, self.style(sign, mark));
            }
            Happening::Packet { heading, family, fate } => {
                let arrow = match heading {
                    Heading::Out => self.look.glyphs.pick("→", ">"),
                    Heading::Back => self.look.glyphs.pick("←", "<"),
                };
                self.put(buf, (from, y), arrow, self.style(family_sign(family), mark));
                if fate == Fate::Lost {
                    self.put(buf, (until, y), bad, self.style(Sign::Bad, mark));
                }
            }
            Happening::NoRoute | Happening::GaveUp => {
                self.put(buf, (from, y), bad, self.style(Sign::Bad, mark));
            }
        }
    }

    /// What a lane's last mark says, where a mark alone does not.
    fn words(&self, mark: &Mark) -> Option<String> {
        let lang = self.look.lang;
        match (&self.film.trace.events.get(mark.event)?.what, mark.what) {
            (What::Lookup(lookup), _) => Some(super::note::answer(lookup, self.look).1),
            (What::GuestRoute(route), _) => Some(say::note::no_route(route.destination, lang)),
            (What::GaveUp { after, .. }, _) => Some(say::note::gave_up(*after, lang)),
            _ => None,
        }
    }

    /// Writes words behind a mark, or before it where there is no room behind.
    fn words_at(&self, mark: &Mark, words: &str, y: u16, buf: &mut Buffer) {
        if mark.until > self.frame.at {
            return;
        }
        let style = self.look.style(Sign::Quiet);
        let (x, wide) = (self.column(mark.until), u16::try_from(width(words)).unwrap_or(u16::MAX));
        let behind = self.axis.right().saturating_sub(x + 2);
        if wide <= behind {
            self.put(buf, (x + 1, y), &format!(" {words}"), style);
            return;
        }
        let before = x.saturating_sub(wide + 1);
        if before > self.axis.x && (before..x).all(|x| self.is_free(buf, (x, y))) {
            self.put(buf, (before, y), &format!("{words} "), style);
        }
    }

    /// Whether nothing is marked in a cell.
    fn is_free(&self, buf: &Buffer, at: (u16, u16)) -> bool {
        let line = self.look.glyphs.pick("┄", ".");
        buf.cell(at).is_some_and(|cell| cell.symbol() == " " || cell.symbol() == line)
    }

    /// The axis itself: its line, dotted where nothing happens, and how long that lasts; moments where
    /// there is room. What the cursor would cut is left out.
    fn axis(&self, y: u16, buf: &mut Buffer) {
        let quiet = self.look.style(Sign::Quiet);
        put(buf, buf.area, (self.axis.x - LABEL, y), "t", quiet);
        let axis = &self.film.lanes.axis;
        let last = axis.moments.last().copied().unwrap_or_default();
        let stretch = |from: u16, to: u16, line: &str, buf: &mut Buffer| {
            self.put(buf, (from, y), &line.repeat(usize::from(to.saturating_sub(from)) + 1), quiet);
        };
        stretch(self.axis.x, self.column(last), self.look.line(), buf);
        // What is left out because of the cursor keeps its place: nothing else may jump there.
        let cursor = self.column(self.frame.at);
        let mut taken: Vec<(u16, u16)> = Vec::new();
        let mut place = |x: u16, text: &str, buf: &mut Buffer| {
            let end = x + u16::try_from(width(text)).unwrap_or(u16::MAX / 2);
            let free = taken.iter().all(|(from, to)| end <= *from || x > *to);
            if free && end <= self.axis.right() {
                taken.push((x, end));
                if !(x..end).contains(&cursor) {
                    put(buf, self.axis, (x, y), text, quiet);
                }
            }
        };
        for (from, until) in axis.silences() {
            let (from_x, until_x) = (self.column(from), self.column(until));
            stretch(from_x + 1, until_x.saturating_sub(1), self.look.glyphs.pick("┄", "."), buf);
            let text = say::silence(until - from, self.look.lang);
            let wide = u16::try_from(width(&text)).unwrap_or(u16::MAX / 2);
            if from_x + wide < until_x {
                place(from_x + 1 + (until_x - from_x - 1 - wide) / 2, &text, buf);
            }
        }
        place(self.axis.x + 1, "0 ", buf);
        for moment in axis.moments.iter().skip(1) {
            // Beside its own cell, where the cursor may stand: behind it, or before it at the end.
            let (text, x) = (format!("{} ", clock(*moment)), self.column(*moment));
            let wide = u16::try_from(width(&text)).unwrap_or(0);
            let behind = x + 1 + wide <= self.axis.right();
            place(if behind { x + 1 } else { x.saturating_sub(wide).max(self.axis.x) }, &text, buf);
        }
    }

    /// Where the film stands, through all lanes.
    fn cursor(&self, top: u16, buf: &mut Buffer) {
        let x = self.column(self.frame.at);
        let (thin, thick) = self.look.glyphs.pick(("│", "┃"), ("|", "|"));
        let style = self.look.style(Sign::Focus);
        let bottom = self.axis.bottom().saturating_sub(1);
        for y in top..bottom {
            if self.is_free(buf, (x, y)) {
                self.put(buf, (x, y), thin, style);
            }
        }
        self.put(buf, (x, bottom), thick, style);
    }
}
