//! Drills in words: a drill as a lesson of one step, and its score.

use super::{Words, why, words};
use crate::lesson::model::{Alternative, Ask, Goal, Line, Probe, Question, Step, Wanted};
use crate::lesson::problem::Place;
use crate::lesson::{Lang, Lesson, Text};
use crate::session::drill::Drill;
use crate::session::drill::score::Score;
use crate::sim::Outcome;
use crate::sim::repair::lines;

/// Drills.
pub const DRILL: Words = words("障害訓練", "Drill");
/// What is to be done in a drill.
pub const MEND: Words = words("探して直す", "Find and mend");
/// What a drill is.
pub const ABOUT: Words = words(
    "動いていたネットワークが壊れました。少ない確認で原因を見つけ、最小の変更で直します。同じ番号なら、誰にでも同じ問題が出ます。",
    "A working network was broken. Find out why with few probes, and mend it with few changes. The same number deals \
     the same drill to everybody.",
);
/// How many places are broken.
pub const FAULTS: Words = words("壊れた箇所", "Faults");
/// The seed.
pub const SEED: Words = words("番号", "Number");
/// No lesson has what it takes.
pub const NO_WORLD: Words = words(
    "障害訓練に使えるネットワークが、どの教材にもありません。",
    "No lesson ends with a network that a drill can be made of.",
);
/// The score of a drill that was solved.
pub const SOLVED: Words = words("直りました", "Mended");
/// The score of a drill that was given up.
pub const GIVEN_UP: Words = words("答え合わせ", "The truth");
/// The head of the faults.
pub const WHAT_IT_WAS: Words = words("壊れていた箇所", "What was broken");
/// The head of the smallest repair.
pub const LEAST: Words = words("最小の直し方", "The least that mends it");
/// A claim that is right.
pub const CLAIM_RIGHT: Words = words("その通りです。", "Right: that stands in its way.");
/// A claim that is wrong.
pub const CLAIM_WRONG: Words = words("違います。", "Wrong: that does not stand in its way.");
/// Goes on to another drill.
pub const ANOTHER: Words = words("次の問題", "another one");
/// Opens the drills.
pub const OPEN: Words = words("障害訓練", "drill");
/// Begins.
pub const BEGIN: Words = words("始める", "begin");
/// Changes the number of faults.
pub const MORE_OR_LESS: Words = words("箇所数", "faults");
/// Types the seed.
pub const DIGITS: Words = words("番号を入力", "number");
/// Asked where the drill is not solved yet.
pub const NOT_YET: Words = words("まだ直っていません", "It is not mended yet");
/// Goes on trying.
pub const GO_ON: Words = words("続ける", "Go on");
/// Leaves it as it is.
pub const LEAVE: Words = words("訓練をやめて戻る", "Leave the drill");
/// Gives up.
pub const GIVE_UP: Words = words("あきらめて答えを見る", "Give up, and see the truth");

/// Which drill it is.
pub fn title(lang: Lang, seed: u64, faults: usize) -> String {
    match (lang, faults) {
        (Lang::Ja, _) => format!("障害訓練 {seed}（{faults} か所）"),
        (Lang::En, 1) => format!("Drill {seed}, 1 fault"),
        (Lang::En, _) => format!("Drill {seed}, {faults} faults"),
    }
}

/// A claim names no kind of obstacle; the kinds there are.
pub fn no_such_code(lang: Lang, given: &str, known: &str) -> String {
    lang.pick(
        format!("障害の種類 `{given}` はありません。使えるのは: {known}"),
        format!("there is no kind of obstacle `{given}`; there is {known}"),
    )
}

/// A claim names a place that is not there.
pub fn no_such_place(lang: Lang, given: &str) -> String {
    lang.pick(
        format!("`{given}` という名前のものは、この構成にありません"),
        format!("nothing here is called `{given}`"),
    )
}

/// The numbers of a score, a line each.
pub fn score(score: &Score, lang: Lang) -> Vec<String> {
    let seconds = score.probes_ms.div_ceil(1000);
    let Score { probes, wrong_claims, helps, mend, smallest, .. } = score;
    let points = match score.points {
        Some(points) => {
            lang.pick(format!("合計 {points} 点（少ないほど良い）"), format!("points: {points} (fewer is better)"))
        }
        None => lang.pick("点はつきません（直っていません）", "no points: it is not mended").to_owned(),
    };
    match lang {
        Lang::Ja => vec![
            format!("確認コマンド {probes} 回（シミュレーション上 {seconds} 秒）"),
            format!("外れた診断 {wrong_claims} 回、ヒント {helps} 回"),
            format!("変更 {mend} 回（最小 {smallest} 回）"),
            points,
        ],
        Lang::En => vec![
            format!("probes: {probes} ({seconds} s of simulated time)"),
            format!("wrong claims: {wrong_claims}, hints: {helps}"),
            format!("changes: {mend} (the least is {smallest})"),
            points,
        ],
    }
}

/// A drill as a lesson: one step, whose goal is that the probe succeeds.
pub fn lesson(drill: &Drill) -> Lesson {
    let faults = drill.faults.len();
    let line = drill.line();
    let run = Line { text: line.clone(), place: Place::START };
    let probe = Probe { run, outcome: Outcome::Ok, via: Vec::new(), not_via: Vec::new() };
    let solution = lines(&drill.world, &drill.repair.calls);
    let both = |of: &dyn Fn(Lang) -> String| Text { ja: of(Lang::Ja), en: of(Lang::En) };
    let read = (both(&|lang| title(lang, drill.seed, faults)), both(&|lang| story(lang, &line, faults)));
    let hint = |blocker| both(&|lang| why::look_at(blocker, &drill.world, lang));
    let step = Step {
        asks: (0..faults).map(|position| ask(drill, position)).collect(),
        goals: vec![Goal { what: Wanted::Probe(probe), say: None, place: Place::START }],
        solution: solution.into_iter().map(|text| Line { text, place: Place::START }).collect(),
        hints: drill.blockers.iter().map(hint).collect(),
        ..Step::to_read("mend", MEND.into(), read)
    };
    let (id, title) = (format!("drill-{}-{faults}", drill.seed), step.title.clone());
    let lesson = Lesson::of_one_step(id, (title, ABOUT.into()), drill.world.clone(), step);
    Lesson { minutes: 5, fingerprint: drill.seed, ..lesson }
}

fn story(lang: Lang, line: &str, faults: usize) -> String {
    match lang {
        Lang::Ja => format!(
            "昨日まで成功していた次のコマンドが、失敗するようになりました。\n\n```\n{line}\n```\n\n\
             原因は **{faults} か所** です。端末で確かめ、コンソールか `aws` の行で直してください。\
             少ない確認と少ない変更で直すほど、良い成績です。原因が分かったら、下の問いに答えます。"
        ),
        Lang::En => format!(
            "Until yesterday this worked. Now it fails:\n\n```\n{line}\n```\n\n\
             The number of faults is **{faults}**. Look into it in the terminal, and mend it in the console or by `aws` \
             lines. The fewer probes and changes, the better. When you know a cause, answer below."
        ),
    }
}

/// Which obstacle stands at this position of the way?
fn ask(drill: &Drill, position: usize) -> Ask {
    let options = drill.suspects(position).into_iter().map(|code| {
        let right = drill.is_right(code, None);
        let reply = drill.blockers.get(position).filter(|_| right);
        let reply = |lang| match reply {
            Some(blocker) => why::look_at(blocker, &drill.world, lang),
            None => NOT_HERE.in_(lang).to_owned(),
        };
        let reply = Text { ja: reply(Lang::Ja), en: reply(Lang::En) };
        Alternative { say: why::wrong(code).into(), right, check: None, reply }
    });
    let (number, count) = (position + 1, drill.faults.len());
    let question = match count {
        1 => {
            Text { ja: "どこで何が起きていますか。".to_owned(), en: "What stands in its way?".to_owned() }
        }
        _ => Text {
            ja: format!("経路の順に {number} つ目の障害は、どれですか。"),
            en: format!("What stands in its way as number {number} of {count}, in the order of the way?"),
        },
    };
    Ask { what: Question::Choice { question, options: options.collect() }, place: Place::START }
}

/// The reply to a wrong claim.
const NOT_HERE: Words = words("ここでは起きていません。", "That does not happen here.");
