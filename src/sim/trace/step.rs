//! The decisions that a packet meets, each with its evidence: filters, route tables, translations,
//! and why a packet is lost.

use super::Verdict;
use crate::cloud::network_acl::{Action, Direction, Entry};
use crate::cloud::route_table::{Route, RouteState};
use crate::cloud::security_group::Rule;
use crate::cloud::{NetworkAclId, RouteTableId, SecurityGroupId, SubnetId};
use crate::net::nat::{Row, Session};
use crate::net::{Flow, Packet, SimTime};
use std::net::IpAddr;
use std::sync::Arc;

/// One decision with its evidence. What packets of one conversation meet again and again is shared
/// between them.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// A security group was asked.
    SecurityGroups(Arc<SecurityGroupStep>),
    /// A network ACL was asked.
    NetworkAcl(Arc<NetworkAclStep>),
    /// A route table was asked.
    Routes(Arc<RouteStep>),
    /// Addresses were translated.
    Translation(Translation),
    /// A stateful gateway or group knew the conversation and let the answer pass.
    Known {
        /// The conversation, as it went out.
        flow: Flow,
    },
    /// The packet was dropped here.
    Dropped(Drop),
    /// The packet was for this place, and it took it.
    Accepted,
    /// The packet was for this place, and it said no.
    Answered {
        /// Why.
        no: Refusal,
    },
}

/// What an interface's security groups said.
#[derive(Clone, Debug, PartialEq)]
pub struct SecurityGroupStep {
    /// Into the interface or out of it.
    pub direction: Direction,
    /// The groups, in order.
    pub groups: Vec<SecurityGroupId>,
    /// The conversation as they saw it.
    pub flow: Flow,
    /// Each rule of that direction and whether it matches.
    pub rules: Vec<(SecurityGroupId, Rule, bool)>,
    /// Whether any allows.
    pub allowed: bool,
}

/// What a network ACL said.
#[derive(Clone, Debug, PartialEq)]
pub struct NetworkAclStep {
    /// The ACL.
    pub acl: NetworkAclId,
    /// The subnet it guards.
    pub subnet: SubnetId,
    /// Into the subnet or out of it.
    pub direction: Direction,
    /// The conversation as it saw it.
    pub flow: Flow,
    /// The entries it looked at, up to and with the one that decided.
    pub looked_at: Vec<(Entry, bool)>,
    /// What it did; the final `*` denies where no entry matches.
    pub action: Action,
}

/// What a route table said.
#[derive(Clone, Debug, PartialEq)]
pub struct RouteStep {
    /// The table.
    pub table: RouteTableId,
    /// The subnet it rules, and whether only as the main table.
    pub subnet: SubnetId,
    /// Whether the subnet has no association of its own.
    pub main: bool,
    /// Where the packet wants to go.
    pub destination: IpAddr,
    /// All routes of the destination's family, the winner first, then the longest prefix first.
    pub candidates: Vec<Candidate>,
}

impl RouteStep {
    /// The route that won.
    pub fn winner(&self) -> Option<&Candidate> {
        self.candidates.iter().find(|candidate| candidate.verdict == Verdict::Wins)
    }
}

/// One route in a longest-prefix match.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// The route.
    pub route: Route,
    /// Whether its target is there.
    pub state: RouteState,
    /// Whether it won, or why not.
    pub verdict: Verdict,
}

/// A change of addresses.
#[derive(Clone, Debug, PartialEq)]
pub struct Translation {
    /// Which kind.
    pub kind: TranslationKind,
    /// The packet before.
    pub before: Packet,
    /// The packet after.
    pub after: Packet,
    /// The gateway's session table behind it, the packet's own session marked; none for one-to-one
    /// mappings.
    pub sessions: Option<SessionTable>,
}

/// Which kind of translation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TranslationKind {
    /// IPv6 to IPv4 at a NAT gateway (RFC 6146, RFC 7915).
    Nat64,
    /// The answer's way back, IPv4 to IPv6.
    Nat64Back,
    /// Private IPv4 to the NAT gateway's address.
    Nat44,
    /// The answer's way back.
    Nat44Back,
    /// A private address to its public one at the Internet gateway, one to one.
    Public,
    /// A public address to its private one at the Internet gateway.
    Private,
}

/// A NAT gateway's session table at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionTable {
    /// The session that the packet belongs to.
    pub own: Session,
    /// All rows, in the order they were made.
    pub rows: Vec<Row>,
    /// When.
    pub at: SimTime,
}

/// Why a packet was dropped, silently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Drop {
    /// No security group allows it.
    SecurityGroup,
    /// The network ACL denies it.
    NetworkAcl,
    /// No route of the table matches.
    NoRoute,
    /// The route that matches leads nowhere any more.
    Blackhole,
    /// The gateway can't carry this packet.
    Gateway(Unfit),
    /// An interface drops what is not from or for its own addresses.
    SourceDestCheck,
    /// Nobody has the destination address.
    NobodyThere,
    /// The instance is not running.
    NotRunning,
    /// It arrived, but the other end keeps silent: nothing there answers such a packet.
    Ignored,
    /// A route leads to an instance, but no software on it forwards packets (not simulated).
    NotForwarded,
    /// The hop limit ran out.
    HopLimit,
    /// The packet goes round in a circle.
    Loop,
}

/// Why a gateway can't carry a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// IPv4 at an Internet gateway, from an interface without a public address (rule 4.21).
    NoPublicAddress,
    /// A destination or source that does not exist on the Internet, like 64:ff9b::/96 (rule 4.23).
    NotGlobal,
    /// IPv4 at an egress-only Internet gateway.
    EgressOnlyIsIpv6,
    /// An egress-only Internet gateway does not let conversations in (rule 4.22).
    EgressOnlyInbound,
    /// IPv6 at a NAT gateway, but not for 64:ff9b::/96 (rule 3.23).
    NoNat66,
    /// The NAT gateway is not available (yet, or any more).
    NatNotAvailable,
    /// The NAT gateway carries only TCP, UDP and ICMP (rule 3.5).
    NatProtocol,
    /// Fragments of TCP and ICMP (rule 3.28).
    NatFragment,
    /// Too big for the 1500 bytes that the way to the Internet carries (rule 3.35).
    NatTooBig,
    /// The NAT gateway knows no such conversation.
    NatNoSession,
    /// As many conversations go to that destination as the NAT gateway has ports for (rule 3.26).
    NatNoPort,
    /// A private IPv4 address behind 64:ff9b::/96, where the policy forbids it (rule 1.7).
    NatPrivatePolicy,
    /// TCP port 25 to the Internet, which EC2 blocks (rule 7.6).
    MailBlocked,
}

/// Why somebody said no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No program listens on the port: TCP reset.
    ConnectionRefused,
    /// No program listens on the port: ICMP port unreachable.
    PortUnreachable,
    /// A router on the way knows no way: ICMP no route.
    NoRoute,
    /// The NAT gateway has forgotten the conversation, which was idle too long: TCP reset (rule 3.25).
    IdleReset,
}
