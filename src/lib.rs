//! v6dojo teaches how a client in an IPv6-only AWS subnet reaches the IPv4 Internet, by letting the
//! learner build the network and watching what then really happens in a simulation of it.
//!
//! Read the rooms in this order; each knows only the ones before it, and a test keeps it so:
//!
//! - [`net`], the wire: addresses with IPv4 inside (RFC 6052), packets as bytes, DNS messages, and
//!   the translation of one packet family into the other (RFC 7915).
//! - [`cloud`], the cloud: one file an AWS noun, with its rules and its API operations. Every change
//!   anybody makes is one [`cloud::Call`], printed and typed as an AWS CLI line.
//! - [`sim`], what happens: a packet walks through the cloud and everything that decides its fate is
//!   written into an immutable [`sim::Trace`], with the losers of each decision.
//! - [`guest`], the machine one sits at: `curl`, `dig`, `ping` and the others as programs, and the
//!   [`guest::Console`] that understands them beside `aws` lines.
//! - [`lesson`], the course: YAML becomes a [`lesson::Lesson`] or every problem with its place.
//! - [`session`], the learner: the first world and the lines typed since. All else is recomputed.
//! - [`words`], the voice: every sentence that is not in a lesson, Japanese beside English.
//! - [`tui`], the stage: the terminal screens, and the same as plain text. Both only show what the rooms
//!   above found out.
//! - [`cli`], the door: one file a subcommand.
//!
//! Everything up to the stage's `update` and `view` is pure: the time, the seed and the world are
//! arguments, so the same input always gives the same bytes.

pub mod cli;
pub mod cloud;
pub mod guest;
pub mod lesson;
pub mod net;
pub mod session;
pub mod sim;
pub mod tui;
pub mod words;
