//! A small world by hand, and what its stories need: the end of the lesson's second phase.

use super::flows::Flows;
use super::service::{self, Reply};
use super::trace::{Flight, Role, Step};
use super::walk::{Sender, send};
use crate::cloud::egress_only_internet_gateway::EgressOnlyInternetGateway;
use crate::cloud::instance::{Instance, InstanceState};
use crate::cloud::instance_connect_endpoint::{EndpointState, InstanceConnectEndpoint, IpAddressType};
use crate::cloud::internet::{Host, Internet, Service, Zone};
use crate::cloud::internet_gateway::InternetGateway;
use crate::cloud::load_balancer::{LoadBalancer, LoadBalancerAddressType};
use crate::cloud::nat_gateway::{Connectivity, NatGateway, NatGatewayState};
use crate::cloud::network_acl::{Action, Direction, Entry, NetworkAcl};
use crate::cloud::network_interface::{NetworkInterface, Owner};
use crate::cloud::route_table::{Association, Route, RouteTable, Target};
use crate::cloud::security_group::{Peer, Rule, SecurityGroup, Traffic};
use crate::cloud::subnet::{HostnameType, Hostnames, Subnet};
use crate::cloud::vpc::Vpc;
use crate::cloud::{
    EgressOnlyInternetGatewayId, ImageId, InstanceConnectEndpointId, InstanceId, InternetGatewayId, NatGatewayId,
    NetworkAclAssociationId, NetworkAclId, NetworkInterfaceId, ReservationId, RouteTableAssociationId, RouteTableId,
    SecurityGroupId, SecurityGroupRuleId, SubnetCidrAssociationId, SubnetId, Tag, VpcCidrAssociationId, VpcId, World,
};
use crate::net::{Envelope, Packet, Segment, SimTime, TcpFlags, TcpOptions};
use std::net::IpAddr;
use std::sync::Arc;

pub const CLIENT_VPC: VpcId = VpcId::new(1);
pub const SERVER_VPC: VpcId = VpcId::new(2);
/// The IPv6-only subnet of the client.
pub const PRIVATE: SubnetId = SubnetId::new(3);
/// The subnet that the NAT gateway sits in.
pub const PUBLIC: SubnetId = SubnetId::new(1);
pub const SERVERS: SubnetId = SubnetId::new(9);
pub const MAIN_TABLE: RouteTableId = RouteTableId::new(1);
pub const PUBLIC_TABLE: RouteTableId = RouteTableId::new(2);
pub const PRIVATE_TABLE: RouteTableId = RouteTableId::new(3);
pub const IGW: InternetGatewayId = InternetGatewayId::new(1);
pub const EIGW: EgressOnlyInternetGatewayId = EgressOnlyInternetGatewayId::new(1);
pub const NAT: NatGatewayId = NatGatewayId::new(1);
pub const NAT_INTERFACE: NetworkInterfaceId = NetworkInterfaceId::new(10);
pub const CLIENT: InstanceId = InstanceId::new(1);
pub const CLIENT_INTERFACE: NetworkInterfaceId = NetworkInterfaceId::new(11);
pub const CLIENT_GROUP: SecurityGroupId = SecurityGroupId::new(1);
pub const ACL: NetworkAclId = NetworkAclId::new(1);
/// Guards the NAT gateway's subnet alone.
pub const PUBLIC_ACL: NetworkAclId = NetworkAclId::new(2);

pub const CLIENT_ADDRESS: &str = "2001:db8:1:4b02::11";
pub const GITHUB: &str = "64:ff9b::141b:b171";
pub const BALANCER: &str = "2001:db8:2:6400::80";
pub const BALANCER_NAME: &str = "alb-1.ap-northeast-3.elb.amazonaws.com";

/// An address, from text.
pub fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn named(name: &str) -> Vec<Tag> {
    vec![Tag { key: "Name".to_owned(), value: name.to_owned() }]
}

fn vpc(id: VpcId, ipv4: &str, ipv6: &str) -> Vpc {
    Vpc {
        id,
        ipv4_blocks: vec![(VpcCidrAssociationId::new(1), ipv4.parse().unwrap())],
        ipv6_blocks: vec![(VpcCidrAssociationId::new(2), ipv6.parse().unwrap())],
        enable_dns_support: true,
        enable_dns_hostnames: false,
        tags: vec![],
    }
}

fn subnet(id: SubnetId, vpc_id: VpcId, (ipv4, ipv6): (Option<&str>, &str), name: &str) -> Subnet {
    Subnet {
        id,
        vpc_id,
        availability_zone: "ap-northeast-3a".to_owned(),
        cidr_block: ipv4.map(|block| block.parse().unwrap()),
        ipv6_cidr_block: Some((SubnetCidrAssociationId::new(1), ipv6.parse().unwrap())),
        ipv6_native: ipv4.is_none(),
        enable_dns64: ipv4.is_none(),
        assign_ipv6_address_on_creation: false,
        map_public_ip_on_launch: false,
        hostnames: Hostnames { kind: HostnameType::ResourceName, resource_name_a: false, resource_name_aaaa: true },
        tags: named(name),
    }
}

/// A route, from text.
pub fn route(destination: &str, target: Target) -> Route {
    Route { destination: destination.parse().unwrap(), target }
}

fn table(id: RouteTableId, vpc_id: VpcId, rules: &[Option<SubnetId>], routes: &[Route]) -> RouteTable {
    let local: &[&str] = match vpc_id {
        CLIENT_VPC => &["10.1.0.0/16", "2001:db8:1:4b00::/56"],
        _ => &["10.0.0.0/16", "2001:db8:2:6400::/56"],
    };
    let mut all: Vec<Route> = local.iter().map(|block| route(block, Target::Local)).collect();
    all.extend_from_slice(routes);
    let association =
        |subnet: &Option<SubnetId>| Association { id: RouteTableAssociationId::new(1), subnet_id: *subnet };
    RouteTable { id, vpc_id, routes: all, associations: rules.iter().map(association).collect(), tags: vec![] }
}

fn interface(id: NetworkInterfaceId, place: (VpcId, SubnetId), owner: Owner, addresses: [&str; 3]) -> NetworkInterface {
    let [private, public, ipv6] = addresses;
    NetworkInterface {
        id,
        vpc_id: place.0,
        subnet_id: place.1,
        private_ip: private.parse().ok(),
        public_ip: public.parse().ok(),
        ipv6_addresses: ipv6.parse().into_iter().collect(),
        groups: vec![CLIENT_GROUP],
        source_dest_check: true,
        owner,
        tags: vec![],
    }
}

/// A security group rule, from text.
pub fn rule(traffic: Traffic, block: &str) -> Rule {
    let peer = Peer::Cidr(block.parse().unwrap());
    Rule { id: SecurityGroupRuleId::new(1), traffic, peer, description: None }
}

fn acl(id: NetworkAclId, vpc_id: VpcId, guards: &[SubnetId]) -> NetworkAcl {
    let everything = [Direction::Ingress, Direction::Egress].map(|direction| {
        [entry(direction, 100, (Traffic::All, "0.0.0.0/0")), entry(direction, 101, (Traffic::All, "::/0"))]
    });
    NetworkAcl {
        id,
        vpc_id,
        is_default: id == ACL,
        entries: everything.concat(),
        associations: guards.iter().map(|subnet| (NetworkAclAssociationId::new(1), *subnet)).collect(),
        tags: vec![],
    }
}

/// An entry that allows, from text.
pub fn entry(direction: Direction, number: u16, (traffic, block): (Traffic, &str)) -> Entry {
    Entry { direction, number, cidr: block.parse().unwrap(), traffic, action: Action::Allow }
}

/// Puts an entry that denies before all others of an ACL.
pub fn deny(world: &mut World, acl: NetworkAclId, direction: Direction, what: (Traffic, &str)) {
    let denying = Entry { action: Action::Deny, ..entry(direction, 1, what) };
    world.network_acls.get_mut(acl).unwrap().entries.insert(0, denying);
}

/// Adds a route to a table, or replaces the one with this destination.
pub fn set_route(world: &mut World, table: RouteTableId, wanted: Route) {
    let routes = &mut world.route_tables.get_mut(table).unwrap().routes;
    routes.retain(|route| route.destination != wanted.destination);
    routes.push(wanted);
}

/// Takes a route out of a table.
pub fn remove_route(world: &mut World, table: RouteTableId, destination: &str) {
    let destination = destination.parse().unwrap();
    world.route_tables.get_mut(table).unwrap().routes.retain(|route| route.destination != destination);
}

/// The world: an IPv6-only client, ways out for both kinds of servers, DNS64.
pub fn world() -> World {
    let mut world = World { region: "ap-northeast-3".to_owned(), ..World::default() };
    world.vpcs.insert(CLIENT_VPC, vpc(CLIENT_VPC, "10.1.0.0/16", "2001:db8:1:4b00::/56"));
    world.vpcs.insert(SERVER_VPC, vpc(SERVER_VPC, "10.0.0.0/16", "2001:db8:2:6400::/56"));
    for subnet in [
        subnet(PUBLIC, CLIENT_VPC, (Some("10.1.0.0/20"), "2001:db8:1:4b00::/64"), "public1"),
        subnet(PRIVATE, CLIENT_VPC, (None, "2001:db8:1:4b02::/64"), "private3"),
        subnet(SERVERS, SERVER_VPC, (Some("10.0.0.0/20"), "2001:db8:2:6400::/64"), "servers"),
    ] {
        world.subnets.insert(subnet.id, subnet);
    }
    add_gateways(&mut world);
    add_interfaces(&mut world);
    add_filters(&mut world);
    world.internet = Arc::new(internet());
    world
}

fn add_gateways(world: &mut World) {
    let other = InternetGatewayId::new(2);
    let igw = |id, vpc, name| InternetGateway { id, vpc_id: Some(vpc), tags: named(name) };
    world.internet_gateways.insert(IGW, igw(IGW, CLIENT_VPC, "igw"));
    world.internet_gateways.insert(other, igw(other, SERVER_VPC, "server-igw"));
    let eigw = EgressOnlyInternetGateway { id: EIGW, vpc_id: CLIENT_VPC, tags: named("eigw") };
    world.egress_only_internet_gateways.insert(EIGW, eigw);
    let nat = NatGateway {
        id: NAT,
        vpc_id: CLIENT_VPC,
        subnet_id: PUBLIC,
        connectivity: Connectivity::Public,
        network_interface_id: NAT_INTERFACE,
        private_ip: "10.1.0.10".parse().unwrap(),
        allocation_id: None,
        state: NatGatewayState::Available,
        created: SimTime::ZERO,
        tags: named("nat"),
    };
    world.nat_gateways.insert(NAT, nat);
    let server_table = RouteTableId::new(9);
    let ways_out = |gateway: Target| [route("0.0.0.0/0", gateway), route("::/0", gateway)];
    let private =
        [route("::/0", Target::EgressOnlyInternetGateway(EIGW)), route("64:ff9b::/96", Target::NatGateway(NAT))];
    for table in [
        table(MAIN_TABLE, CLIENT_VPC, &[None], &[]),
        table(PUBLIC_TABLE, CLIENT_VPC, &[Some(PUBLIC)], &ways_out(Target::InternetGateway(IGW))),
        table(PRIVATE_TABLE, CLIENT_VPC, &[Some(PRIVATE)], &private),
        table(server_table, SERVER_VPC, &[None], &ways_out(Target::InternetGateway(other))),
    ] {
        world.route_tables.insert(table.id, table);
    }
}

fn add_interfaces(world: &mut World) {
    let balancer = NetworkInterfaceId::new(20);
    let client = (CLIENT_VPC, PRIVATE);
    for interface in [
        interface(NAT_INTERFACE, (CLIENT_VPC, PUBLIC), Owner::NatGateway(NAT), ["10.1.0.10", "203.0.113.10", ""]),
        interface(CLIENT_INTERFACE, client, Owner::Instance(CLIENT), ["", "", CLIENT_ADDRESS]),
        interface(
            balancer,
            (SERVER_VPC, SERVERS),
            Owner::LoadBalancer("alb".to_owned()),
            ["10.0.0.80", "198.51.100.67", BALANCER],
        ),
    ] {
        world.network_interfaces.insert(interface.id, interface);
    }
    let instance = Instance {
        id: CLIENT,
        reservation_id: ReservationId::new(1),
        image_id: ImageId::new(1),
        instance_type: "t3.micro".to_owned(),
        key_name: None,
        vpc_id: CLIENT_VPC,
        subnet_id: PRIVATE,
        network_interface_id: Some(CLIENT_INTERFACE),
        primary_ipv6: true,
        state: InstanceState::Running,
        launched: SimTime::ZERO,
        listens: vec![],
        tags: named("client"),
    };
    world.instances.insert(CLIENT, instance);
    world.load_balancers.push(Arc::new(LoadBalancer {
        name: "alb".to_owned(),
        dns_name: BALANCER_NAME.to_owned(),
        vpc_id: SERVER_VPC,
        network_interfaces: vec![balancer],
        ip_address_type: LoadBalancerAddressType::Dualstack,
        port: 80,
        pages: vec![],
    }));
}

fn add_filters(world: &mut World) {
    let group = SecurityGroup {
        id: CLIENT_GROUP,
        vpc_id: CLIENT_VPC,
        name: "all".to_owned(),
        description: String::new(),
        ingress: vec![rule(Traffic::Tcp(80, 80), "0.0.0.0/0"), rule(Traffic::Tcp(80, 80), "::/0")],
        egress: vec![rule(Traffic::All, "0.0.0.0/0"), rule(Traffic::All, "::/0")],
        tags: vec![],
    };
    world.security_groups.insert(CLIENT_GROUP, group);
    let server = NetworkAclId::new(9);
    for acl in
        [acl(ACL, CLIENT_VPC, &[PRIVATE]), acl(PUBLIC_ACL, CLIENT_VPC, &[PUBLIC]), acl(server, SERVER_VPC, &[SERVERS])]
    {
        world.network_acls.insert(acl.id, acl);
    }
}

fn internet() -> Internet {
    let host = |name: &str, addresses: &[&str], services: &[Service]| Host {
        name: name.to_owned(),
        addresses: addresses.iter().map(|address| ip(address)).collect(),
        services: services.to_vec(),
        pages: vec![],
        server: "nginx".to_owned(),
        hops: 9,
        round_trip_ms: 10,
    };
    Internet {
        hosts: vec![
            host("github.com", &["20.27.177.113"], &[Service::Echo, Service::Https]),
            host("dns.google", &["8.8.8.8", "2001:4860:4860::8888"], &[Service::Echo, Service::Dns]),
        ],
        zones: vec![zone(ZONE_GITHUB), zone(ZONE_EXAMPLE)],
    }
}

const ZONE_GITHUB: &str = "github.com. 900 SOA ns.github.com. hostmaster.github.com. 1 7200 900 1209600 300
github.com. 60 A 20.27.177.113
www.github.com. 3600 CNAME github.com.";
const ZONE_EXAMPLE: &str = "example. 3600 SOA ns.example. hostmaster.example. 1 7200 900 1209600 30
both.example. 60 A 192.0.2.1
both.example. 60 AAAA 2001:db8:ff::1
mapped.example. 60 A 192.0.2.2
mapped.example. 60 AAAA ::ffff:192.0.2.2
private.example. 60 A 10.0.0.5
mail.example. 60 MX 5 both.example.
two.example. 10 A 192.0.2.3
two.example. 20 A 192.0.2.4
loop.example. 60 CNAME pool.example.
pool.example. 60 CNAME loop.example.
*.wild.example. 60 A 192.0.2.5
a.deep.example. 60 A 192.0.2.6
dangling.example. 60 CNAME gone.example.";

/// A zone in master-file form, its SOA first.
pub fn zone(text: &str) -> Zone {
    let origin = text.split(' ').next().unwrap();
    Zone::read(origin, text).unwrap()
}

/// A conversation of the client, packet by packet.
pub struct Talk<'w> {
    pub world: &'w World,
    pub flows: Flows,
}

impl<'w> Talk<'w> {
    pub fn new(world: &'w World) -> Self {
        Self { world, flows: Flows::new() }
    }

    /// The client sends a packet.
    pub fn send(&mut self, packet: Packet, role: Role) -> Flight {
        send(self.world, Sender::Interface(CLIENT_INTERFACE), packet, role, &mut self.flows)
    }

    /// What comes back by itself is sent.
    pub fn answer(&mut self, flight: &Flight) -> Flight {
        let Reply { from, role, packet } = service::reply(self.world, flight).expect("nobody answers");
        send(self.world, from, packet, role, &mut self.flows)
    }

    /// The client asks to connect.
    pub fn connect(&mut self, to: &str, port: u16) -> Flight {
        self.send(syn(CLIENT_ADDRESS, to, port), Role::Syn { attempt: 1 })
    }

    /// The client pings.
    pub fn ping(&mut self, to: &str) -> Flight {
        let packet = Envelope::between(ip(CLIENT_ADDRESS), ip(to)).unwrap().echo_request(77, 1, b"ping");
        self.send(packet, Role::EchoRequest(1))
    }
}

/// Adds an instance in the NAT gateway's VPC, in a private subnet with IPv4, and gives its interface.
pub fn add_ipv4_instance(world: &mut World) -> NetworkInterfaceId {
    let (id, place) = (NetworkInterfaceId::new(12), SubnetId::new(2));
    let instance = InstanceId::new(2);
    let dual = subnet(place, CLIENT_VPC, (Some("10.1.128.0/20"), "2001:db8:1:4b01::/64"), "private1");
    world.subnets.insert(place, dual);
    let nat = [route("0.0.0.0/0", Target::NatGateway(NAT))];
    let table = table(RouteTableId::new(4), CLIENT_VPC, &[Some(place)], &nat);
    world.route_tables.insert(table.id, table);
    let owner = Owner::Instance(instance);
    let interface = interface(id, (CLIENT_VPC, place), owner, ["10.1.128.11", "", "2001:db8:1:4b01::11"]);
    world.network_interfaces.insert(id, interface);
    let like = world.instances.get(CLIENT).unwrap().clone();
    let new = Instance { id: instance, subnet_id: place, network_interface_id: Some(id), tags: named("old"), ..like };
    world.instances.insert(instance, new);
    id
}

/// Adds an Instance Connect Endpoint beside that instance, and gives its interface.
pub fn add_endpoint(world: &mut World, preserve_client_ip: bool) -> NetworkInterfaceId {
    let (id, network_interface_id, subnet_id) =
        (InstanceConnectEndpointId::new(1), NetworkInterfaceId::new(13), SubnetId::new(2));
    let owner = Owner::InstanceConnectEndpoint(id);
    let addresses = ["10.1.128.20", "", "2001:db8:1:4b01::20"];
    let interface = interface(network_interface_id, (CLIENT_VPC, subnet_id), owner, addresses);
    world.network_interfaces.insert(network_interface_id, interface);
    let endpoint = InstanceConnectEndpoint {
        id,
        vpc_id: CLIENT_VPC,
        subnet_id,
        network_interface_id,
        groups: vec![CLIENT_GROUP],
        ip_address_type: IpAddressType::Dualstack,
        preserve_client_ip,
        state: EndpointState::CreateComplete,
        created: SimTime::ZERO,
        tags: named("endpoint"),
    };
    world.instance_connect_endpoints.insert(id, endpoint);
    network_interface_id
}

/// A packet that asks to connect.
pub fn syn(from: &str, to: &str, port: u16) -> Packet {
    let envelope = Envelope::between(ip(from), ip(to)).unwrap();
    let options = TcpOptions::linux_syn(ip(from).into(), 9001, 1);
    envelope.tcp(&Segment {
        source_port: 40000,
        destination_port: port,
        sequence: 1,
        flags: TcpFlags::SYN,
        window: 62727,
        options,
        ..Segment::default()
    })
}

/// A flight's decisions in a word each, by place: what rule 4.34 lists.
pub fn steps(flight: &Flight) -> Vec<String> {
    let word = |step: &Step| match step {
        Step::SecurityGroups(step) => format!("sg {:?} {}", step.direction, step.allowed),
        Step::NetworkAcl(step) => format!("acl {:?} {:?} {:?}", step.subnet, step.direction, step.action),
        Step::Routes(step) => format!("routes {:?}", step.winner().map(|winner| winner.route.target)),
        Step::Translation(step) => format!("{:?}", step.kind),
        Step::Known { .. } => "known".to_owned(),
        Step::Dropped(why) => format!("dropped {why:?}"),
        Step::Accepted => "accepted".to_owned(),
        Step::Answered { no } => format!("answered {no:?}"),
    };
    flight.hops.iter().flat_map(|hop| hop.steps.iter().map(word)).collect()
}
