//! The map: the network drawn from the world, not from a picture.
//!
//! It has three distances. From afar every VPC is a frame with a line for each subnet ([`region`]). In
//! the middle one VPC fills the map: subnets stand below each other, each with what is in it and, under
//! a rule, the routes of the table that governs it; every route is a wire to the right, wires of one
//! target share a lane, and lanes end at the gateway they lead to, in the VPC's edge or back in the subnet
//! a NAT gateway sits in; beyond the edge lie the Internet and the hosts one talks to. Close by, one
//! subnet is a page ([`close`]).
//!
//! [`facts`] says what there is, [`plan`] decides what is shown and where (pure data), [`draw`] puts it
//! on the screen. What does not fit is folded, least important first; nothing is refused. What has
//! changed since the step began is marked, what is gone is still named.

mod boxes;
mod close;
mod draw;
pub mod facts;
pub mod names;
mod pane;
pub mod plan;
mod region;

pub use pane::MapPane;

use crate::cloud::vpc::Vpc;
use crate::cloud::{InstanceId, SubnetId, World};
use crate::tui::look::Sign;

/// What to draw.
#[derive(Clone, Copy)]
pub struct MapInput<'a> {
    /// The world as it is.
    pub world: &'a World,
    /// The world it is compared with: what is new or different since is marked.
    pub before: Option<&'a World>,
    /// The machine the learner sits at: its VPC is drawn, and its subnet is folded last.
    pub at: Option<InstanceId>,
    /// Names of hosts on the Internet worth showing.
    pub hosts: &'a [String],
    /// The subnet that is chosen, if one is: it is never folded.
    pub chosen: Option<SubnetId>,
}

/// A line of text on the map, in pieces that each have a meaning.
pub type Line = Vec<(Option<Sign>, String)>;

impl<'a> MapInput<'a> {
    /// The VPC of what is chosen, else of the learner's machine, else the one with the most ways out.
    pub fn vpc(&self) -> Option<&'a Vpc> {
        let world = self.world;
        let of_chosen = self.chosen.and_then(|id| world.subnets.get(id)).map(|subnet| subnet.vpc_id);
        of_chosen.and_then(|id| world.vpcs.get(id)).or_else(|| facts::vpc_to_show(world, self.at))
    }
}
