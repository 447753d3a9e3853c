//! What the palette offers: the keys of where one is, the lesson's steps and panes, every operation, the
//! editors, and what is in the world. What the step needs comes first.

use crate::cloud::call::OPERATIONS;
use crate::cloud::command_line::kebab;
use crate::lesson::{Lang, Text};
use crate::tui::complete::{machine, machines};
use crate::tui::console::operation_of;
use crate::tui::keys::Hint;
use crate::tui::look::Glyphs;
use crate::tui::msg::{Edit, Msg, Pane};
use crate::tui::screens::Screen;
use crate::tui::screens::lesson::asks;
use crate::tui::view::Ctx;
use crate::words::{Words, console, drill, operation, palette as say, ui};

/// Something that can be done.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// What kind of thing it is.
    pub kind: Words,
    /// What it does.
    pub title: Text,
    /// What it is called besides.
    pub note: String,
    /// The keys that do it too.
    pub keys: String,
    /// What is asked for.
    pub does: Vec<Msg>,
}

impl Entry {
    fn new(kind: Words, title: impl Into<Text>, does: Vec<Msg>) -> Self {
        Self { kind, title: title.into(), note: String::new(), keys: String::new(), does }
    }

    /// In both languages by one function.
    fn of(kind: Words, title: impl Fn(Lang) -> String, does: Vec<Msg>) -> Self {
        Self::new(kind, Text { ja: title(Lang::Ja), en: title(Lang::En) }, does)
    }

    fn noted(self, note: impl Into<String>) -> Self {
        Self { note: note.into(), ..self }
    }

    fn with_keys(self, hint: &Hint, glyphs: Glyphs) -> Self {
        Self { keys: hint.names(glyphs), ..self }
    }

    /// What is searched: what is seen first, then what it is called besides and in the other language.
    pub fn searched(&self, lang: Lang) -> String {
        format!("{} {} {}", self.title.in_(lang), self.note, self.title.in_(lang.other()))
    }
}

/// Everything that can be done on the uppermost screen and from it; `everywhere` are the keys that work
/// on every screen, each with what it asks for.
pub fn entries(ctx: &Ctx, top: &Screen, everywhere: Vec<(Hint, Msg)>) -> Vec<Entry> {
    let glyphs = ctx.look.glyphs;
    let key =
        |kind, (hint, msg): (Hint, Msg)| Entry::new(kind, Text::from(hint.say), vec![msg]).with_keys(&hint, glyphs);
    let mut entries = Vec::new();
    if top.lesson().is_some() {
        entries.extend(needed(ctx));
        entries.extend(asks().map(|asked| key(say::LESSON, asked)));
        entries.extend(panes());
        entries.extend(editors());
    }
    entries.extend(here(ctx, top));
    if top.lesson().is_some() {
        entries.extend(resources(ctx));
        entries.extend(steps(ctx));
        entries.extend(operations());
    }
    entries.extend(everywhere.into_iter().map(|asked| key(say::LOOK, asked)));
    let languages = [(Lang::Ja, "日本語"), (Lang::En, "English")];
    entries.extend(languages.map(|(lang, name)| Entry::of(say::LOOK, |_| name.to_owned(), vec![Msg::Speak(lang)])));
    entries.extend(elsewhere(ctx, top));
    entries
}

/// What this step needs: to go on where it is done, else its operations.
fn needed(ctx: &Ctx) -> Vec<Entry> {
    let standing = ctx.standing;
    if !standing.goals.is_empty() && standing.met() == standing.goals.len() {
        return vec![Entry::new(say::NEEDED, ui::key::NEXT, vec![Msg::Next])];
    }
    let mut names: Vec<&'static str> = ctx.solution.iter().filter_map(|line| operation_of(line)).collect();
    names.dedup();
    names.into_iter().map(|name| form(say::NEEDED, name)).collect()
}

/// An operation's form.
fn form(kind: Words, name: &'static str) -> Entry {
    let does = vec![Msg::Edit(Edit::Form(name))];
    Entry::of(kind, |lang| operation::title(name, lang), does).noted(kebab(name))
}

fn operations() -> Vec<Entry> {
    let mut names: Vec<&'static str> = OPERATIONS.iter().map(|info| info.name).collect();
    names.sort_unstable();
    names.into_iter().map(|name| form(say::OPERATION, name)).collect()
}

fn panes() -> Vec<Entry> {
    let pane = |(number, (pane, name)): (usize, (Pane, Words))| {
        let entry = Entry::new(say::PANE, name, vec![Msg::Show(pane)]);
        Entry { keys: (number + 1).to_string(), ..entry }
    };
    Pane::ALL.into_iter().zip(ui::PANES).enumerate().map(pane).collect()
}

fn editors() -> [Entry; 2] {
    [
        Entry::new(say::OPERATION, console::ROUTES, vec![Msg::Edit(Edit::Tables)]),
        Entry::new(say::OPERATION, console::SUBNETS, vec![Msg::Edit(Edit::Subnets)]),
    ]
}

/// The keys of where one is, but those that only move about.
fn here(ctx: &Ctx, top: &Screen) -> Vec<Entry> {
    let keys = match top {
        Screen::Lesson(lesson) => lesson.own_keys(ctx),
        other => other.view().keys(ctx),
    };
    let pressed = keys.into_iter().filter_map(|hint| {
        let key = hint.keys.first().filter(|key| !key.moves())?;
        let entry = Entry::new(say::HERE, Text::from(hint.say), vec![Msg::Press(*key)]);
        Some(entry.with_keys(&hint, ctx.look.glyphs))
    });
    pressed.collect()
}

/// Machines and route tables.
fn resources(ctx: &Ctx) -> Vec<Entry> {
    let world = ctx.world;
    let mut entries = Vec::new();
    for name in machines(world, &ctx.named.machines) {
        let Some(id) = machine(world, &name) else { continue };
        let sit = vec![Msg::Sit(Some(name.clone()))];
        entries.push(Entry::of(say::RESOURCE, |lang| say::sit_at(&name, lang), sit));
        entries.push(Entry::of(say::RESOURCE, |lang| say::reach_from(&name, lang), vec![Msg::ReachFrom(id)]));
    }
    for table in world.route_tables.iter() {
        let name = world.name_of(table.id);
        let does = vec![Msg::Edit(Edit::Routes(table.id))];
        entries.push(Entry::of(say::RESOURCE, |lang| say::routes_of(&name, lang), does));
    }
    entries
}

/// The steps that were reached, but the present one.
fn steps(ctx: &Ctx) -> Vec<Entry> {
    let Some(session) = ctx.session else { return Vec::new() };
    let steps = session.lesson().steps.iter().enumerate().take(session.reached() + 1);
    let others = steps.filter(|(number, _)| *number != session.step());
    others
        .map(|(number, step)| {
            let title = |lang: Lang| say::go_to(number + 1, step.title.in_(lang), lang);
            Entry::of(say::STEP, title, vec![Msg::Jump(number)])
        })
        .collect()
}

/// Other lessons, and drills.
fn elsewhere(ctx: &Ctx, top: &Screen) -> Vec<Entry> {
    let here = ctx.session.map(|session| session.lesson().id.as_str());
    let leave = |msg: Msg| if top.lesson().is_some() { vec![Msg::Close, msg] } else { vec![msg] };
    let lessons = ctx.course.iter().enumerate().filter(|(_, card)| Some(card.id.as_str()) != here);
    let mut entries: Vec<Entry> = lessons
        .map(|(number, card)| {
            let title = |lang: Lang| say::open_lesson(card.title.in_(lang), lang);
            Entry::of(say::LESSON, title, leave(Msg::Open(number)))
        })
        .collect();
    entries.push(Entry::new(say::LESSON, drill::DRILL, leave(Msg::Drills)));
    entries
}
