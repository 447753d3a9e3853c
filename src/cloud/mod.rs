//! The cloud: what a customer builds at AWS, and the API that builds it.
//!
//! One file an AWS noun ([`vpc`], [`subnet`], [`route_table`] …): its fields under EC2's own names,
//! its rules, what is simplified, and the API operations that create, describe, change and delete
//! it. An operation is one struct; [`call`] lists them all, and [`command_line`] derives from that
//! struct everything a person sees of it: the `aws` line, its help, completion and forms.
//!
//! A [`World`] is everything there is at one instant. It changes only by [`World::call`] and by
//! [`World::advance`], and both are deterministic.

pub mod address;
pub mod call;
pub mod command_line;
pub mod describe;
pub mod egress_only_internet_gateway;
pub mod error;
pub mod find;
pub mod free;
pub mod given;
pub mod id;
pub mod image;
pub mod instance;
pub mod instance_connect_endpoint;
pub mod internet;
pub mod internet_gateway;
pub mod key_pair;
pub mod kind;
pub mod left_out;
pub mod life;
pub mod load_balancer;
pub mod name;
pub mod nat_gateway;
pub mod network_acl;
pub mod network_interface;
pub mod output;
pub mod query;
pub mod readable;
pub mod region;
pub mod route_table;
pub mod security_group;
pub mod settings;
pub mod subnet;
pub mod table;
pub mod tag;
#[cfg(test)]
mod testing;
pub mod vpc;
pub mod world;
pub mod world_file;

pub use call::{Call, Changes, OPERATIONS, Operation, OperationInfo};
pub use error::ApiError;
pub use given::Given;
pub use id::*;
pub use kind::{Kind, Resource, describe_all, describe_called};
pub use left_out::{LeftOut, Reason};
pub use settings::Settings;
pub use table::Table;
pub use tag::Tag;
pub use world::World;
