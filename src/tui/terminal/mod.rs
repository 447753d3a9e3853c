//! The terminal: taken over at the start, given back whole at the end, whatever the end is.
//!
//! It is given back when [`Stage`] is dropped, by a hook before any panic message, after signals that
//! end the program, and while the program is stopped. [`switches`] lists what is switched on and off,
//! [`painter`] is the one thread that writes, [`sheet`] makes bytes of frames, [`listen`] hears what
//! comes from outside. What the terminal is asked, see [`super::ask`]; a start never waits for an answer.

mod listen;
mod painter;
mod sheet;
mod switches;

pub use listen::{can_stop, die_of, stop};

use super::ask::{Answer, QUESTIONS};
use super::copy::osc52;
use super::room::host::Event as RoomEvent;
use painter::Painter;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::Event;
use ratatui::layout::{Position, Rect};
use sheet::Sheet;
use std::io::{self, IsTerminal};
use std::sync::Once;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

/// What comes from outside.
#[derive(Debug)]
pub enum Input {
    /// A key, a paste or a new size.
    Event(Event),
    /// The machine asks the program to end; the number of the signal.
    End(i32),
    /// The machine asks the program to stop.
    Stop,
    /// The program was stopped, and goes on.
    Continued,
    /// The terminal has answered.
    Answer(Answer),
    /// The terminal has taken the last frame whole.
    Painted,
    /// A file that is watched has changed.
    Changed,
    /// Something from the instructor's room.
    Room(RoomEvent),
    /// The terminal is gone.
    Lost,
}

/// Who is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// This process.
    Program,
    /// Everything that the shell started with it.
    WholeJob,
}

/// Whether the terminal is asked what it is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Curious {
    /// It is.
    Yes,
    /// It is not.
    No,
}

/// How long after its question an answer is waited for at the end, lest the shell takes it for typed.
const AWAITED: Duration = Duration::from_millis(300);

/// The terminal while it is ours.
pub struct Stage {
    painter: Painter,
    sheet: Sheet,
    sender: Sender<Input>,
    inputs: Receiver<Input>,
    state: State,
    /// What goes before the next frame.
    first: Vec<u8>,
    /// Until when an answer may be on its way.
    awaited: Option<Instant>,
}

/// What the terminal is doing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// It waits for a frame.
    Waits,
    /// It is taking one.
    Takes,
    /// It is not ours just now.
    Away,
}

impl Stage {
    /// Takes the terminal over.
    pub fn open(curious: Curious) -> io::Result<Self> {
        if !io::stdout().is_terminal() {
            return Err(io::Error::other("standard output is no terminal; for scripts there is `v6dojo lab`"));
        }
        let (sender, inputs) = channel();
        let painter = Painter::start(sender.clone())?;
        give_back_before_panic_messages(&painter);
        let (sheet, state, first) = (Sheet::new(), State::Away, Vec::new());
        let mut stage = Self { painter, sheet, sender, inputs, state, first, awaited: None };
        listen::listen(&stage.sender, curious)?;
        stage.take()?;
        if curious == Curious::Yes {
            stage.ask();
        }
        Ok(stage)
    }

    /// A way to tell of something from outside.
    pub fn sender(&self) -> Sender<Input> {
        self.sender.clone()
    }

    /// Takes the terminal, for the first time or again. The next frame is painted anew.
    pub fn take(&mut self) -> io::Result<()> {
        self.first = self.painter.take()?;
        self.sheet.forget();
        if self.state == State::Away {
            self.state = State::Waits;
        }
        Ok(())
    }

    /// Asks the terminal what it is like, before anything is drawn.
    fn ask(&mut self) {
        let mut bytes = std::mem::take(&mut self.first);
        bytes.extend_from_slice(QUESTIONS.as_bytes());
        self.state = State::Takes;
        self.painter.paint(bytes);
        self.awaited = Some(Instant::now() + AWAITED);
    }

    /// Gives the terminal back, until it is taken again.
    pub fn leave(&mut self) {
        self.painter.give_back();
        self.state = State::Away;
    }

    /// Whether a frame can be drawn now. If not, [`Input::Painted`] or [`Input::Continued`] will come.
    pub fn is_free(&self) -> bool {
        self.state == State::Waits
    }

    /// Draws one frame: `view` fills the buffer and says where the cursor belongs. Nothing is drawn
    /// while the terminal is not free.
    pub fn draw(&mut self, view: impl FnOnce(Rect, &mut Buffer) -> Option<Position>) -> io::Result<()> {
        if !self.is_free() {
            return Ok(());
        }
        let (width, height) = size()?;
        let mut bytes = std::mem::take(&mut self.first);
        bytes.append(&mut self.sheet.frame(Rect::new(0, 0, width, height), view));
        if !bytes.is_empty() {
            self.state = State::Takes;
            self.painter.paint(bytes);
        }
        Ok(())
    }

    /// Puts a text into the terminal's clipboard with the next frame, where the terminal does that.
    pub fn copy(&mut self, text: &str) {
        self.first.extend_from_slice(osc52(text).as_bytes());
    }

    /// Where the last frame was drawn.
    pub fn area(&self) -> Rect {
        self.sheet.area()
    }

    /// Waits for something from outside, for ever or for `limit`; `None` when the time is up.
    pub fn wait(&mut self, limit: Option<Duration>) -> Option<Input> {
        let input = match limit {
            None => Some(self.inputs.recv().unwrap_or(Input::Lost)),
            Some(limit) => self.inputs.recv_timeout(limit).ok(),
        };
        self.heard(input)
    }

    /// Something that has already come in from outside.
    pub fn ready(&mut self) -> Option<Input> {
        let input = self.inputs.try_recv().ok();
        self.heard(input)
    }

    fn heard(&mut self, input: Option<Input>) -> Option<Input> {
        if matches!(input, Some(Input::Painted)) && self.state == State::Takes {
            self.state = State::Waits;
        }
        if matches!(input, Some(Input::Answer(_))) {
            self.awaited = None;
        }
        input
    }

    /// Draws everything anew with the next frame: what the terminal shows is not known any more.
    pub fn repaint(&mut self) {
        self.sheet.forget();
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if let Some(end) = self.awaited {
            let left = || end.saturating_duration_since(Instant::now());
            while self.inputs.recv_timeout(left()).is_ok_and(|input| !matches!(input, Input::Answer(_) | Input::Lost)) {
            }
        }
        self.painter.give_back();
    }
}

/// Columns and rows. Of a terminal that is gone nothing but the system is asked.
#[cfg(unix)]
fn size() -> io::Result<(u16, u16)> {
    let size = rustix::termios::tcgetwinsize(io::stdout())?;
    Ok((size.ws_col, size.ws_row))
}

#[cfg(not(unix))]
fn size() -> io::Result<(u16, u16)> {
    ratatui::crossterm::terminal::size()
}

/// Makes a panic message appear on a terminal that is whole again.
fn give_back_before_panic_messages(painter: &Painter) {
    static HOOK: Once = Once::new();
    let painter = painter.clone();
    HOOK.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            painter.give_back();
            before(info);
        }));
    });
}
