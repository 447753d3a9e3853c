//! Puts a planned map on the screen: boxes, then lanes, then doors and what lies beyond.

use super::plan::{Lane, Line, Plan, SubnetBox, Wire};
use crate::cloud::route_table::{RouteState, Target};
use crate::net::Family;
use crate::tui::draw::{ellipsis, put, width};
use crate::tui::look::{Look, Sign};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Line-drawing characters, or what stands for them in ASCII.
struct Strokes {
    flat: &'static str,
    upright: &'static str,
    corners: [&'static str; 4],
    join: &'static str,
    cross: &'static str,
    right: &'static str,
    left: &'static str,
}

const UNICODE: Strokes =
    Strokes {
        flat: "─", upright: "│", corners: ["┌", "┐", "└", "┘"], join: "┤", cross: "┼", right: "▶", left: "◀"
    };

const ASCII: Strokes =
    Strokes { flat: "-", upright: "|", corners: ["+", "+", "+", "+"], join: "+", cross: "-", right: ">", left: "<" };

/// Where the parts of the map lie on the screen.
struct Canvas<'a> {
    plan: &'a Plan,
    area: Rect,
    body: Rect,
    look: &'a Look,
    strokes: &'static Strokes,
}

/// Draws `plan` into `area`.
pub fn draw(plan: &Plan, area: Rect, buf: &mut Buffer, look: &Look) {
    let body = Rect { y: area.y + 1, height: area.height.saturating_sub(2), ..area };
    let strokes = look.glyphs.pick(&UNICODE, &ASCII);
    let canvas = Canvas { plan, area, body, look, strokes };
    pieces(buf, area, (area.x, area.y, usize::from(area.width)), &plan.title, look);
    for subnet in &plan.boxes {
        canvas.subnet(buf, subnet);
    }
    if plan.hidden > 0 {
        let words = look.lang.pick("ほかのサブネット: ", "more subnets: ");
        let y = body.bottom().saturating_sub(1);
        put(buf, body, (body.x, y), &format!("{words}{}", plan.hidden), look.style(Sign::Quiet));
    }
    for index in 0..plan.lanes.len() {
        canvas.lane(buf, index);
    }
    canvas.beyond(buf);
    let bottom = area.bottom().saturating_sub(1);
    pieces(buf, area, (area.x, bottom, usize::from(plan.box_width)), &plan.resolver, look);
}

/// Puts pieces one after the other, cut with an ellipsis at `room` cells. Returns the next column.
fn pieces(buf: &mut Buffer, area: Rect, (x, y, room): (u16, u16, usize), line: &Line, look: &Look) -> u16 {
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
    /// The column of a lane.
    fn lane_x(&self, index: usize) -> u16 {
        self.area.x + self.plan.box_width + 1 + u16::try_from(index).unwrap_or(0) * 2
    }

    /// The column of the VPC's edge, where the doors are.
    fn edge_x(&self) -> u16 {
        self.lane_x(self.plan.lanes.len())
    }

    /// One subnet's box.
    fn subnet(&self, buf: &mut Buffer, subnet: &SubnetBox) {
        let style = self.look.style(if subnet.here { Sign::Focus } else { Sign::Quiet });
        let (left, right) = (self.area.x, self.area.x + self.plan.box_width - 1);
        let top = self.body.y + subnet.top;
        let room = usize::from(self.plan.box_width).saturating_sub(6);
        if subnet.folded {
            put(buf, self.body, (left, top), self.strokes.flat, style);
            pieces(buf, self.body, (left + 2, top, room), &subnet.title, self.look);
            return;
        }
        let bottom = top + subnet.height() - 1;
        let [top_left, top_right, bottom_left, bottom_right] = self.strokes.corners;
        for (y, ends) in [(top, [top_left, top_right]), (bottom, [bottom_left, bottom_right])] {
            put(buf, self.body, (left, y), ends[0], style);
            put(buf, self.body, (left + 1, y), &self.strokes.flat.repeat(usize::from(right - left) - 1), style);
            put(buf, self.body, (right, y), ends[1], style);
        }
        self.on_edge(buf, (left + 2, top), &subnet.title, room);
        self.on_edge(buf, (left + 2, bottom), &subnet.table, room);
        for (y, inside) in (top + 1..bottom).zip(&subnet.inside) {
            put(buf, self.body, (left, y), self.strokes.upright, style);
            put(buf, self.body, (right, y), self.strokes.upright, style);
            let end = pieces(buf, self.body, (left + 2, y, room + 2), &inside.line, self.look);
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
            RouteState::Active => self.look.style(family_sign(Some(family))),
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
        let style = self.look.style(family_sign(lane.family));
        for y in first..=last {
            let here = starts.contains(&y) || y == door;
            let stroke = match (y == first, y == last, here) {
                (true, true, _) => self.strokes.flat,
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
        for subnet in self.plan.boxes.iter().filter(|subnet| !subnet.folded) {
            for (row, inside) in (self.body.y + subnet.top + 1..).zip(&subnet.inside) {
                match inside.wire {
                    Wire::Route { target, .. } if target == lane.target => starts.push(row),
                    Wire::Port(target) if target == lane.target => port = Some(row),
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
        let right = self.area.x + self.plan.box_width - 1;
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
        let name = match self.plan.lanes[index].target {
            Target::InternetGateway(_) => "IGW",
            Target::EgressOnlyInternetGateway(_) => "EIGW",
            Target::NatGateway(_) => "NAT GW",
            Target::Instance(..) | Target::NetworkInterface(_) => "ENI",
            Target::Local => "local",
        };
        let x = put(buf, self.body, (self.edge_x(), y), &format!("[{name}]"), self.look.style(Sign::Focus));
        put(buf, self.body, (x, y), &format!("{}{}", self.strokes.flat, self.strokes.right), style);
    }

    /// The Internet and its hosts, right of the doors.
    fn beyond(&self, buf: &mut Buffer) {
        if self.plan.beyond.is_empty() {
            return;
        }
        let x = self.edge_x() + 9;
        let room = usize::from(self.area.right().saturating_sub(x));
        let words = self.look.lang.pick("インターネット", "Internet");
        put(buf, self.body, (x, self.body.y), &ellipsis(words, room), self.look.style(Sign::Focus));
        for (y, line) in (self.body.y + 1..self.body.bottom()).zip(&self.plan.beyond) {
            pieces(buf, self.body, (x, y, room), line, self.look);
        }
    }
}

/// The sign of a wire: its family, or none where both use it.
fn family_sign(family: Option<Family>) -> Sign {
    match family {
        Some(Family::Ipv6) => Sign::Ipv6,
        Some(Family::Ipv4) => Sign::Ipv4,
        None => Sign::Focus,
    }
}
