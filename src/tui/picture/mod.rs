//! Drawn screens as files: [`svg`] makes one screen a picture, and [`Cast`] many a recording. Both are
//! made from the cells that a terminal would be sent, so they show what the program shows.

mod cast;
mod colours;
mod glyphs;
mod svg;

pub use cast::Cast;
pub use svg::svg;

use crate::lesson::Lang;
use crate::tui::look::Theme;

/// What a file says of itself, and what its screen lies on.
#[derive(Clone, Copy, Debug)]
pub struct Sheet<'a> {
    /// What is to be seen, for those who can't see it.
    pub title: &'a str,
    /// The language of the screen.
    pub lang: Lang,
    /// The colours of the screen.
    pub theme: Theme,
}
