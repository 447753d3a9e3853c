//! Stories of packets: what a learner's VPC does to them, right or wrong (section 8).

use super::path;
use super::testing::*;
use super::trace::{Drop, End, Place, Refusal, Role, Step, Unfit, Verdict};
use super::walk::{Sender, send};
use crate::cloud::World;
use crate::cloud::nat_gateway::NatGatewayState;
use crate::cloud::network_acl::Direction;
use crate::cloud::route_table::Target;
use crate::cloud::security_group::{Peer, Rule, Traffic};
use crate::cloud::settings::NatCrowd;
use crate::net::view::TransportView;
use crate::net::{Envelope, Segment, SimTime, TcpFlags};
use std::sync::Arc;
use std::time::Duration;

fn lost_at(world: &World, to: &str, port: u16) -> (End, Vec<String>) {
    let flight = Talk::new(world).connect(to, port);
    let names = path(world, &flight);
    (flight.end, names)
}

fn gateway(unfit: Unfit) -> End {
    End::Dropped(Drop::Gateway(unfit))
}

#[test]
fn a_name_with_aaaa_is_reached_through_the_egress_only_gateway_untranslated() {
    let world = world();
    let mut talk = Talk::new(&world);
    let there = talk.connect(BALANCER, 80);
    assert_eq!(there.end, End::Delivered);
    assert_eq!(path(&world, &there), ["client", "private3", "eigw", BALANCER_NAME]);
    assert_eq!(there.hops.last().unwrap().packet.source(), ip(CLIENT_ADDRESS));
    let back = talk.answer(&there);
    assert_eq!((back.end, back.role), (End::Delivered, Role::SynAck));
    let known = back.hops.iter().filter(|hop| matches!(hop.steps.first(), Some(Step::Known { .. }))).count();
    assert_eq!(known, 3, "the balancer's group, the gateway and the client's group remember");
}

#[test]
fn an_ipv4_only_site_is_reached_through_nat64_by_the_twelve_steps() {
    let world = world();
    let mut talk = Talk::new(&world);
    let there = talk.connect(GITHUB, 443);
    assert_eq!(there.end, End::Delivered);
    assert_eq!(path(&world, &there), ["client", "private3", "nat", "public1", "igw", "github.com"]);
    let seen = there.hops.last().unwrap().packet.flow();
    assert_eq!((seen.source, seen.source_port), (ip("203.0.113.10"), 1024));
    assert_eq!((seen.destination, seen.destination_port), (ip("20.27.177.113"), 443));
    let out = format!(
        "sg Egress true|acl {PRIVATE} Egress Allow|routes Some(NatGateway({NAT}))|acl {PUBLIC} Ingress Allow|Nat64|\
         acl {PUBLIC} Egress Allow|routes Some(InternetGateway({IGW}))|Public|accepted"
    );
    assert_eq!(steps(&there).join("|"), out);
    let back = talk.answer(&there);
    let arrived = back.hops.last().unwrap().packet.flow();
    assert_eq!((arrived.source, arrived.destination), (ip(GITHUB), ip(CLIENT_ADDRESS)));
    assert_eq!((arrived.source_port, arrived.destination_port), (443, 40000));
    let home = format!(
        "Private|acl {PUBLIC} Ingress Allow|Nat64Back|acl {PUBLIC} Egress Allow|routes Some(Local)|\
         acl {PRIVATE} Ingress Allow|known|accepted"
    );
    assert_eq!(steps(&back).join("|"), home);
}

#[test]
fn the_hop_limit_falls_at_the_nat_gateway_and_on_the_internet_only() {
    let world = world();
    let there = Talk::new(&world).connect(GITHUB, 443);
    let at = |wanted: fn(&Place) -> bool| {
        there.hops.iter().rev().find(|hop| wanted(&hop.place)).map(|hop| hop.packet.hop_limit())
    };
    assert_eq!(at(|place| matches!(place, Place::NatGateway(_))), Some(64));
    assert_eq!(at(|place| matches!(place, Place::InternetGateway(_))), Some(63));
    assert_eq!(at(|place| matches!(place, Place::Host(_))), Some(63 - 9));
}

#[test]
fn a_ping_goes_through_nat64_and_back() {
    let world = world();
    let mut talk = Talk::new(&world);
    let there = talk.ping("64:ff9b::808:808");
    assert_eq!(there.end, End::Delivered);
    let back = talk.answer(&there);
    assert_eq!((back.end, back.role), (End::Delivered, Role::EchoReply(1)));
    let flow = back.hops.last().unwrap().packet.flow();
    assert_eq!((flow.source, flow.source_port), (ip("64:ff9b::808:808"), 77));
}

#[test]
fn the_wrong_target_swallows_the_packet() {
    for target in [Target::EgressOnlyInternetGateway(EIGW), Target::InternetGateway(IGW)] {
        let mut world = world();
        set_route(&mut world, PRIVATE_TABLE, route("64:ff9b::/96", target));
        let name = if target == Target::InternetGateway(IGW) { "igw" } else { "eigw" };
        let lost = (gateway(Unfit::NotGlobal), vec!["client".to_owned(), "private3".to_owned(), name.to_owned()]);
        assert_eq!(lost_at(&world, GITHUB, 443), lost);
        assert_eq!(lost_at(&world, BALANCER, 80).0, End::Delivered);
    }
}

#[test]
fn a_route_forgotten_or_mistyped_falls_to_the_default_one() {
    for instead in ["", "64:ff9b:1::/48", "64:ffb9::/96", "64::/96", "64:ff9b::/128", "64:ff9b::/120"] {
        let mut world = world();
        remove_route(&mut world, PRIVATE_TABLE, "64:ff9b::/96");
        if !instead.is_empty() {
            set_route(&mut world, PRIVATE_TABLE, route(instead, Target::NatGateway(NAT)));
        }
        assert_eq!(lost_at(&world, GITHUB, 443).0, gateway(Unfit::NotGlobal), "{instead}");
        remove_route(&mut world, PRIVATE_TABLE, "::/0");
        assert_eq!(lost_at(&world, GITHUB, 443), (End::Dropped(Drop::NoRoute), named(&["client", "private3"])));
    }
}

fn named(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn a_shorter_prefix_still_covers_the_well_known_one() {
    for shorter in ["64:ff9b::/64", "64:ff9b::/48", "64:ff9b::/32", "::/0"] {
        let mut world = world();
        remove_route(&mut world, PRIVATE_TABLE, "64:ff9b::/96");
        set_route(&mut world, PRIVATE_TABLE, route(shorter, Target::NatGateway(NAT)));
        assert_eq!(lost_at(&world, GITHUB, 443).0, End::Delivered, "{shorter}");
    }
    let mut world = world();
    set_route(&mut world, PRIVATE_TABLE, route("::/0", Target::NatGateway(NAT)));
    assert_eq!(lost_at(&world, BALANCER, 80), (gateway(Unfit::NoNat66), named(&["client", "private3", "nat"])));
}

#[test]
fn the_losers_of_the_longest_prefix_match_say_why() {
    let world = world();
    let flight = Talk::new(&world).connect(GITHUB, 443);
    let candidates =
        flight.routes().next().unwrap().candidates.iter().map(|it| (it.route.destination.to_string(), it.verdict));
    let expected = [
        ("64:ff9b::/96", Verdict::Wins),
        // 2001: and 0064: differ in their third bit.
        ("2001:db8:1:4b00::/56", Verdict::Differs { bit: 2 }),
        ("::/0", Verdict::Shorter),
    ];
    assert!(candidates.eq(expected.map(|(block, verdict)| (block.to_owned(), verdict))));
}

#[test]
fn a_table_that_rules_nobody_leaves_the_main_one_in_charge() {
    let mut world = world();
    world.route_tables.get_mut(PRIVATE_TABLE).unwrap().associations.clear();
    let flight = Talk::new(&world).connect(GITHUB, 443);
    assert_eq!(flight.end, End::Dropped(Drop::NoRoute));
    let main = flight.hops[1].steps.iter().any(|step| matches!(step, Step::Routes(step) if step.main));
    assert!(main);
}

#[test]
fn a_gateway_that_is_gone_is_a_black_hole_and_not_a_way_around() {
    let mut world = world();
    world.nat_gateways.get_mut(NAT).unwrap().state = NatGatewayState::Deleted;
    assert_eq!(lost_at(&world, GITHUB, 443), (End::Dropped(Drop::Blackhole), named(&["client", "private3"])));
    world.nat_gateways.get_mut(NAT).unwrap().state =
        NatGatewayState::Pending { ready: crate::net::SimTime::from_nanos(9) };
    let pending = (gateway(Unfit::NatNotAvailable), named(&["client", "private3", "nat"]));
    assert_eq!(lost_at(&world, GITHUB, 443), pending);
}

#[test]
fn a_nat_gateway_needs_a_way_out_of_its_own() {
    let mut world = world();
    remove_route(&mut world, PUBLIC_TABLE, "0.0.0.0/0");
    let there = named(&["client", "private3", "nat", "public1"]);
    assert_eq!(lost_at(&world, GITHUB, 443), (End::Dropped(Drop::NoRoute), there.clone()));
    set_route(&mut world, PUBLIC_TABLE, route("0.0.0.0/0", Target::NatGateway(NAT)));
    assert_eq!(lost_at(&world, GITHUB, 443).0, End::Dropped(Drop::Loop));
    set_route(&mut world, PUBLIC_TABLE, route("0.0.0.0/0", Target::EgressOnlyInternetGateway(EIGW)));
    assert_eq!(lost_at(&world, GITHUB, 443).0, gateway(Unfit::EgressOnlyIsIpv6));
    set_route(&mut world, PUBLIC_TABLE, route("0.0.0.0/0", Target::InternetGateway(IGW)));
    world.network_interfaces.get_mut(NAT_INTERFACE).unwrap().public_ip = None;
    let private = [there, named(&["igw"])].concat();
    assert_eq!(lost_at(&world, GITHUB, 443), (gateway(Unfit::NoPublicAddress), private));
}

#[test]
fn a_security_group_sees_the_synthetic_ipv6_address() {
    let drops = |blocks: &[(Traffic, &str)]| {
        let mut world = world();
        let group = world.security_groups.get_mut(CLIENT_GROUP).unwrap();
        group.egress = blocks.iter().map(|(traffic, block)| rule(*traffic, block)).collect();
        (lost_at(&world, GITHUB, 443).0, lost_at(&world, BALANCER, 80))
    };
    let lost = End::Dropped(Drop::SecurityGroup);
    assert_eq!(drops(&[(Traffic::All, "0.0.0.0/0")]), (lost.clone(), (lost.clone(), named(&["client"]))));
    assert_eq!(drops(&[(Traffic::Tcp(443, 443), "64:ff9b::141b:b100/120")]).0, End::Delivered);
    assert_eq!(drops(&[(Traffic::Tcp(443, 443), "20.27.177.0/24")]).0, lost);
}

#[test]
fn network_acls_are_asked_on_every_crossing_in_both_directions() {
    let there = |acl, direction, what| {
        let mut world = world();
        deny(&mut world, acl, direction, what);
        let mut talk = Talk::new(&world);
        let out = talk.connect(GITHUB, 443);
        match out.end {
            End::Delivered => (false, steps(&talk.answer(&out)).len()),
            _ => (true, steps(&out).len()),
        }
    };
    let high = Traffic::Tcp(1024, 65535);
    let https = Traffic::Tcp(443, 443);
    // The step at which it stops, the drop itself counted.
    assert_eq!(there(ACL, Direction::Egress, (https, "::/0")), (true, 3), "step 2");
    assert_eq!(there(PUBLIC_ACL, Direction::Ingress, (https, "::/0")), (true, 5), "step 4");
    assert_eq!(there(PUBLIC_ACL, Direction::Egress, (https, "0.0.0.0/0")), (true, 7), "step 6");
    assert_eq!(there(PUBLIC_ACL, Direction::Ingress, (high, "0.0.0.0/0")), (false, 3), "step 8");
    assert_eq!(there(PUBLIC_ACL, Direction::Egress, (high, "::/0")), (false, 5), "step 9");
    assert_eq!(there(ACL, Direction::Ingress, (high, "64:ff9b::/96")), (false, 7), "step 11");
}

#[test]
fn nobody_begins_a_conversation_through_an_egress_only_gateway() {
    let world = world();
    let knock = |world: &World| {
        let packet = syn("2001:4860:4860::8888", CLIENT_ADDRESS, 80);
        let mut flows = super::Flows::new();
        send(world, Sender::Host(1), packet, Role::Syn { attempt: 1 }, &mut flows).end
    };
    assert_eq!(knock(&world), gateway(Unfit::EgressOnlyInbound));
    let mut open = world.clone();
    set_route(&mut open, PRIVATE_TABLE, route("::/0", Target::InternetGateway(IGW)));
    assert_eq!(knock(&open), End::Refused(Refusal::ConnectionRefused), "only the security group is left");
}

#[test]
fn a_closed_port_says_no_and_the_no_comes_back() {
    let world = world();
    let mut talk = Talk::new(&world);
    let there = talk.connect(GITHUB, 81);
    assert_eq!(there.end, End::Refused(Refusal::ConnectionRefused));
    let back = talk.answer(&there);
    assert_eq!((back.end, back.role), (End::Delivered, Role::Reset));
}

#[test]
fn an_error_about_a_known_conversation_finds_its_way_back() {
    let world = world();
    let mut talk = Talk::new(&world);
    let packet = Envelope::between(ip(CLIENT_ADDRESS), ip(GITHUB)).unwrap().udp(5353, 53, b"?");
    let there = talk.send(packet, Role::Query);
    assert_eq!(there.end, End::Refused(Refusal::PortUnreachable));
    let back = talk.answer(&there);
    assert_eq!((back.end, back.role), (End::Delivered, Role::Error));
    assert_eq!(back.hops.last().unwrap().packet.quoted_flow().unwrap().source_port, 5353);
}

#[test]
fn some_packets_never_leave() {
    let world = world();
    let mut talk = Talk::new(&world);
    let spoofed = talk.send(syn("fe80::1", BALANCER, 80), Role::Syn { attempt: 1 });
    assert_eq!(spoofed.end, End::Dropped(Drop::SourceDestCheck));
    assert_eq!(talk.connect("64:ff9b::141b:b171", 25).end, gateway(Unfit::MailBlocked));
    assert_eq!(talk.connect("2001:db8:1:4b00::99", 80).end, End::Dropped(Drop::NobodyThere));
    assert_eq!(talk.connect("2001:db8:ffff::1", 80).end, End::Dropped(Drop::NobodyThere));
}

#[test]
fn an_ipv4_client_shares_the_nat_gateway_under_its_own_port() {
    let mut world = world();
    let old = add_ipv4_instance(&mut world);
    let mut talk = Talk::new(&world);
    assert_eq!(talk.connect(GITHUB, 443).end, End::Delivered);
    let packet = syn("10.1.128.11", "20.27.177.113", 443);
    let there = send(&world, Sender::Interface(old), packet, Role::Syn { attempt: 1 }, &mut talk.flows);
    assert_eq!(path(&world, &there), ["old", "private1", "nat", "public1", "igw", "github.com"]);
    let seen = there.hops.last().unwrap().packet.flow();
    assert_eq!((seen.source, seen.source_port), (ip("203.0.113.10"), 1025));
    let back = talk.answer(&there);
    assert_eq!(back.end, End::Delivered);
    assert_eq!(back.hops.last().unwrap().packet.flow().destination_port, 40000);
}

#[test]
fn an_endpoint_reaches_port_22_where_the_group_lets_it() {
    let mut world = world();
    add_ipv4_instance(&mut world);
    for (preserve, source) in [(false, "10.1.128.20"), (true, "192.0.2.200")] {
        let mut world = world.clone();
        let endpoint = add_endpoint(&mut world, preserve);
        let knock = |world: &World, talk: &mut Talk<'_>| {
            let packet = syn(source, "10.1.128.11", 22);
            send(world, Sender::Interface(endpoint), packet, Role::Syn { attempt: 1 }, &mut talk.flows)
        };
        let closed = knock(&world, &mut Talk::new(&world));
        assert_eq!(closed.end, End::Dropped(Drop::SecurityGroup));
        assert_eq!(path(&world, &closed), ["endpoint", "private1"]);
        let opened = rule(Traffic::Tcp(22, 22), &format!("{source}/32"));
        world.security_groups.get_mut(CLIENT_GROUP).unwrap().ingress.push(opened);
        let mut talk = Talk::new(&world);
        let there = knock(&world, &mut talk);
        assert_eq!(
            (there.end.clone(), path(&world, &there)),
            (End::Delivered, named(&["endpoint", "private1", "old"]))
        );
        let back = talk.answer(&there);
        assert_eq!(back.end, End::Delivered, "client address preserved: {preserve}");
        assert!(matches!(back.hops.last().unwrap().place, Place::InstanceConnectEndpoint(_)));
    }
}

#[test]
fn a_group_stands_for_its_members_addresses() {
    let mut world = world();
    add_ipv4_instance(&mut world);
    let endpoint = add_endpoint(&mut world, false);
    let mut knock = |peer| {
        let opened = Rule { peer: Peer::Group(peer), ..rule(Traffic::Tcp(22, 22), "::/0") };
        world.security_groups.get_mut(CLIENT_GROUP).unwrap().ingress = vec![opened];
        let packet = syn("2001:db8:1:4b01::20", CLIENT_ADDRESS, 22);
        let mut flows = super::Flows::new();
        send(&world, Sender::Interface(endpoint), packet, Role::Syn { attempt: 1 }, &mut flows).end
    };
    assert_eq!(knock(CLIENT_GROUP), End::Delivered);
    assert_eq!(knock(crate::cloud::SecurityGroupId::new(99)), End::Dropped(Drop::SecurityGroup));
}

#[test]
fn no_filter_and_no_route_stands_before_the_link_local_services() {
    let mut world = world();
    world.security_groups.get_mut(CLIENT_GROUP).unwrap().egress.clear();
    world.route_tables.get_mut(PRIVATE_TABLE).unwrap().routes.clear();
    deny(&mut world, ACL, Direction::Egress, (Traffic::All, "0.0.0.0/0"));
    let mut talk = Talk::new(&world);
    let there = talk.send(syn("169.254.1.74", "169.254.169.254", 80), Role::Syn { attempt: 1 });
    assert_eq!((there.end.clone(), steps(&there)), (End::Delivered, named(&["accepted"])));
    assert_eq!(talk.answer(&there).end, End::Delivered);
    let ipv6 = talk.send(syn(CLIENT_ADDRESS, "fd00:ec2::254", 80), Role::Syn { attempt: 1 });
    assert_eq!(ipv6.end, End::Dropped(Drop::NobodyThere), "off by default");
}

#[test]
fn what_is_too_big_for_the_internet_is_lost_at_the_nat_gateway() {
    let world = world();
    let envelope = Envelope::between(ip(CLIENT_ADDRESS), ip(GITHUB)).unwrap();
    let ping = |size| {
        let packet = envelope.echo_request(77, 1, &vec![0; size]);
        Talk::new(&world).send(packet, Role::EchoRequest(1)).end
    };
    assert_eq!(ping(1472), End::Delivered);
    assert_eq!(ping(2000), gateway(Unfit::NatTooBig));
}

#[test]
fn a_forgotten_conversation_is_cut_by_the_nat_gateway_and_the_cut_comes_back() {
    let world = world();
    let mut talk = Talk::new(&world);
    let syn = talk.connect(GITHUB, 443);
    assert_eq!(talk.answer(&syn).end, End::Delivered);
    talk.flows.now = SimTime::ZERO + Duration::from_secs(351);
    let ends = Envelope::between(ip(CLIENT_ADDRESS), ip(GITHUB)).unwrap();
    let (source_port, destination_port, flags) = (40000, 443, TcpFlags::ACK);
    let late = ends.tcp(&Segment { source_port, destination_port, acknowledgment: 7, flags, ..Segment::default() });
    let late = talk.send(late, Role::Ack);
    assert_eq!(late.end, End::Refused(Refusal::IdleReset));
    assert_eq!(path(&world, &late).last().map(String::as_str), Some("nat"));
    let told = talk.answer(&late);
    assert_eq!((told.role, &told.end), (Role::Reset, &End::Delivered));
    let TransportView::Tcp(reset) = told.hops.last().unwrap().packet.view().transport else { panic!("no TCP") };
    assert_eq!((reset.flags, reset.sequence, reset.source_port), (TcpFlags::RST, 7, 443));
}

#[test]
fn a_crowd_leaves_no_port_for_one_destination_and_others_are_free() {
    let mut world = world();
    let crowd = NatCrowd { destination: "20.27.177.113".parse().unwrap(), port: 443, conversations: 55_000 };
    Arc::make_mut(&mut world.settings).nat_crowds.push(crowd);
    let mut talk = Talk::new(&world);
    assert_eq!(talk.connect(GITHUB, 443).end, End::Dropped(Drop::Gateway(Unfit::NatNoPort)));
    assert_eq!(talk.connect("64:ff9b::808:808", 53).end, End::Delivered);
}
