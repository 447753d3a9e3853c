//! The VPC's resolver as guests meet it, as data: see tests/vectors/resolver.yaml.

mod chapter;

use chapter::{at, exec};
use serde::Deserialize;
use std::sync::Arc;
use v6dojo::cloud::Settings;
use v6dojo::guest::console::Console;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vectors {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    rule: String,
    why: String,
    phase: u8,
    settings: Option<Settings>,
    #[serde(default)]
    calls: Vec<String>,
    run: String,
    #[serde(default)]
    exit: i32,
    prints: Option<String>,
    says: Option<String>,
}

/// The console as it is when the tests of a phase of the chapter begin.
fn phase(phase: u8) -> Console {
    at(if phase == 1 { "test-v6" } else { "test-again" })
}

#[test]
fn guests_meet_the_resolver_that_the_rules_describe() {
    let vectors: Vectors = serde_yaml::from_str(include_str!("vectors/resolver.yaml")).expect("the vectors are read");
    let phases = [phase(1), phase(2)];
    let mut wrong = Vec::new();
    for case in &vectors.cases {
        let mut console = phases[usize::from(case.phase - 1)].clone();
        if let Some(settings) = &case.settings {
            console.world.settings = Arc::new(settings.clone());
        }
        for call in &case.calls {
            let record = exec(&mut console, call);
            assert_eq!(record.exit, 0, "{}: {call}\n{}", case.why, record.output.whole());
        }
        let record = exec(&mut console, &case.run);
        let text = record.output.whole();
        let as_printed = case.prints.as_ref().is_none_or(|prints| *prints == text);
        let as_said = case.says.as_ref().is_none_or(|says| text.contains(says.as_str()));
        assert!(case.prints.is_some() || case.says.is_some(), "{}: nothing expected", case.why);
        if !as_printed || !as_said || record.exit != case.exit {
            let Case { rule, why, run, prints, says, exit, .. } = case;
            let expected = prints.as_ref().or(says.as_ref());
            wrong.push(format!("rule {rule}: {why}\n{run}\n{text}exit {}\nexpected {expected:?}, {exit}", record.exit));
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n\n"));
}
