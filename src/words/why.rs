//! Why a command failed and what would mend it, in four tiers: where to look, what is wrong there,
//! which kind of change, and the exact command.

use super::trace::{self, Names};
use super::{Words, words};
use crate::cloud::{Call, World};
use crate::lesson::Lang;
use crate::session::help::{Diagnosis, TIERS};
use crate::sim::blockers::{Blocker, Code, Way};
use crate::sim::path;
use crate::sim::repair::lines;
use crate::sim::trace::Step;
use std::time::Duration;

/// A tier of help about a failure, from 0, as Markdown.
pub fn tier(diagnosis: &Diagnosis, tier: usize, world: &World, lang: Lang) -> String {
    let Some(first) = diagnosis.blockers.first() else { return String::new() };
    let list = |lines: Vec<String>| lines.iter().map(|line| format!("- {line}")).collect::<Vec<_>>().join("\n");
    match (tier, &diagnosis.repair) {
        (0, _) => look_at(first, world, lang),
        (1, _) => [what_is_wrong(first, world, lang), behind(diagnosis.blockers.len() - 1, lang)].concat(),
        (_, None) => NO_REPAIR.in_(lang).to_owned(),
        (_, Some(repair)) if repair.calls.is_empty() => waiting(repair.wait, lang),
        (2, Some(repair)) => {
            let mut kinds: Vec<String> =
                repair.calls.iter().map(|call| kind_of_change(call, lang).to_owned()).collect();
            kinds.dedup();
            list(kinds)
        }
        (_, Some(repair)) => list(lines(world, &repair.calls).iter().map(|line| format!("`{line}`")).collect()),
    }
}

/// All that is told about a failure once some tiers were asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// The obstacles, in path order.
    pub obstacles: Vec<Obstacle>,
    /// What would mend it, once that was asked for, as Markdown.
    pub mend: Option<String>,
    /// The commands that mend it, once they were asked for.
    pub commands: Vec<String>,
    /// Commands that work now and no longer would after that.
    pub breaks: Vec<String>,
}

/// What is told about an obstacle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle {
    /// Where it is.
    pub look_at: String,
    /// What is wrong there, once that was asked for.
    pub wrong: Option<String>,
}

/// What is told about a failure after so many tiers.
pub fn told(diagnosis: &Diagnosis, tiers: usize, world: &World, lang: Lang) -> Told {
    let obstacle = |blocker: &Blocker| Obstacle {
        look_at: look_at(blocker, world, lang),
        wrong: (tiers > 1).then(|| what_is_wrong(blocker, world, lang)),
    };
    let asked_last = diagnosis.repair.as_ref().filter(|_| tiers == TIERS);
    Told {
        obstacles: diagnosis.blockers.iter().map(obstacle).collect(),
        mend: (tiers > 2).then(|| tier(diagnosis, 2, world, lang)),
        commands: asked_last.map(|repair| lines(world, &repair.calls)).unwrap_or_default(),
        breaks: if tiers == TIERS { diagnosis.breaks.clone() } else { Vec::new() },
    }
}

/// How many obstacles stand behind the first.
fn behind(more: usize, lang: Lang) -> String {
    match (more, lang) {
        (0, _) => String::new(),
        (more, Lang::Ja) => format!("この先にも、障害があと {more} つあります。"),
        (1, Lang::En) => " Another obstacle stands behind it.".to_owned(),
        (more, Lang::En) => format!(" Behind it stand {more} more."),
    }
}

/// Where to look for an obstacle: the component, and its name.
pub fn look_at(blocker: &Blocker, world: &World, lang: Lang) -> String {
    let component = component(blocker.code).in_(lang);
    match &blocker.place {
        Some(place) => {
            let name = path::name(world, place);
            lang.pick(format!("{component}を見てください: {name}"), format!("Look at {component}: {name}"))
        }
        None => lang.pick(format!("{component}を見てください。"), format!("Look at {component}.")),
    }
}

/// What is wrong there; where a route led astray, which one.
pub fn what_is_wrong(blocker: &Blocker, world: &World, lang: Lang) -> String {
    let wrong = wrong(blocker.code).in_(lang);
    let said = match blocker.way {
        Way::Out => wrong.to_owned(),
        Way::Back => lang.pick(format!("戻りのパケットで: {wrong}"), format!("On the way back: {wrong}")),
    };
    match misled(blocker) {
        Some(step) => format!("{said} {}", trace::step(step, Names { world }, lang)),
        None => said,
    }
}

/// The decision of a route table that led to this obstacle.
fn misled(blocker: &Blocker) -> Option<&Step> {
    let by_route = matches!(
        blocker.code,
        Code::WrongTarget | Code::NoRoute | Code::Blackhole | Code::NatWithoutWayOut | Code::Loop | Code::NotForwarded
    );
    blocker.flight().filter(|_| by_route)?.steps().rfind(|step| matches!(step, Step::Routes(_)))
}

/// Which kind of change a call is.
pub fn kind_of_change(call: &Call, lang: Lang) -> &'static str {
    change(call.operation()).in_(lang)
}

/// Nothing was found that mends it.
pub const NO_REPAIR: Words =
    words("VPC の設定を変えても、このコマンドは成功しません。", "No change of the VPC makes this command succeed.");
/// How long to wait before anything else.
pub fn waiting(time: Duration, lang: Lang) -> String {
    let seconds = time.as_secs_f64().ceil();
    lang.pick(
        format!("準備中のものがあります。まず {seconds} 秒待ちます。"),
        format!("Something is still being made: wait {seconds} s first."),
    )
}

/// Every list that was found breaks something.
pub const BREAKS: Words = words(
    "注意: これを行うと、いま成功している次の通信が失敗します。",
    "Careful: after this, what works now will fail:",
);
/// The last command did what was asked.
pub const NOTHING_WRONG: Words =
    words("最後のコマンドは成功しています。", "The last command succeeded: nothing stands in its way.");
/// Nothing was run yet.
pub const NOTHING_RUN: Words = words(
    "まだ何も実行していません。失敗したコマンドがあると、ここに原因が順に並びます。",
    "Nothing was run yet. When a command has failed, what stopped it stands here, in order.",
);
/// The heading of the list.
pub const TITLE: Words = words("なぜ失敗したか", "Why it failed");
/// The heading of what mends it.
pub const MEND: Words = words("直し方", "What mends it");
/// Key: the next tier.
pub const MORE: Words = words("さらに詳しく", "tell more");
/// Key: to the player, at the station that decides.
pub const EVIDENCE: Words = words("証拠を見る", "see the evidence");
/// Key: puts the command that mends it into the terminal.
pub const TAKE_OVER: Words = words("コマンドを端末へ", "put it into the terminal");
/// Key: why the last command failed.
pub const KEY: Words = words("なぜ?", "why?");

/// The part of the network that an obstacle belongs to.
fn component(code: Code) -> Words {
    match code {
        Code::NameNotFound | Code::NameWithoutAddress | Code::ResolverFailed => words("名前", "the name"),
        Code::Dns64Off => words("サブネットの DNS64 の設定", "the subnet's DNS64 setting"),
        Code::ResolverSilent => words("VPC の DNS の設定", "the VPC's DNS settings"),
        Code::GuestWithoutIpv4 | Code::GuestWithoutIpv6 => {
            words("クライアント自身の経路表", "the client's own routing table")
        }
        Code::SecurityGroupEgress => {
            words("セキュリティグループのアウトバウンドルール", "the security group's outbound rules")
        }
        Code::SecurityGroupIngress => {
            words("セキュリティグループのインバウンドルール", "the security group's inbound rules")
        }
        Code::NetworkAclEgress => words("ネットワーク ACL のアウトバウンドルール", "the network ACL's outbound rules"),
        Code::NetworkAclIngress => words("ネットワーク ACL のインバウンドルール", "the network ACL's inbound rules"),
        Code::NoRoute | Code::Blackhole => words("サブネットのルートテーブル", "the subnet's route table"),
        Code::WrongTarget => words("そこへ導いたルートのターゲット", "the target of the route that led there"),
        Code::NoPublicAddress => words("インスタンスのパブリック IPv4 アドレス", "the instance's public IPv4 address"),
        Code::NatNotAvailable | Code::NatUnfit | Code::NatWithoutPort | Code::NatForgotten | Code::NatPrivate => {
            words("NAT ゲートウェイ", "the NAT gateway")
        }
        Code::NatWithoutWayOut | Code::Loop => {
            words("NAT ゲートウェイのあるサブネットのルートテーブル", "the route table of the NAT gateway's subnet")
        }
        Code::SourceDestCheck | Code::NotForwarded => {
            words("ルートのターゲットになっているインスタンス", "the instance that a route leads to")
        }
        Code::NotRunning => words("インスタンスの状態", "the instance's state"),
        Code::NoEndpoint | Code::EndpointUnfit => {
            words("EC2 Instance Connect Endpoint", "the EC2 Instance Connect Endpoint")
        }
        Code::NobodyThere | Code::NoService | Code::MailBlocked | Code::HopLimit | Code::TurnedAway | Code::TooSlow => {
            words("宛先", "the destination")
        }
    }
}

/// What is wrong where there is such an obstacle, in a sentence.
pub fn wrong(code: Code) -> Words {
    match code {
        Code::NameNotFound => NAME_NOT_FOUND,
        Code::NameWithoutAddress => NAME_WITHOUT_ADDRESS,
        Code::Dns64Off => DNS64_OFF,
        Code::ResolverSilent => RESOLVER_SILENT,
        Code::ResolverFailed => RESOLVER_FAILED,
        Code::GuestWithoutIpv4 => GUEST_WITHOUT_IPV4,
        Code::GuestWithoutIpv6 => GUEST_WITHOUT_IPV6,
        Code::SecurityGroupEgress => SECURITY_GROUP_EGRESS,
        Code::SecurityGroupIngress => SECURITY_GROUP_INGRESS,
        Code::NetworkAclEgress => NETWORK_ACL_EGRESS,
        Code::NetworkAclIngress => NETWORK_ACL_INGRESS,
        Code::NoRoute => NO_ROUTE,
        Code::Blackhole => BLACKHOLE,
        Code::WrongTarget => WRONG_TARGET,
        Code::NoPublicAddress => NO_PUBLIC_ADDRESS,
        Code::NatNotAvailable => NAT_NOT_AVAILABLE,
        Code::NatWithoutWayOut => NAT_WITHOUT_WAY_OUT,
        Code::NatPrivate => NAT_PRIVATE,
        Code::NatUnfit => NAT_UNFIT,
        Code::NatWithoutPort => NAT_WITHOUT_PORT,
        Code::NatForgotten => NAT_FORGOTTEN,
        Code::Loop => LOOP,
        Code::SourceDestCheck => SOURCE_DEST_CHECK,
        Code::NotForwarded => NOT_FORWARDED,
        Code::NotRunning => NOT_RUNNING,
        Code::NobodyThere => NOBODY_THERE,
        Code::NoService => NO_SERVICE,
        Code::MailBlocked => MAIL_BLOCKED,
        Code::HopLimit => HOP_LIMIT,
        Code::NoEndpoint => NO_ENDPOINT,
        Code::EndpointUnfit => ENDPOINT_UNFIT,
        Code::TurnedAway => TURNED_AWAY,
        Code::TooSlow => TOO_SLOW,
    }
}

const NAME_NOT_FOUND: Words = words("その名前は存在しません。", "There is no such name.");
const NAME_WITHOUT_ADDRESS: Words =
    words("その名前には、求めた種類のアドレスがありません。", "The name has no address of the wanted kind.");
const DNS64_OFF: Words = words(
    "その名前には A レコードしかなく、DNS64 が無効なので AAAA は合成されません。",
    "The name has only A records, and with DNS64 off no AAAA is made from them.",
);
const RESOLVER_SILENT: Words = words("リゾルバが応答しません。", "The resolver does not answer.");
const RESOLVER_FAILED: Words = words("リゾルバがエラーを返します。", "The resolver answers with an error.");
const GUEST_WITHOUT_IPV4: Words = words(
    "クライアントに IPv4 の経路がありません。IPv6 専用サブネットでは直せないので、IPv6 で接続します。",
    "The client has no IPv4 route. In an IPv6-only subnet that stays so: connect over IPv6.",
);
const GUEST_WITHOUT_IPV6: Words = words(
    "クライアントに IPv6 の経路がありません。サブネットに IPv6 CIDR がないためです。",
    "The client has no IPv6 route, for its subnet has no IPv6 block.",
);
const SECURITY_GROUP_EGRESS: Words = words(
    "このパケットを外へ出すルールがありません。NAT64 を通る通信も、ここでは IPv6 です。",
    "No rule lets this packet out. What goes through NAT64 is still IPv6 here.",
);
const SECURITY_GROUP_INGRESS: Words =
    words("このパケットを受け入れるルールがありません。", "No rule lets this packet in.");
const NETWORK_ACL_EGRESS: Words = words(
    "サブネットから出るこのパケットを、ACL が拒否します。ACL は行きも戻りも判定します。",
    "The ACL denies this packet on its way out of the subnet. It judges both directions.",
);
const NETWORK_ACL_INGRESS: Words = words(
    "サブネットに入るこのパケットを、ACL が拒否します。ACL は行きも戻りも判定します。",
    "The ACL denies this packet on its way into the subnet. It judges both directions.",
);
const NO_ROUTE: Words = words("宛先に一致するルートがありません。", "No route matches the destination.");
const BLACKHOLE: Words = words(
    "一致したルートのターゲットがもうありません。短いルートには落ちません。",
    "The route that matches has lost its target. It does not fall back to a shorter one.",
);
const WRONG_TARGET: Words = words(
    "一致したルートのターゲットは、この宛先のパケットを運べません。",
    "The target of the route that matches can't carry packets for this destination.",
);
const NO_PUBLIC_ADDRESS: Words = words(
    "パブリック IPv4 アドレスがないと、インターネットゲートウェイは通しません。",
    "Without a public IPv4 address the Internet gateway lets nothing through.",
);
const NAT_NOT_AVAILABLE: Words = words("使える状態ではありません。", "It is not available.");
const NAT_WITHOUT_WAY_OUT: Words = words(
    "NAT ゲートウェイから先の、インターネットへのルートがありません。",
    "From the NAT gateway on there is no route to the Internet.",
);
const NAT_PRIVATE: Words = words(
    "プライベート NAT ゲートウェイなので、インターネットへは出られません。",
    "It is a private NAT gateway, which can't go out to the Internet.",
);
const NAT_UNFIT: Words =
    words("この種類のパケットは NAT ゲートウェイを通れません。", "A NAT gateway does not carry such packets.");
const NAT_WITHOUT_PORT: Words =
    words("この宛先への通信が上限に達しています。", "There are as many conversations to this destination as may be.");
const NAT_FORGOTTEN: Words = words(
    "無通信が続いたので、この通信のセッションはもうありません。",
    "The conversation was idle for too long: its session is gone.",
);
const LOOP: Words = words("パケットが同じ所を回っています。", "The packet goes round in a circle.");
const SOURCE_DEST_CHECK: Words = words(
    "自分宛てでないパケットを、送信元/送信先チェックが破棄します。",
    "The source/destination check drops what is not for the instance itself.",
);
const NOT_FORWARDED: Words =
    words("そのインスタンスはパケットを転送しません。", "The instance does not forward packets.");
const NOT_RUNNING: Words = words("実行中ではありません。", "It is not running.");
const NOBODY_THERE: Words = words("そのアドレスには誰もいません。", "Nobody has that address.");
const NO_SERVICE: Words = words(
    "道は通じていますが、そのポートで待つプログラムがありません。",
    "The way is fine, but nothing listens on that port.",
);
const MAIL_BLOCKED: Words = words("EC2 は既定で TCP 25 番を止めています。", "EC2 blocks TCP port 25 by default.");
const HOP_LIMIT: Words = words("ホップリミットが尽きました。", "The hop limit has run out.");
const NO_ENDPOINT: Words = words("VPC に使えるエンドポイントがありません。", "The VPC has no endpoint that is ready.");
const ENDPOINT_UNFIT: Words = words(
    "エンドポイントとインスタンスに、共通の種類のアドレスがありません。",
    "The endpoint and the instance have no kind of address in common.",
);
const TURNED_AWAY: Words =
    words("道は通じていますが、相手のプログラムが断りました。", "The way is fine, but the program at its end says no.");
const TOO_SLOW: Words = words(
    "道は通じていますが、応答がコマンドの待ち時間より遅れます。",
    "The way is fine, but the answer takes longer than the command waits.",
);

/// A kind of change, by the operation's name.
fn change(operation: &str) -> Words {
    match operation {
        "ModifySubnetAttribute" => words("サブネットの設定を変える。", "Change a setting of the subnet."),
        "ModifyVpcAttribute" => words("VPC の設定を変える。", "Change a setting of the VPC."),
        "CreateRoute" => words("ルートを 1 つ追加する。", "Add one route."),
        "ReplaceRoute" => words("ルートのターゲットを変える。", "Change the target of a route."),
        "DeleteRoute" => words("ルートを 1 つ削除する。", "Delete one route."),
        "AssociateRouteTable" | "ReplaceRouteTableAssociation" => {
            words("サブネットに別のルートテーブルを関連付ける。", "Associate another route table with the subnet.")
        }
        "AuthorizeSecurityGroupEgress" => {
            words("アウトバウンドルールを 1 つ追加する。", "Add one outbound rule to the security group.")
        }
        "AuthorizeSecurityGroupIngress" => {
            words("インバウンドルールを 1 つ追加する。", "Add one inbound rule to the security group.")
        }
        "CreateNetworkAclEntry" => {
            words("ネットワーク ACL にルールを 1 つ追加する。", "Add one rule to the network ACL.")
        }
        "DeleteNetworkAclEntry" => {
            words("ネットワーク ACL のルールを 1 つ削除する。", "Delete one rule of the network ACL.")
        }
        "ReplaceNetworkAclAssociation" => {
            words("サブネットのネットワーク ACL を替える。", "Give the subnet another network ACL.")
        }
        "AttachInternetGateway" => {
            words("VPC にインターネットゲートウェイをアタッチする。", "Attach an Internet gateway to the VPC.")
        }
        "CreateInternetGateway" => words("インターネットゲートウェイを作成する。", "Create an Internet gateway."),
        "CreateEgressOnlyInternetGateway" => {
            words("Egress-Only インターネットゲートウェイを作成する。", "Create an egress-only Internet gateway.")
        }
        "CreateInstanceConnectEndpoint" => {
            words("EC2 Instance Connect Endpoint を作成する。", "Create an EC2 Instance Connect Endpoint.")
        }
        "DeleteInstanceConnectEndpoint" => {
            words("EC2 Instance Connect Endpoint を削除する。", "Delete an EC2 Instance Connect Endpoint.")
        }
        "StartInstances" => words("インスタンスを開始する。", "Start the instance."),
        "CreateNatGateway" => words("NAT ゲートウェイを作成する。", "Create a NAT gateway."),
        "AllocateAddress" => words("Elastic IP アドレスを割り当てる。", "Allocate an Elastic IP address."),
        "AssociateAddress" => words("Elastic IP アドレスを関連付ける。", "Associate an Elastic IP address."),
        _ => words("リソースを作成するか、設定を変える。", "Create or change a resource."),
    }
}
