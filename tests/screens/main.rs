//! What a learner sees: screens as snapshots at two sizes in both languages, and no size at which
//! anything breaks.

#![allow(clippy::unwrap_used)]

mod learner;
mod looks;
mod mouse;
mod stage;
mod walk;
#[path = "../wcag/mod.rs"]
mod wcag;
mod worlds;

use learner::{Learner, mend};
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use v6dojo::lesson::Lang;
use v6dojo::tui::look::Look;
use v6dojo::tui::msg::Effect;

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
        ("home-sandbox", Learner::new(look).press("<Down><Down>")),
        ("sandbox-offered", Learner::new(look).press("s")),
        ("sandbox", Learner::new(look).press("s<Down><Down><Enter>")),
        ("sandbox-empty", Learner::new(look).press("s<Down><Down><Down><Enter>")),
        ("import", Learner::new(look).press("i")),
        ("import-offered", Learner::new(look).press("itests/import/account/n<Tab>")),
        ("import-refused", Learner::new(look).press("itests/import/broken<Enter>")),
        ("import-account", Learner::new(look).press("itests/import/account<Enter>").press("<PageDown>")),
        ("drill-given-up", Learner::new(look).press("d<Right><Right><Enter>n<Down><Enter>")),
    ]
}

#[test]
fn screens_look_like_this() {
    for lang in [Lang::Ja, Lang::En] {
        for (name, learner) in scenes(lang) {
            for (width, height) in [(80, 24), (100, 30), (120, 40), (200, 60)] {
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
