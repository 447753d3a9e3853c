//! The route-table editor: a table's routes, with what adding one, changing its target, deleting it, or
//! letting the table rule another subnet would change. Each change is one `aws` line.

mod draft;
mod draw;
mod tables;
#[cfg(test)]
mod tests;

use super::form::Done;
use super::preview::Live;
use crate::cloud::route_table::{Route, RouteTable, Target};
use crate::cloud::{RouteTableId, World};
use crate::tui::keys::{Hint, KeyRow, ch, code, ctrl, find, hints};
use crate::tui::msg::{Msg, Tone};
use crate::tui::view::Ctx;
use crate::words::console as say;
use draft::{Draft, Written};
use ipnet::IpNet;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
pub use tables::reference;
use tables::{destination_option, ruled, subnets_of, tables};

/// The editor: which table, which route, and what is being done to it.
#[derive(Clone, Debug, Default)]
pub struct RouteEditor {
    table: Option<RouteTableId>,
    /// The chosen route; one past the last is the row that adds one.
    route: usize,
    doing: Doing,
    live: Live,
}

/// What is being done.
#[derive(Clone, Debug, Default)]
enum Doing {
    /// Looking around.
    #[default]
    Looking,
    /// Writing a route, or another target for one.
    Writing(Box<Draft>),
    /// Asked whether to delete this route.
    Deleting(IpNet),
    /// Choosing a subnet that the table shall rule.
    Associating(usize),
}

#[derive(Clone, Copy, Debug)]
enum Does {
    Up,
    Down,
    NextTable,
    PreviousTable,
    Enter,
    Add,
    Edit,
    Delete,
    Subnets,
    Close,
}

const LOOKING: &[KeyRow<Does>] = &[
    KeyRow { keys: &[code(KeyCode::Right), code(KeyCode::Tab)], say: say::TABLE, does: Does::NextTable },
    KeyRow { keys: &[ch('a')], say: say::ADD, does: Does::Add },
    KeyRow { keys: &[code(KeyCode::Enter)], say: say::EDIT, does: Does::Enter },
    KeyRow { keys: &[ch('d'), code(KeyCode::Delete)], say: say::DELETE, does: Does::Delete },
    KeyRow { keys: &[ch('s')], say: say::ASSOCIATE, does: Does::Subnets },
    KeyRow { keys: &[ch('e')], say: say::EDIT, does: Does::Edit },
    KeyRow { keys: &[code(KeyCode::Left), code(KeyCode::BackTab)], say: say::TABLE, does: Does::PreviousTable },
    KeyRow { keys: &[code(KeyCode::Up), ch('k')], say: say::MOVE, does: Does::Up },
    KeyRow { keys: &[code(KeyCode::Down), ch('j')], say: say::MOVE, does: Does::Down },
    KeyRow { keys: &[code(KeyCode::Esc)], say: say::BACK, does: Does::Close },
];

#[derive(Clone, Copy, Debug)]
enum Choosing {
    Up,
    Down,
    Take,
    Close,
}

const DELETING: &[KeyRow<Choosing>] = &[
    KeyRow { keys: &[ch('d'), code(KeyCode::Delete)], say: say::DELETE_SURELY, does: Choosing::Take },
    KeyRow { keys: &[code(KeyCode::Esc)], say: say::BACK, does: Choosing::Close },
];

const ASSOCIATING: &[KeyRow<Choosing>] = &[
    KeyRow { keys: &[code(KeyCode::Enter)], say: say::ASSOCIATE, does: Choosing::Take },
    KeyRow { keys: &[code(KeyCode::Up), ch('k')], say: say::MOVE, does: Choosing::Up },
    KeyRow { keys: &[code(KeyCode::Down), ch('j')], say: say::MOVE, does: Choosing::Down },
    KeyRow { keys: &[code(KeyCode::Esc)], say: say::BACK, does: Choosing::Close },
];

/// Parts that can be clicked on: the routes by their number, then these.
const ADD: usize = 900;
/// The first target.
const TARGET: usize = 1000;
/// The destination's text.
const DESTINATION: usize = 2000;
/// The sign that opens the destination's list.
const OPENER: usize = 2001;
/// The first row of that list.
const LIST: usize = 3000;
/// The first subnet to associate.
const SUBNET: usize = 4000;

impl RouteEditor {
    /// The editor at a table.
    pub fn at(table: RouteTableId) -> Self {
        Self { table: Some(table), ..Self::default() }
    }

    /// The keys that mean something now.
    pub fn keys(&self) -> Vec<Hint> {
        match &self.doing {
            Doing::Looking => hints(LOOKING),
            Doing::Writing(draft) => draft.keys(),
            Doing::Deleting(_) => hints(DELETING),
            Doing::Associating(_) => hints(ASSOCIATING),
        }
    }

    /// A key.
    pub fn on_key(&mut self, key: KeyEvent, ctx: &Ctx) -> Option<Done> {
        let Some(table) = self.table(ctx.world).cloned() else {
            return find(LOOKING, key).map(|_| Done::Closed(Vec::new()));
        };
        match std::mem::take(&mut self.doing) {
            Doing::Looking => self.look_around(find(LOOKING, key)?, &table, ctx),
            Doing::Writing(mut draft) => {
                let written = draft.on_key(key, &table, ctx);
                self.go_on(draft, written, &table, ctx)
            }
            Doing::Deleting(route) => Some(match find(DELETING, key) {
                Some(Choosing::Take) => {
                    self.route = self.route.saturating_sub(1);
                    Done::Stays(vec![Msg::Run(deletion(&table, route, ctx.world))])
                }
                // Any other key means that one has thought better of it.
                _ => Done::Stays(Vec::new()),
            }),
            Doing::Associating(at) => self.associate(key, at, &table, ctx),
        }
    }

    /// The table being edited: the chosen one, or the first.
    fn table<'a>(&self, world: &'a World) -> Option<&'a RouteTable> {
        self.table.and_then(|id| world.route_tables.get(id)).or_else(|| tables(world).into_iter().next())
    }

    fn look_around(&mut self, does: Does, table: &RouteTable, ctx: &Ctx) -> Option<Done> {
        let chosen = table.routes.get(self.route).copied();
        let mut messages = Vec::new();
        match does {
            Does::Close => return Some(Done::Closed(Vec::new())),
            Does::Up => self.route = self.route.saturating_sub(1),
            Does::Down => self.route = (self.route + 1).min(table.routes.len()),
            Does::NextTable => self.turn_to(ctx.world, table.id, 1),
            Does::PreviousTable => self.turn_to(ctx.world, table.id, -1),
            Does::Add => self.doing = Doing::Writing(Box::default()),
            Does::Enter if chosen.is_none() => self.doing = Doing::Writing(Box::default()),
            Does::Subnets => self.doing = Doing::Associating(0),
            Does::Enter | Does::Edit | Does::Delete => match chosen {
                Some(Route { target: Target::Local, .. }) | None => {
                    messages.push(Msg::Say(Tone::Plain, say::LOCAL_STAYS.in_(ctx.look.lang).into()));
                }
                Some(route) if matches!(does, Does::Delete) => self.doing = Doing::Deleting(route.destination),
                Some(route) => self.doing = Doing::Writing(Box::new(Draft::of(&route, table, ctx.world))),
            },
        }
        Some(Done::Stays(messages))
    }

    /// What became of the draft.
    fn go_on(&mut self, draft: Box<Draft>, written: Written, table: &RouteTable, ctx: &Ctx) -> Option<Done> {
        match written {
            Written::Unknown => {
                self.doing = Doing::Writing(draft);
                None
            }
            Written::Dropped => Some(Done::Stays(Vec::new())),
            Written::Open => {
                self.doing = Doing::Writing(draft);
                Some(Done::Stays(Vec::new()))
            }
            Written::Save => Some(self.save(draft, table, ctx)),
        }
    }

    /// Saves a draft, or shows what is wrong with it.
    fn save(&mut self, mut draft: Box<Draft>, table: &RouteTable, ctx: &Ctx) -> Done {
        draft.look_at_all();
        let line = draft.line(table, ctx.world);
        let refused = match &line {
            Some(line) => {
                let found = self.live.routes(ctx, line, &ruled(ctx.world, table));
                found.and_then(|found| found.refusal(ctx))
            }
            None => None,
        };
        match (line, refused) {
            (Some(line), None) => Done::Stays(vec![Msg::Run(line)]),
            (_, refused) => {
                self.doing = Doing::Writing(draft);
                let lang = ctx.look.lang;
                let said = refused.map_or_else(|| say::NEED_DESTINATION.in_(lang).to_owned(), |(ec2, _)| ec2);
                Done::Stays(vec![Msg::Say(Tone::Bad, said)])
            }
        }
    }

    fn associate(&mut self, key: KeyEvent, at: usize, table: &RouteTable, ctx: &Ctx) -> Option<Done> {
        let subnets = subnets_of(ctx.world, table);
        let last = subnets.len().saturating_sub(1);
        let next = match find(ASSOCIATING, key) {
            Some(Choosing::Up) => at.saturating_sub(1),
            Some(Choosing::Down) => (at + 1).min(last),
            Some(Choosing::Close) => return Some(Done::Stays(Vec::new())),
            Some(Choosing::Take) => {
                let line = subnets.get(at).map(|subnet| tables::association(ctx.world, table, *subnet));
                return Some(Done::Stays(line.map(Msg::Run).into_iter().collect()));
            }
            None => {
                self.doing = Doing::Associating(at);
                return None;
            }
        };
        self.doing = Doing::Associating(next);
        Some(Done::Stays(Vec::new()))
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

    /// A click on one of the parts that were drawn.
    pub fn on_click(&mut self, part: usize, ctx: &Ctx) -> Done {
        let Some(table) = self.table(ctx.world).cloned() else { return Done::Stays(Vec::new()) };
        match (&mut self.doing, part) {
            (Doing::Writing(draft), _) => draft.on_click(part, &table, ctx),
            (Doing::Associating(at), SUBNET..) if *at == part - SUBNET => {
                let done = self.on_key(code(KeyCode::Enter).event(), ctx);
                return done.unwrap_or(Done::Stays(Vec::new()));
            }
            (Doing::Associating(at), SUBNET..) => *at = part - SUBNET,
            (_, ADD) => self.doing = Doing::Writing(Box::default()),
            (_, route) if route < ADD => {
                self.doing = Doing::Looking;
                if self.route == route {
                    return self.look_around(Does::Edit, &table, ctx).unwrap_or(Done::Stays(Vec::new()));
                }
                self.route = route;
            }
            _ => {}
        }
        Done::Stays(Vec::new())
    }

    /// Pasted text goes into the destination as if typed.
    pub fn on_paste(&mut self, text: &str, ctx: &Ctx) {
        let Some(table) = self.table(ctx.world).cloned() else { return };
        if let Doing::Writing(draft) = &mut self.doing {
            for char in text.chars().filter(|char| !char.is_control()).take(200) {
                draft.on_key(ch(char).event(), &table, ctx);
            }
        }
    }

    /// The line that stands for what is being done, and the subnets that would feel it.
    fn pending(&self, table: &RouteTable, ctx: &Ctx) -> Option<(String, Vec<crate::cloud::SubnetId>)> {
        let world = ctx.world;
        match &self.doing {
            Doing::Looking => None,
            Doing::Writing(draft) => Some((draft.line(table, world)?, ruled(world, table))),
            Doing::Deleting(route) => Some((deletion(table, *route, world), ruled(world, table))),
            Doing::Associating(at) => {
                let subnet = *subnets_of(world, table).get(*at)?;
                Some((tables::association(world, table, subnet), vec![subnet]))
            }
        }
    }

    /// The `aws` line of what is being done.
    pub fn line(&self, ctx: &Ctx) -> Option<String> {
        self.pending(self.table(ctx.world)?, ctx).map(|(line, _)| line)
    }
}

/// The key that saves a draft.
const SAVE: crate::tui::keys::Key = ctrl('s');

/// The line that deletes a route.
fn deletion(table: &RouteTable, route: IpNet, world: &World) -> String {
    let table = tables::reference(world, table.id);
    format!("aws ec2 delete-route --route-table-id {table} {}", destination_option(&route))
}
