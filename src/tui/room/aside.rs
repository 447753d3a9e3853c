//! Off the script: the learner's whole workspace, on a copy of the hall's session. Whatever happens there,
//! the script stays where it is; coming back is forgetting the copy.

use super::compare::Comparison;
use super::hall::{Hall, Over};
use super::keys::{self, ASIDE};
use crate::session::drill::wreck::{Wreck, wreck};
use crate::tui::app::App;
use crate::tui::keys::find;
use crate::tui::msg::{Effect, Msg, Pane, Tone};
use crate::tui::screens::Screen;
use crate::words::room as say;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Rect;

/// What is off the script.
pub struct Aside {
    /// The learner's workspace.
    pub(super) app: App,
    /// What was broken, the newest first.
    pub(super) wrecks: Vec<Wreck>,
    /// What it was entered for.
    entered: Entered,
    /// Both worlds side by side, while they are compared.
    pub(super) comparison: Option<Comparison>,
}

/// What the script was left for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Entered {
    ToWork,
    /// Only to see both worlds: closing them leads back to the script.
    ToCompare,
}

impl App {
    /// Whether a text is being typed, so that letters are no keys.
    fn is_typing(&mut self) -> bool {
        let (ctx, screens) = self.split();
        screens.last().is_some_and(|top| top.view().cursor(&ctx, Rect::new(0, 0, 80, 23)).is_some())
    }

    /// Whether Esc would lead nowhere from here.
    fn is_at_the_top(&self) -> bool {
        matches!(self.screens.last(), Some(Screen::Lesson(lesson)) if lesson.pane() == Pane::Text)
    }

    /// Breaks something without showing how.
    fn wreck(&mut self, wreck: &Wreck) {
        let lang = self.look.lang;
        let Some(study) = &mut self.study else { return };
        for line in &wreck.lines {
            // What was tried on a copy works here too.
            let _ = study.change(lang, |session| session.exec(line));
        }
    }
}

impl Hall {
    /// Leaves the script: to where it was left before in this step, else with a copy of its world.
    pub fn leave(&mut self) {
        self.over = Over::Nothing;
        let mut app = App::new(self.look, Vec::new()).fitted(self.fit.clone());
        let wrecks = match self.parked.remove(&self.place.step) {
            Some((session, wrecks)) => {
                app.enter(session);
                app.tell_all(Tone::Plain, say::GOING_ON.in_(self.look.lang).to_owned());
                wrecks
            }
            None => {
                app.enter(self.session().clone());
                Vec::new()
            }
        };
        let entered = Entered::ToWork;
        self.aside = Some(Box::new(Aside { app, wrecks, entered, comparison: None }));
    }

    /// Comes back to the script, which is as it was. What was tried in a step is kept with it.
    pub fn come_back(&mut self) {
        if let Some(aside) = self.aside.take() {
            if let Some(study) = &aside.app.study {
                self.parked.insert(self.place.step, (study.session().clone(), aside.wrecks));
            }
            self.said = Some((Tone::Good, say::RETURNED.in_(self.look.lang).to_owned()));
        }
    }

    /// Breaks something off the script: a drill's fault where the world has what it takes.
    pub(super) fn break_something(&mut self) {
        let Some(aside) = &mut self.aside else { return };
        let wrecked = aside.app.study.as_ref().and_then(|study| wreck(study.session().world(), self.broken));
        self.broken += 1;
        match wrecked {
            Some(wreck) => {
                aside.app.wreck(&wreck);
                // The text knows what goes wrong easily: that would tell what broke before anybody looked.
                let _ = aside.app.update(Msg::Show(Pane::Map));
                aside.app.tell_all(Tone::Bad, say::broken(self.look.lang, &wreck.fails));
                aside.wrecks.insert(0, wreck);
            }
            None => aside.app.tell_all(Tone::Plain, say::NOTHING_TO_BREAK.in_(self.look.lang).to_owned()),
        }
    }

    /// Puts both worlds side by side, and closing them leads back.
    pub(super) fn compare_from_the_script(&mut self) {
        self.compare();
        if let Some(aside) = self.aside.as_mut().filter(|aside| aside.comparison.is_some()) {
            aside.entered = Entered::ToCompare;
        }
    }

    /// Puts both worlds side by side.
    pub(super) fn compare(&mut self) {
        let comparison = self.aside.as_ref().and_then(|aside| {
            let changed = aside.app.study.as_ref()?.session();
            let fails: Vec<String> = aside.wrecks.iter().map(|wreck| wreck.fails.clone()).collect();
            Comparison::of((self.session(), changed), &self.act, &fails)
        });
        let Some(aside) = &mut self.aside else { return };
        if comparison.is_none() {
            aside.app.tell_all(Tone::Plain, say::NOTHING_TO_COMPARE.in_(self.look.lang).to_owned());
        }
        aside.comparison = comparison;
    }

    /// A key off the script.
    pub(super) fn key_aside(&mut self, key: KeyEvent) -> Option<Effect> {
        let aside = self.aside.as_mut()?;
        if aside.comparison.take().is_some() {
            match (key.code, find(ASIDE, key)) {
                (_, Some(keys::Aside::Return)) => self.come_back(),
                (_, Some(keys::Aside::Break)) => self.break_something(),
                _ if aside.entered == Entered::ToCompare => self.come_back(),
                _ => {}
            }
            return None;
        }
        let always = key.code == KeyCode::Home && key.modifiers == KeyModifiers::CONTROL;
        let typing = aside.app.is_typing();
        let to_the_script = key.code == KeyCode::Esc && aside.app.is_at_the_top();
        match find(ASIDE, key).filter(|_| !typing) {
            _ if always || (to_the_script && !typing) => self.come_back(),
            Some(keys::Aside::Return) => self.come_back(),
            Some(keys::Aside::Break) => self.break_something(),
            Some(keys::Aside::WhatIf) => self.compare(),
            None => {
                let wanted = aside.app.key(key);
                return self.carry_out_aside(wanted);
            }
        }
        None
    }

    /// Text that was pasted.
    pub fn paste(&mut self, text: &str) -> Option<Effect> {
        let wanted = self.aside.as_mut()?.app.paste(text);
        self.carry_out_aside(wanted)
    }

    /// The mouse: off the script it works as for learners; on it the left button goes on, and the right one back.
    pub fn mouse(&mut self, event: MouseEvent, area: Rect) -> Option<Effect> {
        if let Some(aside) = &mut self.aside {
            let wanted = aside.app.mouse(event, Self::workspace(area));
            return self.carry_out_aside(wanted);
        }
        let key = match event.kind {
            MouseEventKind::Down(MouseButton::Left) => KeyCode::PageDown,
            MouseEventKind::Down(MouseButton::Right) => KeyCode::PageUp,
            _ => return None,
        };
        self.key(key.into())
    }

    /// What the workspace asks for. Nothing of it is saved, and leaving the lesson leads back to the script.
    fn carry_out_aside(&mut self, wanted: Vec<Msg>) -> Option<Effect> {
        let mut effect = None;
        for msg in wanted {
            let aside = self.aside.as_mut()?;
            // The lesson is never closed here: what was tried in it is kept.
            if matches!(msg, Msg::Close | Msg::Leave) && aside.app.depth() <= 2 {
                self.come_back();
                return None;
            }
            match aside.app.update(msg) {
                // Only the script can be ended: before a hall nobody wants to be thrown out by a Ctrl-C too many.
                Some(Effect::Quit) => {
                    self.come_back();
                    return None;
                }
                asked @ Some(Effect::Suspend | Effect::Copy(_) | Effect::SaveCapture { .. }) => effect = asked,
                _ => {}
            }
            let aside = self.aside.as_ref()?;
            let app = &aside.app;
            if app.look != self.look {
                (self.fit, self.look) = (app.fit.clone(), app.look);
                self.study.look_again(self.look.lang);
            }
        }
        effect
    }
}
