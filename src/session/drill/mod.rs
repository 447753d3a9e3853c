//! Drills: a working world is broken in one to three places, and the learner finds and mends it with
//! as few probes as possible. The same seed deals the same drill to a whole class.
//!
//! [`parts`] says who plays which part in a working world, [`faults`] breaks them, a [`Deck`] deals,
//! and [`score`] counts; [`wreck`] breaks any world, for an instructor. Nothing is dealt that breaks nothing, that the repair cannot mend, or in
//! which a fault hides in another's shadow: on the repair's way there are as many obstacles as there
//! are faults.

pub mod faults;
pub mod parts;
pub mod score;
pub mod wreck;

use crate::cloud::World;
use crate::cloud::world::mix;
use crate::guest::repair::{self, Command};
use crate::sim::Outcome;
use crate::sim::blockers::{Blocker, Code};
use crate::sim::repair::{Repair, carry_out};
pub use faults::Fault;
use parts::Parts;
use std::time::SystemTime;

/// How many places are broken at most.
pub const MOST_FAULTS: usize = 3;

/// A broken world.
#[derive(Clone, Debug)]
pub struct Drill {
    /// The number it was dealt by.
    pub seed: u64,
    /// The world, with nothing in transition.
    pub world: World,
    /// The command that fails, and shall succeed.
    pub probe: Command,
    /// What was broken.
    pub faults: Vec<Fault>,
    /// What stands in the probe's way, in path order: as many as there are faults.
    pub blockers: Vec<Blocker>,
    /// The least that mends it.
    pub repair: Repair,
}

/// Everything that can be dealt from one working world.
#[derive(Clone, Debug)]
pub struct Deck {
    world: World,
    parts: Parts,
    /// For each probe the faults that break it, each alone.
    hands: Vec<(Command, Vec<Fault>)>,
}

impl Deck {
    /// The deck of a world. None where it lacks a part, or no probe succeeds in it.
    pub fn of(world: &World) -> Option<Self> {
        let mut world = world.clone();
        world.settle();
        let parts = Parts::of(&world)?;
        let broken = |fault: Fault| Some((fault, carry_out(&world, &fault.calls(&world, &parts)?)?));
        let worlds: Vec<(Fault, World)> = Fault::ALL.into_iter().filter_map(broken).collect();
        let works = |probe: &Command, world: &World| probe.trace(world).outcome == Outcome::Ok;
        let breaking = |probe: Command| {
            let faults = worlds.iter().filter(|(_, world)| !works(&probe, world)).map(|(fault, _)| *fault);
            let faults: Vec<Fault> = faults.collect();
            (probe, faults)
        };
        let probes = parts.probes(&world).into_iter().filter(|probe| works(probe, &world));
        let hands: Vec<_> = probes.map(breaking).filter(|(_, faults)| !faults.is_empty()).collect();
        (!hands.is_empty()).then_some(Self { world, parts, hands })
    }

    /// The drill of this seed with so many faults. None where none was found.
    pub fn deal(&self, seed: u64, faults: usize) -> Option<Drill> {
        const TRIES: u64 = 200;
        (0..TRIES).find_map(|attempt| self.draw(seed, faults, &mut Dice::new(seed, faults, attempt)))
    }

    /// Draws faults and a probe, and says what came of it where that is a drill.
    fn draw(&self, seed: u64, count: usize, dice: &mut Dice) -> Option<Drill> {
        // The first fault is drawn of all kinds, so that rare ones come up as often as others.
        let first = *dice.one_of(&Fault::ALL)?;
        let breaks: Vec<&(Command, Vec<Fault>)> =
            self.hands.iter().filter(|(_, faults)| faults.contains(&first)).collect();
        let (probe, others) = dice.one_of(&breaks)?;
        let mut faults = vec![first];
        while faults.len() < count {
            let other = *dice.one_of(others)?;
            if faults.contains(&other) {
                return None;
            }
            faults.push(other);
        }
        let mut world = self.world.clone();
        for fault in &faults {
            let calls = fault.calls(&world, &self.parts)?;
            world = carry_out(&world, &calls)?;
        }
        faults.sort_unstable();
        let repair =
            repair::repair(&world, probe, &repair::everyday(&world)).filter(|repair| repair.breaks.is_empty())?;
        let blockers = repair::blockers(&world, probe, Some(&repair));
        let fair = blockers.len() == faults.len();
        fair.then(|| Drill { seed, world, probe: probe.clone(), faults, blockers, repair })
    }
}

impl Drill {
    /// The probe as it is typed: `HOST$ command`.
    pub fn line(&self) -> String {
        self.probe.line(&self.world)
    }

    /// What the obstacle at this position might be: its kind among others that are none here.
    pub fn suspects(&self, position: usize) -> Vec<Code> {
        const COUNT: usize = 5;
        let mut dice = Dice::new(self.seed, self.faults.len(), u64::MAX - position as u64);
        let Some(blocker) = self.blockers.get(position) else { return Vec::new() };
        let mut innocent: Vec<Code> =
            SUSPECTS.into_iter().filter(|code| self.blockers.iter().all(|blocker| blocker.code != *code)).collect();
        while innocent.len() >= COUNT {
            innocent.remove(dice.below(innocent.len()));
        }
        innocent.insert(dice.below(COUNT), blocker.code);
        innocent
    }

    /// Whether something of this kind stands in the probe's way, at this place if one is named.
    pub fn is_right(&self, code: Code, place: Option<&str>) -> bool {
        let there = |blocker: &Blocker| {
            let name = blocker.place.as_ref().map(|place| crate::sim::path::name(&self.world, place));
            place.is_none_or(|place| name.as_deref() == Some(place))
        };
        self.blockers.iter().any(|blocker| blocker.code == code && there(blocker))
    }
}

/// What may be suspected of standing in a client's way.
pub const SUSPECTS: [Code; 14] = [
    Code::Dns64Off,
    Code::ResolverSilent,
    Code::GuestWithoutIpv6,
    Code::SecurityGroupEgress,
    Code::SecurityGroupIngress,
    Code::NetworkAclEgress,
    Code::NetworkAclIngress,
    Code::NoRoute,
    Code::Blackhole,
    Code::WrongTarget,
    Code::NatWithoutWayOut,
    Code::NatPrivate,
    Code::Loop,
    Code::SourceDestCheck,
];

/// Numbers that look drawn, and are the same for the same seed on every machine.
struct Dice {
    seed: String,
    rolls: u64,
}

impl Dice {
    fn new(seed: u64, faults: usize, attempt: u64) -> Self {
        Self { seed: format!("{seed}/{faults}/{attempt}"), rolls: 0 }
    }

    /// A number below `count`; 0 where that is 0.
    fn below(&mut self, count: usize) -> usize {
        self.rolls += 1;
        let rolled = mix(&format!("{}/{}", self.seed, self.rolls));
        usize::try_from(rolled % count.max(1) as u64).unwrap_or(0)
    }

    fn one_of<'d, T>(&mut self, all: &'d [T]) -> Option<&'d T> {
        all.get(self.below(all.len()))
    }
}

/// A number that nobody has chosen: four digits of the clock.
pub fn any_seed() -> u64 {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    u64::from(now.subsec_micros()) % 9000 + 1000
}
