//! The Route 53 Resolver: what a VPC's machines ask. It answers at three addresses (rule 2.17), no
//! filter stands before it (rule 2.22), and whether it makes AAAA records is a setting of the subnet
//! of the interface that asks (rule 2.18).

use super::dns64;
use super::internet::LinkLocal;
use super::names::Names;
use super::server::{self, UDP_SIZE};
use super::trace::{Lookup, ResolverStep};
use crate::cloud::subnet::Subnet;
use crate::cloud::world::mix;
use crate::cloud::{NetworkInterfaceId, World};
use crate::net::Ends;
use crate::net::dns::{self, Over};
use hickory_proto::op::Message;
use std::time::Duration;

/// An answer that the resolver has at hand.
const AT_HAND: Duration = Duration::from_micros(350);
/// One question that the resolver asks somebody else.
const RECURSION: Duration = Duration::from_micros(400);

/// Who asks whom.
#[derive(Clone, Copy, Debug)]
pub struct Asker {
    /// The interface that asks: its subnet decides about DNS64.
    pub interface: NetworkInterfaceId,
    /// The address that it asks from, and the resolver's.
    pub ends: Ends,
    /// The port that it asks from.
    pub port: u16,
}

/// Asks the Amazon resolver, at the address that is the asker's destination. There is silence where
/// that is not one of its addresses, or where the VPC has DNS support turned off (rule 2.26).
///
/// Simplified: over TCP question and answer are one segment each, and the handshake is not shown; it
/// takes the time of one more question.
pub fn resolve(world: &World, asker: &Asker, asked: Message, over: Over) -> Lookup {
    let question = dns::carry(asker.ends, (asker.port, dns::PORT), &dns::to_bytes(&asked), over);
    let server = asker.ends.destination();
    let subnet = world.network_interfaces.get(asker.interface).and_then(|it| world.subnets.get(it.subnet_id));
    let mut lookup = Lookup {
        question,
        answer: None,
        asked,
        answered: None,
        server,
        subnet: subnet.map(|subnet| subnet.id),
        steps: vec![],
        took: Duration::ZERO,
    };
    let Some(subnet) = subnet.filter(|subnet| answers(world, subnet, &lookup)) else {
        lookup.steps.push(ResolverStep::Silence);
        return lookup;
    };
    let answer = Names::within(world, subnet.vpc_id).answer(&lookup.asked, policy(world, subnet));
    lookup.took = took(&lookup.asked, &answer.steps);
    lookup.steps.clone_from(&answer.steps);
    if over == Over::Tcp {
        lookup.took += AT_HAND;
    }
    let mut message = answer.message(&lookup.asked, UDP_SIZE);
    let bytes = dns::fit(&mut message, dns::longest_answer(&lookup.asked, over, UDP_SIZE));
    lookup.answer = Some(dns::carry(asker.ends.reversed(), (dns::PORT, asker.port), &bytes, over));
    lookup.answered = Some(message);
    lookup
}

/// What the Amazon resolver answers to bytes from this interface, whatever they are. Silence as in
/// [`resolve`], and where a name server keeps silent.
pub fn serve(world: &World, interface: NetworkInterfaceId, request: &[u8], over: Over) -> Option<Vec<u8>> {
    let subnet = world.subnets.get(world.network_interfaces.get(interface)?.subnet_id)?;
    if !is_on(world, subnet) {
        return None;
    }
    server::reply(&Names::within(world, subnet.vpc_id), policy(world, subnet), request, over)
}

/// Whether, and how, the resolver makes AAAA records for a subnet.
pub fn policy(world: &World, subnet: &Subnet) -> Option<dns64::Policy> {
    let policy = match world.settings.translate_private_ipv4 {
        true => dns64::Policy::Every,
        false => dns64::Policy::GlobalOnly,
    };
    subnet.enable_dns64.then_some(policy)
}

/// Whether the resolver answers a subnet at all: its VPC's DNS support (rule 2.25).
pub fn is_on(world: &World, subnet: &Subnet) -> bool {
    world.vpcs.get(subnet.vpc_id).is_some_and(|vpc| vpc.enable_dns_support)
}

fn answers(world: &World, subnet: &Subnet, lookup: &Lookup) -> bool {
    is_on(world, subnet) && LinkLocal::of(world, subnet.vpc_id, lookup.server) == Some(LinkLocal::Resolver)
}

/// Deterministic, and longer where more was asked of others.
fn took(asked: &Message, steps: &[ResolverStep]) -> Duration {
    let questions = steps.iter().filter(|step| matches!(step, ResolverStep::Asked { .. })).count();
    let name = asked.queries.first().map(|query| query.name.to_ascii()).unwrap_or_default();
    let spread = Duration::from_micros(mix(&name) % 250);
    AT_HAND + RECURSION * u32::try_from(questions).unwrap_or(0) + spread
}
