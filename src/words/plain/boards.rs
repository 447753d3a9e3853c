//! The words of the boards where they are told: results, switches and destinations, row by row.

use crate::lesson::Lang;
use crate::net::addresses::{Addresses, Short};
use crate::words::{Words, reach, words};
use ipnet::IpNet;
use std::net::IpAddr;

/// No test was run yet.
pub const NO_RESULTS: Words = words(
    "まだ結果がありません。マシンで curl や ping を実行すると、フェーズごとの結果を読めます。",
    "No results yet. Run curl or ping on a machine; then they are listed here, phase by phase.",
);
/// Behind the setting of the switches that stands now.
pub const AS_IT_IS: Words = words("。いまの設定", ". This is how it is now");
/// There is no result of that number.
pub const NO_SUCH_RESULT: Words = words(
    "その番号の結果はありません。results（結果）で一覧できます。",
    "There is no result of that number. The word results lists them.",
);
/// There is no cell of that number.
pub const NO_SUCH_CELL: Words = words(
    "その番号の組み合わせはありません。cells（スイッチ）で一覧できます。",
    "There is no cell of that number. The word cells lists them.",
);
/// There is no class of that number.
pub const NO_SUCH_CLASS: Words = words(
    "その番号の行き先はありません。reach（宛先）で一覧できます。",
    "There is no class of that number. The word reach lists them.",
);
/// How to run a test of the results board again.
pub const AGAIN: Words = words(
    "again（再実行）に番号を付けると、同じコマンドをもう一度実行します。例: again 1",
    "Type again and a result's number to run its command once more, as in: again 1",
);
/// How to be told a cell.
pub const CELL: Words = words(
    "cells に番号を付けると、そのときのパケットの道を読めます。例: cells 3",
    "Type cells and a number to be told how the packets went there, as in: cells 3",
);
/// How to be told about a class of destinations.
pub const CLASS: Words = words(
    "reach に番号を付けると、理由と正確な範囲を読めます。例: reach 2。\
     パケットの種類は reach tcp 443、reach tcp 80、reach udp 53、reach ping で変えられます。",
    "Type reach and a number to be told why, and the exact addresses, as in: reach 2. The kind of packet is changed \
     by reach tcp 443, reach tcp 80, reach udp 53 and reach ping.",
);
/// A test that was not run in a phase.
pub const NOT_RUN: Words = words("未実行", "not run");
/// Works, of a class of destinations.
pub const WORKS: Words = words("通じる", "works");
/// Does not work, of a class of destinations.
pub const FAILS: Words = words("通じない", "does not work");

/// The head of a test.
pub fn result(number: usize, lang: Lang) -> String {
    lang.pick(format!("結果 {number}:"), format!("Result {number}:"))
}

/// What a command printed last.
pub fn last_line(line: &str, lang: Lang) -> String {
    lang.pick(format!("最後の行: {line}"), format!("Last line: {line}"))
}

/// The head of a kind of destination.
pub fn toward(kind: &str, lang: Lang) -> String {
    lang.pick(format!("宛先が{kind}:"), format!("Destination, {kind}:"))
}

/// What the two switches do to a destination.
pub fn cell((dns64, route): (bool, bool), outcome: &str, lang: Lang) -> String {
    match lang {
        Lang::Ja => {
            let on = |on: bool| if on { "有効" } else { "無効" };
            let there = if route { "あり" } else { "なし" };
            format!("DNS64 {}、64:ff9b::/96 のルート{there}: {outcome}", on(dns64))
        }
        Lang::En => {
            let on = |on: bool| if on { "on" } else { "off" };
            let there = if route { "a route" } else { "no route" };
            format!("DNS64 {}, {there} for 64:ff9b::/96: {outcome}", on(dns64))
        }
    }
}

/// A class of destinations: its biggest block, what else it has, and how many addresses that makes.
pub fn class(short: &Short, addresses: &Addresses, lang: Lang) -> String {
    let biggest = short.within.iter().min_by_key(|block| block.prefix_len());
    let biggest = biggest.map(ToString::to_string).unwrap_or_default();
    let (more, except) = (short.within.len().saturating_sub(1), short.except.len());
    let count = count(addresses, lang);
    let more = match (more, lang) {
        (0, _) => String::new(),
        (more, Lang::Ja) => format!("、ほか {more} ブロック"),
        (1, Lang::En) => " and 1 more block".to_owned(),
        (more, Lang::En) => format!(" and {more} more blocks"),
    };
    let except = match (except, lang) {
        (0, _) => String::new(),
        (except, Lang::Ja) => format!("、除外 {except} ブロック"),
        (1, Lang::En) => " except 1 block".to_owned(),
        (except, Lang::En) => format!(" except {except} blocks"),
    };
    lang.pick(format!("{biggest}{more}{except}、{count}"), format!("{biggest}{more}{except}, {count}"))
}

/// How many addresses there are.
fn count(addresses: &Addresses, lang: Lang) -> String {
    let count = reach::count(addresses);
    let (about, count) = count.strip_prefix('~').map_or((false, count.as_str()), |count| (true, count));
    let (count, about) = match count.strip_prefix("2^") {
        Some(power) => (lang.pick(format!("2 の {power} 乗"), format!("2 to the power of {power}")), about),
        None => (count.to_owned(), about),
    };
    match (about, lang) {
        (false, Lang::Ja) => format!("{count} 個のアドレス"),
        (true, Lang::Ja) => format!("約 {count} 個のアドレス"),
        (false, Lang::En) if count == "1" => "1 address".to_owned(),
        (false, Lang::En) => format!("{count} addresses"),
        (true, Lang::En) => format!("about {count} addresses"),
    }
}

/// What a part of a class was before.
pub fn moved(addresses: &Addresses, from: &str, lang: Lang) -> String {
    let moved = class(&addresses.short(), addresses, lang);
    let before = reach::BEFORE.in_(lang);
    lang.pick(
        format!("この手順での変化: {moved}。{before}は、{from}"),
        format!("Changed in this step: {moved}; {before}: {from}"),
    )
}

/// The packet whose decisions follow.
pub fn example(to: IpAddr, lang: Lang) -> String {
    lang.pick(format!("例として {to} 宛てのパケット:"), format!("For example, a packet to {to}:"))
}

/// Exactly these addresses.
pub fn exactly(blocks: &[IpNet], lang: Lang) -> String {
    let all = blocks.iter().map(ToString::to_string).collect::<Vec<_>>().join(lang.pick("、", ", "));
    format!("{}: {all}", lang.pick("正確な範囲", "Exactly these blocks"))
}

/// The places on a packet's way, in order.
pub fn way(places: &[String], lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("道: {}", places.join("、")),
        Lang::En => format!("Way: {}", places.join(", then ")),
    }
}
