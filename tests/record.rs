//! Stories of authors who record: what they did becomes a lesson that holds.

use std::sync::Arc;
use v6dojo::guest::world;
use v6dojo::lesson::load::load;
use v6dojo::lesson::{Lang, Lesson, library, proof};
use v6dojo::session::record::{Remarks, comment, draft, script};
use v6dojo::session::{Entry, History};
use v6dojo::tui::fits::misfits;
use v6dojo::words::record::{Head, text};

const RTB: &str = "cl-ipv4-to-dualstack-rtb-private1-ap-northeast-3a";
const NAT: &str = "cl-ipv4-to-dualstack-nat-public1-ap-northeast-3a";
const EIGW: &str = "cl-ipv4-to-dualstack-eigw";

/// Lines as they were typed in the chapter's world, with the comments between them.
fn recorded(lines: &[&str]) -> (History, Remarks) {
    let mut history = History::new(world::load(world::CHAPTER).expect("the chapter's world"));
    let mut remarks = Remarks::default();
    for line in lines {
        match comment(line) {
            Some(text) => remarks.add(history.done().len(), text),
            None => {
                history.exec(Entry { line: (*line).to_owned(), step: 0 }).expect("a line that is understood");
            }
        }
    }
    (history, remarks)
}

/// The text of the lesson file that comes of it.
fn written((history, remarks): &(History, Remarks)) -> String {
    let head = Head { id: "recorded".to_owned(), world: "chapter".to_owned() };
    text(&draft(history, remarks), &head).expect("it can be written")
}

/// The lesson, which holds in every respect.
#[track_caller]
fn proven(text: &str) -> Lesson {
    let find = |_: &str| Ok(world::load(world::CHAPTER).expect("the chapter's world"));
    let lesson = match load(text, &find) {
        Ok(lesson) => Arc::new(lesson),
        Err(problems) => panic!("{}", drawn(&problems, text)),
    };
    let mut found = proof::prove(&lesson).findings;
    found.extend(v6dojo::session::proof::prove(&lesson));
    found.extend(misfits(&lesson));
    assert!(found.is_empty(), "{}\n{text}", drawn(&found, text));
    Arc::unwrap_or_clone(lesson)
}

fn drawn(problems: &[v6dojo::lesson::Problem], text: &str) -> String {
    problems.iter().map(|it| it.draw("recorded.yaml", text, Lang::En)).collect::<Vec<_>>().join("\n\n")
}

#[test]
fn the_whole_chapter_done_once_is_a_lesson_that_holds() {
    for source in library::embedded() {
        let lesson = source.load().expect("the lesson loads");
        let mut history = History::new(lesson.scene_world(0).clone());
        let mut remarks = Remarks::default();
        for step in lesson.steps.iter().take_while(|step| lesson.scenes() == 1 || step.world.is_none()) {
            remarks.add(history.done().len(), &format!("{} / {}", step.title.ja, step.title.en));
            for line in &step.solution {
                history.exec(Entry { line: line.text.clone(), step: 0 }).expect("it is understood");
            }
        }
        let head = Head { id: "recorded".to_owned(), world: "chapter".to_owned() };
        let text = text(&draft(&history, &remarks), &head).expect("it can be written");
        if source.file.contains("nat64-dns64") {
            proven(&text);
        }
    }
}
