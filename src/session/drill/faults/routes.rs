//! Faults of route tables: routes that are missing, mistyped, lead astray or stand in the wrong table,
//! and tables that rule the wrong subnet.

use super::Hand;
use crate::cloud::route_table::{RouteTable, Target};
use crate::cloud::{RouteTableId, SubnetId};
use crate::net::WELL_KNOWN;
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use serde_json::json;

fn nat64() -> IpNet {
    WELL_KNOWN.net().into()
}

fn native() -> IpNet {
    Ipv6Net::default().into()
}

fn ipv4() -> IpNet {
    Ipv4Net::default().into()
}

pub(super) fn nat64_to_egress_only(hand: &mut Hand<'_>) -> Option<()> {
    nat64_to(hand, Target::EgressOnlyInternetGateway(hand.parts.egress_only))
}

pub(super) fn nat64_to_internet_gateway(hand: &mut Hand<'_>) -> Option<()> {
    nat64_to(hand, Target::InternetGateway(hand.parts.internet))
}

pub(super) fn nat64_to_instance(hand: &mut Hand<'_>) -> Option<()> {
    let others = hand.world.instances.iter().filter(|it| it.vpc_id == hand.parts.vpc && it.id != hand.parts.client);
    let (id, interface) = others.filter_map(|it| Some((it.id, it.network_interface_id?))).next()?;
    nat64_to(hand, Target::Instance(id, interface))
}

/// Gives the route for 64:ff9b::/96 another target.
pub(super) fn nat64_to(hand: &mut Hand<'_>, target: Target) -> Option<()> {
    hand.route("ReplaceRoute", (hand.parts.table, nat64()), target)
}

pub(super) fn nat64_missing(hand: &mut Hand<'_>) -> Option<()> {
    hand.delete_route(hand.parts.table, nat64())
}

pub(super) fn native_missing(hand: &mut Hand<'_>) -> Option<()> {
    hand.delete_route(hand.parts.table, native())
}

pub(super) fn both_missing(hand: &mut Hand<'_>) -> Option<()> {
    nat64_missing(hand)?;
    native_missing(hand)
}

/// Another prefix stands where 64:ff9b::/96 belongs.
pub(super) fn mistyped(hand: &mut Hand<'_>, typed: &str) -> Option<()> {
    nat64_missing(hand)?;
    hand.route("CreateRoute", (hand.parts.table, typed.parse().ok()?), Target::NatGateway(hand.parts.nat))
}

pub(super) fn ipv4_instead(hand: &mut Hand<'_>) -> Option<()> {
    nat64_missing(hand)?;
    hand.route("CreateRoute", (hand.parts.table, ipv4()), Target::NatGateway(hand.parts.nat))
}

pub(super) fn in_main_table(hand: &mut Hand<'_>) -> Option<()> {
    let own = hand.parts.table;
    let main = tables(hand).find(|table| table.is_main() && table.id != own)?.id;
    nat64_missing(hand)?;
    hand.route("CreateRoute", (main, nat64()), Target::NatGateway(hand.parts.nat))
}

pub(super) fn native_to_nat(hand: &mut Hand<'_>) -> Option<()> {
    hand.route("ReplaceRoute", (hand.parts.table, native()), Target::NatGateway(hand.parts.nat))
}

/// The subnet that was given a table follows the main one instead.
pub(super) fn not_associated(hand: &mut Hand<'_>, table: RouteTableId) -> Option<()> {
    let subnet = if table == hand.parts.table { hand.parts.subnet } else { hand.parts.nat_subnet };
    let association = association(hand, table, subnet)?;
    hand.call("DisassociateRouteTable", json!({"AssociationId": association})).map(drop)
}

/// A subnet of the VPC, neither the client's nor the NAT gateway's, that was given another table.
fn another_subnet(hand: &Hand<'_>) -> Option<(SubnetId, RouteTableId)> {
    let parts = hand.parts;
    let others = tables(hand).filter(|table| table.id != parts.table && table.id != parts.nat_table);
    let ruled = |table: &RouteTable| {
        let subnet = table.associations.iter().find_map(|association| association.subnet_id)?;
        Some((subnet, table.id))
    };
    others.filter_map(ruled).next()
}

pub(super) fn table_of_another_subnet(hand: &mut Hand<'_>) -> Option<()> {
    let (_, table) = another_subnet(hand)?;
    let own = association(hand, hand.parts.table, hand.parts.subnet)?;
    follow(hand, &own, table)
}

pub(super) fn moved_away(hand: &mut Hand<'_>) -> Option<()> {
    let (subnet, table) = another_subnet(hand)?;
    let theirs = association(hand, table, subnet)?;
    not_associated(hand, hand.parts.table)?;
    follow(hand, &theirs, hand.parts.table)
}

pub(super) fn nat_subnet_without_default(hand: &mut Hand<'_>) -> Option<()> {
    hand.delete_route(hand.parts.nat_table, ipv4())
}

pub(super) fn nat_subnet_loop(hand: &mut Hand<'_>) -> Option<()> {
    hand.route("ReplaceRoute", (hand.parts.nat_table, ipv4()), Target::NatGateway(hand.parts.nat))
}

pub(super) fn nat_subnet_private_table(hand: &mut Hand<'_>) -> Option<()> {
    let private =
        |table: &&RouteTable| table.route(ipv4()).is_some_and(|it| matches!(it.target, Target::NatGateway(_)));
    let table = tables(hand).find(private)?.id;
    let own = association(hand, hand.parts.nat_table, hand.parts.nat_subnet)?;
    follow(hand, &own, table)
}

/// The tables of the VPC.
fn tables<'h>(hand: &Hand<'h>) -> impl Iterator<Item = &'h RouteTable> {
    let vpc = hand.parts.vpc;
    hand.world.route_tables.iter().filter(move |table| table.vpc_id == vpc)
}

/// The id of the association of a subnet with a table.
fn association(hand: &Hand<'_>, table: RouteTableId, subnet: SubnetId) -> Option<String> {
    let mut all = hand.world.route_tables.get(table)?.associations.iter();
    all.find(|association| association.subnet_id == Some(subnet)).map(|association| association.id.to_string())
}

/// Gives the subnet of an association another table.
fn follow(hand: &mut Hand<'_>, association: &str, table: RouteTableId) -> Option<()> {
    let parameters = json!({"AssociationId": association, "RouteTableId": table});
    hand.call("ReplaceRouteTableAssociation", parameters).map(drop)
}
