//! Route tables, what they rule, and their routes, as lines.

use super::account::{Account, Route, RouteTable, name};
use super::draft::{Draft, tagged};
use super::undescribed;
use crate::cloud::{Kind, Reason};
use serde_json::json;

/// Route tables and the subnets they rule, without routes: their targets come later.
pub(super) fn tables(draft: &mut Draft, account: &Account) {
    draft.part("route tables");
    for table in &account.route_tables {
        let id = table.route_table_id.as_str();
        let Some(vpc) = draft.at(&table.vpc_id) else {
            undescribed(draft, id, &table.vpc_id);
            continue;
        };
        if draft.id(id).is_none() {
            let name = draft.name(Kind::RouteTable, &table.vpc_id, (id, &table.tags));
            let tags = tagged(Kind::RouteTable, &name);
            let made = draft.call("CreateRouteTable", json!({"VpcId": vpc, "TagSpecifications": tags}), id);
            draft.is_made(id, made.as_ref(), "/RouteTable/RouteTableId");
        }
        associations(draft, table);
    }
}

fn associations(draft: &mut Draft, table: &RouteTable) {
    let Some(at) = draft.at(&table.route_table_id) else { return };
    for association in table.associations.iter().filter(|it| it.is_there()) {
        if let Some(gateway) = &association.gateway_id {
            draft.leave_out(Reason::GatewayAssociation, format!("{} → {gateway}", called(table)));
        }
        let Some(id) = &association.subnet_id else { continue };
        match draft.at(id) {
            Some(subnet) => {
                draft.call("AssociateRouteTable", json!({"RouteTableId": at, "SubnetId": subnet}), id);
            }
            None => undescribed(draft, &called(table), id),
        }
    }
}

/// Routes that lead somewhere.
pub(super) fn routes(draft: &mut Draft, account: &Account) {
    draft.part("routes");
    for table in &account.route_tables {
        let Some(at) = draft.at(&table.route_table_id) else { continue };
        for route in table.routes.iter().filter(|route| !route.is_blackhole()) {
            if let Some(target) = target(draft, account, (table, route)) {
                make(draft, (table, &at), route, target);
            }
        }
    }
}

/// Makes a route with this target: the member that names it, and the name.
pub(super) fn make(
    draft: &mut Draft,
    (table, at): (&RouteTable, &str),
    route: &Route,
    (member, target): (&str, String),
) {
    let about = told(table, route, &target);
    let mut parameters = json!({"RouteTableId": at, member: target});
    if let Some(block) = route.destination_cidr_block {
        parameters["DestinationCidrBlock"] = json!(block);
    } else if let Some(block) = route.destination_ipv6_cidr_block {
        parameters["DestinationIpv6CidrBlock"] = json!(block);
    }
    let has_local = |draft: &Draft| {
        let mut tables = draft.world().route_tables.iter();
        let ours = tables.find(|it| draft.id(&table.route_table_id) == Some(it.id.to_string().as_str()));
        let ipv4 = route.destination_cidr_block.map(ipnet::IpNet::V4);
        let destination = ipv4.or(route.destination_ipv6_cidr_block.map(ipnet::IpNet::V6));
        ours.zip(destination).is_some_and(|(table, destination)| table.route(destination).is_some())
    };
    // A route for a whole block of the VPC is there already, as a local one.
    let operation = if has_local(draft) { "ReplaceRoute" } else { "CreateRoute" };
    draft.call(operation, parameters, &about);
}

/// Members that name targets which are modelled.
const TARGETS: [&str; 3] = ["NatGatewayId", "EgressOnlyInternetGatewayId", "InstanceId"];

/// Members that name others, each with the reason why there are none here.
const OTHERS: [(&str, Reason); 7] = [
    ("TransitGatewayId", Reason::TransitGateway),
    ("VpcPeeringConnectionId", Reason::Peering),
    ("NetworkInterfaceId", Reason::Target),
    ("LocalGatewayId", Reason::Target),
    ("CarrierGatewayId", Reason::Target),
    ("CoreNetworkArn", Reason::Target),
    ("OdbNetworkArn", Reason::Target),
];

/// What a route leads to here, as a call names it; none where that is nothing, which is noted.
fn target(
    draft: &mut Draft,
    account: &Account,
    (table, route): (&RouteTable, &Route),
) -> Option<(&'static str, String)> {
    if route.target("GatewayId") == Some("local") {
        return None;
    }
    let described = |id: &str| told(table, route, id);
    let is_endpoint = route.target("GatewayId").is_some_and(|id| id.starts_with("vpce-"));
    if route.destination_prefix_list_id.is_some() && !is_endpoint {
        draft.leave_out(Reason::PrefixList, described(led_to(route).map_or("", |(_, id)| id)));
        return None;
    }
    let gateway = route.target("GatewayId").filter(|id| id.starts_with("igw-")).map(|id| ("GatewayId", id));
    let modelled = TARGETS.iter().find_map(|member| Some((*member, route.target(member)?)));
    let by_interface = || {
        let interface = route.target("NetworkInterfaceId")?;
        Some(("InstanceId", instance_with(account, interface)?))
    };
    let Some((member, id)) = gateway.or(modelled).or_else(by_interface) else {
        let other = OTHERS.iter().find_map(|(member, why)| Some((*why, route.target(member)?)));
        let (why, id) = other.or_else(|| route.target("GatewayId").map(by_prefix)).unwrap_or((Reason::Target, ""));
        draft.leave_out(why, described(id));
        return None;
    };
    let at = draft.at(id);
    if at.is_none() {
        draft.leave_out(Reason::Undescribed, described(id));
    }
    Some((member, at?))
}

/// The instance whose first interface this is.
fn instance_with<'a>(account: &'a Account, interface: &str) -> Option<&'a str> {
    let first = |it: &&super::account::Instance| it.interface().is_some_and(|it| it.network_interface_id == interface);
    account.instances.iter().find(first).map(|it| it.instance_id.as_str())
}

fn by_prefix(id: &str) -> (Reason, &str) {
    let why = match id.split('-').next() {
        Some("vpce") => Reason::VpcEndpoint,
        Some("vgw") => Reason::Vpn,
        _ => Reason::Target,
    };
    (why, id)
}

/// `TABLE: DESTINATION → TARGET`.
pub(super) fn told(table: &RouteTable, route: &Route, target: &str) -> String {
    format!("{}: {} → {target}", called(table), route.destination())
}

fn called(table: &RouteTable) -> String {
    name(&table.tags).unwrap_or(&table.route_table_id).to_owned()
}

/// What a blackhole route led to: the member that named it, and its id.
pub(super) fn led_to(route: &Route) -> Option<(&'static str, &str)> {
    let mut members = ["GatewayId"].into_iter().chain(TARGETS).chain(OTHERS.map(|(member, _)| member));
    members.find_map(|member| Some((member, route.target(member)?)))
}
