//! A form for any API operation. It is made from the operation's own description, shows the `aws`
//! line it stands for, and says while one types what EC2 would refuse.

use super::fields::{Field, Takes, fields, parameters};
use crate::cloud::call::Call;
use crate::cloud::command_line::print;
use crate::cloud::command_line::shape::{kebab, shape};
use crate::cloud::{World, name};
use crate::tui::draw::{clear_area, ellipsis, pad, put, put_lines};
use crate::tui::keys::{Hint, KeyRow, code, ctrl, find, hints};
use crate::tui::look::{Look, Sign};
use crate::tui::msg::{Msg, Tone};
use crate::tui::view::{Ctx, Focus};
use crate::tui::wrap::wrap_text;
use crate::words::console as say;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{Event, KeyCode, KeyEvent};
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use serde_json::Value;
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

/// A form being filled in.
#[derive(Clone, Debug)]
pub struct Form {
    /// The operation, like `CreateSubnet`.
    pub operation: String,
    fields: Vec<Field>,
    /// The word that confirms a deletion; deletions only.
    confirm: Option<Input>,
    /// Which row has the keys; one past the last field is the button.
    cursor: usize,
}

/// What a key left to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Done {
    /// Nothing: the form goes on.
    Stays(Vec<Msg>),
    /// The form is finished with.
    Closed(Vec<Msg>),
}

#[derive(Clone, Copy, Debug)]
enum Does {
    Up,
    Down,
    Enter,
    Run,
    Before,
    After,
    Close,
}

const KEYS: &[KeyRow<Does>] = &[
    KeyRow {
        keys: &[code(KeyCode::Enter), code(KeyCode::Tab), code(KeyCode::Down)],
        say: say::NEXT,
        does: Does::Enter,
    },
    KeyRow { keys: &[code(KeyCode::Up), code(KeyCode::BackTab)], say: say::MOVE, does: Does::Up },
    KeyRow { keys: &[code(KeyCode::Left), code(KeyCode::Right)], say: say::CHOOSE, does: Does::After },
    KeyRow { keys: &[ctrl('s')], say: say::DO_RUN, does: Does::Run },
    KeyRow { keys: &[code(KeyCode::Esc)], say: say::BACK, does: Does::Close },
];

/// Cells for the names of the fields.
const LABEL: usize = 30;

impl Form {
    /// An empty form for an operation; none if there is no such operation.
    pub fn new(operation: &str, world: &World) -> Option<Self> {
        let fields = fields(operation, shape(operation)?, world);
        let confirm = operation.starts_with("Delete").then(Input::default);
        Some(Self { operation: operation.to_owned(), fields, confirm, cursor: 0 })
    }

    /// The keys of a form.
    pub fn keys(&self) -> Vec<Hint> {
        hints(KEYS)
    }

    /// The `aws` line the form stands for.
    pub fn line(&self) -> String {
        let parameters = parameters(&self.operation, &self.fields);
        match Call::parse_value(&self.operation, parameters) {
            Ok(call) => print(&call),
            Err(_) => format!("aws ec2 {} …", kebab(&self.operation)),
        }
    }

    /// Rows: fields, the confirmation, the button.
    fn rows(&self) -> usize {
        self.fields.len() + usize::from(self.confirm.is_some()) + 1
    }

    /// A key.
    pub fn on_key(&mut self, key: KeyEvent, ctx: &Ctx) -> Option<Done> {
        let choosing = self.fields.get(self.cursor).is_some_and(|field| !field.choices.is_empty());
        let does = match key.code {
            KeyCode::Left if choosing => Some(Does::Before),
            KeyCode::Right if choosing => Some(Does::After),
            KeyCode::Left | KeyCode::Right => None,
            KeyCode::Down => Some(Does::Down),
            _ => find(KEYS, key),
        };
        match does {
            Some(Does::Close) => return Some(Done::Closed(Vec::new())),
            Some(Does::Run) => return Some(self.submit(ctx)),
            Some(Does::Enter) if self.cursor + 1 == self.rows() && key.code == KeyCode::Enter => {
                return Some(self.submit(ctx));
            }
            Some(Does::Enter | Does::Down) => self.cursor = (self.cursor + 1) % self.rows(),
            Some(Does::Up) => self.cursor = (self.cursor + self.rows() - 1) % self.rows(),
            Some(Does::Before) => self.choose(-1),
            Some(Does::After) => self.choose(1),
            None => return self.type_into(key).then(|| Done::Stays(Vec::new())),
        }
        Some(Done::Stays(Vec::new()))
    }

    /// Pasted text goes into the field as if typed.
    pub fn on_paste(&mut self, text: &str) {
        let clean: String = text.chars().filter(|char| !char.is_control()).collect();
        if let Some(input) = self.input_mut() {
            let value = format!("{}{clean}", input.value());
            *input = Input::new(value);
        }
    }

    fn input_mut(&mut self) -> Option<&mut Input> {
        if self.cursor < self.fields.len() {
            return Some(&mut self.fields[self.cursor].value);
        }
        if self.cursor == self.fields.len() { self.confirm.as_mut() } else { None }
    }

    fn type_into(&mut self, key: KeyEvent) -> bool {
        let Some(input) = self.input_mut() else { return false };
        input.handle_event(&Event::Key(key)).is_some()
    }

    /// Takes the next or previous of the offered values; a list gets it added or exchanged.
    fn choose(&mut self, by: isize) {
        let Some(field) = self.fields.get_mut(self.cursor) else { return };
        let now = field.choices.iter().position(|choice| choice == field.value.value());
        let count = isize::try_from(field.choices.len()).unwrap_or(1);
        let next = match now {
            // A list index fits.
            Some(index) => (isize::try_from(index).unwrap_or(0) + by).rem_euclid(count),
            None if by > 0 => 0,
            None => count - 1,
        };
        let choice = usize::try_from(next).ok().and_then(|next| field.choices.get(next));
        field.value = Input::new(choice.cloned().unwrap_or_default());
    }

    /// What stands in the way of carrying the form out, in the reader's language.
    fn problem(&self, ctx: &Ctx) -> Option<String> {
        let lang = ctx.look.lang;
        let empty = |field: &&Field| field.required && field.value.value().trim().is_empty();
        let missing: Vec<&str> = self.fields.iter().filter(empty).map(|field| field.label.as_str()).collect();
        if !missing.is_empty() {
            return Some(format!("{}{}", say::MISSING.in_(lang), missing.join(", ")));
        }
        if let Some(refusal) = self.refusal(ctx.world) {
            return Some(format!("{}{refusal}", say::WOULD_REFUSE.in_(lang)));
        }
        let confirmed = |input: &Input| matches!(input.value().trim(), "削除" | "delete");
        if self.confirm.as_ref().is_some_and(|input| !confirmed(input)) {
            return Some(say::NOT_CONFIRMED.in_(lang).to_owned());
        }
        None
    }

    /// What EC2 would say, tried on a copy of the world.
    fn refusal(&self, world: &World) -> Option<String> {
        let mut value = parameters(&self.operation, &self.fields);
        if let Err(error) = resolve(&mut value, world) {
            return Some(error);
        }
        match Call::parse_value(&self.operation, value) {
            Err(error) => Some(error.to_string()),
            Ok(call) => world.clone().call(&call).err().map(|error| format!("{} ({})", error.message, error.code)),
        }
    }

    fn submit(&mut self, ctx: &Ctx) -> Done {
        match self.problem(ctx) {
            Some(problem) => Done::Stays(vec![Msg::Say(Tone::Bad, problem)]),
            None => Done::Closed(vec![Msg::Run(self.line())]),
        }
    }

    /// Draws the form.
    pub fn draw(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        let look = &ctx.look;
        put(buf, area, (area.x, area.y), &format!("aws ec2 {}", kebab(&self.operation)), look.style(Sign::Focus));
        let below = self.below(ctx, area.width);
        let height = u16::try_from(below.len()).unwrap_or(0).min(area.height / 2);
        let rows = Rect { y: area.y + 1, height: area.height.saturating_sub(1 + height), ..area };
        let first = (self.cursor + 1).saturating_sub(usize::from(rows.height));
        for (index, y) in (first..self.rows()).zip(rows.top()..rows.bottom()) {
            self.row((index, y), ctx, rows, buf);
        }
        let foot = Rect { y: rows.bottom(), height, ..area };
        clear_area(buf, foot);
        put_lines(buf, foot, &below);
    }

    /// One row: a field, the confirmation or the button.
    fn row(&self, (index, y): (usize, u16), ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        let look = &ctx.look;
        let here = index == self.cursor && ctx.focus == Focus::Here;
        let style = if here { look.style(Sign::Focus).add_modifier(Modifier::REVERSED) } else { Style::new() };
        let mark = if index == self.cursor { look.glyph(Sign::Focus) } else { " " };
        let x = put(buf, area, (area.x, y), &format!("{mark} "), look.style(Sign::Focus));
        let label = label_width(area.width);
        if let Some(field) = self.fields.get(index) {
            let star = if field.required { "*" } else { " " };
            let name_style = if field.required { look.style(Sign::Focus) } else { look.style(Sign::Quiet) };
            let x = put(buf, area, (x, y), &format!("{} ", pad(&format!("{star}{}", field.label), label)), name_style);
            let room = usize::from(area.right().saturating_sub(x));
            put(buf, area, (x, y), &pad(field.value.value(), room), style);
        } else if let (Some(confirm), true) = (&self.confirm, index == self.fields.len()) {
            let x = put(buf, area, (x, y), &format!("{}: ", say::CONFIRM.in_(look.lang)), look.style(Sign::Changed));
            put(buf, area, (x, y), &pad(confirm.value(), 12), style);
        } else {
            put(buf, area, (x, y), &format!("[ {} ]", say::RUN.in_(look.lang)), style);
        }
    }

    /// Under the rows: help for the field, its choices, the line, and what stands in the way.
    fn below(&self, ctx: &Ctx, width: u16) -> Vec<ratatui::text::Line<'static>> {
        let look = &ctx.look;
        let width = usize::from(width);
        let mut lines = Vec::new();
        if let Some(field) = self.fields.get(self.cursor) {
            lines.push(ratatui::text::Line::styled(ellipsis(&field.doc, width), look.style(Sign::Quiet)));
            if !field.choices.is_empty() {
                lines.push(choices(field, look, width));
            }
        }
        lines.extend(wrap_text(&self.line(), width, look.style(Sign::Ipv6)).into_iter().take(3));
        if let Some(problem) = self.problem(ctx) {
            lines.extend(wrap_text(&problem, width, look.style(Sign::Waiting)).into_iter().take(2));
        }
        lines
    }

    /// Where the terminal's cursor belongs.
    pub fn cursor(&self, area: Rect) -> Option<Position> {
        let field = self.fields.get(self.cursor)?;
        let below_first = (self.cursor + 1).saturating_sub(usize::from(area.height.saturating_sub(5)));
        let y = area.y + 1 + u16::try_from(self.cursor.checked_sub(below_first)?).ok()?;
        let x = area.x + 3 + u16::try_from(label_width(area.width) + field.value.visual_cursor()).ok()?;
        (field.takes != Takes::YesNo && area.contains(Position { x, y })).then_some(Position { x, y })
    }
}

/// Cells for the names of the fields, in a form of this width.
fn label_width(width: u16) -> usize {
    LABEL.min(usize::from(width) / 2)
}

/// The offered values in one line, the chosen one bright.
fn choices(field: &Field, look: &Look, width: usize) -> ratatui::text::Line<'static> {
    let now = field.choices.iter().position(|choice| choice == field.value.value());
    let shown = field.choices.iter().skip(now.unwrap_or(0)).take(4).cloned().collect::<Vec<_>>().join("  ");
    let count = format!("{}: {}/{}  ", say::CHOICES.in_(look.lang), now.map_or(0, |now| now + 1), field.choices.len());
    ratatui::text::Line::styled(ellipsis(&format!("{count}{shown}"), width), look.style(Sign::Quiet))
}

/// Replaces each `@NAME` in the parameters by the id it stands for.
fn resolve(value: &mut Value, world: &World) -> Result<(), String> {
    match value {
        Value::String(text) if text.starts_with('@') => {
            *text = name::resolve(world, text).map_err(|error| error.to_string())?;
            Ok(())
        }
        Value::Array(items) => items.iter_mut().try_for_each(|item| resolve(item, world)),
        Value::Object(members) => members.values_mut().try_for_each(|member| resolve(member, world)),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
    }
}
