//! How the stage shall look, as the command line says it: for one run, over what was chosen.

use crate::lesson::Lang;
use crate::tui::look::fit::Asked;
use crate::tui::look::{Depth, Glyphs, Motion, Theme};
use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};

/// What leaves it to the terminal.
const AUTO: &str = "auto";

/// The flags.
#[derive(Debug, Args)]
pub struct Look {
    /// The colours, by theme; else those chosen last, else as the terminal's background is.
    #[arg(long, value_name = "THEME", global = true, value_parser = themes())]
    theme: Option<String>,
    /// How many colours; else as many as the terminal shows.
    #[arg(long, value_name = "COUNT", global = true)]
    colors: Option<Colors>,
    /// Draw with ASCII characters only.
    #[arg(long, global = true, conflicts_with = "ambiguous_width")]
    ascii: bool,
    /// Cells that characters of ambiguous width take, like arrows and lines; with 2 none are drawn.
    #[arg(long, value_name = "CELLS", global = true)]
    ambiguous_width: Option<Cells>,
    /// Let nothing move between stations.
    #[arg(long, global = true)]
    reduced_motion: bool,
}

/// `auto` and the names of all themes.
fn themes() -> PossibleValuesParser {
    std::iter::once(AUTO).chain(Theme::all().map(Theme::name)).collect::<Vec<_>>().into()
}

/// How many colours.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Colors {
    /// As many as the terminal shows.
    Auto,
    /// 16 million.
    True,
    /// 256.
    #[value(name = "256")]
    Indexed,
    /// The 16 of the terminal's own palette.
    #[value(name = "16")]
    Sixteen,
    /// None.
    None,
}

/// Cells of a character of ambiguous width.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Cells {
    /// As the terminal says.
    Auto,
    /// One.
    #[value(name = "1")]
    One,
    /// Two.
    #[value(name = "2")]
    Two,
}

impl Look {
    /// The same for the stage.
    pub fn asked(&self, lang: Option<Lang>) -> Asked {
        let depth = self.colors.map(|colors| match colors {
            Colors::Auto => None,
            Colors::True => Some(Depth::True),
            Colors::Indexed => Some(Depth::Indexed),
            Colors::Sixteen => Some(Depth::Sixteen),
            Colors::None => Some(Depth::Mono),
        });
        let glyphs = self.ambiguous_width.map(|cells| match cells {
            Cells::Auto => None,
            Cells::One => Some(Glyphs::Unicode),
            Cells::Two => Some(Glyphs::Narrow),
        });
        Asked {
            lang,
            // `auto` is no theme's name, so it becomes none.
            theme: self.theme.as_deref().map(Theme::named),
            depth,
            glyphs: if self.ascii { Some(Some(Glyphs::Ascii)) } else { glyphs },
            motion: self.reduced_motion.then_some(Motion::Reduced),
        }
    }
}
