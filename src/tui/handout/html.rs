//! The hand-out as HTML: one file with nothing outside of it, for a screen, a phone and paper. Without
//! scripts a flow is a list of its frames; with them it is watched frame by frame.

use super::drawing::map;
use super::flow::{Flow, Still};
use super::played::{Played, Run, play};
use super::prose::{after, goals, printed, prompt, says_nothing};
use super::rich::rich;
use super::{Answers, Medium, Order, code};
use crate::lesson::{Lang, Text};
use crate::session::Session;
use crate::tui::story::Asked;
use crate::words::{Words, handout as say};
use maud::{DOCTYPE, Markup, PreEscaped, html};

const STYLE: &str = include_str!("style.css");
const STEPS: &str = include_str!("steps.js");

/// The lesson as HTML.
pub fn html(order: &Order) -> String {
    let (lesson, lang) = (&order.lesson, order.lang());
    let steps = play(lesson);
    let paper = order.medium == Medium::Paper;
    let page = html! {
        (DOCTYPE)
        html lang=(code(lang)) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (lesson.title.in_(lang)) }
                style { (PreEscaped(STYLE)) }
            }
            body class=(if paper { "paper" } else { "screen" }) {
                header { (front(order)) }
                (contents(order, &steps))
                main {
                    @for (number, step) in steps.iter().enumerate() { (self::step(order, number, step)) }
                }
                script { (PreEscaped(STEPS)) }
            }
        }
    };
    page.into_string() + "\n"
}

/// Something in every language of the hand-out, side by side where there is room.
fn each(order: &Order, block: impl Fn(Lang) -> Markup) -> Markup {
    match order.langs.as_slice() {
        [lang] => block(*lang),
        langs => html! {
            div.both { @for lang in langs { div lang=(code(*lang)) { (block(*lang)) } } }
        },
    }
}

/// Something short in every language, on one line.
fn inline(order: &Order, text: impl Fn(Lang) -> String) -> Markup {
    match order.langs.as_slice() {
        [lang] => html! { (text(*lang)) },
        langs => html! {
            @for (number, lang) in langs.iter().enumerate() {
                @if number > 0 { " / " }
                span lang=(code(*lang)) { (text(*lang)) }
            }
        },
    }
}

fn title(order: &Order, text: &Text) -> Markup {
    inline(order, |lang| text.in_(lang).to_owned())
}

fn head(order: &Order, words: Words) -> Markup {
    html! { h3 { (inline(order, |lang| words.in_(lang).to_owned())) } }
}

fn front(order: &Order) -> Markup {
    let lesson = &order.lesson;
    html! {
        h1 { (title(order, &lesson.title)) }
        (each(order, |lang| html! {
            p.facts { (say::facts((lesson.minutes, lesson.steps.len()), lang)) }
            (rich(lesson.summary.in_(lang)))
            @if order.answers == Answers::Given { p.facts { (say::NOTHING_COPIED.in_(lang)) } }
        }))
    }
}

fn contents(order: &Order, steps: &[Played]) -> Markup {
    html! {
        nav aria-label=(say::CONTENTS.in_(order.lang())) {
            (head(order, say::CONTENTS))
            ol {
                @for step in steps.iter().map(|step| step.begin.current()) {
                    li { a href={ "#" (step.id) } { (title(order, &step.title)) } }
                }
            }
        }
    }
}

fn step(order: &Order, number: usize, step: &Played) -> Markup {
    let lesson_step = step.begin.current();
    html! {
        section aria-labelledby=(lesson_step.id) {
            h2 id=(lesson_step.id) { (number + 1) ". " (title(order, &lesson_step.title)) }
            p.phase { (title(order, &lesson_step.phase)) }
            (each(order, |lang| rich(lesson_step.text.in_(lang))))
            @if !lesson_step.asks.is_empty() {
                (head(order, say::QUESTIONS))
                (each(order, |lang| html! {
                    @for ask in after(step, lang).asks { (question(&ask, order.answers, lang)) }
                }))
            }
            @if !goals(step, order.answers, order.lang()).is_empty() {
                (head(order, say::GOALS))
                (each(order, |lang| html! {
                    ul.goals { @for goal in goals(step, order.answers, lang) { li { (rich(&goal)) } } }
                }))
            }
            @match order.answers {
                Answers::Given => (done(order, step)),
                Answers::Blank => (blank(order, step)),
            }
        }
    }
}

/// What is to be found out, found out.
fn done(order: &Order, step: &Played) -> Markup {
    let lesson_step = step.begin.current();
    html! {
        @if !step.runs.is_empty() {
            (head(order, say::COMMANDS))
            @for run in &step.runs { (self::run(order, run)) }
        }
        (network(order, &step.end))
        (list(order, say::MISTAKES, lesson_step.mistakes.iter().map(|mistake| &mistake.say).collect()))
        (list(order, say::HINTS, lesson_step.hints.iter().collect()))
    }
}

/// Room for what is to be found out.
fn blank(order: &Order, step: &Played) -> Markup {
    html! {
        (network(order, &step.begin))
        @if !step.runs.is_empty() {
            div.together {
                (head(order, say::YOUR_COMMANDS))
                @for _ in 0..(2 * step.runs.len() + 1).min(8) { div.blank {} }
            }
        }
    }
}

fn list(order: &Order, words: Words, texts: Vec<&Text>) -> Markup {
    html! {
        @if !texts.is_empty() {
            (head(order, words))
            (each(order, |lang| html! { ul { @for text in &texts { li { (rich(text.in_(lang))) } } } }))
        }
    }
}

fn network(order: &Order, session: &Session) -> Markup {
    let lang = order.lang();
    html! {
        figure {
            figcaption { (inline(order, |lang| say::MAP.in_(lang).to_owned())) }
            div.scroll tabindex="0" role="region" aria-label=(say::MAP.in_(lang)) lang=(code(lang)) {
                (PreEscaped(map(session, lang)))
            }
        }
    }
}

fn question(ask: &Asked, answers: Answers, lang: Lang) -> Markup {
    html! {
        div.ask {
            (rich(&ask.question))
            @if !ask.choices.is_empty() { ol { @for choice in &ask.choices { li { (rich(choice)) } } } }
            @match (&ask.answered, answers) {
                (Some(answered), Answers::Given) => {
                    div.answer {
                        strong { (say::ANSWER.in_(lang)) ": " }
                        (rich(&answered.said))
                        (rich(&answered.reply))
                    }
                }
                _ => {
                    p { (say::ANSWER.in_(lang)) ":" }
                    div.blank {}
                }
            }
        }
    }
}

/// A command, what it printed, and the way of its packets.
fn run(order: &Order, run: &Run) -> Markup {
    let (typed, printed) = (prompt(&run.record), printed(&run.record));
    let nothing = printed.is_empty() && says_nothing(&run.record);
    html! {
        pre.typed { code {
            @for (number, word) in typed.split(' ').enumerate() {
                @if number > 0 { " " }
                span { (word) }
            }
        } }
        @if !printed.is_empty() { pre tabindex="0" { code { (printed) } } }
        @if nothing { pre.nothing { (inline(order, |lang| say::NO_OUTPUT.in_(lang).to_owned())) } }
        @if let Some(flow) = Flow::of(run) { (self::flow(order, &flow)) }
    }
}

fn flow(order: &Order, flow: &Flow) -> Markup {
    let lang = order.lang();
    let frames: Vec<(Lang, Vec<Still>)> = order.langs.iter().map(|lang| (*lang, flow.frames(*lang))).collect();
    let count = frames.first().map_or(0, |(_, frames)| frames.len());
    html! {
        div.flow {
            h4 { (inline(order, |lang| say::FLOW.in_(lang).to_owned())) }
            (each(order, |lang| html! { p { (flow.end(lang)) } }))
            div.hand hidden {
                button type="button" { (say::PREVIOUS.in_(lang)) }
                output { (say::frame((1, count))) }
                button type="button" { (say::NEXT.in_(lang)) }
            }
            ol.frames { @for number in 0..count { (frame(order, &frames, number)) } }
        }
    }
}

fn frame(order: &Order, frames: &[(Lang, Vec<Still>)], number: usize) -> Markup {
    let still = |lang: Lang| frames.iter().find(|(its, _)| *its == lang).and_then(|(_, frames)| frames.get(number));
    let Some(first) = still(order.lang()) else { return html! {} };
    html! {
        li.deciding[first.is_deciding] {
            (each(order, |lang| html! {
                @if let Some(still) = still(lang) {
                    p.told { (still.caption) }
                    @if still.is_deciding { p.decides { (say::DECIDES.in_(lang)) } }
                }
            }))
            figure.scroll tabindex="0" lang=(code(order.lang())) data-across=(first.across) { (PreEscaped(first.picture.as_str())) }
            (each(order, |lang| html! {
                @if let Some(still) = still(lang).filter(|still| !still.evidence.is_empty()) {
                    ul { @for said in &still.evidence { li { (said) } } }
                }
            }))
        }
    }
}
