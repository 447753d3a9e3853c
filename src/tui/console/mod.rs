//! The console pane: every change to the world without typing a line. What the step needs comes
//! first, then the editors, then all operations; each ends in an `aws` line that is shown and run.

mod form;
mod preview;
mod routes;
mod subnets;

use super::draw::{ellipsis, put};
use super::fuzzy::{Query, ranked_short_first};
use super::keys::{Hint, KeyRow, ch, code, find, hints};
use super::look::Sign;
use super::msg::{Edit, Msg};
use super::touch::{Touch, Touched};
use super::view::{Ctx, Focus, View, touch_as_keys};
use crate::cloud::World;
use crate::cloud::call::OPERATIONS;
use crate::cloud::command_line::shape::kebab;
use crate::lesson::Lang;
use crate::words::{Words, console as say, operation};
use form::{Done, Form};
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use routes::RouteEditor;
use subnets::Subnets;

/// The console pane.
#[derive(Clone, Debug, Default)]
pub struct Console {
    /// What was typed to narrow the list, once `/` was pressed.
    filter: Option<String>,
    cursor: usize,
    page: Page,
}

/// What is open.
#[derive(Clone, Debug, Default)]
enum Page {
    /// The list.
    #[default]
    Menu,
    /// A form.
    Form(Box<Form>),
    /// The route-table editor.
    Routes(RouteEditor),
    /// The subnet switches.
    Subnets(Subnets),
}

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Item {
    /// Words above others.
    Heading(&'static str),
    /// An operation's form.
    Operation(&'static str),
    /// The route-table editor.
    Routes,
    /// The subnet switches.
    Subnets,
}

/// The column in which an operation's title stands: behind the longest names that are used much.
const NOTES: u16 = 42;

#[derive(Clone, Copy, Debug)]
enum Does {
    Up,
    Down,
    Open,
    Filter,
}

const KEYS: &[KeyRow<Does>] = &[
    KeyRow { keys: &[code(KeyCode::Enter)], say: say::OPEN, does: Does::Open },
    KeyRow { keys: &[code(KeyCode::Up)], say: say::MOVE, does: Does::Up },
    KeyRow { keys: &[code(KeyCode::Down)], say: say::MOVE, does: Does::Down },
    KeyRow { keys: &[ch('/')], say: say::SEARCH, does: Does::Filter },
];

impl Console {
    /// The rows of the list, as the step has it; those that fit, the best first, while it is narrowed.
    fn items(&self, ctx: &Ctx) -> Vec<Item> {
        let lang = ctx.look.lang;
        let mut all: Vec<&'static str> = OPERATIONS.iter().map(|info| info.name).collect();
        all.sort_unstable();
        let all = all.into_iter().map(Item::Operation);
        if let Some(filter) = &self.filter {
            let everything = [Item::Routes, Item::Subnets].into_iter().chain(all);
            return ranked_short_first(&mut Query::new(filter), everything, Item::searched);
        }
        let mut items = Vec::new();
        let mut needed: Vec<&'static str> = ctx.solution.iter().filter_map(|line| operation_of(line)).collect();
        needed.dedup();
        if !needed.is_empty() {
            items.push(Item::Heading(say::FOR_THIS_STEP.in_(lang)));
            items.extend(needed.into_iter().map(Item::Operation));
        }
        items.extend([Item::Heading(say::EDITORS.in_(lang)), Item::Routes, Item::Subnets]);
        items.push(Item::Heading(say::ALL.in_(lang)));
        items.extend(all);
        items
    }

    /// Moves to the next row that can be opened.
    fn step(&mut self, items: &[Item], by: isize) {
        let count = items.len();
        // The cursor may rest on a heading, which stands for the row under it.
        let below = items.iter().skip(self.cursor).position(|item| !matches!(item, Item::Heading(_)));
        self.cursor += below.unwrap_or(0);
        for _ in 0..count {
            self.cursor = if by > 0 { (self.cursor + 1) % count } else { (self.cursor + count - 1) % count };
            if !matches!(items.get(self.cursor), Some(Item::Heading(_))) {
                return;
            }
        }
    }

    /// The row with the keys: never a heading.
    fn at<'a>(&self, items: &'a [Item]) -> Option<&'a Item> {
        items.iter().skip(self.cursor).find(|item| !matches!(item, Item::Heading(_)))
    }

    fn menu_key(&mut self, key: KeyEvent, ctx: &Ctx) -> Option<Vec<Msg>> {
        if self.filter_key(key) {
            self.cursor = 0;
            return Some(Vec::new());
        }
        let items = self.items(ctx);
        match find(KEYS, key)? {
            Does::Up => self.step(&items, -1),
            Does::Down => self.step(&items, 1),
            Does::Open => self.open(ctx, self.at(&items).cloned()),
            Does::Filter => self.filter = Some(String::new()),
        }
        Some(Vec::new())
    }

    /// A key while the list is being narrowed; whether it was one for the filter.
    fn filter_key(&mut self, key: KeyEvent) -> bool {
        let Some(filter) = &mut self.filter else { return false };
        match key.code {
            KeyCode::Esc => self.filter = None,
            KeyCode::Backspace if filter.is_empty() => self.filter = None,
            KeyCode::Backspace => {
                filter.pop();
            }
            KeyCode::Char(char) if (key.modifiers - KeyModifiers::SHIFT).is_empty() => filter.push(char),
            _ => return false,
        }
        true
    }

    /// What a page has left to do.
    fn done(&mut self, done: Done) -> Vec<Msg> {
        match done {
            Done::Stays(messages) => messages,
            Done::Closed(messages) => {
                self.page = Page::Menu;
                // What was searched for is done: the keys mean what they say again.
                if !messages.is_empty() {
                    self.filter = None;
                }
                messages
            }
        }
    }

    fn open(&mut self, ctx: &Ctx, item: Option<Item>) {
        match item {
            Some(Item::Operation(name)) => self.edit(Edit::Form(name), ctx.world),
            Some(Item::Routes) => self.edit(Edit::Tables, ctx.world),
            Some(Item::Subnets) => self.edit(Edit::Subnets, ctx.world),
            Some(Item::Heading(_)) | None => self.page = Page::Menu,
        }
    }

    /// Opens a form or an editor.
    pub fn edit(&mut self, edit: Edit, world: &World) {
        self.page = match edit {
            Edit::Form(name) => Form::new(name, world).map_or(Page::Menu, |form| Page::Form(Box::new(form))),
            Edit::Tables => Page::Routes(RouteEditor::default()),
            Edit::Routes(table) => Page::Routes(RouteEditor::at(table)),
            Edit::Subnets => Page::Subnets(Subnets::default()),
        };
    }

    fn draw_menu(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        let look = &ctx.look;
        let items = self.items(ctx);
        let chosen = self.at(&items).and_then(|item| items.iter().skip(self.cursor).position(|other| other == item));
        let chosen = chosen.map(|offset| self.cursor + offset);
        let mut area = area;
        if let Some(filter) = &self.filter {
            let words = format!("{}{filter}_", say::FILTER.in_(look.lang));
            put(buf, area, (area.x, area.y), &words, look.style(Sign::Changed));
            area = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        }
        if chosen.is_none() {
            put(buf, area, (area.x, area.y), say::NO_MATCH.in_(look.lang), look.style(Sign::Quiet));
            return;
        }
        let first = chosen.unwrap_or(0).saturating_sub(usize::from(area.height.saturating_sub(2)));
        let rows = items.iter().enumerate().skip(first).zip(area.top()..area.bottom());
        for ((index, item), y) in rows {
            let here = Some(index) == chosen;
            let (words, note) = match item {
                Item::Heading(words) => ((*words).to_owned(), String::new()),
                Item::Operation(name) => (format!("  {}", kebab(name)), operation::title(name, look.lang)),
                Item::Routes => (format!("  {}", say::ROUTES.in_(look.lang)), String::new()),
                Item::Subnets => (format!("  {}", say::SUBNETS.in_(look.lang)), String::new()),
            };
            let style = if matches!(item, Item::Heading(_)) { look.style(Sign::Quiet) } else { Style::new() };
            let bright = here && ctx.focus == Focus::Here;
            let style = if bright { look.style(Sign::Focus).add_modifier(Modifier::REVERSED) } else { style };
            let mark = if here { look.glyph(Sign::Focus) } else { " " };
            let x = put(buf, area, (area.x, y), mark, look.style(Sign::Focus));
            put(buf, area, (x, y), &ellipsis(&words, usize::from(area.width.saturating_sub(1))), style);
            let column = x + NOTES;
            if area.right() > column + 10 {
                let room = usize::from(area.right() - column);
                put(buf, area, (column, y), &ellipsis(&note, room), look.style(Sign::Quiet));
            }
            ctx.touch(Rect { y, height: 1, ..area }, Touch::Part(index));
        }
    }
}

impl Item {
    /// What a search goes through: its name, and what it is called in both languages.
    fn searched(&self) -> String {
        let both = |words: Words| format!("{} {}", words.ja, words.en);
        match self {
            Self::Heading(words) => (*words).to_owned(),
            Self::Operation(name) => {
                format!("{} {} {}", kebab(name), operation::title(name, Lang::Ja), operation::title(name, Lang::En))
            }
            Self::Routes => both(say::ROUTES),
            Self::Subnets => both(say::SUBNETS),
        }
    }
}

/// The operation that an `aws ec2 …` line calls.
pub fn operation_of(line: &str) -> Option<&'static str> {
    let mut words = line.split_whitespace().skip_while(|word| !word.ends_with("aws"));
    let named = words.nth(1).filter(|service| *service == "ec2").and(words.next())?;
    OPERATIONS.iter().map(|info| info.name).find(|name| kebab(name) == named)
}

impl View for Console {
    fn keys(&self, _ctx: &Ctx) -> Vec<Hint> {
        match &self.page {
            Page::Menu => hints(KEYS),
            Page::Form(form) => form.keys(),
            Page::Routes(editor) => editor.keys(),
            Page::Subnets(subnets) => subnets.keys(),
        }
    }

    fn on_touch(&mut self, touched: Touched, ctx: &Ctx) -> Option<Vec<Msg>> {
        let done = match (&mut self.page, touched) {
            (Page::Form(form), Touched::Part(part)) => form.on_click(part, ctx),
            (Page::Routes(editor), Touched::Part(part)) => editor.on_click(part, ctx),
            (Page::Subnets(subnets), Touched::Part(part)) => subnets.on_click(part, ctx),
            (Page::Menu, _) | (_, Touched::Wheel(_)) => return touch_as_keys(self, touched, ctx),
        };
        Some(self.done(done))
    }

    fn on_key(&mut self, key: KeyEvent, ctx: &Ctx) -> Option<Vec<Msg>> {
        let done = match &mut self.page {
            Page::Menu => return self.menu_key(key, ctx),
            Page::Form(form) => form.on_key(key, ctx)?,
            Page::Routes(editor) => editor.on_key(key, ctx)?,
            Page::Subnets(subnets) => subnets.on_key(key, ctx)?,
        };
        Some(self.done(done))
    }

    fn point_at(&mut self, part: usize, ctx: &Ctx) -> bool {
        let Page::Menu = self.page else { return false };
        self.cursor = part;
        !matches!(self.items(ctx).get(part), Some(Item::Heading(_)) | None)
    }

    fn copies(&self, ctx: &Ctx) -> Option<String> {
        match &self.page {
            Page::Menu => match self.at(&self.items(ctx))? {
                Item::Operation(name) => Some(format!("aws ec2 {}", kebab(name))),
                Item::Heading(_) | Item::Routes | Item::Subnets => None,
            },
            Page::Form(form) => Some(form.line()),
            Page::Routes(editor) => editor.line(ctx),
            Page::Subnets(subnets) => subnets.line(ctx),
        }
    }

    fn on_paste(&mut self, text: &str, ctx: &Ctx) -> Vec<Msg> {
        match &mut self.page {
            Page::Form(form) => form.on_paste(text, ctx),
            Page::Routes(editor) => editor.on_paste(text, ctx),
            Page::Menu | Page::Subnets(_) => {}
        }
        Vec::new()
    }

    fn draw(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        match &self.page {
            Page::Menu => self.draw_menu(ctx, area, buf),
            Page::Form(form) => form.draw(ctx, area, buf),
            Page::Routes(editor) => editor.draw(ctx, area, buf),
            Page::Subnets(subnets) => subnets.draw(ctx, area, buf),
        }
    }

    fn cursor(&self, ctx: &Ctx, area: Rect) -> Option<Position> {
        match &self.page {
            Page::Form(form) => form.cursor(ctx, area),
            Page::Routes(editor) => editor.cursor(ctx, area),
            Page::Menu | Page::Subnets(_) => None,
        }
    }
}
