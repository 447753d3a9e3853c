//! The player's last row: whether the film runs and how fast, where it stands in simulated time, and a
//! small map of all scenes with the present one and the deciding one on it.

use super::diagram::capsule::family_sign;
use super::reel::{AtTheEnd, Reel, Run};
use crate::sim::Outcome;
use crate::tui::draw::put;
use crate::tui::film::{Film, Frame, Scene, Shows};
use crate::tui::look::{Look, Sign};
use crate::words::player as say;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

/// Draws the row.
pub fn draw(film: &Film, frame: &Frame, reel: &Reel, area: Rect, (buf, look): (&mut Buffer, &Look)) {
    let lang = look.lang;
    let (sign, words) = match reel.run {
        Run::Stopped => (look.glyphs.pick("‖", "="), say::STOPPED),
        Run::Running | Run::Stepping => (look.glyphs.pick("▶", ">"), say::RUNNING),
    };
    let style = look.style(if reel.run == Run::Stopped { Sign::Quiet } else { Sign::Focus });
    let mut x = put(buf, area, (area.x, area.y), &format!("{sign} {}", words.in_(lang)), style);
    let (scene, count) = (frame.scene + 1, film.scenes.len());
    let quiet = look.style(Sign::Quiet);
    let place = format!("  {scene:>2}/{count}");
    x = put(buf, area, (x, area.y), &place, look.style(Sign::Focus));
    let fast = reel.speed != super::reel::Speed::default();
    x = put(buf, area, (x, area.y), &format!("  t {}", clock(frame.at)), quiet);
    let speed = look.style(if fast { Sign::Changed } else { Sign::Quiet });
    x = put(buf, area, (x, area.y), &format!("  x{}", reel.speed.factor()), speed);
    if reel.at_the_end == AtTheEnd::Again {
        let words = format!("  {} {}", look.glyphs.pick("↻", "@"), say::LOOPS.in_(lang));
        x = put(buf, area, (x, area.y), &words, look.style(Sign::Changed));
    }
    map(film, frame, Rect { x: x + 2, width: area.right().saturating_sub(x + 2), ..area }, (buf, look));
}

/// A moment in few characters.
pub fn clock(at: std::time::Duration) -> String {
    let seconds = at.as_secs_f64();
    if seconds >= 100.0 {
        format!("{seconds:.0} s")
    } else if seconds >= 1.0 {
        format!("{seconds:.2} s")
    } else {
        format!("{:.2} ms", seconds * 1000.0)
    }
}

/// One mark a scene, or one for several where they are too many.
fn map(film: &Film, frame: &Frame, area: Rect, (buf, look): (&mut Buffer, &Look)) {
    let (count, room) = (film.scenes.len(), usize::from(area.width));
    if room < 8 {
        return;
    }
    let deciding = film.deciding();
    let each = count.div_ceil(room).max(1);
    let cells = count.div_ceil(each);
    // At the right, so that it does not move as the clock grows.
    let start = area.right().saturating_sub(u16::try_from(cells).unwrap_or(area.width));
    for cell in 0..cells {
        let scenes = cell * each..((cell + 1) * each).min(count);
        let (here, decides) = (scenes.contains(&frame.scene), scenes.contains(&deciding));
        let scene = &film.scenes[scenes.start];
        let outcome = if film.trace.outcome == Outcome::Ok { Sign::Good } else { Sign::Bad };
        let (sign, glyph) = match scene.shows {
            Shows::Outcome => (outcome, look.glyph(outcome)),
            _ if decides => (outcome, look.glyph(outcome)),
            _ => mark(scene, look),
        };
        let past = cell * each <= frame.scene;
        let style = if past || decides { look.style(sign) } else { look.style(Sign::Quiet) };
        let style = if here { style.add_modifier(Modifier::REVERSED | Modifier::BOLD) } else { style };
        put(buf, area, (start + u16::try_from(cell).unwrap_or(0), area.y), glyph, style);
    }
}

/// The mark of a scene: the line that the wire has there.
fn mark(scene: &Scene, look: &Look) -> (Sign, &'static str) {
    match scene.shows {
        Shows::Question | Shows::Answer => (Sign::Dns, look.glyphs.pick("┄", ":")),
        Shows::Nothing | Shows::NoEndpoint | Shows::GaveUp | Shows::Outcome => {
            (Sign::Waiting, look.glyphs.pick("·", "."))
        }
        _ => match family_sign(scene.family) {
            Sign::Ipv6 => (Sign::Ipv6, look.glyphs.pick("━", "=")),
            _ => (Sign::Ipv4, look.glyphs.pick("═", "~")),
        },
    }
}
