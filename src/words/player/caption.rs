//! What a scene says: one sentence about what happens and why, with names and numbers.

use super::role;
use crate::cloud::network_acl::{Action, Direction};
use crate::cloud::route_table::RouteState;
use crate::cloud::security_group::{Peer, Traffic};
use crate::lesson::Lang;
use crate::net::{Family, Flow, Packet, Protocol, dns};
use crate::sim::Outcome;
use crate::sim::trace::{
    Drop, GuestRoute, Lookup, NetworkAclStep, Refusal, ResolverStep, Role, RouteStep, SecurityGroupStep, Translation,
    TranslationKind, Unfit, Verdict,
};
use crate::words::{Words, trace, words};
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

/// Nothing that could carry a shell is there.
pub const NO_ENDPOINT: Words = words(
    "VPC に使える EC2 Instance Connect Endpoint がありません。",
    "The VPC has no EC2 Instance Connect Endpoint that is ready.",
);
/// What there is does not fit.
pub const UNFIT_ENDPOINT: Words = words(
    "エンドポイントとインスタンスに、共通の種類のアドレスがありません。",
    "The endpoint and the instance have no kind of address in common.",
);

/// Which route a table will choose, while its candidates still drop out one by one.
pub fn looking(place: &str, table: Option<&str>, destination: IpAddr, lang: Lang) -> String {
    match (table, lang) {
        (Some(table), Lang::Ja) => {
            format!("{place} のルートテーブル {table}: 宛先 {destination} に最も長く一致するルートは?")
        }
        (Some(table), Lang::En) => {
            format!("{place}, route table {table}: which route is the longest match for {destination}?")
        }
        (None, Lang::Ja) => format!("{place} が自分の経路表を引きます。宛先 {destination} に最も長く一致するのは?"),
        (None, Lang::En) => {
            format!("{place} looks into its own routing table: what is the longest match for {destination}?")
        }
    }
}

/// The guest's own decision, before anything is sent.
pub fn guest_route(client: &str, route: &GuestRoute, lang: Lang) -> String {
    let destination = route.destination;
    let family = Family::from(destination);
    let winner = route.candidates.iter().find(|candidate| candidate.verdict == Verdict::Wins);
    match (route.source.zip(winner), lang) {
        (Some((source, winner)), Lang::Ja) => {
            format!("{client} 自身の経路表では {} が最も長く一致します。{source} から送ります。", winner.destination)
        }
        (Some((source, winner)), Lang::En) => format!(
            "In {client}'s own routing table {} is the longest match, so it sends, from {source}.",
            winner.destination
        ),
        (None, Lang::Ja) => format!(
            "{client} 自身に、{destination} への {family} の経路がありません。パケットは 1 つも出ず、その場で失敗します。"
        ),
        (None, Lang::En) => {
            format!("{client} itself has no {family} route to {destination}. No packet leaves; it fails at once.")
        }
    }
}

/// What was asked for: the name, or the address whose name is wanted, and the type of record.
fn asked(lookup: &Lookup) -> (String, String) {
    let Some(query) = lookup.asked.queries.first() else { return (String::new(), String::new()) };
    let name = match query.name().parse_arpa_name() {
        Ok(block) => block.addr().to_string(),
        Err(_) if query.name().is_root() => ".".to_owned(),
        Err(_) => query.name().to_string().trim_end_matches('.').to_owned(),
    };
    (name, query.query_type().to_string())
}

/// A question is under way.
pub fn question(client: &str, lookup: &Lookup, lang: Lang) -> String {
    let (name, kind) = asked(lookup);
    match lang {
        Lang::Ja => format!("{client} がリゾルバに尋ねます。「{name} の {kind} レコードは?」"),
        Lang::En => format!("{client} asks the resolver: what is the {kind} record of {name}?"),
    }
}

/// What was answered, and how it came about. `subnet` is what the asking subnet is called.
pub fn answer(lookup: &Lookup, subnet: &str, lang: Lang) -> String {
    let (name, kind) = asked(lookup);
    let Some(message) = &lookup.answered else {
        return lang.pick("リゾルバから応答がありません。", "The resolver does not answer.").to_owned();
    };
    let made = lookup.steps.iter().find_map(|step| match step {
        ResolverStep::Synthesized { from, to, .. } => Some((from, to)),
        _ => None,
    });
    if let Some((from, to)) = made {
        return match lang {
            Lang::Ja => {
                format!("{name} に AAAA レコードはありません。DNS64 が A レコードの {from} から {to} を合成します。")
            }
            Lang::En => {
                format!("{name} has no AAAA record, so DNS64 makes {to} from the address in its A record, {from}.")
            }
        };
    }
    let of_kind = |record: &&hickory_proto::rr::Record| record.record_type().to_string() == kind;
    let found: Vec<String> =
        message.answers.iter().filter(of_kind).map(|record| dns::data_text(&record.data)).collect();
    let native = lookup.steps.contains(&ResolverStep::Native);
    match (found.as_slice(), lang) {
        ([], _) => nothing(lookup, &name, &kind, subnet, lang),
        ([one, rest @ ..], Lang::Ja) => {
            let more = if rest.is_empty() { String::new() } else { format!(" ほか {} 件", rest.len()) };
            let native = if native { "本物なので DNS64 は何もしません。" } else { "" };
            format!("{name} の {kind}: {one}{more}。{native}")
        }
        ([one, rest @ ..], Lang::En) => {
            let more = if rest.is_empty() { String::new() } else { format!(" and {} more", rest.len()) };
            let native = if native { " It is a real one: DNS64 does nothing." } else { "" };
            format!("{kind} of {name}: {one}{more}.{native}")
        }
    }
}

/// An answer without the records that were asked for.
fn nothing(lookup: &Lookup, name: &str, kind: &str, subnet: &str, lang: Lang) -> String {
    let code = lookup.answered.as_ref().map(|message| dns::code_text(message.metadata.response_code));
    let code = code.unwrap_or_default();
    let off = lookup.steps.contains(&ResolverStep::Dns64Off);
    let silent = lookup.steps.iter().any(|step| matches!(step, ResolverStep::Unanswered { .. }));
    match (code.as_str(), lang) {
        ("NXDOMAIN", Lang::Ja) => format!("{name} という名前は存在しません (NXDOMAIN)。"),
        ("NXDOMAIN", Lang::En) => format!("There is no such name as {name} (NXDOMAIN)."),
        (code, Lang::Ja) if silent => format!("{name} の権威サーバーが応答しないので、リゾルバは {code} を返します。"),
        (code, Lang::En) if silent => {
            format!("The name servers of {name} keep silent, so the resolver answers {code}.")
        }
        ("NOERROR", Lang::Ja) if off => {
            format!(
                "{name} に {kind} レコードはありません。サブネット {subnet} の DNS64 は無効なので、空の応答が返ります。"
            )
        }
        ("NOERROR", Lang::En) if off => {
            format!("{name} has no {kind} record, and DNS64 is off for the subnet {subnet}: the answer is empty.")
        }
        ("NOERROR", Lang::Ja) => format!("{name} に {kind} レコードはありません。空の応答が返ります。"),
        ("NOERROR", Lang::En) => format!("{name} has no {kind} record: the answer is empty."),
        (code, Lang::Ja) => format!("リゾルバは {code} を返します。"),
        (code, Lang::En) => format!("The resolver answers {code}."),
    }
}

/// Protocol and port of a conversation.
pub fn traffic_of(flow: Flow) -> String {
    let name = protocol(flow.protocol);
    match flow.protocol {
        Protocol::Tcp | Protocol::Udp => format!("{name} {}", flow.destination_port),
        Protocol::Icmp | Protocol::Icmpv6 | Protocol::Other(_) => name,
    }
}

/// A protocol's name.
pub fn protocol(protocol: Protocol) -> String {
    match protocol {
        Protocol::Tcp => "TCP".to_owned(),
        Protocol::Udp => "UDP".to_owned(),
        Protocol::Icmp => "ICMP".to_owned(),
        Protocol::Icmpv6 => "ICMPv6".to_owned(),
        Protocol::Other(number) => format!("IP {number}"),
    }
}

/// Protocol and ports of a rule.
pub fn traffic(traffic: Traffic, lang: Lang) -> String {
    let ports = |name: &str, from: u16, to: u16| {
        if from == to { format!("{name} {from}") } else { format!("{name} {from}-{to}") }
    };
    match traffic {
        Traffic::All => lang.pick("すべて", "all").to_owned(),
        Traffic::Tcp(from, to) => ports("TCP", from, to),
        Traffic::Udp(from, to) => ports("UDP", from, to),
        Traffic::Icmp(..) => "ICMP".to_owned(),
        Traffic::Icmpv6(..) => "ICMPv6".to_owned(),
        Traffic::Protocol(number) => format!("IP {number}"),
    }
}

/// Which rules are asked.
fn bound(direction: Direction, lang: Lang) -> &'static str {
    match direction {
        Direction::Ingress => super::INBOUND.in_(lang),
        Direction::Egress => super::OUTBOUND.in_(lang),
    }
}

/// The other end of a rule; a group by what it is called.
pub fn peer(peer: Peer, called: impl Fn(crate::cloud::SecurityGroupId) -> String) -> String {
    match peer {
        Peer::Cidr(cidr) => cidr.to_string(),
        Peer::Group(group) => called(group),
    }
}

/// What security groups decided: `rule` is the one that allows, `groups` what they are called.
pub fn security_groups(place: &str, groups: &str, (step, rule): (&SecurityGroupStep, &str), lang: Lang) -> String {
    let (bound, flow) = (bound(step.direction, lang), traffic_of(step.flow));
    match (step.allowed, lang) {
        (true, Lang::Ja) => {
            format!("{place} のセキュリティグループ {groups}: {bound}のルール「{rule}」が {flow} を許可します。")
        }
        (true, Lang::En) => format!("{place}, security group {groups}: the {bound} rule \"{rule}\" allows {flow}."),
        (false, Lang::Ja) => {
            format!("{place} のセキュリティグループ {groups} に、{flow} を許可する{bound}ルールがありません。")
        }
        (false, Lang::En) => format!("{place}, security group {groups}: no {bound} rule allows {flow}."),
    }
}

/// What a network ACL decided.
pub fn network_acl(place: &str, step: &NetworkAclStep, lang: Lang) -> String {
    let (bound, flow) = (bound(step.direction, lang), traffic_of(step.flow));
    let deciding = step.looked_at.iter().find(|(_, matches)| *matches);
    let rule = deciding.map_or_else(
        || "*".to_owned(),
        |(entry, _)| format!("{} ({} {})", entry.number, traffic(entry.traffic, lang), entry.cidr),
    );
    match (step.action, lang) {
        (Action::Allow, Lang::Ja) => {
            format!("{place} のネットワーク ACL、{bound}: ルール {rule} が {flow} を許可します。")
        }
        (Action::Allow, Lang::En) => format!("{place}, network ACL, {bound}: rule {rule} allows {flow}."),
        (Action::Deny, Lang::Ja) => {
            format!("{place} のネットワーク ACL、{bound}: ルール {rule} が {flow} を拒否します。")
        }
        (Action::Deny, Lang::En) => format!("{place}, network ACL, {bound}: rule {rule} denies {flow}."),
    }
}

/// A longest-prefix match in a subnet's route table.
pub fn routes(place: &str, (table, target): (&str, &str), step: &RouteStep, lang: Lang) -> String {
    let destination = step.destination;
    let table = match (step.main, lang) {
        (false, _) => table.to_owned(),
        (true, Lang::Ja) => format!("{table} (関連付けがないのでメイン)"),
        (true, Lang::En) => format!("{table} (the main one: it has no other)"),
    };
    let Some(winner) = step.winner() else {
        return match lang {
            Lang::Ja => format!("{place} のルートテーブル {table} に、{destination} に一致するルートがありません。"),
            Lang::En => format!("{place}, route table {table}: no route matches {destination}."),
        };
    };
    let prefix = winner.route.destination;
    match (winner.state, lang) {
        (RouteState::Active, Lang::Ja) => {
            format!("{place} のルートテーブル {table}: 最も長く一致するのは {prefix} なので、{target} へ送ります。")
        }
        (RouteState::Active, Lang::En) => {
            format!("{place}, route table {table}: the longest match is {prefix}, so it goes to {target}.")
        }
        (RouteState::Blackhole, Lang::Ja) => format!(
            "{place} のルートテーブル {table}: 最も長く一致するのは {prefix} ですが、ターゲットがもうありません (blackhole)。"
        ),
        (RouteState::Blackhole, Lang::En) => {
            format!("{place}, route table {table}: the longest match is {prefix}, but its target is gone (blackhole).")
        }
    }
}

/// A change of addresses.
pub fn translation(place: &str, step: &Translation, lang: Lang) -> String {
    let (old, new) = (step.before.flow(), step.after.flow());
    let source = |flow: &Flow| SocketAddr::new(flow.source, flow.source_port);
    let destination = |flow: &Flow| SocketAddr::new(flow.destination, flow.destination_port);
    let said = match (step.kind, lang) {
        (TranslationKind::Nat64, Lang::Ja) => format!(
            "IPv6 を IPv4 に変換します。宛先は後ろ 32 ビットの {}、送信元は自分の {} になります。",
            new.destination,
            source(&new)
        ),
        (TranslationKind::Nat64, Lang::En) => format!(
            "IPv6 becomes IPv4. The destination is its last 32 bits, {}; the source becomes {}.",
            new.destination,
            source(&new)
        ),
        (TranslationKind::Nat64Back, Lang::Ja) => {
            format!("セッション表を引いて IPv6 に戻します。宛先は {}、送信元は {} です。", new.destination, new.source)
        }
        (TranslationKind::Nat64Back, Lang::En) => {
            format!("the session makes it IPv6 again, for {}, from {}.", new.destination, new.source)
        }
        (TranslationKind::Nat44, Lang::Ja) => {
            format!("送信元 {} を自分の {} に変え、セッション表に書き留めます。", source(&old), source(&new))
        }
        (TranslationKind::Nat44, Lang::En) => {
            format!("the source {} becomes {}, and the session table remembers it.", source(&old), source(&new))
        }
        (TranslationKind::Nat44Back, Lang::Ja) => {
            format!("セッション表を引いて、宛先 {} を {} に戻します。", destination(&old), destination(&new))
        }
        (TranslationKind::Nat44Back, Lang::En) => {
            format!("the session turns the destination {} back into {}.", destination(&old), destination(&new))
        }
        (TranslationKind::Public, Lang::Ja) => {
            format!(
                "送信元のプライベートアドレス {} を、パブリックの {} に 1 対 1 で変えます。",
                old.source, new.source
            )
        }
        (TranslationKind::Public, Lang::En) => {
            format!("the private source {} becomes its public address {}, one to one.", old.source, new.source)
        }
        (TranslationKind::Private, Lang::Ja) => format!(
            "宛先のパブリックアドレス {} を、プライベートの {} に 1 対 1 で戻します。",
            old.destination, new.destination
        ),
        (TranslationKind::Private, Lang::En) => {
            format!("the public destination {} becomes the private address {} again.", old.destination, new.destination)
        }
    };
    format!("{place}: {said}")
}

/// Who remembers a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Memory {
    /// The security groups of an interface.
    SecurityGroups,
    /// A gateway.
    Gateway,
}

/// A conversation is known, and its answer may pass.
pub fn known(place: &str, who: Memory, lang: Lang) -> String {
    match (who, lang) {
        (Memory::SecurityGroups, Lang::Ja) => {
            format!("{place} のセキュリティグループは行きの通信を覚えているので、ルールを見ずに応答を通します。")
        }
        (Memory::SecurityGroups, Lang::En) => {
            format!("{place}: its security groups remember the way out, so the answer may pass whatever the rules say.")
        }
        (Memory::Gateway, Lang::Ja) => format!("{place} は行きの通信を覚えているので、応答を通します。"),
        (Memory::Gateway, Lang::En) => format!("{place} remembers the way out, so the answer may pass."),
    }
}

/// A packet was for this place, which took it.
pub fn accepted(place: &str, kind: Role, packet: &Packet, lang: Lang) -> String {
    let (what, source) = (role(kind, lang), packet.source());
    match (kind, lang) {
        (Role::SynAck, Lang::Ja) => format!("{what} が {place} に戻りました。接続が成立します。"),
        (Role::SynAck, Lang::En) => format!("The {what} is back at {place}: the connection stands."),
        (Role::EchoReply(_) | Role::Answer, Lang::Ja) => format!("応答が {place} に戻りました。"),
        (Role::EchoReply(_) | Role::Answer, Lang::En) => format!("The answer is back at {place}."),
        (Role::Reset | Role::Error, Lang::Ja) => format!("{what} が {place} に届きました。断られたと分かります。"),
        (Role::Reset | Role::Error, Lang::En) => format!("The {what} has arrived at {place}: the answer is no."),
        (_, Lang::Ja) => format!("{what} が {place} に届きました。相手から見た送信元は {source} です。"),
        (_, Lang::En) => format!("The {what} has arrived at {place}, which sees {source} as its client."),
    }
}

/// A packet was dropped here.
pub fn dropped(place: &str, reason: &Drop, packet: &Packet, lang: Lang) -> String {
    let destination = packet.destination();
    match (reason, lang) {
        (Drop::Gateway(Unfit::NotGlobal), Lang::Ja) => {
            format!("{place}: {destination} はインターネット上に存在しないアドレスなので、応答は返りません。")
        }
        (Drop::Gateway(Unfit::NotGlobal), Lang::En) => {
            format!("{place}: {destination} does not exist on the Internet, so no answer can come back.")
        }
        (Drop::NobodyThere, Lang::Ja) => format!("{place}: {destination} を持つ相手がいません。応答は返りません。"),
        (Drop::NobodyThere, Lang::En) => format!("{place}: nobody has {destination}, so no answer comes back."),
        _ => format!("{place}: {}", trace::dropped(reason, lang)),
    }
}

/// A packet was for this place, which said no.
pub fn answered(place: &str, no: Refusal, lang: Lang) -> String {
    format!("{place}: {}", trace::refused(no, lang))
}

/// Where a packet only comes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passage {
    /// It begins here: somebody answers.
    Answers,
    /// The Internet.
    Internet,
    /// An egress-only Internet gateway.
    EgressOnly,
    /// An Internet gateway that changes nothing.
    Gateway,
    /// A subnet that it stays in.
    Within,
    /// Anywhere else.
    Other,
}

/// Nothing is decided here.
pub fn passes(place: &str, passage: Passage, (kind, packet): (Role, &Packet), lang: Lang) -> String {
    let (what, source, destination) = (role(kind, lang), packet.source(), packet.destination());
    match (passage, lang) {
        (Passage::Answers, Lang::Ja) => format!("{place} が {what} を {destination} 宛てに返します。"),
        (Passage::Answers, Lang::En) => format!("{place} sends {what} back, to {destination}."),
        (Passage::Internet, Lang::Ja) => format!("インターネットを渡ります。{source} から {destination} へ。"),
        (Passage::Internet, Lang::En) => format!("Across the Internet, from {source} to {destination}."),
        (Passage::EgressOnly, Lang::Ja) => {
            format!("{place} は IPv6 をそのまま外へ通します。外から始まる通信は通しません。")
        }
        (Passage::EgressOnly, Lang::En) => {
            format!("{place} lets IPv6 out as it is, and nothing in that begins outside.")
        }
        (Passage::Gateway, Lang::Ja) => format!("{place} を通ります。アドレスは変わりません。"),
        (Passage::Gateway, Lang::En) => format!("It passes {place}; no address changes."),
        (Passage::Within, Lang::Ja) => {
            format!("サブネット {place} の中の通信なので、ネットワーク ACL もルートも関係しません。")
        }
        (Passage::Within, Lang::En) => format!("It stays within the subnet {place}: no network ACL, no route."),
        (Passage::Other, Lang::Ja) => format!("{place} を通ります。"),
        (Passage::Other, Lang::En) => format!("It passes {place}."),
    }
}

/// The same again, so many times, with the shortest and the longest wait between two; and why it ends
/// the same way.
pub fn again(count: usize, (shortest, longest): (Duration, Duration), why: &str, lang: Lang) -> String {
    let [shortest, longest] = [shortest, longest].map(|wait| super::silence(wait, lang));
    let apart = if shortest == longest {
        longest
    } else {
        lang.pick(format!("{shortest}～{longest}"), format!("{shortest} to {longest}"))
    };
    match lang {
        Lang::Ja => format!("応答がないので、{apart}の間隔で {count} 回送り直します。結果は同じです: {why}"),
        Lang::En => format!("No answer, so it is sent {count} more times, {apart} apart. The end is the same: {why}"),
    }
}

/// The rest of the conversation: so many packets, of these kinds.
pub fn talk(count: usize, kinds: &[String], lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("同じ道で会話が続きます。あと {count} パケット: {}。", kinds.join("、")),
        Lang::En => format!("The conversation goes on by the same way, {count} more packets: {}.", kinds.join(", ")),
    }
}

/// Somebody stopped waiting.
pub fn gave_up(program: &str, after: Duration, lang: Lang) -> String {
    let seconds = after.as_secs_f64();
    match lang {
        Lang::Ja => format!("{seconds:.1} 秒待っても応答がなく、{program} はあきらめます。"),
        Lang::En => format!("No answer in {seconds:.1} s: {program} gives up."),
    }
}

/// How it came out, after how long, with so many packets besides those of the resolver; and what decided
/// it where it went wrong.
pub fn outcome(program: &str, (outcome, took): (Outcome, Duration), packets: usize, why: &str, lang: Lang) -> String {
    let said = trace::outcome(outcome, lang);
    let milliseconds = took.as_secs_f64() * 1000.0;
    let took = if took.as_secs() > 0 { super::silence(took, lang) } else { format!("{milliseconds:.1} ms") };
    let packets = match (packets, lang) {
        (0, Lang::Ja) => "パケットなし".to_owned(),
        (0, Lang::En) => "no packets".to_owned(),
        (1, Lang::En) => "1 packet".to_owned(),
        (packets, Lang::Ja) => format!("{packets} パケット"),
        (packets, Lang::En) => format!("{packets} packets"),
    };
    match (why, lang) {
        ("", Lang::Ja) => format!("{program} の結果: {said} ({took}、{packets})。"),
        ("", Lang::En) => format!("{program}: {said} ({took}, {packets})."),
        (why, Lang::Ja) => format!("{program} の結果: {said} ({took}、{packets})。決め手は {why}。"),
        (why, Lang::En) => format!("{program}: {said} ({took}, {packets}). Decided at {why}."),
    }
}
