//! A learner walks the whole chapter by keys alone, quits, and comes back to where they stopped.

use super::terminal::{ENTER, ESCAPE, Terminal, tutor};
use v6dojo::lesson::{Lang, library};

#[test]
fn a_learner_walks_the_chapter_by_keys_alone_and_resumes() {
    let state = tempfile::tempdir().expect("a folder for progress");
    let source = library::embedded().into_iter().next().expect("a lesson");
    let lesson = source.load().expect("the lesson loads");
    let count = lesson.steps.len();
    let place = |number: usize| format!("手順 {number} / {count}");

    let mut terminal = Terminal::start(tutor(state.path()));
    terminal.wait_for("Enter");
    terminal.is_taken();
    terminal.press(ENTER);
    for (index, step) in lesson.steps.iter().enumerate() {
        terminal.wait_for(&place(index + 1));
        if !step.solution.is_empty() {
            terminal.press("4");
            terminal.wait("the terminal's prompt", |screen| !screen.hide_cursor());
            for line in &step.solution {
                terminal.press(&line.text);
                terminal.press(ENTER);
            }
            terminal.press(ESCAPE);
            terminal.wait("the keys back in the lesson", vt100::Screen::hide_cursor);
            terminal.press("1");
        }
        if index + 1 < count {
            terminal.press("n");
        }
    }
    terminal.press("q");
    terminal.wait_for("終了");
    terminal.press("q");
    assert!(terminal.end().success(), "it ends well");
    terminal.is_given_back();

    let mut again = Terminal::start(tutor(state.path()));
    again.wait_for("修了");
    again.press(ENTER);
    again.wait_for(&place(count));
    again.wait_for(lesson.steps[count - 1].title.in_(Lang::Ja));
    again.press("q");
    again.wait_for("終了");
    again.press("q");
    assert!(again.end().success(), "it ends well the second time");
    again.is_given_back();
}
