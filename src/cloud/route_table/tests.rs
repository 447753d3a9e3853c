//! Stories of route tables.

use crate::cloud::testing::*;
use serde_json::json;

#[test]
fn a_new_table_rules_nobody_until_it_is_associated() {
    let (mut world, vpc) = dual_stack_vpc();
    let subnet = ipv6_only_subnet(&mut world, &vpc);
    let id = subnet.parse().unwrap();
    let main = world.main_route_table(vpc.parse().unwrap()).unwrap().id;
    let table = text(&ok(&mut world, "CreateRouteTable", json!({ "VpcId": vpc }))["RouteTable"]["RouteTableId"]);
    assert_eq!(world.route_table_of(id).unwrap().id, main);
    let associate = json!({"RouteTableId": table, "SubnetId": subnet});
    let association = text(&ok(&mut world, "AssociateRouteTable", associate.clone())["AssociationId"]);
    assert_eq!(world.route_table_of(id).unwrap().id.to_string(), table);
    assert_eq!(refused(&mut world, "AssociateRouteTable", associate), "Resource.AlreadyAssociated");
    assert_eq!(refused(&mut world, "DeleteRouteTable", json!({ "RouteTableId": table })), "DependencyViolation");
    ok(&mut world, "DisassociateRouteTable", json!({ "AssociationId": association }));
    assert_eq!(world.route_table_of(id).unwrap().id, main);
    ok(&mut world, "DeleteRouteTable", json!({ "RouteTableId": table }));
}

#[test]
fn local_routes_come_first_and_stay() {
    let (mut world, vpc) = dual_stack_vpc();
    let made = ok(&mut world, "CreateRouteTable", json!({ "VpcId": vpc }));
    let table = text(&made["RouteTable"]["RouteTableId"]);
    let routes = &made["RouteTable"]["Routes"];
    assert_eq!(routes[0]["DestinationCidrBlock"], "10.1.0.0/16");
    assert_eq!(routes[1]["DestinationIpv6CidrBlock"], "2001:db8:1:4b00::/56");
    assert_eq!((&routes[1]["GatewayId"], &routes[1]["Origin"]), (&json!("local"), &json!("CreateRouteTable")));
    let local = json!({"RouteTableId": table, "DestinationCidrBlock": "10.1.0.0/16"});
    assert_eq!(refused(&mut world, "DeleteRoute", local), "InvalidParameterValue");
}
