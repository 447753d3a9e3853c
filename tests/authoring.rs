//! The authors' guide holds what it says: every example in it is put into a file and looked at by the tools, in
//! both of its languages. How, is told at its end.

use assert_cmd::Command;
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

/// The lines around an example that is no whole lesson.
const HEAD: &str = "format: 1
id: example
title: {ja: 例, en: Example}
summary: {ja: 例, en: Example}
minutes: 5
world: nat64
";

/// A step for examples that are a part of one.
const STEP: &str = "steps:
  - id: part
    phase: {ja: 例, en: Example}
    title: {ja: 例, en: Example}
    text: {ja: 例, en: Example}
";

/// A block of code: what stands behind its fence, and its text.
struct Block {
    info: String,
    text: String,
}

fn blocks(guide: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut inside = false;
    for event in Parser::new(guide) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                blocks.push(Block { info: info.into_string(), text: String::new() });
                inside = true;
            }
            Event::End(TagEnd::CodeBlock) => inside = false,
            Event::Text(text) if inside => blocks.last_mut().expect("a block").text.push_str(&text),
            _ => {}
        }
    }
    blocks
}

fn indented(text: &str, by: usize) -> String {
    let line = |line: &str| if line.trim().is_empty() { line.to_owned() } else { " ".repeat(by) + line };
    text.split_inclusive('\n').map(line).collect()
}

/// The lesson that an example makes.
fn whole(text: &str) -> String {
    let first = text.lines().next().unwrap_or_default();
    let rest = text.split_once('\n').map_or("", |(_, rest)| rest);
    let solution = "    solution: [\"aws ec2 describe-vpcs\"]\n";
    match first {
        "# goals" => format!("{HEAD}{STEP}    goals:\n{}{solution}", indented(rest, 6)),
        "# ask" => format!("{HEAD}{STEP}    ask:\n{}", indented(rest, 6)),
        "# mistakes" => {
            let goal = "    goals:\n      - called: {operation: DescribeVpcs}\n";
            format!("{HEAD}{STEP}{goal}    mistakes:\n{}{solution}", indented(rest, 6))
        }
        "# worlds" => format!("{HEAD}worlds:\n{}{STEP}", indented(rest, 2)),
        _ if first.starts_with("- id:") => format!("{HEAD}steps:\n{}", indented(text, 2)),
        _ => text.to_owned(),
    }
}

/// Whether the tool is content with a lesson, and what it says.
fn looked_at(lesson: &str, lang: &str, tool: &str) -> (bool, String) {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("lesson.yaml"), lesson).expect("it is written");
    let mut command = Command::cargo_bin("v6dojo").expect("the program is built");
    let output = command.current_dir(folder.path()).args(["--lang", lang, "lesson", tool, "lesson.yaml"]).output();
    let output = output.expect("it runs");
    (output.status.success(), String::from_utf8(output.stdout).expect("text"))
}

/// What is said of a faulty lesson, without the line that counts.
fn told(lesson: &str, lang: &str) -> String {
    let (content, said) = looked_at(lesson, lang, "check");
    assert!(!content, "nothing is wrong with\n{lesson}");
    let problems = said.trim_end().rsplit_once('\n').map_or("", |(problems, _)| problems);
    format!("{}\n", problems.trim_end())
}

fn examples_hold(guide: &str, lang: &str) {
    let blocks = blocks(guide);
    let (mut good, mut bad) = (0, 0);
    for (number, block) in blocks.iter().enumerate() {
        let lesson = whole(&block.text);
        match block.info.as_str() {
            "yaml" => {
                // Goals of an example need not be reached by the line that stands for a solution.
                let tool = if block.text.starts_with("# goals") { "check" } else { "test" };
                let (content, said) = looked_at(&lesson, lang, tool);
                assert!(content, "{}\n{said}", block.text);
                good += 1;
            }
            "yaml bad" => {
                assert_eq!(blocks[number + 1].text, told(&lesson, lang), "{}", block.text);
                bad += 1;
            }
            _ => {}
        }
    }
    assert!(good > 15 && bad > 5, "{good} examples, {bad} faulty ones");
}

#[test]
fn the_examples_of_the_guide_hold() {
    examples_hold(include_str!("../lessons/AUTHORING.md"), "en");
}

#[test]
fn the_examples_of_the_japanese_guide_hold() {
    examples_hold(include_str!("../lessons/AUTHORING.ja.md"), "ja");
}

/// The lines that a reader of the guide types.
#[test]
fn commands_of_the_guide_are_commands_of_the_program() {
    for guide in [include_str!("../lessons/AUTHORING.md"), include_str!("../lessons/AUTHORING.ja.md")] {
        let blocks = blocks(guide);
        let lines = blocks.iter().filter(|block| block.info == "console").flat_map(|block| block.text.lines());
        let typed: Vec<&str> = lines.filter_map(|line| line.strip_prefix("$ v6dojo ")).collect();
        assert!(typed.len() > 5, "{typed:?}");
        for line in typed.iter().filter_map(|line| line.strip_prefix("lesson ")) {
            let tool = line.split(' ').next().unwrap_or_default();
            let mut command = Command::cargo_bin("v6dojo").expect("the program is built");
            command.args(["lesson", tool, "--help"]).assert().success();
        }
    }
}
