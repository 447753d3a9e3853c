//! The terminal: taken over at the start, given back whole at the end, whatever the end is.
//!
//! It is given back when [`Stage`] is dropped, by a hook before any panic message, and after SIGTERM
//! and SIGHUP. What the terminal is asked, see [`super::ask`]; a start never waits for an answer.

use super::ask::{Answer, QUESTIONS, Sieve, Sifted, width_by};
use super::sgr::Classic;
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::buffer::Buffer;
use ratatui::crossterm::cursor::{self, Show};
use ratatui::crossterm::event::{self, DisableBracketedPaste, EnableBracketedPaste, Event};
use ratatui::crossterm::style::{Print, force_color_output};
use ratatui::crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
    enable_raw_mode,
};
use ratatui::crossterm::{execute, queue};
use ratatui::layout::{Position, Rect};
use std::io::{self, BufWriter, IsTerminal, Stdout, Write};
use std::mem::ManuallyDrop;
use std::sync::Once;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

/// What comes from outside.
#[derive(Debug)]
pub enum Input {
    /// A key, a paste or a new size.
    Event(Event),
    /// The machine asks the program to end; the number of the signal.
    Signal(i32),
    /// The terminal has answered.
    Answer(Answer),
    /// The terminal is gone.
    Lost,
}

/// Whether the terminal is asked what it is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Curious {
    /// It is.
    Yes,
    /// It is not.
    No,
}

/// The terminal while it is ours.
pub struct Stage {
    // Never dropped: on a terminal that is gone, dropping it would panic over its complaint.
    terminal: ManuallyDrop<Terminal<CrosstermBackend<BufWriter<Classic<Stdout>>>>>,
    inputs: Receiver<Input>,
    /// Until when an answer may be on its way.
    awaited: Option<Instant>,
}

/// How long after its question an answer is waited for at the end, lest the shell takes it for typed.
const AWAITED: Duration = Duration::from_millis(300);

impl Stage {
    /// Takes the terminal over.
    pub fn open(curious: Curious) -> io::Result<Self> {
        if !io::stdout().is_terminal() {
            return Err(io::Error::other("standard output is no terminal; for scripts there is `v6dojo lab`"));
        }
        restore_before_panic_messages();
        enable_raw_mode()?;
        // From here on a failure must give back what was taken, so the guard is made by hand.
        let opened = Self::open_raw(curious);
        if opened.is_err() {
            restore();
        }
        opened
    }

    fn open_raw(curious: Curious) -> io::Result<Self> {
        // How many colours there are is settled elsewhere; the library must not think of it again.
        force_color_output(true);
        execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste)?;
        let mut awaited = None;
        if curious == Curious::Yes {
            execute!(io::stdout(), BeginSynchronizedUpdate, Print(QUESTIONS), EndSynchronizedUpdate)?;
            awaited = Some(Instant::now() + AWAITED);
        }
        let terminal =
            Terminal::new(CrosstermBackend::new(BufWriter::with_capacity(1 << 15, Classic::new(io::stdout()))))?;
        Ok(Self { terminal: ManuallyDrop::new(terminal), inputs: listen(curious)?, awaited })
    }

    /// Draws one frame: `view` fills the buffer and says where the cursor belongs.
    pub fn draw(&mut self, view: impl FnOnce(Rect, &mut Buffer) -> Option<Position>) -> io::Result<()> {
        // Nobody else may write in the middle of a frame.
        let _whole = io::stdout().lock();
        queue!(self.terminal.backend_mut(), BeginSynchronizedUpdate)?;
        self.terminal.draw(|frame| {
            let area = frame.area();
            if let Some(position) = view(area, frame.buffer_mut()) {
                frame.set_cursor_position(position);
            }
        })?;
        execute!(self.terminal.backend_mut(), EndSynchronizedUpdate)
    }

    /// Waits for something from outside, for ever or for `limit`; `None` when the time is up.
    pub fn wait(&mut self, limit: Option<Duration>) -> Option<Input> {
        let input = match limit {
            None => Some(self.inputs.recv().unwrap_or(Input::Lost)),
            Some(limit) => self.inputs.recv_timeout(limit).ok(),
        };
        self.note(input)
    }

    /// Something that has already come in from outside.
    pub fn ready(&mut self) -> Option<Input> {
        let input = self.inputs.try_recv().ok();
        self.note(input)
    }

    fn note(&mut self, input: Option<Input>) -> Option<Input> {
        if matches!(input, Some(Input::Answer(_))) {
            self.awaited = None;
        }
        input
    }

    /// Draws everything anew with the next frame.
    pub fn repaint(&mut self) -> io::Result<()> {
        self.terminal.clear()
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if let Some(end) = self.awaited {
            let left = || end.saturating_duration_since(Instant::now());
            while self.inputs.recv_timeout(left()).is_ok_and(|input| !matches!(input, Input::Answer(_))) {}
        }
        restore();
    }
}

/// Gives the terminal back. What fails can't be helped any more, and does no harm twice.
fn restore() {
    let mut out = io::stdout();
    execute!(out, EndSynchronizedUpdate, DisableBracketedPaste, LeaveAlternateScreen, Show).ok();
    disable_raw_mode().ok();
    out.flush().ok();
}

/// Makes a panic message appear on a terminal that is whole again.
fn restore_before_panic_messages() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            restore();
            before(info);
        }));
    });
}

/// Starts the threads that wait for keys and signals. They sleep until something comes.
fn listen(curious: Curious) -> io::Result<Receiver<Input>> {
    let (sender, inputs) = channel();
    listen_for_signals(sender.clone())?;
    let sieve = (curious == Curious::Yes).then(Sieve::default);
    std::thread::Builder::new().name("keys".into()).stack_size(256 * 1024).spawn(move || {
        if listen_for_keys(sieve, |input| sender.send(input).is_ok()).is_err() {
            sender.send(Input::Lost).ok();
        }
    })?;
    Ok(inputs)
}

/// Hands on what comes in until the terminal is gone, or nobody is there to `tell`.
fn listen_for_keys(mut sieve: Option<Sieve>, tell: impl Fn(Input) -> bool) -> io::Result<()> {
    loop {
        let sifted = match &mut sieve {
            None => vec![Sifted::Event(event::read()?)],
            Some(sieve) => match sieve.patience() {
                Some(limit) if !event::poll(limit)? => sieve.release(None),
                _ => sieve.take(event::read()?),
            },
        };
        for one in sifted {
            let mut inputs = match one {
                Sifted::Event(event) => vec![Input::Event(event)],
                Sifted::Background(colour) => vec![Input::Answer(Answer::Background(colour))],
            };
            if let [Input::Answer(_)] = inputs[..] {
                // That answer has come before this one, so asking for it anew takes the one that is there.
                inputs.extend(cursor::position().ok().and_then(width_by).map(Input::Answer));
            }
            if !inputs.into_iter().all(&tell) {
                return Ok(());
            }
        }
    }
}

#[cfg(unix)]
fn listen_for_signals(sender: Sender<Input>) -> io::Result<()> {
    use signal_hook::consts::{SIGHUP, SIGTERM};
    let mut signals = signal_hook::iterator::Signals::new([SIGTERM, SIGHUP])?;
    std::thread::Builder::new().name("signals".into()).stack_size(128 * 1024).spawn(move || {
        for signal in &mut signals {
            if sender.send(Input::Signal(signal)).is_err() {
                return;
            }
        }
    })?;
    Ok(())
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the same shape as on Unix")]
fn listen_for_signals(_sender: Sender<Input>) -> io::Result<()> {
    Ok(())
}

/// Ends the process the way the signal would have ended it, now that everything is put away.
#[cfg(unix)]
pub fn die_of(signal: i32) {
    signal_hook::low_level::emulate_default_handler(signal).ok();
}

/// There are no such signals here.
#[cfg(not(unix))]
pub fn die_of(_signal: i32) {}
