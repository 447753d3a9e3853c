//! The thread that writes to the terminal. A slow terminal holds up nobody but this thread: while a
//! frame is under way no other is drawn, so that frames are left out, and never wait in a queue.
//!
//! The terminal is given back by the same thread, because only it knows where a frame ends.

use super::{Input, switches};
use ratatui::crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::time::Duration;

/// How long the end waits for a terminal that takes nothing. One that is lost says so at once.
const PATIENCE: Duration = Duration::from_secs(2);

/// What the thread is given to do.
enum Job {
    /// Write a frame, and say so by [`Input::Painted`].
    Frame(Vec<u8>),
    /// Switch everything off, and tell whoever waits for it.
    Off(Sender<()>),
}

/// The hand on the terminal. Copies are of the same hand.
#[derive(Clone)]
pub(super) struct Painter {
    jobs: SyncSender<Job>,
    /// Whether the terminal is ours.
    ours: Arc<AtomicBool>,
}

impl Painter {
    /// Starts the thread. It sleeps until there is something to write.
    pub fn start(inputs: Sender<Input>) -> io::Result<Self> {
        // A frame, and the end behind it.
        let (jobs, todo) = sync_channel(2);
        let thread = std::thread::Builder::new().name("painter".into()).stack_size(128 * 1024);
        thread.spawn(move || {
            let told = Told(inputs);
            work(&todo, &told.0);
        })?;
        Ok(Self { jobs, ours: Arc::new(AtomicBool::new(false)) })
    }

    /// Takes the terminal; what is to be sent before anything is drawn.
    pub fn take(&self) -> io::Result<Vec<u8>> {
        // Where the program was stopped without being asked, a shell has changed the mode behind our back.
        // Where nobody has, it stays as it is: in the moment between the two a key would be lost.
        if !is_raw() {
            disable_raw_mode().ok();
            enable_raw_mode()?;
        }
        self.ours.store(true, Ordering::SeqCst);
        switches::on()
    }

    /// Hands a frame over. The frame before has been painted.
    pub fn paint(&self, frame: Vec<u8>) {
        // Where the thread is gone, `Input::Lost` is on its way.
        self.jobs.send(Job::Frame(frame)).ok();
    }

    /// Gives the terminal back, if it is ours. What fails can't be helped any more.
    pub fn give_back(&self) {
        if !self.ours.swap(false, Ordering::SeqCst) {
            return;
        }
        let (done, heard) = channel();
        if self.jobs.try_send(Job::Off(done)).is_ok() {
            heard.recv_timeout(PATIENCE).ok();
        }
        disable_raw_mode().ok();
    }
}

/// Whether keys come one by one, none of them a signal. A program in the background is stopped by asking.
#[cfg(unix)]
fn is_raw() -> bool {
    use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
    let out = io::stdout();
    if tcgetattr(&out).and_then(|modes| tcsetattr(&out, OptionalActions::Now, &modes)).is_err() {
        return false;
    }
    tcgetattr(&out).is_ok_and(|modes| !modes.local_modes.intersects(LocalModes::ICANON | LocalModes::ISIG))
}

/// Nobody changes it there.
#[cfg(not(unix))]
fn is_raw() -> bool {
    false
}

/// Says that the terminal is lost when the thread ends, in whatever way.
pub(super) struct Told(pub Sender<Input>);

impl Drop for Told {
    fn drop(&mut self) {
        self.0.send(Input::Lost).ok();
    }
}

fn work(todo: &Receiver<Job>, inputs: &Sender<Input>) {
    let mut out = io::stdout();
    for job in todo {
        match job {
            Job::Frame(frame) => {
                let written = out.write_all(&frame).and_then(|()| out.flush());
                if written.is_err() || inputs.send(Input::Painted).is_err() {
                    return;
                }
            }
            Job::Off(done) => {
                out.write_all(&switches::off()).and_then(|()| out.flush()).ok();
                done.send(()).ok();
            }
        }
    }
}
