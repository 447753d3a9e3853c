//! The route-table editor as it is seen.

use super::draft::{Draft, On};
use super::tables::{rules, subnets_of, tables, targets};
use super::{ADD, DESTINATION, Doing, LIST, LOOKING, OPENER, RouteEditor, SAVE, SUBNET, TARGET};
use crate::cloud::route_table::{RouteState, RouteTable, Target};
use crate::cloud::{Kind, tag};
use crate::net::Family;
use crate::tui::chrome;
use crate::tui::console::form::{Worth, problem_lines};
use crate::tui::console::preview::{Found, short_name};
use crate::tui::draw::{ellipsis, pad, put, put_lines, width};
use crate::tui::keys::{ch, code, hints};
use crate::tui::look::Sign;
use crate::tui::map::names::Shortener;
use crate::tui::touch::Touch;
use crate::tui::view::{Ctx, Focus};
use crate::tui::wrap::{wrap_command, wrap_text};
use crate::words::address::{Purpose, spell};
use crate::words::trace::Names;
use crate::words::{console as say, resource};
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};

/// Rows of what an edit changes that are worth keeping free for it.
const PREVIEW: u16 = 7;
/// Rows of a list, at most.
const LISTED: u16 = 8;
/// Cells of the destination's text.
const TEXT: usize = 30;

/// What is left of an area behind its first rows.
fn behind(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect { y: area.y + rows, height: area.height - rows, ..area }
}

impl RouteEditor {
    /// Draws the editor.
    pub fn draw(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        let look = &ctx.look;
        let Some(table) = self.table(ctx.world) else {
            put(buf, area, (area.x, area.y), say::NO_TABLES.in_(look.lang), look.style(Sign::Quiet));
            return;
        };
        self.head(ctx, table, area, buf);
        let rest = behind(area, 3);
        let used = match &self.doing {
            Doing::Writing(draft) => self.draft(ctx, (table, draft), rest, buf),
            Doing::Associating(at) => subnets(ctx, (table, *at), rest, buf),
            Doing::Looking | Doing::Deleting(_) => self.routes(ctx, table, rest, buf),
        };
        self.consequences(ctx, table, behind(rest, used), buf);
        if let Doing::Writing(draft) = &self.doing
            && let Some(list) = &draft.list
        {
            let below = behind(rest, 1);
            let x = 2.min(below.width);
            let height = below.height.min(LISTED);
            list.draw(ctx, Rect { x: below.x + x, width: below.width - x, height, ..below }, buf, LIST);
        }
    }

    /// The table's name between its neighbours, and what it rules.
    fn head(&self, ctx: &Ctx, table: &RouteTable, area: Rect, buf: &mut Buffer) {
        let look = &ctx.look;
        let tables = tables(ctx.world);
        let at = tables.iter().position(|other| other.id == table.id).unwrap_or(0);
        let name = tag::name(&table.tags).map_or_else(|| table.id.to_string(), str::to_owned);
        let row = Rect { height: area.height.min(1), ..area };
        let (left, right) = look.glyphs.pick(("‹ ", " ›"), ("< ", " >"));
        let x = put(buf, row, (row.x, row.y), left, look.style(Sign::Focus));
        ctx.touch(Rect { width: 2.min(row.width), ..row }, Touch::Key(code(KeyCode::Left)));
        let x = put(buf, row, (x, row.y), &name, look.strong());
        let from = x;
        let x = put(buf, row, (x, row.y), right, look.style(Sign::Focus));
        ctx.touch(Rect { x: from, width: x - from, ..row }, Touch::Key(code(KeyCode::Right)));
        put(buf, row, (x + 2, row.y), &format!("{}/{}", at + 1, tables.len()), look.style(Sign::Quiet));
        let rules = rules(ctx.world, table, &|id| short_name(ctx.world, id), look.lang);
        let row = Rect { height: area.height.saturating_sub(1).min(1), y: area.y + 1, ..area };
        put(buf, row, (row.x + 2, row.y), &ellipsis(&rules, usize::from(row.width)), look.style(Sign::Quiet));
        ctx.touch(row, Touch::Key(ch('s')));
    }

    /// The table's routes; the rows they took.
    fn routes(&self, ctx: &Ctx, table: &RouteTable, area: Rect, buf: &mut Buffer) -> u16 {
        let look = &ctx.look;
        let widths = columns(area.width);
        let heads = [say::DESTINATION, say::TARGET, say::STATE].map(|words| words.in_(look.lang));
        let head = format!("  {} {} {}", pad(heads[0], widths.0), pad(heads[1], widths.1), heads[2]);
        put(buf, area, (area.x, area.y), &ellipsis(&head, usize::from(area.width)), look.style(Sign::Quiet));
        let list = behind(area, 1);
        let count = table.routes.len() + 1;
        let reserved = if matches!(self.doing, Doing::Deleting(_)) { PREVIEW.min(list.height / 2) } else { 0 };
        let height = usize::from(list.height - reserved).min(count);
        let first = (self.route + 1).saturating_sub(height);
        for (index, y) in (first..count.min(first + height)).zip(list.top()..list.bottom()) {
            self.route(ctx, (table, index), (list, y), buf);
        }
        let used = 1 + u16::try_from(height).unwrap_or(0);
        if let (Doing::Looking, true) = (&self.doing, area.height > used + 1) {
            let row = Rect { height: 1, ..behind(area, used + 1) };
            chrome::keys(buf, row, row.x + 2, &hints(LOOKING), ctx);
        }
        used
    }

    /// One route, or the row that adds one.
    fn route(&self, ctx: &Ctx, (table, index): (&RouteTable, usize), (area, y): (Rect, u16), buf: &mut Buffer) {
        let look = &ctx.look;
        let here = index == self.route;
        let mark = if here { look.glyph(Sign::Focus) } else { " " };
        let x = put(buf, area, (area.x, y), &format!("{mark} "), look.style(Sign::Focus));
        let bright = |style: Style| {
            if here && ctx.focus == Focus::Here { style.add_modifier(Modifier::REVERSED) } else { style }
        };
        let row = Rect { y, height: 1, ..area };
        let Some(route) = table.routes.get(index) else {
            put(buf, area, (x, y), &format!("+ {}", say::ADD.in_(look.lang)), bright(look.style(Sign::Focus)));
            ctx.touch(row, Touch::Part(ADD));
            return;
        };
        ctx.touch(row, Touch::Part(index));
        let widths = columns(area.width);
        let sign = if Family::from(route.destination.addr()) == Family::Ipv6 { Sign::Ipv6 } else { Sign::Ipv4 };
        let x = put(buf, area, (x, y), &pad(&route.destination.to_string(), widths.0), bright(look.style(sign)));
        let target = Names { world: ctx.world }.target(route.target, look.lang);
        let x = put(buf, area, (x, y), &format!(" {} ", pad(&target, widths.1)), Style::new());
        let (words, sign) = match ctx.world.route_state(table.vpc_id, route.target) {
            RouteState::Active => ("active", Sign::Quiet),
            RouteState::Blackhole => ("blackhole", Sign::Bad),
        };
        put(buf, area, (x, y), words, look.style(sign));
    }

    /// The route being written: destination, what is wrong with it, targets, buttons; the rows it took.
    fn draft(&self, ctx: &Ctx, (table, draft): (&RouteTable, &Draft), area: Rect, buf: &mut Buffer) -> u16 {
        let look = &ctx.look;
        let refused = self.found(ctx, table).and_then(|found| found.refusal(ctx));
        destination(ctx, draft, area, buf);
        let mut used = 1;
        let room = usize::from(area.width.saturating_sub(4)).max(1);
        let here = draft.on == On::Destination;
        let own = draft.problem(ctx);
        let lines = match (&own, &refused) {
            (Some(problem), None) if problem.worth != Worth::Empty => {
                let sign = match problem.worth {
                    Worth::Note => Sign::Changed,
                    _ if here => Sign::Waiting,
                    _ => Sign::Bad,
                };
                problem_lines(problem.own.as_deref(), None, sign, (room, look))
            }
            (_, Some((ec2, own))) => problem_lines(own.as_deref(), Some(ec2), Sign::Bad, (room, look)),
            _ => match spell(draft.text(), Purpose::Other, ctx.world, look.lang) {
                Some(spelled) => wrap_text(&spelled, room, look.remark()).into_iter().take(2).collect(),
                None => Vec::new(),
            },
        };
        put_lines(buf, indented(behind(area, used)), &lines);
        used += u16::try_from(lines.len()).unwrap_or(0);
        used += self.targets(ctx, (table, draft), behind(area, used), buf);
        let row = Rect { height: 1.min(behind(area, used).height), ..behind(area, used) };
        buttons(ctx, row, buf);
        used + 1
    }

    /// The targets; the rows they took.
    fn targets(&self, ctx: &Ctx, (table, draft): (&RouteTable, &Draft), area: Rect, buf: &mut Buffer) -> u16 {
        let look = &ctx.look;
        let sign = if draft.on == On::Target { Sign::Focus } else { Sign::Quiet };
        put(buf, area, (area.x, area.y), say::TARGET.in_(look.lang), look.style(sign));
        let list = behind(area, 1);
        let all = targets(ctx.world, table);
        let height = usize::from(list.height.saturating_sub(PREVIEW + 1)).clamp(1, all.len().max(1));
        let first = (draft.target + 1).saturating_sub(height);
        let rows = all.iter().enumerate().skip(first).take(height);
        for ((index, target), y) in rows.zip(list.top()..list.bottom()) {
            let chosen = index == draft.target;
            let mark = if chosen { look.glyph(Sign::Focus) } else { " " };
            let bright = chosen && draft.on == On::Target && ctx.focus == Focus::Here;
            let style = if chosen { look.strong() } else { Style::new() };
            let style = if bright { style.add_modifier(Modifier::REVERSED) } else { style };
            let x = put(buf, list, (list.x + 2, y), &format!("{mark} "), look.style(Sign::Focus));
            let x = put(buf, list, (x, y), &Names { world: ctx.world }.target(*target, look.lang), style);
            let left = usize::from(list.right().saturating_sub(x + 2));
            put(buf, list, (x + 2, y), &ellipsis(&facts(*target, ctx), left), look.style(Sign::Quiet));
            ctx.touch(Rect { y, height: 1, ..list }, Touch::Part(TARGET + index));
        }
        1 + u16::try_from(height).unwrap_or(0)
    }

    /// What the edit under way would change, found out once.
    fn found(&self, ctx: &Ctx, table: &RouteTable) -> Option<std::rc::Rc<Found>> {
        let (line, subnets) = self.pending(table, ctx)?;
        self.live.routes(ctx, &line, &subnets)
    }

    /// What the edit under way would change, and at the bottom its line.
    fn consequences(&self, ctx: &Ctx, table: &RouteTable, area: Rect, buf: &mut Buffer) {
        let look = &ctx.look;
        let Some((line, _)) = self.pending(table, ctx) else { return };
        let mut lines = wrap_command(&line, usize::from(area.width).max(1), look.style(Sign::Ipv6));
        lines.truncate(4);
        if let Doing::Deleting(_) = self.doing {
            let ask =
                wrap_text(say::DELETE_ROUTE.in_(look.lang), usize::from(area.width).max(1), look.style(Sign::Changed));
            lines.splice(0..0, ask);
        }
        let tall = u16::try_from(lines.len()).unwrap_or(0).min(area.height);
        let upper = Rect { height: area.height - tall, ..area };
        if let Some(found) = self.found(ctx, table) {
            found.draw(ctx, upper, buf);
        }
        put_lines(buf, Rect { y: area.y + upper.height, height: tall, ..area }, &lines);
    }

    /// Where the terminal's cursor belongs: in the destination being typed.
    pub fn cursor(&self, ctx: &Ctx, area: Rect) -> Option<Position> {
        let Doing::Writing(draft) = &self.doing else { return None };
        if draft.on == On::Target {
            return None;
        }
        let label = u16::try_from(label_width(ctx)).ok()?;
        let (x, y) = (area.x.checked_add(label)?, area.y.checked_add(3)?);
        let cells = text_width(area, label);
        let before = draft.destination.visual_cursor().checked_sub(draft.destination.visual_scroll(cells))?;
        let position = Position { x: x.checked_add(u16::try_from(before).ok()?)?, y };
        area.contains(position).then_some(position)
    }
}

fn label_width(ctx: &Ctx) -> usize {
    width(say::DESTINATION.in_(ctx.look.lang)) + 3
}

fn text_width(area: Rect, label: u16) -> usize {
    TEXT.min(usize::from(area.width.saturating_sub(label)))
}

fn indented(area: Rect) -> Rect {
    let x = 4.min(area.width);
    Rect { x: area.x + x, width: area.width - x, ..area }
}

/// The destination's text.
fn destination(ctx: &Ctx, draft: &Draft, area: Rect, buf: &mut Buffer) {
    let look = &ctx.look;
    let here = draft.on == On::Destination;
    let sign = if here { Sign::Focus } else { Sign::Quiet };
    let row = Rect { height: area.height.min(1), ..area };
    let x = put(buf, row, (row.x, row.y), say::DESTINATION.in_(look.lang), look.style(sign));
    let opener = if draft.existing.is_none() { look.glyphs.pick("↓", "v") } else { " " };
    put(buf, row, (x + 1, row.y), opener, look.style(Sign::Quiet));
    let opener = Rect { x: x + 1, width: 2.min(row.right().saturating_sub(x + 1)), ..row };
    let x = x + 3;
    let cells = text_width(row, u16::try_from(label_width(ctx)).unwrap_or(0));
    let bright = here && ctx.focus == Focus::Here;
    let style = if bright { look.strong().add_modifier(Modifier::REVERSED) } else { look.code() };
    let scroll = if here { draft.destination.visual_scroll(cells) } else { 0 };
    let shown: String = draft.destination.value().chars().skip(scroll).collect();
    put(buf, row, (x, row.y), &pad(&shown, cells), style);
    ctx.touch(row, Touch::Part(DESTINATION));
    ctx.touch(opener, Touch::Part(OPENER));
}

/// What one would want to know of a target.
fn facts(target: Target, ctx: &Ctx) -> String {
    let (kind, id) = match target {
        Target::Local => return String::new(),
        Target::InternetGateway(id) => (Kind::InternetGateway, id.to_string()),
        Target::EgressOnlyInternetGateway(id) => (Kind::EgressOnlyInternetGateway, id.to_string()),
        Target::NatGateway(id) => (Kind::NatGateway, id.to_string()),
        Target::Instance(id, _) => (Kind::Instance, id.to_string()),
        Target::NetworkInterface(id) => (Kind::NetworkInterface, id.to_string()),
    };
    resource::facts(kind, &id, ctx.world, ctx.look.lang)
}

fn buttons(ctx: &Ctx, row: Rect, buf: &mut Buffer) {
    let look = &ctx.look;
    let mut x = row.x + 2;
    for (words, key, style) in
        [(say::SAVE_IT, SAVE, look.strong()), (say::CLOSE, code(KeyCode::Esc), look.style(Sign::Quiet))]
    {
        let from = x;
        x = put(buf, row, (from, row.y), &format!("[ {} ]", words.in_(look.lang)), style);
        ctx.touch(Rect { x: from, width: x.saturating_sub(from), ..row }, Touch::Key(key));
        x += 2;
    }
}

/// The subnets of the table's VPC, each with the table that rules it; the rows they took.
fn subnets(ctx: &Ctx, (table, at): (&RouteTable, usize), area: Rect, buf: &mut Buffer) -> u16 {
    let look = &ctx.look;
    put(buf, area, (area.x, area.y), say::ASSOCIATE_WHICH.in_(look.lang), look.style(Sign::Focus));
    let list = behind(area, 1);
    let subnets = subnets_of(ctx.world, table);
    let height = usize::from(list.height.saturating_sub(PREVIEW)).clamp(1, subnets.len().max(1));
    let first = (at + 1).saturating_sub(height);
    let shortener = Shortener::new(ctx.world);
    let column = subnets.iter().map(|id| width(&short_name(ctx.world, *id))).max().unwrap_or(0);
    for ((index, subnet), y) in subnets.iter().enumerate().skip(first).take(height).zip(list.top()..list.bottom()) {
        let chosen = index == at;
        let mark = if chosen { look.glyph(Sign::Focus) } else { " " };
        let style = if chosen && ctx.focus == Focus::Here { look.chosen() } else { Style::new() };
        let x = put(buf, list, (list.x, y), &format!("{mark} "), look.style(Sign::Focus));
        let x = put(buf, list, (x, y), &pad(&short_name(ctx.world, *subnet), column), style);
        let ruling = ctx.world.route_table_of(*subnet);
        let name = ruling.map(|table| shortener.short(&ctx.world.name_of(table.id), "")).unwrap_or_default();
        let own = ruling.is_some_and(|it| it.id == table.id);
        let sign = if own { Sign::Good } else { Sign::Quiet };
        let follows = ruling.is_some_and(|it| !it.is_associated_with(*subnet));
        let main = if follows { format!(" ({})", say::MAIN.in_(look.lang)) } else { String::new() };
        put(buf, list, (x + 2, y), &format!("{} {name}{main}", look.glyph(sign)), look.style(sign));
        ctx.touch(Rect { y, height: 1, ..list }, Touch::Part(SUBNET + index));
    }
    1 + u16::try_from(height).unwrap_or(0)
}

/// Cells for destination and target.
fn columns(width: u16) -> (usize, usize) {
    let width = usize::from(width);
    let destination = 22.min(width / 3);
    (destination, width.saturating_sub(destination + 14).clamp(8, 70))
}
