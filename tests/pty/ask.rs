//! What the terminal is asked at the start, and how the screen follows its answers, flags and environment.

use super::terminal::{ENTER, ESCAPE, Terminal, tutor};
use std::path::Path;

const QUESTION: &str = "\x1b]11;?\x1b\\";
const BLACK: vt100::Color = vt100::Color::Idx(16);
const WHITE: vt100::Color = vt100::Color::Idx(231);

/// Starts the tutor with more flags and variables, in a terminal that promises 256 colours.
fn start(state: &Path, flags: &[&str], variables: &[(&str, &str)]) -> Terminal {
    let mut command = tutor(state);
    command.args(flags);
    command.env_remove("COLORTERM");
    for (name, value) in variables {
        command.env(name, value);
    }
    Terminal::start(command)
}

/// Leaves the program from anywhere.
fn quit(mut terminal: Terminal) {
    terminal.press("\x11");
    assert!(terminal.end().success(), "it ends well");
    terminal.is_given_back();
}

/// The colour of the first letter of the first row.
fn title(screen: &vt100::Screen) -> vt100::Color {
    let cell = (0..80).filter_map(|column| screen.cell(1, column)).find(|cell| !cell.contents().trim().is_empty());
    cell.map_or(vt100::Color::Default, vt100::Cell::fgcolor)
}

#[test]
fn an_answer_of_the_terminal_changes_the_colours_and_is_no_key() {
    let state = tempfile::tempdir().expect("a folder for progress");
    let mut terminal = start(state.path(), &[], &[]);
    terminal.wait_for("Enter");
    assert!(terminal.was_sent(QUESTION), "the terminal is asked");
    terminal.wait("the colours for dark terminals", |screen| title(screen) == WHITE);
    // As a key, the `r` of the answer would open the results, and so on.
    terminal.press(ENTER);
    terminal.wait_for("手順 1 /");
    terminal.press("\x1b[1;4R\x1b]11;rgb:fdfd/f6f6/e3e3\x1b\\n");
    terminal.wait_for("手順 2 /");
    assert!(terminal.text().contains("本文"), "the lesson is still there:\n{}", terminal.text());
    terminal.press("q");
    terminal.wait("the colours for light terminals", |screen| title(screen) == BLACK);
    quit(terminal);

    // What was found is not kept, what is chosen is; then nothing is asked any more.
    let mut again = start(state.path(), &[], &[]);
    again.wait("the colours for dark terminals", |screen| title(screen) == WHITE);
    again.press("Ojl");
    again.wait_for("‹ 暗い背景");
    again.press(ESCAPE);
    again.wait("the settings closed", |screen| !screen.contents().contains("‹"));
    again.press("T");
    again.wait_for("ハイコントラスト");
    quit(again);
    let mut third = start(state.path(), &[], &[]);
    third.wait("a painted window", |screen| {
        screen.cell(20, 70).is_some_and(|cell| cell.bgcolor() != vt100::Color::Default)
    });
    assert!(!third.was_sent(QUESTION), "nothing is asked");
    quit(third);
}

#[test]
fn a_terminal_with_wide_symbols_gets_none() {
    let state = tempfile::tempdir().expect("a folder for progress");
    let mut terminal = start(state.path(), &[], &[]);
    terminal.wait_for("Enter");
    assert!(terminal.text().contains('─'), "{}", terminal.text());
    terminal.press("\x1b[1;7R\x1b]11;rgb:0000/0000/0000\x07");
    terminal.wait("narrow characters only", |screen| !screen.contents().contains('─'));
    quit(terminal);
}

#[test]
fn no_color_means_none_unless_a_theme_is_asked_for() {
    let state = tempfile::tempdir().expect("a folder for progress");
    let no_color = [("NO_COLOR", "1")];
    let mut terminal = start(state.path(), &[], &no_color);
    terminal.wait_for("Enter");
    assert!(!terminal.was_sent(QUESTION) && !terminal.was_sent("38;") && !terminal.was_sent("48;"));
    quit(terminal);
    let mut terminal = start(state.path(), &["--theme", "light"], &no_color);
    terminal.wait("the colours that were asked for", |screen| title(screen) == BLACK);
    assert!(!terminal.was_sent(QUESTION), "nothing is asked");
    quit(terminal);
}

#[test]
fn sixteen_colours_are_asked_for_as_an_old_terminal_knows_them() {
    let state = tempfile::tempdir().expect("a folder for progress");
    let mut terminal = start(state.path(), &["--colors", "16", "--theme", "high-contrast"], &[]);
    terminal.wait("a painted window", |screen| {
        screen.cell(20, 70).is_some_and(|cell| cell.bgcolor() != vt100::Color::Default)
    });
    assert!(terminal.was_sent("97;40m") && !terminal.was_sent("38;5;") && !terminal.was_sent("48;5;"));
    quit(terminal);
}
