//! Pictures and recordings of the real program: that they show what a terminal shows, that those of the
//! README are not older than the screens they show, and that a picture that can't be made is said so.

#![allow(clippy::unwrap_used)]

use assert_cmd::Command;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier, Style};
use serde_json::Value;
use std::fs;
use std::num::NonZeroU16;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use unicode_width::UnicodeWidthStr;
use v6dojo::lesson::{Lang, library};
use v6dojo::session::Session;
use v6dojo::tui::draw::{dump, put};
use v6dojo::tui::headless::{Headless, Shot};
use v6dojo::tui::look::{Look, Theme};
use v6dojo::tui::picture::{Cast, Sheet, svg};
use v6dojo::tui::strokes::Stroke;

/// The folder with the README's pictures.
const FOLDER: &str = "assets/pictures";

/// A curl, and its packets on the move.
const PLAYED: [&str; 6] = ["4", "text:client-001c-ipv6only$ curl https://github.com/", "Enter", "Esc", "5", "wait:2"];

fn strokes(texts: &[&str]) -> Vec<Stroke> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

/// The stage at the beginning of a step.
fn stage_at(lang: Lang, step: &str, size: (u16, u16)) -> Headless {
    let lesson = Arc::new(library::embedded()[0].load().unwrap());
    let step = lesson.step(step).unwrap();
    let mut stage = Headless::open(Look { lang, ..Look::default() }, size, None, None).unwrap();
    stage.enter(Session::at(lesson, step));
    stage
}

fn sheet(lang: Lang) -> Sheet<'static> {
    Sheet { title: "A <screen> & more", lang, theme: Theme::dark() }
}

fn program() -> Command {
    let mut command = Command::cargo_bin("v6dojo").unwrap();
    command.args(["--lang", "en"]).env("NO_COLOR", "1");
    command
}

/// Standard error of a command that has to fail.
fn refusal(arguments: &[&str]) -> String {
    let done = program().arg("picture").args(arguments).output().unwrap();
    assert!(!done.status.success(), "{arguments:?}");
    String::from_utf8(done.stderr).unwrap()
}

/// Lines as they are written, wherever this was checked out.
fn text_of(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n")
}

#[test]
fn the_pictures_of_the_readme_are_those_of_today() {
    let made = tempfile::tempdir().unwrap();
    let done = program().args(["picture", "--all", FOLDER, "--out"]).arg(made.path()).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let mut names: Vec<_> = fs::read_dir(made.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    let old = names.iter().filter(|name| text_of(&Path::new(FOLDER).join(name)) != text_of(&made.path().join(name)));
    let old: Vec<_> = old.collect();
    assert!(
        old.is_empty(),
        "{old:?} show no longer what the program shows; make them anew:\n  cargo run -- picture --all {FOLDER}"
    );
    let kept = fs::read_dir(FOLDER).unwrap().map(|entry| entry.unwrap().file_name());
    let extra: Vec<_> = kept.filter(|name| name != "pictures.yaml" && !names.contains(name)).collect();
    assert!(extra.is_empty(), "{extra:?}: nothing makes these");
}

#[test]
fn the_readme_shows_each_picture_with_its_words() {
    let readme = text_of(Path::new("README.md"));
    let list: Value = serde_yaml::from_str(&text_of(&Path::new(FOLDER).join("pictures.yaml"))).unwrap();
    for picture in list["pictures"].as_array().unwrap() {
        let (name, alt) = (picture["name"].as_str().unwrap(), &picture["alt"]);
        let shown = |lang: &str| match picture["format"].as_str() {
            Some("cast") => readme.contains(&format!("asciinema play {FOLDER}/{name}.cast")),
            _ => readme.contains(&format!("![{}]({FOLDER}/{name}.svg)", alt[lang].as_str().unwrap())),
        };
        assert!(shown("en") || shown("ja"), "README.md does not show {name} with its words");
    }
}

#[test]
fn a_small_screen_as_svg() {
    let mut screen = Buffer::empty(Rect::new(0, 0, 16, 4));
    let area = screen.area;
    let red = Style::new().fg(Color::Rgb(250, 110, 110));
    put(&mut screen, area, (0, 0), "┌─ 構成図 ─────┐", Style::new());
    put(&mut screen, area, (0, 1), "│ a <b> & \"c\"  │", Style::new());
    put(&mut screen, area, (2, 2), "選ぶ ", Style::new().add_modifier(Modifier::REVERSED));
    put(&mut screen, area, (8, 2), "✗ 失敗", red.add_modifier(Modifier::BOLD));
    put(&mut screen, area, (0, 3), "━━▶ dim ", Style::new().add_modifier(Modifier::DIM));
    put(&mut screen, area, (9, 3), "█▌é", red.bg(Color::Indexed(236)).add_modifier(Modifier::UNDERLINED));
    let cursor = Some(Position { x: 14, y: 3 });
    let drawn = svg(Shot { at: Duration::ZERO, screen: &screen, cursor }, &sheet(Lang::Ja));
    insta::assert_snapshot!("picture-small", drawn);
}

/// The characters that a picture writes, each with the column and the row it stands in.
fn written(picture: &str) -> Vec<(u16, u16, char)> {
    let xml = roxmltree::Document::parse(picture).unwrap();
    let title = xml.root_element().first_element_child().unwrap();
    assert_eq!((title.tag_name().name(), title.text().map(str::is_empty)), ("title", Some(false)));
    let mut found = Vec::new();
    for text in xml.descendants().filter(|node| node.has_tag_name("text")) {
        let number = |name| text.attribute(name).map(|value| value.parse::<f32>().unwrap());
        let (x, y, length) = (number("x").unwrap(), number("y").unwrap(), number("textLength"));
        let (said, wide) = (text.text().unwrap(), text.parent().unwrap().attribute("letter-spacing").is_some());
        let (cells, column) = match (text.attribute("text-anchor"), wide) {
            (Some("middle"), _) => (said.width(), (x - said.width() as f32 * 4.5) / 9.0),
            (_, true) => (2, (x - 0.5) / 9.0),
            (_, false) => (1, x / 9.0),
        };
        assert_eq!(column.fract(), 0.0, "{said} begins between two cells");
        assert!(!said.starts_with(' ') && !said.ends_with(' ') && !said.contains("  "), "{said:?} loses spaces");
        let alone = said.chars().count() == 1;
        assert!(length.map_or(alone, |length| length == (said.width() * 9) as f32), "{said:?} does not fill its cells");
        for (number, char) in said.chars().enumerate() {
            let column = column as usize + number * cells;
            found.push((u16::try_from(column).unwrap(), (y as u16 - 12) / 20, char));
        }
    }
    found
}

#[test]
fn every_character_of_a_picture_stands_in_its_cell() {
    let scenes: [(&str, (u16, u16), &[&str]); 5] = [
        ("as-found", (120, 40), &["2"]),
        ("subnet", (120, 40), &["3", "Enter"]),
        ("test-again", (80, 24), &PLAYED),
        (
            "test-github",
            (97, 33),
            &["4", "text:client-001c-ipv6only$ curl https://github.com/", "Enter", "Esc", "w", "w"],
        ),
        ("facts", (120, 40), &["r"]),
    ];
    for (step, size, keys) in scenes {
        for lang in [Lang::Ja, Lang::En] {
            let mut stage = stage_at(lang, step, size);
            stage.play(&strokes(keys), &mut |_| {}).unwrap();
            let screen = stage.shot().screen;
            let mut open = screen.clone();
            for (x, y, char) in written(&svg(stage.shot(), &sheet(lang))) {
                if char == ' ' {
                    continue;
                }
                assert_eq!(screen[(x, y)].symbol(), char.to_string(), "{step} {lang:?} {x},{y}");
                open[(x, y)].set_symbol(" ");
            }
            let unwritten = |char: &char| !char.is_ascii() && char.to_string().width() == 1;
            let lost: String = dump(&open).chars().filter(|char| !char.is_whitespace() && !unwritten(char)).collect();
            assert_eq!(lost, "", "{step} {lang:?}: neither written nor drawn");
        }
    }
}

/// A terminal that a recording is played in.
struct Player {
    terminal: vt100::Parser,
    events: Vec<(u128, String)>,
}

impl Player {
    fn open(cast: &str) -> Self {
        let mut lines = cast.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let header = lines.next().unwrap();
        assert_eq!(header["version"], 2);
        let side = |name: &str| NonZeroU16::new(u16::try_from(header[name].as_u64().unwrap()).unwrap()).unwrap();
        let terminal = vt100::Parser::new(side("height"), side("width"), 0);
        let events = lines.map(|event| {
            assert_eq!(event[1], "o");
            ((event[0].as_f64().unwrap() * 1000.0).round() as u128, event[2].as_str().unwrap().to_owned())
        });
        let events: Vec<_> = events.collect();
        assert!(events.is_sorted_by_key(|(at, _)| *at), "time runs one way");
        Self { terminal, events }
    }

    /// Plays up to this instant, in thousandths of a second.
    fn play_to(&mut self, instant: u128) {
        let end = self.events.partition_point(|(at, _)| *at <= instant);
        for (_, sent) in self.events.drain(..end) {
            self.terminal.process(sent.as_bytes());
        }
    }

    /// The screen, a line a row, without trailing spaces.
    fn text(&self) -> String {
        let screen = self.terminal.screen();
        screen.rows(0, screen.size().1.get()).map(|row| row.trim_end().to_owned() + "\n").collect()
    }
}

#[test]
fn a_recording_shows_at_every_instant_what_was_on_the_screen() {
    let mut stage = stage_at(Lang::Ja, "test-again", (100, 30));
    let mut cast = Cast::new(Rect::new(0, 0, 100, 30), &sheet(Lang::Ja));
    let mut screens: Vec<(u128, String)> = Vec::new();
    let keys = [&PLAYED[..], &["wait:6", "w", "wait:1.5", "T", "Esc"]].concat();
    stage
        .play(&strokes(&keys), &mut |shot| {
            cast.add(shot).unwrap();
            screens.push((shot.at.as_millis(), dump(shot.screen)));
        })
        .unwrap();
    assert!(screens.len() > 150, "the film moves: {} frames", screens.len());
    let mut player = Player::open(&cast.finish(stage.shot().at));
    for (number, (at, screen)) in screens.iter().enumerate() {
        if screens.get(number + 1).is_none_or(|(next, _)| next > at) {
            player.play_to(*at);
            assert_eq!(&player.text(), screen, "after {at} ms");
        }
    }
    player.play_to(u128::MAX);
    let last = stage.shot();
    for y in 0..30 {
        for x in 0..100 {
            let (drawn, shown) = (&last.screen[(x, y)], player.terminal.screen().cell(y, x).unwrap());
            let colour = |color| match color {
                Color::Rgb(r, g, b) => vt100::Color::Rgb(r, g, b),
                _ => vt100::Color::Default,
            };
            let wanted = (colour(drawn.fg), colour(drawn.bg), drawn.modifier.contains(Modifier::BOLD));
            // What is blank has no colour of its own to be seen.
            if !shown.contents().trim().is_empty() {
                assert_eq!((shown.fgcolor(), shown.bgcolor(), shown.bold()), wanted, "{x},{y}");
            }
        }
    }
}

#[test]
fn text_and_recording_of_one_command_end_alike() {
    let make = |format: &str| {
        let mut command = program();
        command.args(["picture", "--lesson", "nat64-dns64", "--at", "9", "--size", "90x25", "--format", format]);
        command.args(["4", "text:aws ec2 describe-vpcs", "Enter", "text:ls あ", "wait:3"]);
        let done = command.output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    };
    let mut player = Player::open(&make("cast"));
    player.play_to(u128::MAX);
    assert_eq!(player.text(), make("text"));
    assert!(!player.terminal.screen().hide_cursor(), "the command line has its cursor");
}

#[test]
fn progress_is_kept_where_that_is_wanted_and_nowhere_else() {
    let state = tempfile::tempdir().unwrap();
    let play = |more: &[&str]| {
        let done = program()
            .args(["picture", "--format", "text"])
            .args(more)
            .env("V6DOJO_STATE_DIR", state.path())
            .env("XDG_STATE_HOME", state.path())
            .output()
            .unwrap();
        String::from_utf8(done.stdout).unwrap()
    };
    play(&["Enter", "n"]);
    assert_eq!(fs::read_dir(state.path()).unwrap().count(), 0);
    play(&["--state", state.path().to_str().unwrap(), "Enter", "n"]);
    assert!(play(&["--state", state.path().to_str().unwrap(), "Enter"]).contains("step 2 / "));
}

#[test]
fn strokes_that_do_not_fit_are_named_with_their_place() {
    let folder = tempfile::tempdir().unwrap();
    let keys = folder.path().join("keys");
    fs::write(&keys, "# a comment\n\n2\nEntre\n").unwrap();
    let keys = keys.to_str().unwrap();
    let said = refusal(&["--keys", keys]);
    assert!(said.contains(&format!("{keys}:4: there is no key `Entre`; did you mean `Enter`?")), "{said}");
    let said = refusal(&["2", "wait:long"]);
    assert!(said.contains("stroke 2 of the command line: `long` is no time"), "{said}");
    let said = refusal(&["--lesson", "nat64-dns64", "see:no such words"]);
    assert!(said.contains("stroke 1, `see:no such words`: that is not to be seen, but:"), "{said}");
    assert!(said.contains("step 1 / "), "the screen is shown: {said}");
    let said = refusal(&["until:Down:no such words"]);
    assert!(said.contains("after 200 presses"), "{said}");
    let said = refusal(&["C-q", "Enter"]);
    assert!(said.contains("stroke 2, `Enter`: the program has ended before it"), "{said}");
}

#[test]
fn an_order_that_does_not_fit_is_refused_with_what_would() {
    for (arguments, wanted) in [
        (&["--size", "120"][..], "expected columns and rows from 1 to 500, like 120x40"),
        (&["--size", "0x9"], "expected columns and rows from 1 to 500, like 120x40"),
        (&["--theme", "pink"], "possible values: auto, dark"),
        (&["--lesson", "other"], "there is no lesson other; there is nat64-dns64"),
        (&["--lesson", "nat64-dns64", "--at", "99"], "has no step 99; it has welcome, as-found"),
        (&["--out", "none/such/folder.svg"], "write none/such/folder.svg"),
        (&["--all", "none"], "read none/pictures.yaml"),
    ] {
        let said = refusal(arguments);
        assert!(said.contains(wanted), "{arguments:?}: {said}");
    }
}

#[test]
fn a_list_of_pictures_that_does_not_fit_is_shown_at_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pictures.yaml");
    let entry = "pictures:\n  - name: a\n    lang: en\n    size: 80x24\n    alt: {ja: あ, en: a}\n";
    for (more, wanted) in [
        ("    keys: [\"2\", Entre]\n", "pictures.yaml:6:17"),
        ("    them: light\n", "did you mean `theme`?"),
        ("    theme: pink\n", "pictures.yaml:6:12"),
        ("    keys: [\"see:nothing\"]\n", "pictures.yaml: picture a: stroke 1, `see:nothing`"),
    ] {
        fs::write(&path, format!("{entry}{more}")).unwrap();
        let said = refusal(&["--all", folder.path().to_str().unwrap()]);
        assert!(said.contains(wanted), "{more}: {said}");
    }
}
