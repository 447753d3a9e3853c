//! A form for any API operation. It is made from the operation's own description, shows the `aws`
//! line it stands for, offers for each field what could stand there, and says at each field while one
//! types what EC2 would refuse.

mod choices;
mod draw;
mod fields;
mod judge;

pub use choices::offer;
pub use draw::problem_lines;
pub use judge::{Problem, Worth, block};

use crate::cloud::World;
use crate::cloud::call::Call;
use crate::cloud::command_line::print;
use crate::cloud::command_line::shape::{kebab, shape};
use crate::tui::keys::{Hint, KeyRow, code, ctrl, find, hints};
use crate::tui::msg::{Msg, Tone};
use crate::tui::offers::{Offer, Offers};
use crate::tui::view::Ctx;
use crate::words::console as say;
use choices::{choices, fitting, word};
use fields::{Field, Seen, Takes, fields, parameters};
use judge::{Judged, judge};
use ratatui::crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
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
    /// The list of what the field with the keys offers, while it is open.
    list: Option<Offers>,
}

/// What a key left to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Done {
    /// Nothing: the form goes on.
    Stays(Vec<Msg>),
    /// The form is finished with.
    Closed(Vec<Msg>),
}

impl Done {
    /// The form goes on, and nothing is asked for.
    fn nothing() -> Self {
        Self::Stays(Vec::new())
    }
}

#[derive(Clone, Copy, Debug)]
enum Does {
    Up,
    Down,
    Enter,
    Open,
    Run,
    Before,
    After,
    Close,
}

const KEYS: &[KeyRow<Does>] = &[
    KeyRow { keys: &[code(KeyCode::Enter)], say: say::NEXT, does: Does::Enter },
    KeyRow { keys: &[ctrl('s')], say: say::DO_RUN, does: Does::Run },
    KeyRow { keys: &[ctrl(' ')], say: say::LIST, does: Does::Open },
    KeyRow { keys: &[code(KeyCode::Right)], say: say::CHOOSE, does: Does::After },
    KeyRow { keys: &[code(KeyCode::Left)], say: say::CHOOSE, does: Does::Before },
    KeyRow { keys: &[code(KeyCode::Tab), code(KeyCode::Down)], say: say::MOVE, does: Does::Down },
    KeyRow { keys: &[code(KeyCode::BackTab), code(KeyCode::Up)], say: say::MOVE, does: Does::Up },
    KeyRow { keys: &[code(KeyCode::Esc)], say: say::BACK, does: Does::Close },
];

#[derive(Clone, Copy, Debug)]
enum Listed {
    Take,
    Up,
    Down,
    Close,
}

const LIST_KEYS: &[KeyRow<Listed>] = &[
    KeyRow { keys: &[code(KeyCode::Enter)], say: say::TAKE, does: Listed::Take },
    KeyRow { keys: &[code(KeyCode::Down), ctrl('n')], say: say::MOVE, does: Listed::Down },
    KeyRow { keys: &[code(KeyCode::Up), ctrl('p')], say: say::MOVE, does: Listed::Up },
    KeyRow { keys: &[code(KeyCode::Esc)], say: say::CLOSE_LIST, does: Listed::Close },
];

/// Parts that can be clicked on: the rows by their number, then these.
pub const RUN: usize = 1000;
/// The first row of the open list.
const LIST: usize = 2000;
/// The first of the signs that open a field's list.
const OPENER: usize = 3000;

impl Form {
    /// An empty form for an operation; none if there is no such operation.
    pub fn new(operation: &str, world: &World) -> Option<Self> {
        let fields = fields(operation, shape(operation)?, world);
        let confirm = operation.starts_with("Delete").then(Input::default);
        Some(Self { operation: operation.to_owned(), fields, confirm, cursor: 0, list: None })
    }

    /// The keys of a form.
    pub fn keys(&self) -> Vec<Hint> {
        if self.list.is_some() { hints(LIST_KEYS) } else { hints(KEYS) }
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

    fn judge(&self, ctx: &Ctx) -> Judged {
        judge(&self.operation, &self.fields, ctx.world, ctx.look.lang)
    }

    /// What the field with the keys offers.
    fn choices(&self, ctx: &Ctx) -> Vec<Offer> {
        choices(&self.operation, &self.fields, self.cursor, (ctx.world, ctx.look.lang))
    }

    /// A key.
    pub fn on_key(&mut self, key: KeyEvent, ctx: &Ctx) -> Option<Done> {
        if self.list.is_some()
            && let Some(does) = find(LIST_KEYS, key)
        {
            self.in_list(does, ctx);
            return Some(Done::nothing());
        }
        match find(KEYS, key) {
            Some(Does::Close) => return Some(Done::Closed(Vec::new())),
            Some(Does::Run) => return Some(self.submit(ctx)),
            Some(Does::Enter) => return Some(self.enter(ctx)),
            Some(Does::Down) => self.go(self.cursor + 1),
            Some(Does::Up) => self.go(self.cursor + self.rows() - 1),
            Some(Does::Open) => self.open_list(ctx),
            Some(Does::Before) if self.steps(ctx) => self.choose(ctx, false),
            Some(Does::After) if self.steps(ctx) => self.choose(ctx, true),
            Some(Does::Before | Does::After) | None => return self.type_into(key, ctx).then(Done::nothing),
        }
        Some(Done::nothing())
    }

    /// Gives another row the keys.
    fn go(&mut self, row: usize) {
        self.list = None;
        // Who passes by a field that may stay empty has not been at it.
        if let Some(left) = self.fields.get_mut(self.cursor).filter(|left| left.required || !left.text().is_empty()) {
            left.seen = Seen::Touched;
        }
        self.cursor = row % self.rows();
    }

    fn in_list(&mut self, does: Listed, ctx: &Ctx) {
        let Some(list) = &mut self.list else { return };
        match does {
            Listed::Up => list.step(false),
            Listed::Down => list.step(true),
            Listed::Close => self.list = None,
            Listed::Take => match list.at {
                Some(at) => self.take(at),
                None => {
                    self.list = None;
                    self.enter(ctx);
                }
            },
        }
    }

    /// Enter: opens the list of a field that is empty and must not be, carries the form out on the button,
    /// and goes on elsewhere: who wants to leave a field empty must not fill it by a second Enter.
    fn enter(&mut self, ctx: &Ctx) -> Done {
        if self.cursor + 1 == self.rows() {
            return self.submit(ctx);
        }
        if self.fields.get(self.cursor).is_some_and(|field| field.required && field.text().is_empty()) {
            self.open_list(ctx);
        }
        if self.list.is_none() {
            self.go(self.cursor + 1);
        }
        Done::nothing()
    }

    fn open_list(&mut self, ctx: &Ctx) {
        let Some(field) = self.fields.get_mut(self.cursor) else { return };
        field.seen = Seen::Touched;
        let mut list = Offers::new(self.choices(ctx));
        list.mark(self.fields[self.cursor].text());
        list.at = list.at.or(Some(0));
        self.list = Some(list).filter(|list| !list.is_empty());
    }

    /// Takes what the list has at a place; of several values it becomes the last.
    fn take(&mut self, at: usize) {
        let taken = self.list.take().and_then(|list| list.get(at).map(|offer| offer.text.clone()));
        let (Some(taken), Some(field)) = (taken, self.fields.get_mut(self.cursor)) else { return };
        if field.takes == Takes::Several {
            let text = field.value.value();
            let before = text[..text.len() - word(field).len()].to_owned();
            field.set(&format!("{before}{taken} "));
        } else {
            field.set(&taken);
        }
    }

    /// Whether the arrows step through what is offered: as long as nothing else was typed.
    fn steps(&self, ctx: &Ctx) -> bool {
        let Some(field) = self.fields.get(self.cursor) else { return false };
        let choices = self.choices(ctx);
        !choices.is_empty() && (field.text().is_empty() || choices.iter().any(|choice| choice.text == field.text()))
    }

    /// Takes the next or previous of what is offered.
    fn choose(&mut self, ctx: &Ctx, forward: bool) {
        let mut offers = Offers::new(self.choices(ctx));
        let Some(field) = self.fields.get_mut(self.cursor) else { return };
        offers.mark(field.text());
        offers.step(forward);
        if let Some(offer) = offers.marked() {
            field.set(&offer.text);
        }
    }

    /// The input that has the keys.
    fn input_mut(&mut self) -> Option<&mut Input> {
        if self.cursor < self.fields.len() {
            return Some(&mut self.fields[self.cursor].value);
        }
        if self.cursor == self.fields.len() { self.confirm.as_mut() } else { None }
    }

    /// Types a key; whether it meant anything.
    fn type_into(&mut self, key: KeyEvent, ctx: &Ctx) -> bool {
        // Copying is for everybody, and not this line's own yanking.
        if ctrl('y').is(key) {
            return false;
        }
        match self.fields.get_mut(self.cursor) {
            Some(field) if field.takes == Takes::YesNo => return switch(field, key),
            Some(field) if key.code == KeyCode::Char(' ') && field.is_closed() && field.takes != Takes::Several => {
                self.open_list(ctx);
                return true;
            }
            _ => {}
        }
        let Some(input) = self.input_mut() else { return false };
        let Some(changed) = input.handle_event(&Event::Key(key)) else { return false };
        if changed.value {
            self.typed(ctx);
        }
        true
    }

    /// After something was typed: what fits it is offered.
    fn typed(&mut self, ctx: &Ctx) {
        let choices = self.choices(ctx);
        let Some(field) = self.fields.get_mut(self.cursor) else { return };
        field.seen = Seen::Touched;
        let fitting = fitting(field, choices);
        let same = fitting.texts().any(|text| text == word(field));
        self.list = Some(fitting).filter(|list| !list.is_empty() && !same && !word(field).is_empty());
    }

    /// Pasted text goes into the field as if typed.
    pub fn on_paste(&mut self, text: &str, ctx: &Ctx) {
        let keys = text.chars().filter(|char| !char.is_control()).take(4096);
        let keys: Vec<KeyEvent> = keys.map(|char| KeyEvent::new(KeyCode::Char(char), KeyModifiers::NONE)).collect();
        if let Some(input) = self.input_mut() {
            for key in keys {
                input.handle_event(&Event::Key(key));
            }
            self.typed(ctx);
        }
    }

    /// Whether the confirming word stands there, where one is wanted.
    fn is_confirmed(&self) -> bool {
        self.confirm.as_ref().is_none_or(|input| matches!(input.value().trim(), "削除" | "delete"))
    }

    /// Carries the form out, or shows what stands in the way.
    fn submit(&mut self, ctx: &Ctx) -> Done {
        self.list = None;
        let judged = self.judge(ctx);
        for field in &mut self.fields {
            field.seen = Seen::Touched;
        }
        if let Some(first) = judged.first() {
            self.cursor = first;
            return Done::nothing();
        }
        let lang = ctx.look.lang;
        if let Some(problem) = &judged.whole {
            let said = [problem.ec2.clone(), problem.own.clone()].into_iter().flatten().collect::<Vec<_>>().join("\n");
            return Done::Stays(vec![Msg::Say(Tone::Bad, said)]);
        }
        if !self.is_confirmed() {
            self.cursor = self.fields.len();
            return Done::Stays(vec![Msg::Say(Tone::Plain, say::NOT_CONFIRMED.in_(lang).to_owned())]);
        }
        Done::Closed(vec![Msg::Run(self.line())])
    }

    /// A click on one of the parts that were drawn.
    pub fn on_click(&mut self, part: usize, ctx: &Ctx) -> Done {
        match part {
            RUN => {
                self.go(self.rows() - 1);
                return self.submit(ctx);
            }
            OPENER.. => {
                let is_open = self.cursor == part - OPENER && self.list.is_some();
                self.go(part - OPENER);
                if !is_open {
                    self.open_list(ctx);
                }
            }
            LIST.. => self.take(part - LIST),
            row if row != self.cursor => self.go(row),
            row => match self.fields.get_mut(row) {
                Some(field) if field.takes == Takes::YesNo => toggle(field),
                _ => {}
            },
        }
        Done::nothing()
    }
}

/// Yes, no, or not said: by the space bar, or by the first letter of the word.
fn switch(field: &mut Field, key: KeyEvent) -> bool {
    match key.code {
        KeyCode::Char(' ') => toggle(field),
        KeyCode::Char('y' | 't' | '1') => field.set("true"),
        KeyCode::Char('n' | 'f' | '0') => field.set("false"),
        KeyCode::Backspace | KeyCode::Delete => field.set(""),
        KeyCode::Char(_) => {}
        _ => return false,
    }
    true
}

fn toggle(field: &mut Field) {
    field.set(if field.text() == "true" { "false" } else { "true" });
}

#[cfg(test)]
mod tests;
