//! The operations on instances.

use super::{Instance, InstanceState};
use crate::cloud::describe::{Filter, matching};
use crate::cloud::image;
use crate::cloud::life::{INSTANCE_PENDING, INSTANCE_SHUTTING_DOWN, INSTANCE_STOPPING};
use crate::cloud::network_interface::{NetworkInterface, Owner, groups_for};
use crate::cloud::subnet::Subnet;
use crate::cloud::tag::{self, TagSpecification};
use crate::cloud::{
    ApiError, Given, InstanceId, Kind, NetworkInterfaceId, Operation, ReservationId, SecurityGroupId, SubnetId, World,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::net::{Ipv4Addr, Ipv6Addr};

/// Families of instance types that are not built on the Nitro System (rule 4.6).
const NOT_NITRO: [&str; 9] = ["t1", "t2", "m1", "m2", "m3", "m4", "c3", "c4", "r3"];

impl World {
    /// Ends what an instance is in: starting, stopping or going away.
    pub(in crate::cloud) fn finish_instance(&mut self, id: InstanceId) {
        let Some(instance) = self.instances.get_mut(id) else { return };
        match instance.state {
            InstanceState::Pending { .. } => instance.state = InstanceState::Running,
            InstanceState::Stopping { .. } => instance.state = InstanceState::Stopped,
            InstanceState::ShuttingDown { .. } => {
                instance.state = InstanceState::Terminated;
                if let Some(interface) = instance.network_interface_id.take() {
                    self.drop_interface(interface);
                }
            }
            InstanceState::Running | InstanceState::Stopped | InstanceState::Terminated => {}
        }
    }

    fn drop_interface(&mut self, id: NetworkInterfaceId) {
        let mapped = self.addresses.iter().find(|it| it.association.is_some_and(|(_, interface, _)| interface == id));
        if let Some(address) = mapped.map(|address| address.id) {
            self.unmap_address(address);
        }
        self.network_interfaces.remove(id);
    }
}

/// An IPv6 address for an instance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct InstanceIpv6Address {
    /// The address, within the subnet's block.
    pub ipv6_address: Given<Ipv6Addr>,
}

/// Launches instances in a subnet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct RunInstances {
    /// The image: `ami-…`, or `resolve:ssm:` with a public parameter.
    pub image_id: String,
    /// The type, like `t3.micro`; that is the default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance_type: Option<String>,
    /// How many at least.
    pub min_count: u32,
    /// How many at most.
    pub max_count: u32,
    /// The key pair for logging in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_name: Option<String>,
    /// The subnet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subnet_id: Option<Given<SubnetId>>,
    /// Security groups; the VPC's default one where none is given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub security_group_ids: Vec<Given<SecurityGroupId>>,
    /// The private IPv4 address it shall have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub private_ip_address: Option<Given<Ipv4Addr>>,
    /// The IPv6 addresses it shall have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ipv6_addresses: Vec<InstanceIpv6Address>,
    /// How many IPv6 addresses it shall get.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ipv6_address_count: Option<u32>,
    /// Makes its first IPv6 address its primary one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enable_primary_ipv6: Option<bool>,
    /// Tags for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tag_specifications: Vec<TagSpecification>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

impl Operation for RunInstances {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let tags = tag::for_each_new(&self.tag_specifications, Kind::Instance, &["volume", "network-interface"])?;
        let image_id = image::read(&self.image_id)?;
        let subnet_id = self.subnet_id.as_ref().ok_or_else(no_default_vpc)?.existing(world)?;
        let subnet = world.subnet(subnet_id)?.clone();
        let instance_type = self.instance_type.clone().unwrap_or_else(|| "t3.micro".to_owned());
        check_type(&instance_type, &subnet)?;
        if let Some(key) = &self.key_name {
            world.key_pair_named(key)?;
        }
        if self.min_count == 0 || self.min_count > self.max_count || self.max_count > 20 {
            return Err(ApiError::invalid_value(
                "MinCount and MaxCount must be 1 to 20, and MinCount not the larger one.",
            ));
        }
        let groups = groups_for(&self.security_group_ids, subnet.vpc_id, world)?;
        let reservation_id = world.mint(ReservationId::new);
        let mut launched = Vec::new();
        for _ in 0..self.max_count {
            let id = world.mint(InstanceId::new);
            let interface = self.interface(world, &subnet, id, &groups)?;
            let instance = Instance {
                id,
                reservation_id,
                image_id,
                instance_type: instance_type.clone(),
                key_name: self.key_name.clone(),
                vpc_id: subnet.vpc_id,
                subnet_id,
                network_interface_id: Some(interface.id),
                primary_ipv6: self.enable_primary_ipv6 == Some(true),
                state: InstanceState::Pending { ready: world.now + INSTANCE_PENDING },
                launched: world.now,
                listens: Vec::new(),
                tags: tags.clone(),
            };
            world.network_interfaces.insert(interface.id, interface);
            launched.push(instance.describe(world));
            world.instances.insert(id, instance);
        }
        Ok(json!({"ReservationId": reservation_id, "OwnerId": world.account, "Groups": [], "Instances": launched}))
    }
}

impl RunInstances {
    /// The interface of a new instance, with its addresses (rules 4.6, 4.8).
    fn interface(
        &self,
        world: &mut World,
        subnet: &Subnet,
        instance: InstanceId,
        groups: &[SecurityGroupId],
    ) -> Result<NetworkInterface, ApiError> {
        let id = world.mint(NetworkInterfaceId::new);
        let mut interface = NetworkInterface::bare(id, subnet, Owner::Instance(instance));
        interface.groups = groups.to_vec();
        let seed = instance.to_string();
        match (&self.private_ip_address, subnet.cidr_block) {
            (Some(_), None) => {
                let message = "PrivateIpAddress cannot be used in an IPv6-only subnet.";
                return Err(ApiError::new("InvalidParameterCombination", message));
            }
            (given, Some(_)) => {
                let wanted = given.as_ref().map(|given| given.read("privateIpAddress")).transpose()?;
                interface.private_ip = Some(world.free_ipv4(subnet, wanted, &seed)?);
            }
            (None, None) => {}
        }
        for given in &self.ipv6_addresses {
            let wanted = given.ipv6_address.read("ipv6Address")?;
            interface.ipv6_addresses.push(world.free_ipv6(subnet, Some(wanted), &seed)?);
        }
        let by_itself = u32::from(subnet.ipv6_cidr_block.is_some() && subnet.assign_ipv6_address_on_creation);
        let wanted = self.ipv6_address_count.unwrap_or(if self.ipv6_addresses.is_empty() { by_itself } else { 0 });
        for number in 0..wanted {
            interface.ipv6_addresses.push(world.free_ipv6(subnet, None, &format!("{seed} {number}"))?);
        }
        if self.enable_primary_ipv6 == Some(true) && interface.ipv6_addresses.is_empty() {
            let message = "EnablePrimaryIpv6 needs an IPv6 address.";
            return Err(ApiError::new("InvalidParameterCombination", message));
        }
        if subnet.map_public_ip_on_launch && subnet.cidr_block.is_some() {
            interface.public_ip = Some(world.next_public_ipv4()?);
        }
        Ok(interface)
    }
}

fn no_default_vpc() -> ApiError {
    ApiError::new("MissingInput", "No subnets found for the default VPC. Please specify a subnet.")
}

/// Whether instances of a type can be launched in a subnet.
fn check_type(kind: &str, subnet: &Subnet) -> Result<(), ApiError> {
    let Some((family, size)) = kind.split_once('.') else {
        return Err(ApiError::invalid_value(format!("Invalid value '{kind}' for InstanceType.")));
    };
    let known = family.starts_with(|first: char| first.is_ascii_lowercase())
        && family.contains(|char: char| char.is_ascii_digit())
        && (size.ends_with("nano")
            || size.ends_with("micro")
            || size.ends_with("small")
            || size.ends_with("medium")
            || size.ends_with("large")
            || size.starts_with("metal"));
    if !known {
        return Err(ApiError::invalid_value(format!("Invalid value '{kind}' for InstanceType.")));
    }
    if subnet.ipv6_native && NOT_NITRO.contains(&family) {
        let message = format!(
            "The instance type {kind} is not built on the Nitro System, so it can't be launched in an IPv6-only subnet."
        );
        return Err(ApiError::new("InvalidParameterCombination", message));
    }
    Ok(())
}

/// Describes instances, in their reservations.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DescribeInstances {
    /// Filters that all must fit: names with the wanted values.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<Filter>,
    /// Only these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instance_ids: Vec<Given<InstanceId>>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

impl Operation for DescribeInstances {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let wanted = existing(&self.instance_ids, world)?;
        let mut reservations = Vec::new();
        for value in matching(world, Kind::Instance, &self.filters)? {
            let id = value["InstanceId"].as_str().and_then(|id| id.parse::<InstanceId>().ok());
            let Some(id) = id.filter(|id| wanted.is_empty() || wanted.contains(id)) else { continue };
            let reservation = world.instance(id)?.reservation_id;
            reservations.push(json!({
                "ReservationId": reservation,
                "OwnerId": world.account,
                "Groups": [],
                "Instances": [value],
            }));
        }
        Ok(json!({ "Reservations": reservations }))
    }
}

fn existing(given: &[Given<InstanceId>], world: &World) -> Result<Vec<InstanceId>, ApiError> {
    given.iter().map(|given| given.existing(world)).collect()
}

/// Puts instances into another state where `next` knows one, and answers how they were and are.
fn change(
    given: &[Given<InstanceId>],
    world: &mut World,
    next: impl Fn(InstanceState) -> Option<InstanceState>,
) -> Result<Vec<Value>, ApiError> {
    if given.is_empty() {
        return Err(ApiError::missing("InstanceId"));
    }
    let mut changes = Vec::new();
    for id in existing(given, world)? {
        let instance = world.instance_mut(id)?;
        let before = instance.state;
        let Some(after) = next(before) else {
            let message = format!("The instance '{id}' is not in a state from which this can be done.");
            return Err(ApiError::new("IncorrectInstanceState", message));
        };
        instance.state = after;
        changes.push(json!({
            "InstanceId": id,
            "CurrentState": after.describe(),
            "PreviousState": before.describe(),
        }));
    }
    Ok(changes)
}

/// Starts stopped instances.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct StartInstances {
    /// The instances.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instance_ids: Vec<Given<InstanceId>>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

impl Operation for StartInstances {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let ready = world.now + INSTANCE_PENDING;
        let changes = change(&self.instance_ids, world, |state| match state {
            InstanceState::Stopped => Some(InstanceState::Pending { ready }),
            InstanceState::Running | InstanceState::Pending { .. } => Some(state),
            InstanceState::Stopping { .. } | InstanceState::ShuttingDown { .. } | InstanceState::Terminated => None,
        })?;
        Ok(json!({ "StartingInstances": changes }))
    }
}

/// Stops running instances; their addresses stay.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct StopInstances {
    /// The instances.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instance_ids: Vec<Given<InstanceId>>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

impl Operation for StopInstances {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let done = world.now + INSTANCE_STOPPING;
        let changes = change(&self.instance_ids, world, |state| match state {
            InstanceState::Running => Some(InstanceState::Stopping { done }),
            InstanceState::Stopped | InstanceState::Stopping { .. } => Some(state),
            InstanceState::Pending { .. } | InstanceState::ShuttingDown { .. } | InstanceState::Terminated => None,
        })?;
        Ok(json!({ "StoppingInstances": changes }))
    }
}

/// Terminates instances; their addresses are freed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct TerminateInstances {
    /// The instances.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instance_ids: Vec<Given<InstanceId>>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

impl Operation for TerminateInstances {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let gone = world.now + INSTANCE_SHUTTING_DOWN;
        let changes = change(&self.instance_ids, world, |state| match state {
            InstanceState::ShuttingDown { .. } | InstanceState::Terminated => Some(state),
            InstanceState::Pending { .. }
            | InstanceState::Running
            | InstanceState::Stopping { .. }
            | InstanceState::Stopped => Some(InstanceState::ShuttingDown { gone }),
        })?;
        Ok(json!({ "TerminatingInstances": changes }))
    }
}
