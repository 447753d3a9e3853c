//! Why a command failed and what would mend it, in four tiers: where to look, what is wrong there,
//! which kind of change, and the exact command.

use super::{Words, words};
use crate::cloud::{Call, World};
use crate::lesson::Lang;
use crate::sim::blockers::{Blocker, Code, Way};
use crate::sim::path;

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

/// What is wrong there.
pub fn what_is_wrong(blocker: &Blocker, lang: Lang) -> String {
    let wrong = wrong(blocker.code).in_(lang);
    match blocker.way {
        Way::Out => wrong.to_owned(),
        Way::Back => lang.pick(format!("戻りのパケットで: {wrong}"), format!("On the way back: {wrong}")),
    }
}

/// Which kind of change a call is.
pub fn kind_of_change(call: &Call, lang: Lang) -> &'static str {
    change(call.operation()).in_(lang)
}

/// Nothing was found that mends it.
pub const NO_REPAIR: Words =
    words("VPC の設定を変えても、このコマンドは成功しません。", "No change of the VPC makes this command succeed.");
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
/// There is another tier.
pub const MORE: Words = words("w をもう一度押すと、さらに詳しく。", "Press w again for more.");

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
        Code::NobodyThere | Code::NoService | Code::MailBlocked | Code::HopLimit => words("宛先", "the destination"),
    }
}

/// What is wrong, in a sentence.
fn wrong(code: Code) -> Words {
    match code {
        Code::NameNotFound => words("その名前は存在しません。", "There is no such name."),
        Code::NameWithoutAddress => {
            words("その名前には、求めた種類のアドレスがありません。", "The name has no address of the wanted kind.")
        }
        Code::Dns64Off => words(
            "その名前には A レコードしかなく、DNS64 が無効なので AAAA は合成されません。",
            "The name has only A records, and with DNS64 off no AAAA is made from them.",
        ),
        Code::ResolverSilent => words("リゾルバが応答しません。", "The resolver does not answer."),
        Code::ResolverFailed => words("リゾルバがエラーを返します。", "The resolver answers with an error."),
        Code::GuestWithoutIpv4 => words(
            "クライアントに IPv4 の経路がありません。IPv6 専用サブネットでは直せないので、IPv6 で接続します。",
            "The client has no IPv4 route. In an IPv6-only subnet that stays so: connect over IPv6.",
        ),
        Code::GuestWithoutIpv6 => words(
            "クライアントに IPv6 の経路がありません。サブネットに IPv6 CIDR がないためです。",
            "The client has no IPv6 route, for its subnet has no IPv6 block.",
        ),
        Code::SecurityGroupEgress => words(
            "このパケットを外へ出すルールがありません。NAT64 を通る通信も、ここでは IPv6 です。",
            "No rule lets this packet out. What goes through NAT64 is still IPv6 here.",
        ),
        Code::SecurityGroupIngress => {
            words("このパケットを受け入れるルールがありません。", "No rule lets this packet in.")
        }
        Code::NetworkAclEgress => words(
            "サブネットから出るこのパケットを、ACL が拒否します。ACL は行きも戻りも判定します。",
            "The ACL denies this packet on its way out of the subnet. It judges both directions.",
        ),
        Code::NetworkAclIngress => words(
            "サブネットに入るこのパケットを、ACL が拒否します。ACL は行きも戻りも判定します。",
            "The ACL denies this packet on its way into the subnet. It judges both directions.",
        ),
        Code::NoRoute => words("宛先に一致するルートがありません。", "No route matches the destination."),
        Code::Blackhole => words(
            "一致したルートのターゲットがもうありません。短いルートには落ちません。",
            "The route that matches has lost its target. It does not fall back to a shorter one.",
        ),
        Code::WrongTarget => words(
            "一致したルートのターゲットは、この宛先のパケットを運べません。",
            "The target of the route that matches can't carry packets for this destination.",
        ),
        Code::NoPublicAddress => words(
            "パブリック IPv4 アドレスがないと、インターネットゲートウェイは通しません。",
            "Without a public IPv4 address the Internet gateway lets nothing through.",
        ),
        Code::NatNotAvailable => words("使える状態ではありません。", "It is not available."),
        Code::NatWithoutWayOut => words(
            "NAT ゲートウェイから先の、インターネットへのルートがありません。",
            "From the NAT gateway on there is no route to the Internet.",
        ),
        Code::NatPrivate => words(
            "プライベート NAT ゲートウェイなので、インターネットへは出られません。",
            "It is a private NAT gateway, which can't go out to the Internet.",
        ),
        Code::NatUnfit => {
            words("この種類のパケットは NAT ゲートウェイを通れません。", "A NAT gateway does not carry such packets.")
        }
        Code::NatWithoutPort => words(
            "この宛先への通信が上限に達しています。",
            "There are as many conversations to this destination as may be.",
        ),
        Code::NatForgotten => words(
            "無通信が続いたので、この通信のセッションはもうありません。",
            "The conversation was idle for too long: its session is gone.",
        ),
        Code::Loop => words("パケットが同じ所を回っています。", "The packet goes round in a circle."),
        Code::SourceDestCheck => words(
            "自分宛てでないパケットを、送信元/送信先チェックが破棄します。",
            "The source/destination check drops what is not for the instance itself.",
        ),
        Code::NotForwarded => {
            words("そのインスタンスはパケットを転送しません。", "The instance does not forward packets.")
        }
        Code::NotRunning => words("実行中ではありません。", "It is not running."),
        Code::NobodyThere => words("そのアドレスには誰もいません。", "Nobody has that address."),
        Code::NoService => words(
            "道は通じていますが、そのポートで待つプログラムがありません。",
            "The way is fine, but nothing listens on that port.",
        ),
        Code::MailBlocked => words("EC2 は既定で TCP 25 番を止めています。", "EC2 blocks TCP port 25 by default."),
        Code::HopLimit => words("ホップリミットが尽きました。", "The hop limit has run out."),
    }
}

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
        "StartInstances" => words("インスタンスを開始する。", "Start the instance."),
        "CreateNatGateway" => words("NAT ゲートウェイを作成する。", "Create a NAT gateway."),
        "AllocateAddress" => words("Elastic IP アドレスを割り当てる。", "Allocate an Elastic IP address."),
        "AssociateAddress" => words("Elastic IP アドレスを関連付ける。", "Associate an Elastic IP address."),
        _ => words("リソースを作成するか、設定を変える。", "Create or change a resource."),
    }
}
