//! Time: what comes to be and goes away while time passes.
//!
//! Simplified: each step takes the same time whenever it is done, and what is gone stays in the
//! descriptions instead of vanishing after an hour.

use super::instance::InstanceState;
use super::instance_connect_endpoint::EndpointState;
use super::nat_gateway::NatGatewayState;
use super::{InstanceConnectEndpointId, World};
use crate::net::SimTime;
use std::time::Duration;

/// How long a NAT gateway is pending.
pub const NAT_GATEWAY_PENDING: Duration = Duration::from_secs(100);
/// How long a NAT gateway is deleting.
pub const NAT_GATEWAY_DELETING: Duration = Duration::from_secs(50);
/// How long an instance is pending.
pub const INSTANCE_PENDING: Duration = Duration::from_secs(15);
/// How long an instance is stopping.
pub const INSTANCE_STOPPING: Duration = Duration::from_secs(30);
/// How long an instance is shutting down.
pub const INSTANCE_SHUTTING_DOWN: Duration = Duration::from_secs(30);
/// How long an EC2 Instance Connect Endpoint is being made.
pub const ENDPOINT_CREATING: Duration = Duration::from_secs(180);
/// How long an EC2 Instance Connect Endpoint is being deleted.
pub const ENDPOINT_DELETING: Duration = Duration::from_secs(120);

impl World {
    /// Lets time pass, and with it everything happen that is due, in its order.
    pub fn advance(&mut self, time: Duration) {
        let end = self.now + time;
        while let Some(due) = self.next_change().filter(|due| *due <= end) {
            self.now = self.now.max(due);
            self.change_what_is_due();
        }
        self.now = end;
    }

    /// Lets time pass until nothing is in transition, and says how long that took.
    pub fn settle(&mut self) -> Duration {
        let start = self.now;
        while let Some(due) = self.next_change() {
            self.advance(due.since(self.now));
        }
        self.now.since(start)
    }

    /// When the next transition ends; none where nothing is in transition.
    pub fn next_change(&self) -> Option<SimTime> {
        let nat_gateways = self.nat_gateways.iter().filter_map(|it| it.state.due());
        let instances = self.instances.iter().filter_map(|it| it.state.due());
        let endpoints = self.instance_connect_endpoints.iter().filter_map(|it| it.state.due());
        nat_gateways.chain(instances).chain(endpoints).min()
    }

    fn change_what_is_due(&mut self) {
        let now = self.now;
        let is_due = |due: Option<SimTime>| due.is_some_and(|due| due <= now);
        let nat_gateways: Vec<_> =
            self.nat_gateways.iter().filter(|it| is_due(it.state.due())).map(|it| it.id).collect();
        for id in nat_gateways {
            self.finish_nat_gateway(id);
        }
        let instances: Vec<_> = self.instances.iter().filter(|it| is_due(it.state.due())).map(|it| it.id).collect();
        for id in instances {
            self.finish_instance(id);
        }
        let endpoints = self.instance_connect_endpoints.iter();
        let endpoints: Vec<_> = endpoints.filter(|it| is_due(it.state.due())).map(|it| it.id).collect();
        for id in endpoints {
            self.finish_endpoint(id);
        }
    }

    fn finish_endpoint(&mut self, id: InstanceConnectEndpointId) {
        let Some(endpoint) = self.instance_connect_endpoints.get_mut(id) else { return };
        match endpoint.state {
            EndpointState::CreateInProgress { .. } => endpoint.state = EndpointState::CreateComplete,
            EndpointState::DeleteInProgress { .. } => {
                let interface = endpoint.network_interface_id;
                self.network_interfaces.remove(interface);
                self.instance_connect_endpoints.remove(id);
            }
            EndpointState::CreateComplete => {}
        }
    }

    /// An instant of the world as EC2 prints it: `2025-12-01T00:00:00+00:00`.
    pub fn timestamp(&self, at: SimTime) -> String {
        let seconds = i64::try_from(at.as_nanos() / 1_000_000_000).unwrap_or(i64::MAX);
        let instant = jiff::Timestamp::from_second(self.epoch.saturating_add(seconds)).unwrap_or_default();
        instant.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string()
    }
}

impl NatGatewayState {
    /// When the transition ends, where it is in one.
    pub fn due(&self) -> Option<SimTime> {
        match self {
            Self::Pending { ready: due } | Self::Deleting { gone: due } => Some(*due),
            Self::Available | Self::Failed { .. } | Self::Deleted => None,
        }
    }
}

impl InstanceState {
    /// When the transition ends, where it is in one.
    pub fn due(self) -> Option<SimTime> {
        match self {
            Self::Pending { ready: due } | Self::Stopping { done: due } | Self::ShuttingDown { gone: due } => Some(due),
            Self::Running | Self::Stopped | Self::Terminated => None,
        }
    }
}

impl EndpointState {
    /// When the transition ends, where it is in one.
    pub fn due(self) -> Option<SimTime> {
        match self {
            Self::CreateInProgress { ready: due } | Self::DeleteInProgress { gone: due } => Some(due),
            Self::CreateComplete => None,
        }
    }
}
