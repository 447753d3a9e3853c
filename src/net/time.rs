//! Simulated time. Real clocks are never read below the stage: an instant is a count of nanoseconds
//! since the world's first moment, and passes only when somebody says so.

use std::time::Duration;

/// An instant of simulated time: nanoseconds since the world began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SimTime(u64);

impl SimTime {
    /// The world's first moment.
    pub const ZERO: Self = Self(0);

    /// The instant `nanos` nanoseconds after the world's first moment.
    pub const fn from_nanos(nanos: u64) -> Self {
        Self(nanos)
    }

    /// Nanoseconds since the world's first moment.
    pub const fn as_nanos(self) -> u64 {
        self.0
    }

    /// How long after `earlier` this is; zero where it is not later.
    pub const fn since(self, earlier: Self) -> Duration {
        Duration::from_nanos(self.0.saturating_sub(earlier.0))
    }
}

impl std::ops::Add<Duration> for SimTime {
    type Output = Self;

    /// Saturates at the end of time (584 years).
    fn add(self, later: Duration) -> Self {
        let nanos = u64::try_from(later.as_nanos()).unwrap_or(u64::MAX);
        Self(self.0.saturating_add(nanos))
    }
}
