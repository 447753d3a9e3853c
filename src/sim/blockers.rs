//! What stands in a command's way. The trace of a failed command ends at one obstacle; the ones
//! behind it come to light by lifting it on a copy and walking on ([`super::repair`] does the
//! lifting). Each has a stable code and points at its evidence.

use super::Outcome;
use super::trace::{Drop, End, Flight, Lookup, Place, Refusal, ResolverStep, Role, Trace, Unfit, What};
use crate::cloud::network_acl::Direction;
use crate::net::Protocol;
use hickory_proto::op::ResponseCode;
use serde::Serialize;
use std::net::IpAddr;
use std::sync::Arc;

/// One obstacle, with the trace that ran into it.
#[derive(Clone, Debug)]
pub struct Blocker {
    /// Which kind.
    pub code: Code,
    /// Whether it met what the guest sent, or what was to come back.
    pub way: Way,
    /// Where; none where nothing left the guest.
    pub place: Option<Place>,
    /// The walk that ran into it: the command's own, or one with the obstacles before it lifted.
    pub trace: Arc<Trace>,
    /// The event of that trace which shows it.
    pub event: usize,
}

/// In which direction a packet was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// On the way out.
    Out,
    /// On the way back.
    Back,
}

/// The kinds of obstacles. The kebab-case names are stable: scripts and lessons may rely on them.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    /// There is no such name.
    NameNotFound,
    /// The name has no address of a family that was asked for.
    NameWithoutAddress,
    /// The name has only A records, and DNS64 is off for the subnet that asks.
    Dns64Off,
    /// The resolver keeps silent: DNS support is off, or it can't be reached.
    ResolverSilent,
    /// The resolver says that it failed.
    ResolverFailed,
    /// The guest has no IPv4 route to there, as in every IPv6-only subnet.
    GuestWithoutIpv4,
    /// The guest has no IPv6 route: no router advertises one.
    GuestWithoutIpv6,
    /// No rule of the security groups lets it out.
    SecurityGroupEgress,
    /// No rule of the security groups lets it in.
    SecurityGroupIngress,
    /// The network ACL does not let it out of the subnet.
    NetworkAclEgress,
    /// The network ACL does not let it into the subnet.
    NetworkAclIngress,
    /// The route table has no route that matches.
    NoRoute,
    /// The route that matches leads to something that is gone.
    Blackhole,
    /// The route that matches leads to a gateway that can't carry this packet.
    WrongTarget,
    /// IPv4 at an Internet gateway, from an interface without a public address.
    NoPublicAddress,
    /// The NAT gateway is not available.
    NatNotAvailable,
    /// The NAT gateway's own subnet has no way out.
    NatWithoutWayOut,
    /// A private NAT gateway has no public address to go out with.
    NatPrivate,
    /// The NAT gateway does not carry such packets.
    NatUnfit,
    /// The NAT gateway has no port left for this destination.
    NatWithoutPort,
    /// The NAT gateway has forgotten the conversation.
    NatForgotten,
    /// The packet goes round in a circle.
    Loop,
    /// An interface drops what is not its own.
    SourceDestCheck,
    /// Nothing there forwards packets.
    NotForwarded,
    /// The machine is not running.
    NotRunning,
    /// Nobody has the address.
    NobodyThere,
    /// Nothing listens there.
    NoService,
    /// EC2 blocks mail to the Internet.
    MailBlocked,
    /// The hop limit ran out.
    HopLimit,
    /// No EC2 Instance Connect Endpoint is ready.
    NoEndpoint,
    /// The EC2 Instance Connect Endpoint has no address of a family that the instance has too.
    EndpointUnfit,
    /// The way is fine, and a program at its end says no.
    TurnedAway,
    /// The way is fine, and the answer takes longer than the command waits.
    TooSlow,
}

impl Code {
    /// Its stable name.
    pub fn name(self) -> String {
        serde_json::to_value(self).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
    }
}

impl Blocker {
    /// The obstacle that a failed command's trace ends at; none where it succeeded, or nothing was
    /// tried.
    pub fn of(trace: &Arc<Trace>) -> Option<Self> {
        let event = trace.deciding.filter(|_| trace.outcome != Outcome::Ok)?;
        let (code, way, place) = match &trace.events.get(event)?.what {
            What::Lookup(lookup) => (unanswered(lookup)?, Way::Out, None),
            What::GuestRoute(route) if route.source.is_some() => return None,
            What::GuestRoute(route) => (no_guest_route(trace, route.destination.is_ipv4()), Way::Out, None),
            What::Flight(flight) => {
                let place = flight.hops.last().map(|hop| hop.place.clone());
                (ended(flight, trace.outcome)?, way(flight.role), place)
            }
            What::GaveUp { .. } => return None,
            What::NoEndpoint { unfit } => match unfit.first() {
                None => (Code::NoEndpoint, Way::Out, None),
                Some(id) => (Code::EndpointUnfit, Way::Out, Some(Place::InstanceConnectEndpoint(*id))),
            },
        };
        Some(Self { code, way, place, trace: Arc::clone(trace), event })
    }

    /// Whether the other is the same obstacle, met again.
    pub fn is_same(&self, other: &Self) -> bool {
        // One that does not fit is deleted before another is made.
        let endpoint = |it: &Self| matches!(it.code, Code::NoEndpoint | Code::EndpointUnfit);
        let equal = (self.code, self.way, &self.place) == (other.code, other.way, &other.place);
        (equal && self.service() == other.service()) || (endpoint(self) && endpoint(other))
    }

    /// What happened here.
    pub fn what(&self) -> Option<&What> {
        self.trace.events.get(self.event).map(|event| &event.what)
    }

    /// The flight that was lost here, where one was.
    pub fn flight(&self) -> Option<&Flight> {
        match self.what()? {
            What::Flight(flight) => Some(flight),
            _ => None,
        }
    }

    /// The far end of the conversation, as it was known here: a redirection may lead to another.
    fn service(&self) -> Option<(Protocol, IpAddr, u16)> {
        let flow = self.flight()?.hops.last()?.packet.flow();
        Some(match self.way {
            Way::Out => (flow.protocol, flow.destination, flow.destination_port),
            Way::Back => (flow.protocol, flow.source, flow.source_port),
        })
    }

    /// Whether this is met behind another one, and not merely instead of it.
    pub fn is_behind(&self, other: &Self) -> bool {
        let reach = |it: &Self| (it.way == Way::Back, it.flight().map_or(0, |flight| flight.hops.len()));
        let (here, there) = (reach(self), reach(other));
        here > there || (here == there && self.code != other.code) || self.service() != other.service()
    }

    /// Whether a filter's rules are the obstacle.
    pub fn is_filter(&self) -> bool {
        matches!(
            self.code,
            Code::SecurityGroupEgress | Code::SecurityGroupIngress | Code::NetworkAclEgress | Code::NetworkAclIngress
        )
    }
}

fn way(role: Role) -> Way {
    match role {
        Role::SynAck | Role::Response | Role::EchoReply(_) | Role::Answer | Role::Error | Role::Reset => Way::Back,
        Role::Syn { .. }
        | Role::Ack
        | Role::Fin
        | Role::Handshake
        | Role::Request
        | Role::EchoRequest(_)
        | Role::Query => Way::Out,
    }
}

fn unanswered(lookup: &Lookup) -> Option<Code> {
    let Some(answer) = &lookup.answered else { return Some(Code::ResolverSilent) };
    match answer.metadata.response_code {
        ResponseCode::NXDomain => Some(Code::NameNotFound),
        ResponseCode::NoError if lookup.steps.contains(&ResolverStep::Dns64Off) => Some(Code::Dns64Off),
        ResponseCode::NoError => Some(Code::NameWithoutAddress),
        _ => Some(Code::ResolverFailed),
    }
}

/// An IPv4 address that the guest can't send to is the only one its name gave where DNS64 is off.
fn no_guest_route(trace: &Trace, ipv4: bool) -> Code {
    let dns64_off = trace.lookups().any(|(_, lookup)| lookup.steps.contains(&ResolverStep::Dns64Off));
    match (ipv4, dns64_off) {
        (true, true) => Code::Dns64Off,
        (true, false) => Code::GuestWithoutIpv4,
        (false, _) => Code::GuestWithoutIpv6,
    }
}

fn ended(flight: &Flight, outcome: Outcome) -> Option<Code> {
    let passed_nat = flight.hops.iter().any(|hop| matches!(hop.place, Place::NatGateway(_)));
    Some(match &flight.end {
        End::Delivered if matches!(outcome, Outcome::Refused | Outcome::Tls) => Code::TurnedAway,
        End::Delivered if outcome == Outcome::Timeout => Code::TooSlow,
        End::Delivered => return None,
        End::Refused(Refusal::IdleReset) => Code::NatForgotten,
        End::Refused(Refusal::NoRoute) => Code::NobodyThere,
        End::Refused(Refusal::ConnectionRefused | Refusal::PortUnreachable) => Code::NoService,
        End::Dropped(Drop::Gateway(unfit)) => unfit_code(*unfit, passed_nat),
        End::Dropped(Drop::SecurityGroup) => match flight.security_groups().last().map(|step| step.direction) {
            Some(Direction::Ingress) => Code::SecurityGroupIngress,
            Some(Direction::Egress) | None => Code::SecurityGroupEgress,
        },
        End::Dropped(Drop::NetworkAcl) => match flight.network_acls().last().map(|step| step.direction) {
            Some(Direction::Ingress) => Code::NetworkAclIngress,
            Some(Direction::Egress) | None => Code::NetworkAclEgress,
        },
        End::Dropped(Drop::NoRoute) if passed_nat => Code::NatWithoutWayOut,
        End::Dropped(Drop::NoRoute) => Code::NoRoute,
        End::Dropped(Drop::Blackhole) => Code::Blackhole,
        End::Dropped(Drop::SourceDestCheck) => Code::SourceDestCheck,
        End::Dropped(Drop::NotForwarded) => Code::NotForwarded,
        End::Dropped(Drop::NotRunning) => Code::NotRunning,
        End::Dropped(Drop::NobodyThere) => Code::NobodyThere,
        End::Dropped(Drop::Ignored) => Code::NoService,
        End::Dropped(Drop::HopLimit) => Code::HopLimit,
        End::Dropped(Drop::Loop) => Code::Loop,
    })
}

fn unfit_code(unfit: Unfit, passed_nat: bool) -> Code {
    match unfit {
        Unfit::NoPublicAddress if passed_nat => Code::NatPrivate,
        Unfit::NoPublicAddress => Code::NoPublicAddress,
        Unfit::NotGlobal | Unfit::EgressOnlyIsIpv6 | Unfit::EgressOnlyInbound | Unfit::NoNat66 => Code::WrongTarget,
        Unfit::NatNotAvailable => Code::NatNotAvailable,
        Unfit::NatProtocol | Unfit::NatFragment | Unfit::NatTooBig | Unfit::NatPrivatePolicy => Code::NatUnfit,
        Unfit::NatNoSession => Code::NatForgotten,
        Unfit::NatNoPort => Code::NatWithoutPort,
        Unfit::MailBlocked => Code::MailBlocked,
    }
}
