//! Where packets can go, in words: classes of destinations, their fates and what an edit moves.

use super::trace::{Names, dropped, guest_route, refused, step};
use super::{Words, words};
use crate::cloud::World;
use crate::guest::errno::Errno;
use crate::guest::reach::{End, Fate, Walked};
use crate::lesson::Lang;
use crate::net::Family;
use crate::net::addresses::{Addresses, Short};
use crate::sim::path;
use crate::sim::trace::{Flight, Place};

/// The head of the view.
pub const TITLE: Words = words("あらゆる宛先の行き先", "Every destination");
/// No machine is there to look from.
pub const NO_MACHINE: Words =
    words("まだマシンがありません。", "There is no machine yet whose packets could be followed.");
/// The kind of packets is changed.
pub const KIND: Words = words("パケットの種類", "kind of packet");
/// How many addresses there are.
pub const ADDRESSES: Words = words("アドレスの数", "addresses");
/// Before exceptions.
pub const EXCEPT: Words = words("除く", "except");
/// Before the exact blocks.
pub const EXACTLY: Words = words("正確な範囲", "exactly");
/// Before the fate that a class had.
pub const BEFORE: Words = words("この手順を始めたとき", "when this step began");
/// What opens the view.
pub const KEY: Words = words("全宛先", "destinations");

/// What became of a packet, in one short sentence. `name` is what places are called.
pub fn fate(fate: &Fate, name: &dyn Fn(&Place) -> String, lang: Lang) -> String {
    let at = |place: Option<&Place>| place.map(name).unwrap_or_default();
    if let Some((place, _)) = &fate.answer_lost {
        let place = at(Some(place));
        return lang.pick(format!("応答が {place} で失われる"), format!("its answer is lost at {place}"));
    }
    let last = at(fate.path.last());
    match &fate.end {
        End::Own => lang.pick("このマシン自身", "this machine itself").to_owned(),
        End::Unsent(_) => lang.pick("マシンから出ない", "does not leave the machine").to_owned(),
        End::Delivered => lang.pick(format!("{last} に届く"), format!("arrives at {last}")),
        End::Internet => {
            let by = at(crossed(fate).next());
            lang.pick(format!("{by} から外へ出る"), format!("to the Internet by {by}"))
        }
        End::Refused(_) => lang.pick(format!("{last} に断られる"), format!("refused by {last}")),
        End::Dropped(_) => lang.pick(format!("{last} で破棄"), format!("dropped at {last}")),
    }
}

/// Why, where that needs a sentence.
pub fn reason(fate: &Fate, family: Family, lang: Lang) -> Option<String> {
    if let Some((_, why)) = &fate.answer_lost {
        return Some(dropped(why, lang));
    }
    match &fate.end {
        End::Own | End::Delivered | End::Internet => None,
        End::Unsent(Errno::InvalidArgument) => Some(
            lang.pick(
                "リンクローカルアドレスは、どのリンクかを言わないと使えません。",
                "A link-local address means nothing without the name of its link.",
            )
            .to_owned(),
        ),
        End::Unsent(_) => Some(guest_route(false, family, lang).to_owned()),
        End::Refused(no) => Some(refused(*no, lang).to_owned()),
        End::Dropped(why) => Some(dropped(why, lang)),
    }
}

/// The names of what the packets come by behind the machine; subnets only where they end there.
pub fn way(fate: &Fate, world: &World) -> Vec<String> {
    crossed(fate).map(|place| path::name(world, place)).collect()
}

fn crossed(fate: &Fate) -> impl Iterator<Item = &Place> {
    let count = fate.path.len();
    let told = move |(at, place): &(usize, &Place)| *at > 0 && (*at + 1 == count || !matches!(place, Place::Subnet(_)));
    fate.path.iter().enumerate().filter(told).map(|(_, place)| place)
}

/// What decided, place by place, in the words of the trace.
pub fn evidence(walked: &Walked, world: &World, lang: Lang) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(route) = &walked.route {
        said.push(guest_route(route.source.is_some(), route.destination.into(), lang).to_owned());
    }
    said.extend(walked.out.iter().flat_map(|flight| decisions(flight, world, lang)));
    if walked.fate.answer_lost.is_some() {
        let back = lang.pick("応答", "answer");
        let decisions = walked.back.iter().flat_map(|flight| decisions(flight, world, lang));
        said.extend(decisions.map(|decision| format!("{back}: {decision}")));
    }
    said
}

fn decisions(flight: &Flight, world: &World, lang: Lang) -> Vec<String> {
    let steps = flight.hops.iter().flat_map(|hop| hop.steps.iter().map(move |step| (&hop.place, step)));
    steps.map(|(place, it)| format!("{}: {}", path::name(world, place), step(it, Names { world }, lang))).collect()
}

/// How many addresses there are: powers of two, to a tenth where it is not exactly one.
pub fn count(addresses: &Addresses) -> String {
    match addresses.count() {
        None => "2^128".to_owned(),
        Some(count) if count < 1000 => count.to_string(),
        Some(count) if count.is_power_of_two() => format!("2^{}", count.ilog2()),
        Some(count) => {
            let power = format!("{:.1}", (count as f64).log2());
            format!("~2^{}", power.strip_suffix(".0").unwrap_or(&power))
        }
    }
}

/// A class in a few characters: its biggest block, and how many more there are and are left out.
pub fn class(short: &Short, lang: Lang) -> String {
    let biggest = short.within.iter().min_by_key(|block| block.prefix_len());
    let mut said = biggest.map(ToString::to_string).unwrap_or_default();
    if short.within.len() > 1 {
        said += &format!(" +{}", short.within.len() - 1);
    }
    if !short.except.is_empty() {
        said += &lang.pick(format!(" (除外 {})", short.except.len()), format!(" except {}", short.except.len()));
    }
    said
}

/// How many classes an edit moves.
pub fn moved(count: usize, lang: Lang) -> String {
    match (lang, count) {
        (Lang::Ja, 0) => "この変更で行き先の変わる宛先はありません。".to_owned(),
        (Lang::Ja, _) => format!("この変更で {count} クラスの行き先が変わります。"),
        (Lang::En, 0) => "No class moves.".to_owned(),
        (Lang::En, 1) => "1 class moves:".to_owned(),
        (Lang::En, _) => format!("{count} classes move:"),
    }
}

/// A fate that was left, and the one that took its place.
pub fn from_to(from: &str, to: &str, lang: Lang) -> String {
    lang.pick(format!("変更前: {from}\n変更後: {to}"), format!("before: {from}\nafter:  {to}"))
}
