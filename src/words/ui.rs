//! The words on the screens. A constant is a fixed text; a function puts something into one.

use super::{Words, words};
use crate::lesson::Lang;
use crate::lesson::foresee::Foreseen;
use crate::lesson::model::{Ask, Question};

/// The name of the program and what it is for.
pub const TAGLINE: Words =
    words("IPv6 だけのサブネットから、IPv4 のインターネットへ", "From an IPv6-only subnet to the IPv4 Internet");
/// Under the tagline.
pub const NOTHING_REAL: Words = words(
    "すべてシミュレーションです。AWS アカウントも通信も要りません。",
    "All of it is simulated in this terminal: no AWS account, no network.",
);
/// A window that is too small.
pub const TOO_SMALL: Words = words("画面を広げてください", "Please enlarge the window");

/// Names of the panes, keys 1 to 5.
pub const PANES: [Words; 5] = [
    words("本文", "Text"),
    words("構成図", "Map"),
    words("コンソール", "Console"),
    words("端末", "Terminal"),
    words("再生", "Player"),
];

/// Keys.
pub mod key {
    use super::super::{Words, words};

    /// Moves a choice.
    pub const CHOOSE: Words = words("選ぶ", "choose");
    /// Opens what is chosen.
    pub const START: Words = words("始める・続ける", "start or continue");
    /// Opens what is chosen.
    pub const OPEN: Words = words("開く", "open");
    /// Takes the chosen answer.
    pub const TAKE: Words = words("決める", "take it");
    /// Shows the keys.
    pub const HELP: Words = words("キー一覧", "keys");
    /// Copies what matters here to the clipboard.
    pub const COPY: Words = words("コピー", "copy");
    /// Ends the program.
    pub const QUIT: Words = words("終了", "quit");
    /// Ends the program from anywhere.
    pub const QUIT_ANYWHERE: Words = words("どこからでも終了", "quit from anywhere");
    /// Gives the terminal back to the shell for a while.
    pub const SUSPEND: Words = words("一時停止してシェルへ（fg で再開）", "suspend (fg comes back)");
    /// Goes to the list of lessons.
    pub const HOME: Words = words("教材一覧へ", "lessons");
    /// Changes the language.
    pub const LANGUAGE: Words = words("English", "日本語");
    /// Changes the colours.
    pub const THEME: Words = words("配色", "theme");
    /// Forgets the progress of the chosen lesson.
    pub const RESET: Words = words("最初から", "start over");
    /// Forgets the progress of a step or the lesson.
    pub const RESET_IN_LESSON: Words = words("最初から", "start over");
    /// The next step.
    pub const NEXT: Words = words("次へ", "next");
    /// The previous step.
    pub const PREVIOUS: Words = words("前へ", "back");
    /// Takes the last change back.
    pub const UNDO: Words = words("取り消し", "undo");
    /// Does it again.
    pub const REDO: Words = words("やり直し", "redo");
    /// Shows a hint.
    pub const HINT: Words = words("ヒント", "hint");
    /// Opens the results board.
    pub const RESULTS: Words = words("結果表", "results");
    /// Moves the text.
    pub const SCROLL: Words = words("スクロール", "scroll");
    /// A page on.
    pub const PAGE: Words = words("続きを読む", "read on");
    /// Answers the question.
    pub const ANSWER: Words = words("答える", "answer");
    /// Goes to another pane.
    pub const PANE: Words = words("画面切替", "pane");
    /// Goes to another pane, also while typing.
    pub const PANE_ALWAYS: Words = words("入力中の画面切替", "pane, while typing too");
    /// Leaves where one is.
    pub const BACK: Words = words("戻る", "back");
    /// Closes a page over the others.
    pub const CLOSE: Words = words("閉じる", "close");
    /// Puts the line into the terminal again.
    pub const AGAIN: Words = words("端末でもう一度", "again in the terminal");
    /// Agrees.
    pub const YES: Words = words("はい", "yes");
    /// Disagrees.
    pub const NO: Words = words("いいえ", "no");
    /// Runs the line.
    pub const RUN: Words = words("実行", "run");
    /// Completes the word.
    pub const COMPLETE: Words = words("補完", "complete");
    /// Looks at lines typed before.
    pub const HISTORY: Words = words("履歴", "history");
    /// Searches the lines typed before.
    pub const SEARCH_HISTORY: Words = words("履歴検索", "search history");
    /// Looks further back.
    pub const OLDER: Words = words("さらに前", "older");
    /// Takes a line to go on with it.
    pub const TAKE_LINE: Words = words("この行を編集", "edit it");
    /// Sits down at another machine.
    pub const MACHINE: Words = words("マシン切替", "machine");
    /// Leaves the input.
    pub const LEAVE: Words = words("本文へ", "to the text");
    /// Empties the line.
    pub const CLEAR_LINE: Words = words("行を消す", "clear line");
    /// Empties the pane.
    pub const CLEAR: Words = words("画面を消す", "clear");
}

/// A question asked at the very first start. In both languages, since the answer is not known yet.
pub const WHICH_LANGUAGE: &str = "日本語 / English ?";

/// The head of the keys' page.
pub const HELP_TITLE: Words = words("キー一覧", "Keys");
/// Keys that work everywhere.
pub const EVERYWHERE: Words = words("どこでも", "Everywhere");
/// The results board.
pub const RESULTS: Words = words("結果表", "Results");
/// The results board without results.
pub const NO_RESULTS: Words = words(
    "まだ結果がありません。端末で curl や ping を実行すると、フェーズごとの結果がここに並びます。",
    "No results yet. Run curl or ping in the terminal, and the phases stand here side by side.",
);
/// Keys of the list of lessons.
pub const LESSONS: Words = words("教材一覧", "Lessons");
/// Keys of the lesson.
pub const LESSON: Words = words("教材", "Lesson");
/// The goals' head.
pub const GOALS: Words = words("目標", "Goals");
/// The question's head.
pub const QUESTION: Words = words("問い", "Question");
/// The head of a hint.
pub const HINT: Words = words("ヒント", "Hint");
/// The head of a reply.
pub const REPLY: Words = words("解説", "Reply");
/// The head of the solution.
pub const SOLUTION: Words = words("解答例", "One solution");
/// After the last hint.
pub const NO_MORE_HINTS: Words = words("ヒントはこれで全部です。", "That was the last hint.");
/// There is more text below.
pub const MORE: Words = words("続きあり", "more");
/// Before any lesson was begun.
pub const NOT_BEGUN: Words = words("未開始", "not begun");
/// All steps are done.
pub const FINISHED: Words = words("修了", "finished");
/// A correct answer.
pub const RIGHT: Words = words("正解です。", "Right.");
/// A wrong answer.
pub const NOT_QUITE: Words = words("惜しい、違います。", "Not quite.");
/// An address is to be typed.
pub const TYPE_ADDRESS: Words = words("Enter で入力", "Enter to type");
/// All goals of a step hold.
pub const STEP_DONE: Words = words("この手順はできました。n で次へ進みます。", "This step is done. Press n to go on.");
/// The same, where letters are typed.
pub const STEP_DONE_TYPING: Words =
    words("この手順はできました。Esc、n で次へ進みます。", "This step is done. Press Esc, then n, to go on.");
/// The packets of a command can be watched.
pub const WATCH_IT: Words = words(
    "何も入力せずに 5 を押すと、パケットの動きを 1 場面ずつ見られます。",
    "With nothing typed, press 5 to watch the packets, scene by scene.",
);
/// A step without goals.
pub const READ_ON: Words = words("読み終えたら n で次へ。", "When you have read it, press n.");
/// The lesson's end.
pub const LESSON_DONE: Words =
    words("最後の手順まで終わりました。おめでとうございます！", "That was the last step. Congratulations!");
/// Nothing to undo.
pub const NOTHING_TO_UNDO: Words = words("取り消せる操作はありません。", "There is nothing to undo.");
/// Nothing to redo.
pub const NOTHING_TO_REDO: Words = words("やり直せる操作はありません。", "There is nothing to redo.");
/// The first step has none before it.
pub const FIRST_STEP: Words = words("ここが最初の手順です。", "This is the first step.");
/// The step has unmet goals.
pub const SKIP_TITLE: Words = words("まだ満たしていない目標があります", "Some goals are not met yet");
/// Not to skip.
pub const SKIP_STAY: Words = words("この手順を続ける", "Stay and work on it");
/// To have the step done.
pub const SKIP_SOLVE: Words = words("解答例どおりに済ませて次へ", "Have it done for me, and go on");
/// To leave the step undone.
pub const SKIP_AS_IS: Words = words("このまま次へ", "Go on as it is");
/// Esc was pressed where there is nothing to leave but the lesson.
pub const Q_LEAVES: Words = words("教材一覧へ戻るには q を押します。", "Press q to go to the list of lessons.");
/// There is no step after the last.
pub const LAST_STEP: Words = words("ここが最後の手順です。", "This is the last step.");
/// It was started over.
pub const RESET_DONE: Words =
    words("最初の状態に戻しました。Ctrl-r で元に戻せます。", "Started over. Ctrl-r brings it back.");
/// Before starting over.
pub const RESET_BODY: Words = words(
    "構成をその時点に戻します。消した操作は Ctrl-r で元に戻せます。",
    "The world goes back to that moment. Ctrl-r brings back what you did.",
);
/// Start over: what?
pub const RESET_TITLE: Words = words("最初から始める", "Start over");
/// Start a step over.
pub const RESET_STEP: Words = words("この手順の初めに戻す", "Go back to the beginning of this step");
/// Start a lesson over.
pub const RESET_LESSON: Words = words("教材の最初に戻す", "Start the whole lesson over");
/// Neither.
pub const RESET_NOTHING: Words = words("何もしない", "Change nothing");
/// Before the progress of a lesson is thrown away.
pub const RESET_SURE: Words =
    words("この教材の記録を消して最初から始めますか？", "Forget the progress of this lesson and start over?");
/// The paste was too long.
pub const PASTE_CUT: Words =
    words("長すぎる貼り付けは、途中までにしました。", "That paste was too long; its end was left out.");
/// There is no shell to come back to.
pub const NO_SHELL: Words =
    words("ここには戻り先のシェルがないので、一時停止できません。", "There is no shell here to go back to.");
/// The command line needs a machine.
pub const NO_MACHINE: Words = words(
    "ここでは aws コマンドだけが使えます。Ctrl-t でマシンを選ぶか、aws ec2-instance-connect ssh で接続してください。",
    "Only aws commands work here. Choose a machine with Ctrl-t, or connect with aws ec2-instance-connect ssh.",
);
/// There is nothing here that is worth copying.
pub const NOTHING_TO_COPY: Words = words("ここにはコピーするものがありません。", "There is nothing to copy here.");

/// So many lines were copied, all of them or only the first.
pub fn copied(lang: Lang, lines: usize, all: bool) -> String {
    match (lang, all, lines) {
        (Lang::Ja, true, _) => format!("{lines} 行をクリップボードにコピーしました。"),
        (Lang::Ja, false, _) => format!("長いので、最初の {lines} 行だけをクリップボードにコピーしました。"),
        (Lang::En, true, 1) => "1 line copied to the clipboard.".to_owned(),
        (Lang::En, true, _) => format!("{lines} lines copied to the clipboard."),
        (Lang::En, false, _) => format!("Too long: only the first {lines} lines were copied to the clipboard."),
    }
}

/// Steps done of all.
pub fn step_of(lang: Lang, number: usize, count: usize) -> String {
    match lang {
        Lang::Ja => format!("手順 {number} / {count}"),
        Lang::En => format!("step {number} / {count}"),
    }
}

/// How long a lesson takes.
pub fn minutes(lang: Lang, minutes: u32) -> String {
    match lang {
        Lang::Ja => format!("約 {minutes} 分"),
        Lang::En => format!("about {minutes} min"),
    }
}

/// Above an empty command line: where one sits, and what can be done there.
pub fn shell_welcome(lang: Lang, host: Option<&str>, machines: &[String]) -> String {
    let keys = lang.pick(
        "Tab で補完、Ctrl-r で履歴検索、help で一覧を表示します。",
        "Tab completes, Ctrl-r searches what was typed, help lists the commands.",
    );
    let here = match (host, machines.first(), lang) {
        (Some(host), _, Lang::Ja) => {
            format!("いまは {host} の上です。curl、dig、ping、ip … を実行できます (aws コマンドもそのまま使えます)。")
        }
        (Some(host), _, Lang::En) => format!("You sit at {host}: curl, dig, ping, ip … run here; aws works too."),
        (None, Some(machine), Lang::Ja) => format!(
            "いまは AWS CloudShell です。aws コマンドを入力できます。curl や dig は、Ctrl-t で {machine} に移って実行します。"
        ),
        (None, Some(machine), Lang::En) => {
            format!("You sit at AWS CloudShell, for aws commands. For curl or dig, Ctrl-t goes to {machine}.")
        }
        (None, None, Lang::Ja) => {
            "いまは AWS CloudShell です。aws コマンドを入力できます。マシンはまだありません。".to_owned()
        }
        (None, None, Lang::En) => "You sit at AWS CloudShell, for aws commands. There is no machine yet.".to_owned(),
    };
    format!("{here}\n{keys}")
}

/// A machine's program was typed at CloudShell: it can be run there.
pub fn run_there(lang: Lang, program: &str, machine: &str) -> String {
    match lang {
        Lang::Ja => {
            format!("{program} はマシンの上で動きます。もう一度 Enter を押すと、{machine} に移って実行します。")
        }
        Lang::En => format!("{program} runs on a machine. Enter once more goes to {machine} and runs it there."),
    }
}

/// In the place of the prompt, while the history is searched.
pub fn searching(lang: Lang, query: &str, failed: bool) -> String {
    match (lang, failed) {
        (Lang::Ja, false) => format!("(履歴検索) {query}:"),
        (Lang::Ja, true) => format!("(履歴検索: なし) {query}:"),
        (Lang::En, false) => format!("(history) {query}:"),
        (Lang::En, true) => format!("(history: failed) {query}:"),
    }
}

/// Pasted lines wait to be run one after the other.
pub fn waiting(lang: Lang, count: usize) -> String {
    match lang {
        Lang::Ja => format!("貼り付けた残り {count} 行: Enter で 1 行ずつ実行"),
        Lang::En => format!("{count} more pasted lines: Enter runs them one by one"),
    }
}

/// A change was taken back.
pub fn undone(lang: Lang, line: &str) -> String {
    match lang {
        Lang::Ja => format!("取り消しました: {line}"),
        Lang::En => format!("Undone: {line}"),
    }
}

/// A change was made again.
pub fn redone(lang: Lang, line: &str) -> String {
    match lang {
        Lang::Ja => format!("もう一度行いました: {line}"),
        Lang::En => format!("Done again: {line}"),
    }
}

/// A change that a form made went well.
pub fn done(lang: Lang, line: &str) -> String {
    match lang {
        Lang::Ja => format!("実行しました: {line}"),
        Lang::En => format!("Done: {line}"),
    }
}

/// A prediction's question, where the author has none.
pub fn what_will(lang: Lang, line: &str) -> String {
    match lang {
        Lang::Ja => format!("次を実行すると、どうなるでしょうか。 {line}"),
        Lang::En => format!("What will this do? {line}"),
    }
}

/// A question in words: the author's, else worded from its command.
pub fn question(ask: &Ask, lang: Lang) -> String {
    match (ask.question(), &ask.what) {
        (Some(question), _) => question.in_(lang).to_owned(),
        (None, Question::Predict { run, .. }) => what_will(lang, &run.text),
        (None, Question::Foresee { run, what, .. }) => what_foresee(lang, *what, &run.text),
        (None, Question::Address { .. } | Question::Choice { .. }) => String::new(),
    }
}

/// The question what can be foreseen of a command, where the author has none.
pub fn what_foresee(lang: Lang, what: Foreseen, line: &str) -> String {
    let ask = match what {
        Foreseen::NextHop => lang.pick(
            "サブネットのルートテーブルは、次のどこへ送るでしょうか。",
            "Where does the subnet's route table send it?",
        ),
        Foreseen::Gateway => {
            lang.pick("どのゲートウェイから VPC の外へ出るでしょうか。", "By which gateway does it leave the VPC?")
        }
        Foreseen::Synthesized => lang.pick("DNS64 が作るアドレスはどれでしょうか。", "Which address does DNS64 make?"),
        Foreseen::SeenAs => lang.pick(
            "相手には、どのアドレスから来たように見えるでしょうか。",
            "From which address does the other end see it come?",
        ),
    };
    format!("{ask} {line}")
}

/// What would have been right.
pub fn it_is(lang: Lang, right: &str) -> String {
    match lang {
        Lang::Ja => format!("正解は「{right}」です。"),
        Lang::En => format!("It is: {right}."),
    }
}

/// A goal holds now.
pub fn reached(lang: Lang, goal: &str) -> String {
    match lang {
        Lang::Ja => format!("目標達成: {goal}"),
        Lang::En => format!("Goal reached: {goal}"),
    }
}

/// A line that is no answer to a question about an address.
pub fn no_address(lang: Lang, said: &str) -> String {
    match lang {
        Lang::Ja => format!("「{said}」はアドレスとして読めません。例: 2001:db8::1、192.0.2.1、2001:db8::/64"),
        Lang::En => format!("\"{said}\" can't be read as an address. Examples: 2001:db8::1, 192.0.2.1, 2001:db8::/64"),
    }
}

/// A first word that is no command.
pub fn no_command(lang: Lang, word: &str, near: &[&str]) -> String {
    let near = near.join(", ");
    match (lang, near.is_empty()) {
        (Lang::Ja, true) => {
            format!("`{word}` というコマンドはありません。aws か、マシン上のコマンド（curl、dig など）を入力します。")
        }
        (Lang::Ja, false) => format!("`{word}` というコマンドはありません。近いもの: {near}"),
        (Lang::En, true) => {
            format!("There is no command `{word}`. Type an aws command, or a machine's command like curl or dig.")
        }
        (Lang::En, false) => format!("There is no command `{word}`. Near: {near}"),
    }
}

/// There is nothing of the kind that was asked for.
pub const NONE_OF_IT: Words = words("なし", "none");

/// A step that does not go on where the one before has ended.
pub const BEGINS_ANEW: Words =
    words("この手順は、専用の環境から始まります。", "This step begins in a world of its own.");
