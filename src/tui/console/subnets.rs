//! The subnet switches: DNS64 and the other attributes, a subnet a row and an attribute a column, with
//! what switching the chosen one would change. Each switch is one `aws` line.

use super::form::{Done, problem_lines};
use super::preview::Live;
use super::routes::reference;
use crate::cloud::subnet::{HostnameType, Subnet};
use crate::cloud::{World, tag};
use crate::tui::chrome;
use crate::tui::draw::{ellipsis, put, put_lines};
use crate::tui::keys::{Hint, KeyRow, ch, code, find, hints};
use crate::tui::look::Sign;
use crate::tui::map::names::Shortener;
use crate::tui::msg::{Msg, Tone};
use crate::tui::touch::Touch;
use crate::tui::view::{Ctx, Focus};
use crate::tui::wrap::{wrap_command, wrap_text};
use crate::words::{Words, console as say};
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

/// The table of subnets with their switches.
#[derive(Clone, Debug, Default)]
pub struct Subnets {
    subnet: usize,
    attribute: usize,
    live: Live,
}

/// What can be switched for a subnet.
struct Attribute {
    /// The head of its column.
    head: Words,
    /// What it means.
    means: Words,
    is_on: fn(&Subnet) -> bool,
    /// The options that switch it on and off.
    options: [&'static str; 2],
}

const ATTRIBUTES: [Attribute; 6] = [
    Attribute {
        head: say::DNS64,
        means: say::DNS64_MEANS,
        is_on: |subnet| subnet.enable_dns64,
        options: ["--enable-dns64", "--no-enable-dns64"],
    },
    Attribute {
        head: say::AUTO_IPV6,
        means: say::AUTO_IPV6_MEANS,
        is_on: |subnet| subnet.assign_ipv6_address_on_creation,
        options: ["--assign-ipv6-address-on-creation", "--no-assign-ipv6-address-on-creation"],
    },
    Attribute {
        head: say::PUBLIC_IPV4,
        means: say::PUBLIC_IPV4_MEANS,
        is_on: |subnet| subnet.map_public_ip_on_launch,
        options: ["--map-public-ip-on-launch", "--no-map-public-ip-on-launch"],
    },
    Attribute {
        head: say::NAMED_BY_ID,
        means: say::NAMED_BY_ID_MEANS,
        is_on: |subnet| subnet.hostnames.kind == HostnameType::ResourceName,
        options: [
            "--private-dns-hostname-type-on-launch resource-name",
            "--private-dns-hostname-type-on-launch ip-name",
        ],
    },
    Attribute {
        head: say::RECORD_A,
        means: say::RECORD_A_MEANS,
        is_on: |subnet| subnet.hostnames.resource_name_a,
        options: ["--enable-resource-name-dns-a-record-on-launch", "--no-enable-resource-name-dns-a-record-on-launch"],
    },
    Attribute {
        head: say::RECORD_AAAA,
        means: say::RECORD_AAAA_MEANS,
        is_on: |subnet| subnet.hostnames.resource_name_aaaa,
        options: [
            "--enable-resource-name-dns-aaaa-record-on-launch",
            "--no-enable-resource-name-dns-aaaa-record-on-launch",
        ],
    },
];

#[derive(Clone, Copy, Debug)]
enum Does {
    Up,
    Down,
    Left,
    Right,
    Switch,
    Close,
}

const KEYS: &[KeyRow<Does>] = &[
    KeyRow { keys: &[ch(' '), code(KeyCode::Enter)], say: say::SWITCH, does: Does::Switch },
    KeyRow { keys: &[code(KeyCode::Right), code(KeyCode::Tab)], say: say::ATTRIBUTE, does: Does::Right },
    KeyRow { keys: &[code(KeyCode::Left), code(KeyCode::BackTab)], say: say::ATTRIBUTE, does: Does::Left },
    KeyRow { keys: &[code(KeyCode::Down), ch('j')], say: say::MOVE, does: Does::Down },
    KeyRow { keys: &[code(KeyCode::Up), ch('k')], say: say::MOVE, does: Does::Up },
    KeyRow { keys: &[code(KeyCode::Esc)], say: say::BACK, does: Does::Close },
];

/// Cells of a column of switches.
const COLUMN: u16 = 8;

impl Subnets {
    /// The keys.
    pub fn keys(&self) -> Vec<Hint> {
        hints(KEYS)
    }

    /// A key.
    pub fn on_key(&mut self, key: KeyEvent, ctx: &Ctx) -> Option<Done> {
        let count = listed(ctx.world).len();
        let columns = ATTRIBUTES.len();
        match find(KEYS, key)? {
            Does::Close => return Some(Done::Closed(Vec::new())),
            Does::Up => self.subnet = self.subnet.saturating_sub(1),
            Does::Down => self.subnet = (self.subnet + 1).min(count.saturating_sub(1)),
            Does::Left => self.attribute = (self.attribute + columns - 1) % columns,
            Does::Right => self.attribute = (self.attribute + 1) % columns,
            Does::Switch => return Some(self.switch(ctx)),
        }
        Some(Done::Stays(Vec::new()))
    }

    /// Switches the chosen one, or says why EC2 would not.
    fn switch(&self, ctx: &Ctx) -> Done {
        let Some((subnet, line)) = self.chosen(ctx.world) else { return Done::Stays(Vec::new()) };
        let found = self.live.subnet(ctx, &line, subnet.id);
        match found.and_then(|found| found.refusal(ctx)) {
            Some((ec2, _)) => Done::Stays(vec![Msg::Say(Tone::Bad, ec2)]),
            None => Done::Stays(vec![Msg::Run(line)]),
        }
    }

    /// The chosen subnet, and the line that switches the chosen attribute.
    fn chosen<'w>(&self, world: &'w World) -> Option<(&'w Subnet, String)> {
        let subnet = listed(world).into_iter().nth(self.subnet)?;
        let attribute = &ATTRIBUTES[self.attribute];
        let option = attribute.options[usize::from((attribute.is_on)(subnet))];
        let id = reference(world, subnet.id);
        Some((subnet, format!("aws ec2 modify-subnet-attribute --subnet-id {id} {option}")))
    }

    /// The `aws` line of the chosen switch.
    pub fn line(&self, ctx: &Ctx) -> Option<String> {
        self.chosen(ctx.world).map(|(_, line)| line)
    }

    /// A click on a switch: the first one chooses it, another switches it.
    pub fn on_click(&mut self, part: usize, ctx: &Ctx) -> Done {
        let place = (part / ATTRIBUTES.len(), part % ATTRIBUTES.len());
        if place == (self.subnet, self.attribute) {
            return self.switch(ctx);
        }
        (self.subnet, self.attribute) = place;
        Done::Stays(Vec::new())
    }

    /// Draws the table, and under it what the chosen switch would change.
    pub fn draw(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        let look = &ctx.look;
        put(buf, area, (area.x, area.y), say::SUBNETS.in_(look.lang), look.style(Sign::Focus));
        let subnets = listed(ctx.world);
        if subnets.is_empty() {
            put(buf, area, (area.x, area.y + 1), say::NO_SUBNETS.in_(look.lang), look.style(Sign::Quiet));
            return;
        }
        let rest = behind(area, 1);
        let height = usize::from(rest.height.saturating_sub(1) / 2).clamp(1, subnets.len());
        self.table(
            ctx,
            &subnets,
            Rect { height: rest.height.min(1 + u16::try_from(height).unwrap_or(0)), ..rest },
            buf,
        );
        self.consequences(ctx, behind(rest, 1 + u16::try_from(height).unwrap_or(0)), buf);
    }

    fn table(&self, ctx: &Ctx, subnets: &[&Subnet], area: Rect, buf: &mut Buffer) {
        let look = &ctx.look;
        let switches = COLUMN * u16::try_from(ATTRIBUTES.len()).unwrap_or(0);
        let names = area.width.saturating_sub(switches).max(area.width.min(12));
        for (number, attribute) in ATTRIBUTES.iter().enumerate() {
            let x = area.x + names + COLUMN * u16::try_from(number).unwrap_or(0);
            let style = look.style(if number == self.attribute { Sign::Focus } else { Sign::Quiet });
            let head = ellipsis(attribute.head.in_(look.lang), usize::from(COLUMN) - 1);
            put(buf, Rect { height: area.height.min(1), ..area }, (x, area.y), &head, style);
        }
        let list = behind(area, 1);
        let first = (self.subnet + 1).saturating_sub(usize::from(list.height));
        let shortener = Shortener::new(ctx.world);
        for ((index, subnet), y) in subnets.iter().enumerate().skip(first).zip(list.top()..list.bottom()) {
            let here = index == self.subnet;
            let mark = if here { look.glyph(Sign::Focus) } else { " " };
            let x = put(buf, list, (list.x, y), &format!("{mark} "), look.style(Sign::Focus));
            let name = tag::name(&subnet.tags).map_or_else(|| subnet.id.to_string(), str::to_owned);
            let name = shortener.short(&name, &subnet.availability_zone);
            let room = usize::from(names.saturating_sub(3));
            let after = put(buf, list, (x, y), &ellipsis(&name, room), if here { look.strong() } else { Style::new() });
            // Subnets of several VPCs may be called the same in short.
            let left = room.saturating_sub(usize::from(after - x) + 2);
            let vpc = ellipsis(&ctx.world.name_of(subnet.vpc_id), left);
            put(buf, list, (after + 2, y), &vpc, look.style(Sign::Quiet));
            for (number, attribute) in ATTRIBUTES.iter().enumerate() {
                let x = list.x + names + COLUMN * u16::try_from(number).unwrap_or(0);
                let sign = if (attribute.is_on)(subnet) { Sign::Good } else { Sign::Quiet };
                let words = if sign == Sign::Good { say::ON } else { say::OFF };
                let chosen = here && number == self.attribute && ctx.focus == Focus::Here;
                let style = look.style(sign);
                let style = if chosen { style.add_modifier(Modifier::REVERSED) } else { style };
                let text = format!("{} {}", look.glyph(sign), words.in_(look.lang));
                put(buf, list, (x, y), &text, style);
                let place = Rect { x, y, width: COLUMN.min(list.right().saturating_sub(x)), height: 1 };
                ctx.touch(place, Touch::Part(index * ATTRIBUTES.len() + number));
            }
        }
    }

    /// What the chosen attribute means, what switching it would change, and the line that does it.
    fn consequences(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        let look = &ctx.look;
        let Some((subnet, line)) = self.chosen(ctx.world) else { return };
        let room = usize::from(area.width).max(1);
        let attribute = &ATTRIBUTES[self.attribute];
        let mut means = wrap_text(attribute.means.in_(look.lang), room, look.style(Sign::Quiet));
        let found = self.live.subnet(ctx, &line, subnet.id);
        if let Some((ec2, own)) = found.as_ref().and_then(|found| found.refusal(ctx)) {
            means.extend(problem_lines(own.as_deref(), Some(&ec2), Sign::Bad, (room, look)));
        }
        put_lines(buf, area, &means);
        let rest = behind(area, u16::try_from(means.len()).unwrap_or(0));
        let lines = wrap_command(&line, room, look.style(Sign::Ipv6));
        let tall = u16::try_from(lines.len() + 1).unwrap_or(0).min(rest.height);
        let upper = Rect { height: rest.height - tall, ..rest };
        if let Some(found) = found {
            found.draw(ctx, upper, buf);
        }
        let foot = behind(rest, upper.height);
        put_lines(buf, foot, &lines);
        let keys = behind(foot, u16::try_from(lines.len()).unwrap_or(0));
        chrome::keys(buf, Rect { height: keys.height.min(1), ..keys }, keys.x, &self.keys(), ctx);
    }
}

/// What is left of an area behind its first rows.
fn behind(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect { y: area.y + rows, height: area.height - rows, ..area }
}

/// All subnets by the names of their VPCs and their own.
fn listed(world: &World) -> Vec<&Subnet> {
    let mut subnets: Vec<&Subnet> = world.subnets.iter().collect();
    subnets.sort_by_key(|subnet| (world.name_of(subnet.vpc_id), tag::name(&subnet.tags).unwrap_or("~").to_owned()));
    subnets
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guest::world;
    use crate::lesson::Lang;
    use crate::tui::draw::dump;
    use crate::tui::keys::Key;
    use crate::tui::look::Look;

    fn after(keys: &[Key], lang: Lang) -> (String, Vec<Msg>) {
        let world = world::load(world::CHAPTER).unwrap();
        let ctx = Ctx::of(Look { lang, ..Look::default() }, &world);
        let mut subnets = Subnets::default();
        let mut asked = Vec::new();
        for key in keys {
            if let Some(Done::Stays(messages)) = subnets.on_key(key.event(), &ctx) {
                asked.extend(messages);
            }
        }
        let mut buf = Buffer::empty(Rect::new(0, 0, 100, 30));
        let area = buf.area;
        subnets.draw(&ctx, area, &mut buf);
        for (width, height) in [(0, 0), (1, 3), (9, 9), (30, 6), (80, 22)] {
            let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
            let area = buf.area;
            subnets.draw(&ctx, area, &mut buf);
        }
        (dump(&buf), asked)
    }

    #[test]
    fn switching_dns64_shows_which_names_get_an_address() {
        let (screen, _) = after(&[], Lang::En);
        assert!(screen.contains("› private1"), "{screen}");
        assert!(screen.contains("+ github.com AAAA: none → 64:ff9b::141b:b171"), "{screen}");
        let (_, asked) = after(&[ch(' ')], Lang::En);
        let line = "aws ec2 modify-subnet-attribute \
                    --subnet-id @cl-ipv4-to-dualstack-subnet-private1-ap-northeast-3a --enable-dns64";
        assert_eq!(asked, [Msg::Run(line.to_owned())]);
    }

    #[test]
    fn what_ec2_would_refuse_is_said_and_not_run() {
        // private2 has no IPv6 block to give addresses from.
        let keys = [code(KeyCode::Down), code(KeyCode::Right), code(KeyCode::Enter)];
        let (screen, asked) = after(&keys, Lang::Ja);
        assert!(screen.contains("(InvalidParameterValue)") && screen.contains("EC2 は拒否します"), "{screen}");
        assert!(matches!(asked.as_slice(), [Msg::Say(Tone::Bad, _)]), "{asked:?}");
    }

    #[test]
    fn attributes_for_launches_show_what_a_new_machine_gets() {
        let (screen, _) = after(&[code(KeyCode::Right), code(KeyCode::Right)], Lang::Ja);
        assert!(screen.contains("新しいマシンのパブリック IPv4 アドレス: なし → 203.0.113."), "{screen}");
    }
}
