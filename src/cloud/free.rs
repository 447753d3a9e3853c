//! What is still free: new ids, addresses of subnets (rule 4.5) and of Amazon's pools, and blocks for
//! new subnets and VPCs. Ids and addresses look random, as at AWS, and are the same every time.

use super::subnet::Subnet;
use super::world::mix;
use super::{ApiError, SubnetId, VpcId, World};
use crate::net::Family;
use crate::net::free::next_block;
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Addresses that AWS keeps at the beginning of a subnet: network, router, DNS, future.
const RESERVED_FIRST: u32 = 4;

/// The length of an IPv6-only or dual-stack subnet's block, as the console gives it.
const IPV6_SUBNET: u8 = 64;

/// Bits that a VPC's first subnets are smaller than it by, as the console proposes them: /20 in a /16.
const FIRST_SUBNETS: u8 = 4;

/// Where the console looks for a new VPC's block.
const FOR_VPCS: Ipv4Net = Ipv4Net::new_assert(Ipv4Addr::new(10, 0, 0, 0), 8);

impl World {
    /// A new id: `world.mint(SubnetId::new)`.
    pub fn mint<T>(&mut self, make: impl FnOnce(u128) -> T) -> T {
        self.minted += 1;
        make(u128::from(mix(&format!("id {}", self.minted))))
    }

    /// The private IPv4 addresses in use in a subnet.
    fn taken_ipv4(&self, subnet: SubnetId) -> Vec<Ipv4Addr> {
        let here = self.network_interfaces.iter().filter(|interface| interface.subnet_id == subnet);
        here.filter_map(|interface| interface.private_ip).collect()
    }

    /// How many IPv4 addresses a subnet has left; 0 where it has no IPv4 block.
    pub fn available_ipv4(&self, subnet: &Subnet) -> u32 {
        let Some(block) = subnet.cidr_block else { return 0 };
        let taken = u32::try_from(self.taken_ipv4(subnet.id).len()).unwrap_or(u32::MAX);
        usable_ipv4(block).saturating_sub(taken)
    }

    /// A free IPv4 address of the subnet: the wanted one, or one that depends only on `seed`.
    pub fn free_ipv4(&self, subnet: &Subnet, wanted: Option<Ipv4Addr>, seed: &str) -> Result<Ipv4Addr, ApiError> {
        let taken = self.taken_ipv4(subnet.id);
        let Some(block) = subnet.cidr_block else {
            return Err(ApiError::invalid_value(format!("Subnet {} has no IPv4 CIDR block", subnet.id)));
        };
        if let Some(wanted) = wanted {
            return check(
                wanted.into(),
                block.contains(&wanted),
                is_reserved_ipv4(block, wanted),
                taken.contains(&wanted),
            )
            .map(|()| wanted);
        }
        let usable = usable_ipv4(block);
        let start = u32::try_from(mix(seed) % u64::from(usable)).unwrap_or_default();
        let candidates = (0..usable).map(|step| (start + step) % usable + RESERVED_FIRST);
        let mut addresses = candidates.map(|offset| Ipv4Addr::from(u32::from(block.network()) + offset));
        addresses.find(|address| !taken.contains(address)).ok_or_else(|| {
            ApiError::new(
                "InsufficientFreeAddressesInSubnet",
                format!(
                    "There are not enough free addresses in subnet '{}' to satisfy the requested number of addresses.",
                    subnet.id
                ),
            )
        })
    }

    /// A free IPv6 address of the subnet: the wanted one, or one that depends only on `seed`.
    pub fn free_ipv6(&self, subnet: &Subnet, wanted: Option<Ipv6Addr>, seed: &str) -> Result<Ipv6Addr, ApiError> {
        let Some((_, block)) = subnet.ipv6_cidr_block else {
            return Err(ApiError::invalid_value(format!("The subnet {} does not have an IPv6 CIDR block.", subnet.id)));
        };
        let is_taken = |address: Ipv6Addr| {
            self.network_interfaces.iter().any(|interface| interface.ipv6_addresses.contains(&address))
        };
        if let Some(wanted) = wanted {
            return check(wanted.into(), block.contains(&wanted), is_reserved_ipv6(block, wanted), is_taken(wanted))
                .map(|()| wanted);
        }
        let hosts = u128::MAX.checked_shr(u32::from(block.prefix_len())).unwrap_or_default();
        let mut number = u128::from(mix(seed)) & hosts;
        loop {
            let address = Ipv6Addr::from(u128::from(block.network()) | number);
            if !is_reserved_ipv6(block, address) && !is_taken(address) {
                return Ok(address);
            }
            number = (number + 1) & hosts;
        }
    }

    /// The lowest block of a family that is free for one more subnet of a VPC: a /64, or an IPv4 block as
    /// big as most of its subnets have.
    pub fn next_subnet_block(&self, vpc: VpcId, family: Family) -> Option<IpNet> {
        let vpc = self.vpcs.get(vpc)?;
        let siblings = self.subnets.iter().filter(|subnet| subnet.vpc_id == vpc.id);
        let taken: Vec<IpNet> =
            siblings.flat_map(Subnet::blocks).filter(|block| family == block.addr().into()).collect();
        let mut outer = vpc.blocks().filter(|block| family == block.addr().into());
        outer.find_map(|outer| {
            let length = match family {
                Family::Ipv6 => IPV6_SUBNET,
                Family::Ipv4 => usual_length(&taken).unwrap_or((outer.prefix_len() + FIRST_SUBNETS).min(28)),
            };
            next_block(outer, length, &taken)
        })
    }

    /// The lowest IPv4 block of `length` bits that no VPC has.
    pub fn next_vpc_block(&self, length: u8) -> Option<IpNet> {
        let taken: Vec<IpNet> = self.vpcs.iter().flat_map(|vpc| vpc.blocks()).collect();
        next_block(FOR_VPCS.into(), length, &taken)
    }

    /// The next IPv6 block that Amazon gives to a VPC.
    pub fn next_ipv6_block(&mut self) -> Result<Ipv6Net, ApiError> {
        let block = self.pools.ipv6_blocks.get(self.pools.ipv6_given).copied();
        self.pools.ipv6_given += 1;
        block.ok_or_else(|| {
            let message = "The maximum number of Amazon-provided IPv6 CIDR blocks of this simulation has been reached.";
            ApiError::new("InsufficientCapacity", message)
        })
    }

    /// The next public IPv4 address that Amazon gives or lends.
    pub fn next_public_ipv4(&mut self) -> Result<Ipv4Addr, ApiError> {
        let address = self.pools.ipv4_addresses.get(self.pools.ipv4_given).copied();
        self.pools.ipv4_given += 1;
        address.ok_or_else(|| {
            let message = "The simulation has no more public IPv4 addresses to give.";
            ApiError::new("InsufficientAddressCapacity", message)
        })
    }
}

fn check(address: IpAddr, inside: bool, reserved: bool, taken: bool) -> Result<(), ApiError> {
    if !inside {
        let message = format!("Address {address} does not fall within the subnet's address range");
        return Err(ApiError::invalid_value(message));
    }
    if reserved {
        return Err(ApiError::invalid_value(format!("Address {address} is in subnet's reserved address range")));
    }
    if taken {
        return Err(ApiError::new("InvalidIPAddress.InUse", format!("Address {address} is in use.")));
    }
    Ok(())
}

/// The length that most blocks have, the smaller blocks where that is undecided.
fn usual_length(blocks: &[IpNet]) -> Option<u8> {
    let count = |length: u8| blocks.iter().filter(|block| block.prefix_len() == length).count();
    blocks.iter().map(|block| block.prefix_len()).max_by_key(|length| (count(*length), *length))
}

/// Addresses of an IPv4 block that a subnet could use.
pub fn usable_ipv4(block: Ipv4Net) -> u32 {
    let all = 1_u64 << (32 - u32::from(block.prefix_len()));
    u32::try_from(all.saturating_sub(u64::from(RESERVED_FIRST) + 1)).unwrap_or(u32::MAX)
}

fn is_reserved_ipv4(block: Ipv4Net, address: Ipv4Addr) -> bool {
    let offset = u32::from(address).wrapping_sub(u32::from(block.network()));
    offset < RESERVED_FIRST || address == block.broadcast()
}

fn is_reserved_ipv6(block: Ipv6Net, address: Ipv6Addr) -> bool {
    let offset = u128::from(address).wrapping_sub(u128::from(block.network()));
    offset < u128::from(RESERVED_FIRST) || address == block.broadcast()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::testing::{dual_stack_vpc, ok};
    use serde_json::json;

    #[test]
    fn five_addresses_of_a_subnet_are_reserved() {
        let block: Ipv4Net = "10.1.0.0/28".parse().unwrap();
        assert_eq!(usable_ipv4(block), 11);
        let reserved = block.hosts().chain([block.network(), block.broadcast()]);
        let reserved: Vec<_> = reserved.filter(|address| is_reserved_ipv4(block, *address)).collect();
        assert_eq!(reserved.len(), 5);
        let block: Ipv6Net = "2001:db8:1:4b02::/64".parse().unwrap();
        for (address, reserved) in [("::3", true), ("::4", false), ("::ffff:ffff:ffff:ffff", true)] {
            let address =
                address.replacen("::", "2001:db8:1:4b02:0:", 1).replace("0:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff");
            let address: Ipv6Addr =
                if address.ends_with("ffff") { address } else { address.replace("02:0:", "02::") }.parse().unwrap();
            assert_eq!(is_reserved_ipv6(block, address), reserved, "{address}");
        }
    }

    #[test]
    fn the_next_block_for_a_subnet_is_as_big_as_its_siblings() {
        let (mut world, vpc) = dual_stack_vpc();
        let id = vpc.parse().unwrap();
        let next = |world: &World, family| world.next_subnet_block(id, family).unwrap().to_string();
        assert_eq!(next(&world, Family::Ipv4), "10.1.0.0/20");
        for (ipv4, ipv6) in [("10.1.0.0/24", "2001:db8:1:4b00::/64"), ("10.1.4.0/24", "2001:db8:1:4b02::/64")] {
            ok(&mut world, "CreateSubnet", json!({"VpcId": vpc, "CidrBlock": ipv4, "Ipv6CidrBlock": ipv6}));
        }
        assert_eq!(next(&world, Family::Ipv4), "10.1.1.0/24");
        assert_eq!(next(&world, Family::Ipv6), "2001:db8:1:4b01::/64");
        assert_eq!(world.next_vpc_block(16).unwrap().to_string(), "10.0.0.0/16");
        // What is offered is accepted.
        let (ipv4, ipv6) = (next(&world, Family::Ipv4), next(&world, Family::Ipv6));
        ok(&mut world, "CreateSubnet", json!({"VpcId": vpc, "CidrBlock": ipv4, "Ipv6CidrBlock": ipv6}));
    }

    #[test]
    fn ids_look_like_those_of_ec2_and_repeat() {
        let mut world = World::default();
        let first = world.mint(SubnetId::new).to_string();
        assert!(first.starts_with("subnet-0") && first.len() == "subnet-".len() + 17, "{first}");
        assert_ne!(world.mint(SubnetId::new).to_string(), first);
        assert_eq!(World::default().mint(SubnetId::new).to_string(), first);
    }
}
