//! A terminal that takes its time, as over a poor line: the program goes on, and what nobody has seen
//! yet is left out instead of being sent late.

use super::terminal::{ENTER, Terminal, look_for, tutor};
use rustix::process::Signal;
use std::path::Path;

/// Keys of which each changes most of the screen.
const KEYS: usize = 1500;

/// A large window with the lesson in it that has taken many keys, the last of which led to the second
/// step, while nobody read what was drawn.
fn deaf(state: &Path) -> Terminal {
    let mut terminal = Terminal::sized(tutor(state), (200, 60));
    terminal.wait_for("Enter");
    terminal.press(ENTER);
    terminal.wait_for("手順 1 /");
    let hand = terminal.press_aside("2L3L1L".repeat(KEYS / 6) + "n");
    terminal.join(hand);
    look_for("progress of keys that nobody sees taken", || {
        let files = std::fs::read_dir(state).expect("the folder").map(|entry| entry.expect("a file").path());
        let lesson = files.into_iter().find(|path| path.ends_with("nat64-dns64.json"))?;
        std::fs::read_to_string(lesson).ok()?.contains("\"step\": \"as-found\"").then_some(())
    });
    terminal
}

#[test]
fn frames_that_nobody_takes_are_left_out_and_keys_are_not() {
    let state = tempfile::tempdir().expect("a folder for progress");
    let mut terminal = deaf(state.path());
    let before = terminal.read();
    terminal.wait_for("手順 2 /");
    let frames = terminal.frames(before);
    assert!(frames < KEYS / 20, "{frames} frames for {KEYS} keys");
    let bytes = terminal.read() - before;
    assert!(bytes < 500_000, "{bytes} bytes were waiting");
    terminal.press("\x11");
    assert!(terminal.end().success(), "it ends well");
    terminal.is_given_back();
}

#[test]
fn a_signal_ends_it_although_nobody_reads() {
    let state = tempfile::tempdir().expect("a folder for progress");
    let mut terminal = deaf(state.path());
    terminal.signal(Signal::TERM);
    let status = terminal.end_unread();
    assert!(status.signal().is_some_and(|signal| signal.contains("Terminated")), "{status:?}");
}

#[test]
fn a_key_ends_it_although_nobody_reads() {
    let state = tempfile::tempdir().expect("a folder for progress");
    let mut terminal = deaf(state.path());
    terminal.press("\x11");
    assert!(terminal.end_unread().success(), "it ends well");
}
