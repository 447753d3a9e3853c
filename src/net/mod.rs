//! The wire: what travels and how it is written. Nothing here knows of AWS.
//!
//! [`pref64`] puts IPv4 addresses into IPv6 ones and takes them out again (RFC 6052). [`packet`]
//! holds packets as the bytes they are, [`build`] makes new ones, [`view`] and [`fields`] show every
//! field of one, and [`readdress`] changes its addresses and ports. [`translate`] turns a packet of
//! one family into the other (RFC 7915), [`stateless`] is a whole small translator, and [`nat`]
//! what a stateful one remembers (RFC 6146). [`dns`] builds and reads DNS messages, [`master_file`]
//! reads zones, and [`dname`] is the record type that the library does not know.
//! [`lpm`] finds the longest of many prefixes that covers an address, [`addresses`] are exact sets
//! of them, and [`free`] finds room for one more block. [`pcapng`] writes packets as Wireshark reads them.

pub mod addresses;
pub mod build;
pub mod checksum;
pub mod dname;
pub mod dns;
pub mod fields;
pub mod fragment;
pub mod free;
pub mod icmp;
mod layout;
pub mod lpm;
pub mod master_file;
pub mod nat;
pub mod packet;
pub mod pcapng;
pub mod pref64;
pub mod readdress;
pub mod stateless;
pub mod tcp;
pub mod time;
pub mod translate;
mod turn;
pub mod verify;
pub mod view;

pub use addresses::Addresses;
pub use build::{Ends, Envelope, Segment};
pub use icmp::IcmpError;
pub use layout::{Fragment, Malformed};
pub use packet::{Family, Flow, Packet, Protocol};
pub use pref64::{Pref64, WELL_KNOWN};
pub use tcp::{TcpFlags, TcpOptions};
pub use time::SimTime;
pub use translate::{INTERNET_MTU, VPC_MTU};
pub use view::View;
