//! Ctrl-Z and its signals: the terminal goes back to the shell whole, the program really stops, and
//! comes back to the same place, in whatever window there is then.

use super::terminal::{CTRL_Z, ENTER, Terminal, look_for, send_signal, shell};
use rustix::process::Signal;
use std::path::Path;

/// A shell with job control in which the tutor runs, and the tutor's number.
fn tutor_in_shell(state: &Path) -> (Terminal, i32) {
    let mut terminal = Terminal::start(shell(state, &["-i"]));
    terminal.wait_for("ready> ");
    terminal.press("sh -c 'echo $$ > \"$V6DOJO_STATE_DIR/pid\"; exec \"$TUTOR\" --lang ja'\r");
    terminal.wait_for("Enter");
    terminal.is_taken();
    let pid = std::fs::read_to_string(state.join("pid")).expect("its number");
    (terminal, pid.trim().parse().expect("a number"))
}

/// Quits the tutor, and then the shell.
fn leave(mut terminal: Terminal) {
    let before = terminal.read();
    terminal.press("\x11");
    terminal.wait_for_news(before, "ready> ");
    terminal.is_given_back();
    terminal.press("exit\r");
    terminal.end();
}

#[test]
fn the_key_stops_it_and_fg_brings_it_back_in_a_new_window() {
    let state = tempfile::tempdir().expect("a folder for progress");
    let (mut terminal, _) = tutor_in_shell(state.path());
    terminal.press(ENTER);
    terminal.wait_for("手順 1 /");
    for size in [(120, 40), (60, 18), (80, 24)] {
        let before = terminal.read();
        terminal.press(CTRL_Z);
        terminal.wait_for_news(before, "Stopped");
        terminal.wait_for_news(before, "ready> ");
        terminal.is_given_back();
        terminal.resize(size);
        terminal.press("fg\r");
        terminal.wait("the lesson", |screen| screen.alternate_screen() && screen.contents().contains("手順 1 /"));
        terminal.is_taken();
        terminal.wait("keys in the last row of the new size", |screen| {
            screen.rows(0, size.0).last().is_some_and(|row| row.contains("本文"))
        });
    }
    leave(terminal);
}

#[test]
fn signals_from_outside_stop_it_and_let_it_go_on() {
    let state = tempfile::tempdir().expect("a folder for progress");
    let (mut terminal, pid) = tutor_in_shell(state.path());
    for _ in 0..3 {
        let before = terminal.read();
        send_signal(pid, Signal::TSTP);
        terminal.wait_for_news(before, "Stopped");
        terminal.wait_for_news(before, "ready> ");
        terminal.is_given_back();
        terminal.press("fg\r");
        terminal.wait("the tutor", |screen| screen.alternate_screen() && screen.contents().contains("Enter"));
        terminal.is_taken();
    }
    leave(terminal);
}

#[test]
fn what_was_stopped_without_being_asked_takes_the_terminal_again() {
    let state = tempfile::tempdir().expect("a folder for progress");
    let (mut terminal, pid) = tutor_in_shell(state.path());
    send_signal(pid, Signal::STOP);
    // It could not give anything back: the shell speaks on the other screen.
    terminal.wait_for("Stopped");
    let before = terminal.read();
    // Return is not translated in this mode.
    terminal.press("fg\n");
    terminal.wait_for_frame(before);
    terminal.wait("a picture without the shell's words", |screen| {
        let text = screen.contents();
        text.contains("Enter") && !text.contains("Stopped") && !text.contains("ready>")
    });
    terminal.is_taken();
    leave(terminal);
}

#[test]
fn in_the_background_it_waits_for_its_turn() {
    let state = tempfile::tempdir().expect("a folder for progress");
    let (mut terminal, pid) = tutor_in_shell(state.path());
    terminal.press(CTRL_Z);
    terminal.wait_for("Stopped");
    terminal.press("bg\r");
    // It asks for the terminal, which it may not have, and is stopped by that.
    look_for("it to be stopped again", || {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"));
        stat.map_or(Some(()), |stat| stat.rsplit(") ").next()?.starts_with('T').then_some(()))
    });
    terminal.press("echo still $((40 + 2))\r");
    terminal.wait_for("still 42");
    terminal.is_given_back();
    terminal.press("fg\r");
    terminal.wait("the tutor", |screen| screen.alternate_screen() && screen.contents().contains("Enter"));
    leave(terminal);
}
