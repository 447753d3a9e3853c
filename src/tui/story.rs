//! The text pane: the lesson's words, its questions with their replies, hints, and below them, always
//! in sight, the goals with their ticks.

use super::draw::{put, put_line, put_lines};
use super::keys::{Hint, Key, KeyRow, ch, code, find, hints};
use super::look::{Look, Sign};
use super::msg::{Answer, Msg};
use super::text::{commands, render};
use super::touch::Touch;
use super::view::{Ctx, View};
use super::wrap::{wrap_command, wrap_text};
use crate::words::record::told;
use crate::words::{sandbox, ui};
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{Event, KeyCode, KeyEvent};
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;
use unicode_width::UnicodeWidthStr;

/// Where one stands in a step, in the words of one language.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standing {
    /// Differs when anything that is shown differs.
    pub edition: u64,
    /// The step's title.
    pub title: String,
    /// In which world it begins.
    pub begins: Begins,
    /// What to read: Markdown.
    pub text: String,
    /// The questions, in order.
    pub asks: Vec<Asked>,
    /// The hints shown so far.
    pub hints: Vec<String>,
    /// The solution's lines, once the learner wanted to see them.
    pub solution: Vec<String>,
    /// The goals.
    pub goals: Vec<Aimed>,
    /// The reply to a mistake, while it stands.
    pub reply: Option<String>,
    /// What one goes on to.
    pub then: Then,
    /// How much is recorded, where an author records.
    pub recorded: Option<String>,
}

/// In which world a step begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Begins {
    /// In that of the step before.
    #[default]
    WhereOneIs,
    /// In one of its own.
    Anew,
}

/// What one goes on to when nothing is left to do in a step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Then {
    /// The next step.
    #[default]
    Next,
    /// Back to the list: there is one step only, and it has no end.
    List,
}

/// A question.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// The question.
    pub question: String,
    /// What one may choose; empty where one types.
    pub choices: Vec<String>,
    /// What was answered, if anything was.
    pub answered: Option<Answered>,
}

/// An answer that was given.
#[derive(Clone, Debug, PartialEq)]
pub struct Answered {
    /// The answer.
    pub said: String,
    /// Whether it was right.
    pub worth: Worth,
    /// The reply.
    pub reply: String,
}

/// Whether an answer was right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worth {
    /// It was.
    Right,
    /// It wasn't.
    Wrong,
}

/// A goal.
#[derive(Clone, Debug, PartialEq)]
pub struct Aimed {
    /// What is wanted.
    pub say: String,
    /// What is near and what is missing; none where it holds.
    pub missing: Option<String>,
}

impl Standing {
    /// The first question without an answer.
    fn open(&self) -> Option<&Asked> {
        self.asks.iter().find(|ask| ask.answered.is_none())
    }

    /// Whether nothing is left to do here.
    fn is_done(&self) -> bool {
        self.open().is_none() && self.met() == self.goals.len()
    }

    /// How many goals hold.
    pub fn met(&self) -> usize {
        self.goals.iter().filter(|goal| goal.missing.is_none()).count()
    }
}

/// The pane.
#[derive(Default)]
pub struct Story {
    /// How many lines are above the window.
    scrolled: usize,
    /// An address being typed.
    typing: Option<Input>,
    /// What was seen last: how many lines there are, and how many fit. Scrolling needs to know.
    seen: Cell<(usize, usize)>,
    /// The lines as wrapped last, for the same edition, width and look.
    wrapped: RefCell<Option<Wrapped>>,
}

struct Wrapped {
    edition: u64,
    width: usize,
    look: Look,
    lines: Rc<Vec<Written>>,
}

/// A line, and what a click on it does.
type Written = (Line<'static>, Option<Touch>);

/// What a key does here.
#[derive(Clone, Copy)]
enum Do {
    PageDown,
    PageUp,
    Down,
    Up,
    Type,
}

static KEYS: &[KeyRow<Do>] = &[
    KeyRow { keys: &[ch(' '), code(KeyCode::PageDown)], say: ui::key::PAGE, does: Do::PageDown },
    KeyRow { keys: &[code(KeyCode::PageUp)], say: ui::key::SCROLL, does: Do::PageUp },
    KeyRow { keys: &[code(KeyCode::Down), ch('j')], say: ui::key::SCROLL, does: Do::Down },
    KeyRow { keys: &[code(KeyCode::Up), ch('k')], say: ui::key::SCROLL, does: Do::Up },
];

static TYPE: &[KeyRow<Do>] = &[KeyRow { keys: &[code(KeyCode::Enter)], say: ui::key::ANSWER, does: Do::Type }];

/// The keys of choices, in order.
static LETTERS: [Key; 6] = [ch('a'), ch('b'), ch('c'), ch('d'), ch('e'), ch('f')];

impl Story {
    /// Back to the top, for another step.
    pub fn rewind(&mut self) {
        self.scrolled = 0;
        self.typing = None;
    }

    /// Down to what was added at the end.
    pub fn to_the_end(&mut self) {
        self.scrolled = usize::MAX / 2;
    }

    fn scroll(&mut self, lines: isize) {
        let (all, fit) = self.seen.get();
        let last = all.saturating_sub(fit);
        self.scrolled = self.scrolled.min(last).saturating_add_signed(lines).min(last);
    }

    /// The words above the goals.
    fn words(&self, standing: &Standing, width: usize, look: &Look) -> Rc<Vec<Written>> {
        if let Some(known) = &*self.wrapped.borrow()
            && (known.edition, known.width, known.look) == (standing.edition, width, *look)
        {
            return Rc::clone(&known.lines);
        }
        let lines = Rc::new(words(standing, width, look));
        let lines_too = Rc::clone(&lines);
        *self.wrapped.borrow_mut() = Some(Wrapped { edition: standing.edition, width, look: *look, lines });
        lines_too
    }

    /// The line in which an address is typed, and the cursor's column in it.
    fn typing_line(&self, look: &Look) -> Option<(Line<'static>, usize)> {
        let typing = self.typing.as_ref()?;
        let mark = format!("{} ", look.glyph(Sign::Focus));
        let column = mark.width() + typing.visual_cursor();
        let text = Span::styled(typing.value().to_owned(), look.chosen());
        Some((Line::from(vec![Span::styled(mark, look.strong()), text, Span::styled(" ", look.chosen())]), column))
    }

    fn key_while_typing(&mut self, key: KeyEvent) -> Option<Vec<Msg>> {
        let typing = self.typing.as_mut()?;
        match key.code {
            KeyCode::Esc => self.typing = None,
            KeyCode::Enter => {
                let said = typing.value().trim().to_owned();
                self.typing = None;
                if !said.is_empty() {
                    return Some(vec![Msg::Answer(Answer::Typed(said))]);
                }
            }
            KeyCode::Char(_) if typing.value().len() > 100 => {}
            _ if typing.handle_event(&Event::Key(key)).is_some() => {}
            _ => return None,
        }
        Some(Vec::new())
    }
}

/// The words above the goals: title, text, questions, hints.
fn words(standing: &Standing, width: usize, look: &Look) -> Vec<Written> {
    let mut lines = wrap_text(&standing.title, width, look.strong());
    let anew = (standing.begins == Begins::Anew).then(|| ui::BEGINS_ANEW.in_(look.lang));
    lines.extend(anew.into_iter().flat_map(|anew| wrap_text(anew, width, look.style(Sign::Quiet))));
    lines.push(Line::default());
    lines.extend(render(&standing.text, width, look));
    let mut lines: Vec<Written> = lines.into_iter().map(|line| (line, None)).collect();
    for (number, ask) in standing.asks.iter().enumerate() {
        lines.push(Written::default());
        let open = standing.asks.iter().position(|ask| ask.answered.is_none()) == Some(number);
        ask_lines(ask, open, (width, look), &mut lines);
    }
    for hint in &standing.hints {
        lines.push(Written::default());
        lines.push((Line::styled(ui::HINT.in_(look.lang), look.style(Sign::Changed)), None));
        lines.extend(render(hint, width, look).into_iter().map(|line| (line, None)));
    }
    if !standing.solution.is_empty() {
        lines.push(Written::default());
        lines.push((Line::styled(ui::SOLUTION.in_(look.lang), look.style(Sign::Changed)), None));
        for line in &standing.solution {
            let typed = Some(Touch::Ask(Msg::Type(line.clone())));
            lines.extend(command("$ ", line, (width, look)).into_iter().map(|line| (line, typed.clone())));
        }
    }
    lines
}

/// A question with its choices, or with its answer and the reply.
fn ask_lines(ask: &Asked, open: bool, (width, look): (usize, &Look), lines: &mut Vec<Written>) {
    let (mark, style) = match &ask.answered {
        Some(answered) if answered.worth == Worth::Right => (look.glyph(Sign::Good), look.style(Sign::Good)),
        Some(_) => (look.glyph(Sign::Bad), look.style(Sign::Bad)),
        None => ("?", look.style(Sign::Changed)),
    };
    let question = if open { look.strong() } else { Style::new() };
    let mut asked = hanging(&format!("{mark} "), &ask.question, question, (width, look));
    if let Some(span) = asked.first_mut().and_then(|line| line.spans.first_mut()) {
        span.style = style;
    }
    lines.extend(asked.into_iter().map(|line| (line, None)));
    match &ask.answered {
        Some(answered) => {
            let verdict = match answered.worth {
                Worth::Right => ui::RIGHT,
                Worth::Wrong => ui::NOT_QUITE,
            };
            let said = format!("{} → {}", answered.said, verdict.in_(look.lang));
            lines.extend(hanging("  ", &said, style, (width, look)).into_iter().map(|line| (line, None)));
            for mut line in render(&answered.reply, width.saturating_sub(2).max(1), look) {
                line.spans.insert(0, Span::raw("  "));
                lines.push((line, None));
            }
        }
        None if ask.choices.is_empty() && open => {
            let type_it = Line::styled(format!("  {}", ui::TYPE_ADDRESS.in_(look.lang)), look.style(Sign::Quiet));
            lines.push((type_it, Some(Touch::Key(code(KeyCode::Enter)))));
        }
        None => {
            for (letter, choice) in ('a'..).zip(&ask.choices) {
                let mut said = hanging(&format!("  {letter}  "), choice, Style::new(), (width, look));
                if let Some(span) = said.first_mut().and_then(|line| line.spans.first_mut()) {
                    span.style = if open { look.strong() } else { look.style(Sign::Quiet) };
                }
                let answer = open.then_some(Touch::Key(ch(letter)));
                lines.extend(said.into_iter().map(|line| (line, answer.clone())));
            }
        }
    }
}

/// Markdown behind a mark.
pub(super) fn hanging(mark: &str, text: &str, style: Style, (width, look): (usize, &Look)) -> Vec<Line<'static>> {
    let lines = render(text, width.saturating_sub(mark.width()).max(1), look);
    behind(mark, lines.into_iter().map(|line| line.style(style)), look)
}

/// A command behind a mark.
fn command(mark: &str, text: &str, (width, look): (usize, &Look)) -> Vec<Line<'static>> {
    behind(mark, wrap_command(text, width.saturating_sub(mark.width()).max(1), look.code()), look)
}

/// Lines behind a mark, the following ones as far in as the first.
fn behind(mark: &str, lines: impl IntoIterator<Item = Line<'static>>, look: &Look) -> Vec<Line<'static>> {
    let indent = mark.width();
    let lead = |number: usize| if number == 0 { mark.to_owned() } else { " ".repeat(indent) };
    lines
        .into_iter()
        .enumerate()
        .map(|(number, mut line)| {
            line.spans.insert(0, Span::styled(lead(number), look.style(Sign::Quiet)));
            line
        })
        .collect()
}

/// The goals with their ticks, and what is missing as far as there is room.
fn goal_lines(standing: &Standing, width: usize, room: usize, look: &Look) -> Vec<Line<'static>> {
    let mut blocks: Vec<(Vec<Line>, Vec<Line>)> = Vec::new();
    for goal in &standing.goals {
        let sign = if goal.missing.is_none() { Sign::Good } else { Sign::Waiting };
        let mut say = hanging(&format!("{} ", look.glyph(sign)), &goal.say, Style::new(), (width, look));
        if let Some(span) = say.first_mut().and_then(|line| line.spans.first_mut()) {
            span.style = look.style(sign);
        }
        let lead = look.glyphs.pick("  └ ", "  - ");
        let missing = goal.missing.as_deref().filter(|text| !text.is_empty());
        let missing = missing.map(|text| hanging(lead, text, look.remark(), (width, look))).unwrap_or_default();
        blocks.push((say, missing));
    }
    let mut left = room.saturating_sub(blocks.iter().map(|(say, _)| say.len()).sum());
    let mut lines = Vec::new();
    for (say, missing) in blocks {
        lines.extend(say);
        if missing.len() <= left {
            left -= missing.len();
            lines.extend(missing);
        }
    }
    lines
}

/// What stands below the rule: the reply to a mistake, the goals, and what to do when all hold.
fn footing(standing: &Standing, width: usize, room: usize, look: &Look) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    if let Some(reply) = &standing.reply {
        let mark = format!("{} ", look.glyph(Sign::Focus));
        lines.extend(hanging(&mark, reply, look.style(Sign::Changed), (width, look)));
    }
    let done = standing.met() == standing.goals.len();
    let word = match (done, standing.goals.is_empty()) {
        (_, true) if standing.recorded.is_some() => Some(told::ENDS),
        (_, true) if standing.then == Then::List => Some(sandbox::KEPT),
        (_, true) if standing.open().is_none() => Some(ui::READ_ON),
        (true, false) => Some(ui::STEP_DONE),
        _ => None,
    };
    let end = word.map(|word| wrap_text(word.in_(look.lang), width, look.style(Sign::Good))).unwrap_or_default();
    lines.extend(goal_lines(standing, width, room.saturating_sub(lines.len() + end.len()), look));
    lines.extend(end);
    lines.truncate(room);
    lines
}

impl View for Story {
    fn keys(&self, ctx: &Ctx) -> Vec<Hint> {
        let open = ctx.standing.open();
        let choices = open.map_or(0, |ask| ask.choices.len()).min(LETTERS.len());
        let mut shown = Vec::new();
        if choices > 0 {
            shown.push(Hint { keys: &LETTERS[..choices], say: ui::key::ANSWER });
        } else if open.is_some() {
            shown.extend(hints(TYPE));
        }
        shown.extend(hints(KEYS));
        shown
    }

    fn on_key(&mut self, key: KeyEvent, ctx: &Ctx) -> Option<Vec<Msg>> {
        if self.typing.is_some() {
            return self.key_while_typing(key);
        }
        if let Some(open) = ctx.standing.open() {
            let letter = LETTERS.iter().take(open.choices.len()).position(|letter| letter.is(key));
            if let Some(chosen) = letter {
                return Some(vec![Msg::Answer(Answer::Choice(chosen))]);
            }
            if open.choices.is_empty() && find(TYPE, key).is_some() {
                self.typing = Some(Input::default());
                self.to_the_end();
                return Some(Vec::new());
            }
        }
        let page = isize::try_from(self.seen.get().1.saturating_sub(2).max(1)).unwrap_or(1);
        match find(KEYS, key)? {
            Do::PageDown => self.scroll(page),
            Do::PageUp => self.scroll(-page),
            Do::Down => self.scroll(1),
            Do::Up => self.scroll(-1),
            Do::Type => {}
        }
        Some(Vec::new())
    }

    fn copies(&self, ctx: &Ctx) -> Option<String> {
        let standing = ctx.standing;
        let lines = if standing.solution.is_empty() { commands(&standing.text) } else { standing.solution.clone() };
        (!lines.is_empty()).then(|| lines.join("\n"))
    }

    fn on_paste(&mut self, text: &str, _ctx: &Ctx) -> Vec<Msg> {
        if let Some(typing) = &mut self.typing {
            let text: String = text.chars().filter(|char| !char.is_control()).take(100).collect();
            let value = format!("{}{text}", typing.value());
            *typing = Input::new(value);
        }
        Vec::new()
    }

    fn draw(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        let look = &ctx.look;
        let (inside, split) = self.split(ctx, area);
        let Split { words, typing, foot } = split;
        let height =
            usize::from(inside.height).saturating_sub(foot.len() + typing.len() + usize::from(!foot.is_empty()));
        self.seen.set((words.len(), height));
        let first = self.scrolled.min(words.len().saturating_sub(height));
        let rows = u16::try_from(height).unwrap_or(u16::MAX);
        for (y, (line, touch)) in (inside.top()..inside.top() + rows).zip(&words[first..]) {
            put_line(buf, inside, (inside.x, y), line);
            if let Some(touch) = touch {
                ctx.touch(Rect { y, height: 1, ..inside }, touch.clone());
            }
        }
        let y = inside.y + rows;
        put_lines(buf, Rect { y, height: inside.bottom().saturating_sub(y), ..inside }, &typing);
        let y = y + u16::try_from(typing.len()).unwrap_or(0);
        if !foot.is_empty() && y < area.bottom() {
            let rule = look.line().repeat(usize::from(inside.width));
            put(buf, inside, (inside.x, y), &rule, look.style(Sign::Quiet));
            if !ctx.standing.goals.is_empty() {
                let head = format!(" {} ", ui::GOALS.in_(look.lang));
                put(buf, inside, (inside.x + 2, y), &head, look.style(Sign::Quiet));
            }
            put_lines(buf, Rect { y: y + 1, height: inside.bottom() - y - 1, ..inside }, &foot);
            if ctx.standing.is_done() {
                ctx.touch(Rect { y, height: inside.bottom() - y, ..inside }, Touch::Key(ch('n')));
            }
        }
        if first + height < words.len() && height > 0 {
            let more = format!("{} {} ", look.glyphs.pick(" ↓", " v"), ui::MORE.in_(look.lang));
            let wide = u16::try_from(more.width()).unwrap_or(0);
            let x = inside.right().saturating_sub(wide).max(inside.x);
            put(buf, inside, (x, y), &more, look.style(Sign::Changed));
        }
    }

    fn cursor(&self, ctx: &Ctx, area: Rect) -> Option<Position> {
        let (_, column) = self.typing_line(&ctx.look)?;
        let (inside, split) = self.split(ctx, area);
        let foot = split.foot.len() + usize::from(!split.foot.is_empty());
        let y = inside.bottom().checked_sub(u16::try_from(foot + 1).ok()?)?;
        let x = inside.x.checked_add(u16::try_from(column).ok()?)?;
        (x < inside.right() && y >= inside.y).then_some(Position { x, y })
    }
}

/// What is drawn where.
struct Split {
    words: Rc<Vec<Written>>,
    typing: Vec<Line<'static>>,
    foot: Vec<Line<'static>>,
}

impl Story {
    /// The pane's parts at this size.
    fn split(&self, ctx: &Ctx, area: Rect) -> (Rect, Split) {
        let look = &ctx.look;
        let side = u16::from(area.width > 24);
        // Long lines are hard to read: beyond this there is only more room around them.
        let inside = Rect { x: area.x + side, width: area.width.saturating_sub(2 * side).min(84), ..area };
        let width = usize::from(inside.width).max(1);
        let foot = footing(ctx.standing, width, usize::from(inside.height) / 2, look);
        let typing = self.typing_line(look).map(|(line, _)| line).into_iter().collect();
        (inside, Split { words: self.words(ctx.standing, width, look), typing, foot })
    }
}
