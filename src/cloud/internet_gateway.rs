//! Internet gateway: a VPC's door to the Internet, for both families and both directions.

use super::{InternetGatewayId, Tag, VpcId};

/// An Internet gateway.
#[derive(Clone, Debug, PartialEq)]
pub struct InternetGateway {
    /// Its id.
    pub id: InternetGatewayId,
    /// The VPC it is attached to.
    pub vpc_id: Option<VpcId>,
    /// Its tags.
    pub tags: Vec<Tag>,
}

/// Filters.
pub const FILTERS: super::describe::Filters = &[];
