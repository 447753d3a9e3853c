//! Every lesson inside the program loads, and proves itself.

use std::sync::Arc;
use v6dojo::lesson::{Lang, library, proof};
use v6dojo::session;

#[test]
fn every_lesson_proves_itself() {
    let sources = library::embedded();
    assert!(!sources.is_empty(), "no lesson is embedded");
    for source in sources {
        let lesson = source.load().unwrap_or_else(|refused| panic!("{}", refused.draw(Lang::En)));
        let proof = proof::prove(&lesson);
        let walk = session::proof::prove(&Arc::new(lesson));
        let findings = proof.findings.iter().chain(&walk);
        let drawn: Vec<String> = findings.map(|it| it.draw(&source.file, &source.text, Lang::En)).collect();
        assert!(drawn.is_empty(), "{}", drawn.join("\n\n"));
        assert!(proof.goals > 0 && proof.lines > 0, "{proof:?}");
    }
}
