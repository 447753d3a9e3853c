//! The house keeps its promises: arrows between the rooms point one way, the pure rooms ask nobody
//! for the time, and nothing grows past what can be read in one sitting.

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms of `src`, each knowing only those before it.
const ROOMS: [&str; 9] = ["net", "cloud", "sim", "guest", "lesson", "session", "words", "tui", "cli"];

/// Words that a pure file must not contain: they ask the machine instead of the caller.
const IMPURE: [&str; 10] = [
    "std::time::Instant",
    "SystemTime",
    "Instant::now",
    "std::fs",
    "std::thread",
    "std::env",
    "std::process",
    "crossterm::terminal",
    "println!",
    "rand::",
];

/// Files outside the pure core, as they lie below `src`: the edge where the machine is met.
const EDGE: [&str; 11] = [
    "lesson/library.rs",
    "lesson/embed.rs",
    "session/",
    "cli/",
    "tui/run.rs",
    "tui/desk.rs",
    "tui/plain/run.rs",
    "tui/room/host.rs",
    "tui/room/run.rs",
    "tui/settings.rs",
    "tui/terminal/",
];

/// Lines a file may have, unit tests included.
const LONGEST_FILE: usize = 500;

#[test]
fn arrows_point_one_way() {
    let mut wrong = Vec::new();
    for file in sources() {
        let Some(room) = room_of(&file.path) else { continue };
        for (number, line) in file.code_lines() {
            for (later, name) in ROOMS.iter().enumerate().skip(room + 1) {
                if mentions_room(line, name) {
                    wrong.push(format!(
                        "{}:{number}: {} looks at {}, which comes later",
                        file.path.display(),
                        ROOMS[room],
                        ROOMS[later]
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn pure_rooms_ask_nobody() {
    let mut wrong = Vec::new();
    for file in sources() {
        let path = file.path.display().to_string();
        if room_of(&file.path).is_none() || EDGE.iter().any(|edge| path.starts_with(edge)) {
            continue;
        }
        for (number, line) in file.code_lines() {
            for word in IMPURE.iter().filter(|word| line.contains(**word)) {
                wrong.push(format!("{path}:{number}: `{word}` in a pure room"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_file_is_read_in_one_sitting() {
    let long: Vec<String> = sources()
        .iter()
        .map(|file| (file.path.display().to_string(), file.text.lines().count()))
        .filter(|(_, lines)| *lines > LONGEST_FILE)
        .map(|(path, lines)| format!("{path}: {lines} lines, at most {LONGEST_FILE}"))
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn every_module_opens_with_a_paragraph_for_a_stranger() {
    let silent: Vec<String> = sources()
        .iter()
        .filter(|file| !file.text.starts_with("//! "))
        .map(|file| file.path.display().to_string())
        .collect();
    assert!(silent.is_empty(), "no `//!` paragraph: {silent:?}");
}

#[test]
fn the_top_level_holds_what_the_readme_says() {
    let expected = [
        ".cargo",
        ".ci",
        ".clippy.toml",
        ".git",
        ".gitignore",
        ".rustfmt.toml",
        "Cargo.lock",
        "Cargo.toml",
        "LICENSE",
        "README.md",
        "assets",
        "lessons",
        "src",
        "target",
        "tests",
    ];
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let entries = fs::read_dir(root).expect("the checkout can be listed");
    let extra: Vec<String> = entries
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| !expected.contains(&name.as_str()))
        .collect();
    assert!(extra.is_empty(), "not expected at the top level: {extra:?}");
}

/// A source file: its path below `src` and its text.
struct Source {
    path: PathBuf,
    text: String,
}

impl Source {
    /// Numbered lines that are code: comments and unit tests left out.
    fn code_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line))
            .take_while(|(_, line)| !line.starts_with("#[cfg(test)]"))
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
    }
}

/// All Rust files below `src`.
fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a source folder can be listed") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).expect("a source file can be read");
                let path = path.strip_prefix(&root).expect("below src").to_path_buf();
                found.push(Source { path, text });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// Which room a file lies in.
fn room_of(path: &Path) -> Option<usize> {
    let first = path.components().next()?.as_os_str().to_str()?;
    ROOMS.iter().position(|room| *room == first)
}

/// Whether a line of code names another room of this crate.
fn mentions_room(line: &str, room: &str) -> bool {
    [format!("crate::{room}::"), format!("crate::{room};"), format!("v6dojo::{room}::")]
        .iter()
        .any(|path| line.contains(path))
        || line.contains("crate::{") && line.split(['{', ',', '}']).any(|part| part.trim().starts_with(room))
}
