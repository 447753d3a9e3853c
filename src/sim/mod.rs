//! What happens: a packet walks through the cloud, and everything that decides its fate is written
//! down.
//!
//! [`walk`] takes one packet from where it is sent to where it ends, past `filters`, [`routes`],
//! `gateways` and [`internet`]; [`flows`] is what they remember between packets, and [`service`]
//! what the other end makes of it. [`resolver`] answers a DNS question as the Route 53 Resolver
//! would, out of [`names`] and their `zones`, and with [`dns64`]; [`server`] is a name server's manners. [`trace`] is the evidence that all
//! of them leave, [`path()`] its short form, and [`capture`] says where its packets were seen and when.
//! Walking cannot fail: a lost packet is an end like any other. [`blockers`] reads what stopped a
//! command, and [`repair`] searches for the least that mends it.
//! [`edges()`] are where decisions may change from one destination to the next.

pub mod blockers;
pub mod capture;
pub mod dns64;
pub mod edges;
mod filters;
pub mod flows;
mod gateways;
pub mod internet;
pub mod names;
pub mod path;
pub mod repair;
pub mod resolver;
#[cfg(test)]
mod resolver_stories;
pub mod routes;
pub mod server;
pub mod service;
#[cfg(test)]
mod stories;
#[cfg(test)]
mod testing;
pub mod trace;
pub mod vpc_names;
pub mod walk;
mod wire;
mod zones;

pub use edges::edges;
pub use flows::Flows;
pub use path::path;
pub use trace::{Outcome, Trace};
pub use walk::{Sender, send};
