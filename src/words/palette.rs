//! The words of the command palette.

use super::{Words, words};
use crate::lesson::Lang;

/// The palette.
pub const TITLE: Words = words("コマンドパレット", "Command palette");
/// Where nothing is typed.
pub const TYPE_HERE: Words =
    words("やりたいことを入力 (例: dns64、ルート)", "Type what you want to do: dns64, route …");
/// Nothing fits.
pub const NOTHING: Words = words("一致するものがありません。", "Nothing fits.");
/// Key: open the palette.
pub const KEY: Words = words("コマンド検索", "commands");
/// Key: do the chosen one.
pub const DO: Words = words("実行", "do it");

/// Kind: a key of where one is.
pub const HERE: Words = words("ここで", "here");
/// Kind: of the lesson.
pub const LESSON: Words = words("教材", "lesson");
/// Kind: a pane.
pub const PANE: Words = words("画面", "pane");
/// Kind: an operation.
pub const OPERATION: Words = words("操作", "aws ec2");
/// Kind: an operation that this step needs.
pub const NEEDED: Words = words("この手順", "this step");
/// Kind: something in the world.
pub const RESOURCE: Words = words("リソース", "resource");
/// Kind: a step.
pub const STEP: Words = words("手順", "step");
/// Kind: how the program looks.
pub const LOOK: Words = words("表示", "display");

/// Opens a route table.
pub fn routes_of(table: &str, lang: Lang) -> String {
    lang.pick(format!("{table} のルートを編集"), format!("Edit the routes of {table}"))
}

/// Shows where a machine's packets can go.
pub fn reach_from(machine: &str, lang: Lang) -> String {
    lang.pick(format!("{machine} から届く宛先"), format!("Every destination from {machine}"))
}

/// Sits down at a machine.
pub fn sit_at(machine: &str, lang: Lang) -> String {
    lang.pick(format!("{machine} の端末に移る"), format!("Sit down at {machine}"))
}

/// Goes to a step.
pub fn go_to(number: usize, title: &str, lang: Lang) -> String {
    lang.pick(format!("手順 {number} へ: {title}"), format!("Go to step {number}: {title}"))
}

/// Opens a lesson.
pub fn open_lesson(title: &str, lang: Lang) -> String {
    lang.pick(format!("教材を開く: {title}"), format!("Open the lesson: {title}"))
}
