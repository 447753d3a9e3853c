//! What authors are told while something is recorded, and afterwards; and the lesson of one step in which they
//! record.

use super::Head;
use crate::cloud::World;
use crate::lesson::model::Step;
use crate::lesson::{Lang, Lesson, Text};
use crate::session::progress::DiskError;
use crate::session::record::file::Occupied;
use crate::words::{Words, words};
use std::path::Path;

/// The phase while something is recorded.
const PHASE: Words = words("記録中", "Recording");

/// The title while something is recorded.
const TITLE: Words = words("操作を記録して教材にする", "What you do becomes a lesson");

const HOW: Words = words(
    "ここでの操作が、教材の手順、解答、目標、質問になります。\n\n\
     - `3` コンソール、`4` 端末: 構成を変え、`curl`、`dig`、`ping` を実行する\n\
     - 端末で `# 題名` と打つと、そこから新しい手順が始まります。続けて打った `#` の行は本文になり、`#` だけの行は直前の 1 行を取り消します\n\
     - 題名がなければ、コマンドを実行した後の最初の変更から次の手順になります\n\
     - `u` で取り消した操作は教材に入りません。EC2 に断られた操作は「よくある間違い」になります",
    "What you do here becomes the steps, solutions, goals and questions of a lesson.\n\n\
     - `3` console, `4` terminal: change the network; run `curl`, `dig`, `ping`\n\
     - Type `# Title` in the terminal to begin a step. More `#` lines become its text; `#` alone takes the last one back\n\
     - Without a title a step begins with the first change after a command\n\
     - What you undo with `u` is left out. What EC2 refuses becomes a mistake that learners may make",
);

/// There are no steps to go to.
pub const NO_STEPS: Words =
    words("新しい手順は、端末で `# 題名` と打つと始まります。", "To begin a step, type `# Title` in the terminal.");

/// Below the text.
pub const ENDS: Words =
    words("q で記録を終え、教材のファイルに書きます。", "q ends the recording and writes the lesson's file.");

/// How far the recording is.
pub fn so_far(lang: Lang, steps: usize, lines: usize) -> String {
    lang.pick(format!("手順 {steps}、行 {lines}"), format!("steps {steps}, lines {lines}"))
}

/// A comment was noted.
pub fn noted(lang: Lang, text: &str) -> String {
    match text {
        "" => lang.pick("直前の題名か本文を取り消しました", "The last comment is taken back").to_owned(),
        text => lang.pick(format!("記録しました: {text}"), format!("Noted: {text}")),
    }
}

/// The lesson of one step in which is recorded.
pub fn lesson(head: &Head, world: World) -> Lesson {
    let step = Step::to_read("record", PHASE.into(), (TITLE.into(), HOW.into()));
    let title = Text { ja: head.id.clone(), en: head.id.clone() };
    Lesson::of_one_step(head.id.clone(), (title, TITLE.into()), world, step)
}

/// There is something in the way.
pub fn occupied(lang: Lang, occupied: &Occupied) -> String {
    match occupied {
        Occupied::Worked(path) => {
            let path = path.display();
            lang.pick(
                format!("{path} はすでにあります。上書きはしません。別の名前を指定してください"),
                format!("{path} is there already and is not overwritten; choose another name"),
            )
        }
        Occupied::Untouched(path) => {
            let path = path.display();
            lang.pick(
                format!("{path} には前の記録があります。--force で上書きできます"),
                format!("{path} holds an earlier recording; --force overwrites it"),
            )
        }
        Occupied::Unfinished(draft) => {
            let (file, draft) = (draft.with_extension("yaml"), draft.display());
            let file = file.display();
            lang.pick(
                format!(
                    "{draft} に、終わっていない記録があります。\n  \
                     v6dojo lesson record {file} --script {draft}    教材にする\n\
                     不要なら {draft} を消してください"
                ),
                format!(
                    "{draft} holds a recording that was not finished.\n  \
                     v6dojo lesson record {file} --script {draft}    makes a lesson of it\n\
                     Remove {draft} if you don't want it"
                ),
            )
        }
    }
}

/// Nothing was recorded.
pub const NOTHING: Words =
    words("記録された操作がないので、何も書きませんでした。", "Nothing was recorded, so nothing is written.");

/// The screen is wanted, and there is none.
pub const NO_SCREEN: Words = words(
    "記録には端末の画面が必要です。画面がなければ --script で、行を並べたファイル (または -) を渡してください",
    "recording needs a terminal; without one give --script a file of lines, or -",
);

/// The name of a file is no id.
pub const NO_ID: Words =
    words("ファイル名は英小文字・数字・ハイフンにしてください", "name the file with small letters, digits and hyphens");

/// A world file that inherits lies elsewhere.
pub fn heir(lang: Lang, folder: &Path) -> String {
    let folder = folder.display();
    lang.pick(
        format!("ほかのワールドを継承するワールドは、教材と同じフォルダー ({folder}) に NAME.world.yaml として置いてください"),
        format!("a world that inherits belongs beside the lesson, in {folder}, as NAME.world.yaml"),
    )
}

/// The lesson is written; what can be done with it.
pub fn written(lang: Lang, path: &Path) -> String {
    let path = path.display();
    lang.pick(
        format!(
            "{path} に書きました。文章を直し、次の順に試してください。\n\n  \
             v6dojo lesson check {path}    形と意味を調べる\n  \
             v6dojo lesson test {path}     証明する\n  \
             v6dojo lesson watch {path}    編集しながら画面で見る"
        ),
        format!(
            "{path} is written. Edit its words, and try, in this order:\n\n  \
             v6dojo lesson check {path}    look at its form and meaning\n  \
             v6dojo lesson test {path}     prove it\n  \
             v6dojo lesson watch {path}    see it while you edit it"
        ),
    )
}

/// The lesson could not be written; the script of it is there.
pub fn not_written(error: &DiskError, draft: &Path, lang: Lang) -> String {
    let (path, why, draft) = (error.path.display(), &error.source, draft.display());
    lang.pick(
        format!("{path} に書き込めません（{why}）。記録は {draft} にあります"),
        format!("{path} can't be written ({why}); what was recorded lies in {draft}"),
    )
}

/// Some lines of the script were left out.
pub fn left_out(lang: Lang, lines: usize) -> String {
    lang.pick(
        format!("理解できない行が {lines} 行あり、教材に入れていません"),
        format!("lines that are not understood, and left out: {lines}"),
    )
}
