//! Egress-only Internet gateway: a door for IPv6 that opens from inside only.

use super::{EgressOnlyInternetGatewayId, Tag, VpcId};

/// An egress-only Internet gateway.
#[derive(Clone, Debug, PartialEq)]
pub struct EgressOnlyInternetGateway {
    /// Its id.
    pub id: EgressOnlyInternetGatewayId,
    /// The VPC it is attached to.
    pub vpc_id: VpcId,
    /// Its tags.
    pub tags: Vec<Tag>,
}

/// Filters.
pub const FILTERS: super::describe::Filters = &[];
