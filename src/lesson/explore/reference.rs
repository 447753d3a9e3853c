//! What a call speaks of, said in a way that holds in other worlds too: by name where the author's way
//! has an id. A learner who built the same thing otherwise means that thing.

use crate::cloud::{Kind, Resource, VpcId, World, tag};

/// Something that a call speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reference {
    /// The live resource of this kind and name.
    Named { kind: Kind, name: String, vpc: Option<VpcId> },
    /// The association of a subnet with its route table.
    RouteTableAssociation(Box<Reference>),
    /// The association of a subnet with its network ACL.
    NetworkAclAssociation(Box<Reference>),
}

impl Reference {
    /// What an id of `world` stands for; none where only the id says it.
    pub fn of(world: &World, id: &str) -> Option<Self> {
        if let Some(subnet) = ruled_by_table(world, id) {
            return Some(Self::RouteTableAssociation(Box::new(Self::of(world, &subnet)?)));
        }
        if let Some(subnet) = ruled_by_list(world, id) {
            return Some(Self::NetworkAclAssociation(Box::new(Self::of(world, &subnet)?)));
        }
        let resources = world.resources();
        let resource = resources.iter().find(|it| it.id == id && it.is_live)?;
        Self::to(&resources, resource)
    }

    /// How to say this resource among all.
    pub fn to(all: &[Resource<'_>], resource: &Resource<'_>) -> Option<Self> {
        let (kind, name) = (resource.kind, resource.name()?);
        let same = |it: &&Resource<'_>| it.is_live && it.kind == kind && it.name() == Some(name);
        let vpc = match all.iter().filter(same).count() {
            1 => None,
            _ if all.iter().filter(same).filter(|it| it.vpc_id == resource.vpc_id).count() == 1 => resource.vpc_id,
            _ => return None,
        };
        Some(Self::Named { kind, name: name.to_owned(), vpc })
    }

    /// The id in this world; none where there is no such thing, or several.
    pub fn find(&self, world: &World) -> Option<String> {
        match self {
            Self::Named { kind, name, vpc } => named(world, *kind, name, *vpc),
            Self::RouteTableAssociation(subnet) => {
                let subnet = subnet.find(world)?.parse().ok()?;
                let all = world.route_tables.iter().flat_map(|table| &table.associations);
                all.into_iter().find(|it| it.subnet_id == Some(subnet)).map(|it| it.id.to_string())
            }
            Self::NetworkAclAssociation(subnet) => {
                let subnet = subnet.find(world)?.parse().ok()?;
                let mut all = world.network_acls.iter().flat_map(|list| &list.associations);
                all.find(|(_, ruled)| *ruled == subnet).map(|(id, _)| id.to_string())
            }
        }
    }
}

fn ruled_by_table(world: &World, id: &str) -> Option<String> {
    let id = id.parse().ok()?;
    let mut all = world.route_tables.iter().flat_map(|table| &table.associations);
    all.find(|it| it.id == id)?.subnet_id.map(|subnet| subnet.to_string())
}

fn ruled_by_list(world: &World, id: &str) -> Option<String> {
    let id = id.parse().ok()?;
    let mut all = world.network_acls.iter().flat_map(|list| &list.associations);
    all.find(|(association, _)| *association == id).map(|(_, subnet)| subnet.to_string())
}

/// The only live resource of a kind with that name.
fn named(world: &World, kind: Kind, name: &str, vpc: Option<VpcId>) -> Option<String> {
    macro_rules! only {
        ($table:ident) => {
            only!($table, |it| tag::name(&it.tags) == Some(name) && vpc.is_none_or(|vpc| it.vpc_id == vpc))
        };
        ($table:ident, |$it:ident| $is_meant:expr) => {{
            let mut found = world.$table.iter().filter(|$it| $is_meant);
            match (found.next(), found.next()) {
                (Some(one), None) => Some(one.id.to_string()),
                _ => None,
            }
        }};
    }
    match kind {
        Kind::Vpc => only!(vpcs, |it| tag::name(&it.tags) == Some(name)),
        Kind::Subnet => only!(subnets),
        Kind::RouteTable => only!(route_tables),
        Kind::InternetGateway => only!(internet_gateways, |it| tag::name(&it.tags) == Some(name)),
        Kind::EgressOnlyInternetGateway => only!(egress_only_internet_gateways),
        Kind::NatGateway => only!(nat_gateways),
        Kind::Address => only!(addresses, |it| tag::name(&it.tags) == Some(name)),
        Kind::Instance => only!(instances),
        Kind::NetworkInterface => only!(network_interfaces),
        Kind::SecurityGroup => {
            only!(
                security_groups,
                |it| (tag::name(&it.tags) == Some(name) || it.name == name) && vpc.is_none_or(|vpc| it.vpc_id == vpc)
            )
        }
        Kind::NetworkAcl => only!(network_acls),
        Kind::InstanceConnectEndpoint => only!(instance_connect_endpoints),
        Kind::KeyPair => only!(key_pairs, |it| tag::name(&it.tags) == Some(name) || it.name == name),
    }
}
