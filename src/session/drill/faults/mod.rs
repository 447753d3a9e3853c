//! What can go wrong: one kind a mistake of table 8 of the specification, made by calls that EC2
//! allows. A fault knows the parts of a working world and no names, so it can be made in any world
//! that has them.
//!
//! Left out are the rows that break nothing (9, 17, 49, 51), that EC2 refuses (12, 27, 48, 50, 52 to 55,
//! 68), that no call makes (7, 8, 22, 60 to 65 but 61), that lie in what is typed (42 to 45, 71, 72), and
//! row 39, which fails only sometimes.

mod filters;
mod gateways;
mod routes;

use super::parts::Parts;
use crate::cloud::route_table::Target;
use crate::cloud::{Call, RouteTableId, World};
use crate::sim::repair::{Maker, route_key};
use ipnet::IpNet;
use serde::Serialize;
use serde_json::{Value, json};

/// The kinds of faults. The kebab-case names are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// 64:ff9b::/96 leads to the egress-only Internet gateway.
    Nat64ToEgressOnly,
    /// 64:ff9b::/96 leads to the Internet gateway.
    Nat64ToInternetGateway,
    /// There is no route for 64:ff9b::/96.
    Nat64RouteMissing,
    /// There is neither a route for 64:ff9b::/96 nor for ::/0.
    BothRoutesMissing,
    /// DNS64 is off.
    Dns64Off,
    /// DNS64 is on, for another subnet.
    Dns64Elsewhere,
    /// The route says 64:ff9b:1::/48.
    LocalUsePrefix,
    /// The route says 64:ffb9::/96.
    SwappedDigits,
    /// The route says 64::/96.
    ShiftedColons,
    /// The route covers one address.
    SingleAddress,
    /// The route covers 256 addresses.
    TooLongPrefix,
    /// The route is in the main table.
    Nat64RouteInMainTable,
    /// The subnet lost its table.
    TableNotAssociated,
    /// The subnet follows the table of another subnet.
    TableOfAnotherSubnet,
    /// Another subnet got the table.
    TableMovedAway,
    /// There is no route for ::/0.
    NativeRouteMissing,
    /// ::/0 leads to the NAT gateway.
    NativeRouteToNat,
    /// An IPv4 route stands where that for 64:ff9b::/96 belongs.
    Ipv4RouteInstead,
    /// 64:ff9b::/96 leads to an instance that drops what is not its own.
    Nat64ToInstance,
    /// The egress-only Internet gateway was deleted.
    EgressOnlyDeleted,
    /// The NAT gateway was deleted.
    NatDeleted,
    /// The NAT gateway's subnet has no IPv4 default route.
    NatSubnetWithoutDefault,
    /// The NAT gateway's subnet sends IPv4 to the NAT gateway.
    NatSubnetLoop,
    /// The NAT gateway's subnet lost its table.
    NatSubnetTableNotAssociated,
    /// The NAT gateway's subnet follows a private table.
    NatSubnetPrivateTable,
    /// The route leads to a private NAT gateway.
    NatPrivate,
    /// The group lets only IPv4 out.
    GroupIpv4Only,
    /// The group lets only HTTPS out.
    GroupHttpsOnly,
    /// The group lets only HTTP out.
    GroupHttpOnly,
    /// The group names the IPv4 address of the host.
    GroupIpv4AddressOfHost,
    /// The group lets no ICMPv6 out.
    GroupWithoutIcmpv6,
    /// The client's ACL has IPv4 entries only.
    AclIpv4Only,
    /// The client's ACL lets no answers in.
    AclWithoutAnswers,
    /// The client's ACL lets answers in from 64:ff9b::/96 only.
    AclAnswersFromNat64Only,
    /// The client's ACL lets answers in from native IPv6 only.
    AclAnswersFromNativeOnly,
    /// The client's ACL denies before it allows, on the way out.
    AclDeniesOutFirst,
    /// The client's ACL denies before it allows, on the way in.
    AclDeniesInFirst,
    /// The NAT subnet's ACL lets no IPv6 in.
    NatAclWithoutIpv6In,
    /// The NAT subnet's ACL lets no answers out to the client.
    NatAclWithoutIpv6Out,
    /// The NAT subnet's ACL lets no IPv4 out.
    NatAclWithoutIpv4Out,
    /// The NAT subnet's ACL denies before it allows.
    NatAclDeniesFirst,
    /// The VPC's DNS support is off.
    DnsSupportOff,
    /// The load balancer's group lets no IPv6 in.
    BalancerWithoutIpv6,
}

/// Makes a fault. None where the world does not have what it takes.
type Make = fn(&mut Hand<'_>) -> Option<()>;

impl Fault {
    /// All kinds, in the order of table 8.
    pub const ALL: [Self; 43] = [
        Self::Nat64ToEgressOnly,
        Self::Nat64ToInternetGateway,
        Self::Nat64RouteMissing,
        Self::BothRoutesMissing,
        Self::Dns64Off,
        Self::Dns64Elsewhere,
        Self::LocalUsePrefix,
        Self::SwappedDigits,
        Self::ShiftedColons,
        Self::SingleAddress,
        Self::TooLongPrefix,
        Self::Nat64RouteInMainTable,
        Self::TableNotAssociated,
        Self::TableOfAnotherSubnet,
        Self::TableMovedAway,
        Self::NativeRouteMissing,
        Self::NativeRouteToNat,
        Self::Ipv4RouteInstead,
        Self::NatDeleted,
        Self::NatSubnetWithoutDefault,
        Self::NatSubnetLoop,
        Self::NatSubnetTableNotAssociated,
        Self::NatSubnetPrivateTable,
        Self::NatPrivate,
        Self::GroupIpv4Only,
        Self::GroupHttpsOnly,
        Self::GroupHttpOnly,
        Self::GroupIpv4AddressOfHost,
        Self::GroupWithoutIcmpv6,
        Self::AclIpv4Only,
        Self::AclWithoutAnswers,
        Self::AclAnswersFromNat64Only,
        Self::AclAnswersFromNativeOnly,
        Self::NatAclWithoutIpv6In,
        Self::NatAclWithoutIpv6Out,
        Self::NatAclWithoutIpv4Out,
        Self::AclDeniesOutFirst,
        Self::AclDeniesInFirst,
        Self::NatAclDeniesFirst,
        Self::DnsSupportOff,
        Self::BalancerWithoutIpv6,
        Self::Nat64ToInstance,
        Self::EgressOnlyDeleted,
    ];

    /// The row of table 8 of the specification that it is an example of.
    pub fn row(self) -> u8 {
        self.entry().0
    }

    /// The calls that make it in this world, which has these parts; none where EC2 refuses one, or
    /// something it takes is missing.
    pub fn calls(self, world: &World, parts: &Parts) -> Option<Vec<Call>> {
        let mut hand = Hand { world, parts, maker: Maker::new(world) };
        self.entry().1(&mut hand)?;
        Some(hand.maker.finish())
    }

    fn entry(self) -> (u8, Make) {
        match self {
            Self::Nat64ToEgressOnly => (1, routes::nat64_to_egress_only),
            Self::Nat64ToInternetGateway => (2, routes::nat64_to_internet_gateway),
            Self::Nat64RouteMissing => (3, routes::nat64_missing),
            Self::BothRoutesMissing => (4, routes::both_missing),
            Self::Dns64Off => (5, gateways::dns64_off),
            Self::Dns64Elsewhere => (6, gateways::dns64_elsewhere),
            Self::LocalUsePrefix => (10, |hand| routes::mistyped(hand, "64:ff9b:1::/48")),
            Self::SwappedDigits => (10, |hand| routes::mistyped(hand, "64:ffb9::/96")),
            Self::ShiftedColons => (10, |hand| routes::mistyped(hand, "64::/96")),
            Self::SingleAddress => (11, |hand| routes::mistyped(hand, "64:ff9b::/128")),
            Self::TooLongPrefix => (11, |hand| routes::mistyped(hand, "64:ff9b::/120")),
            Self::Nat64RouteInMainTable => (13, routes::in_main_table),
            Self::TableNotAssociated => (14, |hand| routes::not_associated(hand, hand.parts.table)),
            Self::TableOfAnotherSubnet => (15, routes::table_of_another_subnet),
            Self::TableMovedAway => (15, routes::moved_away),
            Self::NativeRouteMissing => (16, routes::native_missing),
            Self::NativeRouteToNat => (18, routes::native_to_nat),
            Self::Ipv4RouteInstead => (19, routes::ipv4_instead),
            Self::NatDeleted => (21, gateways::nat_deleted),
            Self::NatSubnetWithoutDefault => (23, routes::nat_subnet_without_default),
            Self::NatSubnetLoop => (24, routes::nat_subnet_loop),
            Self::NatSubnetTableNotAssociated => (25, |hand| routes::not_associated(hand, hand.parts.nat_table)),
            Self::NatSubnetPrivateTable => (25, routes::nat_subnet_private_table),
            Self::NatPrivate => (26, gateways::nat_private),
            Self::GroupIpv4Only => (30, |hand| filters::group(hand, &[])),
            Self::GroupHttpsOnly => (31, |hand| filters::group(hand, &[filters::HTTPS])),
            Self::GroupHttpOnly => (31, |hand| filters::group(hand, &[filters::HTTP])),
            Self::GroupIpv4AddressOfHost => (32, filters::group_ipv4_address),
            Self::GroupWithoutIcmpv6 => (33, |hand| filters::group(hand, &[filters::TCP, filters::UDP])),
            Self::AclIpv4Only => (34, filters::acl_ipv4_only),
            Self::AclWithoutAnswers => (35, |hand| filters::acl_answers_from(hand, None)),
            Self::AclAnswersFromNat64Only => (36, |hand| filters::acl_answers_from(hand, Some("64:ff9b::/96"))),
            Self::AclAnswersFromNativeOnly => (36, |hand| filters::acl_answers_from(hand, Some("2000::/3"))),
            Self::NatAclWithoutIpv6In => (37, |hand| filters::nat_acl_without(hand, 0)),
            Self::NatAclWithoutIpv6Out => (38, |hand| filters::nat_acl_without(hand, 1)),
            Self::NatAclWithoutIpv4Out => (40, |hand| filters::nat_acl_without(hand, 2)),
            Self::AclDeniesOutFirst => (41, filters::acl_denies_out_first),
            Self::AclDeniesInFirst => (41, filters::acl_denies_in_first),
            Self::NatAclDeniesFirst => (41, filters::nat_acl_denies_first),
            Self::DnsSupportOff => (58, gateways::dns_support_off),
            Self::BalancerWithoutIpv6 => (61, filters::balancer_without_ipv6),
            Self::Nat64ToInstance => (67, routes::nat64_to_instance),
            Self::EgressOnlyDeleted => (70, gateways::egress_only_deleted),
        }
    }
}

/// Somebody at work on a world.
struct Hand<'h> {
    world: &'h World,
    parts: &'h Parts,
    maker: Maker,
}

impl Hand<'_> {
    /// Makes a call.
    fn call(&mut self, operation: &str, parameters: Value) -> Option<Value> {
        self.maker.call(operation, parameters)
    }

    /// Makes a call that deletes a route.
    fn delete_route(&mut self, table: RouteTableId, destination: IpNet) -> Option<()> {
        self.call("DeleteRoute", route_key(table, destination)).map(drop)
    }

    /// Makes a call that creates or replaces a route.
    fn route(&mut self, operation: &str, (table, destination): (RouteTableId, IpNet), target: Target) -> Option<()> {
        let mut parameters = route_key(table, destination);
        let (field, id) = match target {
            Target::InternetGateway(id) => ("GatewayId", json!(id)),
            Target::EgressOnlyInternetGateway(id) => ("EgressOnlyInternetGatewayId", json!(id)),
            Target::NatGateway(id) => ("NatGatewayId", json!(id)),
            Target::Instance(id, _) => ("InstanceId", json!(id)),
            Target::NetworkInterface(id) => ("NetworkInterfaceId", json!(id)),
            Target::Local => return None,
        };
        parameters[field] = id;
        self.call(operation, parameters).map(drop)
    }
}
