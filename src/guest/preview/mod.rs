//! What an edit would change, found out by making it on a copy of the world: [`routes`] tells which
//! destinations would fare otherwise, [`subnet`] which names would stand for other addresses and what
//! a new machine would get.
//!
//! A subnet that nobody sits in is looked at from a machine that is put there for that alone, so that
//! an edit shows its effect before there is anybody to feel it.

pub mod routes;
pub mod subnet;

use crate::cloud::instance::InstanceState;
use crate::cloud::{ApiError, Call, InstanceId, SubnetId, World};
use serde_json::{Value, json};

/// Where an edit is looked at from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Viewpoint {
    /// A machine that is there.
    Machine(InstanceId),
    /// A machine that could be put into this subnet.
    Supposed(SubnetId),
}

/// The newest Amazon Linux.
const IMAGE: &str = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";

/// Makes an edit, as a patient person does: what is under way gets done before and behind it.
fn make(world: &mut World, call: &Call) -> Result<(), ApiError> {
    world.settle();
    world.call(call)?;
    world.settle();
    Ok(())
}

/// The machine in a subnet to look from: `at` where that is there, else the first that runs.
fn machine_in(world: &World, subnet: SubnetId, at: Option<InstanceId>) -> Option<InstanceId> {
    let running = |id: InstanceId| world.instances.get(id).is_some_and(|it| it.state == InstanceState::Running);
    let here = world.instances.iter().filter(|it| it.subnet_id == subnet).map(|it| it.id);
    let here: Vec<InstanceId> = here.filter(|id| running(*id)).collect();
    at.filter(|id| here.contains(id)).or_else(|| here.first().copied())
}

/// Which addresses a machine is given that is put somewhere.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Addresses {
    /// Those that the subnet gives by itself.
    Given,
    /// One of each family that the subnet has.
    Both,
}

/// Puts a machine into a subnet of a copy of the world.
fn launch(world: &mut World, subnet: SubnetId, addresses: Addresses) -> Option<InstanceId> {
    let mut parameters = json!({"ImageId": IMAGE, "MinCount": 1, "MaxCount": 1, "SubnetId": subnet});
    if addresses == Addresses::Both && world.subnets.get(subnet)?.ipv6_cidr_block.is_some() {
        parameters["Ipv6AddressCount"] = json!(1);
    }
    let made = world.call(&Call::parse_value("RunInstances", parameters).ok()?).ok()?;
    world.settle();
    made["Instances"][0].get("InstanceId").and_then(Value::as_str)?.parse().ok()
}
