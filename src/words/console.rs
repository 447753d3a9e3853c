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
/// What EC2 would answer to the form as it stands.
pub const WOULD_REFUSE: Words = words("このまま実行すると EC2 は拒否します: ", "As it stands, EC2 would refuse: ");
/// The line that the form stands for.
pub const LINE: Words = words("コマンド", "Command");
/// The choices of a field.
pub const CHOICES: Words = words("候補（左右キー）", "Choices (Left, Right)");
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
/// A subnet without IPv6 has no DNS64.
pub const NO_IPV6: Words = words("IPv6 なし", "no IPv6");
/// DNS64 is on.
pub const ON: Words = words("有効", "on");
/// DNS64 is off.
pub const OFF: Words = words("無効", "off");
/// Asks whether to delete a route.
pub const DELETE_ROUTE: Words =
    words("このルートを削除しますか? もう一度 d で削除します。", "Delete this route? Press d again to delete it.");

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
/// Key: choose among what is offered.
pub const CHOOSE: Words = words("候補を選ぶ", "choose");
/// Key: carry the form out.
pub const DO_RUN: Words = words("実行", "run");
/// Key: add a route.
pub const ADD: Words = words("ルートを追加", "add route");
/// Key: edit a route's target.
pub const EDIT: Words = words("ターゲットを変更", "edit target");
/// Key: delete a route.
pub const DELETE: Words = words("ルートを削除", "delete route");
/// Key: switch.
pub const SWITCH: Words = words("切り替え", "switch");
/// Key: choose another table.
pub const TABLE: Words = words("テーブル", "table");
/// Key: save.
pub const SAVE: Words = words("保存", "save");
