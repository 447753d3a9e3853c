//! Text as a line of the console: split into words, and read as an `aws ec2` call where it is one. What
//! was read is the same after it was written and read again.
#![no_main]

mod seeds;

use libfuzzer_sys::fuzz_target;
use std::collections::BTreeMap;
use v6dojo::cloud::command_line::{parse, print, quote};
use v6dojo::guest::words::{Line, split};

fuzz_target!(init: seeds::plant(lines()), |text: &str| {
    let variables = BTreeMap::from([("VAR".to_owned(), "subnet-1 $VAR '\"".to_owned())]);
    let Ok(Line::Command(words) | Line::Assignment { command: words, .. }) = split(text, &variables) else { return };
    let words: Vec<String> = words.into_iter().map(|word| word.text).collect();
    let written = words.iter().map(|word| quote(word)).collect::<Vec<_>>().join(" ");
    assert_eq!(again(&format!("aws {written}")), [&["aws".to_owned()], words.as_slice()].concat());
    if let [aws, ec2, rest @ ..] = words.as_slice()
        && (aws.as_str(), ec2.as_str()) == ("aws", "ec2")
        && let Ok(call) = parse(rest)
    {
        let line = print(&call);
        assert_eq!(parse(&again(&line)[2..]).as_ref(), Ok(&call), "{line}");
    }
});

/// The words of a line that was written here.
fn again(line: &str) -> Vec<String> {
    match split(line, &BTreeMap::new()) {
        Ok(Line::Command(words)) => words.into_iter().map(|word| word.text).collect(),
        other => panic!("{line} is {other:?}"),
    }
}

/// The lines that build the chapter's world, and those of its lesson.
fn lines() -> Vec<Vec<u8>> {
    let files = [include_str!("../../assets/worlds/chapter.yaml"), include_str!("../../lessons/nat64-dns64.yaml")];
    let lines = files.into_iter().flat_map(str::lines).filter_map(|line| line.split_once("aws "));
    lines.map(|(_, line)| format!("aws {}", line.trim_end_matches(['"', ']', ','])).into_bytes()).collect()
}
