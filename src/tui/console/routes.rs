//! The route-table editor: tables on the left key, their routes below, add, edit the target, delete.
//! Each change is one `aws` line.

use super::form::Done;
use crate::cloud::route_table::{Route, RouteState, RouteTable, Target};
use crate::cloud::{RouteTableId, World, tag};
use crate::lesson::Lang;
use crate::net::Family;
use crate::tui::draw::{ellipsis, pad, put, put_lines};
use crate::tui::keys::{Hint, KeyRow, ch, code, find, hints};
use crate::tui::look::Sign;
use crate::tui::msg::{Msg, Tone};
use crate::tui::view::{Ctx, Focus};
use crate::tui::wrap::wrap_text;
use crate::words::console as say;
use crate::words::trace::Names;
use ipnet::IpNet;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{Event, KeyCode, KeyEvent};
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

/// The editor: which table, which route, and what is being done to it.
#[derive(Clone, Debug, Default)]
pub struct RouteEditor {
    table: Option<RouteTableId>,
    route: usize,
    doing: Doing,
}

/// What is being done.
#[derive(Clone, Debug, Default)]
enum Doing {
    /// Looking around.
    #[default]
    Looking,
    /// Writing a new route.
    Adding(Draft),
    /// Choosing another target for a route.
    Retargeting(IpNet, Draft),
    /// Asked whether to delete this route.
    Deleting(IpNet),
}

/// A route being written.
#[derive(Clone, Debug, Default)]
struct Draft {
    destination: Input,
    target: usize,
}

#[derive(Clone, Copy, Debug)]
enum Does {
    Up,
    Down,
    NextTable,
    PreviousTable,
    Add,
    Edit,
    Delete,
    Close,
}

const LOOKING: &[KeyRow<Does>] = &[
    KeyRow { keys: &[code(KeyCode::Right), code(KeyCode::Tab)], say: say::TABLE, does: Does::NextTable },
    KeyRow { keys: &[code(KeyCode::Left), code(KeyCode::BackTab)], say: say::TABLE, does: Does::PreviousTable },
    KeyRow { keys: &[ch('a')], say: say::ADD, does: Does::Add },
    KeyRow { keys: &[ch('e'), code(KeyCode::Enter)], say: say::EDIT, does: Does::Edit },
    KeyRow { keys: &[ch('d'), code(KeyCode::Delete)], say: say::DELETE, does: Does::Delete },
    KeyRow { keys: &[code(KeyCode::Up), ch('k')], say: say::MOVE, does: Does::Up },
    KeyRow { keys: &[code(KeyCode::Down), ch('j')], say: say::MOVE, does: Does::Down },
    KeyRow { keys: &[code(KeyCode::Esc)], say: say::BACK, does: Does::Close },
];

#[derive(Clone, Copy, Debug)]
enum Writing {
    Save,
    Before,
    After,
    Close,
}

const WRITING: &[KeyRow<Writing>] = &[
    KeyRow { keys: &[code(KeyCode::Enter)], say: say::SAVE, does: Writing::Save },
    KeyRow { keys: &[code(KeyCode::Down), code(KeyCode::Tab)], say: say::CHOOSE, does: Writing::After },
    KeyRow { keys: &[code(KeyCode::Up), code(KeyCode::BackTab)], say: say::CHOOSE, does: Writing::Before },
    KeyRow { keys: &[code(KeyCode::Esc)], say: say::BACK, does: Writing::Close },
];

impl RouteEditor {
    /// The keys that mean something now.
    pub fn keys(&self) -> Vec<Hint> {
        match self.doing {
            Doing::Looking | Doing::Deleting(_) => hints(LOOKING),
            Doing::Adding(_) | Doing::Retargeting(..) => hints(WRITING),
        }
    }

    /// A key.
    pub fn on_key(&mut self, key: KeyEvent, ctx: &Ctx) -> Option<Done> {
        match std::mem::take(&mut self.doing) {
            Doing::Looking => self.look_around(key, ctx, None),
            Doing::Deleting(route) => self.look_around(key, ctx, Some(route)),
            Doing::Adding(draft) => self.write(key, ctx, draft, None),
            Doing::Retargeting(route, draft) => self.write(key, ctx, draft, Some(route)),
        }
    }

    /// The table being edited: the chosen one, or the first.
    fn table<'a>(&self, world: &'a World) -> Option<&'a RouteTable> {
        self.table.and_then(|id| world.route_tables.get(id)).or_else(|| tables(world).into_iter().next())
    }

    fn look_around(&mut self, key: KeyEvent, ctx: &Ctx, asked: Option<IpNet>) -> Option<Done> {
        let does = find(LOOKING, key)?;
        let Some(table) = self.table(ctx.world) else { return Some(Done::Closed(Vec::new())) };
        let chosen = table.routes.get(self.route).copied();
        let mut messages = Vec::new();
        match does {
            Does::Close => return Some(Done::Closed(Vec::new())),
            Does::Up => self.route = self.route.saturating_sub(1),
            Does::Down => self.route = (self.route + 1).min(table.routes.len().saturating_sub(1)),
            Does::NextTable => self.turn_to(ctx.world, table.id, 1),
            Does::PreviousTable => self.turn_to(ctx.world, table.id, -1),
            Does::Add => self.doing = Doing::Adding(Draft::default()),
            Does::Edit | Does::Delete => match chosen {
                Some(Route { target: Target::Local, .. }) | None => {
                    messages.push(Msg::Say(Tone::Plain, say::LOCAL_STAYS.in_(ctx.look.lang).into()));
                }
                Some(route) if matches!(does, Does::Edit) => {
                    self.doing = Doing::Retargeting(route.destination, Draft::default());
                }
                Some(route) if asked == Some(route.destination) => {
                    let option = destination_option(&route.destination);
                    messages
                        .push(Msg::Run(format!("aws ec2 delete-route --route-table-id {} {option}", reference(table))));
                    self.route = self.route.saturating_sub(1);
                }
                Some(route) => {
                    self.doing = Doing::Deleting(route.destination);
                    messages.push(Msg::Say(Tone::Plain, say::DELETE_ROUTE.in_(ctx.look.lang).into()));
                }
            },
        }
        Some(Done::Stays(messages))
    }

    /// Turns to the table `by` places after `from`, around the end.
    fn turn_to(&mut self, world: &World, from: RouteTableId, by: isize) {
        let tables = tables(world);
        let now = tables.iter().position(|table| table.id == from).unwrap_or(0);
        let count = tables.len().max(1);
        let next = if by > 0 { (now + 1) % count } else { (now + count - 1) % count };
        self.table = tables.get(next).map(|table| table.id);
        self.route = 0;
    }

    fn write(&mut self, key: KeyEvent, ctx: &Ctx, mut draft: Draft, existing: Option<IpNet>) -> Option<Done> {
        let table = self.table(ctx.world)?;
        let targets = targets(ctx.world, table);
        let mut messages = Vec::new();
        match find(WRITING, key) {
            Some(Writing::Close) => return Some(Done::Stays(messages)),
            Some(Writing::After) => draft.target = (draft.target + 1) % targets.len().max(1),
            Some(Writing::Before) => draft.target = (draft.target + targets.len().max(1) - 1) % targets.len().max(1),
            Some(Writing::Save) => match (line(table, &draft, existing, &targets), existing) {
                (Some(line), _) => return Some(Done::Stays(vec![Msg::Run(line)])),
                (None, _) => messages.push(Msg::Say(Tone::Bad, say::NEED_DESTINATION.in_(ctx.look.lang).into())),
            },
            None if existing.is_none() => {
                draft.destination.handle_event(&Event::Key(key))?;
            }
            None => return None,
        }
        self.doing = match existing {
            Some(route) => Doing::Retargeting(route, draft),
            None => Doing::Adding(draft),
        };
        Some(Done::Stays(messages))
    }

    /// Draws the editor.
    pub fn draw(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        let look = &ctx.look;
        let Some(table) = self.table(ctx.world) else {
            put(buf, area, (area.x, area.y), say::NO_TABLES.in_(look.lang), look.style(Sign::Quiet));
            return;
        };
        let all = tables(ctx.world);
        let number = all.iter().position(|other| other.id == table.id).unwrap_or(0) + 1;
        let name = tag::name(&table.tags).map_or_else(|| table.id.to_string(), str::to_owned);
        let title = format!("{} {name}  ({number}/{})", look.glyph(Sign::Focus), all.len());
        put(buf, area, (area.x, area.y), &ellipsis(&title, usize::from(area.width)), look.style(Sign::Focus));
        let rules = ellipsis(&rules(ctx.world, table, look.lang), usize::from(area.width));
        put(buf, area, (area.x, area.y + 1), &rules, look.style(Sign::Quiet));
        let widths = columns(area.width);
        let head = format!(
            "  {} {} {}",
            pad(say::DESTINATION.in_(look.lang), widths.0),
            pad(say::TARGET.in_(look.lang), widths.1),
            say::STATE.in_(look.lang)
        );
        put(buf, area, (area.x, area.y + 3), &head, look.style(Sign::Quiet));
        for index in 0..table.routes.len() {
            let y = area.y + 4 + u16::try_from(index).unwrap_or(u16::MAX - 4 - area.y);
            self.row(buf, (area, y), (index, table), ctx);
        }
        let below = area.y + 5 + u16::try_from(table.routes.len()).unwrap_or(0);
        let below = Rect { y: below, height: area.bottom().saturating_sub(below), ..area };
        self.draft(ctx, table, below, buf);
    }

    /// One route.
    fn row(&self, buf: &mut Buffer, (area, y): (Rect, u16), (index, table): (usize, &RouteTable), ctx: &Ctx) {
        let look = &ctx.look;
        let Some(route) = table.routes.get(index) else { return };
        let widths = columns(area.width);
        let here = index == self.route && matches!(self.doing, Doing::Looking | Doing::Deleting(_));
        let sign = if Family::from(route.destination.addr()) == Family::Ipv6 { Sign::Ipv6 } else { Sign::Ipv4 };
        let style = look.style(sign);
        let style = if here && ctx.focus == Focus::Here { style.add_modifier(Modifier::REVERSED) } else { style };
        let mark = if here { look.glyph(Sign::Focus) } else { " " };
        let x = put(buf, area, (area.x, y), &format!("{mark} "), look.style(Sign::Focus));
        let x = put(buf, area, (x, y), &pad(&route.destination.to_string(), widths.0), style);
        let target = Names { world: ctx.world }.target(route.target, look.lang);
        let x = put(buf, area, (x, y), &format!(" {} ", pad(&target, widths.1)), Style::new());
        let (words, sign) = match ctx.world.route_state(table.vpc_id, route.target) {
            RouteState::Active => ("active", Sign::Quiet),
            RouteState::Blackhole => ("blackhole", Sign::Bad),
        };
        put(buf, area, (x, y), words, look.style(sign));
    }

    /// The route being written, its target among the others, and the line it stands for.
    fn draft(&self, ctx: &Ctx, table: &RouteTable, area: Rect, buf: &mut Buffer) {
        let (draft, existing) = match &self.doing {
            Doing::Adding(draft) => (draft, None),
            Doing::Retargeting(route, draft) => (draft, Some(*route)),
            Doing::Looking | Doing::Deleting(_) => return,
        };
        let look = &ctx.look;
        let destination = existing.map_or_else(|| draft.destination.value().to_owned(), |route| route.to_string());
        let label = format!("{}: ", say::DESTINATION.in_(look.lang));
        let x = put(buf, area, (area.x, area.y), &label, look.style(Sign::Focus));
        let field = if existing.is_some() { Style::new() } else { Style::new().add_modifier(Modifier::REVERSED) };
        put(buf, area, (x, area.y), &pad(&destination, 32), field);
        let targets = targets(ctx.world, table);
        for (index, (y, target)) in (area.y + 1..area.bottom()).zip(&targets).enumerate() {
            let chosen = index == draft.target;
            let mark = if chosen { look.glyph(Sign::Focus) } else { " " };
            let style = look.style(if chosen { Sign::Focus } else { Sign::Quiet });
            let words = Names { world: ctx.world }.target(*target, look.lang);
            put(buf, area, (area.x, y), &ellipsis(&format!(" {mark} {words}"), usize::from(area.width)), style);
        }
        let used = 2 + u16::try_from(targets.len()).unwrap_or(0);
        if let Some(line) = line(table, draft, existing, &targets) {
            let lines = wrap_text(&line, usize::from(area.width), look.style(Sign::Ipv6));
            put_lines(buf, Rect { y: area.y + used, height: area.height.saturating_sub(used), ..area }, &lines);
        }
    }
}

/// All tables, those made last first: that is what one is about to edit.
fn tables(world: &World) -> Vec<&RouteTable> {
    let mut tables: Vec<&RouteTable> = world.route_tables.iter().collect();
    tables.sort_by_key(|table| tag::name(&table.tags).unwrap_or("~").to_owned());
    tables
}

/// What a route of this table can lead to: the gateways of its VPC.
fn targets(world: &World, table: &RouteTable) -> Vec<Target> {
    let vpc = table.vpc_id;
    let egress = world.egress_only_internet_gateways.iter().filter(|gateway| gateway.vpc_id == vpc);
    let nat = world.nat_gateways.iter().filter(|gateway| gateway.vpc_id == vpc && gateway.is_live());
    let internet = world.internet_gateways.iter().filter(|gateway| gateway.vpc_id == Some(vpc));
    let egress = egress.map(|gateway| Target::EgressOnlyInternetGateway(gateway.id));
    let nat = nat.map(|gateway| Target::NatGateway(gateway.id));
    let internet = internet.map(|gateway| Target::InternetGateway(gateway.id));
    internet.chain(egress).chain(nat).collect()
}

/// The line that makes or changes a route; none while the destination is no CIDR block.
fn line(table: &RouteTable, draft: &Draft, existing: Option<IpNet>, targets: &[Target]) -> Option<String> {
    let destination = match existing {
        Some(route) => route,
        None => draft.destination.value().trim().parse().ok()?,
    };
    let option = match targets.get(draft.target)? {
        Target::InternetGateway(id) => format!("--gateway-id {id}"),
        Target::EgressOnlyInternetGateway(id) => format!("--egress-only-internet-gateway-id {id}"),
        Target::NatGateway(id) => format!("--nat-gateway-id {id}"),
        Target::Instance(id, _) => format!("--instance-id {id}"),
        Target::NetworkInterface(id) => format!("--network-interface-id {id}"),
        Target::Local => return None,
    };
    let verb = if existing.is_some() { "replace-route" } else { "create-route" };
    let table = reference(table);
    Some(format!("aws ec2 {verb} --route-table-id {table} {} {option}", destination_option(&destination)))
}

fn destination_option(destination: &IpNet) -> String {
    match destination {
        IpNet::V4(block) => format!("--destination-cidr-block {block}"),
        IpNet::V6(block) => format!("--destination-ipv6-cidr-block {block}"),
    }
}

fn reference(table: &RouteTable) -> String {
    table.id.to_string()
}

/// Which subnets a table rules.
fn rules(world: &World, table: &RouteTable, lang: Lang) -> String {
    let name = |id| world.subnets.get(id).and_then(|subnet| tag::name(&subnet.tags)).unwrap_or("-").to_owned();
    let mut parts: Vec<String> =
        table.associations.iter().filter_map(|association| association.subnet_id.map(name)).collect();
    if table.associations.iter().any(|association| association.subnet_id.is_none()) {
        parts.insert(0, say::MAIN.in_(lang).to_owned());
    }
    if parts.is_empty() {
        return say::RULES_NOTHING.in_(lang).to_owned();
    }
    format!("{}{}", say::RULES.in_(lang), parts.join(", "))
}

/// Cells for destination and target.
fn columns(width: u16) -> (usize, usize) {
    let width = usize::from(width);
    let destination = 22.min(width / 3);
    (destination, width.saturating_sub(destination + 14).clamp(8, 70))
}
