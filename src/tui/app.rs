//! The model of the stage, and the one function that changes it.

use super::chrome;
use super::draw::{clear_area, put};
use super::keys::{Hint, KeyRow, ch, ctrl, find, hints};
use super::look::{Look, Sign, Theme};
use super::msg::{Effect, Msg, Tone};
use super::screens::Screen;
use super::screens::choice::Choice;
use super::screens::help::Help;
use super::screens::home::{Card, Home};
use super::view::{Ctx, Focus};
use crate::cloud::World;
use crate::lesson::{Lang, Text};
use crate::words::ui;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::{Position, Rect};
use std::time::Duration;

/// The smallest window with anything useful in it.
const SMALLEST: (u16, u16) = (20, 5);

/// Everything the stage knows.
pub struct App {
    model: Model,
    screens: Vec<Screen>,
    /// A short message, until the next key.
    message: Option<(Tone, String)>,
}

/// What all screens share.
struct Model {
    look: Look,
    course: Vec<Card>,
    /// The world where no lesson is open.
    nowhere: World,
}

impl Model {
    fn ctx(&self) -> Ctx<'_> {
        Ctx {
            look: self.look,
            focus: Focus::Here,
            course: &self.course,
            world: &self.nowhere,
            before: None,
            trace: None,
            solution: &[],
        }
    }
}

/// What a key does everywhere.
#[derive(Clone, Copy)]
enum Do {
    Help,
    Language,
    Theme,
    Quit,
}

static KEYS: &[KeyRow<Do>] = &[
    KeyRow { keys: &[ch('?')], say: ui::key::HELP, does: Do::Help },
    KeyRow { keys: &[ch('L')], say: ui::key::LANGUAGE, does: Do::Language },
    KeyRow { keys: &[ch('T')], say: ui::key::THEME, does: Do::Theme },
    KeyRow { keys: &[ctrl('q'), ctrl('c')], say: ui::key::QUIT_ANYWHERE, does: Do::Quit },
];

impl App {
    /// The stage with the list of lessons on it.
    pub fn new(look: Look, course: Vec<Card>) -> Self {
        let model = Model { look, course, nowhere: World::default() };
        Self { model, screens: vec![Screen::Home(Home::default())], message: None }
    }

    /// How everything looks now.
    pub fn look(&self) -> Look {
        self.model.look
    }

    /// Asks which language to speak: at the first start, where the machine doesn't tell.
    pub fn ask_language(&mut self) {
        let say = |text: &str| Text { ja: text.to_owned(), en: text.to_owned() };
        let to = |lang| if self.model.look.lang == lang { Vec::new() } else { vec![Msg::Language] };
        let options = vec![(say("日本語"), to(Lang::Ja)), (say("English"), to(Lang::En))];
        self.screens.push(Screen::Choice(Choice { title: say(ui::WHICH_LANGUAGE), body: say(""), options, at: 0 }));
    }

    /// What a key asks for. The uppermost screen has it first.
    pub fn key(&mut self, key: KeyEvent) -> Vec<Msg> {
        self.message = None;
        let ctx = self.model.ctx();
        let Some(top) = self.screens.last_mut() else { return vec![Msg::Quit] };
        if let Some(wanted) = top.view_mut().on_key(key, &ctx) {
            return wanted;
        }
        match find(KEYS, key) {
            Some(Do::Help) => vec![Msg::Help],
            Some(Do::Language) => vec![Msg::Language],
            Some(Do::Theme) => vec![Msg::Theme],
            Some(Do::Quit) => vec![Msg::Quit],
            None => Vec::new(),
        }
    }

    /// What pasted text asks for.
    pub fn paste(&mut self, text: &str) -> Vec<Msg> {
        self.message = None;
        let ctx = self.model.ctx();
        self.screens.last_mut().map(|top| top.view_mut().on_paste(text, &ctx)).unwrap_or_default()
    }

    /// Carries a message out. What only the outside can do is returned.
    pub fn update(&mut self, msg: Msg) -> Option<Effect> {
        match msg {
            Msg::Quit => return Some(Effect::Quit),
            Msg::Close => self.close(),
            Msg::Help => self.help(),
            Msg::Say(tone, text) => self.message = Some((tone, text)),
            Msg::Language => {
                self.model.look.lang = self.model.look.lang.other();
                return Some(Effect::Save);
            }
            Msg::Theme => {
                self.next_theme();
                return Some(Effect::Save);
            }
            _ => {}
        }
        None
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
        let look = &self.model.look;
        if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
            put(buf, area, (area.x, area.y), ui::TOO_SMALL.in_(look.lang), look.style(Sign::Changed));
            return None;
        }
        let first = self.screens.iter().rposition(|screen| !screen.floats()).unwrap_or(0);
        let mut ctx = self.model.ctx();
        let row = Rect { y: area.bottom() - 1, height: 1, ..area };
        let page = Rect { height: area.height - 1, ..area };
        for (number, screen) in self.screens.iter().enumerate().skip(first) {
            ctx.focus = if number + 1 == self.screens.len() { Focus::Here } else { Focus::Elsewhere };
            screen.view().draw(&ctx, page, buf);
        }
        let top = self.screens.last()?;
        clear_area(buf, row);
        let x = row.x + 1;
        let everywhere = hints(KEYS).into_iter().take(3);
        let shown: Vec<Hint> = top.view().keys(&ctx).into_iter().chain(everywhere).collect();
        chrome::keys(buf, row, x, &shown, look);
        if let Some((tone, text)) = &self.message {
            chrome::message(buf, page, (*tone, text), look);
        }
        top.view().cursor(&ctx, page)
    }

    fn close(&mut self) {
        if self.screens.len() > 1 {
            self.screens.pop();
        }
    }

    fn help(&mut self) {
        let ctx = self.model.ctx();
        let Some(top) = self.screens.last() else { return };
        let mut groups = top.groups(&ctx);
        groups.push((ui::EVERYWHERE, hints(KEYS)));
        self.screens.push(Screen::Help(Help { groups, scrolled: 0 }));
    }

    fn next_theme(&mut self) {
        let (theme, say) = match self.model.look.theme {
            Theme::Dark => (Theme::Light, ui::THEMES[1]),
            Theme::Light => (Theme::Plain, ui::THEMES[2]),
            Theme::Plain => (Theme::Dark, ui::THEMES[0]),
        };
        self.model.look.theme = theme;
        self.message = Some((Tone::Plain, say.in_(self.model.look.lang).to_owned()));
    }
}
