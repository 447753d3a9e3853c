//! The words of the board of cells.

use super::{Words, words};
use crate::guest::cells::Toward;

/// The title.
pub const TITLE: Words = words("2 つのスイッチ: DNS64 とルート", "Two switches: DNS64 and the route");
/// The route's column head.
pub const ROUTE: Words = words("64:ff9b::/96", "64:ff9b::/96");
/// Above the column of the learner's own settings.
pub const NOW: Words = words("いま", "now");
/// A row: a name with both families.
pub const DUAL_STACK: Words = words("両方ある名前", "both families");
/// A row: a name with A records only.
pub const IPV4_ONLY: Words = words("A だけの名前", "A only");
/// A row: an IPv4 address.
pub const IPV4_LITERAL: Words = words("IPv4 アドレス", "IPv4 address");
/// A row: a name with AAAA records only.
pub const IPV6_ONLY: Words = words("AAAA だけの名前", "AAAA only");
/// No packet was sent.
pub const NOTHING_LEFT: Words = words("パケットはクライアントから出ていません。", "No packet left the client.");
/// There is no machine.
pub const NOBODY: Words = words(
    "クライアントがまだありません。インスタンスを起動すると、ここで 2 つのスイッチの効き方を比べられます。",
    "There is no client yet. Once an instance runs, what the two switches do can be compared here.",
);
/// Key: plays the chosen cell.
pub const PLAY: Words = words("再生", "play");
/// Key: opens the board.
pub const KEY: Words = words("スイッチ", "switches");

/// The name of a row.
pub fn toward(toward: Toward) -> Words {
    match toward {
        Toward::DualStack => DUAL_STACK,
        Toward::Ipv4Only => IPV4_ONLY,
        Toward::Ipv4Literal => IPV4_LITERAL,
        Toward::Ipv6Only => IPV6_ONLY,
    }
}
