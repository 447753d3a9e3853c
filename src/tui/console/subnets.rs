//! The subnet switches: DNS64 on or off, one key a subnet, one `aws` line a change.

use super::form::Done;
use crate::cloud::subnet::Subnet;
use crate::cloud::{World, tag};
use crate::tui::draw::{ellipsis, pad, put};
use crate::tui::keys::{Hint, KeyRow, ch, code, find, hints};
use crate::tui::look::Sign;
use crate::tui::msg::{Msg, Tone};
use crate::tui::view::{Ctx, Focus};
use crate::words::console as say;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

/// The list of subnets with their switches.
#[derive(Clone, Copy, Debug, Default)]
pub struct Subnets {
    cursor: usize,
}

#[derive(Clone, Copy, Debug)]
enum Does {
    Up,
    Down,
    Switch,
    Close,
}

const KEYS: &[KeyRow<Does>] = &[
    KeyRow { keys: &[ch(' '), code(KeyCode::Enter)], say: say::SWITCH, does: Does::Switch },
    KeyRow { keys: &[code(KeyCode::Up), ch('k')], say: say::MOVE, does: Does::Up },
    KeyRow { keys: &[code(KeyCode::Down), ch('j')], say: say::MOVE, does: Does::Down },
    KeyRow { keys: &[code(KeyCode::Esc)], say: say::BACK, does: Does::Close },
];

impl Subnets {
    /// The keys.
    pub fn keys(&self) -> Vec<Hint> {
        hints(KEYS)
    }

    /// A key.
    pub fn on_key(&mut self, key: KeyEvent, ctx: &Ctx) -> Option<Done> {
        let subnets = listed(ctx.world);
        match find(KEYS, key)? {
            Does::Close => return Some(Done::Closed(Vec::new())),
            Does::Up => self.cursor = self.cursor.saturating_sub(1),
            Does::Down => self.cursor = (self.cursor + 1).min(subnets.len().saturating_sub(1)),
            Does::Switch => {
                let Some(subnet) = subnets.get(self.cursor) else { return Some(Done::Stays(Vec::new())) };
                if subnet.ipv6_cidr_block.is_none() {
                    return Some(Done::Stays(vec![Msg::Say(Tone::Plain, say::NO_IPV6.in_(ctx.look.lang).into())]));
                }
                let flag = if subnet.enable_dns64 { "--no-enable-dns64" } else { "--enable-dns64" };
                let line = format!("aws ec2 modify-subnet-attribute --subnet-id {} {flag}", subnet.id);
                return Some(Done::Stays(vec![Msg::Run(line)]));
            }
        }
        Some(Done::Stays(Vec::new()))
    }

    /// Draws the list.
    pub fn draw(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        let look = &ctx.look;
        put(buf, area, (area.x, area.y), say::SUBNETS.in_(look.lang), look.style(Sign::Focus));
        let subnets = listed(ctx.world);
        if subnets.is_empty() {
            put(buf, area, (area.x, area.y + 1), say::NO_SUBNETS.in_(look.lang), look.style(Sign::Quiet));
        }
        let room = usize::from(area.width).saturating_sub(20).clamp(10, 60);
        for (index, (y, subnet)) in (area.y + 2..area.bottom()).zip(subnets).enumerate() {
            let here = index == self.cursor;
            let mark = if here { look.glyph(Sign::Focus) } else { " " };
            let bright = here && ctx.focus == Focus::Here;
            let style = if bright { Style::new().add_modifier(Modifier::REVERSED) } else { Style::new() };
            let x = put(buf, area, (area.x, y), &format!("{mark} "), look.style(Sign::Focus));
            let name = tag::name(&subnet.tags).map_or_else(|| subnet.id.to_string(), str::to_owned);
            let x = put(buf, area, (x, y), &pad(&ellipsis(&name, room), room), style);
            let (words, sign) = match (&subnet.ipv6_cidr_block, subnet.enable_dns64) {
                (None, _) => (say::NO_IPV6, Sign::Quiet),
                (Some(_), true) => (say::ON, Sign::Good),
                (Some(_), false) => (say::OFF, Sign::Bad),
            };
            let glyph = look.glyph(sign);
            put(buf, area, (x, y), &format!("  DNS64 {glyph} {}", words.in_(look.lang)), look.style(sign));
        }
    }
}

/// All subnets by name.
fn listed(world: &World) -> Vec<&Subnet> {
    let mut subnets: Vec<&Subnet> = world.subnets.iter().collect();
    subnets.sort_by_key(|subnet| tag::name(&subnet.tags).unwrap_or("~").to_owned());
    subnets
}
