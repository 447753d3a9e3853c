//! What `lesson prove` says: how much was tried, and how to see for oneself.

use crate::lesson::Lang;
use crate::lesson::explore::{End, Explored, Flaw};
use std::time::Duration;

/// The word for a flaw in JSON.
pub fn flaw_word(flaw: Flaw) -> &'static str {
    match flaw {
        Flaw::DeadEnd => "dead-end",
        Flaw::FalsePass => "false-pass",
        Flaw::FalseFail => "false-fail",
        Flaw::Untold => "no-diagnosis",
    }
}

/// The word for the end of a search in JSON.
pub fn end_word(end: End) -> &'static str {
    match end {
        End::Everything => "everything",
        End::Calls => "calls",
        End::States => "states",
    }
}

/// What stands above a counter-example.
pub fn script(lesson: &str, step: &str, worlds: usize, lang: Lang) -> String {
    lang.pick(
        format!("  最短の再現手順 (v6dojo lab --lesson {lesson} --at {step} -。該当する状態は {worlds}):"),
        format!("  shortest script (v6dojo lab --lesson {lesson} --at {step} -; so in {worlds} worlds):"),
    )
}

/// What was found of a lesson, in a line.
pub fn summary(steps: &[Explored], took: Duration, lang: Lang) -> String {
    let sum = |of: fn(&Explored) -> usize| steps.iter().map(of).sum::<usize>();
    let findings = sum(|step| step.findings.len());
    let (states, calls) = (sum(|step| step.counts.states), sum(|step| step.counts.calls));
    let (again, refused) = (sum(|step| step.counts.again), sum(|step| step.counts.refused));
    let depth = steps.iter().map(|step| step.counts.depth).max().unwrap_or_default();
    let ended = |end: End| steps.iter().filter(move |step| step.counts.end == end).map(|step| step.step.as_str());
    let cut: Vec<&str> = ended(End::States).collect();
    let deep = ended(End::Calls).count();
    let seconds = took.as_secs_f64();
    let rate = calls_per_second(calls, seconds);
    let head = match findings {
        0 => lang.pick("反例は見つかりませんでした".to_owned(), "no counter-example".to_owned()),
        found => lang.pick(format!("反例 {found} 件"), format!("{found} counter-example(s)")),
    };
    let steps = steps.len();
    let body = lang.pick(
        format!(
            "手順 {steps}、状態 {states}、呼び出し {calls} (重複 {again}、拒否 {refused})、深さ {depth}、{seconds:.1} 秒、毎秒 {rate} 状態を訪問"
        ),
        format!(
            "{steps} steps, {states} worlds, {calls} calls tried ({again} to known worlds, {refused} refused), depth {depth}, {seconds:.1} s, {rate} tried a second"
        ),
    );
    let end = match (cut.as_slice(), deep) {
        ([], 0) => lang.pick("すべて調べ尽くしました".to_owned(), "everything was tried".to_owned()),
        ([], deep) => lang.pick(
            format!("{deep} 手順は、この深さまですべて調べました"),
            format!("complete to that depth in {deep} steps, altogether in the others"),
        ),
        (cut, _) => {
            let list = cut.join(", ");
            lang.pick(
                format!("状態の上限で打ち切った手順: {list}"),
                format!("cut short by the bound of worlds: {list}"),
            )
        }
    };
    format!("{head} ({body}; {end})")
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a rate for people"
)]
fn calls_per_second(calls: usize, seconds: f64) -> u64 {
    if seconds > 0.0 { (calls as f64 / seconds) as u64 } else { 0 }
}
