//! What every theme promises: whatever it draws can be read, and nothing is told by colour alone.

#![allow(clippy::unwrap_used)]

mod wcag;

use ratatui::style::{Color, Modifier, Style};
use std::collections::BTreeSet;
use std::fs;
use v6dojo::tui::look::{Depth, Glyphs, Look, Sign, Theme, is_ambiguous};
use wcag::contrast;

fn looks(depth: Depth) -> impl Iterator<Item = Look> {
    Theme::all().map(move |theme| Look { theme, depth, ..Look::default() })
}

/// Every style that letters are drawn in, with its name.
fn styles(look: &Look) -> Vec<(String, Style)> {
    let signs = Sign::ALL.map(|sign| (format!("{sign:?}"), look.style(sign)));
    let roles = [
        ("code", look.code()),
        ("error", look.error_text()),
        ("remark", look.remark()),
        ("prompt", look.prompt()),
        ("banner", look.banner()),
        ("chosen", look.chosen()),
    ];
    signs.into_iter().chain(roles.map(|(name, style)| (name.to_owned(), style))).collect()
}

/// What lies under everything: the theme's own page, or each background of a terminal it is made for.
fn grounds(look: &Look) -> Vec<Color> {
    match look.page().bg {
        Some(page) => vec![page],
        None => look.theme.over().collect(),
    }
}

#[test]
fn every_theme_is_read_and_has_its_words() {
    let files = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/themes")).unwrap().count();
    assert_eq!(Theme::all().count(), files);
    for theme in Theme::all() {
        // A file that can't be read becomes a theme without words.
        assert!(!theme.title().ja.is_empty() && !theme.about().en.is_empty(), "{theme:?} can't be read");
        assert!(theme.contrast() >= 4.5, "{theme:?} promises too little");
    }
    for name in ["dark", "light", "plain", "high-contrast", "high-contrast-light", "projector"] {
        assert_eq!(Theme::named(name).unwrap().name(), name);
    }
}

#[test]
fn whatever_a_theme_draws_can_be_read() {
    for look in [Depth::True, Depth::Indexed].into_iter().flat_map(looks) {
        let wanted = look.theme.contrast();
        let mut pairs = Vec::new();
        for (name, style) in styles(&look) {
            let Some(text) = style.fg.or(look.page().fg) else {
                assert_eq!(style.bg, None, "{look:?}: {name} has a background, but no colour of its own");
                continue;
            };
            let behind = style.bg.map_or_else(|| grounds(&look), |own| vec![own]);
            pairs.extend(behind.into_iter().map(|behind| (name.clone(), text, behind)));
            // Signs also stand in short messages.
            if let (None, Some(banner)) = (style.bg, look.banner().bg) {
                pairs.push((format!("{name} in a message"), text, banner));
            }
        }
        for (name, text, behind) in pairs {
            let got = contrast(text, behind);
            assert!(got >= wanted, "{:?} {:?}: {name} is {text} on {behind}: {got:.1}", look.theme, look.depth);
        }
    }
}

#[test]
fn high_contrast_and_the_wall_promise_seven_to_one() {
    for name in ["high-contrast", "high-contrast-light", "projector"] {
        let look = Look { theme: Theme::named(name).unwrap(), ..Look::default() };
        assert!(look.theme.contrast() >= 7.0, "{name}");
        assert!(look.page().fg.is_some() && look.page().bg.is_some(), "{name} does not paint its page");
    }
    let wall = Look { theme: Theme::named("projector").unwrap(), ..Look::default() };
    assert!(wall.page().add_modifier.contains(Modifier::BOLD));
    assert_eq!(wall.style(Sign::Quiet).fg, wall.page().fg, "no subtle greys on the wall");
}

#[test]
fn of_16_colours_only_those_are_used_that_go_with_any_background() {
    let safe = [Color::Red, Color::Green, Color::Yellow, Color::Magenta, Color::Cyan];
    for look in looks(Depth::Sixteen) {
        for (name, style) in styles(&look) {
            match look.page().bg {
                // On a page of its own a theme knows what it draws on, as far as palettes agree.
                Some(page) => {
                    let text = style.fg.or(look.page().fg).unwrap();
                    assert!(contrast(text, page) >= 4.5, "{:?}: {name} is {text} on {page}", look.theme);
                }
                None => assert!(style.fg.is_none_or(|text| safe.contains(&text)), "{:?}: {name}", look.theme),
            }
            assert_eq!(style.bg, None, "{:?}: {name} has a background", look.theme);
        }
    }
}

#[test]
fn without_colours_no_theme_has_any() {
    for look in looks(Depth::Mono).chain([Look { theme: Theme::plain(), ..Look::default() }]) {
        for (name, style) in styles(&look) {
            assert_eq!((style.fg, style.bg), (None, None), "{:?}: {name}", look.theme);
        }
        assert_eq!(look.page(), Style::new());
    }
}

#[test]
fn signs_tell_meanings_apart_without_colours() {
    for glyphs in [Glyphs::Unicode, Glyphs::Narrow, Glyphs::Ascii] {
        let look = Look { glyphs, ..Look::default() };
        let distinct: BTreeSet<&str> = Sign::ALL.into_iter().map(|sign| look.glyph(sign)).collect();
        assert_eq!(distinct.len(), Sign::ALL.len(), "{glyphs:?}: {distinct:?}");
        let unsafe_sign = |sign: &&str| match glyphs {
            Glyphs::Unicode => false,
            Glyphs::Narrow => sign.chars().any(is_ambiguous),
            Glyphs::Ascii => !sign.is_ascii(),
        };
        assert_eq!(distinct.iter().find(|sign| unsafe_sign(sign)), None, "{glyphs:?}");
    }
}

#[test]
fn themes_tell_meanings_apart_by_their_colours_too() {
    for look in [Depth::True, Depth::Indexed].into_iter().flat_map(looks).filter(|look| look.theme != Theme::plain()) {
        let [ipv6, ipv4, dns, good, bad, ..] = Sign::ALL.map(|sign| look.style(sign).fg);
        let all = [ipv6, ipv4, dns, good, bad];
        for (number, one) in all.iter().enumerate() {
            assert!(!all[..number].contains(one), "{:?} {:?}: {all:?}", look.theme, look.depth);
        }
    }
}

#[test]
fn the_themes_follow_each_other_and_come_round() {
    let mut theme = Theme::dark();
    let mut seen = BTreeSet::new();
    for _ in Theme::all() {
        seen.insert(theme.name());
        theme = theme.next();
    }
    assert_eq!((theme, seen.len()), (Theme::dark(), Theme::all().count()));
}
