//! The wire: what travels and how it is written. Nothing here knows of AWS.
//!
//! [`pref64`] puts IPv4 addresses into IPv6 ones and takes them out again (RFC 6052), [`packet`]
//! holds packets as the bytes they are, [`translate`] turns a packet of one family into the other
//! (RFC 7915), and [`dns`] builds and reads DNS messages.

pub mod dns;
pub mod packet;
pub mod pref64;
pub mod time;
pub mod translate;

pub use packet::{Family, Flow, Packet, Protocol};
pub use time::SimTime;
