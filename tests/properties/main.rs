//! Statements about all packets, addresses and DNS messages, tried on many that a generator chooses. It
//! chooses the same ones every time; the fuzz targets in `tests/fuzz` look further.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests too")]

mod addresses;
#[path = "../support/checksums.rs"]
mod checksums;
mod names;
mod noise;
mod packets;
mod room;
mod translation;
#[path = "../support/zone.rs"]
mod zone;

use proptest::test_runner::{Config, RngSeed};

/// So many cases, the same ones every time.
fn cases(cases: u32) -> Config {
    Config { cases, failure_persistence: None, rng_seed: RngSeed::Fixed(6052), ..Config::default() }
}
