//! The words of the console: forms, the route-table editor and the switches.

use super::{Words, words};

/// Heading: what this step needs.
pub const FOR_THIS_STEP: Words = words("この手順の操作", "For this step");
/// Heading: editors.
pub const EDITORS: Words = words("設定を編集", "Edit settings");
/// Heading: every operation.
pub const ALL: Words = words("すべての操作", "All operations");
/// The route-table editor.
pub const ROUTES: Words = words("ルートテーブルのルートを編集", "Edit the routes of route tables");
/// The subnet switches.
pub const SUBNETS: Words = words("サブネットの設定 (DNS64)", "Subnet settings (DNS64)");
/// Before what was typed to filter the list.
pub const FILTER: Words = words("絞り込み: ", "Filter: ");
/// Nothing matches the filter.
pub const NO_MATCH: Words =
    words("一致する操作がありません。Esc で絞り込みを消せます。", "No operation matches. Esc clears the filter.");
/// The button that carries a form out.
pub const RUN: Words = words("実行", "Run");
/// A field that has to be filled in.
pub const REQUIRED: Words = words("必須", "required");
/// What is still missing before a form can be carried out.
pub const MISSING: Words = words("必須の項目が空です: ", "Still empty: ");
/// A field that stands in the way.
pub const LOOK_AT: Words = words("直すところ: ", "To mend: ");
/// EC2 would carry the form out as it stands.
pub const READY: Words = words("このまま実行できます", "ready to run");
/// The button that closes a form.
pub const CLOSE: Words = words("閉じる", "Close");
/// The button that saves a route.
pub const SAVE_IT: Words = words("保存", "Save");
/// Yes, of what is switched on or off.
pub const YES: Words = words("はい", "yes");
/// No, of what is switched on or off.
pub const NO: Words = words("いいえ", "no");
/// Protocols as the API writes them, by the parameter that takes them.
pub const PROTOCOLS: [(&str, [(&str, Words); 5]); 2] = [
    ("IpProtocol", [("tcp", TCP), ("udp", UDP), ("icmp", ICMP), ("icmpv6", ICMPV6), ("-1", EVERY_PROTOCOL)]),
    ("Protocol", [("6", TCP), ("17", UDP), ("1", ICMP), ("58", ICMPV6), ("-1", EVERY_PROTOCOL)]),
];
const TCP: Words = words("TCP", "TCP");
const UDP: Words = words("UDP", "UDP");
const ICMP: Words = words("ICMP (IPv4)", "ICMP, of IPv4");
const ICMPV6: Words = words("ICMPv6", "ICMPv6");
const EVERY_PROTOCOL: Words = words("すべてのプロトコル", "every protocol");
/// Before what stands in the way of all fields together.
pub const REFUSED: Words = words("EC2 は拒否します", "EC2 would refuse it");
/// Neither yes nor no was said.
pub const NOT_SAID: Words = words("指定なし", "not given");
/// Asks for the word that confirms a deletion.
pub const CONFIRM: Words = words("確認のため「削除」と入力", "Type \"delete\" to confirm");
/// The confirming word does not stand there.
pub const NOT_CONFIRMED: Words =
    words("確認の言葉がまだです。「削除」か delete と入力してください。", "Not confirmed yet: type delete (or 削除).");
/// Heading of the routes.
pub const DESTINATION: Words = words("送信先", "Destination");
/// Heading of the targets.
pub const TARGET: Words = words("ターゲット", "Target");
/// Heading of the states.
pub const STATE: Words = words("状態", "State");
/// A table that rules every subnet without one of its own.
pub const MAIN: Words = words("メイン", "main");
/// Before the subnets that a table rules.
pub const RULES: Words = words("関連付け: ", "Rules: ");
/// A table that rules nothing.
pub const RULES_NOTHING: Words = words("どのサブネットにも関連付けられていません", "rules no subnet");
/// A local route can't be changed.
pub const LOCAL_STAYS: Words =
    words("local ルートは削除も変更もできません。", "A local route can be neither deleted nor changed.");
/// The destination is missing or no CIDR block.
pub const NEED_DESTINATION: Words =
    words("送信先を CIDR で入力してください (例: ::/0)。", "Type the destination as a CIDR block, like ::/0.");
/// There is no route table.
pub const NO_TABLES: Words = words("ルートテーブルがありません。", "There is no route table.");
/// There is no subnet with IPv6.
pub const NO_SUBNETS: Words = words("サブネットがありません。", "There is no subnet.");
/// It is switched on.
pub const ON: Words = words("有効", "on");
/// It is switched off.
pub const OFF: Words = words("無効", "off");
/// Head of a column: DNS64.
pub const DNS64: Words = words("DNS64", "DNS64");
/// What it means.
pub const DNS64_MEANS: Words = words(
    "DNS64: A レコードしかない名前に、Amazon のリゾルバが 64:ff9b:: の AAAA を作って返します。",
    "DNS64: for names with only A records, the Amazon resolver makes AAAA ones below 64:ff9b::.",
);
/// Head of a column: IPv6 addresses for new machines.
pub const AUTO_IPV6: Words = words("IPv6", "IPv6");
/// What it means.
pub const AUTO_IPV6_MEANS: Words = words(
    "IPv6 アドレスの自動割り当て: ここで起動するマシンに IPv6 アドレスが付きます。",
    "IPv6 by itself: machines launched here get an IPv6 address.",
);
/// Head of a column: public IPv4 addresses for new machines.
pub const PUBLIC_IPV4: Words = words("IPv4", "public4");
/// What it means.
pub const PUBLIC_IPV4_MEANS: Words = words(
    "パブリック IPv4 アドレスの自動割り当て: ここで起動するマシンに付きます。",
    "Public IPv4 by itself: machines launched here get a public IPv4 address.",
);
/// Head of a column: machines are named by their id.
pub const NAMED_BY_ID: Words = words("ID 名", "by id");
/// What it means.
pub const NAMED_BY_ID_MEANS: Words = words(
    "リソース名: プライベート DNS 名を、IPv4 アドレスではなくインスタンス ID で付けます。",
    "Resource names: private DNS names are made of the instance's id, not of its IPv4 address.",
);
/// Head of a column: A records for names made of ids.
pub const RECORD_A: Words = words("A", "A");
/// What it means.
pub const RECORD_A_MEANS: Words = words(
    "A レコード: インスタンス ID の名前を、プライベート IPv4 アドレスに解決します。",
    "A record: the name made of an instance's id stands for its private IPv4 address.",
);
/// Head of a column: AAAA records for names made of ids.
pub const RECORD_AAAA: Words = words("AAAA", "AAAA");
/// What it means.
pub const RECORD_AAAA_MEANS: Words = words(
    "AAAA レコード: インスタンス ID の名前を、IPv6 アドレスに解決します。",
    "AAAA record: the name made of an instance's id stands for its IPv6 address.",
);
/// Asks whether to delete a route.
pub const DELETE_ROUTE: Words =
    words("このルートを削除しますか? もう一度 d で削除します。", "Delete this route? Press d again to delete it.");
/// Asks which subnet a table shall rule.
pub const ASSOCIATE_WHICH: Words =
    words("関連付けるサブネット (Enter で関連付け・解除):", "Subnets (Enter lets this table rule one, or no longer):");

/// Key: up and down.
pub const MOVE: Words = words("移動", "move");
/// Key: narrow the list.
pub const SEARCH: Words = words("絞り込み", "filter");
/// Key: open.
pub const OPEN: Words = words("開く", "open");
/// Key: back.
pub const BACK: Words = words("戻る", "back");
/// Key: next field.
pub const NEXT: Words = words("次の項目", "next field");
/// Key: open the list of what a field offers.
pub const LIST: Words = words("候補の一覧", "list");
/// Key: take what is marked in a list.
pub const TAKE: Words = words("これにする", "take it");
/// Key: close a list.
pub const CLOSE_LIST: Words = words("一覧を閉じる", "close the list");
/// Key: choose among what is offered.
pub const CHOOSE: Words = words("候補を選ぶ", "choose");
/// Key: carry the form out.
pub const DO_RUN: Words = words("実行", "run");
/// Key: add a route.
pub const ADD: Words = words("ルートを追加", "add route");
/// Key: edit a route's target.
pub const EDIT: Words = words("ターゲットを変更", "edit target");
/// Key: let the table rule another subnet.
pub const ASSOCIATE: Words = words("関連付け", "subnets");
/// Key: delete a route, when asked.
pub const DELETE_SURELY: Words = words("削除する", "delete it");
/// Key: go on to the next part.
pub const GO_ON: Words = words("次へ・保存", "go on, save");
/// Key: delete a route.
pub const DELETE: Words = words("ルートを削除", "delete route");
/// Key: go to another attribute.
pub const ATTRIBUTE: Words = words("項目", "attribute");
/// Key: switch.
pub const SWITCH: Words = words("切り替え", "switch");
/// Key: choose another table.
pub const TABLE: Words = words("テーブル", "table");
/// Key: save.
pub const SAVE: Words = words("保存", "save");
