//! Egress-only Internet gateway: a door for IPv6 that opens from inside only.
//!
//! Simplified: attached at once.

use super::describe::describe_operation;
use super::tag::{self, TagSpecification};
use super::{ApiError, EgressOnlyInternetGatewayId, Given, Kind, Operation, Tag, VpcId, World};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

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

/// Filters by field of the description.
pub const FILTERS: super::describe::Filters = &[];

impl EgressOnlyInternetGateway {
    /// As EC2 describes it.
    pub fn describe(&self, _world: &World) -> Value {
        json!({
            "Attachments": [{"State": "attached", "VpcId": self.vpc_id}],
            "EgressOnlyInternetGatewayId": self.id,
            "Tags": self.tags,
        })
    }
}

/// Makes an egress-only Internet gateway in a VPC; each VPC has room for one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct CreateEgressOnlyInternetGateway {
    /// The VPC.
    pub vpc_id: Given<VpcId>,
    /// Tags for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tag_specifications: Vec<TagSpecification>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

impl Operation for CreateEgressOnlyInternetGateway {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let tags = tag::for_new(&self.tag_specifications, Kind::EgressOnlyInternetGateway)?;
        let vpc_id = self.vpc_id.existing(world)?;
        if world.egress_only_internet_gateways.iter().any(|gateway| gateway.vpc_id == vpc_id) {
            let message = "The maximum number of egress-only internet gateways has been reached for this VPC.";
            return Err(ApiError::new("EgressOnlyInternetGatewayLimitExceeded", message));
        }
        let id = world.mint(EgressOnlyInternetGatewayId::new);
        let gateway = EgressOnlyInternetGateway { id, vpc_id, tags };
        world.egress_only_internet_gateways.insert(id, gateway.clone());
        Ok(json!({ "EgressOnlyInternetGateway": gateway.describe(world) }))
    }
}

describe_operation! {
    /// Describes egress-only Internet gateways.
    DescribeEgressOnlyInternetGateways, "EgressOnlyInternetGateways", EgressOnlyInternetGateway,
    egress_only_internet_gateway_ids: [EgressOnlyInternetGatewayId; "EgressOnlyInternetGatewayId"], filters
}

/// Deletes an egress-only Internet gateway. Routes to it become blackholes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DeleteEgressOnlyInternetGateway {
    /// The gateway.
    pub egress_only_internet_gateway_id: Given<EgressOnlyInternetGatewayId>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

impl Operation for DeleteEgressOnlyInternetGateway {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let id = self.egress_only_internet_gateway_id.existing(world)?;
        world.egress_only_internet_gateways.remove(id);
        Ok(json!({ "ReturnCode": true }))
    }
}
