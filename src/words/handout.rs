//! What a hand-out says besides its lesson.

use super::{Words, words};
use crate::lesson::Lang;

/// The head of the table of contents.
pub const CONTENTS: Words = words("目次", "Contents");
/// The head of what is to be answered.
pub const QUESTIONS: Words = words("予想と問い", "Predictions and questions");
/// The head of what is to be reached.
pub const GOALS: Words = words("目標", "Goals");
/// The head of what is typed.
pub const COMMANDS: Words = words("コマンドと出力", "Commands and what they print");
/// Under the commands of a hand-out without answers.
pub const YOUR_COMMANDS: Words = words("実行したコマンドと結果", "Your commands, and what came of them");
/// A picture of the network.
pub const MAP: Words = words("構成図", "The network");
/// The way of the packets.
pub const FLOW: Words = words("パケットの流れ", "The way of the packets");
/// Before the right answer.
pub const ANSWER: Words = words("答え", "Answer");
/// The head of mistakes that others make.
pub const MISTAKES: Words = words("よくある間違い", "What goes wrong easily");
/// The head of the step's hints.
pub const HINTS: Words = words("ヒント", "Hints");
/// The frame before.
pub const PREVIOUS: Words = words("前へ", "Back");
/// The next frame.
pub const NEXT: Words = words("次へ", "Next");
/// At the frame that decides.
pub const DECIDES: Words = words("ここで結果が決まりました。", "This settled the outcome.");
/// Where the outputs come from.
pub const NOTHING_COPIED: Words = words(
    "出力と図は、この教材を v6dojo のシミュレーションで実行した結果です。AWS のアカウントは使っていません。",
    "Outputs and diagrams were made by playing this lesson in v6dojo's simulation. No AWS account was used.",
);
/// A recording with blanks makes no sense.
pub const CAST_HAS_ANSWERS: Words = words(
    "録画は教材を最後まで実行するので、--no-answers にはできません。",
    "A recording does the whole lesson, so it can't be made with --no-answers.",
);
/// Several files need a folder.
pub const NEEDS_FOLDER: Words = words(
    "ファイルが複数になります。-o で書き込み先のフォルダーを指定してください。",
    "This makes several files. Say with -o in which folder they are to be written.",
);
/// `both` is for hand-outs only.
pub const BOTH_ONLY_HERE: Words = words("--lang both は handout だけで使えます。", "--lang both is for handout only.");

/// How long it takes, and how many steps there are.
pub fn facts((minutes, steps): (u32, usize), lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("約 {minutes} 分、{steps} 手順"),
        Lang::En => format!("about {minutes} minutes, {steps} steps"),
    }
}

/// The number of a frame.
pub fn frame((number, count): (usize, usize)) -> String {
    format!("{number} / {count}")
}

/// A file was written.
pub fn written(count: usize, place: &str, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("{place} に {count} 個のファイルを書き込みました。"),
        Lang::En if count == 1 => format!("1 file was written to {place}."),
        Lang::En => format!("{count} files were written to {place}."),
    }
}
