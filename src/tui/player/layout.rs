//! Which part of the player stands where: the command on top, then the stage, the caption, the close-up,
//! the time axis, and the controls in the last row. What does not fit is left out, the caption last.

use super::diagram::Form;
use ratatui::layout::Rect;

/// The places of the player's parts; one without room has no height.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    /// The command.
    pub command: Rect,
    /// The stage, and how much of it is drawn.
    pub stage: (Form, Rect),
    /// The sentence.
    pub caption: Rect,
    /// The evidence.
    pub close_up: Rect,
    /// The time axis.
    pub lanes: Rect,
    /// The controls.
    pub foot: Rect,
}

/// From this height on there is room for everything.
const TALL: u16 = 26;
/// From this width on subnets are boxes.
const WIDE: u16 = 60;
/// Rows of a time axis in short: names, packets, and the axis itself.
const SHORT_AXIS: u16 = 3;

/// Shares `area` out. The time axis wants `lanes` rows, none where it is not to be seen.
pub fn parts(area: Rect, has_resolver: bool, lanes: u16) -> Parts {
    let height = area.height;
    let form = match height {
        TALL.. if area.width >= WIDE => Form::Large,
        12.. if area.width >= 40 => Form::Small,
        _ => Form::Line,
    };
    let lanes = match height {
        _ if lanes == 0 || area.width < 40 => 0,
        TALL.. => lanes,
        20..TALL => lanes.min(SHORT_AXIS),
        _ => 0,
    };
    let caption = if area.width >= 76 { 2 } else { 3 };
    let (mut top, mut bottom) = (area.y, area.bottom());
    let mut take = |rows: u16, room: u16| {
        let rows = if bottom - top >= room { rows.min(bottom - top) } else { 0 };
        let taken = Rect { y: top, height: rows, ..area };
        top += rows;
        taken
    };
    // From above, with what must still fit below: the foot, and at least a row of the caption.
    let command = if height >= 9 { take(1, 1) } else { take(0, 0) };
    let stage = take(form.rows(has_resolver), form.rows(has_resolver) + 3);
    if height >= TALL {
        take(1, 1);
    }
    let foot = if height >= 4 { 1 } else { 0 };
    let caption = take(caption.min(height.saturating_sub(foot)), 1);
    if height >= 18 {
        take(1, 1);
    }
    bottom -= foot.min(bottom - top);
    let foot = Rect { y: bottom, height: foot.min(area.bottom() - bottom), ..area };
    let lanes = if bottom - top > lanes + 2 { lanes } else { 0 };
    bottom -= lanes;
    let lanes = Rect { y: bottom, height: lanes, ..area };
    let gap = u16::from(lanes.height > 0 && height >= TALL && bottom > top);
    let close_up = Rect { y: top, height: bottom - top - gap, ..area };
    Parts { command, stage: (form, stage), caption, close_up, lanes, foot }
}
