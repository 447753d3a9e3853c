//! The kinds of resources, and what can be said of any resource whatever its kind.

use super::{Tag, VpcId, World, describe, tag};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A kind of resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A VPC.
    Vpc,
    /// A subnet.
    Subnet,
    /// A route table.
    RouteTable,
    /// An Internet gateway.
    InternetGateway,
    /// An egress-only Internet gateway.
    EgressOnlyInternetGateway,
    /// A NAT gateway.
    NatGateway,
    /// An Elastic IP address.
    Address,
    /// An instance.
    Instance,
    /// An elastic network interface.
    NetworkInterface,
    /// A security group.
    SecurityGroup,
    /// A network ACL.
    NetworkAcl,
    /// An EC2 Instance Connect Endpoint.
    InstanceConnectEndpoint,
    /// A key pair.
    KeyPair,
}

/// What is common to resources of all kinds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource<'a> {
    /// Its kind.
    pub kind: Kind,
    /// Its id.
    pub id: String,
    /// Other names the API knows it by: a security group's or a key pair's name.
    pub api_name: Option<&'a str>,
    /// Its tags.
    pub tags: &'a [Tag],
    /// The VPC it belongs to, where it does.
    pub vpc_id: Option<VpcId>,
    /// Whether it is neither gone, going nor failed.
    pub is_live: bool,
}

impl Resource<'_> {
    /// What people call it: the Name tag, else the name the API knows it by.
    pub fn name(&self) -> Option<&str> {
        tag::name(self.tags).or(self.api_name)
    }
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 13] = [
        Self::Vpc,
        Self::Subnet,
        Self::RouteTable,
        Self::InternetGateway,
        Self::EgressOnlyInternetGateway,
        Self::NatGateway,
        Self::Address,
        Self::Instance,
        Self::NetworkInterface,
        Self::SecurityGroup,
        Self::NetworkAcl,
        Self::InstanceConnectEndpoint,
        Self::KeyPair,
    ];

    /// Its name in lessons and after `@`, like `route-table`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Vpc => "vpc",
            Self::Subnet => "subnet",
            Self::RouteTable => "route-table",
            Self::InternetGateway => "internet-gateway",
            Self::EgressOnlyInternetGateway => "egress-only-internet-gateway",
            Self::NatGateway => "nat-gateway",
            Self::Address => "address",
            Self::Instance => "instance",
            Self::NetworkInterface => "network-interface",
            Self::SecurityGroup => "security-group",
            Self::NetworkAcl => "network-acl",
            Self::InstanceConnectEndpoint => "instance-connect-endpoint",
            Self::KeyPair => "key-pair",
        }
    }

    /// The kind of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// What tag specifications call it, which differs for two kinds.
    pub fn resource_type(self) -> &'static str {
        match self {
            Self::NatGateway => "natgateway",
            Self::Address => "elastic-ip",
            _ => self.name(),
        }
    }

    /// The field of its description that holds its id.
    pub fn id_field(self) -> &'static str {
        match self {
            Self::Vpc => "VpcId",
            Self::Subnet => "SubnetId",
            Self::RouteTable => "RouteTableId",
            Self::InternetGateway => "InternetGatewayId",
            Self::EgressOnlyInternetGateway => "EgressOnlyInternetGatewayId",
            Self::NatGateway => "NatGatewayId",
            Self::Address => "AllocationId",
            Self::Instance => "InstanceId",
            Self::NetworkInterface => "NetworkInterfaceId",
            Self::SecurityGroup => "GroupId",
            Self::NetworkAcl => "NetworkAclId",
            Self::InstanceConnectEndpoint => "InstanceConnectEndpointId",
            Self::KeyPair => "KeyPairId",
        }
    }

    /// Its filters, besides those by tag.
    pub fn filters(self) -> describe::Filters {
        match self {
            Self::Vpc => super::vpc::FILTERS,
            Self::Subnet => super::subnet::FILTERS,
            Self::RouteTable => super::route_table::FILTERS,
            Self::InternetGateway => super::internet_gateway::FILTERS,
            Self::EgressOnlyInternetGateway => super::egress_only_internet_gateway::FILTERS,
            Self::NatGateway => super::nat_gateway::FILTERS,
            Self::Address => super::address::FILTERS,
            Self::Instance => super::instance::FILTERS,
            Self::NetworkInterface => super::network_interface::FILTERS,
            Self::SecurityGroup => super::security_group::FILTERS,
            Self::NetworkAcl => super::network_acl::FILTERS,
            Self::InstanceConnectEndpoint => super::instance_connect_endpoint::FILTERS,
            Self::KeyPair => super::key_pair::FILTERS,
        }
    }
}

/// Everything of one kind as EC2 describes it, in the order of the ids; instances without the
/// reservation around them.
pub fn describe_all(world: &World, kind: Kind) -> Vec<Value> {
    match kind {
        Kind::Vpc => world.vpcs.iter().map(|it| it.describe(world)).collect(),
        Kind::Subnet => world.subnets.iter().map(|it| it.describe(world)).collect(),
        Kind::RouteTable => world.route_tables.iter().map(|it| it.describe(world)).collect(),
        Kind::InternetGateway => world.internet_gateways.iter().map(|it| it.describe(world)).collect(),
        Kind::EgressOnlyInternetGateway => {
            world.egress_only_internet_gateways.iter().map(|it| it.describe(world)).collect()
        }
        Kind::NatGateway => world.nat_gateways.iter().map(|it| it.describe(world)).collect(),
        Kind::Address => world.addresses.iter().map(|it| it.describe(world)).collect(),
        Kind::Instance => world.instances.iter().map(|it| it.describe(world)).collect(),
        Kind::NetworkInterface => world.network_interfaces.iter().map(|it| it.describe(world)).collect(),
        Kind::SecurityGroup => world.security_groups.iter().map(|it| it.describe(world)).collect(),
        Kind::NetworkAcl => world.network_acls.iter().map(|it| it.describe(world)).collect(),
        Kind::InstanceConnectEndpoint => world.instance_connect_endpoints.iter().map(|it| it.describe(world)).collect(),
        Kind::KeyPair => world.key_pairs.iter().map(|it| it.describe(world)).collect(),
    }
}

/// Calls a macro with every table of a world.
macro_rules! every_table {
    ($with:ident) => {
        $with!(
            vpcs,
            subnets,
            route_tables,
            internet_gateways,
            egress_only_internet_gateways,
            nat_gateways,
            addresses,
            network_interfaces,
            security_groups,
            network_acls,
            instances,
            instance_connect_endpoints,
            key_pairs
        )
    };
}
pub(crate) use every_table;

/// Every live resource of a kind that is called so, as EC2 describes it. The others are not described.
pub fn describe_called(world: &World, kind: Kind, name: &str) -> Vec<Value> {
    macro_rules! called {
        ($table:ident) => {
            called!($table, it, None, true)
        };
        ($table:ident, $it:ident, $own:expr, $lives:expr) => {{
            let called = world.$table.iter().filter(|$it| $lives && tag::name(&$it.tags).or($own) == Some(name));
            called.map(|it| it.describe(world)).collect()
        }};
    }
    match kind {
        Kind::Vpc => called!(vpcs),
        Kind::Subnet => called!(subnets),
        Kind::RouteTable => called!(route_tables),
        Kind::InternetGateway => called!(internet_gateways),
        Kind::EgressOnlyInternetGateway => called!(egress_only_internet_gateways),
        Kind::NatGateway => called!(nat_gateways, it, None, it.is_live()),
        Kind::Address => called!(addresses),
        Kind::Instance => called!(instances, it, None, it.is_live()),
        Kind::NetworkInterface => called!(network_interfaces),
        Kind::SecurityGroup => called!(security_groups, it, Some(it.name.as_str()), true),
        Kind::NetworkAcl => called!(network_acls),
        Kind::InstanceConnectEndpoint => called!(instance_connect_endpoints, it, None, it.is_live()),
        Kind::KeyPair => called!(key_pairs, it, Some(it.name.as_str()), true),
    }
}

macro_rules! resource {
    ($kind:ident, $it:ident) => {
        resource!($kind, $it, None, Some($it.vpc_id), true)
    };
    ($kind:ident, $it:ident, $api_name:expr, $vpc:expr, $live:expr) => {
        Resource {
            kind: Kind::$kind,
            id: $it.id.to_string(),
            api_name: $api_name,
            tags: &$it.tags,
            vpc_id: $vpc,
            is_live: $live,
        }
    };
}

impl World {
    /// All resources of all kinds, by kind and id; also those that are gone but still shown.
    pub fn resources(&self) -> Vec<Resource<'_>> {
        let mut all = Vec::new();
        all.extend(self.vpcs.iter().map(|it| resource!(Vpc, it, None, Some(it.id), true)));
        all.extend(self.subnets.iter().map(|it| resource!(Subnet, it)));
        all.extend(self.route_tables.iter().map(|it| resource!(RouteTable, it)));
        all.extend(self.internet_gateways.iter().map(|it| resource!(InternetGateway, it, None, it.vpc_id, true)));
        all.extend(self.egress_only_internet_gateways.iter().map(|it| resource!(EgressOnlyInternetGateway, it)));
        let nat_gateways = self.nat_gateways.iter();
        all.extend(nat_gateways.map(|it| resource!(NatGateway, it, None, Some(it.vpc_id), it.is_live())));
        all.extend(self.addresses.iter().map(|it| resource!(Address, it, None, None, true)));
        let instances = self.instances.iter();
        all.extend(instances.map(|it| resource!(Instance, it, None, Some(it.vpc_id), it.is_live())));
        all.extend(self.network_interfaces.iter().map(|it| resource!(NetworkInterface, it)));
        let groups = self.security_groups.iter();
        all.extend(groups.map(|it| resource!(SecurityGroup, it, Some(it.name.as_str()), Some(it.vpc_id), true)));
        all.extend(self.network_acls.iter().map(|it| resource!(NetworkAcl, it)));
        let endpoints = self.instance_connect_endpoints.iter();
        all.extend(endpoints.map(|it| resource!(InstanceConnectEndpoint, it, None, Some(it.vpc_id), it.is_live())));
        let key_pairs = self.key_pairs.iter();
        all.extend(key_pairs.map(|it| resource!(KeyPair, it, Some(it.name.as_str()), None, true)));
        all
    }

    /// What people call the resource with this id: its Name tag, else the id itself.
    pub fn name_of(&self, id: impl ToString) -> String {
        let id = id.to_string();
        let tags = self.tags(&id);
        tags.and_then(tag::name).map_or(id, str::to_owned)
    }

    /// The tags of the resource with this id; none where there is no such resource.
    pub fn tags(&self, id: &str) -> Option<&[Tag]> {
        macro_rules! look {
            ($($table:ident),*) => {
                $(if let Ok(id) = id.parse() { return self.$table.get(id).map(|it| it.tags.as_slice()); })*
            };
        }
        every_table!(look);
        None
    }

    /// The tags of the resource with this id, to be changed.
    pub fn tags_mut(&mut self, id: &str) -> Option<&mut Vec<Tag>> {
        macro_rules! look {
            ($($table:ident),*) => {
                $(if let Ok(id) = id.parse() { return self.$table.get_mut(id).map(|it| &mut it.tags); })*
            };
        }
        every_table!(look);
        None
    }
}
