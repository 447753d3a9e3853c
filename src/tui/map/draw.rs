//! Puts a planned map on the screen: the VPC's frame, boxes, then lanes, then doors and what lies beyond.

use super::Line;
use super::boxes::{family_sign, kind};
use super::plan::{DOOR, Lane, Plan, SubnetBox, Wire};
use crate::cloud::SubnetId;
use crate::cloud::route_table::{RouteState, Target};
use crate::net::Family;
use crate::tui::draw::{ellipsis, put, width};
use crate::tui::look::{Look, Sign};
use crate::tui::touch::Touch;
use crate::tui::view::Ctx;
use crate::words::map as say;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Line-drawing characters, or what stands for them in ASCII.
pub struct Strokes {
    flat: &'static str,
    upright: &'static str,
    corners: [&'static str; 4],
    /// The corners of a VPC.
    frame: [&'static str; 4],
    join: &'static str,
    /// Where a lane that ends here goes on to the right: from above, from below.
    tees: [&'static str; 2],
    cross: &'static str,
    right: &'static str,
    left: &'static str,
    /// Both sides of a door in the edge.
    door: [&'static str; 2],
    /// Where the Internet begins.
    border: &'static str,
}

const UNICODE: Strokes = Strokes {
    flat: "─",
    upright: "│",
    corners: ["┌", "┐", "└", "┘"],
    frame: ["╭", "╮", "╰", "╯"],
    join: "┤",
    tees: ["┴", "┬"],
    cross: "┼",
    right: "▶",
    left: "◀",
    door: ["┤", "├"],
    border: "┊",
};

const ASCII: Strokes = Strokes {
    flat: "-",
    upright: "|",
    corners: ["+", "+", "+", "+"],
    frame: ["+", "+", "+", "+"],
    join: "+",
    tees: ["+", "+"],
    cross: "-",
    right: ">",
    left: "<",
    door: ["[", "]"],
    border: ":",
};

/// The strokes that a look draws with.
pub fn strokes(look: &Look) -> &'static Strokes {
    look.glyphs.pick(&UNICODE, &ASCII)
}

/// Cells from the VPC's left edge to its subnets.
pub const LEFT: u16 = 2;

/// Where the parts of the map lie on the screen.
struct Canvas<'a> {
    plan: &'a Plan,
    area: Rect,
    body: Rect,
    look: &'a Look,
    strokes: &'static Strokes,
}

/// Draws `plan` into `area`; each subnet can be clicked on, the chosen one is marked.
pub fn draw(plan: &Plan, ctx: &Ctx, chosen: Option<SubnetId>, (area, buf): (Rect, &mut Buffer)) {
    let look = &ctx.look;
    let body = Rect { y: area.y + 1, height: area.height.saturating_sub(2), ..area };
    let canvas = Canvas { plan, area, body, look, strokes: strokes(look) };
    canvas.frame(buf);
    for (number, subnet) in plan.boxes.iter().enumerate() {
        canvas.subnet(buf, subnet, chosen == Some(subnet.id));
        let (x, y, height) = (canvas.left(), body.y + subnet.top, subnet.height());
        let place = Rect { x, y, width: plan.box_width, height }.intersection(body);
        ctx.touch(place, Touch::Part(plan.hidden.0 + number));
    }
    for index in 0..plan.lanes.len() {
        canvas.lane(buf, index);
    }
    canvas.idle(buf);
    canvas.beyond(buf);
}

/// The frame of a VPC with its title in the upper edge, from column `area.x` to the last one of `area`.
pub fn frame(buf: &mut Buffer, area: Rect, title: &Line, look: &Look) {
    let strokes = strokes(look);
    let style = look.style(Sign::Quiet);
    let (right, bottom) = (area.right().saturating_sub(1), area.bottom().saturating_sub(1));
    let across = strokes.flat.repeat(usize::from(area.width.saturating_sub(2)));
    let [nw, ne, sw, se] = strokes.frame;
    for (y, ends) in [(area.y, [nw, ne]), (bottom, [sw, se])] {
        put(buf, area, (area.x, y), &format!("{}{across}{}", ends[0], ends[1]), style);
    }
    for y in area.y + 1..bottom {
        put(buf, area, (area.x, y), strokes.upright, style);
        put(buf, area, (right, y), strokes.upright, style);
    }
    in_edge(buf, area, (area.x + 2, area.y), title, look);
}

/// Words in a frame's edge, with a space at either side.
pub fn in_edge(buf: &mut Buffer, area: Rect, (x, y): (u16, u16), line: &Line, look: &Look) {
    if line.is_empty() {
        return;
    }
    let room = usize::from(area.right().saturating_sub(x + 4));
    put(buf, area, (x, y), " ", Style::new());
    let end = pieces(buf, area, (x + 1, y, room), line, look);
    put(buf, area, (end, y), " ", Style::new());
}

/// Puts pieces one after the other, cut with an ellipsis at `room` cells. Returns the next column.
pub fn pieces(buf: &mut Buffer, area: Rect, (x, y, room): (u16, u16, usize), line: &Line, look: &Look) -> u16 {
    let mut at = x;
    for (sign, text) in line {
        let left = room.saturating_sub(usize::from(at - x));
        let style = sign.map_or(Style::new(), |sign| look.style(sign));
        at = put(buf, area, (at, y), &ellipsis(text, left), style);
        if width(text) > left {
            break;
        }
    }
    at
}

impl Canvas<'_> {
    /// The column where the subnets begin.
    fn left(&self) -> u16 {
        self.area.x + LEFT
    }

    /// The column where they end.
    fn right(&self) -> u16 {
        self.left() + self.plan.box_width - 1
    }

    /// The column of a lane.
    fn lane_x(&self, index: usize) -> u16 {
        self.right() + 2 + u16::try_from(index).unwrap_or(0) * 2
    }

    /// The column of the VPC's edge, where the doors are.
    fn edge_x(&self) -> u16 {
        self.lane_x(self.plan.lanes.len())
    }

    /// The VPC itself.
    fn frame(&self, buf: &mut Buffer) {
        let vpc = Rect { width: (self.edge_x() + 1).saturating_sub(self.area.x), ..self.area };
        let vpc = vpc.intersection(self.area);
        frame(buf, vpc, &self.plan.title, self.look);
        let bottom = (vpc.x + 2, vpc.bottom().saturating_sub(1));
        in_edge(buf, vpc, bottom, &self.plan.resolver, self.look);
        for (count, y, mark) in [
            (self.plan.hidden.0, self.area.y, self.look.glyphs.pick("↑", "^")),
            (self.plan.hidden.1, bottom.1, self.look.glyphs.pick("↓", "v")),
        ] {
            if count > 0 {
                let words = format!(" {mark} {count} ");
                let x = (vpc.right() - 1).saturating_sub(u16::try_from(width(&words)).unwrap_or(0) + 1);
                put(buf, vpc, (x.max(vpc.x), y), &words, self.look.style(Sign::Changed));
            }
        }
    }

    /// One subnet's box.
    fn subnet(&self, buf: &mut Buffer, subnet: &SubnetBox, chosen: bool) {
        let sign = match (chosen, subnet.here) {
            (true, _) => Sign::Changed,
            (false, true) => Sign::Focus,
            (false, false) => Sign::Quiet,
        };
        let style = self.look.style(sign);
        let mark = if chosen { self.look.glyph(Sign::Focus) } else { self.strokes.flat };
        let (left, right) = (self.left(), self.right());
        let top = self.body.y + subnet.top;
        let room = usize::from(self.plan.box_width).saturating_sub(5);
        if subnet.folded {
            put(buf, self.body, (left, top), mark, style);
            let line: Line = subnet.title.iter().chain(&subnet.ways).cloned().collect();
            pieces(buf, self.body, (left + 2, top, room + 3), &line, self.look);
            return;
        }
        let bottom = top + subnet.height() - 1;
        let [top_left, top_right, bottom_left, bottom_right] = self.strokes.corners;
        for (y, ends) in [(top, [top_left, top_right]), (bottom, [bottom_left, bottom_right])] {
            put(buf, self.body, (left, y), ends[0], style);
            put(buf, self.body, (left + 1, y), &self.strokes.flat.repeat(usize::from(right - left) - 1), style);
            put(buf, self.body, (right, y), ends[1], style);
        }
        put(buf, self.body, (left + 1, top), mark, style);
        self.on_edge(buf, (left + 2, top), &subnet.title, room);
        self.on_edge(buf, (left + 2, bottom), &subnet.table, room);
        for (y, inside) in (top + 1..bottom).zip(&subnet.inside) {
            put(buf, self.body, (left, y), self.strokes.upright, style);
            put(buf, self.body, (right, y), self.strokes.upright, style);
            let end = pieces(buf, self.body, (left + 2, y, room + 1), &inside.line, self.look);
            self.route(buf, (end + 1, y), inside.wire);
        }
    }

    /// Words that interrupt an edge, with a space at either side.
    fn on_edge(&self, buf: &mut Buffer, (x, y): (u16, u16), line: &Line, room: usize) {
        if line.is_empty() {
            return;
        }
        put(buf, self.body, (x, y), " ", Style::new());
        let end = pieces(buf, self.body, (x + 1, y, room), line, self.look);
        put(buf, self.body, (end, y), " ", Style::new());
    }

    /// A route's wire from its words to its target's lane.
    fn route(&self, buf: &mut Buffer, (x, y): (u16, u16), wire: Wire) {
        let Wire::Route { target, family, state } = wire else { return };
        let Some(index) = self.plan.lanes.iter().position(|lane| lane.target == target) else { return };
        let style = match state {
            RouteState::Active => self.look.style(family_sign(family)),
            RouteState::Blackhole => self.look.style(Sign::Bad),
        };
        for x in x..self.lane_x(index) {
            put(buf, self.body, (x, y), self.strokes.flat, style);
        }
    }

    /// A lane: from the uppermost to the lowest line that is wired to its target.
    fn lane(&self, buf: &mut Buffer, index: usize) {
        let lane = self.plan.lanes[index];
        let (starts, port) = self.rows_of(lane);
        let door = match port {
            Some(row) => row,
            None => self.door_row(&starts),
        };
        let (Some(first), Some(last)) = (starts.iter().min(), starts.iter().max()) else { return };
        let (first, last) = (*first.min(&door), *last.max(&door));
        let x = self.lane_x(index);
        let style = self.look.style(wire_sign(lane.family));
        for y in first..=last {
            let here = starts.contains(&y) || y == door;
            let goes_on = y == door && port.is_none();
            let stroke = match (y == first, y == last, here) {
                (true, true, _) => self.strokes.flat,
                (false, true, _) if goes_on => self.strokes.tees[0],
                (true, false, _) if goes_on => self.strokes.tees[1],
                (false, false, _) if goes_on => self.strokes.cross,
                (true, false, true) => self.strokes.corners[1],
                (false, true, true) => self.strokes.corners[3],
                (_, _, true) => self.strokes.join,
                _ if self.crossed(index, y) => self.strokes.cross,
                _ => self.strokes.upright,
            };
            put(buf, self.body, (x, y), stroke, style);
        }
        if port.is_some() {
            self.port(buf, index, door, style);
        } else {
            self.door(buf, index, door, style);
        }
    }

    /// The rows whose routes lead to a lane's target, and the row where the target itself sits.
    fn rows_of(&self, lane: Lane) -> (Vec<u16>, Option<u16>) {
        let mut starts = Vec::new();
        let mut port = None;
        for subnet in &self.plan.boxes {
            let first = self.body.y + subnet.top;
            for (row, inside) in (first + 1..).zip(&subnet.inside) {
                match inside.wire {
                    // The title of a folded subnet stands for what is in it.
                    Wire::Port(target) if target == lane.target && subnet.folded => port = Some(first),
                    Wire::Port(target) if target == lane.target => port = Some(row),
                    Wire::Route { target, .. } if target == lane.target && !subnet.folded => starts.push(row),
                    _ => {}
                }
            }
        }
        (starts, port)
    }

    /// The row where a door at the edge sits: its lowest route, so that its wire stays short.
    fn door_row(&self, starts: &[u16]) -> u16 {
        starts.iter().max().copied().unwrap_or(self.body.y)
    }

    /// Whether another lane's wire crosses this lane in a row.
    fn crossed(&self, index: usize, y: u16) -> bool {
        self.plan.lanes.iter().skip(index + 1).any(|lane| {
            let (starts, port) = self.rows_of(*lane);
            starts.contains(&y) || port == Some(y)
        })
    }

    /// The wire from a lane back to the subnet its target sits in.
    fn port(&self, buf: &mut Buffer, index: usize, y: u16, style: Style) {
        let right = self.right();
        put(buf, self.body, (right, y), self.strokes.left, style);
        for x in right + 1..self.lane_x(index) {
            put(buf, self.body, (x, y), self.strokes.flat, style);
        }
    }

    /// The wire from a lane to its door at the edge, the door, and the arrow out.
    fn door(&self, buf: &mut Buffer, index: usize, y: u16, style: Style) {
        for x in self.lane_x(index) + 1..self.edge_x() {
            put(buf, self.body, (x, y), self.strokes.flat, style);
        }
        let end = self.doorway(buf, self.plan.lanes[index].target, y, Sign::Focus);
        let border = self.edge_x() + DOOR;
        let arrow =
            format!("{}{}", self.strokes.flat.repeat(usize::from(border.saturating_sub(end + 1))), self.strokes.right);
        if self.plan.beyond.is_some() {
            put(buf, self.body, (end, y), &arrow, style);
        } else {
            put(buf, self.body, (end, y), self.strokes.right, style);
        }
    }

    /// A gateway in the edge; the column after it.
    fn doorway(&self, buf: &mut Buffer, target: Target, y: u16, sign: Sign) -> u16 {
        let [open, close] = self.strokes.door;
        let x = put(buf, self.body, (self.edge_x(), y), open, self.look.style(sign));
        let x = put(buf, self.body, (x, y), kind(target), self.look.style(sign));
        put(buf, self.body, (x, y), close, self.look.style(sign))
    }

    /// Gateways that no route leads to: in the lowest rows of the edge that are free.
    fn idle(&self, buf: &mut Buffer) {
        let rows = (self.body.top()..self.body.bottom()).rev();
        let is_free = |buf: &Buffer, y: u16| {
            buf.cell((self.edge_x(), y)).is_some_and(|cell| cell.symbol() == self.strokes.upright)
        };
        let mut free: Vec<u16> = rows.filter(|y| is_free(buf, *y)).collect();
        for target in self.plan.idle.iter().rev() {
            if free.is_empty() {
                return;
            }
            self.doorway(buf, *target, free.remove(0), Sign::Quiet);
        }
    }

    /// The Internet and its hosts, right of the doors.
    fn beyond(&self, buf: &mut Buffer) {
        let Some(hosts) = &self.plan.beyond else { return };
        internet(buf, (self.body, self.edge_x() + DOOR), hosts, self.look);
    }
}

/// Where the Internet begins, and what of it is worth showing.
pub fn internet(buf: &mut Buffer, (body, x): (Rect, u16), hosts: &[Line], look: &Look) {
    for y in body.top()..body.bottom() {
        put(buf, body, (x, y), strokes(look).border, look.style(Sign::Quiet));
    }
    let x = x + 2;
    let room = usize::from(body.right().saturating_sub(x));
    put(buf, body, (x, body.y), &ellipsis(say::INTERNET.in_(look.lang), room), look.style(Sign::Focus));
    for (y, line) in (body.y + 1..body.bottom()).zip(hosts) {
        pieces(buf, body, (x, y, room), line, look);
    }
}

/// The sign of a wire: its family, or none where both use it.
fn wire_sign(family: Option<Family>) -> Sign {
    family.map_or(Sign::Focus, family_sign)
}
