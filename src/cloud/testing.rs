//! What the stories of this room share: calls by name and JSON, and small worlds.

use super::world::Pools;
use super::{Call, World};
use serde_json::{Value, json};
use std::sync::Arc;

/// An empty world with pools to draw from.
pub fn empty() -> World {
    let blocks = ["2001:db8:1:4b00::/56", "2001:db8:2:6400::/56"].map(|block| block.parse().unwrap());
    let addresses = ["203.0.113.10", "203.0.113.11", "203.0.113.12"].map(|address| address.parse().unwrap());
    World {
        region: "ap-northeast-3".to_owned(),
        account: "123456789012".to_owned(),
        epoch: 1_764_547_200,
        pools: Pools { ipv6_blocks: Arc::new(blocks), ipv4_addresses: Arc::new(addresses), ..Pools::default() },
        ..World::default()
    }
}

fn call(name: &str, parameters: Value) -> Call {
    let call = Call::parse_value(name, parameters.clone());
    let call = call.unwrap_or_else(|error| panic!("{name} {parameters}: {error}"));
    let again = Call::parse_value(name, call.to_value()).unwrap();
    assert_eq!(again, call, "a call must survive being written and read");
    call
}

/// Carries a call out that must succeed.
pub fn ok(world: &mut World, name: &str, parameters: Value) -> Value {
    world.call(&call(name, parameters)).unwrap_or_else(|error| panic!("{error}"))
}

/// Makes a call that must be refused and change nothing, and returns the error's code.
pub fn refused(world: &mut World, name: &str, parameters: Value) -> String {
    refusal(world, name, parameters).0
}

/// As [`refused`], with the message too.
pub fn refusal(world: &mut World, name: &str, parameters: Value) -> (String, String) {
    let before = world.clone();
    let error = world.call(&call(name, parameters)).expect_err("should have been refused");
    assert_eq!(*world, before, "a refused call changes nothing");
    assert_eq!(error.operation, name);
    (error.code.into_owned(), error.message)
}

/// A world with one VPC, 10.1.0.0/16 and 2001:db8:1:4b00::/56, and the VPC's id.
pub fn dual_stack_vpc() -> (World, String) {
    let mut world = empty();
    let parameters = json!({"CidrBlock": "10.1.0.0/16", "AmazonProvidedIpv6CidrBlock": true});
    let made = ok(&mut world, "CreateVpc", parameters);
    (world, text(&made["Vpc"]["VpcId"]))
}

/// An IPv6-only subnet in `vpc`.
pub fn ipv6_only_subnet(world: &mut World, vpc: &str) -> String {
    let parameters = json!({"VpcId": vpc, "Ipv6Native": true, "Ipv6CidrBlock": "2001:db8:1:4b02::/64"});
    text(&ok(world, "CreateSubnet", parameters)["Subnet"]["SubnetId"])
}

/// A JSON string's text.
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("not a string: {value}")).to_owned()
}
