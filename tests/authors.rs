//! Stories of authors: one begins a lesson and makes it one's own; others make the faults that a class would
//! meet, and the tools tell them before.

use assert_cmd::Command;
use std::path::Path;

/// A lesson that is right in every way.
const GOOD: &str = include_str!("lessons/good.yaml");

fn v6dojo(arguments: &[&str], folder: &Path) -> (bool, String) {
    let mut command = Command::cargo_bin("v6dojo").expect("the program is built");
    let output = command.current_dir(folder).arg("--lang").arg("en").args(arguments).output().expect("it runs");
    let said = String::from_utf8(output.stdout).expect("text") + &String::from_utf8_lossy(&output.stderr);
    (output.status.success(), said)
}

/// What `lesson test` says of the good lesson after replacements.
fn tested(changes: &[(&str, &str)]) -> String {
    let text = changes.iter().fold(GOOD.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    });
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("tiny.yaml"), text).expect("the lesson is written");
    let (holds, said) = v6dojo(&["lesson", "test", "tiny.yaml"], folder.path());
    assert!(!holds, "{said}");
    said
}

fn is_caught(changes: &[(&str, &str)], message: &str) {
    let said = tested(changes);
    assert!(said.contains(message), "{said}");
    assert!(said.contains("tiny.yaml:"), "it has a place: {said}");
}

#[test]
fn a_goal_that_also_passes_on_a_mistake_is_caught() {
    let lax = "- any: {of: [{resource: {kind: key-pair, name: tiny}}, {resource: {kind: key-pair, name: Tiny}}]}";
    is_caught(&[("- resource: {kind: key-pair, name: tiny}", lax)], "all goals hold in spite of this mistake");
}

#[test]
fn a_solution_that_misses_a_call_is_caught() {
    let two =
        "goals:\n      - resource: {kind: key-pair, name: tiny}\n      - resource: {kind: key-pair, name: second}";
    is_caught(
        &[("goals:\n      - resource: {kind: key-pair, name: tiny}", two)],
        "this goal of step `build` does not hold after its solution: key-pair/second = none",
    );
}

#[test]
fn a_wrong_answer_that_is_taken_for_right_is_caught() {
    is_caught(
        &[("choices: [ok, unreachable, timeout]", "choices: [ok, unreachable, timeout]\n          answer: timeout")],
        "`answer` says `timeout`, the simulation says `ok`",
    );
    let choice = "    ask:
      - choice:
          question: {ja: 鍵はいくつありますか。, en: How many keys are there?}
          options:
            - {say: {ja: 1 つ, en: One}, right: true, reply: {ja: はい, en: Yes}, check: {resource: {kind: key-pair, name: tiny}}}
            - {say: {ja: まだない, en: None}, reply: {ja: いいえ, en: No}, check: {absent: {kind: key-pair, name: tiny}}}
    goals:
      - resource";
    let said = tested(&[("    goals:\n      - resource", choice)]);
    assert!(said.contains("it is marked `right`, but its `check` does not hold: key-pair/tiny = none"), "{said}");
    assert!(said.contains("its `check` holds, but it is not marked `right`"), "{said}");
}

#[test]
fn a_hint_in_one_language_is_caught() {
    is_caught(
        &[("{ja: 端末を開きます。, en: Open the terminal.}", "{ja: 端末を開きます。}")],
        "the English (`en`) is missing",
    );
}

#[test]
fn a_text_that_is_too_long_is_caught_in_the_language_that_is_too_long() {
    let long = "{ja: キーペアを作ります。, en: \"One.\\n\\nTwo.\\n\\nThree.\\n\\nFour.\\n\\nFive.\\n\\nSix.\\n\\nSeven.\\n\\nEight.\\n\\nNine.\\n\\nTen.\"}";
    let said = tested(&[("{ja: キーペアを作ります。, en: Create a key pair.}", long)]);
    assert!(said.contains("the English text does not fit 80x24: 2 row(s) too many"), "{said}");
    assert!(!said.contains("Japanese"), "{said}");
}

#[test]
fn a_question_that_cannot_be_answered_is_caught() {
    is_caught(
        &[("choices: [ok, unreachable, timeout]", "choices: [refused, timeout]")],
        "what really happens, `ok`, is no choice",
    );
}

#[test]
fn a_mistake_that_is_not_recognised_is_caught() {
    is_caught(
        &[("when: {resource: {kind: key-pair, name: Tiny}}", "when: {resource: {kind: key-pair, name: TINY}}")],
        "`when` does not recognise this mistake",
    );
}

#[test]
fn json_is_for_machines() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("tiny.yaml"), GOOD.replace("world: nat64", "world: nat46"))
        .expect("it is written");
    let (holds, said) = v6dojo(&["lesson", "check", "--json", "tiny.yaml"], folder.path());
    let problems: serde_json::Value = serde_json::from_str(&said).expect("JSON");
    assert!(!holds);
    assert_eq!(
        (&problems[0]["line"], &problems[0]["column"], &problems[0]["near"]),
        (&6.into(), &8.into(), &"nat64".into())
    );
    assert!(problems[0]["message"]["ja"].as_str().is_some_and(|ja| ja.contains("ワールド")));
}

#[test]
fn an_author_begins_a_lesson_makes_it_ones_own_and_proves_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    let (made, said) = v6dojo(&["lesson", "new", "eigw.yaml"], at);
    assert!(made && said.contains("eigw.yaml is written"), "{said}");
    let (again, said) = v6dojo(&["lesson", "new", "eigw"], at);
    assert!(!again && said.contains("eigw.yaml is there already"), "nothing is overwritten: {said}");
    let (holds, said) = v6dojo(&["lesson", "test", "eigw.yaml"], at);
    assert!(holds && said.contains("all proven"), "{said}");
    assert!(at.join("lesson.schema.json").is_file());

    // Another step, first with two faults in it.
    let path = at.join("eigw.yaml");
    let mut text = std::fs::read_to_string(&path).expect("the lesson");
    text.push_str(
        "  - id: key\n    phase: {ja: 仕上げ, en: Finish}\n    title: {ja: 鍵を作る, en: Make a key}\n    text: {ja: 鍵 tiny を作ります。, en: Make the key tiny.}\n    goals:\n      - resource: {kind: keypair, name: tiny}\n    solution:\n      - \"aws ec2 create-key-pair --key-name tinny\"\n",
    );
    std::fs::write(&path, &text).expect("it is written");
    let (holds, said) = v6dojo(&["lesson", "check", "."], at);
    assert!(!holds && said.contains("did you mean `key-pair`?"), "{said}");
    std::fs::write(&path, text.replace("keypair", "key-pair")).expect("it is written");
    assert!(v6dojo(&["lesson", "check", "eigw.yaml"], at).0);
    let (holds, said) = v6dojo(&["lesson", "test", "eigw.yaml"], at);
    assert!(!holds && said.contains("key-pair/tiny = none (~ tinny)"), "{said}");
    std::fs::write(&path, text.replace("keypair", "key-pair").replace("tinny", "tiny")).expect("it is written");
    let (holds, said) = v6dojo(&["lesson", "test", "eigw.yaml"], at);
    assert!(holds && said.contains("3 steps"), "{said}");

    // And a learner plays it.
    let mut command = Command::cargo_bin("v6dojo").expect("the program is built");
    command
        .current_dir(at)
        .args(["--lang", "en", "--plain", "--lessons", "."])
        .env("V6DOJO_STATE_DIR", at.join("state"));
    let output = command.write_stdin("1\n\n").output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("My first lesson") && said.contains("Does GitHub answer?"), "{said}");
    let (_, said) = v6dojo(&["lesson", "stats", "eigw.yaml"], at);
    assert!(said.contains("steps without hints: key"), "{said}");
}
