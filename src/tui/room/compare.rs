//! What if: the script's world beside the one off the script. The same commands are run in copies of both,
//! and both maps are drawn, each compared with the other.

use super::script::Act;
use crate::cloud::World;
use crate::guest::console::Kind;
use crate::lesson::goal::Situation;
use crate::lesson::model::Question;
use crate::session::Session;
use crate::sim::Outcome;
use crate::tui::complete::machine;
use crate::tui::draw::{ellipsis, put};
use crate::tui::look::{Look, Sign};
use crate::tui::map::MapPane;
use crate::tui::shell::split_prompt;
use crate::tui::view::{Ctx, Focus, View};
use crate::words::room as say;
use crate::words::trace::outcome;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Commands that are compared, at most.
const MOST: usize = 6;
/// Columns of an outcome.
const OUTCOME: u16 = 16;

/// The same commands in two worlds.
#[derive(Debug)]
pub struct Comparison {
    rows: Vec<Row>,
    script: World,
    aside: World,
}

#[derive(Debug)]
struct Row {
    command: String,
    script: Option<Outcome>,
    aside: Option<Outcome>,
}

impl Comparison {
    /// Compares the script's session with the one off the script: by the commands that fail since
    /// something was broken, those run there, the newest first, and those of the step. None where there are no commands.
    pub fn of((script, aside): (&Session, &Session), act: &Act, fails: &[String]) -> Option<Self> {
        let mut commands: Vec<String> = fails.to_vec();
        let ran = aside.records().rev().filter(|record| matches!(record.kind, Kind::Guest(_)));
        let asked = aside.current().asks.iter().filter_map(|ask| match &ask.what {
            Question::Predict { run, .. } | Question::Foresee { run, .. } => Some(run.text.clone()),
            Question::Address { .. } | Question::Choice { .. } => None,
        });
        let typed = (0..act.sessions.len()).filter_map(|line| act.record(line));
        let typed = typed.filter(|record| matches!(record.kind, Kind::Guest(_))).map(|record| record.input.clone());
        for command in ran.map(|record| record.input.clone()).chain(typed).chain(asked) {
            if !commands.contains(&command) {
                commands.push(command);
            }
        }
        commands.truncate(MOST);
        let (one, other) = (Situation::new(script.world(), &[]), Situation::new(aside.world(), &[]));
        let row = |command: String| Row {
            script: one.run(&command).map(|trace| trace.outcome),
            aside: other.run(&command).map(|trace| trace.outcome),
            command,
        };
        let rows: Vec<Row> = commands.into_iter().map(row).collect();
        (!rows.is_empty()).then(|| Self { rows, script: script.world().clone(), aside: aside.world().clone() })
    }

    /// Draws both worlds.
    pub fn draw(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        let look = &ctx.look;
        let column = |back: u16| area.right().saturating_sub(back * OUTCOME).max(area.x);
        let [left, right] = [column(2), column(1)];
        let commands = Rect { width: left.saturating_sub(area.x), ..area };
        put(buf, commands, (area.x, area.y), say::WHAT_IF.in_(look.lang), look.strong());
        for (x, head) in [(left, say::SCRIPT), (right, say::ASIDE)] {
            let place = Rect { x, width: OUTCOME.min(area.right().saturating_sub(x)), ..area };
            put(buf, place, (x, area.y), head.in_(look.lang), look.strong());
        }
        let mut y = area.y + 1;
        for row in self.rows.iter().take(usize::from(area.height / 3).max(1)) {
            let room = usize::from(left.saturating_sub(area.x + 1));
            put(buf, area, (area.x, y), &ellipsis(&row.command, room), look.code());
            for (x, ended) in [(left, row.script), (right, row.aside)] {
                put_outcome(buf, (area, x, y), ended, look);
            }
            if row.script != row.aside {
                let mark = look.glyph(Sign::Changed);
                put(buf, area, (right.saturating_sub(2), y), mark, look.style(Sign::Changed));
            }
            y += 1;
        }
        if self.rows.iter().all(|row| row.script == row.aside) && self.script == self.aside {
            put(buf, area, (area.x, y), say::NO_DIFFERENCE.in_(look.lang), look.style(Sign::Quiet));
            y += 1;
        }
        let closes = say::CLOSE_COMPARISON.in_(look.lang);
        put(buf, area, (area.x, area.bottom().saturating_sub(1)), closes, look.style(Sign::Quiet));
        let below = Rect { y: y + 1, height: area.bottom().saturating_sub(y + 2), ..area };
        self.maps(ctx, below, buf);
    }

    /// The host of the first command that ends otherwise, else of the first: its VPC is looked at.
    fn host(&self) -> Option<&str> {
        let row = self.rows.iter().find(|row| row.script != row.aside).or(self.rows.first())?;
        split_prompt(&row.command).0
    }

    /// Both maps beside each other, where each has room; else the one off the script, with what differs.
    fn maps(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        const EACH: u16 = 56;
        let look = &ctx.look;
        let half = (area.width.saturating_sub(3)) / 2;
        let both = half >= EACH;
        let place = |x: u16, width: u16| Rect { x, width, y: area.y + 1, height: area.height.saturating_sub(1) };
        let maps = [
            (say::SCRIPT, &self.script, &self.aside, place(area.x, half)),
            (say::ASIDE, &self.aside, &self.script, place(area.x + half + 3, half)),
        ];
        let alone = [(say::ASIDE, &self.aside, &self.script, place(area.x, area.width))];
        for (head, world, before, place) in if both { &maps[..] } else { &alone[..] } {
            if place.height < 6 {
                return;
            }
            put(buf, area, (place.x, area.y), head.in_(look.lang), look.strong());
            let at = self.host().and_then(|host| machine(world, host)).or(ctx.at);
            let ctx = Ctx { world, before: Some(before), focus: Focus::Elsewhere, touches: None, at, ..*ctx };
            MapPane::default().draw(&ctx, *place, buf);
        }
    }
}

fn put_outcome(buf: &mut Buffer, (area, x, y): (Rect, u16, u16), ended: Option<Outcome>, look: &Look) {
    let (sign, words) = match ended {
        Some(Outcome::Ok) => (Sign::Good, outcome(Outcome::Ok, look.lang)),
        Some(ended) => (Sign::Bad, outcome(ended, look.lang)),
        None => (Sign::Waiting, say::NOT_THERE.in_(look.lang)),
    };
    let place = Rect { width: OUTCOME.min(area.right().saturating_sub(x)), x, ..area };
    put(buf, place, (x, y), &format!("{} {words}", look.glyph(sign)), look.style(sign));
}
