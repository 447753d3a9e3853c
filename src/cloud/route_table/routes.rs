//! The operations on routes.

use super::{Route, Target};
use crate::cloud::{
    ApiError, EgressOnlyInternetGatewayId, Given, InstanceId, InternetGatewayId, NatGatewayId, NetworkInterfaceId,
    Operation, RouteTableId, VpcId, World,
};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::fmt;

/// Adds a route to a table: one destination, one target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct CreateRoute {
    /// The route table.
    pub route_table_id: Given<RouteTableId>,
    /// The destinations, as an IPv4 block.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destination_cidr_block: Option<Given<Ipv4Net>>,
    /// The destinations, as an IPv6 block.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destination_ipv6_cidr_block: Option<Given<Ipv6Net>>,
    /// The target: an Internet gateway of the VPC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway_id: Option<Given<InternetGatewayId>>,
    /// The target: an egress-only Internet gateway. IPv6 only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub egress_only_internet_gateway_id: Option<Given<EgressOnlyInternetGatewayId>>,
    /// The target: a NAT gateway.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nat_gateway_id: Option<Given<NatGatewayId>>,
    /// The target: an instance with one interface.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance_id: Option<Given<InstanceId>>,
    /// The target: a network interface.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network_interface_id: Option<Given<NetworkInterfaceId>>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

/// Gives a route of a table another target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ReplaceRoute {
    /// The route table.
    pub route_table_id: Given<RouteTableId>,
    /// The destinations, as an IPv4 block.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destination_cidr_block: Option<Given<Ipv4Net>>,
    /// The destinations, as an IPv6 block.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destination_ipv6_cidr_block: Option<Given<Ipv6Net>>,
    /// The new target: an Internet gateway of the VPC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway_id: Option<Given<InternetGatewayId>>,
    /// The new target: an egress-only Internet gateway. IPv6 only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub egress_only_internet_gateway_id: Option<Given<EgressOnlyInternetGatewayId>>,
    /// The new target: a NAT gateway.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nat_gateway_id: Option<Given<NatGatewayId>>,
    /// The new target: an instance with one interface.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance_id: Option<Given<InstanceId>>,
    /// The new target: a network interface.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network_interface_id: Option<Given<NetworkInterfaceId>>,
    /// Makes a local route local again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local_target: Option<bool>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

/// Takes a route out of a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DeleteRoute {
    /// The route table.
    pub route_table_id: Given<RouteTableId>,
    /// The destinations, as an IPv4 block.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destination_cidr_block: Option<Given<Ipv4Net>>,
    /// The destinations, as an IPv6 block.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destination_ipv6_cidr_block: Option<Given<Ipv6Net>>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

/// The one destination of a call (rule 4.18).
fn destination(ipv4: Option<&Given<Ipv4Net>>, ipv6: Option<&Given<Ipv6Net>>) -> Result<IpNet, ApiError> {
    match (ipv4, ipv6) {
        (Some(given), None) => given.read("destinationCidrBlock").map(IpNet::V4),
        (None, Some(given)) => given.read("destinationIpv6CidrBlock").map(IpNet::V6),
        (None, None) => Err(ApiError::new(
            "MissingParameter",
            "The request must contain exactly one of destinationCidrBlock, destinationIpv6CidrBlock, \
             destinationPrefixListId",
        )),
        (Some(_), Some(_)) => Err(ApiError::new(
            "InvalidParameterCombination",
            "The request must contain exactly one of destinationCidrBlock, destinationIpv6CidrBlock, \
             destinationPrefixListId",
        )),
    }
}

/// The targets that a call may name.
struct Targets<'a> {
    gateway: Option<&'a Given<InternetGatewayId>>,
    egress_only: Option<&'a Given<EgressOnlyInternetGatewayId>>,
    nat_gateway: Option<&'a Given<NatGatewayId>>,
    instance: Option<&'a Given<InstanceId>>,
    interface: Option<&'a Given<NetworkInterfaceId>>,
    local: bool,
}

fn no_such_gateway(kind: &str, id: impl fmt::Display) -> ApiError {
    ApiError::new("InvalidGatewayID.NotFound", format!("The {kind} ID '{id}' does not exist"))
}

fn other_network(thing: &str, id: impl fmt::Display, vpc: VpcId) -> ApiError {
    let message = format!("route table and {thing} {id} belong to different networks than {vpc}");
    ApiError::invalid_value(message)
}

impl Targets<'_> {
    fn count(&self) -> usize {
        let ids = [self.gateway.is_some(), self.egress_only.is_some(), self.nat_gateway.is_some()];
        let others = [self.instance.is_some(), self.interface.is_some(), self.local];
        ids.into_iter().chain(others).filter(|given| *given).count()
    }

    /// The one target, which exists and belongs to `vpc` (rules 4.17, 4.18).
    fn read(&self, vpc: VpcId, world: &World) -> Result<Target, ApiError> {
        const ONE: &str = "The request must contain exactly one of gatewayId, natGatewayId, networkInterfaceId, \
                           vpcPeeringConnectionId, egressOnlyInternetGatewayId, transitGatewayId, localGatewayId, \
                           instanceId";
        match self.count() {
            0 => return Err(ApiError::new("MissingParameter", ONE)),
            1 => {}
            _ => return Err(ApiError::new("InvalidParameterCombination", ONE)),
        }
        if let Some(given) = self.gateway {
            return gateway(given, vpc, world);
        }
        if let Some(given) = self.egress_only {
            let id = given.read("egressOnlyInternetGatewayId")?;
            let gateway = world.egress_only_internet_gateway(id)?;
            let own = gateway.vpc_id == vpc;
            return if own { Ok(Target::EgressOnlyInternetGateway(id)) } else { Err(no_such_gateway("eigw", id)) };
        }
        if let Some(given) = self.nat_gateway {
            return nat_gateway(given, vpc, world);
        }
        if let Some(given) = self.instance {
            let id = given.existing(world)?;
            let interface = world.interface_of(id).filter(|interface| interface.vpc_id == vpc);
            let interface = interface.ok_or_else(|| other_network("instance", id, vpc))?;
            return Ok(Target::Instance(id, interface.id));
        }
        if let Some(given) = self.interface {
            let id = given.existing(world)?;
            let interface = world.network_interface(id)?;
            if interface.vpc_id != vpc {
                return Err(other_network("interface", id, vpc));
            }
            return Ok(interface.instance().map_or(Target::NetworkInterface(id), |it| Target::Instance(it, id)));
        }
        Ok(Target::Local)
    }
}

/// An Internet gateway that is attached to the VPC. EC2 judges other ids by what is there, too.
fn gateway(given: &Given<InternetGatewayId>, vpc: VpcId, world: &World) -> Result<Target, ApiError> {
    let Ok(id) = given.text().parse::<InternetGatewayId>() else {
        return Err(no_such_gateway("gateway", given.text()));
    };
    let gateway = world.internet_gateways.get(id).ok_or_else(|| no_such_gateway("gateway", id))?;
    match gateway.vpc_id {
        Some(attached) if attached == vpc => Ok(Target::InternetGateway(id)),
        _ => Err(ApiError::invalid_value(format!("route table and network gateway {id} belong to different networks"))),
    }
}

fn nat_gateway(given: &Given<NatGatewayId>, vpc: VpcId, world: &World) -> Result<Target, ApiError> {
    let id = given.read("natGatewayId")?;
    let unknown = || ApiError::new("InvalidNatGatewayID.NotFound", format!("The natGateway ID '{id}' does not exist"));
    let gateway = world.nat_gateways.get(id).filter(|gateway| gateway.is_live()).ok_or_else(unknown)?;
    if gateway.vpc_id != vpc {
        return Err(ApiError::invalid_value(format!("route table and NAT gateway {id} belong to different networks")));
    }
    Ok(Target::NatGateway(id))
}

/// Whether this destination may lead to this target (rules 2.23, 4.14, 4.15, 4.17, doubt D1).
fn check(destination: IpNet, target: Target, vpc: VpcId, world: &World) -> Result<(), ApiError> {
    let reserved = [IpNet::V4(RESERVED_IPV4), IpNet::V6(RESERVED_IPV6)];
    if reserved.iter().any(|reserved| reserved.contains(&destination)) {
        let message =
            format!("The destination CIDR block {destination} is in a range that is reserved for AWS services.");
        return Err(ApiError::invalid_value(message));
    }
    if let (IpNet::V4(block), Target::EgressOnlyInternetGateway(id)) = (destination, target) {
        let message =
            format!("Egress-only internet gateway {id} carries IPv6 only and can't be the target for {block}.");
        return Err(ApiError::invalid_value(message));
    }
    if let (IpNet::V6(block), Target::NatGateway(_)) = (destination, target)
        && !world.settings.nat_gateway_takes_any_ipv6_route
        && !WELL_KNOWN_PREFIX.contains(&block)
    {
        let message = format!("NAT gateways take IPv6 routes for {WELL_KNOWN_PREFIX} only, not for {block}.");
        return Err(ApiError::invalid_value(message));
    }
    let is_inside = world.vpc(vpc)?.blocks().any(|block| block.contains(&destination));
    if is_inside {
        check_inside(destination, target, vpc, world)?;
    }
    Ok(())
}

/// A route within the VPC's own blocks (rules 4.14, 4.15).
fn check_inside(destination: IpNet, target: Target, vpc: VpcId, world: &World) -> Result<(), ApiError> {
    if matches!(target, Target::InternetGateway(_) | Target::EgressOnlyInternetGateway(_)) {
        let message = "Route target is not supported. This route only supports interface and instance targets.";
        return Err(ApiError::invalid_value(message));
    }
    let mut subnets = world.subnets.iter().filter(|subnet| subnet.vpc_id == vpc);
    let is_subnet = subnets.any(|subnet| {
        subnet.cidr_block.map(IpNet::V4) == Some(destination) || subnet.ipv6_block().map(IpNet::V6) == Some(destination)
    });
    if !is_subnet && !world.vpc(vpc)?.blocks().any(|block| block == destination) {
        return Err(ApiError::invalid_value("Route destination doesn't match any subnet CIDR blocks."));
    }
    Ok(())
}

/// 169.254.168.0/22 (rule 2.23).
const RESERVED_IPV4: Ipv4Net = Ipv4Net::new_assert(std::net::Ipv4Addr::new(169, 254, 168, 0), 22);
/// fd00:ec2::/32 (rule 2.23).
const RESERVED_IPV6: Ipv6Net = Ipv6Net::new_assert(std::net::Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0), 32);
/// 64:ff9b::/96, which NAT gateways translate (rule 3.21).
const WELL_KNOWN_PREFIX: Ipv6Net = Ipv6Net::new_assert(std::net::Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0), 96);

impl Operation for CreateRoute {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let id = self.route_table_id.existing(world)?;
        let destination = destination(self.destination_cidr_block.as_ref(), self.destination_ipv6_cidr_block.as_ref())?;
        let table = world.route_table(id)?;
        let vpc = table.vpc_id;
        let targets = Targets {
            gateway: self.gateway_id.as_ref(),
            egress_only: self.egress_only_internet_gateway_id.as_ref(),
            nat_gateway: self.nat_gateway_id.as_ref(),
            instance: self.instance_id.as_ref(),
            interface: self.network_interface_id.as_ref(),
            local: false,
        };
        let target = targets.read(vpc, world)?;
        check(destination, target, vpc, world)?;
        if table.route(destination).is_some() {
            let message = format!("The route identified by {destination} already exists.");
            return Err(ApiError::new("RouteAlreadyExists", message));
        }
        let is_ipv4 = |net: IpNet| matches!(net, IpNet::V4(_));
        let same_family = table.routes.iter().filter(|route| is_ipv4(route.destination) == is_ipv4(destination));
        if same_family.count() >= world.settings.routes_per_table as usize {
            let message = format!("The maximum number of routes has been reached for route table '{id}'.");
            return Err(ApiError::new("RouteLimitExceeded", message));
        }
        world.route_table_mut(id)?.routes.push(Route { destination, target });
        Ok(json!({ "Return": true }))
    }
}

impl Operation for ReplaceRoute {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let id = self.route_table_id.existing(world)?;
        let destination = destination(self.destination_cidr_block.as_ref(), self.destination_ipv6_cidr_block.as_ref())?;
        let table = world.route_table(id)?;
        let vpc = table.vpc_id;
        let targets = Targets {
            gateway: self.gateway_id.as_ref(),
            egress_only: self.egress_only_internet_gateway_id.as_ref(),
            nat_gateway: self.nat_gateway_id.as_ref(),
            instance: self.instance_id.as_ref(),
            interface: self.network_interface_id.as_ref(),
            local: self.local_target == Some(true),
        };
        let target = targets.read(vpc, world)?;
        if table.route(destination).is_none() {
            let message =
                format!("There is no route defined for '{destination}' in the route table. Use CreateRoute instead.");
            return Err(ApiError::invalid_value(message));
        }
        let is_local = world.vpc(vpc)?.blocks().any(|block| block == destination);
        let fits = match target {
            Target::Local => is_local,
            Target::Instance(..) | Target::NetworkInterface(_) => true,
            Target::InternetGateway(_) | Target::EgressOnlyInternetGateway(_) | Target::NatGateway(_) => !is_local,
        };
        if !fits {
            let message = format!("cannot replace local route {destination} in route table {id} with this target");
            return Err(ApiError::invalid_value(message));
        }
        check(destination, target, vpc, world)?;
        let routes = &mut world.route_table_mut(id)?.routes;
        if let Some(route) = routes.iter_mut().find(|route| route.destination == destination) {
            route.target = target;
        }
        Ok(Value::Null)
    }
}

impl Operation for DeleteRoute {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let id = self.route_table_id.existing(world)?;
        let destination = destination(self.destination_cidr_block.as_ref(), self.destination_ipv6_cidr_block.as_ref())?;
        let table = world.route_table(id)?;
        if world.vpc(table.vpc_id)?.blocks().any(|block| block == destination) {
            let message = format!("cannot remove local route {destination} in route table {id}");
            return Err(ApiError::invalid_value(message));
        }
        if table.route(destination).is_none() {
            let message = format!("no route with destination-cidr-block {destination} in route table {id}");
            return Err(ApiError::new("InvalidRoute.NotFound", message));
        }
        world.route_table_mut(id)?.routes.retain(|route| route.destination != destination);
        Ok(Value::Null)
    }
}
