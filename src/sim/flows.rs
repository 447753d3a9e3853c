//! What filters and gateways remember between the packets of one guest command: conversations that
//! security groups and egress-only gateways track, and the sessions of NAT gateways.
//!
//! A guest command begins with nothing remembered, so that its result depends on the world alone.
//! The same type keeps the evidence that packets of one conversation share, because a world does not
//! change while a command runs.

use super::trace::{NatSession, NetworkAclStep, RouteStep, SecurityGroupStep};
use crate::cloud::network_acl::Direction;
use crate::cloud::{EgressOnlyInternetGatewayId, NatGatewayId, NetworkAclId, NetworkInterfaceId, SubnetId};
use crate::net::Flow;
use std::net::IpAddr;
use std::sync::Arc;

/// The first port a NAT gateway sends from; they go up from here (rules 3.19, 3.29).
pub const FIRST_NAT_PORT: u16 = 1024;

/// What is remembered during one guest command. A handful of entries: a list is the fastest table.
#[derive(Clone, Debug, Default)]
pub struct Flows {
    tracked: Vec<(NetworkInterfaceId, Flow)>,
    let_out: Vec<(EgressOnlyInternetGatewayId, Flow)>,
    sessions: Vec<(NatGatewayId, NatSession)>,
    security_groups: Vec<(NetworkInterfaceId, Arc<SecurityGroupStep>)>,
    network_acls: Vec<Arc<NetworkAclStep>>,
    routes: Vec<Arc<RouteStep>>,
}

impl Flows {
    /// Nothing remembered.
    pub fn new() -> Self {
        Self::default()
    }

    /// The sessions of all NAT gateways, in the order they were made.
    pub fn sessions(&self) -> &[(NatGatewayId, NatSession)] {
        &self.sessions
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

    /// The session of the conversation that begins, or goes on, with `inside`. `outside` says how it
    /// looks on the outside from a given port.
    pub(super) fn session(
        &mut self,
        gateway: NatGatewayId,
        inside: Flow,
        outside: impl FnOnce(u16) -> Flow,
    ) -> NatSession {
        let mine = || self.sessions.iter().filter(|(owner, _)| *owner == gateway).map(|(_, session)| session);
        if let Some(known) = mine().find(|session| session.inside == inside) {
            return *known;
        }
        // 55,000 conversations are never reached within one command (rule 3.26), so ports don't run out.
        let used = u16::try_from(mine().count()).unwrap_or(u16::MAX);
        let session = NatSession { inside, outside: outside(FIRST_NAT_PORT.saturating_add(used)) };
        self.sessions.push((gateway, session));
        session
    }

    /// The session that `packet` answers, coming from the outside.
    pub(super) fn session_back(&self, gateway: NatGatewayId, packet: Flow) -> Option<NatSession> {
        let begun = packet.reversed();
        let mut rows = self.sessions.iter();
        rows.find(|(owner, session)| *owner == gateway && session.outside == begun).map(|(_, session)| *session)
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

    fn outside(port: u16) -> Flow {
        Flow {
            protocol: Protocol::Tcp,
            source: "10.0.0.10".parse().unwrap(),
            source_port: port,
            destination: "8.8.8.8".parse().unwrap(),
            destination_port: 443,
        }
    }

    #[test]
    fn a_nat_gateway_counts_ports_up_and_keeps_a_conversation_on_its_own() {
        let (mut flows, gateway) = (Flows::new(), NatGatewayId::new(1));
        assert_eq!(flows.session(gateway, flow(40000), outside).outside.source_port, 1024);
        assert_eq!(flows.session(gateway, flow(40001), outside).outside.source_port, 1025);
        assert_eq!(flows.session(gateway, flow(40000), outside).outside.source_port, 1024);
        assert_eq!(flows.session(NatGatewayId::new(2), flow(40000), outside).outside.source_port, 1024);
        let back = flows.session_back(gateway, outside(1025).reversed()).unwrap();
        assert_eq!(back.inside, flow(40001));
        assert!(flows.session_back(gateway, outside(1026).reversed()).is_none());
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
