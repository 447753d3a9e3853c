//! What a hall sees: the stage at three sizes in both languages, and no size at which anything breaks.

use super::learner::named_key;
use super::looks::worst_contrast;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use v6dojo::lesson::{Lang, Lesson, library};
use v6dojo::tui::draw::dump;
use v6dojo::tui::look::fit::Fit;
use v6dojo::tui::look::{Depth, Glyphs, Look, Motion, Theme, is_ambiguous};
use v6dojo::tui::room::fits::check;
use v6dojo::tui::room::hall::{Hall, Joining};
use v6dojo::tui::room::reader::{Reader, Wanted};
use v6dojo::tui::room::script::Beat;
use v6dojo::tui::room::wire::{Tell, Wish};

const SIZES: [(u16, u16); 3] = [(80, 24), (100, 30), (160, 45)];

fn lesson() -> Arc<Lesson> {
    static LESSON: LazyLock<Arc<Lesson>> = LazyLock::new(|| Arc::new(library::embedded()[0].load().unwrap()));
    Arc::clone(&LESSON)
}

fn look(lang: Lang) -> Look {
    Look { lang, theme: Theme::named("projector").unwrap(), depth: Depth::True, ..Look::default() }
}

/// The stage at a step.
fn hall(look: Look, step: &str) -> Hall {
    let lesson = lesson();
    let step = lesson.step(step).unwrap();
    Hall::new(Fit::of(look), lesson, (step, None))
}

/// Goes on until this is on the wall.
fn until(mut hall: Hall, wanted: impl Fn(Beat) -> bool) -> Hall {
    while !wanted(hall.beat()) {
        hall.forward();
    }
    hall
}

fn press(mut hall: Hall, keys: &str) -> Hall {
    let mut rest = keys;
    while let Some(first) = rest.chars().next() {
        let named = rest.strip_prefix('<').and_then(|rest| rest.split_once('>'));
        let key = match named {
            Some((name, after)) => {
                rest = after;
                let (code, held) = named_key(name);
                KeyEvent::new(code, held)
            }
            None => {
                rest = &rest[first.len_utf8()..];
                KeyEvent::from(KeyCode::Char(first))
            }
        };
        buffer(&hall, (80, 24));
        hall.key(key);
    }
    hall
}

fn after(mut hall: Hall, time: Duration) -> Hall {
    hall.tick(time);
    hall
}

fn buffer(hall: &Hall, (width, height): (u16, u16)) -> Buffer {
    let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
    let area = buf.area;
    let cursor = hall.draw(area, &mut buf);
    assert!(cursor.is_none_or(|at| area.contains(at)));
    buf
}

fn screen(hall: &Hall, size: (u16, u16)) -> String {
    dump(&buffer(hall, size))
}

/// Moments that are worth a picture.
type Moments = Vec<(&'static str, Hall)>;

/// Moments on the script, and off it.
fn moments(look: Look) -> (Moments, Moments) {
    let at = |step, wanted: fn(Beat) -> bool| until(hall(look, step), wanted);
    let joined = |mut hall: Hall| {
        let elsewhere = vec!["127.0.0.1:7000".to_owned()];
        hall.set_joining(Joining { here: true, elsewhere, code: "ABCD-2345".to_owned(), count: 1 });
        hall
    };
    let on = vec![
        ("title", hall(look, "dns64")),
        ("words", press(hall(look, "subnet"), " ")),
        ("question", press(at("as-found", |beat| matches!(beat, Beat::Ask(_))), "111133")),
        ("answer", press(at("as-found", |beat| matches!(beat, Beat::Ask(_))), "111133! ")),
        ("address", at("idea", |beat| matches!(beat, Beat::Answer(_)))),
        ("typing", after(at("subnet", |beat| matches!(beat, Beat::Line(_))), Duration::from_secs(3))),
        ("printed", press(at("test-v4", |beat| matches!(beat, Beat::Line(_))), " ")),
        ("map", at("default-route", |beat| beat == Beat::Map)),
        ("film", press(at("test-again", |beat| matches!(beat, Beat::Film(_))), "d")),
        ("steps", press(hall(look, "dns64"), "g12")),
        ("keys", joined(press(hall(look, "dns64"), "?"))),
    ];
    let off = vec![
        ("aside", press(hall(look, "subnet"), "e")),
        ("broken", press(hall(look, "test-again"), "B")),
        ("what-if", press(hall(look, "test-again"), "BW")),
    ];
    (on, off)
}

#[test]
fn the_stage_looks_like_this() {
    for lang in [Lang::Ja, Lang::En] {
        let (on, off) = moments(look(lang));
        for (name, hall) in on.iter().chain(&off) {
            for size in SIZES {
                let name = format!("stage-{name}-{}-{}x{}", lang.pick("ja", "en"), size.0, size.1);
                insta::assert_snapshot!(name, screen(hall, size));
            }
        }
    }
}

#[test]
fn nothing_stands_in_the_outermost_cells() {
    for lang in [Lang::Ja, Lang::En] {
        for (name, hall) in moments(look(lang)).0 {
            for (width, height) in SIZES {
                let buf = buffer(&hall, (width, height));
                let edge = |x, y| x == 0 || y == 0 || x == width - 1 || y == height - 1;
                let cells = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
                let seen = cells.filter(|(x, y)| edge(*x, *y)).find(|at| !buf[*at].symbol().trim().is_empty());
                assert_eq!(seen, None, "{name} {width}x{height}\n{}", dump(&buf));
            }
        }
    }
}

#[test]
fn the_stage_can_be_read_in_every_theme_and_with_all_characters() {
    for theme in Theme::all() {
        let look = Look { theme, ..look(Lang::Ja) };
        let (on, off) = moments(look);
        for (name, hall) in on.iter().chain(&off) {
            let worst = worst_contrast(&buffer(hall, (100, 30)), &look);
            assert!(worst >= theme.contrast(), "{name}: {theme:?} is read at {worst:.1}");
        }
    }
    let (on, off) = moments(Look { glyphs: Glyphs::Narrow, ..look(Lang::En) });
    for (name, hall) in on.iter().chain(&off) {
        let odd: String = screen(hall, (100, 30)).chars().filter(|char| is_ambiguous(*char)).collect();
        assert!(odd.is_empty(), "{name}: {odd:?} is drawn too wide");
    }
}

#[test]
fn no_size_of_a_wall_breaks_anything() {
    let (on, off) = moments(look(Lang::Ja));
    for (_, hall) in on.iter().chain(&off) {
        for size in (0..=120).step_by(17).flat_map(|width| (0..=40).step_by(7).map(move |height| (width, height))) {
            buffer(hall, size);
        }
    }
}

#[test]
fn every_page_of_the_chapter_fits_every_wall_and_a_small_one_is_told_what_does_not() {
    for size in SIZES {
        assert_eq!(check(&lesson(), size).1, [], "{size:?}");
    }
    let misfits = check(&lesson(), (60, 14)).1;
    assert!(misfits.iter().all(|misfit| misfit.rows > 0) && !misfits.is_empty());
}

#[test]
fn every_lesson_goes_over_every_wall_from_its_first_page_to_its_last() {
    for source in library::embedded() {
        let lesson = Arc::new(source.load().unwrap());
        for (lang, size) in [(Lang::Ja, SIZES[0]), (Lang::En, SIZES[0]), (Lang::Ja, SIZES[2])] {
            assert_eq!(check(&lesson, size).1, [], "{}", lesson.id);
            let mut stage = Hall::new(Fit::of(look(lang)), Arc::clone(&lesson), (0, None));
            stage.go_by_itself();
            let mut pages = 0;
            while stage.deadline().is_some() {
                buffer(&stage, size);
                // Long enough for any page.
                stage.tick(Duration::from_secs(100_000));
                pages += 1;
            }
            assert_eq!(stage.place().step, lesson.steps.len() - 1, "{}", lesson.id);
            assert!(pages > 2 * lesson.steps.len(), "{}: {pages} pages", lesson.id);
        }
    }
}

#[test]
fn off_the_script_nothing_ends_the_show() {
    for keys in ["eq", "e<C-c>", "e4<C-t>curl x<Esc><Esc>"] {
        let mut stage = press(hall(look(Lang::En), "test-again"), keys);
        assert!(!stage.is_aside(), "{keys}");
        assert_eq!(stage.key(KeyEvent::from(KeyCode::Char('q'))), None, "{keys}: it asks first");
    }
}

#[test]
fn off_the_script_and_back_nothing_on_the_wall_has_changed() {
    let on = until(hall(look(Lang::En), "test-again"), |beat| matches!(beat, Beat::Film(_)));
    let (before, place) = (screen(&on, (100, 30)), on.place());
    let aside = press(on, "B4aws ec2 delete-nat-gateway --nat-gateway-id @NAT<Enter>hello<Enter>");
    assert!(screen(&aside, (100, 30)).contains("OFF SCRIPT"));
    let back = press(aside, "<Esc><Esc><Esc>");
    assert!(!back.is_aside());
    assert_eq!((screen(&back, (100, 30)), back.place()), (before, place));
    // What was tried is still there, in whatever language; another step has its own world.
    let again = press(back, "Le");
    assert_ne!(again.aside_world(), Some(again.session().world()));
    assert!(screen(&again, (100, 30)).contains("台本の外の続きです"));
    let again = press(press(again, "qe"), "qLe");
    assert_ne!(again.aside_world(), Some(again.session().world()), "q keeps it too");
    let elsewhere = press(again, "<Esc><Esc><Esc><Esc>ne");
    assert_eq!(elsewhere.aside_world(), Some(elsewhere.session().world()));
}

#[test]
fn both_worlds_seen_from_the_script_lead_back_to_it() {
    let on = until(hall(look(Lang::En), "test-again"), |beat| matches!(beat, Beat::Answer(_)));
    let (before, place) = (screen(&on, (100, 30)), on.place());
    let seen = press(on, "W");
    assert!(screen(&seen, (100, 30)).contains("No difference"), "{}", screen(&seen, (100, 30)));
    let back = press(press(seen, "W"), "<Esc>");
    assert_eq!((screen(&back, (100, 30)), back.place()), (before, place));
}

#[test]
fn a_key_that_closes_the_page_of_keys_gives_no_answer_away_and_a_clicker_breaks_nothing() {
    let asked = until(hall(look(Lang::En), "as-found"), |beat| matches!(beat, Beat::Ask(_)));
    let place = asked.place();
    let closed = press(asked, "?<Down>");
    assert_eq!((closed.place(), closed.beat()), (place, Beat::Ask(0)));
    let dark = press(closed, "b");
    assert!(!dark.is_aside() && screen(&dark, (80, 24)).trim().is_empty());
    assert_eq!(press(dark, "b").place(), place);
}

#[test]
fn everything_in_a_film_can_be_read_and_one_key_goes_past_it() {
    let mut film = until(still_hall("as-found"), |beat| matches!(beat, Beat::Film(_)));
    let beat = film.place().beat;
    let past = press(until(still_hall("as-found"), |beat| matches!(beat, Beat::Film(_))), "<End>");
    assert!(past.place().step > film.place().step || past.place().beat > beat);
    // What is below the wall's edge comes before the next scene.
    let mut there = Vec::new();
    while film.place().beat == beat && film.place().step == past.place().step - 1 {
        there.push(screen(&film, (80, 24)));
        film.forward();
    }
    let longer = |shown: &String| shown.contains("more");
    assert!(there.iter().any(longer) && !longer(there.last().unwrap()), "the last words are read");
}

/// The stage at a step, without anything that moves.
fn still_hall(step: &str) -> Hall {
    hall(Look { motion: Motion::Reduced, ..look(Lang::En) }, step)
}

#[test]
fn any_step_is_reached_at_once_in_its_world_and_what_was_typed_can_be_taken_back() {
    let lesson = lesson();
    let mut stage = press(hall(look(Lang::En), "welcome"), "g19<Enter>");
    assert_eq!(stage.place().step, 18);
    for step in (0..lesson.steps.len()).rev() {
        stage = press(stage, &format!("g{}<Enter>", step + 1));
        let wanted = v6dojo::session::Session::at(Arc::clone(&lesson), step);
        assert_eq!(stage.session().world(), wanted.world(), "step {step}");
    }
    // Forward over everything and back again is the same way.
    let mut still = Hall::new(Fit::of(Look { motion: Motion::Reduced, ..look(Lang::En) }), lesson, (0, None));
    let mut seen = Vec::new();
    loop {
        let shown = screen(&still, (80, 24));
        if seen.last() == Some(&shown) || shown.contains("That was the end") {
            break;
        }
        seen.push(shown);
        still.forward();
    }
    still.forward();
    for shown in seen.iter().rev() {
        still = press(still, "<Esc>");
        assert_eq!(&screen(&still, (80, 24)), shown);
        still.back();
    }
}

#[test]
fn a_lesson_that_goes_on_by_itself_takes_its_planned_time_and_rests_between() {
    let lesson = lesson();
    for minutes in [45, 10] {
        let mut stage = Hall::new(Fit::of(look(Lang::En)), Arc::clone(&lesson), (0, Some(minutes)));
        buffer(&stage, (80, 24));
        stage.go_by_itself();
        let (mut passed, mut ticks) = (Duration::ZERO, 0);
        while let Some(rest) = stage.deadline() {
            stage.tick(rest);
            (passed, ticks) = (passed + rest, ticks + 1);
            assert!(ticks < 200_000);
        }
        assert_eq!(stage.place().step, lesson.steps.len() - 1);
        let planned = Duration::from_secs(60) * minutes;
        assert!(passed > planned * 9 / 10 && passed < planned * 13 / 10, "{passed:?} of {planned:?}");
    }
}

#[test]
fn notes_show_what_to_ask_what_to_expect_and_the_pace_and_drive_the_stage() {
    let at = press(hall(look(Lang::En), "welcome"), "g2<Enter>");
    let mut stage = until(at, |beat| matches!(beat, Beat::Ask(_)));
    let mut notes = Reader::new(Look { lang: Lang::En, ..Look::default() });
    notes.hear(Tell::Seen(Box::new(stage.seen(Duration::from_secs(62)))));
    let shown = |notes: &Reader| {
        let mut buf = Buffer::empty(Rect::new(0, 0, 90, 30));
        notes.draw(buf.area, &mut buf);
        dump(&buf)
    };
    insta::assert_snapshot!("notes-en-90x30", shown(&notes));
    for wanted in ["1:02 of 45:00", "ahead", "Expect It works", "Ask: \"Which way out", "Create the IPv6-only subnet"] {
        assert!(shown(&notes).contains(wanted), "{wanted}\n{}", shown(&notes));
    }
    notes.tick(Duration::from_secs(600));
    assert!(shown(&notes).contains("behind"));
    let key = |char| KeyEvent::from(KeyCode::Char(char));
    assert_eq!(notes.key(key('1')), None);
    assert_eq!(notes.key(key('9')), None);
    assert_eq!(notes.key(key('g')), Some(Wanted::Stage(Wish::Step(18))));
    stage.wish(Wish::Step(18));
    assert_eq!(stage.place().step, 18);
    stage.wish(Wish::Step(usize::MAX));
    assert_eq!(stage.place().step, 18, "there is no such step");
    stage.leave();
    stage.wish(Wish::Forward);
    assert!(stage.is_aside(), "who is off the script is not driven from elsewhere");
    stage.wish(Wish::Return);
    assert!(!stage.is_aside());
}
