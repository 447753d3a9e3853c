//! An author edits a lesson that is open in another window: it is read again at each save, at the step that
//! was changed; a fault is drawn over it and goes away when it is mended.

use super::terminal::{Terminal, tutor};

#[test]
fn a_lesson_is_read_again_at_every_save() {
    let folder = tempfile::tempdir().expect("a folder for lessons and progress");
    let path = folder.path().join("tiny.yaml");
    let good = include_str!("../lessons/good.yaml");
    // Editors put a new file in place of the old one.
    let save = |text: String| {
        let written = folder.path().join("tiny.yaml~");
        std::fs::write(&written, text).and_then(|()| std::fs::rename(&written, &path)).expect("it is saved");
    };
    save(good.to_owned());
    let mut command = tutor(&folder.path().join("state"));
    command.args(["lesson", "watch"]);
    command.arg(&path);
    let mut terminal = Terminal::start(command);
    terminal.wait_for("いまの経路");

    save(good.replace("ja: キーペアを作ります。", "ja: 鍵 tiny を作ります。"));
    terminal.wait_for("鍵 tiny を作ります。");
    terminal.wait_for("読み直しました: 手順 2 (build)");

    save(good.replace("kind: key-pair, name: tiny", "kind: keypair, name: tiny"));
    terminal.wait_for("tiny.yaml:32:26");
    terminal.wait_for("`key-pair` のことですか?");

    save(good.replace("まず GitHub に届くことを確かめます。", "まず GitHub を見ます。"));
    terminal.wait_for("まず GitHub を見ます。");
    terminal.wait("no problems", |screen| !screen.contents().contains("keypair"));

    let other = good.replace("まず GitHub に届くことを確かめます。", "まず GitHub を見ます。");
    save(other.replace("create-key-pair --key-name tiny", "create-key-pair --key-name tinny"));
    terminal.wait_for("32 行目: 手順 build の解答");
    terminal.wait_for("手順 2 (build)");
    terminal.press("\x11");
    assert!(terminal.end().success());
    terminal.is_given_back();
}
