//! Worlds told apart by 128 bits. Equal worlds have equal fingerprints in whatever order they came
//! about: what is gone, the time, counters, and ids that nothing refers to by themselves are left out,
//! and lists that have no order are put into one.

use crate::cloud::address::Address;
use crate::cloud::kind::every_table;
use crate::cloud::network_acl::NetworkAcl;
use crate::cloud::route_table::RouteTable;
use crate::cloud::security_group::SecurityGroup;
use crate::cloud::subnet::Subnet;
use crate::cloud::vpc::Vpc;
use crate::cloud::{
    AddressAssociationId, NetworkAclAssociationId, RouteTableAssociationId, SecurityGroupRuleId,
    SubnetCidrAssociationId, Tag, VpcCidrAssociationId, World,
};
use std::fmt::{Debug, Write};

/// The fingerprint of a world, from that of another one that it shares most with.
pub(super) fn after(before: u128, old: &World, new: &World) -> u128 {
    let mut sum = before;
    macro_rules! look {
        ($($table:ident),*) => {$(
            for (old, new) in new.$table.differing(&old.$table) {
                sum = sum.wrapping_sub(old.map_or(0, Noun::digest)).wrapping_add(new.map_or(0, Noun::digest));
            }
        )*};
    }
    every_table!(look);
    // What Amazon has given away does not come back.
    let given = |world: &World| (world.pools.ipv4_given, world.pools.ipv6_given);
    if given(old) != given(new) {
        sum = sum.wrapping_sub(digest(&given(old))).wrapping_add(digest(&given(new)));
    }
    sum
}

fn digest(value: &dyn Debug) -> u128 {
    let mut digest = Digest::default();
    // Writing into a digest cannot fail.
    let _ = write!(digest, "{value:?}");
    digest.finish()
}

/// The fingerprint of a world.
pub(super) fn of(world: &World) -> u128 {
    after(0, &World::default(), world)
}

/// What of a resource tells it from others.
trait Noun: Debug + Sized {
    /// Whether it still counts.
    fn counts(&self) -> bool {
        true
    }

    /// It without what makes no difference; none where all of it makes one.
    fn plain(&self) -> Option<Box<dyn Debug>> {
        None
    }

    fn digest(&self) -> u128 {
        if !self.counts() {
            return 0;
        }
        match self.plain() {
            Some(plain) => digest(&*plain),
            None => digest(&self),
        }
    }
}

fn by_key(tags: &[Tag]) -> Vec<Tag> {
    let mut tags = tags.to_vec();
    tags.sort_unstable_by(|a, b| a.key.cmp(&b.key));
    tags
}

impl Noun for Vpc {
    fn plain(&self) -> Option<Box<dyn Debug>> {
        let mut vpc = Self { tags: by_key(&self.tags), ..self.clone() };
        vpc.ipv4_blocks.iter_mut().for_each(|(id, _)| *id = VpcCidrAssociationId::new(0));
        vpc.ipv6_blocks.iter_mut().for_each(|(id, _)| *id = VpcCidrAssociationId::new(0));
        Some(Box::new(vpc))
    }
}

impl Noun for Subnet {
    fn plain(&self) -> Option<Box<dyn Debug>> {
        let mut subnet = Self { tags: by_key(&self.tags), ..self.clone() };
        subnet.ipv6_cidr_block.iter_mut().for_each(|(id, _)| *id = SubnetCidrAssociationId::new(0));
        Some(Box::new(subnet))
    }
}

impl Noun for RouteTable {
    fn plain(&self) -> Option<Box<dyn Debug>> {
        let mut table = Self { tags: by_key(&self.tags), ..self.clone() };
        table.routes.sort_unstable_by_key(|route| (route.destination, route.target));
        table.associations.iter_mut().for_each(|it| it.id = RouteTableAssociationId::new(0));
        table.associations.sort_unstable_by_key(|it| it.subnet_id);
        Some(Box::new(table))
    }
}

impl Noun for SecurityGroup {
    fn plain(&self) -> Option<Box<dyn Debug>> {
        let mut group = Self { tags: by_key(&self.tags), ..self.clone() };
        for rules in [&mut group.ingress, &mut group.egress] {
            rules.iter_mut().for_each(|rule| rule.id = SecurityGroupRuleId::new(0));
            rules.sort_by_cached_key(|rule| format!("{rule:?}"));
        }
        Some(Box::new(group))
    }
}

impl Noun for NetworkAcl {
    fn plain(&self) -> Option<Box<dyn Debug>> {
        let mut acl = Self { tags: by_key(&self.tags), ..self.clone() };
        acl.entries.sort_unstable();
        acl.associations.iter_mut().for_each(|(id, _)| *id = NetworkAclAssociationId::new(0));
        acl.associations.sort_unstable();
        Some(Box::new(acl))
    }
}

impl Noun for Address {
    fn plain(&self) -> Option<Box<dyn Debug>> {
        let mut address = Self { tags: by_key(&self.tags), ..self.clone() };
        address.association.iter_mut().for_each(|(id, ..)| *id = AddressAssociationId::new(0));
        Some(Box::new(address))
    }
}

/// What is gone makes no difference, though EC2 still shows it.
macro_rules! dies {
    ($($noun:ty),*) => {$(
        impl Noun for $noun {
            fn counts(&self) -> bool {
                self.is_live()
            }
        }
    )*};
}
dies!(
    crate::cloud::nat_gateway::NatGateway,
    crate::cloud::instance::Instance,
    crate::cloud::instance_connect_endpoint::InstanceConnectEndpoint
);

impl Noun for crate::cloud::internet_gateway::InternetGateway {}
impl Noun for crate::cloud::egress_only_internet_gateway::EgressOnlyInternetGateway {}
impl Noun for crate::cloud::network_interface::NetworkInterface {}
impl Noun for crate::cloud::key_pair::KeyPair {}

/// FNV-1a with 128 bits, and a last mix, so that digests can be added up.
struct Digest(u128);

impl Default for Digest {
    fn default() -> Self {
        Self(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d)
    }
}

impl Write for Digest {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        for byte in text.bytes() {
            self.0 = (self.0 ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
        }
        Ok(())
    }
}

impl Digest {
    fn finish(self) -> u128 {
        let mixed = (self.0 ^ (self.0 >> 67)).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
        mixed ^ (mixed >> 59)
    }
}
