//! Every lesson inside the program loads, and proves itself.

use v6dojo::lesson::{Lang, library};

#[test]
fn every_lesson_loads() {
    let sources = library::embedded();
    assert!(!sources.is_empty(), "no lesson is embedded");
    for source in sources {
        if let Err(refused) = source.load() {
            panic!("{}", refused.draw(Lang::En));
        }
    }
}
