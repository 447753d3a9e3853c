//! How fast `lesson prove` explores: `cargo bench --bench prove`. The budget is 50,000 states a second on
//! two cores. `growth` explores the step of the chapter's lesson in which most can be done, by calls beyond
//! the author's; `library` explores all lessons inside the program on one core. Items are calls tried.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests too")]

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use std::sync::LazyLock;
use v6dojo::lesson::explore::{Alone, Bound, Explored, explore, explore_step};
use v6dojo::lesson::{Lesson, library};
use v6dojo::session::Session;

fn main() {
    divan::main();
}

static LESSONS: LazyLock<Vec<Lesson>> =
    LazyLock::new(|| library::embedded().iter().map(|source| source.load().unwrap()).collect());

fn calls(explored: &[Explored]) -> usize {
    explored.iter().map(|step| step.counts.calls).sum()
}

/// The step that sends `64:ff9b::/96` to the NAT gateway, by so many calls beyond the author's one.
#[divan::bench(args = [0, 1, 2], sample_count = 3, sample_size = 1)]
fn growth(bencher: Bencher, beyond: usize) {
    let lesson = LESSONS.iter().find(|lesson| lesson.step("nat64-route").is_some()).unwrap();
    let at = lesson.step("nat64-route").unwrap();
    let world = Session::at(lesson.clone().into(), at).world().clone();
    let bound = Bound { beyond, ..Bound::default() };
    let run = || explore_step(&lesson.steps[at..], &world, bound, &Alone);
    bencher.counter(ItemsCount::new(run().counts.calls)).bench(|| black_box(run()));
}

/// Every lesson inside the program, one call beyond the author's.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn library(bencher: Bencher) {
    let bound = Bound { beyond: 1, ..Bound::default() };
    let run = || LESSONS.iter().map(|lesson| calls(&explore(lesson, bound, &Alone))).sum::<usize>();
    bencher.counter(ItemsCount::new(run())).bench(|| black_box(run()));
}
