//! Route table: where packets that leave a subnet go next, by the longest prefix that matches.

use super::{
    EgressOnlyInternetGatewayId, InstanceId, InternetGatewayId, NatGatewayId, NetworkInterfaceId,
    RouteTableAssociationId, RouteTableId, SubnetId, Tag, VpcId,
};
use ipnet::IpNet;

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
