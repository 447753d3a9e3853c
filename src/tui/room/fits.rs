//! Whether a lesson fits a wall: every page of every step in both languages, with the rows too many.

use super::hall::Hall;
use super::pages::{Shown, leaves};
use super::script::{Act, Beat, Source};
use crate::lesson::{Lang, Lesson};
use crate::tui::look::Look;
use crate::tui::player::Player;
use ratatui::layout::Rect;
use std::sync::Arc;

/// The rows that the map and the player need.
const PICTURE: usize = 12;

/// A page that does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// The step, from 0.
    pub step: usize,
    /// What of it.
    pub beat: Beat,
    /// In which language.
    pub lang: Lang,
    /// How many rows it is too long.
    pub rows: usize,
}

/// By how many lines the longest caption of a film is cut.
fn cut(act: &Act, source: Source, (area, look): (Rect, &Look)) -> usize {
    let mut player = Player::default();
    if let Some((trace, session)) = act.film(source) {
        player.load(trace, session.world());
    }
    player.cut_lines(Hall::inside(area), look)
}

/// All pages of a lesson on a wall of that size: how many, and those that do not fit.
pub fn check(lesson: &Arc<Lesson>, (width, height): (u16, u16)) -> (usize, Vec<Misfit>) {
    let area = Rect::new(0, 0, width, height);
    let room = Hall::room(area);
    let (mut pages, mut misfits) = (0, Vec::new());
    for step in 0..lesson.steps.len() {
        let act = Act::of(lesson, step);
        for (lang, beat) in
            [Lang::Ja, Lang::En].into_iter().flat_map(|lang| act.beats.iter().map(move |it| (lang, *it)))
        {
            let look = Look { lang, ..Look::default() };
            let needed = match beat {
                Beat::Map => vec![PICTURE],
                Beat::Film(source) => vec![PICTURE.max(room.rows + cut(&act, source, (area, &look)))],
                _ => {
                    let shown = Shown { act: &act, beat, hands: &[], typed: None };
                    leaves(&shown, room, &look).iter().map(|leaf| leaf.lines.len()).collect()
                }
            };
            pages += needed.len();
            let over = needed.into_iter().map(|rows| rows.saturating_sub(room.rows)).max().unwrap_or(0);
            if over > 0 {
                misfits.push(Misfit { step, beat, lang, rows: over });
            }
        }
    }
    (pages, misfits)
}
