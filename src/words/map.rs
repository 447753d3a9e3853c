//! The words on the map, drawn or told.

use super::trace::Names;
use super::{Words, words};
use crate::cloud::instance::InstanceState;
use crate::cloud::nat_gateway::NatGatewayState;
use crate::cloud::network_interface::NetworkInterface;
use crate::cloud::route_table::{Route, RouteState};
use crate::cloud::subnet::Subnet;
use crate::cloud::vpc::Vpc;
use crate::lesson::Lang;
use std::net::{Ipv4Addr, Ipv6Addr};

/// What lies beyond the VPC's edge.
pub const INTERNET: Words = words("インターネット", "Internet");
/// Comes closer to what is chosen.
pub const CLOSER: Words = words("拡大", "closer");
/// Goes farther away.
pub const FARTHER: Words = words("縮小", "farther");
/// A subnet without IPv4.
pub const IPV6_ONLY: Words = words("IPv6 専用", "IPv6 only");
/// Was there when the step began.
pub const GONE: Words = words("なくなった", "is gone");
/// The Region is empty.
pub const NO_VPC: Words = words("VPC はまだありません。", "There is no VPC yet.");
/// The VPC is empty.
pub const NO_SUBNET: Words = words("サブネットはまだありません", "no subnet yet");
/// An Availability Zone.
pub const ZONE: Words = words("アベイラビリティーゾーン", "Availability Zone");
/// A subnet's IPv4 block.
pub const IPV4_BLOCK: Words = words("IPv4 CIDR", "IPv4 CIDR");
/// A subnet's IPv6 block.
pub const IPV6_BLOCK: Words = words("IPv6 CIDR", "IPv6 CIDR");
/// There is none.
pub const NONE: Words = words("なし", "none");
/// A switch.
pub const ON: Words = words("有効", "on");
/// A switch.
pub const OFF: Words = words("無効", "off");
/// A subnet's switch.
pub const ASSIGN_IPV6: Words = words("IPv6 アドレス自動割り当て", "assign IPv6 addresses");
/// A subnet's switch.
pub const ASSIGN_PUBLIC: Words = words("パブリック IPv4 自動割当", "assign public IPv4");
/// The head of a route table.
pub const ROUTE_TABLE: Words = words("ルートテーブル", "Route table");
/// The table rules the subnet only because it is the main one.
pub const AS_MAIN: Words = words(" (メイン、明示的な関連付けなし)", " (main, not associated)");
/// The head of a network ACL.
pub const NETWORK_ACL: Words = words("ネットワーク ACL", "Network ACL");
/// Into the subnet.
pub const INBOUND: Words = words("インバウンド", "inbound");
/// Out of the subnet.
pub const OUTBOUND: Words = words("アウトバウンド", "outbound");
/// The head of what is in a subnet.
pub const RESIDENTS: Words = words("ネットワークインターフェイス", "Network interfaces");
/// Nothing is in a subnet.
pub const NOBODY: Words = words("まだ何もありません", "none yet");
/// A security group.
pub const GROUP: Words = words("セキュリティグループ", "security group");

/// How many addresses of a subnet are free.
pub fn free(count: u32, lang: Lang) -> String {
    lang.pick(format!("(空き {count})"), format!("({count} free)"))
}

/// The gateways' head.
pub const GATEWAYS: Words = words("VPC の出入口", "Gateways of the VPC");
/// What lies beyond the VPC.
pub const BEYOND: Words = words("VPC の外の相手", "Beyond the VPC");
/// The resolver of every VPC.
pub const RESOLVER: Words = words(
    "リゾルバー: Route 53 Resolver、169.254.169.253 と fd00:ec2::253",
    "Resolver: Route 53 Resolver, 169.254.169.253 and fd00:ec2::253",
);
/// A table with local routes only.
pub const LOCAL_ONLY: Words = words("local 以外のルートはない", "It has only local routes");
/// An Internet gateway.
pub const INTERNET_GATEWAY: Words = words("インターネットゲートウェイ", "Internet gateway");
/// An egress-only Internet gateway.
pub const EGRESS_ONLY: Words = words("Egress-Only インターネットゲートウェイ", "egress-only Internet gateway");
/// A NAT gateway.
pub const NAT_GATEWAY: Words = words("NAT ゲートウェイ", "NAT gateway");
/// An endpoint for shells.
pub const ENDPOINT: Words = words("EC2 Instance Connect Endpoint", "EC2 Instance Connect Endpoint");
/// An instance.
pub const INSTANCE: Words = words("インスタンス", "Instance");
/// A load balancer.
pub const LOAD_BALANCER: Words = words("ロードバランサー", "Load balancer");
/// A host on the Internet.
pub const HOST: Words = words("インターネットのホスト", "Internet host");

/// Behind what was not there when the step began.
pub const NEW: Words = words("この手順で追加", "new since this step began");
/// Behind what was there when the step began, but not like this.
pub const CHANGED: Words = words("この手順で変更", "changed since this step began");

/// Behind the machine that one sits at.
pub const HERE: Words = words("いまここにいる", "you sit here");

/// A VPC with its blocks.
pub fn vpc(vpc: &Vpc, name: &str, lang: Lang) -> String {
    let blocks = vpc.blocks().map(|block| block.to_string()).collect::<Vec<_>>();
    format!("VPC {name}{}{}", lang.pick("、", ", "), blocks.join(lang.pick("、", ", ")))
}

/// A subnet: its name, place, blocks and flags.
pub fn subnet(subnet: &Subnet, name: &str, lang: Lang) -> String {
    let ipv4 = subnet.cidr_block.map(|block| block.to_string());
    let ipv6 = subnet.ipv6_cidr_block.as_ref().map(|(_, block)| block.to_string());
    let native = subnet.ipv6_native.then(|| lang.pick("IPv6 専用", "IPv6 only").to_owned());
    let dns64 = ipv6.is_some().then(|| match (subnet.enable_dns64, lang) {
        (true, Lang::Ja) => "DNS64 有効".to_owned(),
        (false, Lang::Ja) => "DNS64 無効".to_owned(),
        (true, Lang::En) => "DNS64 on".to_owned(),
        (false, Lang::En) => "DNS64 off".to_owned(),
    });
    let zone = Some(subnet.availability_zone.clone());
    let facts = [zone, native, ipv4, ipv6, dns64].into_iter().flatten().collect::<Vec<_>>();
    let said = lang.pick(format!("サブネット {name}"), format!("Subnet {name}"));
    format!("{said}{}{}", lang.pick("、", ", "), facts.join(lang.pick("、", ", ")))
}

/// The table that rules a subnet, and whether only because it is the main one.
pub fn table(name: &str, is_main: bool, lang: Lang) -> String {
    match (is_main, lang) {
        (false, Lang::Ja) => format!("ルートテーブル {name}"),
        (false, Lang::En) => format!("Route table {name}"),
        (true, Lang::Ja) => format!("ルートテーブル {name}（関連付けがないのでメインテーブル）"),
        (true, Lang::En) => format!("Route table {name} (the main table: the subnet has no other)"),
    }
}

/// A route with its target and its state.
pub fn route(route: &Route, state: RouteState, names: Names<'_>, lang: Lang) -> String {
    let (destination, target) = (route.destination, names.target(route.target, lang));
    let state = match state {
        RouteState::Active => lang.pick("有効", "active"),
        RouteState::Blackhole => lang.pick("ターゲットなし、blackhole", "blackhole: the target is gone"),
    };
    match lang {
        Lang::Ja => format!("{destination}、ターゲット {target}、{state}"),
        Lang::En => format!("{destination} to {target}, {state}"),
    }
}

/// Something in a subnet: what it is, its name, its state where it is not at work, and its addresses.
pub fn resident(kind: Words, name: &str, state: Option<&str>, interface: &NetworkInterface, lang: Lang) -> String {
    let private = interface.private_ip.map(|address: Ipv4Addr| address.to_string());
    let public = interface
        .public_ip
        .map(|address| lang.pick(format!("パブリック IPv4 は {address}"), format!("public IPv4 {address}")));
    let ipv6 = interface.ipv6_addresses.iter().map(Ipv6Addr::to_string);
    let facts = state.map(str::to_owned).into_iter().chain(private).chain(public).chain(ipv6);
    let said = std::iter::once(format!("{} {name}", kind.in_(lang))).chain(facts);
    said.collect::<Vec<_>>().join(lang.pick("、", ", "))
}

/// The state of an instance that is not at work.
pub fn instance_state(state: InstanceState) -> Option<&'static str> {
    (state != InstanceState::Running).then(|| state.word().1)
}

/// The state of a NAT gateway that is not at work.
pub fn nat_state(state: &NatGatewayState) -> Option<&'static str> {
    (*state != NatGatewayState::Available).then(|| state.word())
}

/// Somebody beyond the VPC, with the families of its addresses.
pub fn beyond(kind: Words, name: &str, (ipv6, ipv4): (bool, bool), lang: Lang) -> String {
    let families = match (ipv6, ipv4, lang) {
        (true, true, Lang::Ja) => "IPv4 と IPv6",
        (true, true, Lang::En) => "IPv4 and IPv6",
        (true, false, Lang::Ja) => "IPv6 のみ",
        (true, false, Lang::En) => "IPv6 only",
        (false, true, Lang::Ja) => "IPv4 のみ",
        (false, true, Lang::En) => "IPv4 only",
        (false, false, _) => NONE.in_(lang),
    };
    format!("{} {name}{}{families}", kind.in_(lang), lang.pick("、", ", "))
}
