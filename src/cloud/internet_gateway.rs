//! Internet gateway: a VPC's door to the Internet, for both families and both directions.
//!
//! Simplified: no edge associations, and the Internet beyond it is the world's.

use super::describe::describe_operation;
use super::tag::{self, TagSpecification};
use super::{ApiError, Given, InternetGatewayId, Kind, Operation, Tag, VpcId, World};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

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

/// Filters by field of the description.
pub const FILTERS: super::describe::Filters = &[
    ("attachment.state", "Attachments.State"),
    ("attachment.vpc-id", "Attachments.VpcId"),
    ("internet-gateway-id", "InternetGatewayId"),
    ("owner-id", "OwnerId"),
];

impl InternetGateway {
    /// As EC2 describes it.
    pub fn describe(&self, world: &World) -> Value {
        let attachments: Vec<Value> =
            self.vpc_id.iter().map(|vpc| json!({"State": "available", "VpcId": vpc})).collect();
        json!({
            "Attachments": attachments,
            "InternetGatewayId": self.id,
            "OwnerId": world.account,
            "Tags": self.tags,
        })
    }
}

/// Makes an Internet gateway, attached to nothing yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct CreateInternetGateway {
    /// Tags for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tag_specifications: Vec<TagSpecification>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

impl Operation for CreateInternetGateway {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let tags = tag::for_new(&self.tag_specifications, Kind::InternetGateway)?;
        let id = world.mint(InternetGatewayId::new);
        world.internet_gateways.insert(id, InternetGateway { id, vpc_id: None, tags });
        Ok(json!({ "InternetGateway": world.internet_gateway(id)?.describe(world) }))
    }
}

describe_operation! {
    /// Describes Internet gateways.
    DescribeInternetGateways, "InternetGateways", InternetGateway,
    internet_gateway_ids: [InternetGatewayId; "InternetGatewayId"], filters
}

/// Attaches an Internet gateway to a VPC; each has room for one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct AttachInternetGateway {
    /// The gateway.
    pub internet_gateway_id: Given<InternetGatewayId>,
    /// The VPC.
    pub vpc_id: Given<VpcId>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

impl Operation for AttachInternetGateway {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let vpc = self.vpc_id.existing(world)?;
        let id = self.internet_gateway_id.existing(world)?;
        let attached = |what: String, to: String| {
            ApiError::new("Resource.AlreadyAssociated", format!("resource {what} is already attached to network {to}"))
        };
        if let Some(other) = world.internet_gateways.iter().find(|gateway| gateway.vpc_id == Some(vpc)) {
            return Err(attached(other.id.to_string(), vpc.to_string()));
        }
        let gateway = world.internet_gateway_mut(id)?;
        if let Some(other) = gateway.vpc_id {
            return Err(attached(id.to_string(), other.to_string()));
        }
        gateway.vpc_id = Some(vpc);
        Ok(Value::Null)
    }
}

/// Detaches an Internet gateway from its VPC.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DetachInternetGateway {
    /// The gateway.
    pub internet_gateway_id: Given<InternetGatewayId>,
    /// The VPC.
    pub vpc_id: Given<VpcId>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

impl Operation for DetachInternetGateway {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let vpc = self.vpc_id.existing(world)?;
        let id = self.internet_gateway_id.existing(world)?;
        if world.internet_gateway(id)?.vpc_id != Some(vpc) {
            let message = format!("resource {id} is not attached to network {vpc}");
            return Err(ApiError::new("Gateway.NotAttached", message));
        }
        if world.network_interfaces.iter().any(|it| it.vpc_id == vpc && it.public_ip.is_some()) {
            let message = format!(
                "Network {vpc} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway."
            );
            return Err(ApiError::new("DependencyViolation", message));
        }
        world.internet_gateway_mut(id)?.vpc_id = None;
        Ok(Value::Null)
    }
}

/// Deletes an Internet gateway that is attached to nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DeleteInternetGateway {
    /// The gateway.
    pub internet_gateway_id: Given<InternetGatewayId>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

impl Operation for DeleteInternetGateway {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let id = self.internet_gateway_id.existing(world)?;
        if world.internet_gateway(id)?.vpc_id.is_some() {
            return Err(ApiError::dependency("internetGateway", id));
        }
        world.internet_gateways.remove(id);
        Ok(Value::Null)
    }
}
