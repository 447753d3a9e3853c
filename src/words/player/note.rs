//! What a scene says in a word or two, at its station on the stage.

use crate::lesson::Lang;
use crate::sim::trace::{Drop, End, Refusal, Unfit};
use crate::words::{Words, words};
use std::net::IpAddr;
use std::time::Duration;

/// A security group was asked.
pub const SECURITY_GROUP: Words = words("セキュリティグループ", "security group");
/// A conversation is known.
pub const REMEMBERED: Words = words("行きを覚えている", "remembers the way out");
/// It was for this place.
pub const ARRIVED: Words = words("届いた", "arrived");
/// Nobody answered.
pub const SILENCE: Words = words("応答なし", "no answer");
/// No endpoint would do.
pub const NO_ENDPOINT: Words = words("使えるエンドポイントがない", "no endpoint that would do");

/// A table without a route to an address.
pub fn no_route(destination: IpAddr, lang: Lang) -> String {
    lang.pick(format!("{destination} への経路がない"), format!("no route to {destination}"))
}

/// Sent from this address.
pub fn from(source: IpAddr, lang: Lang) -> String {
    lang.pick(format!("送信元 {source}"), format!("from {source}"))
}

/// An answer without records of that type.
pub fn none(kind: &str, lang: Lang) -> String {
    lang.pick(format!("{kind} なし"), format!("no {kind}"))
}

/// Somebody stopped waiting.
pub fn gave_up(after: Duration, lang: Lang) -> String {
    let seconds = after.as_secs_f64();
    lang.pick(format!("{seconds:.1} 秒であきらめる"), format!("gives up after {seconds:.1} s"))
}

/// One of several packets that met the same end.
pub fn again(number: usize, count: usize, end: &End, lang: Lang) -> String {
    let why = match end {
        End::Dropped(reason) => dropped(reason, lang),
        End::Refused(no) => refused(*no, lang),
        End::Delivered => return format!("{number}/{count}"),
    };
    format!("{number}/{count} {why}")
}

/// Why a packet was lost.
pub fn dropped(reason: &Drop, lang: Lang) -> &'static str {
    match reason {
        Drop::SecurityGroup => lang.pick("セキュリティグループが破棄", "dropped by the security group"),
        Drop::NetworkAcl => lang.pick("ネットワーク ACL が破棄", "dropped by the network ACL"),
        Drop::NoRoute => lang.pick("一致するルートがない", "no route matches"),
        Drop::Blackhole => lang.pick("blackhole のルート", "the route is a blackhole"),
        Drop::Gateway(Unfit::NotGlobal) => lang.pick("Internet にない宛先", "not an address of the Internet"),
        Drop::Gateway(Unfit::NoNat66) => lang.pick("64:ff9b::/96 宛てではない", "not for 64:ff9b::/96"),
        Drop::Gateway(Unfit::EgressOnlyInbound) => lang.pick("外から始まる通信", "it began outside"),
        Drop::Gateway(Unfit::NoPublicAddress) => lang.pick("パブリックアドレスがない", "no public address"),
        Drop::Gateway(Unfit::NatNoSession) => lang.pick("セッションがない", "no session"),
        Drop::Gateway(Unfit::MailBlocked) => lang.pick("TCP 25 番は止められる", "TCP port 25 is blocked"),
        Drop::Gateway(_) => lang.pick("このゲートウェイは運べない", "this gateway can't carry it"),
        Drop::SourceDestCheck => lang.pick("送信元/送信先チェック", "source/destination check"),
        Drop::NobodyThere => lang.pick("そのアドレスの持ち主がいない", "nobody has this address"),
        Drop::NotRunning => lang.pick("インスタンスが停止中", "the instance is not running"),
        Drop::Ignored => lang.pick("相手が応答しない", "the other end keeps silent"),
        Drop::NotForwarded => lang.pick("転送されない", "it is not forwarded"),
        Drop::HopLimit => lang.pick("ホップリミットが尽きた", "out of hops"),
        Drop::Loop => lang.pick("同じ所を回り続ける", "round in a circle"),
    }
}

/// Why somebody said no.
pub fn refused(no: Refusal, lang: Lang) -> &'static str {
    match no {
        Refusal::ConnectionRefused => lang.pick("待つプログラムがない (RST)", "nothing listens (RST)"),
        Refusal::PortUnreachable => lang.pick("待つプログラムがない (ICMP)", "nothing listens (ICMP)"),
        Refusal::NoRoute => lang.pick("途中に経路がない (ICMP)", "no route on the way (ICMP)"),
        Refusal::IdleReset => lang.pick("NAT が忘れた (RST)", "the NAT has forgotten it (RST)"),
    }
}
