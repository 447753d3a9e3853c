//! What a learner sees: screens as snapshots at two sizes in both languages, and no size at which
//! anything breaks.

#![allow(clippy::unwrap_used)]

mod wcag;

use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Rect;
use ratatui::style::Color;
use std::collections::HashSet;
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use v6dojo::lesson::{Lang, Lesson, library};
use v6dojo::session::Session;
use v6dojo::session::drill::{Deck, Drill};
use v6dojo::sim::repair::lines;
use v6dojo::tui::app::App;
use v6dojo::tui::draw::dump;
use v6dojo::tui::look::fit::Change;
use v6dojo::tui::look::{Depth, Glyphs, Look, Theme, is_ambiguous};
use v6dojo::tui::msg::{Effect, Msg};
use v6dojo::tui::screens::home::Card;
use wcag::contrast;

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

    /// After these changes of the look.
    fn adapted(mut self, changes: &[Change]) -> Self {
        for change in changes {
            self.app.update(Msg::Adapt(*change));
        }
        self
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
        ("settings", Learner::new(look).press("O<Down>")),
        ("keys", Learner::at(look, "as-found").press("?")),
        ("question", Learner::at(look, "as-found").press("<PageDown>")),
        ("answered", Learner::at(look, "as-found").press("a")),
        ("map", Learner::at(look, "as-found").press("2")),
        ("terminal", Learner::at(look, "as-found").press(curl)),
        ("player", Learner::at(look, "as-found").press(curl).press("5").watch()),
        ("translation", Learner::at(look, "test-again").press(ipv6_only).press("5gllllllllllllllllllllll")),
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
fn every_screen_can_be_read_in_every_theme_and_with_all_characters() {
    for (name, mut learner) in [Lang::Ja, Lang::En].into_iter().flat_map(scenes) {
        for theme in Theme::all() {
            for depth in [Depth::True, Depth::Indexed] {
                learner = learner.adapted(&[Change::Theme(Some(theme)), Change::Depth(Some(depth))]);
                let worst = worst_contrast(&learner.buffer(120, 40), &learner.app.look());
                assert!(worst >= theme.contrast(), "{name}: {theme:?} {depth:?} is read at {worst:.1}");
            }
        }
        learner = learner.adapted(&[Change::Depth(Some(Depth::Mono))]);
        let buf = learner.buffer(120, 40);
        let coloured = buf.content.iter().find(|cell| (cell.fg, cell.bg) != Default::default());
        assert!(coloured.is_none(), "{name}: {coloured:?}");

        learner = learner.adapted(&[Change::Glyphs(Some(Glyphs::Narrow))]);
        let text = learner.screen(120, 40);
        let odd: String = text.chars().filter(|char| is_ambiguous(*char)).collect();
        assert!(odd.is_empty(), "{name}: {odd:?} is drawn too wide in\n{text}");

        learner = learner.adapted(&[Change::Glyphs(Some(Glyphs::Ascii))]);
        let text = learner.screen(80, 24) + &learner.screen(120, 40);
        // The key for Japanese says so in Japanese, for whoever reads nothing else.
        let text = text.replace("日本語", "");
        assert!(learner.app.look().lang == Lang::Ja || text.is_ascii(), "{name}: not in ASCII\n{text}");
    }
}

/// The lowest contrast of letters to what lies behind them. Where both are the terminal's own there is nothing
/// to compare. Letters and what lies behind them changing places makes no difference.
fn worst_contrast(buf: &Buffer, look: &Look) -> f32 {
    let grounds: Vec<Color> = look.page().bg.map_or_else(|| look.theme.over().collect(), |page| vec![page]);
    let letters = buf.content.iter().filter(|cell| !cell.symbol().trim().is_empty());
    let pairs: HashSet<(Color, Color)> = letters.map(|cell| (cell.fg, cell.bg)).collect();
    let one = |(text, behind): (Color, Color)| match (text, behind) {
        (Color::Reset, Color::Reset) => 21.0,
        (Color::Reset, _) => panic!("the terminal's own colour on {behind} of ours"),
        (_, Color::Reset) => grounds.iter().map(|ground| contrast(text, *ground)).fold(21.0, f32::min),
        _ => contrast(text, behind),
    };
    pairs.into_iter().map(one).fold(21.0, f32::min)
}

#[test]
fn settings_change_the_screen_behind_them_at_once() {
    let learner = Learner::new(look(Lang::En)).press("O<Down>");
    assert!(learner.screen(80, 24).contains("Theme"), "{}", learner.screen(80, 24));
    let before = learner.buffer(80, 24);
    let learner = learner.press("<Right><Right>");
    let after = learner.buffer(80, 24);
    assert_ne!(before[(2, 1)].style(), after[(2, 1)].style(), "the title behind the window");
    assert_eq!(learner.app.settings().theme, Some(learner.app.look().theme));
    assert_eq!(learner.app.settings().lang, None, "what was not changed is not kept");
    let chosen = learner.app.settings().theme.unwrap();
    let learner = learner.press("TL");
    assert_eq!(learner.app.settings().theme, Some(chosen.next()), "keys that work everywhere work here too");
    assert!(learner.screen(80, 24).contains(&format!("‹ {}", chosen.next().title().ja)));
    let learner = learner.press("<Right>");
    assert_eq!(learner.app.settings().theme, Some(chosen.next().next()));
    let learner = learner.press("<Esc>");
    assert_eq!(learner.app.settings().lang, Some(Lang::Ja));
    assert!(!learner.screen(80, 24).contains("配色"));
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
        "1", "2", "3", "4", "5", "n", "p", "h", "u", "<C-r>", "r", "R", "E", "O", "T", "L", "?", "<Esc>", "<Enter>",
        "<Tab>", "<Down>",
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
