//! How long the smallest repair takes: `cargo bench --bench repair`. The budget for the chapter's world
//! is 5 ms. `chapter` goes through drills with one, two and three faults; `subnets` has one fault in
//! worlds that grow.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests too")]

use divan::{Bencher, black_box};
use serde_json::json;
use std::sync::{Arc, LazyLock};
use v6dojo::cloud::{Call, VpcId, World};
use v6dojo::guest::repair::{everyday, repair};
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
        .bench_local_refs(|drill| black_box(repair(&drill.world, &drill.probe, &everyday(&drill.world))));
}

/// The smallest repair of one fault among so many subnets.
#[divan::bench(args = [10, 100, 1000])]
fn subnets(bencher: Bencher, count: usize) {
    let deck = Deck::of(&grown(count)).unwrap();
    let drills: Vec<Drill> = (0..4).filter_map(|seed| deck.deal(seed, 1)).collect();
    let mut next = drills.iter().cycle();
    bencher
        .with_inputs(|| next.next().unwrap())
        .bench_local_refs(|drill| black_box(repair(&drill.world, &drill.probe, &everyday(&drill.world))));
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

/// Subnets that a VPC may have.
const A_VPC: usize = 200;

/// The chapter's world with subnets added until there are so many: to the client's VPC, then to the
/// others, then to new ones.
fn grown(count: usize) -> World {
    let mut world = CHAPTER.clone();
    let client = Parts::of(&world).unwrap().vpc;
    let zone = world.subnets.iter().next().unwrap().availability_zone.clone();
    let mut vpcs: Vec<VpcId> = world.vpcs.iter().map(|vpc| vpc.id).collect();
    vpcs.sort_by_key(|vpc| *vpc != client);
    for filled in 0.. {
        if vpcs.len() == filled && world.subnets.len() < count {
            let made = call(&mut world, "CreateVpc", json!({"CidrBlock": format!("10.{}.0.0/16", 100 + filled)}));
            vpcs.push(made["Vpc"]["VpcId"].as_str().unwrap().parse().unwrap());
        }
        let Some(vpc) = vpcs.get(filled) else { return world };
        fill(&mut world, *vpc, (&zone, count));
    }
    world
}

/// Adds subnets, with a table of its own for some, until the VPC or the world has enough.
fn fill(world: &mut World, vpc: VpcId, (zone, count): (&str, usize)) {
    let base = world.vpcs.get(vpc).unwrap().ipv4_blocks[0].1.network().octets()[1];
    let there = world.subnets.iter().filter(|subnet| subnet.vpc_id == vpc).count();
    for number in 0..(A_VPC - there).min(count.saturating_sub(world.subnets.len())) {
        let block = format!("10.{base}.{}.{}/28", 160 + number / 16, number % 16 * 16);
        let parameters = json!({"VpcId": vpc, "CidrBlock": block, "AvailabilityZone": zone});
        let subnet = call(world, "CreateSubnet", parameters)["Subnet"]["SubnetId"].clone();
        if number % TABLE_EVERY == 0 {
            let made = call(world, "CreateRouteTable", json!({"VpcId": vpc}));
            let table = made["RouteTable"]["RouteTableId"].clone();
            call(world, "AssociateRouteTable", json!({"RouteTableId": table, "SubnetId": subnet}));
        }
    }
}

fn call(world: &mut World, operation: &str, parameters: serde_json::Value) -> serde_json::Value {
    world.call(&Call::parse_value(operation, parameters).unwrap()).unwrap()
}
