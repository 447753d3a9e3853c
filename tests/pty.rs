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
    /// Everything that was sent to the terminal.
    sent: Vec<u8>,
    _master: Box<dyn MasterPty + Send>,
}

impl Terminal {
    /// Starts the tutor in Japanese, with its progress in `state`.
    fn start(state: &Path) -> Self {
        Self::start_with(state, &[], &[])
    }

    /// The same with more flags and variables.
    fn start_with(state: &Path, flags: &[&str], variables: &[(&str, &str)]) -> Self {
        let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a pty");
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_v6dojo"));
        command.args(["--lang", "ja"]);
        command.args(flags);
        for name in ["COLORTERM", "COLORFGBG", "NO_COLOR", "TMUX", "WT_SESSION", "KITTY_WINDOW_ID"] {
            command.env_remove(name);
        }
        command.env("TERM", "xterm-256color");
        for (name, value) in variables {
            command.env(name, value);
        }
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
        let (screen, sent) = (vt100::Parser::new(rows(24), rows(80), 0), Vec::new());
        Self { screen, output, keys, child, sent, _master: pair.master }
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
                Ok(bytes) => {
                    self.screen.process(&bytes);
                    self.sent.extend(bytes);
                }
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

impl Terminal {
    /// Whether this was sent to it.
    fn was_sent(&self, text: &str) -> bool {
        self.sent.windows(text.len()).any(|part| part == text.as_bytes())
    }

    /// Leaves the program from anywhere.
    fn quit(&mut self) {
        self.press("\x11");
        assert!(self.end(), "it ends well");
    }
}

/// The colour of the first letter of the first row.
fn title(screen: &vt100::Screen) -> vt100::Color {
    let cell = (0..80).filter_map(|column| screen.cell(1, column)).find(|cell| !cell.contents().trim().is_empty());
    cell.map_or(vt100::Color::Default, vt100::Cell::fgcolor)
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

const QUESTION: &str = "\x1b]11;?\x1b\\";
const BLACK: vt100::Color = vt100::Color::Idx(16);
const WHITE: vt100::Color = vt100::Color::Idx(231);

#[test]
fn an_answer_of_the_terminal_changes_the_colours_and_is_no_key() {
    let state = tempfile::tempdir().expect("a folder for progress");
    let mut terminal = Terminal::start_with(state.path(), &[], &[]);
    terminal.wait_for("Enter");
    assert!(terminal.was_sent(QUESTION), "the terminal is asked");
    terminal.wait("the colours for dark terminals", |screen| title(screen) == WHITE);
    // As a key, the `r` of the answer would open the results, and so on.
    terminal.press(ENTER);
    terminal.wait_for("手順 1 /");
    terminal.press("\x1b[1;4R\x1b]11;rgb:fdfd/f6f6/e3e3\x1b\\n");
    terminal.wait_for("手順 2 /");
    assert!(terminal.text().contains("本文"), "the lesson is still there:\n{}", terminal.text());
    terminal.press("q");
    terminal.wait("the colours for light terminals", |screen| title(screen) == BLACK);
    terminal.quit();

    // What was found is not kept, what is chosen is; then nothing is asked any more.
    let mut again = Terminal::start_with(state.path(), &[], &[]);
    again.wait("the colours for dark terminals", |screen| title(screen) == WHITE);
    again.press("Ojl");
    again.wait_for("‹ 暗い背景");
    again.press(ESCAPE);
    again.wait("the settings closed", |screen| !screen.contents().contains("‹"));
    again.press("T");
    again.wait_for("ハイコントラスト");
    again.quit();
    let mut third = Terminal::start_with(state.path(), &[], &[]);
    third.wait("a painted window", |screen| {
        screen.cell(20, 70).is_some_and(|cell| cell.bgcolor() != vt100::Color::Default)
    });
    assert!(!third.was_sent(QUESTION), "nothing is asked");
    third.quit();
}

#[test]
fn a_terminal_with_wide_symbols_gets_none() {
    let state = tempfile::tempdir().expect("a folder for progress");
    let mut terminal = Terminal::start_with(state.path(), &[], &[]);
    terminal.wait_for("Enter");
    assert!(terminal.text().contains('─'), "{}", terminal.text());
    terminal.press("\x1b[1;7R\x1b]11;rgb:0000/0000/0000\x07");
    terminal.wait("narrow characters only", |screen| !screen.contents().contains('─'));
    terminal.quit();
}

#[test]
fn no_color_means_none_unless_a_theme_is_asked_for() {
    let state = tempfile::tempdir().expect("a folder for progress");
    let no_color = [("NO_COLOR", "1")];
    let mut terminal = Terminal::start_with(state.path(), &[], &no_color);
    terminal.wait_for("Enter");
    assert!(!terminal.was_sent(QUESTION) && !terminal.was_sent("38;") && !terminal.was_sent("48;"));
    terminal.quit();
    let mut terminal = Terminal::start_with(state.path(), &["--theme", "light"], &no_color);
    terminal.wait("the colours that were asked for", |screen| title(screen) == BLACK);
    assert!(!terminal.was_sent(QUESTION), "nothing is asked");
    terminal.quit();
}

#[test]
fn sixteen_colours_are_asked_for_as_an_old_terminal_knows_them() {
    let state = tempfile::tempdir().expect("a folder for progress");
    let mut terminal = Terminal::start_with(state.path(), &["--colors", "16", "--theme", "high-contrast"], &[]);
    terminal.wait("a painted window", |screen| {
        screen.cell(20, 70).is_some_and(|cell| cell.bgcolor() != vt100::Color::Default)
    });
    assert!(terminal.was_sent("97;40m") && !terminal.was_sent("38;5;") && !terminal.was_sent("48;5;"));
    terminal.quit();
}
