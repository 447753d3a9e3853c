//! `lab --pcap FILE`: what happens to the file.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Plays a script in a folder.
fn lab(folder: &Path, arguments: &[&str], script: &str) -> Output {
    let mut lab = Command::new(env!("CARGO_BIN_EXE_v6dojo"));
    lab.current_dir(folder).arg("lab").args(arguments).stdin(Stdio::piped());
    let mut child = lab.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

const DIG: &str = "client-001a$ dig github.com A\n";

#[test]
fn what_was_saved_is_said_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    let output = lab(folder.path(), &["--pcap", "a.pcapng"], DIG);
    assert_eq!(said(&output), "saved a.pcapng: 2 packets (client-001a 2)\n");
    let output = lab(folder.path(), &["--pcap", "a.pcapng", "--lang", "ja"], DIG);
    assert_eq!(said(&output), "a.pcapng に 2 パケットを保存しました: client-001a 2\n");
    assert!(fs::read(folder.path().join("a.pcapng")).unwrap().starts_with(&[0x0a, 0x0d, 0x0d, 0x0a]));
}

#[test]
fn the_same_script_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["a", "b"] {
        lab(folder.path(), &["--pcap", name], "client-001a$ curl http://github.com/\nclient-001a$ ping -c 2 8.8.8.8\n");
    }
    let read = |name| fs::read(folder.path().join(name)).unwrap();
    assert_eq!(read("a"), read("b"));
}

#[test]
fn nothing_sent_is_a_capture_too_and_a_dash_is_a_name() {
    let folder = tempfile::tempdir().unwrap();
    let output = lab(folder.path(), &["--pcap", "-"], "client-001a$ true\n");
    assert_eq!(said(&output), "saved -: no packets\n");
    assert!(folder.path().join("-").is_file());
}

#[test]
fn a_file_that_cannot_be_written_is_named_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("a-folder")).unwrap();
    for (path, why) in [("none/a.pcapng", "No such file"), ("a-folder", "Is a directory")] {
        let output = lab(folder.path(), &["--pcap", path], DIG);
        assert_eq!(output.status.code(), Some(1), "{path}");
        assert!(said(&output).contains(&format!("can't write the capture {path}: {why}")), "{}", said(&output));
        assert!(!output.stdout.is_empty(), "the commands themselves were carried out");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left lying about");
}

#[test]
fn a_device_is_written_to_and_not_replaced() {
    if !Path::new("/dev/full").exists() {
        eprintln!("skipped: there is no /dev/full on this system");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let output = lab(folder.path(), &["--pcap", "/dev/full"], DIG);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("No space left on device"), "{}", said(&output));
    assert!(!Path::new("/dev/full").is_file());
}

#[test]
fn a_script_that_stops_early_still_saves_what_it_did() {
    let folder = tempfile::tempdir().unwrap();
    let script = format!("{DIG}client-001a$ curl http://github.com:81/\n{DIG}");
    let output = lab(folder.path(), &["--pcap", "a.pcapng", "--strict"], &script);
    assert_eq!(output.status.code(), Some(7));
    assert!(said(&output).starts_with("saved a.pcapng: "), "{}", said(&output));
}
