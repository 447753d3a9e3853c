//! The hand-out as Markdown: for a repository, a wiki, or to be worked on.

use super::drawing::map_as_text;
use super::flow::Flow;
use super::played::{Played, play};
use super::prose::{after, goals, printed, prompt, says_nothing};
use super::{Answers, Order};
use crate::lesson::Lang;
use crate::session::Session;
use crate::tui::story::Asked;
use crate::words::{Words, handout as say};
use std::fmt::Write;

/// The lesson as Markdown. Maps are in it as text, which every reader of Markdown shows.
pub fn markdown(order: &Order) -> String {
    let lesson = &order.lesson;
    let mut page = Page { order, text: String::new() };
    page.block(&format!("# {}", order.line(&lesson.title)));
    for lang in &order.langs {
        page.block(lesson.summary.in_(*lang));
        page.block(&format!("*{}*", say::facts((lesson.minutes, lesson.steps.len()), *lang)));
        page.block(say::NOTHING_COPIED.in_(*lang));
    }
    for (number, step) in play(lesson).iter().enumerate() {
        page.step(number, step);
    }
    page.text
}

struct Page<'o> {
    order: &'o Order,
    text: String,
}

impl Page<'_> {
    /// A block, with an empty line between it and the one before.
    fn block(&mut self, text: &str) {
        let text = text.trim_end();
        if text.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn head(&mut self, words: Words) {
        let said: Vec<&str> = self.order.langs.iter().map(|lang| words.in_(*lang)).collect();
        self.block(&format!("### {}", said.join(" / ")));
    }

    fn step(&mut self, number: usize, step: &Played) {
        let lesson_step = step.begin.current();
        self.block(&format!("## {}. {}", number + 1, self.order.line(&lesson_step.title)));
        self.block(&format!("*{}*", self.order.line(&lesson_step.phase)));
        let langs = self.order.langs.clone();
        for lang in &langs {
            self.block(lesson_step.text.in_(*lang));
        }
        self.questions(step, &langs);
        let answers = self.order.answers;
        if !goals(step, answers, self.order.lang()).is_empty() {
            self.head(say::GOALS);
            for lang in &langs {
                let mut list = String::new();
                goals(step, answers, *lang).iter().for_each(|goal| list.push_str(&item("- [ ] ", goal)));
                self.block(&list);
            }
        }
        self.work(step, &langs);
    }

    fn questions(&mut self, step: &Played, langs: &[Lang]) {
        if step.begin.current().asks.is_empty() {
            return;
        }
        self.head(say::QUESTIONS);
        for lang in langs {
            for ask in after(step, *lang).asks {
                let mut text = item("- ", &ask.question);
                for (letter, choice) in ('a'..).zip(&ask.choices) {
                    text.push_str(&item(&format!("  - {letter}. "), choice));
                }
                self.block(&text);
                self.block(&answer(&ask, self.order.answers, *lang));
            }
        }
    }

    fn work(&mut self, step: &Played, langs: &[Lang]) {
        if self.order.answers == Answers::Blank {
            self.head(say::YOUR_COMMANDS);
            self.block(&fenced(&"\n".repeat(4)));
            self.map(&step.begin);
            return;
        }
        if !step.runs.is_empty() {
            self.head(say::COMMANDS);
        }
        for run in &step.runs {
            let (typed, printed) = (prompt(&run.record), printed(&run.record));
            self.block(&fenced(format!("{typed}\n{printed}").trim_end()));
            if printed.is_empty() && says_nothing(&run.record) {
                langs.iter().for_each(|lang| self.block(&format!("*{}*", say::NO_OUTPUT.in_(*lang))));
            }
            if let Some(flow) = Flow::of(run) {
                langs.iter().for_each(|lang| self.flow(&flow, *lang));
            }
        }
        self.map(&step.end);
        self.said(step, langs);
    }

    fn flow(&mut self, flow: &Flow, lang: Lang) {
        self.block(&format!("**{}** {}", say::FLOW.in_(lang), flow.end(lang)));
        let mut list = String::new();
        for (number, still) in flow.frames(lang).iter().enumerate() {
            let decides = if still.is_deciding { format!(" **{}**", say::DECIDES.in_(lang)) } else { String::new() };
            let caption = still.caption.replace('\n', " ");
            let lead = format!("{}. ", number + 1);
            list.push_str(&item(&lead, &format!("{}{decides}", plain(&caption))));
            let inner = format!("{}- ", " ".repeat(lead.len()));
            still.evidence.iter().for_each(|said| list.push_str(&item(&inner, &plain(said))));
        }
        self.block(&list);
    }

    fn said(&mut self, step: &Played, langs: &[Lang]) {
        let lesson_step = step.begin.current();
        let mistakes: Vec<_> = lesson_step.mistakes.iter().map(|mistake| &mistake.say).collect();
        for (head, texts) in [(say::MISTAKES, mistakes), (say::HINTS, lesson_step.hints.iter().collect())] {
            if texts.is_empty() {
                continue;
            }
            self.head(head);
            for lang in langs {
                let mut list = String::new();
                texts.iter().for_each(|text| list.push_str(&item("- ", text.in_(*lang))));
                self.block(&list);
            }
        }
    }

    /// The network, as text.
    fn map(&mut self, session: &Session) {
        self.head(say::MAP);
        self.block(&fenced(&map_as_text(session, self.order.lang())));
    }
}

/// The right answer with its reason, or a line to write on.
fn answer(ask: &Asked, answers: Answers, lang: Lang) -> String {
    let head = say::ANSWER.in_(lang);
    match (&ask.answered, answers) {
        (Some(answered), Answers::Given) => item("  ", &format!("**{head}: {}**\n\n{}", answered.said, answered.reply)),
        _ => format!("  {head}: ____________________"),
    }
}

/// Text behind a mark, its further lines below its first.
fn item(mark: &str, text: &str) -> String {
    let mut out = String::new();
    for (number, line) in text.trim_end().lines().enumerate() {
        let lead = if number == 0 { mark.to_owned() } else { " ".repeat(mark.chars().count()) };
        let _ = writeln!(out, "{}", format!("{lead}{line}").trim_end());
    }
    out
}

/// What the tutor says is no Markdown: its signs are only signs.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        if matches!(char, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#') {
            out.push('\\');
        }
        out.push(char);
    }
    out
}

/// A block of code, whatever is in it.
fn fenced(text: &str) -> String {
    let mut fence = "```".to_owned();
    while text.contains(&fence) {
        fence.push('`');
    }
    format!("{fence}text\n{text}\n{fence}")
}
