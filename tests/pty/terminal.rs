//! A terminal with a program in it. It answers no queries, and it reads only while somebody waits
//! for something: a terminal that nobody looks at is a slow one.

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use vt100::MouseProtocolMode;

/// How long anything may take before a test gives up; a machine may be busy.
const PATIENCE: Duration = Duration::from_secs(60);

/// Between two looks at what can't be waited for.
const GLANCE: Duration = Duration::from_millis(5);

pub const ESCAPE: &str = "\x1b";
pub const ENTER: &str = "\r";
pub const CTRL_Z: &str = "\x1a";

/// What ends every frame.
const END_OF_FRAME: &[u8] = b"\x1b[?2026l";

/// Columns and rows.
pub type Size = (u16, u16);

/// A terminal with a program in it.
pub struct Terminal {
    screen: vt100::Parser,
    /// All bytes that the program has sent, as far as they were read.
    sent: Vec<u8>,
    output: Receiver<Vec<u8>>,
    reader: JoinHandle<()>,
    keys: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
}

/// The tutor in Japanese, with its progress in `state`.
pub fn tutor(state: &Path) -> CommandBuilder {
    let mut command = program(env!("CARGO_BIN_EXE_v6dojo"), state);
    command.args(["--lang", "ja"]);
    command
}

/// A shell command in which `$TUTOR` is the tutor in Japanese.
pub fn shell(state: &Path, arguments: &[&str]) -> CommandBuilder {
    let mut command = program("sh", state);
    command.env("TUTOR", env!("CARGO_BIN_EXE_v6dojo"));
    command.env("PS1", "ready> ");
    command.env_remove("ENV");
    command.args(arguments);
    command
}

fn program(path: &str, state: &Path) -> CommandBuilder {
    let mut command = CommandBuilder::new(path);
    command.env("TERM", "xterm-256color");
    command.env("COLORTERM", "truecolor");
    for name in ["COLORFGBG", "NO_COLOR", "TMUX", "WT_SESSION", "KITTY_WINDOW_ID"] {
        command.env_remove(name);
    }
    command.env("V6DOJO_STATE_DIR", state);
    // Where a core file would be left by a signal.
    command.cwd(state.parent().unwrap_or(state));
    command
}

impl Terminal {
    /// Starts a program in a terminal of 80 columns and 24 rows.
    pub fn start(command: CommandBuilder) -> Self {
        Self::sized(command, (80, 24))
    }

    /// Starts a program in a terminal of that size.
    pub fn sized(command: CommandBuilder, size: Size) -> Self {
        let pair = native_pty_system().openpty(pty_size(size)).expect("a pty");
        let child = pair.slave.spawn_command(command).expect("the program starts");
        let mut reader = pair.master.try_clone_reader().expect("its output");
        let keys = pair.master.take_writer().expect("its input");
        // Nothing is read ahead.
        let (send, output) = sync_channel(0);
        let reader = std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                if send.send(bytes[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        let screen = vt100::Parser::new(cells(size.1), cells(size.0), 0);
        Self { screen, sent: Vec::new(), output, reader, keys, child, master: pair.master }
    }

    pub fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).and_then(|()| self.keys.flush()).expect("keys are taken");
    }

    /// Presses keys from another hand, that this one may read meanwhile. A program that takes no keys holds it up.
    pub fn press_aside(&mut self, keys: String) -> JoinHandle<Box<dyn Write + Send>> {
        let mut hand = std::mem::replace(&mut self.keys, Box::new(std::io::sink()));
        std::thread::spawn(move || {
            hand.write_all(keys.as_bytes()).and_then(|()| hand.flush()).expect("keys are taken");
            hand
        })
    }

    /// Takes the other hand back, once all its keys are taken. Nothing is read meanwhile.
    pub fn join(&mut self, hand: JoinHandle<Box<dyn Write + Send>>) {
        look_for("the keys to be taken", || hand.is_finished().then_some(()));
        self.keys = hand.join().expect("the keys are pressed");
    }

    pub fn resize(&mut self, size: Size) {
        self.master.resize(pty_size(size)).expect("a new size");
        self.screen.screen_mut().set_size(cells(size.1), cells(size.0));
    }

    /// The program, or the shell around it.
    pub fn pid(&self) -> i32 {
        self.child.process_id().expect("it runs").cast_signed()
    }

    pub fn signal(&self, signal: Signal) {
        send_signal(self.pid(), signal);
    }

    /// The screen's rows, each without the spaces at its end.
    pub fn text(&self) -> String {
        let rows = self.screen.screen().contents();
        rows.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
    }

    pub fn screen(&self) -> &vt100::Screen {
        self.screen.screen()
    }

    /// How many bytes were read so far.
    pub fn read(&self) -> usize {
        self.sent.len()
    }

    /// Whether this was sent to it.
    pub fn was_sent(&self, text: &str) -> bool {
        self.sent.windows(text.len()).any(|part| part == text.as_bytes())
    }

    /// How many frames ended in what was read since the first `from` bytes.
    pub fn frames(&self, from: usize) -> usize {
        self.sent[from..].windows(END_OF_FRAME.len()).filter(|bytes| *bytes == END_OF_FRAME).count()
    }

    /// Reads until a text has come after the first `from` bytes.
    pub fn wait_for_news(&mut self, from: usize, text: &str) {
        self.read_until(text, |terminal| String::from_utf8_lossy(&terminal.sent[from..]).contains(text));
    }

    /// Reads until the screen shows the same as another terminal's.
    pub fn wait_for_picture(&mut self, wanted: &str) {
        self.read_until(&format!("this picture:\n{wanted}\n"), |terminal| terminal.text() == wanted);
    }

    /// Reads until the screen is as wanted.
    pub fn wait(&mut self, what: &str, wanted: impl Fn(&vt100::Screen) -> bool) {
        self.read_until(what, |terminal| wanted(terminal.screen()));
    }

    pub fn wait_for(&mut self, text: &str) {
        self.wait(text, |screen| screen.contents().contains(text));
    }

    /// Reads until a frame that was begun after the first `from` bytes has come whole.
    pub fn wait_for_frame(&mut self, from: usize) {
        self.read_until("a frame", |terminal| terminal.frames(from) > 0);
    }

    /// Reads until something is so; of a frame that has not come whole nothing is thought.
    pub fn read_until(&mut self, what: &str, wanted: impl Fn(&Self) -> bool) {
        let end = Instant::now() + PATIENCE;
        while self.is_in_a_frame() || !wanted(self) {
            // Also something beside the screen may be wanted.
            match self.output.recv_timeout(GLANCE) {
                Ok(bytes) => self.show(&bytes),
                Err(RecvTimeoutError::Timeout) if Instant::now() < end => {}
                Err(_) => panic!("waited for {what}; the screen is\n{}", self.text()),
            }
        }
    }

    fn is_in_a_frame(&self) -> bool {
        let switch = &END_OF_FRAME[..END_OF_FRAME.len() - 1];
        let last = self.sent.windows(switch.len()).rposition(|bytes| bytes == switch);
        last.is_some_and(|at| self.sent.get(at + switch.len()) != Some(&b'l'))
    }

    fn show(&mut self, bytes: &[u8]) {
        self.screen.process(bytes);
        self.sent.extend_from_slice(bytes);
    }

    /// Reads to the end of the program, and says how it ended.
    pub fn end(&mut self) -> ExitStatus {
        let end = Instant::now() + PATIENCE;
        loop {
            match self.output.recv_timeout(GLANCE) {
                Ok(bytes) => self.show(&bytes),
                // Nothing has the terminal open any more.
                Err(RecvTimeoutError::Disconnected) => return self.child.wait().expect("its status"),
                Err(RecvTimeoutError::Timeout) => {}
            }
            assert!(Instant::now() < end, "it does not end; the screen is\n{}", self.text());
        }
    }

    /// Waits for the end of a program without reading what it sends.
    pub fn end_unread(&mut self) -> ExitStatus {
        look_for("the end", || self.child.try_wait().expect("its status"))
    }

    /// Takes the terminal away from its program, whose number it was.
    pub fn lose(mut self) -> Box<dyn Child + Send + Sync> {
        // The reader has a hand on the terminal until it reads something nobody wants.
        drop(self.output);
        self.keys.write_all(b"?").expect("a key that draws something");
        self.reader.join().expect("the reader ends");
        drop((self.keys, self.master));
        self.child
    }

    /// Whether the terminal is as it was found: its own screen, the cursor, plain keys, no modes left on.
    #[track_caller]
    pub fn is_given_back(&self) {
        let screen = self.screen();
        assert!(!screen.alternate_screen(), "it is still on the other screen");
        assert!(!screen.hide_cursor(), "the cursor is hidden");
        assert!(!screen.bracketed_paste(), "pastes are still bracketed");
        assert_eq!(screen.mouse_protocol_mode(), MouseProtocolMode::None, "the mouse is still ours");
        assert!(!screen.application_cursor() && !screen.application_keypad(), "keys are still changed");
        assert!(!screen.inverse() && !screen.bold(), "text is still styled");
        assert!(self.is_cooked(), "lines are not edited by the terminal");
    }

    /// Whether the program has taken the terminal whole.
    #[track_caller]
    pub fn is_taken(&self) {
        assert!(self.screen().alternate_screen(), "it draws on its own screen");
        assert!(self.screen().bracketed_paste(), "pastes are bracketed");
        assert!(!self.is_cooked(), "keys come one by one");
    }

    fn is_cooked(&self) -> bool {
        let modes = self.master.get_termios().expect("the terminal's modes");
        let local = format!("{:?}", modes.local_flags);
        local.contains("ICANON") && local.contains("ECHO")
    }
}

/// Sends a signal to a process.
pub fn send_signal(pid: i32, signal: Signal) {
    kill_process(Pid::from_raw(pid).expect("a process"), signal).expect("the signal is sent");
}

/// Looks until there is something. Whatever is waited for happens without this hand.
pub fn look_for<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < end, "waited for {what}");
        std::thread::sleep(GLANCE);
    }
}

fn pty_size((cols, rows): Size) -> PtySize {
    PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }
}

/// A count of rows or columns as the screen reader wants it.
fn cells(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).expect("not zero")
}
