//! Fingerprints: worlds that are equal for a learner have the same number. A fingerprint is the sum of
//! the numbers of all resources, so that of a world one call further costs no more than what the call
//! changed. Left out are the clock and all counters, and what is dead and only still shown.

use crate::cloud::{Table, World};
use std::fmt::{self, Debug, Write};

/// What a fingerprint is made of: 128 bits, so that two different worlds never meet in practice.
pub(super) type Print = u128;

/// Runs `$do!(table, Id)` for every table of a world.
macro_rules! each_table {
    ($do:ident) => {
        $do!(vpcs, VpcId);
        $do!(subnets, SubnetId);
        $do!(route_tables, RouteTableId);
        $do!(internet_gateways, InternetGatewayId);
        $do!(egress_only_internet_gateways, EgressOnlyInternetGatewayId);
        $do!(nat_gateways, NatGatewayId);
        $do!(addresses, AllocationId);
        $do!(network_interfaces, NetworkInterfaceId);
        $do!(security_groups, SecurityGroupId);
        $do!(network_acls, NetworkAclId);
        $do!(instances, InstanceId);
        $do!(instance_connect_endpoints, InstanceConnectEndpointId);
        $do!(key_pairs, KeyPairId);
    };
}
pub(super) use each_table;

/// The fingerprint of a whole world.
pub(super) fn of(world: &World) -> Print {
    let mut sum: Print = 0;
    macro_rules! add {
        ($table:ident, $id:ident) => {
            sum = world.$table.iter().fold(sum, |sum, it| sum.wrapping_add(of_resource(it)));
        };
    }
    each_table!(add);
    sum
}

/// The fingerprint of a world that was made from one with the fingerprint `print`.
pub(super) fn after(before: &World, print: Print, after: &World) -> Print {
    let mut sum = print;
    macro_rules! add {
        ($table:ident, $id:ident) => {
            for (old, new) in changes(&before.$table, &after.$table) {
                sum = old.map_or(sum, |it| sum.wrapping_sub(of_resource(it)));
                sum = new.map_or(sum, |it| sum.wrapping_add(of_resource(it)));
            }
        };
    }
    each_table!(add);
    sum
}

/// What differs between two tables: what was there and what is there instead.
pub(super) fn changes<'t, K: Ord + Copy, V: Clone>(
    before: &'t Table<K, V>,
    after: &'t Table<K, V>,
) -> Vec<(Option<&'t V>, Option<&'t V>)> {
    let mut changed = Vec::new();
    let mut old = before.ids().zip(before.iter()).peekable();
    let mut new = after.ids().zip(after.iter()).peekable();
    loop {
        match (old.peek().copied(), new.peek().copied()) {
            (None, None) => return changed,
            (Some((a, was)), Some((b, is))) if a == b => {
                // Copies share what did not change.
                if !std::ptr::eq(was, is) {
                    changed.push((Some(was), Some(is)));
                }
                old.next();
                new.next();
            }
            (Some((a, was)), next) if next.is_none_or(|(b, _)| a < b) => {
                changed.push((Some(was), None));
                old.next();
            }
            (_, Some((_, is))) => {
                changed.push((None, Some(is)));
                new.next();
            }
            (Some(_), None) => return changed,
        }
    }
}

/// The number of one resource. Everything in it counts.
fn of_resource(resource: &impl Debug) -> Print {
    let mut text = Text(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d);
    // Writing into a number can't fail.
    let _ = write!(text, "{resource:?}");
    let spread = |n: u128| (n ^ (n >> 67)).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
    let number = spread(spread(text.0));
    number ^ (number >> 61)
}

/// A text as a number: FNV-1a in 128 bits.
struct Text(u128);

impl Write for Text {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
        self.0 = text.bytes().fold(self.0, |hash, byte| (hash ^ u128::from(byte)).wrapping_mul(PRIME));
        Ok(())
    }
}
