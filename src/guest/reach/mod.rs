//! Every destination at once: the whole of IPv6 and of IPv4 in classes that share one fate, for packets
//! of one kind from one machine.
//!
//! Nothing is decided here. The space is cut at every edge at which a decision may turn out another way
//! ([`crate::sim::edges()`] and [`Machine::edges`]), one packet is sent to the first address of each piece
//! by the real walk, and pieces that fare alike are put together. So the partition is complete and exact.
//!
//! The Internet is one destination: whether anybody has an address there, or answers on that port, is
//! not the VPC's doing. What leaves through a gateway ends at [`Place::Internet`], and an answer is sent
//! back from there, since filters and gateways of the VPC may still lose that one.

mod fate;

pub use fate::{End, Fate, Probe, Walked, walk};

use super::machine::Machine;
use crate::cloud::{InstanceId, World};
use crate::net::Family;
use crate::net::addresses::{Addresses, Run, atoms};
use crate::sim::edges;
use std::net::IpAddr;

/// Where packets of one kind from one machine can go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// The machine.
    pub host: InstanceId,
    /// The kind of packets.
    pub probe: Probe,
    /// The classes, IPv6 first, each family in the order of the classes' lowest addresses.
    pub classes: Vec<Class>,
}

/// Destinations that share one fate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Class {
    /// All destinations of one family with this fate.
    pub addresses: Addresses,
    /// What becomes of packets for them.
    pub fate: Fate,
}

/// Destinations that an edit has moved from one fate to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// Which.
    pub addresses: Addresses,
    /// What became of their packets before.
    pub from: Fate,
    /// What becomes of them now.
    pub to: Fate,
}

const FAMILIES: [Family; 2] = [Family::Ipv6, Family::Ipv4];

impl Reach {
    /// Finds it out; none where the instance is gone.
    pub fn of(world: &World, host: InstanceId, probe: Probe) -> Option<Self> {
        let machine = Machine::of(world, host)?;
        let cuts: Vec<Run> = edges(world).into_iter().chain(machine.edges()).map(Run::from).collect();
        let mut classes = Vec::new();
        for family in FAMILIES {
            let first = classes.len();
            for atom in atoms(family, cuts.iter().copied()) {
                let fate = walk(&machine, probe, atom.first).fate;
                put(&mut classes, first, (atom, fate));
            }
        }
        Some(Self { host, probe, classes })
    }

    /// The class that an address is in.
    pub fn class_of(&self, address: IpAddr) -> Option<&Class> {
        self.classes.iter().find(|class| class.addresses.contains(address))
    }

    /// What fares otherwise in `after`, a class a pair of fates.
    pub fn moves(&self, after: &Self) -> Vec<Move> {
        let runs = self.classes.iter().chain(&after.classes).flat_map(|class| class.addresses.runs());
        let mut moves: Vec<Move> = Vec::new();
        for family in FAMILIES {
            let first = moves.len();
            for atom in atoms(family, runs.clone().copied()) {
                let fate = |reach: &Self| reach.class_of(atom.first).map(|class| class.fate.clone());
                let (Some(from), Some(to)) = (fate(self), fate(after)) else { continue };
                if from == to {
                    continue;
                }
                match moves[first..].iter_mut().find(|it| (&it.from, &it.to) == (&from, &to)) {
                    Some(same) => same.addresses.push(atom),
                    None => moves.push(Move { addresses: atom.into(), from, to }),
                }
            }
        }
        moves
    }
}

/// Adds a piece to the class of its fate, looking from the family's first class on.
fn put(classes: &mut Vec<Class>, first: usize, (atom, fate): (Run, Fate)) {
    match classes[first..].iter_mut().find(|class| class.fate == fate) {
        Some(class) => class.addresses.push(atom),
        None => classes.push(Class { addresses: atom.into(), fate }),
    }
}
