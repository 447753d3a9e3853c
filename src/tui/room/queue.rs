//! Lines that wait for a peer: a few, and of too many the newest, since each tells everything.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// Lines that wait; older ones are dropped.
const LENGTH: usize = 8;

/// A queue between the stage, which never waits, and a thread that does.
#[derive(Default)]
pub(super) struct Queue {
    waiting: Mutex<Waiting>,
    bell: Condvar,
}

#[derive(Default)]
struct Waiting {
    lines: VecDeque<Arc<[u8]>>,
    state: State,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum State {
    #[default]
    Open,
    Closed,
}

/// Nobody panics with one of these in hand, and if somebody did, what is inside would still be whole.
pub(super) fn hold<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Queue {
    /// Adds a line; where too many wait, the oldest is dropped.
    pub fn push(&self, line: Arc<[u8]>) {
        let mut waiting = hold(&self.waiting);
        if waiting.lines.len() >= LENGTH {
            waiting.lines.pop_front();
        }
        waiting.lines.push_back(line);
        self.bell.notify_one();
    }

    /// Waits for the next line; none once it is closed and empty.
    pub fn pop(&self) -> Option<Arc<[u8]>> {
        let mut waiting = hold(&self.waiting);
        loop {
            if let Some(line) = waiting.lines.pop_front() {
                return Some(line);
            }
            if waiting.state == State::Closed {
                return None;
            }
            waiting = self.bell.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Lets nobody wait any more.
    pub fn close(&self) {
        hold(&self.waiting).state = State::Closed;
        self.bell.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_peer_hears_the_newest_and_a_closed_queue_ends() {
        let queue = Queue::default();
        for number in 0..100_u8 {
            queue.push(vec![number].into());
        }
        queue.close();
        let heard: Vec<u8> = std::iter::from_fn(|| queue.pop()).map(|line| line[0]).collect();
        assert_eq!(heard, (92..100).collect::<Vec<_>>());
    }
}
