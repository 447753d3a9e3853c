//! The last pass over a finished frame: what no view has to know. Characters that are not safe on this
//! terminal become ones that are, also those in lessons and in what was typed, and a theme that paints
//! the window does so.
//!
//! Every character is replaced by one of the same width in cells, so nothing that was measured is torn.

use super::{Glyphs, Look};
use icu_properties::CodePointMapData;
use icu_properties::props::EastAsianWidth;
use ratatui::buffer::Buffer;
use ratatui::style::Color;
use unicode_width::UnicodeWidthStr;

/// What stands for characters that are one cell wide, in ASCII: each of the left by the one on the right.
const STAND_INS: [(&str, &str); 22] = [
    ("─━╌╍┄┅┈┉═‐‑‒–—―−", "-"),
    ("│┃╎╏┆┇┊┋║", "|"),
    ("┌┍┎┏┐┑┒┓└┕┖┗┘┙┚┛├┝┞┟┠┡┢┣┤┥┦┧┨┩┪┫┬┭┮┯┰┱┲┳┴┵┶┷┸┹┺┻┼┽┾┿╀╁╂╃╄╅╆╇╈╉╊╋", "+"),
    ("╔╗╚╝╠╣╦╩╬╭╮╯╰", "+"),
    ("→⇒➜▶▷▸▹►»›", ">"),
    ("←⇐◀◁◂◃◄«‹", "<"),
    ("↑⇑△▴▵", "^"),
    ("↓⇓▼▽▾▿", "v"),
    ("◆◇●•★☆※∗", "*"),
    ("▲", "?"),
    ("○◎◯°", "o"),
    ("■□▪▫█▉▊▋▌▍▎▏▐▇▆▅▄▃▂▁▀▓▒░", "#"),
    ("✓✔", "v"),
    ("✗✘✕✖×", "x"),
    ("…", "~"),
    ("·‧∙⋅", "."),
    ("“”„″", "\""),
    ("‘’‚′", "'"),
    ("±∓", "+"),
    ("÷∕", "/"),
    ("≈∼", "~"),
    ("\u{a0}\u{2002}\u{2003}\u{2009}", " "),
];

/// What stands for this character, in ASCII.
fn stand_in(symbol: &str) -> Option<&'static str> {
    STAND_INS.iter().find(|(these, _)| these.contains(symbol)).map(|(_, ascii)| *ascii)
}

/// Whether a terminal set up for East Asian text may draw this two cells wide.
pub fn is_ambiguous(char: char) -> bool {
    CodePointMapData::<EastAsianWidth>::new().get(char) == EastAsianWidth::Ambiguous
}

impl Glyphs {
    /// What to draw instead of a character, if it is not safe.
    fn instead(self, symbol: &str) -> Option<&'static str> {
        if symbol.is_ascii() || symbol.width() != 1 {
            return None;
        }
        match self {
            Self::Unicode => None,
            // Letters of any language are left: whoever writes them sees to it that they are drawn.
            Self::Ascii => stand_in(symbol),
            // A letter that is drawn too wide tears the line, so better an unknown one.
            Self::Narrow if symbol.chars().any(is_ambiguous) => Some(stand_in(symbol).unwrap_or("?")),
            Self::Narrow => None,
        }
    }
}

impl Look {
    /// Makes a finished frame fit for the terminal.
    pub fn finish(&self, buf: &mut Buffer) {
        let page = self.page();
        for cell in &mut buf.content {
            if let Some(safe) = self.glyphs.instead(cell.symbol()) {
                cell.set_symbol(safe);
            }
            if cell.fg == Color::Reset {
                cell.fg = page.fg.unwrap_or_default();
            }
            if cell.bg == Color::Reset {
                cell.bg = page.bg.unwrap_or_default();
            }
            cell.modifier |= page.add_modifier;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::draw::{dump, put};
    use crate::tui::look::Theme;
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    fn finished(text: &str, look: &Look) -> Buffer {
        let mut buf = Buffer::empty(Rect::new(0, 0, 40, 1));
        let area = buf.area;
        put(&mut buf, area, (0, 0), text, Style::new());
        look.finish(&mut buf);
        buf
    }

    fn shown(text: &str, glyphs: Glyphs) -> String {
        dump(&finished(text, &Look { glyphs, ..Look::default() })).trim_end().to_owned()
    }

    #[test]
    fn unsafe_characters_become_safe_ones_of_the_same_width() {
        assert_eq!(shown("a → b … “c” × ─ ✓", Glyphs::Unicode), "a → b … “c” × ─ ✓");
        assert_eq!(shown("a → b … “c” × ─ ✓", Glyphs::Ascii), "a > b ~ \"c\" x - v");
        assert_eq!(shown("a → b … “c” × ─ ✓", Glyphs::Narrow), "a > b ~ \"c\" x - ✓");
    }

    #[test]
    fn japanese_stays_and_a_letter_that_would_tear_the_line_is_replaced() {
        assert_eq!(shown("サブネット é ﾅ", Glyphs::Ascii), "サブネット é ﾅ");
        assert_eq!(shown("サブネット é α ﾅ", Glyphs::Narrow), "サブネット ? ? ﾅ");
    }

    #[test]
    fn stand_ins_are_ascii_and_as_wide_as_what_they_stand_for() {
        for (these, ascii) in STAND_INS {
            assert!(ascii.is_ascii() && ascii.len() == 1, "{ascii:?}");
            for char in these.chars() {
                assert_eq!(char.to_string().width(), 1, "{char:?}");
            }
        }
    }

    #[test]
    fn only_a_theme_with_a_page_paints_the_window() {
        let dark = finished("a", &Look::default());
        assert_eq!((dark[(0, 0)].bg, dark[(30, 0)].bg), (Color::Reset, Color::Reset));
        let theme = Theme::named("high-contrast").unwrap();
        let painted = finished("a", &Look { theme, ..Look::default() });
        assert_eq!((painted[(0, 0)].fg, painted[(0, 0)].bg), (Color::Rgb(255, 255, 255), Color::Rgb(0, 0, 0)));
        assert_eq!(painted[(30, 0)].bg, Color::Rgb(0, 0, 0));
    }
}
