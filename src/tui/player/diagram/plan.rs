//! Where everything of the diagram stands: a column for each station of a way, boxes round the
//! subnets with what sits in them, and the rows of names, wires and notes.

use super::Form;
use crate::sim::trace::Place;
use crate::tui::draw::width;
use crate::tui::film::{Station, Way};
use ratatui::layout::Rect;

/// The places of a diagram.
pub struct Plan {
    /// All of it.
    pub area: Rect,
    /// A slot for each station.
    pub slots: Vec<Slot>,
    /// Subnets, in the large form.
    pub boxes: Vec<Enclosure>,
    /// Where the wire to the resolver begins and where it ends, if there is a resolver.
    pub branch: Option<(u16, u16)>,
    /// The rows.
    pub rows: Rows,
}

/// The cells that belong to a station.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The first one.
    pub start: u16,
    /// How many.
    pub cells: u16,
    /// Whether it is the edge of a subnet's box, without a name of its own.
    pub gate: bool,
}

impl Slot {
    /// Where the wire meets the station.
    pub fn column(self) -> u16 {
        self.start + self.cells.saturating_sub(1) / 2
    }
}

/// The rows of a diagram, from above.
#[derive(Clone, Copy, Debug)]
pub struct Rows {
    /// The wire to the resolver.
    pub dns: Option<u16>,
    /// The upper edge of the boxes.
    pub top: Option<u16>,
    /// Names.
    pub names: u16,
    /// The wire of what goes out.
    pub out: u16,
    /// The wire of what comes back.
    pub back: u16,
    /// The lower edge of the boxes.
    pub bottom: Option<u16>,
    /// A few words at the station where something happens.
    pub note: Option<u16>,
}

/// A subnet with what sits in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Enclosure {
    /// Its first station.
    pub first: usize,
    /// Its last station.
    pub last: usize,
    /// The station that is the subnet's own.
    pub subnet: usize,
}

impl Plan {
    /// Lays a way out.
    pub fn new(way: &Way, has_resolver: bool, form: Form, area: Rect) -> Self {
        let boxes = if form == Form::Large { enclosures(&way.stations) } else { Vec::new() };
        let slots = slots(&way.stations, &boxes, area);
        let rows = Rows::new(has_resolver, form, area);
        let mut plan = Self { area, slots, boxes, branch: None, rows };
        plan.branch = rows.dns.map(|_| plan.branch(&way.stations));
        plan
    }

    /// The wire to the resolver begins over the client, beside the name of its subnet.
    fn branch(&self, stations: &[Station]) -> (u16, u16) {
        let client = stations.iter().position(|it| matches!(it.place, Some(Place::Instance(_)))).unwrap_or(0);
        let begins = match self.boxes.iter().find(|it| (it.first..=it.last).contains(&client)) {
            Some(enclosure) => {
                let (left, right) = self.edges(enclosure);
                let name = cell(width(&stations[enclosure.subnet].label.short) + 5);
                self.column(client).max(left.saturating_add(name)).min(right.saturating_sub(1)).max(left)
            }
            None => self.column(client),
        };
        let last = self.area.right().saturating_sub(2).max(self.area.x);
        (begins.min(last), begins.saturating_add((self.area.width / 4).max(14)).min(last))
    }

    /// The column of a station.
    pub fn column(&self, station: usize) -> u16 {
        self.slots.get(station).map_or(self.area.x, |slot| slot.column())
    }

    /// The left and right edge of a box.
    pub fn edges(&self, of: &Enclosure) -> (u16, u16) {
        let (first, last) = (self.slots[of.first], self.slots[of.last]);
        let left = if first.gate { first.column() } else { first.start };
        let right = if last.gate { last.column() } else { last.start + last.cells.saturating_sub(1) };
        (left, right)
    }
}

impl Rows {
    fn new(has_resolver: bool, form: Form, area: Rect) -> Self {
        let dns = (has_resolver && form != Form::Line).then_some(area.y);
        let below = area.y + u16::from(dns.is_some());
        match form {
            Form::Large => Self {
                dns,
                top: Some(below),
                names: below + 1,
                out: below + 2,
                back: below + 3,
                bottom: Some(below + 4),
                note: Some(below + 5),
            },
            Form::Small | Form::Line => Self {
                dns,
                top: None,
                names: below,
                out: below + 1,
                back: below + 1,
                bottom: None,
                note: (form == Form::Small).then_some(below + 2),
            },
        }
    }
}

/// The subnets of a way, each with what sits in it: what stands beside its station.
fn enclosures(stations: &[Station]) -> Vec<Enclosure> {
    let mut found: Vec<Enclosure> = Vec::new();
    for (at, station) in stations.iter().enumerate() {
        if !matches!(station.place, Some(Place::Subnet(_))) {
            continue;
        }
        let left = at.checked_sub(1).filter(|left| sits_in_a_subnet(&stations[*left]));
        // What was never reached may sit there only where nothing else does.
        let wanted = |it: &Station| it.place.is_none() && left.is_none();
        let right = stations.get(at + 1).filter(|it| sits_in_a_subnet(it) || wanted(it)).map(|_| at + 1);
        let one = Enclosure { first: left.unwrap_or(at), last: right.unwrap_or(at), subnet: at };
        match found.last_mut().filter(|before| before.last >= one.first) {
            Some(before) => before.last = one.last,
            None => found.push(one),
        }
    }
    found
}

fn sits_in_a_subnet(station: &Station) -> bool {
    matches!(
        station.place,
        Some(Place::Instance(_) | Place::NatGateway(_) | Place::LoadBalancer(_) | Place::InstanceConnectEndpoint(_))
    )
}

/// Cells of the edge of a box.
const GATE: usize = 3;
/// The least cells of what has a name.
const LEAST: usize = 5;

/// Slots side by side that fill `area`: as wide as their names, and where that is too much, the widest
/// are made narrower.
fn slots(stations: &[Station], boxes: &[Enclosure], area: Rect) -> Vec<Slot> {
    let gate = |at: usize| {
        let inside = boxes.iter().any(|it| (it.first..=it.last).contains(&at));
        inside && matches!(stations[at].place, Some(Place::Subnet(_)))
    };
    let wish = |at: usize| if gate(at) { GATE } else { (width(&stations[at].label.short) + 2).max(LEAST) };
    let mut cells: Vec<usize> = (0..stations.len()).map(wish).collect();
    let room = usize::from(area.width);
    let mut most = cells.iter().copied().max().unwrap_or(0);
    while cells.iter().map(|it| (*it).min(most)).sum::<usize>() > room && most > 1 {
        most -= 1;
    }
    cells.iter_mut().for_each(|it| *it = (*it).min(most));
    // Half a share for the edges, so that boxes stay together.
    let shares = |at: usize| if gate(at) { 1 } else { 2 };
    let all: usize = (0..stations.len()).map(shares).sum();
    let spare = room.saturating_sub(cells.iter().sum());
    let mut start = usize::from(area.x);
    let mut given = 0;
    let slot = |(at, cells): (usize, usize)| {
        let (before, after) = (spare * given / all.max(1), spare * (given + shares(at)) / all.max(1));
        given += shares(at);
        let cells = cells + after - before;
        let slot = Slot { start: cell(start), cells: cell(cells), gate: gate(at) };
        start += cells;
        slot
    };
    cells.into_iter().enumerate().map(slot).collect()
}

fn cell(number: usize) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}
