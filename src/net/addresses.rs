//! Sets of addresses, exactly: as runs from first to last, as the fewest blocks, and as blocks with
//! exceptions, which is what people write down.
//!
//! A whole family has 2^128 addresses and one more number than `u128` can count; so a run holds its
//! last address, not the one after it.

use super::Family;
use ipnet::{IpNet, Ipv4Net, Ipv4Subnets, Ipv6Net, Ipv6Subnets};
use std::net::IpAddr;

/// Addresses of one family from the first to the last, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// The first.
    pub first: IpAddr,
    /// The last.
    pub last: IpAddr,
}

/// A set of addresses of one family: runs in ascending order that neither overlap nor touch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Addresses {
    runs: Vec<Run>,
}

/// A set in few words. Of the blocks that cover an address the longest decides; where none does, it is
/// not in the set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Short {
    /// What is in the set …
    pub within: Vec<IpNet>,
    /// … but for this.
    pub except: Vec<IpNet>,
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => address.to_bits().into(),
        IpAddr::V6(address) => address.to_bits(),
    }
}

/// The address of this number; numbers beyond a family's last address have none.
fn address(family: Family, number: u128) -> Option<IpAddr> {
    match family {
        Family::Ipv4 => u32::try_from(number).ok().map(|number| IpAddr::V4(number.into())),
        Family::Ipv6 => Some(IpAddr::V6(number.into())),
    }
}

/// The whole family as one block.
fn whole(family: Family) -> IpNet {
    match family {
        Family::Ipv4 => Ipv4Net::default().into(),
        Family::Ipv6 => Ipv6Net::default().into(),
    }
}

impl From<IpNet> for Run {
    fn from(block: IpNet) -> Self {
        Self { first: block.network(), last: block.broadcast() }
    }
}

impl From<Run> for Addresses {
    fn from(run: Run) -> Self {
        Self { runs: vec![run] }
    }
}

impl Run {
    /// Whether an address lies in it.
    pub fn contains(&self, address: IpAddr) -> bool {
        address.is_ipv4() == self.first.is_ipv4() && self.first <= address && address <= self.last
    }

    /// The fewest blocks that make it up.
    fn blocks(self) -> Vec<IpNet> {
        match (self.first, self.last) {
            (IpAddr::V4(first), IpAddr::V4(last)) => Ipv4Subnets::new(first, last, 0).map(IpNet::V4).collect(),
            (IpAddr::V6(first), IpAddr::V6(last)) => Ipv6Subnets::new(first, last, 0).map(IpNet::V6).collect(),
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => Vec::new(),
        }
    }
}

/// The whole family, cut wherever one of `runs` begins or ends: no atom lies partly in a run. In
/// ascending order; what is of the other family cuts nothing.
pub fn atoms(family: Family, runs: impl IntoIterator<Item = Run>) -> Vec<Run> {
    let mut starts = vec![0];
    for run in runs.into_iter().filter(|run| Family::from(run.first) == family) {
        starts.push(number(run.first));
        starts.extend(number(run.last).checked_add(1));
    }
    starts.sort_unstable();
    starts.dedup();
    starts.retain(|start| address(family, *start).is_some());
    let ends = starts.iter().skip(1).map(|next| next - 1).chain([number(whole(family).broadcast())]);
    let run = |(first, last)| Some(Run { first: address(family, first)?, last: address(family, last)? });
    starts.iter().copied().zip(ends).filter_map(run).collect()
}

impl Addresses {
    /// Adds a run behind the others.
    pub fn push(&mut self, run: Run) {
        match self.runs.last_mut() {
            Some(last) if number(last.last).checked_add(1) == Some(number(run.first)) => last.last = run.last,
            _ => self.runs.push(run),
        }
    }

    /// Its runs.
    pub fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// The family; an empty set counts as IPv6.
    pub fn family(&self) -> Family {
        self.first().map_or(Family::Ipv6, Family::from)
    }

    /// The lowest address; none in an empty set.
    pub fn first(&self) -> Option<IpAddr> {
        self.runs.first().map(|run| run.first)
    }

    /// Whether an address is in it.
    pub fn contains(&self, address: IpAddr) -> bool {
        self.runs.iter().any(|run| run.contains(address))
    }

    /// How many addresses it has; none where it is all of IPv6, which is 2^128.
    pub fn count(&self) -> Option<u128> {
        let sizes = self.runs.iter().map(|run| (number(run.last) - number(run.first)).checked_add(1));
        sizes.into_iter().try_fold(0_u128, |sum, size| sum.checked_add(size?))
    }

    /// The fewest blocks that make it up, in ascending order.
    pub fn blocks(&self) -> Vec<IpNet> {
        self.runs.iter().flat_map(|run| run.blocks()).collect()
    }

    /// The fewest blocks and exceptions that say it.
    pub fn short(&self) -> Short {
        let Some(first) = self.first() else { return Short::default() };
        let said = said(whole(first.into()), &self.blocks()).outside;
        let (within, except): (Vec<_>, Vec<_>) = said.into_iter().partition(|(_, sign)| *sign == Sign::Within);
        let blocks = |said: Vec<(IpNet, Sign)>| said.into_iter().map(|(block, _)| block).collect();
        Short { within: blocks(within), except: blocks(except) }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    Within,
    Except,
}

/// The fewest words for what is in a block: where its surroundings are not in the set, and where they are.
struct Said {
    outside: Vec<(IpNet, Sign)>,
    inside: Vec<(IpNet, Sign)>,
}

/// `members` are the set's blocks within `block`. Each half may be said by itself, or the whole block be
/// put in (or left out) first and the halves be said as exceptions to that: the shorter wins (the same
/// bottom-up choice as for the smallest routing table, Draves et al. 1999, with two next hops).
fn said(block: IpNet, members: &[IpNet]) -> Said {
    match members {
        [] => return Said { outside: Vec::new(), inside: vec![(block, Sign::Except)] },
        [all] if *all == block => return Said { outside: vec![(block, Sign::Within)], inside: Vec::new() },
        _ => {}
    }
    let Some((low, high)) = halves(block) else { return Said { outside: Vec::new(), inside: Vec::new() } };
    let split = members.partition_point(|member| low.contains(member));
    let (low, high) = (said(low, &members[..split]), said(high, &members[split..]));
    let outside = [low.outside, high.outside].concat();
    let inside = [low.inside, high.inside].concat();
    let shorter = |plain: &[(IpNet, Sign)], turned: &[(IpNet, Sign)], sign| {
        if turned.len() + 1 < plain.len() { [&[(block, sign)], turned].concat() } else { plain.to_vec() }
    };
    Said { outside: shorter(&outside, &inside, Sign::Within), inside: shorter(&inside, &outside, Sign::Except) }
}

/// The two halves of a block; none of a single address.
fn halves(block: IpNet) -> Option<(IpNet, IpNet)> {
    let mut halves = block.subnets(block.prefix_len().checked_add(1)?).ok()?;
    Some((halves.next()?, halves.next()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(texts: &[&str]) -> Vec<IpNet> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    /// The atoms of a family that `keep` wants.
    fn set(family: Family, cuts: &[IpNet], keep: impl Fn(IpAddr) -> bool) -> Addresses {
        let mut set = Addresses::default();
        for atom in atoms(family, cuts.iter().map(|block| Run::from(*block))) {
            if keep(atom.first) {
                set.push(atom);
            }
        }
        set
    }

    #[test]
    fn atoms_cover_a_family_once_and_lie_in_a_block_wholly_or_not_at_all() {
        let cuts = blocks(&["0.0.0.0/0", "10.0.0.0/8", "10.1.0.0/16", "255.255.255.255/32", "::/0", "64:ff9b::/96"]);
        for (family, count) in [(Family::Ipv4, 6), (Family::Ipv6, 3)] {
            let atoms = atoms(family, cuts.iter().map(|block| Run::from(*block)));
            assert_eq!(atoms.len(), count);
            assert_eq!(atoms[0].first, whole(family).network());
            assert_eq!(atoms[count - 1].last, whole(family).broadcast());
            for pair in atoms.windows(2) {
                assert_eq!(number(pair[0].last) + 1, number(pair[1].first));
            }
            for (atom, block) in atoms.iter().flat_map(|atom| cuts.iter().map(move |block| (atom, block))) {
                assert_eq!(block.contains(&atom.first), block.contains(&atom.last), "{atom:?} {block}");
            }
        }
    }

    #[test]
    fn a_set_is_said_in_the_fewest_blocks_and_exceptions() {
        let cuts = blocks(&["2000::/3", "2001:db8::/32", "2001:db8:1::/48"]);
        let global = set(Family::Ipv6, &cuts, |it| cuts[0].contains(&it) && !cuts[1].contains(&it));
        assert_eq!(global.short(), Short { within: blocks(&["2000::/3"]), except: blocks(&["2001:db8::/32"]) });
        assert_eq!(global.blocks().len(), 29);
        // What lies within an exception is in the set again: the longest block decides.
        let nested = set(Family::Ipv6, &cuts, |it| !cuts[1].contains(&it) || cuts[2].contains(&it));
        let short = Short { within: blocks(&["::/0", "2001:db8:1::/48"]), except: blocks(&["2001:db8::/32"]) };
        assert_eq!(nested.short(), short);
        let all = set(Family::Ipv6, &cuts, |_| true);
        assert_eq!((all.blocks(), all.count()), (blocks(&["::/0"]), None));
        assert_eq!(Addresses::default().short(), Short::default());
    }

    #[test]
    fn a_set_in_short_is_the_same_set() {
        let cuts =
            blocks(&["10.0.0.0/8", "10.1.0.0/16", "10.1.2.3/32", "10.128.0.0/9", "192.168.0.0/16", "11.0.0.0/8"]);
        for wanted in 0_u32..1 << 9 {
            let all = atoms(Family::Ipv4, cuts.iter().map(|block| Run::from(*block)));
            let kept =
                |it: IpAddr| all.iter().position(|atom| atom.contains(it)).is_some_and(|n| wanted >> (n % 9) & 1 == 1);
            let set = set(Family::Ipv4, &cuts, kept);
            let Short { within, except } = set.short();
            for atom in &all {
                let longest = |among: &[IpNet]| {
                    among
                        .iter()
                        .filter(|it| it.contains(&atom.last))
                        .map(|it| i16::from(it.prefix_len()))
                        .max()
                        .unwrap_or(-1)
                };
                assert_eq!(longest(&within) > longest(&except), set.contains(atom.last), "{wanted:b} {atom:?}");
                assert_eq!(set.blocks().iter().any(|it| it.contains(&atom.last)), set.contains(atom.last));
            }
            assert!(within.len() + except.len() <= set.blocks().len());
        }
    }

    #[test]
    fn addresses_are_counted() {
        let cuts = blocks(&["64:ff9b::/96"]);
        assert_eq!(set(Family::Ipv6, &cuts, |it| cuts[0].contains(&it)).count(), Some(1 << 32));
        assert_eq!(set(Family::Ipv6, &cuts, |it| !cuts[0].contains(&it)).count(), Some(u128::MAX - (1 << 32) + 1));
        assert_eq!(set(Family::Ipv4, &[], |_| true).count(), Some(1 << 32));
    }
}
