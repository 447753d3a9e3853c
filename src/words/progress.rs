//! What is said when progress comes back from disk, or can't be kept.

use crate::lesson::Lang;
use crate::session::progress::Notice;
use crate::session::saved::{LostWhat, Resumed};

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
        (Notice::Disk(error), Lang::Ja) => format!("進捗を保存できません: {error}"),
        (Notice::Disk(error), Lang::En) => format!("Progress can't be saved: {error}"),
    }
}

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
