//! What we say beside EC2's refusals, and where a text can't even be sent: in the reader's language, with
//! what the world says about it.

use super::trace::Names;
use super::{Words, words};
use crate::cloud::name::NameError;
use crate::cloud::{ApiError, VpcId, World};
use crate::lesson::Lang;
use ipnet::IpNet;
use serde_json::Value;

/// A number was wanted.
pub const NO_NUMBER: Words = words("整数で入力します。", "A whole number goes here.");
/// An address was wanted.
pub const NO_ADDRESS: Words = words("IP アドレスとして読めません。", "This can't be read as an IP address.");
/// A block has no length.
pub const NO_LENGTH: Words = words(
    "プレフィックス長がありません。/64 のように続けます。",
    "Its length is missing: go on with /64, for example.",
);

/// A block was wanted, of this family where it matters.
pub fn no_block(ipv6: Option<bool>, lang: Lang) -> String {
    let example = if ipv6 == Some(true) { "2001:db8::/64" } else { "10.1.16.0/20" };
    lang.pick(
        format!("CIDR (アドレス/長さ) で入力します。例: {example}"),
        format!("A block goes here, as address/length: {example}, for example."),
    )
}

/// A block of the other family.
pub fn wrong_family(block: IpNet, lang: Lang) -> String {
    let (is, wanted) = if block.addr().is_ipv6() { ("IPv6", "IPv4") } else { ("IPv4", "IPv6") };
    lang.pick(
        format!("これは {is} のブロックです。ここには {wanted} のブロックが入ります。"),
        format!("This is an {is} block; an {wanted} block goes here."),
    )
}

/// Bits behind the length are set; EC2 clears them.
pub fn host_bits(block: IpNet, lang: Lang) -> String {
    let net = block.trunc();
    lang.pick(
        format!("ホスト部が 0 ではありません。EC2 は {net} として扱います。"),
        format!("Host bits are set; EC2 takes it for {net}."),
    )
}

/// A name that stands for nothing, or for several things.
pub fn no_name(error: &NameError, lang: Lang) -> String {
    let list = |names: &[String]| names.iter().take(4).cloned().collect::<Vec<_>>().join(", ");
    match error {
        NameError::Unknown { name, candidates } => {
            let near = list(candidates);
            lang.pick(
                format!("{name} という名前のリソースはありません。あるもの: {near}"),
                format!("Nothing is called {name}. There is: {near}"),
            )
        }
        NameError::Ambiguous { name, candidates } => {
            let several = list(candidates);
            lang.pick(
                format!("{name} はいくつかあります。どれかを選びます: {several}"),
                format!("Several are called {name}. Choose one: {several}"),
            )
        }
    }
}

/// What we add to EC2's refusal of a call with these parameters; `block` is the block it speaks of.
pub fn own(error: &ApiError, (sent, block): (&Value, Option<IpNet>), world: &World, lang: Lang) -> Option<String> {
    match error.code.as_ref() {
        "InvalidSubnet.Range" => range(block?, sent, world, lang),
        "InvalidSubnet.Conflict" => conflict(block?, world, lang),
        "InvalidVpc.Range" => Some(vpc_range(lang).to_owned()),
        "RouteAlreadyExists" => route_exists(sent, world, lang),
        "MissingParameter" if error.operation == "CreateSubnet" && error.message.contains("'cidrBlock'") => Some(
            lang.pick(
                "IPv4 の CIDR を決めるか、ipv6-native を true にして IPv6 専用にします。",
                "Give it an IPv4 block, or make it IPv6-only with ipv6-native.",
            )
            .to_owned(),
        ),
        "MissingParameter" => Some(lang.pick("ここが必要です。", "This is needed.").to_owned()),
        "DependencyViolation" => Some(dependency(lang).to_owned()),
        code if code.ends_with(".NotFound") || code.ends_with("NotFound") => Some(
            lang.pick(
                "この ID のものはありません。候補から選べます。",
                "There is no such id; the list offers those there are.",
            )
            .to_owned(),
        ),
        code if code.ends_with(".Malformed") => Some(
            lang.pick(
                "ID の形をしていません。候補から選ぶか、@名前 で入力します。",
                "This is no such id. Choose from the list, or type @NAME.",
            )
            .to_owned(),
        ),
        _ => None,
    }
}

fn vpc_range(lang: Lang) -> &'static str {
    lang.pick("VPC の IPv4 ブロックは /16 から /28 までです。", "A VPC's IPv4 block is a /16 to /28.")
}

fn dependency(lang: Lang) -> &'static str {
    lang.pick(
        "ほかのものがまだ使っています。先にそちらを削除します。",
        "Something else still uses it; that has to go first.",
    )
}

/// A subnet's block that EC2 calls out of range: by its length, or because it lies outside of the VPC.
fn range(block: IpNet, sent: &Value, world: &World, lang: Lang) -> Option<String> {
    let length = block.prefix_len();
    match block {
        IpNet::V4(_) if !(16..=28).contains(&length) => {
            return Some(lang.pick(
                format!("/{length} は使えません。サブネットの IPv4 ブロックは /16 から /28 までです。"),
                format!("Not a /{length}: a subnet's IPv4 block is a /16 to /28."),
            ));
        }
        IpNet::V6(_) if !(44..=64).contains(&length) || !length.is_multiple_of(4) => {
            return Some(lang.pick(
                format!("/{length} は使えません。サブネットの IPv6 ブロックはふつう /64 です (/44 から 4 刻み)。"),
                format!("Not a /{length}: a subnet's IPv6 block is a /64 as a rule (/44 and up, in steps of four)."),
            ));
        }
        _ => {}
    }
    let vpc = world.vpcs.get(vpc_of(sent, world)?)?;
    let same = vpc.blocks().filter(|outer| outer.addr().is_ipv6() == block.addr().is_ipv6());
    let outer: Vec<String> = same.map(|outer| outer.to_string()).collect();
    let name = world.name_of(vpc.id);
    if outer.is_empty() {
        return Some(lang.pick(
            format!("{name} にはこの種類のブロックがありません。"),
            format!("{name} has no block of this family."),
        ));
    }
    let outer = outer.join(", ");
    Some(lang.pick(
        format!("{name} のブロック {outer} の外です。"),
        format!("This lies outside of {outer}, the block of {name}."),
    ))
}

fn vpc_of(sent: &Value, world: &World) -> Option<VpcId> {
    let id = |name: &str| sent.get(name).and_then(Value::as_str);
    match id("VpcId") {
        Some(vpc) => vpc.parse().ok(),
        None => Some(world.subnets.get(id("SubnetId")?.parse().ok()?)?.vpc_id),
    }
}

/// The subnets that a block overlaps.
fn conflict(block: IpNet, world: &World, lang: Lang) -> Option<String> {
    let block = block.trunc();
    let overlaps = |other: &IpNet| other.contains(&block) || block.contains(other);
    let others = world.subnets.iter().flat_map(|subnet| {
        let name = world.name_of(subnet.id);
        subnet.blocks().filter(overlaps).map(move |other| format!("{name} ({other})")).collect::<Vec<_>>()
    });
    let others: Vec<String> = others.take(3).collect();
    if others.is_empty() {
        return None;
    }
    let others = others.join(", ");
    Some(lang.pick(format!("{others} と重なります。"), format!("It overlaps with {others}.")))
}

/// The route that is there already.
fn route_exists(sent: &Value, world: &World, lang: Lang) -> Option<String> {
    let text = |name: &str| sent.get(name).and_then(Value::as_str);
    let table = world.route_tables.get(text("RouteTableId")?.parse().ok()?)?;
    let destination = text("DestinationCidrBlock").or_else(|| text("DestinationIpv6CidrBlock"))?;
    let route = table.route(destination.parse::<IpNet>().ok()?.trunc())?;
    let target = Names { world }.target(route.target, lang);
    Some(lang.pick(
        format!("このテーブルにはもう {target} へのルートがあります。変えるには replace-route です。"),
        format!("The table has it already, to {target}; replace-route changes it."),
    ))
}
