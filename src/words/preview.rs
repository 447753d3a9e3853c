//! What an edit would change, in words: for whom, which destinations and names, from what to what.

use super::{Words, words};
use crate::cloud::{SubnetId, World};
use crate::guest::preview::Viewpoint;
use crate::guest::preview::subnet::{Gets, Renamed, What};
use crate::lesson::Lang;

/// The head.
pub const TITLE: Words = words("この変更で変わること", "What this changes");
/// Nothing.
pub const NOTHING: Words = words("行き先の変わる宛先はありません。", "No destination fares otherwise.");
/// Nothing about a subnet.
pub const NOTHING_THERE: Words = words(
    "いまは何も変わりません (どの名前のアドレスも、新しいマシンに付くアドレスも同じです)。",
    "Nothing now: names stand for the same addresses, and new machines get the same.",
);
/// The table rules nothing.
pub const NOBODY: Words = words(
    "このテーブルはどのサブネットにも関連付けられていないので、いまは何も変わりません。s で関連付けられます。",
    "The table rules no subnet, so nothing changes now. s lets it rule one.",
);
/// EC2 would refuse it.
pub const REFUSED: Words = words("EC2 は拒否します", "EC2 would refuse it");
/// Before the fate that a class has now.
pub const BEFORE: Words = words("前", "before");
/// Before the fate that it would have.
pub const AFTER: Words = words("後", "after");
/// No address at all.
pub const NONE: Words = words("なし", "none");

/// From where it is looked.
pub fn viewpoint(from: &Viewpoint, name: &dyn Fn(SubnetId) -> String, world: &World, lang: Lang) -> String {
    match from {
        Viewpoint::Machine(id) => world.name_of(id),
        Viewpoint::Supposed(subnet) => {
            let subnet = name(*subnet);
            lang.pick(format!("{subnet} に置くマシン (仮)"), format!("a machine put into {subnet}"))
        }
    }
}

/// How many more moves there are.
pub fn more(count: usize, lang: Lang) -> String {
    lang.pick(format!("ほかに {count} 件"), format!("and {count} more"))
}

/// How many more subnets there are.
pub fn more_subnets(count: usize, lang: Lang) -> String {
    lang.pick(format!("ほかに {count} サブネット"), format!("and {count} more subnets"))
}

/// A name that would stand for other addresses.
pub fn renamed(it: &Renamed, lang: Lang) -> String {
    let list = |addresses: &[String]| match addresses {
        [] => NONE.in_(lang).to_owned(),
        some => some.join(", "),
    };
    format!("{} {}: {} → {}", it.name, it.kind, list(&it.before), list(&it.after))
}

/// What a new machine would get.
pub fn gets(it: &Gets, lang: Lang) -> String {
    let what = match it.what {
        What::Ipv6Address => lang.pick("新しいマシンの IPv6 アドレス", "A new machine's IPv6 address"),
        What::PublicAddress => {
            lang.pick("新しいマシンのパブリック IPv4 アドレス", "A new machine's public IPv4 address")
        }
        What::Name => lang.pick("新しいマシンの名前", "A new machine's name"),
    };
    let or_none = |text: &Option<String>| text.clone().unwrap_or_else(|| NONE.in_(lang).to_owned());
    format!("{what}: {} → {}", or_none(&it.before), or_none(&it.after))
}
