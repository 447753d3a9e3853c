//! What stands in a subnet's box: its name and flags, who lives in it, and the routes that rule it.

use super::facts::{self, Resident, WayOut, Who};
use super::names::{Shortener, short_block, zone_mark};
use super::plan::{Inside, SubnetBox, Wire};
use super::{Line, MapInput};
use crate::cloud::route_table::{RouteState, RouteTable, Target};
use crate::cloud::subnet::Subnet;
use crate::cloud::tag;
use crate::cloud::vpc::Vpc;
use crate::net::Family;
use crate::tui::look::{Look, Sign};
use crate::words::map as say;

/// How long addresses may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Addresses {
    /// The part that tells them apart.
    Short,
    /// All of them.
    Whole,
}

/// One subnet with what is in it and the routes that rule it.
pub fn subnet_box(input: &MapInput<'_>, look: &Look, subnet: &Subnet, style: (Addresses, &Shortener)) -> SubnetBox {
    let world = input.world;
    let (addresses, shortener) = style;
    let vpc = world.vpcs.get(subnet.vpc_id);
    let mut inside = vec![Inside { line: blocks(vpc, subnet, addresses), wire: Wire::None }];
    inside.extend(residents(input, look, subnet, addresses));
    let table = world.route_table_of(subnet.id);
    inside.extend(table.map(|table| routes(input, look, table)).unwrap_or_default());
    let here = input.at.and_then(|id| world.instances.get(id)).is_some_and(|instance| instance.subnet_id == subnet.id);
    let has_nat = inside.iter().any(|line| matches!(line.wire, Wire::Port(_)));
    let changed = facts::age_of(subnet, input.before).is_fresh();
    let weight = 8 * u8::from(input.chosen == Some(subnet.id))
        + 4 * u8::from(here)
        + 2 * u8::from(subnet.ipv6_native)
        + 2 * u8::from(has_nat)
        + u8::from(changed);
    SubnetBox {
        id: subnet.id,
        title: title(input, look, subnet, shortener),
        inside,
        table: table_line(input, table, subnet, shortener),
        ways: table.map(|table| ways(look, table)).unwrap_or_default(),
        top: 0,
        here,
        weight,
        folded: false,
    }
}

/// Name, zone and flags of a subnet.
pub fn title(input: &MapInput<'_>, look: &Look, subnet: &Subnet, shortener: &Shortener) -> Line {
    let name = shortener.short(tag::name(&subnet.tags).unwrap_or("-"), &subnet.availability_zone);
    let mut title = Line::new();
    if facts::age_of(subnet, input.before).is_fresh() {
        title.push((Some(Sign::Changed), "+ ".into()));
    }
    title.push((Some(Sign::Focus), format!("{name} {}", zone_mark(&subnet.availability_zone))));
    if subnet.ipv6_native {
        title.push((Some(Sign::Ipv6), format!("  {}", say::IPV6_ONLY.in_(look.lang))));
    }
    if subnet.ipv6_cidr_block.is_some() {
        let sign = if subnet.enable_dns64 { Sign::Good } else { Sign::Bad };
        title.push((Some(Sign::Dns), "  DNS64 ".into()));
        title.push((Some(sign), look.glyph(sign).into()));
    }
    title
}

/// The address blocks of a subnet.
pub fn blocks(vpc: Option<&Vpc>, subnet: &Subnet, addresses: Addresses) -> Line {
    let mut line = Line::new();
    if let Some(block) = subnet.cidr_block {
        line.push((Some(Sign::Ipv4), format!("{block}  ")));
    }
    if let Some((_, block)) = &subnet.ipv6_cidr_block {
        let blocks = vpc.map(|vpc| vpc.ipv6_blocks.as_slice()).unwrap_or_default();
        let parent = blocks.iter().map(|(_, parent)| parent).find(|parent| parent.contains(block));
        let parent = parent.filter(|_| addresses == Addresses::Short);
        line.push((Some(Sign::Ipv6), short_block(block, parent)));
    }
    line
}

/// What has an interface in a subnet, and what had one when the step began.
fn residents(input: &MapInput<'_>, look: &Look, subnet: &Subnet, addresses: Addresses) -> Vec<Inside> {
    let now = facts::residents(input.world, input.before, subnet.id);
    let gone = facts::gone_residents(input.world, input.before, subnet.id);
    let gone = gone.iter().map(|one| Inside { line: taken_away(owner(one).0, look), wire: Wire::None });
    now.iter().map(|one| resident(one, look, addresses)).chain(gone).collect()
}

/// Words about something that is not there any more.
fn taken_away(words: String, look: &Look) -> Line {
    let gone = format!("{words}  {}", say::GONE.in_(look.lang));
    vec![(Some(Sign::Changed), "- ".into()), (Some(Sign::Quiet), gone)]
}

/// What a resident is called, and the wires that end at it.
fn owner(one: &Resident<'_>) -> (String, Wire) {
    match one.who {
        Who::Instance(instance) => (tag::name(&instance.tags).unwrap_or("instance").to_owned(), Wire::None),
        Who::NatGateway(nat) => ("NAT GW".to_owned(), Wire::Port(Target::NatGateway(nat.id))),
        Who::Endpoint(it) => (format!("EICE {}", tag::name(&it.tags).unwrap_or("endpoint")), Wire::None),
        Who::LoadBalancer(name) => (format!("ALB {name}"), Wire::None),
    }
}

/// One resident: who it is, its addresses, and whether it is new.
fn resident(one: &Resident<'_>, look: &Look, addresses: Addresses) -> Inside {
    let (words, wire) = owner(one);
    let interface = one.interface;
    let mut line = Line::new();
    if one.age.is_fresh() {
        line.push((Some(Sign::Changed), "+ ".into()));
    }
    line.push((None, words));
    if !one.who.works() {
        line.push((Some(Sign::Waiting), format!(" {}", look.glyph(Sign::Waiting))));
    }
    if let Some(address) = interface.private_ip {
        line.push((Some(Sign::Ipv4), format!("  {address}")));
    }
    if let Some(address) = interface.public_ip {
        line.push((Some(Sign::Ipv4), format!(" = {address}")));
    }
    if let Some(address) = interface.ipv6_addresses.first() {
        let short = look.glyphs.pick("…", "..");
        let words = match addresses {
            Addresses::Whole => format!("  {address}"),
            Addresses::Short => format!("  {short}:{:x}", address.segments()[7]),
        };
        line.push((Some(Sign::Ipv6), words));
    }
    Inside { line, wire }
}

/// The routes of a table but the local ones, longest prefix first, and those that are gone.
fn routes(input: &MapInput<'_>, look: &Look, table: &RouteTable) -> Vec<Inside> {
    let inside = |WayOut { route, state, age }: WayOut<'_>| {
        let family = Family::from(route.destination.addr());
        let mut line = Line::new();
        if age.is_fresh() {
            line.push((Some(Sign::Changed), "+ ".into()));
        }
        line.push((Some(family_sign(family)), route.destination.to_string()));
        if state == RouteState::Blackhole {
            line.push((Some(Sign::Bad), format!(" {} blackhole", look.glyph(Sign::Bad))));
        }
        Inside { line, wire: Wire::Route { target: route.target, family, state } }
    };
    let gone = facts::gone_routes(input.before, table).into_iter();
    let gone = gone.map(|old| Inside { line: taken_away(old.destination.to_string(), look), wire: Wire::None });
    facts::routes_out(input.world, input.before, table).into_iter().map(inside).chain(gone).collect()
}

/// The sign of a family.
pub fn family_sign(family: Family) -> Sign {
    match family {
        Family::Ipv6 => Sign::Ipv6,
        Family::Ipv4 => Sign::Ipv4,
    }
}

/// The lower edge: which table rules, whether only because it is the main one, and whether it is another than
/// before.
fn table_line(input: &MapInput<'_>, table: Option<&RouteTable>, subnet: &Subnet, shortener: &Shortener) -> Line {
    let Some(table) = table else { return Line::new() };
    let name = shortener.short(tag::name(&table.tags).unwrap_or("route table"), &subnet.availability_zone);
    let mut line = Line::new();
    if facts::has_other_table(table, input.before, subnet.id) {
        line.push((Some(Sign::Changed), "+ ".into()));
    }
    line.push((Some(Sign::Quiet), name));
    if facts::is_main_for(table, subnet.id) {
        line.push((Some(Sign::Changed), " (main)".into()));
    }
    line
}

/// Where a table leads out, in one line: for each target its families and its kind.
pub fn ways(look: &Look, table: &RouteTable) -> Line {
    let mut line = Line::new();
    let mut named: Vec<Target> = Vec::new();
    let out = || table.routes.iter().filter(|route| route.target != Target::Local);
    for route in out() {
        if named.contains(&route.target) {
            continue;
        }
        named.push(route.target);
        line.push((None, "  ".into()));
        let mut families: Vec<Family> = out()
            .filter(|other| other.target == route.target)
            .map(|other| Family::from(other.destination.addr()))
            .collect();
        families.sort_by_key(|family| *family == Family::Ipv4);
        families.dedup();
        for family in families {
            let sign = family_sign(family);
            line.push((Some(sign), look.glyph(sign).into()));
        }
        line.push((Some(Sign::Quiet), format!(" {}", kind(route.target))));
    }
    line
}

/// What a target is called on the map.
pub fn kind(target: Target) -> &'static str {
    match target {
        Target::InternetGateway(_) => "IGW",
        Target::EgressOnlyInternetGateway(_) => "EIGW",
        Target::NatGateway(_) => "NAT GW",
        Target::Instance(..) | Target::NetworkInterface(_) => "ENI",
        Target::Local => "local",
    }
}
