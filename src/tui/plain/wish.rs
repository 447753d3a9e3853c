//! The words that can be typed, in both languages, and how a typed line is read.

use crate::cloud::command_line::near;
use crate::lesson::Lang;
use crate::tui::complete::programs;
use crate::words::{Words, words};

/// What a word asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    Next,
    Previous,
    Skip,
    Text,
    Question,
    Hint,
    Why,
    Evidence,
    Goals,
    Map,
    Play,
    Save,
    Results,
    Again,
    Cells,
    Reach,
    Undo,
    Redo,
    Reset,
    Solve,
    Machine,
    Complete,
    Drill,
    Lessons,
    Language,
    Help,
    Exit,
    Quit,
}

/// What may stand behind a word, by an example.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum More {
    /// Nothing.
    Nothing,
    /// Something may.
    May(&'static str),
    /// Something has to.
    Must(&'static str),
}

/// One row: the words, and what they ask for.
pub(super) struct Row {
    /// What is asked for.
    pub wish: Wish,
    /// English words, the one to be shown first.
    en: &'static [&'static str],
    /// Japanese words, the one to be shown first.
    ja: &'static [&'static str],
    more: More,
    /// What it does.
    pub help: Words,
}

const fn row(wish: Wish, en: &'static [&'static str], ja: &'static [&'static str], help: Words) -> Row {
    Row { wish, en, ja, more: More::Nothing, help }
}

const fn with(more: More, row: Row) -> Row {
    Row { more, ..row }
}

/// All words, in the order in which help lists them.
pub(super) static ROWS: &[Row] = &[
    row(Wish::Next, &["next", "n"], &["次", "次へ", "つぎ"], words("次の手順へ", "go on to the next step")),
    row(
        Wish::Previous,
        &["previous", "back", "p"],
        &["前", "前へ", "戻る"],
        words("前の手順へ", "back to the step before"),
    ),
    row(
        Wish::Skip,
        &["skip"],
        &["飛ばす", "スキップ"],
        words("目標が残っていても次の手順へ", "go on though goals are open"),
    ),
    row(Wish::Text, &["text", "read"], &["本文", "読む"], words("この手順をもう一度読む", "read this step again")),
    row(Wish::Question, &["question", "questions"], &["問い", "質問"], words("問いだけを読む", "read its questions")),
    row(Wish::Goals, &["goals", "goal", "g"], &["目標"], words("目標と、できたかどうか", "the goals, done or open")),
    row(
        Wish::Hint,
        &["hint", "h"],
        &["ヒント"],
        words("ヒント。最後は解答例", "a hint; after the last one the solution"),
    ),
    row(
        Wish::Why,
        &["why", "w"],
        &["なぜ", "理由"],
        words("失敗した理由と直し方。繰り返すほど詳しく", "why the last command failed; each time more"),
    ),
    with(
        More::Must("1"),
        row(
            Wish::Evidence,
            &["evidence"],
            &["証拠"],
            words("その番号の障害を、パケットの道で確かめる", "an obstacle by its number, shown by the packets' way"),
        ),
    ),
    row(Wish::Map, &["map", "m"], &["構成図", "図", "地図"], words("VPC の構成", "what there is in the VPC")),
    row(
        Wish::Play,
        &["play"],
        &["再生"],
        words("直前のコマンドのパケットがたどった道", "the way of the last command's packets"),
    ),
    row(Wish::Save, &["save"], &["保存"], words("そのパケットを pcapng で保存", "save those packets as pcapng")),
    row(
        Wish::Results,
        &["results", "r"],
        &["結果", "結果表"],
        words("試験の結果をフェーズごとに", "every test, phase by phase"),
    ),
    with(
        More::Must("1"),
        row(
            Wish::Again,
            &["again"],
            &["再実行"],
            words("その番号の試験をもう一度", "a test by its number, run once more"),
        ),
    ),
    with(
        More::May("3"),
        row(
            Wish::Cells,
            &["cells", "switches", "x"],
            &["スイッチ"],
            words("DNS64 とルートの有無で何が変わるか", "what DNS64 and the route do, off and on"),
        ),
    ),
    with(
        More::May("2"),
        row(
            Wish::Reach,
            &["reach", "destinations"],
            &["宛先", "行き先"],
            words("あらゆる宛先の行き先", "what becomes of packets to every destination"),
        ),
    ),
    row(Wish::Undo, &["undo", "u"], &["取り消し", "取消"], words("直前の変更を取り消す", "take the last change back")),
    row(Wish::Redo, &["redo"], &["やり直し"], words("取り消した変更を戻す", "make it again")),
    with(
        More::May("1"),
        row(
            Wish::Reset,
            &["reset"],
            &["リセット", "最初から"],
            words("この手順か教材を最初から。確認あり", "start the step or the lesson over; it asks first"),
        ),
    ),
    row(
        Wish::Solve,
        &["solve"],
        &["解答", "解く"],
        words("解答例どおりに済ませて次へ", "have the step done, and go on"),
    ),
    with(
        More::May("client-001a"),
        row(
            Wish::Machine,
            &["machine", "machines", "sit"],
            &["マシン"],
            words("使うマシンを選ぶ", "choose the machine you sit at"),
        ),
    ),
    row(
        Wish::Exit,
        &["exit", "logout"],
        &["ログアウト"],
        words("マシンから CloudShell へ戻る", "leave the machine for CloudShell"),
    ),
    with(
        More::Must("aws ec2 create-"),
        row(
            Wish::Complete,
            &["complete"],
            &["補完"],
            words("その行の続きの候補", "what may follow on a line that is begun"),
        ),
    ),
    with(
        More::May("7 2"),
        row(
            Wish::Drill,
            &["drill"],
            &["訓練", "障害訓練", "ドリル"],
            words("障害訓練。壊れたネットワークを直す", "a broken network to mend"),
        ),
    ),
    row(
        Wish::Lessons,
        &["lessons", "home", "list"],
        &["教材", "教材一覧", "一覧"],
        words("教材の一覧", "the list of lessons"),
    ),
    with(
        More::May("en"),
        row(
            Wish::Language,
            &["language", "lang"],
            &["言語"],
            words("英語（English）にする", "speak Japanese (日本語)"),
        ),
    ),
    row(Wish::Help, &["help", "?"], &["ヘルプ", "使い方"], words("この一覧", "this list")),
    row(
        Wish::Quit,
        &["quit", "q", "bye"],
        &["終了", "やめる"],
        words("終わる。進捗は保存済み", "end; your progress is kept"),
    ),
];

impl Row {
    /// The words as help shows them, in both languages where they are more than letters.
    pub fn names(&self, lang: Lang) -> String {
        let key = self.en.iter().find(|word| word.len() == 1);
        let shown = self.examples(self.en[0], lang);
        match (lang, key) {
            (Lang::Ja, _) => format!("{shown}（{}）", self.ja[0]),
            (Lang::En, Some(key)) => format!("{shown} ({key})"),
            (Lang::En, None) => shown,
        }
    }

    /// How one of its words is typed.
    fn examples(&self, word: &str, lang: Lang) -> String {
        match self.more {
            More::Nothing => word.to_owned(),
            More::May(more) => format!("{word}{}{word} {more}", lang.pick("、", ", ")),
            More::Must(more) => format!("{word} {more}"),
        }
    }

    fn is(&self, word: &str) -> bool {
        self.en.iter().chain(self.ja).any(|own| *own == word)
    }
}

/// A line that asks by a word, and what stands behind that word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    /// What is asked for.
    pub wish: Wish,
    /// What stands behind the word.
    pub more: String,
}

/// What a line is that begins with one of the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Read {
    /// It asks for something.
    Asked(Asked),
    /// What stands behind the word is more than it takes; how it is typed.
    TooMuch {
        /// The word.
        word: String,
        /// How it is typed.
        examples: String,
    },
}

/// Reads a line that begins with one of the words.
pub(super) fn read(line: &str, lang: Lang) -> Option<Read> {
    let line = narrow(line);
    let line = line.trim();
    let (word, more) = line.split_once(' ').map_or((line, ""), |(word, more)| (word, more.trim()));
    // A single letter is a key of the screen, where its case counts.
    let lower = if word.chars().count() > 1 { word.to_lowercase() } else { word.to_owned() };
    let row = ROWS.iter().find(|row| row.is(&lower))?;
    Some(if more.is_empty() || row.more != More::Nothing {
        Read::Asked(Asked { wish: row.wish, more: more.to_owned() })
    } else {
        Read::TooMuch { examples: row.examples(&lower, lang), word: lower }
    })
}

/// How the word for a wish is typed.
pub(super) fn typed_so(wish: Wish, lang: Lang) -> (&'static str, String) {
    let row = ROWS.iter().find(|row| row.wish == wish).unwrap_or(&ROWS[0]);
    let word = lang.pick(row.ja[0], row.en[0]);
    (word, row.examples(word, lang))
}

/// Reads a number that stands alone: `2`, `2.`, `２`.
pub(super) fn number(line: &str) -> Option<usize> {
    narrow(line).trim().trim_end_matches(['.', '。', ')']).parse().ok()
}

/// Words that may have been meant by one that is not known.
pub(super) fn meant(word: &str, lang: Lang) -> Vec<&'static str> {
    let shown = |row: &'static Row| row.en.iter().chain(row.ja).filter(|word| word.chars().count() > 1).copied();
    let own = ROWS.iter().flat_map(shown);
    let unknown_here = ["clear"];
    let all = own.chain(programs().filter(|program| !unknown_here.contains(program)));
    let mut found = near(&narrow(word), all);
    // Short Japanese words have too few letters to be near by them.
    if found.is_empty() && lang == Lang::Ja {
        let begins = |row: &&Row| row.ja.iter().any(|own| word.contains(own) || own.starts_with(word));
        found = ROWS.iter().filter(begins).map(|row| row.ja[0]).take(3).collect();
    }
    found.dedup();
    found
}

/// Full-width letters, digits and spaces as an input method leaves them, made plain.
fn narrow(text: &str) -> String {
    let one = |char: char| match char {
        '\u{3000}' => ' ',
        '！'..='～' => char::from_u32(u32::from(char) - 0xfee0).unwrap_or(char),
        _ => char,
    };
    text.chars().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn words_are_read_in_both_languages_and_both_widths() {
        let read = |line| read(line, Lang::En);
        let asked = |wish, more: &str| Some(Read::Asked(Asked { wish, more: more.to_owned() }));
        assert_eq!(read("next"), asked(Wish::Next, ""));
        assert_eq!(read(" NEXT "), asked(Wish::Next, ""));
        assert_eq!(read("ｎｅｘｔ"), asked(Wish::Next, ""));
        assert_eq!(read("次"), asked(Wish::Next, ""));
        assert_eq!(read("宛先　２"), asked(Wish::Reach, "2"));
        assert_eq!(read("drill 7 2"), asked(Wish::Drill, "7 2"));
        let alone = Read::TooMuch { word: "next".to_owned(), examples: "next".to_owned() };
        assert_eq!((read("next step"), read("N"), read("curl x")), (Some(alone), None, None));
        assert_eq!((number("２。"), number("3."), number("x")), (Some(2), Some(3), None));
    }

    #[test]
    fn no_word_means_two_things() {
        let all: Vec<&str> = ROWS.iter().flat_map(|row| row.en.iter().chain(row.ja)).copied().collect();
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
        let clash: Vec<&&str> = all.iter().filter(|word| programs().any(|program| program == **word)).collect();
        assert_eq!(clash, [&"exit", &"help"], "machines have programs of these names");
    }

    #[test]
    fn a_mistyped_word_is_guessed() {
        assert_eq!(meant("nxet", Lang::En), ["next"]);
        assert_eq!(meant("hnit", Lang::En), ["hint"]);
        assert_eq!(meant("crul", Lang::En), ["curl"]);
        assert_eq!(meant("次の手順", Lang::Ja), ["次"]);
        assert!(meant("xyzzy", Lang::En).is_empty());
    }
}
