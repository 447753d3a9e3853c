//! A real terminal: the binary is started in one, keys and signals are sent to it, and what it sends
//! is read as a terminal reads it. Each story ends with the terminal as it was found, by the bytes that
//! were sent, and with the learner's progress on disk.
#![cfg(unix)]

mod ask;
mod ends;
mod forms;
mod mouse;
mod paste;
mod present;
mod record;
mod resize;
mod slow;
mod state;
mod suspend;
mod terminal;
mod twice;
mod walk;
mod watch;
