//! Pastes of megabytes: cut, said to be cut, and over at once.

use super::terminal::{ENTER, Terminal, tutor};
use std::time::{Duration, Instant};

/// A paste that nobody means.
const MEGABYTES: usize = 4;

/// Pastes lines of a book, as a terminal sends them.
fn paste(terminal: &mut Terminal) {
    let line = "経路表 64:ff9b::/96 and so on\r";
    let text = line.repeat((MEGABYTES << 20) / line.len());
    let hand = terminal.press_aside(format!("\x1b[200~{text}\x1b[201~"));
    terminal.wait_for("途中までにしました");
    terminal.join(hand);
}

#[test]
fn megabytes_are_cut_wherever_they_are_pasted() {
    let state = tempfile::tempdir().expect("a folder for progress");
    let mut terminal = Terminal::sized(tutor(state.path()), (120, 40));
    terminal.wait_for("Enter");
    let begin = Instant::now();
    paste(&mut terminal);
    terminal.press(ENTER);
    terminal.wait_for("手順 1 /");
    // The prompt.
    terminal.press("4");
    terminal.wait("the prompt", |screen| !screen.hide_cursor());
    paste(&mut terminal);
    // Ctrl-C lets go of the line and of what waits behind it.
    terminal.press("\x03");
    terminal.wait("an empty line", |screen| !screen.contents().contains("64:ff9b::/96 and"));
    terminal.press("\x1b");
    terminal.wait("the keys back in the lesson", vt100::Screen::hide_cursor);
    // A field of a form.
    terminal.press("3/create-key-pair\r\r");
    terminal.wait_for("aws ec2 create-key-pair");
    paste(&mut terminal);
    // What counts is measured by the bench; this is only not to hang.
    assert!(begin.elapsed() < Duration::from_secs(60), "{:?}", begin.elapsed());
    terminal.press("\x11");
    assert!(terminal.end().success(), "it ends well");
    terminal.is_given_back();
}
