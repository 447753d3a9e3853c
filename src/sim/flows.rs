//! What filters and gateways remember between the packets of one guest command: conversations that
//! security groups and egress-only gateways track, and the sessions of NAT gateways.
//!
//! A guest command begins with nothing remembered, so that its result depends on the world alone.
//! The same type keeps the evidence that packets of one conversation share, because a world does not
//! change while a command runs.

use super::trace::{NetworkAclStep, RouteStep, SecurityGroupStep};
use crate::cloud::nat_gateway::NatGateway;
use crate::cloud::network_acl::Direction;
use crate::cloud::settings::NatTimers;
use crate::cloud::{EgressOnlyInternetGatewayId, NatGatewayId, NetworkAclId, NetworkInterfaceId, SubnetId};
use crate::net::nat::{Table, Timers};
use crate::net::{Flow, SimTime};
use std::net::IpAddr;
use std::sync::Arc;

/// What is remembered during one guest command. A handful of entries: a list is the fastest table.
#[derive(Clone, Debug, Default)]
pub struct Flows {
    /// The moment at which the next packet is sent: sessions run out by it.
    pub now: SimTime,
    tracked: Vec<(NetworkInterfaceId, Flow)>,
    let_out: Vec<(EgressOnlyInternetGatewayId, Flow)>,
    sessions: Vec<(NatGatewayId, Table)>,
    security_groups: Vec<(NetworkInterfaceId, Arc<SecurityGroupStep>)>,
    network_acls: Vec<Arc<NetworkAclStep>>,
    routes: Vec<Arc<RouteStep>>,
}

impl Flows {
    /// Nothing remembered.
    pub fn new() -> Self {
        Self::default()
    }

    /// The conversation that `packet` answers, where this interface's groups track it.
    pub(super) fn tracked(&self, interface: NetworkInterfaceId, packet: Flow) -> Option<Flow> {
        let begun = packet.reversed();
        self.tracked.contains(&(interface, begun)).then_some(begun)
    }

    /// An interface's groups allowed `flow`: its answers will pass (rule 4.25).
    pub(super) fn track(&mut self, interface: NetworkInterfaceId, flow: Flow) {
        if !self.tracked.contains(&(interface, flow)) {
            self.tracked.push((interface, flow));
        }
    }

    /// The conversation that `packet` answers, where this gateway let it out.
    pub(super) fn was_let_out(&self, gateway: EgressOnlyInternetGatewayId, packet: Flow) -> Option<Flow> {
        let begun = packet.reversed();
        self.let_out.contains(&(gateway, begun)).then_some(begun)
    }

    /// An egress-only gateway let `flow` out: its answers will pass (rule 4.22).
    pub(super) fn let_out(&mut self, gateway: EgressOnlyInternetGatewayId, flow: Flow) {
        if !self.let_out.contains(&(gateway, flow)) {
            self.let_out.push((gateway, flow));
        }
    }

    /// A NAT gateway's session table.
    pub(super) fn sessions(&mut self, gateway: &NatGateway, timers: NatTimers) -> &mut Table {
        let known = self.sessions.iter().position(|(owner, _)| *owner == gateway.id);
        let index = known.unwrap_or_else(|| {
            let timers = match timers {
                NatTimers::Aws => Timers::AWS,
                NatTimers::Rfc6146 => Timers::RFC6146,
            };
            self.sessions.push((gateway.id, Table::new(gateway.private_ip, timers)));
            self.sessions.len() - 1
        });
        &mut self.sessions[index].1
    }

    /// What an interface's groups say to `flow`: looked up, or worked out once.
    pub(super) fn security_groups(
        &mut self,
        interface: NetworkInterfaceId,
        (direction, flow): (Direction, Flow),
        work_out: impl FnOnce() -> SecurityGroupStep,
    ) -> Arc<SecurityGroupStep> {
        let same = |(owner, step): &&(NetworkInterfaceId, Arc<SecurityGroupStep>)| {
            *owner == interface && step.direction == direction && step.flow == flow
        };
        if let Some((_, known)) = self.security_groups.iter().find(same) {
            return Arc::clone(known);
        }
        let step = Arc::new(work_out());
        self.security_groups.push((interface, Arc::clone(&step)));
        step
    }

    /// What a network ACL says to `flow`: looked up, or worked out once.
    pub(super) fn network_acl(
        &mut self,
        (acl, subnet): (NetworkAclId, SubnetId),
        (direction, flow): (Direction, Flow),
        work_out: impl FnOnce() -> NetworkAclStep,
    ) -> Arc<NetworkAclStep> {
        let same = |step: &&Arc<NetworkAclStep>| {
            step.acl == acl && step.subnet == subnet && step.direction == direction && step.flow == flow
        };
        if let Some(known) = self.network_acls.iter().find(same) {
            return Arc::clone(known);
        }
        let step = Arc::new(work_out());
        self.network_acls.push(Arc::clone(&step));
        step
    }

    /// What a subnet's route table says to `destination`: looked up, or worked out once.
    pub(super) fn routes(
        &mut self,
        subnet: SubnetId,
        destination: IpAddr,
        work_out: impl FnOnce() -> Option<RouteStep>,
    ) -> Option<Arc<RouteStep>> {
        let same = |step: &&Arc<RouteStep>| step.subnet == subnet && step.destination == destination;
        if let Some(known) = self.routes.iter().find(same) {
            return Some(Arc::clone(known));
        }
        let step = Arc::new(work_out()?);
        self.routes.push(Arc::clone(&step));
        Some(step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::Protocol;

    fn flow(source_port: u16) -> Flow {
        Flow {
            protocol: Protocol::Tcp,
            source: "2001:db8::1".parse().unwrap(),
            source_port,
            destination: "64:ff9b::808:808".parse().unwrap(),
            destination_port: 443,
        }
    }

    #[test]
    fn only_the_answer_of_a_tracked_conversation_is_known() {
        let (mut flows, interface) = (Flows::new(), NetworkInterfaceId::new(1));
        flows.track(interface, flow(40000));
        assert_eq!(flows.tracked(interface, flow(40000).reversed()), Some(flow(40000)));
        assert_eq!(flows.tracked(interface, flow(40000)), None);
        assert_eq!(flows.tracked(interface, flow(40001).reversed()), None);
        assert_eq!(flows.tracked(NetworkInterfaceId::new(2), flow(40000).reversed()), None);
    }
}
