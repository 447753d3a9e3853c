//! The model of the stage for a hall: one place in the script, and everything that follows from it. A
//! place alone says what is on the wall and in which world, so going anywhere is going there at once.

use super::aside::Aside;
use super::keys::{self, Do, Hand, KEYS};
use super::pages::{Leaf, Room, Shown, leaves};
use super::plan::Plan;
use super::script::{Act, Beat};
use super::typing;
use super::wire::Wish;
use crate::cloud::World;
use crate::lesson::Lesson;
use crate::tui::app;
use crate::tui::ask::Answer;
use crate::tui::keys::find;
use crate::tui::look::fit::{Change, Fit};
use crate::tui::look::{Look, Motion};
use crate::tui::msg::{Effect, Tone};
use crate::tui::player::Player;
use crate::tui::study::Study;
use crate::tui::view::{Ctx, View};
use crate::words::room as say;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
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
    /// The hall's world, and what is read off it.
    pub(super) study: Study,
    pub(super) player: Player,
    /// How long the line on the wall has been typed; none once all of it stands there.
    typing: Option<Duration>,
    /// The hands that are up for each choice, by step and question.
    hands: BTreeMap<(usize, usize), Vec<u32>>,
    /// The choice that was counted last.
    counted: Option<usize>,
    pub(super) over: Over,
    pub(super) aside: Option<Box<Aside>>,
    pub(super) said: Option<(Tone, String)>,
    pub(super) joining: Joining,
    /// How much longer this page stays, where the lesson goes on by itself.
    auto: Option<Duration>,
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
enum From {
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
            study,
            player: Player::default(),
            typing: None,
            hands: BTreeMap::new(),
            counted: None,
            over: Over::Nothing,
            aside: None,
            said: None,
            joining: Joining::default(),
            auto: None,
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
    pub fn session(&self) -> &crate::session::Session {
        self.study.session()
    }

    /// Whether it is off the script.
    pub fn is_aside(&self) -> bool {
        self.aside.is_some()
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
        crate::tui::shell::split_prompt(line).1
    }

    /// A key; what only the outside can do is returned.
    pub fn key(&mut self, key: KeyEvent) -> Option<Effect> {
        if self.aside.is_some() {
            return self.key_aside(key);
        }
        let sure = matches!(self.over, Over::Quit);
        if !matches!(self.over, Over::Quit) && self.key_over(key) {
            return None;
        }
        self.said = None;
        if sure {
            self.over = Over::Nothing;
        }
        let does = find(KEYS, key);
        match (self.beat(), keys::hand(key)) {
            (Beat::Ask(ask) | Beat::Answer(ask), Some(hand)) => self.count(ask, hand),
            (Beat::Film(_), _) if self.film_has(key, does) => {}
            _ => return self.carry_out(does?, sure),
        }
        None
    }

    /// Keys of the player that don't lead through the script.
    fn film_has(&mut self, key: KeyEvent, does: Option<Do>) -> bool {
        let own =
            matches!(key.code, KeyCode::Char('+' | '-' | '=' | 'd' | ',' | 'o' | 'l')) && key.modifiers.is_empty();
        let key = match does {
            Some(Do::Play) => KeyEvent::from(KeyCode::Char(' ')),
            _ if own => key,
            _ => return false,
        };
        let ctx = context(self.look, &self.study);
        self.player.on_key(key, &ctx);
        true
    }

    /// What lies over the wall has a key first; whether it took it.
    fn key_over(&mut self, key: KeyEvent) -> bool {
        let leaves = matches!(key.code, KeyCode::Esc | KeyCode::Char('q'));
        match &mut self.over {
            Over::Nothing | Over::Quit => return false,
            Over::Dark => self.over = Over::Nothing,
            Over::Keys => {
                self.over = Over::Nothing;
                // The page of keys is no place of its own: a key that is on it works.
                return leaves || key.code == KeyCode::Char('?');
            }
            Over::Map if leaves || matches!(key.code, KeyCode::Char('m' | ' ')) => self.over = Over::Nothing,
            Over::Film(_) if leaves || key.code == KeyCode::Char('v') => self.over = Over::Nothing,
            Over::Film(player) => {
                let ctx = context(self.look, &self.study);
                player.on_key(key, &ctx);
            }
            Over::Map => return false,
            Over::Steps(_) => self.pick(key),
        }
        true
    }

    fn pick(&mut self, key: KeyEvent) {
        let last = self.lesson.steps.len() - 1;
        let Over::Steps(picker) = &mut self.over else { return };
        match key.code {
            KeyCode::Up | KeyCode::Char('k' | 'p') => picker.at = picker.at.saturating_sub(1),
            KeyCode::Down | KeyCode::Char('j' | 'n') => picker.at = (picker.at + 1).min(last),
            KeyCode::PageUp => picker.at = picker.at.saturating_sub(8),
            KeyCode::PageDown => picker.at = (picker.at + 8).min(last),
            KeyCode::Home => picker.at = 0,
            KeyCode::End => picker.at = last,
            KeyCode::Backspace => drop(picker.digits.pop()),
            KeyCode::Char(digit) if digit.is_ascii_digit() && picker.digits.len() < 3 => {
                picker.digits.push(digit);
                if let Ok(number @ 1..) = picker.digits.parse::<usize>() {
                    picker.at = (number - 1).min(last);
                }
            }
            KeyCode::Enter | KeyCode::Char(' ') => {
                let at = picker.at;
                self.over = Over::Nothing;
                self.go(Place { step: at, ..Place::default() }, From::Before);
            }
            KeyCode::Esc | KeyCode::Char('g' | 'q') => self.over = Over::Nothing,
            _ => {}
        }
    }

    fn carry_out(&mut self, does: Do, sure: bool) -> Option<Effect> {
        match does {
            Do::Forward => self.forward(),
            Do::Back => self.back(),
            Do::NextStep => self.step_to(self.place.step + 1),
            Do::PreviousStep => match (self.place.step, self.place.beat + self.place.page) {
                (0, 0) => self.said = Some((Tone::Plain, say::BEGIN.in_(self.look.lang).to_owned())),
                // To the beginning of this step first, as players of music do it.
                (step, 0) => self.step_to(step - 1),
                (step, _) => self.step_to(step),
            },
            Do::Steps => self.over = Over::Steps(Picker { at: self.place.step, digits: String::new() }),
            Do::Map => self.over = Over::Map,
            Do::Film => self.peek(),
            Do::Play => self.forward(),
            Do::Leave => self.leave(),
            Do::Break => {
                self.leave();
                self.break_something();
            }
            Do::WhatIf => {
                self.leave();
                self.compare();
            }
            Do::Less => self.count_less(),
            Do::Auto => self.switch_auto(),
            Do::Blank => self.over = Over::Dark,
            Do::Help => self.over = Over::Keys,
            Do::Language => self.adapt(Change::Lang(self.look.lang.other())),
            Do::Theme => self.adapt(Change::Theme(Some(self.look.theme.next()))),
            Do::Suspend => return Some(Effect::Suspend),
            Do::QuitNow => return Some(Effect::Quit),
            Do::Quit if sure => return Some(Effect::Quit),
            Do::Quit => {
                self.said = Some((Tone::Plain, say::QUIT_SURE.in_(self.look.lang).to_owned()));
                self.over = Over::Quit;
            }
        }
        None
    }

    /// What somebody with notes asks for.
    pub fn wish(&mut self, wish: Wish) {
        self.said = None;
        if self.aside.is_some() {
            match wish {
                Wish::Return => self.come_back(),
                _ => return,
            }
        }
        self.over = Over::Nothing;
        match wish {
            Wish::Forward => self.forward(),
            Wish::Back => self.back(),
            Wish::NextStep => self.step_to(self.place.step + 1),
            Wish::PreviousStep => self.step_to(self.place.step.saturating_sub(1)),
            Wish::Step(step) if step < self.lesson.steps.len() => self.step_to(step),
            Wish::Step(_) | Wish::Return => {}
        }
    }

    /// Looks different.
    pub(super) fn adapt(&mut self, change: Change) {
        self.fit.change(change);
        self.look = self.fit.look();
        self.study.look_again(self.look.lang);
    }

    fn step_to(&mut self, step: usize) {
        if step < self.lesson.steps.len() {
            self.go(Place { step, ..Place::default() }, From::Before);
        } else {
            self.said = Some((Tone::Plain, say::END.in_(self.look.lang).to_owned()));
        }
    }

    /// On: what moves is there at once; then the next page, beat or step.
    pub fn forward(&mut self) {
        let Place { step, beat, page } = self.place;
        if self.typing.take().is_some() {
            return;
        }
        if matches!(self.beat(), Beat::Film(_)) && self.player.forward(self.look.motion) {
            return;
        }
        if page + 1 < self.leaves(self.beat()).len() {
            self.go(Place { page: page + 1, ..self.place }, From::Before);
        } else if beat + 1 < self.act.beats.len() {
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
    fn go(&mut self, place: Place, from: From) {
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
    fn peek(&mut self) {
        let Some(trace) = self.study.trace().filter(|trace| trace.flights().next().is_some()) else {
            self.said = Some((Tone::Plain, say::NO_FILM.in_(self.look.lang).to_owned()));
            return;
        };
        let mut player = Player::default();
        player.load(trace, self.study.session().world());
        player.begin(self.look.motion);
        self.over = Over::Film(Box::new(player));
    }

    fn count(&mut self, ask: usize, hand: Hand) {
        let (Hand::Up(at) | Hand::Down(at)) = hand;
        let (_, choices) = crate::tui::standing::question(&self.session().current().asks[ask], self.look.lang);
        if at >= choices.len() {
            return;
        }
        let hands = self.hands.entry((self.place.step, ask)).or_insert_with(|| vec![0; choices.len()]);
        match hand {
            Hand::Up(_) => {
                hands[at] = (hands[at] + 1).min(9999);
                self.counted = Some(at);
            }
            Hand::Down(_) => hands[at] = hands[at].saturating_sub(1),
        }
    }

    fn count_less(&mut self) {
        if let (Beat::Ask(ask) | Beat::Answer(ask), Some(at)) = (self.beat(), self.counted) {
            self.count(ask, Hand::Down(at));
        }
    }

    fn switch_auto(&mut self) {
        self.auto = if self.auto.is_some() { None } else { Some(self.stay()) };
        let said = if self.auto.is_some() { say::AUTO_ON } else { say::AUTO_OFF };
        self.said = Some((Tone::Plain, said.in_(self.look.lang).to_owned()));
        if self.auto.is_some() && matches!(self.beat(), Beat::Film(_)) {
            self.player.play();
        }
    }

    /// How long this page stays where the lesson goes on by itself.
    fn stay(&self) -> Duration {
        let pages = self.act.beats.iter().map(|beat| self.leaves(*beat).len().max(1)).sum();
        let moving = |beat: Beat| match beat {
            Beat::Line(line) if self.look.motion == Motion::Full => typing::length(self.line(line)),
            Beat::Film(source) => self.act.film(source).map_or(Duration::ZERO, |(trace, session)| {
                crate::tui::film::Film::new(Arc::clone(trace), session.world()).length()
            }),
            _ => Duration::ZERO,
        };
        let all = self.act.beats.iter().map(|beat| moving(*beat)).sum();
        let here = if self.place.page == 0 { moving(self.beat()) } else { Duration::ZERO };
        here + self.plan.stay(self.place.step, pages, all)
    }

    /// Time has passed.
    pub fn tick(&mut self, passed: Duration) {
        if let Some(aside) = &mut self.aside {
            return aside.app.tick(passed);
        }
        if let Beat::Line(line) = self.beat() {
            let whole = typing::length(self.line(line));
            self.typing = self.typing.map(|elapsed| elapsed + passed).filter(|elapsed| *elapsed < whole);
        }
        if let Over::Film(player) = &mut self.over {
            player.tick(passed);
        } else if matches!(self.beat(), Beat::Film(_)) {
            self.player.tick(passed);
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
