//! The instructor's room in words: the stage for a hall, what is off the script, and the notes.

use super::{Words, words};
use crate::lesson::Lang;
use std::time::Duration;

/// A beat: the title and the words.
pub const WORDS: Words = words("本文", "words");
/// A beat: a question.
pub const QUESTION: Words = words("問いかけ", "question");
/// A beat: its answer.
pub const ANSWER: Words = words("答え", "answer");
/// A beat: a line is typed.
pub const COMMAND: Words = words("実行", "command");
/// A beat: the map.
pub const MAP: Words = words("構成図", "map");
/// A beat: the player.
pub const FILM: Words = words("パケットの再生", "player");

/// A command that has done its work and printed nothing.
pub const DONE: Words = words("完了", "done");
/// A command that has failed and printed nothing.
pub const FAILED: Words = words("失敗", "failed");
/// A question about a command on a machine that is not there.
pub const CANNOT_RUN: Words = words("このコマンドは、まだ実行できません。", "This command can't run yet.");
/// Nothing comes after this.
pub const END: Words =
    words("教材の終わりです（g 手順の一覧、q 終了）", "That was the end of the lesson (g any step, q quit)");
/// Nothing comes before this.
pub const BEGIN: Words = words("ここが始まりです", "This is the beginning");
/// Ending by accident is guarded against.
pub const QUIT_SURE: Words = words("もう一度 q で終了します", "Press q again to end");
/// No command has sent a packet yet.
pub const NO_FILM: Words = words("まだパケットは流れていません", "No packet was sent yet");
/// The lesson goes on by itself.
pub const AUTO_ON: Words = words("自動で進みます（a で停止）", "It goes on by itself (a stops it)");
/// It doesn't any more.
pub const AUTO_OFF: Words = words("自動再生を止めました", "It waits for you again");

/// The keys.
pub mod key {
    use super::super::{Words, words};

    /// On.
    pub const FORWARD: Words = words("次へ", "on");
    /// Back.
    pub const BACK: Words = words("戻る", "back");
    /// The next beat.
    pub const NEXT_BEAT: Words = words("場面を飛ばす", "skip this scene");
    /// The next step.
    pub const NEXT: Words = words("次の手順", "next step");
    /// The step before.
    pub const PREVIOUS: Words = words("前の手順", "previous step");
    /// Any step.
    pub const STEPS: Words = words("手順の一覧", "any step");
    /// Leaves the script.
    pub const LEAVE: Words = words("台本を離れて操作", "leave the script");
    /// Breaks something.
    pub const BREAK: Words = words("どこかを壊す", "break something");
    /// Compares two worlds.
    pub const WHAT_IF: Words = words("台本の構成と比べる", "compare worlds");
    /// Back to the script.
    pub const RETURN: Words = words("台本へ戻る", "back to the script");
    /// Counts hands.
    pub const HANDS: Words = words("挙手（Shift で減）", "hands (Shift -)");
    /// Counts a hand less.
    pub const LESS: Words = words("挙手を 1 つ減らす", "one hand less");
    /// Shows the map.
    pub const MAP: Words = words("構成図", "map");
    /// Shows the player.
    pub const FILM: Words = words("パケットの再生", "player");
    /// Plays the film, or stops it.
    pub const PLAY: Words = words("続けて再生・停止", "play, stop");
    /// Goes on by itself.
    pub const AUTO: Words = words("自動で進める", "go on by itself");
    /// Gives the terminal back to the shell for a while.
    pub const SUSPEND: Words = words("中断（fg で再開）", "suspend (fg)");
    /// Ends it.
    pub const QUIT: Words = words("終了（確認あり）", "quit (asks)");
    /// Ends it at once.
    pub const QUIT_NOW: Words = words("すぐに終了", "quit at once");
    /// A dark wall.
    pub const BLANK: Words = words("画面を消す", "blank the wall");
}

/// The head of the list of steps.
pub const STEPS: Words = words("どの手順へ?（番号または ↑↓、Enter）", "Which step? (number or arrows, Enter)");
/// The head of the keys' page.
pub const KEYS: Words = words("発表者のキー", "The presenter's keys");
/// The stripe, first.
pub const OFF_SCRIPT: Words = words("台本の外", "OFF SCRIPT");
/// The stripe, on a wide wall.
pub const OFF_SCRIPT_KEYS: Words =
    words("Home 台本へ戻る   B 壊す   W 比べる", "Home back to the script   B break   W compare");
/// The stripe while something is typed: letters are text then.
pub const OFF_SCRIPT_TYPING: Words = words("Ctrl-Home 台本へ戻る", "Ctrl-Home back to the script");
/// The stripe, on a narrow one.
pub const OFF_SCRIPT_SHORT: Words = words("Home 戻る  B 壊す  W 比べる", "Home back  B break  W compare");
/// Nothing here can be broken.
pub const NOTHING_TO_BREAK: Words =
    words("壊せるものがありません。いま通じている通信がないためです。", "Nothing to break: nothing works here yet.");
/// Back where the script was left.
pub const RETURNED: Words = words(
    "台本に戻りました。試した構成は残っています（e で続き）",
    "Back in the script. What was tried is kept (e goes on there)",
);
/// Off the script again, where it was left.
pub const GOING_ON: Words = words("台本の外の続きです", "Off the script again, as it was left");
/// Closes the page of keys.
pub const ANY_KEY: Words = words("どのキーでも閉じます", "any key closes this");
/// Both worlds are the same.
pub const NO_DIFFERENCE: Words = words("違いはありません。", "No difference.");
/// The head of the comparison.
pub const WHAT_IF: Words = words("もし、こうしたら", "What if");
/// The world of the script.
pub const SCRIPT: Words = words("台本の構成", "script");
/// The world off the script.
pub const ASIDE: Words = words("台本の外", "off script");
/// The command can't be run in that world.
pub const NOT_THERE: Words = words("実行できない", "can't run");
/// Nothing has been run that could be compared.
pub const NOTHING_TO_COMPARE: Words = words(
    "比べるコマンドがまだありません。端末で何か実行してください。",
    "No command to compare yet: run one in the terminal.",
);
/// How the comparison is closed.
pub const CLOSE_COMPARISON: Words = words("W で閉じる", "W closes it");

/// Something was broken off the script; the command fails from now on.
pub fn broken(lang: Lang, command: &str) -> String {
    match lang {
        Lang::Ja => format!("どこかが壊れました。いま失敗するコマンド:\n`{command}`"),
        Lang::En => format!("Something is broken. This fails now:\n`{command}`"),
    }
}

/// Where one is off the script.
pub fn place(lang: Lang, step: usize, title: &str) -> String {
    match lang {
        Lang::Ja => format!("手順 {step} {title}"),
        Lang::En => format!("step {step} {title}"),
    }
}

/// How notes join: the head.
pub const JOIN: Words = words("手元のノート: 別の端末で実行", "Notes: in another terminal, run");
/// On the same machine.
pub const JOIN_HERE: Words = words("同じマシン、同じユーザー", "same machine, same user");
/// From elsewhere.
pub const JOIN_THERE: Words = words("ほかから", "from elsewhere");
/// The code.
pub const CODE: Words = words("コード（1 回限り）", "code (good for once)");

/// How many notes have joined.
pub fn joined(lang: Lang, count: usize) -> String {
    match lang {
        Lang::Ja => format!("接続中のノート: {count}"),
        Lang::En => format!("notes that have joined: {count}"),
    }
}

/// The room can't be opened; the stage goes on.
pub fn no_room(lang: Lang, why: &str) -> String {
    match lang {
        Lang::Ja => format!("ノートは使えません: {why}"),
        Lang::En => format!("No notes can join: {why}"),
    }
}

/// The notes' screen.
pub mod notes {
    use super::super::{Words, words};

    /// The head of the notes of a step.
    pub const NOTES: Words = words("ノート", "Notes");
    /// A step without notes.
    pub const NONE: Words = words("この手順にノートはありません。", "This step has no notes.");
    /// The head of the question.
    pub const ASK: Words = words("問いかけ", "Ask");
    /// The head of the answer.
    pub const EXPECT: Words = words("答え", "Expect");
    /// The head of what comes next.
    pub const NEXT: Words = words("次", "Next");
    /// The next step.
    pub const NEXT_STEP: Words = words("次の手順", "Next step");
    /// The time.
    pub const TIME: Words = words("時間", "Time");
    /// The stage is off the script.
    pub const OFF: Words = words("舞台は台本の外です", "The stage is off the script");
    /// What was broken there; the hall does not see it.
    pub const BROKE: Words = words("壊した操作", "What was broken");
    /// Drives the stage.
    pub const FORWARD: Words = words("次へ", "on");
    /// Drives the stage.
    pub const BACK: Words = words("戻る", "back");
    /// Drives the stage.
    pub const NEXT_KEY: Words = words("次の手順", "next step");
    /// Drives the stage.
    pub const PREVIOUS_KEY: Words = words("前の手順", "previous step");
    /// Drives the stage.
    pub const JUMP: Words = words("番号 + g で手順へ", "number + g: that step");
    /// Drives the stage.
    pub const RETURN: Words = words("台本へ戻す", "back to the script");
    /// Reads on.
    pub const SCROLL: Words = words("スクロール", "scroll");
    /// The stage has ended, or can't be reached any more.
    pub const LOST: Words = words("舞台との接続が切れました。q で終わります。", "The stage is gone. q ends this.");
    /// The end of the lesson comes next.
    pub const END: Words = words("教材の終わり", "the end of the lesson");
}

/// Elapsed and planned time.
pub fn time(lang: Lang, elapsed: Duration, planned: Duration) -> String {
    let (elapsed, planned) = (clock(elapsed), clock(planned));
    match lang {
        Lang::Ja => format!("経過 {elapsed} / 予定 {planned}"),
        Lang::En => format!("{elapsed} of {planned}"),
    }
}

/// How the pace is: the time at which this step should end.
pub fn pace(lang: Lang, elapsed: Duration, (from, until): (Duration, Duration)) -> String {
    let (early, late) = (from.saturating_sub(elapsed), elapsed.saturating_sub(until));
    let due = clock(until);
    match (lang, early > Duration::ZERO, late > Duration::ZERO) {
        (Lang::Ja, _, true) => format!("{} 遅れ（この手順は {due} まで）", clock(late)),
        (Lang::En, _, true) => format!("{} behind (this step until {due})", clock(late)),
        (Lang::Ja, true, _) => format!("{} 早い（この手順は {due} まで）", clock(early)),
        (Lang::En, true, _) => format!("{} ahead (this step until {due})", clock(early)),
        (Lang::Ja, false, false) => format!("予定どおり（この手順は {due} まで）"),
        (Lang::En, false, false) => format!("on time (this step until {due})"),
    }
}

/// Minutes and seconds.
fn clock(time: Duration) -> String {
    format!("{}:{:02}", time.as_secs() / 60, time.as_secs() % 60)
}

/// A page that does not fit the wall.
pub fn too_long(lang: Lang, (step, id, beat): (usize, &str, &str), (language, rows): (&str, usize)) -> String {
    match lang {
        Lang::Ja => format!("手順 {step} ({id}): {beat}（{language}）が {rows} 行多すぎます"),
        Lang::En => format!("step {step} ({id}): the {beat} ({language}) is {rows} row(s) too long"),
    }
}

/// How to go on later.
pub fn goes_on(lang: Lang, lesson: &str, step: &str) -> String {
    match lang {
        Lang::Ja => format!("続きから始めるには: v6dojo present {lesson} --at {step}"),
        Lang::En => format!("To go on from here: v6dojo present {lesson} --at {step}"),
    }
}

/// The wall is too small for anything.
pub fn too_small(lang: Lang, (columns, rows): (u16, u16)) -> String {
    match lang {
        Lang::Ja => format!("画面を {columns}x{rows} 以上に広げてください"),
        Lang::En => format!("Make the window {columns}x{rows} or larger"),
    }
}

/// Everything fits the wall.
pub fn fits(lang: Lang, pages: usize, size: &str) -> String {
    match lang {
        Lang::Ja => format!("{pages} ページすべてが {size} に収まります"),
        Lang::En => format!("all {pages} pages fit {size}"),
    }
}
