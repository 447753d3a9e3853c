//! The Route 53 Resolver: what a VPC's machines ask. It answers at three addresses (rule 2.17), no
//! filter stands before it (rule 2.22), and whether it makes AAAA records is a setting of the subnet
//! of the interface that asks (rule 2.18).

use super::internet::LinkLocal;
use super::names::{Answer, Names};
use super::server::{self, UDP_SIZE};
use super::trace::{Lookup, ResolverStep};
use crate::cloud::subnet::Subnet;
use crate::cloud::world::mix;
use crate::cloud::{NetworkInterfaceId, Settings, World};
use crate::net::Ends;
use crate::net::dns::{self, Over};
use hickory_proto::op::{Message, ResponseCode};
use std::time::Duration;

/// An answer that the resolver has at hand.
const AT_HAND: Duration = Duration::from_micros(350);
/// One question that the resolver asks somebody else.
const RECURSION: Duration = Duration::from_micros(400);
/// How long the resolver waits for name servers that keep silent. AWS documents no number; this one
/// lets the guest hear of it before its own 5 s are over.
const PATIENCE: Duration = Duration::from_secs(3);

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
/// that is not one of its addresses, or where the VPC has DNS support turned off (rule 2.26), unless
/// the world is set to refuse then.
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
    let Some(answer) = subnet.and_then(|subnet| answer(world, subnet, &lookup)) else {
        lookup.steps.push(ResolverStep::Silence);
        return lookup;
    };
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
    server::reply(&Names::within(world, subnet.vpc_id), dns64(world, subnet), request, over)
}

/// What the Amazon resolver answers to a subnet; none where it keeps silent there.
pub fn answer_to(world: &World, subnet: &Subnet, asked: &Message) -> Option<Answer> {
    is_on(world, subnet).then(|| Names::within(world, subnet.vpc_id).answer(asked, dns64(world, subnet)))
}

/// By which settings the resolver makes AAAA records for a subnet; none where it makes none.
fn dns64<'w>(world: &'w World, subnet: &Subnet) -> Option<&'w Settings> {
    subnet.enable_dns64.then_some(world.settings.as_ref())
}

/// Whether the resolver answers a subnet at all: its VPC's DNS support (rule 2.25).
pub fn is_on(world: &World, subnet: &Subnet) -> bool {
    world.vpcs.get(subnet.vpc_id).is_some_and(|vpc| vpc.enable_dns_support)
}

/// The resolver's answer to a subnet; none where it keeps silent.
fn answer(world: &World, subnet: &Subnet, lookup: &Lookup) -> Option<Answer> {
    let vpc = world.vpcs.get(subnet.vpc_id)?;
    if LinkLocal::of(world, vpc.id, lookup.server) != Some(LinkLocal::Resolver) {
        return None;
    }
    if !is_on(world, subnet) {
        return world.settings.refuses_without_dns_support.then(|| Answer::empty(ResponseCode::Refused));
    }
    Some(Names::within(world, vpc.id).answer(&lookup.asked, dns64(world, subnet)))
}

/// Deterministic, and longer where more was asked of others.
fn took(asked: &Message, steps: &[ResolverStep]) -> Duration {
    let count = |wanted: fn(&&ResolverStep) -> bool| u32::try_from(steps.iter().filter(wanted).count()).unwrap_or(0);
    let questions = count(|step| matches!(step, ResolverStep::Asked { .. }));
    let unanswered = count(|step| matches!(step, ResolverStep::Unanswered { .. }));
    let name = asked.queries.first().map(|query| query.name.to_ascii()).unwrap_or_default();
    let spread = Duration::from_micros(mix(&name) % 250);
    AT_HAND + RECURSION * questions + PATIENCE * unanswered + spread
}
