//! What is switched on in the terminal while it is ours, and how it is switched off: one list, so
//! that nothing is left on, whatever the end. Raw mode is no such switch: the system holds it.

use ratatui::crossterm::cursor::{Hide, Show};
use ratatui::crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use ratatui::crossterm::terminal::{EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen};
use ratatui::crossterm::{Command, queue};
use std::fmt;
use std::io;

/// Asks for clicks and the wheel, with positions beyond column 223. Mere motion is not asked for: it would
/// wake the program up all the time.
struct TakeMouse;

impl Command for TakeMouse {
    fn write_ansi(&self, out: &mut impl fmt::Write) -> fmt::Result {
        out.write_str("\x1b[?1000h\x1b[?1006h")
    }

    #[cfg(windows)]
    fn execute_winapi(&self) -> io::Result<()> {
        ratatui::crossterm::event::EnableMouseCapture.execute_winapi()
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
        ratatui::crossterm::event::DisableMouseCapture.execute_winapi()
    }
}

/// Something of the terminal that is switched.
struct Switch {
    on: Write,
    off: Write,
}

/// Writes what the terminal understands.
type Write = fn(&mut Vec<u8>) -> io::Result<()>;

/// A row of the list.
macro_rules! switch {
    ($on:expr, $off:expr) => {
        Switch { on: |out| queue!(out, $on), off: |out| queue!(out, $off) }
    };
}

/// All, in the order in which they are switched on; they go off in the opposite one.
const SWITCHES: &[Switch] = &[
    switch!(EnterAlternateScreen, LeaveAlternateScreen),
    switch!(EnableBracketedPaste, DisableBracketedPaste),
    switch!(TakeMouse, ReleaseMouse),
    switch!(Hide, Show),
];

/// Plain text again.
pub(super) const PLAIN: &[u8] = b"\x1b[m";

/// Switches everything on.
pub(super) fn on() -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    SWITCHES.iter().try_for_each(|switch| (switch.on)(&mut out))?;
    Ok(out)
}

/// Switches everything off. It may come in the middle of a frame, and what fails does not hold up the rest.
pub(super) fn off() -> Vec<u8> {
    let mut out = PLAIN.to_vec();
    queue!(out, EndSynchronizedUpdate).ok();
    for switch in SWITCHES.iter().rev() {
        (switch.off)(&mut out).ok();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::num::NonZeroU16;

    #[test]
    fn what_is_switched_on_is_switched_off() {
        let size = NonZeroU16::new(9).unwrap();
        let mut terminal = vt100::Parser::new(size, size, 0);
        let before = terminal.screen().input_mode_formatted();
        terminal.process(&on().unwrap());
        assert!(terminal.screen().alternate_screen() && terminal.screen().bracketed_paste());
        assert!(terminal.screen().hide_cursor());
        terminal.process(&off());
        assert!(!terminal.screen().alternate_screen() && !terminal.screen().hide_cursor());
        assert_eq!(terminal.screen().input_mode_formatted(), before);
    }
}
