//! The sentences of a recorded lesson, in both languages: what a step does, what it wants, what helps.

use crate::cloud::command_line::kebab;
use crate::cloud::{Call, World};
use crate::lesson::{Lang, Text};
use crate::session::record::{Part, Run, Slip};
use crate::sim::Trace;
use crate::words::trace::{outcome, outcome_choice};
use crate::words::{Words, operation, words};
use serde_json::Value;
use std::collections::BTreeSet;
use unicode_width::UnicodeWidthStr;

/// The phase of every step.
pub const PHASE: Words = words("フェーズ 1", "Phase 1");

/// Before the list of changes.
const MAKE: Words = words("次のとおりに変更します。", "Make these changes:");

/// The cells of a text's line in the smallest window.
const WIDTH: usize = 72;
/// The rows of a step's title and text in the smallest window, without the blank one between them.
const ROWS: usize = 18;
/// The rows that a list of changes has at least.
const CHANGES: usize = 6;
/// The letters of a short name.
const SHORT: usize = 32;

/// Parameters that say nothing to a learner.
const SILENT: [&str; 5] = ["TagSpecifications", "ClientToken", "DryRun", "MinCount", "MaxCount"];

pub(super) fn in_both(of: impl Fn(Lang) -> String) -> Text {
    Text { ja: of(Lang::Ja), en: of(Lang::En) }
}

/// The lesson's title.
pub fn title(id: &str) -> Text {
    Text { ja: format!("{id}（記録した教材）"), en: format!("{id} (a recorded lesson)") }
}

/// What the lesson is about.
pub fn summary(steps: usize) -> Text {
    Text {
        ja: format!("操作の記録から作った {steps} 手順の下書きです。何を学ぶかを 1、2 文で書いてください。"),
        en: format!(
            "A draft of {steps} {}, made from a recording. Say in a sentence or two what one learns.",
            many(steps, "step")
        ),
    }
}

/// An English noun behind a number.
fn many(count: usize, one: &str) -> String {
    if count == 1 { one.to_owned() } else { format!("{one}s") }
}

/// What the instructor reads.
pub fn notes(minutes: usize) -> Text {
    Text {
        ja: format!("{minutes} 分。話すことと、受講者への問いかけをここに書きます。"),
        en: format!("{minutes} {}. Write here what to tell and what to ask.", many(minutes, "minute")),
    }
}

/// A comment in both languages: `日本語 / English` is both, another one stands in both and is marked in the other.
fn translated(comment: &str) -> Text {
    if let Some((ja, en)) = comment.split_once(" / ").filter(|(ja, en)| is_japanese(ja) && !is_japanese(en)) {
        return Text { ja: ja.trim().to_owned(), en: en.trim().to_owned() };
    }
    match is_japanese(comment) {
        true => Text { ja: comment.to_owned(), en: format!("(to be translated) {comment}") },
        false => Text { ja: format!("（要翻訳）{comment}"), en: comment.to_owned() },
    }
}

fn is_japanese(text: &str) -> bool {
    text.chars().any(|char| ('\u{3040}'..='\u{30ff}').contains(&char) || ('\u{4e00}'..='\u{9fff}').contains(&char))
}

/// A step's short name: of the author's title, else of what is done first.
pub fn short_name(part: &Part) -> String {
    let titled = part.remark.first().map(|title| slug(&translated(title).en)).filter(|slug| slug.len() > 1);
    let called = || part.calls.first().map(|call| kebab(call.operation()));
    let run = || part.runs.first().map(|run| slug(program(run)));
    let name = titled.or_else(called).or_else(run).unwrap_or_default();
    if name.is_empty() { "step".to_owned() } else { name }
}

fn slug(text: &str) -> String {
    let text = text.strip_prefix("(to be translated)").unwrap_or(text);
    let mut slug = String::new();
    for char in text.chars() {
        match char.to_ascii_lowercase() {
            char if char.is_ascii_lowercase() || char.is_ascii_digit() => slug.push(char),
            _ if slug.ends_with('-') || slug.is_empty() => {}
            _ => slug.push('-'),
        }
        if slug.len() >= SHORT {
            break;
        }
    }
    slug.trim_matches('-').to_owned()
}

/// A step's title: the author's, else what is done first.
pub fn step_title(part: &Part) -> Text {
    if let Some(title) = part.remark.first() {
        return translated(title);
    }
    let items = if part.calls.is_empty() { part.runs.len() } else { part.calls.len() };
    let rest = items.saturating_sub(1);
    in_both(|lang| {
        let first = match (part.calls.first(), part.runs.first()) {
            (Some(call), _) => deed(call, part, lang),
            (None, Some(run)) => {
                let program = program(run);
                lang.pick(format!("{program} で試す"), format!("Try {program}"))
            }
            (None, None) => lang.pick("読む", "Read").to_owned(),
        };
        match rest {
            0 => first,
            rest => lang.pick(format!("{first}、ほか {rest} 件"), format!("{first}, and {rest} more")),
        }
    })
}

/// The program of a command.
fn program(run: &Run) -> &str {
    let mut words = run.line.split_whitespace();
    match words.next() {
        Some("aws") => "ssh",
        _ => words.next().unwrap_or_default(),
    }
}

/// A call in a few words, with what it is about.
fn deed(call: &Call, part: &Part, lang: Lang) -> String {
    let title = operation::title(call.operation(), lang);
    match subject(call, part) {
        Some(name) => format!("{title}: {name}"),
        None => title,
    }
}

/// The name of what a call makes, else of the first thing that it names.
fn subject(call: &Call, part: &Part) -> Option<String> {
    let value = call.to_value();
    let tags = value["TagSpecifications"].as_array().into_iter().flatten();
    let mut tags = tags.flat_map(|it| it["Tags"].as_array().into_iter().flatten());
    let named = tags.find(|tag| tag["Key"] == "Name").and_then(|tag| tag["Value"].as_str()).map(str::to_owned);
    let own = || ["GroupName", "KeyName"].iter().find_map(|key| value[key].as_str()).map(str::to_owned);
    let first = || facts(call, part).into_iter().find_map(|fact| fact.is_name.then_some(fact.value));
    let creates = call.operation().starts_with("Create") && call.operation() != "CreateRoute";
    named.or_else(|| own().filter(|_| creates)).or_else(first)
}

/// A parameter of a call.
struct Fact {
    key: String,
    value: String,
    /// Whether the value is the name of something.
    is_name: bool,
}

/// The parameters of a call that a learner has to know, in its order.
fn facts(call: &Call, part: &Part) -> Vec<Fact> {
    let mut facts = Vec::new();
    collect("", &call.to_value(), part, &mut facts);
    facts
}

fn collect(key: &str, value: &Value, part: &Part, facts: &mut Vec<Fact>) {
    match value {
        // A tag.
        Value::Object(fields) if fields.contains_key("Key") && fields.contains_key("Value") => {
            let text = |key: &str| fields[key].as_str().unwrap_or_default().to_owned();
            facts.push(Fact { key: text("Key"), value: text("Value"), is_name: false });
        }
        Value::Object(fields) => {
            for (name, value) in fields.iter().filter(|(name, _)| !SILENT.contains(&name.as_str())) {
                collect(if name == "Value" { key } else { name }, value, part, facts);
            }
        }
        Value::Array(all) => all.iter().for_each(|one| collect(key, one, part, facts)),
        Value::Null => {}
        Value::String(text) => match named(text, &[&part.begun, &part.world]) {
            Named::As(name) => facts.push(Fact { key: key.to_owned(), value: name, is_name: true }),
            Named::NoId => facts.push(Fact { key: key.to_owned(), value: text.clone(), is_name: false }),
            // Such an id means nothing in another learner's world.
            Named::Nameless => {}
        },
        Value::Bool(_) | Value::Number(_) => {
            facts.push(Fact { key: key.to_owned(), value: value.to_string(), is_name: false });
        }
    }
}

/// What a text stands for.
enum Named {
    /// Something with this name.
    As(String),
    /// Something without a name.
    Nameless,
    /// Nothing: it is no id.
    NoId,
}

fn named(id: &str, worlds: &[&World]) -> Named {
    let mut named = Named::NoId;
    for world in worlds {
        match world.resources().iter().find(|it| it.id == id).map(|it| it.name().map(str::to_owned)) {
            Some(Some(name)) => return Named::As(name),
            Some(None) => named = Named::Nameless,
            None => {}
        }
    }
    named
}

/// What a step's learner reads: the author's comment, the calls, and the commands; as much as fits the smallest
/// window under the title.
pub fn step_text(part: &Part) -> Text {
    let (title, comment) = (step_title(part), part.remark.iter().skip(1).map(|line| translated(line)));
    let comment: Vec<Text> = comment.collect();
    in_both(|lang| {
        let comment = comment.iter().map(|line| line.in_(lang)).collect::<Vec<_>>().join("\n");
        let mut paragraphs: Vec<String> = Some(comment).filter(|it| !it.is_empty()).into_iter().collect();
        let room = ROWS.saturating_sub(rows(title.in_(lang)) + height(&paragraphs));
        let least = if part.calls.is_empty() { 0 } else { CHANGES };
        let commands = commands(part, room.saturating_sub(least), lang);
        let changes = changes(part, room.saturating_sub(height(&commands) + 3), lang);
        paragraphs.extend(changes.iter().map(|_| MAKE.in_(lang).to_owned()));
        paragraphs.extend(changes);
        paragraphs.extend(commands);
        if paragraphs.is_empty() {
            paragraphs.push(lang.pick("本文をここに書きます。", "Write the text here.").to_owned());
        }
        paragraphs.join("\n\n")
    })
}

/// The rows of paragraphs, each with a blank one behind it.
fn height(paragraphs: &[String]) -> usize {
    paragraphs.iter().map(|text| rows(&text.replace("```\n", "")) + 1).sum()
}

/// The calls as a list: with their parameters where there is room for them, and never more than there is room for.
fn changes(part: &Part, room: usize, lang: Lang) -> Option<String> {
    if part.calls.is_empty() {
        return None;
    }
    let long: Vec<String> = part.calls.iter().map(|call| change(call, part, lang)).collect();
    let short = || part.calls.iter().map(|call| format!("- {}", marked(call, part, lang))).collect();
    let fits = |all: &[String]| all.iter().map(|text| rows(text)).sum::<usize>() <= room;
    let all: Vec<String> = if fits(&long) { long } else { short() };
    let mut shown = all.len();
    while shown > 1 && !fits(&all[..shown]) {
        shown -= 1;
    }
    let mut lines = all[..shown].to_vec();
    if let rest @ 1.. = all.len() - shown {
        lines.push(
            lang.pick(format!("- ほか {rest} 件（目標を見てください）"), format!("- {rest} more: see the goals")),
        );
    }
    Some(lines.join("\n"))
}

/// About how many rows a text takes: lines break between words, and within words that are longer than a row.
pub(super) fn rows(text: &str) -> usize {
    let of_line = |line: &str| {
        let (mut rows, mut used) = (1, 0);
        for word in line.split_inclusive([' ', '、', '。', '（']) {
            let width = word.width();
            if used > 0 && used + width > WIDTH {
                (rows, used) = (rows + 1, 0);
            }
            rows += width.saturating_sub(1) / WIDTH;
            used += width % WIDTH;
        }
        rows
    };
    text.lines().map(of_line).sum()
}

/// A call with its name in code.
fn marked(call: &Call, part: &Part, lang: Lang) -> String {
    let title = operation::title(call.operation(), lang);
    subject(call, part).map_or_else(|| title.clone(), |name| format!("{title}: `{name}`"))
}

/// A call with its parameters.
fn change(call: &Call, part: &Part, lang: Lang) -> String {
    let subject = subject(call, part);
    let told = facts(call, part).into_iter().filter(|fact| Some(&fact.value) != subject.as_ref());
    let told: Vec<String> = told.map(|fact| format!("{} `{}`", fact.key, fact.value)).collect();
    let head = marked(call, part, lang);
    match told.as_slice() {
        [] => format!("- {head}"),
        told => format!("- {head} ({})", told.join(", ")),
    }
}

/// The commands, machine by machine, as many as there is room for.
fn commands(part: &Part, room: usize, lang: Lang) -> Vec<String> {
    let mut by_host: Vec<(Option<&str>, Vec<&str>)> = Vec::new();
    // The last rows are for how many are not shown.
    let (mut left, mut shown) = (room.saturating_sub(2), 0);
    for run in &part.runs {
        let (host, line) = match run.line.split_once("$ ") {
            Some((host, line)) => (Some(host), line),
            None => (None, run.line.as_str()),
        };
        let goes_on = by_host.last().is_some_and(|(last, _)| *last == host);
        let needs = rows(line) + if goes_on { 0 } else { 3 };
        if shown > 0 && needs > left {
            break;
        }
        (left, shown) = (left.saturating_sub(needs), shown + 1);
        match by_host.last_mut() {
            Some((_, lines)) if goes_on => lines.push(line),
            _ => by_host.push((host, vec![line])),
        }
    }
    let one = |(host, lines): &(Option<&str>, Vec<&str>)| {
        let host = host.map_or_else(|| "CloudShell".to_owned(), |host| format!("`{host}`"));
        let head = lang.pick(format!("{host} で実行します。"), format!("Run on {host}:"));
        format!("{head}\n\n```\n{}\n```", lines.join("\n"))
    };
    let mut said: Vec<String> = by_host.iter().map(one).collect();
    if let rest @ 1.. = part.runs.len() - shown {
        said.push(lang.pick(
            format!("ほかに {rest} つのコマンドを、目標のとおりに実行します。"),
            format!("Run {rest} more, as the goals have it."),
        ));
    }
    said
}

/// The question before a command whose step changes something.
pub fn question(run: &Run) -> Text {
    let line = &run.line;
    Text {
        ja: format!("まだ何も変えていません。`{line}` は、いまどうなるでしょうか。"),
        en: format!("Nothing is changed yet. What does `{line}` do now?"),
    }
}

/// Why a command does what it does, as far as that can be read off.
pub fn why(run: &Run, before: &Trace) -> Text {
    in_both(|lang| {
        let now = outcome_choice(before.outcome, lang);
        let way = before.path.join(" → ");
        let mut said = match (way.is_empty(), lang) {
            (true, Lang::Ja) => format!("実際の結果: {now}。"),
            (true, Lang::En) => format!("What happens: {now}."),
            (false, Lang::Ja) => format!("実際の結果: {now}。通った道: {way}。"),
            (false, Lang::En) => format!("What happens: {now}. Its way: {way}."),
        };
        if run.outcome != before.outcome {
            let then = outcome(run.outcome, lang);
            said += &lang.pick(
                format!("この手順の後は「{then}」に変わります。"),
                format!(" After this step it ends with: {then}."),
            );
        }
        said
    })
}

/// What is told to who made a mistake that EC2 refuses.
pub fn refused(slip: &Slip) -> Text {
    in_both(|lang| {
        let (title, code) = (operation::title(slip.operation, lang), &slip.code);
        lang.pick(
            format!("「{title}」は EC2 に断られました（`{code}`）。なぜ断られたのかと、どう直すかをここに書きます。"),
            format!("EC2 refused this: {title} (`{code}`). Write here why, and what mends it."),
        )
    })
}

/// What helps: the operations by both their names, then where the commands are typed.
pub fn hints(part: &Part) -> Vec<Text> {
    let mut seen = BTreeSet::new();
    let calls = part.calls.iter().map(Call::operation).filter(|name| seen.insert(*name)).map(|name| {
        in_both(|lang| {
            let (title, line) = (operation::title(name, lang), kebab(name));
            lang.pick(
                format!("コンソールの「{title}」か、端末の `aws ec2 {line}` を使います。"),
                format!("Use \"{title}\" in the console, or `aws ec2 {line}` in the terminal."),
            )
        })
    });
    let mut hints: Vec<Text> = calls.take(2).collect();
    if let Some((host, _)) = part.runs.first().and_then(|run| run.line.split_once("$ ")) {
        hints.push(Text {
            ja: format!("端末で {host} を選び、本文のコマンドを実行します。"),
            en: format!("Choose {host} in the terminal, and type the command of the text."),
        });
    }
    hints
}
