//! Calls carried out so that their order leaves no trace: the ids that a call gives are made from the
//! call itself, and afterwards nothing is in transition and no time has passed.

use crate::cloud::command_line::print;
use crate::cloud::kind::every_table;
use crate::cloud::route_table::Target;
use crate::cloud::world::mix;
use crate::cloud::{Call, World};
use serde_json::Value;
use std::collections::HashSet;

/// Ids that one call may give.
const IDS: u64 = 64;

/// How many of them are looked at to see whether they are free: those of what is really made come first.
const LOOKED_AT: u64 = 6;

/// Something a learner may do: a call, and where its ids begin.
#[derive(Debug)]
pub(super) struct Move {
    /// The call.
    pub call: Call,
    /// Counted up from here, ids are made.
    seed: u64,
    /// The digits of the first ids, where nobody has made the call yet.
    digits: Vec<u128>,
}

impl Move {
    /// A call as a move.
    pub fn new(call: Call) -> Self {
        // The last bits count ids, the first is kept free so that counting never overflows.
        let seed = (mix(&print(&call)) >> 1) / IDS * IDS;
        Self { digits: digits(seed), call, seed }
    }

    /// The world after it, nothing in transition; none where EC2 refuses it.
    pub fn carry(&self, world: &World, taken: &Taken) -> Option<World> {
        self.respond(world, taken).map(|(world, _)| world)
    }

    /// The world after it, and EC2's response.
    pub fn respond(&self, world: &World, taken: &Taken) -> Option<(World, Value)> {
        let mut next = world.clone();
        next.minted = self.free_seed(taken);
        let response = self.call.apply(&mut next).ok()?;
        next.settle();
        (next.now, next.minted) = (world.now, world.minted);
        Some((next, response))
    }

    /// The first seed whose ids nothing has and nothing refers to: the same call can be made again.
    fn free_seed(&self, taken: &Taken) -> u64 {
        if taken.has_none(&self.digits) {
            return self.seed;
        }
        let later = (1..IDS).map(|round| self.seed.wrapping_add(round * IDS));
        let mut free = later.filter(|seed| taken.has_none(&digits(*seed)));
        free.next().unwrap_or(self.seed)
    }
}

/// The digits of the first ids after a seed, as [`World::mint`] makes them.
fn digits(seed: u64) -> Vec<u128> {
    let mut probe = World { minted: seed, ..World::default() };
    (0..LOOKED_AT).map(|_| probe.mint(|digits| digits)).collect()
}

/// The digits of all ids in a world: of what is there, also gone, and of what routes lead to.
#[derive(Debug)]
pub(super) struct Taken(HashSet<u128>);

impl Taken {
    /// Those of a world.
    pub fn of(world: &World) -> Self {
        let mut digits = HashSet::with_capacity(128);
        macro_rules! look {
            ($($table:ident),*) => { $(digits.extend(world.$table.ids().map(|id| id.digits()));)* };
        }
        every_table!(look);
        for route in world.route_tables.iter().flat_map(|table| &table.routes) {
            digits.extend(match route.target {
                Target::Local => None,
                Target::InternetGateway(id) => Some(id.digits()),
                Target::EgressOnlyInternetGateway(id) => Some(id.digits()),
                Target::NatGateway(id) => Some(id.digits()),
                Target::Instance(_, id) | Target::NetworkInterface(id) => Some(id.digits()),
            });
        }
        Self(digits)
    }

    fn has_none(&self, digits: &[u128]) -> bool {
        !digits.iter().any(|digits| self.0.contains(digits))
    }
}
