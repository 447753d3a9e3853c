//! The words of the plain form: what is only said where there is no screen.

mod boards;

pub use boards::*;

use super::{Words, words};
use crate::lesson::Lang;
use std::time::Duration;

/// What this form is.
pub const WELCOME: Words = words(
    "文字だけの表示です。上から順に読めます。使える言葉は help（ヘルプ）で一覧できます。",
    "This is the plain form: text only, to be read from top to bottom. Type help for the words you can type.",
);
/// At the first start, where the machine does not tell the language.
pub const OTHER_LANGUAGE: &str = "日本語にするには、言語 または language と入力してください。";
/// Why the plain form came up by itself: the terminal can't do more.
pub const DUMB_TERMINAL: Words = words(
    "TERM=dumb なので、画面を描かず文字だけで表示します（--plain）。",
    "TERM is dumb, so this is the plain form (--plain).",
);
/// Why the plain form came up by itself: the output is a file or a pipe.
pub const NO_TERMINAL: Words = words(
    "標準出力が端末ではないので、画面を描かず文字だけで表示します（--plain）。スクリプトには `v6dojo lab` もあります。",
    "standard output is no terminal, so this is the plain form (--plain); for scripts there is `v6dojo lab` too.",
);
/// What can be typed where the lessons are listed.
pub const TYPE_AT_HOME: Words = words(
    "教材の番号を入力すると始まります。ほかに drill（訓練）、language（言語）、help（ヘルプ）、quit（終了）が使えます。",
    "Type a lesson's number to begin or continue it. Or type drill, language, help or quit.",
);
/// There is no lesson to choose.
pub const NO_LESSONS: Words = words("教材がありません。", "There are no lessons.");
/// A lesson that was not begun can't be started over.
pub const NOT_BEGUN: Words = words("その教材はまだ始めていません。", "That lesson was not begun yet.");
/// Something needs a lesson, and none is open.
pub const OPEN_FIRST: Words = words(
    "まず教材を開いてください。番号を入力すると始まります。",
    "Open a lesson first: type its number. The word lessons lists them.",
);
/// How a lesson's progress is forgotten.
pub const RESET_WHICH: Words = words(
    "最初から始める教材の番号を付けてください。例: reset 1",
    "Say which lesson shall be started over by its number, as in: reset 1",
);
/// How to answer by choosing.
pub const ANSWER_BY_NUMBER: Words = words("番号で答えてください。", "Answer with a number.");
/// How to answer with an address.
pub const ANSWER_BY_ADDRESS: Words = words("IPv6 アドレスを入力してください。", "Answer by typing the IPv6 address.");
/// All questions have their answer.
pub const NO_OPEN_QUESTION: Words =
    words("答えを待っている問いはありません。", "There is no question open, so there is nothing to answer.");
/// A step without questions.
pub const NO_QUESTIONS: Words = words("この手順に問いはありません。", "This step asks no question.");
/// A step without goals.
pub const NO_GOALS: Words =
    words("この手順に目標はありません。読むだけです。", "This step has no goals: it is for reading.");
/// All goals of a step hold.
pub const STEP_DONE: Words =
    words("この手順はできました。next（次）で進みます。", "This step is done. Type next to go on.");
/// A step that is only read, or whose goals hold.
pub const GO_ON: Words = words("next（次）で次の手順へ進みます。", "Type next to go on to the next step.");
/// The last step is done.
pub const AT_THE_END: Words = words(
    "ここが最後の手順です。lessons（教材）で一覧に戻り、quit（終了）で終わります。",
    "This is the last step. Type lessons for the list, or quit.",
);
/// The way of the packets can be told.
pub const WATCH_IT: Words = words(
    "play（再生）で、パケットのたどった道を 1 つずつ読めます。",
    "Type play to be told the way of the packets, one decision after the other.",
);
/// The right answer's command can be told.
pub const WATCH_THE_TRUTH: Words = words(
    "play（再生）で、そうなる理由をパケットの道で確かめられます。",
    "Type play to be told by the packets why it is so.",
);
/// A command that printed nothing.
pub const PRINTED_NOTHING: Words = words("何も表示せずに終わりました。", "It ended well and printed nothing.");
/// No command was run yet.
pub const NOTHING_TO_PLAY: Words = words(
    "まだ読めるものがありません。マシンで curl や ping を実行すると、そのパケットの道を読めます。",
    "There is nothing to tell yet. Run curl or ping on a machine, and then type play.",
);
/// A machine's command in CloudShell.
pub const NO_MACHINE: Words = words(
    "いまは CloudShell にいるので、使えるのは aws の行だけです。マシンのコマンドは「マシン名$ コマンド」と入力するか、\
     machine（マシン）で移ってから使います。",
    "You are in CloudShell, where only aws lines work. Type HOST$ and then the command, or go to a machine with the \
     word machine.",
);
/// One is in CloudShell now.
pub const IN_CLOUD_SHELL: Words =
    words("CloudShell にいます。aws の行が使えます。", "You are in CloudShell, where aws lines work.");
/// There is no machine to sit at.
pub const NO_MACHINES: Words =
    words("使えるマシンがまだありません。", "There is no machine yet that you could sit at.");
/// To stay in CloudShell.
pub const CLOUD_SHELL: Words = words("CloudShell", "CloudShell");
/// The question which machine to sit at.
pub const WHICH_MACHINE: Words = words("どのマシンを使いますか。", "At which machine do you want to sit?");
/// Before hints: how to get the next one.
pub const MORE_HINTS: Words = words("もう一度 hint（ヒント）で、その先が出ます。", "Type hint again to be told more.");
/// Before tiers of help: how to get the next one.
pub const MORE_WHY: Words = words("もう一度 why（なぜ）で、さらに詳しくなります。", "Type why again to be told more.");
/// How to be told the evidence of an obstacle.
pub const EVIDENCE: Words = words(
    "evidence（証拠）に障害の番号を付けると、パケットの道で確かめられます。例: evidence 1",
    "Type evidence and an obstacle's number to be told the packets' way to it, as in: evidence 1",
);
/// There is no obstacle of that number.
pub const NO_SUCH_OBSTACLE: Words = words(
    "その番号の障害はありません。why（なぜ）で一覧できます。",
    "There is no obstacle of that number. The word why lists them.",
);
/// There is no lesson of that number.
pub const NO_SUCH_LESSON: Words = words(
    "その番号の教材はありません。lessons（教材）で一覧できます。",
    "There is no lesson of that number. The word lessons lists them.",
);
/// There is no choice of that number.
pub const NO_SUCH_CHOICE: Words = words("その番号の選択肢はありません。", "There is no choice of that number.");
/// Nothing can follow on a line.
pub const NOTHING_FOLLOWS: Words = words("候補はありません。", "Nothing is known that could follow there.");
/// How completion is asked for.
pub const COMPLETE_WHAT: Words = words(
    "補完したい行を続けて入力してください。例: complete aws ec2 create-",
    "Type the beginning of a line after it, as in: complete aws ec2 create-",
);
/// Which drill it shall be.
pub const HOW_MANY_FAULTS: Words = words("何か所を壊しますか。", "How many places shall be broken?");
/// It was reset.
pub const RESET_DONE: Words =
    words("やり直します。redo（やり直し）で元に戻せます。", "Started over. Type redo to bring back what you did.");
/// Before starting over.
pub const RESET_BODY: Words = words(
    "構成をその時点に戻します。消した操作は redo（やり直し）で元に戻せます。",
    "The world goes back to that moment. The word redo brings back what you did.",
);
/// Commands that were carried out for the learner.
pub const SOLVED_BY: Words = words("解答例を実行しました。", "This was done for you:");
/// There is nothing to solve.
pub const NOTHING_TO_SOLVE: Words = words("この手順に解答例はありません。", "There is nothing to solve in this step.");
/// The next thing after a drill.
pub const AFTER_DRILL: Words = words(
    "drill（訓練）で次の問題、lessons（教材）で一覧です。",
    "Type drill for another one, or lessons for the list.",
);
/// The program ends, and progress is kept.
pub const GOOD_BYE_KEPT: Words = words("終わります。進捗は保存されています。", "Good-bye. Your progress is kept.");
/// The program ends, with nothing to keep.
pub const GOOD_BYE: Words = words("終わります。", "Good-bye.");
/// The head of the help.
pub const HELP_TITLE: Words = words("使える言葉", "Words you can type");
/// What else can be typed, each with an example.
pub const HELP_COMMANDS: [(Words, &str); 5] = [
    (
        words(
            "aws で始まる行は、AWS CLI のコマンドです。操作の一覧:",
            "A line that begins with aws is an AWS CLI command. All operations:",
        ),
        "aws ec2 help",
    ),
    (words("ある操作の使い方:", "How one operation is used:"), "aws ec2 create-route help"),
    (
        words(
            "マシンで実行するコマンドは、前にマシン名と $ を付けます:",
            "A command runs on the machine that is named before it:",
        ),
        "client-001a$ curl -sS https://github.com/",
    ),
    (
        words(
            "問いには、番号か選択肢の文で答えます:",
            "A question is answered by a number, or by the text of a choice:",
        ),
        "2",
    ),
    (
        words("行末の \\ は、次の行へ続くしるしです:", "A backslash at the end: the line goes on in the next one:"),
        "aws ec2 describe-vpcs \\",
    ),
];
/// The head of the words.
pub const HELP_WORDS: Words = words("言葉の一覧:", "The words:");
/// Before the places of a trace.
pub const STATIONS: Words = words("通る場所", "Places on the way");
/// The scene that settled the outcome.
pub const DECIDES: Words = words("ここで結果が決まりました。", "This settled the outcome.");

/// Which lesson of the list.
pub fn lesson(number: usize, title: &str, lang: Lang) -> String {
    lang.pick(format!("教材 {number}: {title}"), format!("Lesson {number}: {title}"))
}

/// How long a lesson takes, and how far one is.
pub fn card((minutes, steps): (u32, usize), progress: &str, lang: Lang) -> String {
    lang.pick(
        format!("約 {minutes} 分、{steps} 手順。{progress}。"),
        format!("About {minutes} minutes, {steps} steps, {progress}."),
    )
}

/// Where one is in a lesson, in the list of lessons.
pub fn at_step(number: usize, lang: Lang) -> String {
    lang.pick(format!("手順 {number} まで進んでいます"), format!("you are at step {number}"))
}

/// Where one is: the step and its title.
pub fn place((number, count): (usize, usize), title: &str, lang: Lang) -> String {
    lang.pick(format!("手順 {number}（全 {count} 手順）: {title}"), format!("Step {number} of {count}: {title}"))
}

/// Where one is: the phase and the lesson.
pub fn within(phase: &str, lesson: &str, lang: Lang) -> String {
    lang.pick(format!("{phase}、教材: {lesson}"), format!("{phase}, lesson: {lesson}"))
}

/// The head of a question.
pub fn question((number, count): (usize, usize), question: &str, lang: Lang) -> String {
    match (lang, count) {
        (Lang::Ja, 1) => format!("問い: {question}"),
        (Lang::En, 1) => format!("Question: {question}"),
        (Lang::Ja, _) => format!("問い {number}（全 {count} 問）: {question}"),
        (Lang::En, _) => format!("Question {number} of {count}: {question}"),
    }
}

/// An answer that was given, and what it was worth.
pub fn answered(said: &str, is_right: bool, lang: Lang) -> String {
    match (is_right, lang) {
        (true, Lang::Ja) => format!("「{said}」は正解です。"),
        (false, Lang::Ja) => format!("「{said}」は違います。"),
        (true, Lang::En) => format!("\"{said}\" is right."),
        (false, Lang::En) => format!("\"{said}\" is not right."),
    }
}

/// A goal, and whether it holds.
pub fn goal((number, count): (usize, usize), done: bool, say: &str, lang: Lang) -> String {
    let state = if done { words("達成", "done") } else { words("未達成", "open") }.in_(lang);
    match (lang, count) {
        (Lang::Ja, 1) => format!("目標、{state}: {say}"),
        (Lang::En, 1) => format!("Goal, {state}: {say}"),
        (Lang::Ja, _) => format!("目標 {number}（全 {count} 件）、{state}: {say}"),
        (Lang::En, _) => format!("Goal {number} of {count}, {state}: {say}"),
    }
}

/// What a goal still lacks.
pub fn missing(missing: &str, lang: Lang) -> String {
    lang.pick(format!("まだです: {missing}"), format!("Not yet: {missing}"))
}

/// What can be typed in a step, at a machine or in CloudShell where there are these machines.
pub fn type_in_lesson(at: Option<&str>, machines: &[String], lang: Lang) -> String {
    let example = machines.first().map_or("HOST", String::as_str);
    match (at, lang) {
        (None, Lang::Ja) => {
            format!(
                "入力できるもの: aws の行、{example}$ に続くコマンド、next（次）、hint（ヒント）、help（ヘルプ）など。"
            )
        }
        (None, Lang::En) => {
            format!("You can type: an aws line, {example}$ and a command, next, hint, help and other words.")
        }
        (Some(host), Lang::Ja) => {
            format!("入力できるもの: {host} のコマンド、aws の行、next（次）、hint（ヒント）、help（ヘルプ）など。")
        }
        (Some(host), Lang::En) => {
            format!("You can type: a command of {host}, an aws line, next, hint, help and other words.")
        }
    }
}

/// The hint of this number.
pub fn hint(number: usize, lang: Lang) -> String {
    lang.pick(format!("ヒント {number}"), format!("Hint {number}"))
}

/// A command that failed.
pub fn failed(status: i32, lang: Lang) -> String {
    lang.pick(
        format!("失敗しました。終了ステータスは {status} です。"),
        format!("It failed with exit status {status}."),
    )
}

/// One has gone to a machine.
pub fn sits_at(host: &str, lang: Lang) -> String {
    lang.pick(
        format!("{host} にいます。そのままコマンドを入力できます。exit で CloudShell に戻ります。"),
        format!("You are at {host}. Type its commands as they are. The word exit brings you back to CloudShell."),
    )
}

/// There is no such machine.
pub fn no_such_machine(host: &str, machines: &[String], lang: Lang) -> String {
    let all = machines.join(lang.pick("、", ", "));
    match (lang, machines.is_empty()) {
        (Lang::Ja, true) => format!("{host} というマシンは動いていません。"),
        (Lang::En, true) => format!("No machine {host} is running."),
        (Lang::Ja, false) => format!("{host} というマシンは動いていません。あるのは: {all}"),
        (Lang::En, false) => format!("No machine {host} is running. There is: {all}"),
    }
}

/// A word that has something behind it which it does not take; how it is typed.
pub fn typed_so(word: &str, examples: &str, lang: Lang) -> String {
    lang.pick(
        format!("「{word}」は次のように入力します: {examples}"),
        format!("I could not read what stands behind {word}. Type it like this: {examples}"),
    )
}

/// What was told at an earlier scene already.
pub fn as_in(number: usize, lang: Lang) -> String {
    lang.pick(format!("根拠は {number} と同じ"), format!("For the same reasons as in {number}"))
}

/// A line that means nothing, with what may have been meant.
pub fn unknown(word: &str, near: &[&str], lang: Lang) -> String {
    let all = near.join(lang.pick("、", ", "));
    match (lang, near.is_empty()) {
        (Lang::Ja, true) => format!("「{word}」は分かりませんでした。help（ヘルプ）で、使える言葉の一覧が出ます。"),
        (Lang::En, true) => format!("Sorry, \"{word}\" is no word I know. Type help for the words there are."),
        (Lang::Ja, false) => format!("「{word}」は分かりませんでした。もしかして: {all}"),
        (Lang::En, false) => format!("Sorry, \"{word}\" is no word I know. Did you mean: {all}?"),
    }
}

/// What stands before the number that chooses.
pub fn choose(count: usize, lang: Lang) -> String {
    lang.pick(format!("番号（1 から {count}）: "), format!("Number, 1 to {count}: "))
}

/// A moment of simulated time.
pub fn moment(at: Duration, lang: Lang) -> String {
    let seconds = at.as_secs_f64();
    match (seconds < 1.0, lang) {
        (true, Lang::Ja) => format!("{:.1} ミリ秒", seconds * 1000.0),
        (true, Lang::En) => format!("{:.1} ms", seconds * 1000.0),
        (false, Lang::Ja) => format!("{seconds:.1} 秒"),
        (false, Lang::En) => format!("{seconds:.1} s"),
    }
}

/// How a command ended, and after how long.
pub fn ended(outcome: &str, took: Duration, lang: Lang) -> String {
    let took = moment(took, lang);
    lang.pick(
        format!("結果: {outcome}。シミュレーション上の時間で {took}かかりました。"),
        format!("It ended with: {outcome}, after {took} of simulated time."),
    )
}

/// How many goals hold.
pub fn goals_done(done: usize, count: usize, lang: Lang) -> String {
    lang.pick(format!("目標 {count} 件のうち {done} 件を達成しました。"), format!("Goals done: {done} of {count}."))
}

/// How many more there are than were told.
pub fn more(count: usize, lang: Lang) -> String {
    lang.pick(format!("ほかに {count} 件あります。"), format!("And {count} more."))
}

/// A packet that begins its way.
pub fn sets_out(place: &str, lang: Lang) -> String {
    lang.pick(format!("{place} から出ます。"), format!("It sets out from {place}."))
}

/// A moment, before what happened then.
pub fn at(moment: &str, lang: Lang) -> String {
    lang.pick(format!("{moment}。"), format!("At {moment}. "))
}

/// A text without signs that can't be read aloud.
pub fn spoken(text: &str, lang: Lang) -> String {
    let (then, least, minus) = lang.pick(("、", "最低 ", "マイナス"), (", then ", "at least ", "minus"));
    text.replace(" → ", then)
        .replace('→', then)
        .replace("≥ ", least)
        .replace('−', minus)
        .replace(" — ", ": ")
        .replace('…', "...")
        .replace("。 ", "。")
}
