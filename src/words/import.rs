//! Imports in words: what a world lacks of the account, why none could be made, and how to collect what
//! an import reads.

use super::{Words, words};
use crate::cloud::{LeftOut, Reason};
use crate::guest::import::{LISTS, Problem, Trouble};
use crate::lesson::Lang;
use crate::session::bring::Refusal;

/// Importing.
pub const IMPORT: Words = words("自分の VPC を取り込む", "Import your own VPC");
/// What an import does.
pub const ABOUT: Words = words(
    "`aws ec2 describe-…` の出力（JSON のファイルか、それを集めたフォルダー）や、ワールドファイル（YAML）を読み込み、サンドボックスで開きます。\
     アカウントには接続しません。集めるためのコマンドは `v6dojo import --script` で表示できます。",
    "Reads what `aws ec2 describe-…` printed, a JSON file or a folder of them, or a world file (YAML), and opens a \
     sandbox in it. Nothing connects to the account. `v6dojo import --script` prints the commands that collect it.",
);
/// The field for the path.
pub const PATH: Words = words("ファイルかフォルダー", "File or folder");
/// Opens the file.
pub const OPEN: Words = words("取り込む", "import");
/// Completes the path.
pub const COMPLETE: Words = words("補完", "complete");
/// Nothing was typed.
pub const NO_PATH: Words = words(
    "ファイルかフォルダーのパスを入力してください。Tab で補完できます。",
    "Type the path of a file or a folder. Tab completes it.",
);
/// The head of what could not be read.
pub const NOT_READ: Words = words("読み込めませんでした", "It could not be read");
/// The head of what was left out.
pub const LEFT_OUT: Words = words("取り込めなかったもの", "Left out");

/// Why something is left out.
pub fn reason(why: Reason, lang: Lang) -> String {
    let lacks = |ja: &str, en: &str| lang.pick(format!("{ja}には対応していません"), format!("{en} are not modelled"));
    let say = |ja: &str, en: &str| lang.pick(ja, en).to_owned();
    match why {
        Reason::TransitGateway => lacks("トランジットゲートウェイ", "transit gateways"),
        Reason::Peering => lacks("VPC ピアリング", "peering connections"),
        Reason::VpcEndpoint => lacks("VPC エンドポイント", "VPC endpoints"),
        Reason::Vpn => lacks("VPN 接続", "VPN connections and their gateways"),
        Reason::PrefixList => lacks("プレフィックスリスト", "prefix lists"),
        Reason::Target => lacks("この種類のターゲットへのルート", "routes to this kind of target"),
        Reason::GatewayAssociation => lacks("ゲートウェイのルートテーブル", "route tables of gateways"),
        Reason::NatGateway => lacks("リージョナル NAT ゲートウェイ", "regional NAT gateways"),
        Reason::NatAddress => lacks("NAT ゲートウェイの 2 つ目以降のアドレス", "further addresses of a NAT gateway"),
        Reason::Interface => {
            lacks("インスタンスの 2 つ目以降のネットワークインターフェイス", "further interfaces of an instance")
        }
        Reason::PrivateAddress => lacks("セカンダリプライベート IPv4 アドレス", "secondary private IPv4 addresses"),
        Reason::LoadBalancer => say(
            "ロードバランサーは取り込めません（ワールドファイルの load_balancers に書けます）",
            "load balancers are not imported; the world file can have some under load_balancers",
        ),
        Reason::Blackhole => say(
            "ターゲットが失われたブラックホールのルートで、再現できません",
            "a blackhole route whose lost target can't be made again",
        ),
        Reason::ForeignInterface => say(
            "対応していないサービスのネットワークインターフェイスです",
            "an interface of something that is not modelled",
        ),
        Reason::Unassociated => say(
            "関連付け先がないため、この Elastic IP アドレスは割り当てだけ行います",
            "this Elastic IP address is allocated, but what it belongs to is not here",
        ),
        Reason::OtherGroup => say(
            "このセキュリティグループは、どのファイルにも出てきません（別の VPC やアカウントのものなど）",
            "a security group that no file describes, of another VPC or account perhaps",
        ),
        Reason::Undescribed => say(
            "属している先かターゲットが、どのファイルにも出てきません",
            "what it belongs to or leads to is described by no file",
        ),
        Reason::Renamed => say("名前の変更", "renamed"),
        Reason::Kind => say("この一覧は使いません", "this list is not used"),
        Reason::Cut => say(
            "一覧が途中で切れています（NextToken）。--max-items などを付けずに取り直してください",
            "the list is cut off (NextToken); print it again without --max-items",
        ),
        Reason::Refused => say("シミュレーションが受け付けませんでした", "the simulation refused it"),
    }
}

/// Something that is left out or has another name, in a line.
pub fn left_out(one: &LeftOut, lang: Lang) -> String {
    let why = reason(one.why, lang);
    match one.why {
        Reason::Renamed => format!("{why}: {}", one.what),
        _ => format!("{}: {} — {why}", LEFT_OUT.in_(lang).to_lowercase(), one.what),
    }
}

/// Everything that is left out, a paragraph a reason, as Markdown.
pub fn all_left_out(all: &[LeftOut], lang: Lang) -> String {
    let mut reasons: Vec<Reason> = all.iter().map(|one| one.why).collect();
    reasons.sort_unstable();
    reasons.dedup();
    let mut text = String::new();
    for why in reasons {
        text += &format!("\n\n{}:\n", capital(&reason(why, lang)));
        for one in all.iter().filter(|one| one.why == why) {
            text += &format!("\n- `{}`", one.what.replace('`', "'"));
        }
    }
    text.trim().to_owned()
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Why no world could be made, a line each.
pub fn problem(problem: &Problem, lang: Lang) -> String {
    match problem {
        Problem::At { file, line, column, what } => format!("{file}:{line}:{column}: {}", trouble(what, lang)),
        Problem::NoVpc => lang
            .pick(
                "VPC がありません。`aws ec2 describe-vpcs` の出力も渡してください",
                "there is no VPC; the output of `aws ec2 describe-vpcs` is needed, too",
            )
            .to_owned(),
        Problem::Regions(regions) => {
            let regions = regions.join(", ");
            lang.pick(
                format!("複数のリージョン（{regions}）が混ざっています。リージョンごとに取り込んでください"),
                format!("the files are of several Regions ({regions}); import one Region at a time"),
            )
        }
        Problem::Own(bad) => bad.to_string(),
    }
}

fn trouble(what: &Trouble, lang: Lang) -> String {
    let (detail, command) = match what {
        Trouble::NoJson { why } => (detail(why, lang), ""),
        Trouble::Misfit { why, command } => (detail(why, lang), *command),
        Trouble::Empty | Trouble::NoDescription { .. } => (String::new(), ""),
    };
    match (what, lang) {
        (Trouble::Empty, Lang::Ja) => "ファイルが空です。`aws ec2 describe-…` が出力する JSON が必要です".to_owned(),
        (Trouble::Empty, Lang::En) => {
            "the file is empty; expected the JSON that `aws ec2 describe-…` prints".to_owned()
        }
        (Trouble::NoJson { .. }, Lang::Ja) => {
            format!("JSON として読めません（{detail}）。`aws ec2 describe-… --output json` の出力が必要です")
        }
        (Trouble::NoJson { .. }, Lang::En) => {
            format!("this is no JSON ({detail}); expected what `aws ec2 describe-… --output json` prints")
        }
        (Trouble::NoDescription { found }, lang) => {
            let lists = LISTS.map(|(list, _)| list).join(", ");
            let found = found.join(", ");
            lang.pick(
                format!(
                    "`aws ec2 describe-…` の出力ではありません（ここにあるのは: {found}）。読めるのは {lists} です"
                ),
                format!("this is not what `aws ec2 describe-…` prints (it has: {found}); expected one of {lists}"),
            )
        }
        (Trouble::Misfit { .. }, Lang::Ja) => format!("`aws ec2 {command}` の出力として読めません: {detail}"),
        (Trouble::Misfit { .. }, Lang::En) => format!("this does not fit what `aws ec2 {command}` prints: {detail}"),
    }
}

/// What the parser says, with what was expected.
fn detail(why: &str, lang: Lang) -> String {
    if why.starts_with("invalid IP") {
        let (ja, en) =
            ("`10.0.0.0/16` や `2001:db8::/56` の形", "expected a form like `10.0.0.0/16` or `2001:db8::/56`");
        return lang.pick(format!("アドレスではありません。{ja}が必要です"), format!("this is no address; {en}"));
    }
    let Lang::Ja = lang else { return why.to_owned() };
    if let Some(field) = why.strip_prefix("missing field ") {
        return format!("{field} がありません");
    }
    if why.starts_with("EOF") {
        return "途中で終わっています".to_owned();
    }
    match why.strip_prefix("invalid type: ").and_then(|rest| rest.split_once(", expected ")) {
        Some((found, expected)) => format!("{}が必要ですが、{}になっています", kind(expected), kind(found)),
        None => why.to_owned(),
    }
}

/// A kind of JSON value, as the parser calls it, in Japanese.
fn kind(named: &str) -> String {
    const KINDS: [(&str, &str); 8] = [
        ("a string", "文字列"),
        ("string ", "文字列 "),
        ("a boolean", "真偽値"),
        ("boolean ", "真偽値 "),
        ("integer ", "数値 "),
        ("a sequence", "配列"),
        ("sequence", "配列"),
        ("a map", "オブジェクト"),
    ];
    let found = KINDS.iter().find_map(|(en, ja)| named.strip_prefix(en).map(|rest| format!("{ja}{rest}")));
    found.unwrap_or_else(|| if named == "map" { "オブジェクト".to_owned() } else { format!("{named} ") })
}

/// Why what a path leads to can't be opened, a line each.
pub fn refusal(refusal: &Refusal, lang: Lang) -> Vec<String> {
    match refusal {
        Refusal::Disk { path, why } => {
            let path = path.display();
            vec![lang.pick(format!("{path} を読めません: {why}"), format!("{path} can't be read: {why}"))]
        }
        Refusal::NoJson(folder) => {
            let folder = folder.display();
            vec![lang.pick(
                format!("{folder} に JSON ファイル（*.json）がありません"),
                format!("there is no JSON file (*.json) in {folder}"),
            )]
        }
        Refusal::Problems(problems) => problems.iter().map(|it| problem(it, lang)).collect(),
        Refusal::World { path, bad } => {
            let path = path.display();
            let bad = bad.to_string();
            vec![lang.pick(
                format!("{path} はワールドファイルとして読めません: {bad}"),
                format!("{path} can't be read as a world file: {bad}"),
            )]
        }
    }
}

/// A world that was brought along could not be kept.
pub fn not_kept(why: &std::io::Error, lang: Lang) -> String {
    lang.pick(
        format!("取り込んだ構成を保存できません。次回は同じファイルを取り込み直してください: {why}"),
        format!("The world can't be kept; import it again the next time: {why}"),
    )
}

/// A shell script that collects everything an import reads.
pub fn script(lang: Lang) -> String {
    let head = lang.pick(
        "# AWS CLI にサインインした環境で実行してください。読み取り（describe）だけを行い、何も変更しません。\n\
         # 使い方: v6dojo import --script > collect.sh; sh collect.sh [--profile P] [--region R]\n\
         # そのあと: v6dojo import v6dojo-vpc --out my-vpc.yaml\n",
        "# Run this where the AWS CLI is signed in. It only reads (describe calls) and changes nothing.\n\
         # How: v6dojo import --script > collect.sh; sh collect.sh [--profile P] [--region R]\n\
         # Then: v6dojo import v6dojo-vpc --out my-vpc.yaml\n",
    );
    let commands: Vec<String> = LISTS
        .iter()
        .map(|(_, command)| {
            let file = command.trim_start_matches("describe-");
            format!("aws ec2 {command} --output json \"$@\" > v6dojo-vpc/{file}.json\n")
        })
        .collect();
    format!(
        "#!/bin/sh\n{head}set -eu\nmkdir -p v6dojo-vpc\n{}\
         for vpc in $(aws ec2 describe-vpcs --query 'Vpcs[].VpcId' --output text \"$@\"); do\n  \
         for attribute in enableDnsSupport enableDnsHostnames; do\n    \
         aws ec2 describe-vpc-attribute --vpc-id \"$vpc\" --attribute \"$attribute\" --output json \"$@\"\n  \
         done\ndone > v6dojo-vpc/vpc-attributes.json\n",
        commands.concat(),
    )
}
