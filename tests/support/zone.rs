//! A small zone with one of everything that an answer can be made of: `zone.txt`, a master file.

use v6dojo::cloud::internet::Zone;

/// The zone `example.`.
pub fn example() -> Zone {
    Zone::read("example.", include_str!("zone.txt")).expect("the zone is a master file")
}
