//! Captures before another judge: Wireshark's `tshark` reads what `lab --pcap` saves of the stories
//! in `tests/captures`, and finds every packet well formed, every checksum right and every
//! conversation as TCP has it.
//!
//! The same packet is seen at several interfaces, which Wireshark takes for retransmissions. So each
//! interface is judged by itself, as if it had been captured alone.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use v6dojo::cloud::World;
use v6dojo::guest::console::{Console, Kind};
use v6dojo::lesson::library;
use v6dojo::session::Session;
use v6dojo::sim::Trace;
use v6dojo::sim::path::name;
use v6dojo::sim::trace::{End, Place};

const LESSON: &str = "nat64-dns64";
/// Wireshark's severities: comment, chat, note, warning, error.
const WARNING: u32 = 0x60_0000;
const CHECKS: [&str; 6] =
    ["-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE"];
/// Stands between values of one field; no text has it.
const BETWEEN: char = '\u{1f}';

/// A script with what is said about it in its comments.
struct Story {
    path: PathBuf,
    lines: Vec<String>,
    /// The step of the lesson in whose world it plays.
    at: String,
    /// What Wireshark warns of, rightly: the story is about it.
    flagged: Vec<String>,
}

fn stories() -> Vec<Story> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/captures");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(story).collect()
}

fn story(path: PathBuf) -> Story {
    let text = fs::read_to_string(&path).unwrap();
    let said = |what: &str| text.lines().filter_map(|line| Some(line.strip_prefix(what)?.to_owned())).collect();
    let at: Vec<String> = said("# at: ");
    let flagged = said("# flagged: ");
    let lines = text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect();
    Story { path, lines, at: at.concat(), flagged }
}

impl Story {
    fn name(&self) -> String {
        self.path.file_stem().unwrap().to_string_lossy().into_owned()
    }

    /// Plays it in the lab, and saves what was captured in a folder.
    fn capture(&self, folder: &Path) -> PathBuf {
        let file = folder.join(format!("{}.pcapng", self.name()));
        let mut lab = Command::new(env!("CARGO_BIN_EXE_v6dojo"));
        lab.args(["lab", "--lesson", LESSON, "--at", &self.at, "--pcap"]).arg(&file).arg(&self.path);
        let output = lab.output().unwrap();
        assert!(output.status.success(), "{}: {output:?}", self.name());
        file
    }

    /// Plays it here: each line's trace and the world after it.
    fn traces(&self) -> Vec<(String, Arc<Trace>, World)> {
        let sources = library::embedded();
        let lesson = sources.iter().map(|source| source.load().unwrap()).find(|lesson| lesson.id == LESSON).unwrap();
        let step = lesson.step(&self.at).unwrap();
        let mut console = Console::new(Session::at(Arc::new(lesson), step).world().clone());
        let mut traces = Vec::new();
        for line in &self.lines {
            if let Some(record) = console.exec(line).unwrap()
                && let Kind::Guest(trace) = record.kind
            {
                traces.push((record.input, trace, console.world.clone()));
            }
        }
        traces
    }
}

/// What tshark prints.
fn tshark(file: &Path, arguments: &[&str]) -> String {
    let output = Command::new("tshark").arg("-r").arg(file).args(CHECKS).args(arguments).output().unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    let complaint = complaint.lines().filter(|line| !line.contains("Running as user")).collect::<Vec<_>>();
    assert!(output.status.success() && complaint.is_empty(), "{}: {complaint:?}", file.display());
    String::from_utf8(output.stdout).unwrap()
}

/// Fields of each packet that passes a filter, each with all its values.
fn fields(file: &Path, filter: &str, names: &[&str]) -> Vec<Vec<Vec<String>>> {
    let between = format!("aggregator={BETWEEN}");
    let mut arguments = vec!["-2", "-Y", filter, "-T", "fields", "-E", &between];
    arguments.extend(names.iter().flat_map(|name| ["-e", name]));
    let values = |text: &str| text.split(BETWEEN).filter(|value| !value.is_empty()).map(str::to_owned).collect();
    let packets = tshark(file, &arguments);
    packets.lines().map(|line| line.split('\t').map(values).collect()).collect()
}

/// The first value of the only field asked for.
fn column(file: &Path, filter: &str, name: &str) -> Vec<String> {
    fields(file, filter, &[name]).into_iter().map(|mut packet| packet[0].swap_remove(0)).collect()
}

/// Every story with its capture; none where tshark is missing, which is said.
fn captured() -> Option<(tempfile::TempDir, Vec<(Story, PathBuf)>)> {
    if Command::new("tshark").arg("--version").output().is_err() {
        eprintln!("skipped: tshark is not installed, so no other program has judged the captures");
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let all = stories().into_iter().map(|story| (story.capture(folder.path()), story));
    let all = all.map(|(file, story)| (story, file)).collect();
    Some((folder, all))
}

#[test]
fn every_interface_by_itself_is_a_capture_without_complaint() {
    let Some((folder, stories)) = captured() else { return };
    let bad = ["ip", "tcp", "udp", "icmp", "icmpv6"].map(|layer| format!("{layer}.checksum.status == Bad")).join("||");
    for (story, file) in &stories {
        assert_eq!(column(file, &bad, "frame.number"), Vec::<String>::new(), "{}", story.name());
        let mut warnings = BTreeSet::new();
        let interfaces: BTreeSet<String> = column(file, "frame", "frame.interface_id").into_iter().collect();
        assert!(!interfaces.is_empty(), "{}", story.name());
        for id in interfaces {
            let alone = folder.path().join(format!("{}-{id}.pcapng", story.name()));
            tshark(file, &["-Y", &format!("frame.interface_id == {id}"), "-w", alone.to_str().unwrap()]);
            warnings.extend(complaints(&alone));
        }
        let expected = |warning: &str| story.flagged.iter().any(|flagged| warning.starts_with(flagged));
        let surprises: Vec<&String> = warnings.iter().filter(|warning| !expected(warning)).collect();
        assert!(surprises.is_empty(), "{}: {surprises:#?}", story.name());
        for flagged in &story.flagged {
            assert!(warnings.iter().any(|it| it.starts_with(flagged)), "{}: nobody warns of {flagged}", story.name());
        }
    }
}

/// What Wireshark finds wrong or worth a warning; malformed packets and bad checksums are errors.
fn complaints(file: &Path) -> Vec<String> {
    let mut complaints = Vec::new();
    for packet in fields(file, "_ws.expert", &["_ws.expert.severity", "_ws.expert.message"]) {
        let severities = packet[0].iter().map(|severity| severity.parse::<u32>().unwrap());
        assert_eq!(packet[0].len(), packet[1].len());
        let all = severities.zip(&packet[1]).filter(|(severity, _)| *severity >= WARNING);
        complaints.extend(all.map(|(_, message)| message.clone()));
    }
    complaints
}

#[test]
fn times_are_the_traces_to_the_nanosecond() {
    let Some((_folder, stories)) = captured() else { return };
    for (story, file) in &stories {
        let mut expected: Vec<(u64, String)> = Vec::new();
        for (_, trace, world) in story.traces() {
            let began = u64::try_from(world.epoch).unwrap() * 1_000_000_000 + trace.started.as_nanos();
            let (host, place) = (Place::Instance(trace.host), name(&world, &Place::Instance(trace.host)));
            let mut note = |at: std::time::Duration| {
                expected.push((began + u64::try_from(at.as_nanos()).unwrap(), place.clone()));
            };
            for (at, lookup) in trace.lookups().filter(|(_, lookup)| lookup.subnet.is_some()) {
                note(at);
                lookup.answer.iter().for_each(|_| note(at + lookup.took));
            }
            for (at, flight) in trace.flights() {
                let here = flight.hops.iter().filter(|hop| hop.place == host);
                here.for_each(|hop| note(at + hop.at));
                let taken = flight.end == End::Delivered;
                assert!(!taken || flight.hops.last().unwrap().at == flight.took, "{flight:?}");
            }
        }
        expected.sort();
        let machines: BTreeSet<&String> = expected.iter().map(|(_, machine)| machine).collect();
        let packets = fields(file, "frame", &["frame.time_epoch", "frame.interface_name"]);
        let read = packets.into_iter().map(|packet| (nanoseconds(&packet[0][0]), packet[1][0].clone()));
        let read: Vec<(u64, String)> = read.collect();
        assert!(read.is_sorted_by_key(|(at, _)| *at), "{}: time goes back", story.name());
        let mut read: Vec<(u64, String)> = read.into_iter().filter(|(_, place)| machines.contains(place)).collect();
        read.sort();
        assert_eq!(read, expected, "{}", story.name());
    }
}

fn nanoseconds(seconds: &str) -> u64 {
    let (whole, rest) = seconds.split_once('.').unwrap();
    assert_eq!(rest.len(), 9, "{seconds}");
    format!("{whole}{rest}").parse().unwrap()
}

#[test]
fn each_command_and_decision_is_a_comment_and_each_place_has_its_name() {
    let Some((_folder, stories)) = captured() else { return };
    for (story, file) in &stories {
        let comments: Vec<String> =
            fields(file, "frame.comment", &["frame.comment"]).into_iter().flatten().flatten().collect();
        for (line, trace, _) in story.traces() {
            let sent = trace.flights().next().is_some() || trace.lookups().next().is_some();
            assert_eq!(comments.contains(&line), sent, "{}: {line}", story.name());
        }
        let silent = column(file, "!frame.comment", "frame.number");
        // A DNS question has nothing to tell yet; its answer has.
        let questions = column(file, "!frame.comment && dns.flags.response == 0", "frame.number");
        assert_eq!(silent, questions, "{}", story.name());
    }
    let (_, file) = stories.iter().find(|(story, _)| story.name() == "phase-2").unwrap();
    let places: BTreeSet<String> = column(file, "frame", "frame.interface_name").into_iter().collect();
    let nat = "cl-ipv4-to-dualstack-nat-public1-ap-northeast-3a";
    let expected = [
        "client-001c-ipv6only".to_owned(),
        format!("{nat}/inside"),
        format!("{nat}/outside"),
        "github.com".to_owned(),
        "ipv4-to-dualstack-1234567890.ap-northeast-3.elb.amazonaws.com".to_owned(),
    ];
    assert_eq!(places, expected.into_iter().collect());
    let comments = fields(file, "frame.comment", &["frame.comment"]).concat().concat();
    for decision in ["64:ff9b::/96 is the longest match", "NAT64: the IPv6 packet becomes", "DNS64 makes 64:ff9b::"] {
        assert!(comments.iter().any(|comment| comment.contains(decision)), "{decision}");
    }
}

#[test]
fn both_sides_of_nat64_show_the_same_conversation_with_other_addresses() {
    let Some((_folder, stories)) = captured() else { return };
    let (_, file) = stories.iter().find(|(story, _)| story.name() == "phase-2").unwrap();
    let side = |name: &str, addresses: [&str; 3]| {
        let filter = format!("tcp && frame.interface_name matches \"/{name}$\"");
        let tcp = ["tcp.seq_raw", "tcp.ack_raw", "tcp.flags", "tcp.options.timestamp.tsval", "tcp.len"];
        let names: Vec<&str> = tcp.into_iter().chain(addresses).collect();
        fields(file, &filter, &names)
    };
    let inside = side("inside", ["ipv6.src", "ipv6.dst", "ipv6.hlim"]);
    let outside = side("outside", ["ip.src", "ip.dst", "ip.ttl"]);
    assert!(inside.len() > 20 && inside.len() == outside.len());
    let (mut seen_in, mut seen_out) = (inside.clone(), outside.clone());
    // On the way out a packet is inside first, on the way back outside: order by what both have.
    let key = |packet: &Vec<Vec<String>>| packet[..5].concat();
    seen_in.sort_by_key(key);
    seen_out.sort_by_key(key);
    for (v6, v4) in seen_in.iter().zip(&seen_out) {
        assert_eq!(v6[..5], v4[..5]);
        let hops: [i32; 2] = [&v6[7][0], &v4[7][0]].map(|hops| hops.parse().unwrap());
        let out = v4[5][0] == "10.1.0.10";
        let (server, behind) = if out { (&v4[6][0], &v6[6][0]) } else { (&v4[5][0], &v6[5][0]) };
        let embedded = v6dojo::net::WELL_KNOWN.embed(server.parse().unwrap());
        assert_eq!(behind, &embedded.to_string());
        assert_eq!(hops[0] - hops[1], if out { 1 } else { -1 }, "a NAT gateway is a router");
    }
}

/// The same conversation is seen at several places, which a reader may take for retransmissions: that is
/// a note. Nothing is out of order, malformed or wrong in the whole file.
#[test]
fn the_chapters_captures_open_without_a_warning_as_a_whole() {
    let Some((_folder, stories)) = captured() else { return };
    for (story, file) in stories.iter().filter(|(story, _)| story.name().starts_with("phase-")) {
        assert_eq!(complaints(file), Vec::<String>::new(), "{}", story.name());
    }
}
