//! What a learner sees: screens as snapshots at two sizes in both languages, and no size at which
//! anything breaks.

#![allow(clippy::unwrap_used)]

use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Rect;
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use v6dojo::lesson::{Lang, Lesson, library};
use v6dojo::session::Session;
use v6dojo::session::drill::{Deck, Drill};
use v6dojo::sim::repair::lines;
use v6dojo::tui::app::App;
use v6dojo::tui::draw::dump;
use v6dojo::tui::look::{Glyphs, Look, Theme};
use v6dojo::tui::msg::{Effect, Msg};
use v6dojo::tui::screens::home::Card;

/// A drill in the world at the end of the lesson.
fn drill(seed: u64, faults: usize) -> Drill {
    static DECK: LazyLock<Deck> = LazyLock::new(|| {
        let lesson = Arc::new(library::embedded()[0].load().unwrap());
        Deck::of(Session::finished(&lesson).world()).unwrap()
    });
    DECK.deal(seed, faults).unwrap()
}

/// Keys that mend a drill, typed in the terminal.
fn mend(seed: u64, faults: usize) -> String {
    let drill = drill(seed, faults);
    let lines = lines(&drill.world, &drill.repair.calls);
    format!("4{}", lines.iter().map(|line| format!("{line}<Enter>")).collect::<String>())
}

/// Somebody at the keyboard.
struct Learner {
    app: App,
    lesson: Arc<Lesson>,
}

impl Learner {
    /// Before the list of lessons.
    fn new(look: Look) -> Self {
        let lesson = Arc::new(library::embedded()[0].load().unwrap());
        let card = Card {
            id: lesson.id.clone(),
            title: lesson.title.clone(),
            summary: lesson.summary.clone(),
            minutes: lesson.minutes,
            steps: lesson.steps.len(),
            at: None,
            finished: false,
        };
        Self { app: App::new(look, vec![card]), lesson }
    }

    /// At the beginning of a step.
    fn at(look: Look, step: &str) -> Self {
        let mut learner = Self::new(look);
        let step = learner.lesson.step(step).unwrap();
        learner.app.enter(Session::at(Arc::clone(&learner.lesson), step));
        learner
    }

    /// Presses keys: characters, or names like `<Enter>`.
    fn press(mut self, keys: &str) -> Self {
        let mut rest = keys;
        while let Some(first) = rest.chars().next() {
            let named = rest.strip_prefix('<').and_then(|rest| rest.split_once('>'));
            let (code, held) = match named {
                Some((name, after)) => {
                    rest = after;
                    named_key(name)
                }
                None => {
                    rest = &rest[first.len_utf8()..];
                    (KeyCode::Char(first), KeyModifiers::NONE)
                }
            };
            // A page is as long as what was seen last.
            self.buffer(80, 24);
            let wanted = self.app.key(KeyEvent::new(code, held));
            self.carry_out(wanted);
        }
        self
    }

    fn paste(mut self, text: &str) -> Self {
        let wanted = self.app.paste(text);
        self.carry_out(wanted);
        self
    }

    fn carry_out(&mut self, wanted: Vec<Msg>) {
        for msg in wanted {
            match self.app.update(msg) {
                Some(Effect::Load(_)) => self.app.enter(Session::new(Arc::clone(&self.lesson))),
                Some(Effect::Drills) => self.app.offer_drills(4711),
                Some(Effect::Deal { seed, faults }) => self.app.enter_drill(drill(seed, faults)),
                _ => {}
            }
        }
    }

    /// Lets time pass until nothing moves any more.
    fn watch(mut self) -> Self {
        for _ in 0..100_000 {
            if self.app.deadline().is_none() {
                break;
            }
            self.app.tick(Duration::from_millis(50));
        }
        self
    }

    fn buffer(&self, width: u16, height: u16) -> Buffer {
        let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
        let area = buf.area;
        let cursor = self.app.draw(area, &mut buf);
        assert!(cursor.is_none_or(|at| area.contains(at)), "the cursor is outside of {width}x{height}");
        buf
    }

    fn screen(&self, width: u16, height: u16) -> String {
        dump(&self.buffer(width, height))
    }
}

fn named_key(name: &str) -> (KeyCode, KeyModifiers) {
    let plain = KeyModifiers::NONE;
    match name {
        "Enter" => (KeyCode::Enter, plain),
        "Esc" => (KeyCode::Esc, plain),
        "Tab" => (KeyCode::Tab, plain),
        "Up" => (KeyCode::Up, plain),
        "Down" => (KeyCode::Down, plain),
        "Right" => (KeyCode::Right, plain),
        "PageUp" => (KeyCode::PageUp, plain),
        "PageDown" => (KeyCode::PageDown, plain),
        "C-t" => (KeyCode::Char('t'), KeyModifiers::CONTROL),
        "C-r" => (KeyCode::Char('r'), KeyModifiers::CONTROL),
        "C-c" => (KeyCode::Char('c'), KeyModifiers::CONTROL),
        other => panic!("no key called {other}"),
    }
}

fn look(lang: Lang) -> Look {
    Look { lang, ..Look::default() }
}

/// The scenes that are worth a picture.
fn scenes(lang: Lang) -> Vec<(&'static str, Learner)> {
    let look = look(lang);
    let curl = "4<C-t>curl -sS https://github.com/hmatsu47<Enter>";
    let ipv6_only = "4<C-t><C-t>curl -sS https://github.com/hmatsu47<Enter>";
    let nat64 = "4aws ec2 create-route --route-table-id @cl-ipv4-to-dualstack-rtb-private3-ap-northeast-3c \
                 --destination-ipv6-cidr-block 64:ff9b::/96 --nat-gateway-id \
                 @cl-ipv4-to-dualstack-nat-public1-ap-northeast-3a<Enter>";
    vec![
        ("home", Learner::new(look)),
        ("welcome", Learner::new(look).press("<Enter>")),
        ("keys", Learner::at(look, "as-found").press("?")),
        ("question", Learner::at(look, "as-found").press("<PageDown>")),
        ("answered", Learner::at(look, "as-found").press("a")),
        ("map", Learner::at(look, "as-found").press("2")),
        ("terminal", Learner::at(look, "as-found").press(curl)),
        ("player", Learner::at(look, "as-found").press(curl).press("5").watch()),
        ("translation", Learner::at(look, "test-again").press(ipv6_only).press("5dllll")),
        ("skip", Learner::at(look, "subnet").press("n")),
        ("console", Learner::at(look, "subnet").press("3")),
        ("form", Learner::at(look, "subnet").press("3<Enter>")),
        ("reset", Learner::at(look, "subnet").press("R")),
        ("hints", Learner::at(look, "subnet").press("hhhh")),
        ("unknown-command", Learner::at(look, "subnet").press("4aws ec2 create-subnt<Enter>")),
        ("why", Learner::at(look, "test-v6").press(ipv6_only).press("<Esc>w")),
        ("cells", Learner::at(look, "test-v6").press("x")),
        ("why-mended", Learner::at(look, "test-v6").press(ipv6_only).press("<Esc>wwww")),
        ("results", Learner::at(look, "as-found").press(curl).press("<Esc>r")),
        ("reach", Learner::at(look, "as-found").press("E<Down><Down>")),
        ("reach-moved", Learner::at(look, "nat64-route").press(nat64).press("<Esc>E<Down><Down><Down>")),
        ("last-step-results", Learner::at(look, "facts").press("r")),
        ("drill-offered", Learner::new(look).press("d<Right>")),
        ("drill", Learner::new(look).press("d<Right><Enter>").press(" ")),
        ("drill-mended", Learner::new(look).press("d<Right><Enter>").press(&mend(4711, 2))),
        ("drill-given-up", Learner::new(look).press("d<Right><Right><Enter>n<Down><Enter>")),
    ]
}

#[test]
fn screens_look_like_this() {
    for lang in [Lang::Ja, Lang::En] {
        for (name, learner) in scenes(lang) {
            for (width, height) in [(80, 24), (120, 40)] {
                let name = format!("{name}-{}-{width}x{height}", lang.pick("ja", "en"));
                insta::assert_snapshot!(name, learner.screen(width, height));
            }
        }
    }
}

#[test]
fn no_size_breaks_anything() {
    for lang in [Lang::Ja, Lang::En] {
        for (_, learner) in scenes(lang) {
            for width in (0..=60).step_by(6) {
                for height in (0..=30).step_by(5) {
                    learner.buffer(width, height);
                }
            }
            learner.buffer(300, 2);
            learner.buffer(2, 200);
            learner.buffer(250, 90);
        }
    }
}

#[test]
fn every_row_is_as_wide_as_the_window_and_no_wide_character_is_halved() {
    use unicode_width::UnicodeWidthStr;
    for (name, learner) in scenes(Lang::Ja) {
        for (width, height) in [(80, 24), (79, 24), (120, 40), (61, 20)] {
            let buf = learner.buffer(width, height);
            for y in 0..height {
                let mut x = 0;
                while x < width {
                    let wide = u16::try_from(buf[(x, y)].symbol().width().max(1)).unwrap();
                    for tail in x + 1..(x + wide).min(width) {
                        let symbol = buf[(tail, y)].symbol();
                        assert!(symbol == " " || symbol.is_empty(), "{name}: {symbol:?} hides at {tail},{y}");
                    }
                    x += wide;
                }
                assert_eq!(x, width, "{name}: row {y} is cut in a wide character");
            }
        }
    }
}

#[test]
fn ascii_and_no_colour_need_neither() {
    let look = Look { glyphs: Glyphs::Ascii, theme: Theme::Plain, ..look(Lang::En) };
    for keys in ["", "2", "3", "4", "5", "?", "n", "E"] {
        let learner = Learner::at(look, "subnet").press(keys);
        let buf = learner.buffer(120, 40);
        let colours = buf.content.iter().find(|cell| (cell.fg, cell.bg) != Default::default());
        assert!(colours.is_none(), "after {keys:?}: {colours:?}");
        let odd: Vec<char> = dump(&buf).chars().filter(|char| !char.is_ascii()).collect();
        assert!(odd.iter().all(|char| "…—’“”→≥日本語".contains(*char)), "after {keys:?}: {odd:?}");
    }
}

#[test]
fn a_paste_of_megabytes_is_cut_and_said_so() {
    let learner = Learner::at(look(Lang::En), "subnet").press("4").paste(&"curl x; ".repeat(1_000_000));
    assert!(learner.screen(80, 24).contains("too long"));
}

#[test]
fn the_player_asks_for_its_packets_to_be_saved() {
    let curl = "4<C-t>curl -sS https://github.com/hmatsu47<Enter>";
    let mut learner = Learner::at(look(Lang::En), "as-found").press(curl).press("5");
    let wanted = learner.app.key(KeyEvent::new(KeyCode::Char('s'), KeyModifiers::NONE));
    let effects: Vec<Effect> = wanted.into_iter().filter_map(|msg| learner.app.update(msg)).collect();
    let [Effect::SaveCapture { stem, capture }] = effects.as_slice() else { panic!("{effects:?}") };
    assert!(stem.starts_with("v6dojo-curl-2025"), "{stem}");
    assert_eq!(capture.frames[0].comments[0], "client-001a$ curl -sS https://github.com/hmatsu47");
    let help = learner.press("?").screen(120, 60);
    assert!(help.contains("save as pcapng"), "{help}");
}

#[test]
fn a_command_without_packets_leaves_nothing_to_save() {
    let learner = Learner::at(look(Lang::En), "as-found").press("4<C-t>hostname<Enter>").press("5s");
    assert!(learner.screen(80, 24).contains("This command sent no packet."));
}

#[test]
fn keys_never_panic_in_any_order() {
    let keys = [
        "1", "2", "3", "4", "5", "n", "p", "h", "u", "<C-r>", "r", "R", "E", "?", "<Esc>", "<Enter>", "<Tab>", "<Down>",
    ];
    let mut learner = Learner::at(look(Lang::En), "subnet");
    let mut seed = 7_u64;
    for _ in 0..400 {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let at = usize::try_from(seed >> 33).unwrap() % keys.len();
        learner = learner.press(keys[at]);
        learner.buffer(80, 24);
    }
}
