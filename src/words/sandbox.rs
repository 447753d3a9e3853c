//! Sandboxes in words: a sandbox as a lesson of one step, with what can be tried in it.

use super::{Words, import, words};
use crate::lesson::model::Step;
use crate::lesson::{Lang, Lesson, Text};
use crate::session::sandbox::{Beginning, Start};

/// Sandboxes.
pub const SANDBOX: Words = words("サンドボックス", "Sandbox");
/// What a sandbox is.
pub const ABOUT: Words = words(
    "目標も採点もありません。好きな構成から始めて、作る、壊す、確かめるを自由に試せます。操作は保存され、続きから再開できます。",
    "Nothing to reach, nobody counts: choose where to begin, then build, break and look. What you do is kept, and goes \
     on where you left it.",
);
/// Opens the sandbox.
pub const OPEN: Words = words("サンドボックス", "sandbox");
/// The phase of a sandbox.
pub const FREE: Words = words("自由に試す", "Free play");
/// Where shall it begin?
pub const WHERE: Words = words("どの構成から始めますか", "Where shall it begin?");
/// There are no steps to go to.
pub const NO_STEPS: Words = words(
    "サンドボックスに手順はありません。q で一覧に戻れます。操作は保存されます。",
    "A sandbox has no steps. q goes back to the list; what you did is kept.",
);
/// Below the text.
pub const KEPT: Words =
    words("q で一覧に戻ります。続きは保存されます。", "q goes back to the list; what you did is kept.");
/// Back to the beginning.
pub const RESET: Words = words("始めたときの構成に戻す", "Go back to where it began");
/// The world that was left is not there any more.
pub const GONE: Words = words(
    "前回の構成が見つかりません。別の構成から始めてください。",
    "What was left is not there any more; begin elsewhere.",
);

/// A beginning.
pub fn start(start: &Start) -> Text {
    let fixed = match start {
        Start::First(_) => words("教材の最初の構成", "The lesson's first world"),
        Start::End(_) => words("教材を終えたときの構成", "The world at the lesson's end"),
        Start::Empty(_) => words("空のリージョン", "An empty Region"),
        Start::World(_) => {
            let name = start.name().unwrap_or_default();
            return Text { ja: format!("取り込んだ構成「{name}」"), en: format!("An imported world: {name}") };
        }
    };
    fixed.into()
}

/// Going on where it was left.
pub fn as_left(at: &Start) -> Text {
    let at = start(at);
    Text { ja: format!("前回の続き（{}）", at.ja), en: format!("Where I left it ({})", lower(&at.en)) }
}

fn lower(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

/// So many things were left out of a world.
pub fn some_left_out(lang: Lang, count: usize) -> String {
    lang.pick(
        format!("取り込めなかったもの、名前を変えたものが {count} 件あります。本文の最後に一覧があります。"),
        format!("Left out or renamed: {count}. They are listed at the end of the text."),
    )
}

/// A sandbox as a lesson: one step without goals.
pub fn lesson(beginning: &Beginning) -> Lesson {
    let title = start(&beginning.start);
    let both = |of: &dyn Fn(Lang) -> String| Text { ja: of(Lang::Ja), en: of(Lang::En) };
    let step = Step::to_read("play", FREE.into(), (title, both(&|lang| text(beginning, lang))));
    let (id, world) = (beginning.start.id(), beginning.world.clone());
    let lesson = Lesson::of_one_step(id, (SANDBOX.into(), ABOUT.into()), world, step);
    Lesson { fingerprint: beginning.fingerprint, ..lesson }
}

fn text(beginning: &Beginning, lang: Lang) -> String {
    let mut text = format!("{}\n\n{}", HOW.in_(lang), to_try(&beginning.start).in_(lang));
    if !beginning.left_out.is_empty() {
        let left_out = import::all_left_out(&beginning.left_out, lang);
        text += &format!("\n\n**{}**\n\n{left_out}", import::LEFT_OUT.in_(lang));
    }
    text
}

const HOW: Words = words(
    "目標はありません。作る、壊す、確かめるを自由にどうぞ。`u` で 1 つ戻り、`R` で最初に戻ります。操作は保存され、次回は続きから始められます。\n\n\
     - `3` コンソール、`4` 端末: 構成を変える。`curl`、`dig`、`ping` を実行する\n\
     - `5` 再生: パケットの動きを見る。`s` で Wireshark 用に保存\n\
     - `w` 失敗の理由、`x` 2 つのスイッチ、`E` すべての宛先",
    "There is no goal. Build, break, look. `u` takes a change back, `R` goes back to the beginning, and what you do is \
     kept for the next time.\n\n\
     - `3` console, `4` terminal: change the network; run `curl`, `dig`, `ping`\n\
     - `5` player: watch the packets; `s` saves them for Wireshark\n\
     - `w` why it failed, `x` the two switches, `E` every destination",
);

fn to_try(start: &Start) -> Words {
    match start {
        Start::First(_) => words(
            "**たとえば**\n\n\
             - IPv6 専用サブネットを、教材とは違う順序で作る\n\
             - DNS64 より先に `64:ff9b::/96` のルートを足す。変わるのはどのコマンドか\n\
             - `client-001a` の IPv4 の出口をなくす。何がまだ届くか",
            "**To try**\n\n\
             - Build the IPv6-only subnet in another order than the lesson's.\n\
             - Add the route for `64:ff9b::/96` before DNS64. Which commands notice?\n\
             - Take the IPv4 way out from `client-001a`. What does it still reach?",
        ),
        Start::End(_) => words(
            "**たとえば**\n\n\
             - `64:ff9b::/96` のルートを消す。どのコマンドが、どう失敗するか\n\
             - NAT ゲートウェイをプライベートサブネットに作り直す\n\
             - ネットワーク ACL で TCP 443 だけを許可する。`curl` はまだ成功するか",
            "**To try**\n\n\
             - Delete the route for `64:ff9b::/96`. Which commands fail, and how?\n\
             - Make the NAT gateway anew, in a private subnet.\n\
             - Allow only TCP 443 in the network ACL. Does `curl` still work?",
        ),
        Start::Empty(_) => words(
            "**たとえば**\n\n\
             - まず VPC を作る:\n\n\
             ```\naws ec2 create-vpc --cidr-block 10.0.0.0/16 --amazon-provided-ipv6-cidr-block\n```\n\n\
             - IPv6 専用サブネットから `curl https://github.com/` が成功するまで、何回の変更で済むか",
            "**To try**\n\n\
             - A VPC to begin with:\n\n\
             ```\naws ec2 create-vpc --cidr-block 10.0.0.0/16 --amazon-provided-ipv6-cidr-block\n```\n\n\
             - With how few changes does `curl https://github.com/` work from an IPv6-only subnet?",
        ),
        Start::World(_) => words(
            "実際のアカウントには接続していません。インターネットは教材のものです。\n\n\
             **たとえば**\n\n\
             - `E` で、各マシンのパケットの行き先を確かめる\n\
             - IPv6 専用サブネットを足し、DNS64 と `64:ff9b::/96` で IPv4 だけの相手に届かせる\n\
             - 変更を加える前と後で、届く相手がどう変わるかを見る",
            "Nothing is connected to the real account, and the Internet is the lesson's.\n\n\
             **To try**\n\n\
             - `E`: where do the packets of each machine end?\n\
             - Add an IPv6-only subnet, and let it reach IPv4-only sites by DNS64 and `64:ff9b::/96`.\n\
             - Make a change, and see what it moves.",
        ),
    }
}
