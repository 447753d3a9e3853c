//! Every destination: where packets from the machine one sits at can go, a class a row, with what decided
//! about the chosen one, and what the present step has moved.

use crate::cloud::{InstanceId, World};
use crate::guest::machine::Machine;
use crate::guest::reach::{Class, Move, Probe, Reach as Found, walk};
use crate::net::Family;
use crate::net::addresses::{Addresses, Short};
use crate::sim::path;
use crate::sim::trace::Place;
use crate::tui::draw::{ellipsis, pad, put, put_lines, width};
use crate::tui::keys::{Groups, Hint, KeyRow, ch, code, find, hints};
use crate::tui::look::Sign;
use crate::tui::map::names::Shortener;
use crate::tui::msg::Msg;
use crate::tui::scroll::Scroll;
use crate::tui::touch::Touch;
use crate::tui::view::{Ctx, View};
use crate::tui::wrap::{Breaks, Piece, wrap, wrap_text};
use crate::words::{reach as say, ui};
use ipnet::IpNet;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// The kinds of packets that are followed, in turn.
const PROBES: [Probe; 4] = [Probe::Tcp(443), Probe::Tcp(80), Probe::Udp(53), Probe::Echo];

/// The view. What it shows is found out when it is opened and when the kind of packets changes.
#[derive(Clone, Debug, Default)]
pub struct Reach {
    /// The machine it is looked from; none: the one the learner sits at.
    host: Option<InstanceId>,
    probe: usize,
    found: Option<Found>,
    /// The classes in short.
    shorts: Vec<Short>,
    moves: Vec<Move>,
    /// The chosen class.
    at: usize,
    /// How far the detail is scrolled.
    scroll: Scroll,
}

/// What a key does here.
#[derive(Clone, Copy)]
enum Do {
    Up,
    Down,
    PageUp,
    PageDown,
    Kind,
    Close,
}

static KEYS: &[KeyRow<Do>] = &[
    KeyRow { keys: &[code(KeyCode::Up), ch('k')], say: ui::key::CHOOSE, does: Do::Up },
    KeyRow { keys: &[code(KeyCode::Down), ch('j')], say: ui::key::CHOOSE, does: Do::Down },
    KeyRow { keys: &[code(KeyCode::PageDown), ch(' ')], say: ui::key::SCROLL, does: Do::PageDown },
    KeyRow { keys: &[code(KeyCode::PageUp)], say: ui::key::SCROLL, does: Do::PageUp },
    KeyRow { keys: &[code(KeyCode::Tab)], say: say::KIND, does: Do::Kind },
    KeyRow { keys: &[code(KeyCode::Esc), ch('q'), ch('E')], say: ui::key::CLOSE, does: Do::Close },
];

impl Reach {
    /// The view of the world as it is now.
    pub fn open(ctx: &Ctx) -> Self {
        let mut reach = Self::default();
        reach.find_out(ctx);
        reach
    }

    /// The view from a machine, wherever the learner sits.
    pub fn open_from(ctx: &Ctx, host: InstanceId) -> Self {
        let mut reach = Self { host: Some(host), ..Self::default() };
        reach.find_out(ctx);
        reach
    }

    fn find_out(&mut self, ctx: &Ctx) {
        let host = self.host.or(ctx.at);
        let of = |world: &World| Found::of(world, host?, PROBES[self.probe]);
        let (now, before) = (of(ctx.world), ctx.before.and_then(of));
        // A machine that this step has made had no way anywhere before.
        self.moves = before.zip(now.as_ref()).map(|(before, now)| before.moves(now)).unwrap_or_default();
        self.found = now;
        self.shorts = self.classes().iter().map(|class| class.addresses.short()).collect();
        (self.at, self.scroll) = (0, Scroll::default());
    }

    fn classes(&self) -> &[Class] {
        self.found.as_ref().map(|found| found.classes.as_slice()).unwrap_or_default()
    }

    /// The moves that have led into a class.
    fn moved_into<'a>(&'a self, class: &'a Class) -> impl Iterator<Item = &'a Move> {
        let here = class.addresses.family();
        self.moves.iter().filter(move |it| it.to == class.fate && it.addresses.family() == here)
    }

    /// The rows of the table.
    fn rows(&self, ctx: &Ctx, room: usize) -> Vec<Line<'static>> {
        let (look, lang) = (&ctx.look, ctx.look.lang);
        let shorts: Vec<String> = self.shorts.iter().map(|short| say::class(short, lang)).collect();
        let shortener = Shortener::new(ctx.world);
        let name = |place: &Place| shortener.short(&path::name(ctx.world, place), zone(ctx.world, place));
        let first = shorts.iter().map(|short| width(short)).max().unwrap_or(0).min(room / 2);
        let row = |(number, (class, short)): (usize, (&Class, &String))| {
            let chosen = number == self.at;
            let style = if chosen { look.chosen() } else { Style::new() };
            let mark = if chosen { look.glyph(Sign::Focus) } else { " " };
            let moved = self.moved_into(class).next().is_some();
            let changed = if moved { look.glyph(Sign::Changed) } else { " " };
            let (of, sign) = (family_sign(&class.addresses), fate_sign(class));
            let fate = ellipsis(&say::fate(&class.fate, &name, lang), room.saturating_sub(first + 10));
            Line::from(vec![
                Span::styled(format!("{mark} "), look.style(Sign::Focus)),
                Span::styled(format!("{changed} "), look.style(Sign::Changed)),
                Span::styled(format!("{} ", look.glyph(of)), look.style(of)),
                Span::styled(pad(short, first), style),
                Span::styled(format!("  {} ", look.glyph(sign)), look.style(sign)),
                Span::styled(fate, if chosen { look.strong() } else { style }),
            ])
        };
        self.classes().iter().zip(&shorts).enumerate().map(row).collect()
    }

    /// All about the chosen class.
    fn detail(&self, ctx: &Ctx, room: usize) -> Vec<Line<'static>> {
        let (look, lang, world) = (&ctx.look, ctx.look.lang, ctx.world);
        let Some((class, short)) = self.classes().get(self.at).zip(self.shorts.get(self.at)) else { return Vec::new() };
        let quiet = look.style(Sign::Quiet);
        let mut lines = Vec::new();
        let way = say::way(&class.fate, world);
        if way.len() > 1 {
            lines.extend(wrap_text(&way.join(look.glyphs.pick(" → ", " > ")), room, look.remark()));
        }
        if let Some(why) = say::reason(&class.fate, class.addresses.family(), lang) {
            lines.extend(wrap_text(&why, room, look.style(fate_sign(class))));
        }
        for it in self.moved_into(class) {
            let name = |place: &Place| path::name(world, place);
            let (moved, from) = (say::class(&it.addresses.short(), lang), say::fate(&it.from, &name, lang));
            let said = format!("{} {moved}  {}: {from}", look.glyph(Sign::Changed), say::BEFORE.in_(lang));
            lines.extend(wrap_text(&said, room, look.style(Sign::Changed)));
        }
        lines.push(Line::styled(format!("{}: {}", say::ADDRESSES.in_(lang), say::count(&class.addresses)), quiet));
        lines.extend(blocks(&short.within, room, look.strong()));
        if !short.except.is_empty() {
            lines.push(Line::styled(format!("{}:", say::EXCEPT.in_(lang)), quiet));
            lines.extend(blocks(&short.except, room, Style::new()));
        }
        lines.extend(self.evidence(ctx, class, room));
        let exact = class.addresses.blocks();
        if !short.except.is_empty() {
            lines.push(Line::styled(format!("{} ({}):", say::EXACTLY.in_(lang), exact.len()), quiet));
            lines.extend(blocks(&exact, room, quiet));
        }
        lines
    }

    /// What decided about a packet to the class's first address.
    fn evidence(&self, ctx: &Ctx, class: &Class, room: usize) -> Vec<Line<'static>> {
        let found = self.found.as_ref().zip(class.addresses.first());
        let machine = found.and_then(|(found, to)| Some((Machine::of(ctx.world, found.host)?, found.probe, to)));
        let Some((machine, probe, to)) = machine else { return Vec::new() };
        let said = say::evidence(&walk(&machine, probe, to), ctx.world, ctx.look.lang);
        if said.is_empty() {
            return Vec::new();
        }
        let arrow = ctx.look.glyphs.pick("→", ">");
        let mut lines = vec![Line::styled(format!("{arrow} {to}"), ctx.look.strong())];
        for decision in said {
            let indented = wrap_text(&decision, room.saturating_sub(2).max(1), Style::new());
            lines.extend(indented.into_iter().map(|mut line| {
                line.spans.insert(0, Span::raw("  "));
                line
            }));
        }
        lines
    }
}

fn family_sign(addresses: &Addresses) -> Sign {
    match addresses.family() {
        Family::Ipv6 => Sign::Ipv6,
        Family::Ipv4 => Sign::Ipv4,
    }
}

fn fate_sign(class: &Class) -> Sign {
    if class.fate.works() { Sign::Good } else { Sign::Bad }
}

/// Blocks one after the other, none of them torn.
fn blocks(blocks: &[IpNet], room: usize, style: Style) -> Vec<Line<'static>> {
    let piece = |text: String, breaks| Piece { text, style, breaks };
    let pieces = blocks.iter().flat_map(|block| {
        let gap = piece("  ".to_owned(), Breaks::Spaces);
        [piece(block.to_string(), Breaks::Whole), gap]
    });
    wrap(&pieces.collect::<Vec<_>>(), room)
}

/// The Availability Zone that a place's name may end with.
pub(in crate::tui) fn zone<'w>(world: &'w World, place: &Place) -> &'w str {
    let subnet = match place {
        Place::Subnet(id) => Some(*id),
        Place::NatGateway(id) => world.nat_gateways.get(*id).map(|gateway| gateway.subnet_id),
        _ => None,
    };
    subnet.and_then(|id| world.subnets.get(id)).map_or("", |subnet| &subnet.availability_zone)
}

impl View for Reach {
    fn keys(&self, _ctx: &Ctx) -> Vec<Hint> {
        hints(KEYS)
    }

    fn groups(&self, ctx: &Ctx) -> Groups {
        vec![(say::TITLE, self.keys(ctx))]
    }

    fn on_key(&mut self, key: KeyEvent, ctx: &Ctx) -> Option<Vec<Msg>> {
        let (at, count) = (self.at, self.classes().len());
        match find(KEYS, key)? {
            Do::Up => self.at = self.at.saturating_sub(1),
            Do::Down => self.at = (self.at + 1).min(count.saturating_sub(1)),
            Do::PageUp => self.scroll.up(4),
            Do::PageDown => self.scroll.down(4),
            Do::Kind => {
                self.probe = (self.probe + 1) % PROBES.len();
                self.find_out(ctx);
            }
            Do::Close => return Some(vec![Msg::Close]),
        }
        if self.at != at {
            self.scroll = Scroll::default();
        }
        Some(Vec::new())
    }

    fn copies(&self, ctx: &Ctx) -> Option<String> {
        let class = self.classes().get(self.at)?;
        let name = |place: &Place| path::name(ctx.world, place);
        let blocks = class.addresses.blocks().into_iter().map(|block| block.to_string());
        let head = say::fate(&class.fate, &name, ctx.look.lang);
        Some(std::iter::once(head).chain(blocks).collect::<Vec<_>>().join("\n"))
    }

    fn point_at(&mut self, part: usize, _ctx: &Ctx) -> bool {
        self.at = part.min(self.classes().len().saturating_sub(1));
        self.scroll = Scroll::default();
        true
    }

    fn draw(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        let look = &ctx.look;
        let x = put(buf, area, (area.x + 1, area.y), say::TITLE.in_(look.lang), look.strong());
        let side = 1.min(area.width / 2);
        let inside = Rect {
            x: area.x + side,
            y: area.y + 2.min(area.height),
            width: area.width.saturating_sub(2 * side),
            height: area.height.saturating_sub(2),
        };
        let room = usize::from(inside.width);
        let Some(found) = &self.found else {
            put_lines(buf, inside, &wrap_text(say::NO_MACHINE.in_(look.lang), room, look.style(Sign::Quiet)));
            return;
        };
        let head = format!("{}, {}", ctx.world.name_of(found.host), found.probe);
        put(buf, area, (x + 2, area.y), &head, look.style(Sign::Quiet));
        let height = usize::from(inside.height);
        let mut rows = self.rows(ctx, room);
        let shown = rows.len().min(height.saturating_sub(1) / 2);
        let skip = (self.at + 1).saturating_sub(shown);
        let more = rows.len() > shown;
        rows = rows.into_iter().skip(skip).take(shown).collect();
        put_lines(buf, inside, &rows);
        for (part, y) in (skip..skip + rows.len()).zip(inside.y..) {
            ctx.touch(Rect { y, height: 1, ..inside }, Touch::Part(part));
        }
        let y = inside.y + u16::try_from(shown).unwrap_or(0);
        let rule = Rect { y, height: 1.min(inside.bottom().saturating_sub(y)), ..inside };
        put(buf, rule, (rule.x, y), &look.line().repeat(room), look.style(Sign::Quiet));
        if more {
            let place = format!(" {} / {} ", self.at + 1, self.classes().len());
            put(buf, rule, (rule.x + 2, y), &place, look.style(Sign::Quiet));
        }
        let lines = self.detail(ctx, room);
        let below = Rect { y: y + 1, height: inside.bottom().saturating_sub(y + 1), ..inside };
        if self.scroll.draw(&lines, below, buf) {
            let more = format!(" {} {} ", look.glyphs.pick("↓", "v"), ui::MORE.in_(look.lang));
            let at = rule.right().saturating_sub(u16::try_from(width(&more)).unwrap_or(0) + 2);
            put(buf, rule, (at.max(rule.x), rule.y), &more, look.strong());
        }
    }
}
