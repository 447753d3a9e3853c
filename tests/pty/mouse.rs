//! A learner walks the whole chapter with the mouse alone: every click goes to where the words stand on
//! the screen, as a hand would do it.

use super::terminal::{Size, Terminal, tutor};
use v6dojo::lesson::library;

/// High enough that a step's solution is seen as a whole, wide enough for all keys in the last row.
const SIZE: Size = (260, 100);

impl Terminal {
    /// Presses and releases the left button on a cell, counted from 0, as terminals tell it (SGR).
    fn click(&mut self, (x, y): (usize, usize)) {
        let at = format!("{};{}", x + 1, y + 1);
        self.press(&format!("\x1b[<0;{at}M\x1b[<0;{at}m"));
    }

    /// The cells where these words begin, from top to bottom.
    fn find(&self, words: &str) -> Vec<(usize, usize)> {
        let rows = self.screen().rows(0, SIZE.0).enumerate();
        rows.filter_map(|(y, row)| {
            let before = row.split_once(words)?.0;
            Some((unicode_width::UnicodeWidthStr::width(before), y))
        })
        .collect()
    }

    /// Clicks on the first place where these words stand, once they do.
    fn click_on(&mut self, words: &str) {
        self.wait_for(words);
        let place = self.find(words)[0];
        self.click(place);
    }
}

#[test]
fn a_learner_walks_the_chapter_by_mouse_alone() {
    let state = tempfile::tempdir().expect("a folder for progress");
    let lesson = library::embedded().into_iter().next().expect("a lesson").load().expect("the lesson loads");
    let count = lesson.steps.len();
    let mut terminal = Terminal::sized(tutor(state.path()), SIZE);
    terminal.click_on("始める・続ける");
    for (index, step) in lesson.steps.iter().enumerate() {
        terminal.wait_for(&format!("手順 {} / {count}", index + 1));
        for number in 0..step.solution.len() {
            terminal.click_on("1 本文");
            terminal.wait_for("次へ");
            while !terminal.text().contains("解答例") {
                let before = terminal.read();
                terminal.click_on("h ヒント");
                terminal.wait_for_frame(before);
            }
            let lines = terminal.find(" $ ");
            terminal.click((lines[number].0 + 1, lines[number].1));
            let before = terminal.read();
            terminal.click_on("Enter 実行");
            terminal.wait_for_frame(before);
        }
        terminal.click_on("1 本文");
        if index + 1 < count {
            terminal.click_on("n 次へ");
        }
    }
    terminal.click_on("q 教材一覧へ");
    terminal.wait_for("修了");
    terminal.click_on("q 終了");
    assert!(terminal.end().success(), "it ends well");
    terminal.is_given_back();
}
