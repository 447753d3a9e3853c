//! Short names for crowded places: what all names of a VPC have in common is left out.

use crate::cloud::{VpcId, World, tag};

/// Shortens names by what they share.
#[derive(Clone, Debug, Default)]
pub struct Shortener {
    prefixes: Vec<String>,
}

impl Shortener {
    /// For the subnets and tables of a world: in each VPC the beginning, up to a hyphen, that at least
    /// two subnets and more than half of them share.
    pub fn new(world: &World) -> Self {
        let mut prefixes: Vec<String> = world.vpcs.ids().filter_map(|vpc| shared(&subnet_names(world, vpc))).collect();
        prefixes.sort_by_key(|prefix| std::cmp::Reverse(prefix.len()));
        Self { prefixes }
    }

    /// A name without what all share, without its kind, and without its Availability Zone.
    pub fn short(&self, name: &str, zone: &str) -> String {
        let stripped = self.prefixes.iter().find_map(|prefix| name.strip_prefix(prefix.as_str()));
        let name = stripped.unwrap_or(name);
        let name = name.strip_prefix("subnet-").unwrap_or(name);
        let name = match name.strip_suffix(zone) {
            Some(rest) if !zone.is_empty() => rest.trim_end_matches('-'),
            _ => name,
        };
        if name.is_empty() { zone.to_owned() } else { name.to_owned() }
    }
}

/// The names of a VPC's subnets.
fn subnet_names(world: &World, vpc: VpcId) -> Vec<&str> {
    world.subnets.iter().filter(|subnet| subnet.vpc_id == vpc).filter_map(|subnet| tag::name(&subnet.tags)).collect()
}

/// The longest beginning, up to a hyphen, that at least two names and more than half of them share.
fn shared(names: &[&str]) -> Option<String> {
    let mut best = "";
    for name in names {
        for (end, _) in name.match_indices('-') {
            let prefix = &name[..=end];
            let sharing = names.iter().filter(|other| other.starts_with(prefix)).count();
            if sharing * 2 > names.len() && sharing >= 2 && prefix.len() > best.len() {
                best = prefix;
            }
        }
    }
    // Names that say of what kind they are share that too; tables say another kind.
    let best = best.strip_suffix("subnet-").unwrap_or(best);
    (!best.is_empty()).then(|| best.to_owned())
}

/// The last part of an Availability Zone's name: `3c` of `ap-northeast-3c`.
pub fn zone_mark(zone: &str) -> &str {
    zone.rsplit('-').next().unwrap_or(zone)
}

/// An IPv6 block with its first half left out, where it lies in `parent`: `…4b02::/64`.
pub fn short_block(block: &ipnet::Ipv6Net, parent: Option<&ipnet::Ipv6Net>) -> String {
    let whole = block.to_string();
    let Some(parent) = parent.filter(|parent| parent.contains(block) && parent.prefix_len() >= 32) else {
        return whole;
    };
    let keep = usize::from(parent.prefix_len()) / 16;
    let groups: Vec<&str> = whole.split(':').collect();
    if groups.len() <= keep || groups.iter().take(keep + 1).any(|group| group.is_empty()) {
        return whole;
    }
    format!("…{}", groups[keep..].join(":"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_shortened_within_its_parent() {
        let parent = "2001:db8:1:4b00::/56".parse().expect("a block");
        let block = "2001:db8:1:4b02::/64".parse().expect("a block");
        assert_eq!(short_block(&block, Some(&parent)), "…4b02::/64");
        assert_eq!(short_block(&block, None), "2001:db8:1:4b02::/64");
    }

    #[test]
    fn a_zone_and_a_shared_beginning_are_left_out() {
        let shortener = Shortener { prefixes: vec!["lab-".into()] };
        assert_eq!(shortener.short("lab-subnet-private1-ap-northeast-3a", "ap-northeast-3a"), "private1");
        assert_eq!(shortener.short("lab-rtb-main", "ap-northeast-3a"), "rtb-main");
        assert_eq!(zone_mark("ap-northeast-3c"), "3c");
    }
}
