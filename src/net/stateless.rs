//! A whole translator between two networks that maps one client to one IPv4 address, and all others
//! by a prefix: what `v6dojo wire translate` shows. It decides what becomes of each packet, with
//! the ICMP errors that go back.

use super::fragment::{SMALLEST_MTU, pieces};
use super::icmp::IcmpError;
use super::packet::{Family, Flow, Packet};
use super::pref64::Pref64;
use super::translate::{Mapped, Policy, Translator, Untranslatable};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A translator with one mapping.
#[derive(Clone, Copy, Debug)]
pub struct Stateless {
    /// The IPv6 client.
    pub client: Ipv6Addr,
    /// The IPv4 address it has on the other side.
    pub nat: Ipv4Addr,
    /// Where all other IPv4 addresses are in IPv6.
    pub prefix: Pref64,
    /// How packets are translated.
    pub translator: Translator,
}

/// What became of a packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It went on: one packet, or several fragments.
    Forwarded(Vec<Packet>),
    /// It was dropped, and its sender was told.
    Answered(Packet, Reason),
    /// It was dropped, silently.
    Dropped(Reason),
}

/// Why a packet did not go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// It can't be translated.
    #[error(transparent)]
    Untranslatable(#[from] Untranslatable),
    /// An address has no counterpart in the other family.
    #[error("{0} has no counterpart in the other family")]
    NotMapped(IpAddr),
    /// An IPv4 address that is not global (rule 1.7).
    #[error("{0} is not a global address")]
    NotGlobal(Ipv4Addr),
    /// A packet from behind the prefix would go round in circles (rule 3.17).
    #[error("the source {0} lies behind the translation prefix")]
    FromPrefix(Ipv6Addr),
}

/// How an IPv4 address that is not global is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refusal {
    /// The sender is told: the address has a meaning somewhere.
    Told,
    /// Silently: no packet has such an address for good.
    Silent,
}

/// Whether an address is one that must not stand behind the well-known prefix (rule 1.7, RFC 5735).
///
/// 192.0.0.0/24 and 192.88.99.0/24 pass: single addresses of them are global (RFC 7723, RFC 8155).
fn refusal(address: Ipv4Addr) -> Option<Refusal> {
    let [a, b, ..] = address.octets();
    let silent = a == 0 || address.is_loopback() || address.is_link_local() || a >= 224;
    let shared = a == 100 && b & 0xc0 == 64;
    let benchmark = a == 198 && b & 0xfe == 18;
    if silent {
        Some(Refusal::Silent)
    } else if address.is_private() || address.is_documentation() || shared || benchmark {
        Some(Refusal::Told)
    } else {
        None
    }
}

impl Stateless {
    /// What becomes of one packet.
    pub fn translate(&self, packet: &Packet) -> Verdict {
        let result = match packet.family() {
            Family::Ipv6 => self.to_ipv4(packet),
            Family::Ipv4 => self.to_ipv6(packet),
        };
        match result {
            Ok(packets) => Verdict::Forwarded(packets),
            Err(reason) => match self.answer(packet, reason) {
                Some(error) => Verdict::Answered(error, reason),
                None => Verdict::Dropped(reason),
            },
        }
    }

    fn to_ipv4(self, packet: &Packet) -> Result<Vec<Packet>, Reason> {
        let to = self.mapped(packet)?;
        Ok(vec![self.translator.to_ipv4(packet, &to)?])
    }

    fn to_ipv6(self, packet: &Packet) -> Result<Vec<Packet>, Reason> {
        let to = self.mapped(packet)?;
        let translated = self.translator.to_ipv6(packet, &to)?;
        let (whole, identification) = match packet.view().ip {
            super::view::IpView::Ipv4(ip) => (ip.dont_fragment, ip.identification),
            super::view::IpView::Ipv6(_) => (true, 0),
        };
        if whole || translated.length() <= SMALLEST_MTU {
            return Ok(vec![translated]);
        }
        Ok(pieces(&translated, identification.into()))
    }

    fn mapped(&self, packet: &Packet) -> Result<Mapped, Reason> {
        let mut flow = packet.flow();
        if self.translator.policy == Policy::Aws
            && let IpAddr::V6(source) = flow.source
            && self.prefix.covers(source)
        {
            return Err(Reason::FromPrefix(source));
        }
        // What is for another IPv4 address has no business here.
        if packet.family() == Family::Ipv4 && flow.destination != IpAddr::V4(self.nat) {
            return Err(Reason::NotMapped(flow.destination));
        }
        // A router between client and translator has no address of its own on the other side.
        if packet.quoted().is_some() && packet.family() == Family::Ipv6 && self.other(flow.source).is_err() {
            flow.source = self.client.into();
        }
        let flow = self.counterpart(flow)?;
        let quoted = packet.quoted_flow().and_then(|quoted| self.counterpart(quoted).ok());
        Ok(Mapped { flow, quoted })
    }

    fn counterpart(&self, flow: Flow) -> Result<Flow, Reason> {
        Ok(Flow { source: self.other(flow.source)?, destination: self.other(flow.destination)?, ..flow })
    }

    /// The same party's address in the other family.
    fn other(&self, address: IpAddr) -> Result<IpAddr, Reason> {
        match address {
            IpAddr::V4(address) if address == self.nat => Ok(self.client.into()),
            IpAddr::V4(address) => Ok(self.prefix.embed(self.global(address)?).into()),
            IpAddr::V6(address) if address == self.client => Ok(self.nat.into()),
            IpAddr::V6(address) => match self.prefix.extract(address) {
                // It would have to turn back at once: AWS lets nothing in there (rule 3.18).
                Ok(ipv4) if ipv4 == self.nat => Err(Reason::NotMapped(address.into())),
                Ok(ipv4) => Ok(self.global(ipv4)?.into()),
                Err(_) => Err(Reason::NotMapped(address.into())),
            },
        }
    }

    /// AWS carries all addresses (rule 1.8), RFC 6052 only global ones.
    fn global(&self, address: Ipv4Addr) -> Result<Ipv4Addr, Reason> {
        match (self.translator.policy, refusal(address)) {
            (Policy::Aws, _) | (Policy::Rfc7915, None) => Ok(address),
            (Policy::Rfc7915, Some(_)) => Err(Reason::NotGlobal(address)),
        }
    }

    /// The ICMP error that goes back, if any: never about an ICMP error.
    fn answer(&self, packet: &Packet, reason: Reason) -> Option<Packet> {
        let strict = self.translator.policy == Policy::Rfc7915;
        let error = match reason {
            Reason::Untranslatable(Untranslatable::HopLimit) => IcmpError::TimeExceeded,
            Reason::Untranslatable(Untranslatable::TooBig(mtu)) => IcmpError::TooBig(mtu),
            Reason::Untranslatable(Untranslatable::SourceRoute) if strict => IcmpError::SourceRouteFailed,
            Reason::Untranslatable(Untranslatable::RoutingHeader(at)) if strict => IcmpError::BadField(at),
            Reason::NotMapped(address)
                if strict && packet.family() == Family::Ipv6 && address == packet.destination() =>
            {
                IcmpError::NoRoute
            }
            Reason::NotGlobal(address) if strict && refusal(address) == Some(Refusal::Told) => match packet.family() {
                Family::Ipv4 => IcmpError::HostProhibited,
                Family::Ipv6 => IcmpError::NoRoute,
            },
            _ => return None,
        };
        packet.answered_by(self.own_address(packet.family()), error)
    }

    /// The translator speaks for itself as its own IPv4 address, in either family.
    fn own_address(&self, family: Family) -> IpAddr {
        match family {
            Family::Ipv4 => self.nat.into(),
            Family::Ipv6 => self.prefix.embed(self.nat).into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::{Envelope, WELL_KNOWN};

    #[test]
    fn the_last_hop_is_told_by_the_translator() {
        let (client, server) = ("2001:db8::1".parse().unwrap(), "64:ff9b::101:101".parse().unwrap());
        let nat = Ipv4Addr::new(10, 0, 0, 10);
        let aws = Stateless { client, nat, prefix: WELL_KNOWN, translator: Translator::AWS };
        let packet = Envelope::between(client.into(), server).unwrap().hop_limit(1).udp(1, 53, b"");
        let Verdict::Answered(error, _) = aws.translate(&packet) else { panic!("silence") };
        assert_eq!(error.source().to_string(), "64:ff9b::a00:a");
        assert_eq!(error.quoted_flow(), Some(packet.flow()));
    }
}
