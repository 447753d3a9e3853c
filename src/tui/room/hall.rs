//! The model of the stage for a hall: one place in the script, and everything that follows from it. A
//! place alone says what is on the wall and in which world, so going anywhere is going there at once.

use super::aside::Aside;
use super::pages::{Leaf, Room, Shown, leaves};
use super::plan::Plan;
use super::script::{Act, Beat};
use super::typing;
use crate::cloud::World;
use crate::lesson::Lesson;
use crate::session::Session;
use crate::session::drill::wreck::Wreck;
use crate::tui::app;
use crate::tui::ask::Answer;
use crate::tui::film::Film;
use crate::tui::look::fit::{Change, Fit};
use crate::tui::look::{Look, Motion};
use crate::tui::msg::Tone;
use crate::tui::player::Player;
use crate::tui::shell::split_prompt;
use crate::tui::study::Study;
use crate::tui::view::{Ctx, View};
use crate::words::room as say;
use ratatui::layout::Rect;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

/// Between two pictures while something is typed.
const TICK: Duration = Duration::from_millis(33);

/// A place in the script.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The step.
    pub step: usize,
    /// The beat of it.
    pub beat: usize,
    /// The page of that.
    pub page: usize,
}

/// Everything the stage knows.
pub struct Hall {
    pub(super) fit: Fit,
    pub(super) look: Look,
    pub(super) lesson: Arc<Lesson>,
    pub(super) plan: Plan,
    pub(super) act: Act,
    pub(super) place: Place,
    /// The step that it began with.
    pub(super) first: usize,
    /// The hall's world, and what is read off it.
    pub(super) study: Study,
    pub(super) player: Player,
    /// How long the line on the wall has been typed; none once all of it stands there.
    pub(super) typing: Option<Duration>,
    /// The hands that are up for each choice, by step and question.
    pub(super) hands: BTreeMap<(usize, usize), Vec<u32>>,
    /// The choice that was counted last.
    pub(super) counted: Option<usize>,
    pub(super) over: Over,
    pub(super) aside: Option<Box<Aside>>,
    /// What was tried off the script, and what was broken there, by step: leaving it again goes on there.
    pub(super) parked: BTreeMap<usize, (Session, Vec<Wreck>)>,
    pub(super) said: Option<(Tone, String)>,
    pub(super) joining: Joining,
    /// How much longer this page stays, where the lesson goes on by itself.
    pub(super) auto: Option<Duration>,
    /// How much faster things move then.
    rate: f32,
    /// How many things were broken so far.
    pub(super) broken: usize,
    /// Where it was drawn last: pages depend on it.
    pub(super) size: Cell<Room>,
}

/// How notes join.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Joining {
    /// Whether there is somewhere to join here.
    pub here: bool,
    /// Where to join from elsewhere.
    pub elsewhere: Vec<String>,
    /// The code that lets the next one in.
    pub code: String,
    /// How many have joined.
    pub count: usize,
}

/// What lies over the wall.
pub(super) enum Over {
    Nothing,
    Keys,
    Steps(Picker),
    Map,
    Film(Box<Player>),
    Dark,
    /// Asked once whether to end.
    Quit,
}

/// The list of steps: which is chosen, and the digits typed so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Picker {
    pub at: usize,
    pub digits: String,
}

/// From where one comes to a place.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum From {
    Before,
    Behind,
}

impl Hall {
    /// The stage at a step of a lesson.
    pub fn new(fit: Fit, lesson: Arc<Lesson>, (step, minutes): (usize, Option<u32>)) -> Self {
        let look = fit.look();
        let step = step.min(lesson.steps.len() - 1);
        let act = Act::of(&lesson, step);
        let study = Study::new(act.sessions[0].clone(), look.lang);
        Self {
            fit,
            look,
            plan: Plan::of(&lesson, minutes),
            lesson,
            act,
            place: Place { step, beat: 0, page: 0 },
            first: step,
            study,
            player: Player::default(),
            typing: None,
            hands: BTreeMap::new(),
            counted: None,
            over: Over::Nothing,
            aside: None,
            parked: BTreeMap::new(),
            said: None,
            joining: Joining::default(),
            auto: None,
            rate: 1.0,
            broken: 0,
            size: Cell::new(Room { width: 76, rows: 20 }),
        }
    }

    /// Where it is.
    pub fn place(&self) -> Place {
        self.place
    }

    /// The lesson on the wall.
    pub fn lesson(&self) -> &Arc<Lesson> {
        &self.lesson
    }

    /// How everything looks now.
    pub fn look(&self) -> Look {
        self.look
    }

    /// The beat on the wall.
    pub fn beat(&self) -> Beat {
        self.act.beats[self.place.beat]
    }

    /// The session whose world the hall sees while it is on the script.
    pub fn session(&self) -> &Session {
        self.study.session()
    }

    /// Whether it is off the script.
    pub fn is_aside(&self) -> bool {
        self.aside.is_some()
    }

    /// The world off the script, while somebody is there.
    pub fn aside_world(&self) -> Option<&World> {
        Some(self.aside.as_ref()?.app.study.as_ref()?.session().world())
    }

    /// Tells the hall something.
    pub fn tell(&mut self, tone: Tone, text: String) {
        match &mut self.aside {
            Some(aside) => aside.app.tell_all(tone, text),
            None => self.said = Some((tone, text)),
        }
    }

    /// Notes how notes can join.
    pub fn set_joining(&mut self, joining: Joining) {
        self.joining = joining;
    }

    /// Shows the keys and how notes join.
    pub fn show_keys(&mut self) {
        self.over = Over::Keys;
    }

    /// Notes what the terminal answered.
    pub fn hear(&mut self, answer: Answer) {
        self.fit.hear(answer);
        self.look = self.fit.look();
    }

    /// Lets the lesson go on by itself.
    pub fn go_by_itself(&mut self) {
        self.auto = Some(self.stay());
    }

    /// The hands that are up for the choices of a question of this step.
    pub(super) fn hands(&self, ask: usize) -> &[u32] {
        self.hands.get(&(self.place.step, ask)).map_or(&[], Vec::as_slice)
    }

    /// The pages of a beat of this step.
    pub(super) fn leaves(&self, beat: Beat) -> Vec<Leaf> {
        let hands = match beat {
            Beat::Ask(ask) | Beat::Answer(ask) => self.hands(ask),
            _ => &[],
        };
        let typed = match (beat, self.typing) {
            (Beat::Line(line), Some(elapsed)) if beat == self.beat() => Some(typing::typed(self.line(line), elapsed)),
            _ => None,
        };
        leaves(&Shown { act: &self.act, beat, hands, typed }, self.size.get(), &self.look)
    }

    /// A line of the solution without its prompt.
    fn line(&self, line: usize) -> &str {
        let line = self.act.sessions[0].current().solution.get(line).map_or("", |line| line.text.as_str());
        split_prompt(line).1
    }

    /// Looks different.
    pub(super) fn adapt(&mut self, change: Change) {
        self.fit.change(change);
        self.look = self.fit.look();
        self.study.look_again(self.look.lang);
    }

    pub(super) fn step_to(&mut self, step: usize) {
        if step < self.lesson.steps.len() {
            self.go(Place { step, ..Place::default() }, From::Before);
        } else {
            self.said = Some((Tone::Plain, say::END.in_(self.look.lang).to_owned()));
        }
    }

    /// On: what moves is there at once; then the next page, beat or step.
    pub fn forward(&mut self) {
        let page = self.place.page;
        if self.typing.take().is_some() {
            return;
        }
        if matches!(self.beat(), Beat::Film(_)) && self.player.forward(self.look.motion) {
            return;
        }
        if page + 1 < self.leaves(self.beat()).len() {
            self.go(Place { page: page + 1, ..self.place }, From::Before);
        } else {
            self.next_beat();
        }
    }

    /// To the next beat, whatever of this one is left.
    pub(super) fn next_beat(&mut self) {
        let Place { step, beat, .. } = self.place;
        if beat + 1 < self.act.beats.len() {
            self.go(Place { step, beat: beat + 1, page: 0 }, From::Before);
        } else {
            self.step_to(step + 1);
        }
    }

    /// Back: to the page, beat or step before, as it was left.
    pub fn back(&mut self) {
        let Place { step, beat, page } = self.place;
        if matches!(self.beat(), Beat::Film(_)) && self.player.back() {
            return;
        }
        let last = usize::MAX;
        if page > 0 && self.typing.is_none() {
            self.go(Place { page: page - 1, ..self.place }, From::Behind);
        } else if beat > 0 {
            self.go(Place { step, beat: beat - 1, page: last }, From::Behind);
        } else if step > 0 {
            self.go(Place { step: step - 1, beat: last, page: last }, From::Behind);
        } else {
            self.said = Some((Tone::Plain, say::BEGIN.in_(self.look.lang).to_owned()));
        }
    }

    /// To a place. What lies behind the last beat or page is the last one.
    pub(super) fn go(&mut self, place: Place, from: From) {
        let same_beat = (place.step, place.beat) == (self.place.step, self.place.beat);
        if place.step != self.place.step {
            self.act = Act::of(&self.lesson, place.step);
        }
        let beat = place.beat.min(self.act.beats.len() - 1);
        self.place = Place { step: place.step, beat, page: 0 };
        self.counted = None;
        let fresh = from == From::Before && place.page == 0 && self.look.motion == Motion::Full;
        self.typing = (fresh && matches!(self.beat(), Beat::Line(_))).then_some(Duration::ZERO);
        if !same_beat {
            self.study = Study::new(self.act.session(beat).clone(), self.look.lang);
            self.put_film_in(from);
        }
        self.place.page = place.page.min(self.leaves(self.beat()).len().saturating_sub(1));
        if self.auto.is_some() {
            self.auto = Some(self.stay());
        }
    }

    fn put_film_in(&mut self, from: From) {
        let Beat::Film(source) = self.beat() else { return };
        let Some((trace, session)) = self.act.film(source) else { return };
        self.player.load(trace, session.world());
        match from {
            From::Behind => self.player.show_end(),
            From::Before if self.auto.is_some() => self.player.play(),
            From::Before => self.player.begin(self.look.motion),
        }
    }

    /// Shows the player over the wall, with the last command's way.
    pub(super) fn peek(&mut self) {
        let Some(trace) = self.study.trace().filter(|trace| trace.flights().next().is_some()) else {
            self.said = Some((Tone::Plain, say::NO_FILM.in_(self.look.lang).to_owned()));
            return;
        };
        let mut player = Player::default();
        player.load(trace, self.study.session().world());
        player.begin(self.look.motion);
        self.over = Over::Film(Box::new(player));
    }

    pub(super) fn switch_auto(&mut self) {
        self.auto = if self.auto.is_some() { None } else { Some(self.stay()) };
        let said = if self.auto.is_some() { say::AUTO_ON } else { say::AUTO_OFF };
        self.said = Some((Tone::Plain, said.in_(self.look.lang).to_owned()));
        if self.auto.is_some() && matches!(self.beat(), Beat::Film(_)) {
            self.player.play();
        }
    }

    /// How long this page stays where the lesson goes on by itself. Where what moves would take more than its
    /// share of the step's time, it moves faster.
    fn stay(&mut self) -> Duration {
        let pages = self.act.beats.iter().map(|beat| self.leaves(*beat).len().max(1)).sum();
        let moving = |beat: Beat| match beat {
            Beat::Line(line) if self.look.motion == Motion::Full => typing::length(self.line(line)),
            Beat::Film(source) => self
                .act
                .film(source)
                .map_or(Duration::ZERO, |(trace, session)| Film::new(Arc::clone(trace), session.world()).length()),
            _ => Duration::ZERO,
        };
        let all: Duration = self.act.beats.iter().map(|beat| moving(*beat)).sum();
        let here = if self.place.page == 0 { moving(self.beat()) } else { Duration::ZERO };
        let rate = self.plan.rate(self.place.step, all);
        let stay = here.div_f32(rate) + self.plan.stay(self.place.step, pages, all.div_f32(rate));
        self.rate = rate;
        stay
    }

    /// Time has passed.
    pub fn tick(&mut self, passed: Duration) {
        if let Some(aside) = &mut self.aside {
            return aside.app.tick(passed);
        }
        // What moves has its own pace; the page's time is the clock's.
        let moved = if self.auto.is_some() { passed.mul_f32(self.rate) } else { passed };
        if let Beat::Line(line) = self.beat() {
            let whole = typing::length(self.line(line));
            self.typing = self.typing.map(|elapsed| elapsed + moved).filter(|elapsed| *elapsed < whole);
        }
        if let Over::Film(player) = &mut self.over {
            player.tick(passed);
        } else if matches!(self.beat(), Beat::Film(_)) {
            self.player.tick(moved);
        }
        let Some(left) = self.auto.map(|left| left.saturating_sub(passed)) else { return };
        self.auto = Some(left);
        if left.is_zero() && matches!(self.over, Over::Nothing) {
            self.typing = None;
            if matches!(self.beat(), Beat::Film(_)) {
                self.player.show_end();
            }
            let place = self.place;
            self.forward();
            if self.place == place {
                self.auto = None;
            }
        }
    }

    /// How long nothing will change without a key.
    pub fn deadline(&self) -> Option<Duration> {
        if let Some(aside) = &self.aside {
            return aside.app.deadline();
        }
        let moves = match (&self.over, self.beat()) {
            (Over::Film(player), _) => player.deadline(),
            (Over::Dark | Over::Map | Over::Keys | Over::Steps(_), _) => None,
            (_, Beat::Film(_)) => self.player.deadline(),
            (_, Beat::Line(_)) => self.typing.map(|_| TICK),
            _ => None,
        };
        let auto = self.auto.filter(|_| matches!(self.over, Over::Nothing | Over::Quit));
        [moves, auto].into_iter().flatten().min()
    }

    /// The part of the window that is drawn on: nothing stands in the outermost cells.
    pub(super) fn inside(area: Rect) -> Rect {
        let (x, y) = (area.width.min(2), area.height.min(1));
        Rect {
            x: area.x + x,
            y: area.y + y,
            width: area.width.saturating_sub(4),
            height: area.height.saturating_sub(2),
        }
    }
}

/// What views may look at in the hall's world.
pub(super) fn context(look: Look, study: &Study) -> Ctx<'_> {
    static NOWHERE: LazyLock<World> = LazyLock::new(World::default);
    let at = study.looks_at(study.trace().map(|trace| trace.host));
    app::context(look, &[], (Some(study), at), &NOWHERE)
}
