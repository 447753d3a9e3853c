//! Windows of any size at any moment, also much smaller than the smallest that is of use.

use super::terminal::{ENTER, ESCAPE, Size, Terminal, tutor};

/// Sizes as somebody gives them who drags a window's corner about, always the same.
fn storm() -> Vec<Size> {
    let mut random = fastrand::Rng::with_seed(6052);
    let mut sizes: Vec<Size> = (0..60).map(|_| (random.u16(1..400), random.u16(1..100))).collect();
    sizes.extend([(400, 100), (40, 12), (19, 4), (1, 1), (40, 12), (400, 100), (120, 40)]);
    sizes
}

/// Keys that lead to a picture which stands still, and a text of it.
const PLACES: [(&[&str], &str); 3] = [
    (&[], "Enter"),
    (&[ENTER], "手順 1 /"),
    (&[ENTER, "4", "client-001a$ curl https://github.com/\r", ESCAPE, "5G"], "28/28"),
];

/// A tutor of its own at a place.
fn at(size: Size, (keys, text): (&[&str], &str)) -> (Terminal, tempfile::TempDir) {
    let state = tempfile::tempdir().expect("a folder for progress");
    let mut terminal = Terminal::sized(tutor(state.path()), size);
    terminal.wait_for("Enter");
    for key in keys {
        terminal.press(key);
        let before = terminal.read();
        terminal.wait_for_frame(before.saturating_sub(1));
    }
    terminal.wait_for(text);
    (terminal, state)
}

#[test]
fn after_a_storm_of_sizes_the_picture_is_the_one_of_the_last_size() {
    for place in PLACES {
        let (mut tossed, _state) = at((120, 40), place);
        let (calm, _other) = at((80, 24), place);
        for size in storm() {
            tossed.resize(size);
        }
        // Away and back before anybody looks: the terminal has lost what it showed.
        tossed.resize((10, 3));
        tossed.resize((80, 24));
        tossed.wait_for_picture(&calm.text());
    }
}

#[test]
fn a_film_plays_on_in_a_storm_of_sizes() {
    let (mut tossed, _state) = at((120, 40), PLACES[2]);
    let (mut calm, _other) = at((80, 24), PLACES[2]);
    tossed.press("g ");
    tossed.wait_for(" 2/28");
    for size in storm() {
        tossed.resize(size);
        let before = tossed.read();
        tossed.wait_for_frame(before);
    }
    tossed.resize((80, 24));
    for terminal in [&mut tossed, &mut calm] {
        terminal.press("G");
        terminal.wait_for("28/28");
    }
    tossed.wait_for_picture(&calm.text());
}

#[test]
fn the_first_frame_comes_in_any_window_and_waits_for_no_answer() {
    for size in [(400, 100), (120, 40), (80, 24), (40, 12), (19, 4), (2, 1)] {
        let state = tempfile::tempdir().expect("a folder for progress");
        let mut terminal = Terminal::sized(tutor(state.path()), size);
        terminal.wait("something said in the window", |screen| !screen.contents().trim().is_empty());
        terminal.is_taken();
        terminal.press("\x11");
        assert!(terminal.end().success(), "it ends well");
        terminal.is_given_back();
    }
}
