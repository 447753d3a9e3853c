//! Every destination: the classes against walking to sampled addresses, the partition against the whole
//! space, and what edits move. Worlds and edits are data files below `tests/reach`.

#![allow(clippy::unwrap_used)]

use ipnet::IpNet;
use serde::Deserialize;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;
use v6dojo::cloud::{InstanceId, Kind as Nouns, World, describe_all};
use v6dojo::guest::console::{Console, find_host};
use v6dojo::guest::machine::Machine;
use v6dojo::guest::reach::{End, Probe, Reach, walk};
use v6dojo::lesson::{Lesson, library};
use v6dojo::net::addresses::{Addresses, Run};
use v6dojo::net::{Family, WELL_KNOWN};
use v6dojo::session::Session;
use v6dojo::sim::trace::Drop;

/// Random addresses of each family in each world.
const SAMPLES: usize = 400;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Place {
    what: String,
    at: String,
    host: String,
    #[serde(default)]
    probe: Kind,
    #[serde(default)]
    calls: Vec<String>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Tcp(u16),
    Udp(u16),
    Echo,
}

impl Default for Kind {
    fn default() -> Self {
        Self::Tcp(443)
    }
}

impl From<Kind> for Probe {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Tcp(port) => Self::Tcp(port),
            Kind::Udp(port) => Self::Udp(port),
            Kind::Echo => Self::Echo,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    what: String,
    edit: String,
    /// The blocks of each class that moves.
    #[serde(default)]
    moves: Vec<Vec<IpNet>>,
    /// Or: everything that moves, taken together, is this …
    #[serde(default)]
    whole: Vec<IpNet>,
    /// … but for that.
    #[serde(default)]
    but: Vec<IpNet>,
}

fn read<T: serde::de::DeserializeOwned>(file: &str) -> Vec<T> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reach").join(file);
    serde_yaml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// The chapter's world at a step, changed.
fn world(lesson: &Arc<Lesson>, at: &str, calls: &[String]) -> World {
    let step = lesson.step(at).unwrap_or_else(|| panic!("no step {at}"));
    let mut console = Console::new(Session::at(Arc::clone(lesson), step).world().clone());
    for line in calls {
        let record = console.exec(line).unwrap().unwrap();
        assert_eq!(record.exit, 0, "{line}\n{}", record.output.whole());
    }
    console.world.settle();
    console.world
}

fn chapter() -> Arc<Lesson> {
    Arc::new(library::embedded()[0].load().unwrap())
}

/// Every machine of the data file, with where its packets can go.
fn places() -> Vec<(Place, World, InstanceId, Reach)> {
    let lesson = chapter();
    let found = |place: Place| {
        let world = world(&lesson, &place.at, &place.calls);
        let host = find_host(&world, &place.host).unwrap();
        let reach = Reach::of(&world, host, place.probe.into()).unwrap();
        (place, world, host, reach)
    };
    read("worlds.yaml").into_iter().map(found).collect()
}

/// A generator of numbers, the same in every run (Knuth's MMIX).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u128 {
        let mut half = || {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            u128::from(self.0 >> 32)
        };
        (half() << 96) | (half() << 64) | (half() << 32) | half()
    }
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => address.to_bits().into(),
        IpAddr::V6(address) => address.to_bits(),
    }
}

/// The address so many behind this one, as far as there is one.
fn shifted(address: IpAddr, by: i8) -> IpAddr {
    let number = number(address).saturating_add_signed(by.into());
    match address {
        IpAddr::V4(_) => IpAddr::V4(u32::try_from(number).unwrap_or(u32::MAX).into()),
        IpAddr::V6(_) => IpAddr::V6(number.into()),
    }
}

/// Addresses at random, around each run of the partition, and around everything that the world's own
/// descriptions name: these don't know where the partition was cut.
fn samples(world: &World, reach: &Reach) -> Vec<IpAddr> {
    let mut dice = Dice(20_251_220);
    let mut samples = Vec::new();
    for _ in 0..SAMPLES {
        let bits = dice.roll();
        let ipv4 = std::net::Ipv4Addr::from(bits as u32);
        samples.extend([IpAddr::V4(ipv4), IpAddr::V6(bits.into()), IpAddr::V6(WELL_KNOWN.embed(ipv4))]);
        // In the part of IPv6 that is not one big nothing, too.
        samples.push(IpAddr::V6(Ipv6Addr::from((bits >> 3) | (1 << 125))));
    }
    let mut runs: Vec<Run> = reach.classes.iter().flat_map(|class| class.addresses.runs().to_vec()).collect();
    for run in &runs {
        let size = number(run.last) - number(run.first);
        let inside = number(run.first) + dice.roll() % size.max(1);
        samples.push(shifted(
            if run.first.is_ipv4() { IpAddr::V4((inside as u32).into()) } else { IpAddr::V6(inside.into()) },
            0,
        ));
    }
    let said = format!("{:?}", Nouns::ALL.map(|kind| describe_all(world, kind)));
    let words = said.split(|char: char| !(char.is_ascii_hexdigit() || ":./".contains(char)));
    let named = words.filter_map(|word| word.parse().ok().or_else(|| word.parse::<IpAddr>().ok().map(IpNet::from)));
    runs.extend(named.map(Run::from));
    runs.extend(world.internet.hosts.iter().flat_map(|host| &host.addresses).map(|it| Run::from(IpNet::from(*it))));
    let around = runs.iter().flat_map(|run| [run.first, run.last]);
    let around = around.flat_map(|edge| [-1, 0, 1].map(|by| shifted(edge, by)));
    samples.extend(around);
    let behind = samples.iter().filter_map(|address| match address {
        IpAddr::V4(address) => Some(IpAddr::V6(WELL_KNOWN.embed(*address))),
        IpAddr::V6(_) => None,
    });
    samples.extend(behind.collect::<Vec<_>>());
    samples.sort_unstable();
    samples.dedup();
    samples
}

#[test]
fn the_class_of_an_address_has_the_fate_of_a_packet_to_that_very_address() {
    let mut walked = 0;
    for (place, world, host, reach) in places() {
        let machine = Machine::of(&world, host).unwrap();
        for address in samples(&world, &reach) {
            let fate = walk(&machine, place.probe.into(), address).fate;
            let class = reach.class_of(address).unwrap();
            assert_eq!(class.fate, fate, "{}: {address} in {:?}", place.what, class.addresses.short());
            walked += 1;
        }
    }
    assert!(walked > 15_000, "only {walked} addresses were walked to");
}

#[test]
fn the_classes_cover_the_whole_space_exactly_once() {
    for (place, _, _, reach) in places() {
        for (family, last) in [(Family::Ipv6, u128::MAX), (Family::Ipv4, u128::from(u32::MAX))] {
            let of_family =
                reach.classes.iter().filter(|class| Family::from(class.addresses.first().unwrap()) == family);
            let classes: Vec<_> = of_family.collect();
            let mut runs: Vec<(u128, u128)> = Vec::new();
            for class in &classes {
                let mut others = classes.iter().filter(|other| other.fate == class.fate);
                assert_eq!(others.by_ref().count(), 1, "{}: two classes of one fate", place.what);
                runs.extend(class.addresses.runs().iter().map(|run| (number(run.first), number(run.last))));
            }
            runs.sort_unstable();
            assert_eq!((runs[0].0, runs[runs.len() - 1].1), (0, last), "{}", place.what);
            for pair in runs.windows(2) {
                assert_eq!(pair[0].1 + 1, pair[1].0, "{}", place.what);
            }
        }
    }
}

#[test]
fn an_edit_moves_what_it_should_and_nothing_else() {
    let lesson = chapter();
    let before = world(&lesson, "nat64-route", &[]);
    let host = find_host(&before, "client-001c-ipv6only").unwrap();
    let reach = |world: &World| Reach::of(world, host, Probe::Tcp(443)).unwrap();
    let first = reach(&before);
    for edit in read::<Edit>("edits.yaml") {
        let mut console = Console::new(before.clone());
        let record = console.exec(&edit.edit).unwrap().unwrap();
        assert_eq!(record.exit, 0, "{}\n{}", edit.what, record.output.whole());
        console.world.settle();
        let moves = first.moves(&reach(&console.world));
        if edit.whole.is_empty() {
            let moved: Vec<Vec<IpNet>> = moves.iter().map(|it| it.addresses.blocks()).collect();
            assert_eq!(moved, edit.moves, "{}", edit.what);
        } else {
            let mut runs: Vec<Run> = moves.iter().flat_map(|it| it.addresses.runs().to_vec()).collect();
            runs.sort_unstable_by_key(|run| run.first);
            let mut moved = Addresses::default();
            runs.into_iter().for_each(|run| moved.push(run));
            assert_eq!((moved.short().within, moved.short().except), (edit.whole, edit.but), "{}", edit.what);
        }
    }
}

fn reach(arguments: &[&str]) -> assert_cmd::assert::Assert {
    let mut command = assert_cmd::Command::cargo_bin("v6dojo").unwrap();
    command.arg("reach").args(arguments).assert()
}

#[test]
fn the_command_line_tells_a_class_and_what_an_edit_moves() {
    let client = ["client-001c-ipv6only", "--lesson", "nat64-dns64", "--at", "nat64-route", "--lang", "en"];
    let one = reach(&[&client[..], &["64:ff9b::808:808"]].concat()).success();
    let told = String::from_utf8(one.get_output().stdout.clone()).unwrap();
    assert!(told.contains("dropped at cl-ipv4-to-dualstack-eigw") && !told.contains("2000::/3 "), "{told}");
    let edit = read::<Edit>("edits.yaml").swap_remove(0).edit;
    let moved = reach(&[&client[..], &["--json", "--after", &edit]].concat()).success();
    let moved: serde_json::Value = serde_json::from_slice(&moved.get_output().stdout).unwrap();
    assert_eq!(moved["moves"].as_array().unwrap().len(), 1);
    assert_eq!(moved["moves"][0]["prefixes"], serde_json::json!(["64:ff9b::1400:0/104"]));
    let ends = [&moved["moves"][0]["from"]["end"], &moved["moves"][0]["to"]["end"]];
    assert_eq!(ends, ["dropped", "internet"]);
}

#[test]
fn what_the_command_line_can_not_do_it_says() {
    let unknown = reach(&["client-001"]).failure().code(1);
    let said = String::from_utf8(unknown.get_output().stderr.clone()).unwrap();
    assert!(said.contains("there is no instance client-001; there is client-001a"), "{said}");
    for (edit, why) in [("aws ec2 delete-vpc --vpc-id vpc-0", "InvalidVpcID"), ("rm -r /", "neither an aws line")] {
        let refused = reach(&["client-001a", "--after", edit]).failure().code(2);
        let said = String::from_utf8(refused.get_output().stderr.clone()).unwrap();
        assert!(said.contains(why), "{said}");
    }
}

#[test]
fn an_answer_that_is_lost_is_told_from_one_that_comes_back() {
    let places = places();
    let (_, _, _, reach) = places.iter().find(|(place, ..)| place.what.starts_with("an answer")).unwrap();
    let fate = |address: &str| &reach.class_of(address.parse().unwrap()).unwrap().fate;
    for (address, lost) in [("64:ff9b::141b:b171", true), ("64:ff9b::808:808", true), ("64:ff9b::101:101", false)] {
        assert_eq!(fate(address).end, End::Internet, "{address}");
        assert_eq!(fate(address).works(), !lost, "{address}");
        let why = fate(address).answer_lost.as_ref().map(|(_, why)| why.clone());
        assert_eq!(why, lost.then_some(Drop::NetworkAcl), "{address}");
    }
}
