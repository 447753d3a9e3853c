//! How long the smallest repair takes: `cargo bench --bench repair`. The budget for the chapter's world
//! is 5 ms. `chapter` goes through drills with one, two and three faults; `subnets` has one fault in
//! worlds that grow.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests too")]

use divan::{Bencher, black_box};
use serde_json::json;
use std::sync::{Arc, LazyLock};
use v6dojo::cloud::{Call, World};
use v6dojo::guest::repair::repair;
use v6dojo::lesson::library;
use v6dojo::session::Session;
use v6dojo::session::drill::parts::Parts;
use v6dojo::session::drill::{Deck, Drill};

/// Drills of each kind.
const DRILLS: u64 = 40;
/// A subnet in so many has a route table of its own.
const TABLE_EVERY: usize = 10;

fn main() {
    divan::main();
}

/// The world in which the chapter's lesson ends.
static CHAPTER: LazyLock<World> = LazyLock::new(|| {
    let mut lessons =
        library::embedded().into_iter().map(|source| Session::finished(&Arc::new(source.load().unwrap())));
    lessons.find_map(|session| Deck::of(session.world()).map(|_| session.world().clone())).unwrap()
});

/// The smallest repair of drills with so many faults.
#[divan::bench(args = [1, 2, 3])]
fn chapter(bencher: Bencher, faults: usize) {
    let deck = Deck::of(&CHAPTER).unwrap();
    let drills: Vec<Drill> = (0..DRILLS).filter_map(|seed| deck.deal(seed, faults)).collect();
    let mut next = drills.iter().cycle();
    bencher
        .with_inputs(|| next.next().unwrap())
        .bench_local_refs(|drill| black_box(repair(&drill.world, &drill.probe, &[])));
}

/// The smallest repair of one fault among so many subnets.
#[divan::bench(args = [10, 100, 1000])]
fn subnets(bencher: Bencher, count: usize) {
    let deck = Deck::of(&grown(count)).unwrap();
    let drills: Vec<Drill> = (0..4).filter_map(|seed| deck.deal(seed, 1)).collect();
    let mut next = drills.iter().cycle();
    bencher
        .with_inputs(|| next.next().unwrap())
        .bench_local_refs(|drill| black_box(repair(&drill.world, &drill.probe, &[])));
}

/// A drill dealt, repair and all, where the deck is there already.
#[divan::bench(args = [1, 2, 3])]
fn deal(bencher: Bencher, faults: usize) {
    let deck = Deck::of(&CHAPTER).unwrap();
    let mut seeds = (0..DRILLS).cycle();
    bencher.with_inputs(|| seeds.next().unwrap()).bench_local_values(|seed| black_box(deck.deal(seed, faults)));
}

/// A deck made of a world.
#[divan::bench]
fn deck() -> Option<Deck> {
    Deck::of(black_box(&CHAPTER))
}

/// The chapter's world with subnets added to the client's VPC until there are so many.
fn grown(count: usize) -> World {
    let mut world = CHAPTER.clone();
    let vpc = Parts::of(&world).unwrap().vpc;
    let zone = world.subnets.iter().next().unwrap().availability_zone.clone();
    for number in 0..count.saturating_sub(world.subnets.len()) {
        let block = format!("10.1.{}.{}/28", 160 + number / 16, number % 16 * 16);
        let parameters = json!({"VpcId": vpc, "CidrBlock": block, "AvailabilityZone": zone});
        let subnet = call(&mut world, "CreateSubnet", parameters)["Subnet"]["SubnetId"].clone();
        if number % TABLE_EVERY == 0 {
            let made = call(&mut world, "CreateRouteTable", json!({"VpcId": vpc}));
            let table = made["RouteTable"]["RouteTableId"].clone();
            call(&mut world, "AssociateRouteTable", json!({"RouteTableId": table, "SubnetId": subnet}));
        }
    }
    world
}

fn call(world: &mut World, operation: &str, parameters: serde_json::Value) -> serde_json::Value {
    world.call(&Call::parse_value(operation, parameters).unwrap()).unwrap()
}
