//! Instance: a machine, with one interface.

use super::{ImageId, InstanceId, NetworkInterfaceId, ReservationId, SubnetId, Tag, VpcId};
use crate::net::SimTime;

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

/// Filters.
pub const FILTERS: super::describe::Filters = &[];
