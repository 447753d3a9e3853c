//! A real terminal: the binary is started in one, a learner walks the whole chapter by keys alone,
//! quits, finds the terminal as it was, and comes back to where they stopped.
#![cfg(unix)]

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};
use v6dojo::lesson::library;

/// How long a screen may take to appear before the test gives up.
const PATIENCE: Duration = Duration::from_secs(20);

/// A terminal with the tutor in it.
struct Terminal {
    screen: vt100::Parser,
    output: Receiver<Vec<u8>>,
    keys: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    _master: Box<dyn MasterPty + Send>,
}

impl Terminal {
    /// Starts the tutor in Japanese, with its progress in `state`.
    fn start(state: &Path) -> Self {
        let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a pty");
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_v6dojo"));
        command.args(["--lang", "ja"]);
        command.env("TERM", "xterm-256color");
        command.env("V6DOJO_STATE_DIR", state);
        let child = pair.slave.spawn_command(command).expect("the tutor starts");
        let mut reader = pair.master.try_clone_reader().expect("its output");
        let keys = pair.master.take_writer().expect("its input");
        let (send, output) = channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 8192];
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                if send.send(bytes[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self { screen: vt100::Parser::new(rows(24), rows(80), 0), output, keys, child, _master: pair.master }
    }

    fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).expect("keys are taken");
        self.keys.flush().expect("keys are sent");
    }

    /// The screen's rows, each without the spaces at its end.
    fn text(&self) -> String {
        self.screen.screen().contents()
    }

    /// Reads until the screen is as wanted.
    fn wait(&mut self, what: &str, wanted: impl Fn(&vt100::Screen) -> bool) {
        let end = Instant::now() + PATIENCE;
        while !wanted(self.screen.screen()) {
            let left = end.saturating_duration_since(Instant::now());
            match self.output.recv_timeout(left) {
                Ok(bytes) => self.screen.process(&bytes),
                Err(_) => panic!("waited for {what}; the screen is\n{}", self.text()),
            }
        }
    }

    fn wait_for(&mut self, text: &str) {
        self.wait(text, |screen| screen.contents().contains(text));
    }

    /// Waits for the end of the program and says how it ended.
    fn end(&mut self) -> bool {
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end {
            if let Some(status) = self.child.try_wait().expect("its status") {
                while let Ok(bytes) = self.output.recv_timeout(Duration::from_millis(200)) {
                    self.screen.process(&bytes);
                }
                return status.success();
            }
            if let Ok(bytes) = self.output.recv_timeout(Duration::from_millis(50)) {
                self.screen.process(&bytes);
            }
        }
        panic!("it does not end; the screen is\n{}", self.text());
    }
}

/// A count of rows or columns as the screen reader wants it.
fn rows(count: u16) -> std::num::NonZeroU16 {
    std::num::NonZeroU16::new(count).expect("not zero")
}

const ESCAPE: &str = "\x1b";
const ENTER: &str = "\r";

#[test]
fn a_learner_walks_the_chapter_by_keys_alone_and_resumes() {
    let state = tempfile::tempdir().expect("a folder for progress");
    let source = library::embedded().into_iter().next().expect("a lesson");
    let lesson = source.load().expect("the lesson loads");
    let count = lesson.steps.len();
    let place = |number: usize| format!("手順 {number} / {count}");

    let mut terminal = Terminal::start(state.path());
    terminal.wait_for("Enter");
    assert!(terminal.screen.screen().alternate_screen(), "it draws on a screen of its own");
    terminal.press(ENTER);
    for (index, step) in lesson.steps.iter().enumerate() {
        terminal.wait_for(&place(index + 1));
        if !step.solution.is_empty() {
            terminal.press("4");
            terminal.wait("the terminal's prompt", |screen| !screen.hide_cursor());
            for line in &step.solution {
                terminal.press(&line.text);
                terminal.press(ENTER);
            }
            terminal.press(ESCAPE);
            terminal.wait("the keys back in the lesson", vt100::Screen::hide_cursor);
            terminal.press("1");
        }
        if index + 1 < count {
            terminal.press("n");
        }
    }
    terminal.press("q");
    terminal.wait_for("終了");
    terminal.press("q");
    assert!(terminal.end(), "it ends well");
    assert!(!terminal.screen.screen().alternate_screen(), "the terminal is back on its own screen");
    assert!(!terminal.screen.screen().hide_cursor(), "the cursor is back");

    let mut again = Terminal::start(state.path());
    again.wait_for("修了");
    again.press(ENTER);
    again.wait_for(&place(count));
    again.wait_for(lesson.steps[count - 1].title.in_(v6dojo::lesson::Lang::Ja));
    again.press("q");
    again.wait_for("終了");
    again.press("q");
    assert!(again.end(), "it ends well the second time");
}
