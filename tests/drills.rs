//! Drills, many of them: each fails as dealt, the repair mends it and nothing less does, and the same
//! seed deals the same. `V6DOJO_DRILLS=10000 cargo test --release --test drills` deals more.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::sync::Arc;
use v6dojo::cloud::World;
use v6dojo::lesson::library;
use v6dojo::session::Session;
use v6dojo::session::drill::{Deck, Drill, Fault, MOST_FAULTS};
use v6dojo::sim::Outcome;
use v6dojo::sim::repair::carry_out_what_goes;

/// How many seeds are dealt where nobody says.
const SEEDS: u64 = 200;

/// The chapter's world as it is at the end of the lesson.
fn finished() -> World {
    let lesson = library::embedded().into_iter().map(|source| source.load().unwrap());
    let lesson = Arc::new(lesson.into_iter().find(|lesson| lesson.id == "nat64-dns64").unwrap());
    Session::finished(&lesson).world().clone()
}

fn deck() -> Deck {
    Deck::of(&finished()).unwrap()
}

fn seeds() -> u64 {
    std::env::var("V6DOJO_DRILLS").map_or(SEEDS, |count| count.parse().unwrap())
}

fn succeeds(drill: &Drill, world: &World) -> bool {
    drill.probe.trace(world).outcome == Outcome::Ok
}

/// What does not hold of a drill.
fn wrong_with(drill: &Drill, faults: usize) -> Option<String> {
    let kinds: BTreeSet<Fault> = drill.faults.iter().copied().collect();
    if kinds.len() != faults || drill.blockers.len() != faults {
        return Some(format!("{} faults, {} obstacles", kinds.len(), drill.blockers.len()));
    }
    if succeeds(drill, &drill.world) {
        return Some("the probe succeeds as dealt".to_owned());
    }
    let calls = &drill.repair.calls;
    if !succeeds(drill, &carry_out_what_goes(&drill.world, calls)) {
        return Some("the repair does not mend it".to_owned());
    }
    let less = (0..(1_u32 << calls.len()) - 1).find(|kept| {
        let some = calls.iter().enumerate().filter(|(at, _)| kept & (1 << at) != 0).map(|(_, call)| call);
        succeeds(drill, &carry_out_what_goes(&drill.world, some))
    });
    less.map(|kept| format!("calls {kept:b} of the repair are enough"))
}

/// Deals these seeds and gives the kinds that came up.
fn deal(deck: &Deck, seeds: impl Iterator<Item = u64>) -> BTreeSet<Fault> {
    let mut seen = BTreeSet::new();
    for seed in seeds {
        let faults = usize::try_from(seed).unwrap() % MOST_FAULTS + 1;
        let drill = deck.deal(seed, faults).unwrap_or_else(|| panic!("seed {seed}: nothing was dealt"));
        if let Some(wrong) = wrong_with(&drill, faults) {
            panic!("seed {seed}, {:?}, {}: {wrong}", drill.faults, drill.line());
        }
        seen.extend(drill.faults);
    }
    seen
}

#[test]
fn every_drill_is_broken_as_asked_and_can_be_mended() {
    let (deck, count) = (deck(), seeds());
    let seen: BTreeSet<Fault> = std::thread::scope(|scope| {
        let halves = [0, 1].map(|first| {
            let deck = &deck;
            scope.spawn(move || deal(deck, (first..count).step_by(2)))
        });
        halves.into_iter().flat_map(|half| half.join().unwrap()).collect()
    });
    let missing: Vec<Fault> = Fault::ALL.into_iter().filter(|fault| !seen.contains(fault)).collect();
    assert!(missing.is_empty(), "never dealt in {count} drills: {missing:?}");
}

#[test]
fn the_same_seed_deals_the_same_drill() {
    let (one, other) = (deck(), deck());
    for seed in 0..6 {
        let faults = usize::try_from(seed).unwrap() % MOST_FAULTS + 1;
        let (one, other) = (one.deal(seed, faults).unwrap(), other.deal(seed, faults).unwrap());
        assert_eq!((one.line(), &one.faults, &one.repair), (other.line(), &other.faults, &other.repair));
        assert_eq!(one.world, other.world);
    }
}

#[test]
fn all_kinds_are_of_table_8_and_there_are_enough() {
    let kinds: BTreeSet<Fault> = Fault::ALL.into_iter().collect();
    assert_eq!(kinds.len(), Fault::ALL.len(), "a kind is listed twice");
    assert!(kinds.len() >= 30);
    assert!(Fault::ALL.into_iter().all(|fault| (1..=72).contains(&fault.row())));
}
