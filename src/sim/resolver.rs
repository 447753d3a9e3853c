//! The Route 53 Resolver: what a VPC's machines ask. It answers at three addresses (rule 2.17), no
//! filter stands before it (rule 2.22), and whether it makes AAAA records is a setting of the subnet
//! of the interface that asks (rule 2.18).

use super::internet::LinkLocal;
use super::names::{Answer, Names};
use super::trace::{Lookup, ResolverStep};
use crate::cloud::subnet::Subnet;
use crate::cloud::world::mix;
use crate::cloud::{NetworkInterfaceId, Settings, World};
use crate::net::{Ends, Envelope, dns};
use hickory_proto::op::{Message, ResponseCode};
use std::time::Duration;

/// The biggest datagram the resolver takes, in bytes.
pub const UDP_SIZE: u16 = 4096;
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
    let Some(answer) = subnet.and_then(|subnet| answer(world, subnet, &lookup)) else {
        lookup.steps.push(ResolverStep::Silence);
        return lookup;
    };
    lookup.took = took(&lookup.asked, &answer.steps);
    lookup.steps.clone_from(&answer.steps);
    let message = answer.message(&lookup.asked, UDP_SIZE);
    let back = Envelope::new(asker.ends.reversed());
    lookup.answer = Some(back.udp(dns::PORT, asker.port, &dns::to_bytes(&message)));
    lookup.answered = Some(message);
    lookup
}

/// By which settings the resolver makes AAAA records for a subnet; none where it makes none.
fn dns64<'w>(world: &'w World, subnet: &Subnet) -> Option<&'w Settings> {
    subnet.enable_dns64.then_some(world.settings.as_ref())
}

/// The resolver's answer to a subnet; none where it keeps silent.
fn answer(world: &World, subnet: &Subnet, lookup: &Lookup) -> Option<Answer> {
    let vpc = world.vpcs.get(subnet.vpc_id)?;
    if LinkLocal::of(world, vpc.id, lookup.server) != Some(LinkLocal::Resolver) {
        return None;
    }
    if !vpc.enable_dns_support {
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
