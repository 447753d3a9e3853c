//! An author records on the stage: what was done becomes a lesson that holds, however the recording ends.

use super::terminal::{ENTER, ESCAPE, Terminal, look_for, tutor};
use rustix::process::Signal;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use v6dojo::lesson::{Lang, Lesson, library, proof};
use v6dojo::session;

const DNS64: &str = "aws ec2 modify-subnet-attribute \
    --subnet-id @cl-ipv4-to-dualstack-subnet-private1-ap-northeast-3a --enable-dns64";
const CURL: &str = "client-001a$ curl -sS6 https://github.com/";

/// Opens the recorder on `file`, and waits for its terminal.
fn record(folder: &Path, file: &Path) -> Terminal {
    let mut command = tutor(folder);
    command.args(["lesson", "record"]);
    command.arg(file);
    let mut terminal = Terminal::start(command);
    terminal.wait_for("記録中");
    terminal.press("4");
    terminal.wait("the terminal's prompt", |screen| !screen.hide_cursor());
    terminal
}

/// Types lines, and waits until so many steps and lines are recorded.
fn type_lines(terminal: &mut Terminal, lines: &[&str], counted: &str) {
    for line in lines {
        terminal.press(line);
        terminal.press(ENTER);
    }
    terminal.wait_for(counted);
}

/// The lesson that was written, which holds.
#[track_caller]
fn proven(file: &Path) -> Lesson {
    let source = library::file(file).expect("it is written");
    let lesson = Arc::new(source.load().unwrap_or_else(|refused| panic!("{}", refused.draw(Lang::En))));
    let mut found = proof::prove(&lesson).findings;
    found.extend(session::proof::prove(&lesson));
    let drawn: Vec<String> = found.iter().map(|it| it.draw(&source.file, &source.text, Lang::En)).collect();
    assert!(drawn.is_empty(), "{}", drawn.join("\n\n"));
    Arc::unwrap_or_clone(lesson)
}

#[test]
fn an_author_records_two_steps_and_takes_one_line_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("mine.yaml");
    let mut terminal = record(folder.path(), &file);
    type_lines(&mut terminal, &["# 届くか / Does it answer?", CURL], "手順 1、行 1");
    let wrong = "aws ec2 delete-key-pair --key-name none";
    let elsewhere = DNS64.replace("private1-ap-northeast-3a", "public1-ap-northeast-3a");
    type_lines(&mut terminal, &["# 直す / Mend it", wrong, &elsewhere], "手順 2、行 3");
    terminal.press(ESCAPE);
    terminal.wait("the keys back in the lesson", vt100::Screen::hide_cursor);
    terminal.press("u");
    terminal.wait_for("手順 2、行 2");
    terminal.press("4");
    terminal.wait("the terminal's prompt", |screen| !screen.hide_cursor());
    type_lines(&mut terminal, &[DNS64, CURL], "手順 2、行 4");
    assert!(folder.path().join("mine.draft").exists(), "the lines are kept while it goes on");
    terminal.press(ESCAPE);
    terminal.wait("the keys back in the lesson", vt100::Screen::hide_cursor);
    terminal.press("q");
    assert!(terminal.end().success(), "{}", terminal.text());
    terminal.is_given_back();
    assert!(terminal.text().contains("lesson watch"), "it is said what comes next: {}", terminal.text());

    let lesson = proven(&file);
    let titles: Vec<&str> = lesson.steps.iter().map(|step| step.title.in_(Lang::En)).collect();
    assert_eq!(titles, ["Does it answer?", "Mend it"]);
    let lines: Vec<&str> = lesson.steps.iter().flat_map(|step| &step.solution).map(|line| line.text.as_str()).collect();
    assert!(lines.iter().all(|line| !line.contains("public1")), "what was undone is left out: {lines:#?}");
    assert!(!folder.path().join("mine.draft").exists(), "nothing is left of the draft");
    assert!(!folder.path().join("mine.json").exists(), "nothing is kept as progress");
}

#[test]
fn a_signal_does_not_lose_the_lesson() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("mine.yaml");
    let mut terminal = record(folder.path(), &file);
    type_lines(&mut terminal, &[CURL], "手順 1、行 1");
    terminal.signal(Signal::TERM);
    assert!(terminal.end().signal().is_some(), "it ends by the signal");
    terminal.is_given_back();
    assert_eq!(proven(&file).steps.len(), 1);
}

#[test]
fn what_is_killed_is_there_as_a_script_that_makes_the_lesson() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("mine.yaml");
    let draft = folder.path().join("mine.draft");
    let mut terminal = record(folder.path(), &file);
    type_lines(&mut terminal, &["# One", DNS64, CURL], "手順 1、行 2");
    look_for("the draft", || fs::read_to_string(&draft).ok().filter(|text| text.lines().count() == 3));
    terminal.signal(Signal::KILL);
    assert!(!terminal.end().success());
    assert!(!file.exists(), "there was no time to write it");

    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_v6dojo"));
        command
            .args(["--lang", "en", "lesson", "record"])
            .arg(&file)
            .args(arguments)
            .env("V6DOJO_STATE_DIR", folder.path());
        command.output().expect("it runs")
    };
    let made = run(&["--script", draft.to_str().expect("a path")]);
    assert!(made.status.success(), "{made:?}");
    assert_eq!(proven(&file).steps[0].title.in_(Lang::En), "One");
    assert!(!draft.exists(), "the draft has done its work");
    let again = run(&["--script", "-"]);
    assert!(!again.status.success() && String::from_utf8_lossy(&again.stderr).contains("--force"), "{again:?}");
}
