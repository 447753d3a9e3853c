//! The programs of the command line and their options, in both languages: for completion and for `help`.

use super::{Words, words};
use crate::guest::PROGRAMS;
use crate::lesson::Lang;

/// What a program or a word of the command line's own is for; nothing where we don't know it.
pub fn summary(name: &str) -> Option<Words> {
    Some(match name {
        "aws" => words("AWS の API を呼ぶ (aws ec2 help で一覧)", "call the AWS API (aws ec2 help lists it)"),
        "clear" => words("画面を消す", "clear the screen"),
        "exit" | "logout" => words("マシンから CloudShell に戻る", "leave the machine for CloudShell"),
        "help" => words("この一覧", "this list"),
        "curl" => words("HTTP・HTTPS でページを取得する", "fetch a page by HTTP or HTTPS"),
        "dig" => words("DNS サーバーに問い合わせる", "ask a DNS server"),
        "getent" => words("C ライブラリが名前をどう解決するか", "what the C library makes of a name, in its order"),
        "ping" => words("エコーを送って応答を待つ", "ask a machine for an echo"),
        "ssh" => words("別のマシンに接続する", "connect to a shell on another machine"),
        "ip" => words("このマシンのアドレスとルートを見る", "this machine's addresses and routes"),
        "cat" => words("ファイルを表示する", "show a file"),
        "hostname" => words("このマシンの名前", "this machine's name"),
        "true" => words("何もせずに成功する", "do nothing, successfully"),
        _ => return None,
    })
}

/// The options of a program that are offered, each with what it does. The program understands more.
pub fn options(program: &str) -> &'static [(&'static str, Words)] {
    match program {
        "curl" => CURL,
        "dig" => DIG,
        "ping" => PING,
        "ip" => IP,
        "getent" => GETENT,
        "ssh" => SSH,
        _ => &[],
    }
}

const IPV4_ONLY: Words = words("IPv4 だけを使う", "IPv4 only");
const IPV6_ONLY: Words = words("IPv6 だけを使う", "IPv6 only");

const CURL: &[(&str, Words)] = &[
    ("-v", words("やりとりを詳しく表示する", "show the whole conversation")),
    ("-4", IPV4_ONLY),
    ("-6", IPV6_ONLY),
    ("-s", words("進み具合を表示しない", "no progress, no messages")),
    ("-sS", words("進み具合を表示しないが、エラーは表示する", "no progress, but errors")),
    ("-I", words("ヘッダーだけを取得する", "only the headers")),
    ("-i", words("ヘッダーも表示する", "the headers too")),
    ("-L", words("リダイレクトに従う", "follow redirections")),
    ("-k", words("証明書を検証しない", "don't check the certificate")),
    ("-m", words("全体の制限時間 (秒)", "give up after so many seconds")),
    ("--connect-timeout", words("接続の制限時間 (秒)", "give up connecting after so many seconds")),
    ("-w", words("終わりに表示する書式 (%{remote_ip} など)", "print this at the end: %{remote_ip} …")),
    ("-o", words("本文を保存するファイル (/dev/null など)", "where the body goes: /dev/null …")),
    ("-H", words("リクエストヘッダーを足す", "add a request header")),
    ("--http1.1", words("HTTP/1.1 を使う", "use HTTP/1.1")),
    ("--happy-eyeballs-timeout-ms", words("IPv6 を待つ時間 (ミリ秒)", "head start of IPv6 in milliseconds")),
];

const DIG: &[(&str, Words)] = &[
    ("AAAA", words("IPv6 アドレス", "IPv6 addresses")),
    ("A", words("IPv4 アドレス", "IPv4 addresses")),
    ("MX", words("メールサーバー", "mail exchangers")),
    ("NS", words("ネームサーバー", "name servers")),
    ("CNAME", words("別名", "aliases")),
    ("TXT", words("テキスト", "texts")),
    ("-x", words("アドレスから名前を引く", "the name of an address")),
    ("+short", words("答えだけを短く表示する", "only the answers, in short")),
    ("+noall", words("何も表示しない (+answer などと組み合わせる)", "show nothing: with +answer and others")),
    ("+answer", words("ANSWER セクションを表示する", "show the answer section")),
    ("+dnssec", words("DNSSEC のレコードも求める", "want DNSSEC records too")),
    ("+cd", words("DNSSEC の検証を求めない", "no checking, please")),
    ("+tcp", words("TCP で問い合わせる", "ask over TCP")),
    ("+norecurse", words("再帰を求めない", "no recursion")),
    ("+time=2", words("1 回に待つ秒数", "seconds to wait each time")),
    ("+tries=1", words("試す回数", "how often to try")),
    ("@169.254.169.253", words("Amazon のリゾルバ (IPv4)", "the Amazon resolver, by IPv4")),
    ("@fd00:ec2::253", words("Amazon のリゾルバ (IPv6)", "the Amazon resolver, by IPv6")),
    ("@8.8.8.8", words("公開リゾルバ", "a public resolver")),
    ("-4", words("IPv4 で問い合わせる", "ask over IPv4")),
    ("-6", words("IPv6 で問い合わせる", "ask over IPv6")),
];

const PING: &[(&str, Words)] = &[
    ("-c", words("送る回数", "how many to send")),
    ("-4", IPV4_ONLY),
    ("-6", IPV6_ONLY),
    ("-n", words("アドレスの名前を引かない", "no names for addresses")),
    ("-s", words("データのバイト数", "bytes of data")),
    ("-W", words("応答を待つ秒数", "seconds to wait for an answer")),
    ("-w", words("全体の秒数", "seconds in all")),
    ("-i", words("送る間隔 (秒)", "seconds between two")),
    ("-q", words("まとめだけを表示する", "only the summary")),
];

const IP: &[(&str, Words)] = &[
    ("-6", words("IPv6 について", "about IPv6")),
    ("-4", words("IPv4 について", "about IPv4")),
    ("-br", words("1 行ずつ短く", "a line each")),
    ("addr", words("アドレス", "addresses")),
    ("route", words("ルート", "routes")),
    ("link", words("デバイス", "devices")),
];

const GETENT: &[(&str, Words)] = &[
    ("ahosts", words("すべてのアドレスを、使う順に", "all addresses, in the order of use")),
    ("ahostsv6", words("IPv6 アドレス", "IPv6 addresses")),
    ("ahostsv4", words("IPv4 アドレス", "IPv4 addresses")),
    ("hosts", words("IPv6 があれば IPv6、なければ IPv4", "IPv6 if there is any, else IPv4")),
];

const SSH: &[(&str, Words)] = &[
    ("-4", IPV4_ONLY),
    ("-6", IPV6_ONLY),
    ("-p", words("ポート番号", "the port")),
    ("-l", words("ユーザー名", "the user")),
    ("-o", words("設定 (ConnectTimeout=5 など)", "a setting: ConnectTimeout=5 …")),
    ("-v", words("詳しく表示する", "say more")),
];

/// The words that `ip route` goes on with.
pub const IP_ROUTE: &[(&str, Words)] =
    &[("get", words("この宛先への経路", "the way to an address")), ("show", words("一覧", "the list"))];

/// A file that is worth showing.
pub const FILE: Words = words("どのリゾルバを使うか", "which resolver is used");

/// What `help` prints: the commands, where each works, and the keys worth knowing.
pub fn help(lang: Lang) -> String {
    let row = |name: &str| {
        let what = summary(name).map(|words| words.in_(lang)).unwrap_or_default();
        format!("  {name:<10} {what}\n")
    };
    let mut text = lang.pick("どこでも:\n", "Anywhere:\n").to_owned();
    text.extend(["aws", "clear", "exit", "help"].map(row));
    text += lang.pick("マシンの上で (Ctrl-t で移る):\n", "On a machine (Ctrl-t goes there):\n");
    text.extend(PROGRAMS.iter().filter(|it| !matches!(it.name, "help" | "true")).map(|it| row(it.name)));
    text += lang.pick(
        "Tab で補完、Ctrl-r で履歴を検索、↑ で前の行。\n",
        "Tab completes, Ctrl-r searches what was typed before, Up goes back to it.\n",
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_program_is_told_of() {
        for program in PROGRAMS {
            assert!(summary(program.name).is_some(), "{}", program.name);
        }
        for lang in [Lang::Ja, Lang::En] {
            let help = help(lang);
            assert!(["aws", "curl", "dig", "ping", "getent"].iter().all(|name| help.contains(name)), "{help}");
        }
    }
}
