//! The operations on route tables and their associations.

use super::{Association, Route, RouteTable, Target};
use crate::cloud::describe::describe_operation;
use crate::cloud::tag::{self, TagSpecification};
use crate::cloud::{
    ApiError, Given, Kind, Operation, RouteTableAssociationId, RouteTableId, SubnetId, Tag, VpcId, World,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Route tables a VPC may have (rule 4.20).
const TABLES_PER_VPC: usize = 200;

impl World {
    /// Makes a route table with the local routes of its VPC, ruling nothing yet.
    pub(in crate::cloud) fn make_route_table(
        &mut self,
        vpc_id: VpcId,
        tags: Vec<Tag>,
    ) -> Result<RouteTableId, ApiError> {
        let blocks = self.vpc(vpc_id)?.blocks();
        let routes = blocks.map(|destination| Route { destination, target: Target::Local }).collect();
        let id = self.mint(RouteTableId::new);
        self.route_tables.insert(id, RouteTable { id, vpc_id, routes, associations: Vec::new(), tags });
        Ok(id)
    }

    /// The table that holds an association, and what that association rules.
    fn association(&self, id: RouteTableAssociationId) -> Result<(RouteTableId, Option<SubnetId>), ApiError> {
        let mut all =
            self.route_tables.iter().flat_map(|table| table.associations.iter().map(move |it| (table.id, it)));
        all.find(|(_, it)| it.id == id).map(|(table, it)| (table, it.subnet_id)).ok_or_else(|| {
            ApiError::new("InvalidAssociationID.NotFound", format!("The association ID '{id}' does not exist"))
        })
    }
}

/// Makes a route table, which at first holds local routes only and rules no subnet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct CreateRouteTable {
    /// The VPC.
    pub vpc_id: Given<VpcId>,
    /// Tags for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tag_specifications: Vec<TagSpecification>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

impl Operation for CreateRouteTable {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let tags = tag::for_new(&self.tag_specifications, Kind::RouteTable)?;
        let vpc_id = self.vpc_id.existing(world)?;
        if world.route_tables.iter().filter(|table| table.vpc_id == vpc_id).count() >= TABLES_PER_VPC {
            let message = format!("The maximum number of route tables has been reached for vpc '{vpc_id}'.");
            return Err(ApiError::new("RouteTableLimitExceeded", message));
        }
        let id = world.make_route_table(vpc_id, tags)?;
        Ok(json!({ "RouteTable": world.route_table(id)?.describe(world) }))
    }
}

describe_operation! {
    /// Describes route tables with their routes and what they rule.
    DescribeRouteTables, "RouteTables", RouteTable, route_table_ids: [RouteTableId; "RouteTableId"], filters
}

/// Deletes a route table that rules nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DeleteRouteTable {
    /// The route table.
    pub route_table_id: Given<RouteTableId>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

impl Operation for DeleteRouteTable {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let id = self.route_table_id.existing(world)?;
        if !world.route_table(id)?.associations.is_empty() {
            return Err(ApiError::dependency("routeTable", id));
        }
        world.route_tables.remove(id);
        Ok(Value::Null)
    }
}

/// Lets a route table rule a subnet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct AssociateRouteTable {
    /// The route table.
    pub route_table_id: Given<RouteTableId>,
    /// The subnet, of the same VPC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subnet_id: Option<Given<SubnetId>>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

impl Operation for AssociateRouteTable {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let id = self.route_table_id.existing(world)?;
        let subnet_id = self.subnet_id.as_ref().ok_or_else(|| ApiError::missing("subnetId"))?.existing(world)?;
        if world.subnet(subnet_id)?.vpc_id != world.route_table(id)?.vpc_id {
            let message = format!("Route table {id} and subnet {subnet_id} belong to different networks");
            return Err(ApiError::invalid_value(message));
        }
        if let Some(other) = world.route_tables.iter().find(|table| table.is_associated_with(subnet_id)) {
            let message = format!(
                "the specified association for route table {} conflicts with an existing association",
                other.id
            );
            return Err(ApiError::new("Resource.AlreadyAssociated", message));
        }
        let association = world.mint(RouteTableAssociationId::new);
        let associations = &mut world.route_table_mut(id)?.associations;
        associations.push(Association { id: association, subnet_id: Some(subnet_id) });
        Ok(json!({ "AssociationId": association, "AssociationState": {"State": "associated"} }))
    }
}

/// Ends a route table's rule over a subnet, which then follows the main table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DisassociateRouteTable {
    /// The association of the route table with the subnet.
    pub association_id: Given<RouteTableAssociationId>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

impl Operation for DisassociateRouteTable {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let id = self.association_id.read("associationId")?;
        let (table, subnet) = world.association(id)?;
        if subnet.is_none() {
            let message = format!("cannot disassociate the main route table association {id}");
            return Err(ApiError::invalid_value(message));
        }
        world.route_table_mut(table)?.associations.retain(|association| association.id != id);
        Ok(Value::Null)
    }
}

/// Lets another route table rule what an association rules: a subnet, or the VPC as its main table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ReplaceRouteTableAssociation {
    /// The association to replace.
    pub association_id: Given<RouteTableAssociationId>,
    /// The route table that shall rule instead.
    pub route_table_id: Given<RouteTableId>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

impl Operation for ReplaceRouteTableAssociation {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let id = self.association_id.read("associationId")?;
        let (old, subnet_id) = world.association(id)?;
        let new = self.route_table_id.existing(world)?;
        if world.route_table(old)?.vpc_id != world.route_table(new)?.vpc_id {
            let message = format!("Route table {new} and association {id} belong to different networks");
            return Err(ApiError::invalid_value(message));
        }
        world.route_table_mut(old)?.associations.retain(|association| association.id != id);
        let association = world.mint(RouteTableAssociationId::new);
        world.route_table_mut(new)?.associations.push(Association { id: association, subnet_id });
        Ok(json!({ "NewAssociationId": association, "AssociationState": {"State": "associated"} }))
    }
}
