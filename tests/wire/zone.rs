//! A small zone with one of everything that an answer can be made of: `zone.txt`, a master file.

use hickory_proto::serialize::txt::Parser;
use v6dojo::cloud::internet::Zone;
use v6dojo::net::dns;

/// The zone `example.`.
pub fn example() -> Zone {
    let parser = Parser::new(include_str!("zone.txt"), None, dns::name("example."));
    let (origin, sets) = parser.parse().expect("the zone is a master file");
    let records = sets.values().flat_map(|set| set.records_without_rrsigs().cloned()).collect();
    Zone { origin, records }
}
