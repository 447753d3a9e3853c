//! Themes, depths of colour and characters: every screen can be read in all of them, and what is chosen on
//! the page of settings is seen at once.

use super::learner::Learner;
use super::wcag::contrast;
use super::{look, scenes};
use ratatui::buffer::Buffer;
use ratatui::style::Color;
use std::collections::HashSet;
use v6dojo::lesson::Lang;
use v6dojo::tui::look::fit::Change;
use v6dojo::tui::look::{Depth, Glyphs, Look, Theme, is_ambiguous};

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
        // Names are shown as they are, and the key for Japanese says so in Japanese.
        let odd: String = text.chars().filter(|char| !char.is_ascii() && !char.is_alphabetic()).collect();
        assert!(learner.app.look().lang == Lang::Ja || odd.is_empty(), "{name}: {odd:?} is not ASCII\n{text}");
    }
}

/// The lowest contrast of letters to what lies behind them. Where both are the terminal's own there is nothing
/// to compare. Letters and what lies behind them changing places makes no difference.
pub fn worst_contrast(buf: &Buffer, look: &Look) -> f32 {
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
