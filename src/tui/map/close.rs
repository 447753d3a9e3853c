//! The map close by: one subnet as a page. Its blocks and switches, its table with every route, its network
//! ACL, and who lives in it with all addresses and groups.

use super::boxes::family_sign;
use super::facts;
use crate::cloud::network_acl::{Action, Direction, NetworkAcl};
use crate::cloud::network_interface::{NetworkInterface, Owner};
use crate::cloud::route_table::{RouteState, RouteTable};
use crate::cloud::subnet::Subnet;
use crate::cloud::{World, tag};
use crate::net::Family;
use crate::tui::draw::{pad, put, width};
use crate::tui::look::{Look, Sign};
use crate::tui::scroll::Scroll;
use crate::tui::view::Ctx;
use crate::words::map as say;
use crate::words::trace::Names;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Cells of the names on the left.
const LABEL: usize = 26;

/// A name, what belongs to it, and whether that has changed.
type Row = (&'static str, (Option<Sign>, String), bool);

/// What the page is written with.
struct Page<'a> {
    world: &'a World,
    before: Option<&'a World>,
    look: &'a Look,
    lines: Vec<Line<'static>>,
}

/// Draws the page of a subnet.
pub fn draw(ctx: &Ctx, subnet: &Subnet, scroll: &Scroll, (area, buf): (Rect, &mut Buffer)) {
    let mut page = Page { world: ctx.world, before: ctx.before, look: &ctx.look, lines: Vec::new() };
    page.subnet(subnet);
    page.table(subnet);
    page.acl(subnet);
    page.residents(subnet);
    let inside = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    if scroll.draw(&page.lines, inside, buf) {
        let mark = ctx.look.glyphs.pick("↓", "v");
        put(buf, area, (area.right().saturating_sub(1), area.bottom().saturating_sub(1)), mark, ctx.look.strong());
    }
}

/// A piece in the style of a sign.
fn piece(look: &Look, sign: Option<Sign>, text: String) -> Span<'static> {
    Span::styled(text, sign.map_or(Style::new(), |sign| look.style(sign)))
}

impl Page<'_> {
    fn head(&mut self, words: String) {
        if !self.lines.is_empty() {
            self.lines.push(Line::default());
        }
        self.lines.push(Line::styled(words, self.look.strong()));
    }

    /// A name and what belongs to it.
    fn row(&mut self, name: &str, value: (Option<Sign>, String), changed: bool) {
        let mark = if changed { self.look.glyph(Sign::Changed) } else { " " };
        self.lines.push(Line::from(vec![
            piece(self.look, Some(Sign::Changed), format!("{mark} ")),
            piece(self.look, Some(Sign::Quiet), pad(name, LABEL)),
            piece(self.look, value.0, value.1),
        ]));
    }

    /// The subnet itself: blocks and switches, those that were changed marked.
    fn subnet(&mut self, subnet: &Subnet) {
        let lang = self.look.lang;
        let old = self.before.map(|before| before.subnets.get(subnet.id));
        let differs = |same: &dyn Fn(&Subnet) -> bool| old.is_some_and(|old| !old.is_some_and(same));
        self.head(tag::name(&subnet.tags).map_or_else(|| subnet.id.to_string(), str::to_owned));
        self.row("ID", (None, subnet.id.to_string()), false);
        self.row(say::ZONE.in_(lang), (None, subnet.availability_zone.clone()), false);
        let mut rows: Vec<Row> = Vec::new();
        if let Some(block) = subnet.cidr_block {
            let free = say::free(self.world.available_ipv4(subnet), lang);
            rows.push((say::IPV4_BLOCK.in_(lang), (Some(Sign::Ipv4), format!("{block}  {free}")), false));
        }
        let block = subnet.ipv6_block();
        let none = || (Some(Sign::Quiet), say::NONE.in_(lang).to_owned());
        let value = block.map_or_else(none, |block| (Some(Sign::Ipv6), block.to_string()));
        rows.push((say::IPV6_BLOCK.in_(lang), value, differs(&|old| old.ipv6_block() == block)));
        let switch = |on: bool| {
            let sign = if on { Sign::Good } else { Sign::Bad };
            (Some(sign), format!("{} {}", self.look.glyph(sign), if on { say::ON } else { say::OFF }.in_(lang)))
        };
        let native = subnet.ipv6_native;
        rows.push((say::IPV6_ONLY.in_(lang), switch(native), differs(&|old| old.ipv6_native == native)));
        let dns64 = subnet.enable_dns64;
        rows.push(("DNS64", switch(dns64), differs(&|old| old.enable_dns64 == dns64)));
        let assign = subnet.assign_ipv6_address_on_creation;
        let same = differs(&|old| old.assign_ipv6_address_on_creation == assign);
        rows.push((say::ASSIGN_IPV6.in_(lang), switch(assign), same));
        let public = subnet.map_public_ip_on_launch;
        rows.push((
            say::ASSIGN_PUBLIC.in_(lang),
            switch(public),
            differs(&|old| old.map_public_ip_on_launch == public),
        ));
        for (name, value, changed) in rows {
            self.row(name, value, changed);
        }
    }

    /// The table that rules it.
    fn table(&mut self, subnet: &Subnet) {
        let lang = self.look.lang;
        let Some(table) = self.world.route_table_of(subnet.id) else { return };
        let name = tag::name(&table.tags).map_or_else(|| table.id.to_string(), str::to_owned);
        let main = if table.is_associated_with(subnet.id) { "" } else { say::AS_MAIN.in_(lang) };
        self.head(format!("{}  {name}{main}", say::ROUTE_TABLE.in_(lang)));
        let column = table.routes.iter().map(|route| width(&route.destination.to_string())).max().unwrap_or(0);
        for route in &table.routes {
            let line = self.route(table, route, column);
            self.lines.push(line);
        }
        for old in facts::gone_routes(self.before, table) {
            let gone = format!("{}  {}", pad(&old.destination.to_string(), column), say::GONE.in_(lang));
            let mark = piece(self.look, Some(Sign::Changed), "- ".into());
            self.lines.push(Line::from(vec![mark, piece(self.look, Some(Sign::Quiet), gone)]));
        }
    }

    fn routes_before(&self, table: &RouteTable) -> Vec<crate::cloud::route_table::Route> {
        let before = self.before.and_then(|before| before.route_tables.get(table.id));
        before.map(|old| old.routes.clone()).unwrap_or_default()
    }

    fn route(&self, table: &RouteTable, route: &crate::cloud::route_table::Route, column: usize) -> Line<'static> {
        let new = self.before.is_some() && !self.routes_before(table).contains(route);
        let mark = if new { self.look.glyph(Sign::Changed) } else { " " };
        let family = family_sign(Family::from(route.destination.addr()));
        let target = Names { world: self.world }.target(route.target, self.look.lang);
        let (state, sign) = match self.world.route_state(table.vpc_id, route.target) {
            RouteState::Active => (String::new(), Sign::Quiet),
            RouteState::Blackhole => (format!("  {} blackhole", self.look.glyph(Sign::Bad)), Sign::Bad),
        };
        Line::from(vec![
            piece(self.look, Some(Sign::Changed), format!("{mark} ")),
            piece(self.look, Some(family), pad(&route.destination.to_string(), column)),
            piece(self.look, None, format!("  {target}")),
            piece(self.look, Some(sign), state),
        ])
    }

    /// The network ACL at its edge.
    fn acl(&mut self, subnet: &Subnet) {
        let lang = self.look.lang;
        let of_subnet = |acl: &&NetworkAcl| acl.associations.iter().any(|(_, id)| *id == subnet.id);
        let Some(acl) = self.world.network_acls.iter().find(of_subnet) else { return };
        let name = tag::name(&acl.tags).map_or_else(|| acl.id.to_string(), str::to_owned);
        self.head(format!("{}  {name}", say::NETWORK_ACL.in_(lang)));
        for direction in [Direction::Ingress, Direction::Egress] {
            let words = if direction == Direction::Ingress { say::INBOUND } else { say::OUTBOUND };
            let mut entries: Vec<_> = acl.entries.iter().filter(|entry| entry.direction == direction).collect();
            entries.sort_by_key(|entry| entry.number);
            for entry in entries {
                let sign = if entry.action == Action::Allow { Sign::Good } else { Sign::Bad };
                let traffic = entry.traffic.to_string();
                let text =
                    format!("{} {:>5}  {}  {}", self.look.glyph(sign), entry.number, pad(&traffic, 14), entry.cidr);
                self.row(words.in_(lang), (Some(sign), text), false);
            }
        }
    }

    /// Who lives here, with all addresses and groups.
    fn residents(&mut self, subnet: &Subnet) {
        let world = self.world;
        let here = world.network_interfaces.iter().filter(|interface| interface.subnet_id == subnet.id);
        self.head(say::RESIDENTS.in_(self.look.lang).to_owned());
        let before = self.lines.len();
        here.for_each(|interface| self.resident(interface));
        if self.lines.len() == before {
            let nobody = say::NOBODY.in_(self.look.lang);
            self.lines.push(Line::styled(format!("  {nobody}"), self.look.style(Sign::Quiet)));
        }
    }

    fn resident(&mut self, interface: &NetworkInterface) {
        let world = self.world;
        let (id, state) = match &interface.owner {
            Owner::Instance(id) => (id.to_string(), world.instances.get(*id).map(|it| it.state.word().1)),
            Owner::NatGateway(id) => (id.to_string(), world.nat_gateways.get(*id).map(|it| it.state.word())),
            Owner::InstanceConnectEndpoint(id) => (id.to_string(), None),
            Owner::LoadBalancer(name) => (name.clone(), None),
        };
        let new = self.before.is_some_and(|before| before.network_interfaces.get(interface.id).is_none());
        self.row(&world.name_of(&id), (Some(Sign::Quiet), format!("{id}  {}", state.unwrap_or_default())), new);
        let mut addresses = Vec::new();
        addresses.extend(interface.private_ip.map(|it| (Sign::Ipv4, it.to_string())));
        addresses.extend(interface.public_ip.map(|it| (Sign::Ipv4, format!("= {it}"))));
        addresses.extend(interface.ipv6_addresses.iter().map(|it| (Sign::Ipv6, it.to_string())));
        for (sign, address) in addresses {
            self.row("", (Some(sign), address), false);
        }
        for group in interface.groups.iter().filter_map(|id| world.security_groups.get(*id)) {
            self.row("", (None, format!("{} {}", say::GROUP.in_(self.look.lang), group.name)), false);
        }
    }
}
