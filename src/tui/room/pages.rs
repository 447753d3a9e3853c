//! What stands on the wall, as lines that fit it: words in pages, a question with the hands as bars, a
//! command with what it prints. Nothing is cut; what is too long goes on with the next page.

use super::answer::{right_ones, why};
use super::large::{number, spaced};
use super::script::{Act, Beat};
use crate::guest::Stream;
use crate::guest::console::Kind;
use crate::lesson::Lang;
use crate::lesson::ask::Truth;
use crate::tui::draw::width;
use crate::tui::look::{Look, Sign};
use crate::tui::scrollback::cells;
use crate::tui::shell::{CLOUD_SHELL, split_prompt};
use crate::tui::standing::question;
use crate::tui::story::hanging;
use crate::tui::text::render;
use crate::tui::wrap::wrap_command;
use crate::words::handout::NO_OUTPUT;
use crate::words::room as say;
use ratatui::layout::Alignment;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// The columns that a hall reads well, on a usual wall and on a large one.
const MEASURE: [usize; 2] = [76, 100];
/// From so many columns and rows on, a wall is large.
const LARGE: (usize, usize) = (130, 34);
/// The lines that a hall reads at once.
const AT_ONCE: usize = 14;
/// Hands that fill a bar, where fewer are up.
const FULL: u32 = 10;

/// How much room a page has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub rows: usize,
}

/// One page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Leaf {
    /// Its lines.
    pub lines: Vec<Line<'static>>,
    /// Where they stand.
    pub stands: Stands,
}

/// Where the lines of a page stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stands {
    /// In the middle of the wall.
    #[default]
    Middle,
    /// At its top, like a terminal's.
    Top,
}

/// What is shown.
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    /// The step.
    pub act: &'a Act,
    /// The beat of it.
    pub beat: Beat,
    /// The hands that are up for each choice of its question.
    pub hands: &'a [u32],
    /// How many letters of its line are typed; all, and what it prints, where none is said.
    pub typed: Option<usize>,
}

/// The pages of a beat. The map and the film have none: they fill the wall.
pub fn leaves(shown: &Shown, room: Room, look: &Look) -> Vec<Leaf> {
    match shown.beat {
        Beat::Words => words(shown.act, room, look),
        Beat::Ask(ask) => vec![leaf(asked(shown, ask, None, (room, look)))],
        Beat::Answer(ask) => answered(shown, ask, (room, look)),
        Beat::Line(line) => typed(shown, line, (room, look)),
        Beat::Map | Beat::Film(_) => vec![Leaf::default()],
    }
}

fn leaf(lines: Vec<Line<'static>>) -> Leaf {
    Leaf { lines, stands: Stands::Middle }
}

/// The columns that are used.
fn measure(room: Room) -> usize {
    room.width.clamp(1, MEASURE[usize::from(is_large(room))])
}

fn is_large(room: Room) -> bool {
    room.width >= LARGE.0 && room.rows >= LARGE.1
}

/// Lines of words with air between them, on a large wall.
fn aired(lines: Vec<Line<'static>>, room: Room) -> Vec<Line<'static>> {
    if !is_large(room) || lines.len() * 2 > room.rows * 3 / 4 {
        return lines;
    }
    let aired = lines.into_iter().flat_map(|line| [line, Line::default()]);
    let mut aired: Vec<Line> = aired.collect();
    aired.pop();
    aired
}

/// The title, with the first paragraph where there is room, and the rest of the words.
fn words(act: &Act, room: Room, look: &Look) -> Vec<Leaf> {
    let session = &act.sessions[0];
    let step = session.current();
    let mut first = Vec::new();
    let title = spaced(step.title.in_(look.lang), room.width, look);
    let mut blocks = blocks(render(step.text.in_(look.lang), measure(room), look)).into_iter().peekable();
    let needed = title.len() + 4 + blocks.peek().map_or(0, Vec::len);
    if session.lesson().steps.len() > 1 && room.rows >= needed + 6 {
        first.extend(number(session.step() + 1, look));
        first.push(Line::default());
    }
    first.push(Line::styled(step.phase.in_(look.lang).to_owned(), look.style(Sign::Quiet)).centered());
    first.push(Line::default());
    first.extend(title);
    if let Some(block) = blocks.next_if(|block| first.len() + 2 + block.len() <= room.rows) {
        first.extend([Line::default(), Line::default()]);
        let has_room = first.len() + block.len() * 2 <= room.rows;
        first.extend(if has_room { aired(block, room) } else { block });
    }
    let rest = pack(blocks, room.rows.min(AT_ONCE));
    std::iter::once(leaf(first)).chain(rest.into_iter().map(|page| leaf(aired(page, room)))).collect()
}

/// Lines as blocks: an empty line ends one.
fn blocks(lines: Vec<Line<'static>>) -> Vec<Vec<Line<'static>>> {
    let parts = lines.split(|line| line.width() == 0).filter(|part| !part.is_empty());
    parts.map(<[Line]>::to_vec).collect()
}

/// Blocks on pages: as many on each as fit. Only a block that is longer than a page is parted.
fn pack(blocks: impl Iterator<Item = Vec<Line<'static>>>, rows: usize) -> Vec<Vec<Line<'static>>> {
    let rows = rows.max(1);
    let mut pages: Vec<Vec<Line>> = Vec::new();
    for block in blocks {
        match pages.last_mut() {
            Some(page) if page.len() + 1 + block.len() <= rows => {
                page.push(Line::default());
                page.extend(block);
            }
            _ => pages.extend(block.chunks(even(block.len(), rows)).map(<[Line]>::to_vec)),
        }
    }
    pages
}

/// How many of `all` lines go on each page of at most `rows`, so that none is nearly empty.
fn even(all: usize, rows: usize) -> usize {
    all.div_ceil(all.div_ceil(rows).max(1)).max(1)
}

/// A question, with its choices and the hands.
fn asked(shown: &Shown, ask: usize, truth: Option<&Truth>, (room, look): (Room, &Look)) -> Vec<Line<'static>> {
    let wide = measure(room);
    let session = &shown.act.sessions[0];
    let Some(asked) = session.current().asks.get(ask) else { return Vec::new() };
    let (text, choices) = question(asked, look.lang);
    let mut lines = hanging("? ", &text, look.strong(), (wide, look));
    let right = truth.map(|truth| right_ones(asked, truth));
    let airy = lines.len() + 1 + choices.len() * if is_large(room) { 4 } else { 3 } <= room.rows;
    for (at, choice) in choices.iter().enumerate() {
        if at == 0 || airy {
            lines.push(Line::default());
        }
        let (mark, style) = match &right {
            Some(right) if right.contains(&at) => (look.glyph(Sign::Good), look.style(Sign::Good)),
            Some(_) => (" ", Style::new()),
            None => (" ", Style::new()),
        };
        lines.extend(hanging(&format!("{mark} {}  ", at + 1), choice, style, (wide, look)));
        let bar = bar(shown.hands, at, (wide, look));
        if is_large(room) && airy {
            lines.push(Line::from(bar.spans[..2].to_vec()));
        }
        lines.push(bar);
    }
    lines
}

/// The hands for one choice as a bar.
fn bar(hands: &[u32], at: usize, (wide, look): (usize, &Look)) -> Line<'static> {
    let count = hands.get(at).copied().unwrap_or(0);
    let full = hands.iter().copied().max().unwrap_or(0).max(FULL);
    let cells = wide.saturating_sub(12) * count as usize / full as usize;
    let piece = look.glyphs.pick("█", "#");
    let said = if count > 0 { format!(" {count}") } else { String::new() };
    Line::from(vec![
        Span::raw("     "),
        Span::styled(piece.repeat(cells), look.style(Sign::Focus)),
        Span::styled(said, look.strong()),
    ])
}

/// A question with its answer, and why it is so: below, or on pages of its own.
fn answered(shown: &Shown, ask: usize, (room, look): (Room, &Look)) -> Vec<Leaf> {
    let act = shown.act;
    let (Some(asked_for), Some(truth)) = (act.sessions[0].current().asks.get(ask), act.truths.get(ask)) else {
        return vec![Leaf::default()];
    };
    let mut lines = asked(shown, ask, Some(truth), (room, look));
    match truth {
        Truth::Address(right) => {
            lines.push(Line::default());
            lines.push(Line::styled(right.to_string(), look.strong()).centered());
        }
        Truth::CannotRun => lines.push(Line::raw(say::CANNOT_RUN.in_(look.lang))),
        Truth::Outcome(_) | Truth::Choice(_) | Truth::Foreseen(..) => {}
    }
    let why = why(asked_for, truth).map(|why| render(why.in_(look.lang), measure(room), look)).unwrap_or_default();
    if lines.len() + 1 + why.len() <= room.rows {
        lines.push(Line::default());
        lines.extend(why);
        return vec![leaf(lines)];
    }
    let rest = pack(blocks(why).into_iter(), room.rows.min(AT_ONCE));
    std::iter::once(leaf(lines)).chain(rest.into_iter().map(leaf)).collect()
}

/// A command as it is typed, and what it prints once it is.
fn typed(shown: &Shown, line: usize, (room, look): (Room, &Look)) -> Vec<Leaf> {
    let Some(text) = shown.act.sessions[0].current().solution.get(line).map(|line| line.text.as_str()) else {
        return vec![Leaf::default()];
    };
    let mut lines = command(text, shown.typed, (room, look));
    if shown.typed.is_none() {
        lines.extend(printed(shown.act, line, room.width, look));
    }
    let top = |lines: &[Line<'static>]| Leaf { lines: lines.to_vec(), stands: Stands::Top };
    lines.chunks(room.rows.max(1)).map(top).collect()
}

/// A command behind its prompt, of which so many letters are typed. It is broken between its words, and
/// while it is typed no word changes its line.
fn command(text: &str, typed: Option<usize>, (room, look): (Room, &Look)) -> Vec<Line<'static>> {
    let (host, rest) = split_prompt(text);
    let prompt = host.map_or_else(|| CLOUD_SHELL.to_owned(), |host| format!("{host}$"));
    let whole = wrap_command(&format!("{prompt} {rest}"), room.width.max(1), Style::new());
    let mut left = typed.map(|letters| letters + prompt.chars().count() + 1);
    let mut before = prompt.len();
    let mut lines = Vec::new();
    for line in whole {
        let text = line.to_string();
        let shown: String = match &mut left {
            None => text.clone(),
            Some(0) => break,
            Some(left) => {
                let shown: String = text.chars().take(*left).collect();
                // The space at the end of a broken line is typed too.
                *left = left.saturating_sub(text.chars().count() + 1);
                shown
            }
        };
        let cut = before.min(shown.len());
        before -= cut;
        let (head, tail) = shown.split_at(cut);
        lines.push(Line::from(vec![Span::styled(head.to_owned(), look.prompt()), Span::raw(tail.to_owned())]));
    }
    if let (Some(_), Some(last)) = (typed, lines.last_mut()) {
        last.push_span(Span::styled(look.glyphs.pick("█", "_"), look.style(Sign::Focus)));
    }
    lines
}

/// What a command has printed.
fn printed(act: &Act, line: usize, width: usize, look: &Look) -> Vec<Line<'static>> {
    let Some(record) = act.record(line) else { return Vec::new() };
    let mut lines = Vec::new();
    for (stream, text) in &record.output.0 {
        // What `curl -v` tells on standard error is no failure: on a wall it must not look like one.
        let failed = *stream == Stream::Err && record.exit != 0;
        let style = if failed { look.error_text() } else { Style::new() };
        for line in text.trim_end_matches('\n').split('\n') {
            lines.extend(cells(line, width).into_iter().map(|line| Line::styled(line, style)));
        }
    }
    if lines.is_empty() {
        let (sign, words) = match (&record.kind, record.exit) {
            // A lookup that answers nothing has not "done" what the hall hoped for.
            (Kind::Guest(_), 0) => (Sign::Quiet, NO_OUTPUT),
            (_, 0) => (Sign::Good, say::DONE),
            _ => (Sign::Bad, say::FAILED),
        };
        let mark = if sign == Sign::Quiet { String::new() } else { format!("{} ", look.glyph(sign)) };
        lines.push(Line::styled(format!("{mark}{}", words.in_(look.lang)), look.style(sign)));
    }
    lines.insert(0, Line::default());
    lines
}

/// The widest line, in cells; those in the middle don't count.
pub fn widest(lines: &[Line]) -> usize {
    let left = lines.iter().filter(|line| line.alignment != Some(Alignment::Center));
    left.map(|line| width(line.to_string().trim_end()).min(line.width())).max().unwrap_or(0)
}

/// What a beat is called.
pub fn name(beat: Beat, lang: Lang) -> &'static str {
    match beat {
        Beat::Words => say::WORDS,
        Beat::Ask(_) => say::QUESTION,
        Beat::Answer(_) => say::ANSWER,
        Beat::Line(_) => say::COMMAND,
        Beat::Map => say::MAP,
        Beat::Film(_) => say::FILM,
    }
    .in_(lang)
}
