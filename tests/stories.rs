//! Stories of the chapter's world: what is changed, what is run, what it prints and how it ends. Each
//! is an entry of a data file below `tests/stories`, and names the rule of the specification it tells.

use serde::Deserialize;
use std::path::{Path, PathBuf};
use v6dojo::guest::console::{Console, Kind, Record};
use v6dojo::lesson::{Lesson, library};
use v6dojo::sim::Outcome;

/// One story.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Story {
    /// What it tells.
    story: String,
    /// The rule of the specification.
    rule: String,
    /// The step of the chapter at whose beginning it plays.
    at: String,
    /// What is done to that world first.
    #[serde(default)]
    calls: Vec<String>,
    /// The guest command.
    run: String,
    /// Its exit status.
    exit: i32,
    /// How it ended.
    outcome: Outcome,
    /// Everything it prints, as a terminal shows it; `<n>` stands for any number.
    #[serde(default)]
    prints: Option<String>,
}

#[test]
fn every_story_comes_true() {
    let lesson = chapter();
    let mut told = 0;
    let mut wrong = Vec::new();
    for file in files(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stories").as_path()) {
        let text = std::fs::read_to_string(&file).expect("a data file is read");
        let stories: Vec<Story> =
            serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        for story in &stories {
            told += 1;
            if let Err(why) = tell(&lesson, story) {
                wrong.push(format!("{}: {} ({}): {why}", file.display(), story.story, story.rule));
            }
        }
    }
    assert!(told > 0, "there are stories");
    assert!(wrong.is_empty(), "{} of {told} stories do not come true\n\n{}", wrong.len(), wrong.join("\n\n"));
}

fn chapter() -> Lesson {
    let source = library::embedded().into_iter().find(|source| source.file.ends_with("nat64-dns64.yaml"));
    source.expect("the chapter is in the program").load().expect("the chapter loads")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the folder is read");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    files
}

fn tell(lesson: &Lesson, story: &Story) -> Result<(), String> {
    let mut console = Console::new(lesson.world.clone());
    let before = lesson.steps.iter().take_while(|step| step.id != story.at);
    // A solution may be a command that is meant to fail.
    for line in before.flat_map(|step| &step.solution) {
        carry_out(&mut console, &line.text)?;
    }
    for line in &story.calls {
        let record = carry_out(&mut console, line)?;
        if record.exit != 0 {
            return Err(format!("{line}\nends with {}\n{}", record.exit, record.output.whole()));
        }
    }
    let record = carry_out(&mut console, &story.run)?;
    let Kind::Guest(trace) = &record.kind else { return Err("it is no guest command".to_owned()) };
    let printed = record.output.whole();
    if (record.exit, trace.outcome) != (story.exit, story.outcome) {
        return Err(format!("it ends with {} ({:?})\n{printed}", record.exit, trace.outcome));
    }
    match &story.prints {
        Some(wanted) if !is_like(&printed, wanted) => Err(format!("it prints\n{printed}\ninstead of\n{wanted}")),
        _ => Ok(()),
    }
}

fn carry_out(console: &mut Console, line: &str) -> Result<Record, String> {
    let record = console.exec(line).map_err(|error| format!("{line}: {error}"))?;
    record.ok_or_else(|| format!("{line}: nothing to do"))
}

/// Whether a text is the wanted one, where `<n>` stands for any number.
fn is_like(text: &str, wanted: &str) -> bool {
    let mut pieces = wanted.split("<n>");
    let Some(mut rest) = pieces.next().and_then(|first| text.strip_prefix(first)) else { return false };
    for piece in pieces {
        let behind = rest.trim_start_matches(|char: char| char.is_ascii_digit() || char == '.');
        match behind.strip_prefix(piece) {
            Some(next) if behind.len() < rest.len() => rest = next,
            _ => return false,
        }
    }
    rest.is_empty()
}
