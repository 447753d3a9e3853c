//! Instance: a machine, with one interface.
//!
//! Simplified: one interface and no disks; every image boots the same guest; only current
//! generation types are known.

mod operations;

pub use operations::*;

use super::network_interface::describe_groups;
use super::{ImageId, InstanceId, NetworkInterfaceId, ReservationId, SubnetId, Tag, VpcId, World};
use crate::net::SimTime;
use serde_json::{Value, json};

/// An instance.
#[derive(Clone, Debug, PartialEq)]
pub struct Instance {
    /// Its id.
    pub id: InstanceId,
    /// What one launch made.
    pub reservation_id: ReservationId,
    /// The image it was started from.
    pub image_id: ImageId,
    /// Its type, like `t3.micro`.
    pub instance_type: String,
    /// The key pair for logging in.
    pub key_name: Option<String>,
    /// The VPC it lies in.
    pub vpc_id: VpcId,
    /// The subnet it lies in.
    pub subnet_id: SubnetId,
    /// Its interface; none once terminated.
    pub network_interface_id: Option<NetworkInterfaceId>,
    /// Whether its first IPv6 address is its primary one (rule 4.8).
    pub primary_ipv6: bool,
    /// Where it is in its life.
    pub state: InstanceState,
    /// When it was launched.
    pub launched: SimTime,
    /// What listens on it besides sshd: TCP ports.
    pub listens: Vec<u16>,
    /// Its tags.
    pub tags: Vec<Tag>,
}

/// Where an instance is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InstanceState {
    /// Being started.
    Pending {
        /// When it runs.
        ready: SimTime,
    },
    /// At work.
    Running,
    /// Being stopped.
    Stopping {
        /// When it has stopped.
        done: SimTime,
    },
    /// Stopped; can be started again.
    Stopped,
    /// Going away.
    ShuttingDown {
        /// When it is gone.
        gone: SimTime,
    },
    /// Gone, still shown for a while.
    Terminated,
}

/// Filters by field of the description.
pub const FILTERS: super::describe::Filters = &[
    ("availability-zone", "Placement.AvailabilityZone"),
    ("image-id", "ImageId"),
    ("instance-id", "InstanceId"),
    ("instance-state-name", "State.Name"),
    ("instance-type", "InstanceType"),
    ("key-name", "KeyName"),
    ("private-ip-address", "PrivateIpAddress"),
    ("subnet-id", "SubnetId"),
    ("vpc-id", "VpcId"),
];

impl InstanceState {
    /// EC2's number and word for it.
    pub fn word(self) -> (u8, &'static str) {
        match self {
            Self::Pending { .. } => (0, "pending"),
            Self::Running => (16, "running"),
            Self::ShuttingDown { .. } => (32, "shutting-down"),
            Self::Terminated => (48, "terminated"),
            Self::Stopping { .. } => (64, "stopping"),
            Self::Stopped => (80, "stopped"),
        }
    }

    /// As EC2 describes it.
    pub fn describe(self) -> Value {
        let (code, name) = self.word();
        json!({"Code": code, "Name": name})
    }
}

impl Instance {
    /// As EC2 describes it, within its reservation.
    pub fn describe(&self, world: &World) -> Value {
        let zone = world.subnets.get(self.subnet_id).map(|subnet| subnet.availability_zone.as_str());
        let mut described = json!({
            "Architecture": "x86_64",
            "ImageId": self.image_id,
            "InstanceId": self.id,
            "InstanceType": self.instance_type,
            "LaunchTime": world.timestamp(self.launched),
            "Placement": {"AvailabilityZone": zone, "Tenancy": "default"},
            "State": self.state.describe(),
            "SubnetId": self.subnet_id,
            "VpcId": self.vpc_id,
            "Tags": self.tags,
        });
        if let Some(key) = &self.key_name {
            described["KeyName"] = json!(key);
        }
        if let Some(interface) = self.network_interface_id.and_then(|id| world.network_interfaces.get(id)) {
            let ipv6: Vec<Value> = interface
                .ipv6_addresses
                .iter()
                .enumerate()
                .map(|(index, it)| json!({"Ipv6Address": it, "IsPrimaryIpv6": self.primary_ipv6 && index == 0}))
                .collect();
            let mut attached = interface.describe(world);
            attached["Ipv6Addresses"] = json!(ipv6);
            described["NetworkInterfaces"] = json!([attached]);
            described["SecurityGroups"] = json!(describe_groups(&interface.groups, world));
            described["SourceDestCheck"] = json!(interface.source_dest_check);
            if let Some(address) = interface.private_ip {
                described["PrivateIpAddress"] = json!(address);
            }
            if let Some(address) = interface.public_ip {
                described["PublicIpAddress"] = json!(address);
            }
            if let Some(address) = interface.ipv6_addresses.first() {
                described["Ipv6Address"] = json!(address);
            }
        }
        described
    }
}
