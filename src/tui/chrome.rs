//! What stands around every screen: the keys below, and short messages above them.

use super::draw::{clear_area, ellipsis, pad, put, put_line, width};
use super::keys::Hint;
use super::look::{Look, Sign};
use super::msg::Tone;
use super::scroll::Scroll;
use super::text::render;
use super::touch::Touch;
use super::view::Ctx;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::Line;

/// Lines a short message may take.
const MESSAGE: usize = 6;

/// `area` without its first and its last row, and those two.
pub fn split(area: Rect) -> (Rect, Rect, Rect) {
    let top = Rect { height: area.height.min(1), ..area };
    let rest = area.height.saturating_sub(1);
    let bottom = Rect { y: area.y + rest.max(top.height.min(area.height)), height: rest.min(1), ..area };
    let middle = Rect { y: area.y + top.height, height: rest.saturating_sub(bottom.height), ..area };
    (top, middle, bottom)
}

/// As many hints as fit, from column `x` of the row. Each can be clicked on.
pub fn keys(buf: &mut Buffer, row: Rect, x: u16, hints: &[Hint], ctx: &Ctx) {
    let (mut x, look) = (x, &ctx.look);
    let mut told: Vec<&str> = Vec::new();
    for hint in hints {
        let words = hint.say.in_(look.lang);
        if told.contains(&words) {
            continue;
        }
        told.push(words);
        // One key of each row is enough here; the page of keys has the others.
        let same = hints.iter().filter(|other| other.say == hint.say).filter_map(|other| other.keys.first());
        let names = same.map(|key| key.name(look.glyphs)).collect::<Vec<_>>().join("/");
        let needed = width(&names) + width(words) + 1;
        if usize::from(x) + needed > usize::from(row.right()) {
            continue;
        }
        let from = x;
        x = put(buf, row, (x, row.y), &names, look.style(Sign::Focus));
        x = put(buf, row, (x, row.y), &format!(" {words}"), look.style(Sign::Quiet));
        if let Some(key) = hint.keys.first() {
            ctx.touch(Rect { x: from, width: x - from, ..row }, Touch::Key(*key));
        }
        x += 2;
    }
}

/// A short message over the last rows of `area`; the rows it took.
pub fn message(buf: &mut Buffer, area: Rect, (tone, text): (Tone, &str), look: &Look) -> Rect {
    let (sign, mark) = match tone {
        Tone::Good => (Sign::Good, look.glyph(Sign::Good)),
        Tone::Plain => (Sign::Focus, look.glyph(Sign::Focus)),
        Tone::Bad => (Sign::Bad, look.glyph(Sign::Bad)),
    };
    let room = usize::from(area.width).saturating_sub(4);
    if room < 4 || area.height == 0 {
        return Rect::default();
    }
    let mut lines: Vec<_> = text.split('\n').flat_map(|text| render(text, room, look)).collect();
    lines.truncate(MESSAGE.min(usize::from(area.height)));
    let height = u16::try_from(lines.len()).unwrap_or(1);
    let place = Rect { y: area.bottom() - height, height, ..area };
    clear_area(buf, place);
    buf.set_style(place, look.banner());
    for (number, (y, line)) in (place.top()..).zip(&lines).enumerate() {
        let lead = if number == 0 { mark } else { " " };
        put(buf, place, (place.x + 1, y), lead, look.banner().patch(look.style(sign)));
        put_line(buf, place, (place.x + 3, y), &line.clone().patch_style(look.banner()));
    }
    place
}

/// A bar of `cells` cells, `done` of `all` filled.
pub fn bar(buf: &mut Buffer, row: Rect, x: u16, (cells, done, all): (u16, usize, usize), look: &Look) -> u16 {
    let filled = (usize::from(cells) * done.min(all)).checked_div(all).unwrap_or(0);
    let (full, empty) = look.glyphs.pick(("━", "─"), ("=", "-"));
    let x = put(buf, row, (x, row.y), &full.repeat(filled), look.style(Sign::Good));
    put(buf, row, (x, row.y), &empty.repeat(usize::from(cells) - filled), look.style(Sign::Quiet))
}

/// Lines in a window of their size, at least `least` columns wide; a sign in its border says that more follow.
pub fn page(
    buf: &mut Buffer,
    area: Rect,
    (title, least): (&str, usize),
    (lines, scroll): (&[Line], &Scroll),
    look: &Look,
) {
    let columns = lines.iter().map(Line::width).max().unwrap_or(0).max(least);
    let narrow = |size: usize| u16::try_from(size).unwrap_or(u16::MAX);
    let inside = window(buf, area, (title, narrow(columns), narrow(lines.len())), look);
    if scroll.draw(lines, inside, buf) {
        let more = format!(" {} ", look.glyphs.pick("↓", "v"));
        put(buf, area, (inside.x, inside.bottom()), &more, look.strong());
    }
}

/// A window in the middle of `area` with a title and a border, cleared; what is inside the border.
pub fn window(buf: &mut Buffer, area: Rect, (title, columns, rows): (&str, u16, u16), look: &Look) -> Rect {
    let (w, h) = (columns.saturating_add(4).min(area.width), rows.saturating_add(2).min(area.height));
    let place = Rect { x: area.x + (area.width - w) / 2, y: area.y + (area.height - h) / 2, width: w, height: h };
    clear_area(buf, place);
    if w < 6 || h < 3 {
        return place;
    }
    let [nw, ne, sw, se, side] = look.glyphs.pick(["╭", "╮", "╰", "╯", "│"], ["+", "+", "+", "+", "|"]);
    let style = look.style(Sign::Quiet);
    let across = look.line().repeat(usize::from(w) - 2);
    put(buf, place, (place.x, place.y), &format!("{nw}{across}{ne}"), style);
    put(buf, place, (place.x, place.bottom() - 1), &format!("{sw}{across}{se}"), style);
    for y in place.y + 1..place.bottom() - 1 {
        put(buf, place, (place.x, y), side, style);
        put(buf, place, (place.right() - 1, y), side, style);
    }
    let title = format!(" {} ", ellipsis(title, usize::from(w) - 6));
    put(buf, place, (place.x + 2, place.y), &title, look.strong());
    Rect { x: place.x + 2, y: place.y + 1, width: w - 4, height: h - 2 }
}

/// A row of a list, marked where it is the chosen one.
pub fn row(buf: &mut Buffer, area: Rect, y: u16, (text, chosen): (&str, bool), look: &Look) {
    let mark = if chosen { look.glyph(Sign::Focus) } else { " " };
    let style = if chosen { look.chosen() } else { Style::new() };
    let room = usize::from(area.width).saturating_sub(2);
    put(buf, area, (area.x, y), &format!("{mark} {}", pad(text, room)), style);
}

/// The style of a tab.
pub fn tab(look: &Look, chosen: bool) -> Style {
    if chosen { look.chosen().add_modifier(Modifier::BOLD) } else { look.style(Sign::Quiet) }
}
