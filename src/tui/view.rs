//! What every screen and every pane on it can do, and what it is given to do it with.

use super::keys::{Groups, Hint, code};
use super::look::Look;
use super::msg::{Msg, Pane};
use super::screens::home::Card;
use super::story::Standing;
use super::study::Named;
use super::touch::{NOTCH, Touch, Touched, Touches};
use crate::cloud::{InstanceId, World};
use crate::session::Session;
use crate::session::help::Diagnosis;
use crate::sim::Trace;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::{Position, Rect};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

/// What a view may look at. Cheap to copy; a screen narrows it for its panes.
#[derive(Clone, Copy)]
pub struct Ctx<'a> {
    /// Language, colours, signs and motion.
    pub look: Look,
    /// Whether the keys go to this view.
    pub focus: Focus,
    /// The lessons there are.
    pub course: &'a [Card],
    /// Where the learner stands in the step.
    pub standing: &'a Standing,
    /// The world as the learner has built it so far.
    pub world: &'a World,
    /// The world when this step began; the map marks what is new since.
    pub before: Option<&'a World>,
    /// What the last guest command left; the player shows it.
    pub trace: Option<&'a Arc<Trace>>,
    /// The lines that solve this step; the console offers their forms first.
    pub solution: &'a [String],
    /// Hosts and machines that the lesson speaks of.
    pub named: &'a Named,
    /// The machine the learner sits at.
    pub at: Option<InstanceId>,
    /// The lesson under way; none on the list of lessons.
    pub session: Option<&'a Session>,
    /// Why the last command failed, where that was asked for.
    pub why: Option<&'a Diagnosis>,
    /// Where places for the mouse are noted, when somebody wants to know them.
    pub touches: Option<&'a Touches>,
    /// The pane that is being drawn, where a screen has several.
    pub pane: Option<Pane>,
}

impl<'a> Ctx<'a> {
    /// A context with nothing but a look and a world: for one view by itself.
    pub fn of(look: Look, world: &'a World) -> Self {
        static NOWHERE: LazyLock<Standing> = LazyLock::new(Standing::default);
        static NOTHING: Named = Named { hosts: Vec::new(), machines: Vec::new() };
        Self {
            look,
            focus: Focus::Here,
            course: &[],
            standing: &NOWHERE,
            world,
            before: None,
            trace: None,
            solution: &[],
            named: &NOTHING,
            at: None,
            session: None,
            why: None,
            touches: None,
            pane: None,
        }
    }

    /// Says that what is drawn in `area` can be clicked on.
    pub fn touch(&self, area: Rect, touch: Touch) {
        if let Some(touches) = self.touches {
            touches.add(area, self.pane, touch);
        }
    }
}

/// Whether the keys go to a view. One without them recedes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// The keys go here.
    Here,
    /// The keys go somewhere else.
    Elsewhere,
}

/// How much of the window a screen takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Covers {
    /// All of it.
    All,
    /// A part: what lies below can still be seen.
    Part,
}

/// A screen, or a pane of one.
pub trait View {
    /// The keys that mean something here now, for the footer and the help. The most useful come first.
    fn keys(&self, ctx: &Ctx) -> Vec<Hint>;

    /// Its keys for the page of keys, in groups under their heads; none where the footer says it all.
    fn groups(&self, _ctx: &Ctx) -> Groups {
        Vec::new()
    }

    /// Whether it fills the window, or lies over what can still be seen.
    fn covers(&self) -> Covers {
        Covers::All
    }

    /// A key. Changes only what is this view's own (a cursor, a choice); all else is asked for by
    /// messages. `None`: the key means nothing here, so somebody else may have it.
    fn on_key(&mut self, key: KeyEvent, ctx: &Ctx) -> Option<Vec<Msg>>;

    /// Moves the choice to a part that this view drew; whether it has such a part.
    fn point_at(&mut self, _part: usize, _ctx: &Ctx) -> bool {
        false
    }

    /// The mouse: a part that this view drew was clicked on, or the wheel was turned over it.
    fn on_touch(&mut self, touched: Touched, ctx: &Ctx) -> Option<Vec<Msg>> {
        touch_as_keys(self, touched, ctx)
    }

    /// Pasted text, already cut to a sane length.
    fn on_paste(&mut self, _text: &str, _ctx: &Ctx) -> Vec<Msg> {
        Vec::new()
    }

    /// What is worth copying from here now.
    fn copies(&self, _ctx: &Ctx) -> Option<String> {
        None
    }

    /// Draws into `area` and nowhere else. Any size must do, also 0x0.
    fn draw(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer);

    /// Where the terminal's cursor belongs: input methods for Japanese follow it.
    fn cursor(&self, _ctx: &Ctx, _area: Rect) -> Option<Position> {
        None
    }

    /// Time passed while something moves here.
    fn tick(&mut self, _passed: Duration) {}

    /// How long nothing will change here without a key; `None`: for ever. Only what moves may say
    /// something else, since each wake-up costs.
    fn deadline(&self) -> Option<Duration> {
        None
    }
}

/// The mouse as keys: a click moves the choice and takes it, the wheel moves it up and down.
pub fn touch_as_keys<V: View + ?Sized>(view: &mut V, touched: Touched, ctx: &Ctx) -> Option<Vec<Msg>> {
    match touched {
        Touched::Part(part) if view.point_at(part, ctx) => view.on_key(code(KeyCode::Enter).event(), ctx),
        Touched::Part(_) => None,
        Touched::Wheel(wheel) => {
            let asked = (0..NOTCH).filter_map(|_| view.on_key(code(wheel.key()).event(), ctx));
            Some(asked.flatten().collect())
        }
    }
}
