//! An instructor before a hall: the whole chapter on a wall, with notes in a second terminal that may get
//! lost; off the script and back; and nobody joins, or disturbs, who must not.

use super::terminal::{ESCAPE, Terminal, tutor};
use assert_cmd::Command;
use rustix::process::Signal;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use v6dojo::lesson::library;

const ASIDE: &str = "台本の外";
const HOME: &str = "\x1b[H";

/// The stage of the chapter, without anything that moves.
fn stage(state: &Path, more: &[&str]) -> Terminal {
    let mut command = tutor(state);
    command.args(["--reduced-motion", "present"]);
    command.args(more);
    let mut stage = Terminal::start(command);
    stage.wait_for(if more.contains(&"--notes") { "発表者のキー" } else { "○" });
    stage
}

fn notes(state: &Path) -> Terminal {
    let mut command = tutor(state);
    command.arg("notes");
    let mut notes = Terminal::start(command);
    notes.wait_for("ノート");
    notes
}

/// The word behind this one on the screen.
fn word_after(terminal: &Terminal, before: &str) -> String {
    let text = terminal.text();
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("no {before:?} on\n{text}"));
    rest.split_whitespace().next().expect("a word").to_owned()
}

#[test]
fn a_lesson_is_presented_with_notes_that_drive_it_and_may_get_lost() {
    let folder = tempfile::tempdir().expect("a folder for progress");
    let count = library::embedded()[0].load().expect("the lesson loads").steps.len();
    let mut stage = stage(folder.path(), &[]);
    stage.is_taken();
    let mut notes = notes(folder.path());
    notes.wait_for(&format!("手順 1 / {count}"));

    // The notes drive the stage, and follow it.
    notes.press("2g");
    stage.wait_for("い ま の 構 成 を 見 る");
    notes.wait_for(&format!("手順 2 / {count}"));
    notes.wait_for("いまの構成を見る");

    // Off the script the hall sees it; something breaks; one key leads back to the same picture.
    stage.press(" ");
    stage.wait_for(&format!("2 / {count}"));
    let before = stage.text();
    stage.press("B");
    stage.wait_for("どこかが壊れました");
    assert!(stage.text().contains(ASIDE));
    notes.wait_for("舞台は台本の外です");
    notes.wait_for("壊した操作");
    stage.press(HOME);
    stage.wait_for("台本に戻りました");
    stage.press(ESCAPE);
    stage.wait_for_picture(&before);

    // The whole lesson, page by page. Half way the terminal with the notes is lost: nothing happens to the stage.
    stage.press("p");
    stage.wait_for("い ま の 構 成 を 見 る");
    stage.press("p");
    stage.wait_for("はじめに");
    let half = count / 2;
    let mut notes = Some(notes);
    let mut steps = vec![false; count + 1];
    while !stage.text().contains("教材の終わりです") {
        for (step, seen) in steps.iter_mut().enumerate() {
            *seen |= stage.text().contains(&format!("{step} / {count}"));
        }
        if let Some(mut lost) = notes.take_if(|_| steps[half]) {
            lost.wait_for(&format!("手順 {half} / {count}"));
            lost.lose();
        }
        let from = stage.read();
        stage.press(" ");
        stage.wait_for_frame(from);
    }
    assert!(notes.is_none(), "the notes were lost on the way");
    assert!(steps[1..].iter().all(|seen| *seen), "{steps:?}");
    stage.press("qq");
    assert!(stage.end().success(), "it ends well");
    stage.is_given_back();
}

#[test]
fn wrong_codes_are_refused_and_malformed_bytes_change_nothing() {
    let folder = tempfile::tempdir().expect("a folder for progress");
    let mut stage = stage(folder.path(), &["--notes", "--listen", "127.0.0.1:0"]);
    stage.wait_for("127.0.0.1:");
    let address = word_after(&stage, "v6dojo notes 127.0.0.1:");
    let address = format!("127.0.0.1:{address}");
    let code = word_after(&stage, "コード（1 回限り）:");
    let mut notes = notes(folder.path());
    let picture = |stage: &mut Terminal, count: usize| stage.wait_for(&format!("接続中のノート: {count}"));
    picture(&mut stage, 1);

    // Who joined here has used the code up.
    assert!(refused(&address, &code).contains("refuses the code"));
    let code = word_after(&stage, "コード（1 回限り）:");
    for noise in [&b"GET / HTTP/1.1\r\n\r\n"[..], b"\xff\x00\n", b"{\"hello\":{}}\n", b"{\"go\":\"forward\"}\n"] {
        assert_eq!(answer(&address, noise), "");
    }
    assert_eq!(answer(&address, &vec![b'x'; 200_000]), "");
    let hello = format!("{{\"hello\":{{\"protocol\":1,\"code\":\"{code}\"}}}}\n");
    let said = answer(&address, format!("{hello}{{\"go\":\"up\"}}\n").as_bytes());
    assert!(said.starts_with("{\"welcome\":{\"protocol\":1}}\n"), "{said}");
    assert!(answer(&address, b"{\"hello\":{\"protocol\":99,\"code\":\"\"}}\n").contains("\"protocol\""));

    // Those who behave are still there, and still drive.
    picture(&mut stage, 1);
    notes.press("3g");
    stage.wait_for("I P v 6   専 用 サ ブ ネ ッ ト を 作 る");
    stage.press("qq");
    assert!(stage.end().success());
    notes.wait_for("接続が切れました");
    notes.press("q");
    assert!(notes.end().success());
    notes.is_given_back();
    let left = std::fs::read_dir(folder.path().join("room")).expect("the private folder").count();
    assert_eq!(left, 0, "nothing is left behind");
}

#[test]
fn the_folder_of_the_socket_is_private_and_a_foreign_one_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder for progress");
    let room = folder.path().join("room");
    std::fs::create_dir(&room).expect("a folder");
    std::fs::set_permissions(&room, std::fs::Permissions::from_mode(0o755)).expect("its mode");
    let mut stage = stage(folder.path(), &[]);
    stage.wait_for("0700");
    stage.press("qq");
    assert!(stage.end().success(), "the show goes on without notes");
    let open = Command::new(env!("CARGO_BIN_EXE_v6dojo")).args(["present", "--listen", "0.0.0.0:0"]).output();
    let said = String::from_utf8(open.expect("it runs").stderr).expect("text");
    assert!(said.contains("--reachable"), "{said}");
}

#[test]
fn a_killed_stage_leaves_nothing_that_the_next_one_minds() {
    let folder = tempfile::tempdir().expect("a folder for progress");
    let mut killed = stage(folder.path(), &[]);
    killed.signal(Signal::KILL);
    killed.end();
    let room = folder.path().join("room");
    assert_eq!(std::fs::read_dir(&room).expect("the private folder").count(), 2, "a socket and a note");
    let mut again = stage(folder.path(), &[]);
    let mut notes = notes(folder.path());
    notes.press("2g");
    again.wait_for("い ま の 構 成 を 見 る");
    assert_eq!(std::fs::read_dir(&room).expect("the private folder").count(), 2, "its own");
    again.signal(Signal::TERM);
    again.end();
    again.is_given_back();
    assert_eq!(std::fs::read_dir(&room).expect("the private folder").count(), 0);
}

#[test]
fn a_rehearsal_says_which_page_does_not_fit_which_wall() {
    let check = |size| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_v6dojo"));
        command.args(["--lang", "en", "present", "--check", size]).output().expect("it runs")
    };
    let fits = check("80x24");
    assert!(fits.status.success(), "{fits:?}");
    let small = check("60x14");
    assert_eq!(small.status.code(), Some(1));
    let said = String::from_utf8(small.stdout).expect("text");
    assert!(said.contains("row(s) too long") && said.contains("(Japanese)"), "{said}");
}

/// What `v6dojo notes` says to a code that is not good.
fn refused(address: &str, code: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_v6dojo"));
    let output = command.args(["notes", address, "--code", code]).output().expect("it runs");
    assert!(!output.status.success());
    String::from_utf8(output.stderr).expect("text")
}

/// Everything that the stage says to somebody who sends these bytes, until it hangs up.
fn answer(address: &str, bytes: &[u8]) -> String {
    let mut socket = TcpStream::connect(address).expect("the stage listens");
    // It may hang up before it has heard everything.
    let _ = socket.write_all(bytes);
    let mut said = Vec::new();
    let _ = socket.read_to_end(&mut said);
    String::from_utf8(said).expect("text")
}
