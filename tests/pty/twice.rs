//! Two programs at the same lesson at once: one keeps progress, the other says that it does not.

use super::terminal::{ENTER, Terminal, tutor};

/// The step in which a learner would go on.
fn kept(state: &std::path::Path) -> String {
    let text = std::fs::read_to_string(state.join("nat64-dns64.json")).expect("progress is on disk");
    let saved: serde_json::Value = serde_json::from_str(&text).expect("progress is whole");
    saved["step"].as_str().expect("a step").to_owned()
}

#[test]
fn the_second_at_a_lesson_looks_on_until_the_first_has_left() {
    let state = tempfile::tempdir().expect("a folder for progress");
    let open = || {
        let mut terminal = Terminal::sized(tutor(state.path()), (120, 40));
        terminal.wait_for("Enter");
        terminal.press(ENTER);
        terminal.wait_for("手順 ");
        terminal
    };
    let mut first = open();
    let mut second = open();
    second.wait_for("別の v6dojo");
    second.wait_for(&format!("プロセス {}", first.pid()));
    second.press("n");
    second.wait_for("手順 2 /");
    second.press("\x11");
    assert!(second.end().success(), "it ends well");
    assert_eq!(kept(state.path()), "welcome", "the second keeps nothing");

    first.press("n");
    first.wait_for("手順 2 /");
    // Who leaves the lesson lets others at it, also without ending.
    first.press("1q");
    first.wait_for("Enter");
    let mut third = open();
    third.wait_for("手順 2 /");
    third.press("p");
    third.wait_for("手順 1 /");
    assert!(!third.text().contains("別の v6dojo"), "{}", third.text());
    third.press("\x11");
    assert!(third.end().success(), "it ends well");
    assert_eq!(kept(state.path()), "welcome", "the third keeps where it was");
    first.press("\x11");
    assert!(first.end().success(), "it ends well");
}
