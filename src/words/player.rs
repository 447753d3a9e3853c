//! The words of the player.

use super::{Words, words};
use crate::cloud::security_group::Traffic;
use crate::lesson::Lang;
use std::time::Duration;

/// Key: run or stop the film.
pub const PLAY: Words = words("再生/停止", "play/pause");
/// Key: one scene on.
pub const FORWARD: Words = words("次の場面", "next scene");
/// Key: one scene back.
pub const BACK: Words = words("前の場面", "back");
/// Key: to the scene that decided.
pub const DECIDING: Words = words("決め手へ", "what decided");
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
/// Before `3/14`.
pub const SCENE: Words = words("場面", "scene");
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
/// Heading: source address.
pub const SOURCE: Words = words("送信元", "source");
/// Heading: destination address.
pub const DESTINATION: Words = words("宛先", "destination");
/// Heading: ports.
pub const PORTS: Words = words("ポート", "ports");
/// Heading: hop limit or TTL.
pub const HOPS: Words = words("残りホップ", "hops left");
/// Heading: bytes.
pub const LENGTH: Words = words("長さ", "bytes");
/// Heading: a NAT gateway's session table.
pub const SESSIONS: Words = words("セッション表", "session table");
/// A route that won.
pub const WINS: Words = words("勝ち", "wins");
/// A route that matches but is shorter.
pub const SHORTER: Words = words("一致するが短い", "matches, but shorter");
/// A route of the other family.
pub const OTHER_FAMILY: Words = words("アドレスファミリーが違う", "other family");
/// No rule in this direction.
pub const NO_RULES: Words = words("ルールがありません", "there are no rules");
/// The IPv4 record the AAAA was made from.
pub const MADE_FROM: Words = words("A レコード", "A record");

/// How long a session is remembered, in seconds.
pub fn seconds_left(seconds: u64, lang: Lang) -> String {
    lang.pick(format!("残り {seconds} 秒"), format!("{seconds} s left"))
}

/// How many rows a table has.
pub fn rows(count: usize, lang: Lang) -> String {
    match (lang, count) {
        (Lang::Ja, _) => format!("{count} 行"),
        (Lang::En, 1) => "1 row".to_owned(),
        (Lang::En, _) => format!("{count} rows"),
    }
}

/// The question is under way.
pub fn question(lang: Lang) -> String {
    lang.pick(
        "クライアントが、名前のアドレスをリゾルバに問い合わせます。",
        "The client asks the resolver for the name's address.",
    )
    .to_owned()
}

/// The answer and how it came about.
pub fn answer(lang: Lang) -> String {
    lang.pick("リゾルバの答えと、その作られ方です。", "The resolver's answer, and how it was made.").to_owned()
}

/// Nothing is decided here.
pub fn passes(place: &str, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("{place} を通ります。"),
        Lang::En => format!("It passes {place}."),
    }
}

/// The same again.
pub fn again(packets: usize, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("応答がないので、間隔を空けて {packets} 回送り直しますが、結果は同じです。"),
        Lang::En => {
            format!("No answer: it is sent {packets} more times, further and further apart. The end is the same.")
        }
    }
}

/// The rest of the conversation.
pub fn talk(packets: usize, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("同じ道で会話が続きます (あと {packets} パケット)。"),
        Lang::En => format!("The conversation goes on by the same way ({packets} more packets)."),
    }
}

/// Somebody stopped waiting.
pub fn gave_up(after: Duration, lang: Lang) -> String {
    let seconds = after.as_secs_f64();
    match lang {
        Lang::Ja => format!("{seconds:.1} 秒待っても応答がなく、あきらめます。"),
        Lang::En => format!("No answer in {seconds:.1} s: it gives up."),
    }
}

/// The bit at which a route differs, counted from 1 as people do.
pub fn differs(bit: u8, lang: Lang) -> String {
    let bit = u16::from(bit) + 1;
    match lang {
        Lang::Ja => format!("{bit} ビット目で違う"),
        Lang::En => format!("differs at bit {bit}"),
    }
}

/// Protocol and ports in a few words.
pub fn traffic(traffic: Traffic) -> String {
    let ports = |name: &str, from: u16, to: u16| {
        if from == to { format!("{name} {from}") } else { format!("{name} {from}-{to}") }
    };
    match traffic {
        Traffic::All => "all".to_owned(),
        Traffic::Tcp(from, to) => ports("tcp", from, to),
        Traffic::Udp(from, to) => ports("udp", from, to),
        Traffic::Icmp(..) => "icmp".to_owned(),
        Traffic::Icmpv6(..) => "icmpv6".to_owned(),
        Traffic::Protocol(number) => format!("protocol {number}"),
    }
}
