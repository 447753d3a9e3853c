//! Resources in a few words: what one would want to know of each when choosing among several; and why
//! a block of addresses is offered.

use super::trace::Names;
use super::{Words, words};
use crate::cloud::command_line::About;
use crate::cloud::command_line::blocks::Reason;
use crate::cloud::network_interface::{NetworkInterface, Owner};
use crate::cloud::route_table::{RouteTable, Target};
use crate::cloud::{Kind, World};
use crate::lesson::Lang;

/// What a kind of resource is called.
pub fn kind(kind: Kind) -> Words {
    match kind {
        Kind::Vpc => words("VPC", "VPC"),
        Kind::Subnet => words("サブネット", "subnet"),
        Kind::RouteTable => words("ルートテーブル", "route table"),
        Kind::InternetGateway => words("インターネットゲートウェイ", "Internet gateway"),
        Kind::EgressOnlyInternetGateway => {
            words("Egress-Only インターネットゲートウェイ", "egress-only Internet gateway")
        }
        Kind::NatGateway => words("NAT ゲートウェイ", "NAT gateway"),
        Kind::Address => words("Elastic IP アドレス", "Elastic IP address"),
        Kind::Instance => words("インスタンス", "instance"),
        Kind::NetworkInterface => words("ネットワークインターフェイス", "network interface"),
        Kind::SecurityGroup => words("セキュリティグループ", "security group"),
        Kind::NetworkAcl => words("ネットワーク ACL", "network ACL"),
        Kind::InstanceConnectEndpoint => words("EC2 Instance Connect Endpoint", "EC2 Instance Connect Endpoint"),
        Kind::KeyPair => words("キーペア", "key pair"),
    }
}

/// What a word of a completion or a choice stands for.
pub fn about(about: &About, world: &World, lang: Lang) -> String {
    match about {
        About::Words(words) => words.clone(),
        About::Resource { kind, id } => {
            let facts = facts(*kind, id, world, lang);
            if facts.is_empty() { id.clone() } else { format!("{id}  {facts}") }
        }
        About::Block(why) => reason(*why, world, lang),
    }
}

/// Why a block is offered.
pub fn reason(reason: Reason, world: &World, lang: Lang) -> String {
    match reason {
        Reason::NextInVpc(vpc) => {
            let name = world.name_of(vpc);
            lang.pick(format!("次に空いているブロック ({name})"), format!("next free in {name}"))
        }
        Reason::NextForVpc => lang.pick("どの VPC も使っていない次のブロック", "next free: no VPC has it").to_owned(),
        Reason::Everything => lang.pick("すべての宛先", "everything").to_owned(),
        Reason::Nat64 => {
            lang.pick("NAT64 の宛先 (DNS64 が作るアドレス)", "NAT64: the addresses that DNS64 makes").to_owned()
        }
        Reason::OfVpc(vpc) => format!("VPC {}", world.name_of(vpc)),
        Reason::OfSubnet(subnet) => format!("{} {}", kind(Kind::Subnet).in_(lang), world.name_of(subnet)),
        Reason::Routed(target) => format!("→ {}", Names { world }.target(target, lang)),
    }
}

/// What one would want to know of a resource when choosing among several; empty where it is gone.
pub fn facts(kind: Kind, id: &str, world: &World, lang: Lang) -> String {
    told(kind, id, world, lang)
        .unwrap_or_default()
        .into_iter()
        .filter(|fact| !fact.is_empty())
        .collect::<Vec<_>>()
        .join("  ")
}

fn told(kind: Kind, id: &str, world: &World, lang: Lang) -> Option<Vec<String>> {
    let free = || lang.pick("未使用", "not in use").to_owned();
    let name = |id: &dyn std::fmt::Display| world.name_of(id.to_string());
    Some(match kind {
        Kind::Vpc => world.vpcs.get(id.parse().ok()?)?.blocks().map(|block| block.to_string()).collect(),
        Kind::Subnet => {
            let it = world.subnets.get(id.parse().ok()?)?;
            let only = if it.ipv6_native { lang.pick("IPv6 専用", "IPv6 only") } else { "" };
            let blocks = it.blocks().map(|block| block.to_string());
            blocks.chain([it.availability_zone.clone(), only.to_owned()]).collect()
        }
        Kind::RouteTable => routes(world.route_tables.get(id.parse().ok()?)?, lang),
        Kind::InternetGateway => {
            let it = world.internet_gateways.get(id.parse().ok()?)?;
            vec![it.vpc_id.map_or_else(|| lang.pick("未アタッチ", "not attached").to_owned(), |vpc| name(&vpc))]
        }
        Kind::EgressOnlyInternetGateway => {
            vec![name(&world.egress_only_internet_gateways.get(id.parse().ok()?)?.vpc_id)]
        }
        Kind::NatGateway => {
            let it = world.nat_gateways.get(id.parse().ok()?)?;
            let elastic = it.allocation_id.and_then(|id| world.addresses.get(id));
            let address = elastic.map_or(it.private_ip, |elastic| elastic.public_ip);
            vec![it.state.word().to_owned(), address.to_string(), name(&it.subnet_id)]
        }
        Kind::Address => {
            let it = world.addresses.get(id.parse().ok()?)?;
            let used = it.association.and_then(|(_, interface, _)| world.network_interfaces.get(interface));
            vec![it.public_ip.to_string(), used.map_or_else(free, |interface| owner(interface, world))]
        }
        Kind::Instance => {
            let it = world.instances.get(id.parse().ok()?)?;
            let interface = it.network_interface_id.and_then(|id| world.network_interfaces.get(id));
            let addresses = interface.map(addresses).unwrap_or_default();
            std::iter::once(it.state.word().1.to_owned()).chain(addresses).collect()
        }
        Kind::NetworkInterface => {
            let it = world.network_interfaces.get(id.parse().ok()?)?;
            std::iter::once(owner(it, world)).chain(addresses(it)).collect()
        }
        Kind::SecurityGroup => {
            let it = world.security_groups.get(id.parse().ok()?)?;
            vec![name(&it.vpc_id), it.description.clone()]
        }
        Kind::NetworkAcl => {
            let it = world.network_acls.get(id.parse().ok()?)?;
            let default = if it.is_default { lang.pick("デフォルト", "default") } else { "" };
            vec![name(&it.vpc_id), default.to_owned()]
        }
        Kind::InstanceConnectEndpoint => {
            vec![name(&world.instance_connect_endpoints.get(id.parse().ok()?)?.subnet_id)]
        }
        Kind::KeyPair => Vec::new(),
    })
}

/// What a table's routes cover besides its VPC, and whether it is the main one.
fn routes(table: &RouteTable, lang: Lang) -> Vec<String> {
    let own = table.routes.iter().filter(|route| route.target != Target::Local);
    let mut facts: Vec<String> = own.map(|route| route.destination.to_string()).collect();
    if facts.is_empty() {
        facts.push(lang.pick("local のみ", "local only").to_owned());
    }
    if table.is_main() {
        facts.insert(0, lang.pick("メイン", "main").to_owned());
    }
    facts
}

fn addresses(interface: &NetworkInterface) -> Vec<String> {
    let ipv4 = interface.private_ip.map(|address| address.to_string());
    ipv4.into_iter().chain(interface.ipv6_addresses.iter().map(ToString::to_string)).collect()
}

fn owner(interface: &NetworkInterface, world: &World) -> String {
    match &interface.owner {
        Owner::Instance(id) => world.name_of(id),
        Owner::NatGateway(id) => world.name_of(id),
        Owner::InstanceConnectEndpoint(id) => world.name_of(id),
        Owner::LoadBalancer(name) => name.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guest::world;

    #[test]
    fn every_living_resource_of_the_chapter_can_be_told_from_others() {
        let world = world::load(world::CHAPTER).unwrap();
        for lang in [Lang::Ja, Lang::En] {
            for it in world.resources() {
                let said = about(&About::Resource { kind: it.kind, id: it.id.clone() }, &world, lang);
                assert!(said.starts_with(&it.id), "{said}");
                assert!(said.len() > it.id.len() || it.kind == Kind::KeyPair, "{said}");
            }
        }
        let vpc = world.resources().into_iter().find(|it| it.name() == Some("cl-ipv4-to-dualstack-vpc")).unwrap();
        assert_eq!(facts(Kind::Vpc, &vpc.id, &world, Lang::En), "10.1.0.0/16  2001:db8:1:4b00::/56");
    }
}
