//! What is still free: new ids, and addresses of subnets (rule 4.5) and of Amazon's pools. All of it
//! looks random, as at AWS, and is the same every time.

use super::subnet::Subnet;
use super::world::mix;
use super::{ApiError, SubnetId, World};
use ipnet::{Ipv4Net, Ipv6Net};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Addresses that AWS keeps at the beginning of a subnet: network, router, DNS, future.
const RESERVED_FIRST: u32 = 4;

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

fn usable_ipv4(block: Ipv4Net) -> u32 {
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
    fn ids_look_like_those_of_ec2_and_repeat() {
        let mut world = World::default();
        let first = world.mint(SubnetId::new).to_string();
        assert!(first.starts_with("subnet-0") && first.len() == "subnet-".len() + 17, "{first}");
        assert_ne!(world.mint(SubnetId::new).to_string(), first);
        assert_eq!(World::default().mint(SubnetId::new).to_string(), first);
    }
}
