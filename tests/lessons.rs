//! Every lesson inside the program loads, and proves itself.

use std::sync::Arc;
use v6dojo::lesson::explore::{Alone, Bound, explore};
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

/// The lessons that authors got wrong, each with what they are told beside it.
const BAD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/lessons/bad");

#[test]
fn what_is_wrong_with_a_lesson_is_told_with_its_place() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(BAD);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let mut told = 0;
    for entry in std::fs::read_dir(BAD).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "yaml") {
            continue;
        }
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let source = library::file(&path).unwrap();
        let refused = source.load().expect_err(&name);
        let both = [Lang::En, Lang::Ja].map(|lang| refused.draw(lang).replace(BAD, "bad"));
        settings.bind(|| insta::assert_snapshot!(name, both.join("\n\n")));
        told += 1;
    }
    assert!(told >= 60, "{told} bad lessons");
}

#[test]
fn the_lesson_that_the_bad_ones_were_made_of_is_good() {
    let source = library::file(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/lessons/good.yaml").as_ref()).unwrap();
    let lesson = source.load().unwrap_or_else(|refused| panic!("{}", refused.draw(Lang::En)));
    assert!(proof::prove(&lesson).holds() && session::proof::prove(&Arc::new(lesson)).is_empty());
}

#[test]
fn monsters_are_refused_and_not_carried_out() {
    let deep = |open: &str| open.repeat(1_000_000 / open.len());
    let monsters = [
        deep("["),
        deep("{a: "),
        deep("- "),
        format!("format: 1\nid: {}", deep("x")),
        format!("format: 1\n{}", deep("a: &a [*a]\n")),
        format!("format: 1\nsteps:\n{}", deep("  - {}\n")),
        deep("?"),
        deep("\""),
        deep("\u{3000}"),
        deep("\0"),
    ];
    let folder = tempfile::tempdir().unwrap();
    for (number, monster) in monsters.iter().enumerate() {
        let path = folder.path().join(format!("{number}.yaml"));
        std::fs::write(&path, monster).unwrap();
        let refused = library::file(&path).unwrap().load().expect_err("a monster");
        assert!(!refused.problems.is_empty() && refused.draw(Lang::En).len() < 100_000, "{number}");
    }
}

#[test]
fn every_lesson_names_its_schema_and_the_schema_is_that_of_the_program() {
    for source in library::embedded() {
        assert!(source.text.starts_with("# yaml-language-server: $schema=lesson.schema.json\n"), "{}", source.file);
    }
    let kept = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/lessons/lesson.schema.json")).unwrap();
    let kept: serde_json::Value = serde_json::from_str(&kept).unwrap();
    assert!(kept == v6dojo::lesson::schema(), "write it anew: v6dojo lesson schema > lessons/lesson.schema.json");
}

#[test]
fn the_schema_takes_every_lesson() {
    let schema = v6dojo::lesson::schema();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for source in library::embedded() {
        let lesson: serde_json::Value = serde_yaml::from_str(&source.text).unwrap();
        let errors: Vec<String> = validator.iter_errors(&lesson).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{}: {errors:#?}", source.file);
    }
}

/// `cargo test --release` looks further than a debug build, which takes some forty times as long.
#[test]
fn every_lesson_has_no_counter_example() {
    let bound = if cfg!(debug_assertions) { Bound { beyond: 0, states: 60 } } else { Bound { beyond: 1, states: 200 } };
    for source in library::embedded() {
        let lesson = source.load().unwrap_or_else(|refused| panic!("{}", refused.draw(Lang::En)));
        for explored in explore(&lesson, bound, &Alone) {
            let drawn = explored.findings.iter().map(|it| {
                format!("{}\n{}", it.problem.draw(&source.file, &source.text, Lang::En), it.script.join("\n"))
            });
            let drawn: Vec<String> = drawn.collect();
            assert!(drawn.is_empty(), "{}: {}", explored.step, drawn.join("\n\n"));
        }
    }
}
