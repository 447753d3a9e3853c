//! How far a page of lines is scrolled, between its first line and its last. How many lines fit shows
//! only when the page is drawn, so that is when the bounds are known.

use super::draw::put_lines;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use std::cell::Cell;

/// How far a page is scrolled. It begins at the first line.
#[derive(Clone, Debug, Default)]
pub struct Scroll {
    /// Lines above the window.
    above: Cell<usize>,
    /// Lines below it when the page was drawn last.
    below: Cell<usize>,
    /// Lines in it.
    window: Cell<usize>,
}

impl Scroll {
    /// Towards the first line.
    pub fn up(&self, lines: usize) {
        self.above.set(self.above.get().saturating_sub(lines));
    }

    /// Towards the last line, which stays in the window.
    pub fn down(&self, lines: usize) {
        let lines = lines.min(self.below.get());
        self.above.set(self.above.get() + lines);
        self.below.set(self.below.get() - lines);
    }

    /// A window further, where there is more; one line is seen again. Whether there was.
    pub fn page_down(&self) -> bool {
        let more = self.below.get() > 0;
        self.down(self.step());
        more
    }

    /// The same way back: to where [`Scroll::page_down`] has been.
    pub fn page_up(&self) -> bool {
        let above = self.above.get();
        self.above.set(above.saturating_sub(1) / self.step() * self.step());
        above > 0
    }

    /// To the last line.
    pub fn to_the_end(&self) {
        self.above.set(usize::MAX);
        self.below.set(0);
    }

    fn step(&self) -> usize {
        self.window.get().saturating_sub(1).max(1)
    }

    /// Draws what of the page is in the window; whether lines are left below it.
    pub fn draw(&self, lines: &[Line], area: Rect, buf: &mut Buffer) -> bool {
        let most = lines.len().saturating_sub(usize::from(area.height));
        let above = self.above.get().min(most);
        self.above.set(above);
        self.below.set(most - above);
        self.window.set(area.height.into());
        put_lines(buf, area, &lines[above..]);
        above < most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(scroll: &Scroll, area: Rect) -> (String, bool) {
        let lines: Vec<Line> = (0..9).map(|number| Line::raw(number.to_string())).collect();
        let mut buf = Buffer::empty(area);
        let more = scroll.draw(&lines, area, &mut buf);
        (buf[(0, 0)].symbol().to_owned(), more)
    }

    #[test]
    fn the_last_line_stays_in_the_window_and_the_way_back_begins_at_once() {
        let (scroll, area) = (Scroll::default(), Rect::new(0, 0, 4, 5));
        assert_eq!(first(&scroll, area), ("0".to_owned(), true));
        (0..9).for_each(|_| scroll.down(3));
        assert_eq!(first(&scroll, area), ("4".to_owned(), false));
        scroll.up(1);
        assert_eq!(first(&scroll, area), ("3".to_owned(), true));
        // A higher window shows all.
        assert_eq!(first(&scroll, Rect::new(0, 0, 4, 20)), ("0".to_owned(), false));
    }

    #[test]
    fn page_by_page_the_way_back_is_the_way_there() {
        let (scroll, area) = (Scroll::default(), Rect::new(0, 0, 4, 4));
        let mut there = vec![first(&scroll, area)];
        while scroll.page_down() {
            there.push(first(&scroll, area));
        }
        let mut back = Vec::new();
        first(&scroll, Rect::new(0, 0, 4, 2));
        scroll.to_the_end();
        assert!(!scroll.page_down(), "nothing is below the end, even before it is drawn");
        back.push(first(&scroll, area));
        while scroll.page_up() {
            back.push(first(&scroll, area));
        }
        assert_eq!(there.len(), 3);
        assert_eq!(there, back.into_iter().rev().collect::<Vec<_>>());
    }
}
