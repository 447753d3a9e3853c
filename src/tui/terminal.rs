//! The terminal: taken over at the start, given back whole at the end, whatever the end is.
//!
//! It is given back when [`Stage`] is dropped, by a hook before any panic message, and after SIGTERM
//! and SIGHUP. Nothing is asked of the terminal that it would have to answer, so a start never waits.

use super::copy::osc52;
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::buffer::Buffer;
use ratatui::crossterm::cursor::Show;
use ratatui::crossterm::event::{self, DisableBracketedPaste, EnableBracketedPaste, Event};
use ratatui::crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
    enable_raw_mode,
};
use ratatui::crossterm::{Command, execute, queue};
use ratatui::layout::{Position, Rect};
use ratatui::style::Color;
use std::fmt;
use std::io::{self, BufWriter, IsTerminal, Stdout, Write};
use std::mem::ManuallyDrop;
use std::sync::Once;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

/// What comes from outside.
#[derive(Debug)]
pub enum Input {
    /// A key, a paste or a new size.
    Event(Event),
    /// The machine asks the program to end; the number of the signal.
    Signal(i32),
    /// The terminal is gone.
    Lost,
}

/// How many colours the terminal shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// 16 million.
    True,
    /// 256: each colour becomes the nearest of them.
    Indexed,
}

impl Depth {
    /// By what the terminal says of itself in its environment.
    pub fn detect(variable: impl Fn(&str) -> Option<String>) -> Self {
        let said = variable("COLORTERM").is_some_and(|value| value == "truecolor" || value == "24bit");
        let known = ["WT_SESSION", "KITTY_WINDOW_ID"].iter().any(|name| variable(name).is_some());
        if said || known || variable("TERM").is_some_and(|term| term.ends_with("-direct")) {
            Self::True
        } else {
            Self::Indexed
        }
    }
}

/// The terminal while it is ours.
pub struct Stage {
    // Never dropped: on a terminal that is gone, dropping it would panic over its complaint.
    terminal: ManuallyDrop<Terminal<CrosstermBackend<BufWriter<Stdout>>>>,
    depth: Depth,
    inputs: Receiver<Input>,
}

impl Stage {
    /// Takes the terminal over.
    pub fn open(depth: Depth) -> io::Result<Self> {
        if !io::stdout().is_terminal() {
            return Err(io::Error::other("standard output is no terminal; for scripts there is `v6dojo lab`"));
        }
        restore_before_panic_messages();
        enable_raw_mode()?;
        // From here on a failure must give back what was taken, so the guard is made by hand.
        let opened = Self::open_raw(depth);
        if opened.is_err() {
            restore();
        }
        opened
    }

    fn open_raw(depth: Depth) -> io::Result<Self> {
        execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste, TakeMouse)?;
        let terminal = Terminal::new(CrosstermBackend::new(BufWriter::with_capacity(1 << 15, io::stdout())))?;
        Ok(Self { terminal: ManuallyDrop::new(terminal), depth, inputs: listen()? })
    }

    /// Draws one frame: `view` fills the buffer and says where the cursor belongs.
    pub fn draw(&mut self, view: impl FnOnce(Rect, &mut Buffer) -> Option<Position>) -> io::Result<()> {
        queue!(self.terminal.backend_mut(), BeginSynchronizedUpdate)?;
        let depth = self.depth;
        self.terminal.draw(|frame| {
            let area = frame.area();
            if let Some(position) = view(area, frame.buffer_mut()) {
                frame.set_cursor_position(position);
            }
            if depth == Depth::Indexed {
                index_colours(frame.buffer_mut());
            }
        })?;
        execute!(self.terminal.backend_mut(), EndSynchronizedUpdate)
    }

    /// Waits for something from outside, for ever or for `limit`; `None` when the time is up.
    pub fn wait(&self, limit: Option<Duration>) -> Option<Input> {
        match limit {
            None => Some(self.inputs.recv().unwrap_or(Input::Lost)),
            Some(limit) => self.inputs.recv_timeout(limit).ok(),
        }
    }

    /// Where everything is drawn.
    pub fn area(&mut self) -> Rect {
        self.terminal.get_frame().area()
    }

    /// Something that has already come in from outside.
    pub fn ready(&self) -> Option<Input> {
        self.inputs.try_recv().ok()
    }

    /// Puts a text into the terminal's clipboard, where the terminal does that.
    pub fn copy(&mut self, text: &str) -> io::Result<()> {
        let out = self.terminal.backend_mut();
        out.write_all(osc52(text).as_bytes())?;
        Write::flush(out)
    }

    /// Draws everything anew with the next frame.
    pub fn repaint(&mut self) -> io::Result<()> {
        self.terminal.clear()
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        restore();
    }
}

/// Asks for clicks and the wheel, with positions beyond column 223. Mere motion is not asked for: it would
/// wake the program up all the time.
struct TakeMouse;

impl Command for TakeMouse {
    fn write_ansi(&self, out: &mut impl fmt::Write) -> fmt::Result {
        out.write_str("\x1b[?1000h\x1b[?1006h")
    }

    #[cfg(windows)]
    fn execute_winapi(&self) -> io::Result<()> {
        event::EnableMouseCapture.execute_winapi()
    }
}

/// Leaves the mouse to the terminal again.
struct ReleaseMouse;

impl Command for ReleaseMouse {
    fn write_ansi(&self, out: &mut impl fmt::Write) -> fmt::Result {
        out.write_str("\x1b[?1006l\x1b[?1000l")
    }

    #[cfg(windows)]
    fn execute_winapi(&self) -> io::Result<()> {
        event::DisableMouseCapture.execute_winapi()
    }
}

/// Gives the terminal back. What fails can't be helped any more, and does no harm twice.
fn restore() {
    let mut out = io::stdout();
    execute!(out, EndSynchronizedUpdate, ReleaseMouse, DisableBracketedPaste, LeaveAlternateScreen, Show).ok();
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
fn listen() -> io::Result<Receiver<Input>> {
    let (sender, inputs) = channel();
    listen_for_signals(sender.clone())?;
    std::thread::Builder::new().name("keys".into()).stack_size(256 * 1024).spawn(move || {
        loop {
            let input = event::read().map_or(Input::Lost, Input::Event);
            let lost = matches!(input, Input::Lost);
            if sender.send(input).is_err() || lost {
                return;
            }
        }
    })?;
    Ok(inputs)
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

/// Replaces exact colours by the nearest of the 256 that every terminal knows.
fn index_colours(buf: &mut Buffer) {
    for cell in &mut buf.content {
        cell.fg = nearest(cell.fg);
        cell.bg = nearest(cell.bg);
    }
}

/// The nearest of the 6x6x6 cube and the grey ramp.
fn nearest(color: Color) -> Color {
    let Color::Rgb(r, g, b) = color else { return color };
    let level = |c: u8| match c {
        0..48 => 0,
        48..115 => 1,
        _ => (c - 35) / 40,
    };
    let value = |level: u8| if level == 0 { 0 } else { 55 + 40 * i32::from(level) };
    let far = |(x, y, z): (i32, i32, i32)| {
        let square = |a: i32, b: u8| (a - i32::from(b)).pow(2);
        square(x, r) + square(y, g) + square(z, b)
    };
    let cube = (level(r), level(g), level(b));
    let mean = (u16::from(r) + u16::from(g) + u16::from(b)) / 3;
    let step = u8::try_from(mean.saturating_sub(3) / 10).unwrap_or(23).min(23);
    let grey = 8 + 10 * i32::from(step);
    if far((grey, grey, grey)) < far((value(cube.0), value(cube.1), value(cube.2))) {
        Color::Indexed(232 + step)
    } else {
        Color::Indexed(16 + 36 * cube.0 + 6 * cube.1 + cube.2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_become_the_nearest_of_256() {
        assert_eq!(nearest(Color::Rgb(0, 0, 0)), Color::Indexed(16));
        assert_eq!(nearest(Color::Rgb(255, 255, 255)), Color::Indexed(231));
        assert_eq!(nearest(Color::Rgb(95, 215, 255)), Color::Indexed(81));
        assert_eq!(nearest(Color::Rgb(128, 128, 128)), Color::Indexed(244));
        assert_eq!(nearest(Color::Reset), Color::Reset);
    }

    #[test]
    fn a_terminal_that_says_nothing_gets_256_colours() {
        let says =
            |wanted: &'static str, value: &'static str| move |name: &str| (name == wanted).then(|| value.to_owned());
        assert_eq!(Depth::detect(|_| None), Depth::Indexed);
        assert_eq!(Depth::detect(says("COLORTERM", "truecolor")), Depth::True);
        assert_eq!(Depth::detect(says("TERM", "xterm-256color")), Depth::Indexed);
    }
}
