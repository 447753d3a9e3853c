//! The wall: one thing at a time, in the middle, and nothing in the outermost cells, which a beamer may cut
//! off. Off the script a stripe says so, which nobody can miss.

use super::hall::{Hall, Over, Picker, context};
use super::keys::groups;
use super::pages::{Leaf, Room, Stands, widest};
use super::script::Beat;
use crate::tui::chrome::{message, window};
use crate::tui::draw::{clear_area, ellipsis, pad, put, put_line, put_lines, width};
use crate::tui::look::{Depth, Sign};
use crate::tui::map::MapPane;
use crate::tui::view::View;
use crate::words::room as say;
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Position, Rect};
use ratatui::style::{Color, Style};
use ratatui::text::{Line, Span};

/// The smallest wall.
const SMALLEST: (u16, u16) = (40, 12);
/// From this size on, the stripe goes all around.
const ROOMY: (u16, u16) = (100, 30);

impl Hall {
    /// Draws everything; the cursor's place, where there is one.
    pub fn draw(&self, area: Rect, buf: &mut Buffer) -> Option<Position> {
        if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
            let said = say::too_small(self.look.lang, SMALLEST);
            put(buf, area, (area.x, area.y), &said, self.look.style(Sign::Changed));
            self.look.finish(buf);
            return None;
        }
        let cursor = match &self.aside {
            Some(_) => self.draw_aside(area, buf),
            None => {
                self.draw_script(area, buf);
                None
            }
        };
        self.look.finish(buf);
        cursor
    }

    /// The rows and columns of a wall that pages have.
    pub(super) fn room(area: Rect) -> Room {
        let inside = Self::inside(area);
        Room { width: usize::from(inside.width), rows: usize::from(inside.height.saturating_sub(2)) }
    }

    fn draw_script(&self, area: Rect, buf: &mut Buffer) {
        self.size.set(Self::room(area));
        let inside = Self::inside(area);
        if matches!(self.over, Over::Dark) {
            // No light from the beamer; without colours an empty wall must do.
            if self.look.depth != Depth::Mono {
                buf.set_style(area, Style::new().bg(Color::Black));
            }
            return;
        }
        let body = Rect { y: inside.y + 2, height: inside.height.saturating_sub(2), ..inside };
        let ctx = context(self.look, &self.study);
        match (&self.over, self.beat()) {
            (Over::Map, _) | (_, Beat::Map) => {
                self.head(inside, (0, 1), buf);
                MapPane::default().draw(&ctx, body, buf);
            }
            (Over::Film(player), _) => player.draw(&ctx, inside, buf),
            (_, Beat::Film(_)) => self.player.draw(&ctx, inside, buf),
            (_, beat) => {
                let leaves = self.leaves(beat);
                let page = self.place.page.min(leaves.len().saturating_sub(1));
                self.head(inside, (page, leaves.len()), buf);
                if let Some(leaf) = leaves.get(page) {
                    put_leaf(buf, body, leaf);
                }
            }
        }
        match &self.over {
            Over::Keys => self.draw_keys(inside, buf),
            Over::Steps(picker) => self.draw_steps(inside, picker, buf),
            _ => {}
        }
        if let Some((tone, text)) = &self.said {
            message(buf, inside, (*tone, text), &self.look);
        }
    }

    /// The row above everything: which step it is, and which of its pages. The first page has the title itself.
    fn head(&self, inside: Rect, (page, pages): (usize, usize), buf: &mut Buffer) {
        let (look, lang) = (&self.look, self.look.lang);
        let has_title = self.place.beat + page == 0 && matches!(self.over, Over::Nothing | Over::Quit);
        let count = self.lesson.steps.len();
        let (here, other) = look.glyphs.pick(("●", "○"), ("*", "."));
        let dots: Vec<&str> = (0..pages).map(|at| if at == page { here } else { other }).collect();
        let mut right = if pages > 1 { dots.join(" ") } else { String::new() };
        if count > 1 && !has_title {
            right = format!("{right}   {} / {count}", self.place.step + 1);
        }
        let right = right.trim_start();
        let wide = u16::try_from(width(right)).unwrap_or(0);
        let step = self.act.sessions[0].current();
        let room = usize::from(inside.width.saturating_sub(wide + 2));
        if !has_title {
            put(buf, inside, (inside.x, inside.y), &ellipsis(step.title.in_(lang), room), look.strong());
        }
        put(buf, inside, (inside.right().saturating_sub(wide), inside.y), right, look.style(Sign::Quiet));
    }

    /// How notes join, and below it the keys in two columns.
    fn draw_keys(&self, inside: Rect, buf: &mut Buffer) {
        const KEYS: usize = 15;
        let look = &self.look;
        let mut keys = Vec::new();
        for (head, hints) in groups() {
            keys.push(Line::styled(head.in_(look.lang), look.strong()));
            for hint in hints {
                // Two keys are enough to know; clickers know their own.
                let names: Vec<String> = hint.keys.iter().take(2).map(|key| key.name(look.glyphs)).collect();
                let names = Span::styled(pad(&names.join("/"), KEYS), look.style(Sign::Changed));
                keys.push(Line::from(vec![Span::raw("  "), names, Span::raw(hint.say.in_(look.lang))]));
            }
        }
        let joining = self.joining_lines();
        let title = format!("{} — {}", say::KEYS.in_(look.lang), say::ANY_KEY.in_(look.lang));
        let widest = |lines: &[Line]| lines.iter().map(Line::width).max().unwrap_or(0);
        let column = (widest(&keys) + 2).min(usize::from(inside.width.saturating_sub(4)) / 2);
        let each = keys.len().div_ceil(2);
        let cells = |count: usize| u16::try_from(count).unwrap_or(u16::MAX);
        let size = (cells((column * 2).max(widest(&joining))), cells(joining.len() + each));
        let place = window(buf, inside, (&title, size.0, size.1), look);
        put_lines(buf, place, &joining);
        let below = Rect {
            y: place.y + cells(joining.len()).min(place.height),
            height: place.height.saturating_sub(cells(joining.len())),
            ..place
        };
        for (at, part) in keys.chunks(each.max(1)).enumerate() {
            let x = below.x + cells(at * column).min(below.width);
            let part_place = Rect { x, width: cells(column - 1), ..below }.intersection(below);
            put_lines(buf, part_place, part);
        }
    }

    /// How notes join.
    fn joining_lines(&self) -> Vec<Line<'static>> {
        let (look, joining) = (&self.look, &self.joining);
        if joining.code.is_empty() {
            return Vec::new();
        }
        let lang = look.lang;
        let mut lines = vec![Line::styled(say::JOIN.in_(lang), look.strong())];
        if joining.here {
            lines.push(Line::raw(format!("  v6dojo notes  ({})", say::JOIN_HERE.in_(lang))));
        }
        for address in &joining.elsewhere {
            lines.push(Line::raw(format!("  v6dojo notes {address}  ({})", say::JOIN_THERE.in_(lang))));
        }
        lines.push(Line::raw(format!("  {}: {}", say::CODE.in_(lang), joining.code)));
        lines.push(Line::raw(format!("  {}", say::joined(lang, joining.count))));
        lines
    }

    fn draw_steps(&self, inside: Rect, picker: &Picker, buf: &mut Buffer) {
        let (look, lang) = (&self.look, self.look.lang);
        let steps = &self.lesson.steps;
        let title = format!("{} {}", say::STEPS.in_(lang), picker.digits);
        let widest = steps.iter().map(|step| width(step.title.in_(lang))).max().unwrap_or(0).max(width(&title));
        let rows = usize::from(inside.height.saturating_sub(2)).min(steps.len()).max(1);
        let size = (u16::try_from(widest + 8).unwrap_or(80), u16::try_from(rows).unwrap_or(20));
        let place = window(buf, inside, (title.trim_end(), size.0, size.1), look);
        let first = picker.at.saturating_sub(rows / 2).min(steps.len() - rows);
        for (y, (number, step)) in (place.top()..place.bottom()).zip(steps.iter().enumerate().skip(first)) {
            let mark = if number == self.place.step { look.glyph(Sign::Focus) } else { " " };
            let text = pad(&format!("{mark}{:>3}  {}", number + 1, step.title.in_(lang)), place.width.into());
            let style = if number == picker.at { look.chosen() } else { Style::new() };
            put(buf, place, (place.x, y), &text, style);
        }
    }

    /// Where the workspace is off the script.
    pub(super) fn workspace(area: Rect) -> Rect {
        if area.width >= ROOMY.0 && area.height >= ROOMY.1 {
            return Rect { x: area.x + 2, y: area.y + 2, width: area.width - 4, height: area.height - 3 };
        }
        Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area }
    }

    fn draw_aside(&self, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let aside = self.aside.as_ref()?;
        let place = Self::workspace(area);
        let cursor = match &aside.comparison {
            Some(comparison) => {
                comparison.draw(&aside.app.ctx(), Rect { x: place.x + 1, width: place.width - 2, ..place }, buf);
                None
            }
            None => aside.app.draw(place, buf),
        };
        let wide = if area.width >= ROOMY.0 { say::OFF_SCRIPT_KEYS } else { say::OFF_SCRIPT_SHORT };
        let keys = if cursor.is_some() { say::OFF_SCRIPT_TYPING } else { wide };
        self.stripe((area, place), keys.in_(self.look.lang), buf);
        cursor
    }

    /// The stripe around what is off the script.
    fn stripe(&self, (area, place): (Rect, Rect), keys: &str, buf: &mut Buffer) {
        let look = &self.look;
        let style = look.chosen();
        let above = Rect { height: place.y - area.y, ..area };
        let below = Rect { y: place.bottom(), height: area.bottom() - place.bottom(), ..area };
        let left = Rect { width: place.x - area.x, ..area };
        let right = Rect { x: place.right(), width: area.right() - place.right(), ..area };
        for part in [above, below, left, right] {
            clear_area(buf, part);
            buf.set_style(part, style);
        }
        let row = Rect { y: place.y - 1, height: 1, x: area.x + 2, width: area.width - 4 };
        let at = say::place(look.lang, self.place.step + 1, self.act.sessions[0].current().title.in_(look.lang));
        let room = usize::from(row.width).saturating_sub(width(keys) + 2);
        // The mark tells it where colours don't.
        let bang = look.glyphs.pick("▚▚", "##");
        let head = format!("{bang} {} {bang}", say::OFF_SCRIPT.in_(look.lang));
        let said = if room >= width(&head) + width(&at) + 2 { format!("{head}  {at}") } else { head };
        put(buf, row, (row.x, row.y), &ellipsis(&said, room), style);
        let x = row.right().saturating_sub(u16::try_from(width(keys)).unwrap_or(row.width));
        put(buf, row, (x, row.y), keys, style);
    }
}

/// Puts a page on the wall.
fn put_leaf(buf: &mut Buffer, body: Rect, leaf: &Leaf) {
    let rows = u16::try_from(leaf.lines.len()).unwrap_or(u16::MAX).min(body.height);
    let (x, y) = match leaf.stands {
        Stands::Top => (body.x, body.y),
        Stands::Middle => {
            let wide = u16::try_from(widest(&leaf.lines)).unwrap_or(u16::MAX).min(body.width);
            // A little above the middle is where the eye finds it.
            (body.x + (body.width - wide) / 2, body.y + (body.height - rows) * 2 / 5)
        }
    };
    for (y, line) in (y..body.bottom()).zip(&leaf.lines) {
        let x = if line.alignment == Some(Alignment::Center) { middle(body, line) } else { x };
        put_line(buf, body, (x, y), line);
    }
}

/// Where a line stands in the middle.
fn middle(body: Rect, line: &Line) -> u16 {
    let wide = u16::try_from(line.width()).unwrap_or(u16::MAX).min(body.width);
    body.x + (body.width - wide) / 2
}
