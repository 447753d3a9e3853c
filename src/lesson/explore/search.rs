//! The search: breadth first over the worlds that a learner can make in a step, each world once. Only
//! the worlds whose moves are not yet tried are kept; of the others there is the fingerprint, and the move
//! they came from.

use super::Workers;
use super::back;
use super::carry::{Move, Taken};
use super::fingerprint;
use super::judge::{Judge, Judgement, State};
use super::moves::{Alphabet, Cast};
use super::{Bound, Counts, End};
use crate::cloud::World;
use std::collections::HashMap;
use std::sync::Arc;

/// Worlds that one worker takes at a time.
const A_CHUNK: usize = 16;
/// Chunks whose next worlds are held at a time.
const CHUNKS: usize = 32;

/// A world that was found.
struct Node {
    parent: u32,
    by: Option<Arc<Move>>,
    state: State,
    way_on: bool,
}

/// A world whose moves are not tried yet.
struct Open {
    node: u32,
    world: World,
    fingerprint: u128,
}

/// A world after a move.
struct Next {
    parent: u32,
    by: Arc<Move>,
    world: World,
    fingerprint: u128,
}

/// What was tried from some worlds.
#[derive(Default)]
struct Tried {
    next: Vec<Next>,
    /// Worlds that were known already, with the world they were found from again.
    again: Vec<(u32, u32)>,
    calls: usize,
    refused: usize,
}

/// All that was found in a step.
pub(super) struct Search {
    nodes: Vec<Node>,
    seen: HashMap<u128, u32>,
    /// Where a world without a known way on leads to.
    edges: Vec<(u32, u32)>,
    pub counts: Counts,
}

impl Search {
    /// Explores from `begin`.
    pub fn run(begin: &World, judge: &Judge<'_>, alphabet: &mut Alphabet, how: (Bound, &impl Workers)) -> Self {
        let (bound, workers) = how;
        let mut search = Self { nodes: Vec::new(), seen: HashMap::new(), edges: Vec::new(), counts: Counts::default() };
        let fingerprint = fingerprint::of(begin);
        let Judgement { state, way_on } = judge.judge(begin, fingerprint);
        search.seen.insert(fingerprint, 0);
        search.nodes.push(Node { parent: 0, by: None, state, way_on });
        let mut frontier = vec![Open { node: 0, world: begin.clone(), fingerprint }];
        let mut known: HashMap<Cast, Arc<[Arc<Move>]>> = HashMap::new();
        let calls = alphabet.solution.len() + bound.beyond;
        for depth in 1..=calls {
            let (is_last, before) = (depth == calls, search.nodes.len());
            let mut found = Vec::new();
            for opens in frontier.chunks(A_CHUNK * CHUNKS) {
                if search.counts.end == End::States {
                    break;
                }
                let work: Vec<(&Open, Arc<[Arc<Move>]>)> = opens
                    .iter()
                    .map(|open| {
                        let moves = known.entry(alphabet.cast(&open.world));
                        (open, Arc::clone(moves.or_insert_with(|| alphabet.moves(&open.world).into())))
                    })
                    .collect();
                let seen = &search.seen;
                let begin = &begin;
                let chunks: Vec<_> = work.chunks(A_CHUNK).collect();
                let tried = workers.map(&chunks, &|chunk| expand(begin, chunk, seen));
                let new = search.take_in(tried, bound.states);
                found.extend(search.judged(new, judge, workers, is_last));
            }
            frontier = found;
            if search.nodes.len() == before || search.counts.end == End::States {
                break;
            }
            search.counts.depth = depth;
            if is_last {
                search.counts.end = End::Calls;
            }
        }
        search.counts.states = search.nodes.len();
        search.spread();
        search
    }

    /// Takes worlds in that were not known, and counts the others.
    fn take_in(&mut self, tried: Vec<Tried>, most: usize) -> Vec<(u32, Next)> {
        let mut new = Vec::new();
        for tried in tried {
            self.counts.calls += tried.calls;
            self.counts.refused += tried.refused;
            self.counts.again += tried.again.len();
            for (from, to) in tried.again {
                self.edge(from, to);
            }
            for next in tried.next {
                if let Some(known) = self.seen.get(&next.fingerprint) {
                    self.counts.again += 1;
                    self.edge(next.parent, *known);
                } else if self.seen.len() >= most {
                    self.counts.end = End::States;
                } else {
                    let number = narrow(self.seen.len());
                    self.seen.insert(next.fingerprint, number);
                    self.edge(next.parent, number);
                    new.push((number, next));
                }
            }
        }
        new
    }

    /// Only of worlds without a known way on it matters where they lead.
    fn edge(&mut self, from: u32, to: u32) {
        if !self.nodes[from as usize].way_on {
            self.edges.push((from, to));
        }
    }

    /// Judges new worlds, and keeps those whose moves are to be tried.
    fn judged(&mut self, new: Vec<(u32, Next)>, judge: &Judge<'_>, workers: &impl Workers, is_last: bool) -> Vec<Open> {
        let chunks: Vec<_> = new.chunks(A_CHUNK).collect();
        let judge = |chunk: &&[(u32, Next)]| -> Vec<Judgement> {
            chunk.iter().map(|(_, next)| judge.judge(&next.world, next.fingerprint)).collect()
        };
        let judgements = workers.map(&chunks, &judge);
        let mut open = Vec::new();
        for ((node, next), Judgement { state, way_on }) in new.into_iter().zip(judgements.into_iter().flatten()) {
            self.nodes.push(Node { parent: next.parent, by: Some(next.by), state, way_on });
            if !is_last {
                open.push(Open { node, world: next.world, fingerprint: next.fingerprint });
            }
        }
        open
    }

    /// A way on from a world is a way on from all worlds that lead to it.
    fn spread(&mut self) {
        loop {
            let found: Vec<u32> = self
                .edges
                .iter()
                .filter(|(from, to)| !self.nodes[*from as usize].way_on && self.nodes[*to as usize].way_on)
                .map(|(from, _)| *from)
                .collect();
            if found.is_empty() {
                return;
            }
            found.into_iter().for_each(|node| self.nodes[node as usize].way_on = true);
        }
    }

    /// Every world found, the nearest first: how it stands, and whether there is a way on.
    pub fn states(&self) -> impl Iterator<Item = (usize, &State, bool)> {
        self.nodes.iter().enumerate().map(|(at, node)| (at, &node.state, node.way_on))
    }

    /// The moves that lead to a world.
    pub fn path(&self, node: usize) -> Vec<Arc<Move>> {
        let mut path = Vec::new();
        let mut at = node;
        while let Some(by) = &self.nodes[at].by {
            path.push(Arc::clone(by));
            at = self.nodes[at].parent as usize;
        }
        path.reverse();
        path
    }
}

/// Tries all moves in some worlds.
fn expand(begin: &World, chunk: &[(&Open, Arc<[Arc<Move>]>)], seen: &HashMap<u128, u32>) -> Tried {
    let mut tried = Tried::default();
    for (open, moves) in chunk {
        let taken = Taken::of(&open.world);
        let backward = back::toward(begin, &open.world).into_iter().map(|call| Arc::new(Move::new(call)));
        for by in moves.iter().map(Arc::clone).chain(backward) {
            tried.calls += 1;
            let Some(world) = by.carry(&open.world, &taken) else {
                tried.refused += 1;
                continue;
            };
            let fingerprint = fingerprint::after(open.fingerprint, &open.world, &world);
            match seen.get(&fingerprint) {
                Some(known) => tried.again.push((open.node, *known)),
                None => tried.next.push(Next { parent: open.node, by, world, fingerprint }),
            }
        }
    }
    tried
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
