//! API operations as people would say them, put together from the verb and the noun of their names.

use crate::cloud::command_line::shape::kebab;
use crate::lesson::Lang;

/// Verbs as the names begin with them, with both languages; the noun goes where `{}` stands.
const VERBS: [(&str, &str, &str); 15] = [
    ("create-", "{}を作成", "Create {}"),
    ("delete-", "{}を削除", "Delete {}"),
    ("describe-", "{}を表示", "Show {}"),
    ("modify-", "{}を変更", "Change {}"),
    ("associate-", "{}を関連付け", "Associate {}"),
    ("disassociate-", "{}の関連付けを解除", "Disassociate {}"),
    ("attach-", "{}をアタッチ", "Attach {}"),
    ("detach-", "{}をデタッチ", "Detach {}"),
    ("allocate-", "{}を割り当て", "Allocate {}"),
    ("release-", "{}を解放", "Release {}"),
    ("authorize-", "{}を追加", "Add {}"),
    ("revoke-", "{}を取り消し", "Remove {}"),
    ("replace-", "{}を置き換え", "Replace {}"),
    ("start-", "{}を開始", "Start {}"),
    ("stop-", "{}を停止", "Stop {}"),
];

/// Whole names whose verb is no such beginning.
const WHOLE: [(&str, &str, &str); 2] = [
    ("run-instances", "インスタンスを起動", "Launch instances"),
    ("terminate-instances", "インスタンスを終了", "Terminate instances"),
];

/// Nouns as the names end with them.
const NOUNS: [(&str, &str, &str); 38] = [
    ("vpc", "VPC", "a VPC"),
    ("vpcs", "VPC", "VPCs"),
    ("vpc-attribute", "VPC の属性", "an attribute of a VPC"),
    ("vpc-cidr-block", "VPC の CIDR ブロック", "a CIDR block of a VPC"),
    ("subnet", "サブネット", "a subnet"),
    ("subnets", "サブネット", "subnets"),
    ("subnet-attribute", "サブネットの属性 (DNS64 など)", "an attribute of a subnet (DNS64 …)"),
    ("subnet-cidr-block", "サブネットの CIDR ブロック", "a CIDR block of a subnet"),
    ("route-table", "ルートテーブル", "a route table"),
    ("route-tables", "ルートテーブル", "route tables"),
    ("route-table-association", "ルートテーブルの関連付け", "an association of a route table"),
    ("route", "ルート", "a route"),
    ("internet-gateway", "インターネットゲートウェイ", "an Internet gateway"),
    ("internet-gateways", "インターネットゲートウェイ", "Internet gateways"),
    ("egress-only-internet-gateway", "Egress-Only インターネットゲートウェイ", "an egress-only Internet gateway"),
    ("egress-only-internet-gateways", "Egress-Only インターネットゲートウェイ", "egress-only Internet gateways"),
    ("nat-gateway", "NAT ゲートウェイ (NAT64)", "a NAT gateway (NAT64)"),
    ("nat-gateways", "NAT ゲートウェイ", "NAT gateways"),
    ("address", "Elastic IP アドレス", "an Elastic IP address"),
    ("addresses", "Elastic IP アドレス", "Elastic IP addresses"),
    ("security-group", "セキュリティグループ", "a security group"),
    ("security-groups", "セキュリティグループ", "security groups"),
    ("security-group-rules", "セキュリティグループのルール", "rules of security groups"),
    ("security-group-ingress", "インバウンドルール (セキュリティグループ)", "an inbound rule of a security group"),
    ("security-group-egress", "アウトバウンドルール (セキュリティグループ)", "an outbound rule of a security group"),
    ("network-acl", "ネットワーク ACL", "a network ACL"),
    ("network-acls", "ネットワーク ACL", "network ACLs"),
    ("network-acl-entry", "ネットワーク ACL のルール", "a rule of a network ACL"),
    ("network-acl-association", "ネットワーク ACL の関連付け", "an association of a network ACL"),
    ("instances", "インスタンス", "instances"),
    ("network-interfaces", "ネットワークインターフェイス", "network interfaces"),
    ("network-interface-attribute", "ネットワークインターフェイスの属性", "an attribute of a network interface"),
    ("instance-connect-endpoint", "EC2 Instance Connect Endpoint", "an EC2 Instance Connect Endpoint"),
    ("instance-connect-endpoints", "EC2 Instance Connect Endpoint", "EC2 Instance Connect Endpoints"),
    ("key-pair", "キーペア", "a key pair"),
    ("key-pairs", "キーペア", "key pairs"),
    ("tags", "タグ", "tags"),
    ("availability-zones", "アベイラビリティーゾーン", "Availability Zones"),
];

/// What an operation (by EC2's name of it, like `CreateSubnet`) does, in a few words.
pub fn title(operation: &str, lang: Lang) -> String {
    let name = kebab(operation);
    if let Some((_, ja, en)) = WHOLE.iter().find(|(whole, ..)| *whole == name) {
        return lang.pick(*ja, *en).to_owned();
    }
    let parts = VERBS.iter().find_map(|(verb, ja, en)| Some((name.strip_prefix(verb)?, lang.pick(*ja, *en))));
    let Some((noun, frame)) = parts else { return name };
    let known = NOUNS.iter().find(|(word, ..)| *word == noun);
    let noun = known.map_or(noun, |(_, ja, en)| lang.pick(*ja, *en));
    // Latin letters and Japanese have a space between them.
    let gap = if lang == Lang::Ja && noun.ends_with(|c: char| c.is_ascii()) { " " } else { "" };
    frame.replace("{}", &format!("{noun}{gap}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::OPERATIONS;

    #[test]
    fn every_operation_has_a_title_in_both_languages() {
        for operation in OPERATIONS {
            for lang in [Lang::Ja, Lang::En] {
                let title = title(operation.name, lang);
                assert!(!title.contains('-') || title.contains("gress-"), "{}: {title}", operation.name);
            }
        }
        assert_eq!(title("CreateRoute", Lang::Ja), "ルートを作成");
        assert_eq!(title("CreateVpc", Lang::Ja), "VPC を作成");
        assert_eq!(title("ReplaceRouteTableAssociation", Lang::En), "Replace an association of a route table");
    }
}
