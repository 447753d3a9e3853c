//! Faults of gateways and of the VPC's DNS: deleted, of the wrong kind, in the wrong place, turned off.

use super::{Hand, routes};
use crate::cloud::route_table::Target;
use crate::cloud::{Kind, NatGatewayId, SubnetId};
use crate::sim::repair::name_tag;
use serde_json::json;

pub(super) fn dns64_off(hand: &mut Hand<'_>) -> Option<()> {
    dns64(hand, hand.parts.subnet, false)
}

pub(super) fn dns64_elsewhere(hand: &mut Hand<'_>) -> Option<()> {
    dns64_off(hand)?;
    dns64(hand, hand.parts.nat_subnet, true)
}

fn dns64(hand: &mut Hand<'_>, subnet: SubnetId, value: bool) -> Option<()> {
    let parameters = json!({"SubnetId": subnet, "EnableDns64": {"Value": value}});
    hand.call("ModifySubnetAttribute", parameters).map(drop)
}

pub(super) fn dns_support_off(hand: &mut Hand<'_>) -> Option<()> {
    let parameters = json!({"VpcId": hand.parts.vpc, "EnableDnsSupport": {"Value": false}});
    hand.call("ModifyVpcAttribute", parameters).map(drop)
}

pub(super) fn egress_only_deleted(hand: &mut Hand<'_>) -> Option<()> {
    let parameters = json!({"EgressOnlyInternetGatewayId": hand.parts.egress_only});
    hand.call("DeleteEgressOnlyInternetGateway", parameters).map(drop)
}

pub(super) fn nat_deleted(hand: &mut Hand<'_>) -> Option<()> {
    hand.call("DeleteNatGateway", json!({"NatGatewayId": hand.parts.nat})).map(drop)
}

pub(super) fn nat_private(hand: &mut Hand<'_>) -> Option<()> {
    let name = format!("{}-2", hand.world.name_of(hand.parts.nat));
    let tags = name_tag(Kind::NatGateway, &name);
    let subnet = hand.parts.nat_subnet;
    let parameters = json!({"SubnetId": subnet, "ConnectivityType": "private", "TagSpecifications": tags});
    let made = hand.call("CreateNatGateway", parameters)?;
    let id: NatGatewayId = made.pointer("/NatGateway/NatGatewayId")?.as_str()?.parse().ok()?;
    routes::nat64_to(hand, Target::NatGateway(id))
}
