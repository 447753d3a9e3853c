//! A class from the instructor's side: learners hand in their progress, and one table says where everybody
//! is, what goes wrong, and who is stuck.

#![allow(clippy::unwrap_used)]

use assert_cmd::Command;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;
use v6dojo::lesson::{Lesson, library};
use v6dojo::session::Session;
use v6dojo::session::help::AskedFor;
use v6dojo::session::parcel::Parcel;

/// The instant of the table, in seconds since 1970.
const NOW: u64 = 1_764_000_000;

fn lesson() -> Arc<Lesson> {
    Arc::new(library::embedded()[0].load().unwrap())
}

fn hand_in(folder: &Path, (file, name): (&str, &str), (session, minutes): (&Session, u64)) -> String {
    let parcel = Parcel { name: name.to_owned(), kept: NOW - 60 * minutes, saved: session.save() };
    let text = parcel.write().unwrap();
    fs::write(folder.join(file), &text).unwrap();
    text
}

/// A class of four, and files that are none.
fn class() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().join("class");
    fs::create_dir(&inside).unwrap();
    let lesson = lesson();
    let at = |step: &str| Session::at(Arc::clone(&lesson), lesson.step(step).unwrap());

    let well = at("test-github");
    let text = hand_in(&inside, ("aiko.txt", "藍子"), (&well, 2));

    let mut stuck = at("nat64-route");
    let wrong = "aws ec2 create-route --route-table-id @cl-ipv4-to-dualstack-rtb-private3-ap-northeast-3c \
                 --destination-ipv6-cidr-block 64:ff9b::/96 --nat-gateway-id nat-0123456789abcdef0";
    for _ in 0..2 {
        stuck.exec(wrong).unwrap();
    }
    stuck.ask(AskedFor::Hint);
    hand_in(&inside, ("ben.txt", "Ben"), (&stuck, 65));

    let mut chie = at("nat64-route");
    chie.exec(wrong).unwrap();
    hand_in(&inside, ("chie.txt", "千恵"), (&chie, 5));

    let mut done = Session::finished(&lesson);
    done.go(lesson.steps.len());
    hand_in(&inside, ("dan.txt", ""), (&done, 3 * 24 * 60));

    hand_in(&inside, ("aiko-older.txt", "藍子"), (&at("nat64-route"), 90));
    fs::write(inside.join("aiko-twice.txt"), &text).unwrap();
    fs::write(inside.join("damaged.txt"), text.replace("test-github", "test-github2")).unwrap();
    fs::write(inside.join("cut.txt"), &text[..text.len() / 2]).unwrap();
    fs::write(inside.join("newer.txt"), text.replace("v6dojo-progress 1", "v6dojo-progress 2")).unwrap();
    fs::write(inside.join("photo.jpg"), [0xff, 0xd8, 0xff, 0xe0]).unwrap();
    fs::write(inside.join("todo.md"), "- buy milk\n").unwrap();
    let foreign = lesson_named_otherwise(&well);
    fs::write(inside.join("other-lesson.txt"), foreign).unwrap();
    folder
}

fn lesson_named_otherwise(session: &Session) -> String {
    let mut saved = session.save();
    saved.lesson = "cooking".into();
    Parcel { name: "Eve".into(), kept: NOW, saved }.write().unwrap()
}

fn program(folder: &Path) -> Command {
    let mut command = Command::cargo_bin("v6dojo").unwrap();
    command.current_dir(folder).env("V6DOJO_STATE_DIR", folder.join("state")).env("NO_COLOR", "1");
    command
}

fn said(folder: &Path, arguments: &[&str]) -> (bool, String) {
    let done = program(folder).args(arguments).output().unwrap();
    let text = [done.stdout, done.stderr].concat();
    (done.status.success(), String::from_utf8(text).unwrap().replace('\\', "/"))
}

#[test]
fn the_table_says_who_is_where_and_what_goes_wrong() {
    let folder = class();
    for lang in ["ja", "en"] {
        let (well, text) = said(folder.path(), &["--lang", lang, "class", "class", "--at", &NOW.to_string()]);
        assert!(well, "files that can't be read do not stop the table");
        insta::assert_snapshot!(format!("table-{lang}"), text);
    }
}

#[test]
fn the_table_is_json_for_other_programs() {
    let folder = class();
    let (_, text) = said(folder.path(), &["--lang", "en", "class", "class", "--json"]);
    let all: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(all["learners"].as_array().unwrap().len(), 4);
    let stuck = all["learners"].as_array().unwrap().iter().filter(|learner| learner["is_stuck"] == true);
    assert_eq!(stuck.map(|learner| learner["name"].as_str().unwrap()).collect::<Vec<_>>(), ["Ben"]);
    let refused = all["common"].as_array().unwrap().iter().find(|it| it["what"]["refused"].is_object()).unwrap();
    assert_eq!((refused["learners"].as_u64(), refused["times"].as_u64()), (Some(2), Some(3)));
    assert_eq!(all["left_out"].as_array().unwrap().len(), 8);
}

#[test]
fn a_folder_without_progress_is_said_so() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("empty")).unwrap();
    let (well, text) = said(folder.path(), &["--lang", "en", "class", "empty"]);
    assert!(well && text.contains("There is no progress that can be read"), "{text}");
    let (well, text) = said(folder.path(), &["--lang", "en", "class", "gone.txt"]);
    assert!(well && text.contains("gone.txt: "), "{text}");
}

#[test]
fn progress_goes_to_another_machine_and_back() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let en = |folder: &Path, arguments: &[&str]| said(folder, &[&["--lang", "en"], arguments].concat());
    assert_eq!(en(here.path(), &["progress", "export"]), (false, "v6dojo: No progress is kept yet.\n".into()));
    assert!(en(here.path(), &["checkpoint", "test-github", "--lesson", "nat64-dns64"]).0);
    let (_, code) = en(here.path(), &["progress", "export", "--name", "Aiko"]);
    let (well, text) = en(there.path(), &["progress", "import", &code]);
    assert!(well && text.contains("Go on at step test-github"), "{text}");
    let kept = |folder: &TempDir| fs::read_to_string(folder.path().join("state/nat64-dns64.json")).unwrap();
    assert_eq!(kept(&here), kept(&there));

    assert!(en(there.path(), &["progress", "import", &code]).1.contains("is here already"));
    let (_, text) = en(there.path(), &["checkpoint", "3"]);
    assert!(text.contains("kept as"), "{text}");
    let before = kept(&there);
    let (well, text) = en(there.path(), &["progress", "import", &code]);
    assert!(!well && text.contains("--replace"), "{text}");
    assert_eq!(kept(&there), before, "nothing is overwritten silently");
    assert!(en(there.path(), &["progress", "import", &code, "--replace"]).0);
    assert_eq!(kept(&there), kept(&here));

    let (well, text) = en(there.path(), &["progress", "import", &code.replace("Aiko", "Aika")]);
    assert!(!well && text.contains("checksum"), "{text}");
}

#[test]
fn a_checkpoint_refuses_a_step_there_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let (well, text) = said(folder.path(), &["--lang", "en", "checkpoint", "nowhere"]);
    assert!(!well && text.contains("has no step nowhere; it has "), "{text}");
    assert!(!folder.path().join("state/nat64-dns64.json").exists());
}
