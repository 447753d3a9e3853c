//! What the map shows and where: boxes, lanes and doors as data, before a single cell is drawn.

use super::MapInput;
use super::facts::{self, BeyondKind, Resident, WayOut, Who};
use super::names::{Shortener, short_block, zone_mark};
use crate::cloud::route_table::{RouteState, RouteTable, Target};
use crate::cloud::subnet::Subnet;
use crate::cloud::vpc::Vpc;
use crate::cloud::{VpcId, World, tag};
use crate::net::Family;
use crate::tui::look::{Look, Sign};

/// A line of text in a box, in pieces that each have a meaning.
pub type Line = Vec<(Option<Sign>, String)>;

/// The whole map.
#[derive(Debug, Default)]
pub struct Plan {
    /// The line above: the VPC and its blocks.
    pub title: Line,
    /// The subnets, from top to bottom.
    pub boxes: Vec<SubnetBox>,
    /// The lanes between subnets and doors, from left to right.
    pub lanes: Vec<Lane>,
    /// How many cells the subnets are wide.
    pub box_width: u16,
    /// What lies beyond the edge, a line each; empty where there is no room.
    pub beyond: Vec<Line>,
    /// How many subnets are not shown at all.
    pub hidden: usize,
    /// The resolver's line, at the bottom.
    pub resolver: Line,
}

/// A subnet on the map.
#[derive(Debug, Default)]
pub struct SubnetBox {
    /// Name, zone and flags, on the upper edge.
    pub title: Line,
    /// What is in it.
    pub inside: Vec<Inside>,
    /// The table that rules it, on the lower edge.
    pub table: Line,
    /// Its first row on the map, counted from below the title.
    pub top: u16,
    /// Whether the learner's machine is in it.
    pub here: bool,
    /// How important it is to show it whole; higher is folded later.
    weight: u8,
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
/// Cells that the doors and the Internet take in a wide map.
const BEYOND: u16 = 24;

impl Plan {
    /// Lays the map of `input` out for `width` by `height` cells.
    pub fn new(input: &MapInput<'_>, look: &Look, width: u16, height: u16) -> Self {
        let world = input.world;
        let Some(vpc) = facts::vpc_to_show(world, input.at) else { return Self::default() };
        let shortener = Shortener::new(world);
        let mut boxes: Vec<SubnetBox> =
            facts::subnets(world, vpc.id).map(|subnet| subnet_box(input, look, vpc, subnet, &shortener)).collect();
        boxes.sort_by_key(|b| (!has_route_to_internet_gateway(b), text_of(&b.title)));
        let hidden = fold(&mut boxes, height.saturating_sub(3));
        let lanes = lanes(&boxes);
        let lane_cells = u16::try_from(lanes.len()).unwrap_or(0) * 2 + 1;
        let beyond_cells = if width >= WIDE { BEYOND } else { 8 };
        let box_width = width.saturating_sub(lane_cells + beyond_cells).clamp(18, 58);
        Self {
            title: vpc_title(vpc),
            beyond: if width >= WIDE { hosts(world, look, vpc.id, input.hosts) } else { Vec::new() },
            resolver: vec![
                (Some(Sign::Dns), format!("{} Resolver", look.glyph(Sign::Dns))),
                (Some(Sign::Quiet), " 169.254.169.253  fd00:ec2::253".into()),
            ],
            boxes,
            lanes,
            box_width,
            hidden,
        }
    }
}

/// The VPC's name and blocks.
fn vpc_title(vpc: &Vpc) -> Line {
    let mut line = vec![(Some(Sign::Focus), format!("VPC {}", tag::name(&vpc.tags).unwrap_or("-")))];
    line.extend(vpc.ipv4_blocks.iter().map(|(_, block)| (Some(Sign::Ipv4), format!("  {block}"))));
    line.extend(vpc.ipv6_blocks.iter().map(|(_, block)| (Some(Sign::Ipv6), format!("  {block}"))));
    line
}

/// One subnet with what is in it and the routes that rule it.
fn subnet_box(input: &MapInput<'_>, look: &Look, vpc: &Vpc, subnet: &Subnet, shortener: &Shortener) -> SubnetBox {
    let world = input.world;
    let name = shortener.short(tag::name(&subnet.tags).unwrap_or("-"), &subnet.availability_zone);
    let mut title = Vec::new();
    if facts::age_of(subnet, input.before).is_fresh() {
        title.push((Some(Sign::Changed), "+ ".into()));
    }
    title.push((Some(Sign::Focus), format!("{name} {}", zone_mark(&subnet.availability_zone))));
    if subnet.ipv6_native {
        title.push((Some(Sign::Ipv6), format!("  {}", look.lang.pick("IPv6 専用", "IPv6 only"))));
    }
    if subnet.ipv6_cidr_block.is_some() {
        let sign = if subnet.enable_dns64 { Sign::Good } else { Sign::Bad };
        title.push((Some(Sign::Dns), "  DNS64 ".into()));
        title.push((Some(sign), look.glyph(sign).into()));
    }
    let mut inside = vec![Inside { line: blocks(vpc, subnet), wire: Wire::None }];
    inside.extend(residents(input, look, subnet));
    let table = world.route_table_of(subnet.id);
    if let Some(table) = table {
        inside.extend(routes(input, look, table));
    }
    let here = input.at.and_then(|id| world.instances.get(id)).is_some_and(|instance| instance.subnet_id == subnet.id);
    let has_nat = inside.iter().any(|line| matches!(line.wire, Wire::Port(_)));
    let weight = 4 * u8::from(here)
        + 2 * u8::from(subnet.ipv6_native)
        + 2 * u8::from(has_nat)
        + u8::from(title[0].0 == Some(Sign::Changed));
    SubnetBox { title, inside, table: table_line(table, subnet, shortener), here, weight, ..SubnetBox::default() }
}

/// The address blocks of a subnet.
fn blocks(vpc: &Vpc, subnet: &Subnet) -> Line {
    let mut line = Line::new();
    if let Some(block) = subnet.cidr_block {
        line.push((Some(Sign::Ipv4), format!("{block}  ")));
    }
    if let Some((_, block)) = &subnet.ipv6_cidr_block {
        let parent = vpc.ipv6_blocks.iter().map(|(_, parent)| parent).find(|parent| parent.contains(block));
        line.push((Some(Sign::Ipv6), short_block(block, parent)));
    }
    line
}

/// What has an interface in a subnet.
fn residents(input: &MapInput<'_>, look: &Look, subnet: &Subnet) -> Vec<Inside> {
    let all = facts::residents(input.world, input.before, subnet.id);
    all.iter().map(|one| resident(one, look)).collect()
}

/// One resident: who it is, its addresses, and whether it is new.
fn resident(resident: &Resident<'_>, look: &Look) -> Inside {
    let (words, wire) = match resident.who {
        Who::Instance(instance) => (tag::name(&instance.tags).unwrap_or("instance").to_owned(), Wire::None),
        Who::NatGateway(nat) => ("NAT GW".to_owned(), Wire::Port(Target::NatGateway(nat.id))),
        Who::Endpoint(it) => (format!("EICE {}", tag::name(&it.tags).unwrap_or("endpoint")), Wire::None),
        Who::LoadBalancer(name) => (format!("ALB {name}"), Wire::None),
    };
    let mut line = Line::new();
    if resident.age.is_fresh() {
        line.push((Some(Sign::Changed), "+ ".into()));
    }
    line.push((None, words));
    if !resident.who.works() {
        line.push((Some(Sign::Waiting), format!(" {}", look.glyph(Sign::Waiting))));
    }
    let interface = resident.interface;
    if let Some(address) = interface.private_ip {
        line.push((Some(Sign::Ipv4), format!("  {address}")));
    }
    if let Some(address) = interface.public_ip {
        line.push((Some(Sign::Ipv4), format!(" = {address}")));
    }
    if let Some(address) = interface.ipv6_addresses.first() {
        line.push((Some(Sign::Ipv6), format!("  …:{:x}", address.segments()[7])));
    }
    Inside { line, wire }
}

/// The routes of a table but the local ones, longest prefix first.
fn routes(input: &MapInput<'_>, look: &Look, table: &RouteTable) -> Vec<Inside> {
    let routes = facts::routes_out(input.world, input.before, table);
    let inside = |WayOut { route, state, age }: &WayOut<'_>| {
        let family = Family::from(route.destination.addr());
        let sign = if family == Family::Ipv6 { Sign::Ipv6 } else { Sign::Ipv4 };
        let mut line = Line::new();
        if age.is_fresh() {
            line.push((Some(Sign::Changed), "+ ".into()));
        }
        line.push((Some(sign), route.destination.to_string()));
        if *state == RouteState::Blackhole {
            line.push((Some(Sign::Bad), format!(" {} blackhole", look.glyph(Sign::Bad))));
        }
        Inside { line, wire: Wire::Route { target: route.target, family, state: *state } }
    };
    routes.iter().map(inside).collect()
}

/// The lower edge: which table rules, and whether only because it is the main one.
fn table_line(table: Option<&RouteTable>, subnet: &Subnet, shortener: &Shortener) -> Line {
    let Some(table) = table else { return Line::new() };
    let name = shortener.short(tag::name(&table.tags).unwrap_or("route table"), &subnet.availability_zone);
    let mut line = vec![(Some(Sign::Quiet), name)];
    if facts::is_main_for(table, subnet.id) {
        line.push((Some(Sign::Changed), " (main)".into()));
    }
    line
}

fn has_route_to_internet_gateway(subnet: &SubnetBox) -> bool {
    let to_gateway = |wire| matches!(wire, Wire::Route { target: Target::InternetGateway(_), .. });
    subnet.inside.iter().any(|line| to_gateway(line.wire))
}

fn text_of(line: &Line) -> String {
    line.iter().filter(|(sign, _)| *sign != Some(Sign::Changed)).map(|(_, text)| text.as_str()).collect()
}

/// Folds the least important subnets until the rest fits `rows`, and places them. Returns how many
/// could not be shown at all.
fn fold(boxes: &mut Vec<SubnetBox>, rows: u16) -> usize {
    let height = |boxes: &[SubnetBox]| boxes.iter().map(SubnetBox::height).sum::<u16>();
    while height(boxes) > rows {
        let open = boxes.iter_mut().filter(|subnet| !subnet.folded);
        let Some(least) = open.min_by_key(|subnet| subnet.weight) else { break };
        least.folded = true;
    }
    let mut hidden = 0;
    while height(boxes) > rows && boxes.len() > 1 {
        boxes.pop();
        hidden += 1;
    }
    let mut top = 0;
    for subnet in boxes.iter_mut() {
        subnet.top = top;
        top += subnet.height();
    }
    hidden
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
fn hosts(world: &World, look: &Look, vpc: VpcId, wanted: &[String]) -> Vec<Line> {
    let line = |it: facts::Beyond| {
        let name = if it.kind == BeyondKind::LoadBalancer { format!("ALB {}", it.name) } else { it.name };
        host_line(look, name, it.ipv6, it.ipv4)
    };
    facts::beyond(world, vpc, wanted).into_iter().map(line).collect()
}

fn host_line(look: &Look, name: String, v6: bool, v4: bool) -> Line {
    let mark = |has: bool, sign: Sign| (has.then_some(sign), if has { look.glyph(sign) } else { " " }.to_owned());
    vec![mark(v6, Sign::Ipv6), mark(v4, Sign::Ipv4), (None, format!(" {name}"))]
}
