//! However it ends: by a key, a signal, a panic, or because the terminal is gone.

use super::terminal::{CTRL_Z, ENTER, Terminal, look_for, shell, tutor};
use portable_pty::CommandBuilder;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use rustix::process::{Pid, Signal, test_kill_process};
use std::path::Path;
use v6dojo::lesson::library;
use v6dojo::tui::draw::put;
use v6dojo::tui::terminal::{Curious, Input, Stage};

/// Opens the lesson and goes to its second step.
fn learn(terminal: &mut Terminal) {
    terminal.wait_for("Enter");
    terminal.press(ENTER);
    terminal.wait_for("手順 1 /");
    terminal.press("n");
    terminal.wait_for("手順 2 /");
}

/// Whether the second step is where a learner would go on.
#[track_caller]
fn second_step_is_kept(state: &Path) {
    let lesson = library::embedded()[0].load().expect("the lesson loads");
    let text = std::fs::read_to_string(state.join(format!("{}.json", lesson.id))).expect("progress is on disk");
    let saved: serde_json::Value = serde_json::from_str(&text).expect("progress is whole");
    assert_eq!(saved["step"], lesson.steps[1].id.as_str());
}

#[test]
fn signals_end_it_with_the_terminal_whole_and_progress_kept() {
    for (signal, name) in
        [(Signal::TERM, "Terminated"), (Signal::HUP, "Hangup"), (Signal::INT, "Interrupt"), (Signal::QUIT, "Quit")]
    {
        let state = tempfile::tempdir().expect("a folder for progress");
        let mut terminal = Terminal::start(tutor(state.path()));
        learn(&mut terminal);
        terminal.signal(signal);
        let status = terminal.end();
        assert!(status.signal().is_some_and(|ended| ended.contains(name)), "{name}: {status:?}");
        terminal.is_given_back();
        second_step_is_kept(state.path());
    }
}

#[test]
fn a_terminal_that_is_gone_ends_it_with_progress_kept() {
    let state = tempfile::tempdir().expect("a folder for progress");
    let mut terminal = Terminal::start(tutor(state.path()));
    learn(&mut terminal);
    let mut child = terminal.lose();
    look_for("the end", || child.try_wait().expect("its status"));
    second_step_is_kept(state.path());
}

#[test]
fn a_terminal_that_is_gone_without_a_signal_ends_it_too() {
    let state = tempfile::tempdir().expect("a folder for progress");
    // In a session of its own no signal tells it; the shell writes down who it is.
    let script = r#"exec 3<&0; setsid sh -c 'echo $$ > "$V6DOJO_STATE_DIR/pid"; exec "$TUTOR" --lang ja' <&3 & wait"#;
    let mut terminal = Terminal::start(shell(state.path(), &["-c", script]));
    learn(&mut terminal);
    let pid = std::fs::read_to_string(state.path().join("pid")).expect("its number");
    let pid = Pid::from_raw(pid.trim().parse().expect("a number")).expect("a process");
    let mut child = terminal.lose();
    look_for("the end of the tutor", || test_kill_process(pid).is_err().then_some(()));
    look_for("the end of the shell", || child.try_wait().expect("its status"));
    second_step_is_kept(state.path());
}

#[test]
fn a_key_for_a_shell_that_is_not_there_says_so() {
    let state = tempfile::tempdir().expect("a folder for progress");
    let mut terminal = Terminal::start(tutor(state.path()));
    terminal.wait_for("Enter");
    terminal.press(CTRL_Z);
    terminal.wait_for("一時停止できません");
    // Neither does a signal stop what nobody could let go on.
    terminal.signal(Signal::TSTP);
    terminal.press("?");
    terminal.wait_for("キー一覧");
    terminal.press("\x11");
    assert!(terminal.end().success(), "it ends well");
    terminal.is_given_back();
}

/// No test, but what one of them starts in a terminal.
#[test]
#[ignore = "started in a terminal by another test"]
fn panics_on_the_stage() {
    let mut stage = Stage::open(Curious::No).expect("a terminal");
    stage
        .draw(|area: Rect, buf: &mut Buffer| {
            put(buf, area, (0, 0), "drawn", Style::new());
            None
        })
        .expect("a frame");
    // The other test has seen the frame when it presses a key; the word that it is painted may come later.
    while !matches!(stage.wait(None), Some(Input::Event(_))) {}
    panic!("something has gone wrong");
}

#[test]
fn a_panic_leaves_its_message_on_a_terminal_that_is_whole() {
    let state = tempfile::tempdir().expect("a folder");
    let mut command = CommandBuilder::new(std::env::current_exe().expect("this program"));
    command.args(["--exact", "ends::panics_on_the_stage", "--ignored", "--nocapture"]);
    command.env("RUST_BACKTRACE", "0");
    command.cwd(state.path());
    let mut terminal = Terminal::start(command);
    terminal.wait_for("drawn");
    terminal.is_taken();
    terminal.press("x");
    assert!(!terminal.end().success(), "it fails");
    terminal.is_given_back();
    assert!(terminal.text().contains("something has gone wrong"), "{}", terminal.text());
}
