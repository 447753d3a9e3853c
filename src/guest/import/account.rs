//! What the `describe-…` commands print of an account, as far as a world can be made of it. Unknown
//! members are passed over: Amazon adds new ones every month.

use crate::cloud::{Tag, tag};
use ipnet::{Ipv4Net, Ipv6Net};
use serde::Deserialize;
use serde_json::Value;
use std::net::{Ipv4Addr, Ipv6Addr};

/// Everything that was read, in the order of the files, each thing once.
#[derive(Clone, Debug, Default)]
pub struct Account {
    /// VPCs.
    pub vpcs: Vec<Vpc>,
    /// What `describe-vpc-attribute` prints.
    pub vpc_attributes: Vec<VpcAttribute>,
    /// Subnets.
    pub subnets: Vec<Subnet>,
    /// Route tables.
    pub route_tables: Vec<RouteTable>,
    /// Internet gateways.
    pub internet_gateways: Vec<InternetGateway>,
    /// Egress-only Internet gateways.
    pub egress_only_internet_gateways: Vec<EgressOnlyInternetGateway>,
    /// NAT gateways.
    pub nat_gateways: Vec<NatGateway>,
    /// Elastic IP addresses.
    pub addresses: Vec<Address>,
    /// Security groups.
    pub security_groups: Vec<SecurityGroup>,
    /// Network ACLs.
    pub network_acls: Vec<NetworkAcl>,
    /// Instances.
    pub instances: Vec<Instance>,
    /// Interfaces of everything that has one.
    pub network_interfaces: Vec<NetworkInterface>,
    /// EC2 Instance Connect Endpoints.
    pub endpoints: Vec<Endpoint>,
}

/// Structs whose fields are EC2's members of the same name; those that EC2 may leave out are optional.
macro_rules! described {
    ($($(#[$doc:meta])* $name:ident { $($(#[$attribute:meta])* $field:ident: $type:ty,)* } { $($(#[$more:meta])* $default:ident: $optional:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Deserialize)]
        #[serde(rename_all = "PascalCase")]
        pub struct $name {
            $($(#[$attribute])* pub $field: $type,)*
            $($(#[$more])* #[serde(default)] pub $default: $optional,)*
        }
    )*};
}

described! {
    /// A VPC.
    Vpc { vpc_id: String, } {
        cidr_block: Option<Ipv4Net>,
        cidr_block_association_set: Vec<Ipv4Association>,
        ipv6_cidr_block_association_set: Vec<Ipv6Association>,
        owner_id: Option<String>,
        tags: Vec<Tag>,
    }
    /// An IPv4 block of a VPC.
    Ipv4Association { cidr_block: Ipv4Net, } { cidr_block_state: Option<State>, }
    /// An IPv6 block of a VPC or a subnet.
    Ipv6Association { ipv6_cidr_block: Ipv6Net, } { ipv6_cidr_block_state: Option<State>, }
    /// Where something is in its life.
    State { state: String, } {}
    /// One attribute of a VPC.
    VpcAttribute { vpc_id: String, } {
        enable_dns_support: Option<Attribute>,
        enable_dns_hostnames: Option<Attribute>,
    }
    /// On or off.
    Attribute { value: bool, } {}
    /// A subnet.
    Subnet { subnet_id: String, vpc_id: String, availability_zone: String, } {
        cidr_block: Option<Ipv4Net>,
        ipv6_cidr_block_association_set: Vec<Ipv6Association>,
        ipv6_native: bool,
        enable_dns64: bool,
        assign_ipv6_address_on_creation: bool,
        map_public_ip_on_launch: bool,
        private_dns_name_options_on_launch: Option<Hostnames>,
        tags: Vec<Tag>,
    }
    /// How a subnet names its instances in DNS.
    Hostnames {} {
        hostname_type: Option<String>,
        #[serde(rename = "EnableResourceNameDnsARecord")]
        a: bool,
        #[serde(rename = "EnableResourceNameDnsAAAARecord")]
        aaaa: bool,
    }
    /// A route table.
    RouteTable { route_table_id: String, vpc_id: String, } {
        routes: Vec<Route>,
        associations: Vec<RouteTableAssociation>,
        tags: Vec<Tag>,
    }
    /// A route.
    Route {} {
        destination_cidr_block: Option<Ipv4Net>,
        destination_ipv6_cidr_block: Option<Ipv6Net>,
        destination_prefix_list_id: Option<String>,
        state: Option<String>,
        #[serde(flatten)]
        targets: serde_json::Map<String, Value>,
    }
    /// What a route table rules.
    RouteTableAssociation {} {
        main: bool,
        subnet_id: Option<String>,
        gateway_id: Option<String>,
        association_state: Option<State>,
    }
    /// An Internet gateway.
    InternetGateway { internet_gateway_id: String, } { attachments: Vec<Attachment>, tags: Vec<Tag>, }
    /// An egress-only Internet gateway.
    EgressOnlyInternetGateway { egress_only_internet_gateway_id: String, } {
        attachments: Vec<Attachment>,
        tags: Vec<Tag>,
    }
    /// The VPC that a gateway is attached to.
    Attachment { vpc_id: String, } { state: Option<String>, }
    /// A NAT gateway.
    NatGateway { nat_gateway_id: String, } {
        vpc_id: Option<String>,
        subnet_id: Option<String>,
        state: Option<String>,
        connectivity_type: Option<String>,
        nat_gateway_addresses: Vec<NatAddress>,
        tags: Vec<Tag>,
    }
    /// An address of a NAT gateway.
    NatAddress {} {
        allocation_id: Option<String>,
        network_interface_id: Option<String>,
        private_ip: Option<Ipv4Addr>,
        public_ip: Option<Ipv4Addr>,
        is_primary: Option<bool>,
    }
    /// An Elastic IP address.
    Address { public_ip: Ipv4Addr, } {
        allocation_id: Option<String>,
        instance_id: Option<String>,
        network_interface_id: Option<String>,
        tags: Vec<Tag>,
    }
    /// A security group.
    SecurityGroup { group_id: String, group_name: String, } {
        vpc_id: Option<String>,
        description: Option<String>,
        ip_permissions: Vec<Permission>,
        ip_permissions_egress: Vec<Permission>,
        tags: Vec<Tag>,
    }
    /// One kind of traffic with the other ends that it is allowed with.
    Permission { ip_protocol: String, } {
        from_port: Option<i32>,
        to_port: Option<i32>,
        ip_ranges: Vec<Ipv4Range>,
        ipv6_ranges: Vec<Ipv6Range>,
        user_id_group_pairs: Vec<GroupPair>,
        prefix_list_ids: Vec<PrefixListId>,
    }
    /// An IPv4 block of a rule.
    Ipv4Range { cidr_ip: Ipv4Net, } { description: Option<String>, }
    /// An IPv6 block of a rule.
    Ipv6Range { cidr_ipv6: Ipv6Net, } { description: Option<String>, }
    /// A security group of a rule.
    GroupPair { group_id: String, } { description: Option<String>, }
    /// A prefix list of a rule.
    PrefixListId { prefix_list_id: String, } {}
    /// A network ACL.
    NetworkAcl { network_acl_id: String, vpc_id: String, } {
        is_default: bool,
        entries: Vec<AclEntry>,
        associations: Vec<AclAssociation>,
        tags: Vec<Tag>,
    }
    /// An entry of a network ACL.
    AclEntry { rule_number: u32, protocol: String, rule_action: String, egress: bool, } {
        cidr_block: Option<Ipv4Net>,
        ipv6_cidr_block: Option<Ipv6Net>,
        port_range: Option<Value>,
        icmp_type_code: Option<Value>,
    }
    /// A subnet that a network ACL guards.
    AclAssociation { subnet_id: String, } {}
    /// What one launch made.
    Reservation { instances: Vec<Instance>, } {}
    /// An instance.
    Instance { instance_id: String, state: InstanceState, } {
        instance_type: Option<String>,
        key_name: Option<String>,
        subnet_id: Option<String>,
        private_ip_address: Option<Ipv4Addr>,
        public_ip_address: Option<Ipv4Addr>,
        source_dest_check: Option<bool>,
        security_groups: Vec<GroupId>,
        network_interfaces: Vec<Interface>,
        tags: Vec<Tag>,
    }
    /// Where an instance is in its life.
    InstanceState { name: String, } {}
    /// A security group of an instance or an interface.
    GroupId { group_id: String, } {}
    /// An interface as an instance describes it.
    Interface { network_interface_id: String, } {
        attachment: Option<Slot>,
        private_ip_address: Option<Ipv4Addr>,
        private_ip_addresses: Vec<Value>,
        ipv6_addresses: Vec<Ipv6Address>,
        groups: Vec<GroupId>,
        association: Option<Association>,
    }
    /// Where an interface is plugged in.
    Slot {} { device_index: u32, instance_id: Option<String>, }
    /// An IPv6 address of an interface.
    Ipv6Address { ipv6_address: Ipv6Addr, } { is_primary_ipv6: bool, }
    /// The public address of an interface.
    Association {} { public_ip: Option<Ipv4Addr>, }
    /// An interface, whoever it belongs to.
    NetworkInterface { network_interface_id: String, } {
        attachment: Option<Slot>,
        interface_type: Option<String>,
        description: Option<String>,
        private_ip_address: Option<Ipv4Addr>,
    }
    /// An EC2 Instance Connect Endpoint.
    Endpoint { instance_connect_endpoint_id: String, subnet_id: String, } {
        state: Option<String>,
        security_group_ids: Vec<String>,
        network_interface_ids: Vec<String>,
        preserve_client_ip: bool,
        ip_address_type: Option<String>,
        tags: Vec<Tag>,
    }
}

/// Whether a state says that something is there, or will be in a moment. Where it is not said, it is.
pub fn is_there(state: Option<&str>) -> bool {
    matches!(state, None | Some("available" | "pending" | "associated" | "associating" | "attached" | "attaching"))
}

fn has(state: Option<&State>) -> bool {
    is_there(state.map(|state| state.state.as_str()))
}

impl Vpc {
    /// Its IPv4 blocks, the primary one first.
    pub fn ipv4_blocks(&self) -> Vec<Ipv4Net> {
        let others = self.cidr_block_association_set.iter();
        let others = others.filter(|it| has(it.cidr_block_state.as_ref())).map(|it| it.cidr_block);
        let mut blocks: Vec<Ipv4Net> = self.cidr_block.into_iter().collect();
        for block in others {
            if !blocks.contains(&block) {
                blocks.push(block);
            }
        }
        blocks
    }

    /// Its IPv6 blocks.
    pub fn ipv6_blocks(&self) -> Vec<Ipv6Net> {
        associated(&self.ipv6_cidr_block_association_set).collect()
    }
}

impl Subnet {
    /// Its IPv6 block.
    pub fn ipv6_block(&self) -> Option<Ipv6Net> {
        associated(&self.ipv6_cidr_block_association_set).next()
    }
}

fn associated(blocks: &[Ipv6Association]) -> impl Iterator<Item = Ipv6Net> + '_ {
    blocks.iter().filter(|it| has(it.ipv6_cidr_block_state.as_ref())).map(|it| it.ipv6_cidr_block)
}

impl RouteTableAssociation {
    /// Whether it holds.
    pub fn is_there(&self) -> bool {
        has(self.association_state.as_ref())
    }
}

impl Route {
    /// The id of its target under this member.
    pub fn target(&self, member: &str) -> Option<&str> {
        self.targets.get(member).and_then(Value::as_str)
    }

    /// Its destination, as it is written.
    pub fn destination(&self) -> String {
        let ipv4 = self.destination_cidr_block.map(|block| block.to_string());
        let ipv6 = self.destination_ipv6_cidr_block.map(|block| block.to_string());
        ipv4.or(ipv6).or_else(|| self.destination_prefix_list_id.clone()).unwrap_or_default()
    }

    /// Whether its target was gone.
    pub fn is_blackhole(&self) -> bool {
        self.state.as_deref() == Some("blackhole")
    }
}

impl NatGateway {
    /// The address it sends from.
    pub fn primary(&self) -> Option<&NatAddress> {
        let primary = self.nat_gateway_addresses.iter().find(|address| address.is_primary == Some(true));
        primary.or_else(|| self.nat_gateway_addresses.first())
    }
}

impl Instance {
    /// Its first interface.
    pub fn interface(&self) -> Option<&Interface> {
        let slot = |it: &&Interface| it.attachment.as_ref().is_none_or(|slot| slot.device_index == 0);
        self.network_interfaces.iter().find(slot)
    }

    /// Its public IPv4 address.
    pub fn public_ip(&self) -> Option<Ipv4Addr> {
        let own = self.interface().and_then(|it| it.association.as_ref()).and_then(|it| it.public_ip);
        own.or(self.public_ip_address)
    }

    /// Whether it is neither gone nor going.
    pub fn is_live(&self) -> bool {
        !matches!(self.state.name.as_str(), "terminated" | "shutting-down")
    }

    /// Whether it runs, or will in a moment.
    pub fn runs(&self) -> bool {
        matches!(self.state.name.as_str(), "running" | "pending")
    }
}

/// The Name tag, where there is one with something in it.
pub fn name(tags: &[Tag]) -> Option<&str> {
    tag::name(tags).filter(|name| !name.trim().is_empty())
}
