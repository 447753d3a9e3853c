//! The map's pane: which distance one looks from, and what is chosen.

use super::facts::subnets;
use super::plan::Plan;
use super::{MapInput, close, draw, region};
use crate::cloud::{SubnetId, VpcId, World};
use crate::tui::keys::{Hint, KeyRow, ch, code, find, hints};
use crate::tui::msg::Msg;
use crate::tui::scroll::Scroll;
use crate::tui::touch::Touched;
use crate::tui::view::{Ctx, Focus, View};
use crate::words::{map as say, ui};
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;

/// The pane.
#[derive(Debug, Default)]
pub struct MapPane {
    distance: Distance,
    /// The subnet that was chosen last, while it exists.
    chosen: Option<SubnetId>,
    /// How far the page of one subnet is scrolled.
    scroll: Scroll,
}

/// How much is seen at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Distance {
    /// Every VPC.
    Far,
    /// One VPC.
    #[default]
    Middle,
    /// One subnet.
    Close,
}

/// What a key does here.
#[derive(Clone, Copy)]
enum Do {
    Previous,
    Next,
    Closer,
    Farther,
    Back,
}

static KEYS: &[KeyRow<Do>] = &[
    KeyRow { keys: &[code(KeyCode::Enter), code(KeyCode::Right), ch('+')], say: say::CLOSER, does: Do::Closer },
    KeyRow { keys: &[code(KeyCode::Left), ch('-')], say: say::FARTHER, does: Do::Farther },
    KeyRow { keys: &[code(KeyCode::Down), ch('j')], say: ui::key::CHOOSE, does: Do::Next },
    KeyRow { keys: &[code(KeyCode::Up), ch('k')], say: ui::key::CHOOSE, does: Do::Previous },
];

/// Close by, Esc goes back instead of leaving the lesson.
static CLOSE: &[KeyRow<Do>] = &[
    KeyRow { keys: &[code(KeyCode::Left), code(KeyCode::Esc), ch('-')], say: say::FARTHER, does: Do::Back },
    KeyRow { keys: &[code(KeyCode::Down), ch('j')], say: ui::key::SCROLL, does: Do::Next },
    KeyRow { keys: &[code(KeyCode::Up), ch('k')], say: ui::key::SCROLL, does: Do::Previous },
];

impl MapPane {
    /// The chosen subnet, while it exists.
    fn chosen(&self, world: &World) -> Option<SubnetId> {
        self.chosen.filter(|id| world.subnets.get(*id).is_some())
    }

    fn input<'a>(&self, ctx: &Ctx<'a>) -> MapInput<'a> {
        let chosen = self.chosen(ctx.world);
        MapInput { world: ctx.world, before: ctx.before, at: ctx.at, hosts: &ctx.named.hosts, chosen }
    }

    /// The subnets one can choose from here, in order.
    fn choices(&self, ctx: &Ctx) -> Vec<SubnetId> {
        let vpcs: Vec<VpcId> = match self.distance {
            Distance::Far => ctx.world.vpcs.ids().collect(),
            Distance::Middle | Distance::Close => self.input(ctx).vpc().map(|vpc| vpc.id).into_iter().collect(),
        };
        vpcs.into_iter().flat_map(|vpc| subnets(ctx.world, vpc)).map(|subnet| subnet.id).collect()
    }

    /// Chooses the subnet `by` places on; the first key shows where the choice is.
    fn choose(&mut self, ctx: &Ctx, by: isize) {
        let choices = self.choices(ctx);
        let first = self.input(ctx).home(&choices);
        let at = self.chosen(ctx.world).and_then(|chosen| choices.iter().position(|id| *id == chosen));
        let last = choices.len().saturating_sub(1);
        let next = at.map_or(first, |at| at.saturating_add_signed(by).min(last));
        self.chosen = choices.get(next).copied();
    }

    fn closer(&mut self, ctx: &Ctx) {
        if self.chosen(ctx.world).is_none() {
            self.choose(ctx, 0);
        }
        self.distance = match self.distance {
            Distance::Far => Distance::Middle,
            Distance::Middle | Distance::Close if self.chosen.is_some() => Distance::Close,
            Distance::Middle | Distance::Close => self.distance,
        };
        self.scroll = Scroll::default();
    }
}

impl MapInput<'_> {
    /// Where a choice begins: at the learner's machine, else at the first subnet.
    fn home(&self, choices: &[SubnetId]) -> usize {
        let subnet = self.at.and_then(|id| self.world.instances.get(id)).map(|instance| instance.subnet_id);
        choices.iter().position(|id| Some(*id) == subnet).unwrap_or(0)
    }
}

impl View for MapPane {
    fn keys(&self, _ctx: &Ctx) -> Vec<Hint> {
        let rows = if self.distance == Distance::Close { CLOSE } else { KEYS };
        let farthest = self.distance == Distance::Far;
        hints(rows).into_iter().filter(|hint| !(farthest && hint.say == say::FARTHER)).collect()
    }

    fn on_key(&mut self, key: KeyEvent, ctx: &Ctx) -> Option<Vec<Msg>> {
        let rows = if self.distance == Distance::Close { CLOSE } else { KEYS };
        match (find(rows, key)?, self.distance) {
            (Do::Previous, Distance::Close) => self.scroll.up(1),
            (Do::Next, Distance::Close) => self.scroll.down(1),
            (Do::Previous, _) => self.choose(ctx, -1),
            (Do::Next, _) => self.choose(ctx, 1),
            (Do::Closer, _) => self.closer(ctx),
            (Do::Farther | Do::Back, Distance::Close) => self.distance = Distance::Middle,
            (Do::Farther | Do::Back, _) => self.distance = Distance::Far,
        }
        Some(Vec::new())
    }

    fn point_at(&mut self, part: usize, ctx: &Ctx) -> bool {
        let Some(pointed) = self.choices(ctx).get(part).copied() else { return false };
        // The first click chooses, the second goes closer.
        self.chosen.replace(pointed) == Some(pointed)
    }

    fn on_touch(&mut self, touched: Touched, ctx: &Ctx) -> Option<Vec<Msg>> {
        match touched {
            Touched::Part(part) if self.point_at(part, ctx) => self.closer(ctx),
            Touched::Part(_) => {}
            Touched::Wheel(wheel) => {
                self.on_key(code(wheel.key()).event(), ctx)?;
            }
        }
        Some(Vec::new())
    }

    fn draw(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        if area.width < 20 || area.height < 4 {
            return;
        }
        let mut input = self.input(ctx);
        let subnet = input.chosen.and_then(|id| ctx.world.subnets.get(id));
        match (self.distance, subnet) {
            (Distance::Close, Some(subnet)) => close::draw(ctx, subnet, &self.scroll, (area, buf)),
            (Distance::Far, _) => region::draw(ctx, &input, (area, buf)),
            (Distance::Middle | Distance::Close, _) => {
                let plan = Plan::new(&input, &ctx.look, area.width, area.height);
                if ctx.focus == Focus::Elsewhere {
                    input.chosen = None;
                }
                draw::draw(&plan, ctx, input.chosen, (area, buf));
            }
        }
    }
}
