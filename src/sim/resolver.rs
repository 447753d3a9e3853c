//! The Route 53 Resolver: what a VPC's machines ask. It answers at three addresses (rule 2.17), no
//! filter stands before it (rule 2.22), and whether it makes AAAA records is a setting of the subnet
//! of the interface that asks (rule 2.18).

use super::dns64;
use super::internet::LinkLocal;
use super::names::Names;
use super::trace::{Lookup, ResolverStep};
use crate::cloud::subnet::Subnet;
use crate::cloud::world::mix;
use crate::cloud::{NetworkInterfaceId, World};
use crate::net::{Ends, Envelope, dns};
use hickory_proto::op::Message;
use std::time::Duration;

/// The biggest datagram the resolver takes, in bytes.
pub const UDP_SIZE: u16 = 4096;
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
pub fn resolve(world: &World, asker: &Asker, asked: Message) -> Lookup {
    let question = Envelope::new(asker.ends).udp(asker.port, dns::PORT, &dns::to_bytes(&asked));
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
    let message = answer.message(&lookup.asked, UDP_SIZE);
    let back = Envelope::new(asker.ends.reversed());
    lookup.answer = Some(back.udp(dns::PORT, asker.port, &dns::to_bytes(&message)));
    lookup.answered = Some(message);
    lookup
}

/// Whether, and how, the resolver makes AAAA records for a subnet.
pub fn policy(world: &World, subnet: &Subnet) -> Option<dns64::Policy> {
    let policy = match world.settings.translate_private_ipv4 {
        true => dns64::Policy::Every,
        false => dns64::Policy::GlobalOnly,
    };
    subnet.enable_dns64.then_some(policy)
}

fn answers(world: &World, subnet: &Subnet, lookup: &Lookup) -> bool {
    let supported = world.vpcs.get(subnet.vpc_id).is_some_and(|vpc| vpc.enable_dns_support);
    supported && LinkLocal::of(world, subnet.vpc_id, lookup.server) == Some(LinkLocal::Resolver)
}

/// Deterministic, and longer where more was asked of others.
fn took(asked: &Message, steps: &[ResolverStep]) -> Duration {
    let questions = steps.iter().filter(|step| matches!(step, ResolverStep::Asked { .. })).count();
    let name = asked.queries.first().map(|query| query.name.to_ascii()).unwrap_or_default();
    let spread = Duration::from_micros(mix(&name) % 250);
    AT_HAND + RECURSION * u32::try_from(questions).unwrap_or(0) + spread
}
