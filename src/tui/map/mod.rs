//! The map: a VPC drawn from the world, not from a picture.
//!
//! Subnets stand below each other, each with what is in it and, under a rule, the routes of the
//! table that governs it. Every route is a wire to the right; wires of one target share a lane, and
//! lanes end at the gateway they lead to: at the VPC's edge, or back in the subnet a NAT gateway
//! sits in. Beyond the edge lie the Internet and the hosts one talks to.
//!
//! [`facts`] says what there is, [`plan`] decides what is shown and where (pure data), [`draw`] puts it
//! on the screen. What does not fit is folded, least important first; nothing is refused.

mod draw;
pub mod facts;
pub mod names;
pub mod plan;

use crate::cloud::{InstanceId, World};
use crate::tui::look::Look;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

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
}

/// Draws the map into `area`.
pub fn draw(input: &MapInput<'_>, area: Rect, buf: &mut Buffer, look: &Look) {
    if area.width < 20 || area.height < 4 {
        return;
    }
    let plan = plan::Plan::new(input, look, area.width, area.height);
    draw::draw(&plan, area, buf, look);
}
