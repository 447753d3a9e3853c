//! What is said when progress comes back from disk, or can't be kept.

use super::{Words, words};
use crate::lesson::Lang;
use crate::session::progress::{DiskError, Doing, Notice};
use crate::session::saved::{LostWhat, Resumed};
use std::io::ErrorKind;

/// Lost lines that are named at once; the copied file holds all of them.
const NAMED: usize = 3;

/// Something about the file.
pub fn notice(notice: &Notice, lang: Lang) -> String {
    match (notice, lang) {
        (Notice::Damaged { aside, why }, Lang::Ja) => {
            format!("進捗ファイルが壊れていたので {} に残し、最初から始めます（{why}）。", aside.display())
        }
        (Notice::Damaged { aside, why }, Lang::En) => {
            format!("The progress file is damaged ({why}). It is kept as {}; you start afresh.", aside.display())
        }
        (Notice::Newer { path, format }, Lang::Ja) => {
            format!("{} はより新しい v6dojo の形式 {format} です。変更せず、今回の進捗は保存しません。", path.display())
        }
        (Notice::Newer { path, format }, Lang::En) => format!(
            "{} was written by a newer v6dojo (format {format}). It stays as it is, and this session is not saved.",
            path.display()
        ),
        (Notice::Copied { aside }, Lang::Ja) => format!("元のファイルは {} に残しました。", aside.display()),
        (Notice::Copied { aside }, Lang::En) => format!("The file as it was is kept as {}.", aside.display()),
        (Notice::Open { process }, Lang::Ja) => {
            let process = process.map(|process| format!("（プロセス {process}）")).unwrap_or_default();
            format!(
                "この教材は、別の v6dojo{process}で開いています。ここでの操作は保存しません。\
                 保存するには、そちらを終了してから開き直してください。"
            )
        }
        (Notice::Open { process }, Lang::En) => {
            let process = process.map(|process| format!(" (process {process})")).unwrap_or_default();
            format!(
                "This lesson is open in another v6dojo{process}. What you do here is not saved. \
                 To save it, quit the other one, then open the lesson again."
            )
        }
        (Notice::Disk(error), lang) => refused(error, lang),
    }
}

/// The disk refuses to keep what is to be kept: which file, why, and what can be done about it.
pub fn refused(error: &DiskError, lang: Lang) -> String {
    let (path, why) = (error.path.display(), &error.source);
    let what = match (error.doing, lang) {
        (Doing::Read, Lang::Ja) => format!("{path} を読めません"),
        (Doing::Read, Lang::En) => format!("{path} can't be read"),
        (Doing::MakeFolder, Lang::Ja) => format!("フォルダー {path} を作れません"),
        (Doing::MakeFolder, Lang::En) => format!("the folder {path} can't be made"),
        (Doing::Write, Lang::Ja) => format!("{path} に書き込めません"),
        (Doing::Write, Lang::En) => format!("{path} can't be written"),
        (Doing::PutAside, Lang::Ja) => format!("{path} を退避できません"),
        (Doing::PutAside, Lang::En) => format!("{path} can't be put aside"),
    };
    let remedy = remedy(why.kind()).in_(lang);
    match lang {
        Lang::Ja => format!("進捗を保存できません。{what}（{why}）。{remedy}"),
        Lang::En => format!("Progress can't be saved: {what} ({why}). {remedy}"),
    }
}

/// What can be done where the disk refuses.
fn remedy(kind: ErrorKind) -> Words {
    match kind {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => words(
            "ディスクの空き容量か、ulimit -f の上限を確認してください。",
            "Look at the free space of the disk and at the limit of ulimit -f.",
        ),
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => words(
            "書き込めるようにするか、環境変数 V6DOJO_STATE_DIR で別のフォルダーを指定してください。",
            "Make it writable, or name another folder in V6DOJO_STATE_DIR.",
        ),
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists | ErrorKind::IsADirectory => words(
            "同じ名前の別のものがあります。移動するか、環境変数 V6DOJO_STATE_DIR で別のフォルダーを指定してください。",
            "Something else has that name: move it away, or name another folder in V6DOJO_STATE_DIR.",
        ),
        _ => words(
            "環境変数 V6DOJO_STATE_DIR で別のフォルダーを指定できます。",
            "You can name another folder in V6DOJO_STATE_DIR.",
        ),
    }
}

/// The disk takes again what it had refused.
pub const MENDED: Words = words("進捗を保存しました。", "Your progress is saved again.");

/// What came back and what did not; none where everything did and there is nothing to say.
pub fn resumed(resumed: &Resumed, lang: Lang) -> Option<String> {
    let mut said = match (resumed.lost.len(), resumed.lesson_changed, lang) {
        (0, false, _) => return None,
        (0, true, Lang::Ja) => return Some("教材が更新されていますが、進捗はすべて引き継ぎました。".to_owned()),
        (0, true, Lang::En) => {
            return Some("The lesson has changed since; all of your progress still fits.".to_owned());
        }
        (lost, _, Lang::Ja) => format!("前回の操作のうち {lost} 件は、いまの教材では使えませんでした:"),
        (lost, _, Lang::En) => format!("{lost} of the things you did no longer fit this lesson:"),
    };
    for lost in resumed.lost.iter().take(NAMED) {
        let text = match &lost.what {
            LostWhat::Line { line, why } => format!("\n{line} — {why}"),
            LostWhat::Answer(answer) => match lang {
                Lang::Ja => format!("\n手順 {} への答え {answer:?}", lost.step),
                Lang::En => format!("\nthe answer {answer:?} in step {}", lost.step),
            },
        };
        said.push_str(&text);
    }
    Some(said)
}
