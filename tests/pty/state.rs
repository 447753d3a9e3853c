//! The folder for progress: missing, full, not writable, or no folder. The lesson goes on, and what is
//! wrong is said once, and again after leaving.

use super::terminal::{ENTER, Terminal, shell, tutor};
use portable_pty::CommandBuilder;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// The words that begin every complaint of the disk.
const REFUSED: &str = "進捗を保存できません";

/// The step in which a learner would go on.
fn kept(state: &Path) -> String {
    let text = fs::read_to_string(state.join("nat64-dns64.json")).expect("progress is on disk");
    let saved: serde_json::Value = serde_json::from_str(&text).expect("progress is whole");
    saved["step"].as_str().expect("a step").to_owned()
}

/// Learns on a disk that refuses, and checks what is said about it: `path` and `remedy`.
fn learn_without_progress(command: CommandBuilder, (path, remedy): (&Path, &str)) {
    let mut terminal = Terminal::sized(command, (160, 40));
    terminal.wait_for("Enter");
    terminal.press(ENTER);
    terminal.wait_for(REFUSED);
    let said = unwrapped(&terminal);
    assert!(said.contains(remedy), "what to do is said: {said}");
    // The lesson goes on, and nothing more is said about it.
    for (key, place) in [("n", "手順 "), ("p", "手順 1 /"), ("n", "手順 2 /"), ("?", "どこからでも終了")]
    {
        terminal.press(key);
        terminal.wait_for(place);
        terminal.wait("the message gone", |screen| !screen.contents().contains(REFUSED));
    }
    terminal.press("\x11");
    let status = terminal.end();
    assert_eq!(status.exit_code(), 1, "it is no success: {status:?}");
    terminal.is_given_back();
    let said = unwrapped(&terminal);
    assert!(said.contains(REFUSED), "it is said again after leaving: {said}");
    assert!(said.contains(&path.display().to_string()), "the path is named: {said}");
}

/// The screen without line breaks and spaces.
fn unwrapped(terminal: &Terminal) -> String {
    terminal.text().split_whitespace().collect()
}

#[test]
fn a_missing_folder_is_made() {
    let state = tempfile::tempdir().expect("a folder");
    let below = state.path().join("not").join("there");
    let mut terminal = Terminal::start(tutor(&below));
    terminal.wait_for("Enter");
    terminal.press(ENTER);
    terminal.wait_for("手順 1 /");
    terminal.press("n");
    terminal.wait_for("手順 2 /");
    terminal.press("\x11");
    assert!(terminal.end().success(), "it ends well");
    assert_eq!(kept(&below), "as-found");
}

#[test]
fn a_full_disk_harms_nothing_that_was_kept() {
    let state = tempfile::tempdir().expect("a folder");
    let mut terminal = Terminal::start(tutor(state.path()));
    terminal.wait_for("Enter");
    terminal.press(ENTER);
    terminal.wait_for("手順 1 /");
    terminal.press("n");
    terminal.wait_for("手順 2 /");
    terminal.press("p");
    terminal.wait_for("手順 1 /");
    terminal.press("\x11");
    assert!(terminal.end().success(), "it ends well");
    assert_eq!(kept(state.path()), "welcome");

    // No file may grow beyond nothing.
    let full = shell(state.path(), &["-c", r#"ulimit -f 0; "$TUTOR" --lang ja"#]);
    learn_without_progress(full, (state.path(), "ulimit-f"));
    assert_eq!(kept(state.path()), "welcome", "what was kept before is whole");
}

#[test]
fn a_file_in_the_folders_place_is_left_alone() {
    let state = tempfile::tempdir().expect("a folder");
    let file = state.path().join("state");
    fs::write(&file, "somebody's").expect("a file");
    learn_without_progress(tutor(&file), (&file, "同じ名前の別のもの"));
    assert_eq!(fs::read_to_string(&file).expect("the file"), "somebody's");
}

#[test]
fn a_folder_that_is_not_writable_is_named() {
    let state = tempfile::tempdir().expect("a folder");
    let path = closed(state.path());
    learn_without_progress(tutor(&path), (&path, "書き込めるようにするか"));
    fs::set_permissions(state.path(), fs::Permissions::from_mode(0o755)).expect("it can be removed again");
}

/// A folder in which nothing can be made, by whoever runs the tests.
fn closed(folder: &Path) -> PathBuf {
    fs::set_permissions(folder, fs::Permissions::from_mode(0o555)).expect("a folder that is not writable");
    let probe = folder.join("probe");
    if fs::write(&probe, "").is_err() {
        return folder.to_path_buf();
    }
    // Root writes everywhere but where the system itself says no.
    fs::remove_file(&probe).expect("it goes again");
    PathBuf::from("/sys/v6dojo")
}
