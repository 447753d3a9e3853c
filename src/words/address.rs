//! A block or an address spelled out: how many addresses, from where to where, which of its siblings it
//! is, and what it stands for.

use crate::cloud::World;
use crate::cloud::free::usable_ipv4;
use crate::lesson::Lang;
use crate::net::WELL_KNOWN;
use crate::net::free::place_within;
use crate::sim::internet::{LinkLocal, is_global};
use ipnet::IpNet;
use std::net::IpAddr;

/// What a block is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A subnet, of whose addresses AWS keeps some.
    Subnet,
    /// Anything else.
    Other,
}

/// A text that is a block or an address, spelled out; none where it is neither.
pub fn spell(text: &str, purpose: Purpose, world: &World, lang: Lang) -> Option<String> {
    let text = text.trim();
    if let Ok(block) = text.parse::<IpNet>() {
        return Some(block_out(block.trunc(), purpose, world, lang));
    }
    Some(address_out(text.parse().ok()?, world, lang))
}

fn block_out(block: IpNet, purpose: Purpose, world: &World, lang: Lang) -> String {
    let mut said = vec![size(block, lang)];
    if let (IpNet::V4(block), Purpose::Subnet) = (block, purpose)
        && block.prefix_len() <= 28
    {
        let usable = match usable_ipv4(block) {
            many @ 1000.. => format!("{},{:03}", many / 1000, many % 1000),
            few => few.to_string(),
        };
        said.push(lang.pick(
            format!("AWS が最初の 4 個と最後の 1 個を予約するので、使えるのは {usable} 個"),
            format!("AWS keeps the first four and the last, which leaves {usable}"),
        ));
    }
    said.extend(place(block, world, lang));
    said.extend(meaning(block, lang).map(str::to_owned));
    said.join(lang.pick("。", ". ")) + lang.pick("。", ".")
}

/// How many addresses, and from where to where.
fn size(block: IpNet, lang: Lang) -> String {
    let count = count(block.max_prefix_len() - block.prefix_len());
    let (first, last) = (block.network(), block.broadcast());
    match (first == last, lang) {
        (true, Lang::Ja) => format!("{first} だけ (1 個)"),
        (true, Lang::En) => format!("{first} alone (1 address)"),
        (false, Lang::Ja) => format!("{count} 個のアドレス: {first} 〜 {last}"),
        (false, Lang::En) => format!("{count} addresses: {first} to {last}"),
    }
}

/// 2 to this power, in digits as long as one can take them in.
fn count(bits: u8) -> String {
    match bits {
        0..10 => (1_u32 << bits).to_string(),
        10..20 => format!("{},{:03}", (1_u32 << bits) / 1000, (1_u32 << bits) % 1000),
        _ => format!("2^{bits}"),
    }
}

/// Which one it is of all blocks of its size in its VPC. IPv6 blocks are counted as their addresses are
/// written, in hex.
fn place(block: IpNet, world: &World, lang: Lang) -> Option<String> {
    let mut blocks = world.vpcs.iter().flat_map(|vpc| vpc.blocks().map(move |outer| (vpc, outer)).collect::<Vec<_>>());
    let (vpc, outer) = blocks.find(|(_, outer)| outer.contains(&block))?;
    let (at, count) = place_within(block, outer).filter(|(_, count)| *count > 1)?;
    let length = block.prefix_len();
    let name = world.name_of(vpc.id);
    let digits = usize::from(length - outer.prefix_len()).div_ceil(4);
    let written = |number: u128| match block {
        IpNet::V4(_) => number.to_string(),
        IpNet::V6(_) => format!("0x{number:0digits$x}"),
    };
    let (at, first, last) = (written(at), written(0), written(count - 1));
    Some(lang.pick(
        format!("{outer} ({name}) にある {count} 個の /{length} ({first} 〜 {last}) のうち {at} 番"),
        format!("Number {at} of the {count} /{length}s ({first} to {last}) in {outer} ({name})"),
    ))
}

/// What a block stands for by standard.
fn meaning(block: IpNet, lang: Lang) -> Option<&'static str> {
    let well_known = IpNet::from(WELL_KNOWN.net());
    if block == well_known {
        return Some(lang.pick(
            "NAT64 の既知のプレフィックス (RFC 6052): 後ろの 32 ビットが IPv4 アドレス",
            "The well-known NAT64 prefix (RFC 6052): its last 32 bits are an IPv4 address",
        ));
    }
    if well_known.contains(&block) {
        return Some(
            lang.pick("NAT64 の既知のプレフィックス 64:ff9b::/96 の一部", "Part of the well-known NAT64 prefix"),
        );
    }
    if block.prefix_len() == 0 {
        return Some(match block {
            IpNet::V4(_) => lang.pick("すべての IPv4 の宛先", "Everything in IPv4"),
            IpNet::V6(_) => lang.pick("すべての IPv6 の宛先", "Everything in IPv6"),
        });
    }
    kind(block.network()).filter(|_| kind(block.network()) == kind(block.broadcast())).map(|(ja, en)| lang.pick(ja, en))
}

/// What kind of address it is, where that is no global one.
fn kind(address: IpAddr) -> Option<(&'static str, &'static str)> {
    match address {
        IpAddr::V4(it) if it.is_private() => Some(("プライベート IPv4 アドレス", "Private IPv4 addresses")),
        IpAddr::V4(it) if it.is_link_local() => Some(("IPv4 のリンクローカル", "IPv4 link-local")),
        IpAddr::V6(it) if it.is_unicast_link_local() => Some(("リンクローカル: そのリンクの中だけ", "Link-local")),
        IpAddr::V6(it) if it.is_unique_local() => Some(("ユニークローカル (ULA)", "Unique local (ULA)")),
        it if it.is_loopback() => Some(("ループバック", "Loopback")),
        it if it.is_multicast() => Some(("マルチキャスト", "Multicast")),
        it if !is_global(it) => Some(("インターネットでは使われないアドレス", "Not used on the Internet")),
        _ => None,
    }
}

fn address_out(address: IpAddr, world: &World, lang: Lang) -> String {
    let mut said = Vec::new();
    if let IpAddr::V6(it) = address
        && let Ok(inner) = WELL_KNOWN.extract(it)
    {
        said.push(lang.pick(
            format!("NAT64 のアドレス: 後ろの 32 ビットは IPv4 アドレス {inner}"),
            format!("A NAT64 address: its last 32 bits are the IPv4 address {inner}"),
        ));
    }
    let has = |it: &&crate::cloud::network_interface::NetworkInterface| match address {
        IpAddr::V4(address) => it.private_ip == Some(address) || it.public_ip == Some(address),
        IpAddr::V6(address) => it.ipv6_addresses.contains(&address),
    };
    if let Some(instance) = world.network_interfaces.iter().find(has).and_then(|it| it.instance()) {
        let name = world.name_of(instance);
        said.push(lang.pick(format!("{name} のアドレス"), format!("An address of {name}")));
    }
    if let Some(subnet) = world.subnets.iter().find(|subnet| subnet.blocks().any(|block| block.contains(&address))) {
        let name = world.name_of(subnet.id);
        said.push(lang.pick(format!("サブネット {name} の中"), format!("In subnet {name}")));
    }
    if [IpAddr::V4(LinkLocal::RESOLVER_IPV4), IpAddr::V6(LinkLocal::RESOLVER_IPV6)].contains(&address) {
        said.push(lang.pick("Amazon の DNS リゾルバ", "The Amazon DNS resolver").to_owned());
    }
    if said.is_empty() {
        said.extend(kind(address).map(|(ja, en)| lang.pick(ja, en).to_owned()));
    }
    if said.is_empty() {
        said.push(lang.pick("インターネットのアドレス", "An address on the Internet").to_owned());
    }
    said.join(lang.pick("。", ". ")) + lang.pick("。", ".")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guest::world;

    fn said(text: &str, lang: Lang) -> String {
        let world = world::load(world::CHAPTER).unwrap();
        spell(text, Purpose::Subnet, &world, lang).unwrap_or_default()
    }

    #[test]
    fn blocks_are_counted_and_placed_within_their_vpc() {
        let ipv4 = said("10.1.144.0/20", Lang::En);
        assert!(ipv4.starts_with("4,096 addresses: 10.1.144.0 to 10.1.159.255. AWS keeps"), "{ipv4}");
        assert!(
            ipv4.contains("leaves 4,091") && ipv4.contains("Number 9 of the 16 /20s (0 to 15) in 10.1.0.0/16"),
            "{ipv4}"
        );
        let ipv6 = said("2001:db8:1:4b02::/64", Lang::Ja);
        assert!(ipv6.contains("2^64 個") && ipv6.contains("256 個の /64 (0x00 〜 0xff) のうち 0x02 番"), "{ipv6}");
        assert!(said("64:ff9b::/96", Lang::En).contains("well-known NAT64 prefix (RFC 6052)"));
        assert!(said("::/0", Lang::Ja).contains("すべての IPv6"));
        assert_eq!(said("10.1.144.", Lang::En), "");
    }

    #[test]
    fn addresses_say_whose_they_are_and_what_they_hold() {
        let nat64 = "A NAT64 address: its last 32 bits are the IPv4 address 20.27.177.113.";
        assert_eq!(said("64:ff9b::141b:b171", Lang::En), nat64);
        assert_eq!(said("169.254.169.253", Lang::En), "The Amazon DNS resolver.");
        assert!(said("10.1.128.11", Lang::En).starts_with("An address of client-001a. In subnet cl-"));
        assert!(said("fe80::1", Lang::Ja).contains("リンクローカル"));
        assert!(said("20.27.177.113", Lang::En).contains("on the Internet"));
    }
}
