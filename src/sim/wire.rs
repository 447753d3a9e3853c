//! How the walk changes packets: new addresses and ports, fewer hops left, the other family.

use super::trace::{Drop, Unfit};
use crate::net::nat::Session;
use crate::net::pref64::WELL_KNOWN;
use crate::net::translate::{Mapped, Translator, Untranslatable};
use crate::net::view::{IpView, TransportView};
use crate::net::{Family, Flow, Packet};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// ICMP's type and code.
pub(super) fn icmp(packet: &Packet) -> Option<(u8, u8)> {
    match packet.view().transport {
        TransportView::Icmp(icmp) => Some((icmp.kind, icmp.code)),
        TransportView::Tcp(_) | TransportView::Udp(_) | TransportView::Other(_) => None,
    }
}
/// Whether it is an echo request or reply.
pub(super) fn is_echo(packet: &Packet) -> bool {
    matches!((packet.family(), icmp(packet)), (Family::Ipv4, Some((0 | 8, _))) | (Family::Ipv6, Some((128 | 129, _))))
}
/// Whether it is one piece of a bigger packet.
pub(super) fn is_piece(packet: &Packet) -> bool {
    match packet.view().ip {
        IpView::Ipv4(ip) => ip.more_fragments || ip.fragment_offset > 0,
        IpView::Ipv6(ip) => ip.fragment.is_some_and(|fragment| fragment.is_piece()),
    }
}
/// The IPv4 address behind 64:ff9b::/96.
pub(super) fn embedded(address: Ipv6Addr) -> Option<Ipv4Addr> {
    WELL_KNOWN.extract(address).ok()
}
/// The same packet from another address of its family.
pub(super) fn with_source(packet: &Packet, address: IpAddr) -> Packet {
    packet.clone().with_source(address, None).unwrap_or_else(|_| packet.clone())
}
/// The same packet to another address of its family.
pub(super) fn with_destination(packet: &Packet, address: IpAddr) -> Packet {
    packet.clone().with_destination(address, None).unwrap_or_else(|_| packet.clone())
}
/// The same packet some routers later; none where its hop limit ran out.
pub(super) fn older(packet: &Packet, hops: u8) -> Option<Packet> {
    let left = packet.hop_limit().checked_sub(hops).filter(|left| *left > 0)?;
    Some(packet.clone().with_hop_limit(left))
}
/// A packet that begins or goes on with a conversation, as it leaves a NAT gateway.
pub(super) fn nat_out(packet: &Packet, session: Session) -> Result<Packet, Drop> {
    let Session { inside, outside } = session;
    match inside.family() {
        Family::Ipv4 => {
            let older = older(packet, 1).ok_or(Drop::HopLimit)?;
            older.with_source(outside.source, Some(outside.source_port)).map_err(|_| Drop::NobodyThere)
        }
        Family::Ipv6 => Translator::AWS.to_ipv4(packet, &outside.into()).map_err(why),
    }
}

/// A packet that answers a conversation, or an ICMP error about it, as it leaves a NAT gateway for
/// the inside. An error may come from a router on the way, whose address is embedded as it is.
pub(super) fn nat_back(packet: &Packet, session: Session) -> Result<Packet, Drop> {
    let inside = session.inside;
    match (inside.family(), packet.source()) {
        (Family::Ipv6, IpAddr::V4(source)) => {
            let flow = Flow { source: WELL_KNOWN.embed(source).into(), ..inside.reversed() };
            let quoted = packet.quoted_flow().map(|_| inside);
            Translator::AWS.to_ipv6(packet, &Mapped { flow, quoted }).map_err(why)
        }
        (Family::Ipv4 | Family::Ipv6, _) => {
            let older = older(packet, 1).ok_or(Drop::HopLimit)?;
            older.with_destination(inside.source, Some(inside.source_port)).map_err(|_| Drop::NobodyThere)
        }
    }
}

/// A NAT gateway sends no ICMP error to either side: what it can't translate is lost.
fn why(why: Untranslatable) -> Drop {
    Drop::Gateway(match why {
        Untranslatable::HopLimit | Untranslatable::HopLimitSpent => return Drop::HopLimit,
        Untranslatable::Fragment(_) => Unfit::NatFragment,
        Untranslatable::TooBig(_) => Unfit::NatTooBig,
        Untranslatable::Family
        | Untranslatable::HeaderChecksum
        | Untranslatable::SourceRoute
        | Untranslatable::RoutingHeader(_)
        | Untranslatable::Protocol(_)
        | Untranslatable::NoChecksum
        | Untranslatable::Icmp { .. }
        | Untranslatable::Quoted => Unfit::NatProtocol,
    })
}
