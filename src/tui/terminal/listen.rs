//! What comes from outside: threads that wait for keys, for signals and for the loss of the terminal.
//! They sleep until something comes.

use super::painter::Told;
use super::{Curious, Input};
use crate::tui::ask::{Answer, Sieve, Sifted, width_by};
use ratatui::crossterm::{cursor, event};
use std::io;
use std::sync::mpsc::Sender;

/// Starts the threads.
pub(super) fn listen(sender: &Sender<Input>, curious: Curious) -> io::Result<()> {
    system::listen(sender)?;
    let keys = Told(sender.clone());
    std::thread::Builder::new().name("keys".into()).stack_size(256 * 1024).spawn(move || {
        let sieve = (curious == Curious::Yes).then(Sieve::default);
        hear_keys(sieve, |input| keys.0.send(input).is_ok()).ok();
    })?;
    Ok(())
}

/// Hands on what comes in until the terminal is gone, or nobody is there to `tell`.
fn hear_keys(mut sieve: Option<Sieve>, tell: impl Fn(Input) -> bool) -> io::Result<()> {
    loop {
        let sifted = match &mut sieve {
            None => vec![Sifted::Event(event::read()?)],
            Some(sieve) => match sieve.patience() {
                Some(limit) if !event::poll(limit)? => sieve.release(None),
                _ => sieve.take(event::read()?),
            },
        };
        for one in sifted {
            let mut inputs = match one {
                Sifted::Event(event) => vec![Input::Event(event)],
                Sifted::Background(colour) => vec![Input::Answer(Answer::Background(colour))],
            };
            if let [Input::Answer(_)] = inputs[..] {
                // That answer has come before this one, so asking for it anew takes the one that is there.
                inputs.extend(cursor::position().ok().and_then(width_by).map(Input::Answer));
            }
            if !inputs.into_iter().all(&tell) {
                return Ok(());
            }
        }
    }
}

pub use system::{can_stop, die_of, stop};

/// Signals, and shells that stop programs.
#[cfg(unix)]
mod system {
    use super::Input;
    use crate::tui::terminal::Stop;
    use rustix::event::{PollFd, PollFlags, poll};
    use rustix::process::{Signal, getpgrp, getpid, getsid, kill_current_process_group, kill_process};
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGXFSZ};
    use std::io;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::mpsc::Sender;

    /// Whether the next SIGTSTP is our own.
    static OWN: AtomicBool = AtomicBool::new(false);

    pub fn listen(sender: &Sender<Input>) -> io::Result<()> {
        signals(sender.clone())?;
        loss(sender.clone())
    }

    fn signals(sender: Sender<Input>) -> io::Result<()> {
        // SIGXFSZ is only kept from ending the program: the write that met the limit fails, and that is told.
        let wanted = [SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT, SIGXFSZ];
        let mut signals = signal_hook::iterator::Signals::new(wanted)?;
        std::thread::Builder::new().name("signals".into()).stack_size(128 * 1024).spawn(move || {
            for signal in &mut signals {
                let input = match signal {
                    SIGXFSZ => continue,
                    SIGTSTP if OWN.swap(false, Ordering::SeqCst) => continue,
                    SIGTSTP => Input::Stop,
                    SIGCONT => Input::Continued,
                    other => Input::End(other),
                };
                if sender.send(input).is_err() {
                    return;
                }
            }
        })?;
        Ok(())
    }

    /// Waits for the terminal to go away: whoever reads keys from one that is gone hears nothing, for ever.
    fn loss(sender: Sender<Input>) -> io::Result<()> {
        std::thread::Builder::new().name("loss".into()).stack_size(128 * 1024).spawn(move || {
            let out = io::stdout();
            let mut watched = [PollFd::new(&out, PollFlags::empty())];
            loop {
                match poll(&mut watched, None) {
                    Err(rustix::io::Errno::INTR) => {}
                    Ok(_) if watched[0].revents().intersects(PollFlags::HUP | PollFlags::ERR) => {
                        sender.send(Input::Lost).ok();
                        return;
                    }
                    // A system that can't tell.
                    Ok(_) | Err(_) => return,
                }
            }
        })?;
        Ok(())
    }

    /// Whether there is a shell that would notice and could let us go on: it puts programs into process
    /// groups of their own. Without one, who stops stops for ever.
    pub fn can_stop() -> bool {
        getsid(None).is_ok_and(|session| session != getpgrp())
    }

    /// Stops the program until SIGCONT comes.
    pub fn stop(whom: Stop) {
        if whom == Stop::WholeJob {
            // The signal is caught here, but not by those started with us, or by who started us (`cargo run`).
            OWN.store(true, Ordering::SeqCst);
            if kill_current_process_group(Signal::TSTP).is_err() {
                OWN.store(false, Ordering::SeqCst);
            }
        }
        kill_process(getpid(), Signal::STOP).ok();
    }

    /// Ends the process the way the signal would have ended it, now that everything is put away.
    pub fn die_of(signal: i32) {
        signal_hook::low_level::emulate_default_handler(signal).ok();
    }
}

/// There are no such signals here.
#[cfg(not(unix))]
mod system {
    use super::Input;
    use crate::tui::terminal::Stop;
    use std::io;
    use std::sync::mpsc::Sender;

    #[expect(clippy::unnecessary_wraps, reason = "the same shape as on Unix")]
    pub fn listen(_sender: &Sender<Input>) -> io::Result<()> {
        Ok(())
    }

    pub fn can_stop() -> bool {
        false
    }

    pub fn stop(_whom: Stop) {}

    pub fn die_of(_signal: i32) {}
}
