//! The words of the page of settings.

use super::{Words, words};
use crate::lesson::{Lang, Text};

/// Opens the page.
pub const OPEN: Words = words("設定", "settings");
/// The page's head.
pub const TITLE: Words = words("設定", "Settings");
/// Chooses another value.
pub const CHANGE: Words = words("変える", "change");

/// The language.
pub const LANGUAGE: Words = words("言語 Language", "Language");
/// The colours.
pub const THEME: Words = words("配色", "Theme");
/// How many colours.
pub const DEPTH: Words = words("色数", "Colours");
/// The characters.
pub const GLYPHS: Words = words("文字", "Characters");
/// Whether things move.
pub const MOTION: Words = words("動き", "Motion");

/// 16 million colours.
pub const TRUE: Words = words("1677 万色", "16 million");
/// 256 colours.
pub const INDEXED: Words = words("256 色", "256");
/// 16 colours.
pub const SIXTEEN: Words = words("16 色（端末のパレット）", "16, the terminal's own");
/// No colours.
pub const MONO: Words = words("なし", "none");
/// Line drawing and symbols.
pub const UNICODE: Words = words("罫線と記号", "lines and symbols");
/// Only characters of one cell.
pub const NARROW: Words = words("幅の決まった文字だけ", "narrow ones only");
/// ASCII only.
pub const ASCII: Words = words("ASCII だけ", "ASCII only");
/// Things move.
pub const FULL: Words = words("あり", "full");
/// Things don't move.
pub const REDUCED: Words = words("減らす", "reduced");

/// About the language.
pub const ABOUT_LANGUAGE: Words = words("いつでも L で切り替えられます。", "L changes it at any time, everywhere.");
/// About the theme that the terminal's background decides.
pub const ABOUT_AUTO: Words =
    words("端末の背景が暗いか明るいかに合わせます。", "As the terminal's background is, dark or light.");
/// About the number of colours.
pub const ABOUT_DEPTH: Words = words(
    "端末の表示できる色数です。色がおかしく見えるときは、少ない方を選びます。",
    "How many the terminal shows. If they look wrong, take a smaller number.",
);
/// About the characters.
pub const ABOUT_GLYPHS: Words = words(
    "罫線や記号が崩れる端末では、ほかの文字で描きます。全角幅で表示される端末では「幅の決まった文字だけ」を選びます。",
    "If lines and symbols look broken, draw with others: narrow ones where symbols take two cells, else ASCII.",
);
/// About motion.
pub const ABOUT_MOTION: Words = words(
    "「減らす」では、パケットは途中の動きなしに次の地点へ移ります。",
    "Reduced: a packet appears at its next station without moving there.",
);
/// A theme has no effect.
pub const NO_COLOURS_NOW: Words = words(
    "今は色を表示していません（色数「なし」または NO_COLOR）。",
    "No colours are shown now (Colours: none, or NO_COLOR).",
);

/// The head of the legend.
pub const SAMPLE: Words = words("見え方", "How it looks");
/// Signs of the legend.
pub const LEGEND: [Words; 7] = [
    words("IPv6", "IPv6"),
    words("IPv4", "IPv4"),
    words("DNS", "DNS"),
    words("到達", "arrived"),
    words("破棄", "dropped"),
    words("待ち", "waiting"),
    words("変更", "changed"),
];
/// A sentence with a name in it.
pub const SENTENCE: Words = words(
    "宛先 `64:ff9b::/96` は **NAT ゲートウェイ**へ送ります。",
    "What goes to `64:ff9b::/96` is sent to the **NAT gateway**.",
);
/// Something of little importance.
pub const ASIDE: Words = words("補足の文字はこの濃さです。", "An aside is as pale as this.");

/// A value that the terminal decides.
pub fn automatic(lang: Lang, now: &str) -> String {
    match lang {
        Lang::Ja => format!("自動（{now}）"),
        Lang::En => format!("automatic: {now}"),
    }
}

/// The theme was changed.
pub fn theme_is(lang: Lang, title: &Text) -> String {
    match lang {
        Lang::Ja => format!("配色: {}", title.ja),
        Lang::En => format!("Theme: {}", title.en),
    }
}
