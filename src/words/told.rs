//! The evidence of a trace told in sentences, for whoever can't see it drawn: the losers with the
//! winner, before and after, one thing after the other.

use super::player as say;
use super::trace::Names;
use super::{Words, words};
use crate::cloud::network_acl::{Action, Entry};
use crate::cloud::route_table::RouteState;
use crate::cloud::security_group::{Peer, Rule, Traffic};
use crate::lesson::Lang;
use crate::net::dns::record_line;
use crate::net::{Packet, Protocol};
use crate::sim::trace::{
    Candidate, GuestRoute, Lookup, NetworkAclStep, ResolverStep, Role, RouteStep, SecurityGroupStep, SessionTable,
    Step, Translation, Verdict,
};
use std::net::{IpAddr, SocketAddr};

/// A route that won.
const WINS: Words = words("勝ち", "wins");
/// A route that matches but is shorter.
const SHORTER: Words = words("一致するが短い", "matches, but shorter");
/// A source address.
const SOURCE: Words = words("送信元", "source");
/// A hop limit or TTL.
const HOPS: Words = words("残りホップ", "hops left");
/// How long a packet is.
const LENGTH: Words = words("長さ", "bytes");

/// How many rows a table has.
fn rows(count: usize, lang: Lang) -> String {
    match (lang, count) {
        (Lang::Ja, _) => format!("{count} 行"),
        (Lang::En, 1) => "1 row".to_owned(),
        (Lang::En, _) => format!("{count} rows"),
    }
}

/// What lies behind a decision, a sentence each.
pub fn step(step: &Step, names: Names<'_>, lang: Lang) -> Vec<String> {
    match step {
        Step::Routes(step) => routes(step, names, lang),
        Step::Translation(translation) => translated(translation, lang),
        Step::SecurityGroups(step) => rules(step, names, lang),
        Step::NetworkAcl(step) => entries(step, lang),
        Step::Known { .. } | Step::Dropped(_) | Step::Accepted | Step::Answered { .. } => Vec::new(),
    }
}

/// A packet: what it is in its conversation, and from where to where it goes.
pub fn packet(role: Role, packet: &Packet, lang: Lang) -> String {
    let flow = packet.flow();
    let end = |address: IpAddr, port: u16| match flow.protocol {
        Protocol::Tcp | Protocol::Udp => {
            lang.pick(format!("{address} ポート {port}"), format!("{address} port {port}"))
        }
        Protocol::Icmp | Protocol::Icmpv6 | Protocol::Other(_) => address.to_string(),
    };
    let (from, to) = (end(flow.source, flow.source_port), end(flow.destination, flow.destination_port));
    let (family, role) = (packet.family(), self::role(role, lang));
    match lang {
        Lang::Ja => format!("{family} パケット、{role}: 送信元 {from}、宛先 {to}"),
        Lang::En => format!("{family} packet, {role}: from {from} to {to}"),
    }
}

/// What a packet is in its conversation.
fn role(role: Role, lang: Lang) -> String {
    match role {
        Role::Syn { .. } => lang.pick("TCP の接続要求（SYN）", "TCP request to connect (SYN)").to_owned(),
        Role::SynAck => lang.pick("TCP の接続応答（SYN ACK）", "TCP answer to that (SYN ACK)").to_owned(),
        Role::Ack => lang.pick("TCP の受領確認（ACK）", "TCP acknowledgement (ACK)").to_owned(),
        Role::Reset => lang.pick("TCP の拒否（RST）", "TCP reset (RST)").to_owned(),
        Role::Fin => lang.pick("TCP の終了（FIN）", "TCP end (FIN)").to_owned(),
        Role::Handshake => lang.pick("TLS のハンドシェイク", "TLS handshake").to_owned(),
        Role::Request => lang.pick("要求", "request").to_owned(),
        Role::Response => lang.pick("応答", "response").to_owned(),
        Role::EchoRequest(number) => {
            lang.pick(format!("ICMP エコー要求 {number}"), format!("ICMP echo request {number}"))
        }
        Role::EchoReply(number) => lang.pick(format!("ICMP エコー応答 {number}"), format!("ICMP echo reply {number}")),
        Role::Query => lang.pick("DNS の問い合わせ", "DNS question").to_owned(),
        Role::Answer => lang.pick("DNS の応答", "DNS answer").to_owned(),
        Role::Error => lang.pick("ICMP のエラー", "ICMP error").to_owned(),
    }
}

/// What is asked of whom.
pub fn question(lookup: &Lookup, lang: Lang) -> Vec<String> {
    let server = lookup.server;
    let ask = lookup.asked.queries.iter().map(|query| {
        let (name, kind) = (query.name(), query.query_type());
        lang.pick(
            format!("問い合わせ: {name} の {kind}。相手は {server}"),
            format!("Question: {kind} of {name}, to {server}"),
        )
    });
    ask.collect()
}

/// How an answer came about, and what it says.
pub fn answer(lookup: &Lookup, lang: Lang) -> Vec<String> {
    let mut said = super::trace::lookup(lookup, lang);
    for step in &lookup.steps {
        if let ResolverStep::Synthesized { from, .. } = step {
            let octet = |octet: u8| lang.pick(format!("{octet} は {octet:02x}"), format!("{octet} is {octet:02x}"));
            let octets = from.octets().map(octet).join(lang.pick("、", ", "));
            said.push(lang.pick(format!("16 進にすると: {octets}"), format!("In hexadecimal: {octets}")));
        }
    }
    let records = lookup.answered.iter().flat_map(|message| &message.answers);
    said.extend(records.map(|record| {
        let line = record_line(record).split_whitespace().collect::<Vec<_>>().join(" ");
        lang.pick(format!("答え: {line}"), format!("Answer: {line}"))
    }));
    said
}

/// The guest's own routing table, and which of its routes won.
pub fn guest_routes(route: &GuestRoute, lang: Lang) -> Vec<String> {
    let mut said = vec![wanted(route.destination, lang)];
    for candidate in &route.candidates {
        let via = match candidate.via {
            Some(via) => lang.pick(format!("次は {via}"), format!("by {via}")),
            None => lang.pick("同じリンク", "on the link").to_owned(),
        };
        let (destination, verdict) = (candidate.destination, verdict(candidate.verdict, lang));
        said.push(format!("{destination}, {via}: {verdict}"));
    }
    said.extend(
        route.source.map(|source| lang.pick(format!("送信元アドレス: {source}"), format!("Source address: {source}"))),
    );
    said
}

fn wanted(destination: IpAddr, lang: Lang) -> String {
    lang.pick(format!("宛先: {destination}"), format!("Destination: {destination}"))
}

/// The candidates of a longest-prefix match, the winner first.
fn routes(step: &RouteStep, names: Names<'_>, lang: Lang) -> Vec<String> {
    let candidate = |candidate: &Candidate| {
        let (destination, target) = (candidate.route.destination, names.target(candidate.route.target, lang));
        let verdict = verdict(candidate.verdict, lang);
        let gone = match candidate.state {
            RouteState::Blackhole => lang.pick("（ターゲットなし、blackhole）", " (its target is gone: blackhole)"),
            RouteState::Active => "",
        };
        match lang {
            Lang::Ja => format!("{destination}、ターゲット {target}{gone}: {verdict}"),
            Lang::En => format!("{destination} to {target}{gone}: {verdict}"),
        }
    };
    std::iter::once(wanted(step.destination, lang)).chain(step.candidates.iter().map(candidate)).collect()
}

/// Why a route won or lost.
fn verdict(verdict: Verdict, lang: Lang) -> String {
    match verdict {
        Verdict::Wins => WINS.in_(lang).to_owned(),
        Verdict::Shorter => SHORTER.in_(lang).to_owned(),
        Verdict::Differs { bit } => say::differs(bit, lang),
        Verdict::OtherFamily => say::OTHER_FAMILY.in_(lang).to_owned(),
    }
}

/// Which traffic a rule is about.
fn kind(of: Traffic, lang: Lang) -> String {
    match of {
        Traffic::All => lang.pick("すべての通信", "all traffic").to_owned(),
        other => other.to_string(),
    }
}

fn matches(matches: bool, lang: Lang) -> &'static str {
    if matches { lang.pick("一致する", "matches") } else { lang.pick("一致しない", "does not match") }
}

/// The rules that a security group was asked by.
fn rules(step: &SecurityGroupStep, names: Names<'_>, lang: Lang) -> Vec<String> {
    if step.rules.is_empty() {
        return vec![say::NO_RULES.in_(lang).to_owned()];
    }
    let rule = |(_, rule, is_match): &(_, Rule, bool)| {
        let peer = match rule.peer {
            Peer::Cidr(cidr) => cidr.to_string(),
            Peer::Group(group) => names.world.name_of(group),
        };
        let (traffic, matches) = (kind(rule.traffic, lang), matches(*is_match, lang));
        lang.pick(format!("ルール {traffic}、{peer}: {matches}"), format!("Rule {traffic}, {peer}: {matches}"))
    };
    step.rules.iter().map(rule).collect()
}

/// The entries that a network ACL looked at, up to the one that decided.
fn entries(step: &NetworkAclStep, lang: Lang) -> Vec<String> {
    let action = |action: Action| match action {
        Action::Allow => lang.pick("許可", "allow"),
        Action::Deny => lang.pick("拒否", "deny"),
    };
    let entry = |(entry, is_match): &(Entry, bool)| {
        let (number, traffic, cidr) = (entry.number, kind(entry.traffic, lang), entry.cidr);
        let (action, matches) = (action(entry.action), matches(*is_match, lang));
        match lang {
            Lang::Ja => format!("ルール {number}、{traffic}、{cidr}、{action}: {matches}"),
            Lang::En => format!("Rule {number}, {traffic}, {cidr}, {action}: {matches}"),
        }
    };
    let mut said: Vec<String> = step.looked_at.iter().map(entry).collect();
    if !step.looked_at.iter().any(|(_, is_match)| *is_match) {
        let last = lang.pick("最後のルール *: すべて拒否", "The last rule, *: denies everything");
        said.push(last.to_owned());
    }
    said
}

/// The header before and after, and the session table.
fn translated(translation: &Translation, lang: Lang) -> Vec<String> {
    let (before, after) = (&translation.before, &translation.after);
    let (old, new) = (before.flow(), after.flow());
    let (source, destination) = (SOURCE.in_(lang), say::DESTINATION.in_(lang));
    let port = |of: &str| lang.pick(format!("{of}ポート"), format!("{of} port"));
    let fields = [
        ("IP".to_owned(), before.family().to_string(), after.family().to_string()),
        (source.to_owned(), old.source.to_string(), new.source.to_string()),
        (destination.to_owned(), old.destination.to_string(), new.destination.to_string()),
        (port(source), old.source_port.to_string(), new.source_port.to_string()),
        (port(destination), old.destination_port.to_string(), new.destination_port.to_string()),
        (HOPS.in_(lang).to_owned(), before.hop_limit().to_string(), after.hop_limit().to_string()),
        (LENGTH.in_(lang).to_owned(), before.length().to_string(), after.length().to_string()),
    ];
    let (same, changed): (Vec<_>, Vec<_>) = fields.into_iter().partition(|(_, old, new)| old == new);
    let change = |(name, old, new): (String, String, String)| {
        lang.pick(format!("{name}: {old} が {new} になる"), format!("{name}: {old} becomes {new}"))
    };
    let mut said: Vec<String> = changed.into_iter().map(change).collect();
    if !same.is_empty() {
        let same = same.into_iter().map(|(name, value, _)| format!("{name} {value}")).collect::<Vec<_>>();
        let all = same.join(lang.pick("、", ", "));
        said.push(lang.pick(format!("変わらないもの: {all}"), format!("Unchanged: {all}")));
    }
    said.extend(translation.sessions.iter().flat_map(|table| sessions(table, lang)));
    said
}

/// A NAT gateway's session table, a sentence a row.
fn sessions(table: &SessionTable, lang: Lang) -> Vec<String> {
    let end = |address: IpAddr, port: u16| SocketAddr::new(address, port).to_string();
    let mut said = vec![format!("{}: {}", say::SESSIONS.in_(lang), rows(table.rows.len(), lang))];
    for row in &table.rows {
        let (inside, outside) = (row.session.inside, row.session.outside);
        let state = row.state.name(inside.family());
        let left = say::seconds_left(row.until.since(table.at).as_secs(), lang);
        let client = end(inside.source, inside.source_port);
        let own = end(outside.source, outside.source_port);
        let remote = end(outside.destination, outside.destination_port);
        let whose = match (row.session == table.own, lang) {
            (true, Lang::Ja) => "このパケットの行",
            (true, Lang::En) => "This packet's row",
            (false, Lang::Ja) => "別の行",
            (false, Lang::En) => "Another row",
        };
        said.push(match lang {
            Lang::Ja => format!("{whose}: {state}、{left}。内側 {client}、外側 {own}、相手 {remote}"),
            Lang::En => format!("{whose}: {state}, {left}. Inside {client}, outside {own}, remote end {remote}"),
        });
    }
    said
}
