//! The chapter's world for tests: at the beginning of a step, built by the solutions of those before.

use v6dojo::guest::console::{Console, Record};
use v6dojo::lesson::library;

/// The console as it is when the step called `step` begins.
pub fn at(step: &str) -> Console {
    let source = library::embedded().into_iter().find(|source| source.file.ends_with("nat64-dns64.yaml"));
    let lesson = source.expect("the chapter is in the program").load().expect("the chapter loads");
    let mut console = Console::new(lesson.world.clone());
    for done in lesson.steps.iter().take_while(|done| done.id != step) {
        for line in &done.solution {
            exec(&mut console, &line.text);
        }
    }
    console
}

/// The record of a line that is a command.
pub fn exec(console: &mut Console, line: &str) -> Record {
    let record = console.exec(line).unwrap_or_else(|error| panic!("{line}: {error}"));
    record.unwrap_or_else(|| panic!("{line}: no record"))
}
