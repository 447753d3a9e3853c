//! The words on the map.

use super::{Words, words};
use crate::lesson::Lang;

/// What lies beyond the VPC's edge.
pub const INTERNET: Words = words("インターネット", "Internet");
/// Comes closer to what is chosen.
pub const CLOSER: Words = words("拡大", "closer");
/// Goes farther away.
pub const FARTHER: Words = words("縮小", "farther");
/// A subnet without IPv4.
pub const IPV6_ONLY: Words = words("IPv6 専用", "IPv6 only");
/// Was there when the step began.
pub const GONE: Words = words("なくなった", "is gone");
/// The Region is empty.
pub const NO_VPC: Words = words("VPC はまだありません。", "There is no VPC yet.");
/// The VPC is empty.
pub const NO_SUBNET: Words = words("サブネットはまだありません", "no subnet yet");
/// An Availability Zone.
pub const ZONE: Words = words("アベイラビリティーゾーン", "Availability Zone");
/// A subnet's IPv4 block.
pub const IPV4_BLOCK: Words = words("IPv4 CIDR", "IPv4 CIDR");
/// A subnet's IPv6 block.
pub const IPV6_BLOCK: Words = words("IPv6 CIDR", "IPv6 CIDR");
/// There is none.
pub const NONE: Words = words("なし", "none");
/// A switch.
pub const ON: Words = words("有効", "on");
/// A switch.
pub const OFF: Words = words("無効", "off");
/// A subnet's switch.
pub const ASSIGN_IPV6: Words = words("IPv6 アドレス自動割り当て", "assign IPv6 addresses");
/// A subnet's switch.
pub const ASSIGN_PUBLIC: Words = words("パブリック IPv4 自動割当", "assign public IPv4");
/// The head of a route table.
pub const ROUTE_TABLE: Words = words("ルートテーブル", "Route table");
/// The table rules the subnet only because it is the main one.
pub const AS_MAIN: Words = words(" (メイン、明示的な関連付けなし)", " (main, not associated)");
/// The head of a network ACL.
pub const NETWORK_ACL: Words = words("ネットワーク ACL", "Network ACL");
/// Into the subnet.
pub const INBOUND: Words = words("インバウンド", "inbound");
/// Out of the subnet.
pub const OUTBOUND: Words = words("アウトバウンド", "outbound");
/// The head of what is in a subnet.
pub const RESIDENTS: Words = words("ネットワークインターフェイス", "Network interfaces");
/// Nothing is in a subnet.
pub const NOBODY: Words = words("まだ何もありません", "none yet");
/// A security group.
pub const GROUP: Words = words("セキュリティグループ", "security group");

/// How many addresses of a subnet are free.
pub fn free(count: u32, lang: Lang) -> String {
    lang.pick(format!("(空き {count})"), format!("({count} free)"))
}
