//! A route being written: its destination as text, with what is offered, and its target out of a list.

use super::tables::{destination_option, reference, target_option, targets};
use super::{DESTINATION, LIST, OPENER, SAVE, TARGET};
use crate::cloud::World;
use crate::cloud::command_line::Completion;
use crate::cloud::command_line::blocks::missing;
use crate::cloud::route_table::{Route, RouteTable, Target};
use crate::net::Family;
use crate::tui::console::form::{Problem, Worth, block, offer};
use crate::tui::keys::{Hint, KeyRow, code, ctrl, find, hints};
use crate::tui::offers::{Offer, Offers};
use crate::tui::view::Ctx;
use crate::words::console as say;
use ipnet::IpNet;
use ratatui::crossterm::event::{Event, KeyCode, KeyEvent};
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

/// A route being written.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// The route whose target is changed; none where a new one is written.
    pub existing: Option<IpNet>,
    /// What is typed as the destination.
    pub destination: Input,
    /// The list of destinations, while it is open.
    pub list: Option<Offers>,
    /// Which of the targets.
    pub target: usize,
    /// Which part has the keys.
    pub on: On,
    /// Whether somebody has been at the destination.
    seen: bool,
}

/// A part of a draft.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum On {
    /// Its destination.
    #[default]
    Destination,
    /// Its target.
    Target,
}

/// What a key has made of a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// Nothing: the key means nothing here.
    Unknown,
    /// It is being written still.
    Open,
    /// It shall be saved.
    Save,
    /// It is dropped.
    Dropped,
}

#[derive(Clone, Copy, Debug)]
enum Does {
    Enter,
    Save,
    List,
    Up,
    Down,
    Close,
}

const KEYS: &[KeyRow<Does>] = &[
    KeyRow { keys: &[code(KeyCode::Enter)], say: say::GO_ON, does: Does::Enter },
    KeyRow { keys: &[SAVE], say: say::SAVE, does: Does::Save },
    KeyRow { keys: &[code(KeyCode::Down), code(KeyCode::Tab)], say: say::CHOOSE, does: Does::Down },
    KeyRow { keys: &[code(KeyCode::Up), code(KeyCode::BackTab)], say: say::CHOOSE, does: Does::Up },
    KeyRow { keys: &[ctrl(' ')], say: say::LIST, does: Does::List },
    KeyRow { keys: &[code(KeyCode::Esc)], say: say::BACK, does: Does::Close },
];

impl Draft {
    /// Another target for a route of a table.
    pub fn of(route: &Route, table: &RouteTable, world: &World) -> Self {
        let target = targets(world, table).iter().position(|target| *target == route.target).unwrap_or(0);
        let destination = Input::new(route.destination.to_string());
        Self { existing: Some(route.destination), destination, target, on: On::Target, seen: true, list: None }
    }

    /// The keys.
    pub fn keys(&self) -> Vec<Hint> {
        hints(KEYS)
    }

    /// Counts as looked at, so that what is wrong is said.
    pub fn look_at_all(&mut self) {
        self.seen = true;
        self.list = None;
    }

    /// A key.
    pub fn on_key(&mut self, key: KeyEvent, table: &RouteTable, ctx: &Ctx) -> Written {
        let does = find(KEYS, key);
        if let (Some(list), Some(does)) = (&mut self.list, does) {
            match does {
                Does::Up => list.step(false),
                Does::Down => list.step(true),
                Does::Close => self.list = None,
                Does::Enter => match list.at {
                    Some(at) => self.take(at),
                    None => self.leave(),
                },
                Does::Save => return Written::Save,
                Does::List => {}
            }
            return Written::Open;
        }
        let count = targets(ctx.world, table).len();
        match (does, self.on) {
            (Some(Does::Close), _) => return Written::Dropped,
            (Some(Does::Save), _) | (Some(Does::Enter), On::Target) => return Written::Save,
            (Some(Does::Enter), On::Destination) if self.text().is_empty() => self.open_list(table, ctx),
            (Some(Does::Enter | Does::Down), On::Destination) => self.leave(),
            (Some(Does::List), On::Destination) => self.open_list(table, ctx),
            (Some(Does::Up), On::Target) if self.target == 0 && self.existing.is_none() => self.on = On::Destination,
            (Some(Does::Up), On::Target) => self.target = self.target.saturating_sub(1),
            (Some(Does::Down), On::Target) => self.target = (self.target + 1).min(count.saturating_sub(1)),
            (Some(Does::Up | Does::List), _) => {}
            (None, On::Destination) => return self.type_into(key, table, ctx),
            (None, On::Target) => return Written::Unknown,
        }
        Written::Open
    }

    fn type_into(&mut self, key: KeyEvent, table: &RouteTable, ctx: &Ctx) -> Written {
        if ctrl('y').is(key) {
            return Written::Unknown;
        }
        let Some(changed) = self.destination.handle_event(&Event::Key(key)) else { return Written::Unknown };
        if changed.value {
            let fitting = Offers::narrowed(offers(table, ctx), self.text());
            let known = fitting.texts().any(|text| text == self.text());
            self.list = Some(fitting).filter(|list| !list.is_empty() && !known && !self.text().is_empty());
        }
        Written::Open
    }

    fn open_list(&mut self, table: &RouteTable, ctx: &Ctx) {
        let mut list = Offers::new(offers(table, ctx));
        list.step(true);
        self.list = Some(list).filter(|list| !list.is_empty());
        if self.list.is_none() {
            self.leave();
        }
    }

    /// Takes an offered destination.
    fn take(&mut self, at: usize) {
        if let Some(offer) = self.list.take().and_then(|list| list.get(at).cloned()) {
            self.destination = Input::new(offer.text);
        }
        self.leave();
    }

    /// Leaves the destination for the targets.
    fn leave(&mut self) {
        self.look_at_all();
        self.on = On::Target;
    }

    /// A click on one of the parts.
    pub fn on_click(&mut self, part: usize, table: &RouteTable, ctx: &Ctx) {
        match part {
            LIST.. if part - LIST < 1000 => self.take(part - LIST),
            OPENER if self.existing.is_none() => {
                self.on = On::Destination;
                self.open_list(table, ctx);
            }
            DESTINATION if self.existing.is_none() => self.on = On::Destination,
            TARGET.. if part < DESTINATION => {
                self.leave();
                self.target = part - TARGET;
            }
            _ => {}
        }
    }

    /// What is typed as the destination.
    pub fn text(&self) -> &str {
        self.destination.value().trim()
    }

    /// What can be seen of the destination's text alone; nothing before somebody was at it.
    pub fn problem(&self, ctx: &Ctx) -> Option<Problem> {
        if self.text().is_empty() {
            let empty = Problem { worth: Worth::Empty, ec2: None, own: None };
            return self.seen.then_some(empty);
        }
        block(None, self.text(), ctx.look.lang)
    }

    /// The target that is chosen.
    pub fn target(&self, table: &RouteTable, world: &World) -> Option<Target> {
        targets(world, table).get(self.target).copied()
    }

    /// The line that makes or changes the route; none while the destination is no block.
    pub fn line(&self, table: &RouteTable, world: &World) -> Option<String> {
        let destination = self.text().parse::<IpNet>().ok()?;
        let option = target_option(world, self.target(table, world)?)?;
        let verb = if self.existing.is_some() { "replace-route" } else { "create-route" };
        let table = reference(world, table.id);
        Some(format!("aws ec2 {verb} --route-table-id {table} {} {option}", destination_option(&destination)))
    }
}

/// Destinations that the table has no route to: the usual ones first, IPv6 before IPv4.
fn offers(table: &RouteTable, ctx: &Ctx) -> Vec<Offer> {
    let families = [Family::Ipv6, Family::Ipv4];
    let blocks = families.into_iter().flat_map(|family| missing(table, family, ctx.world));
    blocks.map(|it| offer(Completion::from(it), ctx.world, ctx.look.lang)).collect()
}
