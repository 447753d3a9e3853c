//! A list of what may be taken: a text and what it is, one a row. Drop-down lists of forms and the
//! completions of the command line are drawn by it.

use super::draw::{clear_area, ellipsis, put, put_line, width};
use super::fuzzy::{Query, marked, ranked};
use super::look::Sign;
use super::touch::Touch;
use super::view::Ctx;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

/// Something that may be taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    /// The text that is taken.
    pub text: String,
    /// What it is, in the reader's language where it is not the API's own words.
    pub note: String,
}

impl Offer {
    /// A text with what it is.
    pub fn new(text: impl Into<String>, note: impl Into<String>) -> Self {
        Self { text: text.into(), note: note.into() }
    }
}

/// Offers, one of which may be marked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offers {
    rows: Vec<Row>,
    /// The marked one.
    pub at: Option<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    offer: Offer,
    /// The characters of the text that were searched for.
    places: Vec<usize>,
}

impl Offers {
    /// All offers, in their order.
    pub fn new(offers: impl IntoIterator<Item = Offer>) -> Self {
        let rows = offers.into_iter().map(|offer| Row { offer, places: Vec::new() }).collect();
        Self { rows, at: None }
    }

    /// Those whose text fits what was typed, the best first; behind them those whose description has it.
    pub fn narrowed(offers: Vec<Offer>, typed: &str) -> Self {
        let mut query = Query::new(typed);
        if query.is_empty() {
            return Self::new(offers);
        }
        let by_text = ranked(&mut query, offers.clone(), |offer| offer.text.clone());
        let by_note = offers.into_iter().filter(|offer| query.is_in(&offer.note) && !by_text.contains(offer));
        let by_note: Vec<Offer> = by_note.collect();
        let row = |offer: Offer| Row { places: query.places(&offer.text), offer };
        Self { rows: by_text.into_iter().chain(by_note).map(row).collect(), at: None }
    }

    /// All offers, in their order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Offer> {
        self.rows.iter().map(|row| &row.offer)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The texts, in order.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().map(|row| row.offer.text.as_str())
    }

    /// What is offered at a place.
    pub fn get(&self, at: usize) -> Option<&Offer> {
        self.rows.get(at).map(|row| &row.offer)
    }

    /// What is marked.
    pub fn marked(&self) -> Option<&Offer> {
        self.get(self.at?)
    }

    /// Marks the one with this text, if there is one.
    pub fn mark(&mut self, text: &str) {
        self.at = self.rows.iter().position(|row| row.offer.text == text);
    }

    /// Marks the next one, or the one before; around the end.
    pub fn step(&mut self, forward: bool) {
        let count = self.rows.len();
        if count == 0 {
            return;
        }
        self.at = Some(match self.at {
            None if forward => 0,
            None => count - 1,
            Some(at) if forward => (at + 1) % count,
            Some(at) => (at + count - 1) % count,
        });
    }

    /// The first row that is seen where `height` rows fit.
    fn first(&self, height: usize) -> usize {
        (self.at.unwrap_or(0) + 1).saturating_sub(height)
    }

    /// Draws the rows from the top of `area`, over whatever is there. A click on the n-th asks for part
    /// `part + n`. Returns the rows it took.
    pub fn draw(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer, part: usize) -> u16 {
        let look = &ctx.look;
        let height = usize::from(area.height).min(self.rows.len());
        let first = self.first(height);
        let rows = u16::try_from(height).unwrap_or(0);
        let place = Rect { height: rows, ..area };
        clear_area(buf, place);
        let bar = look.glyphs.pick("│", "|");
        let texts = self.rows.iter().skip(first).take(height).map(|row| width(&row.offer.text));
        let room = usize::from(area.width).saturating_sub(4);
        let column = texts.max().unwrap_or(0).min(room * 2 / 3);
        for (at, y) in (first..first + height).zip(place.top()..place.bottom()) {
            let row = &self.rows[at];
            let chosen = self.at == Some(at);
            let style = if chosen { look.chosen() } else { Style::new() };
            put(buf, place, (place.x, y), bar, look.style(Sign::Quiet));
            if chosen {
                buf.set_style(Rect { x: place.x + 1, y, width: place.width.saturating_sub(1), height: 1 }, style);
            }
            let mark = if chosen { look.glyph(Sign::Focus) } else { " " };
            let x = put(buf, place, (place.x + 1, y), mark, style.patch(look.style(Sign::Focus)));
            let text = ellipsis(row.offer.text.trim_end(), if row.offer.note.is_empty() { room } else { column });
            put_line(buf, place, (x + 1, y), &Line::from(marked(&text, &row.places, style, look)));
            let at_note = x + 3 + u16::try_from(column).unwrap_or(0);
            let left = usize::from(place.right().saturating_sub(at_note));
            put(buf, place, (at_note, y), &ellipsis(&row.offer.note, left), style.patch(look.style(Sign::Quiet)));
            ctx.touch(Rect { y, height: 1, ..place }, Touch::Part(part + at));
        }
        if self.rows.len() > height && rows > 0 {
            let count = format!(" {}/{} ", self.at.map_or(first + height, |at| at + 1), self.rows.len());
            let x = place.right().saturating_sub(u16::try_from(width(&count)).unwrap_or(0)).max(place.x);
            let y = place.bottom() - 1;
            clear_area(buf, Rect { x, y, width: place.right() - x, height: 1 });
            put(buf, place, (x, y), &count, look.style(Sign::Focus));
        }
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::World;
    use crate::tui::draw::dump;
    use crate::tui::look::Look;

    fn offers() -> Vec<Offer> {
        vec![Offer::new("@left", "vpc-1  10.1.0.0/16"), Offer::new("@right", "vpc-2  10.2.0.0/16"), Offer::new("x", "")]
    }

    #[test]
    fn texts_are_searched_before_descriptions() {
        let found = Offers::narrowed(offers(), "rt");
        assert_eq!(found.texts().collect::<Vec<_>>(), ["@right"]);
        let found = Offers::narrowed(offers(), "10.1");
        assert_eq!(found.texts().next(), Some("@left"));
        assert_eq!(Offers::narrowed(offers(), "").len(), 3);
    }

    #[test]
    fn the_mark_goes_around_and_is_always_seen() {
        let mut offers = Offers::new(offers());
        offers.step(false);
        assert_eq!(offers.marked().map(|offer| offer.text.as_str()), Some("x"));
        let mut buf = Buffer::empty(Rect::new(0, 0, 40, 2));
        let (world, area) = (World::default(), buf.area);
        assert_eq!(offers.draw(&Ctx::of(Look::default(), &world), area, &mut buf, 0), 2);
        assert_eq!(dump(&buf), "│  @right  vpc-2  10.2.0.0/16\n│› x                                3/3\n");
        offers.step(true);
        assert_eq!(offers.at, Some(0));
    }
}
