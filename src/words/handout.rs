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
/// A command that printed nothing.
pub const NO_OUTPUT: Words = words("（出力なし）", "(no output)");
/// Where the outputs come from, and what is written otherwise than for AWS.
pub const NOTHING_COPIED: Words = words(
    "出力と図は、この教材を v6dojo のシミュレーションで実行した結果です。AWS のアカウントは使っていません。コマンドの \
     `@名前` は、その名前のリソースの ID を表す v6dojo の書き方です。`ホスト名$` で始まる行は、そのホストで実行します。",
    "Outputs and diagrams were made by playing this lesson in v6dojo's simulation. No AWS account was used. In commands, \
     `@name` is v6dojo's way to write the id of the resource with that name. A line that begins with `HOST$` is run on that host.",
);
/// A recording with blanks makes no sense.
pub const CAST_HAS_ANSWERS: Words = words(
    "録画は教材を最後まで実行するので、--no-answers にはできません。",
    "A recording does the whole lesson, so it can't be made with --no-answers.",
);
/// No hand-out is written over its lesson.
pub const IS_THE_LESSON: Words = words(
    "-o に教材そのもののファイルが指定されています。上書きしないように、別の名前を指定してください。",
    "-o names the lesson itself, which would be overwritten. Choose another name.",
);
/// There is no PDF, but a page that becomes one.
pub const NO_PDF: Words = words(
    "PDF は直接作れません。-o 名前.html --format pdf で印刷用の HTML を作り、ブラウザーの印刷から PDF に保存してください。",
    "A PDF is not made directly. Make HTML for paper with -o NAME.html --format pdf, and save it as PDF from a browser's print.",
);
/// Diagrams are many files.
pub const SVG_IS_A_FOLDER: Words = words(
    "図は 1 つずつ別のファイルになります。--format svg -o フォルダー/ のように指定してください。",
    "Each diagram is a file of its own. Ask for them with --format svg -o FOLDER/.",
);
/// The name of a file asks for nothing known.
pub const WHICH_FORMAT: Words = words(
    "ファイル名から形式がわかりません。.md、.html、.cast のどれかにするか、--format を指定してください。",
    "The name of the file doesn't say what to make. End it with .md, .html or .cast, or say --format.",
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
        Lang::Ja => format!("{place}: {count} 個のファイルを書き込みました。"),
        Lang::En if count == 1 => format!("{place}: 1 file written."),
        Lang::En => format!("{place}: {count} files written."),
    }
}
