//! What happens: a packet walks through the cloud, and everything that decides its fate is written
//! down.
//!
//! [`walk`] takes one packet from where it is sent to where it ends; [`resolver`] answers a DNS
//! question as the Route 53 Resolver would, with DNS64; [`trace`] is the evidence both leave.
//! Walking cannot fail: a lost packet is an end like any other.

pub mod resolver;
pub mod trace;
pub mod walk;

pub use trace::{Outcome, Trace};
