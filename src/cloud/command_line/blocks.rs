//! Which blocks of addresses a parameter of an operation could hold: for a new subnet the next free
//! ones, for a route those that its table lacks, for a rule everybody. Nothing here is fixed but the
//! prefixes of the standards.

use crate::cloud::route_table::RouteTable;
use crate::cloud::route_table::Target;
use crate::cloud::{SubnetId, VpcId, World};
use crate::net::Family;
use crate::net::pref64::WELL_KNOWN;
use ipnet::{IpNet, Ipv4Net, Ipv6Net};

/// A block that may stand there, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offered {
    /// The block.
    pub block: IpNet,
    /// Why it is offered.
    pub reason: Reason,
}

/// Why a block is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It is the next one that is free for a subnet of this VPC.
    NextInVpc(VpcId),
    /// It is the next one that no VPC has.
    NextForVpc,
    /// It is everything of its family.
    Everything,
    /// It is where DNS64 puts IPv4 addresses.
    Nat64,
    /// A VPC has it.
    OfVpc(VpcId),
    /// A subnet has it.
    OfSubnet(SubnetId),
    /// The route table has a route to it, to this target.
    Routed(Target),
}

/// The lengths of the block of a new VPC that people choose most.
const NEW_VPC: u8 = 16;

/// Blocks for a parameter of an operation, both by their API names. `given` is what the call's other
/// parameters hold, by name. None where the parameter is no block.
pub fn offered(
    (operation, parameter): (&str, &str),
    given: &dyn Fn(&str) -> Option<String>,
    world: &World,
) -> Option<Vec<Offered>> {
    let family = family(parameter)?;
    Some(match operation {
        "CreateSubnet" => next_in_vpcs(given("VpcId"), family, world),
        "AssociateSubnetCidrBlock" => {
            let subnet = given("SubnetId").and_then(|id| world.subnets.get(id.parse().ok()?));
            next_in_vpcs(subnet.map(|subnet| subnet.vpc_id.to_string()), family, world)
        }
        "CreateVpc" | "AssociateVpcCidrBlock" => {
            let next = world.next_vpc_block(NEW_VPC).filter(|_| family == Family::Ipv4);
            next.map(|block| Offered { block, reason: Reason::NextForVpc }).into_iter().collect()
        }
        "CreateRoute" | "ReplaceRoute" | "DeleteRoute" => {
            let table = given("RouteTableId").and_then(|id| world.route_tables.get(id.parse().ok()?));
            match table {
                Some(table) if operation == "CreateRoute" => missing(table, family, world),
                Some(table) => routed(table, family),
                None => usual(family),
            }
        }
        _ => [usual(family), of_vpcs(family, world)].concat(),
    })
}

/// The family of the blocks that a parameter takes.
fn family(parameter: &str) -> Option<Family> {
    match parameter {
        "CidrBlock" | "DestinationCidrBlock" | "CidrIp" | "Cidr" => Some(Family::Ipv4),
        "Ipv6CidrBlock" | "DestinationIpv6CidrBlock" | "CidrIpv6" => Some(Family::Ipv6),
        _ => None,
    }
}

/// The next free blocks of a VPC, or of every VPC where it is not said of which.
fn next_in_vpcs(vpc: Option<String>, family: Family, world: &World) -> Vec<Offered> {
    let vpc: Option<VpcId> = vpc.and_then(|id| id.parse().ok());
    let wanted = world.vpcs.ids().filter(|id| vpc.is_none_or(|vpc| vpc == *id));
    let next = |id| Some(Offered { block: world.next_subnet_block(id, family)?, reason: Reason::NextInVpc(id) });
    wanted.filter_map(next).collect()
}

/// What rules and routes are mostly about.
pub fn usual(family: Family) -> Vec<Offered> {
    let everything = |block| Offered { block, reason: Reason::Everything };
    match family {
        Family::Ipv4 => vec![everything(Ipv4Net::default().into())],
        Family::Ipv6 => {
            let nat64 = Offered { block: WELL_KNOWN.net().into(), reason: Reason::Nat64 };
            vec![everything(Ipv6Net::default().into()), nat64]
        }
    }
}

/// Usual destinations that a table has no route to, and the blocks of its VPC's subnets.
pub fn missing(table: &RouteTable, family: Family, world: &World) -> Vec<Offered> {
    let subnets = world.subnets.iter().filter(|subnet| subnet.vpc_id == table.vpc_id);
    let subnets = subnets.flat_map(|subnet| {
        subnet.blocks().map(|block| Offered { block, reason: Reason::OfSubnet(subnet.id) }).collect::<Vec<_>>()
    });
    let all = usual(family).into_iter().chain(subnets.filter(|it| family == it.block.addr().into()));
    all.filter(|it| table.route(it.block).is_none()).collect()
}

/// The destinations that a table has routes to, but the local ones.
fn routed(table: &RouteTable, family: Family) -> Vec<Offered> {
    let routes = table.routes.iter().filter(|route| route.target != Target::Local);
    let fits = routes.filter(|route| family == route.destination.addr().into());
    fits.map(|route| Offered { block: route.destination, reason: Reason::Routed(route.target) }).collect()
}

fn of_vpcs(family: Family, world: &World) -> Vec<Offered> {
    let blocks = world
        .vpcs
        .iter()
        .flat_map(|vpc| vpc.blocks().map(|block| Offered { block, reason: Reason::OfVpc(vpc.id) }).collect::<Vec<_>>());
    blocks.filter(|it| family == it.block.addr().into()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::testing::{dual_stack_vpc, ok, text};
    use serde_json::json;

    #[test]
    fn a_new_subnet_is_offered_what_is_free() {
        let (mut world, vpc) = dual_stack_vpc();
        ok(
            &mut world,
            "CreateSubnet",
            json!({"VpcId": vpc, "Ipv6Native": true, "Ipv6CidrBlock": "2001:db8:1:4b00::/64"}),
        );
        let given = |name: &str| (name == "VpcId").then(|| vpc.clone());
        let blocks = offered(("CreateSubnet", "Ipv6CidrBlock"), &given, &world).unwrap();
        let wanted =
            Offered { block: "2001:db8:1:4b01::/64".parse().unwrap(), reason: Reason::NextInVpc(vpc.parse().unwrap()) };
        assert_eq!(blocks, [wanted]);
        assert_eq!(offered(("CreateSubnet", "AvailabilityZone"), &given, &world), None);
    }

    #[test]
    fn a_route_is_offered_what_its_table_lacks_and_a_deletion_what_it_has() {
        let (mut world, vpc) = dual_stack_vpc();
        let table = ok(&mut world, "CreateRouteTable", json!({"VpcId": vpc}));
        let table = text(&table["RouteTable"]["RouteTableId"]);
        let gateway = ok(&mut world, "CreateEgressOnlyInternetGateway", json!({"VpcId": vpc}));
        let gateway = text(&gateway["EgressOnlyInternetGateway"]["EgressOnlyInternetGatewayId"]);
        let given = |name: &str| (name == "RouteTableId").then(|| table.clone());
        let texts = |world: &World, operation: &str| -> Vec<String> {
            let blocks = offered((operation, "DestinationIpv6CidrBlock"), &given, world).unwrap();
            blocks.iter().map(|it| it.block.to_string()).collect()
        };
        assert_eq!(texts(&world, "CreateRoute"), ["::/0", "64:ff9b::/96"]);
        assert_eq!(texts(&world, "DeleteRoute"), Vec::<String>::new());
        let route =
            json!({"RouteTableId": table, "DestinationIpv6CidrBlock": "::/0", "EgressOnlyInternetGatewayId": gateway});
        ok(&mut world, "CreateRoute", route);
        assert_eq!(texts(&world, "CreateRoute"), ["64:ff9b::/96"]);
        assert_eq!(texts(&world, "DeleteRoute"), ["::/0"]);
    }
}
