//! What stands in a subnet's box: its name and flags, who lives in it, and the routes that rule it.

use super::names::{Shortener, short_block, zone_mark};
use super::plan::{Inside, SubnetBox, Wire};
use super::{Line, MapInput};
use crate::cloud::instance::InstanceState;
use crate::cloud::nat_gateway::NatGatewayState;
use crate::cloud::network_interface::{NetworkInterface, Owner};
use crate::cloud::route_table::{Route, RouteState, RouteTable, Target};
use crate::cloud::subnet::Subnet;
use crate::cloud::vpc::Vpc;
use crate::cloud::{World, tag};
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
    let changed = has_changed(input, subnet);
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

/// Whether a subnet is new or different since the step began.
fn has_changed(input: &MapInput<'_>, subnet: &Subnet) -> bool {
    input.before.is_some_and(|before| before.subnets.get(subnet.id) != Some(subnet))
}

/// Name, zone and flags of a subnet.
pub fn title(input: &MapInput<'_>, look: &Look, subnet: &Subnet, shortener: &Shortener) -> Line {
    let name = shortener.short(tag::name(&subnet.tags).unwrap_or("-"), &subnet.availability_zone);
    let mut title = Line::new();
    if has_changed(input, subnet) {
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
    let here = |world: &'_ World| -> Vec<NetworkInterface> {
        world.network_interfaces.iter().filter(|interface| interface.subnet_id == subnet.id).cloned().collect()
    };
    let now = here(input.world);
    let mut all: Vec<Inside> = now.iter().filter_map(|interface| resident(input, look, interface, addresses)).collect();
    let gone = input.before.map(here).unwrap_or_default();
    let gone = gone.iter().filter(|old| now.iter().all(|interface| interface.id != old.id));
    all.extend(gone.filter_map(|old| {
        let (words, ..) = owner(input.before?, old)?;
        Some(Inside { line: taken_away(words, look), wire: Wire::None })
    }));
    all
}

/// Words about something that is not there any more.
fn taken_away(words: String, look: &Look) -> Line {
    let gone = format!("{words}  {}", say::GONE.in_(look.lang));
    vec![(Some(Sign::Changed), "- ".into()), (Some(Sign::Quiet), gone)]
}

/// Who owns an interface: its words, whether it is not ready yet, and the wires that end at it.
fn owner(world: &World, interface: &NetworkInterface) -> Option<(String, bool, Wire)> {
    Some(match &interface.owner {
        Owner::Instance(id) => {
            let instance = world.instances.get(*id)?;
            let waiting = !matches!(instance.state, InstanceState::Running);
            (tag::name(&instance.tags).unwrap_or("instance").to_owned(), waiting, Wire::None)
        }
        Owner::NatGateway(id) => {
            let nat = world.nat_gateways.get(*id)?;
            let waiting = !matches!(nat.state, NatGatewayState::Available);
            ("NAT GW".to_owned(), waiting, Wire::Port(Target::NatGateway(*id)))
        }
        Owner::InstanceConnectEndpoint(id) => {
            let endpoint = world.instance_connect_endpoints.get(*id)?;
            (format!("EICE {}", tag::name(&endpoint.tags).unwrap_or("endpoint")), false, Wire::None)
        }
        Owner::LoadBalancer(name) => (format!("ALB {name}"), false, Wire::None),
    })
}

/// One resident: who it is, its addresses, and whether it is new.
fn resident(input: &MapInput<'_>, look: &Look, interface: &NetworkInterface, addresses: Addresses) -> Option<Inside> {
    let (words, waiting, wire) = owner(input.world, interface)?;
    let new = input.before.is_some_and(|before| before.network_interfaces.get(interface.id).is_none());
    let mut line = Line::new();
    if new {
        line.push((Some(Sign::Changed), "+ ".into()));
    }
    line.push((None, words));
    if waiting {
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
    Some(Inside { line, wire })
}

/// The routes of a table but the local ones, longest prefix first, and those that are gone.
fn routes(input: &MapInput<'_>, look: &Look, table: &RouteTable) -> Vec<Inside> {
    let world = input.world;
    let before = input
        .before
        .map(|before| before.route_tables.get(table.id).map(|old| old.routes.as_slice()).unwrap_or_default());
    let mut routes: Vec<&Route> = table.routes.iter().filter(|route| route.target != Target::Local).collect();
    routes.sort_by_key(|route| std::cmp::Reverse(route.destination.prefix_len()));
    let mut lines: Vec<Inside> = routes
        .into_iter()
        .map(|route| {
            let family = Family::from(route.destination.addr());
            let state = world.route_state(table.vpc_id, route.target);
            let mut line = Line::new();
            if before.is_some_and(|before| !before.contains(route)) {
                line.push((Some(Sign::Changed), "+ ".into()));
            }
            line.push((Some(family_sign(family)), route.destination.to_string()));
            if state == RouteState::Blackhole {
                line.push((Some(Sign::Bad), format!(" {} blackhole", look.glyph(Sign::Bad))));
            }
            Inside { line, wire: Wire::Route { target: route.target, family, state } }
        })
        .collect();
    let gone = before.unwrap_or_default().iter().filter(|old| table.route(old.destination).is_none());
    lines.extend(gone.map(|old| Inside { line: taken_away(old.destination.to_string(), look), wire: Wire::None }));
    lines
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
    let own = table.associations.iter().any(|association| association.subnet_id == Some(subnet.id));
    let before = input.before.filter(|before| before.subnets.get(subnet.id).is_some());
    let other = before.is_some_and(|before| before.route_table_of(subnet.id).is_none_or(|old| old.id != table.id));
    let mut line = Line::new();
    if other {
        line.push((Some(Sign::Changed), "+ ".into()));
    }
    line.push((Some(Sign::Quiet), name));
    if !own {
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
