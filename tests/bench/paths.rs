//! How long the hot paths take. `cargo bench --bench paths` runs all of them in a release build;
//! `cargo bench --bench paths translate` those whose name holds that word. The medians are what the
//! budgets speak of:
//!
//! | bench | budget |
//! |---|---|
//! | `translate`: a packet's NAT64 translation, both headers and checksum | 100 ns |
//! | `lookup`: the longest prefix of 100,000 routes | 100 ns |
//! | `flow`: the whole `curl https://github.com/`, traced | 50 µs |
//! | `names`: a DNS64 answer | part of the flow |
//! | `preview`: what an edit would change, for four subnets | 20 ms, once an edit |
//! | `editing`: a key and the frame after it, at 200x60 | 2 ms |

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests too")]

use divan::{Bencher, black_box};
use hickory_proto::op::Message;
use hickory_proto::rr::RecordType;
use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::{Arc, LazyLock};
use v6dojo::cloud::{InstanceId, World, tag};
use v6dojo::lesson::library;
use v6dojo::net::dns::{self, Asking};
use v6dojo::net::{Envelope, Family, IcmpError, Packet, Segment, TcpFlags, TcpOptions};
use v6dojo::session::Session;

fn main() {
    divan::main();
}

/// The chapter's world when everything in its lesson is done, and the IPv6-only client.
static CHAPTER: LazyLock<(World, InstanceId)> = LazyLock::new(|| {
    let source = library::embedded().into_iter().find(|source| source.file.ends_with("nat64-dns64.yaml"));
    let lesson = source.expect("the chapter is in the program").load().expect("the chapter loads");
    let last = lesson.steps.len() - 1;
    let mut session = Session::at(Arc::new(lesson), last);
    session.solve();
    let mut world = session.world().clone();
    world.settle();
    let client = world.instances.iter().find(|instance| tag::name(&instance.tags) == Some("client-001c-ipv6only"));
    let client = client.expect("the lesson makes the client").id;
    (world, client)
});

mod translate {
    use super::*;
    use v6dojo::net::translate::{Mapped, Translator};

    const CLIENT: [&str; 2] = ["2001:db8:1:4b02::11", "64:ff9b::141b:b171"];
    const NAT: [&str; 2] = ["10.1.0.10", "20.27.177.113"];

    /// What is translated.
    #[derive(Clone, Copy, Debug)]
    enum Kind {
        Syn,
        Bytes1380,
        IcmpError,
    }

    const KINDS: [Kind; 3] = [Kind::Syn, Kind::Bytes1380, Kind::IcmpError];

    impl std::fmt::Display for Kind {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            std::fmt::Debug::fmt(self, f)
        }
    }

    /// Such a packet between these ends.
    fn packet(ends: [&str; 2], source_port: u16, kind: Kind) -> Packet {
        let [source, destination] = ends.map(|end| end.parse().unwrap());
        let envelope = Envelope::between(source, destination).unwrap();
        let segment = Segment { source_port, destination_port: 443, ..Segment::default() };
        let options = TcpOptions::linux_syn(Family::Ipv6, 9001, 1);
        match kind {
            Kind::Syn => envelope.tcp(&Segment { flags: TcpFlags::SYN, options, ..segment }),
            Kind::Bytes1380 => envelope.tcp(&Segment { flags: TcpFlags::ACK, payload: &[0x5a; 1360], ..segment }),
            Kind::IcmpError => {
                let about = Envelope::between(destination, source).unwrap().udp(443, source_port, &[0x5a; 64]);
                envelope.error(IcmpError::PortUnreachable, &about)
            }
        }
    }

    #[divan::bench(args = KINDS)]
    fn to_ipv4(bencher: Bencher<'_, '_>, kind: Kind) {
        let (sent, seen) = (packet(CLIENT, 45678, kind), packet(NAT, 1024, kind));
        let to = Mapped { flow: seen.flow(), quoted: seen.quoted_flow() };
        bencher.bench(|| Translator::AWS.to_ipv4(black_box(&sent), black_box(&to)).unwrap());
    }

    #[divan::bench(args = KINDS)]
    fn to_ipv6(bencher: Bencher<'_, '_>, kind: Kind) {
        let (sent, seen) = (packet(CLIENT, 45678, kind), packet(NAT, 1024, kind));
        let to = Mapped { flow: sent.flow(), quoted: sent.quoted_flow() };
        bencher.bench(|| Translator::AWS.to_ipv6(black_box(&seen), black_box(&to)).unwrap());
    }
}

mod names {
    use super::*;
    use v6dojo::cloud::Settings;
    use v6dojo::sim::names::Names;

    fn question() -> Message {
        dns::query(1, dns::name("github.com").unwrap(), RecordType::AAAA, Asking::STUB)
    }

    #[divan::bench]
    fn synthesize(bencher: Bencher<'_, '_>) {
        let (names, asked, settings) = (Names::public(&CHAPTER.0), question(), Settings::default());
        bencher.bench(|| names.answer(black_box(&asked), Some(&settings)));
    }

    #[divan::bench]
    fn question_bytes_to_answer_bytes(bencher: Bencher<'_, '_>) {
        let (names, asked) = (Names::public(&CHAPTER.0), dns::to_bytes(&question()));
        let settings = Settings::default();
        bencher.bench(|| {
            let asked = Message::from_vec(black_box(&asked)).unwrap();
            dns::to_bytes(&names.answer(&asked, Some(&settings)).message(&asked, 4096))
        });
    }
}

mod flow {
    use super::*;
    use v6dojo::guest;
    use v6dojo::sim::Outcome;

    #[divan::bench]
    fn curl_github(bencher: Bencher<'_, '_>) {
        let (world, client) = &*CHAPTER;
        let command = ["curl", "https://github.com/"].map(str::to_owned);
        assert_eq!(guest::run(world, *client, &command).trace.outcome, Outcome::Ok);
        bencher.bench(|| guest::run(black_box(world), *client, black_box(&command)));
    }
}

mod preview {
    use super::*;
    use serde_json::json;
    use v6dojo::cloud::{Call, SubnetId};
    use v6dojo::guest::preview::{routes, subnet};

    #[divan::bench]
    fn a_route(bencher: Bencher<'_, '_>) {
        let (world, client) = &*CHAPTER;
        let home = world.instances.get(*client).unwrap();
        let here = world.subnets.iter().filter(|subnet| subnet.vpc_id == home.vpc_id).map(|subnet| subnet.id);
        let here: Vec<SubnetId> = here.collect();
        assert_eq!(here.len(), 4);
        let table = world.route_table_of(home.subnet_id).unwrap().id;
        let call = json!({"RouteTableId": table, "DestinationIpv6CidrBlock": "64:ff9b::/96"});
        let call = Call::parse_value("DeleteRoute", call).unwrap();
        bencher.bench(|| routes::preview(black_box(world), &call, &here, None).unwrap());
    }

    #[divan::bench]
    fn dns64(bencher: Bencher<'_, '_>) {
        let (world, client) = &*CHAPTER;
        let id = world.instances.get(*client).unwrap().subnet_id;
        let call = json!({"SubnetId": id, "EnableDns64": {"Value": false}});
        let call = Call::parse_value("ModifySubnetAttribute", call).unwrap();
        bencher.bench(|| subnet::preview(black_box(world), &call, id).unwrap());
    }
}

mod editing {
    use super::*;
    use ratatui::buffer::Buffer;
    use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
    use ratatui::layout::Rect;
    use v6dojo::tui::app::App;
    use v6dojo::tui::look::Look;

    /// A key that does no harm, after the keys that lead to a place, and the frame after it.
    fn key_to_frame(bencher: Bencher<'_, '_>, keys: &str, key: char) {
        let lesson = library::embedded()[0].load().unwrap();
        let mut app = App::new(Look::default(), Vec::new());
        app.enter(Session::at(Arc::new(lesson), 2));
        let press = |app: &mut App, code| {
            for msg in app.key(KeyEvent::new(code, KeyModifiers::NONE)) {
                app.update(msg);
            }
        };
        for char in keys.chars() {
            press(&mut app, if char == '\n' { KeyCode::Enter } else { KeyCode::Char(char) });
        }
        let mut buf = Buffer::empty(Rect::new(0, 0, 200, 60));
        bencher.bench_local(|| {
            press(&mut app, KeyCode::Char(key));
            press(&mut app, KeyCode::Backspace);
            let area = buf.area;
            app.draw(area, &mut buf)
        });
    }

    #[divan::bench]
    fn in_a_form(bencher: Bencher<'_, '_>) {
        key_to_frame(bencher, "3\n", 'c');
    }

    #[divan::bench]
    fn in_the_palette(bencher: Bencher<'_, '_>) {
        key_to_frame(bencher, ":rout", 'e');
    }

    #[divan::bench]
    fn in_the_list_of_completions(bencher: Bencher<'_, '_>) {
        key_to_frame(bencher, "4aws ec2 create-subnet --vpc-id @", 'c');
    }
}

mod lookup {
    use super::*;
    use v6dojo::net::lpm::Routes;

    const ROUTES: [usize; 4] = [100, 1_000, 10_000, 100_000];

    /// Numbers that look random, always the same.
    fn numbers() -> impl Iterator<Item = u64> {
        std::iter::successors(Some(6052), |state: &u64| {
            let state = state ^ (state << 13);
            let state = state ^ (state >> 7);
            Some(state ^ (state << 17))
        })
    }

    /// An address of the Internet's present share of all addresses, by 64 bits of chance.
    fn address(family: Family, chance: u64) -> IpAddr {
        match family {
            Family::Ipv4 => Ipv4Addr::from(chance as u32).into(),
            Family::Ipv6 => Ipv6Addr::from(1 << 125 | u128::from(chance) << 61).into(),
        }
    }

    /// Routes of the lengths that the Internet's have most: /16 to /24, and /32 to /48.
    fn routes(family: Family, count: usize) -> Routes<usize> {
        let lengths = match family {
            Family::Ipv4 => 16..=24,
            Family::Ipv6 => 32..=48,
        };
        let lengths: Vec<u8> = lengths.collect();
        let prefix = |(at, chance)| {
            let length = lengths[at % lengths.len()];
            (IpNet::new(address(family, chance), length).unwrap().trunc(), at)
        };
        numbers().enumerate().take(count).map(prefix).collect()
    }

    fn lookup(bencher: Bencher<'_, '_>, family: Family, count: usize) {
        let routes = routes(family, count);
        // Half of the addresses lie in a route's own block, half are anywhere.
        let near = numbers().take(count).step_by(count.div_ceil(2048)).map(|chance| chance ^ 0x5a);
        let far = numbers().skip(count).take(2048);
        let wanted: Vec<IpAddr> = near.chain(far).map(|chance| address(family, chance)).collect();
        let mut next = wanted.iter().cycle();
        bencher
            .with_inputs(|| next.next().copied().unwrap())
            .bench_local_values(|address| routes.longest(address).is_some());
    }

    #[divan::bench(args = ROUTES)]
    fn ipv4(bencher: Bencher<'_, '_>, count: usize) {
        lookup(bencher, Family::Ipv4, count);
    }

    #[divan::bench(args = ROUTES)]
    fn ipv6(bencher: Bencher<'_, '_>, count: usize) {
        lookup(bencher, Family::Ipv6, count);
    }
}
