//! Stories of authors: what they wrote, and what they are told.

use super::{NoWorld, load};
use crate::cloud::World;
use crate::lesson::{Lang, Lesson, Problem, Text};

/// A lesson that is right in every way, in which tests change one thing.
const GOOD: &str = r#"format: 1
id: tiny
title: {ja: 小さい, en: Tiny}
summary: {ja: 要約, en: Summary}
minutes: 5
world: chapter
steps:
  - id: one
    phase: {ja: 一, en: One}
    title: {ja: 手順, en: Step}
    text: {ja: 本文, en: Text}
    ask:
      - predict: {run: "client$ curl http://x/", choices: [ok, timeout], why: {ja: 理由, en: Reason}}
      - address: {question: {ja: 問, en: Q}, embed: 192.0.2.33, prefix: "64:ff9b::/96", why: {ja: 理由, en: Reason}}
      - choice:
          question: {ja: 問, en: Q}
          options:
            - {say: {ja: は, en: "Yes"}, right: true, reply: {ja: 正, en: Right}}
            - {say: {ja: い, en: "No"}, reply: {ja: 誤, en: Wrong}}
    goals:
      - resource: {kind: subnet, name: private3, has: {Ipv6Native: true}}
      - absent: {kind: instance-connect-endpoint, name: old}
      - probe: {run: "client$ curl http://x/", outcome: ok, via: [nat], not_via: [eigw]}
      - saw: {from: client, program: curl, to: x, family: ipv6, outcome: ok}
      - setting: {ElasticIps: 6}
      - any: {of: [{absent: {kind: vpc, name: a}}]}
    solution: ["aws ec2 describe-subnets", "client$ curl http://x/"]
    mistakes:
      - do: ["aws ec2 create-subnet"]
        when: {refused: {operation: CreateSubnet, code: MissingParameter}}
        say: {ja: 誤り, en: Mistaken}
    hints: [{ja: ヒント, en: Hint}]
"#;

fn read(text: &str) -> Result<Lesson, Vec<Problem>> {
    load(text, &|name| match name {
        "chapter" => Ok(World::default()),
        _ => Err(NoWorld {
            why: Text { ja: format!("{name} はない"), en: format!("no world {name}") },
            known: vec!["chapter".to_owned()],
        }),
    })
}

/// The problems of [`GOOD`] after replacements, as `line:column message`.
fn told(changes: &[(&str, &str)]) -> Vec<String> {
    let text = changes.iter().fold(GOOD.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    });
    let problems = read(&text).expect_err("the change makes it wrong");
    let line = |problem: &Problem| {
        let near = problem.near.as_deref().map_or_else(String::new, |near| format!(" ~ {near}"));
        format!("{}:{} {}{near}", problem.place.line, problem.place.column, problem.message.in_(Lang::En))
    };
    problems.iter().map(line).collect()
}

#[test]
fn a_good_lesson_is_read_whole() {
    let lesson = read(GOOD).unwrap();
    let step = &lesson.steps[0];
    assert_eq!((step.asks.len(), step.goals.len(), step.mistakes.len(), step.hints.len()), (3, 6, 1, 1));
    assert_eq!(lesson.step("one"), Some(0));
    let other = read(&GOOD.replace("本文", "別")).unwrap();
    assert_ne!(other.fingerprint, lesson.fingerprint);
}

#[test]
fn windows_line_ends_and_a_byte_order_mark_do_no_harm() {
    assert!(read(&format!("\u{feff}{}", GOOD.replace('\n', "\r\n"))).is_ok());
}

#[test]
fn all_problems_are_told_at_once_in_the_order_of_the_file() {
    let told = told(&[
        ("id: tiny", "id: Tiny!"),
        ("world: chapter", "world: chapster"),
        ("ja: 本文, en: Text", "ja: 本文"),
        ("kind: subnet", "kind: sub-net"),
        ("\"client$ curl http://x/\"]", "\"client$\"]"),
    ]);
    assert_eq!(
        told,
        [
            "2:5 `Tiny!` is no id",
            "6:8 no world chapster ~ chapter",
            "11:11 the English (`en`) is missing",
            "21:26 there is no kind of resource called `sub-net` ~ subnet",
            "27:52 no command follows the `$`",
        ]
    );
}

#[test]
fn another_format_is_told_before_anything_else() {
    let newer = told(&[("format: 1", "format: 2\nfuture: yes"), ("minutes: 5", "")]);
    assert_eq!(newer, ["1:9 this program reads format 1 only, and this file says 2"]);
    assert_eq!(told(&[("format: 1\n", "")]), ["1:1 the field `format` is missing"]);
}

#[test]
fn two_steps_may_not_share_an_id() {
    let again = "steps:\n  - {id: one, phase: {ja: a, en: a}, title: {ja: a, en: a}, text: {ja: a, en: a}}";
    assert_eq!(told(&[("steps:", again)]), ["9:9 the step id `one` is already taken on line 8"]);
}

#[test]
fn words_must_be_there_in_both_languages() {
    assert_eq!(told(&[("en: Tiny", "en: \"  \"")]), ["3:22 the English (`en`) is empty"]);
    assert_eq!(told(&[("{ja: ヒント, en: Hint}", "{en: Hint}")]), ["32:13 the Japanese (`ja`) is missing"]);
}

#[test]
fn questions_need_an_answer() {
    assert_eq!(told(&[("right: true, ", "")]), ["18:13 no option is right"]);
    assert_eq!(told(&[("[ok, timeout]", "[ok, ok]")]), ["13:59 write at least two choices, each of them once"]);
    assert_eq!(told(&[("[ok, timeout]", "[ok, timout]")]), ["13:64 there is no kind `timout` here ~ timeout"]);
    assert_eq!(told(&[("192.0.2.33", "192.0.2.333")]), ["14:52 `192.0.2.333` is no IPv4 address"]);
    assert_eq!(told(&[("64:ff9b::/96", "64:ff9b::/95")]), ["14:72 `64:ff9b::/95` is no prefix for NAT64"]);
}

#[test]
fn a_probe_runs_on_an_instance() {
    let told = told(&[("probe: {run: \"client$ curl http://x/\"", "probe: {run: \"aws ec2 describe-subnets\"")]);
    assert_eq!(told, ["23:22 this is no command that runs on an instance"]);
}

#[test]
fn what_is_wanted_must_tell_something() {
    let anything = told(&[("kind: subnet, name: private3, has: {Ipv6Native: true}", "kind: subnet")]);
    assert_eq!(anything, ["21:26 without `name` and `has` any resource will do"]);
    assert_eq!(told(&[("{ElasticIps: 6}", "{}")]), ["25:9 no setting is named"]);
    assert_eq!(
        told(&[("{ElasticIps: 6}", "{ElasticIp: 6}")]),
        ["25:19 there is no field `ElasticIp` here ~ ElasticIps"]
    );
    assert_eq!(told(&[("not_via: [eigw]", "not_via: [nat]")]), ["23:83 `nat` stands in `via` too"]);
}

#[test]
fn mistakes_need_goals() {
    let goals = &GOOD[GOOD.find("    goals:").unwrap()..GOOD.find("    solution:").unwrap()];
    assert_eq!(told(&[(goals, "")]), ["22:9 a step without `goals` has nothing to get wrong"]);
}

#[test]
fn the_schema_names_what_is_required() {
    let schema = crate::lesson::schema();
    let required: Vec<&str> = schema["required"].as_array().unwrap().iter().filter_map(|it| it.as_str()).collect();
    assert_eq!(required, ["format", "id", "title", "summary", "minutes", "world", "steps"]);
    assert_eq!(schema["additionalProperties"], false);
}
