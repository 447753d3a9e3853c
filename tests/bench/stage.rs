//! What the stage costs, in a real terminal: `cargo bench --bench stage` runs the release build in one
//! and prints a table; `cargo bench --bench stage key` the rows whose names hold that word. Times are
//! taken where a terminal would take them: from the start of the process or the press of a key to the
//! last byte of the frame. A time is over its budget where its median is, a key's where its 99th
//! percentile is. CPU, wake-ups and memory are read from `/proc`, so only Linux has them.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests too")]

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

const TUTOR: &str = env!("CARGO_BIN_EXE_v6dojo");
const END_OF_FRAME: &[u8] = b"\x1b[?2026l";
/// How long a frame may take before the bench gives up.
const PATIENCE: Duration = Duration::from_secs(20);
/// Starts of each kind.
const STARTS: usize = 40;
/// How long the idle program and the film are watched.
const WATCH: Duration = Duration::from_secs(5);

type Size = (u16, u16);

/// A word to choose it by, and what it measures.
type Row = (&'static str, fn());

fn main() {
    let wanted = std::env::args().skip(1).find(|word| !word.starts_with('-')).unwrap_or_default();
    let table: [Row; 8] = [
        ("start", starts),
        ("key", keys),
        ("idle", idle),
        ("playing", playing),
        ("paste", paste),
        ("memory", memory),
        ("binary", binary),
        ("lesson", opening),
    ];
    println!("{:<46} {:>12} {:>12} {:>10}", "what", "median", "p99", "budget");
    for (name, measure) in table {
        if name.contains(&wanted) {
            measure();
        }
    }
}

/// A row with a budget for the median or, where `of` says so, for the 99th percentile.
fn row(what: &str, unit: &str, mut values: Vec<f64>, budget: Option<(Of, f64)>) {
    values.sort_by(f64::total_cmp);
    let at = |part: f64| values[((values.len() - 1) as f64 * part).round() as usize];
    let (median, p99) = (at(0.5), at(0.99));
    let show = |value: f64| format!("{value:.1} {unit}");
    let (limit, verdict) = match budget {
        None => ("-".to_owned(), ""),
        Some((of, limit)) => {
            let value = if of == Of::Median { median } else { p99 };
            (show(limit), if value <= limit { "ok" } else { "OVER" })
        }
    };
    println!("{what:<46} {:>12} {:>12} {limit:>10} {verdict}", show(median), show(p99));
}

/// What a budget is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    Median,
    Percentile99,
}

fn starts() {
    for size in [(80, 24), (120, 40)] {
        let (mut home, mut lesson) = (Vec::new(), Vec::new());
        for _ in 0..STARTS {
            let begin = Instant::now();
            let mut stage = Stage::start(size);
            home.push(ms(stage.frame() - begin));
            stage.press("\r");
            lesson.push(ms(stage.frame() - begin));
        }
        let (columns, rows) = size;
        row(&format!("start to the home screen, {columns}x{rows}"), "ms", home, Some((Of::Median, 10.0)));
        row(&format!("start to a lesson by way of it, {columns}x{rows}"), "ms", lesson, Some((Of::Median, 10.0)));
    }
}

/// Opening a lesson, when the program has been there for a while.
fn opening() {
    let mut times = Vec::new();
    for _ in 0..STARTS {
        let mut stage = Stage::start((120, 40));
        stage.frame();
        stage.pass(Duration::from_millis(200));
        times.push(ms(stage.key("\r")));
    }
    row("a lesson is opened, 120x40", "ms", times, Some((Of::Median, 10.0)));
}

fn keys() {
    let mut stage = Stage::lesson((200, 60));
    // Language, panes, and back: each paints most of the screen.
    let whole: Vec<f64> = (0..60).flat_map(|_| ["L", "2", "3", "1"]).map(|key| ms(stage.key(key))).collect();
    stage.key("4");
    let typed: Vec<f64> =
        (0..200).map(|number| ["a", "w", "s", " "][number % 4]).map(|key| ms(stage.key(key))).collect();
    row("key to frame, 200x60, other panes and words", "ms", whole, Some((Of::Percentile99, 2.0)));
    row("key to frame, 200x60, a letter typed", "ms", typed, Some((Of::Percentile99, 2.0)));
}

fn idle() {
    let mut stage = Stage::lesson((120, 40));
    stage.pass(Duration::from_millis(300));
    let Some(before) = Usage::of(&stage) else { return };
    stage.pass(WATCH);
    let Some(after) = Usage::of(&stage) else { return };
    let seconds = WATCH.as_secs();
    row(
        &format!("idle for {seconds} s: wake-ups"),
        "",
        vec![after.switches - before.switches],
        Some((Of::Median, 0.0)),
    );
    row(&format!("idle for {seconds} s: CPU"), "ms", vec![after.cpu - before.cpu], Some((Of::Median, 0.0)));
}

fn playing() {
    let mut stage = Stage::lesson((120, 40));
    stage.key("4");
    stage.press("client-001a$ curl https://github.com/\r\x1b");
    stage.pass(Duration::from_millis(500));
    stage.press("5g");
    stage.pass(Duration::from_millis(500));
    stage.press(" ");
    let (begin, before) = (Instant::now(), Usage::of(&stage));
    let mut sizes = Vec::new();
    while begin.elapsed() < WATCH {
        stage.sent.clear();
        stage.frame();
        sizes.push(stage.sent.len() as f64);
    }
    let seconds = begin.elapsed().as_secs_f64();
    row("bytes of a frame of the player, 120x40", "B", sizes.clone(), Some((Of::Percentile99, 2048.0)));
    row("playing: frames in a second", "", vec![sizes.len() as f64 / seconds], None);
    if let (Some(before), Some(after)) = (before, Usage::of(&stage)) {
        let share = (after.cpu - before.cpu) / (seconds * 1000.0) * 100.0;
        row("playing: CPU", "%", vec![share], Some((Of::Median, 5.0)));
    }
}

fn paste() {
    let mut stage = Stage::lesson((120, 40));
    stage.key("4");
    let Some(before) = Usage::of(&stage) else { return };
    let text = "経路表 64:ff9b::/96 and so on\r".repeat(120_000);
    let time = stage.key(&format!("\x1b[200~{text}\x1b[201~"));
    let Some(after) = Usage::of(&stage) else { return };
    row(&format!("a paste of {:.1} MB: time", text.len() as f64 / 1e6), "ms", vec![ms(time)], None);
    row("a paste: CPU", "ms", vec![after.cpu - before.cpu], Some((Of::Median, 1000.0)));
    row("a paste: resident memory at its most", "MiB", vec![after.highest], None);
}

fn memory() {
    let mut stage = Stage::start((120, 40));
    stage.frame();
    stage.pass(Duration::from_millis(200));
    let home = Usage::of(&stage);
    stage.key("\r");
    stage.key("4");
    stage.press("client-001a$ curl https://github.com/\r\x1b");
    stage.pass(Duration::from_millis(500));
    stage.press("5 ");
    stage.pass(Duration::from_secs(1));
    let lesson = Usage::of(&stage);
    for (what, usage) in [("on the home screen", home), ("in a lesson, a film playing", lesson)] {
        if let Some(usage) = usage {
            row(&format!("resident memory {what}"), "MiB", vec![usage.resident], Some((Of::Median, 12.0)));
        }
    }
}

fn binary() {
    let bytes = fs::metadata(TUTOR).unwrap().len();
    row("the binary", "MB", vec![bytes as f64 / 1e6], Some((Of::Median, 8.0)));
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// The tutor in a terminal.
struct Stage {
    output: Receiver<(Instant, Vec<u8>)>,
    /// What has come, from the last frame on.
    sent: Vec<u8>,
    keys: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    _master: Box<dyn MasterPty + Send>,
    state: PathBuf,
}

impl Stage {
    fn start((cols, rows): Size) -> Self {
        let state = tempfile::tempdir().unwrap().keep();
        let pair = native_pty_system().openpty(PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }).unwrap();
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (send, output) = channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 65536];
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                if send.send((Instant::now(), bytes[..count].to_vec())).is_err() {
                    return;
                }
            }
        });
        let keys = pair.master.take_writer().unwrap();
        let mut command = CommandBuilder::new(TUTOR);
        command.args(["--lang", "ja"]);
        command.env("TERM", "xterm-256color");
        command.env("COLORTERM", "truecolor");
        command.env("V6DOJO_STATE_DIR", &state);
        let child = pair.slave.spawn_command(command).unwrap();
        Self { output, sent: Vec::new(), keys, child, _master: pair.master, state }
    }

    /// In its first lesson.
    fn lesson(size: Size) -> Self {
        let mut stage = Self::start(size);
        stage.frame();
        stage.key("\r");
        stage
    }

    fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).and_then(|()| self.keys.flush()).unwrap();
    }

    /// Waits for the end of a frame; when it came.
    fn frame(&mut self) -> Instant {
        loop {
            let seen = self.sent.len().saturating_sub(END_OF_FRAME.len());
            let (at, bytes) = self.output.recv_timeout(PATIENCE).expect("a frame");
            self.sent.extend_from_slice(&bytes);
            if self.sent[seen..].windows(END_OF_FRAME.len()).any(|bytes| bytes == END_OF_FRAME) {
                return at;
            }
        }
    }

    /// How long a key takes to its frame.
    fn key(&mut self, keys: &str) -> Duration {
        self.sent.clear();
        let begin = Instant::now();
        self.press(keys);
        self.frame() - begin
    }

    /// Lets time pass.
    fn pass(&mut self, time: Duration) {
        let end = Instant::now() + time;
        while let Ok((_, bytes)) = self.output.recv_timeout(end.saturating_duration_since(Instant::now())) {
            self.sent.extend_from_slice(&bytes);
        }
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
        fs::remove_dir_all(&self.state).ok();
    }
}

/// What a process has used so far.
struct Usage {
    /// Milliseconds.
    cpu: f64,
    /// Times at which one of its threads was woken.
    switches: f64,
    /// MiB.
    resident: f64,
    /// MiB, at the most.
    highest: f64,
}

impl Usage {
    fn of(stage: &Stage) -> Option<Self> {
        let process = PathBuf::from(format!("/proc/{}", stage.child.process_id()?));
        let mut usage = Self {
            cpu: 0.0,
            switches: 0.0,
            resident: status(&process, "VmRSS:")? / 1024.0,
            highest: status(&process, "VmHWM:")? / 1024.0,
        };
        for thread in fs::read_dir(process.join("task")).ok()? {
            let thread = thread.ok()?.path();
            let ran = fs::read_to_string(thread.join("schedstat")).ok()?;
            usage.cpu += ran.split(' ').next()?.parse::<f64>().ok()? / 1e6;
            usage.switches += status(&thread, "voluntary_ctxt_switches:")?;
        }
        Some(usage)
    }
}

/// A number of a process's or a thread's status.
fn status(of: &Path, field: &str) -> Option<f64> {
    let text = fs::read_to_string(of.join("status")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(field))?;
    line.split_whitespace().next()?.parse().ok()
}
