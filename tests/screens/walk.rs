//! Every screen of every lesson, in both languages and at four sizes: every row is as wide as the window,
//! no wide character is halved, no frame is broken, and (in `draw::put`, as a debug assertion) no words are
//! drawn over other words. Words that don't fit end in an ellipsis; that is a rule of `draw::put` too.

use super::learner::Learner;
use ratatui::buffer::Buffer;
use std::sync::Arc;
use unicode_width::UnicodeWidthStr;
use v6dojo::lesson::{Lang, Lesson, library};
use v6dojo::session::Session;
use v6dojo::tui::look::Look;

/// The sizes of the walk.
const SIZES: [(u16, u16); 4] = [(80, 24), (100, 30), (120, 40), (200, 60)];

/// Keys from a step's text to each of its screens. Each begins at the text anew.
const SCREENS: [&str; 14] = ["", " ", "2", "2jj", "2j<Enter>", "2-", "3", "3<Enter>", "4", "5", "hhhh", "?", "R", "r"];

/// Those of them that lie over another.
const WINDOWS: [&str; 2] = ["?", "R"];

/// Screens that take longer to work out; once a lesson is enough.
const ONCE: [&str; 3] = ["x", "E<Down>", "3<Down><Down><Enter>"];

#[test]
fn every_screen_of_every_lesson_is_whole() {
    for source in library::embedded() {
        let lesson = Arc::new(source.load().unwrap());
        for lang in [Lang::Ja, Lang::En] {
            for step in 0..lesson.steps.len() {
                walk(&lesson, step, lang, &SCREENS);
            }
            walk(&lesson, lesson.steps.len() - 1, lang, &ONCE);
        }
    }
}

/// Looks at screens of a step, before its work is done and after it.
fn walk(lesson: &Arc<Lesson>, step: usize, lang: Lang, screens: &[&str]) {
    let mut done = Session::at(Arc::clone(lesson), step);
    done.solve();
    for session in [Session::at(Arc::clone(lesson), step), done] {
        let mut learner = Learner::new(Look { lang, ..Look::default() });
        learner.app.enter(session);
        for keys in screens {
            learner = learner.press(keys).watch();
            for size in SIZES {
                let buf = learner.buffer(size.0, size.1);
                let place = || {
                    format!("{} step {step} {lang:?} {keys:?} {size:?}\n{}", lesson.id, learner.screen(size.0, size.1))
                };
                // What lies below a window may be half hidden.
                let checked = if WINDOWS.contains(keys) { rows_are_whole(&buf) } else { check(&buf) };
                if let Err(what) = checked {
                    panic!("{what}\n{}", place());
                }
            }
            learner = learner.home();
        }
    }
}

/// What is wrong with a screen.
pub fn check(buf: &Buffer) -> Result<(), String> {
    rows_are_whole(buf)?;
    frames_are_whole(buf)
}

/// Every row is as wide as the window, and no wide character hides another.
fn rows_are_whole(buf: &Buffer) -> Result<(), String> {
    for y in buf.area.top()..buf.area.bottom() {
        let mut x = buf.area.left();
        while x < buf.area.right() {
            let wide = u16::try_from(buf[(x, y)].symbol().width().max(1)).unwrap();
            for tail in x + 1..(x + wide).min(buf.area.right()) {
                let symbol = buf[(tail, y)].symbol();
                if symbol != " " && !symbol.is_empty() {
                    return Err(format!("{symbol:?} hides at {tail},{y}"));
                }
            }
            x += wide;
        }
        if x != buf.area.right() {
            return Err(format!("row {y} is cut in a wide character"));
        }
    }
    Ok(())
}

/// Under the left upper corner of a frame its edge goes down to the lower corner, and the same on the right.
fn frames_are_whole(buf: &Buffer) -> Result<(), String> {
    let at = |x: u16, y: u16| buf.cell((x, y)).map_or("", |cell| cell.symbol());
    for y in buf.area.top()..buf.area.bottom() {
        for x in buf.area.left()..buf.area.right() {
            // A wire that bends is no frame.
            let foot = match at(x, y) {
                "╭" if at(x + 1, y) == "─" => "╰",
                "╮" if at(x.saturating_sub(1), y) == "─" => "╯",
                _ => continue,
            };
            // Wires may cross an edge and doors sit in it, but there is no gap.
            let edge =
                (y + 1..buf.area.bottom()).find(|below| matches!(at(x, *below), " " | "" | "╰" | "╯" | "╭" | "╮"));
            if edge.is_none_or(|edge| at(x, edge) != foot) {
                return Err(format!("the frame at {x},{y} has no foot"));
            }
        }
    }
    Ok(())
}
