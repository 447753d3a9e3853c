//! How the walk changes packets: new addresses and ports, fewer hops left, the other family.

use super::trace::NatSession;
use crate::net::pref64::WELL_KNOWN;
use crate::net::view::{IpView, TransportView};
use crate::net::{Family, Packet};
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
/// A packet that begins or goes on with a conversation, as it leaves a NAT gateway; none where its
/// hop limit ran out there.
pub(super) fn nat_out(packet: &Packet, session: NatSession) -> Option<Packet> {
    let NatSession { inside, outside } = session;
    match inside.family() {
        Family::Ipv4 => older(packet, 1)?.with_source(outside.source, Some(outside.source_port)).ok(),
        Family::Ipv6 => None,
    }
}

/// A packet that answers a conversation, as it leaves a NAT gateway for the inside.
pub(super) fn nat_back(packet: &Packet, session: NatSession) -> Option<Packet> {
    let NatSession { inside, .. } = session;
    match inside.family() {
        Family::Ipv4 => older(packet, 1)?.with_destination(inside.source, Some(inside.source_port)).ok(),
        Family::Ipv6 => None,
    }
}
