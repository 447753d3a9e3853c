//! What the map of one VPC shows and where: boxes, lanes and doors as data, before a cell is drawn.

use super::boxes::{Addresses, subnet_box};
use super::draw::LEFT;
use super::facts::{self, BeyondKind, gateways};
use super::names::Shortener;
use super::{Line, MapInput};
use crate::cloud::route_table::{RouteState, Target};
use crate::cloud::vpc::Vpc;
use crate::cloud::{SubnetId, VpcId, World, tag};
use crate::net::Family;
use crate::tui::draw::{ellipsis, width};
use crate::tui::look::{Look, Sign};

/// The whole map.
#[derive(Debug, Default)]
pub struct Plan {
    /// The upper edge of the VPC: its name and blocks.
    pub title: Line,
    /// The subnets that are shown, from top to bottom.
    pub boxes: Vec<SubnetBox>,
    /// The lanes between subnets and doors, from left to right.
    pub lanes: Vec<Lane>,
    /// Gateways of the VPC that no shown route leads to.
    pub idle: Vec<Target>,
    /// How many cells the subnets are wide.
    pub box_width: u16,
    /// What lies beyond the edge, a line each; none where there is no room for it.
    pub beyond: Option<Vec<Line>>,
    /// How many subnets lie above and below what is shown.
    pub hidden: (usize, usize),
    /// The resolver's line, in the lower edge.
    pub resolver: Line,
}

/// A subnet on the map.
#[derive(Debug)]
pub struct SubnetBox {
    /// Which one it is.
    pub id: SubnetId,
    /// Name, zone and flags, on the upper edge.
    pub title: Line,
    /// What is in it.
    pub inside: Vec<Inside>,
    /// The table that rules it, on the lower edge.
    pub table: Line,
    /// Where that table leads, for a folded subnet.
    pub ways: Line,
    /// Its first row on the map, counted from below the title.
    pub top: u16,
    /// Whether the learner's machine is in it.
    pub here: bool,
    /// How important it is to show it whole; higher is folded later.
    pub weight: u8,
    /// Whether only its title is shown.
    pub folded: bool,
}

/// A line within a subnet.
#[derive(Debug)]
pub struct Inside {
    /// Its words.
    pub line: Line,
    /// Where it stands on a wire, if it does.
    pub wire: Wire,
}

/// How a line in a subnet is connected to the lanes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wire {
    /// Not at all.
    None,
    /// A route leads out to this target.
    Route {
        /// Where to.
        target: Target,
        /// For which family.
        family: Family,
        /// Whether it leads nowhere any more.
        state: RouteState,
    },
    /// This target sits here: lanes of the target end at this line.
    Port(Target),
}

/// A lane: all wires to one target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lane {
    /// The target.
    pub target: Target,
    /// The family of all its routes, or none where both use it.
    pub family: Option<Family>,
}

impl SubnetBox {
    /// Rows it takes.
    pub fn height(&self) -> u16 {
        if self.folded { 1 } else { u16::try_from(self.inside.len()).unwrap_or(u16::MAX - 2) + 2 }
    }
}

/// The narrowest map that also shows what lies beyond the VPC.
const WIDE: u16 = 62;
/// From this width on addresses are written out.
const ROOMY: u16 = 96;
/// Cells that a door and its arrow take.
pub const DOOR: u16 = 8;

impl Plan {
    /// Lays the map of `input` out for `width` by `height` cells.
    pub fn new(input: &MapInput<'_>, look: &Look, width: u16, height: u16) -> Self {
        let world = input.world;
        let Some(vpc) = input.vpc() else { return Self::default() };
        let addresses = if width >= ROOMY { Addresses::Whole } else { Addresses::Short };
        let shortener = Shortener::new(world);
        let all = facts::subnets(world, vpc.id).into_iter();
        let mut boxes: Vec<SubnetBox> =
            all.map(|subnet| subnet_box(input, look, subnet, (addresses, &shortener))).collect();
        let hidden = fold(&mut boxes, height.saturating_sub(2), input.chosen);
        let lanes = lanes(&boxes);
        let lane_cells = u16::try_from(lanes.len()).unwrap_or(0) * 2 + LEFT + 2;
        let beyond_cells = if width >= WIDE { DOOR + (width / 5).clamp(14, 34) } else { DOOR - 1 };
        let box_width = width.saturating_sub(lane_cells + beyond_cells).clamp(18, 78);
        let frame = usize::from(box_width + lane_cells).saturating_sub(6);
        Self {
            title: vpc_title(vpc, frame),
            beyond: (width >= WIDE).then(|| hosts(world, look, vpc.id, input.hosts)),
            resolver: vec![
                (Some(Sign::Dns), format!("{} Resolver", look.glyph(Sign::Dns))),
                (Some(Sign::Quiet), " 169.254.169.253  fd00:ec2::253".into()),
            ],
            idle: gateways(world, vpc.id).filter(|target| lanes.iter().all(|lane| lane.target != *target)).collect(),
            boxes,
            lanes,
            box_width,
            hidden,
        }
    }
}

/// The VPC's name and blocks in `room` cells: the name gives way first.
pub fn vpc_title(vpc: &Vpc, room: usize) -> Line {
    let mut blocks = Line::new();
    blocks.extend(vpc.ipv4_blocks.iter().map(|(_, block)| (Some(Sign::Ipv4), format!("  {block}"))));
    blocks.extend(vpc.ipv6_blocks.iter().map(|(_, block)| (Some(Sign::Ipv6), format!("  {block}"))));
    let taken: usize = blocks.iter().map(|(_, text)| width(text)).sum();
    let left = room.saturating_sub(taken + 4);
    let name =
        if left < 6 { String::new() } else { format!(" {}", ellipsis(tag::name(&vpc.tags).unwrap_or("-"), left)) };
    blocks.insert(0, (Some(Sign::Focus), format!("VPC{name}")));
    blocks
}

/// Folds the least important subnets until the rest fits `rows`, leaves those out that still don't fit,
/// and places the others. How many were left out above and below.
fn fold(boxes: &mut Vec<SubnetBox>, rows: u16, chosen: Option<SubnetId>) -> (usize, usize) {
    let height = |boxes: &[SubnetBox]| boxes.iter().map(SubnetBox::height).sum::<u16>();
    while height(boxes) > rows {
        let open = boxes.iter_mut().filter(|subnet| !subnet.folded);
        let Some(least) = open.min_by_key(|subnet| subnet.weight) else { break };
        least.folded = true;
    }
    let (mut above, mut below) = (0, 0);
    while height(boxes) > rows && boxes.len() > 1 {
        if boxes.last().map(|subnet| subnet.id) == chosen {
            boxes.remove(0);
            above += 1;
        } else {
            boxes.pop();
            below += 1;
        }
    }
    let mut top = 0;
    for subnet in boxes.iter_mut() {
        subnet.top = top;
        top += subnet.height();
    }
    (above, below)
}

/// One lane a target, those that end within the VPC first so that they cross least.
fn lanes(boxes: &[SubnetBox]) -> Vec<Lane> {
    let mut lanes: Vec<Lane> = Vec::new();
    for line in boxes.iter().filter(|subnet| !subnet.folded).flat_map(|subnet| &subnet.inside) {
        let Wire::Route { target, family, .. } = line.wire else { continue };
        match lanes.iter_mut().find(|lane| lane.target == target) {
            Some(lane) if lane.family != Some(family) => lane.family = None,
            Some(_) => {}
            None => lanes.push(Lane { target, family: Some(family) }),
        }
    }
    lanes.sort_by_key(|lane| !matches!(lane.target, Target::NatGateway(_)));
    lanes
}

/// The hosts worth showing, with the families each has.
pub fn hosts(world: &World, look: &Look, vpc: VpcId, wanted: &[String]) -> Vec<Line> {
    let line = |it: facts::Beyond| {
        let name = if it.kind == BeyondKind::LoadBalancer { format!("ALB {}", it.name) } else { it.name };
        let mark = |sign: Sign, has: bool| {
            if has { (Some(sign), look.glyph(sign).to_owned()) } else { (None, " ".to_owned()) }
        };
        vec![mark(Sign::Ipv6, it.ipv6), mark(Sign::Ipv4, it.ipv4), (None, format!(" {name}"))]
    };
    facts::beyond(world, vpc, wanted).into_iter().map(line).collect()
}
