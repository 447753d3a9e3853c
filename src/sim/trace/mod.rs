//! The trace of one guest command: immutable evidence. Text, film, goals, hints and captures are
//! views of it; nobody works anything out a second time.
//!
//! A trace is a list of [`Event`]s in simulated time: what the resolver was asked, what the guest's
//! own tables decided, and every packet's [`Flight`], one way, [`Hop`] by hop. A hop is a [`Place`]
//! with the packet as it arrived there and the [`Step`]s that decided what became of it, each with
//! the losers; `step` holds their kinds.

mod step;

pub use step::*;

use crate::cloud::{
    EgressOnlyInternetGatewayId, InstanceConnectEndpointId, InstanceId, InternetGatewayId, NatGatewayId, SubnetId,
};
use crate::net::{Packet, SimTime};
use hickory_proto::op::Message;
use ipnet::IpNet;
use serde::{Deserialize, Serialize};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

/// How a guest command ended, as a whole. The set is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It did what was asked: exit 0.
    Ok,
    /// The guest itself refused at once: no route, no address of that family.
    Unreachable,
    /// Silence, in either direction.
    Timeout,
    /// The other end or a router answered no.
    Refused,
    /// The name gave no address.
    NoName,
    /// The TLS handshake or the certificate failed.
    Tls,
    /// The command line was wrong.
    Usage,
}

/// Everything that happened on behalf of one guest command.
#[derive(Clone, Debug)]
pub struct Trace {
    /// The instance it ran on.
    pub host: InstanceId,
    /// The command's words, the program's name first.
    pub command: Vec<String>,
    /// When it began.
    pub started: SimTime,
    /// How long it took.
    pub took: Duration,
    /// What happened, in the order of time.
    pub events: Vec<Event>,
    /// Which event decided the outcome: a flight, a refused connect or a lookup.
    pub deciding: Option<usize>,
    /// How it ended.
    pub outcome: Outcome,
    /// The names of what the deciding packet crossed on its way out; empty where none left the guest.
    pub path: Vec<String>,
    /// What it wanted to reach.
    pub aim: Option<Aim>,
}

/// What a command wanted to reach, and the address that decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aim {
    /// The name or the literal as typed.
    pub name: String,
    /// The address of the deciding attempt; none where the name gave none.
    pub address: Option<IpAddr>,
    /// The port, where the program has one.
    pub port: Option<u16>,
}

/// One thing that happened.
#[derive(Clone, Debug)]
pub struct Event {
    /// Since the command began.
    pub at: Duration,
    /// What it was.
    pub what: What,
}

/// The kinds of things that happen.
#[derive(Clone, Debug)]
pub enum What {
    /// A DNS question and what became of it.
    Lookup(Box<Lookup>),
    /// The guest looked into its own routing table before it sent anything (rule 5.7).
    GuestRoute(GuestRoute),
    /// A packet went one way.
    Flight(Flight),
    /// A program or the kernel stopped waiting.
    GaveUp {
        /// What was waited for.
        waiting_for: IpAddr,
        /// For how long.
        after: Duration,
    },
    /// No EC2 Instance Connect Endpoint would do for a shell (rules 4.37, 4.38).
    NoEndpoint {
        /// Those that were ready but have no address of a family that the instance has too.
        unfit: Vec<InstanceConnectEndpointId>,
    },
}

/// The guest's own routing decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuestRoute {
    /// Where it wants to send.
    pub destination: IpAddr,
    /// The guest's routes of that family, the chosen one marked.
    pub candidates: Vec<GuestCandidate>,
    /// The source address chosen; none where no route was found: `Network is unreachable`.
    pub source: Option<IpAddr>,
    /// The addresses it could have been, where a route was found.
    pub sources: Vec<SourceCandidate>,
}

/// An address of the guest that might be a packet's source (RFC 6724).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceCandidate {
    /// The address.
    pub address: IpAddr,
    /// How many of its first bits are those of the destination.
    pub common: u8,
    /// Whether it was chosen, or why not.
    pub verdict: SourceVerdict,
}

/// Why a source address was chosen or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceVerdict {
    /// It is the packet's source.
    Chosen,
    /// A link-local address for a destination beyond the link, or the other way round (rule 2).
    OtherScope,
    /// Another has more first bits in common with the destination, or as many and stands before it
    /// (rule 8).
    LessInCommon,
}

/// One route of the guest's own table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuestCandidate {
    /// What it covers.
    pub destination: IpNet,
    /// The next hop; none on the link.
    pub via: Option<IpAddr>,
    /// Whether it was chosen, or why not.
    pub verdict: Verdict,
}

/// Why a route of a table won or lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The longest prefix that matches.
    Wins,
    /// Matches, but another is longer.
    Shorter,
    /// Does not match: the bit at this offset (0 is the first) differs.
    Differs {
        /// The first bit that differs.
        bit: u8,
    },
    /// Speaks of the other family.
    OtherFamily,
}

/// A question to a resolver.
#[derive(Clone, Debug)]
pub struct Lookup {
    /// The question as its packet.
    pub question: Packet,
    /// The answer as its packet; none where none came.
    pub answer: Option<Packet>,
    /// The question, read.
    pub asked: Message,
    /// The answer, read.
    pub answered: Option<Message>,
    /// Who was asked.
    pub server: IpAddr,
    /// The subnet whose DNS64 setting counted, where the Amazon resolver was asked.
    pub subnet: Option<SubnetId>,
    /// How the answer came about.
    pub steps: Vec<ResolverStep>,
    /// How long it took.
    pub took: Duration,
}

/// What a resolver did on the way to its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResolverStep {
    /// Looked for records of this type at this name.
    Asked {
        /// The name.
        name: String,
        /// `AAAA`, `A` …
        kind: String,
        /// How many records were found.
        found: usize,
        /// The response code in the field's words: `NOERROR`, `NXDOMAIN` …
        rcode: String,
    },
    /// Asked for records of this type at this name, and the zone's name servers kept silent.
    Unanswered {
        /// The name.
        name: String,
        /// `AAAA`, `A` …
        kind: String,
    },
    /// Followed a CNAME.
    Followed {
        /// The alias.
        name: String,
        /// What it stands for.
        target: String,
    },
    /// AAAA records exist, so DNS64 has nothing to do (rule 2.2).
    Native,
    /// DNS64 is off for the asking subnet.
    Dns64Off,
    /// DNS64 made an AAAA record from an A record (rule 2.8).
    Synthesized {
        /// The A record's address.
        from: Ipv4Addr,
        /// What was made of it.
        to: Ipv6Addr,
        /// The time to live it was given, in seconds.
        ttl: u32,
    },
    /// DNS64 left an A record aside, because of the policy for private addresses.
    LeftAside {
        /// The A record's address.
        from: Ipv4Addr,
    },
    /// Nobody answered.
    Silence,
}

/// One packet's way in one direction.
#[derive(Clone, Debug)]
pub struct Flight {
    /// What the packet is, in the conversation.
    pub role: Role,
    /// Where it was and what was decided there, in order.
    pub hops: Vec<Hop>,
    /// What became of it.
    pub end: End,
    /// How long it was under way.
    pub took: Duration,
}

/// What a packet is in its conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// TCP: asks to connect. `attempt` counts from 1; later ones are repeated.
    Syn {
        /// 1 for the first.
        attempt: u8,
    },
    /// TCP: agrees to connect.
    SynAck,
    /// TCP: acknowledges.
    Ack,
    /// TCP: says no.
    Reset,
    /// TCP: ends.
    Fin,
    /// TLS: a handshake message.
    Handshake,
    /// The request.
    Request,
    /// The response.
    Response,
    /// ICMP echo request, by sequence number.
    EchoRequest(u16),
    /// ICMP echo reply, by sequence number.
    EchoReply(u16),
    /// A DNS question to a server on the Internet.
    Query,
    /// Its answer.
    Answer,
    /// An ICMP error.
    Error,
}

/// A place a packet comes by.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// An instance.
    Instance(InstanceId),
    /// A subnet: its route table and network ACL.
    Subnet(SubnetId),
    /// An Internet gateway.
    InternetGateway(InternetGatewayId),
    /// An egress-only Internet gateway.
    EgressOnlyInternetGateway(EgressOnlyInternetGatewayId),
    /// A NAT gateway.
    NatGateway(NatGatewayId),
    /// An EC2 Instance Connect Endpoint.
    InstanceConnectEndpoint(InstanceConnectEndpointId),
    /// A load balancer, by its name.
    LoadBalancer(String),
    /// The Amazon resolver.
    Resolver,
    /// The instance metadata service (rule 2.27).
    Metadata,
    /// The Internet between AWS and a host.
    Internet,
    /// A host on the Internet, by its name.
    Host(String),
}

/// A packet at one place.
#[derive(Clone, Debug)]
pub struct Hop {
    /// Where.
    pub place: Place,
    /// Since the flight began.
    pub at: Duration,
    /// The packet as it arrived here.
    pub packet: Packet,
    /// What was decided here, in order.
    pub steps: Vec<Step>,
}

/// What became of a packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// It arrived, and was taken.
    Delivered,
    /// It arrived, and the answer was no.
    Refused(Refusal),
    /// It was lost at its last hop.
    Dropped(Drop),
}

impl Flight {
    /// All decisions, in order.
    pub fn steps(&self) -> impl DoubleEndedIterator<Item = &Step> {
        self.hops.iter().flat_map(|hop| &hop.steps)
    }

    /// What route tables decided.
    pub fn routes(&self) -> impl DoubleEndedIterator<Item = &RouteStep> {
        self.steps().filter_map(|step| match step {
            Step::Routes(step) => Some(step.as_ref()),
            _ => None,
        })
    }

    /// What security groups decided.
    pub fn security_groups(&self) -> impl DoubleEndedIterator<Item = &SecurityGroupStep> {
        self.steps().filter_map(|step| match step {
            Step::SecurityGroups(step) => Some(step.as_ref()),
            _ => None,
        })
    }

    /// What network ACLs decided.
    pub fn network_acls(&self) -> impl DoubleEndedIterator<Item = &NetworkAclStep> {
        self.steps().filter_map(|step| match step {
            Step::NetworkAcl(step) => Some(step.as_ref()),
            _ => None,
        })
    }
}

impl Trace {
    /// The program, like `curl`.
    pub fn program(&self) -> &str {
        self.command.first().map_or("", String::as_str)
    }

    /// The flights, with the moment each began.
    pub fn flights(&self) -> impl Iterator<Item = (Duration, &Flight)> {
        self.events.iter().filter_map(|event| match &event.what {
            What::Flight(flight) => Some((event.at, flight)),
            _ => None,
        })
    }

    /// The lookups, with the moment each began.
    pub fn lookups(&self) -> impl Iterator<Item = (Duration, &Lookup)> {
        self.events.iter().filter_map(|event| match &event.what {
            What::Lookup(lookup) => Some((event.at, lookup.as_ref())),
            _ => None,
        })
    }
}
