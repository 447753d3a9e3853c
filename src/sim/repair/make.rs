//! Carrying calls out on copies, and building lists of calls in which later ones use what earlier
//! ones made.

use crate::cloud::{Call, Kind, RouteTableId, World};
use ipnet::IpNet;
use serde_json::{Value, json};

/// A copy of the world with all calls carried out, each when nothing is in transition any more; none
/// where EC2 refuses one.
pub fn carry_out<'c>(world: &World, calls: impl IntoIterator<Item = &'c Call>) -> Option<World> {
    let mut world = world.clone();
    for call in calls {
        world.settle();
        world.call(call).ok()?;
    }
    world.settle();
    Some(world)
}

/// The same with refused calls passed over, as somebody does who types on.
pub fn carry_out_what_goes<'c>(world: &World, calls: impl IntoIterator<Item = &'c Call>) -> World {
    let mut world = world.clone();
    for call in calls {
        world.settle();
        // A refused call changes nothing.
        let _ = world.call(call);
    }
    world.settle();
    world
}

/// A list and what comes behind it. A rule for a security group that the list gives a rule anyway
/// joins it: one call takes several.
pub(super) fn joined(calls: &[Call], more: Vec<Call>) -> Vec<Call> {
    let mut calls = calls.to_vec();
    for call in more {
        match calls.iter_mut().find_map(|known| Some((with_rules_of(known, &call)?, known))) {
            Some((both, known)) => *known = both,
            None => calls.push(call),
        }
    }
    calls
}

/// One call with the rules of two, where both authorize the same direction of the same group.
fn with_rules_of(known: &Call, more: &Call) -> Option<Call> {
    let operation = known.operation();
    if !operation.starts_with("AuthorizeSecurityGroup") || operation != more.operation() {
        return None;
    }
    let (mut both, more) = (known.to_value(), more.to_value());
    if both["GroupId"] != more["GroupId"] {
        return None;
    }
    let rules = more["IpPermissions"].as_array()?.clone();
    both["IpPermissions"].as_array_mut()?.extend(rules);
    Call::parse_value(operation, both).ok()
}

/// The parameters that name a route.
pub fn route_key(table: RouteTableId, destination: IpNet) -> Value {
    match destination {
        IpNet::V4(block) => json!({"RouteTableId": table, "DestinationCidrBlock": block}),
        IpNet::V6(block) => json!({"RouteTableId": table, "DestinationIpv6CidrBlock": block}),
    }
}

/// The parameter that gives something new of a kind its name.
pub fn name_tag(kind: Kind, name: &str) -> Value {
    json!([{"ResourceType": kind.resource_type(), "Tags": [{"Key": "Name", "Value": name}]}])
}

/// A list of calls in the making.
pub struct Maker {
    world: World,
    calls: Vec<Call>,
}

impl Maker {
    /// Nothing yet, in this world.
    pub fn new(world: &World) -> Self {
        Self { world: world.clone(), calls: Vec::new() }
    }

    /// Adds a call by its operation's name and parameters, and gives EC2's response; none where it is
    /// refused.
    pub fn call(&mut self, operation: &str, parameters: Value) -> Option<Value> {
        let call = Call::parse_value(operation, parameters);
        debug_assert!(call.is_ok(), "{operation}: {:?}", call.as_ref().err());
        let call = call.ok()?;
        self.world.settle();
        let response = self.world.call(&call).ok()?;
        self.calls.push(call);
        Some(response)
    }

    /// Adds a call that makes something with a name of its own, and gives the id of what it made,
    /// which stands in the response at `at`.
    pub fn create(&mut self, operation: &str, mut parameters: Value, (kind, at): (Kind, &str)) -> Option<Value> {
        let name = self.free_name(kind);
        parameters["TagSpecifications"] = name_tag(kind, &name);
        self.call(operation, parameters)?.pointer(at).cloned()
    }

    /// The list.
    pub fn finish(self) -> Vec<Call> {
        self.calls
    }

    /// A name that nothing has yet: that of the kind, with a number where it must be.
    fn free_name(&self, kind: Kind) -> String {
        let plain = format!("new-{}", kind.name());
        let numbered = (2..).map(|number| format!("{plain}-{number}"));
        let is_free = |name: &String| !self.world.resources().iter().any(|it| it.name() == Some(name.as_str()));
        std::iter::once(plain.clone()).chain(numbered).find(is_free).unwrap_or(plain)
    }
}
