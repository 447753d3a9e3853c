//! What is said about a class, and about progress that is carried from one machine to another.

use super::{Words, ui, words};
use crate::lesson::{Lang, Lesson, Step};
use crate::session::class::{Counted, Event, Learner};
use crate::session::parcel::Unfit;

/// The heads of the table.
pub const COLUMNS: [Words; 8] = [
    words("名前", "name"),
    words("教材", "lesson"),
    words("手順", "step"),
    words("目標", "goals"),
    words("経過", "since"),
    words("拒否", "refused"),
    words("ヒント", "help"),
    words("状態", "state"),
];
/// Nobody's progress is there.
pub const NOBODY: Words = words("読める進捗ファイルがありません。", "There is no progress that can be read.");
/// Before what happened to many.
pub const COMMON: Words = words("よく起きたこと (人数、全員での回数)", "What happens often (learners, times in all)");
/// Before files that are left out.
pub const LEFT_OUT: Words = words("表に入れなかったファイル", "Files that are not in the table");
/// Before names that several hand-ins bear.
pub const NAMESAKES: Words = words(
    "同じ名前で内容の異なるファイル (別の人かもしれないため、どちらも表に入れました)",
    "One name, different progress (perhaps two people, so each has a row)",
);
/// The learner did everything.
pub const FINISHED: Words = words("修了", "finished");
/// The end is reached, but not by the learner's own work alone.
pub const AT_END: Words = words("最後に到達", "at the end");
/// Many vain tries.
pub const STUCK: Words = words("行き詰まり", "stuck");
/// The same file twice.
pub const SAME: Words = words("同じ内容のファイルがほかにあります", "the same as another file");
/// An older file of the same learner.
pub const OLDER: Words = words("同じ人のより新しいファイルがあります", "there is a newer file of the same learner");

/// Why a text is no progress.
pub fn unfit(unfit: &Unfit, lang: Lang) -> String {
    match (unfit, lang) {
        (Unfit::Foreign, Lang::Ja) => "v6dojo の進捗ではありません".into(),
        (Unfit::Foreign, Lang::En) => "this is no progress of v6dojo".into(),
        (Unfit::Newer(version), Lang::Ja) => {
            format!("より新しい v6dojo の形式 {version} です。v6dojo を更新してください")
        }
        (Unfit::Newer(version), Lang::En) => {
            format!("a newer v6dojo wrote it (format {version}); update this one to read it")
        }
        (Unfit::CutOff, Lang::Ja) => "途中で切れています。もう一度送ってもらってください".into(),
        (Unfit::CutOff, Lang::En) => "its end is missing; ask for it again".into(),
        (Unfit::Damaged, Lang::Ja) => {
            "チェックサムが合わず、途中で変わっています。もう一度送ってもらってください".into()
        }
        (Unfit::Damaged, Lang::En) => "it was changed on the way (the checksum differs); ask for it again".into(),
        (Unfit::Unreadable(why), Lang::Ja) => format!("読み取れません ({why})"),
        (Unfit::Unreadable(why), Lang::En) => format!("it can't be read ({why})"),
    }
}

/// A lesson that is not here.
pub fn no_lesson(id: &str, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("教材 {id} がここにはありません"),
        Lang::En => format!("there is no lesson {id} here"),
    }
}

/// How long ago, in one unit.
pub fn since(seconds: u64, lang: Lang) -> String {
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86400);
    match (days, hours, minutes) {
        (0, 0, 0) => lang.pick("たった今".to_owned(), "just now".to_owned()),
        (0, 0, n) => lang.pick(format!("{n} 分"), format!("{n} min")),
        (0, n, _) => lang.pick(format!("{n} 時間"), format!("{n} h")),
        (n, _, _) => lang.pick(format!("{n} 日"), format!("{n} d")),
    }
}

/// How a learner fares.
pub fn state(learner: &Learner, lang: Lang) -> String {
    let mut said = Vec::new();
    if learner.is_stuck {
        said.push(format!("{} ({})", STUCK.in_(lang), learner.vain));
    }
    if learner.is_at_end {
        said.push(if learner.is_finished { FINISHED } else { AT_END }.in_(lang).to_owned());
    }
    let counts = [
        (learner.skipped, "未達のまま進んだ手順 {}", "{} skipped"),
        (learner.solved, "解答例で済ませた手順 {}", "{} by solve"),
        (learner.jumped, "チェックポイントで飛ばした手順 {}", "{} by checkpoint"),
        (if learner.is_at_end { learner.unanswered } else { 0 }, "未回答 {} 問", "{} questions open"),
    ];
    let counts = counts.iter().filter(|(count, ..)| *count > 0);
    said.extend(counts.map(|(count, ja, en)| lang.pick(ja, en).replace("{}", &count.to_string())));
    if learner.lost > 0 {
        said.push(match lang {
            Lang::Ja => format!("教材が違い {} 件は再現不可", learner.lost),
            Lang::En => format!("another edition of the lesson: {} lost", learner.lost),
        });
    }
    said.join(lang.pick("、", ", "))
}

/// Something that happened to many, in the lesson's own words where it has any.
pub fn common((counted, place): (&Counted, &str), lesson: &Lesson, lang: Lang) -> String {
    let step = lesson.step(&counted.step).and_then(|step| lesson.steps.get(step));
    let short = |text: &str| text.lines().next().unwrap_or_default().to_owned();
    let what = match &counted.what {
        Event::Mistake(at) => {
            let say = step.and_then(|step| step.mistakes.get(*at)).map(|mistake| short(mistake.say.in_(lang)));
            format!("{}: {}", lang.pick("間違い", "mistake"), say.unwrap_or_default())
        }
        Event::WrongAnswer(at) => match lang {
            Lang::Ja => format!("誤答: {}", short(&question(step, *at, lang))),
            Lang::En => format!("wrong answer: {}", short(&question(step, *at, lang))),
        },
        Event::Refused { operation, code } => match lang {
            Lang::Ja => format!("{operation} が拒否された ({code})"),
            Lang::En => format!("{operation} was refused ({code})"),
        },
        Event::Hint => lang.pick("ヒントを見た", "hint asked for").to_owned(),
        Event::Solution => lang.pick("解答例を見た", "solution asked for").to_owned(),
        Event::Solved => lang.pick("解答例で済ませた", "had it solved").to_owned(),
        Event::Why => lang.pick("なぜ失敗したかを見た", "why it failed asked for").to_owned(),
    };
    let (learners, times) = (counted.learners, counted.times);
    match lang {
        Lang::Ja => format!("{learners} 人、{times} 回  {place}  {what}"),
        Lang::En => format!("{learners}, {times}×  {place}  {what}"),
    }
}

/// A question as the learner read it, else its number.
fn question(step: Option<&Step>, at: usize, lang: Lang) -> String {
    let number = || lang.pick(format!("問い {}", at + 1), format!("question {}", at + 1));
    step.and_then(|step| step.asks.get(at)).map_or_else(number, |ask| ui::question(ask, lang))
}

/// Where hand-ins were to be, nothing is.
pub fn no_files(paths: &str, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!(
            "{paths} にファイルがありません。受講者が `v6dojo progress export --name 名前 -o ファイル` で\
             書き出したファイルを置いてください。"
        ),
        Lang::En => format!(
            "There are no files in {paths}. Put there what learners wrote with \
             `v6dojo progress export --name NAME -o FILE`."
        ),
    }
}

/// A file or folder that is not there.
pub fn no_such_path(path: &str, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("{path} というファイルもフォルダーもありません。"),
        Lang::En => format!("There is no file or folder {path}."),
    }
}

/// A file that is not to be overwritten.
pub fn in_the_way(path: &str, whose: Option<&str>, lang: Lang) -> String {
    let what = match whose {
        None => lang.pick("進捗ではないファイル".into(), "another file".into()),
        Some("") => lang.pick("名前のない進捗".into(), "progress without a name".into()),
        Some(name) => lang.pick(format!(" {name} さんの進捗"), format!("the progress of {name}")),
    };
    match lang {
        Lang::Ja => format!(
            "{path} には{what}があります。別のファイル名を指定するか、上書きするには --force を付けてください。"
        ),
        Lang::En => format!("{path} already holds {what}. Choose another file, or add --force to overwrite it."),
    }
}

/// Progress was written to a file.
pub fn exported(path: &str, (lesson, step): (&str, &str), lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("{lesson} の進捗 (手順 {step}) を {path} に書き込みました。"),
        Lang::En => format!("The progress in {lesson} (step {step}) was written to {path}."),
    }
}

/// No progress is kept of that lesson.
pub fn nothing_kept(lesson: &str, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("教材 {lesson} の進捗はまだありません。"),
        Lang::En => format!("There is no progress in {lesson} yet."),
    }
}

/// No progress of any lesson is kept.
pub const NOTHING_KEPT_AT_ALL: Words = words("保存された進捗はまだありません。", "No progress is kept yet.");
/// It is the same here.
pub const ALREADY_HERE: Words = words("同じ進捗がすでにここにあります。", "The same progress is here already.");

/// Other progress is here.
pub fn other_here((lesson, step): (&str, &str), lang: Lang) -> String {
    match lang {
        Lang::Ja => format!(
            "教材 {lesson} には別の進捗 (手順 {step}) があります。置き換えるには --replace を付けてください。\
             いまの進捗はバックアップに残します。"
        ),
        Lang::En => format!(
            "There is other progress in {lesson} here (step {step}). To replace it, add --replace; \
             what is here will be kept as a backup."
        ),
    }
}

/// Progress came in.
pub fn imported((lesson, step): (&str, &str), lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("教材 {lesson} の進捗を取り込みました。手順 {step} から続けられます。"),
        Lang::En => format!("The progress in {lesson} is here now. Go on at step {step}."),
    }
}

/// The old progress lies there.
pub fn backup(path: &str, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("これまでの進捗は {path} に残しました。"),
        Lang::En => format!("The progress so far is kept as {path}."),
    }
}

/// Progress stands at another step now.
pub fn jumped((lesson, step): (&str, &str), lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("教材 {lesson} を手順 {step} の始めにしました。それより前は解答例で済ませてあります。"),
        Lang::En => {
            format!(
                "{lesson} now stands at the beginning of step {step}; everything before it is done by the solutions."
            )
        }
    }
}

/// Nothing may be changed while another program has the lesson open.
pub fn open_elsewhere(process: Option<u32>, lang: Lang) -> String {
    let process = process.map(|process| lang.pick(format!(" (プロセス {process})"), format!(" (process {process})")));
    let process = process.unwrap_or_default();
    match lang {
        Lang::Ja => format!("この教材は別の v6dojo{process} で開いています。終了してからもう一度実行してください。"),
        Lang::En => format!("This lesson is open in another v6dojo{process}. Quit it there, then try again."),
    }
}
