//! Route table: where packets that leave a subnet go next, by the longest prefix that matches.
//!
//! A table always holds the local routes of its VPC's blocks (rule 4.10); other routes are made by
//! `create-route`, one a destination. A subnet without a table of its own follows the VPC's main
//! one (rule 4.11).
//!
//! Simplified: no propagated routes, prefix lists, gateway (edge) associations, peering, transit,
//! carrier or local gateways, VPC endpoints. A route to an instance is a route to its interface.

use super::{
    EgressOnlyInternetGatewayId, InstanceId, InternetGatewayId, NatGatewayId, NetworkInterfaceId,
    RouteTableAssociationId, RouteTableId, SubnetId, Tag, VpcId, World,
};
use ipnet::IpNet;
use serde_json::{Value, json};

mod operations;
mod routes;
#[cfg(test)]
mod tests;
pub use operations::*;
pub use routes::*;

/// A route table.
#[derive(Clone, Debug, PartialEq)]
pub struct RouteTable {
    /// Its id.
    pub id: RouteTableId,
    /// The VPC it belongs to.
    pub vpc_id: VpcId,
    /// Its routes: the local ones first, then in the order they were made.
    pub routes: Vec<Route>,
    /// What it rules.
    pub associations: Vec<Association>,
    /// Its tags.
    pub tags: Vec<Tag>,
}

/// One route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route {
    /// The destinations it covers.
    pub destination: IpNet,
    /// Where they go.
    pub target: Target,
}

/// Where a route leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// Within the VPC.
    Local,
    /// An Internet gateway.
    InternetGateway(InternetGatewayId),
    /// An egress-only Internet gateway.
    EgressOnlyInternetGateway(EgressOnlyInternetGatewayId),
    /// A NAT gateway.
    NatGateway(NatGatewayId),
    /// An instance, by its interface.
    Instance(InstanceId, NetworkInterfaceId),
    /// An elastic network interface.
    NetworkInterface(NetworkInterfaceId),
}

/// Whether a route still leads somewhere (rule 4.16).
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RouteState {
    /// Its target is there.
    Active,
    /// Its target is gone or detached: packets that match are dropped.
    Blackhole,
}

/// What a route table rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Association {
    /// Its id.
    pub id: RouteTableAssociationId,
    /// The subnet it rules, or none: then this is the VPC's main table.
    pub subnet_id: Option<SubnetId>,
}

/// The filters of `describe-route-tables`.
pub const FILTERS: super::describe::Filters = &[
    ("association.main", "Associations.Main"),
    ("association.route-table-association-id", "Associations.RouteTableAssociationId"),
    ("association.route-table-id", "Associations.RouteTableId"),
    ("association.subnet-id", "Associations.SubnetId"),
    ("owner-id", "OwnerId"),
    ("route-table-id", "RouteTableId"),
    ("route.destination-cidr-block", "Routes.DestinationCidrBlock"),
    ("route.destination-ipv6-cidr-block", "Routes.DestinationIpv6CidrBlock"),
    ("route.egress-only-internet-gateway-id", "Routes.EgressOnlyInternetGatewayId"),
    ("route.gateway-id", "Routes.GatewayId"),
    ("route.instance-id", "Routes.InstanceId"),
    ("route.nat-gateway-id", "Routes.NatGatewayId"),
    ("route.origin", "Routes.Origin"),
    ("route.state", "Routes.State"),
    ("vpc-id", "VpcId"),
];

impl RouteTable {
    /// Whether this is its VPC's main table.
    pub fn is_main(&self) -> bool {
        self.associations.iter().any(|association| association.subnet_id.is_none())
    }

    /// Whether the subnet was given this table, and does not merely follow it as the main one.
    pub fn is_associated_with(&self, subnet: SubnetId) -> bool {
        self.associations.iter().any(|association| association.subnet_id == Some(subnet))
    }

    /// The route to exactly this destination.
    pub fn route(&self, destination: IpNet) -> Option<&Route> {
        self.routes.iter().find(|route| route.destination == destination)
    }

    /// As EC2 describes it.
    pub fn describe(&self, world: &World) -> Value {
        let associations: Vec<_> = self.associations.iter().map(|association| association.describe(self.id)).collect();
        let routes: Vec<_> = self.routes.iter().map(|route| self.describe_route(route, world)).collect();
        json!({
            "Associations": associations,
            "PropagatingVgws": [],
            "RouteTableId": self.id,
            "Routes": routes,
            "Tags": self.tags,
            "VpcId": self.vpc_id,
            "OwnerId": world.account,
        })
    }

    fn describe_route(&self, route: &Route, world: &World) -> Value {
        let mut described = match route.destination {
            IpNet::V4(block) => json!({"DestinationCidrBlock": block}),
            IpNet::V6(block) => json!({"DestinationIpv6CidrBlock": block}),
        };
        match route.target {
            Target::Local => described["GatewayId"] = json!("local"),
            Target::InternetGateway(id) => described["GatewayId"] = json!(id),
            Target::EgressOnlyInternetGateway(id) => described["EgressOnlyInternetGatewayId"] = json!(id),
            Target::NatGateway(id) => described["NatGatewayId"] = json!(id),
            Target::Instance(id, interface) => {
                described["InstanceId"] = json!(id);
                described["InstanceOwnerId"] = json!(world.account);
                described["NetworkInterfaceId"] = json!(interface);
            }
            Target::NetworkInterface(id) => described["NetworkInterfaceId"] = json!(id),
        }
        let is_local = world.vpcs.get(self.vpc_id).is_some_and(|vpc| vpc.blocks().any(|it| it == route.destination));
        described["Origin"] = json!(if is_local { "CreateRouteTable" } else { "CreateRoute" });
        described["State"] = json!(world.route_state(self.vpc_id, route.target));
        described
    }
}

impl Association {
    fn describe(&self, table: RouteTableId) -> Value {
        let mut described =
            json!({"Main": self.subnet_id.is_none(), "RouteTableAssociationId": self.id, "RouteTableId": table});
        if let Some(subnet) = self.subnet_id {
            described["SubnetId"] = json!(subnet);
        }
        described["AssociationState"] = json!({"State": "associated"});
        described
    }
}
