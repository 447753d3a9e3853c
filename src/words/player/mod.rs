//! The words of the player: its keys, the heads of its tables and the names of packets. What a scene
//! says in a sentence is in `caption`, what it says in a word or two in `note`.

pub mod caption;
pub mod note;

use super::{Words, words};
use crate::lesson::Lang;
use crate::net::fields::Meaning;
use crate::sim::trace::{Role, SourceVerdict};
use std::time::Duration;

/// Key: run or stop the film.
pub const PLAY: Words = words("再生/停止", "play/pause");
/// Key: one scene on.
pub const FORWARD: Words = words("次の場面", "next scene");
/// Key: one scene back.
pub const BACK: Words = words("前の場面", "back");
/// Key: to the scene that decided.
pub const DECIDING: Words = words("決め手へ", "what decided");
/// Key: to the next packet or question.
pub const NEXT_EVENT: Words = words("次のパケット", "next packet");
/// Key: to the packet or question before.
pub const PREVIOUS_EVENT: Words = words("前のパケット", "previous packet");
/// Key: with or without the time axis.
pub const LANES: Words = words("時間軸", "time axis");
/// Key: begin again at the end.
pub const LOOP: Words = words("繰り返し", "loop");
/// Key: the packets as a file.
pub const SAVE: Words = words("pcapng で保存", "save as pcapng");
/// Key: faster.
pub const FASTER: Words = words("速く", "faster");
/// Key: slower.
pub const SLOWER: Words = words("遅く", "slower");
/// Key: to the first scene.
pub const FIRST: Words = words("最初へ", "first");
/// Key: to the last scene.
pub const LAST: Words = words("最後へ", "last");
/// Key: the close-up down.
pub const DOWN: Words = words("拡大図を下へ", "close-up down");
/// Key: the close-up up.
pub const UP: Words = words("拡大図を上へ", "close-up up");
/// The film runs.
pub const RUNNING: Words = words("再生", "play");
/// The film stands.
pub const STOPPED: Words = words("停止", "pause");
/// It begins again at its end.
pub const LOOPS: Words = words("繰り返し", "loop");
/// Nothing to play yet.
pub const EMPTY: Words = words(
    "まだ再生するものがありません。端末で curl や ping を実行すると、パケットの動きをここで 1 場面ずつ見られます。",
    "Nothing to play yet. Run curl or ping in the terminal, and watch its packets here, scene by scene.",
);
/// The command sent nothing.
pub const NOTHING: Words = words("このコマンドはパケットを送りませんでした。", "This command sent no packet.");
/// Heading: before a translation.
pub const BEFORE: Words = words("変換前", "before");
/// Heading: after a translation.
pub const AFTER: Words = words("変換後", "after");
/// Heading: a packet's bytes.
pub const BYTES: Words = words("バイト列", "the bytes");
/// Which bytes of a dump are marked.
pub const CHANGED: Words = words("= 変わったバイト", "= changed");
/// A field that one of two headers does not have.
pub const NO_FIELD: Words = words("なし", "none");
/// Heading: a NAT gateway's session table.
pub const SESSIONS: Words = words("セッション表", "session table");
/// Heading: a destination address.
pub const DESTINATION: Words = words("宛先", "destination");
/// Heading: which source address.
pub const SOURCES: Words = words("送信元アドレスの選択 (RFC 6724)", "which source address (RFC 6724)");
/// Heading: a machine's own routing table.
pub const GUEST_TABLE: Words = words("クライアント自身の経路表", "the client's own routing table");
/// A route that matches but is shorter.
pub const OTHER_FAMILY: Words = words("アドレスファミリーが違う", "other family");
/// On the link, without a next hop.
pub const ON_LINK: Words = words("同じリンク", "on the link");
/// No rule in this direction.
pub const NO_RULES: Words = words("ルールがありません", "there are no rules");
/// No more rules are looked at once one matches.
pub const FIRST_MATCH: Words =
    words("番号の小さい順に見て、最初に一致したルールで決まる", "the lowest number that matches decides");
/// Any rule that matches is enough.
pub const ANY_MATCH: Words = words("どれか 1 つに一致すれば通る", "one rule that matches is enough");
/// Heading: what a resolver answered.
pub const ANSWER: Words = words("応答", "the answer");
/// More lines below.
pub const MORE: Words = words("続き", "more");
/// Heading: network ACL.
pub const ACL: Words = words("ネットワーク ACL", "network ACL");
/// Heading: security group.
pub const SECURITY_GROUP: Words = words("セキュリティグループ", "security group");
/// Heading: route table.
pub const ROUTE_TABLE: Words = words("ルートテーブル", "route table");
/// Heading: packets that follow.
pub const PACKETS: Words = words("ここからのパケット", "the packets that follow");
/// Heading: packets that were sent before.
pub const SENT_AGAIN: Words = words("送り直したパケット", "sent again");
/// Heading: all that was sent in vain.
pub const IN_VAIN: Words = words("応答のなかったパケット", "packets without an answer");
/// No route is left.
pub const NO_MATCH: Words = words("一致するルートがありません", "no route matches");
/// Into an interface or a subnet.
pub const INBOUND: Words = words("インバウンド", "inbound");
/// Out of it.
pub const OUTBOUND: Words = words("アウトバウンド", "outbound");

/// Heading: what went out.
pub const WAY_OUT: Words = words("行き", "the way out");
/// Heading: what came back.
pub const WAY_BACK: Words = words("戻り", "the way back");

/// How long a session is remembered, in seconds.
pub fn seconds_left(seconds: u64, lang: Lang) -> String {
    lang.pick(format!("残り {seconds} 秒"), format!("{seconds} s left"))
}

/// A route that won, with this many bits.
pub fn wins(bits: u8, lang: Lang) -> String {
    lang.pick(format!("最長 {bits} ビット"), format!("longest: {bits} bits"))
}

/// A route that matches but is shorter.
pub fn shorter(bits: u8, lang: Lang) -> String {
    lang.pick(format!("一致は {bits} ビット"), format!("only {bits} bits"))
}

/// The bit at which a route differs, counted from 1 as people do.
pub fn differs(bit: u8, lang: Lang) -> String {
    let bit = u16::from(bit) + 1;
    lang.pick(format!("{bit} ビット目が違う"), format!("bit {bit} differs"))
}

/// This many bits.
pub fn bits(bits: usize, lang: Lang) -> String {
    lang.pick(format!("{bits} ビット"), format!("{bits} bits"))
}

/// This many bytes.
pub fn bytes(bytes: usize, lang: Lang) -> String {
    lang.pick(format!("{bytes} バイト"), format!("{bytes} bytes"))
}

/// Why a source address was chosen or not; `common` bits of it are those of the destination.
pub fn source(verdict: SourceVerdict, common: u8, lang: Lang) -> String {
    match verdict {
        SourceVerdict::Chosen => {
            lang.pick(format!("選択 (先頭 {common} ビットが同じ)"), format!("chosen ({common} bits in common)"))
        }
        SourceVerdict::OtherScope => lang.pick("リンクの外では使えない", "not beyond the link").to_owned(),
        SourceVerdict::LessInCommon => {
            lang.pick(format!("同じなのは先頭 {common} ビット"), format!("only {common} bits in common"))
        }
    }
}

/// A silence on the time axis.
pub fn silence(length: Duration, lang: Lang) -> String {
    let seconds = length.as_secs_f64();
    let seconds = if seconds >= 10.0 { format!("{seconds:.0}") } else { format!("{seconds:.1}") };
    let seconds = seconds.trim_end_matches(".0");
    lang.pick(format!("{seconds} 秒"), format!("{seconds} s"))
}

/// What a packet is, in a word: how engineers call it in both languages.
pub fn role(role: Role, lang: Lang) -> String {
    match role {
        Role::Syn { .. } => "SYN".to_owned(),
        Role::SynAck => "SYN+ACK".to_owned(),
        Role::Ack => "ACK".to_owned(),
        Role::Reset => "RST".to_owned(),
        Role::Fin => "FIN".to_owned(),
        Role::Handshake => "TLS".to_owned(),
        Role::Request => lang.pick("要求", "request").to_owned(),
        Role::Response => lang.pick("応答", "response").to_owned(),
        Role::EchoRequest(number) => format!("ping {number}"),
        Role::EchoReply(number) => format!("{} {number}", lang.pick("応答", "reply")),
        Role::Query => "DNS?".to_owned(),
        Role::Answer => "DNS".to_owned(),
        Role::Error => "ICMP".to_owned(),
    }
}

/// The name of a header field, in whichever family.
pub fn field(meaning: Meaning, lang: Lang) -> &'static str {
    let (ja, en) = match meaning {
        Meaning::Version => ("バージョン", "version"),
        Meaning::HeaderLength => ("ヘッダー長", "header length"),
        Meaning::TrafficClass => ("クラス/ToS", "class, ToS"),
        Meaning::FlowLabel => ("フローラベル", "flow label"),
        Meaning::Length => ("長さ", "length"),
        Meaning::Identification => ("識別子", "identification"),
        Meaning::FragmentFlags => ("フラグ", "IP flags"),
        Meaning::FragmentOffset => ("オフセット", "offset"),
        Meaning::HopLimit => ("ホップ/TTL", "hop limit, TTL"),
        Meaning::Protocol => ("次ヘッダー", "next header"),
        Meaning::HeaderChecksum => ("IP チェックサム", "IP checksum"),
        Meaning::Source => ("送信元", "source"),
        Meaning::Destination => ("宛先", "destination"),
        Meaning::SourcePort | Meaning::DestinationPort => ("ポート", "ports"),
        Meaning::Sequence => ("シーケンス", "sequence"),
        Meaning::Acknowledgment => ("確認応答", "acknowledges"),
        Meaning::Flags => ("TCP フラグ", "TCP flags"),
        Meaning::Window => ("ウィンドウ", "window"),
        Meaning::Options => ("オプション", "options"),
        Meaning::DatagramLength => ("UDP の長さ", "UDP length"),
        Meaning::Type => ("タイプ", "type"),
        Meaning::Code => ("コード", "code"),
        Meaning::Identifier => ("エコー識別子", "echo id"),
        Meaning::EchoSequence => ("エコー番号", "echo number"),
        Meaning::Mtu => ("MTU", "MTU"),
        Meaning::Pointer => ("ポインター", "pointer"),
        Meaning::Checksum => ("チェックサム", "checksum"),
        Meaning::Payload => ("データ", "payload"),
    };
    lang.pick(ja, en)
}
