//! The model of the stage, and the one function that changes it.

use super::chrome;
use super::copy::fit;
use super::draw::{clear_area, put};
use super::keys::{Hint, KeyRow, ch, ctrl, find, hints};
use super::look::fit::{Change, Fit};
use super::look::{Look, Sign};
use super::msg::{Effect, Msg, Tone};
use super::play::Game;
use super::screens::Screen;
use super::screens::cells::Cells;
use super::screens::choice::Choice;
use super::screens::help::Help;
use super::screens::home::{Card, Home};
use super::screens::palette::{Palette, entries};
use super::screens::problems::Problems;
use super::screens::reach::Reach;
use super::screens::results::Results;
use super::screens::settings::Settings;
use super::scroll::Scroll;
use super::study::Study;
use super::touch::{Touch, Touches};
use super::view::{Covers, Ctx, Focus, View};
use crate::cloud::{InstanceId, World};
use crate::lesson::{Lang, Text};
use crate::words::{drill, palette, settings, ui};
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::{Position, Rect};
use std::time::Duration;

/// The smallest window with anything useful in it.
const SMALLEST: (u16, u16) = (20, 5);

/// Everything the stage knows.
pub struct App {
    pub(super) look: Look,
    /// What settles the look.
    pub(super) fit: Fit,
    course: Vec<Card>,
    pub(super) screens: Vec<Screen>,
    /// The lesson under way.
    pub(super) study: Option<Study>,
    /// What is played, where it is no lesson; it is studied as one.
    pub(super) game: Option<Game>,
    /// A short message, until the next key.
    pub(super) message: Option<(Tone, String)>,
    /// The world where no lesson is open.
    nowhere: World,
}

/// What a key does everywhere.
#[derive(Clone, Copy)]
enum Do {
    Help,
    Language,
    Settings,
    Theme,
    Suspend,
    Palette,
    Copy,
    Quit,
}

static KEYS: &[KeyRow<Do>] = &[
    KeyRow { keys: &[ch('?')], say: ui::key::HELP, does: Do::Help },
    KeyRow { keys: &[ch('L')], say: ui::key::LANGUAGE, does: Do::Language },
    KeyRow { keys: &[ch('O')], say: settings::OPEN, does: Do::Settings },
    KeyRow { keys: &[ch('T')], say: ui::key::THEME, does: Do::Theme },
    KeyRow { keys: &[ctrl('z')], say: ui::key::SUSPEND, does: Do::Suspend },
    KeyRow { keys: &[ch(':'), ctrl('o')], say: palette::KEY, does: Do::Palette },
    KeyRow { keys: &[ch('y'), ctrl('y')], say: ui::key::COPY, does: Do::Copy },
    KeyRow { keys: &[ctrl('q'), ctrl('c')], say: ui::key::QUIT_ANYWHERE, does: Do::Quit },
];

impl App {
    /// The stage with the list of lessons on it.
    pub fn new(look: Look, course: Vec<Card>) -> Self {
        let (screens, fit) = (vec![Screen::Home(Home::default())], Fit::of(look));
        Self { look, fit, course, screens, study: None, game: None, message: None, nowhere: World::default() }
    }

    /// How everything looks now.
    pub fn look(&self) -> Look {
        self.look
    }

    /// The lesson under way.
    pub fn study(&self) -> Option<&Study> {
        self.study.as_ref()
    }

    /// How many screens lie on each other.
    pub fn depth(&self) -> usize {
        self.screens.len()
    }

    /// Replaces the list of lessons.
    pub fn set_course(&mut self, course: Vec<Card>) {
        self.course = course;
    }

    /// Chooses this lesson on the list.
    pub fn choose(&mut self, number: usize) {
        if let Some(Screen::Home(home)) = self.screens.first_mut() {
            home.at = number;
        }
    }

    /// Tells the learner something.
    pub fn tell_all(&mut self, tone: Tone, text: String) {
        self.message = Some((tone, text));
    }

    /// Shows what is wrong with a lesson, in place of what was shown of it before.
    pub fn show_problems(&mut self, text: String) {
        self.hide_problems();
        self.message = None;
        self.screens.push(Screen::Problems(Problems { text, scroll: Scroll::default() }));
    }

    /// Takes the page of problems away.
    pub fn hide_problems(&mut self) {
        self.screens.retain(|screen| !matches!(screen, Screen::Problems(_)));
    }

    /// Asks which language to speak: at the first start, where the machine doesn't tell.
    pub fn ask_language(&mut self) {
        let say = |text: &str| Text { ja: text.to_owned(), en: text.to_owned() };
        let options = vec![(say("日本語"), vec![Msg::Speak(Lang::Ja)]), (say("English"), vec![Msg::Speak(Lang::En)])];
        self.screens.push(Screen::Choice(Choice { title: say(ui::WHICH_LANGUAGE), body: say(""), options, at: 0 }));
    }

    /// What a key asks for. The uppermost screen has it first.
    pub fn key(&mut self, key: KeyEvent) -> Vec<Msg> {
        self.message = None;
        let (ctx, screens) = self.split();
        let Some(top) = screens.last_mut() else { return vec![Msg::Quit] };
        if let Some(wanted) = top.view_mut().on_key(key, &ctx) {
            return wanted;
        }
        match find(KEYS, key) {
            Some(Do::Help) => vec![Msg::Help],
            Some(Do::Language) => vec![Msg::Speak(self.look.lang.other())],
            Some(Do::Settings) => vec![Msg::Settings],
            Some(Do::Theme) => vec![Msg::Theme],
            Some(Do::Suspend) => vec![Msg::Suspend],
            Some(Do::Palette) => vec![Msg::Palette],
            Some(Do::Copy) => {
                vec![top.view().copies(&ctx).map_or_else(
                    || Msg::Say(Tone::Plain, ui::NOTHING_TO_COPY.in_(ctx.look.lang).to_owned()),
                    Msg::Copy,
                )]
            }
            Some(Do::Quit) => vec![Msg::Quit],
            None => Vec::new(),
        }
    }

    /// What pasted text asks for.
    pub fn paste(&mut self, text: &str) -> Vec<Msg> {
        self.message = None;
        let (ctx, screens) = self.split();
        screens.last_mut().map(|top| top.view_mut().on_paste(text, &ctx)).unwrap_or_default()
    }

    /// Carries a message out. What only the outside can do is returned.
    pub fn update(&mut self, msg: Msg) -> Option<Effect> {
        match msg {
            Msg::Quit => return Some(Effect::Quit),
            Msg::Suspend => return Some(Effect::Suspend),
            Msg::Open(number) => return Some(Effect::Load(number)),
            Msg::ForgetSurely(number) => return Some(Effect::Forget(number)),
            Msg::Close => self.close(),
            // What was recorded is written when the stage is left.
            Msg::Leave if self.is_recording() => return Some(Effect::Quit),
            Msg::Leave if self.ask_to_leave() => {}
            Msg::Leave => self.close(),
            Msg::Help => self.help(),
            Msg::Results if self.study.is_some() => self.screens.push(Screen::Results(Results::default())),
            Msg::Cells if self.study.is_some() => {
                let ctx = self.ctx();
                let cells = Cells::of(ctx.world, ctx.at);
                self.screens.push(Screen::Cells(cells));
            }
            Msg::Reach if self.study.is_some() => {
                let reach = Reach::open(&self.ctx());
                self.screens.push(Screen::Reach(reach));
            }
            Msg::ReachFrom(host) if self.study.is_some() => {
                let reach = Reach::open_from(&self.ctx(), host);
                self.screens.push(Screen::Reach(reach));
            }
            Msg::Palette => self.palette(),
            Msg::Press(key) => {
                let wanted = self.key(key.event());
                return wanted.into_iter().filter_map(|msg| self.update(msg)).last();
            }
            Msg::Forget(number) => self.ask_forget(number),
            Msg::Drills => return Some(Effect::Drills),
            Msg::Deal { seed, faults } => return Some(Effect::Deal { seed, faults }),
            Msg::GiveUp => self.give_up(),
            Msg::Sandboxes => return Some(Effect::Sandboxes),
            Msg::PlayIn { start, entry } => return Some(Effect::PlayIn { start, entry }),
            Msg::Import => self.ask_for_import(),
            Msg::ImportFrom(path) => return Some(Effect::ImportFrom(path)),
            Msg::CompletePath(path) => return Some(Effect::CompletePath(path)),
            Msg::Say(tone, text) => self.message = Some((tone, text)),
            Msg::Copy(text) => {
                let kept = fit(&text);
                let said = ui::copied(self.look.lang, kept.lines().count(), kept == text);
                self.message = Some((Tone::Good, said));
                return Some(Effect::Copy(text));
            }
            Msg::Speak(lang) => return self.adapt(Change::Lang(lang)),
            Msg::Theme => return self.next_theme(),
            Msg::Adapt(change) => return self.adapt(change),
            Msg::Settings => self.screens.push(Screen::Settings(Settings::open(self.fit.in_force()))),
            other => {
                let effect = self.learn(other);
                self.count_recording();
                return effect;
            }
        }
        None
    }

    /// What views may look at, and the screens to change.
    pub(super) fn split(&mut self) -> (Ctx<'_>, &mut Vec<Screen>) {
        let at = sits_at(&self.screens, self.study.as_ref());
        (context(self.look, &self.course, (self.study.as_ref(), at), &self.nowhere), &mut self.screens)
    }

    /// What views may look at.
    pub(super) fn ctx(&self) -> Ctx<'_> {
        let at = sits_at(&self.screens, self.study.as_ref());
        context(self.look, &self.course, (self.study.as_ref(), at), &self.nowhere)
    }

    /// Time has passed while something moved.
    pub fn tick(&mut self, passed: Duration) {
        if let Some(top) = self.screens.last_mut() {
            top.view_mut().tick(passed);
        }
    }

    /// How long nothing will change without a key.
    pub fn deadline(&self) -> Option<Duration> {
        self.screens.last()?.view().deadline()
    }

    /// Draws everything; the cursor's place, where there is one.
    pub fn draw(&self, area: Rect, buf: &mut Buffer) -> Option<Position> {
        self.paint(area, buf, None)
    }

    /// Draws everything, and notes in `touches` what can be clicked on.
    pub(super) fn paint(&self, area: Rect, buf: &mut Buffer, touches: Option<&Touches>) -> Option<Position> {
        let cursor = self.draw_screens(area, buf, touches);
        self.look.finish(buf);
        cursor
    }

    fn draw_screens(&self, area: Rect, buf: &mut Buffer, touches: Option<&Touches>) -> Option<Position> {
        let look = &self.look;
        if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
            put(buf, area, (area.x, area.y), ui::TOO_SMALL.in_(look.lang), look.style(Sign::Changed));
            return None;
        }
        let first = self.screens.iter().rposition(|screen| screen.view().covers() == Covers::All).unwrap_or(0);
        let mut ctx = self.ctx();
        let row = Rect { y: area.bottom() - 1, height: 1, ..area };
        let page = Rect { height: area.height - 1, ..area };
        for (number, screen) in self.screens.iter().enumerate().skip(first) {
            let uppermost = number + 1 == self.screens.len();
            // What lies below a window can be seen, but not used.
            ctx.focus = if uppermost { Focus::Here } else { Focus::Elsewhere };
            ctx.touches = touches.filter(|_| uppermost);
            screen.view().draw(&ctx, page, buf);
        }
        let top = self.screens.last()?;
        clear_area(buf, row);
        let everywhere = hints(KEYS).into_iter().take(3);
        let (x, shown): (u16, Vec<Hint>) = match top {
            Screen::Lesson(lesson) => {
                let mut shown = lesson.keys(&ctx);
                shown.splice(3.min(shown.len())..3.min(shown.len()), everywhere.take(1));
                (lesson.tabs(&ctx, row, buf), shown)
            }
            Screen::Home(_) => {
                // What else there is stands on the list, too: its keys come last.
                let mut shown = top.view().keys(&ctx);
                let first = shown.iter().position(|hint| hint.say == drill::OPEN);
                let ways = shown.split_off(first.unwrap_or(shown.len()));
                (row.x + 1, shown.into_iter().chain(everywhere).chain(ways).collect())
            }
            other => (row.x + 1, other.view().keys(&ctx)),
        };
        chrome::keys(buf, row, x, &shown, &ctx);
        if let Some((tone, text)) = &self.message {
            let place = chrome::message(buf, page, (*tone, text), look);
            ctx.touch(place, Touch::Pane);
        }
        top.view().cursor(&ctx, page)
    }

    /// Takes the uppermost screen away; leaving a lesson ends it, for its progress is kept.
    fn close(&mut self) {
        if self.screens.len() < 2 {
            return;
        }
        if let Some(Screen::Lesson(_)) = self.screens.pop()
            && let Some(study) = self.study.take()
        {
            self.game = None;
            let session = study.session();
            for card in self.course.iter_mut().filter(|card| card.id == session.lesson().id) {
                card.note(session);
            }
        }
    }

    fn help(&mut self) {
        let ctx = self.ctx();
        let Some(top) = self.screens.last() else { return };
        let mut groups = top.view().groups(&ctx);
        groups.push((ui::EVERYWHERE, hints(KEYS)));
        self.screens.push(Screen::Help(Help { groups, scroll: Scroll::default() }));
    }

    /// Opens the palette over what is on the screen.
    fn palette(&mut self) {
        let ctx = self.ctx();
        let Some(top) = self.screens.last().filter(|top| !matches!(top, Screen::Palette(_))) else { return };
        let everywhere = hints(KEYS).into_iter().zip(KEYS).filter_map(|(hint, row)| {
            let msg = match row.does {
                Do::Help => Msg::Help,
                Do::Theme => Msg::Theme,
                Do::Copy => Msg::Press(ctrl('y')),
                Do::Quit => Msg::Quit,
                Do::Suspend => Msg::Suspend,
                Do::Settings => Msg::Settings,
                Do::Language | Do::Palette => return None,
            };
            Some((hint, msg))
        });
        let entries = entries(&ctx, top, everywhere.collect());
        self.screens.push(Screen::Palette(Palette::new(entries)));
    }

    fn ask_forget(&mut self, number: usize) {
        let options =
            vec![(ui::RESET_NOTHING.into(), Vec::new()), (ui::RESET_LESSON.into(), vec![Msg::ForgetSurely(number)])];
        let (title, body) = (ui::RESET_TITLE.into(), ui::RESET_SURE.into());
        self.screens.push(Screen::Choice(Choice { title, body, options, at: 0 }));
    }
}

/// What views may look at.
pub(super) fn context<'a>(
    look: Look,
    course: &'a [Card],
    (study, at): (Option<&'a Study>, Option<InstanceId>),
    nowhere: &'a World,
) -> Ctx<'a> {
    let Some(study) = study else { return Ctx { course, ..Ctx::of(look, nowhere) } };
    let session = study.session();
    Ctx {
        look,
        focus: Focus::Here,
        course,
        standing: study.standing(),
        world: session.world(),
        before: Some(session.step_world()),
        trace: study.trace(),
        solution: study.solution(),
        named: study.named(),
        at,
        session: Some(session),
        why: study.diagnosis(),
        touches: None,
        pane: None,
    }
}

/// The machine the learner sits at; at none, the last one there is of those the lesson is about.
fn sits_at(screens: &[Screen], study: Option<&Study>) -> Option<InstanceId> {
    let study = study?;
    let world = study.session().world();
    study.looks_at(screens.iter().find_map(Screen::lesson).and_then(|lesson| lesson.shell.machine(world)))
}
