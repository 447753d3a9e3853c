//! A form as it is seen: a field a row, what is wrong under it, what it offers in a list over the rest,
//! and at the bottom what the field means and the line the form stands for.

use super::fields::{Field, Seen, Takes};
use super::judge::{Judged, Problem, Worth};
use super::{Form, LIST, OPENER, RUN};
use crate::cloud::command_line::shape::kebab;
use crate::tui::draw::{ellipsis, pad, put, put_line, put_lines, width};
use crate::tui::keys::code;
use crate::tui::look::{Look, Sign};
use crate::tui::touch::Touch;
use crate::tui::view::{Ctx, Focus};
use crate::tui::wrap::{wrap_command, wrap_text};
use crate::words::address::{Purpose, spell};
use crate::words::{console as say, operation, resource};
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

/// Cells for the names of the fields, at most.
const LABEL: usize = 30;
/// Rows of a list, at most.
const LISTED: u16 = 8;
/// Cells of a field without text.
const FIELD: usize = 20;
/// How far a problem stands in under its field.
const INDENT: u16 = 4;

/// A row of the form.
enum Row {
    /// A field, the confirmation or the buttons, by number.
    Of(usize),
    /// What is wrong with the one above.
    Under(Line<'static>),
}

/// Where everything is.
struct Layout {
    rows: Vec<Row>,
    /// The first row that is seen.
    first: usize,
    /// Where the rows are.
    place: Rect,
    /// What stands below them.
    below: Vec<Line<'static>>,
}

impl Layout {
    /// The height at which a row is seen.
    fn y_of(&self, number: usize) -> Option<u16> {
        let at = self.rows.iter().position(|row| matches!(row, Row::Of(of) if *of == number))?;
        let y = self.place.y + u16::try_from(at.checked_sub(self.first)?).ok()?;
        (y < self.place.bottom()).then_some(y)
    }
}

impl Form {
    fn layout(&self, ctx: &Ctx, judged: &Judged, area: Rect) -> Layout {
        let room = usize::from(area.width.saturating_sub(INDENT)).max(1);
        let mut rows = Vec::new();
        for number in 0..self.rows() {
            rows.push(Row::Of(number));
            if let Some(problem) = judged.fields.get(number).and_then(Option::as_ref) {
                rows.extend(self.under(number, problem, room, &ctx.look).into_iter().map(Row::Under));
            }
        }
        if let Some(whole) = judged.whole.as_ref().filter(|_| self.is_touched()) {
            let lines = problem_lines(whole.own.as_deref(), whole.ec2.as_deref(), Sign::Bad, (room, &ctx.look));
            rows.extend(lines.into_iter().map(Row::Under));
        }
        let below = self.below(ctx, usize::from(area.width));
        let tall = u16::try_from(below.len() + 1).unwrap_or(0).min(area.height / 2);
        let height = area.height.saturating_sub(1 + tall);
        let place = Rect { y: area.y + 1.min(area.height), height, ..area };
        // The row with the keys is seen, and what is wrong with it.
        let next = rows.iter().position(|row| matches!(row, Row::Of(of) if *of > self.cursor)).unwrap_or(rows.len());
        let first = next.saturating_sub(usize::from(height));
        Layout { rows, first, place, below }
    }

    /// Whether somebody has been at any of the fields.
    fn is_touched(&self) -> bool {
        self.fields.iter().any(|field| field.seen == Seen::Touched)
    }

    /// What is wrong with a field, under it; nothing as long as nobody was at it.
    fn under(&self, number: usize, problem: &Problem, room: usize, look: &Look) -> Vec<Line<'static>> {
        let here = number == self.cursor;
        let field = &self.fields[number];
        if field.seen == Seen::Fresh || problem.worth == Worth::Empty {
            return Vec::new();
        }
        let sign = match problem.worth {
            Worth::Note => Sign::Changed,
            Worth::Unfinished if here => Sign::Waiting,
            Worth::Empty | Worth::Unfinished | Worth::Wrong => Sign::Bad,
        };
        // What is not typed to its end needs no words of EC2 yet.
        let ec2 = problem.ec2.as_deref().filter(|_| sign != Sign::Waiting);
        problem_lines(problem.own.as_deref(), ec2, sign, (room, look))
    }

    /// Draws the form.
    pub fn draw(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        let look = &ctx.look;
        let head = operation::title(&self.operation, look.lang);
        let x = put(buf, area, (area.x, area.y), &head, look.strong());
        put(buf, area, (x + 2, area.y), &format!("aws ec2 {}", kebab(&self.operation)), look.style(Sign::Quiet));
        let judged = self.judge(ctx);
        let layout = self.layout(ctx, &judged, area);
        for (row, y) in layout.rows.iter().skip(layout.first).zip(layout.place.top()..layout.place.bottom()) {
            match row {
                Row::Of(number) => self.row(ctx, (*number, &judged), (area, y), buf),
                Row::Under(line) => {
                    put_line(buf, area, (area.x + INDENT, y), line);
                }
            }
        }
        let y = layout.place.bottom();
        let bottom = Rect { y, height: area.bottom().saturating_sub(y), ..area };
        put(buf, bottom, (area.x, y), &look.line().repeat(usize::from(area.width)), look.style(Sign::Quiet));
        put_lines(buf, Rect { y: y + 1, height: bottom.height.saturating_sub(1), ..bottom }, &layout.below);
        self.draw_list(ctx, &layout, (area, buf));
    }

    /// The open list: under its field, or over it where there is more room.
    fn draw_list(&self, ctx: &Ctx, layout: &Layout, (area, buf): (Rect, &mut Buffer)) {
        let (Some(list), Some(y)) = (&self.list, layout.y_of(self.cursor)) else { return };
        let wanted = u16::try_from(list.len()).unwrap_or(LISTED).min(LISTED);
        let (over, under) = (y.saturating_sub(area.y), area.bottom().saturating_sub(y + 1));
        let height = wanted.min(over.max(under));
        let top = if under >= height { y + 1 } else { y - height };
        let indent = INDENT.min(area.width);
        let place = Rect { x: area.x + indent, y: top, width: area.width - indent, height };
        list.draw(ctx, place, buf, LIST);
    }

    fn row(&self, ctx: &Ctx, (number, judged): (usize, &Judged), (area, y): (Rect, u16), buf: &mut Buffer) {
        let look = &ctx.look;
        let row = Rect { y, height: 1, ..area };
        ctx.touch(row, Touch::Part(number));
        let here = number == self.cursor;
        let mark = if here { look.glyph(Sign::Focus) } else { " " };
        put(buf, area, (area.x, y), mark, look.style(Sign::Focus));
        if let Some(field) = self.fields.get(number) {
            self.field(ctx, (number, field), judged.fields[number].as_ref(), (row, buf));
        } else if let (Some(confirm), true) = (&self.confirm, number == self.fields.len()) {
            let label = format!("{}: ", say::CONFIRM.in_(look.lang));
            let x = put(buf, area, (area.x + 2, y), &label, look.style(Sign::Changed));
            put(buf, area, (x, y), &pad(confirm.value(), 12), self.input_style(number, ctx));
        } else {
            self.buttons(ctx, judged, (row, buf));
        }
    }

    /// The style of a place for text.
    fn input_style(&self, number: usize, ctx: &Ctx) -> Style {
        let plain = ctx.look.code();
        match (number == self.cursor && ctx.focus == Focus::Here, plain == Style::new()) {
            (true, _) => ctx.look.style(Sign::Focus).add_modifier(Modifier::REVERSED),
            (false, true) => plain.add_modifier(Modifier::UNDERLINED),
            (false, false) => plain,
        }
    }

    fn field(
        &self,
        ctx: &Ctx,
        (number, field): (usize, &Field),
        problem: Option<&Problem>,
        (row, buf): (Rect, &mut Buffer),
    ) {
        let look = &ctx.look;
        let (label, x) = self.columns(row);
        let star = if field.required { "*" } else { " " };
        let sign = if field.required { Sign::Focus } else { Sign::Quiet };
        put(
            buf,
            row,
            (row.x + 2, row.y),
            &pad(&format!("{star}{}", tail(&field.label, label.saturating_sub(1))), label),
            look.style(sign),
        );
        let offers = field.kind.is_some() || !field.fixed.is_empty() || has_protocols(field);
        if offers {
            let opener = look.glyphs.pick("↓", "v");
            put(buf, row, (x - 2, row.y), opener, look.style(Sign::Quiet));
        }
        let room = usize::from(row.right().saturating_sub(x));
        let style = self.input_style(number, ctx);
        let shown = match field.takes {
            Takes::YesNo => switch(field, look),
            _ => field.value.value().to_owned(),
        };
        let cells = (width(&shown) + 1).max(if field.takes == Takes::YesNo { 0 } else { FIELD }).min(room);
        let hidden = if number == self.cursor { field.value.visual_scroll(cells) } else { 0 };
        let rest: String = cut(&shown, hidden);
        let after = put(buf, row, (x, row.y), &pad(&rest, cells), style);
        let left = usize::from(row.right().saturating_sub(after + 2));
        let (beside, sign) = match problem {
            Some(Problem { worth: Worth::Empty, .. }) if field.seen == Seen::Touched && number != self.cursor => {
                (format!("{} {}", look.glyph(Sign::Bad), say::REQUIRED.in_(look.lang)), Sign::Bad)
            }
            Some(Problem { worth: Worth::Empty, .. }) => (say::REQUIRED.in_(look.lang).to_owned(), Sign::Quiet),
            _ if number == self.cursor && field.text().is_empty() => (self.first_offer(ctx), Sign::Quiet),
            _ => (beside(field, ctx), Sign::Quiet),
        };
        put(buf, row, (after + 2, row.y), &ellipsis(&beside, left), look.style(sign));
        if offers && x >= 2 {
            ctx.touch(Rect { x: x - 2, width: 2, ..row }, Touch::Part(OPENER + number));
        }
    }

    /// What the right arrow would put into the field that has the keys.
    fn first_offer(&self, ctx: &Ctx) -> String {
        let Some(offer) = self.choices(ctx).into_iter().next() else { return String::new() };
        let arrow = ctx.look.glyphs.pick("→", "Right:");
        format!("{arrow} {}  {}", offer.text, offer.note)
    }

    /// The buttons, and whether EC2 would do it.
    fn buttons(&self, ctx: &Ctx, judged: &Judged, (row, buf): (Rect, &mut Buffer)) {
        let look = &ctx.look;
        let run = format!("[ {} ]", say::RUN.in_(look.lang));
        let here = self.cursor + 1 == self.rows() && ctx.focus == Focus::Here;
        let style = if here { look.style(Sign::Focus).add_modifier(Modifier::REVERSED) } else { look.strong() };
        let from = row.x + 2;
        let x = put(buf, row, (from, row.y), &run, style);
        ctx.touch(Rect { x: from, width: x.saturating_sub(from), ..row }, Touch::Part(RUN));
        let close = format!("[ {} ]", say::CLOSE.in_(look.lang));
        let from = x + 2;
        let x = put(buf, row, (from, row.y), &close, look.style(Sign::Quiet));
        ctx.touch(Rect { x: from, width: x.saturating_sub(from), ..row }, Touch::Key(code(KeyCode::Esc)));
        let missing = |(at, problem): (usize, &Option<Problem>)| {
            problem.as_ref().filter(|it| it.worth == Worth::Empty).map(|_| self.fields[at].label.as_str())
        };
        let missing: Vec<&str> = judged.fields.iter().enumerate().filter_map(missing).collect();
        let (sign, words) = match (&judged.whole, missing.is_empty(), judged.first()) {
            (_, false, _) => (Sign::Waiting, format!("{}{}", say::MISSING.in_(look.lang), missing.join(", "))),
            (_, _, Some(at)) => (Sign::Waiting, format!("{}{}", say::LOOK_AT.in_(look.lang), self.fields[at].label)),
            (Some(_), ..) if self.is_touched() => (Sign::Bad, say::REFUSED.in_(look.lang).to_owned()),
            (Some(_), ..) => (Sign::Waiting, String::new()),
            (None, true, None) => (Sign::Good, say::READY.in_(look.lang).to_owned()),
        };
        let left = usize::from(row.right().saturating_sub(x + 2));
        let words = if words.is_empty() { words } else { format!("{} {words}", look.glyph(sign)) };
        put(buf, row, (x + 2, row.y), &ellipsis(&words, left), look.style(sign));
    }

    /// Under the rows: what the field means, its block spelled out, and the line.
    fn below(&self, ctx: &Ctx, width: usize) -> Vec<Line<'static>> {
        let look = &ctx.look;
        let mut lines = Vec::new();
        if let Some(field) = self.fields.get(self.cursor) {
            lines.extend(wrap_text(&field.doc, width, look.style(Sign::Quiet)).into_iter().take(2));
            let purpose = if self.operation.contains("Subnet") { Purpose::Subnet } else { Purpose::Other };
            if let Some(spelled) = spell(field.text(), purpose, ctx.world, look.lang) {
                lines.extend(wrap_text(&spelled, width, look.remark()).into_iter().take(3));
            }
        }
        lines.extend(wrap_command(&self.line(), width, look.style(Sign::Ipv6)).into_iter().take(4));
        lines
    }

    /// Cells for the labels, and the column where the values begin.
    fn columns(&self, area: Rect) -> (usize, u16) {
        let longest = self.fields.iter().map(|field| width(&field.label) + 1).max().unwrap_or(0);
        let label = longest.min(LABEL).min(usize::from(area.width) * 2 / 5);
        (label, area.x + 5 + u16::try_from(label).unwrap_or(0))
    }

    /// Where the terminal's cursor belongs.
    pub fn cursor(&self, ctx: &Ctx, area: Rect) -> Option<Position> {
        let layout = self.layout(ctx, &self.judge(ctx), area);
        let y = layout.y_of(self.cursor)?;
        let (input, x) = match self.fields.get(self.cursor) {
            Some(field) if field.takes == Takes::YesNo => return None,
            Some(field) => (&field.value, self.columns(area).1),
            None if self.cursor == self.fields.len() => {
                let label = format!("{}: ", say::CONFIRM.in_(ctx.look.lang));
                (self.confirm.as_ref()?, area.x + 2 + u16::try_from(width(&label)).ok()?)
            }
            None => return None,
        };
        let room = usize::from(area.right().saturating_sub(x));
        let cells = (width(input.value()) + 1).max(FIELD).min(room);
        let before = input.visual_cursor().checked_sub(input.visual_scroll(cells))?;
        let position = Position { x: x + u16::try_from(before).ok()?, y };
        area.contains(position).then_some(position)
    }
}

/// A name in so many cells: of a long one its end, which tells it from others.
fn tail(label: &str, cells: usize) -> String {
    if width(label) <= cells {
        return label.to_owned();
    }
    let keep = label.len().saturating_sub(cells.saturating_sub(1));
    // Names of options are ASCII.
    format!("…{}", label.get(keep..).unwrap_or_default())
}

/// What stands beside a field's text: the id behind a name with what it is, or the name of an id.
fn beside(field: &Field, ctx: &Ctx) -> String {
    let text = field.text();
    if text.is_empty() || field.kind.is_none() {
        return String::new();
    }
    let id = field.resolved(ctx.world);
    let resources = ctx.world.resources();
    let Some(found) = resources.iter().find(|it| it.id == id) else { return String::new() };
    let facts = resource::facts(found.kind, &id, ctx.world, ctx.look.lang);
    let other = if text == id { ctx.world.name_of(&id) } else { id };
    if other == text { facts } else { format!("{other}  {facts}") }
}

fn has_protocols(field: &Field) -> bool {
    say::PROTOCOLS.iter().any(|(name, _)| *name == field.parameter())
}

/// Yes, no, or not said.
fn switch(field: &Field, look: &Look) -> String {
    match field.text() {
        "true" => format!("[{}] true", look.glyphs.pick("✓", "x")),
        "false" => "[ ] false".to_owned(),
        _ => format!("[ ] {}", say::NOT_SAID.in_(look.lang)),
    }
}

/// A text without its first cells.
fn cut(text: &str, cells: usize) -> String {
    let mut used = 0;
    text.chars()
        .skip_while(|char| {
            let skip = used < cells;
            used += width(&char.to_string());
            skip
        })
        .collect()
}

/// What is wrong, in lines: ours first, then EC2's own words.
pub fn problem_lines(
    own: Option<&str>,
    ec2: Option<&str>,
    sign: Sign,
    (room, look): (usize, &Look),
) -> Vec<Line<'static>> {
    let style = look.style(sign);
    let said = [own.map(str::to_owned), ec2.map(|ec2| format!("EC2: {ec2}"))];
    let mut lines = Vec::new();
    for text in said.into_iter().flatten() {
        let style = if lines.is_empty() { style } else { look.style(Sign::Quiet) };
        for line in wrap_text(&text, room.saturating_sub(2).max(1), style).into_iter().take(3) {
            let lead = if lines.is_empty() { format!("{} ", look.glyph(sign)) } else { "  ".to_owned() };
            let spans = std::iter::once(Span::styled(lead, look.style(sign))).chain(line.spans);
            lines.push(Line::from(spans.collect::<Vec<_>>()));
        }
    }
    lines
}
