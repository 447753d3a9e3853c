//! Somebody at the keyboard of the stage, without a terminal: keys and mouse go in, screens come out.

use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Rect;
use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use v6dojo::lesson::{Lesson, library};
use v6dojo::session::Session;
use v6dojo::session::bring::{bring, candidates};
use v6dojo::session::drill::{Deck, Drill};
use v6dojo::session::sandbox::{Beginning, Start};
use v6dojo::sim::repair::lines;
use v6dojo::tui::app::App;
use v6dojo::tui::draw::dump;
use v6dojo::tui::look::Look;
use v6dojo::tui::look::fit::Change;
use v6dojo::tui::msg::{Effect, Msg, Pane};
use v6dojo::tui::screens::home::Card;
use v6dojo::words::{import, sandbox};

/// A drill in the world at the end of the lesson.
pub fn drill(seed: u64, faults: usize) -> Drill {
    static DECK: LazyLock<Deck> = LazyLock::new(|| {
        let lesson = Arc::new(library::embedded()[0].load().unwrap());
        Deck::of(Session::finished(&lesson).world()).unwrap()
    });
    DECK.deal(seed, faults).unwrap()
}

/// Keys that mend a drill, typed in the terminal.
pub fn mend(seed: u64, faults: usize) -> String {
    let drill = drill(seed, faults);
    let lines = lines(&drill.world, &drill.repair.calls);
    format!("4{}", lines.iter().map(|line| format!("{line}<Enter>")).collect::<String>())
}

/// Somebody at the keyboard.
pub struct Learner {
    /// The stage.
    pub app: App,
    /// The lesson there is.
    pub lesson: Arc<Lesson>,
}

impl Learner {
    /// Before the list of lessons.
    pub fn new(look: Look) -> Self {
        let lesson = Arc::new(library::embedded()[0].load().unwrap());
        let card = Card {
            id: lesson.id.clone(),
            title: lesson.title.clone(),
            summary: lesson.summary.clone(),
            minutes: lesson.minutes,
            steps: lesson.steps.len(),
            at: None,
            next: lesson.steps[0].title.clone(),
            finished: false,
        };
        Self { app: App::new(look, vec![card]), lesson }
    }

    /// At the beginning of a step.
    pub fn at(look: Look, step: &str) -> Self {
        let mut learner = Self::new(look);
        let step = learner.lesson.step(step).unwrap();
        learner.app.enter(Session::at(Arc::clone(&learner.lesson), step));
        learner
    }

    /// Presses keys: characters, or names like `<Enter>`.
    pub fn press(mut self, keys: &str) -> Self {
        let mut rest = keys;
        while let Some(first) = rest.chars().next() {
            let named = rest.strip_prefix('<').and_then(|rest| rest.split_once('>'));
            let (code, held) = match named {
                Some((name, after)) => {
                    rest = after;
                    named_key(name)
                }
                None => {
                    rest = &rest[first.len_utf8()..];
                    (KeyCode::Char(first), KeyModifiers::NONE)
                }
            };
            // A page is as long as what was seen last.
            self.buffer(80, 24);
            let wanted = self.app.key(KeyEvent::new(code, held));
            self.carry_out(wanted);
        }
        self
    }

    /// Clicks on a cell of a screen of this size.
    pub fn click(mut self, (x, y): (u16, u16), (width, height): (u16, u16)) -> Self {
        let kind = MouseEventKind::Down(MouseButton::Left);
        let event = MouseEvent { kind, column: x, row: y, modifiers: KeyModifiers::NONE };
        let wanted = self.app.mouse(event, Rect::new(0, 0, width, height));
        self.carry_out(wanted);
        self
    }

    /// Clicks on the first cell of the first place on the screen where these words stand.
    pub fn click_on(self, words: &str, size: (u16, u16)) -> Self {
        let screen = self.screen(size.0, size.1);
        let found =
            screen.lines().zip(0..).find_map(|(line, y)| Some((line.split(words).next()?, line.find(words)?, y)));
        let Some((before, _, y)) = found else { panic!("no {words:?} on\n{screen}") };
        let x = u16::try_from(unicode_width::UnicodeWidthStr::width(before)).unwrap();
        self.click((x, y), size)
    }

    /// Back to the lesson's text, whatever is open.
    pub fn home(mut self) -> Self {
        for _ in 0..6 {
            self.app.update(Msg::Show(Pane::Text));
            if self.app.depth() <= 2 {
                break;
            }
            self.app.update(Msg::Close);
        }
        self
    }

    /// Pastes a text.
    pub fn paste(mut self, text: &str) -> Self {
        let wanted = self.app.paste(text);
        self.carry_out(wanted);
        self
    }

    /// Does what the app asks of the outside.
    pub fn carry_out(&mut self, wanted: Vec<Msg>) {
        for msg in wanted {
            match self.app.update(msg) {
                Some(Effect::Load(_)) => self.app.enter(Session::new(Arc::clone(&self.lesson))),
                Some(Effect::Drills) => self.app.offer_drills(4711),
                Some(Effect::Deal { seed, faults }) => self.app.enter_drill(drill(seed, faults)),
                Some(Effect::Sandboxes) => self.app.offer_sandboxes(Some(self.starts()[1].clone()), self.starts()),
                Some(Effect::PlayIn { start, .. }) => {
                    let begun = start.begin(&[Arc::clone(&self.lesson)], None).unwrap().unwrap();
                    self.app.enter_sandbox(Session::new(Arc::new(sandbox::lesson(&begun))));
                }
                Some(Effect::ImportFrom(path)) => match bring(Path::new(&path)) {
                    Ok(brought) => {
                        let begun = Beginning::of(brought);
                        self.app.enter_sandbox(Session::new(Arc::new(sandbox::lesson(&begun))));
                    }
                    Err(refusal) => self.app.refuse_import(&path, import::refusal(&refusal, self.app.look().lang)),
                },
                Some(Effect::CompletePath(path)) => self.app.offer_paths(candidates(&path)),
                _ => {}
            }
        }
    }

    /// Where sandboxes can begin.
    fn starts(&self) -> Vec<Start> {
        let starts = [Start::First, Start::End, Start::Empty];
        starts.map(|start| start(self.lesson.id.clone())).into()
    }

    /// After these changes of the look.
    pub fn adapted(mut self, changes: &[Change]) -> Self {
        for change in changes {
            self.app.update(Msg::Adapt(*change));
        }
        self
    }

    /// Lets time pass until nothing moves any more.
    pub fn watch(mut self) -> Self {
        for _ in 0..100_000 {
            if self.app.deadline().is_none() {
                break;
            }
            self.app.tick(Duration::from_millis(50));
        }
        self
    }

    /// The screen at this size, and that its cursor is on it.
    pub fn buffer(&self, width: u16, height: u16) -> Buffer {
        let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
        let area = buf.area;
        let cursor = self.app.draw(area, &mut buf);
        assert!(cursor.is_none_or(|at| area.contains(at)), "the cursor is outside of {width}x{height}");
        buf
    }

    /// The same as text.
    pub fn screen(&self, width: u16, height: u16) -> String {
        dump(&self.buffer(width, height))
    }
}

pub fn named_key(name: &str) -> (KeyCode, KeyModifiers) {
    let plain = KeyModifiers::NONE;
    match name {
        "Enter" => (KeyCode::Enter, plain),
        "Esc" => (KeyCode::Esc, plain),
        "Tab" => (KeyCode::Tab, plain),
        "Up" => (KeyCode::Up, plain),
        "Down" => (KeyCode::Down, plain),
        "Right" => (KeyCode::Right, plain),
        "Left" => (KeyCode::Left, plain),
        "Home" => (KeyCode::Home, plain),
        "End" => (KeyCode::End, plain),
        "PageUp" => (KeyCode::PageUp, plain),
        "PageDown" => (KeyCode::PageDown, plain),
        "C-t" => (KeyCode::Char('t'), KeyModifiers::CONTROL),
        "C-r" => (KeyCode::Char('r'), KeyModifiers::CONTROL),
        "C-c" => (KeyCode::Char('c'), KeyModifiers::CONTROL),
        other => panic!("no key called {other}"),
    }
}
