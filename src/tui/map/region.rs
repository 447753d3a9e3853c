//! The map from afar: every VPC of the Region as a frame with a line for each subnet.

use super::boxes::{Addresses, blocks, kind, title, ways};
use super::draw::{frame, internet, pieces};
use super::facts::{gateways, subnets};
use super::names::Shortener;
use super::plan::{DOOR, hosts, vpc_title};
use super::{Line, MapInput};
use crate::cloud::{SubnetId, VpcId};
use crate::tui::draw::{ellipsis, put, width};
use crate::tui::look::Sign;
use crate::tui::touch::Touch;
use crate::tui::view::Ctx;
use crate::words::map as say;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The narrowest map with the Internet beside the VPCs.
const WIDE: u16 = 86;

/// A VPC and its subnets.
struct Frame {
    id: VpcId,
    subnets: Vec<SubnetId>,
    /// The number of its first subnet among those of all VPCs.
    first: usize,
}

impl Frame {
    /// Rows it takes: one for a VPC without subnets as well, and for each of its gateways.
    fn height(&self, doors: usize) -> u16 {
        u16::try_from(self.subnets.len().max(doors).max(1)).unwrap_or(u16::MAX - 2) + 2
    }
}

/// Draws all VPCs, from the one on where the chosen subnet can be seen.
pub fn draw(ctx: &Ctx, input: &MapInput<'_>, (area, buf): (Rect, &mut Buffer)) {
    let world = input.world;
    let mut frames: Vec<Frame> = Vec::new();
    let mut first = 0;
    for id in world.vpcs.ids() {
        let subnets: Vec<SubnetId> = subnets(world, id).into_iter().map(|subnet| subnet.id).collect();
        let count = subnets.len();
        frames.push(Frame { id, subnets, first });
        first += count;
    }
    let doors = |frame: &Frame| gateways(world, frame.id).count();
    let beyond = if area.width >= WIDE { DOOR + (area.width / 5).clamp(14, 34) } else { DOOR - 1 };
    let columns = area.width.saturating_sub(beyond);
    let skip = skipped(&frames, area.height, &doors, input);
    let mut y = area.y;
    for frame in frames.iter().skip(skip) {
        let height = frame.height(doors(frame)).min(area.bottom().saturating_sub(y));
        if height < 3 {
            break;
        }
        vpc(ctx, input, frame, (Rect { y, height, width: columns, ..area }, buf));
        y += height;
    }
    if frames.is_empty() {
        put(buf, area, (area.x + 1, area.y), say::NO_VPC.in_(ctx.look.lang), ctx.look.style(Sign::Quiet));
    }
    if area.width >= WIDE {
        let nowhere = input.vpc().map(|vpc| hosts(world, &ctx.look, vpc.id, input.hosts)).unwrap_or_default();
        internet(buf, (area, area.x + columns - 1 + DOOR), &nowhere, &ctx.look);
    }
}

/// How many VPCs are left out above, so that the chosen subnet's is seen.
fn skipped(frames: &[Frame], rows: u16, doors: &impl Fn(&Frame) -> usize, input: &MapInput<'_>) -> usize {
    let chosen = input.vpc().and_then(|vpc| frames.iter().position(|frame| frame.id == vpc.id)).unwrap_or(0);
    let mut used = 0;
    let fits = frames[..frames.len().min(chosen + 1)].iter().rev().take_while(|frame| {
        used += frame.height(doors(frame));
        used <= rows
    });
    (chosen + 1).saturating_sub(fits.count().max(1))
}

/// A line that is cut at `room` cells.
fn cut(line: Line, room: usize) -> Line {
    let mut left = room;
    line.into_iter()
        .map(|(sign, text)| {
            let short = ellipsis(&text, left);
            left = left.saturating_sub(width(&text));
            (sign, short)
        })
        .collect()
}

/// One VPC with its subnets and its gateways.
fn vpc(ctx: &Ctx, input: &MapInput<'_>, shown: &Frame, (area, buf): (Rect, &mut Buffer)) {
    let (world, look) = (input.world, &ctx.look);
    let Some(vpc) = world.vpcs.get(shown.id) else { return };
    frame(buf, area, &vpc_title(vpc, usize::from(area.width).saturating_sub(6)), look);
    let rows = area.y + 1..area.bottom() - 1;
    let shortener = Shortener::new(world);
    let columns = |id: &SubnetId| {
        let subnet = world.subnets.get(*id)?;
        let name = cut(title(input, look, subnet, &shortener), usize::from(area.width) * 2 / 5);
        Some((*id, [name, blocks(Some(vpc), subnet, Addresses::Short)]))
    };
    let rows_of: Vec<(SubnetId, [Line; 2])> = shown.subnets.iter().filter_map(columns).collect();
    let length = |line: &Line| line.iter().map(|(_, text)| width(text)).sum::<usize>();
    let longest = |at: usize| rows_of.iter().map(|(_, columns)| length(&columns[at])).max().unwrap_or(0);
    if rows_of.is_empty() {
        put(buf, area, (area.x + 2, area.y + 1), say::NO_SUBNET.in_(look.lang), look.style(Sign::Quiet));
    }
    for ((number, (id, columns)), y) in rows_of.iter().enumerate().zip(rows.clone()) {
        let chosen = input.chosen == Some(*id);
        let mark = if chosen { look.glyph(Sign::Focus) } else { " " };
        put(buf, area, (area.x + 1, y), mark, look.style(Sign::Changed));
        let mut line = Line::new();
        for (at, column) in columns.iter().enumerate() {
            line.extend(column.iter().cloned());
            line.push((None, " ".repeat(longest(at) - length(column) + 1)));
        }
        line.extend(world.route_table_of(*id).map(|table| ways(look, table)).unwrap_or_default());
        pieces(buf, area, (area.x + 3, y, usize::from(area.width).saturating_sub(5)), &line, look);
        ctx.touch(Rect { y, height: 1, ..area }, Touch::Part(shown.first + number));
    }
    for (target, y) in gateways(world, shown.id).zip(rows) {
        let arrow = look.glyphs.pick("├", "]");
        let open = look.glyphs.pick("┤", "[");
        let words = format!("{open}{}{arrow}", kind(target));
        let outside = Rect { width: area.width + DOOR, ..area };
        let x = put(buf, outside, (area.right() - 1, y), &words, look.style(Sign::Focus));
        let line = look.line().repeat(usize::from((area.right() - 2 + DOOR).saturating_sub(x)));
        put(buf, outside, (x, y), &format!("{line}{}", look.glyphs.pick("▶", ">")), look.style(Sign::Quiet));
    }
}
