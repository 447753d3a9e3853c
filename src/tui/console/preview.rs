//! "What this changes": an edit tried on a copy of the world, kept until the edit or the world is
//! another, and drawn under the editors.

use crate::cloud::command_line::parse;
use crate::cloud::{ApiError, Call, SubnetId, World, name};
use crate::guest::preview::{routes, subnet};
use crate::guest::reach::{Fate, Move};
use crate::sim::path;
use crate::sim::trace::Place;
use crate::tui::draw::{ellipsis, put, put_lines, width};
use crate::tui::look::{Look, Sign};
use crate::tui::map::names::Shortener;
use crate::tui::screens::reach::zone;
use crate::tui::view::Ctx;
use crate::tui::wrap::wrap_text;
use crate::words::{preview as say, reach, refusal};
use ipnet::IpNet;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use serde_json::Value;
use std::cell::RefCell;
use std::cmp::Reverse;
use std::rc::Rc;

/// What was found out last.
#[derive(Clone, Debug, Default)]
pub struct Live(RefCell<Option<Kept>>);

#[derive(Clone, Debug)]
struct Kept {
    edition: u64,
    line: String,
    found: Rc<Found>,
}

/// What an edit would do.
#[derive(Clone, Debug)]
pub enum Found {
    /// Nobody would feel it: the table rules no subnet.
    Nobody,
    /// Destinations would fare like this.
    Routes(Box<routes::Preview>),
    /// Names and new machines would be like this.
    Subnet(subnet::Preview),
    /// EC2 would refuse it; with its error, and what we add to it.
    Refused(ApiError, Option<RefusedAbout>),
}

/// What a refused call was about.
#[derive(Clone, Debug)]
pub struct RefusedAbout {
    /// Its parameters.
    pub sent: Value,
    /// The block among them.
    pub block: Option<IpNet>,
}

impl Live {
    /// What the `aws ec2` line of an edit of routes would change for these subnets.
    pub fn routes(&self, ctx: &Ctx, line: &str, subnets: &[SubnetId]) -> Option<Rc<Found>> {
        self.find_out(ctx, line, |call| match subnets {
            // Refused or not, nobody feels it; but a refusal has to be said.
            [] => match tried(ctx.world, call) {
                Ok(()) => Ok(Found::Nobody),
                Err(error) => Err(error),
            },
            some => routes::preview(ctx.world, call, some, ctx.at).map(|found| Found::Routes(Box::new(found))),
        })
    }

    /// What the `aws ec2` line of an edit of a subnet would change.
    pub fn subnet(&self, ctx: &Ctx, line: &str, subnet: SubnetId) -> Option<Rc<Found>> {
        self.find_out(ctx, line, |call| subnet::preview(ctx.world, call, subnet).map(Found::Subnet))
    }

    fn find_out(&self, ctx: &Ctx, line: &str, how: impl FnOnce(&Call) -> Result<Found, ApiError>) -> Option<Rc<Found>> {
        let edition = ctx.standing.edition;
        let kept = self.0.borrow().clone().filter(|kept| kept.edition == edition && kept.line == line);
        if let Some(kept) = kept {
            return Some(kept.found);
        }
        let call = call_of(ctx.world, line)?;
        let found = how(&call).unwrap_or_else(|error| {
            let sent = call.to_value();
            let block = ["DestinationCidrBlock", "DestinationIpv6CidrBlock"]
                .iter()
                .find_map(|name| sent.get(name)?.as_str()?.parse().ok());
            Found::Refused(error, Some(RefusedAbout { sent, block }))
        });
        let found = Rc::new(found);
        *self.0.borrow_mut() = Some(Kept { edition, line: line.to_owned(), found: Rc::clone(&found) });
        Some(found)
    }
}

/// Tries a call on a copy of the world.
fn tried(world: &World, call: &Call) -> Result<(), ApiError> {
    let mut world = world.clone();
    world.settle();
    world.call(call).map(|_| ())
}

/// The call of an `aws ec2 …` line that has no quotes.
fn call_of(world: &World, line: &str) -> Option<Call> {
    let words =
        line.split_whitespace().skip(2).map(|word| name::replace(world, word, &[]).map(std::borrow::Cow::into_owned));
    parse(&words.collect::<Result<Vec<_>, _>>().ok()?).ok()
}

impl Found {
    /// EC2's refusal, in its words and ours.
    pub fn refusal(&self, ctx: &Ctx) -> Option<(String, Option<String>)> {
        let Self::Refused(error, about) = self else { return None };
        let own = about.as_ref().and_then(|it| refusal::own(error, (&it.sent, it.block), ctx.world, ctx.look.lang));
        Some((format!("{} ({})", error.message, error.code), own))
    }

    /// It in lines, the most important first.
    fn lines(&self, ctx: &Ctx, room: usize, rows: usize) -> Vec<Line<'static>> {
        let (look, lang) = (&ctx.look, ctx.look.lang);
        let quiet = |words: &str| wrap_text(words, room, look.style(Sign::Quiet));
        match self {
            Self::Nobody => quiet(say::NOBODY.in_(lang)),
            Self::Refused(..) => wrap_text(say::REFUSED.in_(lang), room, look.style(Sign::Bad)),
            Self::Routes(found) => routes_lines(found, ctx, room, rows),
            Self::Subnet(found) if found.names.is_empty() && found.launched.is_empty() => {
                quiet(say::NOTHING_THERE.in_(lang))
            }
            Self::Subnet(found) => {
                let launched = found.launched.iter().map(|it| say::gets(it, lang));
                let named = |name: &str| ctx.named.hosts.iter().any(|host| host == name);
                let mut names: Vec<_> = found.names.iter().collect();
                names.sort_by_key(|it| !named(&it.name));
                let all: Vec<String> = launched.chain(names.into_iter().map(|it| say::renamed(it, lang))).collect();
                listed(&all, rows, ctx).into_iter().map(|text| changed(&text, room, look)).collect()
            }
        }
    }

    /// Draws it under a rule of its own.
    pub fn draw(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        head(ctx, area, buf);
        let below = Rect { y: area.y + 1.min(area.height), height: area.height.saturating_sub(1), ..area };
        put_lines(buf, below, &self.lines(ctx, usize::from(area.width).max(1), usize::from(below.height)));
    }
}

/// The rule over what an edit changes.
fn head(ctx: &Ctx, area: Rect, buf: &mut Buffer) {
    let look = &ctx.look;
    let row = Rect { height: area.height.min(1), ..area };
    put(buf, row, (row.x, row.y), &look.line().repeat(usize::from(row.width)), look.style(Sign::Quiet));
    put(buf, row, (row.x + 2, row.y), &format!(" {} ", say::TITLE.in_(look.lang)), look.style(Sign::Quiet));
}

/// As many as there is room for, and how many are left out.
fn listed(all: &[String], rows: usize, ctx: &Ctx) -> Vec<String> {
    if all.len() <= rows {
        return all.to_vec();
    }
    let shown = rows.saturating_sub(1);
    let more = say::more(all.len() - shown, ctx.look.lang);
    all.iter().take(shown).cloned().chain([more]).collect()
}

fn changed(text: &str, room: usize, look: &Look) -> Line<'static> {
    let sign = Span::styled(format!("{} ", look.glyph(Sign::Changed)), look.style(Sign::Changed));
    Line::from(vec![sign, Span::raw(ellipsis(text, room.saturating_sub(2)))])
}

/// Lines about moves: for whom, then each class with its two fates.
fn routes_lines(found: &routes::Preview, ctx: &Ctx, room: usize, rows: usize) -> Vec<Line<'static>> {
    let (look, lang) = (&ctx.look, ctx.look.lang);
    let short = |subnet: SubnetId| short_name(&found.world, subnet);
    let mut lines = Vec::new();
    // What moves nothing is said last, and of several views each gets its share of the room.
    let mut views: Vec<_> = found.views.iter().collect();
    views.sort_by_key(|view| view.moves.is_empty());
    for (number, view) in views.iter().enumerate() {
        let from = view.from.iter().map(|from| say::viewpoint(from, &short, &found.world, lang));
        let from = from.collect::<Vec<_>>().join(", ");
        if view.moves.is_empty() {
            let said = format!("{from}: {}", say::NOTHING.in_(lang));
            lines.extend(wrap_text(&said, room, look.style(Sign::Quiet)));
            continue;
        }
        lines.push(Line::styled(ellipsis(&format!("{from}:"), room), look.strong()));
        let left = rows.saturating_sub(lines.len()) / (views.len() - number);
        lines.extend(moves_lines(&view.moves, ctx, &found.world, (room, left)));
    }
    if found.left_out > 0 {
        lines.push(Line::styled(say::more_subnets(found.left_out, lang), look.style(Sign::Quiet)));
    }
    lines
}

/// The moves, those that begin or cease to work first.
fn moves_lines(moves: &[Move], ctx: &Ctx, world: &World, (room, rows): (usize, usize)) -> Vec<Line<'static>> {
    const LINES: usize = 3;
    let (look, lang) = (&ctx.look, ctx.look.lang);
    let mut moves: Vec<&Move> = moves.iter().collect();
    moves.sort_by_key(|it| Reverse((it.from.works() != it.to.works(), it.addresses.count().unwrap_or(u128::MAX))));
    let shortener = Shortener::new(world);
    let name = |place: &Place| shortener.short(&path::name(world, place), zone(world, place));
    let fate = |words: &str, fate: &Fate| {
        let sign = if fate.works() { Sign::Good } else { Sign::Bad };
        let text = reach::fate(fate, &name, lang);
        Line::from(vec![
            Span::styled(format!("    {words} "), look.style(Sign::Quiet)),
            Span::styled(format!("{} ", look.glyph(sign)), look.style(sign)),
            Span::raw(ellipsis(&text, room.saturating_sub(7 + width(words)))),
        ])
    };
    let (before, after) = aligned(say::BEFORE.in_(lang), say::AFTER.in_(lang));
    let whole = rows.saturating_sub(usize::from(moves.len() * LINES > rows)) / LINES;
    let shown = whole.clamp(1, moves.len());
    let mut lines = Vec::new();
    for it in moves.iter().take(shown) {
        let class = reach::class(&it.addresses.short(), lang);
        lines.push(changed(&class, room, look));
        lines.extend([fate(&before, &it.from), fate(&after, &it.to)]);
    }
    if moves.len() > shown {
        lines.push(Line::styled(format!("  {}", say::more(moves.len() - shown, lang)), look.style(Sign::Quiet)));
    }
    lines
}

/// A subnet's name without what all share.
pub fn short_name(world: &World, subnet: SubnetId) -> String {
    let zone = world.subnets.get(subnet).map_or("", |subnet| &subnet.availability_zone);
    Shortener::new(world).short(&world.name_of(subnet), zone)
}

/// Two words, the shorter one filled up.
fn aligned(one: &str, other: &str) -> (String, String) {
    let wide = width(one).max(width(other));
    let fill = |text: &str| format!("{text}{}", " ".repeat(wide - width(text)));
    (fill(one), fill(other))
}
