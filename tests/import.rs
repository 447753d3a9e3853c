//! Imports: worlds described by our own `aws ec2 describe-…` come back the same, a real account's output
//! becomes the world that it tells of, and what can't be read is named with its place, all at once. The
//! descriptions below `tests/import` are data files.

#![allow(clippy::unwrap_used)]

use assert_cmd::Command;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use v6dojo::cloud::network_interface::Owner;
use v6dojo::cloud::{Kind, Reason, Tag, World, describe_all};
use v6dojo::guest::console::{Console, find_host};
use v6dojo::guest::import::{Imported, LISTS, Problem, Source, import};
use v6dojo::guest::reach::{Probe, Reach};
use v6dojo::guest::{Stream, world};
use v6dojo::lesson::{Lang, library};
use v6dojo::net::addresses::Run;
use v6dojo::session::Session;
use v6dojo::session::bring::{Refusal, bring, sources};
use v6dojo::sim::path;
use v6dojo::words::{import as say, reach as say_reach};

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import").join(name)
}

/// What every `describe-…` command prints in a world.
fn described(world: &World) -> Vec<Source> {
    let print = |(_, command): (&str, &str)| {
        let mut console = Console::new(world.clone());
        let record = console.exec(&format!("aws ec2 {command}")).unwrap().unwrap();
        Source { name: format!("{command}.json"), text: record.output.of(Stream::Out) }
    };
    LISTS.map(print).into()
}

fn account() -> Imported {
    import(&sources(&[data("account")]).unwrap()).unwrap()
}

/// Members that depend on ids or on the moment, or say the same of everything.
const NOISE: [&str; 25] = [
    "Architecture",
    "AssociationId",
    "AvailabilityMode",
    "AvailableIpAddressCount",
    "BlockPublicAccessStates",
    "CreateTime",
    "CreatedAt",
    "DhcpOptionsId",
    "DnsName",
    "ImageId",
    "InstanceConnectEndpointArn",
    "InstanceOwnerId",
    "InstanceTenancy",
    "LaunchTime",
    "MacAddress",
    "MapCustomerOwnedIpOnLaunch",
    "NetworkAclAssociationId",
    "NetworkInterfaceIds",
    "NetworkInterfaceOwnerId",
    "OwnerId",
    "PropagatingVgws",
    "RouteTableAssociationId",
    "SubnetArn",
    "TagSet",
    "Tags",
];

/// Puts names in place of ids, and leaves the noise out.
fn named(value: &mut Value, world: &World) {
    match value {
        Value::Array(items) => {
            items.iter_mut().for_each(|item| named(item, world));
            items.sort_by_key(Value::to_string);
        }
        Value::Object(members) => {
            members.retain(|name, member| !NOISE.contains(&name.as_str()) && *member != Value::Array(Vec::new()));
            if members.get("State") == Some(&Value::from("blackhole")) {
                members.retain(|name, _| name.starts_with("Destination") || name == "State");
            }
            members.values_mut().for_each(|member| named(member, world));
        }
        Value::String(text) => {
            let resources = world.resources();
            if let Some(resource) = resources.iter().find(|it| it.id == *text) {
                let vpc = resource.vpc_id.map(|vpc| world.name_of(vpc)).unwrap_or_default();
                *text = format!("@{vpc}/{}", resource.name().unwrap_or("eni"));
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Everything in a world by name, a line each: what two worlds that are the same have in common. Load
/// balancers are no part of it, nor is the address that an endpoint draws, nor what is gone.
fn portrait(world: &World) -> BTreeSet<String> {
    let mut world = world.clone();
    let nameless = world.resources().into_iter().filter(|it| it.name().is_none() && it.kind != Kind::NetworkInterface);
    let nameless = nameless.map(|it| it.id);
    for id in nameless.collect::<Vec<String>>() {
        let tags = world.tags_mut(&id).unwrap();
        tags.push(Tag { key: "Name".to_owned(), value: id });
    }
    let mut lines = BTreeSet::new();
    for kind in Kind::ALL.into_iter().filter(|kind| *kind != Kind::NetworkInterface && *kind != Kind::KeyPair) {
        for mut one in describe_all(&world, kind).into_iter().filter(|it| it["State"] != "deleted") {
            named(&mut one, &world);
            lines.insert(format!("{} {one}", kind.name()));
        }
    }
    lines
}

/// Imports what a world says of itself, and builds that.
fn again(world: &World) -> (World, Imported) {
    let imported = import(&described(world)).unwrap();
    (world::load(&imported.text).unwrap_or_else(|bad| panic!("{bad}\n{}", imported.text)), imported)
}

/// The chapter's world, at the lesson's beginning and at its end.
fn chapters() -> [World; 2] {
    let lesson = Arc::new(library::embedded()[0].load().unwrap());
    [lesson.world.clone(), Session::finished(&lesson).world().clone()]
}

fn assert_same(ours: &World, theirs: &World) {
    let (ours, theirs) = (portrait(ours), portrait(theirs));
    let gone: Vec<&String> = ours.difference(&theirs).collect();
    let new: Vec<&String> = theirs.difference(&ours).collect();
    assert!(gone.is_empty() && new.is_empty(), "gone: {gone:#?}\nnew: {new:#?}");
}

/// What becomes of packets of a machine, for both ends of every piece that either world's partition is cut
/// into. What ids make differ is passed over: link-local addresses, and those that endpoints draw.
fn assert_same_reach(ours: &World, theirs: &World, host: &str) {
    let reach = |world: &World| Reach::of(world, find_host(world, host).unwrap(), Probe::Tcp(443)).unwrap();
    let (here, there) = (reach(ours), reach(theirs));
    let runs = |reach: &Reach| -> Vec<Run> {
        reach.classes.iter().flat_map(|class| class.addresses.runs().to_vec()).collect()
    };
    let drawn: Vec<IpAddr> = [ours, theirs].into_iter().flat_map(endpoint_addresses).collect();
    let told = |reach: &Reach, world: &World, address| {
        let fate = &reach.class_of(address).unwrap().fate;
        (say_reach::fate(fate, &|place| path::name(world, place), Lang::En), say_reach::way(fate, world))
    };
    for address in runs(&here).into_iter().chain(runs(&there)).flat_map(|run| [run.first, run.last]) {
        let is_link_local = match address {
            IpAddr::V4(address) => address.is_link_local(),
            IpAddr::V6(address) => address.is_unicast_link_local(),
        };
        if !is_link_local && !drawn.contains(&address) {
            assert_eq!(told(&there, theirs, address), told(&here, ours, address), "{host}: {address}");
        }
    }
    let fates = |reach: &Reach, world: &World| -> BTreeSet<_> {
        reach.classes.iter().map(|class| told(reach, world, class.addresses.runs()[0].first)).collect()
    };
    assert_eq!(fates(&here, ours).len(), fates(&there, theirs).len());
}

fn endpoint_addresses(world: &World) -> Vec<IpAddr> {
    let of_endpoints =
        world.network_interfaces.iter().filter(|it| matches!(it.owner, Owner::InstanceConnectEndpoint(_)));
    let all = of_endpoints.flat_map(|it| {
        it.private_ip.map(IpAddr::V4).into_iter().chain(it.ipv6_addresses.iter().map(|it| IpAddr::V6(*it)))
    });
    all.collect()
}

#[test]
fn the_chapters_world_comes_back_as_it_was() {
    for chapter in chapters() {
        let (imported, _) = again(&chapter);
        assert_same(&chapter, &imported);
        assert_eq!(imported.internet, chapter.internet, "the Internet is shared");
        for host in ["client-001a", "client-001c-ipv6only"] {
            if find_host(&chapter, host).is_ok() {
                assert_same_reach(&chapter, &imported, host);
            }
        }
    }
}

#[test]
fn the_next_block_and_address_are_those_the_chapter_gives_next() {
    let [chapter, _] = chapters();
    let (imported, _) = again(&chapter);
    for mut world in [chapter, imported] {
        assert_eq!(world.next_ipv6_block().unwrap().to_string(), "2001:db8:3:7a00::/56");
        assert_eq!(world.next_public_ipv4().unwrap().to_string(), "203.0.113.24");
    }
}

#[test]
fn commands_do_the_same_in_the_imported_world() {
    let [_, end] = chapters();
    let (imported, _) = again(&end);
    for line in [
        "client-001c-ipv6only$ curl -sS https://github.com/hmatsu47",
        "client-001c-ipv6only$ dig +short AAAA github.com",
        "client-001a$ curl -sS https://github.com/hmatsu47",
        "client-001a$ ping -c 1 8.8.8.8",
        "aws ec2-instance-connect ssh --instance-id @client-001c-ipv6only --connection-type eice",
    ] {
        let [ours, theirs] = [&end, &imported].map(|world| {
            let record = Console::new(world.clone()).exec(line).unwrap().unwrap();
            (record.exit, record.outcome(), record.output.whole())
        });
        assert_eq!((ours.0, ours.1), (theirs.0, theirs.1), "{line}\n{}\n{}", ours.2, theirs.2);
    }
}

#[test]
fn the_load_balancer_is_named_and_left_out() {
    let [chapter, _] = chapters();
    let (imported, said) = again(&chapter);
    assert!(imported.load_balancers.is_empty());
    let what: Vec<&str> = said.left_out.iter().map(|one| one.what.as_str()).collect();
    let [one] = what.as_slice() else { panic!("{what:?}") };
    assert!(one.contains("ELB app/ipv4-to-dualstack/"), "{one}");
    assert_eq!(said.left_out[0].why, Reason::LoadBalancer);
}

#[test]
fn a_real_account_becomes_the_world_it_tells_of() {
    let imported = account();
    let world = world::load(&imported.text).unwrap();
    let lines: Vec<String> = portrait(&world).into_iter().collect();
    insta::assert_snapshot!("account", lines.join("\n"));
    let left_out: Vec<String> = imported.left_out.iter().map(|one| say::left_out(one, Lang::En)).collect();
    insta::assert_snapshot!("account-left-out", left_out.join("\n"));
}

#[test]
fn an_imported_world_says_the_same_of_itself() {
    let world = world::load(&account().text).unwrap();
    let (twice, said) = again(&world);
    assert_same(&world, &twice);
    // The first import has named and left out all that there was.
    assert_eq!(said.left_out, Vec::new());
}

#[test]
fn packets_fare_in_it_as_in_the_account() {
    let mut console = Console::new(world::load(&account().text).unwrap());
    for (line, exit) in [
        ("v6-client$ curl -sS https://github.com/hmatsu47", 0),
        ("v6-client$ dig +short AAAA github.com", 0),
        ("i-0a0000000000000e2$ curl -sS https://github.com/hmatsu47", 0),
        ("web$ curl -sS https://github.com/hmatsu47", 0),
        // Its VPC has no resolver.
        ("web-3$ curl -sS https://github.com/hmatsu47", 6),
        // Stopped.
        ("web-2$ hostname", 255),
    ] {
        let record = console.exec(line).unwrap().unwrap();
        assert_eq!(record.exit, exit, "{line}\n{}", record.output.whole());
    }
}

#[test]
fn everything_that_cannot_be_read_is_named_at_once() {
    let problems = import(&sources(&[data("broken")]).unwrap()).unwrap_err();
    let folder = format!("{}/", data("broken").display());
    for (lang, name) in [(Lang::En, "broken-en"), (Lang::Ja, "broken-ja")] {
        let said: Vec<String> = problems.iter().map(|it| say::problem(it, lang).replace(&folder, "")).collect();
        insta::assert_snapshot!(name, said.join("\n"));
    }
}

#[test]
fn without_a_vpc_or_of_two_regions_nothing_is_made() {
    let only_subnets = sources(&[data("account/subnets.json")]).unwrap();
    assert_eq!(import(&only_subnets).unwrap_err(), [Problem::NoVpc]);
    let mut both = sources(&[data("account/vpcs.json"), data("account/subnets.json")]).unwrap();
    both[1].text = both[1].text.replacen("ap-northeast-1d", "us-west-2-lax-1a", 1);
    let regions = ["ap-northeast-1", "us-west-2"].map(str::to_owned).to_vec();
    assert_eq!(import(&both).unwrap_err(), [Problem::Regions(regions)]);
}

#[test]
fn a_folder_without_json_and_a_path_to_nowhere_are_told() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("notes.txt"), "{}").unwrap();
    assert!(matches!(bring(folder.path()), Err(Refusal::NoJson(path)) if path == folder.path()));
    assert!(matches!(bring(&folder.path().join("none")), Err(Refusal::Disk { .. })));
    let yaml = folder.path().join("world.yaml");
    std::fs::write(&yaml, "region: x\ncalls: 3\n").unwrap();
    assert!(matches!(bring(&yaml), Err(Refusal::World { .. })));
}

#[test]
fn names_that_a_line_or_a_prompt_cannot_hold_are_changed_and_told() {
    let [chapter, _] = chapters();
    let mut sources = described(&chapter);
    for source in &mut sources {
        source.text = source.text.replace("\"client-001a\"", "\"@me, [the] \\\"client\\\" 'a'\"");
        source.text = source.text.replace("\"cl-ipv4-to-dualstack-rtb-public\"", "\"it's {our} public@rtb, yes\"");
    }
    let imported = import(&sources).unwrap();
    let world = world::load(&imported.text).unwrap();
    assert!(find_host(&world, "-me---the---client---a-").is_ok(), "{}", imported.text);
    assert_eq!(
        world.route_tables.iter().filter(|table| world.name_of(table.id) == "it-s {our- public@rtb- yes").count(),
        1
    );
    let renamed = imported.left_out.iter().filter(|one| one.why == Reason::Renamed);
    assert_eq!(renamed.count(), 2);
    assert!(imported.left_out.iter().all(|one| one.why != Reason::Refused), "{:?}", imported.left_out);
}

/// The program with these arguments.
fn run(arguments: &[&str], input: &str) -> std::process::Output {
    let mut program = Command::cargo_bin("v6dojo").unwrap();
    program.args(arguments).write_stdin(input).output().unwrap()
}

#[test]
fn several_documents_come_from_standard_input_and_the_world_goes_where_it_is_wanted() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("my vpc.yaml");
    let [chapter, _] = chapters();
    let whole: String = described(&chapter).into_iter().map(|source| source.text).collect();
    let printed = run(&["--lang", "en", "import", "-"], &whole);
    assert!(printed.status.success());
    let said = String::from_utf8(printed.stderr).unwrap();
    assert!(said.contains("v6dojo: left out: ") && said.contains("load balancers are not imported"), "{said}");
    let saved = run(&["import", "-", "--out", out.to_str().unwrap()], &whole);
    assert!(saved.status.success() && saved.stdout.is_empty());
    assert_eq!(std::fs::read(&out).unwrap(), printed.stdout);
    let script = "client-001a$ curl -sS https://github.com/hmatsu47\n";
    let lab = run(&["lab", "--world", out.to_str().unwrap(), "--strict", "-"], script);
    assert!(lab.status.success(), "{}", String::from_utf8_lossy(&lab.stdout));
    let broken = run(&["import", data("broken").to_str().unwrap()], "");
    assert_eq!((broken.status.code(), broken.stdout.as_slice()), (Some(2), &b""[..]));
    let sandbox = run(&["sandbox", "--world", data("broken").to_str().unwrap()], "");
    assert_eq!(sandbox.status.code(), Some(2));
}

#[test]
fn the_script_collects_every_list_and_only_reads() {
    let script = String::from_utf8(run(&["--lang", "en", "import", "--script"], "").stdout).unwrap();
    for (_, command) in LISTS {
        assert!(script.contains(&format!("aws ec2 {command} ")), "{command}\n{script}");
    }
    let calls = script.lines().flat_map(|line| line.match_indices("aws ec2 ").map(|(at, it)| &line[at + it.len()..]));
    for call in calls {
        assert!(call.starts_with("describe-"), "{call}");
    }
}

#[test]
fn quotas_are_as_large_as_the_account_needs() {
    let number = |count: usize| 0..count;
    let vpcs: Vec<Value> = number(8)
        .map(|n| json!({"VpcId": format!("vpc-{n}"), "CidrBlock": format!("10.{n}.0.0/16"), "OwnerId": "111122223333"}))
        .collect();
    let addresses: Vec<Value> = number(9)
        .map(|n| json!({"AllocationId": format!("eipalloc-{n}"), "PublicIp": format!("192.0.2.{n}")}))
        .collect();
    let endpoints: Vec<Value> =
        number(3).map(|n| json!({"InstanceConnectEndpointId": format!("eice-{n}"), "SubnetId": "subnet-0"})).collect();
    let subnet =
        json!({"SubnetId": "subnet-0", "VpcId": "vpc-0", "AvailabilityZone": "eu-west-1a", "CidrBlock": "10.0.0.0/24"});
    let text =
        json!({"Vpcs": vpcs, "Addresses": addresses, "InstanceConnectEndpoints": endpoints, "Subnets": [subnet]});
    let imported = import(&[Source { name: "all.json".to_owned(), text: text.to_string() }]).unwrap();
    assert_eq!(imported.left_out, Vec::new());
    let world = world::load(&imported.text).unwrap();
    let there = (world.vpcs.len(), world.addresses.len(), world.instance_connect_endpoints.len());
    assert_eq!((world.region.as_str(), there), ("eu-west-1", (8, 9, 3)));
}

#[test]
fn a_list_that_is_cut_off_or_unknown_is_named() {
    let text = r#"{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}], "NextToken": "eyJ0IjogMX0="}
                  {"FlowLogs": [{"FlowLogId": "fl-1"}, {"FlowLogId": "fl-2"}]} {"KeyPairs": []}"#;
    let imported = import(&[Source { name: "some.json".to_owned(), text: text.to_owned() }]).unwrap();
    let said: Vec<(Reason, &str)> = imported.left_out.iter().map(|one| (one.why, one.what.as_str())).collect();
    assert_eq!(said, [(Reason::Cut, "some.json (\"eyJ0IjogMX0=\")"), (Reason::Kind, "FlowLogs (2)")]);
}
