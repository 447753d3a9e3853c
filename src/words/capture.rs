//! What a capture says: the names of its interfaces, and each packet's decisions as its comments.

use super::trace::{self, Names};
use crate::cloud::World;
use crate::cloud::network_interface::{NetworkInterface, Owner};
use crate::lesson::Lang;
use crate::net::pcapng::{Capture, Frame, Interface};
use crate::sim::capture::{Decided, Side, Tap, seen, since_1970};
use crate::sim::path;
use crate::sim::trace::{Place, Trace};
use std::net::IpAddr;
use std::path::Path;

/// Takes down what commands send and receive, one after the other.
#[derive(Clone, Debug)]
pub struct Recorder {
    lang: Lang,
    taps: Vec<Tap>,
    capture: Capture,
}

impl Recorder {
    /// Nothing yet.
    pub fn new(lang: Lang) -> Self {
        let comment = lang.pick(
            "v6dojo によるシミュレーション。同じパケットが複数のインターフェイスで見えます。再送と表示されるときは、\
             frame.interface_name で 1 か所ずつ別のファイルに分けてください。",
            "Simulated by v6dojo. The same packet is seen at several interfaces. Where that is taken for a \
             retransmission, export the packets of one frame.interface_name into a file of their own.",
        );
        Self { lang, taps: Vec::new(), capture: Capture { comment: comment.to_owned(), ..Capture::default() } }
    }

    /// Adds what one command sent and received. Its line is the first packet's first comment.
    pub fn add(&mut self, line: &str, trace: &Trace, world: &World) {
        let mut line = Some(line.trim().to_owned());
        for seen in seen(trace, world) {
            let said = seen.decided.iter().flat_map(|decided| say(decided, world, self.lang));
            let frame = Frame {
                comments: line.take().into_iter().chain(said).collect(),
                interface: self.interface(seen.tap, world),
                at: seen.at,
                heading: seen.heading,
                packet: seen.packet.clone(),
            };
            self.capture.frames.push(frame);
        }
    }

    fn interface(&mut self, tap: Tap, world: &World) -> usize {
        if let Some(known) = self.taps.iter().position(|known| *known == tap) {
            return known;
        }
        self.capture.interfaces.push(interface(&tap, world, self.lang));
        self.taps.push(tap);
        self.taps.len() - 1
    }

    /// All of it. The last packets of a command may still be under way when the next begins, so only
    /// now are they put into the order of time.
    pub fn finish(mut self) -> Capture {
        self.capture.frames.sort_by_key(|frame| frame.at);
        self.capture
    }
}

/// A decision, in the words that the player has for it.
fn say(decided: &Decided<'_>, world: &World, lang: Lang) -> Vec<String> {
    match decided {
        Decided::Step(place, step) => {
            vec![format!("{}: {}", path::name(world, place), trace::step(step, Names { world }, lang))]
        }
        Decided::Lookup(lookup) => {
            let resolver = path::name(world, &Place::Resolver);
            trace::lookup(lookup, lang).into_iter().map(|said| format!("{resolver}: {said}")).collect()
        }
    }
}

fn interface(tap: &Tap, world: &World, lang: Lang) -> Interface {
    let whose = path::name(world, &tap.place);
    let side = match tap.side {
        Side::Only => "",
        Side::Inside => "/inside",
        Side::Outside => "/outside",
    };
    let what = match (&tap.place, tap.side) {
        (Place::NatGateway(_), Side::Inside) => {
            lang.pick("NAT ゲートウェイの内側（クライアント側）", "NAT gateway, inside: as its clients see it")
        }
        (Place::NatGateway(_), _) => {
            lang.pick("NAT ゲートウェイの外側（変換後）", "NAT gateway, outside: as it is translated")
        }
        (Place::Instance(_), _) => lang.pick("インスタンスの ENI", "instance's network interface"),
        (Place::InstanceConnectEndpoint(_), _) => {
            lang.pick("EC2 Instance Connect Endpoint の ENI", "EC2 Instance Connect Endpoint's network interface")
        }
        (Place::LoadBalancer(_), _) => lang.pick("ロードバランサーの ENI", "load balancer's network interfaces"),
        _ => lang.pick("インターネット上のホスト", "host on the Internet"),
    };
    let description = std::iter::once(what.to_owned()).chain(own(&tap.place, world)).collect::<Vec<_>>().join(", ");
    Interface { name: format!("{whose}{side}"), description }
}

/// The ids and addresses of a place's network interfaces.
fn own(place: &Place, world: &World) -> Vec<String> {
    let belongs = |interface: &&NetworkInterface| match (&interface.owner, place) {
        (Owner::Instance(owner), Place::Instance(id)) => owner == id,
        (Owner::NatGateway(owner), Place::NatGateway(id)) => owner == id,
        (Owner::InstanceConnectEndpoint(owner), Place::InstanceConnectEndpoint(id)) => owner == id,
        (Owner::LoadBalancer(owner), Place::LoadBalancer(name)) => owner == name,
        _ => false,
    };
    let interfaces = world.network_interfaces.iter().filter(belongs);
    let said = interfaces.map(|interface| {
        let v4 = interface.private_ip.into_iter().map(IpAddr::V4);
        let addresses = v4.chain(interface.ipv6_addresses.iter().copied().map(IpAddr::V6));
        let id = std::iter::once(interface.id.to_string());
        id.chain(addresses.map(|address| address.to_string())).collect::<Vec<_>>().join(" ")
    });
    said.collect()
}

/// A name for a command's capture, without its extension: the program and the simulated moment.
pub fn file_stem(trace: &Trace, world: &World) -> String {
    let seconds = i64::try_from(since_1970(trace, world) / 1_000_000_000).unwrap_or(0);
    let began = jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    format!("v6dojo-{}-{}", trace.program(), began.strftime("%Y%m%dT%H%M%SZ"))
}

/// What was saved, and where.
pub fn saved(capture: &Capture, path: &Path, lang: Lang) -> String {
    let count = |at: usize| capture.frames.iter().filter(|frame| frame.interface == at).count();
    let interfaces = capture.interfaces.iter().enumerate();
    let each = interfaces.map(|(at, interface)| format!("{} {}", interface.name, count(at)));
    let each = each.collect::<Vec<_>>().join(", ");
    let (path, all) = (path.display(), capture.frames.len());
    match (lang, each.is_empty()) {
        (Lang::Ja, true) => format!("{path} に保存しました: パケットはありません"),
        (Lang::En, true) => format!("saved {path}: no packets"),
        (Lang::Ja, false) => format!("{path} に {all} パケットを保存しました: {each}"),
        (Lang::En, false) => format!("saved {path}: {all} packets ({each})"),
    }
}

/// The same on the screen, where a message is Markdown.
pub fn kept(capture: &Capture, path: &Path, lang: Lang) -> String {
    let (path, all) = (path.display(), capture.frames.len());
    match lang {
        Lang::Ja => format!("{all} パケットを保存しました。Wireshark で開けます。\n`{path}`"),
        Lang::En => format!("{all} packets saved, for Wireshark to open.\n`{path}`"),
    }
}

/// It could not be saved.
pub fn not_saved(path: &Path, why: &std::io::Error, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("キャプチャ {} を書き込めません: {why}", path.display()),
        Lang::En => format!("can't write the capture {}: {why}", path.display()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guest::console::{Console, Kind};
    use crate::guest::world;
    use crate::net::pcapng::Heading::{In, Out};

    /// What lines send and receive in the chapter's first world.
    fn captured(lines: &[&str], lang: Lang) -> Capture {
        let mut console = Console::new(world::load(world::CHAPTER).unwrap());
        let mut recorder = Recorder::new(lang);
        for line in lines {
            let record = console.exec(line).unwrap().unwrap();
            let Kind::Guest(trace) = &record.kind else { panic!("{record:?}") };
            recorder.add(&record.input, trace, &console.world);
        }
        recorder.finish()
    }

    #[test]
    fn a_ping_is_seen_wherever_it_comes_by_there_and_back() {
        let line = "client-001a$ ping -n -c 1 8.8.8.8";
        let capture = captured(&[line], Lang::En);
        let names: Vec<&str> = capture.interfaces.iter().map(|interface| interface.name.as_str()).collect();
        let nat = "cl-ipv4-to-dualstack-nat-public1-ap-northeast-3a";
        assert_eq!(names, ["client-001a", &format!("{nat}/inside"), &format!("{nat}/outside"), "dns.google"]);
        let way: Vec<_> = capture.frames.iter().map(|frame| (frame.interface, frame.heading)).collect();
        assert_eq!(way, [(0, Out), (1, In), (2, Out), (3, In), (3, Out), (2, In), (1, Out), (0, In)]);
        assert!(capture.frames[..4].is_sorted_by(|earlier, later| earlier.at < later.at));
        let sources: Vec<String> = capture.frames.iter().map(|frame| frame.packet.source().to_string()).collect();
        assert_eq!(sources[..4], ["10.1.128.11", "10.1.128.11", "10.1.0.10", "203.0.113.10"]);
        let comments = &capture.frames[0].comments;
        assert_eq!(comments[0], line);
        assert_eq!(comments[1], "client-001a: A security group rule allows it.");
        assert!(comments.iter().any(|comment| comment.contains("0.0.0.0/0 is the longest match")), "{comments:?}");
        assert_eq!(capture.frames[3].comments, ["dns.google: It has arrived and is taken."]);
    }

    #[test]
    fn several_commands_are_in_the_order_of_time_each_with_its_line() {
        let lines = ["client-001a$ curl http://github.com/", "client-001a$ dig github.com A"];
        let capture = captured(&lines, Lang::Ja);
        assert!(capture.frames.is_sorted_by_key(|frame| frame.at));
        for line in lines {
            let led = capture.frames.iter().filter(|frame| frame.comments.first().is_some_and(|first| first == line));
            assert_eq!(led.count(), 1, "{line}");
        }
        let all: Vec<&String> = capture.frames.iter().flat_map(|frame| &frame.comments).collect();
        assert!(all.iter().any(|comment| *comment == "Amazon DNS: github.com の A を探す: 1 件 (NOERROR)"), "{all:?}");
    }

    #[test]
    fn a_file_is_named_after_the_program_and_the_simulated_moment() {
        let mut console = Console::new(world::load(world::CHAPTER).unwrap());
        let record = console.exec("client-001a$ dig github.com").unwrap().unwrap();
        let Kind::Guest(trace) = &record.kind else { panic!("{record:?}") };
        assert_eq!(file_stem(trace, &console.world), "v6dojo-dig-20251220T010525Z");
    }
}
