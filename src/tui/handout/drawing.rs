//! Maps and stages as pictures, drawn by the program's own map and player on a light page.

use super::flow::Flow;
use super::played::{Played, play};
use super::{Answers, Order};
use crate::lesson::Lang;
use crate::session::Session;
use crate::tui::draw::dump;
use crate::tui::film::{Film, Frame};
use crate::tui::headless::Shot;
use crate::tui::look::{Look, Motion, Theme};
use crate::tui::map::plan::Plan;
use crate::tui::map::{MapInput, MapPane};
use crate::tui::picture::{Sheet, svg};
use crate::tui::player::diagram::{self, Form};
use crate::tui::study::Study;
use crate::tui::view::{Ctx, Focus, View};
use crate::words::handout as say;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::time::Duration;

/// A map has this room at most; what is not used of it is cut off.
const MAP: Rect = Rect { x: 0, y: 0, width: 104, height: 44 };
/// It has these rows at least: the Internet beside the VPC needs them.
const LEAST: u16 = 14;
/// Columns of a stage.
const STAGE: u16 = 96;

/// How everything on paper looks.
pub fn look(lang: Lang) -> Look {
    Look { lang, theme: Theme::light(), motion: Motion::Reduced, ..Look::default() }
}

/// The network as the session has it; what is new since the step began is marked.
pub fn map(session: &Session, lang: Lang) -> String {
    let title = format!("{} — {}", say::MAP.in_(lang), session.current().title.in_(lang));
    picture(map_cells(session, lang), &title, lang)
}

/// The same as text.
pub fn map_as_text(session: &Session, lang: Lang) -> String {
    dump(&cut(&map_cells(session, lang))).trim_end().to_owned()
}

fn map_cells(session: &Session, lang: Lang) -> Buffer {
    let study = Study::new(session.clone(), lang);
    let ctx = Ctx {
        before: Some(session.step_world()),
        at: study.looks_at(None),
        named: study.named(),
        focus: Focus::Elsewhere,
        ..Ctx::of(look(lang), session.world())
    };
    let area = Rect { height: height(&ctx), ..MAP };
    let mut screen = Buffer::empty(area);
    MapPane::default().draw(&ctx, area, &mut screen);
    screen
}

/// The least rows in which nothing is folded, if the most there are is enough.
fn height(ctx: &Ctx) -> u16 {
    let input = MapInput { world: ctx.world, before: ctx.before, at: ctx.at, hosts: &ctx.named.hosts, chosen: None };
    let is_whole = |rows: &u16| {
        let plan = Plan::new(&input, &ctx.look, MAP.width, *rows);
        plan.hidden == (0, 0) && plan.boxes.iter().all(|subnet| !subnet.folded)
    };
    (LEAST..MAP.height).find(is_whole).unwrap_or(MAP.height)
}

fn room(film: &Film) -> (Form, Rect) {
    let form = Form::Large;
    (form, Rect::new(0, 0, STAGE, form.rows(diagram::has_resolver(film))))
}

/// How far across the stage of a frame it happens, in percent.
pub fn across(film: &Film, frame: &Frame) -> u16 {
    (diagram::column(film, frame, room(film)) * 100 / STAGE).min(100)
}

/// The stations of a frame, with the packet where it is.
pub fn stage(film: &Film, frame: &Frame, (title, lang): (&str, Lang)) -> String {
    let (form, area) = room(film);
    let mut screen = Buffer::empty(area);
    diagram::draw(film, frame, (form, area), &mut screen, &look(lang));
    picture(screen, title, lang)
}

fn picture(mut screen: Buffer, title: &str, lang: Lang) -> String {
    let look = look(lang);
    look.finish(&mut screen);
    let screen = cut(&screen);
    let sheet = Sheet { title, lang, theme: look.theme };
    svg(Shot { at: Duration::ZERO, screen: &screen, cursor: None }, &sheet)
}

/// The screen without the empty rows at its end and the empty columns on its right.
fn cut(screen: &Buffer) -> Buffer {
    let area = screen.area;
    let inked = |x: u16, y: u16| screen.cell((x, y)).is_some_and(|cell| !cell.symbol().trim().is_empty());
    let height = (0..area.height).rev().find(|y| (0..area.width).any(|x| inked(x, *y))).map_or(1, |y| y + 1);
    let width = (0..area.width).rev().find(|x| (0..area.height).any(|y| inked(*x, y))).map_or(1, |x| x + 2);
    let kept = Rect::new(0, 0, width.min(area.width), height);
    let mut out = Buffer::empty(kept);
    for position in kept.positions() {
        if let (Some(to), Some(from)) = (out.cell_mut(position), screen.cell(position)) {
            to.clone_from(from);
        }
    }
    out
}

/// All pictures of a lesson, each with the name of its file: the map of every step, and the frame of
/// every flow in which its fate is decided.
pub fn drawings(order: &Order) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for (number, step) in play(&order.lesson).iter().enumerate() {
        let name = format!("{:02}-{}", number + 1, step.begin.current().id);
        for lang in &order.langs {
            files.extend(of_step(step, (&name, order.answers), *lang));
        }
    }
    files
}

fn of_step(step: &Played, (name, answers): (&str, Answers), lang: Lang) -> Vec<(String, String)> {
    let named = |what: &str| format!("{name}-{what}.{}.svg", super::code(lang));
    if answers == Answers::Blank {
        return vec![(named("map"), map(&step.begin, lang))];
    }
    let mut files = vec![(named("map"), map(&step.end, lang))];
    let flows = step.runs.iter().filter_map(Flow::of);
    for (number, flow) in flows.enumerate() {
        let deciding = flow.frames(lang).into_iter().find(|frame| frame.is_deciding);
        files.extend(deciding.map(|frame| (named(&format!("flow-{}", number + 1)), frame.picture)));
    }
    files
}
