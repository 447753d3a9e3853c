//! The faults of drills: what was broken, and how one could have seen it. Shown only afterwards.

use super::{Words, words};
use crate::session::drill::Fault;

/// What was broken.
pub fn name(fault: Fault) -> Words {
    match fault {
        Fault::Nat64ToEgressOnly => words(
            "64:ff9b::/96 が Egress-Only インターネットゲートウェイへ向いていた",
            "64:ff9b::/96 led to the egress-only Internet gateway",
        ),
        Fault::Nat64ToInternetGateway => {
            words("64:ff9b::/96 がインターネットゲートウェイへ向いていた", "64:ff9b::/96 led to the Internet gateway")
        }
        Fault::Nat64ToInstance => {
            words("64:ff9b::/96 がただのインスタンスへ向いていた", "64:ff9b::/96 led to a plain instance")
        }
        Fault::Nat64RouteMissing => words("64:ff9b::/96 のルートがなかった", "There was no route for 64:ff9b::/96"),
        Fault::BothRoutesMissing => {
            words("64:ff9b::/96 も ::/0 もルートがなかった", "There was no route for 64:ff9b::/96, nor for ::/0")
        }
        Fault::LocalUsePrefix => words(
            "64:ff9b::/96 でなく 64:ff9b:1::/48 と書かれていた",
            "The route said 64:ff9b:1::/48 instead of 64:ff9b::/96",
        ),
        Fault::SwappedDigits => words(
            "64:ff9b::/96 でなく 64:ffb9::/96 と書かれていた",
            "The route said 64:ffb9::/96 instead of 64:ff9b::/96",
        ),
        Fault::ShiftedColons => {
            words("64:ff9b::/96 でなく 64::/96 と書かれていた", "The route said 64::/96 instead of 64:ff9b::/96")
        }
        Fault::SingleAddress => {
            words("ルートのプレフィックスが /128 だった", "The route's prefix was /128, a single address")
        }
        Fault::TooLongPrefix => {
            words("ルートのプレフィックスが /120 だった", "The route's prefix was /120, 256 addresses")
        }
        Fault::Nat64RouteInMainTable => {
            words("NAT64 のルートがメインルートテーブルに入っていた", "The NAT64 route was in the main route table")
        }
        Fault::TableNotAssociated => words(
            "ルートテーブルがサブネットに関連付いていなかった",
            "The route table was not associated with the subnet",
        ),
        Fault::TableOfAnotherSubnet => words(
            "サブネットが別のサブネットのルートテーブルに従っていた",
            "The subnet followed another subnet's route table",
        ),
        Fault::TableMovedAway => words(
            "ルートテーブルが別のサブネットに関連付いていた",
            "The route table was associated with another subnet",
        ),
        Fault::NativeRouteMissing => words("::/0 のルートがなかった", "There was no route for ::/0"),
        Fault::NativeRouteToNat => words("::/0 が NAT ゲートウェイへ向いていた", "::/0 led to the NAT gateway"),
        Fault::Ipv4RouteInstead => words(
            "64:ff9b::/96 の代わりに 0.0.0.0/0 が NAT ゲートウェイへ向いていた",
            "0.0.0.0/0 led to the NAT gateway, in place of 64:ff9b::/96",
        ),
        other => more(other),
    }
}

/// The faults of gateways, DNS and filters.
fn more(fault: Fault) -> Words {
    match fault {
        Fault::Dns64Off => words("サブネットの DNS64 が無効だった", "DNS64 was off for the subnet"),
        Fault::Dns64Elsewhere => words("DNS64 が別のサブネットで有効だった", "DNS64 was on for another subnet"),
        Fault::DnsSupportOff => words("VPC の DNS 解決が無効だった", "DNS support was off for the VPC"),
        Fault::EgressOnlyDeleted => words(
            "Egress-Only インターネットゲートウェイが削除されていた",
            "The egress-only Internet gateway had been deleted",
        ),
        Fault::NatDeleted => words("NAT ゲートウェイが削除されていた", "The NAT gateway had been deleted"),
        Fault::NatPrivate => words(
            "ルートがプライベート NAT ゲートウェイへ向いていた",
            "The route led to a NAT gateway of the private kind",
        ),
        Fault::NatSubnetWithoutDefault => words(
            "NAT ゲートウェイのサブネットに 0.0.0.0/0 のルートがなかった",
            "The NAT gateway's subnet had no route for 0.0.0.0/0",
        ),
        Fault::NatSubnetLoop => words(
            "NAT ゲートウェイのサブネットの 0.0.0.0/0 が NAT ゲートウェイ自身へ向いていた",
            "0.0.0.0/0 of the NAT gateway's subnet led to the NAT gateway itself",
        ),
        Fault::NatSubnetTableNotAssociated => words(
            "NAT ゲートウェイのサブネットにルートテーブルが関連付いていなかった",
            "The NAT gateway's subnet had lost its route table",
        ),
        Fault::NatSubnetPrivateTable => words(
            "NAT ゲートウェイのサブネットがプライベート用のルートテーブルに従っていた",
            "The NAT gateway's subnet followed a private route table",
        ),
        Fault::GroupIpv4Only => {
            words("セキュリティグループが IPv4 しか外へ出さなかった", "The security group let only IPv4 out")
        }
        Fault::GroupHttpsOnly => words(
            "セキュリティグループが TCP 443 番しか外へ出さなかった",
            "The security group let only TCP port 443 out",
        ),
        Fault::GroupHttpOnly => {
            words("セキュリティグループが TCP 80 番しか外へ出さなかった", "The security group let only TCP port 80 out")
        }
        Fault::GroupIpv4AddressOfHost => words(
            "セキュリティグループが宛先を IPv4 アドレスで許可していた",
            "The security group named the host by its IPv4 address",
        ),
        Fault::GroupWithoutIcmpv6 => {
            words("セキュリティグループが ICMPv6 を外へ出さなかった", "The security group let no ICMPv6 out")
        }
        Fault::BalancerWithoutIpv6 => words(
            "ロードバランサーのセキュリティグループが IPv6 を受け入れなかった",
            "The load balancer's security group let no IPv6 in",
        ),
        other => acl(other),
    }
}

/// The faults of network ACLs; others have their words above.
fn acl(fault: Fault) -> Words {
    match fault {
        Fault::AclIpv4Only => {
            words("クライアントの ACL に IPv4 のルールしかなかった", "The client's ACL had rules for IPv4 only")
        }
        Fault::AclWithoutAnswers => {
            words("クライアントの ACL が戻りのポートを許可していなかった", "The client's ACL let no answers in")
        }
        Fault::AclAnswersFromNat64Only => words(
            "クライアントの ACL が 64:ff9b::/96 からの戻りだけを許可していた",
            "The client's ACL let answers in from 64:ff9b::/96 only",
        ),
        Fault::AclAnswersFromNativeOnly => words(
            "クライアントの ACL が 2000::/3 からの戻りだけを許可していた",
            "The client's ACL let answers in from 2000::/3 only",
        ),
        Fault::AclDeniesOutFirst => words(
            "クライアントの ACL で、アウトバウンドの拒否が許可より先にあった",
            "The client's ACL denied before it allowed, on the way out",
        ),
        Fault::AclDeniesInFirst => words(
            "クライアントの ACL で、インバウンドの拒否が許可より先にあった",
            "The client's ACL denied before it allowed, on the way in",
        ),
        Fault::NatAclWithoutIpv6In => words(
            "NAT ゲートウェイのサブネットの ACL が、クライアントからの IPv6 を許可していなかった",
            "The ACL of the NAT gateway's subnet let no IPv6 in from the client",
        ),
        Fault::NatAclWithoutIpv6Out => words(
            "NAT ゲートウェイのサブネットの ACL が、クライアントへ戻る IPv6 を許可していなかった",
            "The ACL of the NAT gateway's subnet let no IPv6 out to the client",
        ),
        Fault::NatAclWithoutIpv4Out => words(
            "NAT ゲートウェイのサブネットの ACL が、IPv4 を外へ出さなかった",
            "The ACL of the NAT gateway's subnet let no IPv4 out",
        ),
        _ => words(
            "NAT ゲートウェイのサブネットの ACL で、拒否が許可より先にあった",
            "The ACL of the NAT gateway's subnet denied before it allowed",
        ),
    }
}

/// What was broken, each with how one could have seen it; faults of one kind show in one way, which is
/// said once.
pub fn told(faults: &[Fault]) -> Vec<(Words, Option<Words>)> {
    let mut last = None;
    let one = |fault: &Fault| {
        let symptom = symptom(*fault);
        (name(*fault), (last.replace(symptom) != Some(symptom)).then_some(symptom))
    };
    faults.iter().map(one).collect()
}

/// How one can see it, by the row of table 8 that it is an example of.
pub fn symptom(fault: Fault) -> Words {
    match fault.row() {
        1..=3 | 10 | 11 | 19 => words(
            "dig は 64:ff9b:: の AAAA を返し、curl は Trying のあと黙ります。パケットは ::/0 に従って出ていきます。",
            "dig shows an AAAA in 64:ff9b::, and curl is silent after Trying: the packet follows ::/0, or the wrong target.",
        ),
        4 | 14 => words(
            "VPC が黙って捨てます。それでも「Network is unreachable」にはなりません。",
            "The VPC drops it in silence; it is still not \"Network is unreachable\".",
        ),
        5 | 6 => words(
            "dig AAAA が空で、curl は待たずに失敗します。64:ff9b:: への ping は通ります。",
            "dig AAAA is empty and curl fails at once, while ping to 64:ff9b:: works.",
        ),
        13 | 15 => words(
            "クライアントのサブネットに従うルートテーブルを見ると、ルートがありません。",
            "The table that rules the client's subnet lacks the route.",
        ),
        16 | 18 | 70 => words(
            "IPv4 だけの相手には届き、IPv6 の相手には届きません。",
            "Sites with IPv4 only work, sites with IPv6 hang.",
        ),
        21 => words(
            "ルートは blackhole になり、短いルートには落ちません。",
            "The route is a blackhole, and does not fall back to ::/0.",
        ),
        23..=26 => words(
            "NAT ゲートウェイは available で、入ったパケットが外へ出ません。",
            "The NAT gateway is available; what goes in does not come out.",
        ),
        30..=33 => words(
            "DNS は答えます。NAT64 を通る通信も、インスタンスでは IPv6 です。",
            "DNS still answers. What goes through NAT64 is IPv6 at the instance.",
        ),
        34..=36 | 41 => words(
            "ACL は行きも戻りも、IPv4 と IPv6 を別々に、小さい番号から判定します。",
            "An ACL judges both directions and each family, from the lowest number on.",
        ),
        37..=40 => words(
            "NAT64 は NAT ゲートウェイのサブネットの ACL を、IPv6 で 2 回、IPv4 で 2 回通ります。",
            "NAT64 crosses the ACL of the NAT gateway's subnet twice as IPv6 and twice as IPv4.",
        ),
        58 => words(
            "名前が引けません。アドレスを直接書いた通信は通ります。",
            "No name resolves, while literal addresses work.",
        ),
        61 => words(
            "クライアントの故障に見えますが、原因は相手側です。",
            "It looks like the client's fault, but it is the server's.",
        ),
        _ => words(
            "送信元/送信先チェックが、自分宛てでないパケットを破棄します。",
            "The source/destination check drops what is not for the instance itself.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_fault_has_words_of_its_own() {
        let names = Fault::ALL.map(name);
        for said in [names.map(|words| words.ja), names.map(|words| words.en)] {
            assert_eq!(said.into_iter().collect::<BTreeSet<_>>().len(), Fault::ALL.len(), "{said:?}");
        }
    }
}
