//! Elastic IP address: a public IPv4 address that an account keeps.

use super::{AddressAssociationId, AllocationId, NetworkInterfaceId, Tag};
use std::net::Ipv4Addr;

/// An Elastic IP address.
#[derive(Clone, Debug, PartialEq)]
pub struct Address {
    /// Its id.
    pub id: AllocationId,
    /// The public address.
    pub public_ip: Ipv4Addr,
    /// The interface it is mapped to, and the private address there.
    pub association: Option<(AddressAssociationId, NetworkInterfaceId, Ipv4Addr)>,
    /// Its tags.
    pub tags: Vec<Tag>,
}

/// Filters.
pub const FILTERS: super::describe::Filters = &[];
